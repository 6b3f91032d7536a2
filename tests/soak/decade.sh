# Every page of a client of ten years, as the clinician and as the client, on SQLite and on PostgreSQL: kB gzipped (40 at
# most), CPU, server time (bench/bench_decade.c). Times are told; GOLDTHREAD_P99_MS=5 makes 5 ms at p99 a condition, for a
# machine that does nothing else. REQUESTS of each page (200). Usage: tests/soak/decade.sh
make -s build/bench/bench_decade || exit 1
work=$(mktemp -d) || exit 1
chmod 711 "$work" # the database belongs to a user of its own
mkdir "$work/record" "$work/other"
trap '[ ! -d "$work/pg" ] || tests/pg stop "$work/pg"; rm -rf "$work"' EXIT
bad=0
echo "SQLite"
build/bench/bench_decade "$work/record" examples/marisol-vega.plan.json "" "${REQUESTS:-200}" || bad=1
if url=$(tests/pg start "$work/pg"); then
    echo "PostgreSQL"
    build/bench/bench_decade "$work/other" examples/marisol-vega.plan.json "$url" "${REQUESTS:-200}" || bad=1
else
    echo "no PostgreSQL here"
fi
exit $bad
