#include "viewc.h"

#include <stdio.h>

static bool at(const struct viewc *c, const char *s)
{
    return str_starts(rest(c), str_of(s));
}

static char peek(const struct viewc *c, size_t ahead)
{
    return ahead < c->src.n - c->at ? c->src.p[c->at + ahead] : '\0';
}

static bool is_letter(char ch)
{
    return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z');
}

static bool is_digit(char ch)
{
    return ch >= '0' && ch <= '9';
}

static bool is_name_char(char ch)
{
    return is_letter(ch) || is_digit(ch) || ch == '-' || ch == '_' || ch == ':';
}

static const struct element *top(const struct viewc *c)
{
    return c->depth == 0 ? NULL : c->open[c->depth - 1].is;
}

/* The open element that has one of `flags`, the innermost; NULL: none. */
static const struct open_element *inside(const struct viewc *c, unsigned flags)
{
    for (size_t i = c->depth; i > 0; i--)
        if (c->open[i - 1].is->flags & flags)
            return &c->open[i - 1];
    return NULL;
}

static const struct open_element *inside_of(const struct viewc *c, const char *name)
{
    for (size_t i = c->depth; i > 0; i--)
        if (strcmp(c->open[i - 1].is->name, name) == 0)
            return &c->open[i - 1];
    return NULL;
}

/* ---- text ---- */

void markup_space(struct viewc *c)
{
    if (c->space && !c->now.space_done && (c->depth == 0 || !(top(c)->flags & EL_ONLY))) {
        code_fixed(c, " ", 1);
        c->now.space_done = true;
    }
    c->space = false;
}

bool markup_may_show(struct viewc *c, const char *what)
{
    if (c->depth == 0 || !(top(c)->flags & EL_ONLY))
        return true;
    refuse(c, c->line, "%s stands directly in <%s>; put it into an element inside", what, top(c)->name);
    return false;
}

