/* measures.h: what is known about measures, and the wording that the practice keeps of them. Layer: web. */
#ifndef WEB_MEASURES_H
#define WEB_MEASURES_H

#include "web/web.h"

struct measures_row {
    const char *name, *title, *state, *tag; /* state: of its wording; "": none is kept */
    struct url url;
};
struct view_measures {
    struct view_page page;
    struct measures_row *used, *others;
    size_t used_count, others_count;
};
struct measure_fact {
    const char *label;
    struct str text;
    const char *source; /* NULL: none of its own */
    bool unconfirmed;
};
struct view_measure {
    struct view_page page;
    const char *name, *title;
    struct measure_fact *facts;
    size_t facts_count;
    const char **labels; /* of the items: ours */
    size_t labels_count;
    bool has_wording, damaged, may_show, may_keep;
    struct measure_fact *kept;
    size_t kept_count;
    struct str why_not;
    struct url action, drop;
    struct view_field text, file, copyright, publisher, permission;
};
struct wording_row_shown {
    struct str number, before, text, answers;
    const char *label, *by;
    bool missing, doubtful;
};
/* Texts beside our labels, to be confirmed. */
struct view_wording_compare {
    struct view_page page;
    const char *name;
    bool complete;
    struct str found, hash, source, copyright, publisher, permission, notice;
    struct url action, back;
    const char **doubts, **notes;
    size_t doubts_count, notes_count;
    struct wording_row_shown *rows;
    size_t rows_count;
};

#endif
