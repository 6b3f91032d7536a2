# The web application as a process: what it says, what it gives up, how it ends.
. tests/cli-lib.sh
. tests/record-lib.sh
dir=$work/record
make_record "$dir"
GOLDTHREAD_DATA=$dir
export GOLDTHREAD_DATA

# begin ARGUMENT...: serves in the background; its address in $site
begin() {
    "$program" serve --listen 127.0.0.1:0 "$@" >"$work/site" 2>"$work/site-err" &
    server=$!
    for _ in $(seq 200); do
        site=$(sed -n 's/^Goldthread is ready at //p' "$work/site")
        [ -n "$site" ] && return
        kill -0 "$server" 2>/dev/null || break
        sleep 0.05
    done
    fail "nothing is served: $(cat "$work/site" "$work/site-err")"
}
# stop SIGNAL: and it must end with 0
stop() {
    kill "-$1" "$server"
    wait "$server"
    status=$? ran="serve, after SIG$1"
    server=
    expect_exit 0
    expect_empty "$work/site-err"
}

begin
python "answers" "$site" <<'E'
import sys, urllib.request
site = sys.argv[1]
for path, text in (("healthz", "ok"), ("readyz", "ready"), ("sign-in", "Sign in")):
    with urllib.request.urlopen(site + path) as r:
        assert text in r.read().decode(), path
E
# What it gave up: tests/unit/test_sandbox.c says what that means.
grep -q '^Seccomp:[[:space:]]*2' "/proc/$server/status" || fail "no filter for calls: $(grep Seccomp "/proc/$server/status")"
grep -q '^NoNewPrivs:[[:space:]]*1' "/proc/$server/status" || fail "it could get new rights"
grep -q '^Max core file size *0 ' "/proc/$server/limits" || fail "its memory could be written to a file"

# Commands reach it, and write where it cannot.
mkdir "$work/elsewhere"
run backup -o "$work/elsewhere/copy.gtb"
expect_exit 0
[ -s "$work/elsewhere/copy.gtb" ] || fail "no archive"
run audit verify
expect_exit 0

run serve --listen 127.0.0.1:0
expect_exit 2
expect_line "serves this record already|has it open" "$err"
stop TERM
begin --workers 2
stop INT

# What cannot be served says why, and nothing listens.
run serve --listen 0.0.0.0:0
expect_refused "" "loopback|TLS|certificate"
run serve --listen nonsense
expect_exit 2
run serve --listen 127.0.0.1:0 --certificate "$work/none.pem" --key "$work/none.pem"
expect_exit 2
expect_lines 1 "$err"
run serve --workers 0
expect_refused workers "1 to 64"
