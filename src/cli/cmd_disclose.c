/* goldthread disclose: consents, disclosures, requests and exports, by a person who signs in. */
#include "cli/ask.h"
#include "cli/file.h"
#include "cli/sign_in.h"

#include "base/escape.h"
#include "base/json.h"
#include "practice/clients.h"
#include "practice/people.h"
#include "practice/sharing.h"

#include <sys/stat.h>

#define NONE ((struct str){NULL, 0})
#define FORM_MAX 65536
#define PACKET_MAX ((size_t)256 << 20)

struct desk {
    struct cli *c;
    struct record_open record;
    struct line_session session;
    struct actor who; /* of the session */
    struct str client;
};

/* ---- whom it is about ---- */

static bool is_id(struct str s)
{
    bool ok = s.n == SEAL_ID_SIZE;
    for (size_t i = 0; ok && i < s.n; i++) {
        ok = (s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'A' && s.p[i] <= 'Z');
    }
    return ok;
}

/* A small text from a file or, with -, standard input. */
static bool read_small(const char *path, struct arena *a, struct str *out, struct err *e)
{
    struct buf b;
    buf_init(&b, 0);
    bool ok = file_read(path, FORM_MAX, &b, e) && (arena_str(a, str_trim(buf_str(&b)), out) || arena_error(a, e));
    if (b.p) {
        seal_wipe(b.p, b.n);
    }
    buf_free(&b);
    return ok;
}

/* Who it is about, as it was given: never a name on the command line, which everybody on the machine can list. */
static bool client_words(struct desk *d, struct str *out, struct err *e)
{
    const char *id = cli_option(d->c, "client"), *path = cli_option(d->c, "client-file");
    char typed[256] = "";
    struct err mine = {0};
    if (id && path) {
        return err_set(e, ERR_INVALID, "--client", "and --client-file: one of them is enough");
    }
    if (id) {
        *out = str_of(id);
        return is_id(*out) || err_set(e, ERR_INVALID, "--client",
                                      "must be the id; a name goes into a file (--client-file) or is asked for");
    }
    if (path) {
        return read_small(path, &d->record.arena, out, e);
    }
    if (!ask(d->c, "Client (name or id)", true, typed, sizeof typed, &mine)) {
        return mine.kind == ERR_NOT_FOUND
                   ? err_set(e, mine.kind, "--client", "is missing, and there is no terminal to ask on")
                   : err_set(e, mine.kind, mine.where, "%s", mine.text);
    }
    return arena_str(&d->record.arena, str_trim(str_of(typed)), out) || arena_error(&d->record.arena, e);
}

/* A client's id, or words of a name that fit one client. Clients and guardians have one client only. */
static bool find_client(struct desk *d, struct err *e)
{
    struct str words = NONE;
    struct client_page page = {0};
    bool named = cli_option(d->c, "client") || cli_option(d->c, "client-file");
    d->client = d->who.client;
    if (d->who.roles & (ROLE_CLIENT | ROLE_GUARDIAN) && !named) {
        return true;
    }
    if (!client_words(d, &words, e)) {
        return false;
    }
    if (is_id(words)) {
        d->client = words;
        return true;
    }
    if (!clients_find(&d->record.practice, &d->who, words, &page, &d->record.arena, e)) {
        return false;
    }
    d->client = page.count == 1 ? page.row[0].id : NONE;
    return page.count == 1 || err_set(e, page.count ? ERR_CONFLICT : ERR_NOT_FOUND, "client",
                                      page.count ? "fits more than one client: give more of the name, or the id"
                                                 : "there is none of this name");
}

static bool begin(struct cli *c, struct desk *d, struct err *e)
{
    *d = (struct desk){.c = c};
    if (!record_begin(c, &d->record, e) || !sign_in_line(c, &d->record, &d->session, e)) {
        return false;
    }
    d->who = d->session.who;
    return find_client(d, e);
}

/* Signs out, closes, tells the error when there is one. */
static int end(struct desk *d, bool ok, const struct err *e)
{
    sign_out_line(&d->record, &d->session);
    record_end(&d->record);
    return ok ? CLI_OK : cli_fail("disclose", e);
}

static bool read_operand(const struct cli *c, int operand, size_t limit, struct arena *a, struct str *out,
                         struct err *e)
{
    struct buf b;
    buf_init(&b, 0);
    bool ok = file_read(c->operands[operand], limit, &b, e);
    char *p = ok ? arena_copy(a, buf_str(&b).p, b.n) : NULL;
    *out = (struct str){p, p ? b.n : 0};
    buf_free(&b);
    return ok && (p || arena_error(a, e));
}

