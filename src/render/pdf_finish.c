/* pdf_finish.c: cairo's file taken apart into its objects and written again, with a structure tree of our own. */
#include "base/escape.h"
#include "base/utf8.h"
#include "render/pdf_parts.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { PACK = 2 }; /* zlib's level for page content: a few more bytes than 6 in a third of the time */

/* One object of cairo's file: the bytes between "N 0 obj" and "endobj". */
struct object {
    struct str body;
    bool kept;
    size_t at; /* offset in the new file; 0: none */
};

struct file {
    struct arena *a;
    const struct doc *d;
    struct flow *f;
    struct str in;
    struct buf *out;
    struct object *objects; /* by number */
    size_t count, free_at;  /* numbers below `count`; the next one that may be unused */
    size_t room;
    size_t root, info;       /* cairo's numbers */
    PLAN_LIST(size_t) pages; /* page objects, in order */
    const char *problem;
};

static bool give_up(struct file *x, const char *problem)
{
    if (!x->problem)
        x->problem = problem;
    return false;
}

/* reading */

static struct str after(struct str s, const char *word, size_t from)
{
    size_t at = str_find(s, str_of(word), from);

    return at == (size_t)-1 ? (struct str){NULL, 0} : str_sub(s, at + strlen(word), s.n);
}

/* A number at the start of s, blanks before it skipped; false when there is none. *rest is what follows. */
static bool number(struct str s, size_t *out, struct str *rest)
{
    size_t i = 0, v = 0, digits = 0;

    while (i < s.n && (s.p[i] == ' ' || s.p[i] == '\n' || s.p[i] == '\r'))
        i++;
    for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9' && digits < 12; i++, digits++)
        v = v * 10 + (size_t)(s.p[i] - '0');
    *out = v;
    if (rest)
        *rest = str_sub(s, i, s.n);
    return digits > 0;
}

/* The part of an object before its stream: that is where it refers to others. */
static struct str dictionary(struct str body)
{
    size_t at = str_find(body, STR("\nstream\n"), 0);

    return at == (size_t)-1 ? body : str_sub(body, 0, at);
}

/* The object that /Key N 0 R leads to; 0 when there is none. */
static size_t reference(const struct file *x, struct str body, const char *key)
{
    struct str s = after(dictionary(body), key, 0);
    size_t n;

    return s.p && number(s, &n, NULL) && n < x->count ? n : 0;
}

static int by_offset(const void *a, const void *b)
{
    const size_t *x = a, *y = b;

    return (x[0] > y[0]) - (x[0] < y[0]);
}

/* Each object ends where the next one in the file starts; the order comes from the offsets of the table. */
static bool cut_objects(struct file *x, struct str table, size_t end)
{
    size_t(*order)[2] = arena_array(x->a, x->count, sizeof *order), n = 0;

    if (!order)
        return false;
    for (size_t i = 0; i < x->count; i++) {
        struct str entry = str_sub(table, i * 20, i * 20 + 20);
        size_t offset;
        if (entry.n != 20 || !number(entry, &offset, NULL) || offset >= end)
            return give_up(x, "a bad entry in the table of objects");
        if (entry.p[17] == 'n') {
            order[n][0] = offset;
            order[n++][1] = i;
        }
    }
    qsort(order, n, sizeof *order, by_offset);
    for (size_t i = 0; i < n; i++) {
        struct str all = str_sub(x->in, order[i][0], i + 1 < n ? order[i + 1][0] : end), body = after(all, "obj\n", 0);
        size_t id;
        if (!number(all, &id, NULL) || id != order[i][1] || !body.p || !str_ends_ci(str_trim(body), STR("endobj")))
            return give_up(x, "an object is not where the table says");
        body = str_trim(body);
        body.n -= sizeof "endobj" - 1;
        x->objects[id].body = body;
    }
    return true;
}

static bool read_file(struct file *x)
{
    size_t tail = x->in.n > 200 ? x->in.n - 200 : 0, start, first;
    struct str s = after(x->in, "startxref", tail), rest, trailer;

    if (!s.p || !number(s, &start, NULL) || start >= x->in.n ||
        !str_starts(str_sub(x->in, start, x->in.n), STR("xref\n")))
        return give_up(x, "no table of objects");
    rest = str_sub(x->in, start + sizeof "xref\n" - 1, x->in.n);
    if (!number(rest, &first, &rest) || first != 0 || !number(rest, &x->count, &rest) || x->count > x->in.n / 20 ||
        !rest.n)
        return give_up(x, "a table of objects in parts");
    x->room = x->count + x->f->elems + 16;
    if (!(x->objects = arena_array(x->a, x->room, sizeof *x->objects)))
        return false;
    if (!cut_objects(x, str_sub(rest, 1, rest.n), start))
        return false;
    trailer = after(x->in, "trailer", start);
    x->root = trailer.p ? reference(x, trailer, "/Root") : 0;
    x->info = trailer.p ? reference(x, trailer, "/Info") : 0;
    return x->root != 0 || give_up(x, "no catalog");
}

