# import, export, diff, mend, new, explain: what each is for, done once from the outside.
. tests/cli-lib.sh

good=examples/marisol-vega.txt

# import: JSON by default; lines not understood are said with their numbers and kept.
{ cat "$good"; printf '\nZorp\n- 17 blue elephants under the bridge of yesterday\n'; } >"$work/odd.txt"
run import --report "$work/report.json" "$work/odd.txt"
expect_exit 0
cp "$out" "$work/odd.json"
python3 tests/import_report.py "$work/odd.txt" "$work/odd.json" "$work/report.json" 0.9 || fail "the report"
expect_line 'lines understood' "$err"
grep -q 'elephants' "$work/odd.json" || fail "a line that was not understood is lost"
run import "$good"
cp "$out" "$work/plan.json"
expect_line '^([0-9]+) of \1 lines understood$' "$err"

# export: text by default; an HTML page that needs nothing else; a PDF that other programs read.
run export "$work/plan.json"
cp "$out" "$work/default.txt"
run export --to text "$work/plan.json"
expect_same "$work/default.txt" "$out" "text is the default of export"
run export --to json "$work/default.txt"
expect_same "$work/plan.json" "$out" "export --to json of the text form"
for findings in "" --findings; do
    # shellcheck disable=SC2086
    run export --to html $findings --printed-on 2026-03-31 "$work/plan.json"
    expect_exit 0
    expect_empty "$err"
    cp "$out" "$work/page$findings.html"
    python "the page" "$out" "$work/plan.json" <<'PY'
import html.parser, json, re, sys
page, plan = open(sys.argv[1], encoding="utf-8").read(), json.load(open(sys.argv[2], encoding="utf-8"))
VOID = {"meta", "link", "br", "hr", "img", "input", "wbr", "col", "source"}
class Page(html.parser.HTMLParser):
    open_, text, ids, levels, lang, title = [], "", set(), [], None, ""
    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        assert tag not in ("script", "iframe", "object", "embed"), tag
        for k, v in attrs:
            assert not k.startswith("on"), (tag, k)
            assert k not in ("src", "href", "action") or v.startswith(("#", "data:", "tel:", "mailto:")), (tag, k, v)
        if "id" in a:
            assert a["id"] not in self.ids, "id %s twice" % a["id"]
            self.ids.add(a["id"])
        if tag == "html":
            Page.lang = a.get("lang")
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag not in VOID:
            self.open_.append(tag)
    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open_ and self.open_[-1] == tag, "</%s> closes <%s>" % (tag, self.open_[-1:])
            self.open_.pop()
    def handle_data(self, data):
        if self.open_ and self.open_[-1] == "title":
            Page.title += data
        elif "style" not in self.open_:
            Page.text += data + " "
p = Page()
p.feed(page)
assert page.lower().startswith("<!doctype html>") and not p.open_ and p.lang == "en" and p.title.strip()
assert p.levels[0] == 1 and p.levels.count(1) == 1 and all(b <= a + 1 for a, b in zip(p.levels, p.levels[1:])), p.levels
assert "@import" not in page and "url(http" not in page
text = " ".join(p.text.split())
for words in [plan["client"]["name"], plan["goals"][0]["statement"]] + [o["statement"] for o in plan["goals"][0]["objectives"]] + \
        [i["name"] for i in plan["interventions"]]:
    assert " ".join(words.split()) in text, "not on the page: %s" % words
PY
done
! cmp -s "$work/page.html" "$work/page--findings.html" || fail "--findings changes nothing"

# Markup in a plan stays text, wherever it stands.
python3 - "$work/plan.json" "$work/markup.json" <<'PY'
import json, sys
def poison(v):
    if isinstance(v, dict):
        return {k: poison(x) if k not in ("format", "id") else x for k, x in v.items()}
    if isinstance(v, list):
        return [poison(x) for x in v]
    return "</title><script>alert(1)</script>\"'--><img src=x onerror=alert(1)>" + v if isinstance(v, str) and " " in v else v
json.dump(poison(json.load(open(sys.argv[1], encoding="utf-8"))), open(sys.argv[2], "w", encoding="utf-8"))
PY
run export --to html --findings "$work/markup.json"
expect_exit 0
expect_line '&lt;script' "$out"
expect_no_line '<script|<img|</title>.*</title>' "$out"

