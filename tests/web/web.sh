# The pages in a browser, as people use them: every tests/web/*.js but lib.js, or those named. Usage: sh tests/web/web.sh PROGRAM [NAME...]
# playwright-core and axe-core come from npm into build/pages-npm; the browser is Debian's. The invented practice is made
# once by build/goldthread and copied for each scenario; GOLDTHREAD_PRACTICE=DIR is one made before.
. tests/cli-lib.sh
shift
. tests/browser-lib.sh

maker=build/goldthread
[ -x "$maker" ] || maker=$program
GOLDTHREAD_QUICK=$maker
export GOLDTHREAD_QUICK
practice=${GOLDTHREAD_PRACTICE:-$work/practice}
[ -d "$practice" ] || "$maker" demo --data "$practice" --seed 7 >"$out" 2>"$err" || fail "the invented practice cannot be made"
[ $# -gt 0 ] || set -- $(cd tests/web && ls ./*.js | sed 's/^\.\///; s/\.js$//' | grep -v '^lib$')
bad=0
for name; do
    # The browser looks for its settings and caches at home.
    if HOME=$work XDG_CONFIG_HOME=$work XDG_CACHE_HOME=$work timeout "${GOLDTHREAD_WEB_SECONDS:-600}" node "tests/web/$name.js" "$npm" "$browser" "$program" "$practice" "$work" >"$out" 2>"$err"; then
        tail -n 1 "$out"
    else
        bad=1
        echo "FAIL: $name"; grep -v '^ *at .*node_modules\|^ *at .*node:' "$out" | head -n 60; head -c 3000 "$err"
    fi
done
exit $bad
