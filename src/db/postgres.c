/*
 * postgres.c: the PostgreSQL driver: a pool of connections, statements prepared once on each, names bound through a
 * map.
 *
 * One connection writes, in serialisable transactions; the others read. A connection that is gone is opened again, on
 * whichever host of the connection string takes writes by then.
 */
#include "db/driver.h"

#include <errno.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>

#define CACHE_SLOTS 256
#define CONNS_DEFAULT 16
#define CONNS_MAX 64

struct prepared {
    const struct db_sql *sql;
    bool parsed; /* the server has it */
    char name[16];
    int count;
    char *text;        /* with $1, $2, ... */
    char (*names)[32]; /* count of them */
};

/* What a snapshot has answered: asked the same again it would say the same. */
#define KNOWN_MAX 32
#define KNOWN_BYTES ((size_t)1 << 20) /* of all */
struct known {
    const struct prepared *statement;
    char *asked; /* its parameters, one after the other */
    size_t asked_bytes;
    PGresult *result;
};

struct db_conn {
    PGconn *pg;
    struct postgres *own;
    struct prepared cache[CACHE_SLOTS];
    struct known known[KNOWN_MAX];
    size_t known_count, known_bytes;
    bool free, write;
    bool ending;       /* a ROLLBACK is sent whose answer was not waited for */
    const char *begin; /* how the transaction begins, sent with its first statement; NULL: it has begun */
    bool lazy;         /* then: nobody waits for its COMMIT to be on disk */
};

struct postgres {
    struct db *db;
    char *url;
    struct db_conn conn[CONNS_MAX]; /* 0 writes */
    int count;
    pthread_mutex_t lock;
    pthread_cond_t changed;
};

/* ---- errors ---- */

enum trouble { TROUBLE_NONE, TROUBLE_AGAIN, TROUBLE_LOST, TROUBLE_FINAL };

static enum trouble trouble_of(const char *state)
{
    if (strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0) {
        return TROUBLE_AGAIN;
    }
    /* Connection lost, server stopping or starting, or no primary any more. */
    if (strncmp(state, "08", 2) == 0 || strncmp(state, "57P", 3) == 0 || strcmp(state, "25006") == 0) {
        return TROUBLE_LOST;
    }
    return TROUBLE_FINAL;
}

/* Never the server's own text: it may quote a value. */
static bool tell(const char *state, const char *message, struct err *e)
{
    if (strcmp(state, "23505") == 0) {
        return err_set(e, ERR_CONFLICT, "database", "there is one already");
    }
    if (strncmp(state, "23", 2) == 0) {
        bool locked = message && strstr(message, "locked");
        return err_set(e, ERR_CONFLICT, "database", "%s",
                       locked ? "the row is locked: what is signed or part of the audit trail never changes"
                              : "it does not fit with what is there");
    }
    if (strcmp(state, "53100") == 0) {
        return err_set(e, ERR_IO, "database",
                       "the disk is full; nothing of this was kept: free some space and do it again");
    }
    if (trouble_of(state) == TROUBLE_AGAIN) {
        return err_set(e, ERR_CONFLICT, "database", "others write the same at this moment; try again");
    }
    if (trouble_of(state) == TROUBLE_LOST) {
        return err_set(e, ERR_IO, "database",
                       "the server cannot be reached, or takes no writes; nothing of this was kept");
    }
    return err_set(e, strncmp(state, "53", 2) == 0 ? ERR_IO : ERR_INTERNAL, "database",
                   "PostgreSQL refused it (SQLSTATE %s)", state);
}

static const char *state_of(const PGresult *r)
{
    const char *state = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
    return state ? state : "08006";
}

/* The transaction's error from a result. */
static bool tx_postgres(struct db_tx *tx, const PGresult *r)
{
    struct err e = {0};
    bool bad = PQstatus(tx->conn->pg) == CONNECTION_BAD;
    const char *state = bad ? "08006" : state_of(r);
    enum trouble t = trouble_of(state);
    tx->lost = tx->lost || t == TROUBLE_LOST;
    tx->again = tx->again || t == TROUBLE_AGAIN;
    tell(state, r ? PQresultErrorMessage(r) : NULL, &e);
    return tx_fail(tx, e.kind, "%s", e.text);
}

/* ---- connections ---- */

static void forget_known(struct db_conn *c)
{
    for (size_t i = 0; i < c->known_count; i++) {
        PQclear(c->known[i].result);
        free(c->known[i].asked);
    }
    c->known_count = c->known_bytes = 0;
}

