/* plan_docx_xml.c: WordprocessingML to lines, with a streaming parser. */
#include "plan/plan_docx_parts.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>

#define BOXES_MAX 16 /* text boxes inside text boxes, tables inside cells */
#define COUNTERS 64

/* One paragraph on its way: an outer one waits while a text box inside it is read. */
struct paragraph {
    struct buf text;
    int heading, num, level;
    bool has_num;
    struct str style;
};

struct docx_reader {
    XML_Parser parser;
    enum docx_part part;
    struct docx_parts *parts;
    struct buf *out;
    struct err *err;
    bool failed;
    int depth, skip; /* skip: depth of the element whose content is left out, 0 for none */
    bool in_text, hidden;
    struct paragraph paragraph[BOXES_MAX];
    int box;              /* the paragraph that is being read */
    int tables, rows_in;  /* tables open; the depth of boxes where the outermost began */
    struct buf row, cell; /* of the outermost table */
    size_t cells, rows;
    bool head_row, cell_filled;
    struct docx_style *style; /* STYLES */
    struct docx_num *num;     /* NUMBERING */
    int num_level;
    int footnotes;
    bool footnote_begins;
    struct {
        int num, level, value;
    } counter[COUNTERS];
    size_t counters;
};

static void fail(struct docx_reader *r, enum err_kind kind, const char *text)
{
    if (!r->failed) {
        if (kind == ERR_MEMORY)
            err_no_memory(r->err);
        else
            err_set(r->err, kind, NULL, "%s", text);
        r->failed = true;
        XML_StopParser(r->parser, XML_FALSE);
    }
}

/* "namespace name": the name when the namespace is Word's own, or that of alternate content. */
static const char *local_name(const char *name)
{
    static const char *const spaces[] = {"http://schemas.openxmlformats.org/wordprocessingml/2006/main ",
                                         "http://purl.oclc.org/ooxml/wordprocessingml/main ",
                                         "http://schemas.openxmlformats.org/markup-compatibility/2006 "};
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces; i++) {
        size_t n = strlen(spaces[i]);
        if (strncmp(name, spaces[i], n) == 0)
            return name + n;
    }
    return "";
}

static const char *attribute(const char **atts, const char *name)
{
    for (; *atts; atts += 2)
        if (strcmp(local_name(atts[0]), name) == 0)
            return atts[1];
    return NULL;
}

static int int_attribute(const char **atts, const char *name)
{
    const char *v = attribute(atts, name);
    return v ? (int)strtol(v, NULL, 10) : 0;
}

static struct str keep(struct docx_reader *r, const char *s)
{
    struct str copy = {NULL, 0};
    if (s && !plan_text(r->parts->arena, str_of(s), &copy))
        fail(r, ERR_MEMORY, NULL);
    return copy;
}

/* styles and numbering */

static const struct docx_style *style_of(const struct docx_parts *p, struct str id)
{
    for (size_t i = 0; id.p && i < p->styles.n; i++)
        if (str_eq(p->styles.at[i].id, id))
            return &p->styles.at[i];
    return NULL;
}

/* "heading 2", "Heading2", "Title" */
static int heading_level(const char *name)
{
    if (!name)
        return 0;
    struct str s = str_of(name);
    if (str_eq_ci(s, STR("title")))
        return 1;
    if (!str_starts_ci(s, STR("heading")) || s.n < 8)
        return 0;
    char digit = s.p[s.n - 1];
    return digit >= '1' && digit <= '6' ? digit - '0' : 0;
}

