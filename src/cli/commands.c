/* commands.c: the tables of commands, actions and options. */
#include "cli/cli.h"

#include <string.h>

#define END                                                                                                            \
    {                                                                                                                  \
        0, NULL, NULL, NULL, NULL                                                                                      \
    }
#define OPTION_OUTPUT                                                                                                  \
    {                                                                                                                  \
        'o', "output", "FILE", NULL, "write to FILE, which appears whole or not at all (default: standard output)"     \
    }
#define OPTION_JOBS                                                                                                    \
    {                                                                                                                  \
        'j', "jobs", "N", NULL, "work with N threads (1 to 64; default 1)"                                             \
    }
#define OPTION_FILES_FROM                                                                                              \
    {                                                                                                                  \
        0, "files-from", "FILE", NULL, "also read the files named in FILE, one a line; - is standard input"            \
    }
#define OPTION_COLOR                                                                                                   \
    {                                                                                                                  \
        0, "color", "WHEN", "auto|always|never", "colours: auto (default: on a terminal), always, never"               \
    }
#define OPTION_FROM                                                                                                    \
    {                                                                                                                  \
        0, "from", "FORMAT", "auto|text|docx|json", "format of the input (default: auto)"                              \
    }
#define OPTION_PAPER                                                                                                   \
    {                                                                                                                  \
        0, "paper", "SIZE", "a4|letter", "paper of a PDF (default: a4)"                                                \
    }
#define OPTION_PRINTED                                                                                                 \
    {                                                                                                                  \
        0, "printed-on", "DATE", NULL, "date to show as printed, YYYY-MM-DD (default: none)"                           \
    }

static const struct cli_option check_options[] = {
    {0, "format", "FORMAT", "text|json|sarif", "how findings are written (default: text); json is one object a plan"},
    {0, "fail-on", "SEVERITY", "error|warning|advice", "lowest severity that makes the exit code 1 (default: error)"},
    OPTION_FROM,
    OPTION_JOBS,
    OPTION_FILES_FROM,
    OPTION_COLOR,
    OPTION_OUTPUT,
    END};
static const struct cli_option parse_options[] = {
    {0, "role", "ROLE", "goal|objective|intervention",
     "what each statement is, where the line does not say (default: read it)"},
    OPTION_JOBS,
    OPTION_OUTPUT,
    END};
static const struct cli_option score_options[] = {
    {0, "from", "FORMAT", "lines|fhir", "lines: JSON Lines (default); fhir: one FHIR QuestionnaireResponse"},
    {0, "instrument", "ID", NULL, "fhir: whose answers they are (default: by the codes in their linkIds)"},
    {0, "questionnaire", "FILE", NULL, "fhir: the Questionnaire that the answers belong to"},
    OPTION_JOBS,
    OPTION_OUTPUT,
    END};
static const struct cli_option progress_options[] = {OPTION_JOBS, OPTION_OUTPUT, END};
static const struct cli_option import_options[] = {
    OPTION_FROM,
    {0, "to", "FORMAT", "json|text|html|pdf", "format of the output (default: json)"},
    {0, "report", "FILE", NULL, "write what was understood, line by line, to FILE as JSON"},
    OPTION_PAPER,
    OPTION_PRINTED,
    OPTION_OUTPUT,
    END};
static const struct cli_option export_options[] = {
    OPTION_FROM,
    {0, "to", "FORMAT", "json|text|html|pdf", "format of the output (default: text)"},
    {0, "findings", NULL, NULL, "show the findings beside the parts they belong to (html)"},
    {0, "progress", "SERIES", NULL,
     "write the progress report instead (html, pdf): how the plan's measures went, from the entries in SERIES"},
    {0, "on", "DATE", NULL, "the day the report looks at, YYYY-MM-DD, as it was known then (default: today)"},
    {0, "for", "READER", "clinician|client",
     "whom the report is for (default: clinician); the client's has quiet pictures and no signs"},
    OPTION_PAPER,
    OPTION_PRINTED,
    OPTION_OUTPUT,
    END};
static const struct cli_option diff_options[] = {
    {0, "format", "FORMAT", "text|json", "how changes are written (default: text)"},
    {0, "exit-code", NULL, NULL, "exit with 1 when there are changes"},
    OPTION_OUTPUT,
    END};
static const struct cli_option explain_options[] = {
    {0, "format", "FORMAT", "text|markdown", "markdown writes the whole table of rules (docs/rules.md)"},
    OPTION_COLOR,
    END};
static const struct cli_option new_options[] = {
    {0, "problem", "NAME", NULL, "the problem to start from: \"generalized anxiety\", gad, insomnia, ..."},
    {0, "list", NULL, NULL, "list the problems there are starter plans for"},
    {0, "to", "FORMAT", "json|text", "format of the output (default: json)"},
    OPTION_OUTPUT,
    END};
