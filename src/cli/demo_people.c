/* demo_people.c: the invented practice and those who work in it. */
#include "cli/demo.h"

#include "practice/people_client.h"

static const struct str none = {NULL, 0};

const struct zone *demo_zone(void)
{
    const struct zone *z = NULL;
    struct err ignored = {0}; /* without a tz database the practice cannot be founded in it, and that says so */
    zone_find(STR(DEMO_ZONE), &z, &ignored);
    return z;
}

void demo_clock(struct demo *d, struct date day, int minute)
{
    d->now_ms = zone_day_begins_ms(demo_zone(), day) + minute * INT64_C(60000);
}

struct actor demo_actor(const struct demo *d, struct str user, unsigned roles, struct str client)
{
    return (struct actor){.practice = 1,
                          .user = user,
                          .roles = roles,
                          .client = client,
                          .from = STR("demo"),
                          .reauthenticated_ms = d->now_ms,
                          .reauthenticated_by = AGAIN_PASSWORD};
}

/* Groups of letters and digits that are not mixed up when read aloud; 77 bits that follow from the seed. */
static void make_password(uint64_t seed, uint64_t of, char out[DEMO_PASSWORD])
{
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
    struct demo_random r = demo_random_of(seed, of + UINT64_C(0x70617373));
    for (int i = 0; i < DEMO_PASSWORD - 1; i++) {
        out[i] = i % 5 == 4 ? '-' : letters[demo_next(&r) % (sizeof letters - 1)];
    }
    out[DEMO_PASSWORD - 1] = 0;
}

static struct str text(struct demo *d, const char *a, struct str b, const char *c)
{
    struct buf buf;
    buf_init(&buf, 0);
    buf_cstr(&buf, a);
    buf_add(&buf, b);
    buf_cstr(&buf, c);
    char *copy = buf_ok(&buf) ? arena_copy(d->arena, buf.p, buf.n) : NULL;
    struct str out = {copy, copy ? buf.n : 0};
    buf_free(&buf);
    return out;
}

/* Who works there says that the address is theirs; clients have none. */
static bool demo_accept(struct demo *d, const struct person *one, const char *token, const char *code,
                        const char *password, struct err *e)
{
    char session[PEOPLE_TOKEN_SIZE];
    struct accepted done;
    struct accepting x = {
        .token = str_of(token), .code = str_of(code), .password = str_of(password), .email = one->email};
    if (!one->email.n) {
        return people_accept(&d->practice, x.token, x.code, x.password, e);
    }
    bool ok = people_accept_in(&d->practice, &x, d->arena, session, &done, e);
    seal_wipe(session, sizeof session);
    return ok;
}

bool demo_account(struct demo *d, const struct actor *by, struct person *one, struct demo_login *login,
                  struct actor *out, struct err *e)
{
    char token[PEOPLE_TOKEN_SIZE], code[PEOPLE_CODE_SIZE];
    uint64_t of = 0;
    for (size_t i = 0; i < one->sign_in.n; i++) {
        of = of * 131 + (unsigned char)one->sign_in.p[i];
    }
    login->name = one->name;
    login->sign_in = one->sign_in;
    make_password(d->seed, of, login->password);
    bool ok = people_invite(&d->practice, by, one, d->arena, &one->id, token, code, e) &&
              demo_accept(d, one, token, code, login->password, e);
    *out = demo_actor(d, one->id, one->roles, one->client);
    seal_wipe(token, sizeof token);
    seal_wipe(code, sizeof code);
    return ok;
}

