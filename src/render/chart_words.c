/* chart_words.c: the words of a chart, and how wide they are. */
#include "render/chart_layout.h"

#include "base/escape.h"
#include "base/utf8.h"

#include <math.h>

static const char minus[] = "\xe2\x88\x92", dots[] = "\xe2\x80\xa6";

/* XML 1.0 has no control characters but these; a line break would upset a label. */
static uint32_t clean(uint32_t c)
{
    if (c == '\n' || c == '\t' || c == '\r')
        return ' ';
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xfffe || c == 0xffff ? 0xfffd : c;
}

/* One character as UTF-8; returns its bytes. */
static size_t encode(uint32_t c, char out[4])
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xc0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3f));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xe0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 0x3f));
        out[2] = (char)(0x80 | (c & 0x3f));
        return 3;
    }
    out[0] = (char)(0xf0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 0x3f));
    out[2] = (char)(0x80 | (c >> 6 & 0x3f));
    out[3] = (char)(0x80 | (c & 0x3f));
    return 4;
}

void chart_put_clean(struct buf *out, struct str s)
{
    size_t at = 0, from = 0;

    while (at < s.n) {
        size_t start = at;
        uint32_t c = utf8_next(s, &at);
        char bytes[4];
        if (clean(c) == c && (c != 0xfffd || at - start == 3))
            continue;
        escape_html(out, str_sub(s, from, start));
        buf_put(out, bytes, encode(clean(c), bytes));
        from = at;
    }
    escape_html(out, str_sub(s, from, s.n));
}

void chart_say(struct chart_label *to, struct str s)
{
    for (size_t at = 0; at < s.n;) {
        char bytes[4];
        size_t n = encode(clean(utf8_next(s, &at)), bytes);
        if (to->n + n > CHART_TEXT)
            return;
        memcpy(to->text + to->n, bytes, n);
        to->n += n;
    }
}

static void say(struct chart_label *to, const char *s)
{
    chart_say(to, str_of(s));
}

static void say_piece(void *to, struct str piece)
{
    chart_say(to, piece);
}

const struct render_words *chart_words(const struct chart *c)
{
    return c->words ? c->words : &render_english;
}

void chart_say_words(struct chart_label *to, const char *pattern, const struct str *values, size_t n)
{
    words_put(pattern, values, n, say_piece, to);
}

struct str chart_said(const struct chart_label *l)
{
    return (struct str){l->text, l->n};
}

static void say_count(struct chart_label *to, long long v)
{
    char digits[20];
    size_t n = sizeof digits;

    do
        digits[--n] = (char)('0' + v % 10);
    while (v /= 10);
    chart_say(to, (struct str){digits + n, sizeof digits - n});
}

/* Hundredths at most: no scale here has finer steps. Not by printf: the decimal point is the locale's there. */
void chart_say_number(struct chart_label *to, double v, char point)
{
    long long h = llround(fmin(fmax(v, -1e12), 1e12) * 100);

    if (h < 0)
        say(to, minus);
    h = h < 0 ? -h : h;
    say_count(to, h / 100);
    if (h % 100) {
        char decimals[] = {point, (char)('0' + h / 10 % 10), (char)('0' + h % 10)};
        chart_say(to, (struct str){decimals, h % 10 ? 3 : 2});
    }
}

void chart_say_month(struct chart_label *to, const struct chart *c, int month, int year)
{
    const struct render_words *w = chart_words(c);
    struct chart_label number = {.n = 0};

    if (!year) {
        say(to, w->short_months[month - 1]);
        return;
    }
    say_count(&number, year);
    chart_say_words(to, w->month_year, WORDS(str_of(w->short_months[month - 1]), chart_said(&number)));
}

void chart_say_date(struct chart_label *to, const struct chart *c, int32_t day)
{
    const struct render_words *w = chart_words(c);
    struct date d = date_from_day(day);
    struct chart_label number = {.n = 0}, year = {.n = 0};

    if (!date_is_set(d))
        return;
    say_count(&number, d.day);
    say_count(&year, d.year);
    chart_say_words(to, d.year == date_from_day(c->last_day).year ? w->short_day : w->short_day_year,
                    WORDS(chart_said(&number), str_of(w->short_months[d.month - 1]), chart_said(&year)));
}

/* "6 or less", "4–6" */
static void say_aim(struct chart_label *to, const struct chart *c)
{
    const struct render_words *w = chart_words(c);
    double low = fmin(c->target, c->target_far), high = fmax(c->target, c->target_far);
    struct chart_label from = {.n = 0}, until = {.n = 0};

    chart_say_number(&from, low, w->point);
    chart_say_number(&until, high, w->point);
    if (low < high)
        chart_say_words(to, low < 0 || high < 0 ? w->range : "%s\xe2\x80\x93%s",
                        WORDS(chart_said(&from), chart_said(&until)));
    else
        chart_say_words(to, c->target_at_least ? w->or_more : w->or_less, WORDS(chart_said(&from)));
}