static void forget_statements(struct db_conn *c)
{
    forget_known(c);
    for (size_t i = 0; i < CACHE_SLOTS; i++) {
        free(c->cache[i].text);
        free(c->cache[i].names);
    }
    memset(c->cache, 0, sizeof c->cache);
}

/* The options of the URL and ours beside them: those that the URL states win. */
static PGconn *connect_to(const char *url)
{
    static const char *const ours[][2] = {{"target_session_attrs", "read-write"},
                                          {"application_name", "goldthread"},
                                          {"connect_timeout", "3"},
                                          {"client_encoding", "UTF8"},
                                          {"tcp_user_timeout", "5000"},
                                          {"keepalives_idle", "5"}};
    const char *keys[64], *values[64];
    size_t n = 0;
    PQconninfoOption *options = PQconninfoParse(url, NULL);
    for (PQconninfoOption *o = options; o && o->keyword && n < 50; o++) {
        if (o->val) {
            keys[n] = o->keyword;
            values[n++] = o->val;
        }
    }
    size_t stated = n;
    for (size_t i = 0; options && i < sizeof ours / sizeof *ours; i++) {
        bool there = false;
        for (size_t k = 0; k < stated; k++) {
            there = there || strcmp(keys[k], ours[i][0]) == 0;
        }
        if (!there) {
            keys[n] = ours[i][0];
            values[n++] = ours[i][1];
        }
    }
    keys[n] = values[n] = NULL;
    PGconn *pg = options ? PQconnectdbParams(keys, values, 0) : NULL;
    PQconninfoFree(options);
    return pg;
}

static void ignore_notices(void *own, const PGresult *r)
{
    (void)own;
    (void)r; /* "already exists, skipping" and the like; they may quote a value */
}

static void hang_up(struct db_conn *c)
{
    PQfinish(c->pg);
    c->pg = NULL;
}

/* The answer that postgres_rollback did not wait for. */
static void settle(struct db_conn *c)
{
    PGresult *r;
    if (!c->ending) {
        return;
    }
    c->ending = false;
    while ((r = PQgetResult(c->pg)) != NULL) {
        PQclear(r);
    }
}

/* Opens the connection, again when it is gone. */
static bool ready(struct db_conn *c, struct err *e)
{
    settle(c);
    if (c->pg && PQstatus(c->pg) == CONNECTION_OK) {
        return true;
    }
    bool again = c->pg != NULL;
    PQfinish(c->pg);
    forget_statements(c);
    c->pg = connect_to(c->own->url);
    if (!c->pg || PQstatus(c->pg) != CONNECTION_OK) {
        bool unreadable = !c->pg;
        PQfinish(c->pg);
        c->pg = NULL;
        return err_set(e, unreadable ? ERR_INVALID : ERR_IO, "database",
                       unreadable
                           ? "the connection string cannot be read"
                           : "no PostgreSQL server that takes writes can be reached; look at host, port, name and "
                             "password file");
    }
    PQsetNoticeReceiver(c->pg, ignore_notices, NULL);
    if (again) {
        db_count(c->own->db, &c->own->db->stats.reconnects);
    }
    return true;
}

/* As libpq reads it: a password may be written in several ways. */
bool db_address(const char *url, struct err *e)
{
    char *text = NULL;
    PQconninfoOption *list = db_is_server(url) ? PQconninfoParse(url, &text) : NULL;
    bool ok = list || err_set(e, ERR_INVALID, "database", "must be an address, postgresql://...");
    for (const PQconninfoOption *o = list; ok && o->keyword; o++) {
        ok = !o->val || !*o->val || !strstr(o->keyword, "password") ||
             err_set(e, ERR_INVALID, "database", "holds a password: put that into ~/.pgpass (man psql) instead");
    }
    PQconninfoFree(list);
    PQfreemem(text);
    return ok;
}

static bool postgres_open(struct db *db, const struct db_options *o, struct err *e)
{
    struct postgres *s = calloc(1, sizeof *s);
    if (!s) {
        return err_no_memory(e);
    }
    db->own = s;
    s->db = db;
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->changed, NULL);
    s->url = strdup(o->url);
    if (!s->url) {
        return err_no_memory(e);
    }
    s->count = o->readers > 0 ? o->readers : CONNS_DEFAULT;
    s->count = s->count < 2 ? 2 : s->count > CONNS_MAX ? CONNS_MAX : s->count;
    for (int i = 0; i < s->count; i++) {
        s->conn[i] = (struct db_conn){.own = s, .free = true, .write = i == 0};
    }
    return ready(&s->conn[0], e); /* the others when they are needed */
}

