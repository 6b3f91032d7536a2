# Every command line of docs/operating.md works as it stands there.
. tests/cli-lib.sh
mkdir "$work/srv" "$work/mnt" "$work/mnt/backup" "$work/bin"
(umask 077 && echo 'a long enough password' >"$work/pw")
ln -s "$program" "$work/bin/goldthread"
sed -n 's/^    \(goldthread .*\)/\1/p' docs/operating.md |
    sed -e "s|/srv/|$work/srv/|g" -e "s|/mnt/|$work/mnt/|g" -e "s|--password-file pw|--password-file $work/pw|" >"$work/lines"
[ "$(wc -l <"$work/lines")" -ge 14 ] || fail "only $(wc -l <"$work/lines") command lines in docs/operating.md"
while IFS= read -r line; do
    ran=$line
    PATH=$work/bin:$PATH sh -c "$line" >"$out" 2>"$err" </dev/null
    status=$?
    expect_exit 0
    expect_empty "$err"
    [ -s "$out" ] || case $line in *" -o "*) ;; *) fail "it says nothing" ;; esac
done <"$work/lines"