void chart_say_target(struct chart_label *to, const struct chart *c)
{
    const struct render_words *w = chart_words(c);
    struct chart_label aim = {.n = 0}, day = {.n = 0};
    const char *pattern = c->target_past ? w->target_past : w->target;

    say_aim(&aim, c);
    if (c->target_day) {
        chart_say_date(&day, c, c->target_day);
        pattern = c->target_past ? w->target_by_past : w->target_by;
    }
    chart_say_words(to, pattern, WORDS(chart_said(&aim), chart_said(&day)));
}

/* The word "reliable" only for an index that somebody has looked up. */
void chart_say_reliable(struct chart_label *to, const struct chart *c)
{
    if (c->reliable_confirmed) {
        say(to, "Reliable change: ");
    } else {
        say(to, "Change of ");
        chart_say_number(to, c->reliable_index, '.');
        say(to, " or more (not confirmed): ");
    }
    chart_say_number(to, c->reliable, '.');
    say(to, c->higher_is_better ? " or more" : " or less");
}

/* Thousandths of the font's size, for U+0020 to U+007E: the wider of Inter (semibold) and DejaVu Sans. */
static const int16_t widths[] = {
    318, 401, 460, 838, 649, 950, 780, 275, 393, 393, 543, 838, 318, 466,  318, 379, 667, 636,  636,
    652, 666, 636, 648, 636, 646, 648, 337, 337, 838, 838, 838, 544, 1000, 724, 686, 744, 770,  632,
    587, 775, 752, 295, 561, 677, 566, 906, 753, 787, 643, 787, 695, 649,  660, 741, 724, 1007, 690,
    705, 685, 393, 379, 393, 838, 500, 500, 613, 635, 577, 635, 615, 377,  635, 634, 278, 278,  579,
    278, 974, 634, 612, 635, 635, 411, 549, 392, 634, 592, 837, 592, 592,  562, 636, 358, 636,  838,
};

double chart_text_width(struct str s)
{
    long total = 0;

    for (size_t at = 0; at < s.n;) {
        unsigned char plain = (unsigned char)s.p[at];
        uint32_t c;
        if (plain >= 0x20 && plain <= 0x7e) {
            total += widths[plain - 0x20];
            at++;
            continue;
        }
        c = utf8_next(s, &at);
        total += c < 0x3000 ? 1000 : c < 0x1f000 ? 1100 : 1500; /* as wide as such a letter can well be */
    }
    return (double)total * CHART_FONT / 1000;
}

void chart_fit(struct chart_label *to, double width)
{
    struct str s = {to->text, to->n};

    if (chart_text_width(s) <= width)
        return;
    while (s.n && (chart_text_width(s) + CHART_FONT > width || s.n + sizeof dots > CHART_TEXT))
        s.n = utf8_floor(s, s.n - 1);
    while (s.n && s.p[s.n - 1] == ' ')
        s.n--;
    to->n = s.n;
    say(to, dots);
}

static bool has_mark(const struct chart *c, enum chart_mark mark)
{
    for (size_t i = 0; i < c->point_count; i++)
        if (c->points[i].mark == mark && !(c->for_client && mark == CHART_WORSE))
            return true;
    return false;
}

static void legend(struct buf *b, bool there, const char *text)
{
    if (!there)
        return;
    if (b->n)
        buf_cstr(b, " · ");
    buf_cstr(b, text);
}

/* "◆ reliably better than the first" */
static void legend_change(const struct chart *c, enum chart_mark mark, struct buf *b)
{
    bool better = mark == CHART_BETTER;
    struct chart_label l = {.n = 0};

    if (!has_mark(c, mark))
        return;
    if (c->for_client) {
        legend(b, true, chart_words(c)->key_better);
        return;
    }
    legend(b, true, better ? "◆ " : "▲ ");
    if (c->reliable_confirmed) {
        buf_cstr(b, better ? "reliably better than the first" : "reliably worse than the first");
    } else {
        chart_say_number(&l, c->reliable_index, '.');
        buf_cstr(b, better ? "better than the first by " : "worse than the first by ");
        buf_add(b, (struct str){l.text, l.n});
        buf_cstr(b, " or more (not confirmed)");
    }
}

void chart_put_legend(const struct chart *c, struct buf *out)
{
    const struct render_words *w = chart_words(c);
    struct buf b;
    bool prorated = false, alert = false;

    buf_init(&b, 0);
    for (size_t i = 0; i < c->point_count; i++) {
        prorated = prorated || c->points[i].prorated;
        alert = alert || (c->points[i].alert && !c->for_client);
    }
    legend(&b, c->point_count > 0, c->unit.n && !str_is(c->unit, "points") ? w->key_value : w->key_score);
    legend_change(c, CHART_BETTER, &b);
    legend_change(c, CHART_WORSE, &b);
    legend(&b, prorated, w->key_open);
    legend(&b, alert, "ring with !: an answer about risk");
    legend(&b, c->missed_count > 0, w->key_missed);
    legend(&b, c->has_target, w->key_target);
    legend(&b, c->has_reliable && !c->for_client,
           c->reliable_confirmed ? "dotted line: reliable change" : "dotted line: change that may count");
    legend(&b, c->point_count > 0 && !c->for_client,
           c->bands && c->bands->count ? "grounds: the bands named beside them" : "plain ground: no bands");
    out->failed = out->failed || !buf_ok(&b);
    buf_add(out, buf_str(&b));
    buf_free(&b);
}
