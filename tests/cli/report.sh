# export --progress: the report of how a plan goes, as a page and a PDF, for the clinician and for the client.
. tests/cli-lib.sh

plan=examples/marisol-vega.txt entries=tests/data/render/report.jsonl

for reader in clinician client; do
    run export --to html --progress "$entries" --on 2026-10-29 --for $reader "$plan"
    expect_exit 0
    expect_empty "$err"
    expect_line '<svg xmlns="http://www.w3.org/2000/svg" class="chart c-wide" role="img" aria-labelledby="chart-1-t chart-1-d"' "$out"
    expect_line 'Marisol Vega' "$out"
    expect_no_line ' style=|<script|http://[^w]|https://' "$out"
    cp "$out" "$work/$reader.html"
done
expect_line 'An answer about risk is open' "$work/clinician.html"
expect_line 'Show the numbers as a table' "$work/client.html"
sed -n '/<body/,$p' "$work/client.html" | sed 's/<[^>]*>//g' >"$work/words"
expect_no_line '[Rr]isk|[Ss]evere|self-harm|[Rr]eliabl|[Ww]orse' "$work/words"

# The default reader is the clinician; what is not known yet on a day is not told.
run export --to html --progress "$entries" --on 2026-10-29 "$plan"
expect_same "$work/clinician.html" "$out" "the report is for the clinician unless another reader is named"
run export --to html --progress "$entries" --on 2026-09-16 "$plan"
expect_exit 0
expect_no_line 'An answer about risk is open|Corrected later' "$out"
run export --to html --progress "$entries" "$plan" # today
expect_exit 0
run export --to html --progress - --on 2026-10-29 "$plan" <"$entries"
expect_same "$work/clinician.html" "$out" "entries from standard input"

if command -v pdfinfo >/dev/null && command -v qpdf >/dev/null; then
    for paper in a4 letter; do
        run export --to pdf --paper $paper --progress "$entries" --on 2026-10-29 --printed-on 2026-10-30 \
            -o "$work/$paper.pdf" "$plan"
        expect_exit 0
        run export --to pdf --paper $paper --progress "$entries" --on 2026-10-29 --printed-on 2026-10-30 \
            -o "$work/again.pdf" "$plan"
        expect_same "$work/$paper.pdf" "$work/again.pdf" "the same entries give two different PDFs"
        qpdf --check "$work/$paper.pdf" >"$out" 2>&1 || fail "qpdf finds faults in the PDF"
        pdfinfo "$work/$paper.pdf" >"$out"
        expect_line 'Tagged: *yes' "$out"
        expect_line 'Title: *Progress report: Marisol Vega' "$out"
        pdfinfo -struct-text "$work/$paper.pdf" >"$out" 2>"$err"
        expect_empty "$err"
        [ "$(grep -c '^ *Figure' "$out")" -eq "$(grep -c '<figure' "$work/clinician.html")" ] || fail "a picture is no Figure"
        expect_line 'Table' "$out"
        pdftotext "$work/$paper.pdf" "$out"
        expect_line 'Reliable change: 11 or less' "$out"
        expect_line 'page 1 of' "$out"
    done
else
    echo "not checked: the PDF by other programs (no pdfinfo or qpdf)"
fi

# Without --to the ending of the file decides, else it is a page.
run export --progress "$entries" "$plan"
expect_exit 0
expect_line '^<!DOCTYPE html>' "$out"
run export --progress "$entries" -o "$work/named.pdf" "$plan"
expect_exit 0
[ "$(head -c 5 "$work/named.pdf")" = "%PDF-" ] || fail "a file named .pdf holds no PDF"

# What cannot be is said in one line, and nothing is written.
run export --to text --progress "$entries" "$plan"
expect_refused export 'add --to html or --to pdf'
run export --to html --on 2026-10-29 "$plan"
expect_refused export 'add --progress'
run export --to html --for client "$plan"
expect_refused export 'add --progress'
run export --to html --findings --progress "$entries" "$plan"
expect_refused export 'leave it out'
run export --to html --progress "$entries" --on 29.10.2026 "$plan"
expect_refused export 'is not a date'
run export --to html --progress "$entries" --printed-on soon "$plan"
expect_refused export 'is not a date'
run export --to html --progress - - <"$entries"
expect_refused export 'only one of'
run export --to html --progress "$work/none" "$plan"
expect_refused "$work/none" 'No such file'
run export --to html --progress "$entries" "$work/none.txt"
expect_refused "$work/none.txt" 'No such file'
printf '{"date":"2026-01-05","type":"score"}\n' >"$work/bad"
run export --to html --progress "$work/bad" "$plan"
expect_refused "$work/bad" 'line 1'
printf '{"date":"2026-01-05","type":"score"}\n' | "$program" export --to html --progress - "$plan" >"$out" 2>"$err" && fail "a bad line was taken"
expect_line 'standard input: line 1' "$err"
run export --to pdf --progress "$entries" -o "$work/no/such/folder.pdf" "$plan"
expect_refused "$work/no/such/folder.pdf" 'No such file'

