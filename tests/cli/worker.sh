#!/bin/sh
# worker: alerts go on, reminders go out once and say nothing of anybody, one of several works, a killed one sends nothing twice.
. tests/cli-lib.sh

pids= pg=
end() {
    for p in $pids; do kill -9 "$p" 2>/dev/null; done
    [ -z "$pg" ] || tests/pg stop "$pg"
    chmod -R u+rwx "$work" 2>/dev/null
    rm -rf "$work" ${mails:+"$mails"}
}
trap end EXIT
smtp=$PWD/tests/smtp.py
mails=$(mktemp -d /tmp/goldthread-mail.XXXXXX) && chmod 711 "$mails" && cp "$smtp" "$mails/smtp.py" && chmod 644 "$mails/smtp.py"

# server NAME MODE HOST [CERT KEY]: a mail server, its port in $port; it ends when the writing end of its pipe is closed
server() {
    box=$mails/$1
    mkdir -p "$box"
    mkfifo "$work/$1.fifo"
    chmod 777 "$box"
    name=$1
    shift
    as=
    [ "$(id -u)" -ne 0 ] || as="runuser -u nobody --"
    # Debian's own interpreter has Debian's own modules
    $as /usr/bin/python3 "$mails/smtp.py" "$box" "$@" <"$work/$name.fifo" >"$work/$name.log" 2>&1 &
    pids="$pids $!"
    sleep 600 >"$work/$name.fifo" &
    pids="$pids $!"
    i=0
    while [ ! -f "$box/port" ]; do
        i=$((i + 1))
        [ $i -lt 100 ] || { cat "$work/$name.log"; fail "no mail server"; }
        sleep 0.1
    done
    port=$(cat "$box/port")
}

# config FILE URL [MORE]: a mail configuration
config() {
    printf '{"format":"goldthread.mail/1","url":"%s","from":"desk@millbrook.example","address":"https://millbrook.example"%s}' \
        "$2" "${3:-}" >"$1"
    chmod 600 "$1"
}

