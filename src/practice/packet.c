/* packet.c: what a packet holds: the chosen parts, cut to what the ground allows and to what bears no label. */
#include "practice/sharing_parts.h" /* first: it brings plan.h, which must come before practice.h */

#include "practice/people.h"

#include "plan/plan_json.h"

#include "store/signature.h"

/* Psychotherapy notes and private diaries have no section: nothing can choose them. */
enum share_section packet_section(enum record_kind kind)
{
    static const unsigned sections[RECORD_KIND_COUNT] = {[RECORD_AMENDMENT] = SHARE_PLAN,
                                                         [RECORD_ENDING] = SHARE_PLAN,
                                                         [RECORD_DETAILS] = SHARE_DETAILS,
                                                         [RECORD_DIAGNOSIS] = SHARE_DIAGNOSES,
                                                         [RECORD_SCORE] = SHARE_PROGRESS,
                                                         [RECORD_CHECKIN] = SHARE_PROGRESS,
                                                         [RECORD_RATING] = SHARE_PROGRESS,
                                                         [RECORD_SESSION] = SHARE_SESSIONS,
                                                         [RECORD_NOTE] = SHARE_NOTES,
                                                         [RECORD_DIARY] = SHARE_NOTES,
                                                         [RECORD_EVENT] = SHARE_NOTES,
                                                         [RECORD_REFERRAL] = SHARE_NOTES,
                                                         [RECORD_CONSULTATION] = SHARE_NOTES,
                                                         [RECORD_WORDS] = SHARE_NOTES,
                                                         [RECORD_REVIEW] = SHARE_REVIEWS,
                                                         [RECORD_DECISION] = SHARE_REVIEWS,
                                                         [RECORD_SAFETY_PLAN] = SHARE_SAFETY_PLAN};
    return (enum share_section)sections[kind];
}

/* What a client says of the sessions is no score: it goes where notes go. */
static enum share_section section_of(const struct record *r, const struct json *root)
{
    const struct json *questions = json_get(root, "questions");
    bool feedback = r->kind == RECORD_CHECKIN && questions && json_get(questions->first, "feedback");
    return feedback ? SHARE_NOTES : packet_section(r->kind);
}

bool packet_skipped(const struct record *r)
{
    static const char *const states[] = {"withdrawn", "withdrawal", "corrected", "erased", "draft",
                                         "returned",  "mark",       "alone",     "agreed"};
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        if (str_is(r->state, states[i])) {
            return true;
        }
    }
    bool unsent = (r->kind == RECORD_SCORE || r->kind == RECORD_CHECKIN) && str_is(r->state, "open");
    return unsent || r->labels & (LABEL_PRIVATE | LABEL_PSYCHOTHERAPY);
}

/* ---- the whole record, read once ---- */

struct collect {
    struct practice_tx *t;
    struct packet *p;
    unsigned allowed;
    struct record *rows;
    size_t count;
    const struct record *plan; /* the one in force, else the one that ended last */
    bool programme, substance; /* a Part 2 programme; something in the record tells of substance use */
    struct buf out;            /* lines for left_out */
};

/* Of plans only those that were signed. */
static const struct record *plan_row(const struct record *rows, size_t n)
{
    const struct record *found = NULL;
    for (size_t i = 0; i < n; i++) {
        bool in_force = str_is(rows[i].state, "signed");
        if (rows[i].kind == RECORD_PLAN && (in_force || str_is(rows[i].state, "ended")) &&
            (!found || in_force || !str_is(found->state, "signed"))) {
            found = &rows[i]; /* rows come by day: the last one counts */
        }
    }
    return found;
}

/* How the plan read when a client spoke is of the plan, and does not go out with what was said. */
static void cut_words(const struct json *root)
{
    for (struct json *v = root->first; v && v->next; v = v->next) { /* the kind stands first */
        v->next = str_is(v->next->key, "said_of") ? v->next->next : v->next;
    }
}

