/* Help, manual pages and completion scripts, all from the command table. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

#define TAGLINE "write, check, compare and print treatment plans that hold together"

/* Words of `text` wrapped at `width` columns behind `indent` blanks; the first line continues at column `at`. */
static void put_wrapped(FILE *f, const char *text, int indent, int at, int width)
{
    int column = at;
    while (*text) {
        size_t n = strcspn(text, " \n");
        if (column + (int)n > width && column > indent) {
            fprintf(f, "\n%*s", indent, "");
            column = indent;
        }
        fwrite(text, 1, n, f);
        column += (int)n;
        text += n;
        if (*text == '\n') {
            fprintf(f, "\n%*s", indent, "");
            column = indent;
            text++;
        } else if (*text == ' ') {
            text++;
            if (*text && column < width) {
                fputc(' ', f);
                column++;
            }
        }
    }
    fputc('\n', f);
}

static const char *skip_mark(const char *help)
{
    return strncmp(help, "(repeat) ", 9) == 0 ? help + 9 : help;
}

static void put_option_names(const struct cli_option *o, FILE *f)
{
    if (o->letter)
        fprintf(f, "-%c, ", o->letter);
    fprintf(f, "--%s", o->name);
    if (o->argument)
        fprintf(f, " %s", o->choices ? o->choices : o->argument);
}

/* " (import, export)" behind the help of an option that not every action takes, " (not open)" when nearly all do; ""
 * otherwise. */
static const char *put_takers(const struct cli_command *c, const struct cli_option *o, char *text, size_t room)
{
    const struct cli_action *a;
    size_t used = 0, takers = 0, all = 0;
    for (; (a = cli_action_at(c->name, all)); all++)
        takers += cli_action_takes(a, o->name);
    bool nearly = all - takers <= all / 8;
    *text = '\0';
    for (size_t i = 0; takers < all && i < all && used < room; i++)
        if ((a = cli_action_at(c->name, i)) && cli_action_takes(a, o->name) != nearly)
            used += (size_t)snprintf(text + used, room - used, "%s%s", used ? ", " : nearly ? " (not " : " (", a->name);
    if (used > 0 && used < room)
        snprintf(text + used, room - used, ")");
    return text;
}

static void put_overview(FILE *f)
{
    const struct cli_command *c;
    fprintf(f, "goldthread: " TAGLINE "\n\nUsage: goldthread COMMAND [OPTION]... [FILE]...\n\nCommands:\n");
    for (size_t i = 0; (c = cli_command_at(i)); i++)
        fprintf(f, "  %-10s %s\n", c->name, c->summary);
    fprintf(f, "\n  goldthread help COMMAND   options and examples of one command\n"
               "  goldthread --version\n\n"
               "Exit code: 0 all is well, 1 findings, 2 bad usage or unreadable input.\n");
}

static void put_actions(const struct cli_command *c, FILE *f, int width)
{
    const struct cli_action *a;
    if (cli_action_at(c->name, 0))
        fprintf(f, "\nActions:\n");
    for (size_t i = 0; (a = cli_action_at(c->name, i)); i++) {
        fprintf(f, "  %s%s%s\n        ", a->name, *a->operands ? " " : "", a->operands);
        put_wrapped(f, a->summary, 8, 8, width);
    }
}

void cli_put_help(const struct cli_command *c, FILE *f)
{
    if (!c) {
        put_overview(f);
        return;
    }
    char takers[80], help[400];
    int width = cli_width(f);
    fprintf(f, "goldthread %s: %s\n\nUsage: goldthread %s %s%s%s\n\n", c->name, c->summary, c->name,
            c->run ? "[OPTION]... " : "", c->operands, c->run ? "" : " [OPTION]...");
    put_wrapped(f, c->about, 0, 0, width);
    put_actions(c, f, width);
    fprintf(f, "\nOptions:\n");
    for (const struct cli_option *o = c->options; o->name; o++) {
        fputs("  ", f);
        put_option_names(o, f);
        fprintf(f, "\n        ");
        snprintf(help, sizeof help, "%s%s", skip_mark(o->help), put_takers(c, o, takers, sizeof takers));
        put_wrapped(f, help, 8, 8, width);
    }
    fprintf(f, "  -h, --help\n        this text\n\nExamples:\n");
    for (const char *p = c->examples; *p;) {
        size_t n = strcspn(p, "\n");
        fprintf(f, "  %.*s\n", (int)n, p);
        p += n + (p[n] == '\n');
    }
}

