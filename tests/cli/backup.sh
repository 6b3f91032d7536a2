# backup and restore: round trips, what is refused, full disks, a record in use.
. tests/cli-lib.sh
. tests/record-lib.sh
dir=$work/record
make_record "$dir" 40
GOLDTHREAD_DATA=$dir
export GOLDTHREAD_DATA
archive=$work/practice.gtb

run backup
expect_refused --output "say where"
run backup -o -
expect_refused --output "say where"
run backup -o "$work/nowhere/a.gtb"
expect_refused nowhere "no such file"
run backup -o /dev/full
expect_refused /dev/full "must be a file"
run backup -o "$archive"
expect_exit 0
expect_empty "$err"
expect_line "practice.gtb: [0-9]+ rows, [0-9]+ events, .*verified" "$out"
[ "$(stat -c %a "$archive")" = 600 ] || fail "others may read the archive"
[ ! -e "$dir/backup.tmp" ] || fail "something is left in the data folder"
run audit list --limit 1
expect_line ' admin +record.backup +.the program. .*backup' "$out"

# Nothing of a person can be read in it.
! grep -aqE 'Robin|Example|Olive|owner' "$archive" || fail "the archive shows a name"

# A restore with the recovery key, then with the key file; what is in both is the same.
run restore --from "$archive" --data "$work/one" --recovery-file "$work/recovery"
expect_exit 0
expect_line '/one: the record of 20[0-9-]+T[0-9:]+Z, [0-9]+ rows, [0-9]+ events; 0 clients erased again' "$out"
run restore --from "$archive" --data "$work/two" --key-file "$dir/master.key"
expect_exit 0
expect_same "$work/one/master.key" "$dir/master.key" "another key"
expect_same "$work/one/config.json" "$work/two/config.json" "another configuration"
for f in goldthread.db master.key config.json; do
    [ "$(stat -c %a "$work/one/$f")" = 600 ] || fail "others may read $f"
