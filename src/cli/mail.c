/* mail.c: see mail.h. */
#include "cli/mail.h"

#include "base/json.h"
#include "base/utf8.h"
#include "cli/file.h"
#include "store/seal.h"

#include <curl/curl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <time.h>

#define FORMAT "goldthread.mail/1"

bool mail_address(struct str s)
{
    size_t at = str_find(s, STR("@"), 0);
    if (at == (size_t)-1 || at == 0 || at + 1 == s.n || s.n > 200 || str_find(s, STR("@"), at + 1) != (size_t)-1) {
        return false;
    }
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c <= ' ' || c >= 0x7f || strchr("<>()[]\\,;:\"", c)) {
            return false;
        }
    }
    return true;
}

/* ---- configuration ---- */

/* Whether the address is this machine: what stands between "://" and the port or the end. */
static bool is_loopback(struct str url)
{
    struct str host = str_sub(url, str_find(url, STR("://"), 0) + 3, url.n), head, tail;
    if (str_cut(host, '/', &head, &tail)) {
        host = head;
    }
    if (str_starts(host, STR("["))) {
        return str_starts(host, STR("[::1]"));
    }
    if (str_cut(host, ':', &head, &tail)) {
        host = head;
    }
    return str_is(host, "127.0.0.1") || str_is(host, "localhost");
}

static bool text(const struct json *root, const char *name, bool needed, struct str *out, struct err *e)
{
    const struct json *v = json_get(root, name);
    *out = json_str(v);
    if ((v && !out->p) || (needed && !str_trim(*out).n) || out->n > 1000) {
        return err_set(e, ERR_INVALID, name, "must be a text of the mail configuration");
    }
    for (size_t i = 0; i < out->n; i++) {
        if ((unsigned char)out->p[i] < ' ') {
            return err_set(e, ERR_INVALID, name, "must be one line");
        }
    }
    return true;
}

static bool read_config(const struct json *root, struct mail_config *out, struct err *e)
{
    if (!str_is(json_str(json_get(root, "format")), FORMAT)) {
        return err_set(e, ERR_INVALID, "format", "must be " FORMAT);
    }
    if (!text(root, "url", true, &out->url, e) || !text(root, "from", true, &out->from, e) ||
        !text(root, "user", false, &out->user, e) || !text(root, "password", false, &out->password, e) ||
        !text(root, "address", true, &out->address, e) || !text(root, "ca", false, &out->ca, e)) {
        return false;
    }
    if (!str_starts(out->url, STR("smtp://")) && !str_starts(out->url, STR("smtps://"))) {
        return err_set(e, ERR_INVALID, "url", "must begin with smtp:// or smtps://");
    }
    if (str_find(out->url, STR("@"), 0) != (size_t)-1) {
        return err_set(e, ERR_INVALID, "url", "must hold no user or password: they have members of their own");
    }
    if (!mail_address(out->from)) {
        return err_set(e, ERR_INVALID, "from", "must be one address, name@host");
    }
    if (!out->user.n != !out->password.n) {
        return err_set(e, ERR_INVALID, "user", "and password go together");
    }
    out->plain = str_starts(out->url, STR("smtp://")) && is_loopback(out->url);
    return true;
}

bool mail_config_read(const char *path, struct arena *a, struct mail_config *out, struct err *e)
{
    const struct json *root;
    struct buf b;
    FILE *f = file_open(path, e);
    bool ok = f && file_private(f, path, e);
    *out = (struct mail_config){.plain = false};
    file_close(f);
    buf_init(&b, 0);
    ok = ok && file_read(path, 65536, &b, e) && json_parse(buf_str(&b), a, &root, e) && read_config(root, out, e);
    if (b.p) {
        seal_wipe(b.p, b.n);
    }
    buf_free(&b);
    return ok;
}

/* ---- the mail ---- */

/* The subject as it may stand in a header (RFC 2047 for letters beyond ASCII), and the words. */
static const struct {
    const char *subject, *text;
} letters[LANGUAGE_COUNT] = {
    [LANGUAGE_EN] = {"Something waits for you", "Something waits for you in Goldthread. Sign in to see it."},
    [LANGUAGE_ES] = {"Hay algo para usted", "Hay algo para usted en Goldthread. Entre para verlo."},
};

static void put_subject(struct str text, struct buf *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    bool plain = true;
    for (size_t i = 0; i < text.n; i++) {
        plain = plain && text.p[i] >= ' ' && (unsigned char)text.p[i] < 0x7f;
    }
    if (plain) {
        buf_add(out, text);
        return;
    }
    buf_cstr(out, "=?utf-8?B?");
    for (size_t i = 0; i < text.n; i += 3) {
        unsigned long v = 0;
        for (size_t k = 0; k < 3; k++) {
            v = v << 8 | (i + k < text.n ? (unsigned char)text.p[i + k] : 0);
        }
        for (size_t k = 0; k < 4; k++) {
            buf_char(out, i + k > text.n ? '=' : digits[v >> (18 - 6 * k) & 63]);
        }
    }
    buf_cstr(out, "?=");
}

/* Lines end as mail has them. */
static void put_lines(struct str text, struct buf *out)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\n') {
            buf_cstr(out, "\r\n");
        } else if (text.p[i] != '\r') {
            buf_char(out, text.p[i]);
        }
    }
}

