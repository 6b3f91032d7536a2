# Many plans through `check`: memory does not grow with their number, and every plan has its answer. (A million: make soak.)
. tests/cli-lib.sh

"$program" import examples/marisol-vega.txt >"$work/plan.json" 2>"$work/import.err" || fail "the example does not import"
plans() { python3 tests/soak/plans.py "$work/plan.json" "$1"; }

ASAN_OPTIONS="$ASAN_OPTIONS:quarantine_size_mb=1" && export ASAN_OPTIONS
few=1000 many=5000
plans $few >"$work/few.jsonl"
plans $many >"$work/many.jsonl"
run check -j 2 --format json "$work/many.jsonl"
[ $status -lt 2 ] || fail "plans of the stream cannot be read"
expect_lines $many "$out"
python "every plan has its answer" "$out" <<'PY'
import json, sys
for number, line in enumerate(open(sys.argv[1]), 1):
    answer = json.loads(line)
    assert answer["file"].endswith(":%d" % number) and "error" not in answer, answer
PY
small=$(peak_kb "$program" check -j 2 --format json "$work/few.jsonl")
large=$(peak_kb "$program" check -j 2 --format json "$work/many.jsonl")
[ "$large" -lt $((small * 13 / 10)) ] || fail "$few plans took $small kB, $many took $large kB"
