/* people_json.c: the content of accounts and the settings of a practice, as JSON; tokens and codes. */
#include "practice/people_parts.h"

#include "base/utf8.h"
#include "measure/measure.h"

#include <oath.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define STEP_S 30 /* RFC 6238, section 5.2 */
#define TOKEN_BYTES 32
#define PASSWORD_BYTES_MAX 1024

bool person_keep(struct arena *a, struct str s, struct str *out, struct err *e)
{
    char *p = s.p ? arena_copy(a, s.p, s.n) : NULL;
    *out = (struct str){p, p ? s.n : 0};
    return p || !s.p || arena_error(a, e);
}

bool buf_keep(struct buf *b, struct arena *a, struct str *out, struct err *e)
{
    bool ok = buf_ok(b) ? person_keep(a, buf_str(b), out, e) : err_no_memory(e);
    buf_free(b);
    return ok;
}

static void put(struct json_out *o, const char *key, struct str s)
{
    if (s.p) {
        json_key(o, key);
        json_put_str(o, s);
    }
}

/* ---- accounts ---- */

bool person_write(const struct person_details *d, struct arena *a, struct str *json, struct err *e)
{
    struct json_out o;
    struct buf b;
    buf_init(&b, 0);
    json_out_init(&o, &b, 0);
    json_begin_object(&o);
    put(&o, "name", d->name);
    put(&o, "sign_in", d->sign_in);
    put(&o, "email", d->email);
    put(&o, "credential", d->credential);
    put(&o, "language", d->language);
    if (d->no_reminders) {
        json_key(&o, "reminders");
        json_put_bool(&o, false);
    }
    if (d->email_others) {
        json_key(&o, "email_others");
        json_put_bool(&o, true);
    }
    put(&o, "email_own", d->email_own);
    reset_write(&o, &d->reset);
    if (d->secret.p) {
        json_key(&o, "totp");
        json_begin_object(&o);
        put(&o, "secret", d->secret);
        json_key(&o, "confirmed");
        json_put_bool(&o, d->codes);
        json_end_object(&o);
    }
    json_end_object(&o);
    return buf_keep(&b, a, json, e);
}

bool person_read(const struct account_row *r, struct arena *a, struct person_details *out, struct err *e)
{
    const struct json *root;
    if (!json_parse(r->content, a, &root, e)) {
        return false;
    }
    const struct json *totp = json_get(root, "totp");
    *out = (struct person_details){.name = json_str(json_get(root, "name")),
                                   .sign_in = json_str(json_get(root, "sign_in")),
                                   .email = json_str(json_get(root, "email")),
                                   .credential = json_str(json_get(root, "credential")),
                                   .language = json_str(json_get(root, "language")),
                                   .email_own = json_str(json_get(root, "email_own")),
                                   .secret = json_str(json_get(totp, "secret"))};
    if (!json_bool(json_get(totp, "confirmed"), &out->codes)) {
        out->codes = false;
    }
    bool reminders = true;
    json_bool(json_get(root, "reminders"), &reminders);
    out->no_reminders = !reminders;
    if (!json_bool(json_get(root, "email_others"), &out->email_others)) {
        out->email_others = false;
    }
    reset_read(root, &out->reset);
    return true;
}

bool people_account(const struct account_row *r, struct arena *a, struct person *out, struct err *e)
{
    struct person_details d;
    if (!person_read(r, a, &d, e)) {
        return false;
    }
    *out = (struct person){.id = r->id,
                           .sign_in = d.sign_in,
                           .name = d.name,
                           .email = d.email,
                           .credential = d.credential,
                           .language = d.language,
                           .no_reminders = d.no_reminders,
                           .email_others = d.email_others,
                           .reset = d.reset,
                           .roles = r->roles,
                           .state = r->state,
                           .client = r->client,
                           .ends_ms = r->ends_ms,
                           .has_totp = d.codes,
                           .version = r->version};
    return true;
}

bool person_works(const struct account_row *r, int64_t now_ms)
{
    return str_is(r->state, "active") && (!r->ends_ms.has || r->ends_ms.v > now_ms);
}

