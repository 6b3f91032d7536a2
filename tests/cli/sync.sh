# Every write that is acknowledged was synced first: seen in the system calls of a process that writes row after row.
. tests/cli-lib.sh

command -v strace >/dev/null || fail "strace is not installed (tools/deps test)"
mkdir "$work/data"
ASAN_OPTIONS=detect_leaks=0 strace -f -e trace=fdatasync,fsync,write -o "$work/trace" \
    "$(dirname "$program")/test/test_crash" write "$work/data" "$work/data/test.db" 40 >"$work/said" || fail "the writer failed"
[ "$(wc -l <"$work/said")" -eq 40 ] || fail "not every row was acknowledged"
python "each acknowledgement comes after a sync of its own" "$work/trace" <<'PY'
import re, sys
synced, said = 0, 0
for line in open(sys.argv[1], encoding="utf-8", errors="replace"):
    if re.search(r"\bf(data)?sync\(\d+\)\s*= 0|<\.\.\. f(data)?sync resumed>.*= 0", line):
        synced += 1
    elif re.search(r'\bwrite\(1, "r0-w0-', line):
        said += 1
        assert synced > 0, "row %d was acknowledged without a sync" % said
        synced = 0
assert said == 40, said
PY