done
[ "$(stat -c %a "$work/one")" = 700 ] || fail "others may look into the new folder"
[ "$(ls "$work/one")" = "$(printf 'config.json\ngoldthread.db\nmaster.key')" ] || fail "one holds $(ls "$work/one")"
python "rows of the restored record" "$dir/goldthread.db" "$work/one/goldthread.db" <<'PYTHON'
import sqlite3, sys
a, b = (sqlite3.connect(f"file:{p}?mode=ro", uri=True) for p in sys.argv[1:])
tables = [t for t, in a.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
assert len(tables) >= 20, tables
filled = 0
for t in tables:
    x, y = (sorted(map(repr, d.execute(f"SELECT * FROM {t}"))) for d in (a, b))
    filled += len(x)
    if t in ("audit", "audit_head"):
        continue # each has events of its own behind those of the backup
    assert x == y, f"{t}: {len(x)} rows, then {len(y)}"
events = [d.execute("SELECT * FROM audit ORDER BY practice_id, node, number").fetchall() for d in (a, b)]
n = min(map(len, events)) - 1
assert n >= 1 and events[0][:n] == events[1][:n]
assert filled > 100
PYTHON
for copy in one two; do
    run audit verify --data "$work/$copy"
    expect_exit 0
    expect_line '^[0-9]+ events, 0 faults' "$out"
    run backup --data "$work/$copy" -o "$work/again.gtb"
    expect_exit 0
done
run restore --from "$work/again.gtb" --data "$work/three" --recovery-file "$work/recovery"
expect_exit 0

# What is refused, and leaves nothing.
gone() { [ ! -e "$1" ] || fail "$1 is left"; }
run restore --from "$archive" --data "$work/one" --recovery-file "$work/recovery"
expect_refused "$work/one" "not an empty folder"
run restore --from "$archive" --data "$work/new"
expect_refused --recovery-file "which key"
run restore --from "$archive" --data "$work/new" --recovery-file "$work/recovery" --key-file "$dir/master.key"
expect_refused --recovery-file "which key"
run restore --data "$work/new" --recovery-file "$work/recovery"
expect_refused --from "which archive"
run restore --from "$archive" --recovery-file "$work/recovery"
expect_refused --data "where to"
run restore --from "$work/none.gtb" --data "$work/new" --recovery-file "$work/recovery"
expect_refused none.gtb "no such file"
gone "$work/new"
run restore --from "$archive" --data "$work/new" --recovery-file "$work/none"
expect_refused none "no such file"
gone "$work/new"
run restore --from "$archive" --data "$work/new" --database goldthread.db --recovery-file "$work/recovery"
expect_refused --database "must be an address"
cp "$work/recovery" "$work/open"
chmod 644 "$work/open"
run restore --from "$archive" --data "$work/new" --recovery-file "$work/open"
expect_refused open "read by others"
"$maker" make "$work/other" >"$work/other-ids" || fail "another record"
run restore --from "$archive" --data "$work/new" --key-file "$work/other/master.key"
expect_refused archive "another master key"
gone "$work/new"
printf 'a letter, and no archive at all' >"$work/letter"
run restore --from "$work/letter" --data "$work/new" --recovery-file "$work/recovery"
expect_refused archive "no backup of goldthread"
size=$(stat -c %s "$archive")
for n in 7 20 100 150 $((size / 2)) $((size - 1)); do
    head -c "$n" "$archive" >"$work/cut"
    run restore --from "$work/cut" --data "$work/new" --recovery-file "$work/recovery"
    expect_refused archive "cut off|no backup"
    gone "$work/new"
done
for n in 9 13 40 60 120 $((size / 3)) $((size - 3)); do
    python "a changed byte" "$archive" "$work/flipped" "$n" <<'PYTHON'
import sys
b = bytearray(open(sys.argv[1], "rb").read())
b[int(sys.argv[3])] ^= 16
open(sys.argv[2], "wb").write(b)
PYTHON
    run restore --from "$work/flipped" --data "$work/new" --recovery-file "$work/recovery"
    expect_refused archive "changed|newer program|cut off"
    gone "$work/new"
done

# A full disk leaves nothing, and not the old archive's name on a new half.
cp "$archive" "$work/before"
for blocks in 1 20 200 500; do
    status=$( (trap '' XFSZ; ulimit -f $blocks; "$program" backup -o "$archive" >"$out" 2>"$err"; echo $?) )
    ran="backup with $blocks blocks"
    expect_exit 2
    expect_lines 1 "$err"
    expect_same "$work/before" "$archive" "a backup that failed changed the archive"
    [ -z "$(find "$dir" "$work" -name '*.tmp' -o -name 'practice.gtb.*')" ] || fail "left: $(find "$work" -name '*.tmp')"
    status=$( (trap '' XFSZ; ulimit -f $blocks; "$program" restore --from "$archive" --data "$work/new" \
        --recovery-file "$work/recovery" >"$out" 2>"$err"; echo $?) )
    ran="restore with $blocks blocks"
    [ "$status" -eq 2 ] && gone "$work/new"
done
run backup -o "$archive"
expect_exit 0

# What a backup left when it was killed goes away with the next one.
mkdir "$dir/backup.tmp"
echo rest >"$dir/backup.tmp/copy.db"
run backup -o "$archive"
expect_exit 0
gone "$dir/backup.tmp"

# In use: the process that has the record open makes it, with our folder, streams and exit code.
serve "$dir"
(cd "$work" && "$program" backup -o served.gtb >served.out 2>served.err) || fail "a served backup: $(cat "$work/served.err")"
expect_line 'served.gtb: [0-9]+ rows.*verified' "$work/served.out"
run restore --from "$work/served.gtb" --data "$work/four" --recovery-file "$work/recovery"
expect_exit 0
run backup
expect_refused --output "say where"
for i in 1 2 3 4; do # one at a time; each is made, or told to wait
    "$program" backup -o "$work/at-once-$i.gtb" >"$work/at-once-$i" 2>&1 &
    eval "pid$i=\$!"
done
done=0
for i in 1 2 3 4; do
    if eval "wait \$pid$i"; then
        done=$((done + 1))
        [ -s "$work/at-once-$i.gtb" ] || fail "no archive $i"
    else
        grep -q "under way" "$work/at-once-$i" || fail "$(cat "$work/at-once-$i")"
        gone "$work/at-once-$i.gtb"
    fi
done
[ $done -ge 1 ] || fail "none of four backups was made"
unserve
gone "$dir/control"
run backup -o "$archive"
expect_exit 0
