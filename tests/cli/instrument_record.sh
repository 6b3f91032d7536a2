# goldthread instrument in a folder that holds a record: the wording goes into the record, by an owner who signs in, also
# while another process serves it; on PostgreSQL every node has it at once. The texts are invented.
. tests/cli-lib.sh
unset GOLDTHREAD_DATA XDG_DATA_HOME
HOME=$work/home
export HOME
folder=tests/data/measure/questionnaire
(umask 077 && echo 'a long enough password' >"$work/pw" && echo 'not this one at all' >"$work/wrong")
server= pg=
trap '[ -z "$server" ] || { kill "$server" 2>/dev/null; wait "$server"; }
      [ -z "$pg" ] || tests/pg stop "$pg"; chmod -R u+rwx "$work" 2>/dev/null; rm -rf "$work"' EXIT

init() { run init --practice P --owner marianne --name 'Marianne Ostrowe' --password-file "$work/pw" "$@"; expect_exit 0; }
import() { run instrument import --as marianne --password-file "$work/pw" --yes "$@"; }
serve() {
    rm -f "$work/served"
    "$program" serve --data "$1" --listen 127.0.0.1:0 >"$work/served" 2>"$work/told" &
    server=$!
    for _ in $(seq 400); do
        grep -q 'is ready at' "$work/served" && return
        kill -0 "$server" 2>/dev/null || fail "the server ended: $(cat "$work/told")"
        sleep 0.05
    done
    fail "the server is not ready"
}
unserve() { kill "$server"; status=0; wait "$server" || status=$?; server= ran=serve; expect_exit 0; expect_empty "$work/told"; }
# has DIR WORD: the wording of the PHQ-9 there has that word; no file was made beside the record.
has() {
    run instrument export --data "$1" --to json phq9
    expect_exit 0
    expect_line "$2" "$out"
    [ ! -e "$1/instruments" ] || fail "a file was made beside the record"
}
sed 's/the amber/the copper/' "$folder/phq9-ordinal.json" >"$work/other.json"

data=$work/a
init --data "$data"
run instrument export --data "$data" phq9
expect_refused 'the record' 'wording of PHQ-9 has not been imported'
run instrument import --data "$data" --yes "$folder/phq9-ordinal.json"
expect_exit 2
expect_line '--as: is missing' "$err"
run instrument import --data "$data" --as marianne --password-file "$work/wrong" --yes "$folder/phq9-ordinal.json"
expect_exit 2
run instrument list --data "$data"
expect_no_line '\[' "$out"
import --data "$data" "$folder/phq9-ordinal.json"
expect_exit 0
expect_empty "$err"
expect_line '^PHQ-9: 9 of 9 items found, each by its code' "$out"
expect_line '^Kept: PHQ-9, 9 items, in the record ' "$out"
has "$data" 'How often was the amber in bloom'
run instrument list --data "$data"
expect_line '^phq9 .*  \[wording kept\]$' "$out"
run instrument show --data "$data" phq9
expect_line '^  Shown to clients  *yes$' "$out"
run audit list --data "$data"
expect_line 'wording.keep' "$out"

# One that cannot be read any more is said to be, hinders nothing else, and is replaced.
spoil() {
    python3 - "$1/goldthread.db" <<'PYTHON'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], timeout=10)
assert db.execute("UPDATE wording SET sealed = x'00' WHERE instrument = 'phq9'").rowcount == 1
db.commit()
PYTHON
}
spoil "$data"
run instrument list --data "$data"
expect_exit 2
expect_line '^phq9 .*  \[wording is damaged\]$' "$out"
expect_line '^gad7 ' "$out"
expect_line 'the wording of PHQ-9 is damaged: import it again' "$err"
run instrument show --data "$data" phq9
expect_exit 2
expect_line '^  Shown to clients  *no: it is damaged$' "$out"
run instrument show --data "$data" gad7
expect_exit 0
run instrument export --data "$data" phq9
expect_refused 'the record' 'wording of PHQ-9 is damaged'
import --data "$data" "$folder/phq9-ordinal.json"
expect_exit 0
has "$data" 'How often was the amber in bloom'

# Somebody who does not own the practice does not answer for a licence.
(umask 077 && echo 'another long password' >"$work/other.pw")
run user add --data "$data" --name 'Carl Yu' --email c@example.org --roles clinician carl
expect_exit 0
run user password --data "$data" --password-file "$work/other.pw" carl
expect_exit 0
run instrument import --data "$data" --as carl --password-file "$work/other.pw" --yes "$work/other.json"
expect_exit 2
expect_line 'your role may do' "$err"
has "$data" 'the amber'

# While it is served: the server keeps it, and reads the file through the process that was called.
serve "$data"
import --data "$data" "$work/other.json"
expect_exit 0
expect_line '^It takes the place of the wording of ' "$out"
import --data "$data" - <"$work/other.json"
expect_exit 0
expect_line 'which had the same texts' "$out"
has "$data" 'the copper'
import --data "$data" "$work/none.json"
expect_exit 2
unserve
has "$data" 'the copper'

# No record there: a file, and nobody signs in.
import --data "$work/none" "$folder/phq9-ordinal.json"
expect_exit 2
expect_line '--as: is for a folder that holds a record' "$err"

# One PostgreSQL, two nodes: what one keeps the other has.
pg=$(mktemp -d)
url=$(tests/pg start "$pg") || fail "no PostgreSQL"
init --data "$work/one" --database "$url"
cp -r "$work/one" "$work/two"
sed -i 's/"node": "main"/"node": "two"/' "$work/two/config.json"
grep -q '"two"' "$work/two/config.json" || fail "the second node has no name of its own"
serve "$work/two"
import --data "$work/one" "$folder/phq9-ordinal.json"
expect_exit 0
has "$work/two" 'the amber'
import --data "$work/two" "$work/other.json"
expect_exit 0
has "$work/one" 'the copper'
unserve
