# Commands of the record while another process has it open.
. tests/cli-lib.sh
. tests/record-lib.sh
dir=$work/record
make_record "$dir"
GOLDTHREAD_DATA=$dir
export GOLDTHREAD_DATA

run retention list --format json
expect_exit 0
cp "$out" "$work/alone"
serve "$dir"
run retention list --format json
expect_exit 0
expect_empty "$err"
expect_same "$work/alone" "$out" "served and not served differ"
run retention list --on yesterday
expect_refused --on "must be a day"
run retention list --data "$work/none"
expect_refused none "holds no record"
run retention erase "$(id old)"
expect_refused erasing "say --yes"
run audit export -o /dev/full
expect_exit 2
"$program" audit list 2>/dev/null | true # nobody reads
run audit list
expect_exit 0

# Files are those of the process that was called: its folder, its rights; nothing is left behind.
case $program in /*) there=$program ;; *) there=$PWD/$program ;; esac
mkdir "$work/elsewhere"
(cd "$work/elsewhere" && "$there" audit export -o events.jsonl && "$there" backup --output=copy.gtb) >"$work/files" 2>&1 ||
    fail "$(cat "$work/files")"
[ "$(ls "$work/elsewhere" | tr '\n' ' ')" = "copy.gtb events.jsonl " ] || fail "$(ls "$work/elsewhere")"
[ -s "$work/elsewhere/events.jsonl" ] || fail "no events were written"
run audit export -o "$work/nowhere/events"
expect_refused events "No such file"
mkdir "$work/folder"
run audit export -o "$work/folder"
expect_refused folder "Is a directory"
: >"$work/target"
ln -s "$work/target" "$work/link"
run audit export -o "$work/link"
expect_exit 0
[ -L "$work/link" ] && [ -s "$work/target" ] || fail "a link did not stay a link"
# A word that is a folder names no file: what the process that serves asks for beside the line is not opened.
(cd "$work" && run audit export -o ./named && [ -s "$work/named" ]) || fail "a name with a folder in it is a name"
run audit verify --public-key "$work/none.key"
expect_exit 2

# A second process that would serve it is refused.
"$maker" serve "$dir" </dev/null >"$work/second" 2>&1 && fail "two processes serve one record"
grep -q "has it open" "$work/second" || fail "$(cat "$work/second")"

# The server is killed: a command that waits says so in one line, the next ones open the record themselves.
kill -STOP "$server"
"$program" audit verify >"$work/waits.out" 2>"$work/waits.err" &
waits=$!
sleep 0.5
kill -KILL "$server"
wait "$waits"
status=$? ran="audit verify, server killed"
expect_exit 2
expect_lines 1 "$work/waits.err"
expect_line "went away meanwhile" "$work/waits.err"
wait "$server" 2>/dev/null
server=
exec 9>&-
run audit verify
expect_exit 0
serve "$dir"
run audit verify
expect_exit 0
unserve
