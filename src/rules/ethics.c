/*
 * ethics.c: collaboration, consent, who decides, culture. Rows: table/ethics.def.
 */
#include "plan/shape.h"
#include "rules/check.h"

static void add_plan(struct rules_context *c, enum rule_index rule, const char *part)
{
    rules_add(c, rule, PLACE(part), NO_TEXT, WHOLE);
}

static bool is_blank_line(const struct plan_signature *s)
{
    return !s->name.n && !s->credential.n && !s->text.n && !date_is_set(s->date);
}

static void check_signatures(struct rules_context *c)
{
    const struct plan_agreement *a = &c->plan->agreement;
    size_t blank = 0; /* a line to sign on that nobody has signed */
    for (size_t i = 0; i < a->signatures.n; i++) {
        blank += is_blank_line(&a->signatures.at[i]);
    }
    if (a->signatures.n == blank) {
        add_plan(c, RULE_AGREEMENT_NO_SIGNATURE, "/agreement/signatures");
    }
    for (size_t i = 0; i < a->signatures.n; i++) {
        const struct plan_signature *s = &a->signatures.at[i];
        const char *missing = !s->name.n                       ? "name"
                              : !s->role.n && !s->credential.n ? "role"
                              : !date_is_set(s->date)          ? "date"
                                                               : NULL;
        if (missing && !is_blank_line(s)) {
            struct finding *f =
                rules_add(c, RULE_AGREEMENT_SIGNATURE_INCOMPLETE, PLACE("/agreement/signatures/#", i), NO_TEXT, WHOLE);
            rules_arg_quoted(c, f, rules_first(s->name, s->role, STR("somebody")));
            rules_arg(f, str_of(missing));
        }
    }
}

void ethics_agreement(struct rules_context *c)
{
    const struct plan_agreement *a = &c->plan->agreement;
    if (a->agreed_set && !a->agreed && !a->reason_not_agreed.n) {
        add_plan(c, RULE_AGREEMENT_NO_REASON, "/agreement/reason_not_agreed");
    } else if (!a->agreed_set && !a->client_view.n && !a->reason_not_agreed.n) {
        add_plan(c, RULE_AGREEMENT_NO_CLIENT_VIEW, "/agreement/client_view");
    }
    if (a->participants.n == 0 && a->signatures.n == 0) {
        add_plan(c, RULE_AGREEMENT_NO_PARTICIPANTS, "/agreement/participants");
    }
    size_t said = 0;
    for (size_t i = 0; i < a->plain_words.n; i++) {
        said += a->plain_words.at[i].text.n > 0;
    }
    if (said == 0) {
        add_plan(c, RULE_AGREEMENT_NO_PLAIN_WORDS, "/agreement/plain_words");
    }
    check_signatures(c);
}

/* ---- consent ---- */

#define CONSENTS_READ 64 /* no plan has more; a file that has a million must not make this slow */

static bool mentions(struct str text, struct str who)
{
    return text.n && who.n && (str_find_ci(text, who, 0) != (size_t)-1 || str_find_ci(who, text, 0) != (size_t)-1);
}

/* who: a name; told: what is said of them, which may hold the name when `who` does not. */
static bool consent_covers(const struct plan *p, struct str who, struct str told)
{
    for (size_t i = 0; i < p->agreement.consents.n && i < CONSENTS_READ; i++) {
        const struct plan_consent *x = &p->agreement.consents.at[i];
        bool named = x->with.n && str_find_ci(told, x->with, 0) != (size_t)-1;
        if (named || mentions(x->with, who) || mentions(x->text, who)) {
            return true;
        }
    }
    return false;
}

static bool family_open(const struct rules_context *c, size_t i)
{
    const struct plan_support *s = &c->plan->support.at[i];
    return s->kind != SUPPORT_SOCIAL && s->kind != SUPPORT_PEER && (s->who.n || s->text.n);
}

static struct str family_label(const struct rules_context *c, size_t i)
{
    const struct plan_support *s = &c->plan->support.at[i];
    /* An importer may have only the heading: "Family involvement". */
    return s->who.n && !str_ends_ci(s->who, STR("involvement")) ? s->who : STR("the family");
}