static void style_element(struct docx_reader *r, const char *name, const char **atts)
{
    if (strcmp(name, "style") == 0) {
        r->style = PLAN_PUSH(r->parts->arena, &r->parts->styles);
        if (!r->style) {
            fail(r, ERR_MEMORY, NULL);
            return;
        }
        r->style->id = keep(r, attribute(atts, "styleId"));
        return;
    }
    if (!r->style)
        return;
    if (strcmp(name, "name") == 0 && !r->style->heading)
        r->style->heading = heading_level(attribute(atts, "val"));
    else if (strcmp(name, "basedOn") == 0)
        r->style->based_on = keep(r, attribute(atts, "val"));
    else if (strcmp(name, "outlineLvl") == 0 && int_attribute(atts, "val") < 6)
        r->style->heading = int_attribute(atts, "val") + 1;
    else if (strcmp(name, "numId") == 0)
        r->style->num = int_attribute(atts, "val");
    else if (strcmp(name, "ilvl") == 0)
        r->style->level = int_attribute(atts, "val");
}

static enum docx_list list_kind(const char *format)
{
    if (!format || strcmp(format, "bullet") == 0)
        return DOCX_LIST_BULLET;
    return strcmp(format, "none") == 0 ? DOCX_LIST_NONE : DOCX_LIST_NUMBER;
}

static void numbering_element(struct docx_reader *r, const char *name, const char **atts)
{
    bool abstract = strcmp(name, "abstractNum") == 0;
    if (abstract || strcmp(name, "num") == 0) {
        r->num = PLAN_PUSH(r->parts->arena, &r->parts->nums);
        if (!r->num) {
            fail(r, ERR_MEMORY, NULL);
            return;
        }
        r->num->abstract = abstract;
        r->num->id = int_attribute(atts, abstract ? "abstractNumId" : "numId");
        return;
    }
    if (!r->num)
        return;
    if (strcmp(name, "abstractNumId") == 0)
        r->num->abstract_id = int_attribute(atts, "val");
    else if (strcmp(name, "lvl") == 0)
        r->num_level = int_attribute(atts, "ilvl");
    else if (strcmp(name, "numFmt") == 0 && r->num_level >= 0 && r->num_level < DOCX_LEVELS)
        r->num->kind[r->num_level] = list_kind(attribute(atts, "val"));
}

static enum docx_list kind_of(const struct docx_parts *p, int num, int level)
{
    for (size_t i = 0; i < p->nums.n; i++) {
        const struct docx_num *n = &p->nums.at[i];
        if (n->abstract || n->id != num)
            continue;
        for (size_t k = 0; k < p->nums.n; k++)
            if (p->nums.at[k].abstract && p->nums.at[k].id == n->abstract_id)
                return p->nums.at[k].kind[level];
    }
    return DOCX_LIST_BULLET; /* a list whose numbering is not told */
}

/* paragraphs */

static struct paragraph *current(struct docx_reader *r)
{
    return &r->paragraph[r->box];
}

static void begin_paragraph(struct docx_reader *r)
{
    struct paragraph *p = current(r);
    buf_reset(&p->text);
    p->heading = p->num = p->level = 0;
    p->has_num = false;
    p->style = (struct str){NULL, 0};
}

static int next_number(struct docx_reader *r, int num, int level)
{
    size_t at = r->counters;
    for (size_t i = 0; i < r->counters; i++) {
        if (r->counter[i].num != num)
            continue;
        if (r->counter[i].level > level)
            r->counter[i].value = 0; /* an outer number begins the inner ones anew */
        if (r->counter[i].level == level)
            at = i;
    }
    if (at == r->counters) {
        if (r->counters == COUNTERS)
            return 1;
        r->counter[at].num = num;
        r->counter[at].level = level;
        r->counter[at].value = 0;
        r->counters++;
    }
    return ++r->counter[at].value;
}

/* What the style says where the paragraph itself does not; styles inherit. */
static void apply_style(struct docx_reader *r, struct paragraph *p)
{
    const struct docx_style *s = style_of(r->parts, p->style);
    if (!s && p->style.p && !p->heading)
        p->heading = heading_level(p->style.p); /* no styles.xml: the id tells */
    for (int i = 0; s && i < 10; i++) {
        if (!p->heading)
            p->heading = s->heading;
        if (!p->has_num && s->num) {
            p->has_num = true;
            p->num = s->num;
            p->level = s->level;
        }
        s = style_of(r->parts, s->based_on);
    }
}