static void postgres_close(struct db *db)
{
    struct postgres *s = db->own;
    if (!s) {
        return;
    }
    for (int i = 0; i < s->count; i++) {
        PQfinish(s->conn[i].pg);
        forget_statements(&s->conn[i]);
    }
    pthread_cond_destroy(&s->changed);
    pthread_mutex_destroy(&s->lock);
    free(s->url);
    free(s);
}

static struct db_conn *postgres_writer(struct db *db, struct err *e)
{
    struct postgres *s = db->own;
    return ready(&s->conn[0], e) ? &s->conn[0] : NULL;
}

static void postgres_give_back(struct db *db, struct db_conn *c)
{
    struct postgres *s = db->own;
    pthread_mutex_lock(&s->lock);
    c->free = true;
    pthread_cond_signal(&s->changed);
    pthread_mutex_unlock(&s->lock);
}

static struct db_conn *postgres_reader(struct db *db, struct err *e)
{
    struct postgres *s = db->own;
    struct db_conn *found = NULL;
    struct timespec until;
    bool late = false;
    db_patience(db, &until);
    pthread_mutex_lock(&s->lock);
    while (!found && !late) {
        for (int i = 1; i < s->count && !found; i++) {
            found = s->conn[i].free ? &s->conn[i] : NULL;
        }
        if (!found) {
            late = pthread_cond_timedwait(&s->changed, &s->lock, &until) == ETIMEDOUT;
        }
    }
    if (found) {
        found->free = false;
    }
    pthread_mutex_unlock(&s->lock);
    if (!found) {
        db_all_taken(db, e);
        return NULL;
    }
    if (!ready(found, e)) {
        postgres_give_back(db, found);
        return NULL;
    }
    return found;
}

/* ---- transactions ---- */

#define LAZY "SET LOCAL synchronous_commit = off"

static bool simple(struct db_conn *c, const char *sql, struct err *e)
{
    PGresult *r = PQexec(c->pg, sql);
    bool ok = PQresultStatus(r) == PGRES_COMMAND_OK || PQresultStatus(r) == PGRES_TUPLES_OK;
    if (!ok) {
        tell(PQstatus(c->pg) == CONNECTION_BAD ? "08006" : state_of(r), r ? PQresultErrorMessage(r) : NULL, e);
    }
    PQclear(r);
    return ok;
}

/* Nothing is sent yet: a transaction costs no round trip of its own to begin. */
static bool postgres_begin(struct db_conn *c, bool write, bool lazy, struct err *e)
{
    (void)e;
    c->begin = c->write && (write || lazy) ? "BEGIN ISOLATION LEVEL SERIALIZABLE"
                                           : "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    c->lazy = c->write && lazy;
    return true;
}

/* For what is not sent as a statement with parameters. */
static bool begun(struct db_conn *c, struct err *e)
{
    const char *begin = c->begin;
    c->begin = NULL;
    return !begin || (simple(c, begin, e) && (!c->lazy || simple(c, LAZY, e)));
}

static enum db_outcome postgres_commit(struct db_conn *c, struct err *e)
{
    if (c->begin) { /* nothing was asked for */
        c->begin = NULL;
        return DB_KEPT;
    }
    PGresult *r = PQexec(c->pg, "COMMIT");
    enum db_outcome out = DB_KEPT;
    if (PQstatus(c->pg) == CONNECTION_BAD) {
        out = DB_UNSURE;
        err_set(e, ERR_IO, "database", "the connection was lost while this was being kept");
    } else if (PQresultStatus(r) != PGRES_COMMAND_OK) {
        const char *state = state_of(r);
        out = trouble_of(state) == TROUBLE_FINAL ? DB_FAILED : trouble_of(state) == TROUBLE_LOST ? DB_UNSURE : DB_AGAIN;
        tell(state, PQresultErrorMessage(r), e);
    } else if (strcmp(PQcmdStatus(r), "COMMIT") != 0) {
        out = DB_AGAIN; /* it was rolled back: something in it had failed */
    } else {
        db_count(c->own->db, &c->own->db->stats.syncs);
    }
    PQclear(r);
    return out;
}

