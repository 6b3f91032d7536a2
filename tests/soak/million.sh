# A million plans stream through `check -j 2` in memory that does not grow: 100,000 against 1,000,000.
# Usage: sh tests/soak/million.sh PROGRAM [PLANS]
. tests/cli-lib.sh
total=${2:-1000000}

"$program" import examples/marisol-vega.txt >"$work/plan.json" 2>"$work/import.err" || fail "the example does not import"

# stream COUNT: memory in kB, answers and seconds of one run, made on the fly, nothing kept.
stream() {
    python3 - "$program" "$work/plan.json" "$1" <<'PY'
import subprocess, sys, threading, time
program, plan, count = sys.argv[1:]
maker = subprocess.Popen([sys.executable, "tests/soak/plans.py", plan, count], stdout=subprocess.PIPE)
start = time.monotonic()
check = subprocess.Popen([program, "check", "-j", "2", "--format", "json", "-"], stdin=maker.stdout, stdout=subprocess.PIPE)
maker.stdout.close()
peak = 0
def watch():
    global peak
    while check.poll() is None:
        try:
            peak = [int(l.split()[1]) for l in open("/proc/%d/status" % check.pid) if l.startswith("VmHWM")][0]
        except (OSError, IndexError):
            pass
        time.sleep(0.02)
threading.Thread(target=watch, daemon=True).start()
answers = 0
while part := check.stdout.read(1 << 20):
    answers += part.count(b"\n")
code = check.wait()
if maker.wait() != 0 or code not in (0, 1):
    sys.exit("exit code %d" % code)
print(peak, answers, round(time.monotonic() - start, 1))
PY
}

tenth=$((total / 10))
# shellcheck disable=SC2046
set -- $(stream $tenth)
[ $# -eq 3 ] || fail "the run of $tenth plans failed"
small=$1
[ "$2" -eq $tenth ] || fail "$2 answers for $tenth plans"
# shellcheck disable=SC2046
set -- $(stream "$total")
[ $# -eq 3 ] || fail "the run of $total plans failed"
[ "$2" -eq "$total" ] || fail "$2 answers for $total plans"
echo "$tenth plans: $small kB; $total plans: $1 kB, $3 s"
[ "$1" -le $((small * 11 / 10)) ] || fail "memory grew from $small kB to $1 kB"
