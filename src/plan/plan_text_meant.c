/* plan_text_meant.c: what a known label means where it stands. */
#include "plan/plan_text_reader.h"

#include <string.h>

/* A line about one person right below an intervention, and nothing between: who does it. */
bool text_provides_here(const struct reader *r)
{
    const struct text_line *l = r->line;
    int i = r->index[ITEM_INTERVENTION];
    bool below = i >= 0 && r->made[ITEM_INTERVENTION] == r->clock && r->level[ITEM_INTERVENTION] != LEVEL_CLOSED;
    if (!below || l->cells || !l->label.p || !l->value.n ||
        (l->mark != MARK_NONE && l->level <= r->level[ITEM_INTERVENTION]))
        return false;
    static const char *const whose[] = {"provider",   "clinician", "therapist",   "counselor",
                                        "counsellor", "staff",     "facilitator", NULL};
    size_t which;
    if (text_scan_any(l->label, whose, &which) == (size_t)-1)
        return false; /* "PCP: Dr. Fry" is one of the team */
    struct str by = r->plan->interventions.at[i].responsible;
    return (!by.p || str_starts(l->value, by)) && (!l->blank_before || l->level > r->level[ITEM_INTERVENTION]);
}

bool text_says_none(enum topic topic, struct str s)
{
    static const char *const none[] = {"none", "nil", "no referrals", "not indicated", "not needed", "none needed"};
    static const char *const ends[] = {" at this time", " known", " reported", " identified", " noted", " currently"};
    bool item = topic == TOPIC_DIAGNOSES || topic == TOPIC_MEDICATIONS || topic == TOPIC_REFERRALS ||
                topic == TOPIC_INTERVENTIONS || topic == TOPIC_MONITORING || topic == TOPIC_GOALS ||
                topic == TOPIC_OBJECTIVES || topic == TOPIC_PROBLEMS || topic == TOPIC_SUPPORT;
    s = str_trim(s);
    if (!item || s.n > 40 || s.n < 3)
        return false;
    s.n -= s.p[s.n - 1] == '.';
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (str_ends_ci(s, str_of(ends[i])))
            s.n -= strlen(ends[i]);
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        if (str_is_ci(s, none[i]))
            return true;
    return false;
}

/* What a label means where it stands: services below a goal are what is done for it; protective factors are strengths
 * unless a formulation is drawn up; risk factors that name no danger stand in the way. */