static bool look_at_rows(struct collect *c, struct err *e)
{
    for (size_t i = 0; i < c->count; i++) {
        const struct record *r = &c->rows[i];
        struct packet_entry *entry = &c->p->entry[i];
        struct plan *plan;
        *entry = (struct packet_entry){.row = r};
        if (!json_parse(r->content, c->t->arena, &entry->root, e)) {
            return false;
        }
        entry->section = section_of(r, entry->root);
        if (r->kind == RECORD_PLAN) {
            if (!plan_from_json_tree(entry->root, c->t->arena, &plan, e)) {
                return false;
            }
            entry->labelled = label_plan(plan, r->content);
            c->p->plan = r == c->plan ? plan : c->p->plan;
        } else if (entry->section || r->kind == RECORD_ASSIGNMENT) {
            entry->labelled = label_row(r, entry->root);
        }
        if (r->kind == RECORD_WORDS) {
            cut_words(entry->root);
        }
        entry->labelled = entry->labelled || r->labels & LABEL_PART2;
        c->substance = c->substance || (entry->labelled && (c->programme || r->labels & LABEL_PART2));
    }
    return true;
}

/* Whether a row bears the label: by itself, or because the client's record is one of substance use treatment. */
static bool is_labelled(const struct collect *c, const struct packet_entry *entry)
{
    enum record_kind kind = entry->row->kind;
    bool neutral = kind == RECORD_DETAILS || kind == RECORD_DIAGNOSIS || kind == RECORD_SCORE;
    return entry->row->labels & LABEL_PART2 || (neutral ? c->programme && entry->labelled : c->substance);
}

/* ---- the plan, cut ---- */

static void cut_texts(struct plan *p, unsigned sections)
{
    for (size_t i = 0; i < p->goals.n; i++) {
        struct plan_goal *g = &p->goals.at[i];
        g->progress = sections & SHARE_PROGRESS ? g->progress : SHARING_NONE;
        g->diagnoses.n = sections & SHARE_DIAGNOSES ? g->diagnoses.n : 0;
        for (size_t k = 0; k < g->objectives.n; k++) {
            g->objectives.at[k].progress = sections & SHARE_PROGRESS ? g->objectives.at[k].progress : SHARING_NONE;
        }
    }
    for (size_t i = 0; i < p->problems.n; i++) {
        p->problems.at[i].diagnoses.n = sections & SHARE_DIAGNOSES ? p->problems.at[i].diagnoses.n : 0;
    }
    p->notes.n = sections & SHARE_NOTES ? p->notes.n : 0;
    p->reviews.held.n = sections & SHARE_REVIEWS ? p->reviews.held.n : 0;
}

/* Diagnoses that tell of nothing protected, without the words around them. */
static void keep_neutral_diagnoses(struct plan *p)
{
    size_t n = 0;
    for (size_t i = 0; i < p->diagnoses.n; i++) {
        struct plan_diagnosis d = p->diagnoses.at[i];
        if (!label_diagnosis(d.code) && !label_words(d.title)) {
            p->diagnoses.at[n++] = (struct plan_diagnosis){
                .id = d.id, .code = d.code, .title = d.title, .status = d.status, .date = d.date, .by = d.by};
        }
    }
    p->diagnoses.n = n;
}

/* Nothing of the plan is there but what these sections hold. `protected`: the plan bears the label and may not leave.
 */
static void cut_plan(struct packet *p, unsigned sections, bool labelled, bool protected)
{
    struct plan *plan = p->plan, whole = *plan;
    if (protected) {
        sections &= SHARE_DIAGNOSES;
        keep_neutral_diagnoses(plan);
        whole.diagnoses = plan->diagnoses;
    }
    if (sections & SHARE_PLAN) {
        cut_texts(plan, sections);
    } else {
        *plan = (struct plan){.version = whole.version};
        p->plan_id = SHARING_NONE;
    }
    memset(&plan->client, 0, sizeof plan->client);
    memset(&plan->crisis, 0, sizeof plan->crisis);
    plan->diagnoses.n = 0;
    plan->medications.n = 0;
    if (sections & SHARE_DETAILS) {
        plan->client = whole.client;
    }
    if (sections & SHARE_SAFETY_PLAN) {
        plan->crisis = whole.crisis;
    }
    if (sections & SHARE_DIAGNOSES) {
        plan->diagnoses = whole.diagnoses;
    }
    if (sections & SHARE_MEDICATION) {
        plan->medications = whole.medications;
    }
    bool any = sections & SHARE_PLAN || plan->diagnoses.n || plan->medications.n || sections & SHARE_SAFETY_PLAN;
    p->labelled = p->labelled || (labelled && !protected && any);
    p->plan = any ? plan : NULL;
    if (any && p->client_name.n) {
        plan->client.name = p->client_name;
    }
}

