# goldthread disclose: consents, packets, the accounting, requests and exports, by a person who signs in.
. tests/cli-lib.sh

export HOME="$work/home"
unset GOLDTHREAD_DATA XDG_DATA_HOME
data=$work/data
run demo --data "$data" --seed 7
expect_exit 0
cp "$out" "$work/people"
password_of() { sed -n "s/^  $1 *\([a-z0-9-]*\)  .*/\1/p" "$work/people" >"$work/$1.pw"; chmod 600 "$work/$1.pw"; }
own=$(sed -n 's/^  \([^ ]*\) .* (client)$/\1/p' "$work/people" | head -n 1)
password_of rahel; password_of gudrun; password_of "$own"
printf 'told by telephone 7\n' >"$work/receiver"; chmod 600 "$work/receiver"
as() { who=$1 action=$2; shift 2; run disclose "$action" --data "$data" --as "$who" --password-file "$work/$who.pw" "$@"; }

# A client of Rahel's, found as the tables have it.
rahel=$(sed -n 's/^  rahel .*  \(Rahel [A-Za-z]*\) .*/\1/p' "$work/people")
[ -n "$rahel" ] || fail "no clinician in the invented practice"
client=$(python3 - "$data/goldthread.db" <<'PY'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
print("\n".join(r[0] for r in db.execute(
    "SELECT DISTINCT r.client_id FROM record r WHERE r.kind = 'plan' AND r.state = 'signed' ORDER BY 1")))
PY
)
for id in $client; do
    as rahel consents --client "$id"
    [ $status -ne 0 ] || { client=$id; break; }
done
[ $status -eq 0 ] || fail "no client of Rahel's has a signed plan"
# Days are the practice's own, as the demo sets it.
day() { TZ=America/Los_Angeles date -d "+$1 days" +%Y-%m-%d; }
today=$(day 0) later=$(day 90)

# Whoever cannot sign in gets nothing; so does who may not know of the client.
run disclose consents --data "$data" --client "$client"
expect_refused --as 'missing'
cp "$work/gudrun.pw" "$work/wrong.pw"; chmod 600 "$work/wrong.pw"
run disclose consents --data "$data" --as rahel --password-file "$work/wrong.pw" --client "$client"
expect_refused sign-in 'not right'
as "$own" consents --client 01ARZ3NDEKTSV4RRFFQ69G5FAV
expect_refused client 'none'

# Consents: what lacks an element is not kept.
cat >"$work/consent.json" <<EOF
{"kind":"release","from":"Millbrook Counseling","to":"Dr Okafor","purpose":"care by the family doctor",
 "sections":["diagnoses","plan"],"description":"what we work on","expires":"$later",
 "statements":["revoke","conditions"],"signer":"The Client","signed_on":"$today","copy_given":true}
EOF
as rahel consent --client "$client" "$work/consent.json"
expect_refused 'statement redisclosure' '164\.508\(c\)\(2\)'
sed -i 's/"conditions"/"conditions","redisclosure"/' "$work/consent.json"
as rahel consent --client "$client" "$work/consent.json"
expect_exit 0
consent=$(cat "$out")
printf '{"kind":"release","colour":"red"}' >"$work/bad.json"
as rahel consent --client "$client" "$work/bad.json"
expect_refused colour 'no member'
as rahel consents --client "$client"
expect_line "^$consent  release +in force +$today  $later  Dr Okafor +diagnoses,plan$" "$out"

# What the ground allows.
cat >"$work/form.json" <<EOF
{"ground":"consent","consent":"$consent","to":"Dr Okafor","purpose":"care by the family doctor",
 "sections":["diagnoses","plan"]}