pdf() { command -v pdfinfo >/dev/null && command -v qpdf >/dev/null; }
for paper in a4 letter; do
    run export --to pdf --paper $paper --printed-on 2026-03-31 -o "$work/$paper.pdf" "$work/plan.json"
    expect_exit 0
    run export --to pdf --paper $paper --printed-on 2026-03-31 -o "$work/again.pdf" "$work/plan.json"
    expect_same "$work/$paper.pdf" "$work/again.pdf" "the same plan gives two different PDFs"
    head -c 5 "$work/$paper.pdf" | grep -q '%PDF-' || fail "not a PDF"
    if pdf; then
        qpdf --check "$work/$paper.pdf" >"$out" 2>&1 || fail "qpdf finds faults in the PDF"
        pdfinfo "$work/$paper.pdf" >"$out"
        expect_line 'Tagged: *yes' "$out"
        expect_line 'Title: .*Marisol Vega' "$out"
        case $paper in a4) size='595.* x 84[12]' ;; *) size='612 x 792' ;; esac
        expect_line "Page size: *$size" "$out"
        pages=$(sed -n 's/^Pages: *//p' "$out")
        page=1
        while [ $page -le "$pages" ]; do
            pdftotext -f $page -l $page "$work/$paper.pdf" "$out"
            expect_line 'Marisol Vega' "$out"
            expect_line "[Pp]age $page of $pages" "$out"
            page=$((page + 1))
        done
        pdftotext "$work/$paper.pdf" "$out"
        expect_line '[Dd]raft|DRAFT' "$out"
    fi
done
pdf || echo "not checked: the PDF by other programs (no pdfinfo or qpdf)"

# diff: by meaning, whatever the formats; nothing to say about the same plan twice.
run diff --exit-code "$good" "$work/plan.json"
expect_exit 0
run diff --exit-code --format json "$work/default.txt" "$work/plan.json"
expect_exit 0
python3 - "$work/plan.json" "$work/new.json" <<'PY'
import json, sys
p = json.load(open(sys.argv[1], encoding="utf-8"))
o = p["goals"][0]["objectives"][0]
o["statement"] = o["statement"].replace("14 weeks", "17 weeks")
o["due"]["period"] = "P17W"
del p["support"][1]
json.dump(p, open(sys.argv[2], "w", encoding="utf-8"))
PY
run diff "$work/plan.json" "$work/new.json"
expect_exit 0
expect_line '^Objective 1: due changed from 14 weeks to 17 weeks' "$out"
expect_line '[Rr]emoved|[Tt]aken|[Nn]o longer|[Dd]ropped' "$out"
run diff --exit-code "$work/plan.json" "$work/new.json"
expect_exit 1
run diff --format json --exit-code "$work/new.json" "$work/plan.json"
expect_exit 1
python "diff as JSON" "$out" <<'PY'
import json, sys
d = json.load(open(sys.argv[1]))
assert len(d["changes"]) >= 2, d
PY

# mend: only what has an answer is changed, what was changed is said, and the mended plan has fewer findings.
run mend "$good"
expect_exit 0
expect_line 'without an answer' "$err"
set -- --answer "score today=17" --answer "how much or how often=at least 5 a week" --answer "date, week or session=the 10th session" \
    --answer "a behaviour, a symptom that can be counted, or a score=nights without waking from worry"
run mend "$@" -o "$work/mended.json" "$good"
expect_exit 0
expect_line '[1-9][0-9]* texts? rewritten' "$err"
findings() { "$program" check --format json "$1" | python3 -c 'import json, sys; print(len(json.load(sys.stdin)["findings"]))'; }
before=$(findings "$work/plan.json") after=$(findings "$work/mended.json")
[ "$after" -lt "$before" ] || fail "$before findings before mending, $after after"
run mend "$work/mended.json"
expect_line '^0 texts rewritten' "$err"
expect_same "$work/mended.json" "$out" "mending twice changes more than mending once"
# An answer that fits no blank, and one that cannot stand in its blank, are refused; nothing is written.
run mend --answer "favourite colour=blue" -o "$work/none.json" "$good"
expect_exit 2
expect_line "$good: no offered rewrite has the blank \"favourite colour\"; the blanks are .*\"score today\"" "$err"
run mend --answer "/goals/99:score today=17" -o "$work/none.json" "$good"
expect_exit 2
expect_line 'no offered rewrite at /goals/99 has the blank "score today"' "$err"
run mend --answer "score today=banana" -o "$work/none.json" "$good"
expect_exit 2
expect_line 'score today: "banana" cannot stand there; write a number, such as 9' "$err"
run mend --answer "date, week or session=31 June 2027" -o "$work/none.json" "$good"
expect_exit 2
expect_line 'date, week or session: "31 June 2027" cannot stand there; write a date that exists' "$err"
[ ! -e "$work/none.json" ] || fail "a plan was written although an answer fits nothing"

