#include "viewc.h"

#include <stdio.h>

enum { WORDS_MAX = 5 };

struct words {
    struct str at[WORDS_MAX];
    size_t n;
    int line;
};

static bool is(const struct words *w, size_t i, const char *text)
{
    return i < w->n && str_is(w->at[i], text);
}

/* Cuts the {{ }} here into its words and moves behind it. */
static bool read_words(struct viewc *c, struct words *w)
{
    size_t end = str_find(rest(c), STR("}}"), 2);
    struct str in;

    *w = (struct words){.line = c->line};
    if (end == (size_t)-1) {
        refuse(c, c->line, "{{ without }}; close it");
        return false;
    }
    in = str_trim(str_sub(rest(c), 2, end));
    while (in.n > 0 && w->n < WORDS_MAX) {
        size_t n = 0;

        while (n < in.n && !is_blank(in.p[n]))
            n++;
        w->at[w->n++] = str_sub(in, 0, n);
        in = str_trim(str_sub(in, n, in.n));
    }
    if (w->n == 0 || in.n > 0 || str_find(str_sub(rest(c), 2, end), STR("{{"), 0) != (size_t)-1) {
        refuse(c, w->line, "this {{ }} says nothing that views know; see docs/views.md");
        return false;
    }
    take(c, end + 2);
    return true;
}

/* A chain of members such as "a.b->c"? *first: the length of its first name. */
static bool is_chain(struct str s, size_t *first)
{
    size_t at = 0;

    *first = 0;
    for (;;) {
        size_t from = at;

        while (at < s.n && s.p[at] != '.' && s.p[at] != '-')
            at++;
        if (!is_word(str_sub(s, from, at)))
            return false;
        if (*first == 0)
            *first = at;
        if (at == s.n)
            return s.n <= PATH_SIZE - WORD_SIZE - 16;
        if (s.p[at] == '-' && (at + 1 == s.n || s.p[at + 1] != '>'))
            return false;
        at += s.p[at] == '-' ? 2 : 1;
    }
}

/* to_c: "client.card.name" -> "v->client.card.name", "c.name" of a loop -> "(*at_c).name". `more` follows it. */
static bool to_c(struct viewc *c, const struct words *w, struct str name, const char *more, char out[PATH_SIZE])
{
    const char *loop = NULL;
    size_t first;
    struct str head;

    if (!is_chain(name, &first)) {
        refuse(c, w->line, "\"%.*s\" is no member; write name or name.name", (int)(name.n < 60 ? name.n : 60), name.p);
        return false;
    }
    head = str_sub(name, 0, first);
    for (size_t i = c->block_count; i > 0 && loop == NULL; i--)
        if (c->blocks[i - 1].kind == BLOCK_FOR && str_is(head, c->blocks[i - 1].word))
            loop = c->blocks[i - 1].word;
    if (loop != NULL)
        snprintf(out, PATH_SIZE, "(*at_%s)%.*s%s", loop, (int)(name.n - head.n), name.p + head.n, more);
    else
        snprintf(out, PATH_SIZE, "v->%.*s%s", (int)name.n, name.p, more);
    return true;
}

/* ---- values ---- */

static const char *macro_in_address(struct viewc *c, int line)
{
    switch (c->now.address) {
    case ADDRESS_BEGIN:
        c->now.address = ADDRESS_WHOLE;
        return "OUT_URL";
    case ADDRESS_PATH:
        return "OUT_PATH";
    case ADDRESS_PART:
        return "OUT_PART";
    case ADDRESS_ROOT:
        refuse(c, line,
               "a value right behind the first / of an address: an empty one would lead to another site; begin "
               "with a fixed word such as /clients/");
        break;
    case ADDRESS_HOST:
        refuse(c, line, "a value in the name of a host; give the whole address as a struct url");
        break;
    case ADDRESS_OTHER:
        refuse(c, line, "a value in a tel:, sms: or mailto: address; give the whole address as a struct url");
        break;
    default:
        refuse(c, line, "something behind a whole address; put all of it into the struct url");
    }
    return NULL;
}