bool person_password(struct str password, struct str sign_in, struct err *e)
{
    if (!utf8_check(password, NULL) || password.n > PASSWORD_BYTES_MAX || utf8_length(password) < PEOPLE_PASSWORD_MIN) {
        return err_set(e, ERR_INVALID, "password", "must have %d to %d characters", PEOPLE_PASSWORD_MIN,
                       PASSWORD_BYTES_MAX);
    }
    if (str_eq_ci(password, sign_in)) {
        return err_set(e, ERR_INVALID, "password", "must not be the sign-in name");
    }
    return true;
}

/* ---- settings ---- */

/* The numbers of the settings: name, default, range. */
#define NUMBERS(ROW)                                                                                                   \
    ROW(idle_minutes, 15, 1, 120)                                                                                      \
    ROW(client_idle_minutes, 30, 1, 240)                                                                               \
    ROW(session_hours, 12, 1, 24)                                                                                      \
    ROW(glass_hours, 12, 1, 72)                                                                                        \
    ROW(alert_hours, 24, 1, 168)

#define RETENTION_YEARS 7 /* unconfirmed: state law decides */
#define RETENTION_YEARS_MAX 100

#define REVIEW_MIN_WEEKS 4 /* the rhythm of reviews that plans name most: every 4 to 6 weeks */
#define REVIEW_MAX_WEEKS 6
/* Numbers that a struct may leave at 0 for the default: name, default, range. */
#define DEFAULTED(ROW)                                                                                                 \
    ROW(review_min_weeks, REVIEW_MIN_WEEKS, 1, 52)                                                                     \
    ROW(review_max_weeks, REVIEW_MAX_WEEKS, 1, 52)                                                                     \
    ROW(reading_grade, 6, 1, 12)
#define DELAY_DAYS_MAX 30

#define TEXTS(ROW)                                                                                                     \
    ROW(name) ROW(country) ROW(alert_owner) ROW(alert_cover) ROW(cover_name) ROW(cover_phone) ROW(time_zone) ROW(state)

static bool check_measures(const struct people_settings *s, struct err *e)
{
    for (size_t i = 0; i < s->measure_count; i++) {
        const struct measure *m = measure_find(s->measures[i]);
        if (!m || !str_is(s->measures[i], m->id)) {
            return err_set(e, ERR_INVALID, "measures", "holds one that is not known; write ids such as gad7");
        }
        for (size_t k = 0; k < i; k++) {
            if (str_eq(s->measures[k], s->measures[i])) {
                return err_set(e, ERR_INVALID, "measures", "holds %s twice", m->id);
            }
        }
    }
    return true;
}

static bool is_number(struct str s, bool needed)
{
    size_t digits = 0;
    for (size_t i = 0; i < s.n; i++) {
        bool digit = s.p[i] >= '0' && s.p[i] <= '9';
        digits += digit;
        if (!digit && !(s.p[i] && strchr(" +-()*#", s.p[i]))) {
            return false;
        }
    }
    return s.n <= 40 && (digits > 1 || (!needed && !s.n));
}

static bool check_crisis(const struct people_settings *s, struct err *e)
{
    if (s->crisis_count > PEOPLE_CRISIS_LINES_MAX) {
        return err_set(e, ERR_INVALID, "crisis", "holds %d lines at most", PEOPLE_CRISIS_LINES_MAX);
    }
    for (size_t i = 0; i < s->crisis_count; i++) {
        const struct crisis_line *c = &s->crisis[i];
        if (!str_trim(c->label).n || c->label.n > 100 || !utf8_check(c->label, NULL)) {
            return err_set(e, ERR_INVALID, "crisis", "line %zu needs a name of 100 bytes at most", i + 1);
        }
        if (!is_number(c->number, true) || !is_number(c->text_number, false)) {
            return err_set(e, ERR_INVALID, "crisis", "line %zu needs a number that can be called, such as 988", i + 1);
        }
    }
    return true;
}

static bool check_holidays(const struct people_settings *s, struct err *e)
{
    if (s->holiday_count > PEOPLE_HOLIDAYS_MAX) {
        return err_set(e, ERR_INVALID, "holidays", "holds %d days at most", PEOPLE_HOLIDAYS_MAX);
    }
    for (size_t i = 0; i < s->holiday_count; i++) {
        if (!date_is_set(s->holidays[i]) || (i && date_cmp(s->holidays[i - 1], s->holidays[i]) >= 0)) {
            return err_set(e, ERR_INVALID, "holidays", "must be days in their order, each once");
        }
    }
    return true;
}

