/* safety_steps.c: the steps of a safety plan in pieces that are shown: words, and numbers that are called with one tap.
 */
#include "views.h"
#include "web/me/safety.h"
#include "web/web_parts.h"

static const char *const titles[SAFETY_STEPS] = {
    N_("Signs I notice"),        N_("What I can do on my own"), N_("People and places that help me"),
    N_("People I ask for help"), N_("Professionals I call"),    N_("How I make my place safer"),
    N_("Also good to know"),
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Between the digits of a number: a blank or one of -.()/ */
static bool joins(char c)
{
    return c == ' ' || c == '-' || c == '.' || c == '(' || c == ')' || c == '/';
}

/* The length of a number that begins here, and how many digits it has. */
static size_t number_length(struct str s, size_t *digits)
{
    size_t i = s.n && (s.p[0] == '+' || s.p[0] == '('), end = 0;
    *digits = 0;
    for (; i < s.n && (is_digit(s.p[i]) || joins(s.p[i])); i++) {
        bool gap = i > 1 && joins(s.p[i]) && joins(s.p[i - 1]) && s.p[i] == s.p[i - 1];
        if (gap) {
            break;
        }
        *digits += is_digit(s.p[i]);
        end = is_digit(s.p[i]) ? i + 1 : end;
    }
    return end;
}

/* A day as it is written with digits alone is no number that one calls: 2026-10-20, 20.10.2026, 10/20/2026. */
static bool is_day(struct str s)
{
    size_t marks = 0;
    char mark = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (!is_digit(s.p[i])) {
            if (s.p[i] == ' ' || (mark && s.p[i] != mark)) {
                return false;
            }
            mark = s.p[i];
            marks++;
        }
    }
    bool year_first = s.n == 10 && marks == 2 && !is_digit(s.p[4]),
         year_last = s.n >= 8 && s.n <= 10 && marks == 2 && !is_digit(s.p[s.n - 5]);
    return year_first || year_last;
}

/* Three digits that are called: those of emergencies and crises. */
static bool is_short(struct str s)
{
    static const char *const known[] = {"911", "988", "112", "999", "000", "111", "024"};
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        if (str_is(s, known[i])) {
            return true;
        }
    }
    return false;
}

static bool begins_number(struct str s, size_t *length)
{
    size_t digits;
    *length = number_length(s, &digits);
    struct str number = str_sub(s, 0, *length);
    return *length && ((digits >= 6 && digits <= 15 && !is_day(number)) || is_short(number));
}

bool safety_piece_next(struct str *rest, struct str *piece, bool *number)
{
    size_t i = 0, length = 0;
    *number = false;
    if (!rest->n) {
        return false;
    }
    for (; i < rest->n; i++) {
        char c = rest->p[i];
        bool may = is_digit(c) || c == '+' || c == '(';
        if (may && (i == 0 || !is_digit(rest->p[i - 1])) && begins_number(str_sub(*rest, i, rest->n), &length)) {
            break;
        }
    }
    *number = i == 0;
    *piece = str_sub(*rest, 0, *number ? length : i);
    *rest = str_sub(*rest, piece->n, rest->n);
    return true;
}

static void put_line(struct call *w, struct str text, struct safety_line *line)
{
    struct str rest = text, piece;
    bool number;
    size_t n = 0;
    while (safety_piece_next(&rest, &piece, &number)) {
        n++;
    }
    line->pieces = arena_array(w->arena, n, sizeof *line->pieces);
    for (rest = text; line->pieces && safety_piece_next(&rest, &piece, &number);) {
        line->pieces[line->pieces_count++] =
            (struct safety_piece){piece, number ? crisis_call(w, "tel:", piece) : NO_URL};
    }
}

void safety_steps(struct call *w, const struct plan_safety *s, size_t first, size_t last, struct safety_step **out,
                  size_t *count)
{
    const plan_texts none = {NULL, 0, 0};
    const plan_texts *lists[SAFETY_STEPS] = {s ? &s->warning_signs : &none, s ? &s->coping : &none,
                                             s ? &s->distraction : &none,   s ? &s->people : &none,
                                             s ? &s->professionals : &none, s ? &s->surroundings : &none,
                                             s ? &s->text : &none};
    *count = 0;
    *out = arena_array(w->arena, SAFETY_STEPS, sizeof **out);
    for (size_t i = first; *out && i <= last; i++) {
        struct safety_step *step = &(*out)[*count];
        *step = (struct safety_step){.title = web_t(w, titles[i]),
                                     .lines = arena_array(w->arena, lists[i]->n, sizeof *step->lines)};
        for (size_t k = 0; step->lines && k < lists[i]->n; k++) {
            put_line(w, lists[i]->at[k], &step->lines[step->lines_count++]);
        }
        *count += step->lines_count > 0;
    }
}

void safety_wallet(struct call *w, const struct plan_safety *s, const struct view_crisis_numbers *n,
                   struct view_wallet *front, struct view_wallet *back)
{
    *front = (struct view_wallet){.title = web_t(w, N_("Card, front")), .numbers = *n, .has_numbers = true};
    *back = (struct view_wallet){.title = web_t(w, N_("Card, back"))};
    safety_steps(w, s, 3, 4, &front->steps, &front->steps_count);
    struct safety_step *more;
    size_t count;
    safety_steps(w, s, 0, 2, &back->steps, &back->steps_count);
    safety_steps(w, s, 5, 6, &more, &count);
    for (size_t i = 0; back->steps && more && i < count; i++) {
        back->steps[back->steps_count++] = more[i];
    }
}
