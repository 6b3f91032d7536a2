/* packet_pdf.c: a packet as pages: cover and notice, the consent, the plan's parts, then the entries. */
#include "practice/sharing_parts.h"

#include "plan/plan_json.h"
#include "plan/signs.h"
#include "render/doc.h"
#include "render/report.h"

struct pages {
    const struct packet *p;
    struct arena *a;
    struct doc doc;
    struct doc_node trash; /* where things go when there is no memory */
    bool failed;
};

/* Texts come out of JSON: UTF-8 without NUL. Other control characters have no place on a page. */
static struct str clean(struct pages *g, struct str s)
{
    size_t i = 0;
    while (i < s.n && ((unsigned char)s.p[i] >= ' ' || s.p[i] == '\n') && s.p[i] != 127) {
        i++;
    }
    char *p = i < s.n ? arena_copy(g->a, s.p, s.n) : NULL;
    if (i == s.n || !p) {
        g->failed = g->failed || i < s.n;
        return s;
    }
    for (; i < s.n; i++) {
        p[i] = ((unsigned char)p[i] >= ' ' || p[i] == '\n') && p[i] != 127 ? p[i] : ' ';
    }
    return (struct str){p, s.n};
}

static struct doc_node *add(struct pages *g, struct doc_node *parent, enum doc_kind kind)
{
    struct doc_node *n = ARENA_NEW(g->a, struct doc_node);
    if (!n) {
        g->failed = true;
        g->trash = (struct doc_node){.kind = kind};
        return &g->trash;
    }
    n->kind = kind;
    if (parent->last) {
        parent->last->next = n;
    } else {
        parent->first = n;
    }
    parent->last = n;
    return n;
}

static struct doc_node *section(struct pages *g, const char *heading)
{
    struct doc_node *n = add(g, &g->doc.root, DOC_SECTION);
    n->text = str_of(heading);
    return n;
}

static void para(struct pages *g, struct doc_node *parent, struct str text)
{
    if (text.n) {
        add(g, parent, DOC_PARA)->text = clean(g, text);
    }
}

static void row(struct pages *g, struct doc_node *parent, struct str label, struct str text)
{
    if (text.n) {
        struct doc_node *n = add(g, parent, DOC_ROW);
        n->label = clean(g, label);
        para(g, n, text);
    }
}

static void row_sections(struct pages *g, struct doc_node *parent, unsigned sections)
{
    struct doc_node *n = add(g, parent, DOC_ROW), *list = add(g, n, DOC_LIST);
    n->label = STR("Parts of the record");
    for (unsigned i = 0; i < SHARE_SECTION_COUNT; i++) {
        if (sections >> i & 1) {
            add(g, list, DOC_ITEM)->text = str_of(sharing_section_heading((enum share_section)(1u << i)));
        }
    }
}

/* ---- cover, consent ---- */

/* A key or a value in words, as the page has it. */
static struct str in_words(struct pages *g, struct str key, struct str value)
{
    struct str text = SHARING_NONE;
    g->failed = !sharing_words(key, value, g->a, &text, NULL) || g->failed;
    return text;
}

static void row_date(struct pages *g, struct doc_node *parent, const char *label, struct date d)
{
    char day[DATE_TEXT_SIZE];
    row(g, parent, str_of(label), in_words(g, STR("date"), str_of(date_format(d, day))));
}

/* With a release its consent goes along; a consultation's consent does not. */
static struct str put_ground(struct pages *g, enum share_ground ground)
{
    return in_words(g, ground == GROUND_CONSENT ? STR("ground of a release") : STR("ground"),
                    str_of(sharing_ground_name(ground)));
}