static const struct cli_option mend_options[] = {
    {0, "answer", "BLANK=TEXT", NULL,
     "(repeat) what to write for a blank of the offered rewrites: \"score today=17\"; for one place only: "
     "\"/referrals/0/trigger/text:measure=GAD-7\""},
    OPTION_FROM,
    {0, "to", "FORMAT", "json|text|html|pdf", "format of the output (default: json)"},
    OPTION_PAPER,
    OPTION_OUTPUT,
    END};
static const struct cli_option instrument_options[] = {
    {0, "data", "DIR", NULL,
     "folder of the practice's data (default: $GOLDTHREAD_DATA, else goldthread in $XDG_DATA_HOME or ~/.local/share)"},
    {0, "format", "FORMAT", "text|json", "how the list or the measure is written (default: text)"},
    {0, "yes", NULL, NULL, "keep a certain match without asking; an uncertain one is refused"},
    {0, "instrument", "ID", NULL, "which instrument the file holds; needed for pasted text"},
    {0, "map", "N=LINKID", NULL,
     "(repeat) item N is the question with this linkId; gate, impact and the like name a question beside the score"},
    {0, "permission", "TEXT", NULL,
     "who permits the use; needed where the licence does not let everyone show the wording"},
    {0, "copyright", "TEXT", NULL, "the copyright line, where the file has none"},
    {0, "publisher", "TEXT", NULL, "the publisher, where the file names none"},
    {0, "on", "DATE", NULL, "date of the import, YYYY-MM-DD (default: today)"},
    {0, "to", "FORMAT", "fhir|json", "fhir is a FHIR R4 Questionnaire, json the form it is kept in (default: fhir)"},
    OPTION_OUTPUT,
    {0, "passphrase-file", "FILE", NULL, "file with the passphrase of the record, where it has one (default: ask)"},
    {0, "as", "SIGN-IN", NULL, "import into a record: the name by which you sign in; an owner answers for the wording"},
    {0, "password-file", "FILE", NULL, "file, readable by you alone, with your password (default: ask)"},
    {0, "code-file", "FILE", NULL, "file with a code of your device, where one is needed (default: ask)"},
    END};
static const struct cli_option follow_options[] = {
    {0, "on", "DATE", NULL, "the day to look at, YYYY-MM-DD, as it was known then (default: today)"},
    {0, "format", "FORMAT", "text|json", "how it is written (default: text)"},
    OPTION_FROM,
    OPTION_COLOR,
    OPTION_OUTPUT,
    END};
#define OPTION_DATA                                                                                                    \
    {                                                                                                                  \
        0, "data", "DIR", NULL,                                                                                        \
            "folder of the practice's data (default: $GOLDTHREAD_DATA, else goldthread in $XDG_DATA_HOME or "          \
            "~/.local/share)"                                                                                          \
    }
#define OPTION_PASSPHRASE                                                                                              \
    {                                                                                                                  \
        0, "passphrase-file", "FILE", NULL,                                                                            \
            "file, readable by you alone, with the passphrase of the record's key (default: ask)"                      \
    }
static const struct cli_option init_options[] = {
    OPTION_DATA,
    {0, "database", "URL", NULL,
     "a file, or postgresql://HOST/NAME, whose password stands in ~/.pgpass (default: goldthread.db in DIR)"},
    {0, "key", "FROM", "file|passphrase|command",
     "where the master key is: a file in DIR, one that a passphrase opens, or what a command prints (default: file)"},
    {0, "key-command", "COMMAND", NULL, "the command that prints the master key, 64 hex digits"},
    OPTION_PASSPHRASE,
    {0, "practice", "NAME", NULL, "name of the practice (default: ask)"},
    {0, "country", "CODE", NULL, "its country, such as US"},
    {0, "state", "CODE", NULL, "the state whose law governs minors, such as CA"},
    {0, "owner", "SIGN-IN", NULL, "name by which its owner signs in (default: ask)"},
    {0, "name", "NAME", NULL, "the owner's full name (default: ask)"},
    {0, "roles", "ROLES", NULL, "the owner's roles, with commas (default: owner,privacy_officer)"},
    {0, "password-file", "FILE", NULL, "file, readable by you alone, with the owner's password (default: ask)"},
    {0, "no-owner", NULL, NULL,
     "nobody yet: goldthread serve shows a code with which the browser sets the practice up"},
    END};
static const struct cli_option user_options[] = {
    OPTION_DATA,
    OPTION_PASSPHRASE,
    {0, "format", "FORMAT", "text|json", "how the list is written (default: text)"},
    {0, "name", "NAME", NULL, "the person's full name (default: ask)"},
    {0, "email", "ADDRESS", NULL, "the person's mail address"},
    {0, "credential", "TEXT", NULL, "the person's credential, such as LCSW"},
    {0, "roles", "ROLES", NULL, "the account's roles, with commas"},
    {0, "client", "ID", NULL, "the client whose account, or whose guardian's account, it is"},
    {0, "until", "DATE", NULL, "the last day, YYYY-MM-DD, in the practice's time zone"},
    {0, "password-file", "FILE", NULL, "file, readable by you alone, with the new password (default: ask)"},
    END};
