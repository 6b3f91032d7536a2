/* sharing_form.c: consents and disclosures as forms hand them in: JSON, strictly read. */
#include "practice/sharing_parts.h"

#include <stddef.h>

enum kind { TEXT, DAY, FLAG, SECTIONS, KIND, TOLD, STATEMENTS, GROUND, USE };

struct member {
    const char *name;
    enum kind kind;
    size_t at;
};

#define C(member, kind)                                                                                                \
    {                                                                                                                  \
#member, kind, offsetof(struct consent, member)                                                                \
    }
static const struct member consent_members[] = {
    C(kind, KIND),         C(from, TEXT),        C(to, TEXT),          C(purpose, TEXT),
    C(sections, SECTIONS), C(description, TEXT), C(begins, DAY),       C(expires, DAY),
    C(expiry_event, TEXT), C(told, TOLD),        C(version, TEXT),     C(statements, STATEMENTS),
    C(tpo, FLAG),          C(to_class, FLAG),    C(proceedings, FLAG), C(participants, TEXT),
    C(intermediary, FLAG), C(signer, TEXT),      C(authority, TEXT),   C(representative, FLAG),
    C(signed_on, DAY),     C(copy_given, FLAG),  C(refused, FLAG),     {NULL, TEXT, 0}};
#undef C
#define D(member, kind)                                                                                                \
    {                                                                                                                  \
#member, kind, offsetof(struct disclosure, member)                                                             \
    }
static const struct member disclosure_members[] = {
    D(ground, GROUND),  D(use, USE),       D(consent, TEXT),        D(authority, TEXT),
    D(issued_by, TEXT), D(issued_on, DAY), D(under_part2, FLAG),    D(to, TEXT),
    D(address, TEXT),   D(purpose, TEXT),  D(sections, SECTIONS),   D(from_day, DAY),
    D(to_day, DAY),     D(notice, TEXT),   D(suspended_until, DAY), {NULL, TEXT, 0}};
#undef D

static const char *const told_names[TOLD_COUNT] = {"process", "risks",       "benefits", "alternatives", "stop",
                                                   "limits",  "reply_times", "paper",    "withdraw",     "scope",
                                                   "how",     "copy",        "devices",  "shown"};
static const char *const statement_names[] = {"revoke", "conditions", "redisclosure", "refusal"};
static const char *const use_names[] = {"treatment", "payment", "operations", "client_request", "legal", "emergency"};

static bool find(struct str name, const char *const *names, size_t count, unsigned *out)
{
    for (unsigned i = 0; i < count; i++) {
        if (str_is(name, names[i])) {
            *out = i;
            return true;
        }
    }
    return false;
}

bool sharing_use_find(struct str name, enum purpose *out)
{
    unsigned i;
    if (!find(name, use_names, sizeof use_names / sizeof *use_names, &i)) {
        return false;
    }
    *out = (enum purpose)i;
    return true;
}

/* A list of names as bits. */
static bool read_bits(const struct json *v, const char *const *names, size_t count, unsigned *out)
{
    unsigned i;
    *out = 0;
    for (const struct json *k = v->type == JSON_ARRAY ? v->first : NULL; k; k = k->next) {
        if (k->type != JSON_STRING || !find(k->text, names, count, &i)) {
            return false;
        }
        *out |= 1u << i;
    }
    return v->type == JSON_ARRAY;
}

static bool read_sections(const struct json *v, unsigned *out)
{
    enum share_section one;
    *out = 0;
    for (const struct json *k = v->type == JSON_ARRAY ? v->first : NULL; k; k = k->next) {
        if (!sharing_section_find(json_str(k), &one)) {
            return false;
        }
        *out |= one;
    }
    return v->type == JSON_ARRAY;
}

static bool read_statements(const struct json *v, bool out[4])
{
    unsigned bits;
    bool ok = read_bits(v, statement_names, 4, &bits);
    for (unsigned i = 0; ok && i < 4; i++) {
        out[i] = bits >> i & 1;
    }
    return ok;
}