static void put_cover(struct pages *g)
{
    const struct disclosure *d = g->p->d;
    struct doc_node *s = section(g, "Cover sheet"), *n;
    row(g, s, STR("To"), d->to);
    row(g, s, STR("Address"), d->address);
    row(g, s, STR("From"), g->p->practice_name);
    row(g, s, STR("About"), g->p->client_name);
    row(g, s, STR("Purpose"), d->purpose);
    row(g, s, STR("Ground"), put_ground(g, d->ground));
    row(g, s, STR("Authority"), d->ground == GROUND_CONSENT ? SHARING_NONE : d->authority);
    row(g, s, STR("Ordered by"), d->issued_by);
    row_date(g, s, "Order of", d->issued_on);
    row_date(g, s, "Made on", g->p->made_on);
    row_date(g, s, "Entries from", d->from_day);
    row_date(g, s, "Entries to", d->to_day);
    row_sections(g, s, g->p->inside.sections);
    row(g, s, STR("Number"), d->id);
    n = section(g, "Notice");
    para(g, n, g->p->notice);
    if (!g->p->notice_confirmed) {
        para(g, n, STR("The wording of this notice is not that of a regulation and is unconfirmed."));
    }
}

static void put_consent(struct pages *g)
{
    const struct consent *c = g->p->consent;
    struct doc_node *s;
    if (!c) {
        return;
    }
    s = section(g, "Copy of the consent");
    row(g, s, STR("Client"), c->client_name);
    row(g, s, STR("Who may give it"), c->from);
    row(g, s, STR("Who may receive it"), c->to);
    row(g, s, STR("Taking part"), c->participants);
    row(g, s, STR("Purpose"), c->purpose);
    row(g, s, STR("What"), c->description);
    row_sections(g, s, c->sections);
    row_date(g, s, "Begins", c->begins);
    row_date(g, s, "Ends", c->expires);
    row(g, s, STR("Ends with"), c->expiry_event);
    if (c->statements[0]) {
        row(g, s, STR("Told"), STR("The client can revoke it, and was told how."));
    }
    row(g, s, STR("Signed by"), c->signer);
    row(g, s, STR("Authority"), c->authority);
    row_date(g, s, "Signed on", c->signed_on);
}

/* ---- entries: JSON in words ---- */

static void put_lines(struct pages *g, struct doc_node *to, const struct sharing_line *lines, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        row(g, to, lines[i].label, lines[i].text);
    }
}

/* An entry that says nothing has no heading of its own. */
static size_t lines_of(struct pages *g, const struct packet_entry *entry, struct sharing_line **lines)
{
    size_t n = 0;
    g->failed = !sharing_lines(entry->root, g->a, lines, &n, NULL) || g->failed;
    return g->failed ? 0 : n;
}

static void put_entry(struct pages *g, struct doc_node *to, const struct packet_entry *entry,
                      const struct sharing_line *lines, size_t count)
{
    char day[DATE_TEXT_SIZE];
    struct doc_node *n = add(g, to, DOC_ENTRY);
    n->label = in_words(g, str_of(record_kind_name(entry->row->kind)), SHARING_NONE);
    n->text = in_words(g, STR("date"), str_of(date_format(date_from_day(entry->row->day), day)));
    n->meta = entry->labelled ? STR("42 CFR Part 2") : SHARING_NONE;
    put_lines(g, n, lines, count);
}

static void put_signatures(struct pages *g)
{
    const struct json *root;
    struct doc_node *s;
    if (!g->p->signatures.n || !json_parse(g->p->signatures, g->a, &root, NULL)) {
        g->failed = g->failed || g->p->signatures.n;
        return;
    }
    if (root->first) {
        s = section(g, "Who signed the plan");
        for (const struct json *v = root->first; v; v = v->next) {
            struct doc_node *n = add(g, s, DOC_ENTRY);
            struct sharing_line *lines = NULL;
            size_t count = 0;
            n->label = in_words(g, json_str(json_get(v, "role")), SHARING_NONE);
            g->failed = !sharing_lines(v, g->a, &lines, &count, NULL) || g->failed;
            put_lines(g, n, lines, count);
        }
    }
}

static void put_entries(struct pages *g)
{
    for (unsigned i = 0; i < SHARE_SECTION_COUNT; i++) {
        struct doc_node *s = NULL;
        for (size_t k = 0; k < g->p->entry_count; k++) {
            const struct packet_entry *entry = &g->p->entry[k];
            struct sharing_line *lines = NULL;
            size_t n = entry->section == (enum share_section)(1u << i) ? lines_of(g, entry, &lines) : 0;
            if (n) {
                s = s ? s
                      : section(g, entry->section == SHARE_PLAN ? "Added to the plan: amendments, statements, endings"
                                                                : sharing_section_heading(entry->section));
                put_entry(g, s, entry, lines, n);
            }
        }
    }
}

