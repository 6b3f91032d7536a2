/* serve.h: `goldthread serve`: the record opened, the pages over it, until it is stopped. Layer: main. */
#ifndef MAIN_SERVE_H
#define MAIN_SERVE_H

#include "cli/cli.h"

int serve(struct cli *c);

#endif
