/*
 * The reader. yajl finds the tokens; this file makes the tree and refuses what yajl lets through: keys that stand
 * twice, lone surrogates, \u0000, depth, a byte order mark, loose UTF-8, form feeds.
 *
 * The text is copied into the arena once, and strings are NUL-terminated inside that copy (over their closing quote)
 * instead of being copied one by one. yajl's own memory comes from the arena too: yajl does not look for NULL, so a
 * refused allocation leaves it by longjmp, and since nothing of it is outside the arena, nothing leaks.
 */
#include "base/json.h"

#include "base/utf8.h"

#include <assert.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <yajl/yajl_parse.h>

enum {
    FEW_KEYS = 16, /* up to here each new key is compared with each; then the object gets an index */
    SLAB_FIRST = 8,
    SLAB_MOST = 64
};

/* What stopped the reading, when it was not yajl itself. */
enum problem { NO_PROBLEM, KEY_TWICE, TOO_DEEP, NO_MEMORY, ESCAPED_NUL, LONE_SURROGATE, BAD_SPACE };

/* An open array or object. */
struct frame {
    struct json *node;
    struct json **tail; /* where its next child is linked */
    size_t at;          /* offset of its bracket */
    uintptr_t keys;     /* index of its keys when there are many, see index_add; else 0 */
};

struct reader {
    struct arena *a;
    char *copy; /* the text, then a line break that ends the last token, then NUL */
    size_t n;
    yajl_handle yajl;
    struct json *root;
    struct json *member; /* has its key and waits for its value */
    struct json *slab;   /* nodes not used yet */
    size_t slab_left, slab_size;
    const char *message; /* yajl's, when it stopped */
    enum problem problem;
    size_t depth;
    jmp_buf no_memory;
    struct frame *stack; /* JSON_DEPTH_MAX of them */
};

/* ---- memory ---- */

/* Leaves yajl and everything else up to read_all. */
static void *need(struct reader *r, void *p)
{
    if (p == NULL) {
        r->problem = NO_MEMORY;
        longjmp(r->no_memory, 1);
    }
    return p;
}

/* In front of each piece of yajl's is its size, which realloc needs; 16 bytes keep the alignment. */
enum { SIZE_ROOM = 16 };

static void *yajl_take(void *ctx, size_t n)
{
    struct reader *r = ctx;
    char *p = need(r, arena_alloc(r->a, n + SIZE_ROOM));

    memcpy(p, &n, sizeof n);
    return p + SIZE_ROOM;
}

static void *yajl_grow(void *ctx, void *old, size_t n)
{
    struct reader *r = ctx;
    size_t old_n;
    char *p;

    if (old == NULL)
        return yajl_take(ctx, n);
    p = (char *)old - SIZE_ROOM;
    memcpy(&old_n, p, sizeof old_n);
    p = need(r, arena_grow(r->a, p, old_n + SIZE_ROOM, n + SIZE_ROOM));
    memcpy(p, &n, sizeof n);
    return p + SIZE_ROOM;
}

static void yajl_give(void *ctx, void *p)
{
    (void)ctx;
    (void)p; /* goes with the arena */
}

static struct json *new_node(struct reader *r)
{
    if (r->slab_left == 0) {
        r->slab_size = r->slab_size == 0 ? SLAB_FIRST : r->slab_size < SLAB_MOST ? r->slab_size * 2 : SLAB_MOST;
        r->slab = need(r, arena_array(r->a, r->slab_size, sizeof *r->slab));
        r->slab_left = r->slab_size;
    }
    r->slab_left--;
    return r->slab++;
}

/* ---- keys ---- */

/*
 * The index of an object with many keys is a crit-bit tree: a branch names the first bit in which its two sides differ.
 * Unlike a hash table it has no bad case that a hostile file could aim at: a key costs at most its own bits.
 * A reference is a branch with the lowest bit set, or a member.
 */
struct branch {
    uintptr_t side[2];
    size_t byte;         /* which byte of the key decides */
    unsigned char other; /* all bits but the deciding one */
};

static unsigned char key_byte(struct str key, size_t i)
{
    return i < key.n ? (unsigned char)key.p[i] : 0;
}