/* Marks an object and all it refers to, "N 0 R" by "N 0 R". The list of what is still to be looked at is in the arena.
 */
static bool keep_from(struct file *x, size_t root)
{
    PLAN_LIST(size_t) todo = {NULL, 0, 0};
    size_t *slot = PLAN_PUSH(x->a, &todo);

    if (!slot)
        return false;
    *slot = root;
    x->objects[root].kept = true;
    while (todo.n) {
        struct str s = dictionary(x->objects[todo.at[--todo.n]].body);
        for (size_t at = str_find(s, STR(" 0 R"), 0); at != (size_t)-1; at = str_find(s, STR(" 0 R"), at + 1)) {
            size_t digits = at, n;
            while (digits > 0 && s.p[digits - 1] >= '0' && s.p[digits - 1] <= '9')
                digits--;
            if (!number(str_sub(s, digits, at), &n, NULL) || n >= x->count || x->objects[n].kept)
                continue;
            x->objects[n].kept = true;
            slot = PLAN_PUSH(x->a, &todo);
            if (!slot)
                return false;
            *slot = n;
        }
    }
    return true;
}

/* The pages in their order. */
static bool find_pages(struct file *x)
{
    size_t tree = reference(x, x->objects[x->root].body, "/Pages"), n;
    struct str kids = after(x->objects[tree].body, "/Kids [", 0);

    kids = str_sub(kids, 0, str_find(kids, STR("]"), 0));
    while (number(kids, &n, &kids)) {
        size_t *slot;
        if (n >= x->count || !x->objects[n].body.p)
            return give_up(x, "a page that is not there");
        slot = PLAN_PUSH(x->a, &x->pages);
        if (!slot)
            return false;
        *slot = n;
        kids = after(kids, "R", 0);
    }
    return x->pages.n == x->f->pages.n || give_up(x, "another number of pages");
}

/* writing */

static size_t new_number(struct file *x)
{
    while (x->free_at < x->count && (x->free_at == 0 || x->objects[x->free_at].kept || x->objects[x->free_at].at))
        x->free_at++;
    if (x->free_at == x->count)
        x->count++;
    return x->free_at++;
}

static void begin(struct file *x, size_t id)
{
    x->objects[id].at = x->out->n;
    x->objects[id].kept = true;
    buf_printf(x->out, "%zu 0 obj\n", id);
}

static void end(struct file *x)
{
    buf_cstr(x->out, "endobj\n");
}

/* A stream, not compressed, that says its own length. */
static void put_stream(struct file *x, const char *entries, struct str data)
{
    buf_printf(x->out, "<< %s /Length %zu >>\nstream\n", entries, data.n);
    buf_add(x->out, data);
    buf_cstr(x->out, "\nendstream\n");
}

static bool inflate_all(struct str in, struct buf *out)
{
    z_stream z = {0};
    char part[16384];
    int state = inflateInit(&z);
    bool ok = state == Z_OK;
    Bytef *start;

    memcpy(&start, &in.p, sizeof start); /* zlib reads only, but its member is not const */
    z.next_in = start;
    z.avail_in = (uInt)in.n;
    while (state == Z_OK) {
        z.next_out = (Bytef *)part;
        z.avail_out = sizeof part;
        state = inflate(&z, Z_NO_FLUSH);
        buf_put(out, part, sizeof part - z.avail_out);
    }
    if (ok)
        inflateEnd(&z);
    return ok && state == Z_STREAM_END && buf_ok(out);
}

static bool deflate_all(struct str in, struct arena *a, struct str *out)
{
    uLongf n = compressBound((uLong)in.n);
    char *p = arena_alloc(a, n);

    if (!p || compress2((Bytef *)p, &n, (const Bytef *)in.p, (uLong)in.n, PACK) != Z_OK)
        return false;
    *out = (struct str){p, n};
    return true;
}

/* How many marked pieces the page's content has; -1 when they are not 0, 1, 2... in turn. *first is where they start.
 */