/* Roff text: a backslash, and a dot or quote at the start of a line, are not ours to interpret. */
static void put_roff(const char *text, FILE *f)
{
    bool line_start = true;
    for (; *text; text++) {
        if (line_start && (*text == '.' || *text == '\''))
            fputs("\\&", f);
        if (*text == '\\')
            fputs("\\e", f);
        else if (*text == '-')
            fputs("\\-", f);
        else
            fputc(*text, f);
        line_start = *text == '\n';
    }
}

static void put_man_overview(FILE *f)
{
    const struct cli_command *c;
    fprintf(f, ".TH GOLDTHREAD 1 \"\" \"goldthread " GOLDTHREAD_VERSION
               "\" \"User Commands\"\n.SH NAME\ngoldthread \\- " TAGLINE
               "\n.SH SYNOPSIS\n.B goldthread\n.I COMMAND\n[\\fIOPTION\\fR]... [\\fIFILE\\fR]...\n.SH COMMANDS\n");
    for (size_t i = 0; (c = cli_command_at(i)); i++) {
        fprintf(f, ".TP\n.BR goldthread\\-%s (1)\n", c->name);
        put_roff(c->summary, f);
        fputc('\n', f);
    }
    fprintf(f, ".SH EXIT STATUS\n0 nothing at or above the severity asked for; 1 findings, or lines that could not be "
               "answered; "
               "2 bad usage or unreadable input.\n.SH ENVIRONMENT\n.TP\n.B NO_COLOR\nno colours unless "
               "\\-\\-color=always.\n.TP\n.BR GOLDTHREAD_DATA ,\n"
               ".B XDG_DATA_HOME\nwhere the practice's own data are, when \\-\\-data does not say: the folder itself, "
               "or the folder "
               "above its \\(lqgoldthread\\(rq.\n");
}

static void put_man_actions(const struct cli_command *c, FILE *f)
{
    const struct cli_action *a;
    if (cli_action_at(c->name, 0))
        fprintf(f, "\n.SH ACTIONS");
    for (size_t i = 0; (a = cli_action_at(c->name, i)); i++) {
        fprintf(f, "\n.TP\n\\fB%s\\fR \\fI%s\\fR\n", a->name, a->operands);
        put_roff(a->summary, f);
    }
}

void cli_put_man(const struct cli_command *c, FILE *f)
{
    char takers[80];
    if (!c) {
        put_man_overview(f);
        return;
    }
    fprintf(f,
            ".TH GOLDTHREAD\\-%s 1 \"\" \"goldthread " GOLDTHREAD_VERSION
            "\" \"User Commands\"\n.SH NAME\ngoldthread\\-%s \\- ",
            c->name, c->name);
    put_roff(c->summary, f);
    fprintf(f, "\n.SH SYNOPSIS\n.B goldthread %s\n%s", c->name, c->run ? "[\\fIOPTION\\fR]..." : "");
    if (*c->operands)
        fprintf(f, " \\fI%s\\fR%s", c->operands, c->run ? "" : " [\\fIOPTION\\fR]...");
    fprintf(f, "\n.SH DESCRIPTION\n");
    put_roff(c->about, f);
    put_man_actions(c, f);
    fprintf(f, "\n.SH OPTIONS\n");
    for (const struct cli_option *o = c->options; o->name; o++) {
        fprintf(f, ".TP\n\\fB");
        if (o->letter)
            fprintf(f, "\\-%c\\fR, \\fB", o->letter);
        fputs("\\-\\-", f);
        put_roff(o->name, f);
        fprintf(f, "\\fR");
        if (o->argument) {
            fputs(" \\fI", f);
            put_roff(o->choices ? o->choices : o->argument, f);
            fputs("\\fR", f);
        }
        fputc('\n', f);
        put_roff(skip_mark(o->help), f);
        put_roff(put_takers(c, o, takers, sizeof takers), f);
        fputc('\n', f);
    }
    fprintf(f, ".SH EXAMPLES\n");
    for (const char *p = c->examples; *p;) {
        char line[200];
        size_t n = strcspn(p, "\n");
        snprintf(line, sizeof line, "%.*s", (int)n, p);
        fprintf(f, line[0] == ' ' ? ".br\n" : ".TP\n.B ");
        put_roff(line + strspn(line, " "), f);
        fputc('\n', f);
        p += n + (p[n] == '\n');
    }
    fprintf(f, ".SH SEE ALSO\n.BR goldthread (1)\n");
}