static int side_of(const struct branch *b, struct str key)
{
    return (1 + (b->other | key_byte(key, b->byte))) >> 8;
}

static struct branch *branch_of(uintptr_t ref)
{
    return (ref & 1) != 0 ? (struct branch *)(ref - 1) : NULL;
}

/* Adds a member under its key; false when the key is there already. */
static bool index_add(struct reader *r, uintptr_t *root, struct json *member)
{
    struct str key = member->key, near;
    uintptr_t ref = *root, *link = root;
    struct branch *b, *new_branch;
    size_t at = 0, most;
    unsigned char differ;
    int near_side;

    if (ref == 0) {
        *root = (uintptr_t)member;
        return true;
    }
    while ((b = branch_of(ref)) != NULL)
        ref = b->side[side_of(b, key)];
    near = ((struct json *)ref)->key;
    most = key.n > near.n ? key.n : near.n;
    while (at < most && key_byte(key, at) == key_byte(near, at))
        at++;
    if (at == most)
        return false;
    differ = key_byte(key, at) ^ key_byte(near, at);
    while ((differ & (differ - 1)) != 0)
        differ &= (unsigned char)(differ - 1); /* only the highest bit */
    new_branch = need(r, ARENA_NEW(r->a, struct branch));
    new_branch->byte = at;
    new_branch->other = (unsigned char)~differ;
    near_side = side_of(new_branch, near);
    /* It belongs above the first branch that decides later. */
    while ((b = branch_of(*link)) != NULL && (b->byte < at || (b->byte == at && b->other < new_branch->other)))
        link = &b->side[side_of(b, key)];
    new_branch->side[near_side] = *link;
    new_branch->side[1 - near_side] = (uintptr_t)member;
    *link = (uintptr_t)new_branch | 1;
    return true;
}

static bool key_is_new(struct reader *r, struct frame *f, struct json *member)
{
    const struct json *m;
    struct json *each;

    if (f->node->count < FEW_KEYS) {
        for (m = f->node->first; m != NULL; m = m->next)
            if (str_eq(m->key, member->key))
                return false;
        return true;
    }
    if (f->keys == 0)
        for (each = f->node->first; each != NULL; each = each->next)
            index_add(r, &f->keys, each);
    return index_add(r, &f->keys, member);
}

/* ---- tree ---- */

/*
 * The text of the string token that ends just before yajl's offset, as a piece of the copy. A string without escapes is
 * there already; a decoded one comes from yajl's buffer, is never longer than it was written, and goes where it stood.
 */
static struct str keep_string(struct reader *r, const unsigned char *p, size_t n)
{
    char *end = r->copy + yajl_get_bytes_consumed(r->yajl) - 1;

    *end = '\0'; /* was the closing quote */
    if (n > 0 && (const unsigned char *)end - n != p)
        memcpy(end - n, p, n);
    return (struct str){end - n, n};
}

static void link_child(struct reader *r, struct json *node)
{
    if (r->depth == 0) {
        r->root = node;
    } else {
        struct frame *f = &r->stack[r->depth - 1];
        *f->tail = node;
        f->tail = &node->next;
        f->node->count++;
    }
}

static struct json *add_value(struct reader *r, enum json_type type)
{
    struct json *node = r->member;

    if (node == NULL) {
        node = new_node(r);
        link_child(r, node);
    }
    r->member = NULL;
    node->type = type;
    return node;
}

static int on_null(void *ctx)
{
    add_value(ctx, JSON_NULL);
    return 1;
}

static int on_boolean(void *ctx, int value)
{
    add_value(ctx, value ? JSON_TRUE : JSON_FALSE);
    return 1;
}

static int on_number(void *ctx, const char *p, size_t n)
{
    add_value(ctx, JSON_NUMBER)->text = (struct str){p, n}; /* points into the copy */
    return 1;
}

static int on_string(void *ctx, const unsigned char *p, size_t n)
{
    struct reader *r = ctx;

    add_value(r, JSON_STRING)->text = keep_string(r, p, n);
    return 1;
}