/* How long the character reference here is: "&amp;", "&#160;", "&#xa0;"; 0: it is none. */
static size_t reference(const struct viewc *c)
{
    static const char *const names[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&nbsp;", "&shy;"};
    size_t n = 2;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (at(c, names[i]))
            return strlen(names[i]);
    if (!at(c, "&#"))
        return 0;
    if (peek(c, 2) == 'x')
        for (n = 3; is_digit(peek(c, n)) || (peek(c, n) >= 'a' && peek(c, n) <= 'f'); n++)
            ;
    else
        for (; is_digit(peek(c, n)); n++)
            ;
    return peek(c, n) == ';' && n > (peek(c, 2) == 'x' ? 3u : 2u) && n <= 8 ? n + 1 : 0;
}

/* How many bytes here are one piece that may stand in text or in a value; 0: refused. */
static size_t piece(struct viewc *c)
{
    unsigned char ch = (unsigned char)peek(c, 0);
    size_t n = 1;

    if (ch == '&') {
        n = reference(c);
        if (n == 0)
            refuse(c, c->line,
                   "an & that stands for itself; write &amp;, or the character itself for a name such as &rarr;");
    } else if ((ch < ' ' && !is_blank((char)ch)) || ch == 0x7f) {
        refuse(c, c->line, "a control character (byte %d); take it out", ch);
        return 0;
    } else if (at(c, "}}")) {
        refuse(c, c->line, "}} without {{; take it out, or open the {{");
        return 0;
    }
    return n;
}

static void read_tag(struct viewc *c);
static void read_end_tag(struct viewc *c);

static void read_text(struct viewc *c)
{
    bool keep = inside(c, EL_KEEP) != NULL && !(top(c)->flags & EL_ONLY);

    while (!c->failed && c->at < c->src.n && peek(c, 0) != '<' && !at(c, "{{")) {
        size_t n;

        if (is_blank(peek(c, 0)) && !keep) {
            c->space = true;
            take(c, 1);
            continue;
        }
        if ((n = piece(c)) == 0 || !markup_may_show(c, "text"))
            return;
        if (c->space)
            text_add(c, c->line, " ", 1);
        markup_space(c);
        c->now.space_done = false;
        if (!is_blank(peek(c, 0)))
            text_begin(c);
        code_fixed(c, c->src.p + c->at, n);
        text_add(c, c->line, c->src.p + c->at, n);
        take(c, n);
    }
    if (c->failed || peek(c, 0) != '<')
        return;
    text_end(c);
    if (c->now.where == IN_WORDS && peek(c, 1) != '/')
        refuse(c, c->line, "a < inside <%s>, which holds text only; write &lt;", top(c)->name);
    else if (peek(c, 1) == '/')
        read_end_tag(c);
    else
        read_tag(c);
}

/* script and style: as they are, up to their end tag. */
static void read_raw(struct viewc *c)
{
    size_t from = c->at;

    while (c->at < c->src.n && !c->failed && !at(c, "</")) {
        if (at(c, "{{"))
            refuse(c, c->line, "a value in <%s>; put it into a data- attribute, which the script reads", top(c)->name);
        else if (at(c, "<!--"))
            refuse(c, c->line, "<!-- in <%s>; take it out", top(c)->name);
        else
            take(c, 1);
    }
    if (c->failed)
        return;
    code_fixed(c, c->src.p + from, c->at - from);
    if (c->at < c->src.n)
        read_end_tag(c);
}

/* ---- tags ---- */

/* The name of a tag or an attribute that begins `ahead` bytes from here; of a long one the first WORD_SIZE bytes. */
static struct str read_name(const struct viewc *c, size_t ahead)
{
    size_t n = 0;

    while (n < WORD_SIZE && is_name_char(peek(c, ahead + n)))
        n++;
    return str_sub(c->src, c->at + ahead, c->at + ahead + n);
}

/* The block whose beginning lies in a tag or a value and that is still open; NULL: none. */
static const struct block *block_from(const struct viewc *c, enum where where)
{
    const struct block *b = c->block_count == 0 ? NULL : &c->blocks[c->block_count - 1];

    return b != NULL && b->begin.where == where ? b : NULL;
}

static void read_end_tag(struct viewc *c)
{
    struct str name = read_name(c, 2);
    size_t n = 2 + name.n;
    const struct element *is = element_find(name);
    const struct block *b = c->block_count == 0 ? NULL : &c->blocks[c->block_count - 1];

    while (is_blank(peek(c, n)))
        n++;
    if (peek(c, n) != '>') {
        refuse(c, c->line, "</%.*s without its >; an end tag holds a name and nothing else", (int)name.n, name.p);
    } else if (is != NULL && (is->flags & EL_VOID)) {
        refuse(c, c->line, "</%s>: this element has no end tag; take it out", is->name);
    } else if (c->depth == 0) {
        refuse(c, c->line, "</%.*s> closes nothing; open it in this view", (int)name.n, name.p);
    } else if (is != top(c)) {
        refuse(c, c->line, "</%.*s>, but <%s> of line %d is open; close that first", (int)name.n, name.p, top(c)->name,
               c->open[c->depth - 1].line);
    } else if (b != NULL && b->depth == c->depth) {
        refuse(c, c->line, "</%s> closes an element from outside the {{ block }} of line %d; close it there", is->name,
               b->line);
    } else {
        if (is->flags & (EL_BREAKS | EL_BOX))
            c->space = false;
        markup_space(c);
        code_fixed(c, "</", 2);
        code_cstr(c, is->name);
        code_fixed(c, ">", 1);
        take(c, n + 1);
        c->depth--;
        c->now.where = IN_TEXT;
        if (is->flags & (EL_BREAKS | EL_BOX))
            c->now.space_done = (is->flags & EL_BREAKS) != 0;
    }
}

static bool names_parent(const struct element *is, const char *parent)
{
    char word[WORD_SIZE];

    snprintf(word, sizeof word, " %s ", parent);
    return strstr(is->parents, word) != NULL;
}

bool markup_holds_elements(const struct viewc *c)
{
    return inside(c, EL_KEEP | EL_TEXT | EL_RAW) == NULL && (c->depth == 0 || !(top(c)->flags & EL_ONLY));
}

/* The p that a parser would close before a block here; NULL: none. */
static const struct open_element *open_p(const struct viewc *c)
{
    for (size_t i = c->depth; i > 0 && !(c->open[i - 1].is->flags & EL_SCOPE); i--)
        if (strcmp(c->open[i - 1].is->name, "p") == 0)
            return &c->open[i - 1];
    return NULL;
}

static bool is_heading(const struct element *is)
{
    return is->name[0] == 'h' && is_digit(is->name[1]);
}

/* " head body " -> "head or body" */
static const char *parents_of(const struct element *is, char out[PATH_SIZE])
{
    struct str left = str_trim(str_of(is->parents)), head;
    size_t n = 0;

    while (str_cut(left, ' ', &head, &left))
        n += (size_t)snprintf(out + n, PATH_SIZE - n, "%.*s or ", (int)head.n, head.p);
    snprintf(out + n, PATH_SIZE - n, "%.*s", (int)left.n, left.p);
    return is->parents[0] == '-' ? "nothing" : out;
}

/* May `is` stand directly in the open element? */
static bool fits_in(const struct viewc *c, const struct element *is)
{
    const struct element *in = top(c);
    bool row_of_dl =
        strcmp(in->name, "div") == 0 && (c->depth == 1 || strcmp(c->open[c->depth - 2].is->name, "dl") == 0);

    if (is->parents != NULL)
        return names_parent(is, in->name) || (row_of_dl && names_parent(is, "dl"));
    if (strcmp(in->name, "dl") == 0)
        return strcmp(is->name, "div") == 0;
    if (strcmp(in->name, "head") == 0)
        return strcmp(is->name, "script") == 0;
    return !(in->flags & EL_ONLY) || (is->flags & EL_SVG);
}

/* Would a parser put this element where it stands here? What stands around the view is not known. */
static bool fits(struct viewc *c, const struct element *is)
{
    const struct open_element *other;
    bool svg = inside_of(c, "svg") != NULL;
    char home[PATH_SIZE];

    if (c->depth == 0)
        return true;
    if (svg && !(is->flags & EL_SVG) && strcmp(is->name, "title") != 0)
        refuse(c, c->line, "<%s> stands in <svg>; a drawing holds shapes only", is->name);
    else if (!svg && (is->flags & EL_SVG))
        refuse(c, c->line, "<%s> outside <svg>; draw it inside one", is->name);
    else if (!fits_in(c, is) && is->parents == NULL)
        refuse(c, c->line, "<%s> stands directly in <%s>; put it into an element inside", is->name, top(c)->name);
    else if (!fits_in(c, is))
        refuse(c, c->line, "<%s> stands in <%s>; it belongs into %s", is->name, top(c)->name, parents_of(is, home));
    else if ((is->flags & EL_ALONE) && (other = inside_of(c, is->name)) != NULL)
        refuse(c, c->line, "<%s> inside the <%s> of line %d; close that first", is->name, is->name, other->line);
    else if ((is->flags & EL_ENDS_P) && (other = open_p(c)) != NULL)
        refuse(c, c->line,
               "<%s> inside the <p> of line %d: browsers close the p here; close it before, or make it a div", is->name,
               other->line);
    else if (is_heading(is) && is_heading(top(c)))
        refuse(c, c->line, "<%s> inside <%s>; a heading holds no heading", is->name, top(c)->name);
    return !c->failed;
}

static void read_doctype(struct viewc *c)
{
    static const char doctype[] = "<!doctype html>";

    if (at(c, "<!--")) {
        refuse(c, c->line, "a comment would be sent to the browser; write {{# ... }}");
    } else if (!str_starts_ci(rest(c), STR(doctype)) || c->depth > 0 || c->block_count > 0) {
        refuse(c, c->line, "<! begins nothing but <!doctype html> at the head of a view; for a < write &lt;");
    } else {
        code_cstr(c, doctype);
        take(c, strlen(doctype));
        c->space = false;
        c->now.space_done = true;
    }
}

static void read_tag(struct viewc *c)
{
    struct str name = read_name(c, 1);
    const struct element *is = element_find(name);

    if (peek(c, 1) == '!') {
        read_doctype(c);
    } else if (name.n == 0 || !is_letter(name.p[0])) {
        refuse(c, c->line, "%s",
               peek(c, 1) == '{' ? "a value as the name of a tag; write each tag out, with {{ if }} around it"
                                 : "a < that begins no tag; write &lt;");
    } else if (is == NULL) {
        refuse(c, c->line, "<%.*s>: views hold no such element; see tools/viewc/names.c (lower case)", (int)name.n,
               name.p);
    } else if (fits(c, is)) {
        if (is->flags & EL_BREAKS)
            c->space = false;
        markup_space(c);
        code_fixed(c, "<", 1);
        code_cstr(c, is->name);
        c->tag = is;
        c->tag_line = c->line;
        c->seen_count = 0;
        c->now.where = IN_TAG;
        c->now.blank = c->now.noopener = false;
        take(c, 1 + name.n);
    }
}

/* The > of a start tag; closed: it was "/>". */
static void end_tag(struct viewc *c, bool closed)
{
    const struct element *is = c->tag;
    const struct block *b = block_from(c, IN_TAG);

    if (b != NULL) {
        refuse(c, c->line, "the > of <%s> stands inside the {{ block }} of line %d; close the block before it",
               is->name, b->line);
    } else if (c->now.blank && !c->now.noopener) {
        refuse(c, c->tag_line, "target=\"_blank\" lets the other page steer this one; add rel=\"noopener\" to the tag");
    } else if (closed && !inside_of(c, "svg")) {
        refuse(c, c->line, "/> outside <svg>; write <%s>%s", is->name, is->flags & EL_VOID ? "" : " and its end tag");
    } else if (c->depth == DEPTH_MAX) {
        refuse(c, c->line, "more than %d elements inside each other; make views of the inner ones", DEPTH_MAX);
    } else {
        code_cstr(c, closed ? "/>" : ">");
        take(c, closed ? 2 : 1);
        c->now.where = IN_TEXT;
        if (is->flags & EL_BREAKS)
            c->now.space_done = true;
        else if (is->flags & EL_BOX)
            c->now.space_done = !(is->flags & EL_VOID);
        if (closed || (is->flags & EL_VOID))
            return;
        c->open[c->depth++] = (struct open_element){is, c->tag_line};
        if (is->flags & EL_KEEP) { /* parsers drop the first line feed, so one is given to them */
            code_fixed(c, "\n", 1);
            take(c, peek(c, 0) == '\n' ? 1 : 0);
        }
        if (is->flags & EL_RAW)
            c->now.where = IN_RAW;
        else if (is->flags & EL_TEXT)
            c->now.where = IN_WORDS;
    }
}

/* ---- attributes ---- */

static void see(struct viewc *c, struct str name)
{
    for (size_t i = 0; i < c->seen_count; i++) {
        if (!c->seen[i].hidden && str_is(name, c->seen[i].name)) {
            refuse(c, c->line, "%.*s stands twice in <%s>; browsers take the first only", (int)name.n, name.p,
                   c->tag->name);
            return;
        }
    }
    if (c->seen_count == ATTRS_MAX) {
        refuse(c, c->line, "more than %d attributes; take some out", ATTRS_MAX);
        return;
    }
    snprintf(c->attr_name, sizeof c->attr_name, "%.*s", (int)name.n, name.p);
    memcpy(c->seen[c->seen_count].name, c->attr_name, WORD_SIZE);
    c->seen[c->seen_count++].hidden = false;
}

static void begin_value(struct viewc *c)
{
    code_fixed(c, "=\"", 2);
    take(c, 2);
    c->now.where = IN_VALUE;
    c->now.address = c->attr->kind == ATTR_URL ? ADDRESS_BEGIN : ADDRESS_NONE;
    c->value_line = c->line;
    buf_reset(&c->value);
}

static void read_attr(struct viewc *c)
{
    struct str name = read_name(c, 0);
    const struct attr *is = attr_find(name);
    size_t n = name.n;

    if (name.n == 0 || !is_letter(name.p[0]) || name.n >= WORD_SIZE) {
        refuse(c, c->line, "no attribute begins with \"%c\"; write name=\"value\"",
               peek(c, 0) > ' ' ? peek(c, 0) : '?');
    } else if (name.p[n - 1] == '-') {
        refuse(c, c->line, "%.*s is half a name; a value cannot stand in the name of an attribute", (int)n, name.p);
    } else if (is == NULL) {
        refuse(c, c->line, "%.*s: views hold no such attribute; see tools/viewc/names.c", (int)n, name.p);
    } else if (is->kind == ATTR_REFUSED) {
        refuse(c, c->line, "%.*s is %s", (int)n, name.p, is->why);
    } else {
        see(c, name);
        if (c->failed)
            return;
        code_fixed(c, " ", 1);
        code_fixed(c, name.p, n);
        take(c, n);
        c->attr = is;
        if (at(c, "=\""))
            begin_value(c);
        else if (peek(c, 0) == '=')
            refuse(c, c->line, "the value of %s stands without double quotes; write %s=\"...\"", c->attr_name,
                   c->attr_name);
        else if (is->kind != ATTR_FLAG && !str_starts(name, STR("data-")))
            refuse(c, c->line, "%s without a value; write %s=\"...\", with no blank before the =", c->attr_name,
                   c->attr_name);
    }
}

static void read_in_tag(struct viewc *c)
{
    while (is_blank(peek(c, 0)))
        take(c, 1);
    if (c->at == c->src.n || at(c, "{{"))
        return;
    if (peek(c, 0) == '>')
        end_tag(c, false);
    else if (at(c, "/>"))
        end_tag(c, true);
    else
        read_attr(c);
}

/* ---- values of attributes ---- */

/* The fixed beginning of an address; returns how many bytes it is. */
static size_t begin_address(struct viewc *c)
{
    static const char *const other[] = {"tel:", "sms:", "mailto:"};
    char first = peek(c, 0), second = peek(c, 1);

    if (first == '/' && (second == '/' || second == '\\')) {
        refuse(c, c->line, "an address that begins with // leads to another site; write https:// or one /");
    } else if (first == '/') {
        c->now.address = ADDRESS_ROOT;
        return 1;
    } else if (first == '#' || first == '?') {
        c->now.address = ADDRESS_PART;
        return 1;
    } else if (at(c, "https://")) {
        c->now.address = ADDRESS_HOST;
        return 8;
    }
    for (size_t i = 0; i < sizeof other / sizeof other[0]; i++) {
        if (at(c, other[i])) {
            c->now.address = ADDRESS_OTHER;
            return strlen(other[i]);
        }
    }
    if (str_starts_ci(rest(c), STR("javascript:")))
        refuse(c, c->line, "%s=\"javascript:\" is a script; the script file attaches handlers itself", c->attr_name);
    refuse(c, c->line,
           "%s begins with none of / # ? https:// tel: sms: mailto:; write one of them, or give a struct url",
           c->attr_name);
    return 0;
}

/* The next fixed piece of an address, behind its beginning. */
static void go_on_address(struct viewc *c)
{
    char ch = peek(c, 0);

    if (c->now.address == ADDRESS_WHOLE) {
        refuse(c, c->line, "text behind a whole address; put all of it into the struct url");
    } else if (is_blank(ch) || ch == '\\' || ch == '\'' || ch == '>') {
        refuse(c, c->line, "\"%c\" in an address; write %%%02X", ch == '\n' ? ' ' : ch, (unsigned char)ch);
    } else if (ch == '&' && (!at(c, "&amp;") || c->now.address == ADDRESS_ROOT || c->now.address == ADDRESS_HOST)) {
        refuse(c, c->line, "a character reference in an address; only &amp; between the parts of a query");
    } else if (c->now.address == ADDRESS_ROOT && ch == '/') {
        refuse(c, c->line, "an address that begins with // leads to another site; write one /");
    } else if (c->now.address == ADDRESS_PATH && ch == '.' && c->src.p[c->at - 1] == '.') {
        refuse(c, c->line, ".. in a path; write the path that is meant");
    } else if (c->now.address == ADDRESS_PATH && str_starts_ci(rest(c), STR("%2e"))) {
        refuse(c, c->line, "%%2E in a path; write the dot as it is");
    } else if (c->now.address == ADDRESS_HOST && ch != '/' && ch != '?' && ch != '#') {
        if (!is_letter(ch) && !is_digit(ch) && ch != '.' && ch != '-' && ch != ':')
            refuse(c, c->line, "\"%c\" in the name of a host; write a plain name", ch);
    } else if (c->now.address != ADDRESS_PART && c->now.address != ADDRESS_OTHER) {
        c->now.address = ch == '?' || ch == '#' ? ADDRESS_PART : ADDRESS_PATH;
    }
}

static bool has_word(struct str s, const char *word)
{
    struct str head, tail;

    while (str_cut(s, ' ', &head, &tail)) {
        if (str_is(head, word))
            return true;
        s = tail;
    }
    return str_is(s, word);
}

/* The closing quote. */
static void end_value(struct viewc *c)
{
    struct str value = buf_str(&c->value);
    const struct block *b = block_from(c, IN_VALUE);

    if (b != NULL)
        refuse(c, c->line, "the \" that ends %s stands inside the {{ block }} of line %d; close the block before it",
               c->attr_name, b->line);
    if (c->now.address == ADDRESS_BEGIN)
        refuse(c, c->line, "%s is empty; write an address, or leave the attribute out", c->attr_name);
    if (strcmp(c->attr_name, "target") == 0 || strcmp(c->attr_name, "formtarget") == 0) {
        if (!has_word(STR("_blank _self _parent _top"), c->value.n == 0 ? "-" : c->value.p))
            refuse(c, c->line, "%s names a window; write _blank with rel=\"noopener\", or leave it out", c->attr_name);
        c->now.blank = c->now.blank || str_is(value, "_blank");
    }
    if (strcmp(c->attr_name, "rel") == 0)
        c->now.noopener = has_word(value, "noopener") || has_word(value, "noreferrer");
    text_end(c);
    code_fixed(c, "\"", 1);
    take(c, 1);
    c->now.where = IN_TAG;
    c->now.address = ADDRESS_NONE;
}

static void read_value(struct viewc *c)
{
    while (!c->failed && c->at < c->src.n && peek(c, 0) != '"' && !at(c, "{{")) {
        size_t n = piece(c);

        if (n == 0)
            return;
        if (peek(c, 0) == '<')
            refuse(c, c->line, "a < in %s; write &lt;, or close the \" of line %d", c->attr_name, c->value_line);
        else if (c->now.address == ADDRESS_BEGIN)
            n = begin_address(c);
        else if (c->now.address != ADDRESS_NONE)
            go_on_address(c);
        if (c->failed)
            return;
        if (c->attr->told && !is_blank(peek(c, 0)))
            text_begin(c);
        code_fixed(c, c->src.p + c->at, n);
        buf_put(&c->value, c->src.p + c->at, n);
        if (c->attr->told)
            text_add(c, c->line, c->src.p + c->at, n);
        take(c, n);
    }
    if (!c->failed && peek(c, 0) == '"')
        end_value(c);
}

void markup_read(struct viewc *c)
{
    while (c->at < c->src.n && !c->failed && !c->stopped) {
        if (at(c, "{{") && c->now.where != IN_RAW)
            directive_read(c);
        else if (c->now.where == IN_TEXT || c->now.where == IN_WORDS)
            read_text(c);
        else if (c->now.where == IN_RAW)
            read_raw(c);
        else if (c->now.where == IN_TAG)
            read_in_tag(c);
        else
            read_value(c);
    }
}
