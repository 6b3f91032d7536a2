# goldthread init: all of it or nothing, closed to others, no default password, the recovery key once.
. tests/cli-lib.sh

export HOME="$work/home"
unset GOLDTHREAD_DATA XDG_DATA_HOME
data=$work/up/data
printf 'correct horse 7\n' >"$work/pw"
printf 'a long passphrase\n' >"$work/pass"
chmod 600 "$work/pw" "$work/pass"
mode() { stat -c %a "$1"; }
init() { run init --data "$data" --practice "Elm Street" --owner olga --name "Olga Owner" --password-file "$work/pw" "$@"; }
# The last run made nothing and told why.
expect_nothing() { expect_refused "$1" "$2"; [ ! -e "$work/up" ] || fail "something was left: $(find "$work/up")"; }

# What must not be, leaves nothing.
run init --data "$data" </dev/null
expect_nothing --practice 'no terminal'
run init --data "$data" --practice "Elm Street" --owner olga --name "Olga Owner" </dev/null
expect_nothing terminal 'name a file'
printf 'short\n' >"$work/weak"; chmod 600 "$work/weak"
init --password-file "$work/weak"
expect_nothing password '10 to'
printf 'olga.owner.1\n' >"$work/weak"
init --owner Olga.Owner.1 --password-file "$work/weak"
expect_nothing password 'sign-in name'
chmod 644 "$work/weak"
init --password-file "$work/weak"
expect_nothing weak 'others'
: >"$work/empty"; chmod 600 "$work/empty"
init --password-file "$work/empty"
expect_nothing empty 'empty'
init --password-file "$work/nothing"
expect_nothing nothing 'no such file'
init --roles clinician
expect_nothing roles 'owner'
init --roles owner,king
expect_nothing roles 'privacy_officer'
init --owner "ol ga"
expect_nothing sign-in 'spaces'
init --practice " "
expect_nothing name 'practice'
init --key command
expect_nothing key-command 'together'
init --key-command 'echo 1' --key file
expect_nothing key-command 'together'
init --key command --key-command 'echo 1'
expect_nothing "key" '64 hex'
init --key passphrase --passphrase-file "$work/nothing"
expect_nothing nothing 'no such file'
init --database "postgresql://me:secret@127.0.0.1/x"
expect_nothing --database 'pgpass'
init --database "postgresql://127.0.0.1:1/x?connect_timeout=1"
expect_nothing database 'reached'
run init --data "" --practice x --owner o --name n --password-file "$work/pw"
expect_refused --data 'folder'

# All of it.
init --roles owner,clinician,privacy-officer --state CA --country US
expect_exit 0
expect_empty "$err"
expect_line '^The record of "Elm Street" is in ' "$out"
expect_line 'signs in as "olga" \(owner,clinician,privacy_officer\)' "$out"
expect_line '^    ([0-9A-Z]{5}[ -]){12}[0-9A-Z]{5}$' "$out"
recovery=$(grep -E '^    ([0-9A-Z]{5}[ -]){12}' "$out" | tr -d ' ')
expect_no_line 'correct horse' "$out"
[ "$(mode "$data")" = 700 ] || fail "the folder is open: $(mode "$data")"
for f in master.key config.json goldthread.db; do
    [ "$(mode "$data/$f")" = 600 ] || fail "$f is open: $(mode "$data/$f")"
done
! grep -rqF -e "correct horse" -e "Olga" -e "Elm Street" "$data" || fail "something stands in the clear"
! grep -rqF -e "$recovery" "$data" || fail "the recovery key is kept"
python "config.json" "$data/config.json" <<'PY'
import json, sys
c = json.load(open(sys.argv[1]))
assert c == {"format": "goldthread.config/1", "database": "goldthread.db", "key": {"from": "file", "path": "master.key"},
             "node": "main"}, c
PY
run user list --data "$data"
expect_exit 0
expect_lines 2 "$out"
expect_line '^olga +active +- +Olga Owner +owner,clinician,privacy_officer$' "$out"

# Never over something that is there.
find "$data" -type f | sort | xargs sha256sum >"$work/before"
init
expect_refused config.json 'already'
for f in config.json master.key goldthread.db; do
    mkdir -p "$work/part" && : >"$work/part/$f"
    run init --data "$work/part" --practice x --owner o --name n --password-file "$work/pw"
    expect_refused "$f" 'already'
    [ "$(find "$work/part" -type f | wc -l)" -eq 1 ] || fail "files beside $f"
    rm -r "$work/part"