static int on_key(void *ctx, const unsigned char *p, size_t n)
{
    struct reader *r = ctx;
    struct json *member = new_node(r);

    member->key = keep_string(r, p, n);
    r->member = member;
    if (!key_is_new(r, &r->stack[r->depth - 1], member)) {
        r->problem = KEY_TWICE;
        return 0;
    }
    link_child(r, member);
    return 1;
}

static int open_container(struct reader *r, enum json_type type)
{
    struct json *node;

    if (r->depth == JSON_DEPTH_MAX) {
        r->problem = TOO_DEEP;
        return 0;
    }
    node = add_value(r, type);
    r->stack[r->depth++] = (struct frame){node, &node->first, yajl_get_bytes_consumed(r->yajl) - 1, 0};
    return 1;
}

static int on_object(void *ctx)
{
    return open_container(ctx, JSON_OBJECT);
}

static int on_array(void *ctx)
{
    return open_container(ctx, JSON_ARRAY);
}

static int on_end(void *ctx)
{
    ((struct reader *)ctx)->depth--;
    return 1;
}

static const yajl_callbacks callbacks = {
    .yajl_null = on_null,
    .yajl_boolean = on_boolean,
    .yajl_number = on_number,
    .yajl_string = on_string,
    .yajl_start_map = on_object,
    .yajl_map_key = on_key,
    .yajl_end_map = on_end,
    .yajl_start_array = on_array,
    .yajl_end_array = on_end,
};

/* ---- errors ---- */

/* Refuses the text at an offset, which becomes a line and a column, both from 1. */
static bool refuse(struct str text, size_t at, struct err *e, enum err_kind kind, const char *fmt, ...)
    __attribute__((format(printf, 5, 6)));

static bool refuse(struct str text, size_t at, struct err *e, enum err_kind kind, const char *fmt, ...)
{
    char where[64], sentence[sizeof e->text];
    size_t line = 1, start = 0, next;
    va_list ap;

    while ((next = str_find(text, STR("\n"), start)) < at) {
        line++;
        start = next + 1;
    }
    snprintf(where, sizeof where, "line %zu, column %zu", line, utf8_length(str_sub(text, start, at)) + 1);
    va_start(ap, fmt);
    vsnprintf(sentence, sizeof sentence, fmt, ap);
    va_end(ap);
    return err_set(e, kind, where, "%s", sentence);
}

static unsigned int hex4(struct str s, size_t at)
{
    unsigned int v = 0;

    for (size_t i = at; i < at + 4; i++) {
        char c = i < s.n ? s.p[i] : '\0';
        if (c >= '0' && c <= '9')
            v = v * 16 + (unsigned int)(c - '0');
        else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
            v = v * 16 + (unsigned int)((c | 0x20) - 'a' + 10);
        else
            return 0xffffff; /* yajl will refuse it */
    }
    return v;
}

/*
 * The first escape that names NUL or half a character: yajl takes both. Looks at backslashes only; up to the first
 * place that yajl refuses, all of them are inside strings.
 */
static enum problem bad_escape(struct str text, size_t *at)
{
    size_t i = 0;

    while ((i = str_find(text, STR("\\"), i)) != (size_t)-1) {
        unsigned int v = text.n - i > 1 && text.p[i + 1] == 'u' ? hex4(text, i + 2) : 0xffffff;

        *at = i;
        if (v == 0)
            return ESCAPED_NUL;
        if (v >= 0xdc00 && v <= 0xdfff)
            return LONE_SURROGATE;
        if (v >= 0xd800 && v <= 0xdbff) {
            unsigned int low = str_starts(str_sub(text, i + 6, text.n), STR("\\u")) ? hex4(text, i + 8) : 0;
            if (low < 0xdc00 || low > 0xdfff)
                return LONE_SURROGATE;
            i += 6;
        }
        i += 2; /* the next may be a second backslash */
    }
    return NO_PROBLEM;
}

/*
 * The first thing in the text that yajl takes although it is no JSON, if yajl got that far. It takes vertical tab and
 * form feed for white space; inside a string it refuses them itself.
 */
static enum problem find_lax(struct str text, size_t *at)
{
    enum problem found = bad_escape(text, at);
    size_t space;