static const struct cli_option demo_options[] = {
    OPTION_DATA,
    OPTION_PASSPHRASE,
    {0, "seed", "N", NULL, "makes the same practice again (default: a new one)"},
    {0, "on", "DATE", NULL, "the day up to which there are entries, YYYY-MM-DD (default: today)"},
    {0, "scale", "N", NULL, "add N clients with a plan, 12 sessions and 24 scores each, to measure with"},
    {0, "database", "ADDRESS", NULL, "where the folder is empty: a postgresql:// address (default: a file in it)"},
    {0, "accounts", NULL, NULL, "print the accounts, one JSON object a line, and nothing else"},
    END};
static const struct cli_option disclose_options[] = {
    OPTION_DATA,
    OPTION_PASSPHRASE,
    {0, "as", "SIGN-IN", NULL, "the name by which you sign in"},
    {0, "password-file", "FILE", NULL, "file, readable by you alone, with your password (default: ask)"},
    {0, "code-file", "FILE", NULL, "file with a code of your device, where one is needed (default: ask)"},
    {0, "receiver-file", "FILE", NULL, "file, readable by you alone, with the packet's passphrase (default: ask)"},
    {0, "client", "ID", NULL, "the client, by id (default: ask for the name or the id)"},
    {0, "client-file", "FILE", NULL, "file with the client's name or id; - is standard input"},
    {0, "text-file", "FILE", NULL, "file with what is asked for, or with the answer; - is standard input"},
    OPTION_OUTPUT,
    END};
static const struct cli_option worker_options[] = {
    OPTION_DATA,
    OPTION_PASSPHRASE,
    {0, "once", NULL, NULL, "one round, then stop"},
    {0, "every", "SECONDS", NULL, "pause between two rounds, 1 to 3600 (default: 60)"},
    {0, "mail-config", "FILE", NULL, "file, readable by you alone, that says how mail goes out (default: none does)"},
    END};
static const struct cli_option serve_options[] = {
    OPTION_DATA,
    OPTION_PASSPHRASE,
    {0, "listen", "ADDRESS", NULL, "host:port or unix:/path; port 0: one that is free (default: 127.0.0.1:8400)"},
    {0, "certificate", "FILE", NULL, "certificate chain (PEM), with --key: serves TLS"},
    {0, "key", "FILE", NULL, "its private key (PEM)"},
    {0, "proxy", "ADDRESS", NULL, "the proxy that has the certificate, such as 127.0.0.1, or unix"},
    {0, "workers", "N", NULL, "threads that make pages, 1 to 64 (default: 4)"},
    {0, "practice", "N", NULL, "number of the practice whose people sign in (default: 1)"},
    {0, "access-log", "FILE", NULL,
     "add a line for each answer: time, request, method, status, bytes, microseconds; no address"},
    {0, "mail-config", "FILE", NULL, "file, readable by you alone, that says how mail goes out (default: none does)"},
    {0, "test-limits", NULL, NULL, "wrong passwords make nobody wait: for tests with an invented practice"},
    END};
static const struct cli_option backup_options[] = {
    OPTION_DATA,
    OPTION_PASSPHRASE,
    {'o', "output", "FILE", NULL, "the archive, which appears whole or not at all"},
    {0, "quiet", NULL, NULL, "show no progress"},
    END};
static const struct cli_option restore_options[] = {
    {0, "from", "FILE", NULL, "the archive"},
    {0, "data", "DIR", NULL, "the new folder of the practice's data; it must be empty, or not be there yet"},
    {0, "database", "ADDRESS", NULL, "put the record into this empty PostgreSQL database (default: a file in DIR)"},
    {0, "recovery-file", "FILE", NULL, "file with the recovery key from paper"},
    {0, "key-file", "FILE", NULL, "copy of the file with the master key"},
    {0, "passphrase-file", "FILE", NULL, "with --key-file: file with the passphrase, where the key is under one"},
    {0, "erasures", "FILE", NULL, "the record's erasures.jsonl: clients that were erased since are erased again"},
    {0, "quiet", NULL, NULL, "show no progress"},
    END};
static const struct cli_option audit_options[] = {
    OPTION_DATA,
    OPTION_PASSPHRASE,
    {0, "checkpoints", "FILE", NULL, "the checkpoints to hold against (default: those of the record)"},
    {0, "public-key", "FILE|HEX", NULL, "the key that must have signed the checkpoints (default: the record's own)"},
    {0, "practice", "N", NULL, "number of the practice (default: 1; verify: all)"},
    {0, "client", "ID", NULL, "only events about this client"},
    {0, "user", "ID", NULL, "only what this account did"},
    {0, "from", "DATE", NULL, "only from this day on, YYYY-MM-DD, in the practice's time zone"},
    {0, "to", "DATE", NULL, "only up to this day, YYYY-MM-DD, in the practice's time zone"},
    {0, "limit", "N", NULL, "the newest N events (default: 200)"},
    {0, "format", "FORMAT", "text|json", "how events or faults are written (default: text)"},
    OPTION_OUTPUT,
    END};
