/* plan_text_sessions.c: lines about the sessions as such: how often, how long, in which form; and several ways of
 * treating in one line. */
#include "plan/plan_text_reader.h"
#include "plan/plan_text_words.h"

#include <string.h>

static const struct str nothing = {NULL, 0};

/* A line about the sessions as such: labels after it on the same level no longer belong to a goal. */
void text_about_sessions(struct reader *r)
{
    static const enum item kinds[] = {ITEM_PROBLEM, ITEM_GOAL, ITEM_OBJECTIVE, ITEM_INTERVENTION};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (r->line->level <= r->level[kinds[i]])
            r->level[kinds[i]] = LEVEL_CLOSED;
}

static void session_frequency(struct reader *r, struct str s)
{
    struct plan_duration *d = &r->plan->duration;
    int64_t minutes = text_scan_minutes(s);
    s = text_unquote(s);
    text_put_cadence(r, &d->frequency, s);
    text_mark(r, "/duration/frequency/text", 0, 0, 0);
    if (minutes > 0 && !d->session_minutes.has) {
        d->session_minutes = (struct opt_int){true, minutes};
        text_mark(r, "/duration/session_minutes", 0, 0, 0);
    }
    text_about_sessions(r);
}

void text_duration_line(struct reader *r, struct str name, struct str s)
{
    struct scan_span n;
    if (!name.n && r->label.n && text_terms_of_sessions(r, s)) {
        text_about_sessions(r);
        return;
    }
    bool phase = name.n && (text_scan_length(s, UNIT_UNSTATED, &n) || heading_keyword(name) == TOPIC_DURATION);
    if (phase || (r->line->mark != MARK_NONE && !r->label.n && text_scan_length(s, UNIT_SESSION, &n))) {
        text_make_phase(r, TOPIC_PHASES, name, s);
        return;
    }
    text_plan_put(r, &r->plan->duration.text, "/duration/text", text_unquote(text_labelled(r, name, s)));
    if (r->label.n)
        text_about_sessions(r);
}

static bool names_a_school(struct str s)
{
    static const char *const words[] = {"cbt",         "dbt",           "emdr",          "act",
                                        "cognitive",   "dialectical",   "motivational",  "exposure",
                                        "mindfulness", "psychodynamic", "interpersonal", "acceptance",
                                        "schema",      "solution",      "trauma",        "psychoeducation",
                                        "behavioral",  "behavioural",   "narrative",     "gestalt",
                                        "ipt",         "erp",           "eft",           "play",
                                        "art",         "pcit",          "relapse",       "skills",
                                        "medication"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (text_scan_word(s, words[i]) != (size_t)-1)
            return true;
    return false;
}

/* One intervention for each part of an enumeration with semicolons, or of quoted choices (Check "CBT", "ACT"). */
void text_several_interventions(struct reader *r, enum topic topic, struct str s)
{
    bool quoted =
        str_starts_ci(s, STR("check \"")) || (s.n && s.p[0] == '"' && str_find(s, STR("\", \""), 0) != (size_t)-1);
    bool semicolons = s.n > 0 && memchr(s.p, ';', s.n) != NULL;
    size_t from = quoted ? str_find(s, STR("\""), 0) : 0;
    int made = 0;
    for (size_t i = from; i <= s.n; i++) {
        if (i < s.n && !(semicolons && s.p[i] == ';') && !(quoted && s.p[i] == ','))
            continue;
        struct str part = text_unquote(str_sub(s, from, i));
        if (part.n)
            text_make_intervention(r, topic, nothing, part);
        made += part.n > 0;
        from = i + 1;
    }
    r->together = made;
}

/* "Individual and group, by telehealth", not "Phone coaching as needed" */
static bool only_forms(struct str s)
{
    struct text_word w;
    for (size_t at = 0; word_next(s.p, s.n, &at, &w);) {
        const struct heading_word *k = heading_word(w.hash);
        struct str word = str_sub(s, w.from, w.to);
        if (!w.number && !(k && (k->classes & (WORD_GROUP | WORD_CADENCE | WORD_SESSION | WORD_STOP))) &&
            !str_eq_ci(word, STR("therapy")) && !str_starts_ci(word, STR("min")))
            return false;
    }
    return true;
}

void text_modality_line(struct reader *r, struct str name, struct str s)
{
    uint32_t c = heading_classes(s);
    bool school = names_a_school(s);
    if (text_item_open(r, ITEM_INTERVENTION) &&
        (r->line->level > r->level[ITEM_INTERVENTION] || (r->modality_each && r->label.n)) &&
        text_field_put(r, TOPIC_MODALITY, s))
        return;
    bool listed = !r->label.n && !r->line->cells && !only_forms(s); /* under "Modes of treatment" */
    if ((c & WORD_GROUP && !listed) || !(school || listed))
        text_plan_put(r, &r->plan->duration.modality, "/duration/modality", text_unquote(text_labelled(r, name, s)));
    if (school || listed) {
        text_several_interventions(r, TOPIC_INTERVENTIONS, s);
        r->level[ITEM_INTERVENTION] = LEVEL_CLOSED;
    }
    text_about_sessions(r);
}

void text_frequency_line(struct reader *r, enum topic topic, struct str s)
{
    bool sessions = (text_scan_minutes(s) > 0 || heading_classes(s) & WORD_SESSION) &&
                    r->line->level <= r->level[ITEM_INTERVENTION] && r->line->mark == MARK_NONE && !r->line->cells;
    if (sessions)
        topic = TOPIC_SESSION_FREQUENCY;
    if (topic == TOPIC_FREQUENCY && text_group(text_section_of(r)) == 'm' && r->index[ITEM_MONITORING] >= 0)
        r->level[ITEM_MONITORING] = r->line->level;
    if (topic == TOPIC_SESSION_FREQUENCY || !text_field_put(r, topic, s))
        session_frequency(r, s);
}

void text_length_line(struct reader *r, struct str name, struct str s)
{
    if (name.n || !text_field_put(r, TOPIC_LENGTH, s))
        text_duration_line(r, name, s);
}
