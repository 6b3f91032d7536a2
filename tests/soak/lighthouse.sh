# Lighthouse on sign-in, caseload, chart and plan: accessibility, best practices and performance at least 95 each.
# It comes from npm into build/lighthouse-npm; skipped where npm's registry cannot be reached.
. tests/cli-lib.sh
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || fail "no chromium; tools/deps test installs it"
npm=build/lighthouse-npm
if [ ! -d "$npm/node_modules/lighthouse" ]; then
    mkdir -p "$npm"
    timeout 300 npm install --prefix "$npm" --no-audit --no-fund --no-save --ignore-scripts lighthouse@12.8.2 >"$out" 2>"$err" ||
        skip "lighthouse cannot be had from npm, so its scores were not looked at"
fi
"$program" demo --data "$work/practice" --seed 7 >"$out" 2>"$err" || fail "the invented practice cannot be made"
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$work"' EXIT
"$program" serve --data "$work/practice" --listen 127.0.0.1:0 --test-limits >"$work/served" 2>"$work/told" &
server=$!
ready
password=$(sed -n 's/.*"login":"rahel","password":"\([^"]*\)".*/\1/p' "$work/practice/demo-accounts.jsonl")
jar=$work/jar
token=$(curl -s -c "$jar" -b "$jar" "$base/sign-in" | sed -n 's/.*name="csrf" value="\([^"]*\)".*/\1/p' | head -n 1)
curl -s -o /dev/null -c "$jar" -b "$jar" --data-urlencode "csrf=$token" -d login=rahel --data-urlencode "password=$password" -d then=/ "$base/sign-in"
cookies=$(sed 's/^#HttpOnly_//' "$jar" | awk '!/^#/ && NF > 6 {printf "%s%s=%s", sep, $6, $7; sep = "; "}')
curl -s -b "$jar" "$base/?sort=name" >"$work/page"
chart=
for one in $(grep -o 'href="/clients/[0-9A-Z]\{26\}"' "$work/page" | cut -d'"' -f2 | sort -u); do
    [ "$(curl -s -b "$jar" -o "$work/plan" -w '%{http_code}' "$base$one/plan")" = 200 ] && grep -q 'In force' "$work/plan" && chart=$one && break
done
[ -n "$chart" ] || fail "nobody has a plan in force"
ran="lighthouse"
HOME=$work XDG_CONFIG_HOME=$work XDG_CACHE_HOME=$work timeout 500 node tests/soak/lighthouse.mjs "$npm" "$browser" "$base" "$work/profile" "$cookies" \
    sign-in=/sign-in caseload=/ "chart=$chart" "plan=$chart/plan" >"$out" 2>"$err" || fail "a page is below 95"
cat "$out"
kill "$server"; status=0; wait "$server" || status=$?; server=
expect_exit 0