/* Of a read nobody waits for its end. */
static void postgres_rollback(struct db_conn *c)
{
    forget_known(c);
    c->begin = NULL;
    if (c->pg && PQtransactionStatus(c->pg) != PQTRANS_IDLE) {
        c->ending = !c->write && PQsendQuery(c->pg, "ROLLBACK");
        if (c->ending) {
            return;
        }
        PQclear(PQexec(c->pg, "ROLLBACK"));
    }
    if (c->pg && PQstatus(c->pg) == CONNECTION_OK && PQtransactionStatus(c->pg) != PQTRANS_IDLE) {
        hang_up(c); /* not to be trusted any more */
    }
}

static bool postgres_savepoint(struct db_conn *c, struct err *e)
{
    return begun(c, e) && simple(c, "SAVEPOINT work", e);
}

static bool tx_simple(struct db_tx *tx, const char *sql)
{
    struct err e = {0};
    if (!begun(tx->conn, &e)) {
        tx->lost = true;
        return tx_fail(tx, e.kind, "%s", e.text);
    }
    PGresult *r = PQexec(tx->conn->pg, sql);
    bool ok = PQresultStatus(r) == PGRES_COMMAND_OK || PQresultStatus(r) == PGRES_TUPLES_OK || tx_postgres(tx, r);
    PQclear(r);
    return ok;
}

static bool postgres_release(struct db_tx *tx)
{
    return tx_simple(tx, "RELEASE SAVEPOINT work");
}

static void postgres_undo(struct db_tx *tx)
{
    if (!tx_simple(tx, "ROLLBACK TO SAVEPOINT work; RELEASE SAVEPOINT work")) {
        tx->lost = true;
    }
}

static bool postgres_execute(struct db_tx *tx, const char *sql)
{
    return tx_simple(tx, sql);
}

/* ---- statements ---- */

static bool is_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static int name_index(struct prepared *p, const char *name, size_t n)
{
    for (int i = 0; i < p->count; i++) {
        if (strlen(p->names[i]) == n && memcmp(p->names[i], name, n) == 0) {
            return i;
        }
    }
    return -1;
}

/* ":name" becomes "$1"; the same name the same number. Not inside quotes, not in "::text". */
static bool number_names(struct prepared *p, const char *sql)
{
    struct buf b;
    bool quoted = false;
    buf_init(&b, 0);
    p->names = calloc(DB_PARAMS_MAX, sizeof *p->names);
    if (!p->names) {
        return false;
    }
    for (const char *s = sql; *s; s++) {
        quoted = *s == '\'' ? !quoted : quoted;
        if (quoted || *s != ':' || !is_name(s[1]) || (s > sql && s[-1] == ':')) {
            buf_char(&b, *s);
            continue;
        }
        size_t n = 1;
        while (is_name(s[n])) {
            n++;
        }
        int i = name_index(p, s + 1, n - 1);
        if (i < 0 && (p->count == DB_PARAMS_MAX || n > sizeof p->names[0])) {
            buf_free(&b);
            return false;
        }
        if (i < 0) {
            i = p->count++;
            memcpy(p->names[i], s + 1, n - 1);
        }
        buf_printf(&b, "$%d", i + 1);
        s += n - 1;
    }
    p->text = b.p;
    return buf_ok(&b);
}

static struct prepared *slot_of(struct db_conn *c, const struct db_sql *sql)
{
    size_t at = ((size_t)(uintptr_t)sql >> 4) * 0x9E3779B1u % CACHE_SLOTS;
    for (size_t i = 0; i < CACHE_SLOTS; i++, at = (at + 1) % CACHE_SLOTS) {
        if (!c->cache[at].sql || c->cache[at].sql == sql) {
            return &c->cache[at];
        }
    }
    return NULL;
}

static bool postgres_prepare(struct db_query *q)
{
    struct db_conn *c = q->tx->conn;
    struct prepared *p = slot_of(c, q->sql);
    if (!p) {
        return tx_fail(q->tx, ERR_INTERNAL, "more than %d different statements", CACHE_SLOTS);
    }
    if (!p->sql) { /* the server reads it when it is run for the first time */
        struct prepared fresh = {.sql = q->sql};
        snprintf(fresh.name, sizeof fresh.name, "s%d", (int)(p - c->cache));
        if (!number_names(&fresh, q->sql->postgres ? q->sql->postgres : q->sql->text)) {
            free(fresh.text);
            free(fresh.names);
            return tx_fail(q->tx, ERR_INTERNAL, "a statement cannot be read");
        }
        *p = fresh;
    }
    q->statement = p;
    return true;
}

static int postgres_parameter(struct db_query *q, const char *name)
{
    return name_index(q->statement, name, strlen(name));
}

/* ---- what this snapshot has answered ---- */

