# `goldthread serve`: starts on a free port, answers, is stopped, says what is wrong; its log holds nothing about anybody.
. tests/cli-lib.sh
unset GOLDTHREAD_DATA XDG_DATA_HOME GOLDTHREAD_METRICS_TOKEN

maker=$(dirname "$program")/test/test_upkeep
[ -x "$maker" ] || make -s BUILD="${program%/goldthread}" "$maker" || { echo "no program at $maker" >&2; exit 2; }
"$maker" make "$work/data" >"$work/ids" || fail "no record could be made"

server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; chmod -R u+rwx "$work" 2>/dev/null; rm -rf "$work"' EXIT
start() { # ARGUMENT...
    : >"$work/served" # here, not in the background: what the one before said is no answer
    "$program" serve --data "$work/data" --listen 127.0.0.1:0 "$@" >"$work/served" 2>"$work/told" &
    server=$! ran="goldthread serve $*"
    ready
}
stop() { # SIGNAL
    kill "-$1" "$server"
    status=0; wait "$server" || status=$?
    server=
    expect_exit 0
}
answer() { # PATH STATUS
    got=$(curl -s -o "$work/page" -w '%{http_code}' "$base$1")
    [ "$got" = "$2" ] || fail "$1 answers $got, not $2"
}

# Where nobody is yet a code is shown, another at each start; where somebody is, none.
run init --data "$work/nobody" --no-owner </dev/null
expect_exit 0
for n in 1 2; do
    start --data "$work/nobody"
    for _ in $(seq 100); do grep -q 'type the code' "$work/served" && break; sleep 0.02; done
    sed -n 's/.*type the code \([0-9A-Z]\{4\}-[0-9A-Z]\{4\}-[0-9A-Z]\{4\}\)$/\1/p' "$work/served" >"$work/code$n"
    [ -s "$work/code$n" ] || fail "no code is shown: $(cat "$work/served")"
    answer /setup 200
    stop TERM
done
! cmp -s "$work/code1" "$work/code2" || fail "the same code twice"

start --access-log "$work/access" --workers 2
! grep -q 'type the code' "$work/served" || fail "a code is shown where there are people"
answer /setup 404
answer /healthz 200
answer /readyz 200
answer /metrics 200
grep -q '^goldthread_\|_total' "$work/page" || fail "no counters in /metrics"
answer /sign-in 200
answer /clients/01J0000000000000000000000A?q=secretname 303
answer /nothing 404
kill -HUP "$server"
sleep 0.2
answer /healthz 200
# While it runs, its port and its record are taken.
port=${base##*:}
run serve --data "$work/data" --listen "127.0.0.1:$port"
expect_exit 2
stop TERM
expect_empty "$work/told"
[ "$(wc -l <"$work/access")" -ge 7 ] || fail "answers are missing in the log"
grep -Eqv '^20[0-9-]{8}T[0-9:]{8}Z [a-zA-Z0-9]{16} [A-Z]+ [0-9]{3} [0-9]+ [0-9]+$' "$work/access" && fail "a line of the log is not as it must be"
grep -Eq 'secretname|clients|127\.0|/' "$work/access" && fail "the log tells what was looked at"
[ "$(stat -c %a "$work/access")" = 600 ] || fail "others may read the log"
start
stop INT

GOLDTHREAD_METRICS_TOKEN=abc start
answer /metrics 404
[ "$(curl -s -o /dev/null -w '%{http_code}' -H 'Authorization: Bearer abc' "$base/metrics")" = 200 ] || fail "the token opens /metrics"
[ "$(curl -s -o /dev/null -w '%{http_code}' -H 'Authorization: Bearer abd' "$base/metrics")" = 404 ] || fail "another token opens nothing"
stop TERM

run serve --data "$work/none"; expect_refused serve 'goldthread init'
run serve --data "$work/data" --listen 0.0.0.0:0; expect_refused serve 'certificate'
run serve --data "$work/data" --listen nonsense; expect_exit 2
run serve --data "$work/data" --workers 0; expect_refused serve 'must be 1 to 64'
run serve --data "$work/data" --certificate "$work/ids"; expect_refused serve 'key'
run serve --data "$work/data" --access-log "$work/none/x"; expect_refused serve 'cannot be written'
