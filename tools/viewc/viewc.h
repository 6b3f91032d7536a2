/*
 * viewc.h: the compiler of views: src/web/view/NAME.html -> a C function. docs/views.md is the language.
 * A host tool: of the program it uses base/str.h only.
 *
 *   names.c      what elements and attributes there are, and what may stand in them
 *   markup.c     reads the markup: which place is this, and are all elements whole
 *   directive.c  {{ ... }}
 *   whole.c      views inside views: do they fit where they are used?
 *   code.c       writes C, and the header of all views
 *   text.c       what a person reads in a view, and its translations
 *   po.c         reads a catalogue, po/LANGUAGE.po
 *   c_text.c     texts of C files, N_("...") and web_t(w, "..."); conversions of printf
 *   catalogue.c  the table of the texts of C files; what is missing in a catalogue
 *   main.c       files and arguments
 */
#ifndef VIEWC_H
#define VIEWC_H

#include "base/str.h"

#include <stdbool.h>

enum {
    WORD_SIZE = 64,
    PATH_SIZE = 256,
    DEPTH_MAX = 96,
    BLOCKS_MAX = 24,
    ATTRS_MAX = 48,
    FRAMES_MAX = 16,
    VALUES_MAX = 12,
    PO_CODE_SIZE = 4,
    REFUSAL_SIZE = 512,
    SAYS_SIZE = 200
};

/* ---- a catalogue ---- */

struct po_row {
    char *id, *text; /* the English text; the other language's, "" when nobody has translated it */
    int line;
    bool fuzzy; /* a guess of msgmerge: as good as none */
};
struct po {
    const char *path;
    char code[PO_CODE_SIZE]; /* "es" */
    struct po_row *rows;     /* by id */
    size_t count;
    char refusal[REFUSAL_SIZE];
};
/* po_read: false: out->refusal says why, as of a view; po_free is called anyway. merge: a msgid that stands twice is
 * one row, with the first text that is there; else it is refused. po_text: NULL: not translated. */
#define PO_VOICE "guardian.po" /* no language: what a guardian reads in place of a text, in English */
bool po_read(const char *path, struct str source, bool merge, struct po *out);
void po_free(struct po *po);
struct po_row *po_row(const struct po *po, const char *id);
const char *po_text(const struct po *po, const char *id);

/* ---- a view ---- */

/* A text of a view: English, character references decoded, white space folded, values as {name}. */
struct view_text {
    char *id;
    int line;
    bool told;         /* holds letters of its own: it is translated */
    bool label;        /* of a button, a label, a heading of a table and such: short */
    bool blank_behind; /* the text ends with a blank that shows */
    size_t values;
    struct view_value {
        char name[PATH_SIZE];     /* as in the view */
        char call[2 * PATH_SIZE]; /* the C that writes it here */
        int line;
    } * value;
};

/* What came of one view. */
struct view_made {
    char name[WORD_SIZE], shape[WORD_SIZE], header[PATH_SIZE]; /* shape: the name of its struct */
    bool layout;                                               /* holds {{ body }} */
    struct buf code;                                           /* a whole C file */
    struct view_text *texts;                                   /* in the order of the view */
    size_t text_count;
    struct buf uses;            /* names of the views inside and around, " name name " */
    char refusal[REFUSAL_SIZE]; /* "path:line: reason; how to mend", no line break */
};

/* viewc_compile: false: made->refusal says why, and code is of no use. View paths hold no quote and no backslash.
 * viewc_translate: the same, with the texts of these languages in the code; o->language chooses among them. voice: what
 * a guardian reads in place of a text, when o->guardian; itself a text of these languages; NULL: nothing. */
bool viewc_compile(const char *path, struct str source, struct view_made *made);
bool viewc_translate(const char *path, struct str source, const struct po *const *po, size_t po_count,
                     const struct po *voice, struct view_made *made);
void viewc_free(struct view_made *made);
/* viewc_check: does view `which` fit together with the views it uses? All of them have been compiled. */
struct view_source {
    const char *path;
    struct str source;
    const struct view_made *made;
};
bool viewc_check(const struct view_source *all, size_t count, size_t which, char refusal[REFUSAL_SIZE]);
/* viewc_header: prototypes and argument macros of all views. */
void viewc_header(const struct view_made *views, size_t count, struct buf *out);

/* ---- names ---- */