/* The macro that writes a value here; NULL: refused. */
static const char *macro_here(struct viewc *c, int line)
{
    bool script = c->tag != NULL && (c->tag->flags & EL_RAW);

    switch (c->now.where) {
    case IN_TEXT:
        return markup_may_show(c, "a value") ? "OUT_TEXT" : NULL;
    case IN_WORDS:
        return "OUT_PLAIN";
    case IN_TAG:
        refuse(c, line, "a value inside the tag <%s> but outside quotes; write it as name=\"{{ value }}\"",
               c->tag->name);
        return NULL;
    case IN_VALUE:
        if (c->attr->kind == ATTR_FIXED || (script && strcmp(c->attr_name, "type") == 0)) {
            refuse(c, line,
                   "a value in %s, which takes fixed words only; write it out, with {{ if }} around the attribute",
                   c->attr_name);
            return NULL;
        }
        return c->attr->kind == ATTR_URL ? macro_in_address(c, line) : "OUT_ATTR";
    default:
        return NULL;
    }
}

/* theirs: words that people wrote, told apart from ours when they are in another language. */
static void put_value(struct viewc *c, const struct words *w, bool theirs)
{
    char name[PATH_SIZE], call[2 * PATH_SIZE];
    struct str member = w->at[theirs];
    const char *macro = macro_here(c, w->line);
    bool told = c->now.where == IN_TEXT || c->now.where == IN_WORDS || (c->attr != NULL && c->attr->told);

    if (macro == NULL || !to_c(c, w, member, "", name))
        return;
    if (theirs && (c->now.where != IN_TEXT || !markup_holds_elements(c))) {
        refuse(c, w->line, "{{ theirs %.*s }} where no elements may stand; write {{ %.*s }}", (int)member.n, member.p,
               (int)member.n, member.p);
        return;
    }
    macro = theirs ? "OUT_THEIRS" : macro;
    if (told && c->space)
        text_add(c, w->line, " ", 1);
    if (c->now.where != IN_VALUE) {
        markup_space(c);
        c->now.space_done = false;
    }
    snprintf(call, sizeof call, "%s(o, %s);", macro, name);
    if (told) {
        text_begin(c);
        text_value(c, w->line, member, call);
    }
    code_line(c, w->line, "%s", call);
}

/* ---- other views ---- */

/* The name and argument of `use` and `in`. */
static bool read_view(struct viewc *c, const struct words *w, char view[WORD_SIZE], char arg[PATH_SIZE])
{
    if (w->n < 2 || w->n > 3 || !is_word(w->at[1])) {
        refuse(c, w->line, "this names no view; write {{ %.*s view }} or {{ %.*s view member }}", (int)w->at[0].n,
               w->at[0].p, (int)w->at[0].n, w->at[0].p);
        return false;
    }
    if (c->now.where != IN_TEXT) {
        refuse(c, w->line, "a view inside a tag, a value or a text; views stand between elements");
        return false;
    }
    snprintf(view, WORD_SIZE, "%.*s", (int)w->at[1].n, w->at[1].p);
    buf_printf(&c->made->uses, " %s ", view);
    if (w->n == 3)
        return to_c(c, w, w->at[2], "", arg);
    snprintf(arg, PATH_SIZE, "*v");
    return true;
}

static void use(struct viewc *c, const struct words *w)
{
    char view[WORD_SIZE], arg[PATH_SIZE];

    if (!read_view(c, w, view, arg))
        return;
    markup_space(c);
    c->now.space_done = false;
    code_line(c, w->line, "view_%s(o, view_%s_of(%s));", view, view, arg);
    whole_use(c, view, w->line);
}

static void body(struct viewc *c, const struct words *w)
{
    for (size_t i = 0; i < c->block_count; i++) {
        if (c->blocks[i].kind != BLOCK_IN && c->blocks[i].frame == c->frame_count) {
            refuse(c, w->line, "{{ body }} inside the {{ block }} of line %d; it stands in every page, exactly once",
                   c->blocks[i].line);
            return;
        }
    }
    if (c->now.where != IN_TEXT || !markup_holds_elements(c))
        refuse(c, w->line, "{{ body }} where no elements may stand; put it into an element such as <main>");
    else if (c->made->layout)
        refuse(c, w->line, "a second {{ body }}; a page has one");
    else if (!whole_body(c))
        code_body(c);
    c->space = false;
    c->now.space_done = true;
}

/* ---- blocks ---- */

static struct block *push(struct viewc *c, const struct words *w, enum block_kind kind)
{
    struct block *b = &c->blocks[c->block_count];

