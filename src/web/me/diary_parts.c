/* diary_parts.c: words and shapes of the diary's answers; entries as lines; the mood as a picture. */
#include "render/chart.h"
#include "views.h"
#include "web/me/diary.h"
#include "web/web_parts.h"

#include <stdlib.h>

/* ---- words and shapes ---- */

static const char *const labels[DIARY_SCALES] = {N_("Mood"),   N_("Worry or fear"), N_("Stress"),
                                                 N_("Energy"), N_("Urges"),         N_("Pain")};
static const char *const good_words[DIARY_ANSWERS] = {N_("Very low"), N_("Low"), N_("In between"), N_("Good"),
                                                      N_("Very good")};
static const char *const much_words[DIARY_ANSWERS] = {N_("None"), N_("A little"), N_("Some"), N_("A lot"),
                                                      N_("Very strong")};

/* Each has an outline of its own, so that no colour and no face is needed. */
static const char *const good_shapes[DIARY_ANSWERS] = {
    "M4 7h16l-8 11z",                                                              /* a triangle that points down */
    "M4 10h16a8 8 0 0 1-16 0z",                                                    /* a bowl */
    "M4 9h16v6H4z",                                                                /* a bar */
    "M4 15a8 8 0 0 1 16 0z",                                                       /* a hill */
    "m12 3 2.6 6.2 6.7.5-5.1 4.4 1.6 6.5L12 17.1l-5.8 3.5 1.6-6.5-5.1-4.4 6.7-.5z" /* a star */
};
static const char *const much_shapes[DIARY_ANSWERS] = {
    "M12 10a2 2 0 1 0 0 4 2 2 0 0 0 0-4z", /* a dot, and then more and more bars */
    "M10 13h4v7h-4z", "M6 13h4v7H6zM14 9h4v11h-4z", "M4 14h4v6H4zM10 10h4v10h-4zM16 6h4v14h-4z",
    "M2 15h4v5H2zM7.5 11h4v9h-4zM13 7h4v13h-4zM18.5 3h4v17h-4z"};

static bool is_good(enum diary_scale s)
{
    return s == DIARY_MOOD || s == DIARY_ENERGY;
}

const char *diary_scale_label(struct call *w, enum diary_scale s)
{
    return web_t(w, labels[s]);
}

int diary_index(struct dec value)
{
    if (!value.has) {
        return -1;
    }
    double v = dec_to_double(value) / 2;
    return v < 0 ? 0 : v >= DIARY_ANSWERS ? DIARY_ANSWERS - 1 : (int)v;
}

struct diary_scale_field diary_scale_show(struct call *w, const struct form *f, enum diary_scale s, const char *name,
                                          struct str label, struct dec now)
{
    struct diary_scale_field out = {.name = name, .label = label};
    struct str typed = form_value(f, name);
    int64_t chosen = 2 * diary_index(now) + 1;
    num_int(typed, 0, 10, &chosen);
    for (int i = 0; i < DIARY_ANSWERS; i++) {
        out.options[out.options_count++] =
            (struct diary_option){.name = name,
                                  .label = web_t(w, is_good(s) ? good_words[i] : much_words[i]),
                                  .path = is_good(s) ? good_shapes[i] : much_shapes[i],
                                  .id = web_print(w, "%s-%d", name, 2 * i + 1),
                                  .value = web_print(w, "%d", 2 * i + 1),
                                  .chosen = chosen == 2 * i + 1};
    }
    for (size_t i = 0; i < f->errors_count; i++) {
        out.error = strcmp(f->errors[i].name, name) == 0 ? f->errors[i].text : out.error;
    }
    return out;
}

/* ---- lines ---- */

static void put_answer(struct diary_line *line, struct call *w, struct str what, enum diary_scale s, struct dec value)
{
    int i = diary_index(value);
    if (i >= 0) {
        line->answers[line->answers_count++] = (struct diary_answer){
            what, web_t(w, is_good(s) ? good_words[i] : much_words[i]), is_good(s) ? good_shapes[i] : much_shapes[i]};
    }
}

