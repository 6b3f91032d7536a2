# key: a new master key, a new practice key; retention: holds, erasing, erasing again after a restore.
. tests/cli-lib.sh
. tests/record-lib.sh
dir=$work/record
make_record "$dir"
GOLDTHREAD_DATA=$dir
export GOLDTHREAD_DATA

run backup -o "$work/before.gtb"
expect_exit 0
run key rotate-practice 1
expect_exit 0
expect_line 'practice 1 has a new key' "$out"
run key rotate-practice 2
expect_exit 2
run key rotate-practice one
expect_refused one "not the number"
run key rotate-master --new-passphrase-file "$work/recovery"
expect_refused --new-passphrase-file "under a passphrase"
run key rotate-master
expect_exit 0
expect_lines 5 "$out"
(umask 077 && sed -n 's/^    //p' "$out" >"$work/fresh")
[ "$(tr -d ' \n' <"$work/fresh" | wc -c)" -gt 60 ] || fail "no recovery key"
! cmp -s "$work/fresh" "$work/recovery" || fail "the old recovery key"
run audit list --limit 4
expect_line 'record.keys .*a new master key' "$out"
expect_line 'record.keys .*a new key for a practice' "$out"
run retention list
expect_exit 0
run backup -o "$work/after.gtb"
expect_exit 0
run restore --from "$work/after.gtb" --data "$work/one" --recovery-file "$work/fresh"
expect_exit 0
run restore --from "$work/after.gtb" --data "$work/two" --recovery-file "$work/recovery"
expect_refused archive "another master key"
run restore --from "$work/before.gtb" --data "$work/two" --recovery-file "$work/fresh"
expect_refused archive "another master key"
run restore --from "$work/before.gtb" --data "$work/two" --recovery-file "$work/recovery"
expect_exit 0
serve "$dir"
run key rotate-master
expect_exit 0
run key rotate-practice 1
expect_exit 0
run retention list
expect_exit 0
unserve
run retention list
expect_exit 0
run audit verify
expect_exit 0

# Retention.
old=$(id old) minor=$(id minor)
run retention list --on 2026-01-01
expect_lines 4 "$out"
expect_line "^$old  last entry 2010-03-04  keep until 2017-03-04  may be erased" "$out"
expect_line "^$minor  last entry 2016-01-01  keep until 2040-01-01 \(was a minor\)  kept" "$out"
expect_line "^$(id unknown)  last entry 1990-01-01  keep until \? +no birth date" "$out"
expect_line 'retention_years 7, unconfirmed' "$out"
run retention list --format json --on 2026-01-01
python "retention as JSON" "$out" "$old" "$minor" <<'PYTHON'
import json, sys
v = json.load(open(sys.argv[1]))
c = {r["client"]: r for r in v["clients"]}
assert v["retention_years"] == 7 and v["confirmed"] is False and len(c) == 3
assert c[sys.argv[2]] == {"client": sys.argv[2], "last": "2010-03-04", "until": "2017-03-04", "minor": False,
                          "hold": False, "due": True}, c
assert c[sys.argv[3]]["minor"] and not c[sys.argv[3]]["due"]
PYTHON
run retention hold "$old"
expect_refused reason "say why"
run retention hold --reason 'letter of the court' "$old"
expect_exit 0
run retention list
expect_line "^$old .* hold$" "$out"
run retention erase --yes --reason 'asked for' "$old"
expect_refused client "a hold stands"
run retention release --reason x --reason-file "$work/why" "$old"
expect_refused --reason-file "one of them"
run retention release --reason-file "$work/why" "$old"
expect_refused why "no such file"
: >"$work/why"
run retention release --reason-file "$work/why" "$old"
expect_refused reason "say why"
echo 'the case of Robin Example is closed' >"$work/why"
run retention release --reason-file "$work/why" "$old"
expect_exit 0
run audit list --client "$old" --limit 1
expect_line 'client.release .*  the case of Robin Example is closed$' "$out"
echo 'letter of the court' | run retention hold --reason-file - "$old"
expect_exit 0
run retention release --reason 'case closed' "$old"
expect_exit 0
run retention erase --yes --reason 'asked for' "$minor"
expect_refused client "kept up to and including 2040-01-01"
run retention erase --yes --reason 'asked for' "$(id active)"
expect_refused client "care has not ended"
run retention erase --reason 'asked for' "$old" </dev/null
expect_refused erasing "say --yes"
run retention erase --yes --reason 'asked for' nobody
expect_refused client "none with this id"
run retention erase --yes --practice 0 --reason x "$old"
expect_refused --practice "number of a practice"
run backup -o "$work/holds.gtb"
expect_exit 0
run retention erase --yes --reason 'asked for' "$old"
expect_exit 0
expect_lines 1 "$dir/erasures.jsonl"
expect_line "\"client\":\"$old\"" "$dir/erasures.jsonl"
run retention erase --yes --reason 'asked for' "$old"
expect_refused client "already"
run audit verify
expect_exit 0

# The backup from before brings the client back, and the list of erasures takes it away again.
cp "$dir/master.key" "$work/key"
run restore --from "$work/holds.gtb" --data "$work/three" --key-file "$work/key"
expect_exit 0
run retention list --data "$work/three"
expect_line "^$old " "$out"
run restore --from "$work/holds.gtb" --data "$work/four" --key-file "$work/key" --erasures "$dir/erasures.jsonl"
expect_exit 0
expect_line '; 1 client erased again' "$out"
run retention list --data "$work/four"
expect_no_line "^$old " "$out"
expect_line "\"client\":\"$old\"" "$work/four/erasures.jsonl"
run audit list --data "$work/four" --limit 3
expect_line "erase +client.erase .*again after a restore" "$out"
expect_line "record.restore .*from the backup of 20.*; 1 client erased again" "$out"
printf '{"practice":1,"client":"x"' >"$work/bad"
run restore --from "$work/holds.gtb" --data "$work/five" --key-file "$work/key" --erasures "$work/bad"
expect_refused bad "line 1 is no erasure"
[ ! -e "$work/five" ] || fail "five is left"

# A record whose key is under a passphrase.
(umask 077; echo 'the first passphrase' >"$work/p1"; echo 'the second passphrase' >"$work/p2"; echo 'a long password' >"$work/pw")
run init --data "$work/under" --key passphrase --passphrase-file "$work/p1" --practice Elm --owner olga --name Olga \
    --password-file "$work/pw"
expect_exit 0
run key rotate-master --data "$work/under" --passphrase-file "$work/p1" --new-passphrase-file "$work/p2"
expect_exit 0
run audit verify --data "$work/under" --passphrase-file "$work/p1"
expect_refused passphrase "does not open"
run backup --data "$work/under" --passphrase-file "$work/p2" -o "$work/under.gtb"
expect_exit 0
run restore --from "$work/under.gtb" --data "$work/under2" --key-file "$work/under/master.key" --passphrase-file "$work/p1"
expect_refused passphrase "does not open"
run restore --from "$work/under.gtb" --data "$work/under2" --key-file "$work/under/master.key" --passphrase-file "$work/p2"
expect_exit 0
run audit verify --data "$work/under2" --passphrase-file "$work/p2"
expect_exit 0
