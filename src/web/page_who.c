/* page_who.c: who did what: with one client's record; in the whole practice; through a broken glass. */
#include "practice/upkeep.h"
#include "views.h"
#include "web/share_parts.h"

#include <stdlib.h>

#define ROWS 50

/* ---- events in plain words ---- */

static const struct {
    const char *use_case, *words;
} done[] = {
    {"client.read", "opened the chart"},
    {"client.add", "added the client"},
    {"client.details", "read the details"},
    {"client.change", "changed the details"},
    {"client.end", "ended care, or took it up again"},
    {"client.list", "looked at the caseload"},
    {"client.find", "looked for a client"},
    {"client.hold", "put the record under a legal hold"},
    {"client.release", "ended a legal hold"},
    {"client.erase", "erased the record"},
    {"queue.read", "looked at what waits"},
    {"team.list", "looked at the care team"},
    {"team.join", "added somebody to the care team"},
    {"team.leave", "took somebody out of the care team"},
    {"glass.break", "opened the chart in an emergency"},
    {"glass.list", "looked at emergency openings"},
    {"glass.seen", "marked an emergency opening as looked at"},
    {"plan.read", "read a plan"},
    {"plan.draft", "wrote in the plan's draft"},
    {"plan.open", "opened the plan's draft"},
    {"plan.send", "sent the plan for signatures"},
    {"plan.return", "sent the plan back for revision"},
    {"plan.sign", "signed the plan"},
    {"plan.reason", "wrote down a reason instead of a signature"},
    {"plan.print", "printed the plan"},
    {"plan.amend", "added to a signed plan"},
    {"plan.end", "ended the plan"},
    {"consent.add", "recorded a consent"},
    {"consent.revoke", "recorded that a consent was taken back"},
    {"consent.ask", "put a consent before the client"},
    {"consent.unask", "withdrew a consent that waited for the client"},
    {"consent.give", "said yes to a consent"},
    {"consent.decline", "said no to a consent"},
    {"consent.list", "looked at the consents"},
    {"disclosure.look", "looked at what could be shared"},
    {"disclosure.make", "gave a part of the record to somebody"},
    {"disclosure.list", "looked at what was shared"},
    {"disclosure.own", "looked at what was shared"},
    {"disclosure.packet", "downloaded a package"},
    {"disclosure.copy", "downloaded a copy of what was given"},
    {"disclosure.accounting", "read the accounting of disclosures"},
    {"request.add", "recorded a request"},
    {"request.answer", "answered a request"},
    {"request.list", "looked at the requests"},
    {"request.statement", "wrote a statement of disagreement"},
    {"record.export", "downloaded the whole record"},
    {"guardian.read", "looked at what a guardian may see"},
    {"guardian.decide", "decided what a guardian may see"},
    {"entry.list", "looked at the entries"},
    {"session.read", "looked at the sessions"},
    {"session.write", "recorded a session"},
    {"chart.read", "read the overview"},
    {"chart.open", "opened the overview"},
    {"progress.read", "looked at the progress"},
    {"note.read", "read a note"},
    {"entry.write", "wrote an entry"},
    {"entry.withdraw", "withdrew or corrected an entry"},
    {"diary.write", "wrote in the diary"},
    {"form.fill", "filled in a questionnaire"},
    {"words.list", "read what the client said"},
    {"words.add", "said something about the plan"},
    {"words.ask", "asked the client what helped and what did not"},
    {"words.seen", "marked what the client said as read"},
    {"words.answer", "answered the client"},
    {"alert.close", "answered an alert"},
    {"alert.reach", "read how to reach the client about an alert"},
    {"follow.read", "looked at how it goes"},
    {"account.list", "looked at the list of people"},
    {"account.invite", "invited somebody"},
    {"account.invite_client", "invited the client or a guardian"},
    {"account.accept", "accepted an invitation"},
    {"account.reset_list", "looked at new passwords of accounts in use"},
    {"account.reset_confirm", "confirmed a new password of an account in use"},
    {"account.reset_seen", "noted that they looked at a new password"},
    {"account.reset_answer", "answered for a new invitation to their account"},
    {"account.change", "changed somebody's account"},
    {"account.end", "ended somebody's account"},
    {"account.reset", "set a new password for somebody"},
    {"account.supervise", "set who supervises whom"},
    {"account.code_confirm", "set up codes of a device"},
    {"account.code_off", "turned off codes of a device"},
    {"account.me", "looked at their own account"},
    {"account.session_end", "ended a sign-in of their own"},
    {"settings.read", "read the practice's settings"},
    {"wording.read", "read a questionnaire's wording"},
    {"wording.keep", "kept a questionnaire's wording"},
    {"wording.drop", "dropped a questionnaire's wording"},
    {"plan.copied", "looked for text that another plan has too"},
    {"psychotherapy_note.read", "read a psychotherapy note"},
    {"psychotherapy_note.write", "wrote a psychotherapy note"},
    {"private_diary.read", "read the private diary"},
    {"private_diary.write", "wrote in the private diary"},
    {"private_diary.erase", "erased an entry of the private diary"},
    {"alert.list", "looked at the alerts"},
    {"alert.due", "looked for alerts that nobody answered"},
    {"alert.escalate", "passed on an alert that nobody answered, or set its deadline anew"},
    {"desk.keep", "kept what was begun"},
    {"desk.read", "looked at what was begun"},
    {"desk.drop", "threw away what was begun"},
    {"desk.keep_own", "kept what was begun"},
    {"desk.read_own", "looked at what was begun"},
    {"desk.drop_own", "threw away what was begun"},
    {"worker.remind", "prepared reminders"},
    {"worker.mail", "sent reminders"},
    {"worker.mail_done", "noted that reminders were sent"},
    {"record.backup", "made a backup"},
    {"record.restore", "restored a backup"},
    {"record.keys", "changed the keys"},
    {"retention.list", "looked at how long records are kept"},
    {"audit.client", "looked at who opened the chart"},
    {"audit.list", "looked at who did what"},
    {"audit.export", "exported who did what"},
    {"account.code_new", "began to set up codes of a device"},
    {"account.sign_out", "signed out"},
    {"settings.change", "changed the practice's settings"},
};

