# Asking on a terminal: by the process that was called, also when another one does the work; a signal leaves the terminal as it was.
. tests/cli-lib.sh
. tests/record-lib.sh
need_terminal
dir=$work/record
make_record "$dir"
GOLDTHREAD_DATA=$dir
export GOLDTHREAD_DATA

# talk WHAT SIGNAL QUESTION ANSWER ... -- ARGUMENT...: runs the program on a terminal of its own. SIGNAL comes at the last question
# ("-": none); exit code and whether the echo is on afterwards are printed.
cat >"$work/talk.py" <<'PY'
import array, fcntl, os, pty, select, signal, sys, termios, time
program, number, rest = sys.argv[1], sys.argv[2], sys.argv[3:]
at = rest.index("--")
pairs, argv = list(zip(rest[:at:2], rest[1:at:2])), rest[at + 1:]
child, terminal = pty.fork()
if child == 0:
    for name in ("INT", "TERM", "HUP", "QUIT", "TSTP"): # a run in the background ignores some of them
        signal.signal(getattr(signal, "SIG" + name), signal.SIG_DFL)
    os.execv(program, [program] + argv)
number_of = array.array("i", [0])
fcntl.ioctl(terminal, 0x80045430, number_of) # TIOCGPTN
slave = os.open(f"/dev/pts/{number_of[0]}", os.O_RDWR | os.O_NOCTTY) # keeps the terminal when the child is gone
echo = lambda: bool(termios.tcgetattr(slave)[3] & termios.ECHO)
text, seen, quiet, ended, until = b"", 0, None, None, time.time() + 60
while ended is None and time.time() < until:
    if select.select([terminal], [], [], 0.05)[0]:
        text += os.read(terminal, 4096)
    if pairs and pairs[0][0].encode() in text[seen:]:
        seen, answer = len(text), pairs.pop(0)[1]
        quiet = not echo()
        if not pairs and number != "-":
            os.write(terminal, b"half a")
            time.sleep(0.2)
            os.write(terminal, b"\x03") if number == "INT" else os.kill(child, getattr(signal, "SIG" + number))
        else:
            os.write(terminal, answer.encode() + b"\n")
    pid, status = os.waitpid(child, os.WNOHANG)
    ended = os.waitstatus_to_exitcode(status) if pid else None
if ended is None:
    os.kill(child, 9)
while select.select([terminal], [], [], 0.2)[0]:
    text += os.read(terminal, 4096)
print("code", ended, "echo", echo(), "quiet", quiet)
sys.stdout.write(text.decode(errors="replace").replace("\r", ""))
PY
talk() { ran="on a terminal: $*"; python3 "$work/talk.py" "$program" "$@" >"$out" 2>"$err" || fail "the test's own program"; }

alone_and_served() {
    talk - 'Full name: ' "Dora Typed$1" -- user add "dora$1" --roles clinician
    expect_line '^code 0 echo True quiet False$' "$out"
    expect_line "Invitation for \"dora$1\"" "$out"
    run user list
    expect_line "^dora$1 .*Dora Typed$1" "$out"
    talk - 'New password: ' 'a password of mine' 'Once more: ' 'a password of mine' -- user password "dora$1"
    expect_line '^code 0 echo True quiet True$' "$out"
    expect_no_line 'a password of mine' "$out"
    for signal in INT TERM HUP QUIT; do
        talk "$signal" 'New password: ' '' -- user password "dora$1"
        expect_line "^code -[0-9]+ echo True quiet True$" "$out"
        expect_no_line 'half a' "$out"
    done
    talk - "client's id once more: " 'another' -- retention erase "$(id old)"
    expect_line '^code 2 ' "$out"
    expect_line 'nothing was erased' "$out"
}
alone_and_served 1
serve "$dir"
alone_and_served 2
run user add dora3 --roles clinician </dev/null # no terminal here, whatever the serving process has
expect_refused --name 'no terminal'
run user password dora2 </dev/null
expect_refused terminal 'name a file'

# The serving process is to stop: a question that waits is answered with an error, a command that never ends is not waited for.
mkfifo "$work/never"
"$program" audit verify --checkpoints - <"$work/never" >"$work/never.out" 2>&1 9>&- &
never=$!
exec 8>"$work/never"
sleep 0.5
exec 9>&-
wait "$server"
status=$? ran="the serving process, stopped while a command hangs"
server=
expect_exit 3
expect_line 'some still ran' "$work/serve-out"
exec 8>&-
wait "$never"
expect_line 'went away meanwhile' "$work/never.out"
run user list
expect_exit 0
