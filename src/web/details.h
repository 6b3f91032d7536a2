/* details.h: who a client is, and who cares for them. Layer: web. */
#ifndef WEB_DETAILS_H
#define WEB_DETAILS_H

#include "web/web.h"

/* Somebody of the same name and day of birth. */
struct client_same {
    struct str name, born;
    struct url url;
    bool ended; /* care has ended */
};
struct view_client_form {
    struct view_page page;
    bool has_strip;
    struct view_strip strip;
    const char *heading, *button;
    struct url action, back;
    struct str version; /* of the details that were read; absent: a new client */
    struct view_field name, birth_date, preferred_name, pronouns, language, phone, email, address, contact,
        legal_status, payer, member_id, primary;
    struct client_same *same; /* who is there already; then `button` adds another person */
    size_t same_count;
    bool has_primary, folds; /* folds: how to reach them and what is formal can wait */
};
/* One member that two people changed. */
struct details_conflict {
    const char *name, *label;
    struct str mine, theirs;
};
struct view_details_conflict {
    struct view_page page;
    struct view_strip strip;
    struct url action;
    struct str version;
    struct details_conflict *conflicts;
    size_t conflicts_count;
    struct view_hidden *same; /* fields that are not in question */
    size_t same_count;
};
struct details_fact {
    const char *label;
    struct str text;
};
struct team_member {
    struct str name, role, since, until;
    struct str account, role_id;
    bool may_leave;
};
struct view_details {
    struct view_page page;
    struct view_strip strip;
    struct details_fact *facts;
    size_t facts_count;
    struct url change, team, ending, access, device;
    bool ended, end_open, has_plan; /* has_plan: one is in force */
    struct url plan_end;            /* where plan and care end together; absent: who asks may not */
    struct view_field reason;
};
struct view_team {
    struct view_page page;
    struct view_strip strip;
    struct team_member *members;
    size_t members_count;
    bool may_join;
    struct view_field account, role, until;
    struct url join, leave;
};

#endif