    if (c->block_count == BLOCKS_MAX) {
        refuse(c, w->line, "more than %d blocks inside each other; make views of the inner ones", BLOCKS_MAX);
        return NULL;
    }
    if (c->now.where == IN_VALUE && c->attr->kind == ATTR_FIXED) {
        refuse(c, w->line, "a block in %s, which takes fixed words only; write it around the attribute", c->attr_name);
        return NULL;
    }
    if (c->now.where == IN_TAG && kind == BLOCK_FOR) {
        refuse(c, w->line, "{{ for }} inside a tag would write attributes twice; write it around the element");
        return NULL;
    }
    if (kind == BLOCK_IN)
        c->space = false;
    markup_space(c);
    c->block_count++;
    *b = (struct block){.kind = kind,
                        .line = w->line,
                        .begin = c->now,
                        .depth = c->depth,
                        .attrs = c->seen_count,
                        .frame = c->frame_count};
    return b;
}

/* The end of one branch: everything is as it was at its beginning, or as at the end of the other branches. */
static void end_branch(struct viewc *c, const struct words *w, struct block *b)
{
    const char *word = b->kind == BLOCK_FOR ? "for" : b->kind == BLOCK_IF ? "if" : "in";

    if (b->kind == BLOCK_IN)
        c->space = false;
    markup_space(c);
    if (c->now.where == IN_TAG && b->begin.where != IN_TAG)
        refuse(c, w->line, "the tag <%s> of line %d is open at the end of a branch; close it inside", c->tag->name,
               c->tag_line);
    else if (c->now.where == IN_VALUE && b->begin.where != IN_VALUE)
        refuse(c, w->line, "%s=\" of line %d is open at the end of a branch; close the quote inside", c->attr_name,
               c->value_line);
    else if (c->depth > b->depth)
        refuse(c, w->line, "<%s> of line %d is open at the end of a branch of {{ %s }} of line %d; close it inside",
               c->open[c->depth - 1].is->name, c->open[c->depth - 1].line, word, b->line);
    else if (c->now.blank && !c->now.noopener && !b->begin.blank)
        refuse(c, w->line, "target=\"_blank\" in this branch; put rel=\"noopener\" beside it, in the same branch");
    else if (b->branches > 0 && c->now.address != b->end.address)
        refuse(c, w->line,
               "the branches of line %d leave the address at different places; write {{ if }} around whole attributes",
               b->line);
    b->end.address = c->now.address;
    b->end.space_done = c->now.space_done && (b->branches == 0 || b->end.space_done);
    b->branches++;
}

static void open_if(struct viewc *c, const struct words *w, size_t from, const char *before)
{
    bool not = is(w, from, "not") && w->n == from + 2;
    char name[PATH_SIZE];

    if (w->n != from + 1 + not ) {
        refuse(c, w->line, "an {{ if }} asks for one member; write {{ if member }} or {{ if not member }}");
    } else if (to_c(c, w, w->at[from + not ], "", name)) {
        code_line(c, w->line, "%sif (%sOUT_IS(%s)) {", before, not ? "!" : "", name);
    }
}

static void begin_if(struct viewc *c, const struct words *w)
{
    struct block *b = push(c, w, BLOCK_IF);

    if (b == NULL)
        return;
    c->block_count--; /* so that the line stands where it belongs */
    open_if(c, w, 1, "");
    c->block_count++;
}

static void begin_for(struct viewc *c, const struct words *w)
{
    struct block *b = NULL;
    char list[PATH_SIZE], count[PATH_SIZE];

    if (w->n != 4 || !is(w, 2, "in") || !is_word(w->at[1])) {
        refuse(c, w->line, "this {{ for }} is not whole; write {{ for one in many }}");
        return;
    }
    for (size_t i = 0; i < c->block_count; i++)
        if (c->blocks[i].kind == BLOCK_FOR && c->blocks[i].frame == c->frame_count &&
            str_is(w->at[1], c->blocks[i].word))
            refuse(c, w->line, "\"%s\" is the element of line %d already; take another name", c->blocks[i].word,
                   c->blocks[i].line);
    if (c->failed || !to_c(c, w, w->at[3], "", list) || !to_c(c, w, w->at[3], "_count", count) ||
        (b = push(c, w, BLOCK_FOR)) == NULL)
        return;
    c->block_count--;
    code_line(c, w->line, "for (size_t i%zu = 0; i%zu < %s; i%zu++) {", c->block_count, c->block_count, count,
              c->block_count);
    c->block_count++;
    memcpy(b->list, list, sizeof list);
    snprintf(b->word, sizeof b->word, "%.*s", (int)w->at[1].n, w->at[1].p);
    code_line(c, w->line, "const __typeof__(*%s) *at_%s = &%s[i%zu];", list, b->word, list, c->block_count - 1);
    code_line(c, 0, "(void)at_%s;", b->word);
    c->now.space_done = false;
}

