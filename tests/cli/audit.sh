# audit: verify, list, export, checkpoint; every kind of damage is named.
. tests/cli-lib.sh
. tests/record-lib.sh
dir=$work/record
make_record "$dir"
GOLDTHREAD_DATA=$dir
export GOLDTHREAD_DATA
points=$dir/checkpoints.jsonl

run audit verify
expect_exit 0
expect_line '^[0-9]+ events, 0 faults$' "$out"
expect_line '^no checkpoints at .*cannot be told$' "$out"
run audit verify --checkpoints "$work/none"
expect_refused none "no such file"
run audit verify --practice x
expect_refused --practice "number of a practice"
run audit checkpoint
expect_exit 0
expect_line 'checkpoints.jsonl: a checkpoint' "$out"
expect_lines 1 "$points"
[ "$(stat -c %a "$points")" = 600 ] || fail "others may read the checkpoints"
run retention hold --reason 'a letter' "$(id old)"
expect_exit 0
run retention release --reason 'another letter' "$(id old)"
expect_exit 0
run audit checkpoint
expect_exit 0
expect_lines 2 "$points"
printf '{"half a li' >>"$points" # a power cut
run audit checkpoint
expect_lines 4 "$points"
run audit verify
expect_exit 1
expect_line '^checkpoints, line 3: line 3 of the checkpoints is damaged' "$out"
sed -i 3d "$points"
run audit verify
expect_exit 0
expect_no_line 'no checkpoints' "$out"

# Whose signature it is: printed, compared with the record's own and with what is kept elsewhere.
key=$(sed -n 's/^checkpoints are signed by \([0-9a-f]\{64\}\) (the record.s own.*/\1/p' "$out")
[ -n "$key" ] || fail "the key is not named"
grep -q "\"public_key\":\"$key\"" "$points" || fail "another key than in the file"
echo "$key" >"$work/key"
run audit verify --public-key "$key"
expect_exit 0
expect_line "^checkpoints are signed by $key \(the one that was given\)" "$out"
run audit verify --public-key "$work/key" --format json
expect_exit 0
expect_line "\"public_key\":\"$key\",\"public_key_from\":\"given\"" "$out"
other=$(echo "$key" | tr 0123456789abcdef 123456789abcdef0)
run audit verify --public-key "$other"
expect_exit 1
expect_line '^checkpoints: the record signs its checkpoints with another key' "$out"
run audit verify --public-key "$work/none"
expect_refused none 'no such file'
run audit verify --public-key "$points"
expect_exit 2

# Lists.
client=$(id old)
run audit list --client "$client"
expect_exit 0
expect_lines 3 "$out"
expect_line '^TIME .UTC. +ACTION +USE CASE +BY, ABOUT WHOM' "$out"
expect_line "client.hold +.the program.  client $client .*from command line .*a letter$" "$out"
run audit list --client "$client" --format json
python "a list as JSON" "$out" "$client" <<'PYTHON'
import json, sys
rows = [json.loads(line) for line in open(sys.argv[1])]
assert [r["use_case"] for r in rows] == ["client.release", "client.hold"], rows
assert all(r["client"] == sys.argv[2] and r["practice"] == 1 and len(r["hash"]) == 64 for r in rows)
assert rows[1]["why"] == "a letter" and rows[1]["action"] == "admin" and rows[1]["at"].endswith("Z")
PYTHON
run audit list --limit 3
expect_lines 4 "$out"
run audit list --limit 0
expect_refused --limit "1 to"
run audit list --from 2026-13-01
expect_refused --from "must be a day"
run audit list --to today
expect_refused --to "must be a day"
run audit list --to 2001-01-01
expect_exit 0
expect_empty "$out"
run audit list --from 2001-01-01 --to 9999-01-01 --limit 2
expect_lines 3 "$out"
run audit list --user nobody
expect_empty "$out"
run audit list --practice 7
expect_exit 2
run audit export -o "$work/events"
expect_exit 0
expect_empty "$out"
run audit export --client "$client"
expect_lines 2 "$out"
python "an export is the whole trail" "$work/events" "$dir/goldthread.db" <<'PYTHON'
import json, sqlite3, sys
rows = [json.loads(line) for line in open(sys.argv[1])]
db = sqlite3.connect(f"file:{sys.argv[2]}?mode=ro", uri=True)
numbers = [n for n, in db.execute("SELECT number FROM audit WHERE practice_id = 1 ORDER BY number")]
mine = sorted(r["number"] for r in rows)
assert mine == numbers[:len(mine)] and len(numbers) - len(mine) <= 3, (mine, numbers)
assert [r["at_ms"] for r in rows] == sorted((r["at_ms"] for r in rows), reverse=True)
PYTHON
run audit verify --format json
python "verify as JSON" "$out" <<'PYTHON'
import json, sys
v = json.load(open(sys.argv[1]))
assert v["faults"] == [] and v["events"] > 10 and v["checkpoints"].endswith("checkpoints.jsonl")
PYTHON
run audit nothing
expect_refused nothing "unknown action"
run audit checkpoint --client x
expect_refused --client "is not for"
run audit checkpoint --checkpoints "$work/nowhere/c"
expect_refused nowhere "no such file"

# Damage. Each is done to a copy; the database's own guards are taken off first, as somebody who owns the file would.
damage() { # NAME SQL PATTERN
    rm -rf "$work/damaged"
    cp -r "$dir" "$work/damaged"
    python "$1" "$work/damaged/goldthread.db" "$2" <<'PYTHON'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.executescript("DROP TRIGGER audit_kept; DROP TRIGGER audit_stays;" + sys.argv[2])
PYTHON
    run audit verify --data "$work/damaged" --checkpoints "$points"
    expect_exit 1
    expect_line "^practice 1, node main, event [0-9]+: $3" "$out"
    expect_line '[1-9][0-9]* faults?$' "$out"
    run audit verify --data "$work/damaged" --checkpoints "$points" --format json
    expect_exit 1
    grep -Eq "\"number\":[0-9]+,\"what\":\"$3" "$out" || fail "$1: not in the JSON"
}
damage "a changed event" "UPDATE audit SET account_id = 'somebody' WHERE number = 4" "event 4 was changed"
damage "a missing event" "DELETE FROM audit WHERE number = 4" "events 4 to 4 are missing"
damage "a missing end" "DELETE FROM audit WHERE number > 2" "the chain ends at 2, the checkpoint of 20.* has seen"
damage "a missing chain" "DELETE FROM audit; DELETE FROM audit_head" "the whole chain is missing"
damage "a changed head" "UPDATE audit_head SET number = number + 1" "the chain ends at"
run backup --data "$work/damaged" -o "$work/faulty.gtb" # a record with a fault can be saved all the same
expect_exit 1
expect_line "fault in its audit trail: practice 1, node main: the chain ends" "$err"
run restore --from "$work/faulty.gtb" --data "$work/faulty" --recovery-file "$work/recovery"
expect_exit 1
expect_line "had a fault when the backup was made" "$err"