/* ---- scores as pictures: only beside the plan whose objectives they are about ---- */

/* Members of an entry that a line of a series has too. */
static bool is_member(struct str key)
{
    static const char *const members[] = {"type",  "instrument", "responses", "total", "measure",
                                          "value", "objective",  "goal",      "level", "period"};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        if (str_is(key, members[i])) {
            return true;
        }
    }
    return false;
}

/* The scores and ratings of the packet as lines of plan/series.h. A correction stands in place of what it corrects,
 * which is not in the packet. */
static void put_series(const struct packet *p, struct buf *out)
{
    char day[DATE_TEXT_SIZE];
    struct json_out o;
    for (size_t i = 0; i < p->entry_count; i++) {
        const struct packet_entry *entry = &p->entry[i];
        if (entry->section != SHARE_PROGRESS || entry->root->type != JSON_OBJECT ||
            entry->row->kind == RECORD_CHECKIN) {
            continue;
        }
        json_out_init(&o, out, 0);
        json_begin_object(&o);
        sharing_put(&o, "id", entry->row->id);
        sharing_put(&o, "date", str_of(date_format(date_from_day(entry->row->day), day)));
        if (!json_get(entry->root, "type")) {
            sharing_put(&o, "type", str_of(record_kind_name(entry->row->kind)));
        }
        for (const struct json *v = entry->root->first; v; v = v->next) {
            if (is_member(v->key)) {
                json_key_str(&o, v->key);
                json_put_tree(&o, v);
            }
        }
        json_end_object(&o);
        buf_char(out, '\n');
    }
}

/* Anchors of the report would stand twice. */
static void drop_anchors(struct doc_node *n)
{
    for (; n; n = n->next) {
        n->anchor = SHARING_NONE;
        drop_anchors(n->first);
    }
}

/* The plan again, bound: binding writes into it. */
static struct plan *bound(struct pages *g, struct err *e)
{
    struct plan *plan = NULL;
    struct buf json;
    buf_init(&json, 0);
    plan_to_json(g->p->plan, 0, &json);
    bool ok = (buf_ok(&json) || err_no_memory(e)) && plan_from_json(buf_str(&json), g->a, &plan, e) &&
              plan_number_ids(plan, g->a, e) && plan_bind(plan, g->a, e);
    buf_free(&json);
    return ok ? plan : NULL;
}

/* A series that cannot be read as one (another form of entry) is shown entry by entry only. */
static void put_progress(struct pages *g)
{
    const struct packet *p = g->p;
    struct render_options o = {.paper = g->doc.paper};
    struct series series = {0};
    struct follow *follow = ARENA_NEW(g->a, struct follow);
    struct doc report;
    struct buf lines;
    struct err e = {0};
    if (!p->plan_id.n || !(p->sections & SHARE_PROGRESS) || !follow) {
        g->failed = g->failed || !follow;
        return;
    }
    buf_init(&lines, 0);
    put_series(p, &lines);
    struct plan *plan = bound(g, &e);
    bool ok = plan && (buf_ok(&lines) || err_no_memory(&e)) && series_read(buf_str(&lines), g->a, &series, &e) &&
              series.entries.n && follow_plan(plan, &series, p->made_on, g->a, follow, &e);
    struct report w = {plan, &series, follow, p->d->ground == GROUND_CLIENT};
    if (ok && report_build(&w, &o, g->a, &report, &e)) {
        for (struct doc_node *n = report.root.first, *next; n; n = next) {
            next = n->next;
            if (str_is(n->anchor, "goals") || str_is(n->anchor, "measures")) {
                struct doc_node *mine = section(g, str_is(n->anchor, "goals") ? "How it goes" : "Other measures");
                drop_anchors(n->first);
                mine->first = n->first;
                mine->last = n->last;
            }
        }
    }
    g->failed = g->failed || g->a->failed || e.kind == ERR_MEMORY || e.kind == ERR_LIMIT;
    buf_free(&lines);
}

/* ---- all of it ---- */

