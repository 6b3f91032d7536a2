/* trouble.c: errors as pages: what happened, what to do, and nothing that was typed is lost. */
#include "web/me/trouble.h"
#include "base/json.h"
#include "views.h"
#include "web/me/me.h"
#include "web/message.h"
#include "web/web_parts.h"

/* What belongs to the page and not to who wrote, and secrets. Outside a client's pages also the fields of signing in.
 */
bool own_field(const struct call *w, struct str name)
{
    static const char *const always[] = {"csrf",     "once",  "here",           "again",      "leave",      "secret",
                                         "password", "fresh", "password_again", "setup_code", "fresh_again"};
    static const char *const outside[] = {"code", "old", "then", "held", "invitation", "invite_code"};
    for (size_t i = 0; i < COUNT_OF(always); i++) {
        if (str_is(name, always[i])) {
            return true;
        }
    }
    for (size_t i = 0; !w->client.n && i < COUNT_OF(outside); i++) {
        if (str_is(name, outside[i])) {
            return true;
        }
    }
    return false;
}

/* One of a few that are chosen again with a click. */
static bool is_chosen(const struct call *w, struct str name)
{
    for (size_t i = 0; w->form && i < w->form->count; i++) {
        if (str_is(name, w->form->fields[i].name)) {
            return w->form->fields[i].kind == FIELD_CHOICE;
        }
    }
    return false;
}

/* A text of a form that somebody would miss. */
static bool is_typed(const struct call *w, const struct http_field *f)
{
    return !str_is(f->name, "hash") && !is_chosen(w, f->name) && !f->file_name.p && !own_field(w, f->name) &&
           f->value.n > 3 && !id_valid(f->value);
}

size_t typed_count(const struct call *w)
{
    size_t n = 0;
    for (size_t i = 0; i < w->in->form_count; i++) {
        n += is_typed(w, &w->in->form[i]);
    }
    return n;
}

/* The label of a field of the form; its name when there is none. */
static struct str label_of(const struct call *w, struct str name)
{
    for (size_t i = 0; w->form && i < w->form->count; i++) {
        if (str_is(name, w->form->fields[i].name)) {
            return str_of(web_t(w, w->form->fields[i].label));
        }
    }
    return name;
}

static void put_typed(struct call *w, struct view_message *v)
{
    v->typed = arena_array(w->arena, typed_count(w), sizeof *v->typed);
    for (size_t i = 0; v->typed && i < w->in->form_count; i++) {
        const struct http_field *f = &w->in->form[i];
        if (is_typed(w, f)) {
            v->typed[v->typed_count++] = (struct view_typed){label_of(w, f->name), f->value};
        }
    }
}

void message_show(struct call *w, int status, const char *title, struct str text, const struct view_link *next)
{
    struct view_message v = {.text = text};
    w->answer->status = status;
    if (w->script) {
        struct json_out o;
        buf_reset(&w->answer->body);
        json_out_init(&o, &w->answer->body, 0);
        json_begin_object(&o);
        json_key(&o, "status");
        json_put_int(&o, status);
        json_key(&o, "title");
        json_put_cstr(&o, web_t(w, title));
        json_key(&o, "text");
        json_put_str(&o, text);
        json_end_object(&o);
        w->answer->type = "application/json";
        return;
    }
    page_begin(w, title, NULL, &v.page);
    if (next) {
        v.next = *next;
        v.has_next = true;
    } else if (w->who.user.n && !(w->who.roles & (ROLE_CLIENT | ROLE_GUARDIAN))) {
        v.next = (struct view_link){{STR("/")}, "Go to your caseload", false};
        v.has_next = true;
    }
    bool inside = w->who.user.n && !(w->who.roles & (ROLE_CLIENT | ROLE_GUARDIAN));
    if ((status == 404 && !inside) || status >= 500 || (w->who.user.n && !inside)) {
        crisis_numbers(w, &v.help);
        v.has_help = true;
    }
    if (status >= 500) {
        v.id = w->in->id;
    }
    if ((w->in->method == HTTP_POST || w->kept_form.p) && !w->foreign) {
        put_typed(w, &v);
    }
    buf_reset(&w->answer->body);
    view_message(&w->out, &v);
}