/* What set-up asks for. */
static bool check_more(const struct people_settings *s, struct err *e)
{
#define ROW(member, standard, min, max)                                                                                \
    if (s->member && (s->member < (min) || s->member > (max))) {                                                       \
        return err_set(e, ERR_INVALID, #member, "must be %d to %d", min, max);                                         \
    }
    DEFAULTED(ROW)
#undef ROW
    int64_t from = s->review_min_weeks ? s->review_min_weeks : REVIEW_MIN_WEEKS;
    if (from > (s->review_max_weeks ? s->review_max_weeks : REVIEW_MAX_WEEKS)) {
        return err_set(e, ERR_INVALID, "review_max_weeks", "must not be less than the first week of the window");
    }
    if (s->score_delay_days < 0 || s->score_delay_days > DELAY_DAYS_MAX) {
        return err_set(e, ERR_INVALID, "score_delay_days", "must be 0 to %d", DELAY_DAYS_MAX);
    }
    if (s->reply_times.n > PEOPLE_REPLY_TIMES_MAX || !utf8_check(s->reply_times, NULL)) {
        return err_set(e, ERR_INVALID, "reply_times", "must be a text of %d bytes at most", PEOPLE_REPLY_TIMES_MAX);
    }
    return check_measures(s, e) && check_crisis(s, e) && check_holidays(s, e);
}

/* Who answers alerts, and who does when they do not: somebody else here, or somebody outside whom clients call. */
static bool check_cover(const struct people_settings *s, struct err *e)
{
    if (!s->cover_name.n != !s->cover_phone.n) {
        return err_set(e, ERR_INVALID, s->cover_name.n ? "cover_phone" : "cover_name",
                       "the name of who covers and the number that clients call go together");
    }
    if (!is_number(s->cover_phone, false)) {
        return err_set(e, ERR_INVALID, "cover_phone", "must be a telephone number");
    }
    if (s->cover_name.n && s->alert_cover.n) {
        return err_set(e, ERR_INVALID, "cover_name", "choose one: somebody here covers, or somebody outside");
    }
    if (!s->alert_owner.n != !(s->alert_cover.n || s->cover_name.n) ||
        (s->alert_owner.n && str_eq(s->alert_owner, s->alert_cover))) {
        return err_set(e, ERR_INVALID, "alert_cover",
                       "an owner of alerts goes together with another person as cover, or with somebody outside whom "
                       "clients call");
    }
    return true;
}

bool settings_check(const struct people_settings *s, struct err *e)
{
#define ROW(member, standard, min, max)                                                                                \
    if (s->member < (min) || s->member > (max)) {                                                                      \
        return err_set(e, ERR_INVALID, #member, "must be %d to %d", min, max);                                         \
    }
    NUMBERS(ROW)
#undef ROW
#define ROW(member)                                                                                                    \
    if (s->member.n > 200 || !utf8_check(s->member, NULL)) {                                                           \
        return err_set(e, ERR_INVALID, #member, "must be a text of 200 bytes at most");                                \
    }
    TEXTS(ROW)
#undef ROW
    const struct zone *zone;
    if (!zone_find(s->time_zone, &zone, e)) {
        return false;
    }
    if (s->retention_years < 0 || s->retention_years > RETENTION_YEARS_MAX) {
        return err_set(e, ERR_INVALID, "retention_years", "must be 1 to %d", RETENTION_YEARS_MAX);
    }
    if (!str_trim(s->name).n) {
        return err_set(e, ERR_INVALID, "name", "the practice must have one");
    }
    return check_cover(s, e) && check_more(s, e);
}

static void write_more(struct json_out *o, const struct people_settings *s)
{
    char day[DATE_TEXT_SIZE];
    put(o, "reply_times", s->reply_times.n ? s->reply_times : (struct str){NULL, 0});
#define ROW(member, standard, min, max)                                                                                \
    json_key(o, #member);                                                                                              \
    json_put_int(o, s->member ? s->member : (standard));
    DEFAULTED(ROW)
#undef ROW
    json_key(o, "score_delay_days");
    json_put_int(o, s->score_delay_days);
    json_key(o, "no_copied_text");
    json_put_bool(o, s->no_copied_text);
    json_key(o, "measures");
    json_begin_array(o);
    for (size_t i = 0; i < s->measure_count; i++) {
        json_put_str(o, s->measures[i]);
    }
    json_end_array(o);
    json_key(o, "crisis");
    json_begin_array(o);
    for (size_t i = 0; i < s->crisis_count; i++) {
        json_begin_object(o);
        put(o, "label", s->crisis[i].label);
        put(o, "number", s->crisis[i].number);
        put(o, "text_number", s->crisis[i].text_number.n ? s->crisis[i].text_number : (struct str){NULL, 0});
        json_end_object(o);
    }
    json_end_array(o);
    json_key(o, "holidays");
    json_begin_array(o);
    for (size_t i = 0; i < s->holiday_count; i++) {
        json_put_cstr(o, date_format(s->holidays[i], day));
    }
    json_end_array(o);
}

static bool read_lists(const struct json *root, struct arena *a, struct people_settings *out, struct err *e)
{
    const struct json *measures = json_get(root, "measures"), *crisis = json_get(root, "crisis"),
                      *holidays = json_get(root, "holidays"), *v;
    struct date *days = arena_array(a, holidays ? holidays->count : 0, sizeof *days);
    out->measures = arena_array(a, measures ? measures->count : 0, sizeof *out->measures);
    out->crisis = arena_array(a, crisis ? crisis->count : 0, sizeof *out->crisis);
    if (!days || !out->measures || !out->crisis) {
        return arena_error(a, e);
    }
    for (v = measures ? measures->first : NULL; v; v = v->next) {
        out->measures[out->measure_count++] = json_str(v);
    }
    for (v = crisis ? crisis->first : NULL; v; v = v->next) {
        out->crisis[out->crisis_count++] = (struct crisis_line){.label = json_str(json_get(v, "label")),
                                                                .number = json_str(json_get(v, "number")),
                                                                .text_number = json_str(json_get(v, "text_number"))};
    }
    for (v = holidays ? holidays->first : NULL; v; v = v->next) {
        out->holiday_count += date_parse(json_str(v), &days[out->holiday_count]);
    }
    out->holidays = days;
    return true;
}

static bool read_more(const struct json *root, struct arena *a, struct people_settings *out, struct err *e)
{
    out->reply_times = json_str(json_get(root, "reply_times"));
#define ROW(member, standard, min, max)                                                                                \
    if (!json_int(json_get(root, #member), min, max, &out->member)) {                                                  \
        out->member = standard;                                                                                        \
    }
    DEFAULTED(ROW)
#undef ROW
    if (!json_int(json_get(root, "score_delay_days"), 0, DELAY_DAYS_MAX, &out->score_delay_days)) {
        out->score_delay_days = 0;
    }
    if (!json_bool(json_get(root, "no_copied_text"), &out->no_copied_text)) {
        out->no_copied_text = false;
    }
    return read_lists(root, a, out, e);
}

bool settings_write(const struct people_settings *s, struct arena *a, struct str *json, struct err *e)
{
    struct json_out o;
    struct buf b;
    buf_init(&b, 0);
    json_out_init(&o, &b, 0);
    json_begin_object(&o);
#define ROW(member) put(&o, #member, s->member.n ? s->member : (struct str){NULL, 0});
    TEXTS(ROW)
#undef ROW
#define ROW(member, standard, min, max)                                                                                \
    json_key(&o, #member);                                                                                             \
    json_put_int(&o, s->member);
    NUMBERS(ROW)
#undef ROW
    json_key(&o, "retention_years");
    json_put_int(&o, s->retention_years ? s->retention_years : RETENTION_YEARS);
    json_key(&o, "part2");
    json_put_bool(&o, s->part2);
    write_more(&o, s);
    json_end_object(&o);
    return buf_keep(&b, a, json, e);
}

bool settings_read(struct str json, struct arena *a, struct people_settings *out, struct err *e)
{
    const struct json *root = NULL;
    *out = (struct people_settings){0};
    if (json.p && !json_parse(json, a, &root, e)) {
        return false;
    }
#define ROW(member) out->member = json_str(json_get(root, #member));
    TEXTS(ROW)
#undef ROW
#define ROW(member, standard, min, max)                                                                                \
    if (!json_int(json_get(root, #member), min, max, &out->member)) {                                                  \
        out->member = standard;                                                                                        \
    }
    NUMBERS(ROW)
#undef ROW
    if (!json_int(json_get(root, "retention_years"), 1, RETENTION_YEARS_MAX, &out->retention_years)) {
        out->retention_years = RETENTION_YEARS;
    }
    if (!json_bool(json_get(root, "part2"), &out->part2)) {
        out->part2 = false;
    }
    return read_more(root, a, out, e);
}

/* ---- tokens and codes ---- */

void token_new(int64_t practice, char token[PEOPLE_TOKEN_SIZE])
{
    unsigned char bytes[TOKEN_BYTES];
    seal_random(bytes, sizeof bytes);
    int n = snprintf(token, PEOPLE_TOKEN_SIZE, "%lld.", (long long)practice);
    for (size_t i = 0; i < sizeof bytes; i++) {
        n += snprintf(token + n, PEOPLE_TOKEN_SIZE - (size_t)n, "%02x", bytes[i]);
    }
    seal_wipe(bytes, sizeof bytes);
}

bool token_read(struct str token, int64_t *practice, struct seal_hash *hash)
{
    struct str number, hex;
    unsigned char bytes[TOKEN_BYTES];
    int64_t n = 0;
    if (!str_cut(token, '.', &number, &hex) || !number.n || number.n > 18 || hex.n != 2 * sizeof bytes ||
        !seal_read_hex(hex, bytes, sizeof bytes)) {
        return false;
    }
    for (size_t i = 0; i < number.n; i++) {
        if (number.p[i] < '0' || number.p[i] > '9') {
            return false;
        }
        n = n * 10 + (number.p[i] - '0');
    }
    *practice = n;
    seal_hash(token, hash);
    return true;
}

/* Crockford's digits: nothing that is taken for something else. */
static const char digits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

void code_new(int groups, char code[PEOPLE_CODE_SIZE])
{
    unsigned char random[PEOPLE_CODE_SIZE];
    size_t n = 0;
    seal_random(random, sizeof random);
    for (int i = 0; i < 4 * groups; i++) {
        if (i && i % 4 == 0) {
            code[n++] = '-';
        }
        code[n++] = digits[random[i] & 31];
    }
    code[n] = 0;
}

bool code_hash(struct store *s, struct db_tx *tx, int64_t practice, struct str account, struct str code,
               struct seal_hash *out, struct err *e)
{
    struct seal_key key;
    unsigned char token[SEAL_TOKEN_SIZE];
    char word[SEAL_ID_SIZE + 2 + PEOPLE_CODE_SIZE];
    size_t n = account.n < SEAL_ID_SIZE ? account.n : SEAL_ID_SIZE;
    memcpy(word, account.p, n);
    word[n++] = ' ';
    for (size_t i = 0; i < code.n && n < sizeof word; i++) { /* spaces, dashes and case do not matter */
        char c = code.p[i];
        if (c != ' ' && c != '-') {
            word[n++] = c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
        }
    }
    if (!keys_tokens(s->keys, tx, practice, &key, e)) {
        return false;
    }
    seal_token(&key, (struct str){word, n}, token);
    seal_hash((struct str){(const char *)token, sizeof token}, out);
    seal_wipe(&key, sizeof key);
    seal_wipe(word, sizeof word);
    return true;
}

static void start_oath(void)
{
    oath_init();
}

bool totp_step(struct str secret_hex, struct str code, int64_t now_ms, int64_t *step)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    unsigned char secret[64];
    char typed[8];
    int at = 0;
    size_t n = secret_hex.n / 2;
    pthread_once(&once, start_oath);
    if (code.n != 6 || n == 0 || n > sizeof secret || !seal_read_hex(secret_hex, secret, n)) {
        return false;
    }
    memcpy(typed, code.p, 6);
    typed[6] = 0;
    int found = oath_totp_validate2((const char *)secret, n, (time_t)(now_ms / 1000), STEP_S, 0, 1, &at, typed);
    seal_wipe(secret, sizeof secret);
    *step = now_ms / 1000 / STEP_S + at;
    return found >= 0;
}

/* ---- wrong secrets ---- */

#define WRONG_FREE 5 /* so many are without a wait */
#define WAIT_MINUTES_MAX 60

int64_t throttle_waits(const struct throttle_row *t, int64_t now_ms)
{
    return t->until_ms.has && t->until_ms.v > now_ms ? (t->until_ms.v - now_ms + MINUTE_MS - 1) / MINUTE_MS : 0;
}

void throttle_wrong(const struct practice *p, struct throttle_row *t, int64_t now_ms)
{
    int64_t minutes = 1;
    t->failed++;
    t->at_ms = now_ms;
    for (int64_t i = WRONG_FREE; i < t->failed && minutes < WAIT_MINUTES_MAX; i++) {
        minutes *= 2;
    }
    minutes = minutes < WAIT_MINUTES_MAX ? minutes : WAIT_MINUTES_MAX;
    t->until_ms = (struct opt_int){t->failed >= WRONG_FREE && !p->test_limits, now_ms + minutes * MINUTE_MS};
}

bool throttle_refuse(int64_t minutes, struct err *e)
{
    return err_set(e, ERR_REFUSED, "wait", "too many were wrong: try again in %lld minute%s", (long long)minutes,
                   minutes == 1 ? "" : "s");
}

bool people_event(struct practice *p, struct db_tx *tx, const struct people_event *ev, struct err *e)
{
    struct audit_event row = {.practice = ev->practice,
                              .at_ms = ev->at_ms,
                              .action = ev->action,
                              .use_case = str_of(ev->use_case),
                              .user = ev->user,
                              .client = ev->client,
                              .object = ev->object,
                              .from = ev->from,
                              .why = str_of(ev->why)};
    return audit_append(tx, p->store->keys, str_of(p->store->node), &row, e);
}

/* A name that this work has looked up before: a list is by a few people. */
struct practice_name {
    struct str account, name;
    const struct practice_name *next;
};

static bool keep_name(struct practice_tx *t, struct str account, struct str name, struct err *e)
{
    struct practice_name *x = ARENA_NEW(t->arena, struct practice_name);
    if (!x || !arena_str(t->arena, account, &x->account)) {
        return arena_error(t->arena, e);
    }
    x->name = name;
    x->next = t->names;
    t->names = x;
    return true;
}

bool people_name_in(struct practice_tx *t, struct str account, struct str *name, struct err *e)
{
    struct account_row row;
    struct person_details d;
    struct err mine = {0};
    *name = (struct str){NULL, 0};
    if (!account.n) {
        return true;
    }
    if (t->names_arena != t->arena) { /* what is read for a memo must not point elsewhere */
        t->names_arena = t->arena;
        t->names = NULL;
    }
    for (const struct practice_name *x = t->names; x; x = x->next) {
        if (str_eq(x->account, account)) {
            *name = x->name;
            return true;
        }
    }
    if (!account_get(t->store, t->tx, t->who->practice, account, t->arena, &row, &mine)) {
        return (mine.kind == ERR_NOT_FOUND || err_set(e, mine.kind, mine.where, "%s", mine.text)) &&
               keep_name(t, account, *name, e);
    }
    if (!person_read(&row, t->arena, &d, e) || !keep_name(t, account, d.name, e)) {
        return false;
    }
    *name = d.name;
    return true;
}

bool person_own(struct practice_tx *t, struct account_row *row, struct person_details *d, struct err *e)
{
    if (!account_get(t->store, t->tx, t->who->practice, t->who->user, t->arena, row, e) ||
        !person_read(row, t->arena, d, e)) {
        return false;
    }
    t->object = row->id;
    row->sign_in = d->sign_in;
    return true;
}

bool person_put(struct practice_tx *t, struct account_row *row, const struct person_details *d, struct err *e)
{
    return person_write(d, t->arena, &row->content, e) && account_change(t->store, t->tx, row, e);
}
