/* record_words.c: consents, requests and disclosures in a client's words. */
#include "web/me/record.h"
#include "web/web_parts.h"

const char *me_text(struct call *w, struct str s)
{
    const char *copy = s.n ? arena_copy(w->arena, s.p, s.n) : NULL;
    return copy ? copy : "";
}

/* ---- parts of the record ---- */

static const char *const sections[SHARE_SECTION_COUNT] = {
    N_("your name and how to reach you"),
    N_("diagnoses"),
    N_("your plan"),
    N_("scores and charts"),
    N_("days of your visits"),
    N_("notes about your visits"),
    N_("reviews of your plan"),
    N_("your safety plan"),
    N_("medicine"),
    N_("what is about alcohol or drugs"),
};

struct str me_sections(struct call *w, unsigned bits)
{
    struct str out = NONE;
    for (unsigned i = 0; i < SHARE_SECTION_COUNT; i++) {
        if (bits >> i & 1) {
            const char *one = web_t(w, sections[i]);
            out = out.n ? web_print(w, "%s, %s", out.p, one) : str_of(one);
        }
    }
    return out;
}

struct str me_disclosed(struct call *w, const struct disclosure *d)
{
    struct str out = NONE;
    unsigned told = sharing_disclosed(d);
    for (unsigned i = 0; i < SHARE_SECTION_COUNT; i++) {
        if (told >> i & 1) {
            const char *one = web_t(w, sections[i]);
            unsigned n = d->inside.count[i];
            out = web_print(w, "%s%s%s", out.n ? out.p : "", out.n ? ", " : "", one);
            out = n > 1 ? web_print(w, "%s (%u)", out.p, n) : out;
        }
    }
    return out;
}

/* ---- consents ---- */

struct str me_consent_title(struct call *w, const struct consent *c)
{
    const char *to = c->to.n ? me_text(w, c->to) : NULL;
    switch (c->kind) {
    case CONSENT_TREATMENT:
        return str_of(web_t(w, "Begin care together"));
    case CONSENT_E_RECORD:
        return str_of(web_t(w, "Sign on this site instead of on paper"));
    case CONSENT_PART2:
        return to ? web_print(w, web_t(w, "Give records about alcohol or drugs to %s"), to)
                  : str_of(web_t(w, "Give records about alcohol or drugs to others"));
    case CONSENT_PSYCHOTHERAPY_NOTES:
        return to ? web_print(w, web_t(w, "Give your therapist's own notes to %s"), to)
                  : str_of(web_t(w, "Give your therapist's own notes to others"));
    default:
        return to ? web_print(w, web_t(w, "Give a part of your record to %s"), to)
                  : str_of(web_t(w, "Give a part of your record to others"));
    }
}

const char *me_consent_state(const struct call *w, const struct consent *c, bool *in_force)
{
    enum consent_standing now = sharing_consent_standing(c, w->today);
    *in_force = now == CONSENT_STANDS || now == CONSENT_TO_COME;
    return now == CONSENT_SAID_NO      ? web_t(w, "You said no")
           : now == CONSENT_TAKEN_BACK ? web_t(w, "You took it back")
           : now == CONSENT_PAST       ? web_t(w, "It has ended")
           : now == CONSENT_TO_COME    ? web_t(w, "It begins later")
                                       : web_t(w, "In force");
}

#define PARTS_MAX 10

static void part(struct view_me_consent *v, const char *title, struct str text)
{
    if (text.n) {
        v->parts[v->parts_count++] = (struct me_part){.title = title, .text = text};
    }
}

static bool lines(struct call *w, struct view_me_consent *v, const char *title, const char *const *list, size_t n)
{
    struct me_line *to = arena_array(w->arena, n, sizeof *to);
    if (!to) {
        return err_no_memory(&w->err);
    }
    for (size_t i = 0; i < n; i++) {
        to[i].text = web_t(w, list[i]);
    }
    v->parts[v->parts_count++] = (struct me_part){.title = title, .lines = to, .lines_count = n};
    return true;
}

static struct str until(struct call *w, const struct consent *c)
{
    if (date_is_set(c->expires)) {
        return web_date(w, c->expires);
    }
    return str_eq_ci(str_trim(c->expiry_event), STR("none")) ? str_of(web_t(w, "There is no last day. You can end it."))
                                                             : c->expiry_event;
}

