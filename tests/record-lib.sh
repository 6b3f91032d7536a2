# record-lib.sh: a record for tests of its commands; read behind cli-lib.sh.
#
#   make_record DIR [N]   a record in DIR with N clients beside those of $work/ids; its recovery key in $work/recovery
#   id NAME               the id of a client: active, old (may be erased), minor, unknown (no birth date)
#   serve DIR; unserve    another process has the record open and serves commands, until unserve
maker=$(dirname "$program")/test/test_upkeep
[ -x "$maker" ] || make -s BUILD="${program%/goldthread}" "$maker" || { echo "no program at $maker" >&2; exit 2; }
unset GOLDTHREAD_DATA XDG_DATA_HOME

make_record() {
    "$maker" make "$@" >"$work/ids" || fail "no record could be made"
    (umask 077 && sed -n 's/^recovery //p' "$work/ids" >"$work/recovery")
}

id() { sed -n "s/^$1 //p" "$work/ids"; }

server=
serve() {
    rm -f "$work/serve-in" "$work/serve-out"
    mkfifo "$work/serve-in"
    "$maker" serve "$1" <"$work/serve-in" >"$work/serve-out" 2>&1 &
    server=$!
    exec 9>"$work/serve-in"
    for _ in $(seq 200); do
        grep -q ready "$work/serve-out" && return
        sleep 0.05
    done
    fail "the record is not served: $(cat "$work/serve-out")"
}
unserve() {
    exec 9>&-
    wait "$server" || fail "the serving process ended badly: $(cat "$work/serve-out")"
    server=
}
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; chmod -R u+rwx "$work" 2>/dev/null; rm -rf "$work"' EXIT
