/*
 * out.h: what compiled views call: values written for the place they stand in.
 * Layer: web. Written for the code that tools/viewc makes; docs/views.md is the language.
 */
#ifndef WEB_OUT_H
#define WEB_OUT_H

#include "base/date.h"
#include "base/escape.h"
#include "base/num.h"
#include "base/str.h"

#include <stdint.h>

struct out {
    struct buf *to;
};

/* Markup that our own code made and that is safe where elements may stand. */
struct html {
    struct str safe;
};
/* A whole address that our own code made: a path of this site, "tel:", "sms:" or "https:". */
struct url {
    struct str whole;
};

void out_raw(struct out *o, const char *p, size_t n);

/* out_text_*: between elements and in double-quoted attributes (the same escape is right for both).
 * out_part_*: one piece of an address: all but letters, digits and -._~ as %XX. */
void out_text_str(struct out *o, struct str s);
void out_text_cstr(struct out *o, const char *s);
void out_text_int(struct out *o, long long v);
void out_text_opt(struct out *o, struct opt_int v);
void out_text_date(struct out *o, struct date d); /* "1 December 2026" */
void out_attr_date(struct out *o, struct date d); /* "2026-12-01" */
void out_text_html(struct out *o, struct html h);
void out_part_str(struct out *o, struct str s);
void out_part_cstr(struct out *o, const char *s);
void out_part_int(struct out *o, long long v);
void out_part_date(struct out *o, struct date d);
void out_url(struct out *o, struct url u);

bool out_is_str(struct str s);
bool out_is_cstr(const char *s);
bool out_is_opt(struct opt_int v);
bool out_is_date(struct date d); /* absent: false */

#endif
