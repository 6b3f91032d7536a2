/*
 * suggest.c: a rewrite in the person's own words, with a blank for each fact that is missing.
 * Layer: statement.  Not here: measures or numbers of our own; a rewrite never invents one.
 */
#include "statement/reason.h"
#include "statement/statement.h"

#include <string.h>

static bool met(const struct judgement *j)
{
    return j->met == TRI_YES;
}

static bool present(const struct slot *s)
{
    return s->text.p != NULL;
}

/* Words that only stand where the end-point should: "soon". Left out when a blank for the end-point is added. */
static bool stands_for_time(struct str word)
{
    return str_is(word, "soon") || str_is(word, "eventually") || str_is(word, "in a timely manner") ||
           str_is(word, "sooner or later") || str_is(word, "short term");
}

/* "____" becomes a blank that says what it waits for. */
static void put_filled(struct buf *out, const char *p, size_t n)
{
    for (size_t i = 0; i < n;) {
        const char *line = memchr(p + i, '_', n - i);
        size_t k = line != NULL ? (size_t)(line - p) : n, end = k;
        while (end < n && p[end] == '_') {
            end++;
        }
        buf_put(out, p + i, (end - k >= 2 ? k : end) - i);
        if (end - k >= 2) {
            buf_cstr(out, "[how many or what]");
        }
        i = end;
    }
}

/* The sentence without its full stop, and without "soon" when an end-point is to be filled in. */
static void put_own_words(const struct statement *s, struct buf *out)
{
    struct str t = str_trim(s->text);
    size_t at = (size_t)(t.p - s->text.p), end = at + t.n;
    while (end > at && strchr(".!;, ", s->text.p[end - 1]) != NULL) {
        end--;
    }
    const struct span day = s->slots.deadline.span;
    bool no_such_day = s->time_bound.reason == REASON_T_NO_SUCH_DAY;
    if (no_such_day && day.from <= at) {
        buf_cstr(out, "By [date, week or session]");
        at = day.to;
    }
    for (size_t i = 0; i < s->vague_count && !met(&s->time_bound); i++) {
        const struct vague_term *v = &s->vague[i];
        if (stands_for_time(v->text) && v->span.from > at && v->span.to <= end) {
            size_t cut = v->span.from;
            while (cut > at && s->text.p[cut - 1] == ' ') {
                cut--;
            }
            put_filled(out, s->text.p + at, cut - at);
            at = v->span.to;
        }
    }
    if (no_such_day && day.from > at) {
        put_filled(out, s->text.p + at, day.from - at);
        buf_cstr(out, "by [date, week or session]");
        at = day.to;
    }
    end = at > end ? at : end;
    put_filled(out, s->text.p + at, end - at);
}

static void put_specific(const struct statement *s, struct buf *out)
{
    switch (s->specific.reason) {
    case REASON_S_NOT_EXERCISE:
        buf_cstr(out, " ([which kind of exercise])");
        break;
    case REASON_S_NOT_MENTAL:
        buf_cstr(out, ", shown by [what the client will do]");
        break;
    case REASON_S_NOT_UMBRELLA:
        buf_cstr(out, ", namely [which ones, or how many]");
        break;
    default:
        buf_cstr(out, ", shown by [a behaviour, a symptom that can be counted, or a score]");
    }
}

static void put_measurable(const struct statement *s, struct buf *out)
{
    bool scale = s->specific.reason == REASON_S_SCALE;
    if (s->measurable.reason == REASON_M_NOT_BLANK) {
        return; /* the blank is in the sentence already */
    }
    if (scale || (s->measurable.reason == REASON_M_NOT_DIRECTION && met(&s->specific))) {
        buf_cstr(out, present(&s->slots.baseline) ? " to [target]" : " from [present value] to [target]");
    } else if (!met(&s->specific)) {
        buf_cstr(out, ", reaching [how much or how often]");
    } else {
        buf_cstr(out, ", [how often, how many or how well]");
    }
}

bool statement_suggest(const struct statement *s, struct buf *out)
{
    if (met(&s->specific) && met(&s->measurable) && met(&s->time_bound)) {
        return false;
    }
    put_own_words(s, out);
    if (!met(&s->specific)) {
        put_specific(s, out);
    }
    if (!met(&s->measurable)) {
        put_measurable(s, out);
    }
    if (s->baseline_missing) {
        buf_cstr(out, " (currently [present value])");
    }
    if (!met(&s->time_bound) && s->time_bound.reason != REASON_T_NO_SUCH_DAY) {
        buf_cstr(out, met(&s->specific) && met(&s->measurable) ? " by [date, week or session]"
                                                               : ", by [date, week or session]");
    }
    buf_char(out, '.');
    return true;
}
