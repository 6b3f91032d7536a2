# Memory of the server over 20,000 pages: resident memory must not grow after the first 2,000.
. tests/cli-lib.sh
"$program" demo --data "$work/practice" --seed 7 >"$out" 2>"$err" || fail "the invented practice cannot be made"
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$work"' EXIT
"$program" serve --data "$work/practice" --listen 127.0.0.1:0 --test-limits >"$work/served" 2>"$work/told" &
server=$!
ready
python memory "$server" "$port" "$work/practice" "${PAGES:-20000}" <<'PY'
import http.client, json, re, sys, time, urllib.parse
pid, port, data, pages = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
account = [json.loads(line) for line in open(data + "/demo-accounts.jsonl")][2]
link, jar = http.client.HTTPConnection("127.0.0.1", port, timeout=20), {}

def ask(method, path, form=None):
    head = {"Cookie": "; ".join(f"{k}={v}" for k, v in jar.items())}
    if form is not None:
        head["Content-Type"] = "application/x-www-form-urlencoded"
    link.request(method, path, urllib.parse.urlencode(form) if form is not None else None, head)
    answer = link.getresponse()
    for name, value in answer.getheaders():
        if name.lower() == "set-cookie":
            k, v = value.split(";")[0].split("=", 1)
            jar[k] = v
    return answer.status, answer.read().decode("utf-8", "replace")

def resident():
    return [int(line.split()[1]) for line in open(f"/proc/{pid}/status") if line.startswith("VmRSS")][0]

_, page = ask("GET", "/sign-in")
token = re.search('name="csrf" value="([^"]+)"', page).group(1)
status, _ = ask("POST", "/sign-in", {"csrf": token, "login": account["login"], "password": account["password"], "then": "/"})
assert status == 303, f"signing in answers {status}"
_, page = ask("GET", "/")
clients = sorted(set(re.findall(r'href="(/clients/[0-9A-Z]{26})"', page)))
good = []
for client in clients[:6]:
    for below in ["", "/plan", "/progress", "/sessions", "/sharing", "/details", "/reviews", "/plan/thread", "/sessions/new"]:
        if ask("GET", client + below)[0] == 200:
            good.append(client + below)
good += ["/", "/search", "/help"]
assert len(good) > 20, good
start, after = time.time(), 0
for i in range(pages):
    status, page = ask("GET", good[i % len(good)])
    assert status == 200, f"{good[i % len(good)]} answers {status} at request {i}"
    if i % 50 == 0:  # something that is not there, and something without a token
        ask("GET", "/clients/01J0000000000000000000000A")
        ask("POST", "/search", {"q": "nobody"})
    if i % (pages // 8) == 0:
        print(f"{i}: {resident()} kB")
    if i == min(2000, pages // 10):
        after = resident()
end = resident()
print(f"{pages} pages in {time.time() - start:.0f} s; resident {after} kB after the first tenth, {end} kB at the end")
assert end <= after + 4096, f"resident memory grew from {after} kB to {end} kB"
PY
kill "$server"; status=0; wait "$server" || status=$?; server=
expect_exit 0
expect_empty "$work/told"