static void put_line(struct call *w, const struct diary_entry *x, struct diary_line *line)
{
    *line = (struct diary_line){.day = web_day(w, x->date),
                                .answers = arena_array(w->arena, DIARY_SCALES + 1, sizeof *line->answers),
                                .text = x->text,
                                .is_private = x->is_private};
    for (int s = 0; line->answers && s < DIARY_SCALES; s++) {
        put_answer(line, w, str_of(diary_scale_label(w, (enum diary_scale)s)), (enum diary_scale)s, x->scale[s]);
    }
    if (line->answers && x->own_name.n) {
        put_answer(line, w, x->own_name, DIARY_PAIN, x->own);
    }
    if (x->sleep_hours.has) {
        struct str hours = web_number(w, dec_to_double(x->sleep_hours), x->sleep_hours.scale ? 1 : 0);
        line->sleep = web_print(w, web_t(w, N_("Sleep: %.*s hours")), (int)hours.n, hours.p);
    }
}

/* ---- the picture ---- */

/* The last of each day, oldest first. */
static struct chart_point *points_of(struct call *w, const struct diary_entry *list, size_t n, size_t *count)
{
    struct chart_point *p = arena_array(w->arena, n, sizeof *p);
    *count = 0;
    for (size_t i = n; p && i-- > 0;) {
        int32_t day = date_to_day(list[i].date);
        if (!list[i].scale[DIARY_MOOD].has) {
            continue;
        }
        *count -= *count && p[*count - 1].day == day;
        p[(*count)++] = (struct chart_point){.day = day, .value = dec_to_double(list[i].scale[DIARY_MOOD])};
    }
    return p;
}

static struct str range_words(struct call *w, const struct chart_point *p, size_t n)
{
    int low = DIARY_ANSWERS - 1, high = 0;
    for (size_t i = 0; i < n; i++) {
        int at = diary_index(dec_of_int((int64_t)p[i].value));
        low = at < low ? at : low;
        high = at > high ? at : high;
    }
    return low == high
               ? web_print(w, web_t(w, N_("The mood in these entries is always: %s.")), web_t(w, good_words[low]))
               : web_print(w, web_t(w, N_("The mood in these entries lies between: %s and %s.")),
                           web_t(w, good_words[low]), web_t(w, good_words[high]));
}

static void put_picture(struct call *w, const struct diary_entry *list, size_t n, struct view_diary_list *out)
{
    size_t count;
    struct chart_point *points = points_of(w, list, n, &count);
    struct buf b;
    if (!points || count < 2) {
        return;
    }
    out->sentence = range_words(w, points, count);
    struct render_words words;
    language_picture(w->language, &words);
    struct chart chart = {.id = STR("mood"),
                          .title = str_of(diary_scale_label(w, DIARY_MOOD)),
                          .description = out->sentence,
                          .min = 0,
                          .max = 10,
                          .points = points,
                          .point_count = count,
                          .higher_is_better = true,
                          .for_client = true,
                          .first_day = points[0].day,
                          .last_day = points[count - 1].day,
                          .words = &words};
    buf_init(&b, 0);
    chart_put_both(&chart, &b);
    if (buf_ok(&b)) {
        arena_str(w->arena, buf_str(&b), &out->picture.safe);
    }
    buf_free(&b);
}

void diary_lines(struct call *w, const struct diary_entry *list, size_t n, struct view_diary_list *out)
{
    *out = (struct view_diary_list){.lines = arena_array(w->arena, n, sizeof *out->lines)};
    for (size_t i = 0; out->lines && i < n; i++) {
        put_line(w, &list[i], &out->lines[out->lines_count++]);
    }
    put_picture(w, list, n, out);
}

/* ---- some days at a time ---- */

struct diary_days diary_days_asked(struct call *w)
{
    struct date until = {0};
    date_parse(http_query(w->in, "until"), &until);
    return (struct diary_days){.from = date_add_days(date_is_set(until) ? until : w->today, -DIARY_DAYS),
                               .until = until};
}

struct url diary_older(struct call *w, struct str path, struct date older)
{
    char text[DATE_TEXT_SIZE];
    struct url out = NO_URL;
    if (date_is_set(older)) {
        out.whole = web_print(w, "%.*s?until=%s", (int)path.n, path.p, date_format(older, text));
    }
    return out;
}
