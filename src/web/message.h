/* message.h: pages that say one thing. Layer: web. */
#ifndef WEB_MESSAGE_H
#define WEB_MESSAGE_H

#include "web/crisis.h"

struct view_typed {
    struct str name, text;
};
/* A message, with what was typed when it could not be used. */
struct view_message {
    struct view_page page;
    struct str text, id; /* id: of the request, absent: not shown */
    struct view_link next;
    bool has_next;
    struct view_typed *typed;
    size_t typed_count;
    bool has_help; /* somebody may meet it who needs the numbers */
    struct view_crisis_numbers help;
};

/* A secret asked for before the same form goes on. */
struct view_again {
    struct view_page page;
    struct url action;
    struct view_hidden *hidden;
    size_t hidden_count;
    struct view_field secret;
};

#endif
