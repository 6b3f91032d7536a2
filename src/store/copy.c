/*
 * copy.c: walks a table by its primary key, page by page, inside one snapshot.
 *
 * The statements are made from the list once in the life of the process and then never change: drivers know a
 * statement by its address. Signatures come before the records they belong to: a ready signature is refused where its
 * plan stands already.
 */
#include "store/copy.h"

#include "store/store.h"

#include <assert.h>
#include <pthread.h>
#include <stdio.h>

#define PAGE_ROWS 500
#define PAGE_ROWS_LARGE 20 /* of tables whose rows hold whole documents */
#define TEXT_MAX 1024

/* NAME, then COLUMN:TYPE, with '*' behind what is in the primary key and '!' before a table with large rows. */
static const char *const tables_text[] = {
    "practice practice_id:i* state:t key_version:i wrapped_key:b version:i sealed:b created_ms:i",
    "key_store practice_id:i* name:t* wrapped_key:b public_key:b",
    "account practice_id:i* id:t* sign_in:b roles:i state:t client_id:t password:t code_step:i ends_ms:i version:i "
    "sealed:b created_ms:i",
    "throttle practice_id:i* token:b* failed:i until_ms:i at_ms:i",
    "recovery_code practice_id:i* account_id:t* hash:b* used_ms:i",
    "sign_in practice_id:i* token:b* account_id:t kind:t created_ms:i seen_ms:i ends_ms:i reauthenticated_ms:i "
    "reauthenticated_by:t sealed:b",
    "client practice_id:i* id:t* state:t wrapped_key:b key_version:i version:i sealed:b review_due:i review_overdue:i "
    "alerts:i hold:i created_ms:i",
    "client_token practice_id:i* token:b* client_id:t*",
    "care_team practice_id:i* account_id:t* client_id:t* role:t* from_ms:i until_ms:i",
    "supervision practice_id:i* supervisor_id:t* account_id:t* from_ms:i until_ms:i",
    "glass practice_id:i* id:t* account_id:t client_id:t from_ms:i until_ms:i seen_by:t seen_ms:i sealed:b",
    "signature practice_id:i* client_id:t* plan_id:t* item:i* place:i role:t account_id:t state:t at_ms:i hash:b "
    "version:i sealed:b",
    "!record practice_id:i* client_id:t* id:t* kind:t state:t version:i day:i due_ms:i owner:t of_id:t labels:i "
    "locked:i by_id:t entered_ms:i sealed:b",
    "draft practice_id:i* client_id:t* plan_id:t* version:i* once:t by_id:t at_ms:i sealed:b",
    "!document practice_id:i* client_id:t* id:t* kind:t of_id:t hash:b at_ms:i sealed:b",
    "audit practice_id:i* node:t* number:i* at_ms:i action:t use_case:t account_id:t client_id:t object_id:t source:t "
    "sealed:b hash:b",
    "audit_head practice_id:i* node:t* number:i hash:b",
    "erasure practice_id:i* client_id:t* at_ms:i",
    "job practice_id:i* id:t* kind:t client_id:t due_ms:i state:t tries:i sealed:b",
    "!desk practice_id:i* account_id:t* client_id:t* form:t* at_ms:i sealed:b",
    "chart practice_id:i* client_id:t* client_version:i day:i sealed:b",
    "entries practice_id:i* client_id:t* turn:i kept:i added:t",
    "entries_part practice_id:i* client_id:t* part:i* turn:i sealed:b",
    "news practice_id:i* client_id:t* account_id:t at_ms:i",
    "seen practice_id:i* account_id:t* client_id:t* at_ms:i",
    "!wording practice_id:i* instrument:t* version:i by_id:t at_ms:i sealed:b",
    "sketch practice_id:i* client_id:t* plan_id:t sealed:b",
    "leader practice_id:i* name:t* node:t until_ms:i",
};

#define TABLES (sizeof tables_text / sizeof *tables_text)

enum { SQL_FIRST, SQL_NEXT, SQL_ADD, SQL_COUNT, SQL_KINDS };

