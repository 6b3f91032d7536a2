#include "cli/cli.h"

#include "base/arena.h"
#include "base/escape.h"
#include "cli/control.h"
#include "cli/file.h"

#include <assert.h>
#include <getopt.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

const char *cli_option(const struct cli *c, const char *name)
{
    for (size_t i = 0; c->command->options[i].name; i++)
        if (strcmp(c->command->options[i].name, name) == 0)
            return c->value[i];
    assert(!"an option that is not in the command's table");
    return NULL;
}

static _Thread_local FILE *errors; /* of a command that is served for another process; else NULL */

static void put_line(const char *name, const char *where, const char *text)
{
    struct buf b;
    buf_init(&b, 0);
    buf_cstr(&b, "goldthread");
    if (name && *name)
        buf_printf(&b, " %s", name);
    buf_cstr(&b, ": ");
    if (where && *where) {
        escape_terminal(&b, str_of(where), false);
        buf_cstr(&b, ": ");
    }
    escape_terminal(&b, str_of(text), false);
    buf_char(&b, '\n');
    fwrite(b.p, 1, b.n, errors ? errors : stderr);
    buf_free(&b);
}

int cli_fail(const char *name, const struct err *e)
{
    put_line(name, e->where, e->text);
    return CLI_TROUBLE;
}

int cli_failf(const char *name, const char *fmt, ...)
{
    char text[512];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    put_line(name, NULL, text);
    return CLI_TROUBLE;
}

bool cli_colour(const char *option, FILE *f)
{
    const char *no_color = getenv("NO_COLOR");
    if (option && strcmp(option, "auto") != 0)
        return strcmp(option, "always") == 0;
    return isatty(fileno(f)) && !(no_color && *no_color);
}

int cli_width(FILE *f)
{
    struct winsize w;
    if (ioctl(fileno(f), TIOCGWINSZ, &w) != 0 || w.ws_col == 0)
        return 100;
    return w.ws_col < 40 ? 40 : w.ws_col > 200 ? 200 : w.ws_col;
}

static bool choice_allowed(const char *choices, const char *value)
{
    struct str rest = str_of(choices), one;
    while (str_cut(rest, '|', &one, &rest))
        if (str_is(one, value))
            return true;
    return str_is(rest, value);
}

bool cli_action_takes(const struct cli_action *action, const char *option)
{
    return choice_allowed(action->options, option);
}

static bool take_option(struct cli *c, size_t row, const char *value)
{
    const struct cli_option *o = &c->command->options[row];
    if (o->choices && !choice_allowed(o->choices, value)) {
        cli_failf(c->command->name, "--%s takes one of %s, not \"%s\"", o->name, o->choices, value);
        return false;
    }
    if (strncmp(o->help, "(repeat)", 8) == 0) {
        if (c->repeated_count == CLI_REPEAT_MAX) {
            cli_failf(c->command->name, "--%s is given more than %d times", o->name, CLI_REPEAT_MAX);
            return false;
        }
        c->repeated[c->repeated_count++] = value;
    }
    c->value[row] = value ? value : "";
    return true;
}

/* getopt_long over the command's own table. Returns an exit code, or -1 to go on. */
static int read_options(struct cli *c, int argc, char **argv)
{
    struct option longs[CLI_OPTIONS_MAX + 2] = {{0}};
    char shorts[2 * CLI_OPTIONS_MAX + 4] = ":h";
    size_t n = 0;
    for (; c->command->options[n].name; n++) {
        const struct cli_option *o = &c->command->options[n];
        assert(n < CLI_OPTIONS_MAX);
        longs[n] = (struct option){o->name, o->argument ? required_argument : no_argument, NULL, 1000 + (int)n};
        if (o->letter)
            snprintf(shorts + strlen(shorts), 4, "%c%s", o->letter, o->argument ? ":" : "");
    }
    longs[n] = (struct option){"help", no_argument, NULL, 'h'};
    optind = 0;
    for (int k; (k = getopt_long(argc, argv, shorts, longs, NULL)) != -1;) {
        if (k == 'h') {
            cli_put_help(c->command, c->out);
            return CLI_OK;
        }
        if (k == ':')
            return cli_failf(c->command->name, "%s needs an argument; see goldthread help %s", argv[optind - 1],
                             c->command->name);
        if (k == '?' && optopt >= 1000)
            return cli_failf(c->command->name, "--%s takes no argument", c->command->options[optopt - 1000].name);
        if (k == '?')
            return cli_failf(c->command->name, "unknown option %s; see goldthread help %s", argv[optind - 1],
                             c->command->name);
        size_t row = (size_t)(k - 1000);
        if (k < 1000)
            for (row = 0; c->command->options[row].letter != k; row++)
                ;
        if (!take_option(c, row, optarg))
            return CLI_TROUBLE;
    }
    c->operands = argv + optind;
    c->operand_count = argc - optind;
    return -1;
}

