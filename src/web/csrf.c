/*
 * csrf.c: the token of a form: 32 bytes of mask, then two tags under it, anew in each answer, so that its bytes never
 * repeat. The first tag is bound to the session (or to this browser before a sign-in): it proves that the form came
 * from a page of this session. The second is bound to the account: it says whose text was typed when the session is
 * over.
 */
#include "web/web_parts.h"

#define TAG 16
#define TOKEN (2 * 2 * TAG)
#define TOKEN_TEXT 86

static void tag(struct call *w, const char *what, struct str of, unsigned char out[TAG])
{
    struct seal_hash key, h;
    struct str name = str_of(what);
    seal_hash(name, &key);
    for (size_t i = 0; i < sizeof key.byte; i++) {
        key.byte[i] ^= w->web->key.byte[i];
    }
    seal_hash_next(&key, of, &h);
    memcpy(out, h.byte, TAG);
}

/* The session's tag needs no key of this process, so that a form outlives a restart. */
static void session_tag(struct str session, unsigned char out[TAG])
{
    struct seal_hash key, h;
    seal_hash(STR("goldthread form token"), &key);
    seal_hash_next(&key, session, &h);
    memcpy(out, h.byte, TAG);
}

static struct str bound_to(struct call *w)
{
    return w->who.user.n ? w->token : cookie_get(w, "before");
}

struct str csrf_make(struct call *w)
{
    unsigned char token[TOKEN], *mask = token, *tags = token + 2 * TAG;
    char *text = arena_alloc(w->arena, TOKEN_TEXT + 1);
    if (!text) {
        return NONE;
    }
    seal_random(mask, 2 * TAG);
    session_tag(w->who.user.n ? w->token : session_before(w), tags);
    tag(w, "account", w->who.user, tags + TAG);
    for (size_t i = 0; i < 2 * TAG; i++) {
        tags[i] ^= mask[i];
    }
    put_base64url(token, sizeof token, text);
    return (struct str){text, TOKEN_TEXT};
}

static bool unmask(struct str text, unsigned char tags[2 * TAG])
{
    unsigned char token[TOKEN];
    if (!read_base64url(text, token, sizeof token)) {
        return false;
    }
    for (size_t i = 0; i < 2 * TAG; i++) {
        tags[i] = token[i] ^ token[2 * TAG + i];
    }
    return true;
}

bool csrf_fits(struct call *w, struct str token, struct str session)
{
    unsigned char tags[2 * TAG], wanted[TAG];
    (void)w;
    session_tag(session, wanted);
    return session.n && unmask(token, tags) && equal_always(tags, wanted, TAG);
}

enum csrf csrf_look(struct call *w, struct str token)
{
    unsigned char tags[2 * TAG], wanted[TAG];
    if (csrf_fits(w, token, bound_to(w))) {
        return CSRF_GOOD;
    }
    tag(w, "account", w->who.user, wanted);
    return w->who.user.n && unmask(token, tags) && equal_always(tags + TAG, wanted, TAG) ? CSRF_OWN_OLD : CSRF_BAD;
}