static void put_action_names(const struct cli_command *c, const char *between, FILE *f)
{
    const struct cli_action *a;
    for (size_t i = 0; (a = cli_action_at(c->name, i)); i++)
        fprintf(f, "%s%s", i ? between : "", a->name);
}

static void put_bash(FILE *f)
{
    const struct cli_command *c;
    fprintf(f, "# bash completion for goldthread\n_goldthread() {\n    local cur=${COMP_WORDS[COMP_CWORD]} "
               "prev=${COMP_WORDS[COMP_CWORD-1]}\n"
               "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n        COMPREPLY=($(compgen -W '");
    for (size_t i = 0; (c = cli_command_at(i)); i++)
        fprintf(f, "%s%s", i ? " " : "", c->name);
    fprintf(f, "' -- \"$cur\"))\n        return\n    fi\n");
    for (size_t i = 0; (c = cli_command_at(i)); i++)
        if (!c->run) {
            fprintf(f, "    if [ \"$COMP_CWORD:${COMP_WORDS[1]}\" = 2:%s ]; then\n        COMPREPLY=($(compgen -W '",
                    c->name);
            put_action_names(c, " ", f);
            fprintf(f, "' -- \"$cur\"))\n        return\n    fi\n");
        }
    fprintf(f, "    case ${COMP_WORDS[1]}:$prev in\n");
    for (size_t i = 0; (c = cli_command_at(i)); i++)
        for (const struct cli_option *o = c->options; o->name; o++)
            if (o->choices) {
                fprintf(f, "    %s:--%s) COMPREPLY=($(compgen -W '", c->name, o->name);
                for (const char *p = o->choices; *p; p++)
                    fputc(*p == '|' ? ' ' : *p, f);
                fprintf(f, "' -- \"$cur\")); return ;;\n");
            }
    fprintf(f, "    esac\n    case ${COMP_WORDS[1]}:$cur in\n");
    for (size_t i = 0; (c = cli_command_at(i)); i++) {
        fprintf(f, "    %s:-*) COMPREPLY=($(compgen -W '", c->name);
        for (const struct cli_option *o = c->options; o->name; o++)
            fprintf(f, "--%s ", o->name);
        fprintf(f, "--help' -- \"$cur\")); return ;;\n");
    }
    fprintf(f, "    help:*) COMPREPLY=($(compgen -W '");
    for (size_t i = 0; (c = cli_command_at(i)); i++)
        fprintf(f, "%s%s", i ? " " : "", c->name);
    fprintf(f, "' -- \"$cur\")); return ;;\n    esac\n    COMPREPLY=($(compgen -f -- \"$cur\"))\n}\n"
               "complete -o filenames -F _goldthread goldthread\n");
}

/* Single quotes inside a single-quoted shell word; colons and brackets end parts of a zsh specification. */
static void put_quoted(const char *text, const char *escaped, FILE *f)
{
    for (; *text; text++) {
        if (*text == '\'')
            fputs("'\\''", f);
        else {
            if (strchr(escaped, *text))
                fputc('\\', f);
            fputc(*text, f);
        }
    }
}