/* ---- what is printed ---- */

static void put(struct buf *b, struct str s, size_t width)
{
    size_t from = b->n;
    escape_terminal(b, s, false);
    if (b->n - from < width) {
        buf_repeat(b, ' ', width - (b->n - from));
    }
    buf_cstr(b, width ? "  " : "");
}

static void put_day(struct buf *b, struct date day)
{
    char text[DATE_TEXT_SIZE];
    put(b, str_of(date_format(day, text)), 10);
}

static void put_sections(struct buf *b, unsigned sections)
{
    const char *comma = "";
    for (unsigned i = 0; i < SHARE_SECTION_COUNT; i++) {
        if (sections >> i & 1) {
            buf_printf(b, "%s%s", comma, sharing_section_name((enum share_section)(1u << i)));
            comma = ",";
        }
    }
}

/* What was really inside, with numbers: "plan:1,progress:12". */
static void put_disclosed(struct buf *b, const struct disclosure *d)
{
    const char *comma = "";
    if (!d->inside.known) {
        put_sections(b, d->sections);
        return;
    }
    for (unsigned i = 0; i < SHARE_SECTION_COUNT; i++) {
        if (d->inside.sections >> i & 1) {
            buf_printf(b, "%s%s:%u", comma, sharing_section_name((enum share_section)(1u << i)), d->inside.count[i]);
            comma = ",";
        }
    }
}

static bool print(const struct cli *c, struct buf *b, struct err *e)
{
    bool ok = buf_ok(b) || err_no_memory(e);
    if (ok) {
        fwrite(buf_str(b).p, 1, b->n, c->out);
    }
    buf_free(b);
    return ok;
}

/* A list; when it is empty a line says so, where it is in nobody's way. */
static bool print_list(const struct cli *c, bool empty, const char *says, struct buf *b, struct err *e)
{
    if (empty) {
        fprintf(c->err, "%s\n", says);
    }
    return print(c, b, e);
}

/* ---- consents ---- */

int cmd_disclose_consent(struct cli *c)
{
    struct desk d;
    struct consent consent;
    struct err e = {0};
    struct str form;
    bool ok = begin(c, &d, &e) && read_operand(c, 0, FORM_MAX, &d.record.arena, &form, &e) &&
              sharing_consent_read(form, &d.record.arena, &consent, &e) &&
              sharing_consent(&d.record.practice, &d.who, d.client, &consent, NONE, &d.record.arena, &e);
    if (ok) {
        fprintf(c->out, "%.*s\n", (int)consent.id.n, consent.id.p);
    }
    return end(&d, ok, &e);
}

int cmd_disclose_revoke(struct cli *c)
{
    struct desk d;
    struct err e = {0};
    bool ok = begin(c, &d, &e) && sharing_revoke(&d.record.practice, &d.who, d.client, str_of(c->operands[0]), &e);
    return end(&d, ok, &e);
}

static const char *consent_state(const struct consent *c, struct date today)
{
    static const char *const states[] = {[CONSENT_STANDS] = "in force",
                                         [CONSENT_SAID_NO] = "refused",
                                         [CONSENT_TAKEN_BACK] = "revoked",
                                         [CONSENT_TO_COME] = "to come",
                                         [CONSENT_PAST] = "expired"};
    return states[sharing_consent_standing(c, today)];
}

int cmd_disclose_consents(struct cli *c)
{
    struct desk d;
    struct consent *list = NULL;
    struct err e = {0};
    struct buf b;
    size_t n = 0;
    const struct zone *zone = NULL;
    bool ok = begin(c, &d, &e) &&
              sharing_consents(&d.record.practice, &d.who, d.client, &d.record.arena, &list, &n, &e) &&
              practice_zone_of(&d.record.practice, d.who.practice, &zone, &e);
    struct date today = zone_day(zone, record_now(NULL));
    buf_init(&b, 0);
    for (size_t i = 0; ok && i < n; i++) {
        put(&b, list[i].id, SEAL_ID_SIZE);
        put(&b, str_of(sharing_consent_name(list[i].kind)), 19);
        put(&b, str_of(consent_state(&list[i], today)), 8);
        put_day(&b, list[i].signed_on);
        put_day(&b, list[i].expires);
        put(&b, list[i].to, 24);
        put_sections(&b, list[i].sections);
        buf_char(&b, '\n');
    }
    ok = print_list(c, ok && !n, "no consent stands in this record", &b, &e) && ok;
    return end(&d, ok, &e);
}