static struct str words_of(struct call *w, const struct audit_event *ev)
{
    static const char *const actions[AUDIT_ACTION_COUNT] = {[AUDIT_REFUSED] = "was turned away: ",
                                                            [AUDIT_SIGN_IN] = "signed in",
                                                            [AUDIT_SIGN_IN_FAILED] = "could not sign in",
                                                            [AUDIT_SIGN_OUT] = "signed out"};
    const char *action = actions[ev->action];
    if (str_is(ev->use_case, "words.list") && ev->action == AUDIT_READ && !ev->object.n) { /* words.h */
        return STR("looked for what the client said");
    }
    if (ev->action == AUDIT_SIGN_IN_FAILED && str_is(ev->use_case, "account.accept")) {
        return STR("turned away somebody with an invitation");
    }
    if (action && ev->action != AUDIT_REFUSED) {
        return str_of(action);
    }
    for (size_t i = 0; i < COUNT_OF(done); i++) {
        if (str_is(ev->use_case, done[i].use_case)) {
            return web_print(w, "%s%s", action ? action : "", done[i].words);
        }
    }
    return web_print(w, "%s%.*s", action ? action : "", (int)ev->use_case.n, ev->use_case.n ? ev->use_case.p : "");
}

static struct share_row event_row(struct call *w, const struct audit_event *ev, struct str name)
{
    struct str words = words_of(w, ev);
    name = name.n ? name : STR("The program");
    return (struct share_row){.text = web_print(w, "%.*s %.*s", (int)name.n, name.p, (int)words.n, words.p),
                              .more = ev->why,
                              .when = web_time(w, ev->at_ms),
                              .tag = ev->action == AUDIT_BREAK_GLASS ? "warn" : "",
                              .state = ev->action == AUDIT_BREAK_GLASS ? "Emergency"
                                       : ev->action == AUDIT_REFUSED   ? "Turned away"
                                                                       : NULL};
}

/* ---- one client ---- */

