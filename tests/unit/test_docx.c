/* Word documents, built here with libarchive: what is in them comes out as lines; what is no document is refused. */
#include "../support.h"

#include "plan/plan_docx.h"
#include "plan/plan_json.h"
#include "plan/plan_load.h"

#include <archive.h>
#include <archive_entry.h>

#define W "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" "
#define MC "xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\" "
#define DOC(body)                                                                                                      \
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document " W MC "><w:body>" body "</w:body></w:document>"
#define P(inside) "<w:p>" inside "</w:p>"
#define R(text) "<w:r><w:t xml:space=\"preserve\">" text "</w:t></w:r>"
#define LI(num, level, text)                                                                                           \
    "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"" level "\"/><w:numId w:val=\"" num "\"/></w:numPr></w:pPr>" R(text) "</"    \
                                                                                                               "w:p>"

struct part {
    const char *name, *text;
    size_t n; /* 0: strlen */
};

static struct str zip(const struct part *parts, size_t count, char *room, size_t room_n)
{
    size_t used = 0;
    struct archive *a = archive_write_new();
    assert_non_null(a);
    archive_write_set_format_zip(a);
    assert_int_equal(archive_write_open_memory(a, room, room_n, &used), ARCHIVE_OK);
    for (size_t i = 0; i < count; i++) {
        size_t n = parts[i].n ? parts[i].n : strlen(parts[i].text);
        struct archive_entry *e = archive_entry_new();
        archive_entry_set_pathname(e, parts[i].name);
        archive_entry_set_size(e, (la_int64_t)n);
        archive_entry_set_filetype(e, AE_IFREG);
        archive_entry_set_perm(e, 0644);
        assert_int_equal(archive_write_header(a, e), ARCHIVE_OK);
        assert_int_equal(archive_write_data(a, parts[i].text, n), n);
        archive_entry_free(e);
    }
    assert_int_equal(archive_write_close(a), ARCHIVE_OK);
    archive_write_free(a);
    return (struct str){room, used};
}

static char room[4 * 1024 * 1024];

static struct str document(const char *xml)
{
    const struct part parts[] = {{"[Content_Types].xml", "<Types/>", 0}, {"word/document.xml", xml, 0}};
    return zip(parts, 2, room, sizeof room);
}

static void expect_text(struct str docx, const char *want)
{
    struct buf b;
    struct err e = {0};
    buf_init(&b, 0);
    CHECK(docx_to_text(docx, &b, &e), "%s", e.text);
    assert_str(buf_str(&b), want, "text");
    buf_free(&b);
}

static void expect_refusal(struct str docx, enum err_kind kind, const char *says)
{
    struct buf b;
    struct err e = {0};
    buf_init(&b, 0);
    CHECK(!docx_to_text(docx, &b, &e), "accepted: %s", says);
    CHECK(e.kind == kind && strstr(e.text, says), "kind %d: %s", e.kind, e.text);
    buf_free(&b);
}

static void paragraphs_runs_tabs_and_breaks(void **state)
{
    (void)state;
    expect_text(document(DOC(P(R("One ") R("line")) P("") P(R("a") "<w:r><w:tab/></w:r>" R("b") "<w:r><w:br/></w:r>" R(
                    "c")) P(R("co") "<w:r><w:softHyphen/></w:r>" R("op") "<w:r><w:noBreakHyphen/></w:r>" R("er"))
                                 P("<w:r><w:br w:type=\"page\"/></w:r>" R("next page")))),
                "One line\n\na\tb\nc\ncoop-er\nnext page\n");
}

static void headings_from_the_id_the_name_or_the_outline(void **state)
{
    const struct part parts[] = {
        {"word/document.xml",
         DOC(P("<w:pPr><w:pStyle w:val=\"H\"/></w:pPr>" R("Goals")) P("<w:pPr><w:pStyle w:val=\"Sub\"/></w:pPr>" R(
             "First")) P("<w:pPr><w:outlineLvl w:val=\"2\"/></w:pPr>" R("Third"))
                 P("<w:pPr><w:pStyle w:val=\"Plain\"/></w:pPr>" R("text"))),
         0},
        {"word/styles.xml",
         "<w:styles " W "><w:style w:styleId=\"H\"><w:name w:val=\"heading 1\"/></w:style>"
         "<w:style w:styleId=\"Sub\"><w:name w:val=\"Own\"/><w:basedOn w:val=\"H\"/></w:style>"
         "<w:style w:styleId=\"Plain\"><w:name w:val=\"Normal\"/><w:pPr><w:outlineLvl "
         "w:val=\"9\"/></w:pPr></w:style></w:styles>",
         0},
    };
    (void)state;
    expect_text(zip(parts, 2, room, sizeof room), "# Goals\n# First\n### Third\ntext\n");
    expect_text(document(DOC(P("<w:pPr><w:pStyle w:val=\"Heading2\"/></w:pPr>" R("No styles"))
                                 P("<w:pPr><w:pStyle w:val=\"Title\"/></w:pPr>" R("Top"))
                                     P("<w:pPr><w:pStyle w:val=\"HeadingX\"/></w:pPr>" R("odd"))
                                         P("<w:pPr><w:pStyle w:val=\"Heading9\"/></w:pPr>" R("deep")))),
                "## No styles\n# Top\nodd\ndeep\n");
}

