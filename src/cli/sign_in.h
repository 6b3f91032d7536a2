/*
 * sign_in.h: a person who signs in for one command line.
 * Layer: cli.
 */
#ifndef CLI_SIGN_IN_H
#define CLI_SIGN_IN_H

#include "cli/record.h"
#include "practice/people.h"

/*
 * sign_in_line: who --as names, with the password, and the code where the account has codes, from --password-file and
 * --code-file or the terminal. Until sign_out_line, which is harmless when nobody has signed in.
 * ERR_INVALID --as is missing; as people_sign_in.
 */
struct line_session {
    struct actor who;
    char token[PEOPLE_TOKEN_SIZE];
};
bool sign_in_line(const struct cli *c, struct record_open *record, struct line_session *out, struct err *e);
void sign_out_line(struct record_open *record, struct line_session *s);

#endif