/* Who signed, as the record has it. */
static bool put_signatures(struct collect *c, struct err *e)
{
    struct practice_tx *t = c->t;
    struct signature_row *list;
    struct json_out o;
    struct buf b;
    size_t n;
    if (!signature_list(t->store, t->tx, t->who->practice, t->client, c->p->plan_id, t->arena, &list, &n, e)) {
        return false;
    }
    buf_init(&b, 0);
    json_out_init(&o, &b, 0);
    json_begin_array(&o);
    for (size_t i = 0; i < n; i++) {
        struct date on = list[i].at_ms.has ? zone_day(practice_zone(t), list[i].at_ms.v) : (struct date){0};
        json_begin_object(&o);
        sharing_put(&o, "role", list[i].role);
        sharing_put(&o, "state", list[i].state);
        sharing_put_date(&o, "date", on);
        if (list[i].content.n) {
            json_key(&o, "content");
            json_put_raw(&o, list[i].content);
        }
        json_end_object(&o);
    }
    json_end_array(&o);
    return sharing_keep(&b, t->arena, &c->p->signatures, e);
}

static bool put_plan(struct collect *c, struct err *e)
{
    struct packet *p = c->p;
    unsigned of_plan = SHARE_PLAN | SHARE_DIAGNOSES | SHARE_MEDICATION | SHARE_SAFETY_PLAN;
    if (!c->plan || !(p->sections & of_plan)) {
        p->plan = NULL;
        if (p->sections & SHARE_PLAN) {
            buf_cstr(&c->out, "Treatment plan: there is none that was signed.\n");
        }
        return true;
    }
    struct packet_entry entry = {.row = c->plan};
    bool labelled = is_labelled(c, &entry), protected = labelled && !(p->sections & SHARE_SUBSTANCE_USE);
    p->plan_id = c->plan->id;
    cut_plan(p, p->sections, labelled, protected);
    if (protected) {
        p->inside.withheld = true;
        buf_cstr(&c->out, "Treatment plan: it bears the Part 2 label, and the ground does not reach that far, or the "
                          "section substance_use was not chosen.\n");
    }
    return !p->plan_id.n || put_signatures(c, e);
}

/* ---- entries ---- */

static bool in_days(const struct disclosure *d, const struct record *r)
{
    struct date day = date_from_day(r->day);
    bool dated = r->kind != RECORD_DETAILS && r->kind != RECORD_AMENDMENT && r->kind != RECORD_ENDING;
    return !dated || ((!date_is_set(d->from_day) || date_cmp(day, d->from_day) >= 0) &&
                      (!date_is_set(d->to_day) || date_cmp(day, d->to_day) <= 0));
}

/* Amendments travel with their plan; why a draft went back stays here. */
static bool of_plan(const struct packet *p, const struct packet_entry *entry)
{
    if (entry->row->kind != RECORD_AMENDMENT && entry->row->kind != RECORD_ENDING) {
        return true;
    }
    return p->plan_id.n && str_eq(entry->row->of, p->plan_id) &&
           !str_is(json_str(json_get(entry->root, "kind")), "return");
}

static void put_entries(struct collect *c)
{
    struct packet *p = c->p;
    size_t kept = 0, labelled = 0, days = 0;
    for (size_t i = 0; i < c->count; i++) {
        struct packet_entry entry = p->entry[i];
        if (!(entry.section & p->sections) || packet_skipped(entry.row) || !of_plan(p, &entry)) {
            continue;
        }
        entry.labelled = is_labelled(c, &entry);
        if (!in_days(p->d, entry.row)) {
            days++;
        } else if (entry.labelled && !(p->sections & SHARE_SUBSTANCE_USE)) {
            labelled++;
        } else {
            p->labelled = p->labelled || entry.labelled;
            p->entry[kept++] = entry;
        }
    }
    p->entry_count = kept;
    if (days) {
        buf_printf(&c->out, "%zu %s: outside the days that were chosen.\n", days, days == 1 ? "entry" : "entries");
    }
    if (labelled) {
        p->inside.withheld = true;
        buf_printf(&c->out,
                   "%zu %s the Part 2 label, and the ground does not reach that far, or the section "
                   "substance_use was not chosen.\n",
                   labelled, labelled == 1 ? "entry: it bears" : "entries: they bear");
    }
}