/* All parameters, so that others are other bytes; false: no memory. */
static bool put_asked(const struct db_query *q, struct buf *out)
{
    const struct prepared *p = q->statement;
    buf_init(out, 0);
    for (int i = 0; i < p->count; i++) {
        const struct db_param *x = &q->param[i];
        buf_char(out, (char)x->kind);
        if (x->kind == PARAM_INT) {
            buf_add(out, (struct str){(const char *)&x->number, sizeof x->number});
        } else if (x->kind == PARAM_TEXT || x->kind == PARAM_BLOB) {
            buf_add(out, (struct str){(const char *)&x->bytes.n, sizeof x->bytes.n});
            buf_add(out, x->bytes);
        }
    }
    return buf_ok(out);
}

static bool find_known(struct db_query *q, struct str asked)
{
    const struct db_conn *c = q->tx->conn;
    for (size_t i = 0; i < c->known_count; i++) {
        const struct known *k = &c->known[i];
        if (k->statement == q->statement && k->asked_bytes == asked.n && memcmp(k->asked, asked.p, asked.n) == 0) {
            q->result = k->result;
            return true;
        }
    }
    return false;
}

/* The answer of q from now on belongs to the connection, unless it has enough already. */
static void keep_known(struct db_query *q, struct buf *asked)
{
    struct db_conn *c = q->tx->conn;
    size_t bytes = PQresultMemorySize(q->result) + asked->n;
    if (c->known_count == KNOWN_MAX || bytes > KNOWN_BYTES / 4 || bytes > KNOWN_BYTES - c->known_bytes) {
        return;
    }
    c->known[c->known_count++] = (struct known){q->statement, asked->p, asked->n, q->result};
    c->known_bytes += bytes;
    q->kept = true;
    buf_init(asked, 0);
}

/* ---- running ---- */

struct bound {
    const char *values[DB_PARAMS_MAX];
    int lengths[DB_PARAMS_MAX], formats[DB_PARAMS_MAX];
    char numbers[DB_PARAMS_MAX][24];
};

static bool bind_all(struct db_query *q, struct bound *b)
{
    const struct prepared *p = q->statement;
    for (int i = 0; i < p->count; i++) {
        const struct db_param *x = &q->param[i];
        b->formats[i] = x->kind == PARAM_TEXT || x->kind == PARAM_BLOB;
        b->lengths[i] = (int)x->bytes.n;
        b->values[i] = x->bytes.p;
        if (x->kind == PARAM_INT) {
            snprintf(b->numbers[i], sizeof b->numbers[i], "%lld", (long long)x->number);
            b->values[i] = b->numbers[i];
        } else if (x->kind == PARAM_NULL) {
            b->values[i] = NULL;
        } else if (x->kind == PARAM_UNSET) {
            return tx_fail(q->tx, ERR_INTERNAL, "a parameter was not given: %.80s", q->sql->text);
        }
    }
    return true;
}

static bool is_fine(const PGresult *r)
{
    ExecStatusType status = PQresultStatus(r);
    return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
}

/* The answer to the next of those that were sent together; NULL: none came. */
static PGresult *answer_of(PGconn *pg)
{
    PGresult *r = PQgetResult(pg), *end = r ? PQgetResult(pg) : NULL;
    PQclear(end); /* each closes with none */
    return r;
}

/* To the end of what was sent together. */
static bool drain(PGconn *pg)
{
    for (int none = 0; none < 2 && PQstatus(pg) == CONNECTION_OK;) {
        PGresult *r = PQgetResult(pg);
        bool end = PQresultStatus(r) == PGRES_PIPELINE_SYNC;
        none = r ? 0 : none + 1;
        PQclear(r);
        if (end) {
            return PQexitPipelineMode(pg) == 1;
        }
    }
    return false;
}

/* In one write, for one answer: that the transaction begins, the statement's text if the server has not read it yet,
 * and the statement. */
static bool send_all(struct db_conn *c, const struct prepared *p, const struct bound *b)
{
    PGconn *pg = c->pg;
    return PQenterPipelineMode(pg) && (!c->begin || PQsendQueryParams(pg, c->begin, 0, NULL, NULL, NULL, NULL, 0)) &&
           (!c->begin || !c->lazy || PQsendQueryParams(pg, LAZY, 0, NULL, NULL, NULL, NULL, 0)) &&
           (p->parsed || PQsendPrepare(pg, p->name, p->text, 0, NULL)) &&
           PQsendQueryPrepared(pg, p->name, p->count, b->values, b->lengths, b->formats, 1) && PQpipelineSync(pg);
}

