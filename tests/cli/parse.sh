# goldthread parse: one answer a line, in order, whatever the number of threads.
. tests/cli-lib.sh

# Ids come back as they were given, texts and sources too, and the role that was handed in is the one used.
cat >"$work/in.jsonl" <<'LINES'
{"id":"a-1","text":"Client will walk 20 minutes on 4 days a week by the 6th session.","role":"objective","source":"clinic A"}
{"id":17,"text":"Enjoy evenings again."}

{"id":-2.50,"text":"Therapist will teach paced breathing weekly.","role":"intervention"}
{"id":null,"text":"Lower the GAD-7 from 16 to 8 within 10 weeks.","role":"goal"}
{"text":"Caf\u00e9 visits \ud83d\ude42: at least two a week by 2026-05-31.","role":"other"}
   
{"id":"z","text":"Sleep 7 hours on 5 nights a week in 8 weeks.","unknown member":[1,{"a":null}]}
LINES
run parse "$work/in.jsonl"
expect_exit 0
expect_empty "$err"
expect_lines 6 "$out"
python "answers of parse" "$work/in.jsonl" "$out" <<'PY'
import json, sys
given = [json.loads(l) for l in open(sys.argv[1], encoding="utf-8") if l.strip()]
raw = open(sys.argv[2], encoding="utf-8").read().splitlines()
got = [json.loads(l) for l in raw]
assert [g.get("id") for g in given] == [a["id"] for a in got], "ids in order"
assert '"id":-2.50' in raw[2].replace(" ", ""), "a number is echoed as it was written: " + raw[2][:60]
assert [g["text"] for g in given] == [a["text"] for a in got], "texts"
assert [g.get("source") for g in given] == [a.get("source") for a in got], "sources"
for g, a in zip(given, got):
    assert "role" not in g or g["role"] == a["role"], "role honoured: %s" % a
    assert set(a["slots"]) == {"actor", "behaviour", "measure", "baseline", "comparator", "target_value", "target_unit",
                               "frequency", "duration", "condition", "deadline"}, sorted(a["slots"])
    for name in ("specific", "measurable", "achievable", "relevant", "time_bound"):
        j = a[name]
        assert j["met"] in (True, False, None) and isinstance(j["reason"], str), j
    spans = [a[n]["span"] for n in ("specific", "measurable", "time_bound")] + [v["span"] for v in a["vague_terms"]]
    size = len(a["text"].encode())
    for span in spans:
        assert span is None or 0 <= span[0] <= span[1] <= size, "span %s of %d bytes" % (span, size)
    for v in a["vague_terms"]:
        words = a["text"].encode()[v["span"][0]:v["span"][1]].decode()
        assert words.lower() == v["text"].lower(), (words, v)
    assert "suggestion" in a
assert got[3]["slots"]["deadline"] == "P10W" and got[3]["slots"]["baseline"] == "16", got[3]["slots"]
assert got[4]["slots"]["deadline"] == "2026-05-31", got[4]["slots"]
assert got[0]["slots"]["deadline"] == "S6", got[0]["slots"]
PY

# Plain lines, Windows line ends, no last line break; the id is the number of the line.
printf 'Feel better soon\r\n\r\n   Client will call one friend a week by week 6.  ' >"$work/in.txt"
run parse "$work/in.txt"
expect_exit 0
expect_lines 2 "$out"
python "plain lines" "$out" <<'PY'
import json, sys
a, b = [json.loads(l) for l in open(sys.argv[1])]
assert (a["id"], b["id"]) == (1, 3), (a["id"], b["id"])
assert a["text"] == "Feel better soon" and b["text"] == "Client will call one friend a week by week 6."
assert a["specific"]["met"] is False and b["measurable"]["met"] is True and b["time_bound"]["met"] is True
PY
run parse <"$work/in.txt"
expect_lines 2 "$out"
run parse - <"$work/in.txt"
expect_lines 2 "$out"

# --role is for the lines that do not say.
printf '%s\n' 'Enjoy evenings again.' '{"id":1,"text":"Enjoy evenings again.","role":"goal"}' >"$work/roles"
run parse --role objective "$work/roles"
python "--role" "$out" <<'PY'
import json, sys
assert [json.loads(l)["role"] for l in open(sys.argv[1])] == ["objective", "goal"]
PY

# A line that cannot be answered says so in its place; the others are answered; exit code 1.
{
    echo '{"id":"ok-1","text":"Walk to work twice a week for 6 weeks."}'
    echo '{"id":"no-text"}'
    echo '{"id":"bad-role","text":"Walk.","role":"wish"}'
    echo '{"id":"empty","text":""}'
    echo '{"id":["list"],"text":"Walk."}'
    echo '{"id":"broken","text":"Walk.'
    echo '{"id":"twice","text":"Walk."} {}'
    echo '{"id":"number","text":5}'
    echo "{\"id\":\"long\",\"text\":\"$(head -c 9000 /dev/zero | tr '\0' w)\"}"
    echo '{"id":"nul","text":"Walk\u0000."}'
    echo '{"id":"half","text":"Walk \ud83d."}'
    echo '{"id":"ok-2","text":"Cook twice a week for 6 weeks."}'
} >"$work/errors"
run parse "$work/errors"
expect_exit 1
expect_lines 12 "$out"
python "errors in place" "$out" <<'PY'
import json, sys
rows = [json.loads(l) for l in open(sys.argv[1])]
ids = [r["id"] for r in rows]
assert ids[0] == "ok-1" and ids[11] == "ok-2" and "error" not in rows[0] and "error" not in rows[11], ids
for i in range(1, 11):
    e = rows[i].get("error")
    assert e and e["code"] and e["message"], "line %d: %s" % (i + 1, rows[i])
for i, name in ((1, "no-text"), (2, "bad-role"), (3, "empty"), (7, "number"), (8, "long")):
    assert ids[i] == name, "line %d answers with id %r" % (i + 1, ids[i])
assert ids[4] is None and ids[5] is None, ids
assert rows[8]["error"]["code"] == "too_long", rows[8]
PY

# Order and bytes are the same with one thread and with two, over several pieces of input.
python3 - >"$work/many" <<'PY'
import json
verbs, days = ["walk", "cook", "read", "call a friend", "swim", "keep a sleep diary", "feel better"], ["two", "3", "four", "5"]
for i in range(20000):
    line = {"id": i, "text": "Client will %s %s times a week by session %d." % (verbs[i % 7], days[i % 4], i % 20 + 1)}
    print(json.dumps(line) if i % 50 else '{"id":%d}' % i)
PY
run parse -j 1 "$work/many"
expect_exit 1
cp "$out" "$work/one"
run parse -j 2 "$work/many"
expect_exit 1
expect_same "$work/one" "$out" "one thread and two threads give different bytes"
run parse -j 2 -o "$work/named" "$work/many"
expect_exit 1
expect_same "$work/one" "$work/named" "-o and standard output differ"
python "order of the answers" "$work/one" <<'PY'
import json, sys
assert [json.loads(l)["id"] for l in open(sys.argv[1])] == list(range(20000))
PY

# Memory does not grow with the input, once there is more of it than is worked on at a time.
ASAN_OPTIONS="$ASAN_OPTIONS:quarantine_size_mb=1" && export ASAN_OPTIONS
cat "$work/many" "$work/many" >"$work/few"
cat "$work/few" "$work/few" "$work/few" >"$work/more"
few=$(peak_kb "$program" parse -j 2 "$work/few") more=$(peak_kb "$program" parse -j 2 "$work/more")
[ "$more" -lt $((few * 13 / 10)) ] || fail "40,000 statements took $few kB, 120,000 took $more kB"