/* ---- what is in it ---- */

static void count_in(struct packet *p, enum share_section section, size_t n)
{
    unsigned i = 0;
    while (section >> i > 1) {
        i++;
    }
    p->inside.sections |= n ? (unsigned)section : 0;
    p->inside.count[i] += (uint32_t)n;
}

static bool has_crisis(const struct plan_crisis *c)
{
    const struct plan_safety *s = &c->safety_plan;
    return c->contacts.n + c->resources.n + c->steps.n + c->responses.n + c->restrictive_practices.n + c->risk.n +
               s->warning_signs.n + s->coping.n + s->distraction.n + s->people.n + s->professionals.n +
               s->surroundings.n + s->text.n >
           0;
}

static void count_inside(struct packet *p, bool plan_labelled)
{
    size_t labelled = plan_labelled;
    p->inside.known = true;
    count_in(p, SHARE_PLAN, p->plan && p->plan_id.n);
    if (p->plan) {
        const struct plan_crisis *c = &p->plan->crisis;
        count_in(p, SHARE_DIAGNOSES, p->plan->diagnoses.n);
        count_in(p, SHARE_MEDICATION, p->plan->medications.n);
        count_in(p, SHARE_SAFETY_PLAN, has_crisis(c));
    }
    for (size_t i = 0; i < p->entry_count; i++) {
        count_in(p, p->entry[i].section, 1);
        labelled += p->entry[i].labelled;
    }
    count_in(p, SHARE_SUBSTANCE_USE, labelled);
}

/* ---- notice, names ---- */

static bool put_notice(struct packet *p, struct err *e)
{
    struct str cells[4];
    bool part2 = p->labelled || (p->consent && p->consent->kind == CONSENT_PART2);
    if (!sharing_row(sharing_notices, part2 ? STR("part2") : STR("plain"), cells, 4)) {
        return err_set(e, ERR_INTERNAL, "notices.tsv", "has no row for this notice");
    }
    bool own = str_trim(p->d->notice).n > 0;
    p->notice = own ? p->d->notice : cells[3];
    p->notice_source = own ? STR("the practice") : cells[2];
    p->notice_confirmed = own || str_is(cells[1], "yes");
    return true;
}

static bool put_names(struct collect *c, struct err *e)
{
    struct people_settings settings = {0};
    struct packet *p = c->p;
    int64_t practice = c->t->who->practice;
    if (!people_settings_in(c->t->store, c->t->tx, practice, c->t->arena, &settings, NULL, e)) {
        return false;
    }
    p->practice_name = settings.name;
    p->country = settings.country;
    c->programme = settings.part2;
    return sharing_client_name(c->t->store, c->t->tx, practice, c->t->client, c->t->arena, &p->client_name, e);
}

bool packet_collect(struct practice_tx *t, const struct disclosure *d, const struct grant *grant, struct packet *out,
                    struct err *e)
{
    struct record_filter all = {0};
    struct collect c = {.t = t, .p = out, .allowed = grant->sections};
    *out = (struct packet){.d = d,
                           .consent = d->ground == GROUND_CONSENT ? &grant->consent : NULL,
                           .sections = d->sections & grant->sections,
                           .made_on = practice_today(t)};
    if (!put_names(&c, e) ||
        !record_list(t->store, t->tx, t->who->practice, t->client, &all, t->arena, &c.rows, &c.count, e)) {
        return false;
    }
    c.plan = plan_row(c.rows, c.count);
    if (!(out->entry = arena_array(t->arena, c.count, sizeof *out->entry))) {
        return arena_error(t->arena, e);
    }
    buf_init(&c.out, 0);
    buf_cstr(&c.out, "Psychotherapy notes and private diaries: they are in no packet.\n");
    bool ok = look_at_rows(&c, e) && put_plan(&c, e);
    if (ok) {
        bool plan_labelled = out->labelled; /* no entry was looked at yet */
        put_entries(&c);
        count_inside(out, plan_labelled);
        ok = put_notice(out, e);
    }
    return sharing_keep(&c.out, t->arena, &out->left_out, ok ? e : NULL) && ok;
}