/* Elements of 45 CFR 164.508(c) and 42 CFR 2.31(a), one heading each. */
static bool release_parts(struct call *w, const struct consent *c, struct view_me_consent *v)
{
    static const char *const no[] = {N_("Your care goes on."), N_("Then nothing is given to them.")};
    static const char *const back[] = {N_("You can take it back at any time, on this page."),
                                       N_("You can also tell your clinician."),
                                       N_("What was given before stays given.")};
    static const char *const on[] = {N_("Those who get it may pass it on."),
                                     N_("Then our rules may no longer protect it.")};
    static const char *const on_part2[] = {
        N_("A law protects records about alcohol and drugs (42 CFR Part 2)."),
        N_("Those who get them are told so in writing."),
        N_("Those who give care or pay for it may pass them on as health privacy law allows.")};
    part(v, web_t(w, "What"), c->description);
    part(v, web_t(w, "Which parts"),
         c->kind == CONSENT_PSYCHOTHERAPY_NOTES ? str_of(web_t(w, "Notes that your therapist keeps apart"))
                                                : me_sections(w, c->sections));
    part(v, web_t(w, "What goes with the scores"),
         c->sections & SHARE_PROGRESS ? str_of(web_t(w, "The answer to each question goes along.")) : NONE);
    part(v, web_t(w, "To whom"), c->to);
    part(v, web_t(w, "Who else gets it"), c->participants);
    part(v, web_t(w, "Who gives it"), c->from);
    part(v, web_t(w, "Why"), c->purpose);
    part(v, web_t(w, "Until when"), until(w, c));
    return lines(w, v, web_t(w, "If you say no"), no, COUNT_OF(no)) &&
           lines(w, v, web_t(w, "If you change your mind"), back, COUNT_OF(back)) &&
           (c->kind == CONSENT_PART2 ? lines(w, v, web_t(w, "What they may do with it"), on_part2, COUNT_OF(on_part2))
                                     : lines(w, v, web_t(w, "What they may do with it"), on, COUNT_OF(on)));
}

static bool treatment_parts(struct call *w, const struct consent *c, const struct outside *o, struct view_me_consent *v)
{
    static const char *const like[] = {N_("You and your clinician talk."), N_("You make a plan together."),
                                       N_("You look at the plan again and again.")};
    static const char *const may[] = {N_("It may help you to feel better."), N_("Nobody can promise that."),
                                      N_("Talking about hard things can hurt for a while.")};
    static const char *const other[] = {
        N_("There are other kinds of help: other talks, groups, medicine, or no care now."),
        N_("Ask your clinician about them.")};
    static const char *const stop[] = {N_("You can stop at any time."), N_("You need not say why.")};
    static const char *const private[] = {
        N_("What you say stays private."),
        N_("There are limits: when somebody is in danger, or when a law asks for it."),
        N_("Your clinician tells you more about them.")};
    static const char *const no[] = {N_("You can ask first, and answer later."),
                                     N_("If it stays a no, your clinician helps you find another way.")};
    part(v, web_t(w, "Your care"), c->description);
    bool ok = lines(w, v, web_t(w, "What it is like"), like, COUNT_OF(like)) &&
              lines(w, v, web_t(w, "What it may bring, and what may be hard"), may, COUNT_OF(may)) &&
              lines(w, v, web_t(w, "What else could help"), other, COUNT_OF(other)) &&
              lines(w, v, web_t(w, "You can stop"), stop, COUNT_OF(stop)) &&
              lines(w, v, web_t(w, "What stays private"), private, COUNT_OF(private));
    part(v, web_t(w, "When you get an answer"), me_reply_times(w, o));
    part(v, web_t(w, "In an emergency"),
         str_of(web_t(w, "Do not wait for an answer here. Use “Get help now” at the top of each page.")));
    return ok && lines(w, v, web_t(w, "If you say no"), no, COUNT_OF(no));
}