static const struct cli_option key_options[] = {
    OPTION_DATA,
    OPTION_PASSPHRASE,
    {0, "new-passphrase-file", "FILE", NULL, "file with the new passphrase, where the record has one (default: ask)"},
    END};
static const struct cli_option retention_options[] = {
    OPTION_DATA,
    OPTION_PASSPHRASE,
    {0, "practice", "N", NULL, "number of the practice (default: 1)"},
    {0, "reason", "TEXT", NULL,
     "why, without names, since everybody on the machine can list it; it is kept in the audit trail"},
    {0, "reason-file", "FILE", NULL, "file with the reason; - is standard input"},
    {0, "on", "DATE", NULL, "the day to look at, YYYY-MM-DD (default: today)"},
    {0, "format", "FORMAT", "text|json", "how the list is written (default: text)"},
    {0, "yes", NULL, NULL, "erase without asking for the client's id once more"},
    END};
static const struct cli_option help_options[] = {
    {0, "man", NULL, NULL, "write the manual page (roff)"},
    {0, "completion", "SHELL", "bash|zsh|fish", "write the completion script for a shell"},
    END};

static int (*serve_with)(struct cli *c);

void cli_serve_with(int (*serve)(struct cli *c))
{
    serve_with = serve;
}

static int run_serve(struct cli *c)
{
    return serve_with ? serve_with(c) : cli_failf("serve", "this program was built without the pages");
}

