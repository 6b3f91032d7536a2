/* editor_checks.c: findings as the editor shows them: a list of what is in place, and notes below the fields. */
#include "plan/blank.h"
#include "web/editor_parts.h"

#include "plan/objective.h"
#include "plan/restate.h"
#include "rules/blanks.h"
#include "rules/findings.h"

#define NONE ((struct str){NULL, 0})

/* ---- notes below a field ---- */

static struct str message_of(struct editor *d, const struct finding *f)
{
    struct buf b;
    struct str out = NONE;
    buf_init(&b, 0);
    finding_message(f, &b);
    d->failed = d->failed || !buf_ok(&b) || !arena_str(d->arena, buf_str(&b), &out);
    buf_free(&b);
    return out;
}

#define AROUND 60 /* letters of a long text that are shown before and behind the words that are meant */

/* From where to where a text is shown: all of it, or what stands around the words, cut between words. */
static struct span shown_part(const struct finding *f)
{
    struct str text = f->excerpt;
    size_t last = f->also_count ? f->also[f->also_count - 1].to : f->span.to;
    struct span s = {f->span.from > AROUND ? f->span.from - AROUND : 0,
                     last + AROUND < text.n ? last + AROUND : text.n};
    while (s.from && s.from < f->span.from && text.p[s.from - 1] != ' ') {
        s.from++;
    }
    while (s.to < text.n && s.to > last && text.p[s.to] != ' ') {
        s.to--;
    }
    return text.n > 3 * AROUND ? s : (struct span){0, text.n};
}

static void add_piece(struct editor *d, struct edit_note *out, const char *before, struct str text, const char *behind,
                      bool marked)
{
    struct str all =
        *before || *behind ? editor_joined(d, str_of(before), "", editor_joined(d, text, "", str_of(behind))) : text;
    if (all.n) {
        out->pieces[out->pieces_count++] = (struct edit_piece){all, marked};
    }
}

static void put_pieces(struct editor *d, const struct finding *f, struct edit_note *out)
{
    if (!f->excerpt.n || f->span.to <= f->span.from) {
        return;
    }
    struct span part = shown_part(f);
    size_t from = part.from;
    const char *cut = part.from ? "\xe2\x80\xa6 " : "";
    out->pieces = editor_array(d, 2 * FINDING_ALSO_MAX + 4, sizeof *out->pieces);
    for (size_t i = 0; out->pieces && i <= f->also_count; i++) {
        struct span at = i ? f->also[i - 1] : f->span;
        if (at.from > from || *cut) {
            add_piece(d, out, cut, str_sub(f->excerpt, from, at.from), "", false);
        }
        add_piece(d, out, "", str_sub(f->excerpt, at.from, at.to), "", true);
        from = at.to;
        cut = "";
    }
    if (out->pieces && from < part.to) {
        add_piece(d, out, "", str_sub(f->excerpt, from, part.to), part.to < f->excerpt.n ? " \xe2\x80\xa6" : "", false);
    }
}

static void put_note(struct editor *d, const struct finding *f, struct edit_note *out)
{
    static const char *const words[] = {"Advice", "To mend", "Must be mended"};
    *out = (struct edit_note){.severity = words[f->rule->severity],
                              .is_error = f->rule->severity == SEVERITY_ERROR,
                              .is_advice = f->rule->severity == SEVERITY_ADVICE,
                              .message = message_of(d, f),
                              .why = str_of(f->reason ? f->reason : f->rule->why),
                              .fix = str_of(f->rule->fix)};
    put_pieces(d, f, out);
    if (f->rewrite.n) {
        out->rewrite = f->rewrite;
        out->mend = editor_print(d, "mend:%s:%.*s", f->rule->id, (int)f->pointer.n, f->pointer.p);
    }
}

/* A finding about a part of a field, such as the value of a target, stands below the field. */
static bool is_about(const struct finding *f, struct str pointer, bool part)
{
    return str_eq(f->pointer, pointer) ||
           (part && f->pointer.n > pointer.n && f->pointer.p[pointer.n] == '/' && str_starts(f->pointer, pointer));
}