/* The same form once more, with a secret. */
static void ask_again(struct call *w)
{
    const struct http_request *in = w->in;
    struct view_again v = {.action = {in->target}};
    struct form_error error = {"secret", str_of(w->secret_wrong)};
    struct form f = {.errors = &error, .errors_count = w->secret_wrong ? 1 : 0};
    w->answer->status = w->secret_wrong ? 422 : 403;
    page_begin(w, N_("Give your password again"), &f, &v.page);
    v.hidden = arena_array(w->arena, in->form_count, sizeof *v.hidden);
    for (size_t i = 0; v.hidden && i < in->form_count; i++) {
        if (!own_field(w, in->form[i].name) && !in->form[i].file_name.p) {
            v.hidden[v.hidden_count++] =
                (struct view_hidden){arena_copy(w->arena, in->form[i].name.p, in->form[i].name.n), in->form[i].value};
        }
    }
    v.secret = (struct view_field){.is_secret = true,
                                   .name = "secret",
                                   .label = web_t(w, "Password, or a code of your device"),
                                   .error = error.text,
                                   .required = true,
                                   .autocomplete = "current-password"};
    buf_reset(&w->answer->body);
    view_again(&w->out, &v);
}

/* What the record says of it: to those who work here as it says it, to all others in a sentence of ours. */
static struct str detail(struct call *w)
{
    const char *sentence = me_trouble(&w->err);
    if (w->err.kind == ERR_REFUSED && strcmp(w->err.where, "wait") == 0) {
        return str_of(web_wait(w));
    }
    if (sentence && (w->language != LANGUAGE_EN || w->who.roles & (ROLE_CLIENT | ROLE_GUARDIAN))) {
        return str_of(web_t(w, sentence));
    }
    switch (w->err.kind) {
    case ERR_CONFLICT:
        return web_print(w, "Nothing was overwritten: %s %s.", w->err.where, w->err.text);
    case ERR_LIMIT:
        return web_print(w, "%s", w->err.text);
    default:
        return web_print(w, "%s: %s.", w->err.where, w->err.text);
    }
}

void web_trouble(struct call *w, const struct form *f)
{
    struct view_link back = {{kept_page(w)}, web_t(w, "Go back to the page"), false};
    bool post = w->in->method == HTTP_POST;
    w->form = f ? f : w->form;
    switch (w->err.kind) {
    case ERR_NOT_FOUND:
        message_show(w, 404, N_("There is nothing here"),
                     str_of(web_t(w, "The address may be mistyped, or what it showed is gone.")), NULL);
        return;
    case ERR_REFUSED:
        if (strcmp(w->err.where, "reauthenticate") == 0 && post && !w->script) {
            ask_again(w);
            return;
        }
        if (strcmp(w->err.where, "guardian") == 0 && str_starts(str_of(w->err.text), STR("does not decide any more"))) {
            me_shut(w, 403); /* the head, without its links, says so too */
            return;
        }
        message_show(w, 403, N_("This cannot be done here"), detail(w), &back);
        return;
    case ERR_CONFLICT:
        message_show(w, 409, N_("Somebody changed this meanwhile"), detail(w), &back);
        return;
    case ERR_INVALID:
        message_show(w, 422, N_("Something in it cannot be used"), detail(w), &back);
        return;
    case ERR_LIMIT:
        message_show(w, 413, N_("That was too much at once"), detail(w), &back);
        return;
    case ERR_NONE:
    case ERR_MEMORY:
    case ERR_IO:
    case ERR_INTERNAL:
        break;
    }
    web_log(w, "trouble");
    message_show(
        w, 503, N_("This does not work just now"),
        str_of(web_t(w,
                     "The program could not reach its records. What was saved before is safe. Try again in a minute; "
                     "when it stays like this, tell who looks after the program the number below.")),
        &back);
}

void web_signed_out(struct call *w, bool kept)
{
    session_drop(w);
    if (w->script || w->route->flags & ROUTE_QUIET) {
        w->answer->status = 401;
        web_json(w, web_print(w, "{\"status\":401,\"title\":\"%s\"}", web_t(w, "You are signed out")));
        return;
    }
    struct str then = w->in->method == HTTP_POST ? kept_page(w) : w->in->target;
    web_go(w, "/sign-in?then=%s%s", web_part(w, path_valid(then) ? then : STR("/")),
           kept         ? "&kept=1"
           : w->token.n ? "&ended=1"
                        : "");
}
