# A backup and a restore of 100,000 clients: whole, and in bounded memory.
. tests/cli-lib.sh
. tests/record-lib.sh
make_record "$work/record" "${CLIENTS:-100000}"
for act in backup restore; do
    case $act in
    backup) set -- backup --data "$work/record" -o "$work/a.gtb" ;;
    restore) set -- restore --from "$work/a.gtb" --data "$work/again" --key-file "$work/record/master.key" ;;
    esac
    kb=$(peak_kb "$program" "$@")
    echo "$act: at most $kb kB"
    [ "$kb" -lt 300000 ] || fail "$act held $kb kB"
done
[ -s "$work/a.gtb" ] || fail "no archive"
run audit verify --data "$work/again"
expect_exit 0