/* An item in which nobody wrote anything yet is not told what it lacks: the list at the side says it. */
static bool is_blank(struct editor *d, struct str pointer)
{
    struct plan_place at;
    while (plan_place(d->plan, pointer, &at) && !at.is_item) {
        while (pointer.n && pointer.p[pointer.n - 1] != '/') {
            pointer.n--;
        }
        pointer.n -= pointer.n > 0;
    }
    if (!pointer.n || !at.is_item) {
        return false;
    }
    const struct shape *s = at.field->shape;
    const struct shape_items *list = shape_member(at.field, at.item);
    const char *item = (const char *)list->at + at.index * s->size;
    for (size_t i = 0; i < s->count; i++) {
        if (s->fields[i].kind != SHAPE_ID && !shape_field_is_empty(&s->fields[i], item)) {
            return false;
        }
    }
    return true;
}

static bool tells_blank(const struct finding *f)
{
    return strcmp(f->rule->id, "text.blank") == 0;
}

/* A blank is marked in its field and listed beside the checks; it needs no note. */
void editor_notes(struct editor *d, struct str pointer, struct view_edit_notes *out)
{
    struct plan_place at;
    size_t n = 0;
    bool part = plan_place(d->plan, pointer, &at) && !at.is_item && at.field->kind != SHAPE_LIST &&
                (at.field->kind != SHAPE_OBJECT || at.owner_shape);
    *out = (struct view_edit_notes){.pointer = pointer};
    for (size_t i = 0; d->findings && i < d->findings->list.n; i++) {
        n += !tells_blank(&d->findings->list.at[i]) && is_about(&d->findings->list.at[i], pointer, part);
    }
    if (!n || is_blank(d, pointer)) {
        return;
    }
    out->notes = editor_array(d, n, sizeof *out->notes);
    for (size_t i = 0; out->notes && i < d->findings->list.n; i++) {
        if (!tells_blank(&d->findings->list.at[i]) && is_about(&d->findings->list.at[i], pointer, part)) {
            struct edit_note *note = &out->notes[out->notes_count++];
            put_note(d, &d->findings->list.at[i], note);
            for (struct edit_note *before = out->notes; before < note; before++) {
                if (note->rewrite.n && str_eq(before->rewrite, note->rewrite)) {
                    note->rewrite = NONE; /* offered once */
                }
            }
        }
    }
}

/* ---- the fields of an objective ---- */

static struct str kept(struct editor *d, struct buf *b)
{
    struct str out = NONE;
    d->failed = d->failed || !buf_ok(b) || (b->n && !arena_str(d->arena, buf_str(b), &out));
    buf_reset(b);
    return out;
}

/* The fields say enough for a sentence, and no blank is left in them. */
static bool fields_say_enough(const struct plan_objective *o)
{
    const struct str words[] = {o->measure.name, o->baseline.text, o->target.text, o->frequency.text, o->due.text};
    bool open = false;
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        open = open || blank_in(words[i]);
    }
    return !open && o->measure.name.n && (o->target.value.has || o->target.text.n || o->frequency.text.n);
}

void editor_objective(struct editor *d, struct str pointer, struct str title, struct view_edit_beside *out)
{
    struct plan_place at;
    struct plan_at place;
    struct buf b;
    struct err e = {0};
    struct str statement = editor_print(d, "%.*s/statement", (int)pointer.n, pointer.p);
    *out = (struct view_edit_beside){.pointer = pointer, .title = title};
    if (d->failed || !plan_place(d->plan, statement, &at)) {
        return;
    }
    place = plan_at(d->plan, statement);
    if (!place.objective) {
        return;
    }
    buf_init(&b, 0);
    d->failed = d->failed || !objective_sum(d->plan, place.goal, place.objective, d->arena, &b, &e);
    out->sum = kept(d, &b);
    struct objective_clash clash[OBJECTIVE_CLASHES];
    size_t clashes = 0;
    d->failed = d->failed || !objective_clashes(place.objective, d->arena, clash, &clashes, &e);
    struct str sentence = place.objective->statement;
    bool open = blank_in(sentence) && fields_say_enough(place.objective);
    out->can_write = clashes || (!sentence.n && place.objective->measure.name.n) || open;
    buf_free(&b);
}

/* ---- the list at the side ---- */