done
find "$data" -type f | sort | xargs sha256sum >"$work/after"
expect_same "$work/before" "$work/after" "a second init changed something"

# Beside what is not its own; an open folder is closed; a failure leaves the rest as it was.
mkdir -p "$work/mixed/instruments" && chmod 755 "$work/mixed" && echo '{}' >"$work/mixed/instruments/x.json"
run init --data "$work/mixed" --practice x --owner o --name n --password-file "$work/pw" --key command --key-command false
expect_exit 2
[ "$(find "$work/mixed" -type f)" = "$work/mixed/instruments/x.json" ] || fail "left: $(find "$work/mixed")"
run init --data "$work/mixed" --practice x --owner o --name n --password-file "$work/pw"
expect_exit 0
[ "$(mode "$work/mixed")" = 700 ] || fail "the folder stays open"

# A full disk, or a folder that cannot be written: nothing half.
if [ "$(id -u)" -ne 0 ]; then
    mkdir "$work/shut" && chmod 500 "$work/shut"
    run init --data "$work/shut/data" --practice x --owner o --name n --password-file "$work/pw"
    expect_refused shut 'made'
fi
: >"$work/file"
run init --data "$work/file/data" --practice x --owner o --name n --password-file "$work/pw"
expect_refused file 'folder'

# The key from a passphrase, and from a command.
run init --data "$work/phrase" --practice x --owner o --name n --password-file "$work/pw" --key passphrase --passphrase-file "$work/pass"
expect_exit 0
run user list --data "$work/phrase" --passphrase-file "$work/pass"
expect_exit 0
run user list --data "$work/phrase" --passphrase-file "$work/pw"
expect_refused key 'passphrase'
run user list --data "$work/phrase" </dev/null
expect_refused terminal 'name a file'
hex=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
run init --data "$work/command" --practice x --owner o --name n --password-file "$work/pw" --key-command "echo $hex"
expect_exit 0
[ ! -e "$work/command/master.key" ] || fail "the key is kept although a command has it"
run user list --data "$work/command"
expect_exit 0

# Asked for on a terminal: passwords twice, not shown.
need_terminal
python "questions on a terminal" "$program" "$work/asked" <<'PY'
import os, pty, sys
program, data = sys.argv[1:]
answers = [(b"Name of the practice: ", b"Oak Lane"), (b"Sign-in name of the owner: ", b"nora"), (b"Full name of the owner: ", b"Nora N."),
           (b"Password of the owner: ", b"a password of mine"), (b"Once more: ", b"a password of mine")]
child, terminal = pty.fork()
if child == 0:
    os.execv(program, [program, "init", "--data", data])
text, seen = b"", 0
while True:
    try:
        piece = os.read(terminal, 4096)
    except OSError:
        break
    if not piece:
        break
    text += piece
    if answers and answers[0][0] in text[seen:]:
        seen = len(text)
        os.write(terminal, answers.pop(0)[1] + b"\n")
code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
assert code == 0 and not answers, (code, text)
assert b"Oak Lane" in text and b"a password of mine" not in text, text
PY
run user list --data "$work/asked"
expect_line '^nora +active' "$out"

# PostgreSQL: a server of our own.
pg=$(mktemp -d "${TMPDIR:-/tmp}/goldthread-pg.XXXXXX")
trap 'tests/pg stop "$pg"; chmod -R u+rwx "$work" 2>/dev/null; rm -rf "$work"' EXIT
url=$(tests/pg start "$pg") || fail "a private PostgreSQL server"
run init --data "$work/server" --practice x --owner o --name n --password-file "$work/pw" --database "$url"
expect_exit 0
[ ! -e "$work/server/goldthread.db" ] || fail "a SQLite file beside PostgreSQL"
run user list --data "$work/server"
expect_line '^o +active' "$out"
run init --data "$work/server2" --practice x --owner o --name n --password-file "$work/pw" --database "$url"
expect_refused --database 'already'
[ ! -e "$work/server2" ] || fail "something was left: $(find "$work/server2")"
run user list --data "$work/server"
expect_exit 0