static struct {
    struct copy_table table;
    int64_t page;
    char names[TEXT_MAX];
    char text[SQL_KINDS][TEXT_MAX];
    struct db_sql sql[SQL_KINDS];
} tables[TABLES];

/* ---- the list and its statements ---- */

static char *keep_name(char **to, struct str name)
{
    char *p = *to;
    memcpy(p, name.p, name.n);
    p[name.n] = 0;
    *to += name.n + 1;
    return p;
}

static void read_table(size_t t)
{
    struct str rest = str_of(tables_text[t]), word;
    struct copy_table *out = &tables[t].table;
    char *names = tables[t].names;
    bool large = rest.p[0] == '!', more = str_cut(str_sub(rest, large, rest.n), ' ', &word, &rest);
    tables[t].page = large ? PAGE_ROWS_LARGE : PAGE_ROWS;
    out->name = keep_name(&names, word);
    while (more) {
        more = str_cut(rest, ' ', &word, &rest);
        word = more ? word : rest;
        size_t colon = str_find(word, STR(":"), 0);
        assert(out->count < COPY_COLUMNS_MAX && colon + 1 < word.n);
        struct copy_column *c = &out->column[out->count++];
        c->type = word.p[colon + 1];
        c->key = word.n == colon + 3;
        c->name = keep_name(&names, str_sub(word, 0, colon));
    }
    assert(names <= tables[t].names + TEXT_MAX);
}

/* The columns, or those of the key, each behind `before`. */
static void put_columns(struct buf *b, const struct copy_table *t, bool keys, const char *before)
{
    const char *comma = "";
    for (size_t i = 0; i < t->count; i++) {
        if (!keys || t->column[i].key) {
            buf_printf(b, "%s%s%s", comma, before, t->column[i].name);
            comma = ", ";
        }
    }
}

static void put_select(struct buf *b, const struct copy_table *t, bool next)
{
    buf_cstr(b, "SELECT ");
    put_columns(b, t, false, "");
    buf_printf(b, " FROM %s", t->name);
    if (next) {
        buf_cstr(b, " WHERE (");
        put_columns(b, t, true, "");
        buf_cstr(b, ") > (");
        put_columns(b, t, true, ":");
        buf_cstr(b, ")");
    }
    buf_cstr(b, " ORDER BY ");
    put_columns(b, t, true, "");
    buf_cstr(b, " LIMIT :limit");
}

static void put_insert(struct buf *b, const struct copy_table *t)
{
    buf_printf(b, "INSERT INTO %s (", t->name);
    put_columns(b, t, false, "");
    buf_cstr(b, ") VALUES (");
    put_columns(b, t, false, ":");
    buf_cstr(b, ")");
}

static void make_tables(void)
{
    for (size_t t = 0; t < TABLES; t++) {
        struct buf b;
        read_table(t);
        for (int kind = 0; kind < SQL_KINDS; kind++) {
            buf_init(&b, 0);
            if (kind == SQL_ADD) {
                put_insert(&b, &tables[t].table);
            } else if (kind == SQL_COUNT) {
                buf_printf(&b, "SELECT COUNT(*) FROM %s", tables[t].table.name);
            } else {
                put_select(&b, &tables[t].table, kind == SQL_NEXT);
            }
            assert(b.n < TEXT_MAX);
            if (buf_ok(&b)) { /* else the statement is empty, and refused when it is used */
                memcpy(tables[t].text[kind], b.p, b.n);
            }
            tables[t].sql[kind] = (struct db_sql){tables[t].text[kind], NULL};
            buf_free(&b);
        }
    }
}

static void ready(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make_tables);
}

const struct copy_table *copy_table_at(size_t i)
{
    ready();
    return i < TABLES ? &tables[i].table : NULL;
}

/* ---- pages ---- */

struct cell {
    bool null;
    int64_t number;
    struct str bytes;
};

struct page {
    struct arena arena;
    struct cell *cells; /* rows x columns */
    size_t rows;
};

typedef bool take_page(void *ctx, size_t table, const struct page *page, struct err *e);

