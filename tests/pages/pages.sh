# The HTML pages in a browser: axe, sideways scrolling, keyboard, print; see pages.js. Usage: sh tests/pages/pages.sh PROGRAM
# playwright-core and axe-core come from npm into build/pages-npm; the browser is Debian's.
. tests/cli-lib.sh

. tests/browser-lib.sh

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
