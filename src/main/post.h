/*
 * post.h: letters of the pages (links, invitations) on their way to the mail server: sent in a thread of their own, so
 * that no answer waits for it and none tells by its time whether there was one.
 * Layer: main.
 *
 * They are in memory alone: what was not sent when the program ends is asked for again. A server that says "later" is
 * asked three times.
 */
#ifndef MAIN_POST_H
#define MAIN_POST_H

#include "cli/mail.h"
#include "web/web.h"

#include <stdio.h>

struct post;
/* post_start: err: where it is told that one could not be sent, without whose. Config and practice outlive it. */
bool post_start(const struct mail_config *config, struct practice *practice, FILE *err, struct post **out,
                struct err *e);
/* post_put: for web_config.mail, with a struct post. false: too many wait, or no memory. */
bool post_put(void *post, const struct web_letter *letter);
/* post_stop: what is being sent is finished; the rest is forgotten. NULL is allowed. */
void post_stop(struct post *p);

#endif