static const struct cli_command commands[] = {
    {"check", "say what is missing or vague in plans, why, and how to mend it", "FILE...", 0, -1,
     "Reads each plan (text, Word .docx, JSON, or JSON Lines with a plan a line; - is standard input) and lists its "
     "findings: "
     "severity, place, the words it points at, why it matters and how to mend it. A draft is never refused.\n"
     "Exit code: 0 nothing at or above --fail-on, 1 findings, 2 an input could not be read.",
     "goldthread check plan.docx\n    findings as text\n"
     "goldthread check --format sarif -o findings.sarif plans/*.txt\n    findings for a code-review tool\n"
     "find plans -name '*.json' | goldthread check -j 2 --files-from - --format json\n    many plans, one JSON object "
     "each",
     check_options, cmd_check},
    {"parse", "read goal, objective and intervention sentences, one a line", "[FILE]", 0, 1,
     "Reads one statement a line, or JSON Lines {\"id\",\"text\"} with optional \"role\" and \"source\", and answers "
     "each with one "
     "JSON object: its parts, five judgements (specific, measurable, achievable, relevant, time-bound) with a reason "
     "each, its vague "
     "words and a suggested rewrite. A line that cannot be answered gets {\"id\",\"error\"} in its place and the exit "
     "code is 1.",
     "echo 'Client will feel better soon' | goldthread parse\n    one sentence", parse_options, cmd_parse},
    {"score", "score filled-in forms: totals, bands, alerts, what is missing", "[FILE]", 0, 1,
     "Reads JSON Lines, a form a line: {\"id\", \"instrument\"} and one of \"responses\" (the answers in the order of "
     "the "
     "form, null where there is none), \"scored_responses\", \"responses_yes\", \"option_index_top_to_bottom\" or "
     "\"total\" (a number from paper). Answers each with one JSON object. A line that cannot be scored gets "
     "{\"id\",\"error\"} in its place.\n"
     "A form without an answer has no score. An answer that a clinician must see is told even when the rest of the "
     "form "
     "is open, and an open one is told as open.\n"
     "From a FHIR QuestionnaireResponse the items are read and scored anew; a total that came along and differs is "
     "told.\n"
     "Exit code: 0 every line was scored, 1 some were not, 2 the input is not JSON Lines.",
     "echo '{\"id\":1,\"instrument\":\"gad7\",\"responses\":[1,2,1,0,3,2,1]}' | goldthread score\n    one form\n"
     "goldthread score --from fhir response.json\n    the answers of a QuestionnaireResponse",
     score_options, cmd_score},
    {"progress", "say what scores over time mean: change, flags, trends, goals reached", "[FILE]", 0, 1,
     "Reads JSON Lines {\"id\",\"method\",...} and answers each with one JSON object. Methods: rci, rci_series, "
     "jt_cutoff, iapt, percent, goal_target, gas, gbo, trend, trend_exact, xmr, curve, track. A line that cannot be "
     "answered gets {\"id\",\"error\":{\"code\",\"item\",\"message\"}} in its place.\n"
     "Exit code: 0 all lines answered, 1 some could not be, 2 the input is not JSON Lines.",
     "echo '{\"method\":\"gas\",\"scores\":[1,-1,0]}' | goldthread progress\n    how far three goals were reached\n"
     "goldthread progress -j 2 -o answers.jsonl questions.jsonl\n    many questions, one answer a line",
     progress_options, cmd_progress},
    {"import", "turn a therapist's text or Word file into a structured plan", "FILE", 1, 1,
     "Reads headings, bullets, numbered lists, \"Name: value\" lines and tables. A line that was not understood is "
     "kept under notes and listed on standard error with its number.",
     "goldthread import plan.docx -o plan.json\n    a Word file becomes a structured plan\n"
     "goldthread import --report report.json plan.txt\n    with a report of where each line went",
     import_options, cmd_import},
    {"export", "write a plan as JSON, text, HTML page or tagged PDF; or how it goes", "FILE", 1, 1,
     "The text form can be imported again and gives the same plan. A PDF carries the mark DRAFT until the plan is "
     "signed.",
     "goldthread export --to pdf --paper letter -o plan.pdf plan.json\n    a printable plan\n"
     "goldthread export --to html --findings -o plan.html plan.txt\n    a page with the findings beside the parts\n"
     "goldthread export --to pdf --progress series.jsonl --for client -o progress.pdf plan.json\n    a report to keep",
     export_options, cmd_export},
    {"diff", "say what changed between two versions of a plan, by meaning", "OLD NEW", 2, 2,
     "Compares goals with goals and objectives with objectives, whatever format the two files have, and writes one "
     "sentence a change.",
     "goldthread diff plan-1.json plan-2.json\n    what changed, in sentences", diff_options, cmd_diff},
    {"explain", "explain a rule, or list them all", "[RULE]", 0, 1,
     "Without RULE lists every rule with its severity and title.",
     "goldthread explain objective.no-measure\n    why it matters, how to mend it, where it comes from",
     explain_options, cmd_explain},
    {"new", "write a starter plan for a common problem", "", 0, 0,
     "A starter plan has blanks in brackets that must be made personal; check reports those that are left.",
     "goldthread new --problem insomnia --to text -o plan.txt\n    a starter plan to fill in", new_options, cmd_new},
    {"mend", "put the offered rewrites into a plan", "FILE", 1, 1,
     "Applies the rewrite of each finding that offers one, with your answers for its blanks. A rewrite with a blank "
     "that has no answer "
     "is left alone, so that no sentence gets worse. What was changed is listed on standard error.",
     "goldthread mend --answer 'score today=17' -o mended.json plan.txt\n    rewrites applied, blanks filled",
     mend_options, cmd_mend},
    {"instrument", "what is known about outcome measures; their wording from the publisher", "ACTION", 1, -1,
     "The program knows how measures are built and scored, under short labels of its own, and ships no official "
     "wording. "
     "A practice that has the publisher's FHIR Questionnaire (R4 or R5, JSON) imports it: each text is shown beside "
     "our label of its item "
     "and kept when you confirm it, with its copyright line, publisher, version, hash, the date and who permits its "
     "use. Items "
     "are found by their LOINC codes, else by linkId, by --map, or by place. Only texts are taken; values and scoring "
     "stay "
     "ours. Text from elsewhere is pasted with one item a line; lines such as \"0 = never\" are its answers.\n"
     "In a folder that holds a record (goldthread init) the wording goes into the record, by an owner who signs in "
     "with "
     "--as: clients of the practice are asked in it. In any other folder it is a file, instruments/ID.json.\n"
     "Exit code of import: 0 kept, 1 not kept because it is doubtful or was not confirmed, 2 unreadable.",
     "goldthread instrument list\n    all measures, and which have their wording here\n"
     "goldthread instrument import phq9.json\n    compare, confirm and keep the wording of a file\n"
     "goldthread instrument import --data /srv/gt --as marianne phq9.json\n    the same, for the clients of a "
     "practice\n"
     "goldthread instrument export -o pcl5.json pcl5\n    what was imported, as a FHIR Questionnaire",
     instrument_options, NULL},
    {"follow", "say whether a plan is working, and what needs a person", "PLAN SERIES", 2, 2,
     "Reads a plan in any format and the series of what happened since, JSON Lines with one dated entry a line "
     "(scores, "
     "counts, sessions, events, reviews, decisions; - is standard input for one of the two), and tells what was known "
     "on "
     "the day: open alerts and the signs that the plan needs adjusting, each with its evidence and what is offered, "
     "then "
     "each objective, and the reviews and measures that are due.\n"
     "A sign waits for a clinician's decision, an entry {\"type\":\"decision\",\"sign\":ID,...}; an alert waits for "
     "{\"type\":\"alert_closed\",...}. Nothing changes a plan by itself.\n"
     "Exit code: 0, also when signs are open; 2 when an input could not be read.",
     "goldthread follow plan.json series.jsonl\n    where the plan stands today\n"
     "goldthread follow --on 2026-03-02 --format json plan.json series.jsonl\n    what was known on that day, for a "
     "program",
     follow_options, cmd_follow},
    {"init", "make a new record: data folder, key, database, practice and owner", "", 0, 0,
     "Makes the data folder, open to you alone, a master key, the database, config.json, the practice and the account "
     "of "
     "its owner: all of it, or nothing. What is not given is asked for on the terminal; passwords are never given on "
     "the command line, and there is no default one.\n"
     "The recovery key is shown once. Write it on paper and keep it apart from the computer and its backups.\n"
     "Where something is there already, nothing is changed and the exit code is 2.",
     "goldthread init\n    ask for everything\n"
     "goldthread init --practice \"Elm Street\" --owner olga --name Olga --password-file pw\n"
     "    without questions\n"
     "goldthread init --roles owner,clinician,privacy_officer\n    a practice of one person\n"
     "goldthread init --no-owner\n    practice and owner are named in the browser, with the code that serve shows",
     init_options, cmd_init},
    {"user", "see to accounts, care teams and supervision", "ACTION", 1, -1,
     "Works on the record in the data folder as its owner; each change is an event of the audit trail, from the "
     "command "
     "line. A new account has no password: it gets an invitation, a token and a code, which go to the person by two "
     "ways.\n"
     "Roles: owner, clinician, supervisor, prescriber, staff, privacy_officer, auditor (with --until), client and "
     "guardian (with --client). In a care team a person is primary, clinician, prescriber, supervisor or staff.\n"
     "The last owner can neither end nor lose that role. A sign-in name stays taken when its account has ended.",
     "goldthread user add carl --name \"Carl Clinician\" --roles clinician --credential LCSW\n    invite a clinician\n"
     "goldthread user password carl\n    a new password, asked for on the terminal\n"
     "goldthread user join carl CLIENT primary\n    into a client's care team",
     user_options, NULL},
    {"demo", "fill a new record with an invented practice, to try things out", "", 0, 0,
     "Makes a record in an empty folder and fills it: eight people who work there, 40 clients in all states, a year of "
     "sessions, notes, scores and reviews. Nobody in it is real. Sign-in names and passwords are new each time and "
     "shown "
     "once. Run again it changes nothing.",
     "goldthread demo --data /tmp/practice\n    a practice to look at\n"
     "goldthread demo --data /tmp/practice --scale 10000\n    and 10,000 clients more, with the rate at the end",
     demo_options, cmd_demo},
    {"disclose", "consents, disclosures, the client's requests, exports", "ACTION", 1, -1,
     "Works on one client's record as the person who signs in. The client is named by id with --client, or by words of "
     "the name that fit one client: these are asked for, or come from --client-file, because everybody on the machine "
     "can list command lines. A client or guardian need name nobody. What leaves rests on a consent in force or on a "
     "legal ground, and holds only the sections that the "
     "ground allows. A packet is a PDF and a JSON, encrypted with a passphrase that the receiver is told by another "
     "way; making it and its row in the accounting are one step. Psychotherapy notes and private diaries are in no "
     "packet.\n"
     "FORM is a JSON file (- is standard input); docs/sharing.md names its members.\n"
     "Exit code of allowed: 0 something may be chosen, 1 nothing, 2 an error.",
     "goldthread disclose consent --as ann consent.json\n    asks who signed it, and records it\n"
     "goldthread disclose make --as ann -o new.packet --client 01J... release.json\n    a packet for the family "
     "doctor\n"
     "goldthread disclose open -o new new.packet\n    as the receiver: new.pdf and new.json",
     disclose_options, NULL},
    {"serve", "serve the pages to browsers", "", 0, 0,
     "Opens the record and serves it until it is stopped (SIGTERM, or Ctrl+C): requests that run are finished first. "
     "SIGHUP reads certificate and key again. On an address that others can reach it takes plain connections only "
     "from a proxy that is named.\n"
     "While it runs, the commands that look after the record are done by it. It also sees to what falls due, as "
     "goldthread worker does: alerts are passed on, reminders made and mailed, checkpoints written.\n"
     "For those who watch it: /healthz, /readyz, and from this machine /metrics.",
     "goldthread serve --data DIR\n    on http://127.0.0.1:8400\n"
     "goldthread serve --listen 0.0.0.0:443 --certificate cert.pem --key key.pem\n    without a proxy before it",
     serve_options, run_serve},
    {"worker", "see to what falls due: alerts, reminders, mails, checkpoints", "", 0, 0,
     "Runs until it is stopped (SIGTERM). Each minute: alerts that nobody saw to in time go on to the cover; alerts, "
     "reviews and requests that fall due become reminders; reminders go out by mail, which says only that something "
     "waits; each hour, and at the end, a signed checkpoint of the audit trail is written; what has ended is swept "
     "away. "
     "Of several on one PostgreSQL one works; another takes over when it is gone.",
     "goldthread worker --mail-config /etc/goldthread/mail.json\n    for a service manager\n"
     "goldthread worker --once\n    for cron",
     worker_options, cmd_worker},
    {"backup", "write the whole record into one sealed file, while it is in use", "", 0, 0,
     "Takes a consistent copy of the database, compresses and seals it with the master key, writes it to a file of the "
     "owner's alone, and reads it back: every page, row, key and audit chain is looked at before the file has its "
     "name. "
     "Nobody opens it without the master key or the recovery key, so keep that key elsewhere; the archive holds "
     "none.\n"
     "Also brings erasures.jsonl, beside the checkpoints, up to date: keep it with the archives.\n"
     "Exit code: 0 done, 1 done, but an audit chain has a fault, 2 no archive was made.",
     "goldthread backup -o /mnt/backup/practice.gtb\n    every evening, say, by a timer", backup_options, cmd_backup},
    {"restore", "make a record from a backup", "", 0, 0,
     "Reads an archive into an empty folder. Nothing counts until all of it was decrypted, every page, row, key and "
     "audit chain was looked at, older tables were brought up to date, and the clients that were erased since the "
     "backup were erased again; the configuration, without which the folder holds no record, is written last.",
     "goldthread restore --from a.gtb --data /srv/gt --recovery-file key.txt --erasures gone.jsonl\n    on a new "
     "machine, with the key from paper",
     restore_options, cmd_restore},
    {"audit", "the audit trail: verify, list, export, checkpoint", "ACTION", 1, -1,
     "Every event is chained to the one before it. A checkpoint is a signed line with the end of every chain; kept "
     "elsewhere, it tells when the trail was cut or written anew. verify walks all chains, names each fault with "
     "practice, node, number and what it is, and exits with 1 when there is one. Checkpoints must be signed by the "
     "record's own key, which verify prints: keep that elsewhere too, and give it with --public-key.",
     "goldthread audit verify --checkpoints /mnt/safe/checkpoints.jsonl --public-key /mnt/safe/key\n    is anything "
     "changed or missing?\n"
     "goldthread audit list --client 01J... --from 2026-01-01\n    who saw this record",
     audit_options, NULL},
    {"key", "new keys in place of old ones, while everything runs", "ACTION", 1, -1,
     "rotate-master makes a new master key, wraps every practice's key with it in one transaction and prints the new "
     "recovery key once: write it down. Backups from before need the old key: keep it as long as them. rotate-practice "
     "makes a new key for one practice. What is sealed stays as it is.",
     "goldthread key rotate-master\n    a new master key\n"
     "goldthread key rotate-practice 1\n    a new key for practice 1",
     key_options, NULL},
    {"retention", "what may be erased, legal holds, erasing a client", "ACTION", 1, -1,
     "list shows the clients whose care has ended and until when their records are kept: the practice's "
     "retention_years after the last entry (7 unless set), for who was a minor then at least as long after the 18th "
     "birthday. How long records must be kept is the state's law; the default is unconfirmed, so look it up. Nothing "
     "is "
     "ever erased by itself. erase destroys the client's key, and with it all content, for good, also in later "
     "restores; "
     "it is refused while a hold stands or before the day that list shows.",
     "goldthread retention list\n    what is kept, and until when\n"
     "goldthread retention hold --reason 'letter of the court of 3 May' 01J...\n    keep this client's record",
     retention_options, NULL},
    {"help", "help on a command", "[COMMAND]", 0, 1, "Also writes manual pages and completion scripts.",
     "goldthread help check\n    help on one command", help_options, cmd_help},
};

