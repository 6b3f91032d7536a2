/*
 * view_samples.h: the structs of the sample views in tests/data/view, which hold a value in every place where one may
 * stand.
 */
#ifndef TESTS_VIEW_SAMPLES_H
#define TESTS_VIEW_SAMPLES_H

#include "web/out.h"

struct sample_tag {
    struct str text;
};
struct sample_row {
    struct str name;
    const char *note;
    int64_t number;
    const struct sample_tag *tags;
    size_t tags_count;
};
struct view_strip {
    struct str id, name;
    bool late;
};
struct view_page {
    const char *title;
    struct str person;
};
struct view_everything {
    struct view_page page;
    struct view_strip client;
    const struct view_strip *other;
    const struct sample_row *rows;
    size_t rows_count;
    const struct str *words;
    size_t words_count;
    struct str text;
    const char *cstr;
    char key[8];
    signed char tiny;
    uint16_t small;
    int number;
    uint64_t large;
    struct opt_int score, no_score;
    struct date on, never;
    struct html chart;
    struct url home;
    bool yes, no;
};

void view_everything(struct out *o, const struct view_everything *v);
void view_strip(struct out *o, const struct view_strip *v);
void view_page_begin(struct out *o, const struct view_page *v);
void view_page_end(struct out *o, const struct view_page *v);

#endif
