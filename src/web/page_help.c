/* page_help.c: help, a page for each topic. */
#include "web/help.h"

#include "views.h"
#include "web/web_parts.h"

static const struct {
    const char *topic, *title;
    void (*view)(struct out *o, const struct view_help *v);
} topics[] = {
    {"sign-in", "Signing in", view_help_sign_in},
    {"caseload", "Your caseload", view_help_caseload},
    {"overview", "A client's overview", view_help_overview},
    {"plans", "Plans", view_help_plans},
    {"progress", "Progress", view_help_progress},
    {"scores", "Recording scores", view_help_scores},
    {"search", "Finding a client", view_help_search},
    {"who", "Who opened a chart", view_help_who},
    {"supervision", "Supervision", view_help_supervision},
    {"emergency", "Opening a chart in an emergency", view_help_emergency},
    {"sharing", "Consents, disclosures, requests", view_help_sharing},
    {"signing", "Signing and amending a plan", view_help_signing},
    {"saving", "How your writing is kept", view_help_saving},
    {"alerts", "Alerts", view_help_alerts},
    {"sessions", "Sessions and notes", view_help_sessions},
    {"reviews", "Reviews", view_help_reviews},
    {"days", "Events, referrals, consultations", view_help_days},
    {"safety", "Safety plans", view_help_safety},
    {"ending", "Ending, or the next phase", view_help_ending},
    {"setup", "Setting up a practice", view_help_setup},
    {"practice", "Settings of the practice", view_help_practice},
    {"people", "People and invitations", view_help_people},
    {"access", "Access for clients", view_help_access},
    {"resets", "New passwords for accounts in use", view_help_resets},
    {"wording", "Wording of questionnaires", view_help_wording},
    {"account", "Your account", view_help_account},
    {"keys", "Keys", view_help_keys},
};

static void begin(struct call *w, const char *title, struct view_help *v)
{
    page_begin(w, title, NULL, &v->page);
    v->page.shape = "stack narrow";
    v->topics = arena_array(w->arena, COUNT_OF(topics), sizeof *v->topics);
    for (size_t i = 0; v->topics && i < COUNT_OF(topics); i++) {
        v->topics[v->topics_count++] = (struct view_link){
            {web_print(w, "/help/%s", topics[i].topic)}, topics[i].title, strcmp(topics[i].title, title) == 0};
    }
}

void help_show(struct call *w)
{
    struct view_help v = {0};
    begin(w, "Help", &v);
    view_help(&w->out, &v);
}

void help_topic_show(struct call *w)
{
    struct view_help v = {0};
    struct str topic = web_param(w, "topic");
    for (size_t i = 0; i < COUNT_OF(topics); i++) {
        if (str_is(topic, topics[i].topic)) {
            begin(w, topics[i].title, &v);
            topics[i].view(&w->out, &v);
            return;
        }
    }
    struct view_link next = {{STR("/help")}, "All topics", false};
    message_show(w, 404, "There is no such topic", STR("Help is short here; look at what there is."), &next);
}
