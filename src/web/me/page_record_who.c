/* page_record_who.c: who opened my record, by day, in plain words. */
#include "practice/upkeep.h"
#include "views.h"
#include "web/me/record.h"
#include "web/web_parts.h"

#define EVENTS 200 /* read at once; several of a person and a day are one line */
#define OTHERS 40  /* events of others that a page shows at least, when there are as many: one's own are soon many */
#define ROUNDS 4
#define PEOPLE 64 /* on one day */

/* What somebody did, without a subject; several use cases are one thing to a client. */
static const struct {
    const char *use_case, *words;
} acts[] = {
    {"client.read", N_("opened your record")},
    {"chart.read", N_("read the overview of your care")},
    {"chart.open", N_("read the overview of your care")},
    {"client.details", N_("read your name and how to reach you")},
    {"client.change", N_("changed your name or how to reach you")},
    {"client.add", N_("began your record")},
    {"client.end", N_("wrote down that your care ended or began again")},
    {"client.hold", N_("made sure that your record is kept")},
    {"client.release", N_("made sure that your record is kept")},
    {"team.list", N_("looked at who cares for you")},
    {"team.join", N_("changed who cares for you")},
    {"team.leave", N_("changed who cares for you")},
    {"account.invite_client", N_("invited you to this site")},
    {"account.accept", N_("chose a password with an invitation")},
    {"account.reset_confirm", N_("confirmed a new password for this site")},
    {"account.reset_seen", N_("looked at a new password for this site")},
    {"account.reset_answer", N_("answered about a new invitation")},
    {"glass.break", N_("opened your record in an emergency")},
    {"plan.read", N_("read your plan")},
    {"plan.open", N_("worked on your plan")},
    {"plan.draft", N_("worked on your plan")},
    {"plan.copied", N_("worked on your plan")},
    {"plan.send", N_("sent your plan to be signed")},
    {"plan.return", N_("sent your plan back for changes")},
    {"plan.sign", N_("signed your plan")},
    {"plan.reason", N_("wrote down why a signature is not there")},
    {"plan.print", N_("printed your plan")},
    {"plan.amend", N_("added to your plan")},
    {"plan.end", N_("ended your plan")},
    {"consent.add", N_("wrote down what you agreed to")},
    {"consent.ask", N_("asked for your consent")},
    {"consent.unask", N_("took a question for your consent back")},
    {"consent.revoke", N_("wrote down that you took your yes back")},
    {"consent.list", N_("looked at your consents")},
    {"disclosure.look", N_("looked at what could be given to others")},
    {"disclosure.make", N_("gave a part of your record to somebody")},
    {"disclosure.list", N_("looked at what was given to others")},
    {"disclosure.packet", N_("opened again what was given to others")},
    {"disclosure.copy", N_("opened again what was given to others")},
    {"disclosure.accounting", N_("looked at what was given to others")},
    {"request.add", N_("wrote down what you asked for")},
    {"request.answer", N_("answered what you asked for")},
    {"request.list", N_("looked at what you asked for")},
    {"record.export", N_("made a copy of your whole record")},
    {"guardian.read", N_("looked at what a guardian sees")},
    {"guardian.decide", N_("decided what a guardian sees")},
    {"entry.list", N_("read entries of your record")},
    {"entry.write", N_("wrote in your record")},
    {"entry.withdraw", N_("mended an entry of your record")},
    {"session.read", N_("looked at the days of your visits")},
    {"session.write", N_("wrote down a visit")},
    {"progress.read", N_("looked at how it goes")},
    {"follow.read", N_("looked at how it goes")},
    {"note.read", N_("read notes about your visits")},
    {"diary.write", N_("wrote in your diary")},
    {"form.fill", N_("filled in a questionnaire with you")},
    {"words.list", N_("read what you said")},
    {"words.ask", N_("asked you what helped and what did not")},
    {"words.seen", N_("marked what you said as read")},
    {"words.answer", N_("answered you")},
    {"alert.list", N_("saw on their first page that an answer of yours waits")},
    {"alert.close", N_("looked after an answer of yours")},
    {"alert.reach", N_("looked after an answer of yours")},
    {"alert.escalate", N_("noticed that an answer of yours still waited for somebody")},
    {"audit.client", N_("looked at this list")},
    {"device.hand", N_("handed you a device to fill in something")},
    {"account.list_client", N_("looked at who can sign in to your pages")},
    {"account.end_client", N_("closed an account that opened your pages")},
    {"safety.read", N_("read your safety plan")},
    {"safety.agree", N_("wrote down the safety plan you made together")},
    {"diary.read", N_("read the diary you share")},
    {"diary.assign", N_("changed what your diary asks")},
    {"score.hold", N_("held back a result")},
    {"score.release", N_("showed you a result that was held back")},
    {"plan.drop", N_("threw away a plan that was not signed")},
    {"alert.try", N_("tried to reach you about an answer of yours")},
};

const char *me_act_words(struct str use_case)
{
    for (size_t i = 0; i < COUNT_OF(acts); i++) {
        if (str_is(use_case, acts[i].use_case)) {
            return acts[i].words;
        }
    }
    return NULL;
}