static const char numbering[] =
    "<w:numbering " W ">"
    "<w:abstractNum w:abstractNumId=\"7\"><w:lvl w:ilvl=\"0\"><w:numFmt w:val=\"decimal\"/></w:lvl>"
    "<w:lvl w:ilvl=\"1\"><w:numFmt w:val=\"lowerLetter\"/></w:lvl><w:lvl w:ilvl=\"2\"><w:numFmt "
    "w:val=\"bullet\"/></w:lvl></w:abstractNum>"
    "<w:abstractNum w:abstractNumId=\"8\"><w:lvl w:ilvl=\"0\"><w:numFmt w:val=\"bullet\"/></w:lvl>"
    "<w:lvl w:ilvl=\"1\"><w:numFmt w:val=\"none\"/></w:lvl></w:abstractNum>"
    "<w:num w:numId=\"1\"><w:abstractNumId w:val=\"7\"/></w:num><w:num w:numId=\"2\"><w:abstractNumId "
    "w:val=\"8\"/></w:num>"
    "<w:num w:numId=\"3\"><w:abstractNumId w:val=\"99\"/></w:num></w:numbering>";

static void lists_from_numbering_and_from_styles(void **state)
{
    const struct part parts[] = {
        {"word/document.xml",
         DOC(LI("1", "0", "one") LI("1", "1", "sub") LI("1", "1", "sub two") LI("1", "0", "two") LI("1", "1", "again")
                 LI("1", "2", "dot") LI("2", "0", "bullet") LI("2", "1", "no mark") LI("3", "0", "unknown list")
                     P("<w:pPr><w:pStyle w:val=\"LB\"/></w:pPr>" R("by style") "<w:r><w:br/></w:r>" R("second line"))
                         P("<w:pPr><w:pStyle w:val=\"LB\"/><w:numPr><w:numId w:val=\"0\"/></w:numPr></w:pPr>" R(
                             "taken away")) P("<w:pPr><w:pStyle w:val=\"HN\"/></w:pPr>" R("Numbered heading"))),
         0},
        {"word/numbering.xml", numbering, 0},
        {"word/styles.xml",
         "<w:styles " W "><w:style w:styleId=\"LB\"><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId "
         "w:val=\"2\"/></w:numPr></w:pPr></w:style>"
         "<w:style w:styleId=\"HN\"><w:name w:val=\"heading 2\"/><w:pPr><w:numPr><w:numId "
         "w:val=\"1\"/></w:numPr></w:pPr></w:style></w:styles>",
         0},
    };
    (void)state;
    expect_text(
        zip(parts, 3, room, sizeof room),
        "  1. one\n    1. sub\n    2. sub two\n  2. two\n    1. again\n      \xE2\x80\xA2 dot\n  \xE2\x80\xA2 "
        "bullet\nno mark\n"
        "  \xE2\x80\xA2 unknown list\n  \xE2\x80\xA2 by style\n    second line\ntaken away\n## 3. Numbered heading\n");
}

#define TC(inside) "<w:tc>" inside "</w:tc>"
#define TR(inside) "<w:tr>" inside "</w:tr>"

