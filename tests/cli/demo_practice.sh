#!/bin/sh
# demo: an invented practice, on SQLite and on PostgreSQL: all states there, run again without effect, nothing readable on disk.
. tests/cli-lib.sh

pg=
if [ -z "${GOLDTHREAD_TEST_POSTGRES:-}" ]; then
    pg=$(mktemp -d "${TMPDIR:-/tmp}/goldthread-pg.XXXXXX")
    trap '[ -z "$pg" ] || tests/pg stop "$pg"; chmod -R u+rwx "$work" 2>/dev/null; rm -rf "$work"' EXIT
    GOLDTHREAD_TEST_POSTGRES=$(tests/pg start "$pg") || fail "a private PostgreSQL"
fi
base=demo_$$
psql() { /usr/lib/postgresql/15/bin/psql -X -q -A -t -F ' ' "$@"; }
psql "$GOLDTHREAD_TEST_POSTGRES" -c "CREATE DATABASE $base" || fail "a database"
server=${GOLDTHREAD_TEST_POSTGRES%/*}/$base

# rows FILE SQL: what a query of the columns in the clear gives, a row a line
rows() {
    if [ "$kind" = sqlite ]; then
        python3 -c 'import sqlite3, sys
for row in sqlite3.connect(sys.argv[1]).execute(sys.argv[2]): print(*row)' "$dir/goldthread.db" "$2" >"$1" || fail "$2"
    else
        psql "$server" -c "$2" >"$1" || fail "$2"
    fi
}

# count N SQL: at least N
count() {
    rows "$work/n" "$2"
    [ "$(cat "$work/n")" -ge "$1" ] || fail "$kind: $(cat "$work/n") instead of $1 or more: $2"
}

for kind in sqlite postgres; do
    dir=$work/$kind
    if [ $kind = sqlite ]; then
        run demo --data "$dir" --seed 7 --on 2026-11-20
    else
        run demo --data "$dir" --seed 7 --on 2026-11-20 --database "$server"
    fi
    expect_exit 0
    expect_line '^An invented practice with 40 clients, up to 2026-11-20. Seed: 7.$' "$out"
    expect_line 'marianne +[a-z0-9-]{19} .*owner,clinician' "$out"
    expect_line 'supervisor,clinician' "$out"
    expect_line '\(prescriber\)' "$out"
    expect_line '\(privacy_officer\)' "$out"
    expect_line '\(staff\)' "$out"
    expect_line '\(guardian\)' "$out"
    expect_line '^Recovery key' "$out"
    grep -E '^  [a-z]' "$out" >"$work/people.$kind"
    expect_lines 10 "$work/people.$kind"

    # all states are there
    count 40 "SELECT count(*) FROM client"
    count 3 "SELECT count(*) FROM client WHERE state = 'ended'"
    count 3 "SELECT count(*) FROM record WHERE kind = 'plan' AND state = 'draft'"
    count 3 "SELECT count(*) FROM record WHERE kind = 'plan' AND state = 'signing'"
    count 31 "SELECT count(*) FROM record WHERE kind = 'plan' AND state = 'signed'"
    count 3 "SELECT count(*) FROM record WHERE kind = 'plan' AND state = 'ended'"
    count 34 "SELECT count(*) FROM document WHERE kind = 'plan_pdf'"
    count 2 "SELECT count(*) FROM record WHERE kind = 'amendment'"
    count 80 "SELECT count(*) FROM record WHERE kind = 'consent'"
    count 1 "SELECT count(*) FROM record WHERE kind = 'consent' AND state = 'revoked'"
    count 1 "SELECT count(*) FROM glass"
    count 800 "SELECT count(*) FROM record WHERE kind = 'session'"
    count 600 "SELECT count(*) FROM record WHERE kind = 'note'"
    count 700 "SELECT count(*) FROM record WHERE kind = 'score'"
    count 200 "SELECT count(*) FROM record WHERE kind = 'diary'"
    count 100 "SELECT count(*) FROM record WHERE kind = 'review'"
    count 10 "SELECT count(*) FROM record WHERE kind = 'event'"
    count 2 "SELECT count(*) FROM record WHERE kind = 'decision'"
    count 2 "SELECT count(*) FROM record WHERE kind = 'alert' AND state = 'open'"
    count 3 "SELECT count(*) FROM record WHERE kind = 'alert' AND state = 'closed'"
    count 2 "SELECT count(*) FROM client WHERE alerts > 0"
    count 3 "SELECT count(*) FROM client WHERE review_overdue < 20777" # 2026-11-20
    count 1 "SELECT count(*) FROM record WHERE kind = 'disclosure'"
    count 1 "SELECT count(*) FROM record WHERE kind = 'request' AND state = 'open'"
    count 2 "SELECT count(*) FROM signature WHERE role = 'guardian' AND state = 'given'"
    count 3 "SELECT count(*) FROM supervision"
    # the trail runs from a year ago to the day
    count 300 "SELECT (max(at_ms) - min(at_ms)) / 86400000 FROM audit"
    count 3000 "SELECT count(*) FROM audit"

    # ... and is whole
    run audit verify --data "$dir"
    expect_exit 0
    expect_line ' events, 0 faults' "$out"

    # again: the same practice stays as it is
    rows "$work/before" "SELECT kind, state, count(*) FROM record GROUP BY kind, state ORDER BY kind, state"
    rows "$work/heads" "SELECT number FROM audit_head ORDER BY 1"
    run demo --data "$dir" --seed 8
    expect_exit 0
    expect_line 'is there already' "$out"
    expect_lines 1 "$out"
    rows "$work/after" "SELECT kind, state, count(*) FROM record GROUP BY kind, state ORDER BY kind, state"
    expect_same "$work/before" "$work/after" "$kind: the second run changed rows"
    rows "$work/heads2" "SELECT number FROM audit_head ORDER BY 1"
    expect_same "$work/heads" "$work/heads2" "$kind: the second run left events"
    cp "$work/before" "$work/states.$kind"
    rows "$work/days.$kind" "SELECT kind, state, day, count(*) FROM record GROUP BY kind, state, day ORDER BY kind, state, day"
done
# the same seed makes the same practice, whatever keeps it
expect_same "$work/days.sqlite" "$work/days.postgres" "the two databases hold different practices"
expect_same "$work/people.sqlite" "$work/people.postgres" "the same seed gave other people"

# load
for kind in sqlite postgres; do
    dir=$work/$kind
    run demo --data "$dir" --scale 130
    expect_exit 0
    expect_line '^130 clients, 5460 rows in [0-9.]+ s: [0-9]+ clients a minute$' "$out"
    rows "$work/n" "SELECT count(*) FROM client"
    [ "$(cat "$work/n")" -eq 170 ] || fail "$kind: $(cat "$work/n") clients"
    count 3800 "SELECT count(*) FROM record WHERE kind = 'score'"
    count 2360 "SELECT count(*) FROM record WHERE kind = 'session'"
done

# not a word of it can be read in the files: database, log of writing, log of the server
/usr/lib/postgresql/15/bin/psql -X -q "$server" -c CHECKPOINT
python "the words to look for" "$work/planted" <<'P'
import re, sys
planted = {'"instrument":"', '"responses":[', '"status":"attended"', '"birth_date"', "goldthread.plan/1", '"client_words"'}
for name in ("blanks", "words"):
    for line in open(f"data/demo/{name}.tsv", encoding="utf-8"):
        cells = line.rstrip("\n").split("\t")
        if line.startswith("#") or len(cells) < 2:
            continue
        if cells[0] in ("family", "staff"):
            planted.update(w for w in re.findall(r"[A-Z][a-z]{7,}", cells[1]))
        for answer in cells[-1].split(" | "):
            planted.update(p for p in re.findall(r"(?=\b(\w+ \w+ \w+))", answer) if len(p) > 14)
open(sys.argv[1], "w").write("".join(w + "\n" for w in sorted(planted)))
P
[ "$(wc -l <"$work/planted")" -gt 200 ] || fail "too few words to look for"
LC_ALL=C grep -q -a -F -f "$work/planted" data/demo/words.tsv || fail "the words are not found where they stand"
for place in "$work/sqlite" ${pg:+"$pg/data/base" "$pg/data/pg_wal" "$pg/log"}; do
    [ "$(du -sk "$place" | cut -f1)" -gt 0 ] || fail "nothing at $place"
    LC_ALL=C grep -r -a -o -F -f "$work/planted" "$place" >"$work/found" && fail "readable: $(head -c 400 "$work/found")"
done

# what is wrong is said in one line
run demo --data "$work/x" --seed seven
expect_refused --seed 'whole number'
for seed in '' 7x 99999999999999999999 -1; do
    run demo --data "$work/x" --seed "$seed"
    expect_refused --seed 'whole number'
done
run demo --data "$work/x" --on 1969-12-31
expect_refused --on '1972'
run demo --data /proc/none
expect_refused /proc/none '.'
mkdir "$work/locked" && printf x >"$work/locked/master.key"
run demo --data "$work/locked"
expect_exit 2
expect_lines 1 "$err"
run demo --data "$work/x" --on yesterday
expect_refused --on 'YYYY-MM-DD'
run demo --data "$work/x" --scale 99999999999
expect_refused --scale 'whole number'
[ ! -e "$work/x" ] || fail "a refused call left a folder"
printf '{}' >"$work/half" && mkdir "$work/y" && cp "$work/half" "$work/y/config.json"
run demo --data "$work/y"
expect_refused config.json 'goldthread.config'

# never in among something else
mkdir "$work/letters" && printf 'dear' >"$work/letters/letter.txt"
run demo --data "$work/letters"
expect_refused letters 'not an empty folder'
[ "$(find "$work/letters" -type f)" = "$work/letters/letter.txt" ] || fail "written in among something else"
run demo --data "$work/other" --database "$server" # which holds another practice
expect_exit 2
[ -z "$(find "$work/other" -type f)" ] || fail "left: $(find "$work/other" -type f)"

# what was begun and not finished is said
printf 'begun\n' >"$work/sqlite/demo"
run demo --data "$work/sqlite"
expect_refused sqlite 'not finished'

# somebody's own record is left alone
printf 'correct horse battery staple' >"$work/password" && chmod 600 "$work/password"
run init --data "$work/own" --practice Own --owner olga --name 'Olga Own' --password-file "$work/password"
expect_exit 0
run demo --data "$work/own"
expect_refused own "somebody's"
psql "$GOLDTHREAD_TEST_POSTGRES" -c "DROP DATABASE $base WITH (FORCE)"
