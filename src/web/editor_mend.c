/* editor_mend.c: where a finding is mended: the very field or button on the draft's page, and what can be linked there.
 */
#include "web/editor_parts.h"

#include "rules/blanks.h"

#define NONE ((struct str){NULL, 0})

static struct str up_one(struct str pointer)
{
    size_t n = pointer.n;
    while (n && pointer.p[n - 1] != '/') {
        n--;
    }
    return str_sub(pointer, 0, n ? n - 1 : 0);
}

static bool lies_in(struct str pointer, struct str part)
{
    return str_starts(pointer, part) && (pointer.n == part.n || pointer.p[part.n] == '/');
}

struct str editor_mend_at(struct editor *d, struct str pointer)
{
    struct plan_place at;
    if (!pointer.n || !plan_place(d->plan, pointer, &at)) {
        return NONE;
    }
    if (at.is_item || at.field->kind == SHAPE_LIST || !at.owner_shape) {
        return editor_shown(d, pointer);
    }
    /* The part of a field is mended in the field. */
    struct str field = pointer;
    while (at.owner_shape && at.shape != at.owner_shape) {
        field = up_one(field);
        if (!plan_place(d->plan, field, &at)) {
            return NONE;
        }
    }
    return editor_shown(d, field);
}

/* What a plan lacks is written in one place. */
static const struct {
    const char *rule, *field;
} rule_places[] = {{"plan.no-problem", "/problems"},
                   {"plan.no-diagnosis", "/diagnoses"},
                   {"plan.no-goal", "/goals"},
                   {"plan.no-values", "/values"},
                   {"plan.no-strengths", "/strengths"},
                   {"plan.no-barriers", "/barriers"},
                   {"plan.no-intervention", "/interventions"},
                   {"plan.no-monitoring", "/monitoring"},
                   {"plan.no-review", "/reviews/window"},
                   {"plan.no-duration", "/duration/text"},
                   {"plan.no-crisis-plan", "/crisis/resources"},
                   {"plan.no-discharge-criteria", "/duration/discharge_criteria"},
                   {"plan.no-relapse-prevention", "/duration/relapse_prevention"},
                   {"agreement.no-plain-words", "/agreement/plain_words"},
                   {"agreement.no-participants", "/agreement/participants"},
                   {"agreement.no-client-view", "/agreement/client_view"},
                   {"crisis.no-contacts", "/crisis/contacts"},
                   {"crisis.risk-without-safety-plan", "/crisis/safety_plan/warning_signs"},
                   {"review.no-date", "/reviews/next"},
                   {"culture.not-asked", "/culture/background"}};

/* What an item lacks, in its field; of several items, in the first one that has nothing there. */
static const struct {
    const char *rule, *list, *member;
} rule_members[] = {{"problem.no-onset", "/problems", "onset"},
                    {"problem.no-client-words", "/problems", "client_words"},
                    {"problem.no-goal", "/goals", "problems"},
                    {"diagnosis.no-goal", "/problems", "diagnoses"},
                    {"diagnosis.no-evidence", "/diagnoses", "evidence"},
                    {"diagnosis.no-code", "/diagnoses", "code"},
                    {"diagnosis.provisional-open", "/diagnoses", "status"},
                    {"strength.unused", "/strengths", "used_by"},
                    {"value.no-goal", "/goals", "values"},
                    {"barrier.no-answer", "/barriers", "answer"},
                    {"preference.unused", "/culture/preferences", "how"},
                    {"goal.no-statement", "/goals", "statement"},
                    {"goal.no-client-words", "/goals", "client_words"},
                    {"goal.no-objective", "/goals", "objectives"},
                    {"goal.no-value", "/goals", "values"},
                    {"goal.no-priority", "/goals", "priority"},
                    {"goal.serves-nothing", "/goals", "problems"},
                    {"objective.no-intervention", "/interventions", "objectives"},
                    {"intervention.no-responsible", "/interventions", "responsible"},
                    {"intervention.no-frequency", "/interventions", "frequency"},
                    {"intervention.open-frequency", "/interventions", "frequency"},
                    {"intervention.serves-nothing", "/interventions", "objectives"},
                    {"intervention.thin", "/interventions", "text"},
                    {"monitoring.no-cadence", "/monitoring", "cadence"},
                    {"monitoring.follows-nothing", "/monitoring", "objectives"},
                    {"support.no-role", "/support", "text"},
                    {"referral.no-recipient", "/referrals", "to"},
                    {"referral.no-coordination", "/referrals", "coordination"},
                    {"referral.no-trigger", "/referrals", "trigger"}};

/* The first item of a list with nothing in that member; else the first one. */
static struct str first_without(struct editor *d, struct str list, const char *member)
{
    struct plan_place at;
    if (!plan_place(d->plan, list, &at) || at.is_item || at.field->kind != SHAPE_LIST) {
        return NONE;
    }
    const struct shape_items *items = shape_member(at.field, at.item);
    const struct shape_field *f = shape_find(at.field->shape, str_of(member));
    size_t first = 0;
    while (f && first < items->n && !shape_field_is_empty(f, (const char *)items->at + first * at.field->shape->size)) {
        first++;
    }
    if (!items->n) {
        return list; /* the button that adds one */
    }
    return editor_print(d, "%.*s/%zu/%s", (int)list.n, list.p, first < items->n ? first : 0, member);
}

