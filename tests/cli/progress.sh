# goldthread progress: one answer a line, in order; what cannot be answered is an error in its place.
. tests/cli-lib.sh

cat >"$work/in.jsonl" <<'LINES'
{"id":"a","method":"rci","pre":32.5,"post":47.5,"sd":7.5,"reliability":0.8,"direction":"higher_better"}
{"id":17,"method":"percent","instrument":"pswq","baseline":60,"current":38}

{"id":null,"method":"goal_target","instrument":"phq9","baseline":18,"reduce_percent_range":[60,70],"weeks":12}
   
{"method":"trend_exact","n":5,"S":10}
LINES
run progress "$work/in.jsonl"
expect_exit 0
expect_empty "$err"
expect_lines 4 "$out"
python "answers of progress" "$out" <<'PY'
import json, sys
a, b, c, d = [json.loads(l) for l in open(sys.argv[1])]
assert [x["id"] for x in (a, b, c, d)] == ["a", 17, None, None]
assert a["reliable"] == "improved" and abs(a["rci"] - 3.16227766) < 1e-8
assert b["percent"] == 50 and b["response"] is None
assert c["target_max_score_60"] == 7 and c["target_max_score_70"] == 5
assert round(d["p_two_sided"], 4) == .0167
PY
cp "$out" "$work/file"
run progress <"$work/in.jsonl"
expect_same "$work/file" "$out" "standard input and a file differ"
run progress - <"$work/in.jsonl"
expect_same "$work/file" "$out" "- and a file differ"
run progress -o "$work/answers" "$work/in.jsonl"
expect_exit 0
expect_empty "$out"
expect_same "$work/file" "$work/answers" "-o and standard output differ"

# A line that cannot be computed answers an error, the others are answered all the same.
printf '%s\n' '{"id":1,"method":"gas","scores":[]}' '{"id":2,"method":"gas","scores":[2]}' '{"id":3,"method":"x"}' \
    >"$work/bad.jsonl"
run progress "$work/bad.jsonl"
expect_exit 1
expect_empty "$err"
expect_lines 3 "$out"
expect_line '^\{"id":1,"error":\{"code":"no_goals","item":"scores","message":"[^"]+"\}\}$' "$out"
expect_line '^\{"id":2,"t":70,' "$out"
expect_line '^\{"id":3,"error":\{"code":"unknown_method","item":"method",' "$out"

# What is no JSON ends with 2 and one line; what could be answered is.
printf '%s\n' '{"id":1,"method":"gas","scores":[2]}' 'hello' '{"id":2,"method":"gas","scores":[2]}' 'again' >"$work/no.jsonl"
run progress "$work/no.jsonl"
expect_exit 2
expect_lines 4 "$out"
expect_lines 1 "$err"
expect_line 'no.jsonl: line 2 is not JSON' "$err"
expect_line '^\{"id":2,"t":70,' "$out"
expect_line '^\{"id":null,"error":\{"code":"bad_input"' "$out"
run progress -o "$work/none" "$work/no.jsonl"
expect_exit 2
[ ! -e "$work/none" ] || fail "-o left a file"
printf '{"id":1,"method":"g\000s"}\n' >"$work/nul.jsonl"
run progress "$work/nul.jsonl"
expect_exit 2
printf '{"id":1,"method":"\377"}\n' >"$work/bytes.jsonl"
run progress "$work/bytes.jsonl"
expect_exit 2

# Nothing in: said, as by the other commands.
: >"$work/empty"
run progress "$work/empty"
expect_refused "empty" "nothing to read"
run progress "$work/no such file"
expect_refused "no such file" "no such file"
run progress -j 0 "$work/in.jsonl"
expect_refused "-j" "64"

# Any number of threads gives the same answers in the same order.
python3 - >"$work/many.jsonl" <<'PY'
for i in range(3000):
    print('{"id":%d,"method":"track","instrument":"phq9","series":[{"week":0,"score":%d},{"week":3,"score":%d}]}'
          % (i, i % 28, i * 7 % 28))
PY
run progress -j 1 "$work/many.jsonl"
expect_exit 0
expect_lines 3000 "$out"
cp "$out" "$work/one"
run progress -j 4 "$work/many.jsonl"
expect_same "$work/one" "$out" "one thread and four differ"