/* What is looked at, in the order in which a plan is written. A row is in place when none of its rules found anything,
 * and nothing of its part is still to be filled in (blank_rows).
 * needs: what must be there for the row to say anything at all. */
enum needs { NEEDS_NOTHING, NEEDS_GOAL, NEEDS_OBJECTIVE };
static const struct check_row {
    const char *ok, *waits;
    enum needs needs;
    const char *rules;
} check_rows[] = {
    {"Problem and diagnosis are named", NULL, NEEDS_NOTHING,
     "plan.no-problem plan.no-diagnosis diagnosis.no-evidence diagnosis.no-code diagnosis.code-unknown"},
    {"A goal in the client\xe2\x80\x99s own words", NULL, NEEDS_NOTHING,
     "plan.no-goal plan.no-active-goal goal.no-statement goal.no-client-words"},
    {"Measurable: each objective names what shows it, and a number",
     "Each goal needs an objective: what, by how much, by when.", NEEDS_OBJECTIVE,
     "goal.no-objective objective.no-statement objective.no-measure objective.no-target objective.vague "
     "objective.broad objective.is-intervention objective.several-targets"},
    {"Each objective has an end date", "The end date comes with the first objective.", NEEDS_OBJECTIVE,
     "objective.no-deadline objective.frequency-as-deadline objective.run-as-deadline objective.due-passed "
     "objective.due-after-end objective.due-before-start"},
    {"Targets can be reached", "Whether it can be reached is looked at with the first objective.", NEEDS_OBJECTIVE,
     "target.out-of-range baseline.out-of-range target.not-better objective.no-baseline objective.no-starting-point "
     "target.contradiction objective.contradicts-fields"},
    {"Tied to what the client values", "What the client values comes with the first goal.", NEEDS_GOAL,
     "plan.no-values goal.no-value value.no-goal goal.serves-nothing"},
    {"Not too many goals at once", "No goal yet.", NEEDS_GOAL, "plan.too-many-goals goal.too-many-objectives"},
    {"A strength is used", NULL, NEEDS_NOTHING, "plan.no-strengths strength.unused"},
    {"Each objective has an intervention, with who and how often", NULL, NEEDS_NOTHING,
     "plan.no-intervention objective.no-intervention intervention.no-frequency intervention.no-responsible "
     "intervention.serves-nothing"},
    {"Progress is followed by measure and cadence", NULL, NEEDS_NOTHING,
     "plan.no-monitoring monitoring.no-cadence objective.measure-not-followed"},
    {"A review is planned", NULL, NEEDS_NOTHING,
     "plan.no-review review.no-date review.too-rare review.before-plan review.after-end"},
    {"Safety is seen to", NULL, NEEDS_NOTHING,
     "plan.no-crisis-plan crisis.no-contacts crisis.risk-without-safety-plan crisis.safety-plan-intended"},
    {"The plan is there in plain words", NULL, NEEDS_NOTHING, "agreement.no-plain-words"},
};

static bool names_rule(const char *rules, const char *id)
{
    size_t n = strlen(id);
    for (const char *at = rules; (at = strstr(at, id)); at += n) {
        if ((at == rules || at[-1] == ' ') && (at[n] == ' ' || at[n] == '\0')) {
            return true;
        }
    }
    return false;
}

/* Whose part of the plan a blank stands in: the row that has the rule. */
static const struct {
    const char *part, *rule;
} blank_rows[] = {{"/problems", "plan.no-problem"},
                  {"/diagnoses", "plan.no-diagnosis"},
                  {"/values", "plan.no-values"},
                  {"/strengths", "plan.no-strengths"},
                  {"/interventions", "plan.no-intervention"},
                  {"/monitoring", "plan.no-monitoring"},
                  {"/reviews", "plan.no-review"},
                  {"/crisis", "plan.no-crisis-plan"},
                  {"/agreement/plain_words", "agreement.no-plain-words"}};

