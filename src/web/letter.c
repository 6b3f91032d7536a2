/* letter.c: mails of the pages; and tokens that come in an address. */
#include "web/getting_in.h"
#include "web/web_parts.h"

#define ARRIVED_SECONDS 3600

/* ---- letters ---- */

bool letters_go(const struct call *w)
{
    return w->web->c.mail && w->web->c.address.n;
}

static struct str address_of(struct call *w, const char *path, const char *token)
{
    struct str site = w->web->c.address, host = http_header(w->in, "host");
    if (site.n) {
        return web_print(w, "%.*s%s?t=%s", (int)site.n, site.p, path, token);
    }
    return web_print(w, "%s://%.*s%s?t=%s", w->web->c.secure ? "https" : "http", (int)host.n, host.n ? host.p : "",
                     path, token);
}

struct str invitation_url(struct call *w, const char *token)
{
    return address_of(w, "/invitation", token);
}

static bool hand_in(struct call *w, struct str to, const char *subject, struct str text)
{
    struct web_letter letter = {to, str_of(subject), text, w->language};
    return letters_go(w) && to.n && text.n && w->web->c.mail(w->web->c.mail_where, &letter);
}

bool letter_link(struct call *w, struct str to, const char *token)
{
    struct str url = address_of(w, "/link", token);
    return hand_in(
        w, to, web_t(w, "Your link to sign in"),
        web_print(w,
                  web_t(w, "Here is the link that you asked for. It works once, in the next 15 minutes.\n\n"
                           "%s\n\nOpen it in the browser where you asked for it. In another one you need the "
                           "code that you saw there.\n\nYou did not ask for it? Then do nothing. This mail "
                           "alone opens nothing.\n"),
                  url.n ? url.p : ""));
}

/* In all languages, one below the other; with: stands where the text has %s. */
static bool hand_in_all(struct call *w, struct str to, const char *text, struct str with)
{
    struct str all = NONE;
    struct buf b;
    buf_init(&b, 0);
    for (int l = 0; l < LANGUAGE_COUNT; l++) {
        struct str s = str_of(language_text((enum language)l, text));
        size_t at = with.n ? str_find(s, STR("%s"), 0) : (size_t)-1;
        if (at != (size_t)-1) {
            buf_add(&b, str_sub(s, 0, at));
            buf_add(&b, with);
            s = str_sub(s, at + 2, s.n);
        }
        buf_add(&b, s);
        buf_cstr(&b, "\n");
    }
    bool ok = buf_ok(&b) && arena_str(w->arena, buf_str(&b), &all);
    buf_free(&b);
    return ok && hand_in(w, to, "Goldthread", all);
}

static bool hand_in_invitation(struct call *w, struct str to, const char *token, bool in_use)
{
    static const char first[] =
        N_("You are invited to Goldthread. Open this address and choose a password:\n\n%s\n\nYou also need a code. It "
           "is told to you in another way. The address works once, in the next 7 days.\n");
    static const char again[] = N_(
        "Somebody in your practice made a new invitation for your account in Goldthread. With it you can choose a new "
        "password. Open this address:\n\n%s\n\nYou also need a code. It is told to you in another way. The address "
        "works once, in the next 7 days.\n\nYou did not ask for it? Then tell your practice.\n");
    return hand_in_all(w, to, in_use ? again : first, invitation_url(w, token));
}

bool letter_invitation(struct call *w, struct str to, const char *token)
{
    return hand_in_invitation(w, to, token, false);
}

bool letter_invitation_again(struct call *w, struct str to, const char *token)
{
    return hand_in_invitation(w, to, token, true);
}

bool letter_reset(struct call *w, struct str to)
{
    return hand_in_all(w, to,
                       N_("The password of your account in Goldthread was set anew, with an invitation of your "
                          "practice. All sign-ins have ended.\n\nWas that not you? Then tell your practice.\n"),
                       NONE);
}

bool letter_changed(struct call *w, struct str to)
{
    return hand_in(w, to, web_t(w, "Your mail address was changed"),
                   str_of(web_t(w, "The mail address of your account in Goldthread was changed. It is not this one any "
                                   "more.\n\nWas that not you? Then tell your practice.\n")));
}

/* ---- what comes in an address ---- */

bool arrived_put(struct call *w, const char *what, const char *path)
{
    struct str token = http_query(w->in, "t");
    if (!token.n) {
        return false;
    }
    if (token.n < PEOPLE_TOKEN_SIZE) {
        cookie_put(w, "came", ticket_make(w, what, session_before(w), token, ARRIVED_SECONDS), ARRIVED_SECONDS);
    }
    web_go(w, "%s", path);
    return true;
}

struct str arrived_get(struct call *w, const char *what)
{
    struct str token, ticket = cookie_get(w, "came");
    return ticket.n && ticket_read(w, what, session_before(w), ticket, &token) ? token : NONE;
}

void arrived_drop(struct call *w)
{
    cookie_put(w, "came", NONE, -1);
}

void session_switch(struct call *w, char token[PEOPLE_TOKEN_SIZE])
{
    struct err none = {0};
    if (w->who.user.n) {
        people_sign_out(w->practice, &w->who, w->token, &none);
    }
    session_put(w, token);
    cookie_put(w, "before", NONE, -1);
    arrived_drop(w);
    seal_wipe(token, PEOPLE_TOKEN_SIZE);
}