static long count_pieces(struct str content, size_t *first)
{
    static const struct str mark = {"\n/P << /MCID ", sizeof "\n/P << /MCID " - 1};
    size_t at = str_find(content, mark, 0), n;
    long count = 0;

    *first = at == (size_t)-1 ? content.n : at + 1;
    for (; at != (size_t)-1; at = str_find(content, mark, at + 1), count++) {
        struct str rest;
        if (!number(str_sub(content, at + mark.n, content.n), &n, &rest) || (long)n != count ||
            !str_starts(rest, STR(" >> BDC\n")))
            return -1;
    }
    return count;
}

/* Content of a page: what stands before the first marked piece is an artifact. */
static bool put_content(struct file *x, size_t id, long pieces)
{
    struct str body = x->objects[id].body, data = after(body, "\nstream\n", 0), packed;
    size_t length = reference(x, body, "/Length"), n, first;
    struct buf plain, marked;
    bool ok;

    if (!data.p || !length || !number(x->objects[length].body, &n, NULL) || n > data.n ||
        str_find(dictionary(body), STR("/FlateDecode"), 0) == (size_t)-1)
        return give_up(x, "content of an unknown form");
    buf_init(&plain, 0);
    buf_init(&marked, 0);
    ok = inflate_all(str_sub(data, 0, n), &plain) || (buf_ok(&plain) && give_up(x, "content that cannot be read"));
    if (ok && count_pieces(buf_str(&plain), &first) != pieces)
        ok = give_up(x, "text that is not marked as expected");
    if (ok) {
        buf_cstr(&marked, "/Artifact BMC\n");
        buf_put(&marked, plain.p, first);
        buf_cstr(&marked, "\nEMC\n");
        buf_put(&marked, plain.p + first, plain.n - first);
        ok = buf_ok(&marked) && deflate_all(buf_str(&marked), x->a, &packed);
    }
    if (ok) {
        begin(x, id);
        put_stream(x, "/Filter /FlateDecode", packed);
        end(x);
        x->objects[length].kept = false;
    }
    buf_free(&plain);
    buf_free(&marked);
    return ok;
}

static void count_leaves(const struct pdf_elem *e, long *pieces)
{
    for (size_t i = 0; i < e->pieces.n; i++)
        pieces[e->pieces.at[i].page]++;
    for (const struct pdf_elem *c = e->first; c; c = c->next)
        count_leaves(c, pieces);
}

/* A text string of PDF: UTF-16 with a mark, in hexadecimal. */
static void put_text(struct buf *b, struct str s)
{
    buf_cstr(b, "<FEFF");
    for (size_t at = 0; at < s.n;) {
        unsigned c = (unsigned)utf8_next(s, &at);
        if (c < 0x10000)
            buf_printf(b, "%04X", c);
        else
            buf_printf(b, "%04X%04X", 0xd7c0 + (c >> 10), 0xdc00 + (c & 0x3ff));
    }
    buf_char(b, '>');
}

/* What a picture shows, in words, and where it stands: whole points, so that no locale can put a comma into them. */
static void put_figure(struct buf *b, const struct pdf_elem *e)
{
    buf_cstr(b, " /Alt ");
    put_text(b, e->alt);
    buf_printf(b, " /A << /O /Layout /Placement /Block /BBox [%d %d %d %d] >>", (int)e->box[0], (int)e->box[1],
               (int)e->box[2] + 1, (int)e->box[3] + 1);
}

/* An element that came out without text says nothing; cells stay, or the columns would shift. */
static bool is_void(const struct pdf_elem *e)
{
    if (e->pieces.n || strcmp(e->type, "TD") == 0 || strcmp(e->type, "TH") == 0)
        return false;
    for (const struct pdf_elem *c = e->first; c; c = c->next)
        if (!is_void(c))
            return false;
    return true;
}

static void number_elems(struct file *x, struct pdf_elem *e)
{
    e->object = new_number(x);
    for (struct pdf_elem *c = e->first; c; c = c->next)
        if (!is_void(c))
            number_elems(x, c);
}