/* Number of operands: of the command, or of its action. */
static int check_operands(const struct cli *c, const char *wanted, int min, int max)
{
    const char *name = c->command->name;
    if (c->operand_count < min)
        return cli_failf(name, "%s is missing; see goldthread help %s", wanted, name);
    if (max >= 0 && c->operand_count > max)
        return cli_failf(name, "one argument too many: \"%s\"; see goldthread help %s", c->operands[max], name);
    return CLI_OK;
}

/* The first operand names the action; it must take the options that were given. */
static int run_action(struct cli *c)
{
    const char *command = c->command->name, *name = c->operands[0];
    for (size_t i = 0; (c->action = cli_action_at(command, i)); i++)
        if (strcmp(c->action->name, name) == 0)
            break;
    if (!c->action)
        return cli_failf(command, "unknown action \"%s\"; see goldthread help %s", name, command);
    for (size_t i = 0; c->command->options[i].name; i++)
        if (c->value[i] && !cli_action_takes(c->action, c->command->options[i].name))
            return cli_failf(command, "--%s is not for \"%s %s\"; see goldthread help %s", c->command->options[i].name,
                             command, name, command);
    c->operands++;
    c->operand_count--;
    int code = check_operands(c, c->action->operands, c->action->operands_min, c->action->operands_max);
    return code == CLI_OK ? c->action->run(c) : code;
}

/* getopt keeps its place in the line in variables of the process. */
static pthread_mutex_t reading = PTHREAD_MUTEX_INITIALIZER;

/* An exit code, or -1 to go on. */
static int read_line(struct cli *c, int argc, char **argv)
{
    pthread_mutex_lock(&reading);
    int code = read_options(c, argc, argv);
    pthread_mutex_unlock(&reading);
    if (code >= 0)
        return code;
    code = check_operands(c, c->command->operands, c->command->operands_min, c->command->operands_max);
    return code == CLI_OK ? -1 : code;
}

static int run_command(const struct cli_command *command, int argc, char **argv)
{
    struct cli c = {.command = command, .in = stdin, .out = stdout, .err = stderr};
    int code = read_line(&c, argc, argv);
    if (code >= 0 || control_ask(&c, argc, argv, &code))
        return code;
    return command->run ? command->run(&c) : run_action(&c);
}

int cli_served(const struct cli_served *s, int argc, char **argv)
{
    struct cli c = {
        .in = s->in, .out = s->out, .err = s->err, .ask = s->ask, .ask_ctx = s->ask_ctx, .shared = s->record};
    c.command = argc ? cli_command_find(argv[0]) : NULL;
    errors = s->err;
    file_served(s->in, s->out, s->files);
    int code = CLI_TROUBLE;
    if (!c.command || !control_serves(c.command->name))
        cli_failf(NULL, "this command is not served for another process; are both programs of the same version?");
    else if ((code = read_line(&c, argc, argv)) < 0)
        code = c.command->run ? c.command->run(&c) : run_action(&c);
    bool lost = fflush(s->out) != 0 || ferror(s->out);
    if (lost && code != CLI_TROUBLE)
        code = cli_failf(c.command->name, "standard output cannot be written; is the disk full?");
    fflush(s->err);
    file_served(NULL, NULL, NULL);
    errors = NULL;
    return code;
}

static int run_line(int argc, char **argv)
{
    if (argc < 2) {
        cli_put_help(NULL, stderr);
        return CLI_TROUBLE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        cli_put_help(NULL, stdout);
        return CLI_OK;
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("goldthread " GOLDTHREAD_VERSION);
        return CLI_OK;
    }
    const struct cli_command *command = cli_command_find(argv[1]);
    if (!command)
        return cli_failf(NULL, "unknown command \"%s\"; goldthread help lists them", argv[1]);
    return run_command(command, argc - 1, argv + 1);
}

int cli_main(int argc, char **argv)
{
    int code = run_line(argc, argv);
    if ((fflush(stdout) != 0 || ferror(stdout)) && code != CLI_TROUBLE)
        return cli_failf(NULL, "standard output cannot be written; is the disk full?");
    return code;
}