enum topic text_meant_here(const struct reader *r, enum topic topic, struct str s)
{
    struct span day;
    char group = text_group(text_section_of(r));
    switch (topic) {
    case TOPIC_SERVICES: {
        bool billed = str_find_ci(s, STR("unit"), 0) != (size_t)-1 || str_find_ci(s, STR("cpt"), 0) != (size_t)-1;
        if (!billed && r->line->mark != MARK_NONE && !r->label.n && (heading_classes(s) & WORD_THERAPY))
            return TOPIC_INTERVENTIONS;
        return r->label.n && r->index[ITEM_GOAL] >= 0 && r->made[ITEM_GOAL] > r->made[ITEM_SIGNATURE] &&
                       text_group(text_section_of(r)) == 'g'
                   ? TOPIC_INTERVENTIONS
                   : topic;
    }
    case TOPIC_REFERRALS: { /* "Psychiatry: Dr. Lang, medication management monthly" is under way */
        struct plan_cadence c = {.text = {NULL, 0}};
        struct str head = r->label.n ? r->label : r->heading;
        return str_starts_ci(head, STR("psychiatry")) && text_scan_cadence(s, &c, NULL) &&
                       !(heading_classes(s) & WORD_REFER)
                   ? TOPIC_INTERVENTIONS
                   : topic;
    }
    case TOPIC_GOAL_DETAIL: { /* a list in which the goal was one point among others */
        enum topic said = r->line->mark != MARK_NONE && !r->line->cells && r->line->level <= r->level[ITEM_GOAL]
                              ? heading_sign(r->label)
                              : TOPIC_NONE;
        return text_is_section(said) ? said : topic;
    }
    case TOPIC_GOALS: { /* "What Emeka wants: ..." beside goals that have their own lines */
        struct str head = r->label.n ? r->label : r->heading;
        bool wants =
            str_begins_ci(head, "what ") && (str_ends_ci(head, STR(" wants")) || str_ends_ci(head, STR(" want")));
        return !wants ? topic : r->goal_lines ? TOPIC_VALUES : r->label.n ? TOPIC_GOAL_WORDS : topic;
    }
    case TOPIC_RESPONSIBLE: /* "By: 11/20/2026" */
        return str_eq_ci(r->label, STR("by")) && text_scan_date(s, r->dates, &(struct date){0}, &day) ? TOPIC_DUE
                                                                                                      : topic;
    case TOPIC_DX_EVIDENCE: /* of the problem it stands under */
        return r->made[ITEM_PROBLEM] > r->made[ITEM_DIAGNOSIS] && r->label.n ? TOPIC_SYMPTOMS : topic;
    case TOPIC_DX_CODE: { /* "ICD-10: F41.1 ..." after a diagnosis that has its code */
        int last = r->index[ITEM_DIAGNOSIS];
        return last >= 0 && r->plan->diagnoses.at[last].code.p && text_scan_icd10(s, &day) ? TOPIC_DIAGNOSES : topic;
    }
    case TOPIC_PARTICIPANTS:
    case TOPIC_PERSON:
        if (group == 'r' && r->label.n && topic == TOPIC_PERSON && !r->line->cells)
            return TOPIC_REFERRALS; /* "PCP: Dr. Lind within 2 weeks" among those */
        /* "Provider: ..." right below what is done */
        return r->label.n && text_provides_here(r) && text_item_number(r->label) == 0 ? TOPIC_RESPONSIBLE : topic;
    case TOPIC_LENGTH:
    case TOPIC_DURATION: /* "Duration: 50 minutes" */
        return r->label.n && text_only_minutes(s) && text_scan_minutes(s) > 0 &&
                       !(text_item_open(r, ITEM_PROBLEM) && r->made[ITEM_PROBLEM] == r->clock)
                   ? TOPIC_SESSION_LENGTH
                   : topic;
    case TOPIC_TRIGGERS:
        return group == 'x' && !r->line->cells ? TOPIC_WARNING_SIGNS : topic;
    case TOPIC_BACKGROUND:
        if (r->label.n && text_scan_date(s, r->dates, &(struct date){0}, &day) && day.to - day.from + 2 >= s.n)
            return TOPIC_IDENTIFIER; /* "Intake: 3/4/2026" */
        /* "Education: shop class ..." among what is done for a goal */
        return r->label.n && r->line->value.n && r->line->mark == MARK_NONE && !r->line->cells &&
                       !r->line->blank_before && r->made[ITEM_INTERVENTION] > 0 &&
                       r->made[ITEM_INTERVENTION] == r->clock
                   ? TOPIC_INTERVENTIONS
                   : topic;
    case TOPIC_PROTECTIVE:
        return group == 'p' ? topic : TOPIC_STRENGTHS;
    case TOPIC_TARGET: /* "Target: 07/31/2026"; "Target 1: life-threatening behaviours" */
        if (text_scan_date(s, r->dates, &(struct date){0}, &day) && day.to - day.from == s.n)
            return TOPIC_DUE;
        return text_item_number(r->label) > 0 && !text_scan_integer(s, &(int64_t){0}, NULL) ? TOPIC_PROBLEMS : topic;
    case TOPIC_PRIORITY: /* "Priority 1 => Talk to people" */
        return text_item_number(r->label) > 0 && s.n > 12 ? TOPIC_GOALS : topic;
    case TOPIC_RATIONALE: /* "Why: low mood since ...", before anything is done about it */
        return str_eq_ci(r->label, STR("why")) && r->plan->interventions.n + r->plan->goals.n == 0 ? TOPIC_PROBLEMS
                                                                                                   : topic;
    case TOPIC_RESPONSE_ACTION:
        return group != 'x' && str_eq_ci(r->label, STR("response")) ? TOPIC_ASSESSMENT : topic;
    case TOPIC_COPING:
        return group != 'x' && str_eq_ci(r->label, STR("what helps")) ? TOPIC_STRENGTHS : topic;
    case TOPIC_RISK:
        return str_eq_ci(r->label, STR("risk factors")) && group != 'x' &&
                       !(heading_classes(s) & (WORD_RISK | WORD_CRISIS)) && !text_endangers(s)
                   ? TOPIC_BARRIERS
                   : topic;
    default:
        return topic;
    }
}