const char *editor_checks_unknown(void)
{
    const char *unknown = NULL;
    for (size_t i = 0; i < COUNT_OF(check_rows); i++) {
        struct str rest = str_of(check_rows[i].rules), id;
        while (rest.n) {
            const char *from = rest.p;
            if (!str_cut(rest, ' ', &id, &rest)) {
                id = rest;
                rest = NONE;
            }
            unknown = rules_find(id) ? unknown : from;
        }
    }
    for (size_t i = 0; i < COUNT_OF(blank_rows); i++) {
        unknown = rules_find(str_of(blank_rows[i].rule)) ? unknown : blank_rows[i].rule;
    }
    return unknown;
}

/* The rule whose row a finding belongs to. */
static const char *rule_of(const struct finding *f)
{
    if (!tells_blank(f)) {
        return f->rule->id;
    }
    if (str_starts(f->pointer, STR("/goals"))) {
        bool objective = str_find(f->pointer, STR("/objectives/"), 0) != (size_t)-1;
        return objective ? "objective.no-target" : "goal.no-statement";
    }
    for (size_t i = 0; i < COUNT_OF(blank_rows); i++) {
        if (str_starts(f->pointer, str_of(blank_rows[i].part))) {
            return blank_rows[i].rule;
        }
    }
    return f->rule->id;
}

static size_t row_of(const struct finding *f)
{
    const char *rule = rule_of(f);
    size_t i = 0;
    while (i < COUNT_OF(check_rows) && !names_rule(check_rows[i].rules, rule)) {
        i++;
    }
    return i;
}

/* The first finding of a blank in an objective. */
static const struct finding *blank_in_objectives(const struct editor *d)
{
    for (size_t i = 0; i < d->findings->list.n; i++) {
        const struct finding *f = &d->findings->list.at[i];
        if (tells_blank(f) && strcmp(rule_of(f), "objective.no-target") == 0) {
            return f;
        }
    }
    return NULL;
}

static struct edit_check mend(struct editor *d, const struct finding *f)
{
    struct edit_check c = {.text = message_of(d, f),
                           .field = editor_mend_field(d, f),
                           .rule = f->rule->id,
                           .must = f->rule->severity == SEVERITY_ERROR,
                           .advice = f->rule->severity == SEVERITY_ADVICE};
    struct plan_place at;
    c.link = c.field.n ? STR("Go there") : NONE;
    if (c.field.n && plan_place(d->plan, c.field, &at) && !at.is_item && at.field->kind == SHAPE_LIST) {
        c.add = editor_print(d, "add:%.*s", (int)c.field.n, c.field.p);
        c.add_words = editor_add_words(c.field);
    }
    if (f->rewrite.n &&
        !blank_in(f->rewrite)) { /* one with blanks is offered beside the field, where they are filled in */
        c.rewrite = f->rewrite;
        c.mend = editor_print(d, "mend:%s:%.*s", f->rule->id, (int)f->pointer.n, f->pointer.p);
    }
    editor_offers(d, f, &c.offers, &c.offers_count);
    return c;
}

static bool is_waiting(const struct editor *d, enum needs needs)
{
    size_t objectives = 0;
    for (size_t i = 0; i < d->plan->goals.n; i++) {
        for (size_t k = 0; k < d->plan->goals.at[i].objectives.n; k++) {
            objectives += d->plan->goals.at[i].objectives.at[k].statement.n > 0;
        }
    }
    return (needs == NEEDS_GOAL && !d->plan->goals.n) || (needs == NEEDS_OBJECTIVE && !objectives);
}

/* Nothing is given, or only words in which a blank stands ("within [how many] weeks"). */
static bool is_endless(const struct plan_objective *o)
{
    const struct plan_due *due = &o->due;
    if (shape_is_empty(&plan_due_shape, due)) {
        return true;
    }
    return !date_is_set(due->date) && !due->period.n && !due->session.has && !due->event.n && blank_in(due->text);
}

/* The blank may be what says by when. */
static bool is_open(const struct plan_objective *o)
{
    return blank_in(o->statement) || blank_in(o->due.text);
}

/* The first objective that nothing gives an end, also where the rules look no further: a sentence that is empty or too
 * broad is told of elsewhere, but its end is missing all the same. Of several one without blanks; NULL: there is none.
 */