enum element_flag {
    EL_VOID = 1 << 0,   /* has no inside and no end tag */
    EL_BREAKS = 1 << 1, /* white space beside its tags is not shown */
    EL_BOX = 1 << 2,    /* stands in a line as a word does: white space behind it is shown */
    EL_ENDS_P = 1 << 3, /* a parser closes an open p before it */
    EL_ONLY = 1 << 4,   /* holds only elements that name it as their parent; no text */
    EL_TEXT = 1 << 5,   /* holds text, no elements */
    EL_RAW = 1 << 6,    /* script, style: no value inside */
    EL_KEEP = 1 << 7,   /* white space inside is kept */
    EL_SVG = 1 << 8,    /* stands inside svg */
    EL_SCOPE = 1 << 9,  /* a p outside it is not closed from inside */
    EL_ALONE = 1 << 10  /* not inside another of its kind */
};
struct element {
    const char *name;
    unsigned flags;
    const char *parents; /* " ul ol ": where it may stand; NULL: anywhere */
};
const struct element *element_find(struct str name);

enum attr_kind {
    ATTR_PLAIN,
    ATTR_URL,
    ATTR_FIXED, /* no value of the struct in it */
    ATTR_FLAG,  /* stands without a value; may have one */
    ATTR_REFUSED
};
struct attr {
    const char *name; /* "data-": each name that begins so */
    enum attr_kind kind;
    const char *why; /* of a refusal */
    bool told;       /* a person reads it: a text for the list of texts */
};
const struct attr *attr_find(struct str name);

/* ---- the state of a compilation ---- */

enum where {
    IN_TEXT,  /* between elements */
    IN_WORDS, /* textarea, title, option: text only */
    IN_RAW,
    IN_TAG,
    IN_VALUE
};
enum address { /* how much of an address has been read */
               ADDRESS_NONE,
               ADDRESS_BEGIN,
               ADDRESS_ROOT, /* "/" */
               ADDRESS_HOST, /* "https://host" */
               ADDRESS_PATH,
               ADDRESS_PART,  /* behind "?" or "#" */
               ADDRESS_OTHER, /* tel: and such */
               ADDRESS_WHOLE  /* a struct url: nothing may follow */
};
struct place {
    enum where where;
    enum address address;
    bool space_done;      /* white space here would not be shown */
    bool blank, noopener; /* of the tag: target="_blank" without, or with, its rel */
};
struct open_element {
    const struct element *is;
    int line;
};
struct reading { /* a place in a file */
    const char *path;
    struct str src;
    size_t at;
    int line;
};
struct frame {               /* a view that is being read inside another */
    const char *name, *path; /* which; and where it is used */
    int line;
    bool around; /* by {{ in }} */
};
enum block_kind { BLOCK_IF, BLOCK_FOR, BLOCK_IN };
struct block {
    enum block_kind kind;
    int line;
    struct place begin;  /* where it was opened */
    struct place end;    /* where its first branch ended */
    size_t depth, attrs; /* open elements, and attributes of the tag, at its beginning */
    size_t branches;     /* that have ended */
    bool has_else;
    char word[WORD_SIZE]; /* for: the element's name; in: the view's name */
    char list[PATH_SIZE]; /* for: the array, in C; in: the argument, in C */
    size_t frame;         /* how many views inside each other were being read */
    struct reading tail;  /* in: what follows the {{ body }} of the page around */
};
struct attr_seen {
    char name[WORD_SIZE];
    bool hidden; /* in another branch */
};
struct viewc {
    const char *path;
    struct str src;
    size_t at;
    int line;
    bool failed;
    struct view_made *made;

    struct place now;
    bool space; /* white space was read and not yet written */
    struct open_element open[DEPTH_MAX];
    size_t depth;
    const struct element *tag; /* the start tag that is being read */
    int tag_line, value_line;
    const struct attr *attr; /* whose value is being read */
    char attr_name[WORD_SIZE];
    struct attr_seen seen[ATTRS_MAX];
    size_t seen_count;
    struct buf value; /* fixed part of the value, for rules about whole values */
    bool value_fixed;
    struct block blocks[BLOCKS_MAX];
    size_t block_count;

    struct buf run;  /* fixed bytes not yet written to the code */
    struct buf text; /* the text that is being read, as it will be its msgid */
    int text_line;
    bool text_open, text_braces, text_label; /* one is being read; it holds braces of its own */
    struct view_value values[VALUES_MAX];
    size_t value_count;
    const struct view_made *plan; /* of the first reading: texts by their number; NULL: this is the first */
    const struct po *const *po;
    size_t po_count;
    const struct po *voice;
    bool text_branch;              /* the code of this text stands in a branch of o->language */
    const struct view_source *all; /* NULL: this view alone is compiled */
    size_t all_count;
    struct frame frames[FRAMES_MAX];
    size_t frame_count;
    bool stopped; /* at the {{ body }} of a page around */