static void put_paragraph(struct docx_reader *r, struct buf *to, struct paragraph *p, bool in_cell)
{
    struct str text = buf_str(&p->text), line;
    apply_style(r, p);
    int level = p->level < 0 ? 0 : p->level >= DOCX_LEVELS ? DOCX_LEVELS - 1 : p->level;
    enum docx_list kind = p->has_num && p->num > 0 ? kind_of(r->parts, p->num, level) : DOCX_LIST_NONE;
    bool blank = str_trim(text).n == 0;
    size_t hang = 0;
    if (r->footnote_begins && !blank) {
        r->footnote_begins = false;
        buf_printf(to, "Footnote %d: ", ++r->footnotes);
        text = str_trim(text);
    } else if (!blank && p->heading && kind == DOCX_LIST_NONE && !in_cell) {
        buf_repeat(to, '#', (size_t)p->heading);
        buf_char(to, ' ');
    } else if (!blank && kind != DOCX_LIST_NONE && !p->heading) {
        hang = 2 * (size_t)level + 2;
        buf_repeat(to, ' ', in_cell ? 0 : hang);
        if (kind == DOCX_LIST_NUMBER)
            buf_printf(to, "%d. ", next_number(r, p->num, level));
        else
            buf_cstr(to, in_cell ? "- " : "\xE2\x80\xA2 ");
    } else if (!blank && p->heading && !in_cell) {
        buf_repeat(to, '#', (size_t)p->heading);
        buf_printf(to, " %d. ", next_number(r, p->num, level));
    }
    while (str_cut(text, '\n', &line, &text)) {
        buf_add(to, line);
        buf_cstr(to, in_cell ? "<br>" : "\n");
        buf_repeat(to, ' ', hang && !in_cell ? hang + 2 : 0);
    }
    buf_add(to, text);
}

static void end_paragraph(struct docx_reader *r)
{
    struct paragraph *p = current(r);
    if (!buf_ok(&p->text)) {
        fail(r, ERR_MEMORY, NULL);
    } else if (r->tables > 0) {
        if (r->cell_filled && str_trim(buf_str(&p->text)).n)
            buf_cstr(&r->cell, "<br>");
        r->cell_filled = r->cell_filled || str_trim(buf_str(&p->text)).n;
        put_paragraph(r, &r->cell, p, true);
    } else {
        put_paragraph(r, r->out, p, false);
        buf_char(r->out, '\n');
    }
}

/* tables */

static void end_cell(struct docx_reader *r)
{
    struct str s = str_trim(buf_str(&r->cell));
    buf_cstr(&r->row, r->cells ? " | " : "| ");
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '|')
            buf_char(&r->row, '\\');
        buf_char(&r->row, s.p[i] == '\n' || s.p[i] == '\t' ? ' ' : s.p[i]);
    }
    r->cells++;
}

/* A table of one column is a box around text. */
static void end_row(struct docx_reader *r)
{
    struct str s = buf_str(&r->row), part;
    if (!buf_ok(&r->row) || !buf_ok(&r->cell)) {
        fail(r, ERR_MEMORY, NULL);
        return;
    }
    if (r->cells == 1) {
        for (s = str_sub(s, 2, s.n); s.n;) {
            size_t at = str_find(s, STR("<br>"), 0);
            part = str_sub(s, 0, at == (size_t)-1 ? s.n : at);
            buf_add(r->out, part);
            buf_char(r->out, '\n');
            s = str_sub(s, at == (size_t)-1 ? s.n : at + 4, s.n);
        }
    } else if (r->cells > 1) {
        buf_add(r->out, s);
        buf_cstr(r->out, " |\n");
        if (r->head_row) {
            for (size_t i = 0; i < r->cells; i++)
                buf_cstr(r->out, i ? " | ---" : "| ---");
            buf_cstr(r->out, " |\n");
        }
    }
}

