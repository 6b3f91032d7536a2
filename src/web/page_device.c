/* page_device.c: this device is handed over to the client or a guardian for one task, and taken back. */
#include "views.h"
#include "web/getting_in.h"
#include "web/web_parts.h"

/* Each task: its name in the form, where it begins, and the pages below which it stays. */
static const struct {
    const char *value, *label, *hint, *below;
} tasks[HANDED_COUNT] = {
    [HANDED_CHECKIN] = {"checkin", N_("A check-in"), "The questionnaires and questions that are assigned.",
                        "/me/checkins"},
    [HANDED_SAFETY_PLAN] = {"safety_plan", N_("The safety plan"), "Read it, write it, or change it.", "/me/safety"},
    [HANDED_SIGN] = {"sign", N_("The plan, to read and sign"),
                     "Your password is asked for now: you stand for who holds the device.", "/me/plan"},
    [HANDED_REVIEW] = {"review", N_("Questions before the review"), "What helped, what did not, what next.",
                       "/me/review"},
};
#define TASK_NAMES "checkin|safety_plan|sign|review"

static const struct field rows[] = {
    {"to", "Who takes the device?", FIELD_CHOICE, false, 0, 0, NULL, NULL},
    {"task", "What is the device handed over for?", FIELD_CHOICE, true, 0, 0, TASK_NAMES,
     "Choose what is to be done on it."},
};
static const struct field back_rows[] = {
    {"secret", N_("Password of the clinician"), FIELD_SECRET, true, 1, 1000, NULL,
     N_("The clinician fills in their password.")},
    {"code", N_("Code of the clinician’s device"), FIELD_LINE, false, 0, 40, NULL, NULL},
};

/* ---- the door ---- */

static bool is_below(const char *path, const char *top)
{
    size_t n = strlen(top);
    return strncmp(path, top, n) == 0 && (!path[n] || path[n] == '/');
}

bool device_opens(const struct route *r, enum handed task)
{
    static const char *const always[] = {"/device", "/stay", "/theme", "/letters", "/language"};
    if (r->flags & (ROUTE_CACHED | ROUTE_ALONE)) { /* style sheet, numbers for a crisis, away from here */
        return true;
    }
    for (size_t i = 0; i < COUNT_OF(always); i++) {
        if (strcmp(r->path, always[i]) == 0) {
            return true;
        }
    }
    if (!(r->flags & ROUTE_ME) || task <= HANDED_NONE || task >= HANDED_COUNT) {
        return false;
    }
    /* A plan is signed only after these two. */
    bool first = is_below(r->path, "/me/consents/e-record") || is_below(r->path, "/me/consents/treatment");
    return is_below(r->path, tasks[task].below) || (task == HANDED_SIGN && first);
}

const char *device_start(enum handed task)
{
    return task > HANDED_NONE && task < HANDED_COUNT ? tasks[task].below : "/device";
}

/* ---- over ---- */

/* Guardians who can take it: a choice only where there is one. false: w->err. */
static bool put_takers(struct call *w, const struct form *f, struct view_device *v)
{
    struct client_account *list;
    struct view_choice *to;
    size_t n, count = 0;
    if (!web_may(w, CASE_ACCOUNT_LIST_CLIENT)) {
        return true;
    }
    if (!people_of_client(w->practice, &w->who, w->client, w->arena, &list, &n, &w->err)) {
        return false;
    }
    to = arena_array(w->arena, n + 1, sizeof *to);
    if (!to) {
        return err_no_memory(&w->err);
    }
    to[count++] = (struct view_choice){"client", "The client", NULL, false};
    for (size_t i = 0; i < n; i++) {
        const struct person *p = &list[i].person;
        if (p->roles & ROLE_GUARDIAN && !str_is(p->state, "ended")) {
            to[count++] =
                (struct view_choice){web_part(w, p->id), web_print(w, "%s, guardian", web_chars(w, p->name)).p,
                                     "For what is open to guardians of this client.", false};
        }
    }
    v->has_takers = count > 1;
    v->to = field_show(w, f, "to", STR("client"));
    field_choices(w, &v->to, to, count);
    return true;
}

