/*
 * findings.c: the message of a finding, and findings as JSON.
 */
#include "rules/findings.h"

void finding_message(const struct finding *f, struct buf *out)
{
    const char *t = f->rule->message;
    for (size_t i = 0; t[i]; i++) {
        size_t arg = (size_t)(t[i] == '{' ? t[i + 1] - '0' : FINDING_ARGS_MAX);
        if (arg < f->arg_count) {
            struct str s = f->args[arg];
            if (i == 0 && s.n && s.p[0] >= 'a' && s.p[0] <= 'z') { /* "any of the ..." at the beginning */
                buf_char(out, (char)(s.p[0] - 'a' + 'A'));
                s = str_sub(s, 1, s.n);
            }
            buf_add(out, s);
            i += 2;
        } else {
            buf_char(out, t[i]);
        }
    }
}

static void put_span(struct json_out *o, struct span s)
{
    json_begin_array(o);
    json_put_int(o, (long long)s.from);
    json_put_int(o, (long long)s.to);
    json_end_array(o);
}

static void put_text(struct json_out *o, const char *key, struct str s)
{
    if (s.n) {
        json_key(o, key);
        json_put_str(o, s);
    }
}

static void put_finding(struct json_out *o, const struct finding *f, struct buf *scratch)
{
    buf_reset(scratch);
    finding_message(f, scratch);
    json_begin_object(o);
    put_text(o, "rule", str_of(f->rule->id));
    put_text(o, "severity", str_of(rules_severity_name(f->rule->severity)));
    json_key(o, "pointer");
    json_put_str(o, f->pointer);
    put_text(o, "message", buf_str(scratch));
    put_text(o, "why", str_of(f->reason ? f->reason : f->rule->why));
    put_text(o, "fix", str_of(f->rule->fix));
    put_text(o, "source", str_of(f->rule->source));
    put_text(o, "excerpt", f->excerpt);
    if (f->span.to > f->span.from) {
        json_key(o, "spans");
        json_begin_array(o);
        put_span(o, f->span);
        for (size_t i = 0; i < f->also_count; i++) {
            put_span(o, f->also[i]);
        }
        json_end_array(o);
    }
    put_text(o, "rewrite", f->rewrite);
    json_end_object(o);
}

void findings_put_json(const struct findings *f, struct str name, struct json_out *o)
{
    struct buf scratch;
    buf_init(&scratch, 0);
    json_begin_object(o);
    json_key(o, "file");
    json_put_str(o, name);
    json_key(o, "findings");
    json_begin_array(o);
    for (size_t i = 0; i < f->list.n; i++) {
        put_finding(o, &f->list.at[i], &scratch);
    }
    json_end_array(o);
    json_key(o, "counts");
    json_begin_object(o);
    for (int s = SEVERITY_COUNT - 1; s >= 0; s--) {
        json_key(o, rules_severity_name((enum rules_severity)s));
        json_put_int(o, (long long)f->count[s]);
    }
    json_end_object(o);
    json_end_object(o);
    o->b->failed |= !buf_ok(&scratch);
    buf_free(&scratch);
}