/* What 15 USC 7001(c)(1) wants told before a record is electronic. */
static bool e_record_parts(struct call *w, const struct consent *c, struct view_me_consent *v)
{
    static const char *const paper[] = {N_("You can have all of it on paper instead."), N_("Your care is the same.")};
    static const char *const scope[] = {N_("Your plan, your consents, and all you sign on this site.")};
    static const char *const back[] = {
        N_("You can take your yes back at any time, on this page."), N_("From then on you sign on paper."),
        N_("What you signed before stays signed."), N_("It costs nothing, and your care goes on.")};
    static const char *const reach[] = {N_("Tell your clinician when your phone or mail address changes.")};
    static const char *const devices[] = {N_("A phone, a tablet or a computer with internet."),
                                          N_("A web browser of the last few years."),
                                          N_("To keep a paper: a program that opens PDF files.")};
    static const char *const no[] = {N_("Your care goes on."), N_("You sign on paper.")};
    bool ok = lines(w, v, web_t(w, "Paper"), paper, COUNT_OF(paper)) &&
              lines(w, v, web_t(w, "What it is about"), scope, COUNT_OF(scope)) &&
              lines(w, v, web_t(w, "If you change your mind"), back, COUNT_OF(back)) &&
              lines(w, v, web_t(w, "How we reach you"), reach, COUNT_OF(reach));
    part(v, web_t(w, "Copies on paper"),
         c->description.n
             ? c->description
             : str_of(web_t(w, "Ask your clinician for a copy on paper. You are told first if it costs something.")));
    return ok && lines(w, v, web_t(w, "What you need"), devices, COUNT_OF(devices)) &&
           lines(w, v, web_t(w, "If you say no"), no, COUNT_OF(no));
}

bool me_consent_parts(struct call *w, const struct consent *c, const struct outside *o, struct view_me_consent *v)
{
    v->parts = arena_array(w->arena, PARTS_MAX, sizeof *v->parts);
    if (!v->parts) {
        return err_no_memory(&w->err);
    }
    return c->kind == CONSENT_TREATMENT  ? treatment_parts(w, c, o, v)
           : c->kind == CONSENT_E_RECORD ? e_record_parts(w, c, v)
                                         : release_parts(w, c, v);
}

/* ---- requests ---- */

const char *me_request_title(const struct call *w, enum request_kind kind)
{
    static const char *const titles[REQUEST_KIND_COUNT] = {
        [REQUEST_ACCESS] = N_("A copy of my record"),
        [REQUEST_AMENDMENT] = N_("A change in my record"),
        [REQUEST_ACCOUNTING] = N_("A list of what was given to others"),
        [REQUEST_RESTRICTION] = N_("A limit on who gets what"),
        [REQUEST_QUESTION] = N_("A question about my record"),
    };
    return web_t(w, titles[kind]);
}

struct str me_request_state(struct call *w, const struct request *r)
{
    bool open = str_is(r->state, "open") || str_is(r->state, "extended");
    if (!open) {
        return web_print(w, web_t(w, "You got an answer on %s."), me_text(w, web_date(w, r->answered_on)));
    }
    if (!date_is_set(r->due_on)) {
        return str_of(web_t(w, "Your clinician talks with you about it."));
    }
    const char *day = me_text(w, web_date(w, r->due_on));
    return r->overdue ? web_print(w, web_t(w, "The answer was due on %s. Please ask your clinician."), day)
                      : web_print(w, web_t(w, "You get an answer by %s."), day);
}

/* ---- disclosures ---- */

static const char *ground(const struct call *w, enum share_ground g)
{
    static const char *const words[] = {
        [GROUND_CONSENT] = N_("You said yes to it."),
        [GROUND_EMERGENCY] = N_("It was an emergency."),
        [GROUND_REQUIRED_REPORT] = N_("A law asked for it."),
        [GROUND_ORDER] = N_("A court asked for it."),
        [GROUND_CLIENT] = N_("You asked for it."),
    };
    return web_t(w, words[g]);
}

struct me_item me_given_item(struct call *w, const struct disclosure *d)
{
    struct str day = web_date(w, zone_day(w->zone, d->at_ms));
    return (struct me_item){.text = d->to,
                            .more = web_print(w, "%s. %s", me_text(w, me_disclosed(w, d)), ground(w, d->ground)),
                            .when = day};
}

struct view_link me_back_to_record(const struct call *w)
{
    return (struct view_link){{STR("/me/record")}, web_t(w, "My record"), false};
}

void me_in_record(struct view_page *page)
{
    for (size_t i = 0; page->me && i < page->me->links_count; i++) {
        page->me->links[i].current = str_is(page->me->links[i].url.whole, "/me/record");
    }
}