static struct str member_of(struct editor *d, const struct finding *f, const char *list, const char *member)
{
    struct plan_place at;
    struct str of = str_of(list);
    if (!lies_in(f->pointer, of) || f->pointer.n == of.n) {
        return first_without(d, of, member);
    }
    struct str item = f->pointer;
    while (item.n > of.n && (!plan_place(d->plan, item, &at) || !at.is_item)) {
        item = up_one(item);
    }
    return item.n > of.n ? editor_print(d, "%.*s/%s", (int)item.n, item.p, member) : NONE;
}

/* The field of the first blank in the part that a finding of blanks is about. */
static struct str blank_field(struct editor *d, const struct finding *f)
{
    struct plan_blank *list = NULL;
    struct err e = {0};
    size_t n = 0;
    if (!rules_blanks(d->plan, d->arena, &list, &n, &e)) {
        d->failed = true;
        return NONE;
    }
    for (size_t i = 0; i < n; i++) {
        /* "/diagnoses/0/evidence/1": of a list of texts, a text. */
        if (lies_in(list[i].pointer, f->pointer) || lies_in(f->pointer, list[i].pointer)) {
            return editor_mend_at(d, list[i].pointer);
        }
    }
    return NONE;
}

struct str editor_mend_field(struct editor *d, const struct finding *f)
{
    struct str at = NONE;
    if (strcmp(f->rule->id, "text.blank") == 0) {
        return blank_field(d, f);
    }
    for (size_t i = 0; i < sizeof rule_places / sizeof *rule_places; i++) {
        if (strcmp(rule_places[i].rule, f->rule->id) == 0) {
            return str_of(rule_places[i].field);
        }
    }
    for (size_t i = 0; i < sizeof rule_members / sizeof *rule_members; i++) {
        if (strcmp(rule_members[i].rule, f->rule->id) == 0) {
            at = editor_mend_at(d, member_of(d, f, rule_members[i].list, rule_members[i].member));
        }
    }
    return at.n ? at : editor_mend_at(d, f->pointer);
}

/* ---- links that mend ---- */

/* Letters that two words must share at their beginning to be the same: "sleeping", "sleep problems". */
#define STEM 5

static bool next_word(struct str *rest, struct str *word)
{
    size_t i = 0, k;
    while (i < rest->n && !((rest->p[i] | 32) >= 'a' && (rest->p[i] | 32) <= 'z')) {
        i++;
    }
    for (k = i; k < rest->n && (rest->p[k] | 32) >= 'a' && (rest->p[k] | 32) <= 'z';) {
        k++;
    }
    *word = str_sub(*rest, i, k);
    *rest = str_sub(*rest, k, rest->n);
    return word->n > 0;
}

static bool has_word_like(struct str s, struct str stem)
{
    struct str word;
    bool found = false;
    while (!found && next_word(&s, &word)) {
        found = str_starts_ci(word, stem);
    }
    return found;
}

/* Whether two texts may belong together: a word of the one begins as a word of the other does. */
static bool share_a_word(struct str a, struct str b)
{
    static const char *const common[] = {"disor", "moder", "clien", "episo", "recur",
                                         "unspe", "their", "about", "which"};
    struct str rest = a, word;
    while (next_word(&rest, &word)) {
        struct str stem = str_sub(word, 0, STEM);
        bool counts = word.n >= STEM;
        for (size_t i = 0; i < sizeof common / sizeof *common; i++) {
            counts = counts && !str_starts_ci(stem, str_of(common[i]));
        }
        if (counts && has_word_like(b, stem)) {
            return true;
        }
    }
    return false;
}

/* What of `to` can hold a link to the item that a finding is about: rule, list of that item, list and member. */
static const struct link_row {
    const char *rule, *list, *to, *member;
    bool there; /* the link stands in the item of the finding, and leads to an item of `to` */
} link_rows[] = {{"diagnosis.no-goal", "/diagnoses", "/problems", "diagnoses", false},
                 {"problem.no-goal", "/problems", "/goals", "problems", false},
                 {"goal.serves-nothing", "/goals", "/problems", "problems", true},
                 {"value.no-goal", "/values", "/goals", "values", false},
                 {"intervention.serves-nothing", "/interventions", "/goals", "goals", true}};

static const void *item_at(const struct plan_place *list, size_t i)
{
    return (const char *)((const struct shape_items *)shape_member(list->field, list->item))->at +
           i * list->field->shape->size;
}

static size_t items_of(const struct plan_place *list)
{
    return ((const struct shape_items *)shape_member(list->field, list->item))->n;
}

static struct str id_at(const struct plan_place *list, size_t i)
{
    const struct shape_field *id = shape_find(list->field->shape, STR("id"));
    return id ? *(const struct str *)shape_member_const(id, item_at(list, i)) : NONE;
}

