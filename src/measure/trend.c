#include "measure/trend.h"

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
