# goldthread instrument import and export: compared, confirmed by a person, kept whole or not at all, given back the same.
. tests/cli-lib.sh

folder=tests/data/measure/questionnaire
data=$work/data
export HOME="$work/home"
unset GOLDTHREAD_DATA XDG_DATA_HOME

import() { run instrument import --data "$data" --on 2026-03-31 "$@"; }
# The last run kept nothing and told why in one line.
expect_not_kept() {
    expect_exit "$1"
    expect_lines 1 "$err"
    grep -Eq -e "$2" "$err" || fail "the line does not say: $2"
    [ ! -e "$data" ] || fail "the folder of the data was made"
}
# on_terminal ANSWER ARGUMENT...: the program on a terminal of its own, where a person types ANSWER.
on_terminal() {
    python3 - "$program" "$@" >"$out" 2>"$err" <<'PY'
import fcntl, os, pty, select, sys, termios
program, answer, arguments = sys.argv[1], sys.argv[2], sys.argv[3:]
# The terminal belongs to a process that stays until all is read: when its owner ends, what is on the way is lost.
# It writes this mark behind all that the program wrote, so nobody has to guess how long the terminal takes.
END = b"\x1cend"
terminal, its = pty.openpty()
told, tells = os.pipe()
over, stays = os.pipe()
if os.fork() == 0:
    os.setsid()
    fcntl.ioctl(its, termios.TIOCSCTTY, 0)
    os.close(stays)
    runs = os.fork()
    if runs == 0:
        for fd in range(3):
            os.dup2(its, fd)
        os.closerange(3, 100)
        os.execv(program, [program] + arguments)
    status = os.waitstatus_to_exitcode(os.waitpid(runs, 0)[1])
    os.write(its, END)
    os.write(tells, b"%d" % status)
    os.read(over, 1)
    os._exit(0)
text = b""
asked = False
while not text.endswith(END):
    assert select.select([terminal], [], [], 60)[0], text
    text += os.read(terminal, 4096)
    if text.endswith(b"Type yes to keep it: ") and not asked:
        asked = True
        os.write(terminal, answer.encode() + b"\n" if answer != "^D" else b"\x04")
text = text[:-len(END)]
status = int(os.read(told, 16))
sys.stdout.write(text.decode().replace("\r\n", "\n"))
sys.exit(status % 256)
PY
    status=$?
    ran="goldthread on a terminal: $*"
    [ $status -lt 90 ] || fail "crashed"
}

# A certain match, without asking: kept for its owner alone.
import --yes "$folder/phq9-ordinal.json"
expect_exit 0
expect_empty "$err"
expect_line '^PHQ-9: 9 of 9 items found, each by its code' "$out"
expect_line '^  1 Loss of interest  *\| How often was the amber in bloom\?' "$out"
expect_line '\| 2 = some leaves' "$out"
expect_line '^Kept: PHQ-9, 9 items, in ' "$out"
expect_no_line 'not shown' "$out"
kept=$data/instruments/phq9.json
[ "$(stat -c %a "$data" "$data/instruments" "$kept" | tr '\n' ' ')" = "700 700 600 " ] || fail "modes: $(stat -c %a "$data" "$data/instruments" "$kept")"
[ "$(ls "$data/instruments")" = phq9.json ] || fail "something else is there"
python "stored" "$kept" <<'PY'
import json, sys
w = json.load(open(sys.argv[1]))
assert w["format"] == "goldthread.wording/1" and w["instrument"] == "phq9", w
assert w["copyright"].startswith("Example Garden Press") and w["publisher"] == "Example Garden Press" and w["version"] == "2.1"
assert w["imported"] == "2026-03-31" and len(w["blake2b"]) == 64 and "permission" not in w
assert len(w["items"]) == 9 and [a["value"] for a in w["items"][8]["answers"]] == [0, 1, 2, 3]
assert w["extras"]["impact"]["answers"][2]["text"] == "rather heavy"
PY

