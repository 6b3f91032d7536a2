/* language.c: which language an answer is in, and texts in it. */
#include "web/web_parts.h"

static const char *const codes[LANGUAGE_COUNT] = {[LANGUAGE_EN] = "en", [LANGUAGE_ES] = "es"};

const char *language_code(enum language l)
{
    return codes[l];
}

bool language_find(struct str code, enum language *out)
{
    for (int l = 0; l < LANGUAGE_COUNT; l++) {
        if (code.n >= 2 && str_eq(str_sub(code, 0, 2), str_of(codes[l])) && (code.n == 2 || code.p[2] == '-')) {
            *out = (enum language)l;
            return true;
        }
    }
    return false;
}

const char *language_text(enum language l, const char *english)
{
    (void)l;
    return english;
}

const char *web_t(const struct call *w, const char *english)
{
    return w->language == LANGUAGE_EN ? english : language_text(w->language, english);
}

/* The first of Accept-Language that is one of ours. */
static enum language of_browser(const struct call *w)
{
    struct str rest = http_header(w->in, "accept-language"), head, tail;
    enum language l;
    for (bool more = rest.n > 0; more; rest = tail) {
        more = str_cut(rest, ',', &head, &tail);
        if (language_find(str_trim(more ? head : rest), &l)) {
            return l;
        }
    }
    return LANGUAGE_EN;
}

void language_choose(struct call *w)
{
    bool inside = w->who.user.n && !(w->who.roles & (ROLE_CLIENT | ROLE_GUARDIAN));
    if (inside) {
        w->language = LANGUAGE_EN;
    } else if (!language_find(cookie_get(w, "language"), &w->language)) {
        w->language = of_browser(w);
    }
    w->out.language = (int)w->language;
}

void language_do(struct call *w)
{
    struct str language = http_form(w->in, "language"), here = http_form(w->in, "here");
    enum language l;
    if (language_find(language, &l)) {
        cookie_put(w, "language", str_of(codes[l]), 365 * 86400);
    }
    web_go(w, "%.*s", (int)here.n, here.n ? here.p : "");
}