static void put_elem(struct file *x, const struct pdf_elem *e, size_t parent)
{
    struct buf *b = x->out;

    begin(x, e->object);
    buf_printf(b, "<< /Type /StructElem /S /%s /P %zu 0 R", e->type, parent);
    if (e->scope)
        buf_printf(b, " /A << /O /Table /Scope /%s >>", e->scope);
    if (e->alt.n)
        put_figure(b, e);
    if (e->language)
        buf_printf(b, " /Lang (%s)", e->language);
    if (e->pieces.n)
        buf_printf(b, " /Pg %zu 0 R", x->pages.at[e->pieces.at[0].page]);
    buf_cstr(b, " /K [");
    for (size_t i = 0; i < e->pieces.n; i++) {
        if (e->pieces.at[i].page == e->pieces.at[0].page)
            buf_printf(b, " %d", e->pieces.at[i].mcid);
        else
            buf_printf(b, " << /Type /MCR /Pg %zu 0 R /MCID %d >>", x->pages.at[e->pieces.at[i].page],
                       e->pieces.at[i].mcid);
    }
    for (const struct pdf_elem *c = e->first; c; c = c->next)
        if (c->object)
            buf_printf(b, " %zu 0 R", c->object);
    buf_cstr(b, " ] >>\n");
    end(x);
    for (const struct pdf_elem *c = e->first; c; c = c->next)
        if (c->object)
            put_elem(x, c, e->object);
}

/* Which element each marked piece of each page belongs to. */
static void fill_parents(const struct pdf_elem *e, size_t **parents)
{
    for (size_t i = 0; i < e->pieces.n; i++)
        parents[e->pieces.at[i].page][e->pieces.at[i].mcid] = e->object;
    for (const struct pdf_elem *c = e->first; c; c = c->next)
        fill_parents(c, parents);
}

static bool put_parents(struct file *x, const long *pieces, size_t tree)
{
    size_t **parents = arena_array(x->a, x->pages.n, sizeof *parents);

    if (!parents)
        return false;
    for (size_t i = 0; i < x->pages.n; i++)
        if (!(parents[i] = arena_array(x->a, (size_t)pieces[i], sizeof **parents)))
            return false;
    fill_parents(&x->f->root, parents);
    begin(x, tree);
    buf_cstr(x->out, "<< /Nums [\n");
    for (size_t i = 0; i < x->pages.n; i++) {
        buf_printf(x->out, "%zu [", i);
        for (long k = 0; k < pieces[i]; k++)
            buf_printf(x->out, " %zu 0 R", parents[i][k]);
        buf_cstr(x->out, " ]\n");
    }
    buf_cstr(x->out, "] >>\n");
    end(x);
    return true;
}

static void put_title(struct buf *b, const struct doc *d, void (*put)(struct buf *, struct str))
{
    put(b, d->title);
    put(b, STR(": "));
    put(b, d->client);
}

