# Public Questionnaires, where they are at hand: which instrument is found, how many items, in which order, and what is refused.
. tests/cli-lib.sh

folder=../shared/questionnaires
[ -d "$folder" ] || skip "no public Questionnaires here"
phq9='44250-9 44255-8 44259-0 44254-1 44251-7 44258-2 44252-5 44253-3 44260-8'
seen=0

# kept FILE INSTRUMENT COUNT EXTRA: a certain match; its own order, every item and answer with the file's text of that code.
kept() {
    seen=$((seen + 1))
    rm -rf "$work/data"
    run instrument import --data "$work/data" --yes "$folder/$1"
    expect_exit 0
    expect_empty "$err"
    expect_line "^[A-Z0-9-]*: $3 of $3 items found, each by its code; the answers agree" "$out"
    run instrument export --data "$work/data" "$2"
    cp "$out" "$work/export.json"
    python "$1" "$folder/$1" "$work/export.json" "$4" "$phq9" <<'PY'
import json, sys
source, export, extra, phq9 = json.load(open(sys.argv[1])), json.load(open(sys.argv[2])), sys.argv[3], sys.argv[4].split()
def walk(node):
    for item in node.get("item", []):
        yield item
        yield from walk(item)
def codes(item):
    return [c["code"] for c in item.get("code", [])] or [item.get("linkId", "").split("/")[-1]]
texts = {code: item["text"].strip() for item in walk(source) if item.get("text") for code in codes(item)}
items = [i for i in export["item"] if i["type"] == "choice"]
numbered = [i for i in items if i["linkId"].split(".")[-1].isdigit()]
assert [i["linkId"].split(".")[-1] for i in numbered] == [str(n + 1) for n in range(len(numbered))]
for i in items:
    assert i["text"] == texts[i["code"][0]["code"]], i
    assert all(o["valueCoding"]["display"] for o in i["answerOption"]), i
if export["identifier"][0]["value"] == "phq9":
    assert [i["code"][0]["code"] for i in numbered] == phq9
assert [i["linkId"].split(".")[-1] for i in items if i not in numbered] == extra.split()
assert "copyright" in export or "copyright" not in source
PY
}
# refused FILE EXIT PATTERN ARGUMENT...: nothing is kept, and one line says why.
refused() {
    seen=$((seen + 1))
    file=$1 code=$2 pattern=$3
    shift 3
    rm -rf "$work/data"
    run instrument import --data "$work/data" --yes "$@" "$folder/$file"
    expect_exit "$code"
    expect_lines 1 "$err"
    expect_line "$pattern" "$err"
    [ ! -e "$work/data" ] || fail "something was kept"
}

kept lforms/argonaut-phq9-ish.json phq9 9 impact
expect_line '"linkId": "phq9.1.before"' "$work/export.json"
kept lforms/phq9-with-the-weight-function.json phq9 9 impact
kept lforms/phq9.json phq9 9 impact
kept us-core/Questionnaire-phq-9-example.json phq9 9 impact
kept uwcirg/PHQ-9.json phq9 9 impact
kept "uwcirg/PHQ-9-quick-depression-assessment-panel-[Reported.PHQ].R4.json" phq9 9 impact
kept uwcirg/CIRG-PC-PTSD-5.json pcptsd5 5 gate
refused lforms/promis.json 2 'LHC-Forms'
refused mii/Observation-mii-exa-pro-phq-9-observation.json 2 'Observation'
for file in us-core/QuestionnaireResponse-AUDIT-C us-core/QuestionnaireResponse-phq-9-example mii/QuestionnaireResponse-mii-exa-pro-phq-9-response; do
    refused $file.json 2 'QuestionnaireResponse'
done
for file in mii-qst-pro-phq-9 mii-qst-pro-phq-9-extractable-observation; do
    refused mii/Questionnaire-$file.json 1 'value set outside this file'
    expect_line '^PHQ-9: 9 of 9 items found$' "$out"
done
refused us-core/Questionnaire-AUDIT-C.json 1 '2 of 3 items of AUDIT-C'
expect_line '68517-2 is another question' "$out"
refused uwcirg/CIRG-CNICS-AUDIT.json 2 'no code of a measure'
refused uwcirg/CIRG-CNICS-AUDIT.json 1 '0 of 10 items of AUDIT' --instrument audit
seen=$((seen - 1))
refused uwcirg/CIRG-PHQ-4.json 2 'holds gad2 \(2 of 2 items\), phq2 \(2 of 2 items\)'
refused uwcirg/GAD-7.json 2 'line 7, column 7: '
refused "uwcirg/Patient-Health-Questionnaire-(PHQ)-[Reported].R4.json" 2 'holds phq9 \(9 of 9 items\), phq15 \(14 of 15 items\)'

all=$(find "$folder" -name '*.json' | wc -l)
[ "$seen" -eq "$all" ] || fail "$seen of $all files were looked at"
