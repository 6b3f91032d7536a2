#include "plan/icd10cm.h"

#include "plan/icd10cm_table.h"

#include <limits.h>
#include <string.h>

enum { CATEGORY = 3, CODE_MAX = 7 }; /* signs of a category and of the longest code, the dot apart */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* The code in the table's form: upper case, no dot, NUL-padded. false when it cannot be a code: a letter, a digit, a
 * digit or letter, then up to four of either, with at most a dot after the third sign (ICD-10-CM guidelines, I.A.2). */
static bool normal(struct str code, char out[CODE_MAX + 1])
{
    size_t n = 0;
    code = str_trim(code);
    memset(out, 0, CODE_MAX + 1);
    for (size_t i = 0; i < code.n; i++) {
        char c = code.p[i];
        if (c == '.' && i == CATEGORY && code.n > CATEGORY + 1)
            continue;
        if (c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        if ((!is_letter(c) && !is_digit(c)) || n == CODE_MAX)
            return false;
        out[n++] = c;
    }
    return n >= CATEGORY && is_letter(out[0]) && is_digit(out[1]);
}

/* Index of the first row that is not before the first n signs of code. */
static size_t lower_bound(const char *code, size_t n)
{
    size_t low = 0, high = icd10cm_row_count;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (strncmp(icd10cm_rows[mid].code, code, n) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static const struct icd10cm_row *find_row(const char *code)
{
    size_t i = lower_bound(code, CODE_MAX + 1);
    bool found = i < icd10cm_row_count && strcmp(icd10cm_rows[i].code, code) == 0;
    return found ? &icd10cm_rows[i] : NULL;
}

static void fill(const struct icd10cm_row *row, struct icd10cm *out)
{
    size_t n = strlen(row->code);
    memset(out, 0, sizeof *out);
    memcpy(out->code, row->code, CATEGORY);
    if (n > CATEGORY) {
        out->code[CATEGORY] = '.';
        memcpy(out->code + CATEGORY + 1, row->code + CATEGORY, n - CATEGORY);
    }
    out->title = icd10cm_titles + row->title;
    out->billable = row->billable != 0;
    out->from = row->from;
    out->until = row->until;
}

bool icd10cm_find(struct str code, struct icd10cm *out)
{
    char key[CODE_MAX + 1];
    const struct icd10cm_row *row = normal(code, key) ? find_row(key) : NULL;
    if (row)
        fill(row, out);
    return row != NULL;
}

static bool covered(const char *code)
{
    for (size_t i = 0; i < icd10cm_range_count; i++)
        if (strncmp(code, icd10cm_ranges[i].first, CATEGORY) >= 0 &&
            strncmp(code, icd10cm_ranges[i].last, CATEGORY) <= 0)
            return true;
    return false;
}

static bool has_longer(const char *code)
{
    size_t n = strlen(code), i = lower_bound(code, n);
    if (i < icd10cm_row_count && strcmp(icd10cm_rows[i].code, code) == 0)
        i++;
    return i < icd10cm_row_count && strncmp(icd10cm_rows[i].code, code, n) == 0;
}

static bool in_year(const struct icd10cm_row *row, int fiscal_year)
{
    return row->from <= fiscal_year && (!row->until || row->until >= fiscal_year);
}

enum icd10cm_status icd10cm_check(struct str code, int fiscal_year)
{
    char key[CODE_MAX + 1];
    if (!normal(code, key))
        return ICD10CM_MALFORMED;
    const struct icd10cm_row *row = find_row(key);
    if (row && row->billable) {
        if (!fiscal_year || in_year(row, fiscal_year))
            return ICD10CM_VALID;
        return row->from > fiscal_year ? ICD10CM_NOT_YET : ICD10CM_ENDED;
    }
    if (row || has_longer(key))
        return ICD10CM_HEADING;
    return covered(key) ? ICD10CM_UNKNOWN : ICD10CM_NOT_COVERED;
}

size_t icd10cm_near(struct str code, int fiscal_year, struct icd10cm *out, size_t room)
{
    char key[CODE_MAX + 1];
    size_t count = 0;
    if (!normal(code, key))
        return 0;
    if (!fiscal_year)
        fiscal_year = INT_MAX;
    for (size_t n = strlen(key); n >= CATEGORY && count == 0; n--)
        for (size_t i = lower_bound(key, n); i < icd10cm_row_count && count < room; i++) {
            if (strncmp(icd10cm_rows[i].code, key, n) != 0)
                break;
            if (icd10cm_rows[i].billable && in_year(&icd10cm_rows[i], fiscal_year) &&
                strcmp(icd10cm_rows[i].code, key) != 0)
                fill(&icd10cm_rows[i], &out[count++]);
        }
    return count;
}

int icd10cm_fiscal_year(struct date d)
{
    if (!date_is_set(d))
        return 0;
    return d.month >= 10 ? d.year + 1 : d.year;
}

const char *icd10cm_edition(void)
{
    return icd10cm_edition_text;
}

int icd10cm_edition_year(void)
{
    return icd10cm_edition_number;
}

size_t icd10cm_count(void)
{
    return icd10cm_row_count;
}