/* ---- as JSON ---- */

static void put_cover(struct json_out *o, const struct packet *p)
{
    const struct disclosure *d = p->d;
    json_key(o, "cover");
    json_begin_object(o);
    sharing_put(o, "disclosure", d->id);
    sharing_put(o, "about", p->client_name);
    sharing_put(o, "from", p->practice_name);
    sharing_put(o, "to", d->to);
    sharing_put(o, "address", d->address);
    sharing_put(o, "purpose", d->purpose);
    sharing_put(o, "ground", str_of(sharing_ground_name(d->ground)));
    sharing_put(o, "authority", d->ground == GROUND_CONSENT ? SHARING_NONE : d->authority);
    sharing_put(o, "issued_by", d->issued_by);
    sharing_put_date(o, "issued_on", d->issued_on);
    sharing_put_date(o, "made_on", p->made_on);
    sharing_put_date(o, "from_day", d->from_day);
    sharing_put_date(o, "to_day", d->to_day);
    sharing_put_sections(o, "sections", p->inside.sections);
    sharing_put(o, "notice", p->notice);
    sharing_put(o, "notice_source", p->notice_source);
    json_key(o, "notice_confirmed");
    json_put_bool(o, p->notice_confirmed);
    sharing_put_flag(o, "part2", p->labelled);
    json_end_object(o);
}

static bool put_plan_json(struct json_out *o, const struct packet *p, struct err *e)
{
    struct buf plan;
    buf_init(&plan, 0);
    plan_to_json(p->plan, 0, &plan);
    bool ok = buf_ok(&plan) || err_no_memory(e);
    if (ok) {
        json_key(o, "plan");
        json_put_raw(o, buf_str(&plan));
    }
    buf_free(&plan);
    return ok;
}

bool packet_json(const struct packet *p, struct arena *a, struct str *out, struct err *e)
{
    char day[DATE_TEXT_SIZE];
    struct json_out o;
    struct buf b;
    buf_init(&b, 0);
    json_out_init(&o, &b, 0);
    json_begin_object(&o);
    sharing_put(&o, "format", STR("goldthread.packet/1"));
    put_cover(&o, p);
    if (p->consent) {
        json_key(&o, "consent");
        json_begin_object(&o);
        consent_put(&o, p->consent);
        json_end_object(&o);
    }
    if (p->plan && !put_plan_json(&o, p, e)) {
        buf_free(&b);
        return false;
    }
    if (p->signatures.n) {
        json_key(&o, "signatures");
        json_put_raw(&o, p->signatures);
    }
    json_key(&o, "entries");
    json_begin_array(&o);
    for (size_t i = 0; i < p->entry_count; i++) {
        const struct packet_entry *entry = &p->entry[i];
        json_begin_object(&o);
        sharing_put(&o, "id", entry->row->id);
        sharing_put(&o, "kind", str_of(record_kind_name(entry->row->kind)));
        sharing_put(&o, "section", str_of(sharing_section_name(entry->section)));
        sharing_put(&o, "date", str_of(date_format(date_from_day(entry->row->day), day)));
        sharing_put(&o, "of", entry->row->of);
        sharing_put_flag(&o, "part2", entry->labelled);
        json_key(&o, "content");
        json_put_tree(&o, entry->root);
        json_end_object(&o);
    }
    json_end_array(&o);
    json_end_object(&o);
    return sharing_keep(&b, a, out, e);
}

/* What the paper has and the JSON does not say: its size, and what was chosen of the plan. */
bool packet_hash(const struct packet *p, struct str json, struct seal_hash *out, struct err *e)
{
    struct buf b;
    buf_init(&b, 0);
    buf_printf(&b, "%u %zu:%.*s %zu:%.*s ", p->sections, p->country.n, (int)p->country.n,
               p->country.n ? p->country.p : "", p->plan_id.n, (int)p->plan_id.n, p->plan_id.n ? p->plan_id.p : "");
    buf_add(&b, json);
    bool ok = buf_ok(&b) || err_no_memory(e);
    if (ok) {
        seal_hash(buf_str(&b), out);
        seal_wipe(b.p, b.n);
    }
    buf_free(&b);
    return ok;
}
