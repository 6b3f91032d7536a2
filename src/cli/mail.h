/*
 * mail.h: a mail that says that something waits, through SMTP with TLS.
 * Layer: cli.
 *
 * The file of --mail-config, for its owner alone (0600), since it may hold a password:
 *   {"format":"goldthread.mail/1",
 *    "url":"smtp://mail.example.org:587",      STARTTLS is demanded; or smtps://, TLS from the first byte
 *    "from":"practice@example.org",
 *    "user":"...", "password":"...",           both or neither
 *    "address":"https://practice.example.org", what the mail says where to sign in; a postal address will do
 *    "ca":"/etc/ssl/our-own.pem"}              absent: the system's certificates
 * Without TLS mail goes to the machine itself only (127.0.0.1, ::1, localhost).
 *
 * Nothing of a client is in a mail: no name, no measure, no score, no diagnosis, not even how many things wait.
 */
#ifndef CLI_MAIL_H
#define CLI_MAIL_H

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "practice/languages.h"

#include <stdint.h>

struct mail_config {
    struct str url, from, user, password, address, ca;
    bool plain; /* to the machine itself */
};

/* mail_config_read: ERR_IO (also: readable by others), ERR_INVALID names the member. Texts live in the arena. */
bool mail_config_read(const char *path, struct arena *a, struct mail_config *out, struct err *e);

enum mail_result {
    MAIL_SENT,
    MAIL_LATER,   /* it certainly did not go out: no connection, or the server said "later" */
    MAIL_REFUSED, /* the server will never take it, or the address is none */
    MAIL_UNKNOWN  /* it was handed over and no answer came */
};

/* mail_address: one address as it may stand in a header, "name@host"; no spaces, brackets or line breaks. */
bool mail_address(struct str s);

/* mail_text: the whole mail, in the language of who gets it; id makes its Message-ID: the same id, the same. */
struct letter {
    struct str to, id;
    enum language language;
    int64_t now_ms;
    struct str subject, text; /* of a link or an invitation: one line; lines that end with \n. Absent: that something
                                 waits */
};
void mail_text(const struct mail_config *c, const struct letter *l, struct buf *out);

/* mail_send: one mail; answer: the server's last word or why there is none, in one line. Blocks, two minutes at most.
 */
enum mail_result mail_send(const struct mail_config *c, const struct letter *l, char answer[160]);

#endif
