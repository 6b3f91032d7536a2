/*
 * safety.h: a client's safety plan: numbers first, then one's own steps; edited alone; a card to be carried.
 * Layer: web.
 */
#ifndef WEB_ME_SAFETY_H
#define WEB_ME_SAFETY_H

#include "practice/safety.h"
#include "web/crisis.h"
#include "web/me/me.h"

/* A piece of a line; call: it is a number that can be called. */
struct safety_piece {
    struct str text;
    struct url call;
};
struct safety_line {
    struct safety_piece *pieces;
    size_t pieces_count;
};
struct safety_step {
    const char *title;
    struct safety_line *lines;
    size_t lines_count;
};
/* A card: 85 by 54 mm on paper. */
struct view_wallet {
    const char *title;
    struct view_crisis_numbers numbers;
    bool has_numbers;
    struct safety_step *steps;
    size_t steps_count;
};
struct view_safety_steps {
    struct safety_step *steps;
    size_t steps_count;
};
struct view_me_safety {
    struct view_page page;
    struct view_crisis_numbers numbers;
    bool card, away, may_edit; /* away: the steps cannot be read just now */
    struct str who;            /* who made it, and when */
    struct view_safety_steps mine, agreed;
    bool has_agreed; /* beside one's own */
    struct str agreed_who;
    struct view_wallet front, back;
};
struct view_me_safety_edit {
    struct view_page page;
    struct view_field *fields;
    size_t fields_count;
    struct str told; /* who will be told */
};

/* safety_steps: those that are there, in their order; `first` to `last` of seven. safety_wallet: both sides of the
 * card: who is called on the front, the rest on the back. For the clinician's page too. */
#define SAFETY_STEPS 7
void safety_steps(struct call *w, const struct plan_safety *s, size_t first, size_t last, struct safety_step **out,
                  size_t *count);
void safety_wallet(struct call *w, const struct plan_safety *s, const struct view_crisis_numbers *n,
                   struct view_wallet *front, struct view_wallet *back);
/* safety_piece_next: takes the next piece off a line: words, or a number that can be called. */
bool safety_piece_next(struct str *rest, struct str *piece, bool *number);

#endif