static void table_begins(struct docx_reader *r, const char *name)
{
    if (strcmp(name, "tbl") == 0) {
        if (r->tables++ == 0) {
            r->rows = 0;
            buf_char(r->out, '\n');
        }
    } else if (r->tables == 1 && strcmp(name, "tr") == 0) {
        buf_reset(&r->row);
        r->cells = 0;
        r->head_row = false;
    } else if (r->tables == 1 && strcmp(name, "tc") == 0) {
        buf_reset(&r->cell);
        r->cell_filled = false;
    } else if (r->tables == 1 && strcmp(name, "tblHeader") == 0) {
        r->head_row = r->rows == 0;
    }
}

static void table_ends(struct docx_reader *r, const char *name)
{
    if (strcmp(name, "tbl") == 0) {
        r->tables--;
        if (r->tables == 0)
            buf_char(r->out, '\n');
    } else if (r->tables == 1 && strcmp(name, "tc") == 0) {
        end_cell(r);
    } else if (r->tables == 1 && strcmp(name, "tr") == 0) {
        end_row(r);
        r->rows++;
    }
}

/* elements */

static void paragraph_property(struct docx_reader *r, const char *name, const char **atts)
{
    struct paragraph *p = current(r);
    if (strcmp(name, "pStyle") == 0) {
        p->style = keep(r, attribute(atts, "val"));
    } else if (strcmp(name, "numId") == 0) {
        p->num = int_attribute(atts, "val");
        p->has_num = true; /* 0 takes the list of the style away */
    } else if (strcmp(name, "ilvl") == 0) {
        p->level = int_attribute(atts, "val");
    } else if (strcmp(name, "outlineLvl") == 0 && int_attribute(atts, "val") < 6) {
        p->heading = int_attribute(atts, "val") + 1;
    }
}

/* A tick box from a symbol font. */
static void put_symbol(struct docx_reader *r, const char **atts)
{
    const char *code = attribute(atts, "char");
    long v = code ? strtol(code, NULL, 16) & 0xFF : 0;
    if (v == 0xFE || v == 0xFD || v == 0x52 || v == 0x54 || v == 0x78)
        buf_cstr(&current(r)->text, "[x]");
    else if (v == 0xA8 || v == 0x6F || v == 0xA3 || v == 0x71)
        buf_cstr(&current(r)->text, "[ ]");
}

static void text_element(struct docx_reader *r, const char *name, const char **atts)
{
    struct buf *text = &current(r)->text;
    const char *type;
    if (strcmp(name, "p") == 0) {
        begin_paragraph(r);
    } else if (strcmp(name, "t") == 0) {
        r->in_text = !r->hidden;
    } else if (strcmp(name, "r") == 0) {
        r->hidden = false;
    } else if (strcmp(name, "vanish") == 0) {
        type = attribute(atts, "val");
        r->hidden = !type || (strcmp(type, "0") != 0 && strcmp(type, "false") != 0);
    } else if (strcmp(name, "tab") == 0 && !attribute(atts, "pos")) {
        buf_char(text, '\t');
    } else if (strcmp(name, "br") == 0 || strcmp(name, "cr") == 0) {
        type = attribute(atts, "type");
        buf_cstr(text, type && strcmp(type, "textWrapping") != 0 ? "" : "\n");
    } else if (strcmp(name, "noBreakHyphen") == 0) {
        buf_char(text, '-');
    } else if (strcmp(name, "sym") == 0) {
        put_symbol(r, atts);
    } else if (strcmp(name, "txbxContent") == 0) {
        if (r->box == BOXES_MAX - 1)
            fail(r, ERR_LIMIT, "text boxes nested too deep");
        else
            r->box++;
    } else if (strcmp(name, "footnote") == 0 || strcmp(name, "endnote") == 0) {
        r->footnote_begins = !attribute(atts, "type"); /* separators have a type */
    } else {
        paragraph_property(r, name, atts);
    }
    table_begins(r, name);
}

