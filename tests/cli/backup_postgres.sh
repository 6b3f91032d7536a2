# backup and restore from a file to PostgreSQL and back.
. tests/cli-lib.sh
. tests/record-lib.sh
make_record "$work/record" 20
pg=$(mktemp -d "${TMPDIR:-/tmp}/goldthread-pg.XXXXXX")
trap 'tests/pg stop "$pg"; chmod -R u+rwx "$work" 2>/dev/null; rm -rf "$work"' EXIT
address=$(tests/pg start "$pg") || fail "no PostgreSQL"
key=$work/record/master.key
run backup --data "$work/record" -o "$work/one.gtb"
expect_exit 0
run restore --from "$work/one.gtb" --data "$work/server" --database "$address" --key-file "$key"
expect_exit 0
rows=$(sed 's/.* \([0-9]*\) rows.*/\1/' "$out")
[ "$(ls "$work/server")" = "$(printf 'config.json\nmaster.key')" ] || fail "the folder holds $(ls "$work/server")"
run audit verify --data "$work/server"
expect_exit 0
run restore --from "$work/one.gtb" --data "$work/second" --database "$address" --key-file "$key"
expect_refused database "holds a record already"
[ ! -e "$work/second" ] || fail "second is left"
run backup --data "$work/server" -o "$work/two.gtb"
expect_exit 0
run restore --from "$work/two.gtb" --data "$work/back" --key-file "$key"
expect_exit 0
[ "$(sed 's/.* \([0-9]*\) rows.*/\1/' "$out")" -ge "$rows" ] || fail "rows were lost"
run retention list --data "$work/back"
expect_lines 4 "$out"
run key rotate-master --data "$work/server"
expect_exit 0
run audit verify --data "$work/server"
expect_exit 0
