# An hour of load over loopback: 64 connections, each a session of a clinician or of a client, that read pages at a pace of
# their own, search, and write diary entries and delete them. Resident memory is told each minute and must not grow after the warm-up; no
# answer may be a trouble; everybody must be served. SECONDS_OF_LOAD (3600), CONNECTIONS (64).
# Usage: sh tests/soak/hour.sh PROGRAM
. tests/cli-lib.sh
"$program" demo --data "$work/practice" --seed 7 >"$out" 2>"$err" || fail "the invented practice cannot be made"
server=
trap '[ -z "$server" ] || { kill "$server" 2>/dev/null; wait "$server"; }; rm -rf "$work"' EXIT
"$program" serve --data "$work/practice" --listen 127.0.0.1:0 --test-limits --access-log "$work/access" >"$work/served" 2>"$work/told" &
server=$!
ready
python load "$server" "$port" "$work/practice" "${SECONDS_OF_LOAD:-3600}" "${CONNECTIONS:-64}" <<'PY'
import http.client, json, random, re, sys, threading, time, urllib.parse
pid, port, data, seconds, connections = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], float(sys.argv[4]), int(sys.argv[5])
accounts = [json.loads(line) for line in open(data + "/demo-accounts.jsonl")]
staff = [a for a in accounts if "clinician" in a["role"] and not a.get("totp_secret")]
clients = [a for a in accounts if a["role"] == "client"]
assert staff and clients, accounts
PAUSE = 0.25  # between two requests of one connection: half to one and a half of it
GROWTH_KB = 4096
end, lock = time.time() + seconds, threading.Lock()
served, wrong, slowest = [0] * connections, [], [0.0]

class Person:
    def __init__(self, number):
        self.number, self.jar, self.chance = number, {}, random.Random(number)
        self.client = number % 2 == 1
        self.account = (clients if self.client else staff)[number // 2 % len(clients if self.client else staff)]
        self.link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, method, path, form=None):
        head = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.jar.items())}
        if form is not None:
            head["Content-Type"] = "application/x-www-form-urlencoded"
        start = time.time()
        self.link.request(method, path, urllib.parse.urlencode(form) if form is not None else None, head)
        answer = self.link.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                k, v = value.split(";")[0].split("=", 1)
                self.jar[k] = v
        page = answer.read().decode("utf-8", "replace")
        slowest[0] = max(slowest[0], time.time() - start)
        served[self.number] += 1
        if answer.status >= 500 or answer.status in (401, 403, 422):
            with lock:
                wrong.append(f"{self.account['login']} {method} {path} answers {answer.status}")
        return answer.status, page

    def hidden(self, page, name):
        found = re.search(f'name="{name}" value="([^"]*)"', page)
        return found.group(1) if found else ""

    def sign_in(self):
        _, page = self.ask("GET", "/sign-in")
        status, _ = self.ask("POST", "/sign-in", {"csrf": self.hidden(page, "csrf"), "login": self.account["login"],
                                                   "password": self.account["password"], "then": "/"})
        assert status == 303, f"signing in answers {status}"

    # An entry for oneself is written and deleted again, so that the diary is as long at the end as in the beginning.
    def write(self):
        _, page = self.ask("GET", "/me/diary/new")
        status, _ = self.ask("POST", "/me/diary/new", {"csrf": self.hidden(page, "csrf"), "once": self.hidden(page, "once"),
                                                        "mood": "5", "text": "A day under load.", "who": "me"})
        if status != 303:
            with lock:
                wrong.append(f"a diary entry answers {status}")
        _, page = self.ask("GET", "/me/diary")
        own = re.search(r"/me/diary/own/[0-9A-Z]{26}/delete", page)
        if own:  # another connection of the same client may have been quicker
            _, page = self.ask("GET", own.group(0))
            self.ask("POST", own.group(0), {"csrf": self.hidden(page, "csrf"), "once": self.hidden(page, "once")})

    def search(self):
        _, page = self.ask("GET", "/search")
        self.ask("POST", "/search", {"csrf": self.hidden(page, "csrf"), "q": "ma"})

    def pages(self):
        if self.client:
            return ["/me", "/me/plan", "/me/checkins", "/me/diary", "/me/safety", "/me/record", "/me/record/who",
                    "/me/progress", "/me/consents", "/me/plan/versions", "/me/help", "/crisis", "/account"]
        _, page = self.ask("GET", "/")
        mine = sorted(set(re.findall(r'href="(/clients/[0-9A-Z]{26})"', page)))
        return ["/", "/search", "/help"] + [c + below for c in mine[:12] for below in
                ["", "/plan", "/progress", "/sessions", "/sharing", "/details", "/reviews"]]

    def live(self):
        try:
            self.sign_in()
            good = self.pages()
            while time.time() < end:
                time.sleep(PAUSE * (0.5 + self.chance.random()))
                draw = self.chance.random()
                if draw < 0.01:
                    self.write() if self.client else self.search()
                else:
                    self.ask("GET", self.chance.choice(good))
        except Exception as e:
            with lock:
                wrong.append(f"connection {self.number}: {e!r}")

def resident():
    return [int(line.split()[1]) for line in open(f"/proc/{pid}/status") if line.startswith("VmRSS")][0]

threads = [threading.Thread(target=Person(i).live) for i in range(connections)]
for t in threads:
    t.start()
start, samples = time.time(), []
while time.time() < end and not wrong:
    time.sleep(min(60, seconds / 8, max(0.1, end - time.time())))
    samples.append(resident())
    print(f"{time.time() - start:5.0f} s: {sum(served)} answers, resident {samples[-1]} kB, slowest {slowest[0] * 1000:.0f} ms", flush=True)
if wrong:
    end = 0
for t in threads:
    t.join()
assert not wrong, f"{len(wrong)} answers are wrong: {wrong[:5]}"
assert min(served) > 0, "a connection was never served"
warm = max(1, len(samples) // 2)  # half of the time: the page caches of all connections fill
print(f"{sum(served)} answers in {time.time() - start:.0f} s; resident {max(samples[:warm])} kB after the warm-up, {samples[-1]} kB at the end")
assert len(samples) > 1, "too short to say anything"
assert samples[-1] <= max(samples[:warm]) + GROWTH_KB, f"resident memory grew from {max(samples[:warm])} kB to {samples[-1]} kB"
PY
awk '{ print $NF }' "$work/access" | sort -n | awk '{ t[NR] = $1 } END { printf "server time in ms: half %.2f, p99 %.2f, most %.2f\n", t[int(NR / 2)] / 1000, t[int(NR * 99 / 100)] / 1000, t[NR] / 1000 }'
kill "$server"; status=0; wait "$server" || status=$?; server=
expect_exit 0
expect_empty "$work/told"