static void begin_in(struct viewc *c, const struct words *w)
{
    char view[WORD_SIZE], arg[PATH_SIZE];
    struct reading tail;
    struct block *b;

    if (!read_view(c, w, view, arg))
        return;
    if (c->depth > 0) {
        refuse(c, w->line, "{{ in }} inside <%s>; a page stands around everything", c->open[c->depth - 1].is->name);
        return;
    }
    if (c->block_count == 0 && (c->run.n > 0 || c->made->code.n > 0)) {
        refuse(c, w->line, "something stands before {{ in }}; a page stands around everything");
        return;
    }
    whole_begin(c, view, w->line, &tail);
    if (c->failed || (b = push(c, w, BLOCK_IN)) == NULL)
        return;
    b->tail = tail;
    c->block_count--;
    code_line(c, w->line, "view_%s_begin(o, view_%s_of(%s));", view, view, arg);
    c->block_count++;
    memcpy(b->word, view, sizeof view);
    memcpy(b->list, arg, sizeof arg);
    c->now.space_done = true;
}

static void begin_else(struct viewc *c, const struct words *w)
{
    struct block *b = c->block_count == 0 ? NULL : &c->blocks[c->block_count - 1];

    if (b == NULL || b->kind == BLOCK_IN || b->has_else || (w->n > 1 && (b->kind == BLOCK_FOR || !is(w, 1, "if")))) {
        refuse(c, w->line,
               "{{ else }} without an {{ if }} or {{ for }} that waits for it; or write {{ else if member }}");
        return;
    }
    end_branch(c, w, b);
    if (c->failed)
        return;
    code_flush(c); /* what was fixed belongs to the branch */
    c->block_count--;
    if (b->kind == BLOCK_FOR) {
        code_line(c, w->line, "}");
        code_line(c, 0, "if (%s_count == 0) {", b->list);
    } else if (w->n > 1) {
        open_if(c, w, 2, "} else ");
    } else {
        code_line(c, w->line, "} else {");
    }
    c->block_count++;
    b->has_else = w->n == 1;
    for (size_t i = b->attrs; i < c->seen_count; i++)
        c->seen[i].hidden = true;
    c->now = b->begin;
    if (b->kind == BLOCK_FOR)
        b->word[0] = '\0'; /* there is no element here */
}

static void end_block(struct viewc *c, const struct words *w)
{
    struct block *b = c->block_count == 0 ? NULL : &c->blocks[c->block_count - 1];
    bool covered; /* one of the branches is always taken */

    if (b == NULL || w->n > 1) {
        refuse(c, w->line, "{{ end }} closes nothing; take it out");
        return;
    }
    end_branch(c, w, b);
    covered = b->kind == BLOCK_IN || (b->kind == BLOCK_IF && b->has_else);
    if (!c->failed && !covered && b->end.address != b->begin.address)
        refuse(c, w->line, "the block of line %d holds only a part of an address; write it around whole attributes",
               b->line);
    if (c->failed)
        return;
    code_flush(c);
    c->block_count--;
    if (b->kind == BLOCK_IN)
        code_line(c, w->line, "view_%s_end(o, view_%s_of(%s));", b->word, b->word, b->list);
    else
        code_line(c, 0, "}");
    for (size_t i = b->attrs; i < c->seen_count && c->now.where == IN_TAG; i++)
        c->seen[i].hidden = false;
    if (b->kind == BLOCK_IN)
        whole_end(c, b->word, w->line, b->tail);
    c->wrapped = b->kind == BLOCK_IN && c->block_count == 0;
    c->now.blank = b->begin.blank;
    c->now.noopener = b->begin.noopener;
    c->now.space_done = b->kind == BLOCK_IN || (b->end.space_done && (covered || b->begin.space_done));
}

