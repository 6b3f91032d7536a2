/* languages.c: see languages.h. */
#include "practice/languages.h"

#include "practice/people_parts.h"

static const char *const codes[LANGUAGE_COUNT] = {[LANGUAGE_EN] = "en", [LANGUAGE_ES] = "es"};

/* Names that people give to a language, in it and in the others. */
static const struct {
    const char *name;
    enum language is;
} names[] = {{"english", LANGUAGE_EN},    {"inglés", LANGUAGE_EN},   {"ingles", LANGUAGE_EN},
             {"spanish", LANGUAGE_ES},    {"español", LANGUAGE_ES},  {"espanol", LANGUAGE_ES},
             {"castellano", LANGUAGE_ES}, {"castilian", LANGUAGE_ES}};

const char *language_code(enum language l)
{
    return codes[l];
}

bool language_find(struct str code, enum language *out)
{
    for (int l = 0; l < LANGUAGE_COUNT; l++) {
        if (code.n >= 2 && str_eq_ci(str_sub(code, 0, 2), str_of(codes[l])) &&
            (code.n == 2 || strchr("-_", code.p[2]))) {
            *out = (enum language)l;
            return code.n == 2 || code.p[2];
        }
    }
    return false;
}

bool language_named(struct str words, enum language *out)
{
    struct str name = str_trim(words);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct str known = str_of(names[i].name);
        bool ends = name.n == known.n || (name.n > known.n && name.p[known.n] && strchr(" ,;.(/", name.p[known.n]));
        if (ends && str_starts_ci(name, known)) {
            *out = names[i].is;
            return true;
        }
    }
    return language_find(name, out);
}

/* What the details of the account's client say. */
static bool of_details(struct store *s, struct db_tx *tx, const struct account_row *account, struct arena *a,
                       struct spoken *out, struct err *e)
{
    struct record_filter f = {.kinds = 1u << RECORD_DETAILS, .limit = 1};
    const struct json *root;
    struct record *list;
    struct err lost = {0};
    size_t n;
    if (!record_list(s, tx, account->practice, account->client, &f, a, &list, &n, &lost)) {
        bool gone = lost.kind == ERR_NOT_FOUND || lost.kind == ERR_INVALID; /* erased: there is no key any more */
        return gone || err_set(e, lost.kind, lost.where, "%s", lost.text);
    }
    if (n && json_parse(list[0].content, a, &root, &lost)) {
        out->known = language_named(json_str(json_get(root, "language")), &out->language);
    }
    return !a->failed || arena_error(a, e);
}

bool people_spoken_in(struct store *s, struct db_tx *tx, const struct account_row *account, struct arena *a,
                      struct spoken *out, struct err *e)
{
    struct person_details d;
    *out = (struct spoken){.language = LANGUAGE_EN};
    if (!(account->roles & (ROLE_CLIENT | ROLE_GUARDIAN))) {
        return true;
    }
    if (!person_read(account, a, &d, e)) {
        return false;
    }
    out->own = out->known = language_find(d.language, &out->language);
    return out->known || !account->client.n || of_details(s, tx, account, a, out, e);
}

static bool spoken_to(struct practice_tx *t, void *ctx, struct err *e)
{
    struct spoken *out = ctx;
    struct account_row none = {.practice = t->who->practice, .client = t->client, .roles = ROLE_CLIENT}, *rows;
    size_t n, own = 0;
    *out = (struct spoken){.language = LANGUAGE_EN};
    if (!account_of_client(t->store, t->tx, t->who->practice, t->client, t->arena, &rows, &n, e)) {
        return false;
    }
    while (own < n && !(rows[own].roles & ROLE_CLIENT)) {
        own++;
    }
    t->object = t->client;
    return own < n ? people_spoken_in(t->store, t->tx, &rows[own], t->arena, out, e)
                   : of_details(t->store, t->tx, &none, t->arena, out, e);
}

bool people_spoken_to(struct practice *p, const struct actor *who, struct str client, struct arena *a,
                      struct spoken *out, struct err *e)
{
    const struct str none = {NULL, 0};
    return practice_do(p, who, CASE_CLIENT_DETAILS, client, none, a, spoken_to, out, e);
}

static bool speak(struct practice_tx *t, void *ctx, struct err *e)
{
    struct account_row row;
    struct person_details d;
    if (!person_own(t, &row, &d, e)) {
        return false;
    }
    d.language = str_of(codes[*(const enum language *)ctx]);
    return person_put(t, &row, &d, e);
}

bool people_speak(struct practice *p, const struct actor *who, enum language language, struct err *e)
{
    const struct str none = {NULL, 0};
    struct arena a;
    arena_init(&a, 0);
    bool ok = practice_do(p, who, CASE_LANGUAGE, none, none, &a, speak, &language, e);
    arena_free(&a);
    return ok;
}