# new: a starter plan for each problem, whose blanks are findings.
run new --list
expect_exit 0
[ "$(wc -l <"$out")" -ge 12 ] || fail "fewer than 12 starter plans"
cut -d' ' -f1 "$out" >"$work/problems"
while read -r problem; do
    run new --problem "$problem"
    expect_exit 0
    cp "$out" "$work/starter.json"
    run check --format json "$work/starter.json"
    [ $status -lt 2 ] || fail "the starter plan for $problem cannot be checked"
    python "blanks of $problem" "$work/starter.json" "$out" <<'PY'
import json, re, sys
plan, found = open(sys.argv[1], encoding="utf-8").read(), json.load(open(sys.argv[2]))["findings"]
assert re.search(r"\[[a-z][^\]\"]*\]", plan), "no blank to make it personal"
blanks = [f for f in found if f["rule"] == "text.blank"]
assert blanks, sorted({f["rule"] for f in found})
# One finding for the blanks of an objective, a goal or another part; together they tell of every blank.
parts = [re.match(r"/goals/\d+(/objectives/\d+)?|/[a-z_]+", f["pointer"])[0] for f in blanks]
assert len(parts) == len(set(parts)), parts
told = [re.search(r"(A|\d+) blanks? (is|are) left", f["message"])[1] for f in blanks]
there = len(re.findall(r"\[[A-Za-z][^\]\"\n]*\]", plan))
assert sum(1 if n == "A" else int(n) for n in told) == there, (told, there)
PY
    run new --problem "$problem" --to text
    cp "$out" "$work/starter.txt"
    run import --from text "$work/starter.txt"
    expect_same "$work/starter.json" "$out" "the starter plan for $problem as text is another plan"
done <"$work/problems"
run new --problem "generalized anxiety"
expect_exit 0
run new --problem INSOMNIA
expect_exit 0

# explain: the list, one rule, and the table that docs/rules.md is.
run explain
expect_exit 0
[ "$(wc -l <"$out")" -ge 50 ] || fail "fewer than 50 rules"
cut -d' ' -f1 "$out" >"$work/rules"
[ "$(sort -u "$work/rules" | wc -l)" -eq "$(wc -l <"$work/rules")" ] || fail "a rule is listed twice"
while read -r rule; do
    run explain "$rule"
    expect_exit 0
    grep -Fq "$rule" "$out" || fail "explain $rule does not name it"
    [ "$(wc -l <"$out")" -ge 3 ] || fail "explain $rule says too little"
    grep -Fq "$rule" docs/rules.md || fail "docs/rules.md does not name $rule"
done <"$work/rules"

# Without --to the ending of the file decides.
for ending in json txt html pdf; do
    run export -o "$work/named.$ending" examples/marisol-vega.txt
    expect_exit 0
done
[ "$(head -c 1 "$work/named.json")" = "{" ] || fail "named.json"
[ "$(head -c 14 "$work/named.txt")" = "Treatment plan" ] || fail "named.txt"
grep -qi '^<!doctype html' "$work/named.html" || fail "named.html"
[ "$(head -c 5 "$work/named.pdf")" = "%PDF-" ] || fail "named.pdf"

# Each blank is answered once in a text, and a word that stands before the blank is not said twice.
run mend --answer 'date, week or session=by 30 June' --answer 'how much or how often=2 hours a day' \
    --answer 'a behaviour, a symptom that can be counted, or a score=worry' -o "$work/mended.json" examples/marisol-vega.txt
expect_exit 0
expect_line '"statement": "Reduce anxiety, shown by worry, reaching 2 hours a day, by 30 June\."' "$work/mended.json"
