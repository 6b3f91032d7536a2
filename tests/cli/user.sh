# goldthread user: accounts by who owns the data folder; secrets never on the line; each change an event.
. tests/cli-lib.sh

export HOME="$work/home"
unset GOLDTHREAD_DATA XDG_DATA_HOME
data=$work/data
printf 'correct horse 7\n' >"$work/pw"; chmod 600 "$work/pw"
user() { action=$1; shift; run user "$action" --data "$data" "$@"; }

user list
expect_refused "$data" 'goldthread init'
run init --data "$data" --practice "Elm Street" --owner olga --name "Olga Owner" --password-file "$work/pw"
expect_exit 0

# Invitations.
user add carl --name "Carl Clinician" --roles clinician --credential LCSW --email carl@elm.example
expect_exit 0
expect_line '^    token  1\.[0-9a-f]{64}$' "$out"
expect_line '^    code   [0-9A-Z]{4}-[0-9A-Z]{4}$' "$out"
cp "$out" "$work/first"
user add carl --name "Another" --roles staff
expect_refused sign-in 'taken'
user add dora --name "Dora"
expect_refused --roles 'missing'
user add dora --roles clinician </dev/null
expect_refused --name 'no terminal'
user add dora --name "Dora" --roles clinician,king
expect_refused roles 'privacy_officer'
user add dora --name "Dora" --roles client
expect_refused roles 'client'
user add dora --name "Dora" --roles client --client 01NOBODY
expect_refused client 'none'
user add audrey --name "Audrey" --roles auditor
expect_refused roles 'date'
user add audrey --name "Audrey" --roles auditor --until tomorrow
expect_refused --until 'YYYY-MM-DD'
user add audrey --name "Audrey" --roles auditor --until 2001-01-01
expect_refused end 'past'
user add audrey --name "Audrey" --roles auditor --until 2999-12-31
expect_exit 0
user add sue --name "Sue" --roles supervisor
expect_exit 0
user invite CARL
expect_exit 0
expect_line '^    token  1\.' "$out"
! cmp -s "$out" "$work/first" || fail "the same invitation again"
user invite nobody
expect_refused nobody 'user list'

# The list.
user list
expect_lines 5 "$out"
expect_line '^SIGN-IN +STATE +CODES +NAME +ROLES$' "$out"
expect_line '^carl +invited +- +Carl Clinician +clinician$' "$out"
expect_line '^audrey +invited +- +Audrey +auditor until 2999-12-31$' "$out"
user list --format json
python "the list as JSON" "$out" <<'PY'
import json, sys
people = {p["sign_in"]: p for p in json.load(open(sys.argv[1]))}
carl = people["carl"]
assert carl["roles"] == ["clinician"] and carl["credential"] == "LCSW" and carl["email"] == "carl@elm.example", carl
assert carl["state"] == "invited" and carl["until"] is None and carl["codes"] is False and carl["client"] is None, carl
assert people["audrey"]["until"] == "2999-12-31", people
PY

# Passwords, roles.
user password carl --password-file "$work/pw"
expect_exit 0
expect_empty "$out"
user list
expect_line '^carl +active' "$out"
user password carl </dev/null
expect_refused terminal 'file'
user password carl 'correct horse 7'
expect_refused 'correct horse 7' 'too many'
user role carl clinician,prescriber --until 2999-01-02
expect_exit 0
user list
expect_line '^carl .* clinician,prescriber until 2999-01-02$' "$out"
user role carl clinician
expect_exit 0
user role olga staff
expect_refused owner 'last'
user end olga
expect_refused owner 'last'

# Supervision and care teams.
user supervise sue carl
expect_exit 0
user supervise sue carl --until 2020-01-01
expect_exit 0
user supervise carl sue
expect_refused supervisor 'role'
user join carl 01NOBODY primary
expect_refused client 'none'
user leave carl 01NOBODY primary
expect_refused client 'none'

# The end.
user end audrey
expect_exit 0
user end audrey
expect_refused account 'ended'
user invite audrey
expect_refused account 'ended'
user list
expect_line '^audrey +ended' "$out"

# Usage.
run user
expect_refused user 'missing'
user marry carl
expect_refused marry 'unknown action'
user list --roles owner
expect_refused --roles 'not for'
! grep -rqF -e "correct horse" -e "Carl Clinician" -e "carl@elm" "$data" || fail "something stands in the clear"
