/* Which text of a Questionnaire belongs to which item of an instrument, and what is doubtful about it. */
#include "measure/questionnaire_parts.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* What may be doubtful about an item; collected over all items, told once. */
enum issue {
    ISSUE_MISSING,
    ISSUE_NO_TEXT,
    ISSUE_TWICE,
    ISSUE_LINK,
    ISSUE_NAME,
    ISSUE_PLACE,
    ISSUE_VALUE_SET,
    ISSUE_NO_ANSWERS,
    ISSUE_ANSWER_PLACE,
    ISSUE_ANSWERS_DIFFER,
    ISSUE_NO_ANSWER_TEXT,
    ISSUE_WEIGHT,
    ISSUE_COUNT
};

static const char *const issue_text[ISSUE_COUNT] = {
    [ISSUE_MISSING] = "not found in this file",
    [ISSUE_NO_TEXT] = "there is no text for it in this file",
    [ISSUE_TWICE] = "its code stands more than once in the file; the first one is taken",
    [ISSUE_LINK] = "found by linkId alone, and the file does not say which instrument it is",
    [ISSUE_NAME] = "named by you",
    [ISSUE_PLACE] = "no code; found by its place in the file, which is a guess",
    [ISSUE_VALUE_SET] = "the answers are in a value set outside this file; their texts are missing",
    [ISSUE_NO_ANSWERS] = "the file has no texts for the answers",
    [ISSUE_ANSWER_PLACE] = "the answers have neither value nor known code; taken in their order, which is a guess",
    [ISSUE_ANSWERS_DIFFER] = "the answers are not those of the instrument (their number, or their values)",
    [ISSUE_NO_ANSWER_TEXT] = "an answer has no text",
    [ISSUE_WEIGHT] = "the file gives an answer another value than its code has; the value of the code is kept",
};

struct matcher {
    const struct questionnaire *q;
    const struct measure *m;
    const struct measure_structure *s;
    struct questionnaire_match *out;
    struct arena *a;
    bool taken[QUESTIONNAIRE_ITEMS_MAX];
    size_t from, to; /* items that belong to the instrument: of the whole file, or of its group */
    uint32_t issue[ISSUE_COUNT];
    bool coded; /* an item was found by its LOINC code */
};