void who_show(struct call *w)
{
    struct client_event *list;
    struct str earlier = NONE;
    size_t n;
    struct share_group group = {.id = "events", .title = "Newest first", .empty = "Nobody has opened this chart yet."};
    struct view_share v = {.has_strip = true, .heading = "Who opened this chart", .groups = &group, .groups_count = 1};
    if (!strip_read(w, "Sharing", &v.strip) ||
        !upkeep_client_events(w->practice, &w->who, w->client, http_query(w->in, "after"), ROWS, w->arena, &list, &n,
                              &earlier, &w->err)) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, "Who opened this chart", NULL, &v.page);
    v.page.help = (struct url){STR("/help/who")};
    v.lede = STR("Everything that was done with this client's record, and by whom. The client can see this too.");
    group.rows = arena_array(w->arena, n + 1, sizeof *group.rows);
    for (size_t i = 0; group.rows && i < n; i++) {
        group.rows[group.rows_count++] = event_row(w, &list[i].row.event, list[i].name);
    }
    if (earlier.n) {
        v.earlier = share_below(w, web_print(w, "/who?after=%s", web_part(w, earlier)).p);
    }
    view_share(&w->out, &v);
}

/* ---- the whole practice ---- */

static struct str name_of(const struct person *people, size_t n, struct str account)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(people[i].id, account)) {
            return people[i].name;
        }
    }
    return account.n ? STR("Somebody who has left the practice") : NONE;
}

/* The days of the filter, in the practice's zone. */
static void read_filter(struct call *w, struct audit_filter *f, struct audit_row *after)
{
    struct date day;
    struct str at = http_query(w->in, "after"), head = NONE, tail = NONE, number = NONE;
    struct str user = http_query(w->in, "user"), client = http_query(w->in, "client");
    f->user = id_valid(user) ? user : NONE;
    f->client = id_valid(client) ? client : NONE;
    f->from_ms = date_parse(http_query(w->in, "from"), &day) ? zone_day_begins_ms(w->zone, day) : 0;
    f->to_ms = date_parse(http_query(w->in, "to"), &day) ? zone_day_begins_ms(w->zone, date_add_days(day, 1)) - 1 : 0;
    f->limit = ROWS + 1;
    if (str_cut(at, '.', &head, &tail) && str_cut(tail, '.', &number, &after->node)) {
        after->event.at_ms = strtoll(web_print(w, "%.*s", (int)head.n, head.p).p, NULL, 10);
        after->number = strtoll(web_print(w, "%.*s", (int)number.n, number.p).p, NULL, 10);
        after->event.practice = w->who.practice;
        f->after = after;
    }
}

static void put_filter(struct call *w, const struct person *people, size_t n, struct view_share *v)
{
    struct view_choice *list = arena_array(w->arena, n + 1, sizeof *list);
    struct view_field *f = arena_array(w->arena, 3, sizeof *f);
    size_t count = 0;
    if (!list || !f) {
        return;
    }
    for (size_t i = 0; i < n; i++) {
        list[count++] = (struct view_choice){arena_copy(w->arena, people[i].id.p, people[i].id.n),
                                             arena_copy(w->arena, people[i].name.p, people[i].name.n), NULL, false};
    }
    f[0] = (struct view_field){.is_select = true, .name = "user", .label = "Who", .value = http_query(w->in, "user")};
    field_choices(w, &f[0], list, count);
    f[1] = (struct view_field){.is_date = true, .name = "from", .label = "From", .value = http_query(w->in, "from")};
    f[2] = (struct view_field){.is_date = true, .name = "to", .label = "To", .value = http_query(w->in, "to")};
    v->filter = f;
    v->filter_count = 3;
}

