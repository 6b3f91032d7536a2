# Example sentences of the published article are judged as it judges them. They are read from it, so that none stands here.
. tests/cli-lib.sh

article=
for file in ../shared/seeds/000_*.txt; do
    [ -r "$file" ] && article=$file
done
[ -n "$article" ] || skip "the article is not here"

python "the article's sentences" "$article" "$program" "$work" <<'PY'
import json, re, subprocess, sys
text, program, work = open(sys.argv[1], encoding="utf-8").read().replace("“", '"').replace("”", '"'), sys.argv[2], sys.argv[3]
def quoted(pattern):
    found = re.findall(pattern, text)
    assert found, "the article has no sentence for %s" % pattern
    return found[0].rstrip(",.")
sentences = {
    "vague": quoted(r'vague statements like "([^"]+)"'),
    "short": quoted(r'vague goal like "([^"]+)"'),
    "restructuring": quoted(r'"([^"]*over the next six weeks\.?)"'),
    "interactions": quoted(r'"([^"]*by the 6th session\.?)"'),
    "phq9": quoted(r'"([^"]*PHQ-9[^"]*)"'),
    "broad": quoted(r"Long-Term Goal:.*\n\s*•\s*(.+)"),
    "gad7": quoted(r"Objective:\s*(.+)").strip(),
}
def parse(rows):
    p = subprocess.run([program, "parse"], input="".join(json.dumps(r) + "\n" for r in rows), capture_output=True, text=True)
    assert p.returncode == 0, (p.returncode, p.stderr)
    return {a["id"]: a for a in map(json.loads, p.stdout.splitlines())}
for role in (None, "goal", "objective"):
    answers = parse([dict({"id": k, "text": v}, **({"role": role} if role else {})) for k, v in sentences.items()])
    for name in ("vague", "short"):
        a = answers[name]
        for criterion in ("specific", "measurable", "time_bound"):
            assert a[criterion]["met"] is False and len(a[criterion]["reason"]) > 10, (role, name, criterion, a[criterion])
        assert a["vague_terms"] and a["suggestion"], a
    for name in ("restructuring", "interactions", "phq9", "gad7"):
        a = answers[name]
        for criterion in ("specific", "measurable", "time_bound"):
            assert a[criterion]["met"] is True, (role, name, criterion, a[criterion])
        relative = a["slots"]["comparator"] in ("reduce_by", "increase_by") and not a["slots"]["baseline"]
        assert not a["suggestion"] or relative, "nothing but a missing baseline is to be added: %s" % a["suggestion"]
slots = {k: a["slots"] for k, a in parse([{"id": k, "text": v, "role": "objective"} for k, v in sentences.items()]).items()}
def has(name, **want):
    for k, v in want.items():
        assert slots[name][k] == v, (name, k, slots[name][k], v)
has("phq9", deadline="S8", target_value="5", comparator="reduce_by", measure="PHQ-9")
has("interactions", deadline="S6", target_value="2", comparator="at_least")
has("restructuring", deadline="P6W", duration="5 min")
has("gad7", deadline="P12W", target_value="60-70", target_unit="%", comparator="reduce_by", measure="GAD-7", baseline=None)

# The broad long-term goal is right as a goal over a measurable objective, and a finding where it stands as an objective.
def check(goal, objective):
    plan = {"format": "goldthread.plan/1", "goals": [{"statement": goal, "long_term": True, "objectives": [{"statement": objective}]}]}
    p = subprocess.run([program, "check", "--format", "json", "-"], input=json.dumps(plan), capture_output=True, text=True)
    return json.loads(p.stdout)["findings"]
right = [f for f in check(sentences["broad"], sentences["gad7"]) if f["pointer"] == "/goals/0/statement" and f["severity"] != "advice" and
         f["rule"] != "goal.life-symptoms-only"]  # that one is about what is measured, not about the words
assert not right, "the broad goal is faulted as a goal: %s" % right
wrong = [f for f in check(sentences["broad"], sentences["broad"]) if f["pointer"].startswith("/goals/0/objectives/0") and
         f["severity"] in ("error", "warning")]
assert wrong, "the broad goal passes as an objective"
PY
