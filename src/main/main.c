/* The program: everything is in the command table of cli/; the pages are handed to it here. */
#include "cli/cli.h"
#include "main/serve.h"

int main(int argc, char **argv)
{
    cli_serve_with(serve);
    return cli_main(argc, argv);
}
