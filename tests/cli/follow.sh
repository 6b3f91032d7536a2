# follow: where a plan stands, from files and streams, on a day.
. tests/cli-lib.sh

# A plan without a review and without monitoring: no heading stands above nothing.
printf 'Name: T\nGoal 1: Work again\nObjective 1: PHQ-9 from 20 to 5 by week 20\n' >"$work/bare.txt"
printf '{"type":"score","instrument":"phq9","date":"2026-01-05","total":20}\n' >"$work/bare.jsonl"
run follow --on 2026-02-20 "$work/bare.txt" "$work/bare.jsonl"
expect_exit 0
expect_no_line '^Reviews and measures' "$out"


plan=examples/marisol-vega.plan.json
series=examples/marisol-vega.series.jsonl

run follow --on 2026-02-23 "$plan" "$series"
expect_exit 0
expect_empty "$err"
expect_line '^Marisol Vega: week 8, 23 February 2026, 7 sessions attended$' "$out"
expect_line '^Lack of progress  lack-of-progress/o1$' "$out"
expect_line '^- Review: overdue since 17 February$' "$out"
expect_no_line "$(printf '\033')" "$out"
cp "$out" "$work/text"
[ "$(awk 'length > 100' "$out" | wc -l)" -eq 0 ] || fail "a line over 100 columns"

# An alert stands first, and nothing is called met or better beside it.
run follow --on 2026-05-25 "$plan" "$series"
awk '/^Needs a person$/ { getline; getline; print; exit }' "$out" | grep -q '^Open alert  alert/d21$' || fail "the alert is not first"
sed '/^Decided$/,$d' "$out" >"$work/told"
expect_no_line '(better|[^a-z]met[^a-z]|on course|[Nn]o risk)' "$work/told"

# Either of the two comes from a stream; text is a plan as well.
run follow --on 2026-02-23 - "$series" <"$plan"
expect_same "$work/text" "$out" "the plan from standard input"
run follow --on 2026-02-23 "$plan" - <"$series"
expect_same "$work/text" "$out" "the series from standard input"
run follow --on 2026-02-23 -o "$work/file" "$plan" "$series"
expect_empty "$out"
expect_same "$work/text" "$work/file" "-o"
run follow --on 2026-02-23 --color always "$plan" "$series"
expect_line "$(printf '\033')" "$out"
sed "s/$(printf '\033')\[[0-9;]*m//g" "$out" >"$work/plain"
expect_same "$work/text" "$work/plain" "colours change no word"
run follow --on 2026-02-23 --format text --color always -o "$work/file" "$plan" "$series"
expect_same "$work/text" "$work/file" "a file has no colours"
run follow --on 2026-02-23 --color never -o - "$plan" "$series"
expect_same "$work/text" "$out" "-o - is standard output"
run follow --on 2026-02-23 --color always -o - "$plan" "$series"
expect_line "$(printf '\033')" "$out"
run follow --on 2026-02-23 examples/marisol-vega.txt "$series"
expect_exit 0
expect_line 'week 8, ' "$out"

# The order of the lines is no matter, and what was entered later was not known.
sort -r "$series" >"$work/reversed"
run follow --on 2026-10-12 "$plan" "$work/reversed"
expect_line '^Loss of gain  loss-of-gain/o1$' "$out"
run follow --on 2026-10-19 "$plan" "$work/reversed"
expect_line '^No open sign$' "$out"

# Windows in days and months have their clock as well, from a therapist's text too.
review() { # WORDS DAY LINE
    printf 'Treatment start: 2026-01-05\nGoal: Walk a mile by 2026-12-01\nReviews: %s\n' "$1" >"$work/review.txt"
    run follow --on "$2" "$work/review.txt" "$series"
    expect_exit 0
    expect_line "$3" "$out"
}
: >"$work/empty.jsonl"
series=$work/empty.jsonl
review "every 90 days" 2026-04-04 '^- Review: next from 5 April$'
review "every 90 days" 2026-04-06 '^- Review: overdue since 6 April$'
review "quarterly" 2026-04-06 '^- Review: overdue since 6 April$'
review "every 2-3 months" 2026-03-10 '^- Review: due since 5 March, at the latest 5 April$'
review "annually" 2026-12-31 '^- Review: next from 5 January 2027$'
series=examples/marisol-vega.series.jsonl