# Paper does not repeat every row of a long table: the first, the last 12 and those with a remark; the page has all.
{
    i=0
    while [ $i -lt 40 ]; do
        day=$(date -u -d "2026-01-05 + $i weeks" +%Y-%m-%d)
        echo "{\"id\":\"n$i\",\"date\":\"$day\",\"type\":\"score\",\"instrument\":\"gad7\",\"total\":$((14 - i / 5))}"
        i=$((i + 1))
    done
    echo '{"date":"2026-03-20","type":"correction","of":"n10","total":13,"reason":"added up wrongly"}'
} >"$work/long.jsonl"
for paper in a4 letter; do
    run export --progress "$work/long.jsonl" --on 2026-10-10 --to pdf --paper $paper -o "$work/long.pdf" examples/marisol-vega.txt
    expect_exit 0
    pdftotext -layout "$work/long.pdf" "$work/long.txt"
    expect_line 'The first, the last 12 and those with a remark are printed; 26 more are in the picture only\.' "$work/long.txt"
    [ "$(grep -Ec '^ *[0-9]+ [A-Z][a-z]+ 2026  +[0-9]+  +(Mild|Moderate|Minimal)' "$work/long.txt")" -eq 14 ] ||
        fail "$paper: $(grep -Ec '^ *[0-9]+ [A-Z][a-z]+ 2026  +[0-9]+  +(Mild|Moderate|Minimal)' "$work/long.txt") rows printed"
    expect_line '^ *5 January 2026' "$work/long.txt"
    expect_line '^ *16 March 2026 ' "$work/long.txt"
    expect_line '^ *5 October 2026 ' "$work/long.txt"
    expect_no_line '^ *6 April 2026 ' "$work/long.txt"
done
run export --progress "$work/long.jsonl" --on 2026-10-10 --to html -o "$work/long.html" examples/marisol-vega.txt
expect_exit 0
expect_no_line 'are printed' "$work/long.html"
[ "$(grep -o '<th scope="row"[^>]*><span class="t">[^<]* 2026' "$work/long.html" | wc -l)" -ge 40 ] || fail "the page leaves rows out"
# Fifteen rows are printed as they are.
head -n 16 "$work/long.jsonl" >"$work/short.jsonl"
run export --progress "$work/short.jsonl" --on 2026-10-10 --to pdf -o "$work/short.pdf" examples/marisol-vega.txt
pdftotext -layout "$work/short.pdf" "$work/short.txt"
expect_no_line 'are printed' "$work/short.txt"

# The pages of a plan are filled: what stands whole where there is room is cut where a page would stay half empty.
run export --to pdf --paper letter -o "$work/plan.pdf" examples/marisol-vega.plan.json
expect_exit 0
pdftoppm -r 20 -gray "$work/plan.pdf" "$work/page"
python "full pages" "$work" <<'PY'
import glob, sys
pages = sorted(glob.glob(sys.argv[1] + "/page-*.pgm"))
def fill(path):
    head, size, most, pixels = open(path, "rb").read().split(b"\n", 3)
    w, h = map(int, size.split())
    top, end = h * 9 // 100, h * 92 // 100
    return (max([top] + [y for y in range(top, end) if min(pixels[y * w:(y + 1) * w]) < 160]) - top) / (end - top)
shares = [fill(p) for p in pages]
assert len(shares) <= 8 and min(shares[:-1]) > 0.75, shares
PY

# An objective has the same number wherever it is named: in check, diff, the page, the PDF and the report.
cat >"$work/two.txt" <<'TWO'
Goal: Sleep better
Objective: Client will be in bed by 23:00 on 5 of 7 nights by 2026-12-01.
Goal: See friends
Objective: Client will call a friend twice a week by 2026-12-01.
Objective: Client will feel better.
TWO
sed 's/Client will feel better/Client will feel much better/' "$work/two.txt" >"$work/changed.txt"
run check "$work/two.txt"
expect_line 'Objective 2\.2 ' "$out"
run diff "$work/two.txt" "$work/changed.txt"
expect_line '^Objective 2\.2' "$out"
run export --to html "$work/two.txt"
expect_line 'Objective 2\.2<' "$out"
expect_line 'id="objective-2-2"' "$out"
expect_no_line 'Objective 3' "$out"
run export --to pdf -o "$work/two.pdf" "$work/two.txt"
pdftotext "$work/two.pdf" "$out"
expect_line '^Objective 2\.2$' "$out"
expect_no_line 'Objective 3' "$out"
: >"$work/none.jsonl"
run export --progress "$work/none.jsonl" --on 2026-10-10 --to pdf -o "$work/two.pdf" "$work/two.txt"
pdftotext "$work/two.pdf" "$out"
expect_line '^Objective 2\.2$' "$out"
