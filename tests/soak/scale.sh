#!/bin/sh
# scale: many clients in bulk: the rate, the memory, the trail. Usage: tests/soak/scale.sh PROGRAM [CLIENTS]
. tests/cli-lib.sh
clients=${2:-20000} least=10000 most_kb=262144
run demo --data "$work/a" --seed 1
expect_exit 0
peak=$(peak_kb "$program" demo --data "$work/a" --scale 1000)
"$program" demo --data "$work/a" --scale "$clients" >"$out" 2>"$err" || fail "the load failed"
cat "$out"
rate=$(sed -n 's/.*: \([0-9]*\) clients a minute$/\1/p' "$out")
more=$(peak_kb "$program" demo --data "$work/a" --scale 5000)
echo "peak memory: $peak kB for 1000 clients, $more kB for 5000 beside $clients"
[ "$more" -lt $most_kb ] || fail "$more kB"
[ "$more" -lt $((peak * 2)) ] || fail "memory grows with the clients: $peak kB, $more kB"
python "counts" "$work/a/goldthread.db" $((clients + 6040)) <<'P'
import sqlite3, sys
c = sqlite3.connect(sys.argv[1])
one = lambda sql: c.execute(sql).fetchone()[0]
n = int(sys.argv[2])
assert one("SELECT count(*) FROM client") == n, one("SELECT count(*) FROM client")
assert one("SELECT number FROM audit_head") == one("SELECT count(*) FROM audit")
assert one("PRAGMA quick_check") == "ok"
P
# a time is no verdict on a machine that does other things as well; the rate is told, and a tenth of it must be there
[ "$rate" -ge $((least / 10)) ] || fail "$rate clients a minute"
