# packaging/nginx.conf and packaging/goldthread.service, tried: TLS at nginx in front of `goldthread serve --proxy`, on free
# ports of this machine; cookies and headers as they must be there. systemd's own check of the unit.
. tests/cli-lib.sh

if command -v systemd-analyze >/dev/null; then
    # The program and its user are not installed here: their lines are replaced, the others are those of the file.
    sed "s|^ExecStart=/usr/local/bin/goldthread|ExecStart=$program|; s/^User=.*/User=root/; s/^Group=.*/Group=root/; /^Documentation=/d" \
        packaging/goldthread.service >"$work/goldthread.service"
    systemd-analyze verify --man=no "$work/goldthread.service" >"$out" 2>"$err" || fail "systemd finds something wrong in the unit"
    ! grep -q "goldthread.service" "$err" || fail "systemd has something to say about the unit"
    # 0 is the safest, 10 the least: what the unit gives up stays given up.
    if systemd-analyze security --offline=yes --threshold=25 "$work/goldthread.service" >"$out" 2>"$err"; then :; else
        grep -q -i "unknown\|unrecognized\|invalid option" "$err" || fail "the unit gives up less than it did"
    fi
fi

nginx=$(command -v nginx || echo /usr/sbin/nginx)
[ -x "$nginx" ] || skip "no nginx here, so its example was not tried"
maker=$(dirname "$program")/test/test_upkeep
[ -x "$maker" ] || make -s BUILD="${program%/goldthread}" "$maker" || { echo "no program at $maker" >&2; exit 2; }
"$maker" make "$work/data" >"$work/ids" || fail "no record could be made"

server= proxy=
trap 'for p in $proxy $server; do kill "$p" 2>/dev/null; done; wait; chmod -R u+rwx "$work" 2>/dev/null; rm -rf "$work"' EXIT
free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

"$program" serve --data "$work/data" --listen 127.0.0.1:0 --proxy 127.0.0.1 >"$work/served" 2>"$work/told" &
server=$!
ready

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=plans.example.org \
    -addext subjectAltName=DNS:plans.example.org -keyout "$work/key.pem" -out "$work/fullchain.pem" >"$out" 2>"$err" || fail "no certificate could be made"
tls=$(free_port) plain=$(free_port)
# The example, with this machine's ports and files in the places of those it names.
{
    echo "daemon off; pid $work/nginx.pid; error_log $work/nginx-error.log; events {} http {"
    echo "client_body_temp_path $work/body; proxy_temp_path $work/proxy; fastcgi_temp_path $work/f; uwsgi_temp_path $work/u; scgi_temp_path $work/s;"
    sed "s|listen 443 |listen 127.0.0.1:$tls |; s|listen 80;|listen 127.0.0.1:$plain;|; /listen \[::\]/d
        s|/var/log/nginx/|$work/|; s|/etc/ssl/goldthread/|$work/|; s|127.0.0.1:8400|127.0.0.1:$port|" packaging/nginx.conf
    echo "}"
} >"$work/nginx.conf"
chmod 755 "$work"
ran="nginx with packaging/nginx.conf"
"$nginx" -p "$work" -e "$work/nginx-error.log" -c "$work/nginx.conf" >"$out" 2>"$err" &
proxy=$!
ask() { # ARGUMENT... : curl to the proxy, by its name
    curl -s --max-time 20 --cacert "$work/fullchain.pem" --resolve "plans.example.org:$tls:127.0.0.1" \
        --resolve "plans.example.org:$plain:127.0.0.1" "$@"
}
for _ in $(seq 100); do
    ask -o /dev/null "https://plans.example.org:$tls/healthz" && break
    kill -0 "$proxy" 2>/dev/null || { cat "$work/nginx-error.log" >>"$err"; fail "nginx does not take the example"; }
    sleep 0.1
done