/* Content that is not part of the text as it stands now: deleted and moved away, and the second copy of a text box. */
static bool left_out(const char *name)
{
    return strcmp(name, "del") == 0 || strcmp(name, "moveFrom") == 0 || strcmp(name, "Fallback") == 0 ||
           strcmp(name, "pPrChange") == 0 || strcmp(name, "rPrChange") == 0;
}

static void XMLCALL on_start(void *data, const XML_Char *full, const XML_Char **atts)
{
    struct docx_reader *r = data;
    const char *name = local_name(full);
    if (++r->depth > DOCX_DEPTH_MAX) {
        fail(r, ERR_LIMIT, "elements nested deeper than 256; this is no Word document");
        return;
    }
    if (r->skip || r->failed || !*name)
        return;
    if (r->part == DOCX_STYLES)
        style_element(r, name, atts);
    else if (r->part == DOCX_NUMBERING)
        numbering_element(r, name, atts);
    else if (left_out(name))
        r->skip = r->depth;
    else
        text_element(r, name, atts);
}

static void XMLCALL on_end(void *data, const XML_Char *full)
{
    struct docx_reader *r = data;
    const char *name = local_name(full);
    if (r->skip == r->depth)
        r->skip = 0;
    else if (!r->skip && !r->failed && r->part >= DOCX_FOOTNOTES) {
        if (strcmp(name, "t") == 0)
            r->in_text = false;
        else if (strcmp(name, "p") == 0)
            end_paragraph(r);
        else if (strcmp(name, "txbxContent") == 0)
            r->box--;
        table_ends(r, name);
    }
    r->depth--;
}

static void XMLCALL on_text(void *data, const XML_Char *s, int n)
{
    struct docx_reader *r = data;
    if (!r->in_text || r->skip || r->failed)
        return;
    for (int i = 0; i < n; i++)
        buf_char(&current(r)->text, s[i] == '\n' || s[i] == '\r' ? ' ' : s[i]);
}

static void XMLCALL on_doctype(void *data, const XML_Char *name, const XML_Char *system, const XML_Char *public,
                               int subset)
{
    (void)name, (void)system, (void)public, (void)subset;
    fail(data, ERR_INVALID, "the document declares entities or a type of its own; save it again in Word");
}

struct docx_reader *docx_reader_new(enum docx_part part, struct docx_parts *parts, struct buf *out)
{
    struct docx_reader *r = calloc(1, sizeof *r);
    if (!r)
        return NULL;
    r->parser = XML_ParserCreateNS(NULL, ' ');
    if (!r->parser) {
        free(r);
        return NULL;
    }
    r->part = part;
    r->parts = parts;
    r->out = out;
    XML_SetUserData(r->parser, r);
    XML_SetElementHandler(r->parser, on_start, on_end);
    XML_SetCharacterDataHandler(r->parser, on_text);
    XML_SetStartDoctypeDeclHandler(r->parser, on_doctype);
    return r;
}

void docx_reader_free(struct docx_reader *r)
{
    if (!r)
        return;
    XML_ParserFree(r->parser);
    for (int i = 0; i < BOXES_MAX; i++)
        buf_free(&r->paragraph[i].text);
    buf_free(&r->row);
    buf_free(&r->cell);
    free(r);
}

bool docx_reader_feed(struct docx_reader *r, const char *p, size_t n, bool last, struct err *e)
{
    r->err = e;
    if (XML_Parse(r->parser, p, (int)n, last) != XML_STATUS_OK && !r->failed) {
        enum XML_Error code = XML_GetErrorCode(r->parser);
        if (code == XML_ERROR_NO_MEMORY)
            return err_no_memory(e);
        return err_set(e, ERR_INVALID, NULL, "damaged .docx: its text is not XML (%s, line %lu); save it again in Word",
                       XML_ErrorString(code), (unsigned long)XML_GetCurrentLineNumber(r->parser));
    }
    return !r->failed;
}