void directive_read(struct viewc *c)
{
    struct words w;

    if (str_starts(rest(c), STR("{{#"))) {
        size_t end = str_find(rest(c), STR("}}"), 0);

        if (end == (size_t)-1)
            refuse(c, c->line, "{{# without }}; close it");
        else
            take(c, end + 2);
        return;
    }
    if (!read_words(c, &w))
        return;
    bool theirs = w.n == 2 && is(&w, 0, "theirs");
    if ((w.n > 1 && !theirs) || is(&w, 0, "end") || is(&w, 0, "else") || is(&w, 0, "body"))
        text_end(c);
    if (is(&w, 0, "if"))
        begin_if(c, &w);
    else if (is(&w, 0, "for"))
        begin_for(c, &w);
    else if (is(&w, 0, "else"))
        begin_else(c, &w);
    else if (is(&w, 0, "end"))
        end_block(c, &w);
    else if (is(&w, 0, "use"))
        use(c, &w);
    else if (is(&w, 0, "in"))
        begin_in(c, &w);
    else if (is(&w, 0, "body") && w.n == 1)
        body(c, &w);
    else if (is(&w, 0, "view"))
        refuse(c, w.line, "a second {{ view }}; it stands in the first line only");
    else if (w.n == 1 || theirs)
        put_value(c, &w, theirs);
    else
        refuse(c, w.line, "{{ %.*s ... }} is none of view, in, body, if, else, for, end, use, theirs; see docs/views.md",
               (int)(w.at[0].n < 40 ? w.at[0].n : 40), w.at[0].p);
}

/* ---- the first line, and the last ---- */

static bool is_header(struct str s)
{
    if (s.n < 3 || s.n >= PATH_SIZE || s.p[0] != '"' || s.p[s.n - 1] != '"')
        return false;
    for (size_t i = 1; i + 1 < s.n; i++)
        if (s.p[i] == '\0' || (!is_word(str_sub(s, i, i + 1)) && strchr("0123456789./-", s.p[i]) == NULL))
            return false;
    return true;
}

void directive_first(struct viewc *c)
{
    struct view_made *m = c->made;
    const char *file = strrchr(c->path, '/') == NULL ? c->path : strrchr(c->path, '/') + 1;
    struct words w;
    char wanted[WORD_SIZE + 8];

    if (!str_starts(rest(c), STR("{{"))) {
        refuse(c, c->line, "the first line does not say which view this is; write {{ view name \"header.h\" }}");
        return;
    }
    if (!read_words(c, &w))
        return;
    if (!is(&w, 0, "view") || w.n < 3 || w.n > 4 || !is_word(w.at[1]) || !is_header(w.at[2]) ||
        (w.n == 4 && !is_word(w.at[3]))) {
        refuse(c, w.line,
               "the first line does not say which view this is; write {{ view name \"header.h\" }} or {{ view name "
               "\"header.h\" "
               "struct_name }}");
        return;
    }
    snprintf(m->name, sizeof m->name, "%.*s", (int)w.at[1].n, w.at[1].p);
    snprintf(m->header, sizeof m->header, "%.*s", (int)w.at[2].n - 2, w.at[2].p + 1);
    if (w.n == 4)
        snprintf(m->shape, sizeof m->shape, "%.*s", (int)w.at[3].n, w.at[3].p);
    else if (w.at[1].n + 5 < WORD_SIZE)
        snprintf(m->shape, sizeof m->shape, "view_%.*s", (int)w.at[1].n, w.at[1].p);
    else
        refuse(c, w.line, "the name is too long; at most %d letters", WORD_SIZE - 6);
    snprintf(wanted, sizeof wanted, "%s.html", m->name);
    if (strcmp(file, wanted) != 0)
        refuse(c, w.line, "view %s stands in the file %s; give both the same name", m->name, file);
}

void directive_end_of_view(struct viewc *c)
{
    if (c->failed)
        return;
    if (c->now.where == IN_TAG)
        refuse(c, c->tag_line, "<%s is not closed; add its >", c->tag->name);
    else if (c->now.where == IN_VALUE)
        refuse(c, c->value_line, "%s=\" is not closed; add the \"", c->attr_name);
    else if (c->block_count > 0)
        refuse(c, c->blocks[c->block_count - 1].line, "this block is not closed; add {{ end }}");
    else if (c->depth > 0)
        refuse(c, c->open[c->depth - 1].line, "<%s> is not closed; add </%s>", c->open[c->depth - 1].is->name,
               c->open[c->depth - 1].is->name);
}
