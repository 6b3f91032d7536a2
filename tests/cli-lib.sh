# cli-lib.sh: what the command tests share; read with `. tests/cli-lib.sh`.
#
# A test is `sh tests/cli/NAME.sh PROGRAM`, run from the root of the repository. It stops at the first thing that is not as
# it must be, says what that was, and exits with 1. Files of a test live in $work, which goes away at the end.
#
#   run ARGUMENT...             the program; standard output in $out, standard error in $err, exit code in $status
#   expect_exit N               the exit code of the last run
#   expect_empty FILE           FILE has no byte
#   expect_lines N FILE         FILE has N lines
#   expect_line PATTERN FILE    a line of FILE matches the extended regular expression
#   expect_no_line PATTERN FILE
#   expect_same A B WHY         the bytes of two files are the same
#   expect_refused NAME PATTERN the last run said one line that names NAME and matches PATTERN, exited with 2, wrote nothing
#   python NAME ARGUMENT...     a Python program from standard input; NAME is said when it fails
#   peak_kb ARGUMENT...         runs a command, prints the most memory it held, in kB
#   ready                       waits until the server $server says in $work/served where it listens: $base, and $port;
#                               $work/told has what it said otherwise
#   skip WHY                    ends the test without a verdict
#   need_terminal               skips what follows where no pseudo-terminal can be had
set -u
program=${1:?usage: sh tests/cli/NAME.sh PROGRAM}
[ -x "$program" ] || { echo "no program at $program; make builds it" >&2; exit 2; }
case $program in /*) ;; *) program=$PWD/$program ;; esac
work=$(mktemp -d) || exit 2
trap 'chmod -R u+rwx "$work" 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
out=$work/.out err=$work/.err status=0 ran=
unset NO_COLOR
LC_ALL=C PYTHONUTF8=1 PYTHONDONTWRITEBYTECODE=1
export LC_ALL PYTHONUTF8 PYTHONDONTWRITEBYTECODE
# A find of a sanitizer must never look like an exit code of the program.
ASAN_OPTIONS=exitcode=97${ASAN_OPTIONS:+:$ASAN_OPTIONS} UBSAN_OPTIONS=exitcode=98:print_stacktrace=1${UBSAN_OPTIONS:+:$UBSAN_OPTIONS}
# What fontconfig and pango keep for the life of the process is no leak of ours.
printf 'leak:libfontconfig\nleak:libpango\nleak:libglib\nleak:libcairo\nleak:libharfbuzz\n' >"$work/.lsan"
LSAN_OPTIONS=suppressions=$work/.lsan:print_suppressions=0
export ASAN_OPTIONS UBSAN_OPTIONS LSAN_OPTIONS

fail() {
    echo "FAIL: $*"
    [ -z "$ran" ] || echo "  after: $ran (exit code $status)"
    for f in "$out" "$err"; do
        [ -s "$f" ] && { echo "  ${f##*/.}:"; head -c 1500 "$f" | head -n 20 | cat -v; }
    done
    exit 1
}

skip() { echo "SKIP: $*"; exit 77; }
need_terminal() {
    python3 -c 'import pty; pty.openpty()' 2>/dev/null || skip "no pseudo-terminal can be had; is /dev/pts mounted?"
}

run() {
    ran="goldthread $*"
    "$program" "$@" >"$out" 2>"$err"
    status=$?
    [ $status -lt 90 ] || fail "crashed"
}

ready() {
    for _ in $(seq 400); do
        base=$(sed -n 's/^Goldthread is ready at \(.*\)\/$/\1/p' "$work/served")
        port=${base##*:}
        [ -z "$base" ] || return 0
        kill -0 "$server" 2>/dev/null || fail "the server ended: $(cat "$work/told")"
        sleep 0.05
    done
    fail "the server is not ready"
}

expect_exit() { [ "$status" -eq "$1" ] || fail "exit code $status, expected $1"; }
expect_empty() { [ ! -s "$1" ] || fail "${1##*/} should be empty"; }
expect_lines() { [ "$(wc -l <"$2")" -eq "$1" ] || fail "$(wc -l <"$2") lines in ${2##*/}, expected $1"; }
expect_line() { grep -Eq -e "$1" "$2" || fail "no line of ${2##*/} matches: $1"; }
expect_no_line() { ! grep -Eq -e "$1" "$2" || fail "a line of ${2##*/} matches: $1"; }
expect_same() { cmp -s "$1" "$2" || { diff "$1" "$2" | head -n 20; fail "$3"; }; }

expect_refused() {
    expect_exit 2
    expect_empty "$out"
    expect_lines 1 "$err"
    expect_line '^goldthread' "$err"
    grep -Fq -e "$1" "$err" || fail "the line does not name $1"
    grep -Eiq -e "$2" "$err" || fail "the line does not say: $2"
    [ "$(wc -c <"$err")" -lt 600 ] || fail "the line is longer than a person reads"
}

python() {
    ran= name=$1
    shift
    python3 - "$@" || fail "$name"
}

# VmHWM is looked at every few milliseconds; what getrusage says would count python itself.
peak_kb() {
    python3 -c '
import subprocess, sys, time
child, peak = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL), 0
while child.poll() is None:
    try:
        peak = [int(line.split()[1]) for line in open(f"/proc/{child.pid}/status") if line.startswith("VmHWM")][0]
    except (OSError, IndexError):
        pass
    time.sleep(0.005)
print(peak)' "$@"
}