static void put_zsh(FILE *f)
{
    const struct cli_command *c;
    fprintf(f, "#compdef goldthread\n_goldthread() {\n    local -a commands\n    commands=(\n");
    for (size_t i = 0; (c = cli_command_at(i)); i++) {
        fprintf(f, "        '%s:", c->name);
        put_quoted(c->summary, ":", f);
        fprintf(f, "'\n");
    }
    fprintf(f, "    )\n    if (( CURRENT == 2 )); then\n        _describe command commands\n        return\n    fi\n   "
               " case $words[2] in\n");
    for (size_t i = 0; (c = cli_command_at(i)); i++) {
        fprintf(f, "    %s) shift words; (( CURRENT-- )); _arguments", c->name);
        for (const struct cli_option *o = c->options; o->name; o++) {
            fprintf(f, " \\\n        '--%s[", o->name);
            put_quoted(skip_mark(o->help), "[]:", f);
            fputc(']', f);
            if (o->choices) {
                fprintf(f, ":%s:(", o->argument);
                for (const char *p = o->choices; *p; p++)
                    fputc(*p == '|' ? ' ' : *p, f);
                fputc(')', f);
            } else if (o->argument) {
                fprintf(f, ":%s:%s", o->argument, strcmp(o->argument, "FILE") == 0 ? "_files" : "");
            }
            fputc('\'', f);
        }
        if (!c->run) {
            fprintf(f, " \\\n        '1:action:(");
            put_action_names(c, " ", f);
            fprintf(f, ")'");
        }
        fprintf(f, " \\\n        '*:file:_files' ;;\n");
    }
    fprintf(f, "    esac\n}\n_goldthread \"$@\"\n");
}

static void put_fish(FILE *f)
{
    const struct cli_command *c;
    fprintf(f, "# fish completion for goldthread\n");
    for (size_t i = 0; (c = cli_command_at(i)); i++) {
        fprintf(f, "complete -c goldthread -n __fish_use_subcommand -f -a %s -d '", c->name);
        put_quoted(c->summary, "", f);
        fprintf(f, "'\n");
        if (!c->run) {
            fprintf(f,
                    "complete -c goldthread -n 'test (count (commandline -opc)) -eq 2; and __fish_seen_subcommand_from "
                    "%s' -f -a '",
                    c->name);
            put_action_names(c, " ", f);
            fprintf(f, "'\n");
        }
        for (const struct cli_option *o = c->options; o->name; o++) {
            fprintf(f, "complete -c goldthread -n '__fish_seen_subcommand_from %s' -l %s", c->name, o->name);
            if (o->letter)
                fprintf(f, " -s %c", o->letter);
            if (o->choices) {
                fprintf(f, " -x -a '");
                for (const char *p = o->choices; *p; p++)
                    fputc(*p == '|' ? ' ' : *p, f);
                fputc('\'', f);
            } else if (o->argument) {
                fprintf(f, " -r");
            }
            fprintf(f, " -d '");
            put_quoted(skip_mark(o->help), "", f);
            fprintf(f, "'\n");
        }
    }
}

bool cli_put_completion(const char *shell, FILE *f)
{
    if (strcmp(shell, "bash") == 0)
        put_bash(f);
    else if (strcmp(shell, "zsh") == 0)
        put_zsh(f);
    else if (strcmp(shell, "fish") == 0)
        put_fish(f);
    else
        return false;
    return true;
}

int cmd_help(struct cli *c)
{
    const struct cli_command *of = NULL;
    if (c->operand_count == 1 && !(of = cli_command_find(c->operands[0])))
        return cli_failf("help", "unknown command \"%s\"; goldthread help lists them", c->operands[0]);
    if (cli_option(c, "completion"))
        cli_put_completion(cli_option(c, "completion"), stdout);
    else if (cli_option(c, "man"))
        cli_put_man(of, stdout);
    else
        cli_put_help(of, stdout);
    return CLI_OK;
}