static void tables_become_rows(void **state)
{
    (void)state;
    expect_text(document(DOC(P(R("before")) "<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>" TC(P(R("Goal"))) TC(
                    P(R("By"))) "</w:tr>" TR(TC(P(R("Sleep|rest")) LI("5", "0", "walk")) TC(P(R("June")) P(R("July")))
                                                 TC(P(""))) "</w:tbl>" P(R("after")))),
                "before\n\n| Goal | By |\n| --- | --- |\n| Sleep\\|rest<br>- walk | June<br>July |  |\n\nafter\n");
    /* one column is only a box */
    expect_text(document(DOC("<w:tbl>" TR(TC(P(R("Crisis")) P(R("Call 988")))) TR(TC(P(""))) "</w:tbl>")),
                "\nCrisis\nCall 988\n\n");
    /* a table in a cell becomes part of the cell */
    expect_text(document(DOC("<w:tbl>" TR(
                    TC(P(R("a"))) TC("<w:tbl>" TR(TC(P(R("b"))) TC(P(R("c")))) "</w:tbl>" P(""))) "</w:tbl>")),
                "\n| a | b<br>c |\n\n");
}

static void revisions_boxes_fields_and_hidden_text(void **state)
{
    (void)state;
    expect_text(
        document(DOC(P(
            R("kept ") "<w:del><w:r><w:delText>gone</w:delText></w:r><w:r><w:t>gone too</w:t></w:r></w:del>"
                       "<w:ins>" R("new") "</w:ins>"
                                          "<w:moveFrom>" R("moved away") "</w:moveFrom>"
                                                                         "<w:moveTo>" R(" moved here") "</w:moveTo>"))),
        "kept new moved here\n");
    expect_text(
        document(DOC(P("<w:hyperlink>" R("link") "</w:hyperlink>"
                                                 "<w:r><w:instrText>PAGE</w:instrText></w:r>"
                                                 "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>"
                                                 "<w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t> shown</w:t></w:r>"
                                                 "<w:r><w:rPr><w:vanish w:val=\"false\"/></w:rPr><w:t>!</w:t></w:r>"))),
        "link shown!\n");
    expect_text(
        document(DOC(P(R("outer ") "<mc:AlternateContent><mc:Choice><w:txbxContent>" P(
            R("in the box")) "</w:txbxContent></mc:Choice>"
                             "<mc:Fallback><w:txbxContent>" P(
                                 R("in the box")) "</w:txbxContent></mc:Fallback></mc:AlternateContent>" R("text")))),
        "in the box\nouter text\n");
    expect_text(
        document(DOC(P("<w:r><w:sym w:font=\"Wingdings\" w:char=\"F0FE\"/></w:r>" R(
            " Weekly ") "<w:r><w:sym w:char=\"F0A8\"/></w:r>" R(" Monthly") "<w:r><w:sym "
                                                                            "w:char=\"F04A\"/><w:sym/></w:r>"))),
        "[x] Weekly [ ] Monthly\n");
}

static void footnotes_are_appended(void **state)
{
    const struct part parts[] = {
        {"word/endnotes.xml", "<w:endnotes " W "><w:endnote>" P(R("an end")) "</w:endnote></w:endnotes>", 0},
        {"word/footnotes.xml",
         "<w:footnotes " W "><w:footnote w:type=\"separator\">" P("") "</w:footnote><w:footnote>" P("")
             P(R(" see chart")) P(R("page 2")) "</w:footnote></w:footnotes>",
         0},
        {"word/document.xml", DOC(P(R("Body"))), 0},
    };
    (void)state;
    expect_text(zip(parts, 3, room, sizeof room), "Body\n\n\nFootnote 1: see chart\npage 2\nFootnote 1: an end\n");
}

static void other_namespaces_and_encodings(void **state)
{
    static const char utf16[] =
        "\xFF\xFE<\0d\0 "
        "\0x\0m\0l\0n\0s\0=\0'\0h\0t\0t\0p\0:\0/\0/\0p\0u\0r\0l\0.\0o\0c\0l\0c\0.\0o\0r\0g\0/\0o\0o\0x\0m\0l\0/"
        "\0w\0o\0r\0d\0p\0r\0o\0c\0"
        "e\0s\0s\0i\0n\0g\0m\0l\0/\0m\0a\0i\0n\0'\0>\0<\0p\0>\0<\0t\0>\0\xE9\0<\0/\0t\0>\0<\0/\0p\0>\0<\0/\0d\0>\0";
    const struct part wide = {"word/document.xml", utf16, sizeof utf16 - 1};
    (void)state;
    expect_text(zip(&wide, 1, room, sizeof room), "\xC3\xA9\n");
    expect_text(document("<d:document xmlns:d=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" "
                         "xmlns:a=\"urn:other\"><d:p><a:t>no</a:t>"
                         "<d:r><d:t>yes &amp; no\n&#13;!</d:t></d:r></d:p></d:document>"),
                "yes & no  !\n");
}