/* ---- disclosures ---- */

static bool read_form(struct desk *d, struct disclosure *out, struct err *e)
{
    struct str form;
    return read_operand(d->c, 0, FORM_MAX, &d->record.arena, &form, e) &&
           sharing_disclosure_read(form, &d->record.arena, out, e);
}

int cmd_disclose_allowed(struct cli *c)
{
    struct desk d;
    struct disclosure form;
    struct err e = {0};
    struct str why = NONE;
    struct buf b;
    unsigned sections = 0;
    bool ok = begin(c, &d, &e) && read_form(&d, &form, &e) &&
              sharing_allowed(&d.record.practice, &d.who, d.client, &form, &d.record.arena, &sections, &why, &e);
    buf_init(&b, 0);
    if (ok && sections) {
        put_sections(&b, sections);
        buf_char(&b, '\n');
    } else if (ok) {
        buf_cstr(&b, "nothing: ");
        put(&b, why, 0);
        buf_char(&b, '\n');
    }
    ok = print(c, &b, &e) && ok;
    int code = end(&d, ok, &e);
    return ok && !sections ? CLI_FINDINGS : code;
}

int cmd_disclose_preview(struct cli *c)
{
    struct desk d;
    struct disclosure form;
    struct err e = {0};
    struct str json = NONE, left_out = NONE;
    bool ok = begin(c, &d, &e) && read_form(&d, &form, &e) &&
              sharing_preview(&d.record.practice, &d.who, d.client, &form, &d.record.arena, &json, &left_out, &e);
    if (ok) {
        fprintf(c->out, "%.*s\n", (int)json.n, json.p);
        fprintf(c->err, "Left out:\n%.*s", (int)left_out.n, left_out.p);
    }
    return end(&d, ok, &e);
}

int cmd_disclose_make(struct cli *c)
{
    struct desk d;
    struct disclosure form;
    struct err e = {0};
    const char *path = cli_option(c, "output");
    if (!path) {
        return cli_failf("disclose", "--output is missing: the file for the packet");
    }
    bool ok =
        begin(c, &d, &e) && read_form(&d, &form, &e) &&
        record_secret(c, "receiver-file", "Passphrase for the receiver", true, &d.record.arena, &form.passphrase, &e) &&
        sharing_disclose(&d.record.practice, &d.who, d.client, &form, NONE, &d.record.arena, &e);
    if (ok && !file_write(path, form.packet, &e)) {
        fprintf(c->err,
                "The disclosure %.*s was made and stands in the accounting; goldthread disclose packet writes "
                "its file.\n",
                (int)form.id.n, form.id.p);
        ok = false;
    } else if (ok) {
        fprintf(c->out, "%.*s\n", (int)form.id.n, form.id.p);
        fprintf(c->err, "Left out:\n%.*sTell the receiver the passphrase by another way than the packet.\n",
                (int)form.left_out.n, form.left_out.p);
    }
    return end(&d, ok, &e);
}

int cmd_disclose_packet(struct cli *c)
{
    struct desk d;
    struct err e = {0};
    struct str packet;
    const char *path = cli_option(c, "output");
    if (!path) {
        return cli_failf("disclose", "--output is missing: the file for the packet");
    }
    bool ok =
        begin(c, &d, &e) &&
        sharing_packet(&d.record.practice, &d.who, d.client, str_of(c->operands[0]), &d.record.arena, &packet, &e) &&
        file_write(path, packet, &e);
    return end(&d, ok, &e);
}

static int list_disclosures(struct cli *c, bool accounting)
{
    struct desk d;
    struct disclosure *list = NULL;
    struct err e = {0};
    struct buf b;
    size_t n = 0;
    const struct zone *zone = NULL;
    bool ok = begin(c, &d, &e) &&
              (accounting ? sharing_accounting : sharing_disclosures)(&d.record.practice, &d.who, d.client,
                                                                      &d.record.arena, &list, &n, &e) &&
              practice_zone_of(&d.record.practice, d.who.practice, &zone, &e);
    buf_init(&b, 0);
    for (size_t i = 0; ok && i < n; i++) {
        put(&b, list[i].id, SEAL_ID_SIZE);
        put_day(&b, zone_day(zone, list[i].at_ms));
        put(&b, str_of(sharing_ground_name(list[i].ground)), 15);
        put(&b, list[i].to, 24);
        put(&b, list[i].address, 24);
        put(&b, list[i].purpose, 24);
        put_disclosed(&b, &list[i]);
        buf_char(&b, '\n');
    }
    ok = print_list(c, ok && !n, accounting ? "nothing that the accounting must tell" : "nothing was disclosed", &b,
                    &e) &&
         ok;
    return end(&d, ok, &e);
}