static bool put_glasses(struct call *w, const struct person *people, size_t n, struct share_group *g)
{
    struct glass_row *list;
    size_t count;
    if (!people_glass_list(w->practice, &w->who, w->arena, &list, &count, &w->err)) {
        return false;
    }
    *g = (struct share_group){.id = "glass",
                              .title = "Opened in an emergency",
                              .empty = "Nobody has opened a chart in an emergency.",
                              .action = {STR("/audit/glass")},
                              .rows = arena_array(w->arena, count + 1, sizeof *g->rows)};
    for (size_t i = 0; g->rows && i < count; i++) {
        struct str name = name_of(people, n, list[i].account), seen = name_of(people, n, list[i].seen_by);
        struct str at = list[i].seen_ms.has ? web_time(w, list[i].seen_ms.v) : NONE;
        g->rows[g->rows_count++] =
            (struct share_row){.text = web_print(w, "%.*s opened a chart", (int)name.n, name.n ? name.p : ""),
                               .more = at.n ? web_print(w, "%.*s Looked at by %.*s %.*s.", (int)list[i].reason.n,
                                                        list[i].reason.n ? list[i].reason.p : "", (int)seen.n,
                                                        seen.n ? seen.p : "", (int)at.n, at.p)
                                            : list[i].reason,
                               .when = web_time(w, list[i].from_ms),
                               .tag = at.n ? "good" : "warn",
                               .state = at.n ? "Looked at" : "To be looked at",
                               .url = {web_print(w, "/clients/%.*s/who", (int)list[i].client.n, list[i].client.p)},
                               .post = at.n ? NONE : list[i].id,
                               .post_words = "I have looked at it"};
    }
    return true;
}

static void put_earlier(struct call *w, const struct audit_row *last, struct view_share *v)
{
    v->earlier.whole = web_print(w, "/audit?user=%s&client=%s&from=%s&to=%s&after=%lld.%lld.%s",
                                 web_part(w, http_query(w->in, "user")), web_part(w, http_query(w->in, "client")),
                                 web_part(w, http_query(w->in, "from")), web_part(w, http_query(w->in, "to")),
                                 (long long)last->event.at_ms, (long long)last->number, web_part(w, last->node));
}

void audit_show(struct call *w)
{
    struct share_group groups[3];
    struct view_share v = {.heading = "Who looked", .groups = groups};
    struct audit_filter f = {.practice = w->who.practice};
    struct audit_row after = {.number = 0};
    struct client_event *list;
    struct person *people;
    size_t n, person_count;
    read_filter(w, &f, &after);
    if (!people_list(w->practice, &w->who, w->arena, &people, &person_count, &w->err) ||
        !upkeep_events(w->practice, &w->who, &f, false, w->arena, &list, &n, &w->err) ||
        (web_may(w, CASE_GLASS_LIST) && !f.after && !put_glasses(w, people, person_count, &groups[v.groups_count++])) ||
        (web_may(w, CASE_RESET_LIST) && !f.after && !resets_put(w, &groups[v.groups_count++]))) {
        web_trouble(w, NULL);
        return;
    }
    struct share_group *g = &groups[v.groups_count++];
    *g = (struct share_group){.id = "events",
                              .title = "What was done, newest first",
                              .empty = "Nothing fits this filter.",
                              .rows = arena_array(w->arena, n + 1, sizeof *g->rows)};
    for (size_t i = 0; g->rows && i < n && i < ROWS; i++) {
        const struct audit_event *ev = &list[i].row.event;
        struct share_row *row = &g->rows[g->rows_count++];
        *row = event_row(w, ev, list[i].name.n ? list[i].name : name_of(people, person_count, ev->user));
        if (ev->client.n) {
            row->url.whole = web_print(w, "/clients/%.*s/who", (int)ev->client.n, ev->client.p);
        }
    }
    page_begin(w, "Who looked", NULL, &v.page);
    v.page.help = (struct url){STR("/help/who")};
    put_filter(w, people, person_count, &v);
    if (n > ROWS) {
        put_earlier(w, &list[ROWS - 1].row, &v);
    }
    view_share(&w->out, &v);
}

void glass_seen_do(struct call *w)
{
    struct str id = http_form(w->in, "id");
    if (!id_valid(id)) {
        err_set(&w->err, ERR_NOT_FOUND, "glass", "there is none with this id");
    }
    if (!w->err.kind && people_glass_seen(w->practice, &w->who, id, &w->err)) {
        web_said(w, "It is written down that you looked at it.", "/audit");
    } else {
        web_trouble(w, NULL);
    }
}
