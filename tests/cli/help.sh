# Help, manual pages and completion come from the command table and are complete.
. tests/cli-lib.sh

run --version
expect_exit 0
expect_line '^goldthread [0-9]+\.[0-9]+\.[0-9]+$' "$out"
run --help
expect_exit 0
cp "$out" "$work/overview"
run help
expect_same "$work/overview" "$out" "help and --help differ"
run -h
expect_same "$work/overview" "$out" "-h and --help differ"

commands="check parse score progress import export diff explain new mend follow instrument init user disclose backup restore audit key retention demo serve worker help"
run help --man
expect_exit 0
cp "$out" "$work/goldthread.1"
for command in $commands; do
    expect_line "^  $command  *[a-z]" "$work/overview"
    run "$command" --help
    expect_exit 0
    expect_empty "$err"
    cp "$out" "$work/help-$command"
    expect_line "^Usage: goldthread $command" "$out"
    expect_line '^Options:' "$out"
    expect_line '^Examples:' "$out"
    [ "$(awk 'length > 100' "$out" | wc -l)" -eq 0 ] || fail "a line over 100 columns"
    run help "$command"
    expect_same "$work/help-$command" "$out" "help $command and $command --help differ"
    run "$command" -h
    expect_same "$work/help-$command" "$out" "$command -h and --help differ"
    run help --man "$command"
    expect_exit 0
    cp "$out" "$work/goldthread-$command.1"
    sed -n 's/^  \(-[a-zA-Z], \)\{0,1\}--\([a-z-]*\).*/\2/p' "$work/help-$command" >"$work/options-$command"
    while read -r option; do
        [ "$option" = help ] || grep -Fq -e "$(echo "--$option" | sed 's/-/\\-/g')" "$out" || fail "the page of $command lacks --$option"
    done <"$work/options-$command"
done

# A command with actions lists them, and says which of them take an option.
expect_line '^  import FILE$' "$work/help-instrument"
expect_line '\(import\)' "$work/help-instrument"
expect_line '^\.SH ACTIONS' "$work/goldthread-instrument.1"
expect_no_line '^Actions:' "$work/help-check"

# Manual pages without a warning.
if command -v groff >/dev/null; then
    for page in "$work"/*.1; do
        groff -man -Tascii -ww -z "$page" >"$out" 2>&1 || fail "groff on ${page##*/}"
        expect_empty "$out"
    done
else
    echo "not checked: manual pages by groff"
fi

# Completion: bash completes commands, options and choices; zsh and fish read their scripts.
run help --completion bash
expect_exit 0
cp "$out" "$work/bash"
bash -eu -c '
    source "$1"
    spec=$(complete -p goldthread)
    function=$(sed "s/.*-F \([^ ]*\).*/\1/" <<<"$spec")
    completes() { # WORDS... EXPECTED: the last word is completed to EXPECTED, among others
        local expected=${*: -1}
        COMP_WORDS=("${@:1:$#-1}") COMP_CWORD=$(($# - 2)) COMPREPLY=()
        COMP_LINE="${COMP_WORDS[*]}" COMP_POINT=${#COMP_LINE}
        "$function" goldthread "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}" || true
        local word
        for word in ${COMPREPLY[@]+"${COMPREPLY[@]}"}; do [[ $word = "$expected" ]] && return; done
        echo "not completed: $* (got: ${COMPREPLY[*]-})"
        exit 1
    }
    completes goldthread ch check
    completes goldthread e export
    completes goldthread e explain
    completes goldthread check --fo --format
    completes goldthread check --format s sarif
    completes goldthread export --paper l letter
    completes goldthread help --completion z zsh
    completes goldthread instrument i import
    completes goldthread instrument import --ma --map
    completes goldthread instrument export --to f fhir
' bash "$work/bash" >"$out" 2>&1 || fail "completion for bash"
while read -r option; do
    grep -q -e "--$option" "$work/bash" || fail "completion for bash lacks --$option of check"
done <"$work/options-check"
for shell in zsh fish; do
    run help --completion $shell
    expect_exit 0
    cp "$out" "$work/$shell"
    for command in $commands; do
        expect_line "$command" "$work/$shell"
    done
    ! command -v $shell >/dev/null || $shell -n "$work/$shell" >"$out" 2>&1 || fail "$shell does not read its completion script"
done
