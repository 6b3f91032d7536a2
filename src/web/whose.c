/* whose.c: see whose.h. Calm: each thing once, with the place where it is mended. */
#include "web/whose.h"

#include "plan/edit.h"
#include "plan/whose.h"
#include "practice/clients.h"
#include "practice/languages.h"
#include "web/editor.h"
#include "web/web_parts.h"

#define NOTES_MOST 4

static void put_clash(struct call *w, const struct client_card *card, struct editor *d, const struct whose_clash *c,
                      bool is_draft, struct view_whose *out)
{
    const char *said = web_chars(w, c->said);
    struct str day = web_date(w, card->birth_date), field = editor_mend_at(d, c->pointer), text;
    if (c->kind == WHOSE_AGE) {
        text = web_print(w, "The plan says \xe2\x80\x9c%s\xe2\x80\x9d; by the record the client is %d years old.", said,
                         date_age(card->birth_date, w->today));
    } else if (c->kind == WHOSE_BIRTH) {
        text = web_print(w, "The plan says \xe2\x80\x9c%s\xe2\x80\x9d; by the record the client was born on %s.", said,
                         web_chars(w, day));
    } else {
        text = web_print(w, "The plan names \xe2\x80\x9c%s\xe2\x80\x9d; this is the record of %s.", said,
                         web_chars(w, card->name));
    }
    const char *at = web_chars(w, field);
    struct url draft = {NONE};
    if (is_draft) {
        draft = client_page(w, field.n ? web_print(w, "/plan/draft#%s", at).p : "/plan/draft");
    }
    out->notes[out->notes_count++] = (struct whose_note){text, draft, "Look at it in the draft"};
}

/* Whether what the client reads of the plan is in that language, as far as that can be told. */
static bool is_written_in(const struct plan *p, enum language language)
{
    size_t same = 0, other = 0;
    enum language is;
    for (size_t i = 0; i < p->agreement.plain_words.n; i++) {
        bool told = language_guess(p->agreement.plain_words.at[i].text, &is);
        same += told && is == language;
    }
    for (size_t i = 0; i < p->goals.n; i++) {
        for (size_t k = 0; k < p->goals.at[i].objectives.n; k++) {
            bool told = language_guess(p->goals.at[i].objectives.at[k].statement, &is);
            same += told && is == language;
            other += told && is != language;
        }
    }
    for (size_t i = 0; i < p->interventions.n; i++) {
        bool told = language_guess(p->interventions.at[i].text, &is);
        same += told && is == language;
        other += told && is != language;
    }
    return same >= other;
}

static bool put_language(struct call *w, const struct plan *p, const struct client_card *card, struct view_whose *out)
{
    static const char *const names[LANGUAGE_COUNT] = {[LANGUAGE_EN] = "English", [LANGUAGE_ES] = "Spanish"};
    struct spoken spoken;
    if (!web_may_here(w, CASE_CLIENT_DETAILS, card)) {
        return true;
    }
    if (!people_spoken_to(w->practice, &w->who, w->client, w->arena, &spoken, &w->err)) {
        return false;
    }
    if (spoken.known && spoken.language != LANGUAGE_EN && !is_written_in(p, spoken.language)) {
        out->notes[out->notes_count++] = (struct whose_note){
            web_print(w, "%s reads Goldthread in %s; your own words are shown as you write them.",
                      web_chars(w, web_first_name(card->name, card->preferred_name)), names[spoken.language]),
            client_page(w, "/plan/plain"), web_print(w, "Add plain words in %s", names[spoken.language]).p};
    }
    return true;
}

bool whose_look(struct call *w, const struct plan *plan, const struct client_card *card, bool is_draft,
                struct view_whose *out)
{
    struct whose_known known = {card->name, card->preferred_name, card->birth_date, w->today};
    struct findings nothing = {.list = {0}};
    union { /* only looked at */
        const struct plan *in;
        struct plan *out;
    } same = {plan};
    struct editor d = {.arena = w->arena, .plan = same.out, .findings = &nothing};
    struct whose_clashes clashes;
    *out = (struct view_whose){.notes_count = 0};
    out->notes = arena_array(w->arena, NOTES_MOST, sizeof *out->notes);
    if (!out->notes) {
        return arena_error(w->arena, &w->err);
    }
    if (!plan_whose(plan, &known, w->arena, &clashes, &w->err)) {
        return false;
    }
    for (size_t i = 0; i < clashes.list.n; i++) {
        put_clash(w, card, &d, &clashes.list.at[i], is_draft, out);
    }
    return put_language(w, plan, card, out);
}
