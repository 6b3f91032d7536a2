/*
 * report.h: is it working? What a plan aims at and how its measures have gone since, as a document: for each
 * objective a sentence, a picture and a table; what to talk about; when to look at the plan again.
 * Layer: render (pure).  Not here: what is worked out from the entries (plan/standing.h, plan/signs.h).
 *
 * For a clinician it names bands, reliable change, answers about risk, signs and decisions. For the client it holds
 * the same scores in quieter pictures and none of those words.
 */
#ifndef RENDER_REPORT_H
#define RENDER_REPORT_H

#include "plan/signs.h"
#include "render/doc.h"

/* All borrowed; the follow is of the same plan and series. */
struct report {
    const struct plan *plan; /* ids numbered and bound */
    const struct series *series;
    const struct follow *follow;
    bool for_client;
};

/*
 * report_build: the document. Only paper, language and printed_on of the options matter.
 *   a    owns everything that is not text of the plan or the series; the document borrows those
 *   out  filled only when true is returned
 * ERR_MEMORY, ERR_LIMIT (the arena's limit). Thread-safe with one arena each.
 */
bool report_build(const struct report *w, const struct render_options *o, struct arena *a, struct doc *out,
                  struct err *e);

/* One measure by itself, for a page that is not ours: picture, legend and table. */
struct report_measure {
    const struct standing *standing; /* its course has a value */
    size_t first;                    /* of the course's points: those before are not shown */
    const struct chart_event *events;
    size_t event_count; /* by day */
    struct date on;
    bool for_client;
    bool unjudged;                    /* nothing is called better or worse, and no target reached: an alert is open */
    const struct render_words *words; /* NULL: English */
};
/* report_measure_html: markup with the classes of page.css (figure, scroll, chart, fold, table), well-formed, nothing
 * but text from what is borrowed. ERR_MEMORY, ERR_LIMIT. Thread-safe. */
bool report_measure_html(const struct report_measure *r, struct buf *out, struct err *e);

/* report_html, report_pdf: the document as render_html and render_pdf give a plan's; errors as theirs. */
bool report_html(const struct report *w, const struct render_options *o, struct buf *out, struct err *e);
bool report_pdf(const struct report *w, const struct render_options *o, struct buf *out, struct err *e);

#endif
