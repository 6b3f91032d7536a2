# goldthread score: one answer a line, in order, whatever the number of threads; what cannot be scored is told in place.
. tests/cli-lib.sh

cat >"$work/in.jsonl" <<'LINES'
{"id":"a","instrument":"gad7","responses":[1,2,1,0,3,2,1]}
{"id":2.50,"instrument":"phq9","responses":[0,0,0,0,0,0,0,0,1]}

{"id":null,"instrument":"phq9","responses":[1,1,1,1,1,1,1,1,null]}
   
{"id":"é","instrument":"who5","total":12}
LINES
run score "$work/in.jsonl"
expect_exit 0
expect_empty "$err"
expect_lines 4 "$out"
python "answers of score" "$out" <<'PY'
import json, sys
raw = open(sys.argv[1], encoding="utf-8").read().splitlines()
a, b, c, d = [json.loads(l) for l in raw]
assert (a["id"], a["total"], a["band"], a["critical"]) == ("a", 10, "moderate", []), a
assert '"id":2.50' in raw[1] and b["critical"] == [9] and b["total"] == 1, raw[1]
assert c["total"] is None and c["missing"] == [9] and c["critical_unknown"] and c["note"] == "risk unanswered", c
assert (d["id"], d["total"], d["scaled"], d["poor_wellbeing"]) == ("é", 12, 48, True), d
PY
cp "$out" "$work/first"

# Standard input is the same.
run score <"$work/in.jsonl"
expect_exit 0
cmp -s "$out" "$work/first" || fail "standard input gives another answer"

# A line that cannot be scored answers its error in its place; the others are scored; the exit code is 1.
cat >"$work/mixed.jsonl" <<'LINES'
{"id":1,"instrument":"gad7","responses":[9,0,0,0,0,0,0]}
{"id":2,"instrument":"gad2","responses":[3,3]}
{"id":3,"instrument":"no such","responses":[]}
{"id":4,"instrument":"audit","responses":[1,1,1,1,1,1,1,1,1,0]}
{"id":5,"instrument":"gad7","responses":[0]}
{"id":6,"instrument":"gad7"}
[7]
LINES
run score "$work/mixed.jsonl"
expect_exit 1
expect_lines 7 "$out"
python "errors of score" "$out" <<'PY'
import json, sys
got = [json.loads(l) for l in open(sys.argv[1])]
assert [g["id"] for g in got] == [1, 2, 3, 4, 5, 6, None], got
assert got[1]["total"] == 6
errors = [(g["error"]["code"], g["error"]["item"]) for g in got if "error" in g]
assert errors == [("out_of_range", 1), ("unknown_instrument", None), ("not_an_option", 9), ("wrong_item_count", None),
                  ("bad_input", None), ("bad_input", None)], errors
assert all(g["error"]["message"] for g in got if "error" in g)
PY

# What is no JSON Lines: exit 2 and one line that says where; the other lines are still answered.
printf '{"id":1,"instrument":"gad2","responses":[1,1]}\nnot json\nnor this\n{"id":2,"instrument":"gad2","responses":[1,2]}\n' >"$work/broken.jsonl"
run score "$work/broken.jsonl"
expect_exit 2
expect_lines 4 "$out"
expect_lines 1 "$err"
expect_line "line 2" "$err"
expect_line "one object a line" "$err"
printf 'hello' >"$work/hello"
run score "$work/hello"
expect_exit 2
printf '{"id":1,"instrument":"gad2","responses":[1,\000]}\n' >"$work/nul"
run score "$work/nul"
expect_exit 2
printf '{"id":"\377","instrument":"gad2","responses":[1,1]}\n' >"$work/latin"
run score "$work/latin"
expect_exit 2
run score "$work/none.jsonl"
expect_exit 2
run score </dev/null
expect_exit 2
expect_empty "$out"

# Many threads, the same bytes; -o appears whole or not at all.
python "many forms" "$work/many.jsonl" <<'PY'
import json, random, sys
r = random.Random(7)
with open(sys.argv[1], "w") as f:
    for i in range(20000):
        n, name = r.choice([(9, "phq9"), (7, "gad7"), (2, "gad2")])
        f.write(json.dumps({"id": i, "instrument": name, "responses": [r.choice([0, 1, 2, 3, None]) for _ in range(n)]}) + "\n")
PY
run score -j 4 -o "$work/four" "$work/many.jsonl"
expect_exit 0
run score "$work/many.jsonl"
expect_exit 0
cmp -s "$out" "$work/four" || fail "four threads give other bytes than one"
expect_lines 20000 "$out"
rm -f "$work/not"
run score -o "$work/not" "$work/hello"
expect_exit 2
[ ! -e "$work/not" ] || fail "a broken input left a file"

for jobs in 0 65 x; do
    run score -j "$jobs" "$work/in.jsonl"
    expect_exit 2
done
run score -o "$work/no/such/folder" "$work/in.jsonl"
expect_exit 2
run score -o /dev/full "$work/in.jsonl"
expect_exit 2
run score --policy strict "$work/in.jsonl"
expect_exit 2

# What the document shows is what happens.
sed -n '/^```$/,/^```$/p' docs/scoring.md | grep '^{' >"$work/shown.jsonl"
run score "$work/shown.jsonl"
expect_exit 0
python "the example of docs/scoring.md" "$out" docs/scoring.md <<'PY'
import json, sys
a, b, c = [json.loads(l) for l in open(sys.argv[1])]
assert (a["total"], a["critical"], a["stored_total_mismatch"]) == (8, [9], True), a
assert (b["total"], b["complete"], b["missing"]) == (2, True, []), b
assert (c["total"], c["scaled"]) == (12, 48), c
told = open(sys.argv[2]).read().replace("`", " ").replace(",", " ").split()
for answer in (a, b, c):
    for name in answer:
        assert name in told or name in answer.get("subscales", {}) or name in ("id", "instrument"), "not in docs/scoring.md: " + name
PY

# No answer of any kind says that there is no risk.
if grep -qi 'no risk' "$out" "$work/first"; then fail "an answer says \"no risk\""; fi
