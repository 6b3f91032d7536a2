/* people_form.h: what page_people.c and page_person.c share. Layer: web, private to them. */
#ifndef WEB_PEOPLE_FORM_H
#define WEB_PEOPLE_FORM_H

#include "web/people.h"

#define PERSON_FIELDS 7
extern const struct field person_rows[PERSON_FIELDS];

struct str roles_value(struct call *w, unsigned roles); /* "owner|clinician", as the form sends it */
struct view_field roles_field(struct call *w, const struct form *f, unsigned now);
/* person_of: what the form says. person_field: the field that an error of the use case is about. */
void person_of(const struct call *w, const struct form *f, struct person *out);
const char *person_field(const struct err *e);
struct date last_day(const struct call *w, int64_t until_ms); /* of what ends at that moment, here */
void invited_page(struct call *w, const struct person *one, const struct invitation *in);

#endif
