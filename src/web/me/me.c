/* me.c: the head of a client's pages, and what they share. */
#include "web/me/me.h"

#include "web/message.h"
#include "web/web_parts.h"

/* Pages of the client's side in the order of the head; one without a row, or whose use case is not for this role, is
 * left out. */
static const struct {
    const char *path, *text;
} pages[] = {
    {"/me", N_("Start")},       {"/me/plan", N_("My plan")},       {"/me/checkins", N_("Check-ins")},
    {"/me/diary", N_("Diary")}, {"/me/safety", N_("Safety plan")}, {"/me/record", N_("My record")},
};

static bool is_below(struct str path, const char *top)
{
    size_t n = strlen(top);
    return str_is(path, top) || (strcmp(top, "/me") != 0 && str_starts(path, str_of(top)) && path.p[n] == '/');
}

/* Where a page does without it. */
static bool outside_if(struct call *w, struct outside *out)
{
    struct err was = w->err;
    bool ok = me_outside(w, out);
    w->err = was;
    return ok;
}

void me_head(struct call *w, struct view_page *page)
{
    struct outside o = {.guardian_over = false};
    struct view_me *me = ARENA_NEW(w->arena, struct view_me);
    struct view_link *list = arena_array(w->arena, COUNT_OF(pages), sizeof *list);
    if (!me || !list) {
        return;
    }
    if (w->who.roles & ROLE_GUARDIAN && outside_if(w, &o)) {
        me->guardian_of = o.preferred_name.n ? o.preferred_name : o.name;
    }
    for (size_t i = 0; i < COUNT_OF(pages) && !w->who.shared_device && !o.guardian_over; i++) {
        if (route_may(w, str_of(pages[i].path))) {
            list[me->links_count++] = (struct view_link){
                {str_of(pages[i].path)}, web_t(w, pages[i].text), is_below(w->in->path, pages[i].path)};
        }
    }
    me->links = list;
    me->shared_device = w->who.shared_device;
    page->me = me;
    page->shape = "stack narrow";
    page->help = (struct url){STR("/me/help")};
}

struct str me_guardian_account(const struct call *w)
{
    return w->who.roles & ROLE_GUARDIAN ? w->who.user : NONE;
}

bool me_outside(struct call *w, struct outside *out)
{
    if (!w->outside) {
        struct outside *o = ARENA_NEW(w->arena, struct outside);
        if (!o) {
            return err_no_memory(&w->err);
        }
        if (!outside_read(w->practice, &w->who, w->arena, o, &w->err)) {
            return false;
        }
        w->outside = o;
    }
    *out = *w->outside;
    return true;
}

void me_shut(struct call *w, int status)
{
    struct outside o = {.guardian_over = false};
    struct view_link next = {{STR("/me")}, web_t(w, N_("Back to the start")), false};
    if (outside_if(w, &o) && o.guardian_over) {
        message_show(w, status, N_("Your access has ended"),
                     str_of(web_t(w, N_("The person whose record this is has come of age. From now on they decide on "
                                        "it, and these pages are shut to you. Ask the practice when you think that "
                                        "this is wrong."))),
                     NULL);
        return;
    }
    message_show(w, status, N_("Not open to you now"),
                 str_of(web_t(w, N_("The clinician decides with the person in care what you can read here. "
                                    "You can ask them about it."))),
                 w->who.shared_device ? NULL : &next);
}

void me_sees_alone(struct call *w, struct view_page *page, const char *sentence)
{
    if (page->me) {
        page->me->who_sees = str_of(web_t(w, sentence));
    }
}

void me_sees(struct call *w, struct view_page *page, const char *sentence)
{
    struct outside o;
    if (page->me && outside_if(w, &o)) {
        page->me->who_sees = o.guardian_sees ? web_print(w, "%s %s", web_t(w, sentence),
                                                         web_t(w, N_("A parent or guardian may see it too.")))
                                             : str_of(web_t(w, sentence));
    }
}

struct str me_reply_times(struct call *w, const struct outside *o)
{
    struct str times =
        o && o->reply_times.n ? o->reply_times : str_of(web_t(w, N_("Ask your clinician when they read it.")));
    if (!o || !date_is_set(o->closed)) {
        return times;
    }
    const char *closed = web_chars(w, web_date(w, o->closed)), *opens = web_chars(w, web_date(w, o->opens));
    struct str says =
        web_print(w, web_t(w, N_("The practice is closed on %s. The next working day is %s.")), closed, opens);
    return web_print(w, "%s %s", web_chars(w, times), web_chars(w, says));
}

void me_box(struct call *w, struct view_me_box *out)
{
    struct outside o;
    bool read = outside_if(w, &o);
    *out = (struct view_me_box){me_reply_times(w, read ? &o : NULL)};
}
