# `make install` into a folder of its own, a program that uses what was installed, and `make uninstall` that leaves nothing.
# Usage: sh tests/install.sh   (from the root, after make)
set -eu
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
fail() { echo "FAIL: $*"; exit 1; }

make -s install DESTDIR="$folder" PREFIX=/usr
for file in bin/goldthread lib/libgoldthread.a lib/pkgconfig/goldthread.pc include/goldthread.h share/man/man1/goldthread.1 \
    share/man/man1/goldthread-check.1 share/bash-completion/completions/goldthread share/zsh/site-functions/_goldthread \
    share/fish/vendor_completions.d/goldthread.fish share/doc/goldthread/plan.schema.json share/doc/goldthread/rules.md \
    share/doc/goldthread/LICENSE; do
    [ -s "$folder/usr/$file" ] || fail "not installed: $file"
done
[ "$(find "$folder" -maxdepth 1 | wc -l)" -eq 2 ] || fail "something is outside PREFIX: $(ls "$folder")"
! grep -rIl "$folder" "$folder" || fail "the folder's name is in an installed file"
for command in $("$folder/usr/bin/goldthread" help | sed -n 's/^  \([a-z]*\)  *[a-z].*/\1/p' | grep -v '^goldthread$'); do
    [ -s "$folder/usr/share/man/man1/goldthread-$command.1" ] || fail "no manual page for $command"
done
"$folder/usr/bin/goldthread" --version

# The library opens no connection, runs no other program and opens no file: it does not even know how.
nm --undefined-only "$folder/usr/lib/libgoldthread.a" 2>/dev/null | sed -n 's/^ *U //p' | sort -u >"$folder/imports"
for name in socket connect getaddrinfo fork vfork execl execve execvp posix_spawn system popen dlopen fopen open time; do
    ! grep -qx "$name" "$folder/imports" || fail "the library uses $name"
done
grep -qx memcpy "$folder/imports" || fail "the list of imported functions is not what it seems"
rm "$folder/imports"

cat >"$folder/user.c" <<'C'
#include <goldthread.h>
#include <stdio.h>
#include <string.h>

static int failed(const char *what, const struct gt_error *e)
{
    fprintf(stderr, "%s: %s: %s\n", what, e->where, e->text);
    return 1;
}

int main(void)
{
    const char *sentence = "Client will cook dinner twice a week by the 6th session.";
    const char *plan = "{\"format\":\"goldthread.plan/1\",\"goals\":[{\"statement\":\"Reduce anxiety\"}]}";
    struct gt_text t;
    struct gt_error e;
    if (gt_parse(sentence, strlen(sentence), "objective", &t, &e) != GT_OK)
        return failed("gt_parse", &e);
    if (!strstr(t.data, "S6") || strlen(t.data) != t.size)
        return 1;
    gt_text_free(&t);
    if (gt_check(plan, strlen(plan), "plan", GT_FINDINGS_JSON, &t, &e) != GT_OK)
        return failed("gt_check", &e);
    if (!strstr(t.data, "\"findings\""))
        return 1;
    gt_text_free(&t);
    if (gt_convert(plan, strlen(plan), GT_PLAN_PDF, &t, &e) != GT_OK)
        return failed("gt_convert", &e);
    if (memcmp(t.data, "%PDF-", 5) != 0)
        return 1;
    gt_text_free(&t);
    if (gt_check("", 0, NULL, GT_FINDINGS_TEXT, &t, &e) != GT_INVALID || !e.text[0])
        return 1;
    puts(gt_version());
    return 0;
}
C
PKG_CONFIG_SYSROOT_DIR=$folder PKG_CONFIG_PATH=$folder/usr/lib/pkgconfig PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1 PKG_CONFIG_ALLOW_SYSTEM_LIBS=1
export PKG_CONFIG_SYSROOT_DIR PKG_CONFIG_PATH PKG_CONFIG_ALLOW_SYSTEM_CFLAGS PKG_CONFIG_ALLOW_SYSTEM_LIBS
version=$(pkg-config --modversion goldthread)
[ "goldthread $version" = "$("$folder/usr/bin/goldthread" --version)" ] || fail "pkg-config says $version"
# shellcheck disable=SC2046
${CC:-gcc} -std=c99 -Wall -Wextra -Wpedantic -Werror -o "$folder/user" "$folder/user.c" $(pkg-config --cflags --libs goldthread)
[ "$("$folder/user")" = "$version" ] || fail "the program that uses the library"
# shellcheck disable=SC2046
if command -v g++ >/dev/null; then
    cp "$folder/user.c" "$folder/user.cc"
    g++ -Wall -Wextra -Wpedantic -Werror -o "$folder/user-cc" "$folder/user.cc" $(pkg-config --cflags --libs goldthread)
    [ "$("$folder/user-cc")" = "$version" ] || fail "the program in C++"
fi
rm -f "$folder"/user*

make -s uninstall DESTDIR="$folder" PREFIX=/usr
[ -z "$(find "$folder" -type f)" ] || fail "uninstall leaves $(find "$folder" -type f)"
