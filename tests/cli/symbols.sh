#!/bin/sh
# symbols.sh GOLDTHREAD: tools/symbolcheck finds what is defined in both libraries, or twice in one, and nothing else.
set -eu
dir=$(mktemp -d /tmp/goldthread-symbols.XXXXXX)
trap 'rm -rf "$dir"' EXIT
unit() { # NAME TEXT
    echo "$2" >"$dir/$1.c"
    cc -c -o "$dir/$1.o" "$dir/$1.c"
}
libraries() { # objects of libgoldthread, then of librecord
    rm -f "$dir"/*.a
    (cd "$dir" && ar rcs libgoldthread.a $1 && ar rcs librecord.a $2)
}
unit one 'int first(void); int first(void) { return 1; } static int own; int *at(void); int *at(void) { return &own; }'
unit two 'int second(void); int second(void) { return 2; } static int own; int *there(void); int *there(void) { return &own; }'
unit same 'int first; '
unit again 'int second(void); int second(void) { return 3; }'
libraries one.o two.o
tools/symbolcheck "$dir" || { echo "two libraries that share nothing were refused"; exit 1; }
libraries one.o "two.o same.o"
if tools/symbolcheck "$dir" >"$dir/said"; then echo "the same name in both was not found"; exit 1; fi
grep -q 'in both\|librecord.a: first$' "$dir/said" || { cat "$dir/said"; exit 1; }
libraries one.o "two.o again.o"
if tools/symbolcheck "$dir" >"$dir/said"; then echo "the same name twice in one was not found"; exit 1; fi
grep -q 'twice in librecord.a: second$' "$dir/said" || { cat "$dir/said"; exit 1; }
if tools/symbolcheck "$dir/nowhere" >/dev/null; then echo "libraries that are not there were taken for good"; exit 1; fi
