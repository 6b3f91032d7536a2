# goldthread check: findings as text, JSON and SARIF; exit codes; many inputs; colours.
. tests/cli-lib.sh

good=examples/marisol-vega.txt

# The example has honest flaws; each is said, with its words and a way to mend it.
run check "$good"
expect_empty "$err"
expect_line 'Reduce anxiety' "$out"
expect_line '\^' "$out"
grep -qxF "$(tail -n 1 "$out")" README.md || fail "README.md shows other numbers than: $(tail -n 1 "$out")"
run check --format json "$good"
expect_lines 1 "$out"
cp "$out" "$work/findings.json"
python "findings of the example" "$out" "$good" <<'PY'
import json, sys
answer = json.load(open(sys.argv[1], encoding="utf-8"))
assert set(answer) >= {"file", "findings", "counts"}, sorted(answer)
assert answer["file"] == sys.argv[2]
found = answer["findings"]
count = {"error": 0, "warning": 0, "advice": 0}
for f in found:
    count[f["severity"]] += 1
    for key in ("rule", "message", "why", "fix"):
        assert f[key].strip(), (key, f)
    assert f["pointer"] == "" or f["pointer"].startswith("/"), f
assert count == answer["counts"], (count, answer["counts"])
about = lambda pointer: [f for f in found if f["pointer"].startswith(pointer)]
assert about("/goals/0/objectives/1"), "the vague objective has no finding"
assert any(f["severity"] in ("error", "warning") for f in about("/goals/0/objectives/1")), "it is more than advice"
assert any("baseline" in f["rule"] + f["message"].lower() for f in about("/goals/0/objectives/0")), \
    "a percentage without a baseline has no finding"
PY

# Exit codes: 1 from the severity of --fail-on on. Which severities there are is read from the findings.
counts=$(python3 -c 'import json, sys; c = json.load(open(sys.argv[1]))["counts"]; print(c["error"], c["warning"], c["advice"])' "$work/findings.json")
# shellcheck disable=SC2086
set -- $counts
[ "$1" -gt 0 ] && error=1 || error=0
[ $(($1 + $2)) -gt 0 ] && warning=1 || warning=0
[ $(($1 + $2 + $3)) -gt 0 ] && advice=1 || advice=0
for format in text json sarif; do
    run check --format $format "$good"; expect_exit $error
    run check --format $format --fail-on error "$good"; expect_exit $error
    run check --format $format --fail-on warning "$good"; expect_exit $warning
    run check --format $format --fail-on advice "$good"; expect_exit $advice
done
[ "$error$warning$advice" = 111 ] || fail "the example has no error any more: $counts"

# The formats of one plan give the same findings.
"$program" import "$good" >"$work/plan.json"
"$program" export "$work/plan.json" >"$work/plan.txt"
python3 -c 'import json, sys; print(json.dumps(json.load(open(sys.argv[1]))))' "$work/plan.json" >"$work/plan.jsonl"
for file in "$work/plan.json" "$work/plan.txt" "$work/plan.jsonl" -; do
    run check --format json "$file" <"$good"
    python "the same findings in $file" "$work/findings.json" "$out" <<'PY'
import json, sys
a, b = [json.load(open(p)) for p in sys.argv[1:]]
assert a["findings"] == b["findings"], "findings differ:\n%s\n%s" % (a["findings"], b["findings"])
PY
done

# Many files: one object each, in order; SARIF stays one document.
cp "$good" "$work/b b.txt"
run check --format json "$good" "$work/plan.json" "$work/b b.txt"
expect_lines 3 "$out"
python "three files" "$out" "$good" "$work/plan.json" "$work/b b.txt" <<'PY'
import json, sys
assert [json.loads(l)["file"] for l in open(sys.argv[1])] == sys.argv[2:]
PY
run check --format sarif "$good" "$work/plan.json" "$work/b b.txt"
python "SARIF" "$out" "$good" "$work/plan.json" "$work/b b.txt" "$work/findings.json" <<'PY'
import json, os, sys, urllib.parse
log = json.load(open(sys.argv[1], encoding="utf-8"))
assert log["version"] == "2.1.0" and len(log["runs"]) == 1 and "2.1.0" in log["$schema"]
run = log["runs"][0]
rules = run["tool"]["driver"]["rules"]
ids = [r["id"] for r in rules]
assert len(set(ids)) == len(ids) >= 50, len(ids)
per_file, regions = {}, 0
for r in run["results"]:
    assert r["ruleId"] in ids and ids[r["ruleIndex"]] == r["ruleId"], r["ruleId"]
    assert r["level"] in ("error", "warning", "note") and r["message"]["text"].strip()
    place = r["locations"][0]["physicalLocation"]
    uri = place["artifactLocation"]["uri"]
    assert " " not in uri, uri
    path = urllib.parse.unquote(uri.removeprefix("file://"))
    per_file[path] = per_file.get(path, 0) + 1
    if "region" in place:
        regions += 1
        lines = open(path, encoding="utf-8").read().split("\n")
        g = place["region"]
        assert 1 <= g["startLine"] <= len(lines), g
        words = lines[g["startLine"] - 1][g["startColumn"] - 1:g["endColumn"] - 1]
        assert words.strip(), "region %s of %s is empty" % (g, path)
found = len(json.load(open(sys.argv[5]))["findings"])
assert list(per_file.values()) == [found] * 3, (per_file, found)
assert set(os.path.basename(p) for p in per_file) == set(os.path.basename(p) for p in sys.argv[2:5]), per_file
assert regions > 0, "no finding points at a line"
PY
run check --format sarif "$good"
cp "$out" "$work/one.sarif"
run check --format sarif - <"$good"
python "SARIF of standard input" "$out" <<'PY'
import json, sys
json.load(open(sys.argv[1]))
PY