EOF
as rahel allowed --client "$client" "$work/form.json"
expect_exit 0
expect_line '^diagnoses,plan$' "$out"
sed 's/Dr Okafor/Dr Other/' "$work/form.json" >"$work/other.json"
as rahel allowed --client "$client" "$work/other.json"
expect_exit 1
expect_line '^nothing: to: ' "$out"
as rahel preview --client "$client" "$work/form.json"
expect_exit 0
expect_line '^Psychotherapy notes and private diaries: they are in no packet' "$err"
# The invented practice is a programme under 42 CFR Part 2: a HIPAA authorisation opens nothing that bears the label.
expect_line '^Treatment plan: it bears the Part 2 label' "$err"
sed 's/"release"/"part2"/; s/"plan"\]/"plan","substance_use"]/' "$work/consent.json" >"$work/part2.json"
as rahel consent --client "$client" "$work/part2.json"
expect_exit 0
cat >"$work/form.json" <<EOF
{"ground":"consent","consent":"$(cat "$out")","to":"Dr Okafor","purpose":"care by the family doctor",
 "sections":["diagnoses","plan","substance_use"]}
EOF
consent=$(cat "$out")
as rahel preview --client "$client" "$work/form.json"
expect_exit 0
expect_no_line 'Part 2 label' "$err"
cp "$out" "$work/preview.json"

# A packet: nothing to read in it without the passphrase; opened it is a PDF and a JSON.
as rahel make -o "$work/p.packet" --receiver-file "$work/receiver" --client "$client" "$work/form.json"
expect_exit 0
number=$(cat "$out")
head -c 8 "$work/p.packet" | grep -q '^GTPACK1' || fail "not a packet"
! grep -q 'Okafor' "$work/p.packet" || fail "a packet that can be read"
run disclose open --receiver-file "$work/receiver" -o "$work/got" "$work/p.packet"
expect_exit 0
python "what is in the packet" "$work/got.json" "$work/preview.json" "$number" <<'PY'
import json, sys
got, preview = (json.load(open(p)) for p in sys.argv[1:3])
assert got["format"] == "goldthread.packet/1", got
assert got["cover"].pop("disclosure") == sys.argv[3], got["cover"]
assert got == preview, "the packet is not what the preview showed"
assert "42 CFR 2.32" in got["cover"]["notice_source"] and not got["cover"]["notice_confirmed"], got["cover"]
assert got["consent"]["to"] == "Dr Okafor" and got["plan"]["goals"], got
assert "crisis" not in got["plan"] and "medications" not in got["plan"], got["plan"].keys()
PY
pdftotext "$work/got.pdf" "$work/got.txt" || fail "the PDF cannot be read"
expect_line 'Cover sheet' "$work/got.txt"
expect_line 'Copy of the consent' "$work/got.txt"
run disclose open --receiver-file "$work/receiver" -o "$work/got" "$work/p.packet"
expect_refused got.json 'there already'
run disclose open --receiver-file "$work/rahel.pw" -o "$work/again" "$work/p.packet"
expect_refused packet 'another passphrase'
run disclose open --receiver-file "$work/receiver" -o "$work/again" "$work/form.json"
expect_refused packet 'GTPACK1'
as rahel packet -o "$work/p2.packet" --client "$client" "$number"
expect_exit 0
expect_same "$work/p.packet" "$work/p2.packet" "the packet kept is the one that left"
as rahel make --receiver-file "$work/receiver" --client "$client" "$work/form.json"
expect_refused --output 'missing'

# Outside the ground, by another role, after a revocation: nothing is written.
sed 's/"plan",/"plan","notes",/' "$work/form.json" >"$work/more.json"
as rahel make -o "$work/no.packet" --receiver-file "$work/receiver" --client "$client" "$work/more.json"
expect_refused notes 'outside this ground'
as gudrun make -o "$work/no.packet" --receiver-file "$work/receiver" --client "$client" "$work/form.json"
expect_refused disclosure.make 'your role'
as rahel revoke --client "$client" "$consent"
expect_exit 0
as rahel make -o "$work/no.packet" --receiver-file "$work/receiver" --client "$client" "$work/form.json"
expect_refused consent 'revoked'
[ ! -e "$work/no.packet" ] || fail "a packet without a ground"