    bool wrapped; /* the page around this view has ended: nothing may follow */
};

/* refuse: the first refusal is kept; reading moves to the end of the view, so that every loop ends. */
void refuse(struct viewc *c, int line, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
struct str rest(const struct viewc *c);
void take(struct viewc *c, size_t n); /* moves on, counting lines */
bool is_blank(char ch);
bool is_word(struct str s); /* an identifier of C, shorter than WORD_SIZE */

/* ---- markup ---- */

void markup_read(struct viewc *c);
void markup_space(struct viewc *c);                      /* writes the white space that was read, if it shows */
bool markup_may_show(struct viewc *c, const char *what); /* may a text stand here? refuses when not */
bool markup_holds_elements(const struct viewc *c);       /* may any element stand here? */

/* ---- directives ---- */

void directive_first(struct viewc *c); /* {{ view ... }} */
void directive_read(struct viewc *c);  /* at "{{" */
void directive_end_of_view(struct viewc *c);

/* ---- views inside views; nothing happens when one view alone is compiled ---- */

void whole_use(struct viewc *c, const char *name, int line);
/* whole_begin reads up to {{ body }}, whole_end the rest. */
void whole_begin(struct viewc *c, const char *name, int line, struct reading *rest_of_it);
void whole_end(struct viewc *c, const char *name, int line, struct reading rest_of_it);
bool whole_body(struct viewc *c); /* true: it belongs to a page around, and reading stops here */

/* ---- code ---- */

/* viewc_read: viewc_compile, with the views inside when all != NULL. */
bool viewc_read(struct viewc *c, const char *path, struct str source, struct view_made *made);
size_t utf8_until(struct str s); /* offset of the first byte that is not UTF-8; s.n when all is */

void code_begin(struct viewc *c);
void code_end(struct viewc *c);
void code_fixed(struct viewc *c, const char *p, size_t n);
void code_cstr(struct viewc *c, const char *s);
void code_flush(struct viewc *c); /* writes the fixed bytes so far */
/* code_line: one line of C that gcc's messages place at `line` of the view. */
void code_line(struct viewc *c, int line, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
void code_literal(struct buf *b, struct str s); /* the inside of a literal of C */
void code_body(struct viewc *c);                /* the end of the first half of a layout */

/* ---- texts ---- */

/* text_begin: before the code of each piece that is no blank. text_add: fixed bytes as in the view; text_value: a
 * value. text_end: where a tag, a block or the end of a value stands. */
void text_begin(struct viewc *c);
void text_add(struct viewc *c, int line, const char *p, size_t n);
void text_value(struct viewc *c, int line, struct str name, const char *call);
void text_end(struct viewc *c);
void texts_free(struct view_made *made);

/* ---- texts of C files ---- */

struct c_text {
    char *id;
    const char *path;
    int line;
};
struct c_texts {
    struct c_text *list;
    size_t count;
    char refusal[REFUSAL_SIZE];
    const struct po *voice; /* what a guardian reads in place of a text: a text too; NULL: nothing */
};
/* c_texts_read: adds the literals inside N_(...) and web_t(...), and the titles of a table of routes for clients (its
 * path ends with "_me.def"). false: out->refusal. c_same: do two texts hold the same conversions of printf? says: why
 * not. */
bool c_texts_read(const char *path, struct str source, struct c_texts *out);
void c_texts_free(struct c_texts *t);
bool c_same(const char *english, const char *other, char says[SAYS_SIZE]);

/* ---- catalogues ---- */

/* catalogue_table: C with the texts of C files in these languages. false: refusal. */
bool catalogue_table(const struct c_texts *texts, const struct po *const *po, size_t count, struct buf *out,
                     char refusal[REFUSAL_SIZE]);
/* catalogue_check: a line of `out` for each text that is missing, too long, or of no use. The number of them. views:
 * those that are translated. */
size_t catalogue_check(const struct c_texts *texts, const struct view_source *views, size_t count, const struct po *po,
                       struct buf *out);
size_t catalogue_room(const char *english, bool label); /* how many letters its translation may have */
/* catalogue_voice: a line for each row of the voice that stands in place of no text, or is no other. The number of
 * them. */
size_t catalogue_voice(const struct c_texts *texts, const struct view_source *views, size_t count, struct buf *out);
/* catalogue_write: the catalogue with a row for each text, in the order of the files; what has no text any more is
 * left out. */
void catalogue_write(const struct c_texts *texts, const struct view_source *views, size_t count, const struct po *po,
                     struct str head, struct buf *out);
/* views_below: marks what the views marked already hold inside and around them. */
void views_below(const struct view_source *all, size_t count, bool *marked);

#endif