/* A link from one item to the other, as a button; both: its words name the two, for a finding is about several. */
static bool add_offer(struct editor *d, const struct link_row *r, const struct plan_place *from, size_t i,
                      const struct plan_place *to, size_t k, bool both, struct edit_choice *out)
{
    struct str name = editor_short(d, plan_label(from->field->shape, item_at(from, i)));
    struct str label = editor_short(d, plan_label(to->field->shape, item_at(to, k)));
    struct str id = r->there ? id_at(to, k) : id_at(from, i);
    if (!id.n || !label.n) {
        return false;
    }
    out->value = editor_print(d, "link:%s/%zu/%s:%.*s", r->there ? r->list : r->to, r->there ? i : k, r->member,
                              (int)id.n, id.p);
    out->label = both && name.n ? editor_print(d, "Link \xe2\x80\x9c%.*s\xe2\x80\x9d to \xe2\x80\x9c%.*s\xe2\x80\x9d",
                                               (int)name.n, name.p, (int)label.n, label.p)
                                : editor_print(d, "Link it to \xe2\x80\x9c%.*s\xe2\x80\x9d", (int)label.n, label.p);
    return true;
}

#define OFFERS_MOST 4 /* more are a list, not an offer */

void editor_offers(struct editor *d, const struct finding *f, struct edit_choice **out, size_t *count)
{
    const struct link_row *r = NULL;
    struct plan_place at, from, to;
    struct str pointer = f->pointer;
    *count = 0;
    for (size_t i = 0; i < sizeof link_rows / sizeof *link_rows; i++) {
        r = strcmp(link_rows[i].rule, f->rule->id) == 0 ? &link_rows[i] : r;
    }
    if (!r || !plan_place(d->plan, str_of(r->list), &from) || !plan_place(d->plan, str_of(r->to), &to)) {
        return;
    }
    while (pointer.n && plan_place(d->plan, pointer, &at) && !at.is_item && at.owner_shape) {
        pointer = up_one(pointer); /* "/values/0/text": of that value */
    }
    bool one = pointer.n && plan_place(d->plan, pointer, &at) && at.is_item;
    size_t n = items_of(&to), first = one ? at.index : 0, end = one ? at.index + 1 : items_of(&from);
    *out = editor_array(d, OFFERS_MOST, sizeof **out);
    for (size_t i = first; *out && i < end; i++) {
        for (size_t k = 0; k < n && *count < OFFERS_MOST; k++) {
            struct str a = plan_label(from.field->shape, item_at(&from, i)),
                       b = plan_label(to.field->shape, item_at(&to, k));
            if ((n == 1 || share_a_word(a, b)) && add_offer(d, r, &from, i, &to, k, !one, &(*out)[*count])) {
                ++*count;
            }
        }
    }
}

const char *editor_mend_unknown(void)
{
    const char *unknown = NULL;
    for (size_t i = 0; i < sizeof rule_places / sizeof *rule_places; i++) {
        unknown = rules_find(str_of(rule_places[i].rule)) ? unknown : rule_places[i].rule;
    }
    for (size_t i = 0; i < sizeof rule_members / sizeof *rule_members; i++) {
        unknown = rules_find(str_of(rule_members[i].rule)) ? unknown : rule_members[i].rule;
    }
    for (size_t i = 0; i < sizeof link_rows / sizeof *link_rows; i++) {
        unknown = rules_find(str_of(link_rows[i].rule)) ? unknown : link_rows[i].rule;
    }
    return unknown;
}

/* ---- what is not folded ---- */

static void add_place(struct editor *d, plan_texts *places, struct str pointer)
{
    for (size_t i = 0; i < places->n; i++) {
        if (str_eq(places->at[i], pointer)) {
            return;
        }
    }
    if (pointer.n && !plan_add_text(d->arena, places, pointer)) {
        d->failed = true;
    }
}

void editor_places(struct editor *d)
{
    for (size_t i = 0; d->findings && i < d->findings->list.n && !d->failed; i++) {
        const struct finding *f = &d->findings->list.at[i];
        struct str field = f->rule->severity != SEVERITY_ADVICE ? editor_mend_field(d, f) : (struct str){NULL, 0};
        if (f->rule->severity != SEVERITY_ADVICE) {
            add_place(d, &d->places, f->pointer);
            add_place(d, &d->places, field);
        }
        if (f->rule->severity == SEVERITY_ERROR) {
            add_place(d, &d->musts, f->pointer);
            add_place(d, &d->musts, field);
        }
    }
}

static bool stands_in(const struct editor *d, const plan_texts *places, struct str pointer)
{
    bool open = false;
    for (size_t i = 0; i < places->n && !open; i++) {
        open = lies_in(places->at[i], pointer);
    }
    for (size_t i = 0; i < d->wrong_count && !open; i++) {
        open = lies_in(d->wrong[i].pointer, pointer);
    }
    return open;
}

bool editor_mends(const struct editor *d, struct str pointer)
{
    return stands_in(d, &d->places, pointer);
}

bool editor_must(const struct editor *d, struct str pointer)
{
    return stands_in(d, &d->musts, pointer);
}
