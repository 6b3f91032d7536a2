# What the compiler of views takes stands in a browser as it stands in the view. Usage: sh tests/pages/views.sh PROGRAM
. tests/cli-lib.sh
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || fail "no chromium; tools/deps test installs it"

GOLDTHREAD_TEST_ROUNDS=300000 GOLDTHREAD_TEST_TREES=$work/trees.js "${program%/*}/test/test_viewc" >"$out" 2>&1 || fail "test_viewc"
seed=$(grep TEST_SEED "$out" | tail -n 1)
cp tests/pages/views.js "$work"
echo '<!doctype html><meta charset="utf-8"><body><pre id="out"></pre><script src="trees.js"></script><script src="views.js"></script>' \
    >"$work/views.html"
HOME=$work XDG_CONFIG_HOME=$work XDG_CACHE_HOME=$work timeout 120 "$browser" --headless --no-sandbox --disable-gpu --disable-quic \
    --no-first-run --disable-background-networking --disable-component-update --disable-sync --user-data-dir="$work/profile" \
    --virtual-time-budget=60000 --dump-dom "file://$work/views.html" >"$out" 2>"$err" || fail "the browser"
echo "$seed" >>"$out"
expect_line '^.*[0-9]{4,} trees, 0 changed, 0 missed' "$out"