    for (const char *c = "\v\f"; *c != '\0'; c++) {
        space = str_find(found == NO_PROBLEM ? text : str_sub(text, 0, *at), (struct str){c, 1}, 0);
        if (space != (size_t)-1) {
            found = BAD_SPACE;
            *at = space;
        }
    }
    return found;
}

/* The first `c` outside strings, or the size; *open gets the quote of a string that never ends, or the size. */
static size_t find_outside(struct str text, char c, size_t *open)
{
    size_t i;

    *open = text.n;
    for (i = 0; i < text.n; i++) {
        if (text.p[i] == '"')
            *open = *open == text.n ? i : text.n;
        else if (text.p[i] == '\\')
            i++;
        else if (text.p[i] == c && *open == text.n)
            return i;
    }
    return text.n;
}

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '-' || c == '+' || c == '.';
}

/* The first byte of the token that ends before `end` (> 0); the size when that is our line break. */
static size_t token_start(struct str text, size_t end)
{
    size_t at = end - 1, slashes;

    if (at >= text.n)
        return text.n;
    if (text.p[at] == '"') {
        while (at > 0) {
            at--;
            for (slashes = 0; slashes < at && text.p[at - 1 - slashes] == '\\'; slashes++)
                ;
            if (text.p[at] == '"' && slashes % 2 == 0)
                break;
        }
        return at;
    }
    while (at > 0 && is_word(text.p[at]) && is_word(text.p[at - 1]))
        at--;
    return at;
}

/*
 * The same for the one error after which yajl steps back itself: by the token's length, without a string's quotes. So
 * it stands at the start of a bad token, but two bytes into a bad string.
 */
static size_t start_after_value(struct str text, size_t at)
{
    size_t quote;

    find_outside(str_sub(text, 0, at), '\0', &quote);
    if (quote < at)
        return quote;
    return str_ends_ci(str_sub(text, 0, at), STR("\"\"")) ? at - 2 : at;
}

/* The last byte before `at` that is no white space; 0 when there is none. */
static char byte_before(struct str text, size_t at)
{
    struct str before = str_trim(str_sub(text, 0, at));

    return before.n == 0 ? '\0' : before.p[before.n - 1];
}

/* The text ended too early: an open string, an open bracket, or nothing at all. */
static bool refuse_end(const struct reader *r, struct str text, struct err *e)
{
    size_t quote;

    find_outside(text, '\0', &quote);
    if (quote < text.n)
        return refuse(text, quote, e, ERR_INVALID, "this string never ends; add the closing quote");
    if (r->depth > 0) {
        const struct frame *f = &r->stack[r->depth - 1];
        bool object = f->node->type == JSON_OBJECT;
        return refuse(text, f->at, e, ERR_INVALID,
                      "this %c is never closed; the text ends too early: add %c or the rest", object ? '{' : '[',
                      object ? '}' : ']');
    }
    return refuse(text, 0, e, ERR_INVALID, "the text is empty; a JSON value is needed, such as {}");
}

/* A byte that begins no token. */
static bool refuse_byte(struct str text, size_t at, struct err *e)
{
    static const char *const hints[][2] = {
        {"'", "text stands in double quotes, not single ones"},
        {"\xe2\x80\x9c", "typographic quotes do not count; use the straight \""},
        {"\xe2\x80\x9d", "typographic quotes do not count; use the straight \""},
        {"\xef\xbb\xbf", "a byte order mark in the middle of the text; take it out"},
        {"\xc2\xa0", "a no-break space; use an ordinary one"},
        {"NaN", "NaN is not a JSON number; leave the value out or write null"},
        {"Infinity", "Infinity is not a JSON number; leave the value out or write null"},
        {"None", "write null for \"nothing\""},
        {"True", "write true in small letters"},
        {"False", "write false in small letters"},
        {".", "a number needs a digit before the point: 0.5"},
        {"+", "a number has no plus sign"},
    };
    struct str rest = str_sub(text, at, text.n);
    unsigned char c = (unsigned char)*rest.p;

    for (size_t i = 0; i < sizeof hints / sizeof *hints; i++)
        if (str_starts(rest, str_of(hints[i][0])))
            return refuse(text, at, e, ERR_INVALID, "%s", hints[i][1]);
    if (c == 0)
        return refuse(text, at, e, ERR_INVALID, "a NUL byte: this is not text, or not UTF-8; save it as UTF-8 text");
    if (c < 0x20 || c == 0x7f)
        return refuse(text, at, e, ERR_INVALID, "control character 0x%02x between values; take it out", c);
    rest.n = utf8_floor(rest, 1) == 1 ? 1 : utf8_floor(rest, 4);
    return refuse(text, at, e, ERR_INVALID, "\"%.*s\" cannot stand here; text needs double quotes around it",
                  (int)rest.n, rest.p);
}