# What was not seen or not answered of the items to look at is told, by the newest score of each measure.
unseen() { # DAY ENTRY... ; then what is told
    day=$1
    shift
    printf '%s\n' "$@" >"$work/unseen.jsonl"
    run follow --on "$day" "$work/review.txt" "$work/unseen.jsonl"
    expect_exit 0
}
total='{"id":"s1","date":"2026-01-12","type":"score","instrument":"phq9","total":12}'
open='{"id":"s2","date":"2026-01-19","type":"score","instrument":"phq9","responses":[1,1,1,1,1,1,1,1,null]}'
seen='{"id":"s3","date":"2026-01-26","type":"score","instrument":"phq9","responses":[1,1,1,1,1,1,1,1,0]}'
withdrawn='{"date":"2026-01-27","type":"withdrawn","of":"s3","reason":"of somebody else"}'
unseen 2026-01-12 "$total"
expect_line '^Still to be seen$' "$out"
expect_line '^- PHQ-9 on 12 January: risk item not seen\. Look at the form, or ask\.$' "$out"
unseen 2026-01-20 "$total" "$open"
expect_line '^- PHQ-9 on 19 January: risk unanswered\. Look at the form, or ask\.$' "$out"
expect_no_line 'PHQ-9 on 12 January' "$out"
unseen 2026-01-26 "$total" "$open" "$seen" "$withdrawn"
expect_no_line 'Still to be seen' "$out"
unseen 2026-01-27 "$total" "$open" "$seen" "$withdrawn"
expect_line '^- PHQ-9 on 19 January: risk unanswered' "$out"
unseen 2026-01-27 '{"date":"2026-01-12","type":"score","instrument":"gad7","total":12}'
expect_no_line 'Still to be seen' "$out"
printf '%s\n' "$total" >"$work/unseen.jsonl"
run follow --format json --on 2026-01-20 "$work/review.txt" "$work/unseen.jsonl"
python "unseen" "$out" <<'PY'
import json, sys
f = json.load(open(sys.argv[1], encoding="utf-8"))
assert f["unseen"] == [{"instrument": "phq9", "entry": "s1", "on": "2026-01-12", "note": "risk item not seen"}], f["unseen"]
PY

# Without --on it is today: no sign can be opened later than that.
run follow --format json "$plan" "$series"
expect_exit 0
cp "$out" "$work/json"
python "today" "$work/json" <<'PY'
import datetime, json, sys
f = json.load(open(sys.argv[1], encoding="utf-8"))
now = datetime.date.today()
assert abs((datetime.date.fromisoformat(f["on"]) - now).days) <= 1, f["on"]
assert all(s["opened"] <= f["on"] for s in f["signs"])
PY
run follow --on 2026-07-27 --format json "$plan" "$series"
cp "$out" "$work/json"
python "JSON" "$work/json" <<'PY'
import json, sys
f = json.load(open(sys.argv[1], encoding="utf-8"))
assert f["format"] == "goldthread.follow/1" and f["week"] == 30 and f["sessions"] == 27 and not f["alert_open"]
open_ = [s for s in f["signs"] if s["open"]]
assert [s["id"] for s in open_] == ["objective-met/o2", "objective-met/o3", "goal-met/g1"], open_
assert all(s["evidence"] and s["steps"] and s["opened"] == "2026-07-27" for s in open_)
closed = [s for s in f["signs"] if s["kind"] == "alert"]
assert len(closed) == 1 and closed[0]["decided"] == "2026-06-03" and closed[0]["disposition"].startswith("assessed")
assert "decision" not in closed[0]
assert [o["state"] for o in f["objectives"]] == ["met"] * 3
assert f["goals"][0]["ready"] and f["goals"][0]["client_says_met"] and not f["goals"][0]["met"]
assert f["review"]["state"] == "not_due" and [m["id"] for m in f["monitoring"]] == ["m1", "m2", "m3", "m4"]
PY

# What cannot be read.
run follow "$plan" "$work/none.jsonl"
expect_refused none.jsonl 'no such file'
run follow "$work/none.json" "$series"
expect_refused none.json 'no such file'
printf '{"date":"2026-01-05","type":"scroe"}\n' >"$work/bad.jsonl"
run follow "$plan" "$work/bad.jsonl"
expect_refused 'line 1' 'type'
run follow "$plan" - <"$work/bad.jsonl"
expect_refused 'standard input: line 1' 'type'
run follow - - <"$plan"
expect_refused PLAN 'standard input'
run follow --on 2026-02-30 "$plan" "$series"
expect_refused --on '2026-02-30'
run follow --on 2026-02-23 -o "$work/no/such/folder" "$plan" "$series"
expect_refused no/such 'no such file'
