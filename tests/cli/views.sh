# The compiler of views as a command, and what the C compilers say about its code. Usage: sh tests/cli/views.sh PROGRAM
. tests/cli-lib.sh
tool=${program%/*}/tools/viewc
[ -x "$tool" ] || fail "no $tool; make builds it"
program=$tool

flags="-std=c11 -Wall -Wextra -Wpedantic -Wshadow -Wmissing-prototypes -Wcast-qual -Wwrite-strings -Werror -Isrc -Itests -I$work"
for compiler in gcc clang-14; do
    command -v $compiler >/dev/null || fail "no $compiler; tools/deps test installs it"
done

# The sample views, without a warning.
run --header "$work/views.h" tests/data/view/*.html
expect_exit 0
expect_empty "$err"
for view in tests/data/view/*.html; do
    name=$(basename "$view" .html)
    run "$work/view_$name.c" "$view"
    expect_exit 0
    for compiler in gcc clang-14; do
        # shellcheck disable=SC2086
        $compiler $flags -c -o /dev/null "$work/view_$name.c" 2>"$err" || fail "$compiler refuses $view"
        expect_empty "$err"
    done
done

# A wrong member or type is an error in the line of the view, with a reason.
tab=$(printf '\t')
rows=0
while IFS=$tab read -r view says why; do
    case $view in "#"* | "") continue ;; esac
    [ "$view" != view ] || continue
    rows=$((rows + 1))
    printf '{{ view t "view_samples.h" view_everything }}\n%s\n' "$view" >"$work/t.html"
    run --header "$work/views.h" tests/data/view/*.html "$work/t.html"
    expect_exit 0
    run "$work/t.c" "$work/t.html"
    expect_exit 0
    for compiler in gcc clang-14; do
        # shellcheck disable=SC2086
        if $compiler $flags -c -o "$work/t.o" "$work/t.c" >"$err" 2>&1; then
            fail "$compiler takes: $view ($why)"
        fi
        grep -qE "$says" "$err" || fail "$compiler says something else about: $view ($why)"
        grep -q "t\.html:2:" "$err" || fail "$compiler does not point at line 2 of: $view ($why)"
    done
done <tests/data/view/wrong.tsv
[ $rows -gt 20 ] || fail "tests/data/view/wrong.tsv was not read"

# What cannot be made safe: one line, nothing written.
printf '{{ view t "x.h" }}\n<p>\n<li>{{ a }}</li></p>\n' >"$work/t.html"
rm -f "$work/t.c"
run "$work/t.c" "$work/t.html"
expect_exit 1
expect_lines 1 "$err"
expect_line '/t\.html:3: <li> stands in <p>; it belongs into ul or ol or menu$' "$err"
[ ! -e "$work/t.c" ] || fail "code of a refused view"
run --header "$work/views.h" tests/data/view/page.html "$work/t.html"
expect_exit 1

# The header keeps its time when it stays the same.
run --header "$work/views.h" tests/data/view/*.html
touch -d 2001-01-01 "$work/views.h"
run --header "$work/views.h" tests/data/view/*.html
expect_exit 0
[ -z "$(find "$work/views.h" -newermt 2001-01-02)" ] || fail "the same header was written again"
run --header "$work/views.h" tests/data/view/page.html
expect_exit 0
[ -n "$(find "$work/views.h" -newermt 2001-01-02)" ] || fail "another header was not written"

run --texts tests/data/view/page.html
expect_exit 0
expect_line '^tests/data/view/page\.html:11	Skip to main content$' "$out"
run --texts "$work/none.html"
expect_exit 1
run
expect_exit 2