/* yajl's sentences, where to point (before its offset), and ours. */
enum point { BYTE_BEFORE, BYTE_AT, TOKEN, AFTER_VALUE, COMMENT };

static const struct {
    const char *yajl;
    enum point point;
    const char *ours;
} messages[] = {
    {"invalid string in json", TOKEN, "only true, false and null stand without quotes"},
    {"invalid character inside string", BYTE_AT,
     "a control character or line break inside a string; close the quote before it, or write it as \\n"},
    {"'\\' occurs before", BYTE_BEFORE, "this character cannot follow a backslash; write \\\\ for a backslash itself"},
    {"(non-hex) character", BYTE_AT, "\\u needs four hexadecimal digits"},
    {"digit is required after the exponent", TOKEN, "this number needs a digit after the e"},
    {"digit is required after the decimal", TOKEN, "this number needs a digit after the point"},
    {"digit is required after the minus", TOKEN, "a minus sign needs a digit after it"},
    {"probable comment", COMMENT, "JSON has no comments; take it out"},
    {"invalid object key", TOKEN, "a member's name in double quotes, or }, is needed here"},
    {"separated by a colon", TOKEN, "a colon is needed between a member's name and its value"},
    {"after key and value", AFTER_VALUE, "a comma or } is needed here"},
    {"after array element", TOKEN, "a comma or ] is needed here"},
    {"trailing garbage", TOKEN, "nothing may follow the value"},
    {"", TOKEN, "a value is needed here"},
};

static bool has_leading_zero(struct str token)
{
    size_t i = str_starts(token, STR("-"));

    return token.n - i > 1 && token.p[i] == '0' && token.p[i + 1] >= '0' && token.p[i + 1] <= '9';
}

static bool refuse_message(const struct reader *r, struct str text, size_t end, struct err *e)
{
    size_t i = 0, at, quote;
    struct str said = str_of(r->message);

    if (str_find(said, STR("premature EOF"), 0) != (size_t)-1)
        return refuse_end(r, text, e);
    if (str_find(said, STR("invalid char in json"), 0) != (size_t)-1)
        return refuse_byte(text, end - 1, e);
    while (str_find(said, str_of(messages[i].yajl), 0) == (size_t)-1)
        i++; /* the last one is in every text */
    switch (messages[i].point) {
    case BYTE_BEFORE:
        at = end < text.n ? end - 1 : end;
        break;
    case AFTER_VALUE:
        at = start_after_value(text, end);
        break;
    case BYTE_AT:
        at = end;
        break;
    case COMMENT:
        at = find_outside(text, '/', &quote);
        break;
    default:
        at = token_start(text, end);
    }
    /* The line break that follows the text is ours: who stumbles over it has met the end. */
    if (at >= text.n)
        return refuse_end(r, text, e);
    if ((text.p[at] == '}' || text.p[at] == ']') && byte_before(text, at) == ',')
        return refuse(text, at, e, ERR_INVALID, "no comma may stand before %c; take it out", text.p[at]);
    if (has_leading_zero(str_sub(text, at, text.n)))
        return refuse(text, at, e, ERR_INVALID, "a number has no leading zero");
    return refuse(text, at, e, ERR_INVALID, "%s", messages[i].ours);
}