static const struct cli_action actions[] = {
    {"instrument", "list", "", 0, 0, "data|format|passphrase-file", "the measures, and whose wording is here",
     cmd_instrument_list},
    {"instrument", "show", "ID", 1, 1, "data|format|passphrase-file",
     "one measure: items, answers, bands, codes, sources, wording", cmd_instrument_show},
    {"instrument", "import", "FILE", 1, 1,
     "data|yes|instrument|map|permission|copyright|publisher|on|passphrase-file|as|password-file|code-file",
     "keep the wording of a FHIR Questionnaire or of pasted text; - is standard input", cmd_instrument_import},
    {"instrument", "export", "ID", 1, 1, "data|to|output|passphrase-file", "write the wording that was imported",
     cmd_instrument_export},
    {"user", "list", "", 0, 0, "data|passphrase-file|format", "all accounts, with their roles", cmd_user_list},
    {"user", "add", "SIGN-IN", 1, 1, "data|passphrase-file|name|email|credential|roles|client|until",
     "a new account, and the invitation for it", cmd_user_add},
    {"user", "invite", "SIGN-IN", 1, 1, "data|passphrase-file",
     "another invitation: it sets a new password; codes of a device stay in force", cmd_user_invite},
    {"user", "password", "SIGN-IN", 1, 1, "data|passphrase-file|password-file",
     "a new password; the codes of a device are off and all sign-ins end", cmd_user_password},
    {"user", "role", "SIGN-IN ROLES", 2, 2, "data|passphrase-file|until", "other roles, in place of those before",
     cmd_user_role},
    {"user", "end", "SIGN-IN", 1, 1, "data|passphrase-file", "nobody signs in by this account any more", cmd_user_end},
    {"user", "supervise", "SUPERVISOR SIGN-IN", 2, 2, "data|passphrase-file|until",
     "one person supervises another; a day that is past ends it", cmd_user_supervise},
    {"user", "join", "SIGN-IN CLIENT AS", 3, 3, "data|passphrase-file|until", "into the care team of a client",
     cmd_user_join},
    {"user", "leave", "SIGN-IN CLIENT AS", 3, 3, "data|passphrase-file", "out of the care team of a client",
     cmd_user_leave},
    {"disclose", "consent", "FORM", 1, 1, "data|passphrase-file|as|password-file|code-file|client|client-file",
     "record a consent; prints its id", cmd_disclose_consent},
    {"disclose", "revoke", "ID", 1, 1, "data|passphrase-file|as|password-file|code-file|client|client-file",
     "revoke a consent, from now on", cmd_disclose_revoke},
    {"disclose", "consents", "", 0, 0, "data|passphrase-file|as|password-file|code-file|client|client-file",
     "all consents: id, kind, state, signed, ends, receiver, sections", cmd_disclose_consents},
    {"disclose", "allowed", "FORM", 1, 1, "data|passphrase-file|as|password-file|code-file|client|client-file",
     "which sections the ground allows, or why none", cmd_disclose_allowed},
    {"disclose", "preview", "FORM", 1, 1, "data|passphrase-file|as|password-file|code-file|client|client-file",
     "what the packet would hold, as JSON", cmd_disclose_preview},
    {"disclose", "make", "FORM", 1, 1,
     "data|passphrase-file|as|password-file|code-file|client|client-file|receiver-file|output",
     "disclose: write the packet, print its number", cmd_disclose_make},
    {"disclose", "packet", "ID", 1, 1, "data|passphrase-file|as|password-file|code-file|client|client-file|output",
     "write the packet of a disclosure again", cmd_disclose_packet},
    {"disclose", "list", "", 0, 0, "data|passphrase-file|as|password-file|code-file|client|client-file",
     "all disclosures: id, day, ground, receiver, address, purpose, sections", cmd_disclose_list},
    {"disclose", "accounting", "", 0, 0, "data|passphrase-file|as|password-file|code-file|client|client-file",
     "those of six years that the client is told when asking", cmd_disclose_accounting},
    {"disclose", "open", "FILE", 1, 1, "receiver-file|output", "as a receiver: a packet as PDF and JSON",
     cmd_disclose_open},
    {"disclose", "request", "KIND", 1, 1,
     "data|passphrase-file|as|password-file|code-file|client|client-file|text-file",
     "write down what the client asks for; prints its id and the day it is due", cmd_disclose_request},
    {"disclose", "answer", "ID STATE", 2, 2,
     "data|passphrase-file|as|password-file|code-file|client|client-file|text-file",
     "extended, granted or denied, with the reason", cmd_disclose_answer},
    {"disclose", "requests", "", 0, 0, "data|passphrase-file|as|password-file|code-file|client|client-file",
     "all requests: id, kind, state, made, due", cmd_disclose_requests},
    {"disclose", "export", "", 0, 0, "data|passphrase-file|as|password-file|code-file|client|client-file|output",
     "everything the client may have, as JSON", cmd_disclose_export},
    {"audit", "verify", "", 0, 0, "data|passphrase-file|checkpoints|public-key|practice|format",
     "walk every chain and hold it against the checkpoints", cmd_audit_verify},
    {"audit", "list", "", 0, 0, "data|passphrase-file|practice|client|user|from|to|limit|format",
     "events, newest first", cmd_audit_list},
    {"audit", "export", "", 0, 0, "data|passphrase-file|practice|client|user|from|to|output",
     "all events as JSON Lines, newest first", cmd_audit_export},
    {"audit", "checkpoint", "", 0, 0, "data|passphrase-file|checkpoints", "append a signed line to the checkpoints",
     cmd_audit_checkpoint},
    {"key", "rotate-master", "", 0, 0, "data|passphrase-file|new-passphrase-file",
     "a new master key; prints its recovery key once", cmd_key_rotate_master},
    {"key", "rotate-practice", "N", 1, 1, "data|passphrase-file", "a new key for practice N", cmd_key_rotate_practice},
    {"retention", "list", "", 0, 0, "data|passphrase-file|practice|on|format",
     "clients whose care has ended, and until when their records are kept", cmd_retention_list},
    {"retention", "hold", "CLIENT", 1, 1, "data|passphrase-file|practice|reason|reason-file",
     "a legal hold: nothing of this client is erased", cmd_retention_hold},
    {"retention", "release", "CLIENT", 1, 1, "data|passphrase-file|practice|reason|reason-file", "end the hold",
     cmd_retention_release},
    {"retention", "erase", "CLIENT", 1, 1, "data|passphrase-file|practice|reason|reason-file|yes",
     "destroy the client's key, and with it all content", cmd_retention_erase},
};

const struct cli_action *cli_action_at(const char *command, size_t i)
{
    for (size_t k = 0; k < sizeof actions / sizeof actions[0]; k++)
        if (strcmp(actions[k].command, command) == 0 && i-- == 0)
            return &actions[k];
    return NULL;
}

const struct cli_command *cli_command_at(size_t i)
{
    return i < sizeof commands / sizeof commands[0] ? &commands[i] : NULL;
}

const struct cli_command *cli_command_find(const char *name)
{
    const struct cli_command *c;
    for (size_t i = 0; (c = cli_command_at(i)); i++)
        if (strcmp(c->name, name) == 0)
            return c;
    return NULL;
}