static void put_metadata(struct file *x, size_t id)
{
    const struct doc *d = x->d;
    struct buf b;

    buf_init(&b, 0);
    buf_cstr(
        &b,
        "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
        "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
        "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
        "xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\">\n"
        "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">");
    put_title(&b, d, escape_html);
    buf_cstr(&b, "</rdf:li></rdf:Alt></dc:title>\n<dc:language><rdf:Bag><rdf:li>");
    escape_html(&b, d->language);
    buf_cstr(&b, "</rdf:li></rdf:Bag></dc:language>\n<dc:format>application/pdf</dc:format>\n"
                 "<pdf:Producer>Goldthread " GOLDTHREAD_VERSION "</pdf:Producer>\n");
    if (d->created.n) {
        buf_cstr(&b, "<xmp:CreateDate>");
        buf_add(&b, d->created);
        buf_cstr(&b, "</xmp:CreateDate>\n");
    }
    buf_cstr(&b, "</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>");
    begin(x, id);
    put_stream(x, "/Type /Metadata /Subtype /XML", buf_str(&b));
    end(x);
    x->f->failed = x->f->failed || !buf_ok(&b);
    buf_free(&b);
}

static void put_info(struct file *x, size_t id)
{
    const struct doc *d = x->d;
    struct buf title;

    buf_init(&title, 0);
    put_title(&title, d, buf_add);
    begin(x, id);
    buf_cstr(x->out, "<< /Title ");
    put_text(x->out, buf_str(&title));
    buf_cstr(x->out, " /Producer (Goldthread " GOLDTHREAD_VERSION ")");
    if (d->created.n == DATE_TEXT_SIZE - 1)
        buf_printf(x->out, " /CreationDate (D:%.4s%.2s%.2s)", d->created.p, d->created.p + 5, d->created.p + 8);
    buf_cstr(x->out, " >>\n");
    end(x);
    x->f->failed = x->f->failed || !buf_ok(&title);
    buf_free(&title);
}

/* Catalog, document information, metadata and structure tree. Returns the catalog's number. */
static bool put_own(struct file *x, const long *pieces, size_t *catalog, size_t *info)
{
    size_t tree, parents, metadata, outlines = reference(x, x->objects[x->root].body, "/Outlines");
    size_t pages = reference(x, x->objects[x->root].body, "/Pages");

    number_elems(x, &x->f->root);
    tree = new_number(x);
    parents = new_number(x);
    metadata = new_number(x);
    *info = new_number(x);
    *catalog = new_number(x);
    put_elem(x, &x->f->root, tree);
    begin(x, tree);
    buf_printf(x->out, "<< /Type /StructTreeRoot /K %zu 0 R /ParentTree %zu 0 R /ParentTreeNextKey %zu >>\n",
               x->f->root.object, parents, x->pages.n);
    end(x);
    if (!put_parents(x, pieces, parents))
        return false;
    put_metadata(x, metadata);
    put_info(x, *info);
    begin(x, *catalog);
    buf_printf(x->out,
               "<< /Type /Catalog /Pages %zu 0 R /StructTreeRoot %zu 0 R /MarkInfo << /Marked true >> "
               "/ViewerPreferences << /DisplayDocTitle true >> /Metadata %zu 0 R /Lang ",
               pages, tree, metadata);
    put_text(x->out, x->d->language);
    if (outlines)
        buf_printf(x->out, " /Outlines %zu 0 R /PageMode /UseOutlines", outlines);
    buf_cstr(x->out, " >>\n");
    end(x);
    return true;
}

/* cairo's objects that are still wanted, page contents with their artifacts marked. */
static bool put_kept(struct file *x, const long *pieces)
{
    for (size_t i = 0; i < x->pages.n; i++) {
        size_t content = reference(x, x->objects[x->pages.at[i]].body, "/Contents");
        if (!content)
            return give_up(x, "a page without content");
        if (!put_content(x, content, pieces[i]))
            return false;
    }
    for (size_t i = 1; i < x->count; i++) {
        if (!x->objects[i].kept || x->objects[i].at)
            continue;
        begin(x, i);
        buf_add(x->out, x->objects[i].body);
        end(x);
    }
    return true;
}

/* A name for the file that depends on nothing but its bytes (FNV-1a, twice). */
static void put_id(struct buf *b)
{
    uint64_t h[2] = {UINT64_C(0xcbf29ce484222325), UINT64_C(0x84222325cbf29ce4)};
    char id[33];

    for (size_t i = 0; i < b->n; i++)
        for (int k = 0; k < 2; k++)
            h[k] = (h[k] ^ (unsigned char)b->p[i]) * UINT64_C(0x100000001b3);
    for (int i = 0; i < 32; i++)
        id[i] = "0123456789abcdef"[h[i / 16] >> (60 - i % 16 * 4) & 15];
    id[32] = '\0';
    buf_printf(b, " /ID [<%s> <%s>]", id, id);
}

static void put_end(struct file *x, size_t catalog, size_t info)
{
    struct buf *b = x->out;
    size_t start = b->n;

    buf_printf(b, "xref\n0 %zu\n0000000000 65535 f \n", x->count);
    for (size_t i = 1; i < x->count; i++)
        buf_printf(b, "%010zu %05d %c \n", x->objects[i].at, x->objects[i].at ? 0 : 65535,
                   x->objects[i].at ? 'n' : 'f');
    buf_printf(b, "trailer\n<< /Size %zu /Root %zu 0 R /Info %zu 0 R", x->count, catalog, info);
    put_id(b);
    buf_printf(b, " >>\nstartxref\n%zu\n%%%%EOF\n", start);
}

bool pdf_finish(struct str pdf, const struct doc *d, struct flow *f, struct buf *out, struct err *e)
{
    struct file x = {.a = f->a, .d = d, .f = f, .in = pdf, .out = out};
    long *pieces = arena_array(f->a, f->pages.n, sizeof *pieces);
    size_t catalog, info;
    bool ok = pieces && read_file(&x) && find_pages(&x);

    if (ok) {
        size_t outlines = reference(&x, x.objects[x.root].body, "/Outlines");
        ok = keep_from(&x, reference(&x, x.objects[x.root].body, "/Pages")) && (!outlines || keep_from(&x, outlines));
    }
    if (ok) {
        count_leaves(&f->root, pieces);
        buf_cstr(out, "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n");
        ok = put_kept(&x, pieces) && put_own(&x, pieces, &catalog, &info);
    }
    if (ok)
        put_end(&x, catalog, info);
    if (x.problem)
        return err_set(e, ERR_INTERNAL, "PDF", "cairo's file has %s", x.problem);
    return (ok && !f->failed) || arena_error(f->a, e);
}