sql() { python3 -c 'import sqlite3, sys
c = sqlite3.connect(sys.argv[1], timeout=30)
for row in c.execute(sys.argv[2]): print(*row)
c.commit()' "$work/a/goldthread.db" "$1"; }
is() { got=$(sql "$2"); [ "$got" = "$1" ] || fail "\"$got\" instead of \"$1\": $2"; }
count() { find "$1" -name '*.eml' | wc -l; }

# ---- what is wrong with a configuration is said ----
run demo --data "$work/a" --seed 3 --on "$(date -u -d '2 days ago' +%Y-%m-%d)"
expect_exit 0
config "$work/mail" smtp://127.0.0.1:9
chmod 644 "$work/mail"
run worker --once --data "$work/a" --mail-config "$work/mail"
expect_refused mail 'chmod 600'
for row in 'http://x|url|smtp' 'smtp://ann:secret@x|url|no user' 'smtp:/x|url|smtp'; do
    url=${row%%|*} rest=${row#*|}
    config "$work/mail" "$url"
    run worker --once --data "$work/a" --mail-config "$work/mail"
    expect_refused "${rest%%|*}" "${rest#*|}"
done
config "$work/mail" smtp://127.0.0.1:9 ',"user":"ann"'
run worker --once --data "$work/a" --mail-config "$work/mail"
expect_refused user 'go together'
config "$work/mail" smtp://127.0.0.1:9 ',"ca":7'
run worker --once --data "$work/a" --mail-config "$work/mail"
expect_refused ca 'text'
sed -i 's/desk@millbrook.example/desk/' "$work/mail" && sed -i 's/,"ca":7//' "$work/mail"
run worker --once --data "$work/a" --mail-config "$work/mail"
expect_refused from 'address'
for every in '' 1x 3601; do
    run worker --once --data "$work/a" --every "$every"
    expect_refused --every '1 to 3600'
done
run worker --once --data "$work/nothing"
expect_refused nothing 'goldthread init'
run worker --once --data "$work/a" --every 0
expect_refused --every '1 to 3600'
[ ! -e "$work/a/checkpoints.jsonl" ] || fail "a refused call worked"

# ---- without mail: alerts go on after their deadline, reminders are made once ----
is '2' "SELECT count(*) FROM record WHERE kind = 'alert' AND state = 'open'"
owner=$(sql "SELECT DISTINCT owner FROM record WHERE kind = 'alert' AND state = 'open'")
run worker --once --data "$work/a"
expect_exit 0
expect_line '^2 alerts passed on, [1-9][0-9]* reminders, mails: 0 sent' "$out"
is '2' "SELECT count(*) FROM record WHERE kind = 'alert' AND state = 'escalated'"
is '1' "SELECT count(DISTINCT owner) FROM record WHERE kind = 'alert' AND state = 'escalated'"
is '2' "SELECT count(*) FROM job WHERE id LIKE '%/passed-on'"
expect_lines 1 "$work/a/checkpoints.jsonl"
run worker --once --data "$work/a"
expect_exit 0
expect_line '^0 alerts passed on, 0 reminders' "$out"
is '2' "SELECT count(*) FROM job WHERE id LIKE '%/passed-on'"
all=$(sql "SELECT count(*) FROM job")
people=$(sql "SELECT count(DISTINCT substr(id, 1, 26)) FROM job")

# ---- the server says "later": tried again, not at once ----
server later later 127.0.0.1
config "$work/mail" "smtp://127.0.0.1:$port"
run worker --once --data "$work/a" --mail-config "$work/mail"
expect_exit 0
expect_line "0 sent, $people to be tried again" "$out"
is "$all 1" "SELECT count(*), max(tries) FROM job WHERE state = 'waiting'"
run worker --once --data "$work/a" --mail-config "$work/mail"
expect_line "0 sent, 0 to be tried again" "$out"
first=$(sql "SELECT min(due_ms) FROM job")
sql "UPDATE job SET due_ms = 0"
run worker --once --data "$work/a" --mail-config "$work/mail"
is "$all 2" "SELECT count(*), max(tries) FROM job WHERE state = 'waiting'"
second=$(sql "SELECT min(due_ms) FROM job")
[ "$second" -gt "$((first + 30000))" ] || fail "the pause does not grow: $first, $second"
# ... eight times in all
sql "UPDATE job SET due_ms = 0, tries = 7"
run worker --once --data "$work/a" --mail-config "$work/mail"
is "$all" "SELECT count(*) FROM job WHERE state = 'failed' AND tries = 8"

# ---- the server refuses: for good ----
sql "DELETE FROM job"
server refuse refuse 127.0.0.1
config "$work/mail" "smtp://127.0.0.1:$port"
run worker --once --data "$work/a" --mail-config "$work/mail"
expect_line "$people lost" "$out"
is "$all 1" "SELECT count(*), max(tries) FROM job WHERE state = 'failed'"

# ---- nobody listens; a server without TLS that is not this machine's own address ----
sql "DELETE FROM job"
config "$work/mail" smtp://127.0.0.1:9
sql "UPDATE record SET state = 'open', due_ms = 1, owner = '$owner' WHERE kind = 'alert' AND state = 'escalated'"
run worker --once --data "$work/a" --mail-config "$work/mail"
expect_line "^2 alerts passed on, .*0 sent, $people to be tried again, 0 lost" "$out" # an alert does not wait for a mail
is '2' "SELECT count(*) FROM record WHERE kind = 'alert' AND state = 'escalated'"
sql "DELETE FROM job"
server plain take 127.0.0.2
config "$work/mail" "smtp://127.0.0.2:$port"
run worker --once --data "$work/a" --mail-config "$work/mail"
expect_line "0 sent, $people to be tried again, 0 lost" "$out"
[ "$(count "$mails/plain")" -eq 0 ] || fail "a mail went out without TLS"

# ---- a mail for each person, and nothing of anybody in it ----
sql "DELETE FROM job"
server take take 127.0.0.1
config "$work/mail" "smtp://127.0.0.1:$port"
run worker --once --data "$work/a" --mail-config "$work/mail"
expect_exit 0
expect_line "mails: $people sent, 0 to be tried again, 0 lost" "$out"
[ "$(count "$mails/take")" -eq "$people" ] || fail "$(count "$mails/take") mails for $people people"
is "$all" "SELECT count(*) FROM job WHERE state = 'sent'"
run worker --once --data "$work/a" --mail-config "$work/mail"
[ "$(count "$mails/take")" -eq "$people" ] || fail "a mail was sent twice"
python "mails" "$mails/take" <<'P'
import email, glob, re, sys
ids, to = set(), set()
words = set()
for line in open("data/demo/words.tsv", encoding="utf-8"):
    kind, _, text = line.rstrip("\n").partition("\t")
    if kind in ("given", "family"):
        words.add(text)
measures = {"PHQ", "GAD", "WSAS", "WHO-5", "CORE-10", "ISI", "Y-BOCS", "PCL", "AUDIT", "ASRS", "score", "alert", "review", "plan", "depress",
            "anxi", "diagnos", "client", "panic", "alcohol", "sleep", "F32", "F41"}
for path in glob.glob(sys.argv[1] + "/*.eml"):
    raw = open(path, encoding="utf-8").read()
    mail = email.message_from_string(raw)
    assert mail.get_payload().replace("\r", "") == "Something waits for you in Goldthread. Sign in to see it.\nhttps://millbrook.example\n", mail.get_payload()
    assert mail["Subject"] == "Something waits for you" and mail["Auto-Submitted"] == "auto-generated"
    assert mail["To"] == f"<{mail['X-Rcpt']}>" and mail["From"] == "<desk@millbrook.example>"
    assert set(mail.keys()) == {"X-Tls", "X-Rcpt", "Date", "From", "To", "Message-ID", "Subject", "MIME-Version", "Content-Type",
                                "Content-Transfer-Encoding", "Content-Language", "Auto-Submitted", "X-Peer", "X-MailFrom", "X-RcptTo"} & set(mail.keys())
    rest = raw.replace(mail["To"], "").replace(mail["X-Rcpt"], "")
    for w in words | measures:
        assert not re.search(r"\b" + re.escape(w), rest, re.I), (w, path)
    ids.add(mail["Message-ID"])
    to.add(mail["To"])
n = len(glob.glob(sys.argv[1] + "/*.eml"))
assert n == len(ids) == len(to) > 2, (n, ids, to)
P

# ---- TLS: STARTTLS, with a certificate that is checked ----
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext 'subjectAltName=DNS:localhost,IP:127.0.0.2' \
    -keyout "$mails/key.pem" -out "$mails/cert.pem" 2>/dev/null || fail "a certificate"
chmod 644 "$mails/key.pem"
sql "DELETE FROM job"
server tls take 127.0.0.2 "$mails/cert.pem" "$mails/key.pem"
config "$work/mail" "smtp://127.0.0.2:$port"
run worker --once --data "$work/a" --mail-config "$work/mail"
expect_line "0 sent, $people to be tried again, 0 lost" "$out" # a certificate that nobody knows
sql "UPDATE job SET due_ms = 0"
config "$work/mail" "smtp://127.0.0.2:$port" ",\"ca\":\"$mails/cert.pem\""
run worker --once --data "$work/a" --mail-config "$work/mail"
expect_line "mails: $people sent" "$out"
[ "$(cat "$mails"/tls/*.eml | grep -c '^X-Tls: True')" -eq "$people" ] || fail "not over TLS"

# ---- killed while the server has the mail and has not answered ----
sql "DELETE FROM job"
server silent silent 127.0.0.1
config "$work/mail" "smtp://127.0.0.1:$port"
"$program" worker --every 1 --data "$work/a" --mail-config "$work/mail" >"$out" 2>"$err" &
worker=$!
pids="$pids $worker"
i=0
while [ "$(count "$mails/silent")" -eq 0 ]; do
    i=$((i + 1))
    [ $i -lt 300 ] || fail "no mail was begun"
    sleep 0.1
done
kill -9 $worker
wait $worker 2>/dev/null
taken=$(sed -n 's/^X-Rcpt: //p' "$mails"/silent/*.eml)
sending=$(sql "SELECT count(*) FROM job WHERE state = 'sending'")
[ "$sending" -gt 0 ] || fail "nothing is marked as being sent"
box=$mails/take
before=$(count "$box")
config "$work/mail" "smtp://127.0.0.1:$(cat "$box/port")"
# the leader that was killed has three seconds left
sleep 4
run worker --once --data "$work/a" --mail-config "$work/mail"
expect_exit 0
expect_line "mails: $((people - 1)) sent" "$out"
[ "$(count "$box")" -eq $((before + people - 1)) ] || fail "the one that was under way was sent again"
is "$sending" "SELECT count(*) FROM job WHERE state = 'sending'"
sql "UPDATE job SET due_ms = due_ms - 700000 WHERE state = 'sending'"
run worker --once --data "$work/a" --mail-config "$work/mail"
is "$sending" "SELECT count(*) FROM job WHERE state = 'unknown'"
[ "$(count "$box")" -eq $((before + people - 1)) ] || fail "the one that nobody knows of was sent again"
[ -n "$taken" ] || fail "no receiver"

# ---- a place for checkpoints that is none ----
mkdir "$work/c" && cp -p "$work/a/goldthread.db" "$work/a/master.key" "$work/c"
sed 's#"node"#"checkpoints":"/proc/none/x", "node"#' "$work/a/config.json" >"$work/c/config.json"
grep -q checkpoints "$work/c/config.json" || fail "no such member"
run worker --once --data "$work/c"
expect_exit 2
expect_line '/proc/none/x' "$err"

# ---- while it runs other commands are served by it; the trail is whole, also against the checkpoints ----
sql "DELETE FROM job"
rm -f "$work/a/control" # of the one that was killed
"$program" worker --every 1 --data "$work/a" >"$work/served" 2>&1 &
worker=$!
pids="$pids $worker"
i=0
# once the socket is there the database is the worker's: who gets an answer then got it from there
until [ -S "$work/a/control" ] && run audit verify --data "$work/a" && [ $status -eq 0 ] && kill -0 $worker; do
    i=$((i + 1))
    [ $i -lt 200 ] || fail "nobody serves"
    sleep 0.1
done
expect_line ' events, 0 faults' "$out"
expect_no_line 'no checkpoints' "$out"
kill -TERM $worker
wait $worker
status=$?
[ $status -eq 0 ] || fail "stopped with $status: $(cat "$work/served")"
run audit verify --data "$work/a"
expect_exit 0

# ---- two on one PostgreSQL ----
if [ -z "${GOLDTHREAD_TEST_POSTGRES:-}" ]; then
    pg=$(mktemp -d "${TMPDIR:-/tmp}/goldthread-pg.XXXXXX")
    GOLDTHREAD_TEST_POSTGRES=$(tests/pg start "$pg") || fail "a private PostgreSQL"
fi
base=worker_$$
psql() { /usr/lib/postgresql/15/bin/psql -X -q -A -t -F ' ' "$@"; }
psql "$GOLDTHREAD_TEST_POSTGRES" -c "CREATE DATABASE $base" || fail "a database"
address=${GOLDTHREAD_TEST_POSTGRES%/*}/$base
printf 'correct horse battery staple' >"$work/password" && chmod 600 "$work/password"
run init --data "$work/b" --database "$address" --practice Own --owner olga --name 'Olga Own' --password-file "$work/password"
expect_exit 0
leader() { psql "$address" -c "SELECT node FROM leader"; }
# until WHAT COMMAND...: within 20 seconds
until_true() {
    what=$1 i=0
    shift
    until "$@"; do
        i=$((i + 1))
        [ $i -lt 200 ] || fail "$what"
        sleep 0.1
    done
}
has_leader() { [ -n "$(leader)" ]; }
other_leader() { [ -n "$(leader)" ] && [ "$(leader)" != "$one" ]; }
"$program" worker --every 1 --data "$work/b" >"$work/one" 2>&1 &
first=$!
pids="$pids $first"
until_true "no leader" has_leader
one=$(leader)
"$program" worker --every 1 --data "$work/b" >"$work/two" 2>&1 &
second=$!
pids="$pids $second"
sleep 2.5
[ "$(leader)" = "$one" ] || fail "the leader changed while it was there"
kill -9 $first
wait $first 2>/dev/null
until_true "nobody took over" other_leader
kill -TERM $second
wait $second
status=$?
[ $status -eq 0 ] || fail "the second one ended with $status: $(cat "$work/two")"
[ -z "$(leader)" ] || fail "who stopped is still the leader"
grep -q 'alerts passed on' "$work/two" || fail "the second one did not say what it did"
[ -s "$work/b/checkpoints.jsonl" ] || fail "no checkpoint at the end"
psql "$GOLDTHREAD_TEST_POSTGRES" -c "DROP DATABASE $base WITH (FORCE)"
exit 0
