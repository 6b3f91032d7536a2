# The HTML pages in a browser: axe, sideways scrolling, keyboard, print; see pages.js. Usage: sh tests/pages/pages.sh PROGRAM
# playwright-core and axe-core come from npm into build/pages-npm; the browser is Debian's.
. tests/cli-lib.sh

npm=build/pages-npm
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || fail "no chromium; tools/deps test installs it"
if [ ! -d "$npm/node_modules/axe-core" ] || [ ! -d "$npm/node_modules/playwright-core" ]; then
    mkdir -p "$npm"
    status=0
    timeout 180 npm install --prefix "$npm" --no-audit --no-fund --no-save --ignore-scripts --fetch-retries=1 \
        --fetch-timeout=30000 playwright-core@1.60.0 axe-core@4.11.1 >"$err" 2>&1 || status=$?
    if [ $status -ne 0 ]; then
        # Without npm's registry there is nothing to look with; anything else that is wrong is a failure.
        if [ $status -eq 124 ] || grep -qE 'ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|ENETUNREACH' "$err"; then
            skip "npm's registry cannot be reached, so no page was looked at in a browser"
        fi
        fail "npm cannot install playwright-core and axe-core"
    fi
fi

pages=
page() { # NAME ARGUMENT...
    name=$1; shift
    run export --to html -o "$work/$name.html" "$@"
    expect_exit 0
    pages="$pages $name=$work/$name.html"
}
page plan examples/marisol-vega.txt
page findings --findings examples/marisol-vega.txt
page rich --findings tests/data/render/rich.json
for reader in clinician client; do
    page "report-$reader" --progress tests/data/render/report.jsonl --on 2026-10-29 --for $reader examples/marisol-vega.txt
done

# The browser looks for its settings and caches at home.
# shellcheck disable=SC2086
HOME=$work XDG_CONFIG_HOME=$work XDG_CACHE_HOME=$work node tests/pages/pages.js "$npm" "$browser" $pages >"$out" 2>"$err" || fail "pages"
expect_line '^([0-9]+) of \1 checks of pages$' "$out"