# Exported, imported elsewhere: the same file.
run instrument export --data "$data" -o "$work/export.json" PHQ-9
expect_exit 0
run instrument import --data "$work/other" --on 2026-03-31 --yes "$work/export.json"
expect_exit 0
expect_same "$kept" "$work/other/instruments/phq9.json" "an exported wording is another one when it comes back"
run instrument export --data "$data" --to json phq9
expect_same "$kept" "$out" "the stored form"
run instrument export --data "$data" gad7
expect_refused gad7.json 'wording of GAD-7 has not been imported'
run instrument export --data "$data" nonsense
expect_refused nonsense 'no measure is called'

# The list marks it, and so does the measure; without a folder of data nothing is kept.
run instrument list --data "$data"
expect_exit 0
expect_empty "$err"
expect_line '^id  *items' "$out"
expect_line '^phq9 .*  \[wording kept\]$' "$out"
expect_line '^gad7 .*\(GAD-7\)$' "$out"
[ "$(grep -c '\[' "$out")" -eq 1 ] || fail "one wording is kept"
run instrument list --data "$data" --format json
expect_exit 0
cp "$out" "$work/list.json"
run instrument show --data "$data" --format json phq9
expect_exit 0
python "list and show" "$work/list.json" "$out" <<'PY'
import json, sys
rows, one = json.load(open(sys.argv[1])), json.load(open(sys.argv[2]))
kept = {r["id"]: r["kept"] for r in rows}
assert [i for i in kept if kept[i]] == ["phq9"] and len(kept) > 30, kept
assert kept["phq9"]["may_show"] is True and kept["phq9"]["reason"] is None and kept["phq9"]["imported"] == "2026-03-31"
assert one["kept"] == kept["phq9"] and one["id"] == "phq9" and one["name"] == "PHQ-9"
PY
run instrument show --data "$data" phq-9
expect_exit 0
expect_line '^Wording kept here' "$out"
expect_line '^  Publisher  *Example Garden Press$' "$out"
expect_line '^  Shown to clients  *yes$' "$out"
run instrument show --data "$data" epds
expect_exit 0
expect_line '^  Shown to clients  *no$' "$out"
expect_line '^  Why not  *its wording has not been imported' "$out"
run instrument show nonsense
expect_refused nonsense 'no measure is called'
(unset HOME && run instrument list && expect_exit 0 && expect_empty "$err" && expect_no_line '\[' "$out") || exit 1

cp "$kept" "$data/instruments/gad7.json"
run instrument export --data "$data" gad7
expect_refused gad7.json 'holds the wording of PHQ-9'
rm "$data/instruments/gad7.json"

# Again: what was there is named; from standard input.
import --yes - <"$folder/phq9-ordinal.json"
expect_exit 0
expect_line '^It takes the place of the wording of 2026-03-31, which had the same texts' "$out"
sed 's/the amber/the Amber/' "$kept" >"$work/changed" && cp "$work/changed" "$kept"
run instrument export --data "$data" phq9
expect_refused phq9.json 'changed after the import'
run instrument list --data "$data"
expect_exit 2
expect_line 'changed after the import' "$err"
expect_line '^phq9 .*\[wording is damaged\]$' "$out"
run instrument show --data "$data" phq9
expect_exit 2
expect_line '^  Shown to clients  *no: it is damaged' "$out"
import --yes "$folder/phq9-ordinal.json"
expect_exit 0
rm -r "$data"

# An uncertain match is refused with --yes, and says why; without a terminal nobody can confirm.
import --yes "$folder/pcl5-panel-place.json"
expect_not_kept 1 'certain match only.*by its place'
import --yes "$folder/phq9-weights-turned.json"
expect_not_kept 1 'item 5: the file gives an answer another value'
run_alone() { ran="goldthread $*, without a terminal"; setsid -w "$program" "$@" >"$out" 2>"$err" </dev/null; status=$?; }
run_alone instrument import --data "$data" "$folder/phq9-ordinal.json"
expect_not_kept 2 'a person must compare'

