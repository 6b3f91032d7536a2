/* plan_docx.c: the archive a Word document is: which parts, in which order, how much of them. */
#include "plan/plan_docx_parts.h"

#include "plan/plan_docx.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>

#define UNPACKED_MAX ((size_t)64 * 1024 * 1024)
#define RATIO_MAX 200
#define RATIO_FLOOR ((size_t)1024 * 1024) /* below this no ratio is dangerous */
#define ENTRIES_MAX 10000

bool docx_is(struct str bytes)
{
    return bytes.n >= 4 && memcmp(bytes.p, "PK\x03\x04", 4) == 0;
}

static const struct {
    const char *name;
    enum docx_part part;
} parts_of_a_document[] = {
    {"word/styles.xml", DOCX_STYLES},      {"word/numbering.xml", DOCX_NUMBERING},
    {"word/document.xml", DOCX_DOCUMENT},  {"word/footnotes.xml", DOCX_FOOTNOTES},
    {"word/endnotes.xml", DOCX_FOOTNOTES},
};

/* What has been unpacked so far, over all passes. */
struct budget {
    size_t used, packed;
};

static bool spend(struct budget *b, size_t n, struct err *e)
{
    b->used += n;
    if (b->used > UNPACKED_MAX)
        return err_set(e, ERR_LIMIT, NULL, "more than 64 MB when unpacked; this is not a plan");
    if (b->used > RATIO_FLOOR && b->used / RATIO_MAX > b->packed)
        return err_set(e, ERR_LIMIT, NULL, "unpacks to more than 200 times its size; this looks like a zip bomb");
    return true;
}

/* What an entry says of its own size is believed when it is too much; what it keeps silent about is counted as it
 * comes. */
static bool fits(const struct budget *b, struct archive_entry *entry, struct err *e)
{
    struct budget whole = *b;
    la_int64_t size = archive_entry_size_is_set(entry) ? archive_entry_size(entry) : 0;
    return size <= 0 || spend(&whole, (size_t)size, e);
}

static bool damaged(struct archive *a, struct err *e)
{
    const char *why = archive_error_string(a);
    return err_set(e, ERR_INVALID, NULL, "damaged .docx (%s); open it in Word and save it again",
                   why ? why : "unreadable");
}

static bool read_entry(struct archive *a, struct docx_reader *r, struct budget *b, struct err *e)
{
    char chunk[16384];
    for (;;) {
        la_ssize_t n = archive_read_data(a, chunk, sizeof chunk);
        if (n < 0)
            return damaged(a, e);
        if (!spend(b, (size_t)n, e) || !docx_reader_feed(r, chunk, (size_t)n, n == 0, e))
            return false;
        if (n == 0)
            return true;
    }
}

/* Looks through the archive for one part; *found tells whether it is there. */
static bool pass(struct str bytes, size_t which, struct docx_parts *parts, struct buf *out, struct budget *b,
                 bool *found, struct err *e)
{
    struct archive *a = archive_read_new();
    struct archive_entry *entry;
    struct docx_reader *r = docx_reader_new(parts_of_a_document[which].part, parts, out);
    bool ok = a && r;
    size_t entries = 0;
    *found = false;
    if (!ok) {
        err_no_memory(e);
        goto done;
    }
    archive_read_support_format_zip(a);
    if (archive_read_open_memory(a, bytes.p, bytes.n) != ARCHIVE_OK) {
        ok = damaged(a, e);
        goto done;
    }
    for (;;) {
        int got = archive_read_next_header(a, &entry);
        if (got == ARCHIVE_EOF)
            break;
        if (got < ARCHIVE_WARN) {
            ok = damaged(a, e);
            break;
        }
        if (++entries > ENTRIES_MAX) {
            ok =
                err_set(e, ERR_LIMIT, NULL, "more than %d files in the archive; this is no Word document", ENTRIES_MAX);
            break;
        }
        const char *name = archive_entry_pathname(entry);
        if (name && strcmp(name, parts_of_a_document[which].name) == 0) {
            *found = true;
            ok = fits(b, entry, e) && read_entry(a, r, b, e);
            break;
        }
    }
done:
    docx_reader_free(r);
    archive_read_free(a);
    return ok;
}

bool docx_to_text(struct str bytes, struct buf *out, struct err *e)
{
    struct arena arena;
    struct budget b = {0, bytes.n};
    bool ok = true, found = false;
    arena_init(&arena, UNPACKED_MAX);
    struct docx_parts parts = {.arena = &arena};
    for (size_t i = 0; ok && i < sizeof parts_of_a_document / sizeof *parts_of_a_document; i++) {
        ok = pass(bytes, i, &parts, out, &b, &found, e);
        if (ok && parts_of_a_document[i].part == DOCX_DOCUMENT && !found)
            ok = err_set(e, ERR_INVALID, NULL, "a ZIP archive without word/document.xml; give a .docx or plain text");
    }
    if (ok && !buf_ok(out))
        ok = err_no_memory(e);
    arena_free(&arena);
    return ok;
}
