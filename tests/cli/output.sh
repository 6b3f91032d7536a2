# Where the output goes: whole or not at all, and names that could harm a terminal are shown safely.
. tests/cli-lib.sh

good=examples/marisol-vega.txt
mkdir "$work/o"

# An output that exists is replaced as a whole, and nothing else is left in its folder.
echo "what stood there" >"$work/o/plan.json"
run import -o "$work/o/plan.json" "$good"
expect_exit 0
expect_empty "$out"
run import "$good"
expect_same "$out" "$work/o/plan.json" "-o and standard output differ"
[ "$(ls -A "$work/o")" = plan.json ] || fail "files left behind: $(ls -A "$work/o")"
for command in check export mend; do
    run $command -o "$work/o/plan.json" "$good"
    [ $status -lt 2 ] || fail "$command -o"
    expect_empty "$out"
    [ "$(ls -A "$work/o")" = plan.json ] || fail "files left behind: $(ls -A "$work/o")"
done
# What was written is for its owner only: it is somebody's health record.
[ "$(stat -c %a "$work/o/plan.json")" = 600 ] || fail "mode $(stat -c %a "$work/o/plan.json") of a file written with -o"

# In place: the input is read before the output appears.
cp "$good" "$work/o/plan.json"
run import -o "$work/o/plan.json" "$work/o/plan.json"
expect_exit 0
run import "$good"
expect_same "$out" "$work/o/plan.json" "writing over the input loses something"

run import -o "$work/nowhere/plan.json" "$good"
expect_refused "$work/nowhere/plan.json" 'no such file'
run import -o "$work/o" "$good"
expect_refused "$work/o" 'directory'
[ "$(ls -A "$work")" = "$(ls -A "$work" | grep -v 'o\.')" ] || fail "a temporary file is left behind: $(ls -A "$work")"
if [ -w /dev/full ]; then
    for command in check import export parse explain; do
        case $command in explain) file= ;; *) file=$good ;; esac
        "$program" $command $file >/dev/full 2>"$err"
        status=$? ran="goldthread $command >/dev/full"
        expect_exit 2
        expect_line 'standard output: cannot be written: No space left' "$err"
    done
fi

# A device or a pipe is written into, never replaced; a link stays a link and its file is replaced.
for device in /dev/null /dev/stdout; do
    before=$(ls -ld $device | cut -c1-10)
    run import -o $device "$good"
    expect_exit 0
    [ "$(ls -ld $device | cut -c1-10)" = "$before" ] || fail "$device is no longer what it was"
done
expect_line '"Marisol Vega"' "$out"
mkfifo "$work/pipe"
cat "$work/pipe" >"$work/piped" &
run import -o "$work/pipe" "$good"
wait
expect_exit 0
[ -p "$work/pipe" ] || fail "a pipe was replaced by a file"
expect_line '"Marisol Vega"' "$work/piped"
ln -s o/plan.json "$work/link.json"
run import -o "$work/link.json" examples/marisol-vega.txt
expect_exit 0
[ -L "$work/link.json" ] || fail "a link was replaced by a file"
expect_same "$work/piped" "$work/o/plan.json" "writing through a link"

# A report is part of the answer: without it nothing is said to be done, and the plan is not written; nor the other way.
run import --report "$work/nowhere/report.json" -o "$work/o/new.json" "$good"
expect_exit 2
expect_lines 1 "$err"
expect_line "$work/nowhere/report.json" "$err"
[ ! -e "$work/o/new.json" ] || fail "a plan without its report"
run import --report "$work/o/report.json" -o "$work/nowhere/new.json" "$good"
expect_exit 2
expect_lines 1 "$err"
[ -z "$(ls "$work/o" | grep report)" ] || fail "a report without its plan"
run import --report "$work/o/report.json" -o "$work/o/new.json" "$good"
expect_exit 0
[ -s "$work/o/report.json" ] && [ -s "$work/o/new.json" ] || fail "the plan and its report"
rm "$work/o/report.json" "$work/o/new.json"

# Escape sequences and line breaks in a name stay one harmless line.
name=$(printf 'a\033[31mb\nc.txt')
run check "$name"
expect_exit 2
expect_lines 1 "$err"
! grep -q "$(printf '\033')" "$err" || fail "an escape sequence of the file's name reached the terminal"
cp "$good" "$work/$name"
run check "$work/$name"
! grep -q "$(printf '\033')" "$out" || fail "an escape sequence of the file's name reached the terminal"

# So do those inside a plan.
printf '{"format":"goldthread.plan/1","client":{"name":"A\\u001b]0;b\\u0007"},"goals":[{"statement":"Feel \\u001b[31mbetter\\u009b2J"}]}' \
    >"$work/escapes.json"
for command in check import mend; do
    run $command "$work/escapes.json"
    [ $status -lt 2 ] || expect_lines 1 "$err"
    ! grep -q "$(printf '[\033\007]')" "$out" "$err" || fail "an escape sequence of the plan reached the terminal"
done
run parse "$work/escapes.json"
! grep -q "$(printf '[\033\007]')" "$out" "$err" || fail "an escape sequence of a statement reached the terminal"

# One input of several that cannot be read: the others are answered, and the exit code says so.
run check "$work/missing.txt" "$good"
expect_exit 2
expect_lines 1 "$err"
expect_line "missing.txt: cannot be opened: No such file" "$err"
expect_line 'marisol-vega' "$out"
run check -o "$work/o/findings" "$good" "$work/missing.txt"
expect_exit 2
[ ! -e "$work/o/findings" ] || fail "a named output appeared although an input could not be read"

# Help is output too.
if [ -w /dev/full ]; then
    "$program" help >/dev/full 2>"$err"
    status=$? ran="goldthread help >/dev/full"
    expect_exit 2
    expect_line "standard output cannot be written" "$err"
fi