# What fails half-way leaves no row of a practice, whose key would be gone: when config.json cannot be written, and when the
# database refuses the owner's row. Then the same database can be used.
psql=/usr/lib/postgresql/15/bin/psql
"$psql" -q "$url" -c "CREATE DATABASE half" || fail "a second database"
half=${url%/*}/half
rows() { "$psql" -Atq "$half" -c "SELECT (SELECT COUNT(*) FROM practice) + (SELECT COUNT(*) FROM key_store) + (SELECT COUNT(*) FROM account) + (SELECT COUNT(*) FROM audit)"; }
half_init() {
    run init --data "$work/half/data" --practice x --owner olga --name n --password-file "$work/pw" --database "$half"
}
python "a disk that takes a key and no more" "$program" "$work" "$half" <<'PY'
import resource, signal, subprocess, sys
program, work, url = sys.argv[1:]
def limits():
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
r = subprocess.run([program, "init", "--data", work + "/half/data", "--practice", "x", "--owner", "o", "--name", "n", "--password-file",
                    work + "/pw", "--database", url], capture_output=True, text=True, preexec_fn=limits)
assert r.returncode == 2 and "config.json" in r.stderr, r
PY
[ "$(rows)" = 0 ] || fail "rows without a key: $(rows)"
[ ! -e "$work/half" ] || fail "something was left: $(find "$work/half")"
"$psql" -q "$half" -c "CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END'" \
    -c "CREATE TRIGGER no BEFORE INSERT ON account FOR EACH ROW EXECUTE FUNCTION no()" || fail "a trigger"
half_init
expect_exit 2
[ "$(rows)" = 0 ] || fail "rows without a key: $(rows)"
[ ! -e "$work/half" ] || fail "something was left: $(find "$work/half")"
"$psql" -q "$half" -c "DROP FUNCTION no CASCADE" 2>"$work/notice" || fail "the trigger stays"
half_init
expect_exit 0
run user list --data "$work/half/data"
expect_line '^olga +active' "$out"

# One test of what is an address, for init, restore and demo alike: a password is never kept in config.json.
for address in "postgresql://me:secret@127.0.0.1/x" "postgresql://me@127.0.0.1/x?password=secret" \
    "postgresql://me@127.0.0.1/x?pass%77ord=secret" "host=127.0.0.1 user=me password=secret" "password=secret host=127.0.0.1"; do
    run init --data "$work/pass1" --practice x --owner o --name n --password-file "$work/pw" --database "$address"
    expect_refused --database pgpass
    ! grep -q secret "$err" || fail "the password is shown"
    run restore --data "$work/pass1" --from "$work/none.gtb" --recovery-file "$work/pass" --database "$address"
    expect_refused --database pgpass
    ! grep -q secret "$err" || fail "the password is shown"
    run demo --data "$work/pass1" --database "$address"
    expect_refused --database pgpass
    ! grep -q secret "$err" || fail "the password is shown"
    [ ! -e "$work/pass1" ] || fail "something was left: $(find "$work/pass1")"
done
for command in "restore --from $work/none.gtb --recovery-file $work/pass" demo; do
    run $command --data "$work/pass1" --database "postgres.db"
    expect_refused --database 'must be an address'
done
run init --data "$work/named" --practice x --owner o --name n --password-file "$work/pw" --database postgres.db
expect_exit 0
[ -f "$work/named/postgres.db" ] || fail "a file named postgres.db is a file"
run user list --data "$work/named"
expect_exit 0

# Without an owner: a record that nobody can sign in to, which the browser sets up.
data=$work/nobody
run init --data "$data" --no-owner --owner olga </dev/null
expect_refused --no-owner 'do not go together'
[ ! -e "$data" ] || fail "something was left: $(find "$data")"
run init --data "$data" --no-owner </dev/null
expect_exit 0
grep -q 'Nobody can sign in yet' "$out" || fail "it does not say what comes next: $(cat "$out")"
grep -q 'Recovery key' "$out" || fail "no recovery key is shown"
[ "$(mode "$data")" = 700 ] || fail "the folder is open to others"
run init --data "$data" --no-owner </dev/null
expect_refused config.json 'there already'

# "make practice": a record is made once, and served; the second start serves the same.
for start in first second; do
    GOLDTHREAD_DATA=$work/own tools/practice "$program" --listen 127.0.0.1:0 >"$out" 2>"$err" </dev/null &
    server=$!
    for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        grep -q 'type the code' "$out" && break
        sleep 0.5
    done
    kill "$server"
    wait "$server" || fail "it does not end well: $(cat "$err")"
    grep -q 'type the code' "$out" || fail "the $start start shows no code: $(cat "$out" "$err")"
    case $start in
    first) grep -q 'Recovery key' "$out" || fail "no recovery key is shown"; cp "$work/own/master.key" "$work/key" ;;
    second) ! grep -q 'Recovery key' "$out" || fail "a second record was made" ;;
    esac
    cmp -s "$work/own/master.key" "$work/key" || fail "the key is another"
done
