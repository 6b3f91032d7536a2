# The demonstration does what it says, from start to end, and the rewrites leave no error in the goals.
. tests/cli-lib.sh

mkdir "$work/copy"
cp -R tools examples "$work/copy"
sh "$work/copy/tools/demo" "$program" >"$out" 2>"$err"
status=$? ran="tools/demo"
expect_exit 0
for file in plan.json plan.pdf plan.html plan.txt; do
    [ -s "$work/copy/demo/$file" ] || fail "demo/$file is missing"
done
head -c 5 "$work/copy/demo/plan.pdf" | grep -q '%PDF-' || fail "demo/plan.pdf is no PDF"
for step in 1 2 3 4 5 6 7; do
    expect_line "^$step\\. " "$out"
done
run check --format json examples/marisol-vega.txt
cp "$out" "$work/before"
run check --format json "$work/copy/demo/plan.json"
python "the mended plan" "$work/before" "$out" <<'PY'
import json, sys
before, after = [json.load(open(p)) for p in sys.argv[1:]]
assert after["counts"]["error"] < before["counts"]["error"], (before["counts"], after["counts"])
left = [f["rule"] for f in after["findings"] if f["severity"] == "error" and f["pointer"].startswith("/goals")]
assert not left, "the offered rewrites leave errors in the goals: %s" % left
PY