/* "Marianne Ostrowe|LCSW|owner,clinician" */
static bool read_staff(struct demo *d, size_t i, struct person *out, struct str *roles)
{
    struct str row = demo_word("staff", i), rest, given, family, role;
    memset(out, 0, sizeof *out);
    if (!str_cut(row, '|', &out->name, &rest) || !str_cut(rest, '|', &out->credential, roles) ||
        !str_cut(out->name, ' ', &given, &family)) {
        return false;
    }
    char *small = arena_copy(d->arena, given.p, given.n);
    for (size_t k = 0; small && k < given.n; k++) {
        small[k] = (char)(small[k] >= 'A' && small[k] <= 'Z' ? small[k] + 32 : small[k]);
    }
    out->sign_in = (struct str){small, small ? given.n : 0};
    out->email = text(d, "", out->sign_in, "@millbrook.example");
    for (rest = *roles; rest.n;) {
        enum role r;
        if (!str_cut(rest, ',', &role, &rest)) {
            role = rest;
            rest = none;
        }
        if (!role_find(role, &r)) {
            return false;
        }
        out->roles |= r;
    }
    return small && out->email.n;
}

static struct people_settings settings(const struct demo *d)
{
    return (struct people_settings){.name = STR(DEMO_NAME),
                                    .country = STR("US"),
                                    .idle_minutes = 15,
                                    .client_idle_minutes = 30,
                                    .session_hours = 12,
                                    .glass_hours = 12,
                                    .alert_hours = 24,
                                    .alert_owner = d->staff[2].user,
                                    .alert_cover = d->staff[1].user,
                                    .time_zone = STR(DEMO_ZONE),
                                    .state = STR("CA"),
                                    .reply_times = STR("Messages are read on weekdays, and answered in two days."),
                                    .review_min_weeks = 4,
                                    .review_max_weeks = 6,
                                    .reading_grade = 6,
                                    .part2 = true};
}

/* The measures whose values are made, and the days around the demo's last on which nobody is there. */
static bool more_settings(struct demo *d, struct people_settings *s, struct err *e)
{
    struct date *closed = arena_array(d->arena, 3, sizeof *closed);
    s->measures = arena_array(d->arena, DEMO_MEASURES, sizeof *s->measures);
    if (!closed || !s->measures) {
        return arena_error(d->arena, e);
    }
    for (; s->measure_count < DEMO_MEASURES; s->measure_count++) {
        s->measures[s->measure_count] = str_of(demo_measure_at(s->measure_count)->id);
    }
    closed[0] = (struct date){d->on.year, 1, 1};
    closed[1] = (struct date){d->on.year, 12, 25};
    closed[2] = (struct date){d->on.year, 12, 26};
    s->holidays = closed;
    s->holiday_count = 3;
    return true;
}

/* Who has to see to alerts is known when both have an account. */
static bool set_alerts(struct demo *d, struct err *e)
{
    struct people_settings now, want = settings(d);
    int64_t version;
    d->staff[0].reauthenticated_ms = d->now_ms;
    return more_settings(d, &want, e) && people_settings(&d->practice, &d->staff[0], d->arena, &now, &version, e) &&
           people_set_settings(&d->practice, &d->staff[0], &want, version, e);
}

bool demo_found(struct demo *d, struct err *e)
{
    struct person one;
    struct str id;
    demo_clock(d, date_add_days(d->on, -400), 9 * 60);
    for (size_t i = 0; i < DEMO_STAFF; i++) {
        struct demo_login *login = &d->login[d->logins++];
        if (!read_staff(d, i, &one, &login->roles)) {
            return err_set(e, ERR_INTERNAL, "data/demo/words.tsv", "staff %zu is not name|credential|roles", i + 1);
        }
        if (i == 0) {
            struct people_settings s = settings(d);
            s.alert_owner = s.alert_cover = none;
            login->name = one.name;
            login->sign_in = one.sign_in;
            make_password(d->seed, 0, login->password);
            if (!people_found(&d->practice, 1, &s, &one, str_of(login->password), d->arena, &id, e)) {
                return false;
            }
            d->staff[0] = demo_actor(d, id, one.roles, none);
        } else if (!demo_account(d, &d->staff[0], &one, login, &d->staff[i], e)) {
            return false;
        }
    }
    for (size_t i = 2; i < 5; i++) { /* the supervisor's three */
        if (!people_supervise(&d->practice, &d->staff[0], d->staff[1].user, d->staff[i].user, (struct opt_int){0}, e)) {
            return false;
        }
    }
    return set_alerts(d, e);
}