static void say(struct questionnaire_note *list, size_t *count, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

static void say(struct questionnaire_note *list, size_t *count, const char *fmt, ...)
{
    va_list ap;
    if (*count == QUESTIONNAIRE_NOTES_MAX)
        return;
    va_start(ap, fmt);
    vsnprintf(list[*count].text, sizeof list[*count].text, fmt, ap);
    va_end(ap);
    ++*count;
}

static bool has_code(const struct str *codes, size_t n, const char *code)
{
    for (size_t i = 0; code && i < n; i++)
        if (str_is(codes[i], code))
            return true;
    return false;
}

static bool is_question(const struct questionnaire_item *it)
{
    return it->type != QUESTION_GROUP && it->type != QUESTION_DISPLAY;
}

/* How a file's item carries a LOINC code: by code; by linkId only where it has no code of its own. */
static enum questionnaire_by carries(const struct questionnaire_item *it, const char *code)
{
    if (has_code(it->codes, it->code_count, code))
        return QUESTIONNAIRE_BY_CODE;
    if (code && it->code_count == 0 && str_is(questionnaire_link_code(it->link_id), code))
        return QUESTIONNAIRE_BY_LINK;
    return QUESTIONNAIRE_NOT;
}

/* How a file's item is item i of the instrument. */
static enum questionnaire_by belongs(const struct questionnaire *q, const struct questionnaire_item *it,
                                     const struct measure *m, size_t i)
{
    if (!is_question(it))
        return QUESTIONNAIRE_NOT;
    if (str_is(q->own, m->id) && questionnaire_link_own(it->link_id, m) == i + 1)
        return QUESTIONNAIRE_BY_LINK;
    return carries(it, questionnaire_item_code(measure_structure(m), i));
}

/* The group with the instrument's code, from 1; 0: none. */
static size_t panel_group(const struct questionnaire *q, const struct measure_structure *s)
{
    for (size_t k = 0; k < q->count; k++)
        if (q->items[k].type == QUESTION_GROUP && has_code(q->items[k].codes, q->items[k].code_count, s->loinc_panel))
            return k + 1;
    return 0;
}

static bool has_panel(const struct questionnaire *q, const struct measure *m)
{
    const struct measure_structure *s = measure_structure(m);
    return str_is(q->own, m->id) || has_code(q->codes, q->code_count, s->loinc_panel) || panel_group(q, s) > 0;
}

/* ---- items ---- */

static void pick(struct matcher *r, struct questionnaire_pick *p, size_t at, enum questionnaire_by by)
{
    p->by = by;
    p->at = at;
    r->taken[at] = true;
}

/* The item or question beside the score that a person named; NULL: the instrument has none such. */
static struct questionnaire_pick *named_pick(struct matcher *r, const struct questionnaire_named *n)
{
    if (n->item > 0)
        return (size_t)n->item <= r->s->count ? &r->out->item[n->item - 1] : NULL;
    return n->item == 0 && questionnaire_extra_max(r->s, n->extra) >= 0 ? &r->out->extra[n->extra] : NULL;
}

static bool pick_named(struct matcher *r, const struct questionnaire_named *named, size_t n, struct err *e)
{
    for (size_t k = 0; k < n; k++) {
        struct str link = named[k].link_id;
        struct questionnaire_pick *p = named_pick(r, &named[k]);
        size_t at = 0;
        while (at < r->q->count && !(is_question(&r->q->items[at]) && str_eq(r->q->items[at].link_id, link)))
            at++;
        if (!p)
            return err_set(e, ERR_INVALID, NULL, "%s has items 1 to %zu and no other question of that name", r->m->name,
                           r->s->count);
        if (at == r->q->count)
            return err_set(e, ERR_INVALID, NULL, "no question of the file has the linkId \"%.*s\"",
                           questionnaire_shown(link), link.p);
        if (r->taken[at] || p->by != QUESTIONNAIRE_NOT)
            return err_set(e, ERR_INVALID, NULL, "an item or the linkId \"%.*s\" is named twice",
                           questionnaire_shown(link), link.p);
        pick(r, p, at, QUESTIONNAIRE_BY_NAME);
    }
    return true;
}

/* By code or linkId; a code before a linkId, and within the instrument's own group before the rest of the file. */
static void pick_coded(struct matcher *r, size_t i)
{
    size_t best = 0, best_rank = 0, seen = 0;
    if (r->out->item[i].by != QUESTIONNAIRE_NOT)
        return;
    for (size_t at = 0; at < r->q->count; at++) {
        enum questionnaire_by by = belongs(r->q, &r->q->items[at], r->m, i);
        if (by == QUESTIONNAIRE_NOT || r->taken[at])
            continue;
        size_t rank = (by == QUESTIONNAIRE_BY_CODE ? 2u : 1u) + (at >= r->from && at < r->to ? 2u : 0u);
        seen = rank > best_rank ? 1 : seen + (rank == best_rank);
        if (rank > best_rank) {
            best = at;
            best_rank = rank;
        }
    }
    if (seen > 0)
        pick(r, &r->out->item[i], best, belongs(r->q, &r->q->items[best], r->m, i));
    if (seen > 1)
        r->issue[ISSUE_TWICE] |= 1u << i;
}

static bool has_wrong_code(struct matcher *r, const struct questionnaire_item *it)
{
    for (size_t k = 0; k < it->code_count; k++)
        if (questionnaire_wrong_code(r->m, it->codes[k]))
            return true;
    return questionnaire_wrong_code(r->m, questionnaire_link_code(it->link_id)) != NULL;
}

/* A question that nothing has taken and that might be an item. */
static bool is_free(struct matcher *r, size_t at, bool numbers)
{
    const struct questionnaire_item *it = &r->q->items[at];
    bool kind = numbers ? it->type == QUESTION_NUMBER : it->type == QUESTION_CHOICE || it->type == QUESTION_YES_NO;
    return kind && !r->taken[at] && !has_wrong_code(r, it);
}

/* As many questions left as items: one after the other. */
static void pick_by_place(struct matcher *r)
{
    size_t open = 0, choices = 0, numbers = 0, i = 0;
    for (size_t k = 0; k < r->s->count; k++)
        open += r->out->item[k].by == QUESTIONNAIRE_NOT;
    for (size_t at = r->from; at < r->to; at++) {
        choices += is_free(r, at, false);
        numbers += is_free(r, at, true);
    }
    if (open == 0 || (choices > 0 ? choices : numbers) != open)
        return;
    for (size_t at = r->from; at < r->to; at++) {
        if (!is_free(r, at, choices == 0))
            continue;
        while (r->out->item[i].by != QUESTIONNAIRE_NOT)
            i++;
        pick(r, &r->out->item[i], at, QUESTIONNAIRE_BY_ORDER);
    }
}

/* The questions beside the score and the total, so that nobody takes them for items. */
static void pick_beside(struct matcher *r)
{
    bool ours = str_is(r->q->own, r->m->id);
    for (size_t at = 0; at < r->q->count; at++) {
        const struct questionnaire_item *it = &r->q->items[at];
        for (size_t x = 1; x < EXTRA_COUNT && is_question(it) && !r->taken[at]; x++) {
            enum questionnaire_by by = carries(it, questionnaire_extra_code(r->s, (enum measure_extra)x));
            if (by == QUESTIONNAIRE_NOT && ours && questionnaire_link_extra(it->link_id, r->m, (enum measure_extra)x))
                by = QUESTIONNAIRE_BY_LINK;
            if (by != QUESTIONNAIRE_NOT && r->out->extra[x].by == QUESTIONNAIRE_NOT &&
                questionnaire_extra_max(r->s, (enum measure_extra)x) >= 0)
                pick(r, &r->out->extra[x], at, by);
        }
        if (r->out->total == 0 && carries(it, r->s->loinc_total) != QUESTIONNAIRE_NOT) {
            r->out->total = at + 1;
            r->taken[at] = true;
        }
    }
}

/* ---- what stands around ---- */

/* Text of the groups around item `at` and of lines shown before it, since the item in front of it. */
static bool text_before(struct matcher *r, struct questionnaire_pick *p, struct err *e)
{
    const struct questionnaire_item *items = r->q->items;
    struct buf b;
    size_t picked = 0, stop = 0;
    for (size_t k = 0; k < p->at; k++)
        if (is_question(&items[k])) {
            stop = k + 1;
            picked = r->taken[k] ? k + 1 : picked;
        }
    buf_init(&b, QUESTIONNAIRE_TEXT_MAX);
    for (size_t k = picked; k < p->at; k++) {
        size_t around = items[k].parent;
        bool group = items[k].type == QUESTION_GROUP && items[k].end > p->at;
        bool line = items[k].type == QUESTION_DISPLAY && k >= stop && (around == 0 || !is_question(&items[around - 1]));
        if (items[k].text.p && !r->taken[k] && (group || line)) {
            buf_cstr(&b, b.n > 0 ? "\n" : "");
            buf_add(&b, items[k].text);
        }
    }
    bool ok = buf_ok(&b);
    if (!ok)
        err_set(e, ERR_LIMIT, NULL, "the text in front of a question is longer than %d KB",
                QUESTIONNAIRE_TEXT_MAX >> 10);
    if (ok && b.n > 0) {
        p->before = (struct str){arena_copy(r->a, b.p, b.n), b.n};
        ok = p->before.p != NULL;
        if (!ok)
            arena_error(r->a, e);
    }
    buf_free(&b);
    return ok;
}

/* ---- answers ---- */

/* Our value of one of the file's answers; false: it has none. */
static bool answer_value(struct matcher *r, size_t i, const struct questionnaire_option *o, int16_t *value)
{
    int16_t weight;
    bool weighed = questionnaire_value(r->s, i, o->weight, &weight);
    if (questionnaire_code_value(r->s, i, o->code, value)) {
        if (o->weight.has && (!weighed || weight != *value))
            r->issue[ISSUE_WEIGHT] |= 1u << i;
        return true;
    }
    *value = weight;
    return weighed;
}

static void take_answer(struct questionnaire_answer *to, const struct questionnaire_option *o)
{
    to->text = o->text;
    to->code = o->code;
}

/* By place: only where there are as many as ours and none says what it is worth. */
static void answers_by_place(struct matcher *r, size_t i, const struct questionnaire_item *it)
{
    struct questionnaire_pick *p = &r->out->item[i];
    bool bare = it->option_count == p->answer_count;
    for (size_t k = 0; bare && k < it->option_count; k++)
        bare = !it->options[k].weight.has;
    r->issue[bare ? ISSUE_ANSWER_PLACE : ISSUE_ANSWERS_DIFFER] |= 1u << i;
    for (size_t k = 0; bare && k < p->answer_count; k++)
        take_answer(&p->answers[k], &it->options[k]);
}

/* Each to its value; false, and none is taken, when two have the same. */
static bool answers_by_value(struct matcher *r, size_t i, const struct questionnaire_item *it)
{
    struct questionnaire_pick *p = &r->out->item[i];
    const struct questionnaire_option *own[QUESTIONNAIRE_OPTIONS_MAX] = {NULL};
    int16_t value;
    for (size_t k = 0; k < it->option_count; k++) {
        size_t at = 0;
        answer_value(r, i, &it->options[k], &value);
        while (p->answers[at].value != value)
            at++;
        if (own[at])
            return false;
        own[at] = &it->options[k];
    }
    for (size_t k = 0; k < p->answer_count; k++)
        take_answer(&p->answers[k], own[k]);
    return true;
}

static void match_answers(struct matcher *r, size_t i)
{
    struct questionnaire_pick *p = &r->out->item[i];
    const struct questionnaire_item *it = &r->q->items[p->at];
    size_t known = 0;
    int16_t value;
    uint32_t bit = 1u << i;
    if (it->option_count == 0) {
        if (p->answer_count == 0)
            return;
        r->issue[it->value_set.p ? ISSUE_VALUE_SET : ISSUE_NO_ANSWERS] |= bit;
        return;
    }
    for (size_t k = 0; k < it->option_count; k++)
        known += answer_value(r, i, &it->options[k], &value);
    if (known == 0)
        answers_by_place(r, i, it);
    else if (known != p->answer_count || known != it->option_count || !answers_by_value(r, i, it))
        r->issue[ISSUE_ANSWERS_DIFFER] |= bit;
    for (size_t k = 0; k < p->answer_count; k++)
        if (!p->answers[k].text.p && !((r->issue[ISSUE_ANSWERS_DIFFER] | r->issue[ISSUE_VALUE_SET]) & bit))
            r->issue[ISSUE_NO_ANSWER_TEXT] |= bit;
}

/* The value of an answer to a question beside the score: by code, else by weight. */
static bool extra_value(const struct matcher *r, enum measure_extra x, const struct questionnaire_item *it, size_t k,
                        int16_t *value)
{
    int max = questionnaire_extra_max(r->s, x);
    const struct questionnaire_option *o = &it->options[k];
    if (questionnaire_extra_value(r->s, x, o->code, value))
        return true;
    for (int16_t v = 0; o->weight.has && v <= max; v++)
        if (dec_cmp(o->weight, dec_of_int(v)) == 0) {
            *value = v;
            return true;
        }
    return false;
}

static bool match_extra(struct matcher *r, enum measure_extra x, struct err *e)
{
    struct questionnaire_match *o = r->out;
    struct questionnaire_pick *p = &o->extra[x];
    const struct questionnaire_item *it = &r->q->items[p->at];
    size_t known = 0;
    int16_t value;
    p->answer_count = (size_t)questionnaire_extra_max(r->s, x) + 1;
    p->answers = arena_array(r->a, p->answer_count, sizeof *p->answers);
    if (!p->answers)
        return arena_error(r->a, e);
    for (size_t v = 0; v < p->answer_count; v++)
        p->answers[v].value = (int16_t)v;
    for (size_t k = 0; k < it->option_count; k++)
        if (extra_value(r, x, it, k, &value) && !p->answers[value].text.p) {
            take_answer(&p->answers[value], &it->options[k]);
            known++;
        }
    if (known != p->answer_count || it->option_count != known)
        say(o->notes, &o->note_count, "the answers to the question \"%s\" are not all understood",
            questionnaire_extra_name(x));
    if (p->by == QUESTIONNAIRE_BY_NAME)
        say(o->doubts, &o->doubt_count, "the question \"%s\": %s", questionnaire_extra_name(x), issue_text[ISSUE_NAME]);
    return text_before(r, p, e);
}

static bool match_extras(struct matcher *r, struct err *e)
{
    for (size_t x = 1; x < EXTRA_COUNT; x++) {
        struct questionnaire_pick *p = &r->out->extra[x];
        if (p->by != QUESTIONNAIRE_NOT && !r->q->items[p->at].text.p)
            p->by = QUESTIONNAIRE_NOT; /* nothing to keep */
        if (p->by != QUESTIONNAIRE_NOT && !match_extra(r, (enum measure_extra)x, e))
            return false;
    }
    return true;
}

/* ---- what is told ---- */

/* room: enough for the numbers of SCORE_ITEMS_MAX items, five characters each. */
static void put_items(uint32_t mask, size_t count, char *text, size_t room)
{
    size_t used = 0, left = 0;
    for (size_t i = 0; i < count; i++)
        left += mask >> i & 1;
    if (left == count) {
        snprintf(text, room, "all items");
        return;
    }
    used = (size_t)snprintf(text, room, left > 1 ? "items" : "item");
    for (size_t i = 0, told = 0; i < count; i++)
        if (mask >> i & 1) {
            const char *mark = told == 0 ? " " : told + 1 == left ? " and " : ", ";
            used += (size_t)snprintf(text + used, room - used, "%s%zu", mark, i + 1);
            told++;
        }
}

static bool file_has_code(const struct questionnaire *q, const char *code)
{
    bool there = has_code(q->codes, q->code_count, code);
    for (size_t k = 0; k < q->count; k++)
        there = there || has_code(q->items[k].codes, q->items[k].code_count, code);
    return there;
}

static void tell_wrong_codes(struct matcher *r)
{
    const char *code, *text;
    for (size_t k = 0; (text = questionnaire_wrong_code_at(r->m, k, &code)); k++)
        if (file_has_code(r->q, code))
            say(r->out->notes, &r->out->note_count, "code %s %s; it is not used", code, text);
}

/* GAD-7 circulates with a first answer that is stronger than the published one. Source: notes of CamCOPS on GAD-7. */
static void tell_misprint(struct matcher *r)
{
    if (strcmp(r->m->id, "gad7") != 0 && strcmp(r->m->id, "gad2") != 0)
        return;
    for (size_t i = 0; i < r->s->count; i++) {
        const struct questionnaire_pick *p = &r->out->item[i];
        if (str_find_ci(p->answers[0].text, STR("at all sure"), 0) != (size_t)-1) {
            say(r->out->notes, &r->out->note_count,
                "the first answer has the word \"sure\" in it: a known misprint of %s; use the published form",
                r->m->name);
            return;
        }
    }
}

static void tell_other_panel(struct matcher *r)
{
    const struct measure *m;
    for (size_t k = 0; !r->out->panel && (m = measure_at(k)); k++)
        if (m != r->m && has_panel(r->q, m))
            say(r->out->doubts, &r->out->doubt_count, "the file says that it is %s", m->name);
}

static void tell(struct matcher *r)
{
    struct questionnaire_match *o = r->out;
    char items[5 * SCORE_ITEMS_MAX + 16];
    bool in_order = true;
    tell_other_panel(r);
    if (r->q->pasted && r->q->count != r->s->count)
        say(o->doubts, &o->doubt_count, "%zu lines, %zu items: write one item of %s a line, in its order", r->q->count,
            r->s->count, r->m->name);
    if (r->coded && !questionnaire_items_confirmed(r->m))
        say(o->doubts, &o->doubt_count, "the codes that are known here for the items of %s are not confirmed",
            r->m->name);
    for (size_t k = 0; k < ISSUE_COUNT; k++)
        if (r->issue[k]) {
            put_items(r->issue[k], r->s->count, items, sizeof items);
            say(o->doubts, &o->doubt_count, "%s: %s", items, issue_text[k]);
        }
    for (size_t i = 1; i < r->s->count; i++)
        in_order = in_order && (o->item[i].by == QUESTIONNAIRE_NOT || o->item[i - 1].by == QUESTIONNAIRE_NOT ||
                                o->item[i].at > o->item[i - 1].at);
    if (!in_order)
        say(o->notes, &o->note_count, "the file has the items in another order; they are kept in the instrument's own");
    tell_wrong_codes(r);
    tell_misprint(r);
    if (!r->q->copyright.p)
        say(o->notes, &o->note_count, "there is no copyright line; name it with --copyright");
    o->complete = (r->issue[ISSUE_MISSING] | r->issue[ISSUE_NO_TEXT]) == 0;
    o->certain = o->complete && o->doubt_count == 0;
}

/* ---- the whole ---- */

static bool match_item(struct matcher *r, size_t i, struct err *e)
{
    struct questionnaire_pick *p = &r->out->item[i];
    uint32_t bit = 1u << i;
    p->answers = questionnaire_fill_answers(r->s, i, r->a, &p->answer_count);
    if (!p->answers)
        return arena_error(r->a, e);
    if (p->by == QUESTIONNAIRE_NOT) {
        r->issue[ISSUE_MISSING] |= bit;
        return true;
    }
    r->out->matched++;
    r->coded = r->coded ||
               (!str_is(r->q->own, r->m->id) && (p->by == QUESTIONNAIRE_BY_CODE || p->by == QUESTIONNAIRE_BY_LINK));
    r->issue[ISSUE_NO_TEXT] |= r->q->items[p->at].text.p ? 0 : bit;
    r->issue[ISSUE_LINK] |= p->by == QUESTIONNAIRE_BY_LINK && !r->out->panel ? bit : 0;
    r->issue[ISSUE_NAME] |= p->by == QUESTIONNAIRE_BY_NAME ? bit : 0;
    r->issue[ISSUE_PLACE] |= p->by == QUESTIONNAIRE_BY_ORDER ? bit : 0;
    match_answers(r, i);
    return text_before(r, p, e);
}

bool questionnaire_match(const struct questionnaire *q, const struct measure *m,
                         const struct questionnaire_named *named, size_t n, struct arena *a,
                         struct questionnaire_match **out, struct err *e)
{
    struct matcher *r = ARENA_NEW(a, struct matcher);
    struct questionnaire_match *o = ARENA_NEW(a, struct questionnaire_match);
    if (!r || !o)
        return arena_error(a, e);
    o->doubts = arena_array(a, QUESTIONNAIRE_NOTES_MAX, sizeof *o->doubts);
    o->notes = arena_array(a, QUESTIONNAIRE_NOTES_MAX, sizeof *o->notes);
    if (!o->doubts || !o->notes)
        return arena_error(a, e);
    *r = (struct matcher){.q = q, .m = m, .s = measure_structure(m), .out = o, .a = a, .to = q->count};
    o->measure = m;
    o->from = q;
    o->count = r->s->count;
    o->panel = has_panel(q, m);
    size_t group = panel_group(q, r->s);
    if (group > 0) {
        r->from = group;
        r->to = q->items[group - 1].end;
    }
    if (!pick_named(r, named, n, e))
        return false;
    pick_beside(r);
    for (size_t i = 0; i < o->count; i++)
        pick_coded(r, i);
    pick_by_place(r);
    for (size_t i = 0; i < o->count; i++)
        if (!match_item(r, i, e))
            return false;
    if (!match_extras(r, e))
        return false;
    tell(r);
    *out = o;
    return true;
}

/* ---- which instruments ---- */

/* How many items of m are there by code or linkId. */
static size_t coded_items(const struct questionnaire *q, const struct measure *m)
{
    size_t found = 0, count = measure_structure(m)->count;
    for (size_t i = 0; i < count; i++)
        for (size_t at = 0; at < q->count; at++)
            if (belongs(q, &q->items[at], m, i) != QUESTIONNAIRE_NOT) {
                found++;
                break;
            }
    return found;
}

/* Each item of `a` is one of `b`, which has more. */
static bool part_of(const struct measure *a, const struct measure *b)
{
    const struct measure_structure *s = measure_structure(a), *t = measure_structure(b);
    if (s->count >= t->count)
        return false;
    for (size_t i = 0; i < s->count; i++) {
        const char *code = questionnaire_item_code(s, i);
        if (!code || !questionnaire_has_item(t, code))
            return false;
    }
    return true;
}

struct candidate {
    const struct measure *measure;
    size_t found, count;
};

static bool better(const struct candidate *a, const struct candidate *b)
{
    size_t left = a->found * b->count, right = b->found * a->count; /* shares found */
    return left != right ? left > right : a->found > b->found;
}

size_t questionnaire_find(const struct questionnaire *q, const struct measure **found, size_t room)
{
    struct candidate list[16];
    size_t n = 0, kept = 0;
    bool panels = false;
    const struct measure *m;
    for (size_t k = 0; (m = measure_at(k)); k++)
        panels = panels || has_panel(q, m);
    for (size_t k = 0; (m = measure_at(k)) && n < sizeof list / sizeof list[0]; k++) {
        struct candidate c = {m, coded_items(q, m), measure_structure(m)->count};
        if (panels ? !has_panel(q, m) : c.found * 2 < c.count)
            continue;
        size_t at = n++;
        for (; at > 0 && better(&c, &list[at - 1]); at--)
            list[at] = list[at - 1];
        list[at] = c;
    }
    for (size_t k = 0; k < n && kept < room; k++) {
        bool inside = false;
        for (size_t t = 0; !panels && t < n; t++)
            inside = inside || (list[t].found == list[t].count && part_of(list[k].measure, list[t].measure));
        if (!inside)
            found[kept++] = list[k].measure;
    }
    return kept;
}