static void what_is_no_document_is_refused(void **state)
{
    const struct part other = {"xl/workbook.xml", "<x/>", 0};
    static char deep[200000], many[64];
    (void)many;
    (void)state;
    expect_refusal(STR("PK\x03\x04 nonsense that only begins like an archive"), ERR_INVALID, "");
    expect_refusal(STR("PK\x03\x04"), ERR_INVALID, "");
    expect_refusal(zip(&other, 1, room, sizeof room), ERR_INVALID, "word/document.xml");
    expect_refusal(document("<w:document " W "><w:p>"), ERR_INVALID, "not XML");
    expect_refusal(document(""), ERR_INVALID, "");
    expect_refusal(document("<!DOCTYPE d [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><w:document " W
                            "><w:p><w:t>&b;</w:t></w:p></w:document>"),
                   ERR_INVALID, "declares entities");
    size_t n = 0;
    n += (size_t)snprintf(deep, sizeof deep, "<w:document " W ">");
    for (int i = 0; i < 1000; i++)
        n += (size_t)snprintf(deep + n, sizeof deep - n, "<w:p>");
    expect_refusal(document(deep), ERR_LIMIT, "nested");
    n = (size_t)snprintf(deep, sizeof deep, "<w:document " W ">");
    for (int i = 0; i < 20; i++)
        n += (size_t)snprintf(deep + n, sizeof deep - n, "<w:txbxContent>");
    expect_refusal(document(deep), ERR_LIMIT, "text boxes");
    assert_false(docx_is(STR("PK")));
    assert_false(docx_is(STR("Plan")));
    assert_true(docx_is(document(DOC(""))));
}

/* Every beginning of a document is refused or read, and never crashes. */
static void a_truncated_or_damaged_file(void **state)
{
    struct str whole = document(DOC(P(R("Goals:")) LI("1", "0", "sleep") LI("1", "0", "eat")));
    uint64_t seed = 3;
    (void)state;
    char *copy = malloc(whole.n);
    assert_non_null(copy);
    for (size_t n = 4; n < whole.n; n += 3) {
        struct buf b;
        struct err e = {0};
        buf_init(&b, 0);
        if (!docx_to_text((struct str){whole.p, n}, &b, &e))
            CHECK(e.kind == ERR_INVALID && e.text[0], "%zu bytes: kind %d", n, e.kind);
        buf_free(&b);
    }
    for (int i = 0; i < 300; i++) {
        struct buf b;
        struct err e = {0};
        memcpy(copy, whole.p, whole.n);
        for (int k = 0; k < 4; k++)
            copy[4 + test_random(&seed) % (whole.n - 4)] = (char)test_random(&seed);
        buf_init(&b, 0);
        if (!docx_to_text((struct str){copy, whole.n}, &b, &e))
            CHECK(e.kind != ERR_NONE && e.text[0], "no error said");
        buf_free(&b);
    }
    free(copy);
}

static void bombs_are_refused(void **state)
{
    size_t n = 80u * 1024 * 1024;
    char *zeros = malloc(n);
    (void)state;
    assert_non_null(zeros);
    memset(zeros, ' ', n);
    memcpy(zeros, "<w:document " W ">", sizeof "<w:document " W ">" - 1);
    const struct part ratio = {"word/document.xml", zeros, 20u * 1024 * 1024};
    clock_t start = clock();
    struct str bomb = zip(&ratio, 1, room, sizeof room);
    CHECK(bomb.n < 100 * 1024, "%zu bytes", bomb.n);
    expect_refusal(bomb, ERR_LIMIT, "200 times");
    /* under the ratio, over the size: stored text that does not compress */
    uint64_t seed = 11;
    for (size_t i = 200; i + 8 <= n; i += 8) {
        uint64_t v = test_random(&seed) % 0xFFFFFF;
        snprintf(zeros + i, 8, "%06x ", (unsigned)v);
        zeros[i + 7] = ' ';
    }
    size_t big_n = 96u * 1024 * 1024;
    char *big = malloc(big_n);
    assert_non_null(big);
    const struct part huge = {"word/document.xml", zeros, n};
    expect_refusal(zip(&huge, 1, big, big_n), ERR_LIMIT, "64 MB");
    CHECK((double)(clock() - start) / CLOCKS_PER_SEC < 60, "took too long");
    free(big);
    free(zeros);
}

