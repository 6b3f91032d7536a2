#include "measure/trend.h"

#include "measure/exact.h"

#include <assert.h>

static void swap(double *a, double *b)
{
    double keep = *a;
    *a = *b;
    *b = keep;
}

/* Hoare's selection: afterwards v[k] is what sorting would put there, with nothing greater in front of it. */
static void select_nth(double *v, size_t n, size_t k)
{
    size_t low = 0, high = n - 1;
    while (low < high) {
        size_t middle = low + (high - low) / 2, i = low, j = high;
        if (v[middle] < v[low])
            swap(&v[middle], &v[low]);
        if (v[high] < v[low])
            swap(&v[high], &v[low]);
        if (v[high] < v[middle])
            swap(&v[high], &v[middle]);
        double pivot = v[middle];
        for (;;) {
            while (v[i] < pivot)
                i++;
            while (v[j] > pivot)
                j--;
            if (i >= j)
                break;
            swap(&v[i++], &v[j--]);
        }
        if (k <= j)
            high = j;
        else
            low = j + 1;
    }
}

double trend_median(double *v, size_t n)
{
    assert(n > 0);
    select_nth(v, n, n / 2);
    if (n % 2)
        return v[n / 2];
    double below = v[0];
    for (size_t i = 1; i < n / 2; i++)
        below = v[i] > below ? v[i] : below;
    return below + (v[n / 2] - below) / 2.0;
}

bool trend_theil_sen(const double *t, const double *y, size_t n, double *scratch, double *slope)
{
    size_t pairs = 0;
    for (size_t j = 1; j < n; j++)
        for (size_t i = 0; i < j; i++)
            if (t[i] != t[j])
                scratch[pairs++] = (y[j] - y[i]) / (t[j] - t[i]);
    if (pairs == 0)
        return false;
    *slope = trend_median(scratch, pairs);
    return true;
}

static int sign(double v)
{
    return (v > 0.0) - (v < 0.0);
}

/* Sums over the groups of equal values that the variance needs, and the sizes of those groups. */
struct ties {
    double full, two, three; /* t (t - 1)(2 t + 5), t (t - 1), t (t - 1)(t - 2) */
    size_t size[TREND_EXACT_POINTS], groups;
};

static void count_ties(const double *v, size_t n, struct ties *out)
{
    *out = (struct ties){0};
    for (size_t i = 0; i < n; i++) {
        size_t size = 1;
        bool first = true;
        for (size_t j = 0; j < i && first; j++)
            first = v[j] != v[i];
        if (!first)
            continue;
        for (size_t j = i + 1; j < n; j++)
            size += v[j] == v[i];
        double t = (double)size;
        out->full += t * (t - 1) * (2 * t + 5);
        out->two += t * (t - 1);
        out->three += t * (t - 1) * (t - 2);
        if (n <= TREND_EXACT_POINTS)
            out->size[out->groups++] = size;
    }
}

/* c, a polynomial of the given degree, times (1 + q + ... + q^(k - 1)), each coefficient over `over`. */
static size_t times(double *c, size_t degree, size_t k, double over)
{
    for (size_t i = degree + k; i-- > 0;) {
        double sum = 0.0;
        for (size_t j = i < k ? 0 : i - k + 1; j <= i; j++)
            sum += j <= degree ? c[j] : 0.0;
        c[i] = sum / over;
    }
    return degree + k - 1;
}

/* The inverse, without rest. Coefficients are integers far below 2^53, so this is exact. */
static size_t divided_by(double *c, size_t degree, size_t k)
{
    for (size_t i = 0; i <= degree; i++)
        for (size_t j = i < k ? 0 : i - k + 1; j < i; j++)
            c[i] -= c[j];
    return degree - (k - 1);
}

/* Part of the orders with |S| or more, where order i of c has S = degree - 2 i. */
static double both_tails(const double *c, size_t degree, double s)
{
    double tail = 0.0, all = 0.0, wanted = s < 0 ? -s : s;
    for (size_t i = 0; i <= degree; i++) {
        double here = (double)degree - 2.0 * (double)i;
        all += c[i];
        if ((here < 0 ? -here : here) >= wanted)
            tail += c[i];
    }
    return tail / all;
}