# A person's yes, no, and nothing.
need_terminal
on_terminal no instrument import --data "$data" "$folder/pcl5-panel-place.json"
expect_exit 1
expect_line 'Nothing was kept' "$out"
[ ! -e "$data" ] || fail "kept after a no"
on_terminal "^D" instrument import --data "$data" "$folder/pcl5-panel-place.json"
expect_exit 1
on_terminal yes instrument import --data "$data" "$folder/pcl5-panel-place.json"
expect_exit 0
expect_line 'doubtful: all items: no code; found by its place' "$out"
expect_line '^Kept: PCL-5, 20 items' "$out"
[ -s "$data/instruments/pcl5.json" ] || fail "nothing is kept after a yes"
today=$(date +%F)
grep -q "\"imported\": \"$today\"" "$data/instruments/pcl5.json" || grep -q "\"imported\": \"$(date +%F)\"" "$data/instruments/pcl5.json" || fail "the date of today"
rm -r "$data"

# Codes that are wrong in public files are told; a misprint too.
import --yes "$folder/auditc-wrong-item.json"
expect_not_kept 1 '2 of 3 items of AUDIT-C'
expect_line '^note: code 68517-2 is another question' "$out"
expect_line '^note: code 75624-7 is the total of AUDIT;' "$out"
import --yes "$folder/gad7-misprint.json"
expect_exit 0
expect_line '^note: .*known misprint of GAD-7' "$out"
rm -r "$data"
import --yes "$folder/pcl5-wrong-code.json"
expect_not_kept 2 'name it with --instrument'

# Several instruments: those that are there are offered.
import --yes "$folder/gad2-phq2.json"
expect_not_kept 2 'holds gad2 \(2 of 2 items\), phq2 \(2 of 2 items\); choose one with --instrument'
import --yes --instrument phq2 "$folder/gad2-phq2.json"
expect_exit 0
expect_line '^Kept: PHQ-2, 2 items' "$out"
rm -r "$data"

# A licence that does not let everyone show the wording: kept only with a word on who permits it.
items='{"resourceType":"Questionnaire","copyright":"Invented","item":['
for i in 1 2 3 4 5 6 7; do
    items="$items{\"linkId\":\"isi.$i\",\"type\":\"choice\",\"text\":\"Leaf $i?\",\"answerOption\":[$(for v in 0 1 2 3 4; do printf '{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/ordinalValue","valueDecimal":%d}],"valueCoding":{"display":"grade %d"}},' $v $v; done | sed 's/,$//')]},"
done
printf '%s],"identifier":[{"system":"urn:goldthread:instrument","value":"isi"}]}' "${items%,}" >"$work/isi.json"
import --yes "$work/isi.json"
expect_not_kept 1 'licence of ISI.*--permission'
import --yes --permission '   ' "$work/isi.json"
expect_not_kept 1 '--permission'
import --yes --permission 'Letter of the author, 2 May 2026' "$work/isi.json"
expect_exit 0
expect_line '^Kept: ISI' "$out"
expect_no_line 'not shown' "$out"
grep -q '"permission": "Letter of the author, 2 May 2026"' "$data/instruments/isi.json" || fail "the permission is not kept"
rm -r "$data"

# A wording without texts for its answers is kept, and says that clients are not shown it.
on_terminal y instrument import --data "$data" "$folder/phq9-external.json"
expect_exit 0
expect_line '^Clients are not shown it yet: the texts of its answers are missing' "$out"
run instrument list --data "$data"
expect_line '^phq9 .*\[wording kept, not shown to clients\]$' "$out"
rm -r "$data"

# Pasted text.
import --yes "$folder/pasted.txt"
expect_not_kept 2 'pasted text name the measure with --instrument'
printf '1. Leaf?\n2. Root?\n0 = none\n1 = one\n2 = two\n3 = three\n' >"$work/two.txt"
import --yes --instrument gad2 "$work/two.txt"
expect_not_kept 1 'certain match only'
on_terminal yes instrument import --data "$data" --instrument gad2 --copyright 'Invented, 2026' --publisher Nobody "$work/two.txt"
expect_exit 0
expect_no_line 'there is no copyright line' "$out"
expect_line 'copyright +\| Invented, 2026' "$out"
grep -q '"copyright": "Invented, 2026"' "$data/instruments/gad2.json" || fail "the copyright line is not kept"
grep -q '"publisher": "Nobody"' "$data/instruments/gad2.json" || fail "the publisher is not kept"
rm -r "$data"
import --yes --instrument gad7 "$work/two.txt"
expect_not_kept 1 '2 lines, but GAD-7 has 7 items; write one item a line'