static bool refuse_problem(const struct reader *r, struct str text, size_t at, struct err *e)
{
    struct str key;

    switch (r->problem) {
    case KEY_TWICE:
        key = r->member->key;
        key.n = utf8_floor(key, 60);
        return refuse(text, token_start(text, at), e, ERR_INVALID,
                      "the name \"%.*s\" stands twice in one object; keep one of the two", (int)key.n, key.p);
    case TOO_DEEP:
        return refuse(text, at - 1, e, ERR_LIMIT, "nested deeper than %d levels; make it flatter", JSON_DEPTH_MAX);
    case ESCAPED_NUL:
        return refuse(text, at, e, ERR_INVALID, "the character \\u0000 is not allowed in text; take it out");
    case LONE_SURROGATE:
        return refuse(text, at, e, ERR_INVALID,
                      "half of a surrogate pair; write both halves (\\ud83d\\ude00) or the character itself");
    case BAD_SPACE:
        return refuse_byte(text, at, e);
    default:
        return refuse_message(r, text, at, e);
    }
}

/* ---- the whole ---- */

/* What needs no parser: encoding and byte order marks. */
static bool check_encoding(struct str text, struct err *e)
{
    size_t bad;

    if (str_starts(text, STR("\xef\xbb\xbf")))
        return refuse(text, 0, e, ERR_INVALID,
                      "a byte order mark stands before the text; save it as UTF-8 without one");
    if (str_starts(text, STR("\xff\xfe")) || str_starts(text, STR("\xfe\xff")))
        return refuse(text, 0, e, ERR_INVALID, "this looks like UTF-16; save it as UTF-8");
    if (!utf8_check(text, &bad))
        return refuse(text, bad, e, ERR_INVALID, "the byte 0x%02x is not UTF-8; save the text as UTF-8",
                      (unsigned char)text.p[bad]);
    return true;
}

/* Runs yajl over the copy; false when it, a callback or the arena stopped. */
static bool read_all(struct reader *r)
{
    yajl_alloc_funcs memory = {yajl_take, yajl_grow, yajl_give, r};
    const unsigned char *copy = (const unsigned char *)r->copy;

    if (setjmp(r->no_memory) != 0)
        return false;
    r->yajl = yajl_alloc(&callbacks, &memory, r);
    yajl_config(r->yajl, yajl_dont_validate_strings, 1); /* utf8_check did it, and more strictly */
    if (yajl_parse(r->yajl, copy, r->n + 1) == yajl_status_ok && yajl_complete_parse(r->yajl) == yajl_status_ok)
        return true;
    if (r->problem == NO_PROBLEM)
        r->message = (const char *)yajl_get_error(r->yajl, 0, NULL, 0);
    return false;
}

bool json_parse(struct str text, struct arena *a, const struct json **out, struct err *e)
{
    struct frame stack[JSON_DEPTH_MAX];
    struct reader r = {.a = a, .n = text.n, .stack = stack};
    enum problem lax;
    size_t lax_at = 0, at;
    bool ok;

    if (!check_encoding(text, e))
        return false;
    if ((r.copy = arena_copy(a, text.p, text.n)) == NULL)
        return arena_error(a, e);
    r.copy[text.n] = '\n';
    ok = read_all(&r);
    if (r.problem == NO_MEMORY)
        return arena_error(a, e);
    at = ok ? text.n : yajl_get_bytes_consumed(r.yajl);
    lax = find_lax(text, &lax_at);
    if (lax != NO_PROBLEM && (ok || lax_at < at)) {
        r.problem = lax;
        at = lax_at;
        ok = false;
    }
    if (!ok)
        return refuse_problem(&r, text, at, e);
    *out = r.root;
    return true;
}

/* ---- looking at a tree ---- */

const struct json *json_get(const struct json *object, const char *key)
{
    const struct json *m;
    size_t n = strlen(key);

    if (object == NULL || object->type != JSON_OBJECT)
        return NULL;
    for (m = object->first; m != NULL; m = m->next)
        if (m->key.n == n && memcmp(m->key.p, key, n) == 0)
            return m;
    return NULL;
}

struct str json_str(const struct json *v)
{
    return v != NULL && v->type == JSON_STRING ? v->text : (struct str){NULL, 0};
}

bool json_int(const struct json *v, int64_t min, int64_t max, int64_t *out)
{
    return v != NULL && v->type == JSON_NUMBER && num_int(v->text, min, max, out);
}

bool json_bool(const struct json *v, bool *out)
{
    if (v == NULL || (v->type != JSON_TRUE && v->type != JSON_FALSE))
        return false;
    *out = v->type == JSON_TRUE;
    return true;
}
