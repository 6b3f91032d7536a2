# A writing process killed 300 times on each database: nothing acknowledged is lost, nothing stands twice, the trail is whole.
. tests/cli-lib.sh
test=$(dirname "$program")/test/test_crash
make -s BUILD="$(dirname "$program")" "$test" || fail "no $test"
export GOLDTHREAD_CRASH_ROUNDS="${ROUNDS:-300}"
if [ -z "${GOLDTHREAD_TEST_POSTGRES:-}" ]; then
    chmod 711 "$work" # the server runs as another user
    GOLDTHREAD_TEST_POSTGRES=$(tests/pg start "$work/pg") || fail "no PostgreSQL"
    export GOLDTHREAD_TEST_POSTGRES
    trap 'tests/pg stop "$work/pg"; rm -rf "$work"' EXIT
fi
"$test" || fail "after $GOLDTHREAD_CRASH_ROUNDS rounds"