static void bind(struct db_query *q, const struct copy_column *c, const struct cell *v)
{
    if (v->null) {
        db_bind_null(q, c->name);
    } else if (c->type == 'i') {
        db_bind_int(q, c->name, v->number);
    } else if (c->type == 't') {
        db_bind_text(q, c->name, v->bytes);
    } else {
        db_bind_blob(q, c->name, v->bytes);
    }
}

static bool read_cell(struct db_query *q, int i, char type, struct arena *a, struct cell *out)
{
    *out = (struct cell){.null = db_is_null(q, i)};
    if (out->null) {
        return true;
    }
    if (type == 'i') {
        out->number = db_int(q, i);
        return true;
    }
    struct str s = type == 't' ? db_text(q, i) : db_blob(q, i);
    char *p = arena_copy(a, s.p, s.n);
    out->bytes = (struct str){p, s.n};
    return p != NULL;
}

/* The rows after the last of `before`; from the beginning when there is none. */
static bool read_page(struct db_tx *tx, size_t table, const struct page *before, struct page *out, struct err *e)
{
    const struct copy_table *t = &tables[table].table;
    const struct cell *last = before->rows ? before->cells + (before->rows - 1) * t->count : NULL;
    struct db_query *q = db_query(tx, &tables[table].sql[last ? SQL_NEXT : SQL_FIRST]);
    arena_reset(&out->arena);
    out->rows = 0;
    out->cells = arena_array(&out->arena, (size_t)tables[table].page * t->count, sizeof *out->cells);
    bool ok = out->cells != NULL;
    for (size_t i = 0; last && i < t->count; i++) {
        if (t->column[i].key) {
            bind(q, &t->column[i], &last[i]);
        }
    }
    db_bind_int(q, "limit", tables[table].page);
    while (ok && db_next(q)) {
        struct cell *row = out->cells + out->rows++ * t->count;
        for (size_t i = 0; ok && i < t->count; i++) {
            ok = read_cell(q, (int)i, t->column[i].type, &out->arena, &row[i]);
        }
    }
    db_done(q);
    return db_ok(tx, e) && (ok || arena_error(&out->arena, e));
}

static bool walk(struct db_tx *tx, size_t table, take_page *take, void *ctx, struct err *e)
{
    struct page page[2] = {0};
    bool ok = true, more = true;
    arena_init(&page[0].arena, 0);
    arena_init(&page[1].arena, 0);
    for (size_t i = 0; ok && more; i = 1 - i) {
        ok = read_page(tx, table, &page[1 - i], &page[i], e);
        more = ok && (int64_t)page[i].rows == tables[table].page;
        ok = ok && (!page[i].rows || take(ctx, table, &page[i], e));
    }
    arena_free(&page[0].arena);
    arena_free(&page[1].arena);
    return ok;
}

static int64_t count_rows(struct db_tx *tx, size_t table)
{
    struct db_query *q = db_query(tx, &tables[table].sql[SQL_COUNT]);
    int64_t n = db_next(q) ? db_int(q, 0) : 0;
    db_done(q);
    return n;
}

static bool count_all(struct db_tx *tx, void *ctx, struct err *e)
{
    int64_t *rows = ctx;
    *rows = 0;
    for (size_t t = 0; t < TABLES; t++) {
        *rows += count_rows(tx, t);
    }
    return db_ok(tx, e);
}

bool copy_count(struct db *db, int64_t *rows, struct err *e)
{
    ready();
    return db_read(db, count_all, rows, e);
}

/* ---- copying ---- */

struct copy {
    struct db *to;
    const struct copy_progress *progress;
    int64_t done, rows;
    bool begun;
};

struct writing {
    size_t table;
    const struct page *page;
};

static bool write_page(struct db_tx *tx, void *ctx, struct err *e)
{
    const struct writing *w = ctx;
    const struct copy_table *t = &tables[w->table].table;
    bool ok = true;
    for (size_t row = 0; ok && row < w->page->rows; row++) {
        struct db_query *q = db_query(tx, &tables[w->table].sql[SQL_ADD]);
        for (size_t i = 0; i < t->count; i++) {
            bind(q, &t->column[i], &w->page->cells[row * t->count + i]);
        }
        ok = db_run(q) == 1;
    }
    return db_ok(tx, e);
}

