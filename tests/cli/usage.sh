# Bad usage: one line that says what is wrong and where help is, exit code 2, nothing on standard output.
. tests/cli-lib.sh

good=examples/marisol-vega.txt

run
expect_exit 2
expect_empty "$out"
expect_line 'Usage: goldthread COMMAND' "$err"

run chekc "$good"
expect_refused '"chekc"' 'unknown command'

commands=$("$program" help | sed -n 's/^  \([a-z]*\)  *[a-z].*/\1/p' | grep -v '^goldthread$')
for command in check parse score progress import export diff explain new mend follow instrument help; do
    echo "$commands" | grep -qx "$command" || fail "help does not list $command"
done
for command in $commands; do
    run "$command" --no-such-option
    expect_refused "--no-such-option" "unknown option.*help $command"
    run "$command" -Z
    expect_refused "-Z" "unknown option.*help $command"
    # Every option with an argument needs it; every choice is held to its list.
    "$program" "$command" --help >"$work/help"
    option='^  \(-[a-zA-Z], \)\{0,1\}--\([a-z-]*\)'
    sed -n "s/$option .*/\\2/p" "$work/help" >"$work/with-argument"
    sed -n "s/$option [a-z0-9]*|.*/\\2/p" "$work/help" >"$work/with-choices"
    sed -n "s/$option\$/\\2/p" "$work/help" | grep -v '^help$' >"$work/switches"
    while read -r option; do
        run "$command" "--$option"
        expect_refused "--$option" 'needs an argument'
    done <"$work/with-argument"
    while read -r option; do
        run "$command" "--$option" unheard-of
        expect_refused "--$option" 'takes one of .*unheard-of'
        run "$command" "--$option="
        expect_refused "--$option" 'takes one of'
    done <"$work/with-choices"
    # A switch takes none.
    while read -r option; do
        run "$command" "--$option=x"
        expect_refused "$option" 'takes no argument'
    done <"$work/switches"
done

for jobs in 0 65 -1 two '' 1.5; do
    run check -j "$jobs" "$good"
    expect_refused '-j' '1 to 64'
    run parse -j "$jobs" "$good"
    expect_refused '-j' '1 to 64'
done
run check
expect_refused 'check' 'no file named'
for command in import export mend diff follow; do
    run $command
    expect_refused "$command" 'missing'
done
run diff "$good"
expect_refused 'diff' 'missing'
run diff "$good" "$good" "$good"
expect_refused "$good" 'too many'
run import "$good" "$good"
expect_refused "$good" 'too many'
run explain no.such-rule
expect_refused 'no.such-rule' 'lists them'
run new
expect_refused 'new' 'problem'
run new --problem "no such problem"
expect_refused 'no such problem' '--list'
run mend --answer "by when" "$good"
expect_refused 'by when' 'BLANK=TEXT'
for date in 2026-02-29 2026-13-01 31.03.2026 tomorrow ''; do
    run export --to pdf --printed-on "$date" "$good"
    expect_refused '--printed-on' 'date'
done
run help no-such-command
expect_refused 'no-such-command' 'unknown command'
run check --files-from "$work/no-list"
expect_refused "$work/no-list" 'no such file'
for from in json docx; do
    run import --from $from "$good"
    expect_refused "$good" '.'
done

# A letter and its long name, "=" and a blank, options after files, and -- before a name that looks like an option.
cp "$good" "$work/--plan.txt"
run check --format=json -- "$work/--plan.txt"
[ $status -lt 2 ] || fail "-- before a file"
run check "$good" --format json
cp "$out" "$work/a"
run check --format json "$good"
expect_same "$out" "$work/a" "options after the file are read differently"