int cmd_disclose_list(struct cli *c)
{
    return list_disclosures(c, false);
}

int cmd_disclose_accounting(struct cli *c)
{
    return list_disclosures(c, true);
}

/* A file beside the packet; what is there already stays. */
static bool write_beside(const char *base, const char *ending, struct str bytes, struct err *e)
{
    struct buf path;
    buf_init(&path, 0);
    buf_cstr(&path, base);
    buf_cstr(&path, ending);
    bool ok = buf_ok(&path) || err_no_memory(e);
    if (ok && file_is_there(path.p)) {
        ok = err_set(e, ERR_CONFLICT, path.p, "is there already");
    }
    ok = ok && file_write(path.p, bytes, e);
    buf_free(&path);
    return ok;
}

int cmd_disclose_open(struct cli *c)
{
    struct arena a;
    struct err e = {0};
    struct str packet, passphrase, pdf, json;
    const char *base = cli_option(c, "output");
    if (!base) {
        return cli_failf("disclose", "--output is missing: what the two files are called, without .pdf and .json");
    }
    arena_init(&a, 0);
    bool ok = seal_init(&e) && read_operand(c, 0, PACKET_MAX, &a, &packet, &e) &&
              record_secret(c, "receiver-file", "Passphrase of the packet", false, &a, &passphrase, &e) &&
              sharing_open_packet(packet, passphrase, &a, &pdf, &json, &e) && write_beside(base, ".json", json, &e) &&
              write_beside(base, ".pdf", pdf, &e);
    arena_free(&a);
    return ok ? CLI_OK : cli_fail("disclose", &e);
}

/* ---- requests, export ---- */

/* What is asked for, or the answer; absent when no file is named. */
static bool read_text(struct desk *d, struct str *out, struct err *e)
{
    const char *path = cli_option(d->c, "text-file");
    return !path || read_small(path, &d->record.arena, out, e);
}

int cmd_disclose_request(struct cli *c)
{
    struct desk d;
    struct err e = {0};
    struct request r = {.text = NONE};
    if (!sharing_request_find(str_of(c->operands[0]), &r.kind)) {
        return cli_failf("disclose", "%s: must be access, amendment, accounting, restriction or question",
                         c->operands[0]);
    }
    bool ok = begin(c, &d, &e) && read_text(&d, &r.text, &e) &&
              sharing_request(&d.record.practice, &d.who, d.client, &r, NONE, &d.record.arena, &e);
    if (ok) {
        char day[DATE_TEXT_SIZE];
        fprintf(c->out, "%.*s  %s\n", (int)r.id.n, r.id.p, date_format(r.due_on, day));
    }
    return end(&d, ok, &e);
}

int cmd_disclose_answer(struct cli *c)
{
    struct desk d;
    struct err e = {0};
    struct str text = NONE;
    bool ok =
        begin(c, &d, &e) && read_text(&d, &text, &e) &&
        sharing_answer(&d.record.practice, &d.who, d.client, str_of(c->operands[0]), str_of(c->operands[1]), text, &e);
    return end(&d, ok, &e);
}

int cmd_disclose_requests(struct cli *c)
{
    struct desk d;
    struct request *list = NULL;
    struct err e = {0};
    struct buf b;
    size_t n = 0;
    bool ok =
        begin(c, &d, &e) && sharing_requests(&d.record.practice, &d.who, d.client, &d.record.arena, &list, &n, &e);
    buf_init(&b, 0);
    for (size_t i = 0; ok && i < n; i++) {
        put(&b, list[i].id, SEAL_ID_SIZE);
        put(&b, str_of(sharing_request_name(list[i].kind)), 11);
        put(&b, list[i].state, 8);
        put_day(&b, list[i].made_on);
        put_day(&b, list[i].due_on);
        put(&b, list[i].overdue ? STR("overdue") : STR(""), 7);
        put(&b, list[i].text, 0);
        buf_char(&b, '\n');
    }
    ok = print_list(c, ok && !n, "no request stands in this record", &b, &e) && ok;
    return end(&d, ok, &e);
}

int cmd_disclose_export(struct cli *c)
{
    struct desk d;
    struct err e = {0};
    struct str json;
    bool ok = begin(c, &d, &e) && sharing_export(&d.record.practice, &d.who, d.client, &d.record.arena, &json, &e) &&
              file_write(cli_option(c, "output"), json, &e);
    return end(&d, ok, &e);
}