/* The answer of the statement, or of what stood in its way; absent: none came. */
static PGresult *run_together(struct db_conn *c, struct prepared *p, const struct bound *b)
{
    int before = c->begin ? 1 + c->lazy : 0;
    bool ok = send_all(c, p, b);
    PGresult *r = NULL;
    c->begin = NULL;
    for (int i = 0; ok && i < before; i++) {
        PQclear(r);
        r = answer_of(c->pg);
        ok = is_fine(r);
    }
    if (ok && !p->parsed) {
        PQclear(r);
        r = answer_of(c->pg);
        ok = p->parsed = is_fine(r);
    }
    if (ok) {
        PQclear(r);
        r = answer_of(c->pg);
    }
    if (!drain(c->pg) && PQstatus(c->pg) == CONNECTION_OK) {
        hang_up(c); /* not to be trusted any more; one that is gone is opened again by `ready` */
    }
    return r;
}

static bool send(struct db_query *q)
{
    struct db_conn *c = q->tx->conn;
    struct prepared *p = q->statement;
    struct bound b;
    if (!bind_all(q, &b)) {
        return false;
    }
    PGresult *r = !c->begin && p->parsed ? PQexecPrepared(c->pg, p->name, p->count, b.values, b.lengths, b.formats, 1)
                                         : run_together(c, p, &b);
    if (!is_fine(r)) {
        tx_postgres(q->tx, r);
        PQclear(r);
        return false;
    }
    q->result = r;
    return true;
}

static bool postgres_start(struct db_query *q)
{
    struct buf asked;
    bool reads = !q->tx->write && put_asked(q, &asked), ok;
    q->known = q->kept = reads && find_known(q, buf_str(&asked));
    ok = q->known || send(q);
    if (ok && reads && !q->known) {
        keep_known(q, &asked);
    }
    if (!q->tx->write) {
        buf_free(&asked);
    }
    q->row = 0;
    q->rows = ok ? PQntuples(q->result) : 0;
    return q->rows > 0;
}

static bool postgres_next(struct db_query *q)
{
    if (q->row + 1 >= q->rows) {
        return false;
    }
    q->row++;
    return true;
}

static int64_t postgres_changed(struct db_query *q)
{
    return strtoll(PQcmdTuples(q->result), NULL, 10);
}

static int64_t postgres_number(struct db_query *q, int column)
{
    const unsigned char *p = (const unsigned char *)PQgetvalue(q->result, q->row, column);
    int n = PQgetlength(q->result, q->row, column);
    uint64_t v = n > 0 && n <= 8 && p[0] & 0x80 && n > 1 ? UINT64_MAX : 0;
    for (int i = 0; i < n && i < 8; i++) {
        v = v << 8 | p[i];
    }
    return (int64_t)v;
}

static struct str postgres_bytes(struct db_query *q, int column, bool text)
{
    (void)text;
    if (PQgetisnull(q->result, q->row, column)) {
        return (struct str){NULL, 0};
    }
    return (struct str){PQgetvalue(q->result, q->row, column), (size_t)PQgetlength(q->result, q->row, column)};
}

static bool postgres_is_null(struct db_query *q, int column)
{
    return PQgetisnull(q->result, q->row, column);
}

static void postgres_done(struct db_query *q)
{
    if (!q->kept) {
        PQclear(q->result);
    }
    q->result = NULL;
}

static bool postgres_backup(struct db *db, const char *path, void (*progress)(void *ctx, double part), void *ctx,
                            struct err *e)
{
    (void)db;
    (void)progress;
    (void)ctx;
    return err_set(e, ERR_INVALID, path, "a PostgreSQL database has no file of its own; its rows are copied instead");
}

const struct db_driver db_postgres = {
    .kind = DB_POSTGRES,
    .open = postgres_open,
    .close = postgres_close,
    .writer = postgres_writer,
    .reader = postgres_reader,
    .give_back = postgres_give_back,
    .begin = postgres_begin,
    .commit = postgres_commit,
    .rollback = postgres_rollback,
    .savepoint = postgres_savepoint,
    .release = postgres_release,
    .undo = postgres_undo,
    .execute = postgres_execute,
    .prepare = postgres_prepare,
    .parameter = postgres_parameter,
    .start = postgres_start,
    .next = postgres_next,
    .changed = postgres_changed,
    .number = postgres_number,
    .bytes = postgres_bytes,
    .is_null = postgres_is_null,
    .done = postgres_done,
    .backup = postgres_backup,
};