/* The plan's document, its sections behind those that are there already. */
static bool put_plan(struct pages *g, struct err *e)
{
    struct render_options o = {.paper = g->doc.paper, .diagnoses_withheld = !(g->p->sections & SHARE_DIAGNOSES)};
    struct doc plan;
    if (!doc_build(g->p->plan, &o, g->a, &plan, e)) {
        return false;
    }
    if (plan.root.first) {
        g->doc.root.last->next = plan.root.first;
        g->doc.root.last = plan.root.last;
    }
    if (g->p->plan_id.n) {
        g->doc.facts = plan.facts;
    }
    return true;
}

static struct str born(struct pages *g)
{
    for (size_t i = 0; i < g->p->entry_count; i++) {
        const struct packet_entry *entry = &g->p->entry[i];
        struct str day = json_str(json_get(entry->root, "birth_date"));
        struct buf b;
        if (entry->section == SHARE_DETAILS && day.n) {
            struct str text = SHARING_NONE;
            buf_init(&b, 0);
            buf_cstr(&b, "born ");
            sharing_member_put(STR("birth_date"), clean(g, day), &b);
            g->failed = !sharing_keep(&b, g->a, &text, NULL) || g->failed;
            return text;
        }
    }
    return SHARING_NONE;
}

static bool build(struct pages *g, struct err *e)
{
    const struct packet *p = g->p;
    bool letter = str_eq_ci(p->country, STR("US")) || str_eq_ci(p->country, STR("CA"));
    g->doc = (struct doc){.title = STR("Record shared"),
                          .language = STR("en"),
                          .name = "packet",
                          .paper = letter ? PAPER_LETTER : PAPER_A4,
                          .root = {.kind = DOC_ROOT}};
    g->doc.client_named = clean(g, p->client_name);
    g->doc.client = p->client_name.n ? g->doc.client_named : STR("Client’s name not recorded");
    g->doc.born = born(g);
    put_cover(g);
    put_consent(g);
    if (!g->failed && p->plan && !put_plan(g, e)) {
        return false;
    }
    put_signatures(g);
    put_progress(g);
    put_entries(g);
    return !g->failed || (g->a->failed ? arena_error(g->a, e) : err_no_memory(e));
}

/* On each page of a copy: of which release it is one, for whom and what for. */
static bool mark_copy(struct pages *g, struct err *e)
{
    const struct disclosure *d = g->p->d;
    char day[DATE_TEXT_SIZE];
    struct str on = in_words(g, STR("date"), str_of(date_format(g->p->made_on, day)));
    struct buf b;
    buf_init(&b, 0);
    buf_printf(&b, "Copy of release %.*s of %.*s, to %.*s, for: %.*s", (int)d->id.n, d->id.n ? d->id.p : "", (int)on.n,
               on.n ? on.p : "", (int)d->to.n, d->to.n ? d->to.p : "", (int)d->purpose.n,
               d->purpose.n ? d->purpose.p : "");
    if (!sharing_keep(&b, g->a, &g->doc.facts, e)) {
        return false;
    }
    g->doc.facts = clean(g, g->doc.facts);
    g->doc.status = g->p->labelled ? STR("Protected by 42 CFR Part 2") : SHARING_NONE;
    return !g->failed || arena_error(g->a, e);
}

static bool pdf_of(struct pages *g, struct str *out, struct err *e)
{
    struct buf pdf;
    buf_init(&pdf, 0);
    bool ok = pdf_put(&g->doc, g->a, &pdf, e);
    return sharing_keep(&pdf, g->a, out, ok ? e : NULL) && ok;
}

bool packet_pdf(const struct packet *p, struct arena *a, struct str *out, struct err *e)
{
    struct pages g = {.p = p, .a = a};
    return build(&g, e) && pdf_of(&g, out, e);
}

bool packet_copies(const struct packet *p, struct arena *a, struct str *pdf, struct str *text, struct err *e)
{
    struct pages g = {.p = p, .a = a};
    struct buf b;
    if (!build(&g, e) || !mark_copy(&g, e) || !pdf_of(&g, pdf, e)) {
        return false;
    }
    buf_init(&b, 0);
    doc_text_put(&g.doc, &b);
    return sharing_keep(&b, a, text, e);
}
