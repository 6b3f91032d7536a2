/* page_second_factor.c: codes of a device, put in force with the first one; recovery codes, shown once; turned off. */
#include "views.h"
#include "web/account.h"
#include "web/qr.h"
#include "web/web_parts.h"

#define HELD_SECONDS 900

static const struct field rows[] = {
    {"code", N_("The six digits that your phone shows"), FIELD_LINE, true, 1, 20, NULL, N_("Fill in the six digits.")},
    {"held", "Held", FIELD_LINE, false, 0, 4096, NULL, NULL}, /* the address, sealed: it is told only once */
};

/* The secret out of otpauth://totp/...?secret=SECRET&issuer=..., in groups of four. */
static struct str secret_of(struct call *w, struct str address)
{
    struct str mark = STR("?secret="), out = NONE;
    size_t at = str_find(address, mark, 0);
    struct buf b;
    buf_init(&b, 0);
    for (size_t i = at == (size_t)-1 ? address.n : at + mark.n, n = 0; i < address.n && address.p[i] != '&'; i++, n++) {
        buf_cstr(&b, n && n % 4 == 0 ? " " : "");
        buf_char(&b, address.p[i]);
    }
    if (!buf_ok(&b) || !arena_str(w->arena, buf_str(&b), &out)) {
        err_no_memory(&w->err);
    }
    buf_free(&b);
    return out;
}

static void show(struct call *w, const struct form *f, struct str address)
{
    struct view_second_factor v = {.secret = secret_of(w, address)};
    if (!qr_svg(address, web_t(w, "The secret as a picture for your phone"), w->arena, &v.picture, &w->err)) {
        web_trouble(w, f);
        return;
    }
    page_begin(w, N_("Set up a second factor"), f, &v.page);
    v.page.shape = "stack narrow";
    v.page.help = (struct url){STR("/help/account")};
    v.held = ticket_make(w, "second factor", w->token, address, HELD_SECONDS);
    v.code = field_show(w, f, "code", NONE);
    v.code.inputmode = "numeric";
    v.code.autocomplete = "one-time-code";
    view_second_factor(&w->out, &v);
}

void second_factor_new_do(struct call *w)
{
    struct form f;
    struct str address;
    f = (struct form){.fields = rows, .count = COUNT_OF(rows)};
    if (people_totp_new(w->practice, &w->who, w->arena, &address, &w->err)) {
        show(w, &f, address);
    } else {
        web_trouble(w, NULL);
    }
}

/* Shown once: the answer to the code that put them in force. */
static void recovery_page(struct call *w, char codes[PEOPLE_RECOVERY_CODES][PEOPLE_CODE_SIZE])
{
    struct view_recovery v = {.codes_count = 0};
    page_begin(w, N_("Your recovery codes"), NULL, &v.page);
    v.page.shape = "stack narrow";
    v.page.help = (struct url){STR("/help/account")};
    v.codes = arena_array(w->arena, PEOPLE_RECOVERY_CODES, sizeof *v.codes);
    for (size_t i = 0; v.codes && i < PEOPLE_RECOVERY_CODES; i++) {
        v.codes[v.codes_count++] = codes[i];
    }
    view_recovery(&w->out, &v);
}

void second_factor_do(struct call *w)
{
    char codes[PEOPLE_RECOVERY_CODES][PEOPLE_CODE_SIZE];
    struct form f;
    struct str address;
    bool ok = form_read(w, rows, COUNT_OF(rows), &f);
    if (!ticket_read(w, "second factor", w->token, form_value(&f, "held"), &address)) {
        web_said(w, N_("That took too long. Begin again."), "/account");
        return;
    }
    if (ok && people_totp_confirm(w->practice, &w->who, form_value(&f, "code"), codes, &w->err)) {
        recovery_page(w, codes);
        seal_wipe(codes, sizeof codes);
        return;
    }
    if (ok && w->err.kind != ERR_REFUSED) {
        web_trouble(w, &f);
        return;
    }
    if (ok) {
        form_wrong(w, &f, "code", "%s",
                   web_detail(w,
                              N_("The code does not fit. Wait for the next one, and look at the clock of the device."),
                              "The code %s.", w->err.text)
                       .p);
    }
    show(w, &f, address);
}

void second_factor_off_show(struct call *w)
{
    struct view_confirm v = {.heading = web_t(w, "Turn the second factor off"),
                             .button = web_t(w, "Turn it off"),
                             .text = str_of(web_t(w, "Your password alone then opens your account. The recovery codes "
                                                     "lose their use.")),
                             .action = {STR("/account/code/off")},
                             .back = {STR("/account")}};
    page_begin(w, N_("Turn the second factor off"), NULL, &v.page);
    v.page.shape = "stack narrow";
    view_confirm(&w->out, &v);
}

void second_factor_off_do(struct call *w)
{
    if (people_totp_off(w->practice, &w->who, &w->err)) {
        web_said(w, N_("The second factor is off."), "/account");
    } else {
        web_trouble(w, NULL);
    }
}