/* The number of orders of a multiset with i inversions is the coefficient of q^i of the q-multinomial. */
static double exact_with_ties(size_t n, const struct ties *ties, double s)
{
    double c[TREND_EXACT_POINTS * (TREND_EXACT_POINTS - 1) / 2 + TREND_EXACT_POINTS] = {1.0};
    size_t degree = 0;
    for (size_t k = 2; k <= n; k++)
        degree = times(c, degree, k, 1.0);
    for (size_t g = 0; g < ties->groups; g++)
        for (size_t k = 2; k <= ties->size[g]; k++)
            degree = divided_by(c, degree, k);
    return both_tails(c, degree, s);
}

double trend_exact_p(size_t n, double s)
{
    double c[TREND_EXACT_MAX * (TREND_EXACT_MAX - 1) / 2 + TREND_EXACT_MAX] = {1.0};
    size_t degree = 0;
    assert(n >= 2 && n <= TREND_EXACT_MAX);
    for (size_t k = 2; k <= n; k++)
        degree = times(c, degree, k, (double)k);
    return both_tails(c, degree, s);
}

void trend_kendall(const double *t, const double *y, size_t n, struct trend_kendall *out)
{
    struct ties in_y, in_t;
    double count = (double)n, pairs = count * (count - 1);
    long long s = 0;
    assert(n >= 2);
    for (size_t j = 1; j < n; j++)
        for (size_t i = 0; i < j; i++)
            s += sign(t[j] - t[i]) * sign(y[j] - y[i]);
    count_ties(y, n, &in_y);
    count_ties(t, n, &in_t);
    *out = (struct trend_kendall){.s = (double)s, .p_two_sided = 1.0};
    out->var = (pairs * (2 * count + 5) - in_y.full - in_t.full) / 18 + in_y.two * in_t.two / (2 * pairs);
    if (n > 2)
        out->var += in_y.three * in_t.three / (9 * pairs * (count - 2));
    if (s != 0) /* then the variance is above 0 */
        out->z = (double)(s - (s > 0 ? 1 : -1)) / sqrt(out->var);
    out->exact = n <= TREND_EXACT_POINTS && in_t.two == 0.0;
    if (out->exact)
        out->p_two_sided = exact_with_ties(n, &in_y, (double)s);
    else
        out->p_two_sided = erfc(fabs(out->z) / sqrt(2.0));
}

void trend_xmr(const double *y, size_t n, struct trend_xmr *out)
{
    struct trend_xmr x = {0};
    assert(n >= 2);
    for (size_t i = 0; i < n; i++) {
        x.mean += (y[i] - x.mean) / (double)(i + 1);
        if (i)
            x.mr_bar += (fabs(y[i] - y[i - 1]) - x.mr_bar) / (double)i;
    }
    x.ucl = x.mean + 2.660 * x.mr_bar;
    x.lcl = x.mean - 2.660 * x.mr_bar;
    x.mr_ucl = 3.267 * x.mr_bar;
    *out = x;
}

bool trend_xmr_outside(const struct trend_xmr *x, double y)
{
    return exact_above(y, x->ucl) || exact_above(x->lcl, y);
}

void trend_xmr_signals(const struct trend_xmr *x, const double *y, size_t n, unsigned char *signal)
{
    int side = 0;
    size_t run = 0;
    for (size_t i = 0; i < n; i++) {
        int here = exact_above(y[i], x->mean) - exact_above(x->mean, y[i]);
        run = here != 0 && here == side ? run + 1 : here != 0;
        side = here;
        signal[i] = (unsigned char)((trend_xmr_outside(x, y[i]) ? TREND_SIGNAL_OUTSIDE : 0) |
                                    (run >= TREND_RUN ? TREND_SIGNAL_RUN : 0));
    }
}
