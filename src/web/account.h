/* account.h: one's own account: password, second factor, sign-ins, keys; accepting an invitation. Layer: web. */
#ifndef WEB_ACCOUNT_H
#define WEB_ACCOUNT_H

#include "web/web.h"

struct account_session {
    const char *id;
    struct str since, seen;
    bool this_one;
};
/* Which new invitation of an account in use a form is about (practice/reset.h). */
#define RESET_MADE                                                                                                     \
    {                                                                                                                  \
        "made", "Invitation", FIELD_INT, true, 1, INT64_C(99999999999999), NULL, NULL                                  \
    }

struct view_account {
    struct view_page page;
    struct str name, sign_in, email, credential, roles;
    bool has_codes, keys_off, has_others, outside;
    struct account_session *sessions;
    size_t sessions_count;
    bool reset_stands, reset_used;     /* a new invitation of this account (practice/reset.h) */
    struct str reset_text, reset_made; /* made: which one is meant */
    bool email_others;                 /* somebody else wrote the address */
};
struct view_account_change {
    struct view_page page;
    bool outside;
    struct view_field name, email, secret;
};
struct view_password {
    struct view_page page;
    struct view_field old, fresh, fresh_again;
};
struct view_second_factor {
    struct view_page page;
    struct html picture;
    struct str secret, held;
    struct view_field code;
};
struct view_recovery {
    struct view_page page;
    const char **codes;
    size_t codes_count;
};
struct view_invitation {
    struct view_page page;
    bool outside, has_invitation; /* a client's; no token has come in the address */
    bool reset, needs_code;       /* of an account in use; a code of the device is asked for */
    struct view_field invitation, code, device_code, password, password_again;
    struct str email; /* to be confirmed: the address that who invites wrote; absent: no question */
    struct view_field mine;
};

#endif
