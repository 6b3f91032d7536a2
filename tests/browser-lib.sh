# browser-lib.sh: a browser and what drives it, for tests of pages; read behind cli-lib.sh. Sets $npm and $browser.
# playwright-core and axe-core come from npm into build/pages-npm; the browser is Debian's.
npm=build/pages-npm
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || fail "no chromium; tools/deps test installs it"
mkdir -p "$npm"
exec 7>"$npm/lock" # one test fetches them; others wait until it has
flock 7
if [ ! -d "$npm/node_modules/axe-core" ] || [ ! -d "$npm/node_modules/playwright-core" ]; then
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
exec 7>&-
