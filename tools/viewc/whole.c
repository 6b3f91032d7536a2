/*
 * whole.c: views inside views. Each view is sound by itself; here all views that a page uses are read in their places,
 * as if they were one file, so that a row of a list cannot land in a paragraph. Nothing is written.
 */
#include "viewc.h"

#include <stdio.h>

static const struct view_source *find(const struct viewc *c, const char *name)
{
    for (size_t i = 0; i < c->all_count; i++)
        if (strcmp(c->all[i].made->name, name) == 0)
            return &c->all[i];
    return NULL;
}

static struct reading reading_now(const struct viewc *c)
{
    return (struct reading){c->path, c->src, c->at, c->line};
}

static void read_on(struct viewc *c, struct reading r)
{
    c->path = r.path;
    c->src = r.src;
    c->at = c->failed ? r.src.n : r.at;
    c->line = r.line;
}

/* Reads `from` up to its end or its {{ body }}, and comes back; the result is where that was. */
static struct reading visit(struct viewc *c, struct reading from, const char *name, bool around, int line)
{
    struct reading home = reading_now(c), there;

    c->frames[c->frame_count++] = (struct frame){name, home.path, line, around};
    read_on(c, from);
    c->stopped = false;
    markup_read(c);
    c->stopped = false;
    there = reading_now(c);
    c->frame_count--;
    read_on(c, home);
    return there;
}

/* A view that holds itself is looked at once: what is true of one round is true of the next. */
static bool inside_already(const struct viewc *c, const char *name)
{
    for (size_t i = 0; i < c->frame_count; i++)
        if (strcmp(c->frames[i].name, name) == 0)
            return true;
    return c->frame_count == FRAMES_MAX;
}

static bool start_of(struct viewc *c, const char *name, int line, bool around, struct reading *out)
{
    const struct view_source *view = find(c, name);

    if (view == NULL) {
        refuse(c, line, "there is no view %s; write src/web/view/%s.html, or another name", name, name);
    } else if (view->made->layout != around) {
        refuse(c, line,
               around ? "view %s has no {{ body }}; write {{ use %s ... }}"
                      : "view %s is a page around others; write {{ in %s ... }}",
               name, name);
    } else {
        size_t head = str_find(view->source, STR("}}"), 0) + 2;
        *out = (struct reading){view->path, view->source, head, 1};
        return true;
    }
    return false;
}

void whole_use(struct viewc *c, const char *name, int line)
{
    struct reading from;

    if (c->all != NULL && !inside_already(c, name) && start_of(c, name, line, false, &from))
        visit(c, from, name, false, line);
}

void whole_begin(struct viewc *c, const char *name, int line, struct reading *rest_of_it)
{
    struct reading from;

    *rest_of_it = (struct reading){.path = NULL};
    if (c->all != NULL && !inside_already(c, name) && start_of(c, name, line, true, &from))
        *rest_of_it = visit(c, from, name, true, line);
}

void whole_end(struct viewc *c, const char *name, int line, struct reading rest_of_it)
{
    if (rest_of_it.path != NULL && !c->failed)
        visit(c, rest_of_it, name, true, line);
}

bool whole_body(struct viewc *c)
{
    c->stopped = c->frame_count > 0;
    return c->stopped;
}

bool viewc_check(const struct view_source *all, size_t count, size_t which, char refusal[REFUSAL_SIZE])
{
    struct view_made made;
    struct viewc c = {.all = all, .all_count = count};
    bool ok = viewc_read(&c, all[which].path, all[which].source, &made);

    snprintf(refusal, REFUSAL_SIZE, "%s", made.refusal);
    viewc_free(&made);
    return ok;
}