# A mapping by hand.
set --
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13; do set -- "$@" --map "$i=m$i"; done
on_terminal yes instrument import --data "$data" --permission me --instrument mdq "$@" --map same_period=same --map problem=problem "$folder/mdq-extras.json"
expect_exit 0
expect_line 'doubtful: all items: named by you' "$out"
grep -q '"same_period": {' "$data/instruments/mdq.json" || fail "the question beside the score is not kept"
rm -r "$data"
for map in x 1= =m1 0=m1 33=m1 1x=m1 hedge=m1; do
    import --instrument mdq --map "$map" "$folder/mdq-extras.json"
    expect_not_kept 2 "--map: \"$map\" is not like"
done
import --instrument mdq --map 1=m99 "$folder/mdq-extras.json"
expect_not_kept 2 'linkId "m99"'

# Files that are no Questionnaire: one line with the place.
import --yes "$folder/malformed.json"
expect_not_kept 2 'malformed.json: line 5, column 3: '
printf '\033[31m{' >"$work/red.json"
import --yes "$work/red.json"
expect_not_kept 2 'not JSON'
expect_no_line "$(printf '\033')" "$err"
printf '<Questionnaire/>' >"$work/x.xml"
import --yes "$work/x.xml"
expect_not_kept 2 'XML'
: >"$work/empty"
import --yes "$work/empty"
expect_not_kept 2 'empty'
import --yes "$work/none"
expect_not_kept 2 'o such file'
import --yes "$work"
expect_not_kept 2 'directory'
head -c 4194305 /dev/zero | tr '\0' ' ' >"$work/big"
import --yes "$work/big"
expect_not_kept 2 'larger than 4 MB'

# What a file says does not steer the terminal.
sed 's/the amber/\\u001b[2J the amber/; s/Garden form/\\u202eform/' "$folder/phq9-ordinal.json" >"$work/steer.json"
import --yes "$work/steer.json"
expect_exit 0
expect_no_line "$(printf '\033')" "$out"
expect_line 'x1b' "$out"
rm -r "$data"

# Options and actions.
run instrument
expect_refused ACTION 'missing'
run instrument sing
expect_refused sing 'unknown action'
run instrument import
expect_refused FILE 'missing'
run instrument import a b
expect_refused '"b"' 'too many'
run instrument export --yes phq9
expect_refused --yes 'not for "instrument export"'
import --on 2026-02-30 "$folder/phq9-ordinal.json"
expect_refused --on 'not a date'
import --instrument nonsense "$folder/phq9-ordinal.json"
expect_refused nonsense 'no measure is called'
import --copyright "$(head -c 5000 /dev/zero | tr '\0' x)" "$folder/phq9-ordinal.json"
expect_refused --copyright 'at most'
import --yes --permission "$(head -c 1025 /dev/zero | tr '\0' x)" "$folder/phq9-ordinal.json"
expect_exit 2
expect_line 'permission: is longer' "$err"

# Where the data are: the option, two variables, the home; else it is said.
keep() { run instrument import --yes "$@" "$folder/phq9-ordinal.json"; }
keep
expect_exit 0
[ -s "$HOME/.local/share/goldthread/instruments/phq9.json" ] || fail "not in the home"
XDG_DATA_HOME=$work/xdg && export XDG_DATA_HOME && keep
[ -s "$work/xdg/goldthread/instruments/phq9.json" ] || fail "not in XDG_DATA_HOME"
GOLDTHREAD_DATA=$work/own && export GOLDTHREAD_DATA && keep
[ -s "$work/own/instruments/phq9.json" ] || fail "not in GOLDTHREAD_DATA"
keep --data "$work/deep/er"
[ -s "$work/deep/er/instruments/phq9.json" ] || fail "not in --data"
keep --data ""
expect_exit 2
unset GOLDTHREAD_DATA XDG_DATA_HOME HOME
keep
expect_exit 2
expect_line 'HOME is not set' "$err"
: >"$work/file"
keep --data "$work/file"
expect_exit 2
expect_line 'the folder cannot be made' "$err"
mkdir -p "$work/taken/instruments/phq9.json"
keep --data "$work/taken"
expect_exit 2
expect_line 'phq9.json' "$err"
