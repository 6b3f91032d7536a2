/* goldthread instrument list, show, export: what is known about measures, and the wording that a practice keeps. */
#include "cli/data.h"
#include "cli/file.h"
#include "cli/instrument.h"

#include <string.h>
#include <unistd.h>

const struct measure *instrument_find(const char *name)
{
    const struct measure *m = measure_find(str_of(name));
    if (!m)
        cli_failf("instrument", "no measure is called \"%s\"; goldthread instrument list shows them", name);
    return m;
}

bool instrument_wording(const struct cli *c, const struct measure *m, struct arena *a, struct buf *path,
                        struct wording **out, struct err *e)
{
    char name[64];
    struct err inner = {0};
    struct buf bytes;
    *out = NULL;
    snprintf(name, sizeof name, "%s.json", m->id);
    buf_reset(path);
    if (!data_path(cli_option(c, "data"), "instruments", name, path, e))
        return false;
    if (access(path->p, F_OK) != 0)
        return true;
    buf_init(&bytes, 0);
    bool ok = file_read(path->p, QUESTIONNAIRE_BYTES_MAX, &bytes, e);
    if (ok && !wording_from_json(buf_str(&bytes), a, out, &inner))
        ok = err_set(e, inner.kind, path->p, "%s%s%s", inner.where, inner.where[0] ? ": " : "", inner.text);
    buf_free(&bytes);
    return ok;
}

int cmd_instrument_export(struct cli *c)
{
    const struct measure *m = instrument_find(c->operands[0]);
    const char *to = cli_option(c, "to");
    struct err e = {0};
    struct arena a;
    struct buf path, out;
    struct wording *w;
    if (!m)
        return CLI_TROUBLE;
    arena_init(&a, 0);
    buf_init(&path, 0);
    buf_init(&out, 0);
    bool ok = instrument_wording(c, m, &a, &path, &w, &e);
    if (ok && !w)
        ok = err_set(&e, ERR_NOT_FOUND, path.p, "the wording of %s has not been imported", m->name);
    if (ok && to && strcmp(to, "json") == 0)
        wording_to_json(w, &out);
    else if (ok)
        wording_to_fhir(w, &out);
    if (ok && !buf_ok(&out))
        ok = err_no_memory(&e);
    ok = ok && file_write(cli_option(c, "output"), buf_str(&out), &e);
    buf_free(&out);
    buf_free(&path);
    arena_free(&a);
    return ok ? CLI_OK : cli_fail("instrument", &e);
}