# Names from a list, with a blank in one, an empty line and a Windows line end.
printf '%s\n\n%s\r\n' "$good" "$work/b b.txt" >"$work/list"
run check --format json --files-from "$work/list"
expect_lines 2 "$out"
cp "$out" "$work/a"
run check --format json --files-from - <"$work/list"
expect_same "$work/a" "$out" "--files-from - and --files-from FILE differ"
run check --format json "$good" --files-from "$work/list"
expect_lines 3 "$out"
printf '%s\n%s\n' "$work/gone.txt" "$good" | { run check --files-from -; expect_exit 2; expect_lines 1 "$err"; expect_line 'gone.txt' "$err"; } || exit 1

# JSON Lines: an answer a line with its number; a line that is no plan answers its error in its place, exit code 1.
{ cat "$work/plan.jsonl"; echo; echo '{"format":"goldthread.plan/1","goals":5}'; cat "$work/plan.jsonl"; } >"$work/three.jsonl"
run check --format json "$work/three.jsonl"
expect_exit 1
expect_lines 3 "$out"
python "JSON Lines" "$out" "$work/three.jsonl" <<'PY'
import json, sys
rows = [json.loads(l) for l in open(sys.argv[1])]
assert [r["file"] for r in rows] == ["%s:%d" % (sys.argv[2], n) for n in (1, 3, 4)], [r["file"] for r in rows]
assert rows[1]["error"]["message"] and rows[1]["error"]["where"] == "/goals", rows[1]
assert rows[0]["findings"] == rows[2]["findings"]
PY
run check "$work/three.jsonl"
expect_exit 1
expect_lines 1 "$err"
expect_line 'three.jsonl:3' "$err"
# A series among the plans: one line says what it is and which command reads it; the plans are answered all the same.
head -n 1 examples/marisol-vega.series.jsonl >"$work/one.series.jsonl"
{ echo '{"type":"score","instrument":1}'; cat examples/marisol-vega.series.jsonl; } >"$work/wrong.series.jsonl"
for series in examples/marisol-vega.series.jsonl "$work/one.series.jsonl" "$work/wrong.series.jsonl"; do
    for format in text json sarif; do
        run check --format $format "$series" "$work/plan.jsonl"
        expect_exit 2
        [ "$(wc -l <"$err")" -eq 1 ] || fail "a series is told of $(wc -l <"$err") times"
        expect_line "$series: a series of scores and events, not a plan; .*goldthread follow PLAN SERIES" "$err"
        [ $format = sarif ] || [ -s "$out" ] || fail "the plan beside the series has no answer"
    done
done
run check --format sarif "$work/three.jsonl"
python "SARIF of JSON Lines" "$out" <<'PY'
import json, sys
json.load(open(sys.argv[1]))
PY

# Colours: none in a file, on request always, never with NO_COLOR on a terminal unless asked for.
escape=$(printf '\033')
run check "$good"
expect_no_line "$escape" "$out"
cp "$out" "$work/plain"
run check --color always "$good"
expect_line "$escape\\[" "$out"
sed "s/$escape\\[[0-9;]*[a-zA-Z]//g" "$out" >"$work/stripped"
expect_same "$work/plain" "$work/stripped" "colours change the text"
need_terminal
python "colours on a terminal" "$program" "$good" <<'PY'
import os, pty, sys
def terminal(*options, **environment):
    """The program's output on a terminal of its own."""
    pid, fd = pty.fork()
    if pid == 0:
        os.environ.update(environment)
        os.execv(sys.argv[1], [sys.argv[1], "check", *options, sys.argv[2]])
    data = b""
    while True:
        try:
            part = os.read(fd, 65536)
        except OSError:
            break
        if not part:
            break
        data += part
    os.waitpid(pid, 0)
    return data
assert b"\x1b[" in terminal(), "no colour on a terminal"
assert b"\x1b[" not in terminal(NO_COLOR="1"), "NO_COLOR is not followed"
assert b"\x1b[" in terminal(NO_COLOR=""), "an empty NO_COLOR counts as not set"
assert b"\x1b[" not in terminal("--color", "never"), "--color never is not followed"
assert b"\x1b[" in terminal("--color", "always", NO_COLOR="1"), "--color always is stronger than NO_COLOR"
PY

# The same bytes for every number of threads.
for i in 1 2 3 4 5 6 7 8 9; do
    sed "s/Marisol/Client$i/g; s/14 weeks/1$i weeks/" "$good" >"$work/plan-$i.txt"
done
for format in text json sarif; do
    run check --format $format -j 1 "$work"/plan-?.txt "$work/three.jsonl"
    expected=$status
    cp "$out" "$work/one" && cp "$err" "$work/one.err"
    for jobs in 2 7; do
        run check --format $format -j $jobs "$work"/plan-?.txt "$work/three.jsonl"
        expect_exit $expected
        expect_same "$work/one" "$out" "$format: -j 1 and -j $jobs differ"
        expect_same "$work/one.err" "$err" "$format: -j 1 and -j $jobs differ on standard error"
    done
done

# One is one.
printf 'Name: T\nDiagnosis: F99.9 Unclear\nGoal 1: Work again\nObjective 1: PHQ-9 from 15 to 14 by week 8\n' >"$work/one.txt"
run check "$work/one.txt"
expect_line 'asks for 1 point on the PHQ-9' "$out"
expect_line 'near it: F99\.' "$out"