static const struct plan_objective *find_endless(struct editor *d, struct edit_check *out)
{
    const struct plan_objective *found = NULL;
    for (size_t i = 0; i < d->plan->goals.n; i++) {
        const struct plan_goal *g = &d->plan->goals.at[i];
        for (size_t k = 0; k < g->objectives.n && shape_is_empty(&plan_due_shape, &g->due); k++) {
            const struct plan_objective *o = &g->objectives.at[k];
            bool over = o->status == LIFECYCLE_COMPLETED || o->status == LIFECYCLE_CANCELLED;
            if (over || !is_endless(o) || (found && (is_open(o) || !is_open(found)))) {
                continue;
            }
            found = o;
            *out = (struct edit_check){
                .text = d->plan->goals.n > 1 ? editor_print(d, "Objective %zu.%zu does not say by when.", i + 1, k + 1)
                                             : editor_print(d, "Objective %zu does not say by when.", k + 1),
                .field = editor_shown(d, editor_print(d, "/goals/%zu/objectives/%zu/due", i, k)),
                .link = STR("Go there")};
        }
    }
    return found;
}

/* true: what the row looks at is not written yet, or holds blanks; nothing was found. */
static bool put_row(struct editor *d, size_t row, const struct finding *found, size_t others, struct edit_check *out)
{
    const struct check_row *r = &check_rows[row];
    const struct finding *blank = names_rule(r->rules, "target.out-of-range") ? blank_in_objectives(d) : NULL;
    if (is_waiting(d, r->needs) && !found) {
        *out = (struct edit_check){.text = str_of(r->waits),
                                   .field = d->plan->goals.n ? STR("/goals/0") : STR("/goals"),
                                   .link = STR("Go there")};
        return true;
    }
    const struct plan_objective *endless =
        !found && names_rule(r->rules, "objective.no-deadline") ? find_endless(d, out) : NULL;
    if (endless) {
        return is_open(endless);
    }
    if (!found && blank) {
        *out = (struct edit_check){
            .text = STR("Whether targets can be reached is looked at when their blanks are filled in."),
            .field = editor_mend_field(d, blank),
            .link = STR("Go there")};
        return true;
    }
    if (!found) {
        *out = (struct edit_check){.ok = true, .text = str_of(r->ok)};
    } else {
        *out = mend(d, found);
        if (tells_blank(found)) { /* its words stand in the list of blanks */
            out->text = editor_print(d, "%s: blanks are left.", r->ok);
        } else if (others) {
            out->text = editor_print(d, "%.*s (And %zu more.)", (int)out->text.n, out->text.p, others);
        }
    }
    return false;
}

/* Text that came along counts as a row of its own when this draft started from a version. */
static void put_carried(struct editor *d, struct view_edit_checks *out)
{
    if (!d->former || !d->beside->from.n) {
        return;
    }
    struct edit_check *c = &out->checks[out->checks_count++];
    size_t n = d->carried.n;
    *c = n ? (struct edit_check){.text = editor_print(d,
                                                      n == 1 ? "%zu part came along and was not looked at yet."
                                                             : "%zu parts came along and were not looked at yet.",
                                                      n),
                                 .field = editor_print(d, "carried-%.*s", (int)d->carried.at[0].n, d->carried.at[0].p),
                                 .link = STR("Go there")}
           : (struct edit_check){.ok = true, .text = STR("Text that came along was looked at")};
}

static void put_copied(struct editor *d, struct view_edit_checks *out)
{
    size_t found = 0;
    for (size_t i = 0; i < d->findings->list.n; i++) {
        found += strcmp(d->findings->list.at[i].rule->id, "text.copied") == 0;
    }
    out->ask_copied = d->may_copied && !d->copied;
    out->copied = d->copied;
    out->copied_said = d->copied_off
                           ? "This practice does not compare plans; the owner can change that in the settings."
                       : found ? "Sentences that stand in another plan of your caseload are marked under Advice."
                               : "No sentence stands in another plan of your caseload.";
}