static const char *act_of(const struct call *w, const struct audit_event *ev)
{
    if (ev->action == AUDIT_REFUSED) {
        return web_t(w, "tried to open something, and was not let in");
    }
    if (str_is(ev->use_case, "words.list") && !ev->object.n) { /* words.h: there was nothing to read */
        return web_t(w, "looked for what you said");
    }
    if (ev->action == AUDIT_SIGN_IN_FAILED) { /* with an invitation: no other one is about a client */
        return web_t(w, N_("did not let somebody in who had an invitation"));
    }
    const char *words = me_act_words(ev->use_case);
    return words                      ? web_t(w, words)
           : ev->action == AUDIT_READ ? web_t(w, "read in your record")
                                      : web_t(w, "wrote in your record");
}

static const char *role_of(const struct call *w, unsigned roles)
{
    static const struct {
        unsigned role;
        const char *words;
    } words[] = {
        {ROLE_PRESCRIBER, N_("prescribes medicine")},
        {ROLE_SUPERVISOR, N_("works with your clinician on your care")},
        {ROLE_CLINICIAN, N_("clinician")},
        {ROLE_PRIVACY_OFFICER, N_("looks after privacy here")},
        {ROLE_AUDITOR, N_("checks how this practice works")},
        {ROLE_STAFF, N_("works at the front desk")},
        {ROLE_OWNER, N_("leads this practice")},
        {ROLE_GUARDIAN, N_("guardian")},
    };
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        if (roles & words[i].role) {
            return web_t(w, words[i].words);
        }
    }
    return NULL;
}

static struct str name_of(const struct call *w, const struct client_event *ev)
{
    return str_eq(ev->row.event.user, w->who.user) ? str_of(web_t(w, "You"))
           : ev->name.n                            ? ev->name
           : ev->row.event.user.n                  ? str_of(web_t(w, "Somebody who has left the practice"))
                                                   : str_of(web_t(w, "This program, by itself"));
}

/* The same act of the same person on the same day is one line. */
static void add_act(struct call *w, struct me_person *p, const struct client_event *ev)
{
    bool own = str_eq(ev->row.event.user, w->who.user);
    const struct audit_event *e = &ev->row.event;
    bool said = str_is(e->use_case, "account.accept") || str_is(e->use_case, "account.reset_answer");
    const char *text = own && !said ? web_t(w, "used your own pages") : act_of(w, e);
    if (str_is(ev->row.event.use_case, "glass.break")) {
        p->emergency = true;
        p->reason = ev->row.event.why;
    }
    for (size_t i = 0; i < p->acts_count; i++) {
        if (strcmp(p->acts[i].text, text) == 0) {
            return;
        }
    }
    p->acts[p->acts_count++].text = text;
}

static struct str day_of(struct call *w, struct date day)
{
    int32_t ago = date_to_day(w->today) - date_to_day(day);
    return ago == 0 ? str_of(web_t(w, "Today")) : ago == 1 ? str_of(web_t(w, "Yesterday")) : web_date(w, day);
}

static bool add_event(struct call *w, struct view_me_who *v, const struct client_event *ev)
{
    struct str day = day_of(w, zone_day(w->zone, ev->row.event.at_ms)), name = name_of(w, ev);
    struct me_day *d = v->days_count ? &v->days[v->days_count - 1] : NULL;
    if (!d || !str_eq(d->day, day)) { /* newest first: a day's events stand together */
        d = &v->days[v->days_count++];
        *d = (struct me_day){.day = day, .people = arena_array(w->arena, PEOPLE, sizeof *d->people)};
        if (!d->people) {
            return err_no_memory(&w->err);
        }
    }
    struct me_person *p = NULL;
    for (size_t i = 0; i < d->people_count && !p; i++) {
        p = str_eq(d->people[i].name, name) ? &d->people[i] : NULL;
    }
    if (!p && d->people_count == PEOPLE) {
        return true; /* more people on one day than a practice has */
    }
    if (!p) {
        p = &d->people[d->people_count++];
        *p = (struct me_person){.name = name,
                                .role = str_eq(ev->row.event.user, w->who.user) ? NULL : role_of(w, ev->roles),
                                .acts = arena_array(w->arena, COUNT_OF(acts) + 4, sizeof *p->acts)};
        if (!p->acts) {
            return err_no_memory(&w->err);
        }
    }
    add_act(w, p, ev);
    return true;
}

/* Events from *after on, which then is where the next page begins. */
static bool add_events(struct call *w, struct view_me_who *v, struct str *after, size_t *others)
{
    struct client_event *list;
    size_t n;
    if (!upkeep_client_events(w->practice, &w->who, w->client, *after, EVENTS, w->arena, &list, &n, after, &w->err)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        *others += !str_eq(list[i].row.event.user, w->who.user);
        if (!add_event(w, v, &list[i])) {
            return false;
        }
    }
    return true;
}

void me_who_show(struct call *w)
{
    struct str after = http_query(w->in, "after");
    struct view_me_who v = {.later = after.n > 0, .days = arena_array(w->arena, EVENTS * ROUNDS, sizeof *v.days)};
    size_t others = 0;
    bool ok = v.days || err_no_memory(&w->err);
    for (int i = 0; ok && i < ROUNDS && (i == 0 || (after.n && others < OTHERS)); i++) {
        ok = add_events(w, &v, &after, &others);
    }
    if (!ok) {
        web_trouble(w, NULL);
        return;
    }
    page_begin(w, N_("Who opened your record"), NULL, &v.page);
    v.earlier.whole = after.n ? web_print(w, "/me/record/who?after=%s", web_part(w, after)) : NONE;
    view_me_who(&w->out, &v);
}
