/* page_search.c: clients by name. What was typed goes through the address sealed: an address is kept in histories. */
#include "web/caseload.h"

#include "views.h"
#include "web/web_parts.h"

#define TICKET "search"
#define TICKET_SECONDS 3600

static const struct field rows[] = {
    {"q", "Name, or the beginning of it", FIELD_LINE, true, 0, 100, NULL, "Fill in a name."}};

static void find(struct call *w, struct str words, struct view_found *v)
{
    struct client_page list = {.limit = 50};
    if (!clients_find(w->practice, &w->who, words, &list, w->arena, &w->err)) {
        if (w->err.kind == ERR_INVALID) {
            err_clear(&w->err);
            v->told = STR("Type two letters of the name or more.");
        }
        return;
    }
    v->clients = arena_array(w->arena, list.count, sizeof *v->clients);
    for (size_t i = 0; v->clients && i < list.count; i++) {
        const struct client_card *card = &list.row[i];
        struct caseload_row *row = &v->clients[v->clients_count++];
        caseload_row_of(w, card, row);
        if (!web_may_here(w, CASE_CHART_READ, card)) { /* who sees to the practice alone: who cares for the client */
            row->chart.whole = web_print(w, "/clients/%s%s", web_part(w, card->id),
                                         web_may_here(w, CASE_CLIENT_DETAILS, card) ? "/details" : "/team");
        }
    }
    v->told = v->clients_count == 1 ? STR("1 client has this name.")
                                    : web_print(w, "%zu clients have this name.", v->clients_count);
}

void search_show(struct call *w)
{
    struct str words = NONE, ticket = http_query(w->in, "s");
    struct view_found v = {.asked = false};
    struct form f;
    if (ticket.n && !ticket_read(w, TICKET, w->who.user, ticket, &words)) {
        words = NONE;
    }
    v.asked = words.n > 0;
    if (v.asked) {
        find(w, words, &v);
    }
    if (w->err.kind != ERR_NONE) {
        web_trouble(w, NULL);
        return;
    }
    form_empty(w, rows, COUNT_OF(rows), &f);
    page_begin(w, "Find a client", &f, &v.page);
    v.page.search = false; /* the page has it itself */
    v.page.help = (struct url){STR("/help/search")};
    v.words = words;
    v.glass.whole = web_may(w, CASE_GLASS_BREAK) ? STR("/break-glass") : NONE;
    v.q = field_show(w, &f, "q", words);
    v.q.focus = !v.asked;
    view_found(&w->out, &v);
}

void search_do(struct call *w)
{
    struct str words = str_trim(http_form(w->in, "q"));
    struct str ticket = ticket_make(w, TICKET, w->who.user, str_sub(words, 0, 100), TICKET_SECONDS);
    web_go(w, words.n && ticket.n ? "/search?s=%.*s" : "/search", (int)ticket.n, ticket.p);
}