static bool read_member(const struct json *v, const struct member *m, void *to)
{
    switch (m->kind) {
    case TEXT:
        *(struct str *)to = json_str(v);
        return v->type == JSON_STRING;
    case DAY:
        return date_parse(json_str(v), to);
    case FLAG:
        return json_bool(v, to);
    case SECTIONS:
        return read_sections(v, to);
    case KIND:
        return sharing_consent_find(json_str(v), to);
    case TOLD:
        return read_bits(v, told_names, TOLD_COUNT, to);
    case STATEMENTS:
        return read_statements(v, to);
    case GROUND:
        return sharing_ground_find(json_str(v), to);
    default: /* USE */
        return sharing_use_find(json_str(v), to);
    }
}

static const char *hint(enum kind kind)
{
    static const char *const hints[] = {
        [TEXT] = "must be a text",
        [DAY] = "must be a day, YYYY-MM-DD",
        [FLAG] = "must be true or false",
        [SECTIONS] = ("must be a list of sections: details, diagnoses, plan, progress, sessions, notes, reviews, "
                      "safety_plan, medication, substance_use"),
        [KIND] = "must be treatment, e_record, release, part2 or psychotherapy_notes",
        [TOLD] = "must be a list of what was told: docs/sharing.md names it",
        [STATEMENTS] = "must be a list of revoke, conditions, redisclosure, refusal",
        [GROUND] = "must be consent, emergency, required_report, order or client",
        [USE] = "must be treatment, payment, operations, client_request, legal or emergency",
    };
    return hints[kind];
}

static bool read_form(struct str json, const struct member *members, struct arena *a, void *out,
                      const struct json **root, struct err *e)
{
    if (!json_parse(json, a, root, e)) {
        return false;
    }
    if ((*root)->type != JSON_OBJECT) {
        return err_set(e, ERR_INVALID, "form", "must be a JSON object");
    }
    for (const struct json *v = (*root)->first; v; v = v->next) {
        const struct member *m = members;
        while (m->name && !str_is(v->key, m->name)) {
            m++;
        }
        if (!m->name) {
            char where[64];
            struct str shown = str_sub(v->key, 0, sizeof where - 1);
            memcpy(where, shown.p, shown.n);
            where[shown.n] = 0;
            return err_set(e, ERR_INVALID, where, "is no member of this form: docs/sharing.md names them");
        }
        if (!read_member(v, m, (char *)out + m->at)) {
            return err_set(e, ERR_INVALID, m->name, "%s", hint(m->kind));
        }
    }
    return true;
}

bool sharing_consent_read(struct str json, struct arena *a, struct consent *out, struct err *e)
{
    struct consent c = {0};
    const struct json *root;
    if (!read_form(json, consent_members, a, &c, &root, e)) {
        return false;
    }
    if (!json_get(root, "kind")) {
        return err_set(e, ERR_INVALID, "kind", "%s", hint(KIND));
    }
    *out = c;
    return true;
}

bool sharing_disclosure_read(struct str json, struct arena *a, struct disclosure *out, struct err *e)
{
    static const enum purpose uses[] = {[GROUND_CONSENT] = PURPOSE_TREATMENT,
                                        [GROUND_EMERGENCY] = PURPOSE_EMERGENCY,
                                        [GROUND_REQUIRED_REPORT] = PURPOSE_LEGAL,
                                        [GROUND_ORDER] = PURPOSE_LEGAL,
                                        [GROUND_CLIENT] = PURPOSE_CLIENT_REQUEST};
    struct disclosure d = {0};
    const struct json *root;
    if (!read_form(json, disclosure_members, a, &d, &root, e)) {
        return false;
    }
    if (!json_get(root, "ground")) {
        return err_set(e, ERR_INVALID, "ground", "%s", hint(GROUND));
    }
    d.use = json_get(root, "use") ? d.use : uses[d.ground];
    d.sections = json_get(root, "sections") ? d.sections : sharing_preset(d.use);
    *out = d;
    return true;
}