# The accounting: a report that the law requires is in it, what left by consent is not.
printf '{"ground":"required_report","authority":"state law 12","to":"County Office","address":"Main Street 1","purpose":"protection of a child","sections":["sessions"]}' >"$work/report.json"
# All of it bears the label: nothing would be in it, so nothing is made and nothing is told.
as rahel make -o "$work/report.packet" --receiver-file "$work/receiver" --client "$client" - <"$work/report.json"
expect_refused sections 'nothing would be in it'
sed -i 's/"sessions"/"details"/' "$work/report.json"
as rahel make -o "$work/report.packet" --receiver-file "$work/receiver" --client "$client" - <"$work/report.json"
expect_exit 0
as rahel list --client "$client"
expect_exit 0
grep -c "  Dr Okafor\|  County Office" "$out" | grep -q '^2$' || fail "two disclosures"
as gudrun accounting --client "$client"
expect_exit 0
expect_line 'required_report  County Office +Main Street 1 +protection of a child +details:1' "$out"
expect_no_line 'Dr Okafor' "$out"

# Requests.
echo 'the birth date is wrong' >"$work/wish"
as gudrun request --text-file "$work/wish" --client "$client" amendment
expect_exit 0
id=$(cut -d' ' -f1 "$out")
as gudrun request --client "$client" wish
expect_refused wish 'accounting'
as gudrun answer --client "$client" "$id" denied
expect_refused answer 'reason'
echo 'files are far away' >"$work/far"
as gudrun answer --text-file - --client "$client" "$id" extended <"$work/far"
expect_exit 0
as gudrun requests --client "$client"
expect_line "^$id  amendment +extended  $today  $later +the birth date is wrong$" "$out"

# Exports: a client's own, whose name need not be given right.
as "$own" export -o "$work/own.json"
expect_exit 0
python "a client's own export" "$work/own.json" <<'PY'
import json, sys
got = json.load(open(sys.argv[1]))
kinds = {r["kind"] for r in got["records"]}
assert got["format"] == "goldthread.export/1" and "details" in kinds, kinds
assert "psychotherapy_note" not in kinds, kinds
PY
as gudrun export --client "$client"
expect_refused record.export 'your role'

# Names are never operands: they come from a file, standard input, or the terminal.
as rahel export nobodyofthisname
expect_refused nobodyofthisname 'too many'
as rahel export --client nobodyofthisname
expect_refused --client 'client-file'
echo nobodyofthisname >"$work/name"
as rahel export --client-file - <"$work/name"
expect_refused client 'none of this name'
as rahel export
expect_refused --client 'no terminal'
as rahel consents --client "$client" --client-file "$work/name"
expect_refused --client-file 'one of them'
python "the client's name" "$work/own.json" >"$work/name" <<'PY'
import json, sys
for r in json.load(open(sys.argv[1]))["records"]:
    if r["kind"] == "details":
        print(r["content"]["name"])
        break
PY
as gudrun requests --client-file "$work/name"
expect_exit 0
run help disclose
expect_no_line '"Mara' "$out"

# Whom one may not know of is not there: a client of others and an id that is nobody's have the same answer, whatever is asked.
nobody=01ARZ3NDEKTSV4RRFFQ69G5FAV foreign=
python3 - "$data/goldthread.db" >"$work/clients" <<'PY'
import sqlite3, sys
print("\n".join(r[0] for r in sqlite3.connect(sys.argv[1]).execute("SELECT id FROM client WHERE state = 'active' ORDER BY id")))
PY
for id in $(cat "$work/clients"); do
    as rahel consents --client "$id"
    [ $status -eq 0 ] || { foreign=$id; break; }
done
[ -n "$foreign" ] || fail "every client is Rahel's"
for who in rahel "$own"; do
    for call in "consent $work/part2.json" "revoke $consent" consents "allowed $work/form.json" "preview $work/form.json" \
        "make -o $work/no.packet --receiver-file $work/receiver $work/form.json" "packet -o $work/no.packet $number" list accounting \
        "request access" "answer $nobody granted" requests "export -o $work/no.packet"; do
        as "$who" $call --client "$nobody"
        expect_refused client 'there is none'
        cp "$err" "$work/nobody.err"
        as "$who" $call --client "$foreign"
        expect_same "$work/nobody.err" "$err" "$who learns of a client by: $call"
    done
done
echo ok
