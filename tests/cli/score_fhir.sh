# goldthread score --from fhir: the items of a QuestionnaireResponse are scored anew; a total that differs is told.
. tests/cli-lib.sh

folder=tests/data/measure/questionnaire
# response FILE TOTAL LINK=CODE...: an invented response.
response() {
    file=$1 total=$2
    shift 2
    printf '{"resourceType":"QuestionnaireResponse","id":"r1","authored":"2026-03-31","item":[' >"$file"
    for pair; do printf '{"linkId":"%s","answer":[{"valueCoding":{"code":"%s"}}]},' "${pair%=*}" "${pair#*=}" >>"$file"; done
    printf '{"linkId":"/44261-6","answer":[{"valueDecimal":%s}]}]}' "$total" >>"$file"
}
all=
for code in 44250-9 44255-8 44259-0 44254-1 44251-7 44258-2 44252-5 44253-3; do all="$all /$code=LA6569-3"; done

response "$work/good.json" 10 $all /44260-8=LA6570-1 /69722-7=LA6574-3
run score --from fhir "$work/good.json"
expect_exit 0
expect_empty "$err"
cp "$out" "$work/good"
python "scored" "$out" <<'PY'
import json, sys
a = json.load(open(sys.argv[1]))
assert a["id"] == "r1" and a["authored"] == "2026-03-31" and a["instrument"] == "phq9", a
assert a["total"] == 10 and a["critical"] == [9] and a["complete"] and a["stored_total_mismatch"] is False, a
PY
run score --from fhir - <"$work/good.json"
expect_same "$work/good" "$out" "standard input"
run score --from fhir -o "$work/file" "$work/good.json"
expect_same "$work/good" "$work/file" "-o"

# The total that came along is another one; an item is open.
response "$work/sum.json" 13 $all /44260-8=LA6570-1
run score --from fhir "$work/sum.json"
expect_exit 0
expect_line 'total that came along is not the one of its items' "$err"
expect_line '"total":10,.*"stored_total_mismatch":true' "$out"
response "$work/open.json" 8 $all
run score --from fhir "$work/open.json"
expect_exit 0
expect_line '"total":null.*"critical_unknown":true' "$out"

# By the Questionnaire, by the measure's name, by numbers.
response "$work/own.json" 1 g1.q1=LA6569-3
run score --from fhir --questionnaire "$folder/phq9-contained.json" "$work/own.json"
expect_exit 0
expect_line '"answered":1' "$out"
expect_empty "$err"
run score --from fhir --instrument phq9 "$work/own.json"
expect_exit 0
expect_line 'found by the numbers of their linkIds' "$err"
run score --from fhir "$work/own.json"
expect_refused own.json 'name the instrument'

# What is no response, and answers that are none.
run score --from fhir "$folder/phq9-ordinal.json"
expect_refused phq9-ordinal.json 'must be QuestionnaireResponse'
run score --from fhir "$folder/malformed.json"
expect_refused malformed.json 'line 5, column 3'
run score --from fhir --questionnaire "$folder/malformed.json" "$work/good.json"
expect_refused malformed.json 'line 5, column 3'
run score --from fhir --questionnaire "$work/none" "$work/good.json"
expect_refused "$work/none" 'no such file'
run score --from fhir "$work/none"
expect_refused "$work/none" 'no such file'
run score --from fhir --instrument nonsense "$work/good.json"
expect_refused nonsense 'no measure is called'
response "$work/bad.json" 1 /44250-9=LA32-8
run score --from fhir "$work/bad.json"
expect_refused bad.json 'item 1: the answer LA32-8 is no option'
head -c 4194305 /dev/zero | tr '\0' ' ' >"$work/big"
run score --from fhir "$work/big"
expect_refused big 'larger than 4 MB'

# Public responses, where they are at hand.
public=../shared/questionnaires
if [ -d "$public" ]; then
    run score --from fhir "$public/us-core/QuestionnaireResponse-phq-9-example.json"
    expect_exit 0
    expect_empty "$err"
    expect_line '"instrument":"phq9","total":[0-9].*"stored_total_mismatch":false' "$out"
    run score --from fhir --instrument phq9 "$public/mii/QuestionnaireResponse-mii-exa-pro-phq-9-response.json"
    expect_exit 0
    expect_line 'numbers of their linkIds' "$err"
    expect_line '"total":27.*"stored_total_mismatch":false' "$out"
    run score --from fhir --questionnaire "$public/us-core/Questionnaire-AUDIT-C.json" "$public/us-core/QuestionnaireResponse-AUDIT-C.json"
    expect_exit 0
    expect_line '68517-2.*another question' "$err"
    expect_line '"instrument":"auditc".*"missing":\[1\]' "$out"
fi