static bool take_copy(void *ctx, size_t table, const struct page *page, struct err *e)
{
    struct copy *c = ctx;
    struct writing w = {table, page};
    /* A file is synced when it is closed; only then does it count. */
    enum db_durable durable = db_kind(c->to) == DB_SQLITE ? DB_LAZY : DB_SYNC;
    if (!db_write(c->to, durable, NULL, write_page, &w, e)) {
        return false;
    }
    c->done += (int64_t)page->rows;
    if (c->progress) {
        c->progress->tell(c->progress->ctx, tables[table].table.name, c->done, c->rows);
    }
    return true;
}

static bool copy_rows(struct db_tx *tx, void *ctx, struct err *e)
{
    struct copy *c = ctx;
    if (c->begun) { /* tried again by the driver: rows of the first snapshot are in the other database already */
        return err_set(e, ERR_IO, "database", "the connection was lost while rows were copied; do it again");
    }
    c->begun = true;
    bool ok = count_all(tx, &c->rows, e);
    for (size_t t = 0; ok && t < TABLES; t++) {
        ok = walk(tx, t, take_copy, c, e);
    }
    return ok;
}

bool copy_all(struct db *from, struct db *to, const struct copy_progress *progress, int64_t *rows, struct err *e)
{
    struct copy c = {.to = to, .progress = progress};
    int version = 0, other = 0;
    int64_t there = 0;
    ready();
    if (!db_schema_version(from, &version, e) || !db_schema_version(to, &other, e)) {
        return false;
    }
    if (version != store_version() || other != version) {
        return err_set(e, ERR_INVALID, "database", "has tables of version %d and %d, this program copies those of %d",
                       version, other, store_version());
    }
    if (!copy_count(to, &there, e)) {
        return false;
    }
    if (there) {
        return err_set(e, ERR_CONFLICT, "database", "holds a record already; give an empty one");
    }
    bool ok = db_read(from, copy_rows, &c, e) && db_analyze(to, e);
    if (rows) {
        *rows = c.done;
    }
    return ok;
}

/* ---- sums ---- */

struct summing {
    size_t table;
    struct copy_sum *out;
};

static void put_cell(struct buf *b, char type, const struct cell *v)
{
    if (v->null) {
        buf_char(b, '-');
    } else if (type == 'i') {
        buf_printf(b, "%lld,", (long long)v->number);
    } else {
        buf_printf(b, "%zu:", v->bytes.n);
        buf_add(b, v->bytes);
    }
}

/* A row's hash, added to the others byte by byte: the order of the rows does not matter, their number does. */
static bool take_sum(void *ctx, size_t table, const struct page *page, struct err *e)
{
    struct copy_sum *out = ctx;
    const struct copy_table *t = &tables[table].table;
    struct buf b;
    buf_init(&b, 0);
    for (size_t row = 0; row < page->rows; row++) {
        struct seal_hash hash;
        unsigned carry = 0;
        buf_reset(&b);
        for (size_t i = 0; i < t->count; i++) {
            put_cell(&b, t->column[i].type, &page->cells[row * t->count + i]);
        }
        if (!buf_ok(&b)) {
            break;
        }
        seal_hash(buf_str(&b), &hash);
        for (size_t i = 0; i < sizeof hash.byte; i++) {
            carry += (unsigned)out->sum.byte[i] + hash.byte[i];
            out->sum.byte[i] = (unsigned char)carry;
            carry >>= 8;
        }
        out->rows++;
    }
    bool ok = buf_ok(&b) || err_no_memory(e);
    buf_free(&b);
    return ok;
}

static bool sum_table(struct db_tx *tx, void *ctx, struct err *e)
{
    struct summing *s = ctx;
    memset(s->out, 0, sizeof *s->out);
    return walk(tx, s->table, take_sum, s->out, e);
}

bool copy_sum(struct db *db, size_t i, struct copy_sum *out, struct err *e)
{
    struct summing s = {i, out};
    ready();
    assert(i < TABLES);
    return db_read(db, sum_table, &s, e);
}