static void too_many_entries_are_refused(void **state)
{
    enum { MANY = 10050 };
    static struct part parts[MANY];
    static char names[MANY][16];
    (void)state;
    for (int i = 0; i < MANY; i++) {
        snprintf(names[i], sizeof names[i], "f%d", i);
        parts[i] = (struct part){names[i], "x", 1};
    }
    expect_refusal(zip(parts, MANY, room, sizeof room), ERR_LIMIT, "more than");
}

/* Text saved as paragraphs, as list paragraphs, and as our own text form: the same plan. */
static struct str plan_json(struct str bytes, struct arena *a)
{
    struct plan *p = NULL;
    struct err e = {0};
    struct buf b;
    struct str copy;
    CHECK(plan_load(bytes, PLAN_SOURCE_AUTO, a, &p, NULL, &e), "%s: %s", e.where, e.text);
    buf_init(&b, 0);
    plan_to_json(p, 1, &b);
    assert_true(plan_text(a, buf_str(&b), &copy));
    buf_free(&b);
    return copy;
}

static void put_xml(struct buf *b, struct str line)
{
    buf_cstr(b, "<w:p><w:r><w:t xml:space=\"preserve\">");
    for (size_t i = 0; i < line.n; i++)
        switch (line.p[i]) {
        case '<':
            buf_cstr(b, "&lt;");
            break;
        case '&':
            buf_cstr(b, "&amp;");
            break;
        case '\r':
            break;
        default:
            buf_char(b, line.p[i]);
        }
    buf_cstr(b, "</w:t></w:r></w:p>");
}

static void lines_as_paragraphs_give_the_same_plan(void **state)
{
    static const char *const files[] = {"ehr_export.txt", "keyvalue.txt", "table.md",
                                        "tabs.txt",       "outline.txt",  "template.txt"};
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        for (int form = 0; form < 2; form++) {
            char path[128];
            size_t n;
            struct arena a;
            struct buf xml, text;
            struct err e = {0};
            struct plan *p;
            arena_init(&a, 0);
            buf_init(&xml, 0);
            buf_init(&text, 0);
            snprintf(path, sizeof path, "tests/data/plan/text/%s", files[i]);
            char *source = read_file(path, &n);
            buf_put(&text, source, n);
            if (form) {
                assert_true(plan_load(buf_str(&text), PLAN_SOURCE_TEXT, &a, &p, NULL, &e));
                buf_reset(&text);
                plan_to_text(p, &text);
            }
            buf_cstr(&xml, "<w:document " W "><w:body>");
            for (struct str line, rest = buf_str(&text); rest.n;) {
                struct str all = rest;
                if (!str_cut(all, '\n', &line, &rest)) {
                    line = all;
                    rest = str_sub(all, all.n, all.n);
                }
                put_xml(&xml, line);
            }
            buf_cstr(&xml, "</w:body></w:document>");
            struct str want = plan_json(buf_str(&text), &a), got = plan_json(document(xml.p), &a);
            CHECK(str_eq(want, got), "%s as Word differs:\n%s\n%s", path, want.p, got.p);
            free(source);
            buf_free(&xml);
            buf_free(&text);
            arena_free(&a);
        }
}