static void put_blanks(struct editor *d, struct view_edit_checks *out)
{
    struct plan_blank *list;
    struct err e = {0};
    size_t n;
    if (d->failed || !rules_blanks(d->plan, d->arena, &list, &n, &e)) {
        d->failed = true;
        return;
    }
    out->blank = editor_array(d, n, sizeof *out->blank);
    for (size_t i = 0; out->blank && i < n; i++) {
        struct str at = editor_mend_at(d, list[i].pointer);
        bool again = false;
        for (size_t k = 0; k < out->blank_count && !again; k++) {
            again = str_eq(out->blank[k].value, at) && str_eq(out->blank[k].label, list[i].words);
        }
        if (at.n && !again) {
            out->blank[out->blank_count++] = (struct edit_choice){at, list[i].words, false};
        }
    }
    out->blanks = (int64_t)out->blank_count;
    out->one_blank = out->blank_count == 1;
    out->first_blank = out->blank_count ? out->blank[0].value : NONE;
}

/* The same number, by the same words, wherever findings are counted. */
static struct str count_words(struct editor *d, const struct view_edit_checks *c)
{
    struct str must = NONE, blanks = NONE, todo = NONE, all = NONE;
    if (c->must_count) {
        must = editor_print(d, "%zu must be mended", c->must_count);
    }
    if (c->blanks) {
        blanks = editor_print(d, "%lld %s", (long long)c->blanks, c->one_blank ? "blank" : "blanks");
    }
    if (c->todo_count) {
        todo = editor_print(d, "%zu to mend", c->todo_count);
    }
    const struct str parts[] = {must, blanks, todo};
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        all = !parts[i].n ? all : all.n ? editor_joined(d, all, ", ", parts[i]) : parts[i];
    }
    return all.n ? all : STR("Nothing is left to mend");
}

/* Findings one by one, the gravest first; of blanks there is a list of their own. */
static void put_findings(struct editor *d, struct view_edit_checks *out)
{
    for (size_t i = 0; i < d->findings->list.n; i++) {
        const struct finding *f = &d->findings->list.at[i];
        if (tells_blank(f)) {
            continue;
        }
        if (f->rule->severity == SEVERITY_ERROR) {
            out->must[out->must_count++] = mend(d, f);
        } else if (f->rule->severity == SEVERITY_ADVICE) {
            out->advice[out->advice_count++] = mend(d, f);
        } else {
            out->todo[out->todo_count++] = mend(d, f);
        }
    }
}

void editor_checks(struct editor *d, struct view_edit_checks *out)
{
    const struct finding *first[COUNT_OF(check_rows)] = {NULL};
    size_t others[COUNT_OF(check_rows)] = {0}, n = d->findings->list.n;
    *out = (struct view_edit_checks){.in_place = 0, .begins = editor_empty(d->plan)};
    out->checks = editor_array(d, COUNT_OF(check_rows) + 1, sizeof *out->checks);
    out->must = editor_array(d, n, sizeof *out->must);
    out->todo = editor_array(d, n + COUNT_OF(check_rows) + 1, sizeof *out->todo);
    out->later = editor_array(d, COUNT_OF(check_rows), sizeof *out->later);
    out->advice = editor_array(d, n, sizeof *out->advice);
    if (d->failed) {
        return;
    }
    for (size_t i = 0; i < n; i++) {
        const struct finding *f = &d->findings->list.at[i];
        size_t row = row_of(f);
        if (row < COUNT_OF(check_rows)) {
            bool graver = first[row] && f->rule->severity > first[row]->rule->severity;
            others[row] += first[row] != NULL;
            first[row] = !first[row] || graver ? f : first[row];
        }
    }
    put_findings(d, out);
    for (size_t i = 0; i < COUNT_OF(check_rows); i++) {
        struct edit_check *c = &out->checks[out->checks_count++];
        bool waits = put_row(d, i, first[i], others[i], c);
        if (waits && !out->begins) {
            out->later[out->later_count++] = *c;
        } else if (!c->ok && !first[i] && !out->begins) {
            out->todo[out->todo_count++] = *c;
        }
    }
    put_carried(d, out);
    out->waits = &out->checks[COUNT_OF(check_rows)];
    out->waits_count = out->checks_count > COUNT_OF(check_rows) && !out->waits->ok;
    put_copied(d, out);
    put_blanks(d, out);
    for (size_t i = 0; i < out->checks_count; i++) {
        out->in_place += out->checks[i].ok;
    }
    out->of = (int64_t)out->checks_count;
    out->words = count_words(d, out);
}