ask -D "$work/head" -o "$work/page" "https://plans.example.org:$tls/sign-in"
tr -d '\r' <"$work/head" >"$out"
expect_line '^HTTP/2 200' "$out"
expect_line '^strict-transport-security: max-age=[0-9]{7,}' "$out"
expect_line '^set-cookie: __Host-[^;]*;.*Secure' "$out"
expect_no_line '^set-cookie: ([^_]|_[^_])' "$out"
expect_line '^set-cookie: .*HttpOnly' "$out"
expect_line '^set-cookie: .*SameSite=(Strict|Lax)' "$out"
expect_line "^content-security-policy: default-src 'none'" "$out"
expect_line '^cache-control: .*no-store' "$out"
grep -q '<h1>' "$work/page" || fail "no page came through"

# Signed in through the proxy: the session's cookie is as safe, and the form's origin is the proxy's name.
ask -c "$work/jar" -b "$work/jar" -o "$work/page" "https://plans.example.org:$tls/sign-in"
token=$(sed -n 's/.*name="csrf" value="\([^"]*\)".*/\1/p' "$work/page" | head -n 1)
[ -n "$token" ] || fail "the page has no token"
got=$(ask -c "$work/jar" -b "$work/jar" -o "$work/page" -w '%{http_code}' -H "Origin: https://plans.example.org:$tls" \
    --data-urlencode "csrf=$token" -d login=nobody -d password=wrong "https://plans.example.org:$tls/sign-in")
[ "$got" = 422 ] || [ "$got" = 401 ] || [ "$got" = 200 ] || fail "a wrong sign-in through the proxy answers $got"
grep -q 'id="errors"' "$work/page" || fail "a wrong sign-in is told"
got=$(ask -c "$work/jar" -b "$work/jar" -o "$work/page" -w '%{http_code}' -H "Origin: https://evil.example" -H 'Sec-Fetch-Site: cross-site' \
    --data-urlencode "csrf=$token" -d login=nobody -d password=wrong "https://plans.example.org:$tls/sign-in")
[ "$got" = 403 ] || fail "a form of another site answers $got"

# Whose address the trail has: the client's, as the proxy saw it, whatever the client says of itself.
ask --interface 127.0.0.2 -c "$work/jar" -b "$work/jar" -o "$work/page" -H "Origin: https://plans.example.org:$tls" -H 'X-Forwarded-For: 203.0.113.9' \
    --data-urlencode "csrf=$token" -d login=nobody -d password=wrong "https://plans.example.org:$tls/sign-in"
run audit export --data "$work/data"
expect_exit 0
expect_line '127\.0\.0\.2' "$out"
expect_no_line '203\.0\.113' "$out"

[ "$(ask -o /dev/null -w '%{http_code}' "https://plans.example.org:$tls/metrics")" = 404 ] || fail "the counters are seen through the proxy"
[ "$(ask -o /dev/null -w '%{http_code} %{redirect_url}' "http://plans.example.org:$plain/search?x=1")" = "301 https://plans.example.org/search?x=1" ] || fail "plain HTTP is not led to TLS"
head -c 3000000 /dev/zero | ask -o /dev/null -w '%{http_code}' --data-binary @- "https://plans.example.org:$tls/search" >"$out"
grep -Eq '^4[0-9][0-9]$' "$out" || fail "three megabytes are answered with $(cat "$out")"
head -c 6000000 /dev/zero | ask -o /dev/null -w '%{http_code}' --data-binary @- "https://plans.example.org:$tls/search" >"$out"
grep -Eq '^4[0-9][0-9]$' "$out" || fail "six megabytes are answered with $(cat "$out")"
grep -Eq 'search|sign-in|clients' "$work/goldthread.log" && fail "the proxy's log tells what was looked at"
[ -s "$work/goldthread.log" ] || fail "the proxy has no log"

kill "$proxy"; wait "$proxy" 2>/dev/null; proxy=
kill "$server"; status=0; wait "$server" || status=$?; server=
expect_exit 0
expect_empty "$work/told"