/* Elements in any order: what comes out is text, or one error is said. */
static void elements_in_any_order(void **state)
{
    static const char *const pieces[] = {"<w:p>",
                                         "</w:p>",
                                         "<w:r>",
                                         "</w:r>",
                                         "<w:t>",
                                         "</w:t>",
                                         "word ",
                                         "<w:tab/>",
                                         "<w:br/>",
                                         "<w:br w:type=\"page\"/>",
                                         "<w:br w:type=\"textWrapping\"/>",
                                         "<w:cr/>",
                                         "<w:pPr>",
                                         "</w:pPr>",
                                         "<w:numPr>",
                                         "</w:numPr>",
                                         "<w:ilvl w:val=\"1\"/>",
                                         "<w:ilvl w:val=\"-3\"/>",
                                         "<w:ilvl w:val=\"12\"/>",
                                         "<w:numId w:val=\"1\"/>",
                                         "<w:numId w:val=\"0\"/>",
                                         "<w:numId/>",
                                         "<w:tbl>",
                                         "</w:tbl>",
                                         "<w:tr>",
                                         "</w:tr>",
                                         "<w:tc>",
                                         "</w:tc>",
                                         "<w:tblHeader/>",
                                         "<w:pStyle w:val=\"LB\"/>",
                                         "<w:pStyle w:val=\"Heading3\"/>",
                                         "<w:pStyle/>",
                                         "<w:outlineLvl w:val=\"1\"/>",
                                         "<w:outlineLvl w:val=\"8\"/>",
                                         "<w:del>",
                                         "</w:del>",
                                         "<w:txbxContent>",
                                         "</w:txbxContent>",
                                         "<w:vanish/>",
                                         "<w:sym w:char=\"F0FD\"/>",
                                         "<w:sym w:char=\"0071\"/>",
                                         "&amp;",
                                         "a|b",
                                         "<mc:Fallback>",
                                         "</mc:Fallback>",
                                         "<w:rPrChange>",
                                         "</w:rPrChange>",
                                         "<w:footnote>",
                                         "</w:footnote>",
                                         "<w:tab w:pos=\"3\"/>",
                                         "<w:style w:styleId=\"X\">",
                                         "</w:style>",
                                         "<w:name w:val=\"heading 4\"/>",
                                         "<w:num w:numId=\"4\">",
                                         "</w:num>",
                                         "<w:lvl w:ilvl=\"99\">",
                                         "</w:lvl>",
                                         "<w:numFmt w:val=\"none\"/>"};
    uint64_t seed = 21;
    (void)state;
    for (int i = 0; i < 2500; i++) {
        char xml[3][8192];
        const char *open[40];
        for (int k = 0; k < 3; k++) {
            size_t n = (size_t)snprintf(xml[k], sizeof xml[k], "<w:document " W MC ">"), depth = 0;
            for (size_t m = 5 + test_random(&seed) % 60; m; m--) {
                const char *piece = pieces[test_random(&seed) % (sizeof pieces / sizeof *pieces)];
                if (piece[0] == '<' && piece[1] == '/') { /* close what is open, mostly */
                    if (depth == 0)
                        continue;
                    depth--;
                    n += (size_t)snprintf(xml[k] + n, sizeof xml[k] - n, "</%.*s>",
                                          (int)strcspn(open[depth] + 1, " />"), open[depth] + 1);
                    continue;
                }
                if (piece[0] == '<' && piece[strlen(piece) - 2] != '/') {
                    if (depth == 40)
                        continue;
                    open[depth++] = piece;
                }
                n += (size_t)snprintf(xml[k] + n, sizeof xml[k] - n, "%s", piece);
            }
            while (depth-- > 0)
                n += (size_t)snprintf(xml[k] + n, sizeof xml[k] - n, "</%.*s>", (int)strcspn(open[depth] + 1, " />"),
                                      open[depth] + 1);
            snprintf(xml[k] + n, sizeof xml[k] - n, "</w:document>");
        }
        const struct part parts[] = {{"word/document.xml", xml[0], 0},
                                     {"word/numbering.xml", i % 2 ? numbering : xml[1], 0},
                                     {"word/styles.xml", xml[2], 0}};
        struct buf b;
        struct err e = {0};
        buf_init(&b, 0);
        bool ok = docx_to_text(zip(parts, 3, room, sizeof room), &b, &e);
        CHECK(ok || e.text[0] != '\0', "no error said for %s", xml[0]);
        buf_free(&b);
    }
}

static void output_that_cannot_grow_is_said(void **state)
{
    (void)state;
    for (size_t limit = 1; limit < 40; limit++) {
        struct buf b;
        struct err e = {0};
        struct str docx = document(DOC(P(R("some text")) "<w:tbl>" TR(TC(P(R("a"))) TC(P(R("b")))) "</w:tbl>"));
        buf_init(&b, limit);
        bool ok = docx_to_text(docx, &b, &e);
        CHECK(ok == (limit >= 22), "limit %zu", limit);
        CHECK(ok || e.kind == ERR_MEMORY || e.kind == ERR_LIMIT, "kind %d", e.kind);
        buf_free(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paragraphs_runs_tabs_and_breaks),
        cmocka_unit_test(headings_from_the_id_the_name_or_the_outline),
        cmocka_unit_test(lists_from_numbering_and_from_styles),
        cmocka_unit_test(tables_become_rows),
        cmocka_unit_test(revisions_boxes_fields_and_hidden_text),
        cmocka_unit_test(footnotes_are_appended),
        cmocka_unit_test(other_namespaces_and_encodings),
        cmocka_unit_test(what_is_no_document_is_refused),
        cmocka_unit_test(a_truncated_or_damaged_file),
        cmocka_unit_test(bombs_are_refused),
        cmocka_unit_test(too_many_entries_are_refused),
        cmocka_unit_test(lines_as_paragraphs_give_the_same_plan),
        cmocka_unit_test(elements_in_any_order),
        cmocka_unit_test(output_that_cannot_grow_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
