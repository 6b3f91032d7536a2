/* page_help.c: help for clients. */
#include "web/me/help.h"

#include "views.h"
#include "web/crisis.h"
#include "web/web_parts.h"

static const struct {
    const char *path, *name, *text;
} pages[] = {
    {"/me", N_("Start"), N_("What is there to do today, and what you are working on.")},
    {"/me/plan", N_("My plan"),
     N_("What you want, how you will know that it helps, and what we do together. You can ask about each part, or say "
        "that it does not fit.")},
    {"/me/checkins", N_("Check-ins"),
     N_("Short questions about how you are. They help you and your clinician to see what works.")},
    {"/me/diary", N_("Diary"), N_("How a day was, in a few taps. One diary you share. The other is yours alone.")},
    {"/me/safety", N_("Safety plan"),
     N_("What helps when things get hard, and whom you can call. You can print it for your wallet.")},
    {"/me/record", N_("My record"),
     N_("What you said yes or no to, who looked at your record, and how to get a copy.")},
    {"/account", N_("My account"), N_("Your password, and where you are signed in.")},
};

void me_help_show(struct call *w)
{
    struct view_me_help v = {.pages = arena_array(w->arena, COUNT_OF(pages), sizeof *v.pages)};
    struct outside o;
    struct err none = {0};
    page_begin(w, N_("Help"), NULL, &v.page);
    for (size_t i = 0; v.pages && i < COUNT_OF(pages); i++) {
        if (route_may(w, str_of(pages[i].path))) {
            v.pages[v.pages_count++] =
                (struct me_help_page){{str_of(pages[i].path)}, web_t(w, pages[i].name), web_t(w, pages[i].text)};
        }
    }
    bool known = outside_read(w->practice, &w->who, w->arena, &o, &none); /* help is there without it, too */
    v.practice = known ? o.practice : NONE;
    crisis_cover(w, &v.cover);
    v.reply_times = me_reply_times(w, known ? &o : NULL);
    view_me_help(&w->out, &v);
}
