# export --progress: the report of how a plan goes, as a page and a PDF, for the clinician and for the client.
. tests/cli-lib.sh

plan=examples/marisol-vega.txt entries=tests/data/render/report.jsonl

for reader in clinician client; do
    run export --to html --progress "$entries" --on 2026-10-29 --for $reader "$plan"
    expect_exit 0
    expect_empty "$err"
    expect_line '<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" aria-labelledby="chart-1-t chart-1-d"' "$out"
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
        [ "$(grep -c '^ *Figure' "$out")" -eq "$(grep -c '<svg xmlns' "$work/clinician.html")" ] || fail "a picture is no Figure"
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