static void hand_page(struct call *w, const struct form *f)
{
    struct view_device v = {.action = client_page(w, "/device")};
    struct view_choice list[HANDED_COUNT];
    size_t n = 0;
    if (!strip_read(w, NULL, &v.strip)) {
        web_trouble(w, f);
        return;
    }
    page_begin(w, "Hand over this device", f, &v.page);
    v.page.shape = "stack narrow";
    v.page.help = (struct url){STR("/help/access")};
    if (!put_takers(w, f, &v)) {
        web_trouble(w, f);
        return;
    }
    v.task = field_show(w, f, "task", NONE);
    for (int i = HANDED_NONE + 1; i < HANDED_COUNT; i++) {
        if (route_is_there(w->web, tasks[i].below)) {
            list[n++] = (struct view_choice){tasks[i].value, tasks[i].label, tasks[i].hint, false};
        }
    }
    field_choices(w, &v.task, list, n);
    view_device(&w->out, &v);
}

void device_show(struct call *w)
{
    struct form f;
    form_empty(w, rows, COUNT_OF(rows), &f);
    hand_page(w, &f);
}

void device_do(struct call *w)
{
    char device[PEOPLE_TOKEN_SIZE];
    enum handed task = HANDED_NONE;
    struct form f;
    if (!form_read(w, rows, COUNT_OF(rows), &f)) {
        hand_page(w, &f);
        return;
    }
    for (int i = HANDED_NONE + 1; i < HANDED_COUNT; i++) {
        task = form_is(&f, "task", tasks[i].value) ? (enum handed)i : task;
    }
    struct str to = form_value(&f, "to");
    const struct handing h = {w->client, str_is(to, "client") ? NONE : to, task};
    w->who.once = NONE; /* a second press finds the session ended */
    if (!people_hand_over(w->practice, &w->who, w->token, &h, w->arena, device, &w->err)) {
        if (strcmp(w->err.where, "guardian") == 0) {
            form_wrong(w, &f, "task", "This is not open to a guardian of this client. See “What a guardian may see”.");
            err_clear(&w->err);
            hand_page(w, &f);
        } else {
            web_trouble(w, &f);
        }
        return;
    }
    session_put(w, device);
    cookie_put(w, "was", NONE, -1);
    cookie_put(w, "kept", NONE, -1);
    seal_wipe(device, sizeof device);
    http_put_header(w->answer, "Clear-Site-Data", STR("\"cache\""));
    web_go(w, "%s", device_start(task));
}

/* ---- and back ---- */

static void back_page(struct call *w, const struct form *f)
{
    struct view_device_back v = {.task = {str_of(device_start(w->who.task))},
                                 .secret = field_show(w, f, "secret", NONE),
                                 .code = field_show(w, f, "code", NONE)};
    page_begin(w, N_("Please hand the device back"), f, &v.page);
    v.secret.required = true;
    v.secret.autocomplete = "off";
    v.code.hint = web_t(w, "Only for who signs in with codes.");
    v.code.autocomplete = "one-time-code";
    view_device_back(&w->out, &v);
}

void device_page(struct call *w)
{
    struct form f = {.fields = back_rows, .count = COUNT_OF(back_rows)};
    w->answer->status = 403;
    if (w->script) {
        message_show(w, 403, N_("Please hand the device back"), NONE, NULL);
        return;
    }
    back_page(w, &f);
}

void device_back_show(struct call *w)
{
    struct form f;
    if (!w->who.shared_device) {
        web_go(w, "/me");
        return;
    }
    form_empty(w, back_rows, COUNT_OF(back_rows), &f);
    back_page(w, &f);
}

void device_back_do(struct call *w)
{
    char session[PEOPLE_TOKEN_SIZE];
    struct str client;
    struct form f;
    if (!w->who.shared_device) {
        web_go(w, "/me");
        return;
    }
    if (!form_read(w, back_rows, COUNT_OF(back_rows), &f)) {
        back_page(w, &f);
        return;
    }
    const struct take_back in = {form_value(&f, "secret"), form_value(&f, "code"), w->in->from};
    if (people_take_back(w->practice, w->token, &in, w->arena, session, &client, &w->err)) {
        session_put(w, session);
        cookie_put(w, "was", NONE, -1);
        cookie_put(w, "kept", NONE, -1);
        seal_wipe(session, sizeof session);
        http_put_header(w->answer, "Clear-Site-Data", STR("\"cache\""));
        web_go(w, "/clients/%s", web_part(w, client));
    } else if (w->err.kind == ERR_REFUSED && strcmp(w->err.where, "code") == 0) {
        form_wrong(w, &f, "code", "%s", web_t(w, "The clinician fills in the password again, and the code."));
        back_page(w, &f);
    } else if (w->err.kind == ERR_REFUSED) {
        form_wrong(w, &f, "secret", "%s",
                   strcmp(w->err.where, "wait") == 0
                       ? web_wait(w)
                       : web_t(w, "The password or the code of the clinician is not right."));
        back_page(w, &f);
    } else {
        web_trouble(w, &f);
    }
}