static bool family_without_consent(const struct rules_context *c, size_t i)
{
    const struct plan_support *s = &c->plan->support.at[i];
    return !s->consent.n && !consent_covers(c->plan, s->who, s->text);
}

static bool referral_open(const struct rules_context *c, size_t i)
{
    enum plan_referral_status s = c->plan->referrals.at[i].status;
    return s != REFERRAL_DECLINED && s != REFERRAL_COMPLETED;
}

static bool referral_without_consent(const struct rules_context *c, size_t i)
{
    const struct plan_referral *r = &c->plan->referrals.at[i];
    return !consent_covers(c->plan, r->to, r->text) && !consent_covers(c->plan, r->name, r->text);
}

/* The day from which the plan is looked at: its last review, else its own date. */
static struct date today_of(const struct plan *p)
{
    struct date held = rules_last_review(p);
    return date_is_set(held) ? held : p->reviews.plan_date;
}

static void check_consents(struct rules_context *c)
{
    const struct plan_agreement *a = &c->plan->agreement;
    struct date today = today_of(c->plan);
    for (size_t i = 0; i < a->consents.n; i++) {
        const struct plan_consent *x = &a->consents.at[i];
        struct str label = rules_first(x->with, x->text, STR("sharing"));
        if (date_is_set(x->expires) && date_is_set(today) && date_cmp(x->expires, today) < 0) {
            struct finding *f = rules_add(c, RULE_CONSENT_EXPIRED, PLACE("/agreement/consents/#", i), NO_TEXT, WHOLE);
            rules_arg_quoted(c, f, label);
            rules_arg_date(c, f, x->expires);
        }
        if (!x->text.n && (!x->with.n || !x->purpose.n)) {
            struct finding *f =
                rules_add(c, RULE_CONSENT_INCOMPLETE, PLACE("/agreement/consents/#", i), NO_TEXT, WHOLE);
            rules_arg_quoted(c, f, label);
            rules_arg(f, x->with.n ? STR("for which purpose") : STR("with whom"));
        }
    }
}

void ethics_consent(struct rules_context *c)
{
    const struct plan *p = c->plan;
    rules_each(c, &(struct each){RULE_SUPPORT_NO_CONSENT, "/support", "/support/#", "people named", p->support.n,
                                 family_without_consent, family_label, family_open});
    rules_each(c, &(struct each){RULE_REFERRAL_NO_CONSENT, "/referrals", "/referrals/#", "referrals", p->referrals.n,
                                 referral_without_consent, rules_referral_label, referral_open});
    check_consents(c);
}

#define MAJORITY 18 /* in most states; who may consent before that, state law decides */

void ethics_minor(struct rules_context *c)
{
    const struct plan_client *x = &c->plan->client;
    struct date on = today_of(c->plan);
    int64_t age = date_is_set(x->birth_date) && date_is_set(on) ? date_age(x->birth_date, on)
                  : x->age_years.has                            ? x->age_years.v
                                                                : MAJORITY;
    if (age < MAJORITY && age >= 0 && !x->guardian.n && !x->decision_maker.n) {
        struct finding *f = rules_add(c, RULE_CLIENT_MINOR_NO_GUARDIAN, PLACE("/client/guardian"), NO_TEXT, WHOLE);
        rules_arg_int(c, f, age);
    }
}

void ethics_culture(struct rules_context *c)
{
    const struct plan_culture *x = &c->plan->culture;
    if (shape_field_is_empty(shape_find(&plan_shape, STR("culture")), c->plan)) {
        add_plan(c, RULE_CULTURE_NOT_ASKED, "/culture");
    }
    for (size_t i = 0; i < x->preferences.n; i++) {
        const struct plan_preference *p = &x->preferences.at[i];
        if (p->shapes.n == 0 && !p->how.n) {
            struct finding *f =
                rules_add(c, RULE_PREFERENCE_UNUSED, PLACE("/culture/preferences/#/text", i), p->text, WHOLE);
            rules_arg_quoted(c, f, p->text);
        }
    }
}