void mail_text(const struct mail_config *c, const struct letter *l, struct buf *out)
{
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct str user, host = STR("localhost");
    time_t seconds = (time_t)(l->now_ms / 1000);
    struct seal_hash hash;
    struct tm t;
    gmtime_r(&seconds, &t);
    seal_hash(l->id, &hash);
    str_cut(c->from, '@', &user, &host);
    buf_printf(out, "Date: %s, %02d %s %d %02d:%02d:%02d +0000\r\n", days[t.tm_wday], t.tm_mday, months[t.tm_mon],
               t.tm_year + 1900, t.tm_hour, t.tm_min, t.tm_sec);
    buf_cstr(out, "From: <");
    buf_add(out, c->from);
    buf_cstr(out, ">\r\nTo: <");
    buf_add(out, l->to);
    buf_cstr(out, ">\r\nMessage-ID: <");
    seal_put_hex(hash.byte, 16, out);
    buf_char(out, '@');
    buf_add(out, host);
    buf_cstr(out, ">\r\nSubject: ");
    put_subject(l->subject.n ? l->subject : str_of(letters[l->language].subject), out);
    buf_printf(out,
               "\r\nMIME-Version: 1.0\r\n"
               "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n"
               "Content-Language: %s\r\nAuto-Submitted: auto-generated\r\n\r\n",
               language_code(l->language));
    if (l->text.n) {
        put_lines(l->text, out);
        return;
    }
    buf_printf(out, "%s\r\n", letters[l->language].text);
    buf_add(out, c->address);
    buf_cstr(out, "\r\n");
}

/* ---- handing it over ---- */

struct upload {
    struct str rest;
    bool whole; /* all of it was asked for: what follows is the server's word */
};

static size_t give(char *to, size_t size, size_t count, void *ctx)
{
    struct upload *u = ctx;
    size_t n = size * count < u->rest.n ? size * count : u->rest.n;
    if (n) {
        memcpy(to, u->rest.p, n);
    }
    u->rest = str_sub(u->rest, n, u->rest.n);
    u->whole = u->rest.n == 0;
    return n;
}

static const char *cstr(struct arena *a, struct str s)
{
    return s.n ? arena_copy(a, s.p, s.n) : NULL;
}

static bool set_up(CURL *curl, const struct mail_config *c, struct arena *a, struct upload *u, char error[])
{
    const char *url = cstr(a, c->url), *from = cstr(a, c->from), *ca = cstr(a, c->ca);
    const char *user = cstr(a, c->user), *password = cstr(a, c->password);
    unsigned bad = a->failed; /* any code but CURLE_OK, which is 0 */
    bad |= curl_easy_setopt(curl, CURLOPT_URL, url);
    bad |= curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    bad |= curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)(c->plain ? CURLUSESSL_TRY : CURLUSESSL_ALL));
    bad |= curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    bad |= curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from);
    bad |= curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
    bad |= curl_easy_setopt(curl, CURLOPT_READDATA, u);
    bad |= curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    bad |= curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    bad |= curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 30L);
    bad |= curl_easy_setopt(curl, CURLOPT_TIMEOUT, 120L);
    bad |= curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error);
    bad |= curl_easy_setopt(curl, CURLOPT_USERNAME, user); /* NULL: none */
    bad |= curl_easy_setopt(curl, CURLOPT_PASSWORD, password);
    if (ca) {
        bad |= curl_easy_setopt(curl, CURLOPT_CAINFO, ca);
    }
    return !bad;
}

static enum mail_result judge(CURL *curl, CURLcode code, const struct upload *u, const char *error, char answer[160])
{
    long last = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &last);
    if (code == CURLE_OK) {
        snprintf(answer, 160, "%ld accepted", last);
        return MAIL_SENT;
    }
    snprintf(answer, 160, "%ld %.120s", last, error[0] ? error : curl_easy_strerror(code));
    if (last >= 500 && last < 600) {
        return MAIL_REFUSED;
    }
    return last >= 400 || !u->whole ? MAIL_LATER : MAIL_UNKNOWN;
}

enum mail_result mail_send(const struct mail_config *c, const struct letter *l, char answer[160])
{
    char error[CURL_ERROR_SIZE] = "";
    enum mail_result result = MAIL_LATER;
    struct upload u = {.whole = false};
    struct arena a;
    struct buf b;
    if (!mail_address(l->to)) {
        snprintf(answer, 160, "no mail address");
        return MAIL_REFUSED;
    }
    snprintf(answer, 160, "no memory");
    arena_init(&a, 0);
    buf_init(&b, 0);
    mail_text(c, l, &b);
    CURL *curl = buf_ok(&b) ? curl_easy_init() : NULL;
    const char *receiver = cstr(&a, l->to);
    struct curl_slist *list = receiver ? curl_slist_append(NULL, receiver) : NULL;
    u.rest = buf_str(&b);
    if (curl && list && set_up(curl, c, &a, &u, error) && curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, list) == CURLE_OK) {
        CURLcode code = curl_easy_perform(curl);
        result = judge(curl, code, &u, error, answer);
    }
    curl_slist_free_all(list);
    curl_easy_cleanup(curl);
    buf_free(&b);
    arena_free(&a);
    return result;
}
