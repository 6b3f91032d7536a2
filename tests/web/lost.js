/*
 * lost.js: nothing that was typed is lost, and nothing happens twice: the sign-in ends in the middle of a paragraph; the
 * same form is sent again, byte for byte; the way back; the server is killed while many save; what cannot be HTTP.
 */
"use strict";
const http = require("http"), net = require("net");
const { execFileSync } = require("child_process");
const path = require("path");
const { scenario } = require("./lib.js");

const TEXT = "She said that the week was hard — “like wading”.\nSecond line & <b>third</b>, 50 % + more; ünïcode ✓";

/* One request by hand, with the cookies of a page. */
async function raw(t, page, target, body, headers = {}) {
    const cookies = (await page.context().cookies()).map((c) => `${c.name}=${c.value}`).join("; ");
    const url = new URL(t.base + target);
    return new Promise((resolve, reject) => {
        const r = http.request({ host: url.hostname, port: url.port, path: url.pathname + url.search, method: "POST", agent: false,
            headers: { Cookie: cookies, "Content-Type": "application/x-www-form-urlencoded", "Content-Length": Buffer.byteLength(body), ...headers } }, (answer) => {
            let text = "";
            answer.on("data", (d) => (text += d));
            answer.on("end", () => resolve({ status: answer.statusCode, location: answer.headers.location, text }));
        });
        r.on("error", reject);
        r.end(body);
    });
}

const bodyOf = (page, selector) => page.evaluate((s) => new URLSearchParams(new FormData(document.querySelector(s))).toString(), selector);
const saved = (page) => page.waitForFunction(() => [...document.querySelectorAll("[data-saved]")].some((e) => /Saved at/.test(e.textContent)), null, { timeout: 15000 });

/* Rows that would change if something had been done. */
function state(t) {
    return execFileSync("python3", ["-c", "import sqlite3, sys\n" +
        "db = sqlite3.connect(sys.argv[1], timeout=10)\n" +
        "print([db.execute('SELECT count(*) FROM ' + x).fetchone()[0] for (x,) in db.execute(\"SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ('audit', 'sign_in', 'once', 'audit_head', 'sqlite_sequence') AND name NOT LIKE 'audit%' AND name NOT LIKE 'sqlite%' ORDER BY name\")])",
        path.join(t.data, "goldthread.db")]).toString().trim();
}

async function over(t) {
    await t.timeOut();
}

async function again(page, t, login) {
    await page.waitForSelector("#login");
    t.check((await page.textContent("main")).includes("What you wrote is kept"), "the sign-in page says that it is kept", page.url());
    await page.fill("#login", login);
    await page.fill("#password", t.account(login).password);
    await page.click("main button");
}

async function timeOuts(t, client, login) {
    for (const script of [true, false]) {
        const page = await t.open({ script });
        page.setDefaultTimeout(10000);
        await t.signIn(page, login);
        // A session and its note, in the middle of a sentence.
        await t.goto(page, `${client}/sessions/new`);
        if (await page.locator("button:has-text('Throw it away')").count()) await page.click("button:has-text('Throw it away')");
        await page.fill("#client_words", TEXT);
        await over(t);
        await page.click("main form.days button.btn >> nth=0");
        await again(page, t, login);
        t.check(new URL(page.url()).pathname === `${client}/sessions/new`, "back at the session", page.url());
        t.check((await page.inputValue("#client_words")) === TEXT, "every letter is in its field", await page.inputValue("#client_words"));
        // A plan.
        await t.goto(page, `${client}/plan/draft`);
        if (new URL(page.url()).pathname.endsWith("/new")) await page.click("button[value=empty]");
        const field = '[id="/goals/0/statement"]';
        const text = `Sleep through the night ${script}`;
        await page.fill(field, text);
        await over(t);
        await page.click("button[name=do][value=done]");
        await again(page, t, login);
        await t.goto(page, `${client}/plan/draft`);
        t.check([text].includes(await page.inputValue(field)), "the goal is in its field", await page.inputValue(field));
        // A score.
        await t.goto(page, `${client}/scores/new?measure=gad7`);
        for (let i = 1; i <= 7; i++) await page.check(`#i${i}-2`, { force: true });
        await over(t);
        await page.click("main form.stack button.btn");
        await again(page, t, login);
        t.check((await page.isChecked("#i1-2")) && (await page.isChecked("#i7-2")), "answers are chosen as they were");
        // Somebody else signs in at this window: nothing of it is shown to them.
        await t.goto(page, `${client}/details/change`);
        await page.fill("#phone", "555 0199 kept");
        await over(t);
        await page.click("main form.stack button.btn");
        await page.waitForSelector("#login");
        await page.fill("#login", "tobias");
        await page.fill("#password", t.account("tobias").password);
        await page.click("main button");
        t.check(!(await page.content()).includes("555 0199 kept"), "what was typed is shown to nobody else");
        await page.context().close();
    }
}

async function twice(t, client, login) {
    const page = await t.open();
    await t.signIn(page, login);
    const forms = [
        [`${client}/sessions/new`, "main form.days", `${client}/sessions/new`, "client_words=Heard+twice"],
        [`${client}/scores/new?measure=phq9`, "main form.stack", `${client}/scores/new`, "total=12"],
        [`${client}/consents/new?kind=treatment`, "main form", `${client}/consents/new`, "decision=yes"],
        ["/clients/new", "main form", "/clients/new", "name=Twice+Invented&birth_date=1990-01-01"],
    ];
    for (const [from, selector, to, more] of forms) {
        if ((await t.goto(page, from)) !== 200) { t.check(false, `${from} answers`); continue; }
        for (const box of await page.locator("#told input").all()) await box.check();
        const asked = new URLSearchParams(await bodyOf(page, selector));
        for (const [k, v] of new URLSearchParams(more)) asked.set(k, v);
        for (const name of await page.locator(`${selector} input[type=radio]`).evaluateAll((l) => [...new Set(l.map((e) => e.name))]))
            if (from.includes("consents") && !asked.has(name)) asked.set(name, await page.locator(`input[name="${name}"]`).first().getAttribute("value"));
        const before = state(t), body = asked.toString();
        const one = await raw(t, page, to, body), between = state(t), two = await raw(t, page, to, body);
        const three = await Promise.all([raw(t, page, to, body), raw(t, page, to, body)]);
        if (from.includes("consents") && one.status === 422) continue; // more is asked for; its own scenario answers it
        t.check(one.status === 303, `${from} is taken`, `${one.status} ${one.text.match(/errors[^]*?<\/ul>/) || ""}`);
        t.check(before !== between, `${from}: something was done`);
        t.check(state(t) === between, `${from}: the same bytes again do nothing`);
        t.check([two, ...three].every((x) => x.status === 303 && (x.location === one.location || x.location === "/")), `${from}: and lead on`, `${one.location} ${two.status} ${two.location}`);
        // Without a token, with somebody else's, from elsewhere: nothing.
        asked.set("once", "0123456789abcdefghijklmn");
        for (const [csrf, headers] of [["", {}], ["A".repeat(86), {}], [asked.get("csrf"), { Origin: "https://evil.example", "Sec-Fetch-Site": "cross-site" }]]) {
            asked.set("csrf", csrf);
            const no = await raw(t, page, to, asked.toString(), headers);
            t.check(no.status === 403 && state(t) === between, `${from}: a foreign form does nothing`, `${no.status}`);
        }
    }
    // The way back after it was sent: the page is made anew, and sending it once more is the same deed.
    await t.goto(page, `${client}/scores/new?measure=phq9`);
    await page.click("summary:has-text('Only the total')");
    await page.fill("#total", "8");
    await page.click("main form.stack button.btn");
    await page.waitForURL((u) => !u.pathname.endsWith("/new"));
    await page.goBack();
    t.check(new URL(page.url()).pathname.endsWith("/scores/new") && (await page.locator("main form.stack button.btn").count()) === 1, "the way back shows the form");
    const before = state(t), body = await bodyOf(page, "main form.stack");
    t.check((await raw(t, page, `${client}/scores/new`, body)).status < 500 && (state(t) === before || !/total=8/.test(body)), "what is sent from there again does nothing twice");
    await page.context().close();
}

async function two(t, client, login, other) {
    const one = await t.open(), second = await t.open();
    await t.signIn(one, login);
    await t.signIn(second, other);
    if ((await t.goto(second, `${client}/sessions/new`)) !== 200) return t.check(false, "a colleague of the team may write");
    // Two people write a note about the same client: each has their own.
    await t.goto(one, `${client}/sessions/new`);
    await one.fill("#observed", "Seen by the first.");
    await saved(one);
    await second.fill("#observed", "Seen by the second.");
    await saved(second);
    await t.goto(one, `${client}/sessions/new`);
    t.check((await one.inputValue("#observed")) === "Seen by the first.", "what is begun belongs to one person", await one.inputValue("#observed"));
    await t.goto(second, `${client}/sessions/new`);
    t.check((await second.inputValue("#observed")) === "Seen by the second.", "and the other has their own");
    await one.context().close();
    await second.context().close();
}

/* Killed in the middle of saves: what was acknowledged is there, and what was typed is still in its field. */
async function killed(t, client, login) {
    const page = await t.open();
    await t.signIn(page, login);
    await t.goto(page, `${client}/sessions/new`);
    const texts = [await page.inputValue("#observed")]; // what stands there before
    let acknowledged = 0; // which of them, at least
    for (let i = 1; i < 7; i++) {
        const text = `Paragraph ${i}: ` + "worry came back on Tuesday. ".repeat(40 + i);
        texts.push(text);
        await page.fill("#observed", text);
        const save = page.evaluate(() => document.querySelector("form[data-autosave]").save());
        await new Promise((done) => setTimeout(done, 4 * i));
        await t.crash();
        await save.catch(() => {});
        const line = (await page.locator("[data-saved]").allTextContents()).join(" ");
        if (/Saved at/.test(line)) acknowledged = i;
        await t.again();
        const fresh = await page.context().newPage();
        await t.goto(fresh, `${client}/sessions/new`);
        const kept = await fresh.inputValue("#observed");
        // Written, and killed before the answer: a later one may be there too, whole.
        const which = texts.findIndex((one) => one.trim() === kept.trim());
        t.check(which >= acknowledged, `killed ${i}: what was acknowledged is there`, `${line}: ${kept.slice(0, 40)}`);
        t.check((await page.inputValue("#observed")) === text, `killed ${i}: what was typed is in its field`);
        await fresh.close();
        await saved(page);
        acknowledged = i;
    }
    // Killed while the form itself is sent: it can be sent again, and is done once.
    await page.fill("#start", "11:10"); // no other session of the day begins then
    const body = await bodyOf(page, "main form.days"), before = state(t);
    const sent = raw(t, page, `${client}/sessions/new`, body).catch(() => null);
    await t.crash();
    await sent;
    await t.again();
    const last = await raw(t, page, `${client}/sessions/new`, body), after = state(t);
    t.check(last.status === 303, "sent again after the crash it is taken", `${last.status}`);
    t.check(before !== after && (await raw(t, page, `${client}/sessions/new`, body)).location === last.location && state(t) === after, "and done once");
    await page.context().close();
}

/* What is no HTTP, or too much of it: 4xx or a closed connection, and the server goes on. */
async function hostile(t, client, login) {
    const page = await t.open();
    await t.signIn(page, login);
    const cookies = (await page.context().cookies()).map((c) => `${c.name}=${c.value}`).join("; ");
    const { hostname, port } = new URL(t.base), host = `Host: ${hostname}:${port}\r\nCookie: ${cookies}\r\n`;
    const send = (bytes, { end = false } = {}) => new Promise((resolve) => {
        let text = "";
        const socket = net.connect(port, hostname, () => { socket.write(bytes); if (end) socket.end(); });
        socket.on("data", (d) => { text += d; if (/^HTTP\/1\.1 [45]/.test(text)) socket.destroy(); });
        socket.on("error", () => {});
        socket.on("close", () => resolve(text));
        setTimeout(() => socket.destroy(), 15000);
    });
    const form = "Content-Type: application/x-www-form-urlencoded\r\n";
    const rows = [
        ["a request that ends early", `GET ${client} HTTP/1.1\r\nHost: x`, { end: true }],
        ["no HTTP at all", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".repeat(20) + "\r\n\r\n"],
        ["two lengths", `POST /theme HTTP/1.1\r\n${host}${form}Content-Length: 5\r\nContent-Length: 50\r\n\r\nabcde`],
        ["length and chunks", `POST /theme HTTP/1.1\r\n${host}${form}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n`],
        ["a chunk that is no number", `POST /theme HTTP/1.1\r\n${host}${form}Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n`, { end: true }],
        ["a negative length", `POST /theme HTTP/1.1\r\n${host}${form}Content-Length: -1\r\n\r\n`],
        ["a length beyond all", `POST /theme HTTP/1.1\r\n${host}${form}Content-Length: 99999999999999999999\r\n\r\n`],
        ["ten megabytes", `POST ${client}/plan/import HTTP/1.1\r\n${host}Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 10485760\r\n\r\n` + "a".repeat(1048576)],
        ["a header of 100 KB", `GET / HTTP/1.1\r\n${host}X-Long: ${"a".repeat(100000)}\r\n\r\n`],
        ["5,000 headers", `GET / HTTP/1.1\r\n${host}${"X-Many: 1\r\n".repeat(5000)}\r\n`],
        ["an address of 50 KB", `GET /${"a".repeat(50000)} HTTP/1.1\r\n${host}\r\n`],
        ["NUL in an address", `GET /clients/%00 HTTP/1.1\r\n${host}\r\n`],
        ["a bad percent", `GET /clients/%zz HTTP/1.1\r\n${host}\r\n`],
        ["bad UTF-8 in an address", `GET /clients/%ff%fe HTTP/1.1\r\n${host}\r\n`],
        ["dots", `GET /static/../../etc/passwd HTTP/1.1\r\n${host}\r\n`],
        ["dots, encoded", `GET /static/%2e%2e%2f%2e%2e%2fetc%2fpasswd HTTP/1.1\r\n${host}\r\n`],
        ["another method", `PUT ${client} HTTP/1.1\r\n${host}Content-Length: 0\r\n\r\n`],
        ["no host", "GET / HTTP/1.1\r\n\r\n"],
        ["two parts of one name, unended", `POST ${client}/plan/import HTTP/1.1\r\n${host}Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 60\r\n\r\n--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nabc`, { end: true }],
        ["a form of 20,000 fields", (() => { const b = "a=1&".repeat(20000); return `POST ${client}/sessions/new HTTP/1.1\r\n${host}${form}Content-Length: ${b.length}\r\n\r\n${b}`; })()],
        ["bad UTF-8 in a form", `POST ${client}/details/change HTTP/1.1\r\n${host}${form}Content-Length: 16\r\n\r\nname=%ff%fe%00%zz`],
    ];
    const before = state(t);
    for (const [what, bytes, how] of rows) {
        const answer = await send(bytes, how), first = (answer.match(/^HTTP\/1\.1 (\d+)/) || [])[1];
        t.check(!first || (first >= "400" && first < "500"), `${what}: 4xx or closed`, answer.slice(0, 200));
        t.check(!answer.includes("root:"), `${what}: nothing of the disk`);
    }
    // Slow ones hold nobody up.
    const slow = [];
    for (let i = 0; i < 40; i++) { const s = net.connect(port, hostname, () => s.write("GET / HTTP/1.1\r\nHost: x\r\nX: ")); s.on("error", () => {}); slow.push(s); }
    t.check((await t.goto(page, client)) === 200 && slow.every((s) => !s.destroyed), "slow clients hold nobody up: it is answered while they are there");
    slow.forEach((s) => s.destroy());
    // A file that is too large leads back to the form.
    await t.goto(page, `${client}/plan/import`);
    await page.setInputFiles("#file", { name: "scans.docx", mimeType: "application/octet-stream", buffer: Buffer.alloc(3 * 1048576, 1) });
    await Promise.all([page.waitForNavigation(), page.click("main form.card button.btn")]);
    t.check((await page.textContent("main")).includes("Up to 2 MB can be read"), "a file that is too large: how large it may be", await page.textContent("main"));
    await Promise.all([page.waitForNavigation(), page.click('main a:has-text("Go back to the page")')]);
    t.check(page.url().endsWith("/plan/import") && (await page.locator("#file").count()) === 1, "and the way leads back to the form", page.url());
    // A draft that is too large is told about texts, not about files; other forms how much they take.
    const told = async (path, fields) => page.evaluate(async ([path, fields]) => (await fetch(path, { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body: fields })).text(), [path, fields]);
    const draft = await told(`${client}/plan/draft`, "a=" + "x".repeat(1048577));
    t.check(draft.includes("a single text up to 1 MB") && !draft.includes("Word file"), "a draft that is too large: how large it may be");
    t.check((await told("/sign-out", "a=" + "x".repeat(300000))).includes("up to 256 KB"), "another form that is too large: how large it may be");
    // JSON as deep as it goes, as a plan.
    await t.goto(page, `${client}/plan/import`);
    for (const text of ["[".repeat(100000), '{"a":'.repeat(20000), '{"plan_format":1,"goals":' + "[".repeat(3000) + "]".repeat(3000) + "}", "\u0001\u0002 goals"]) {
        await page.fill("#text", text);
        const [answer] = await Promise.all([page.waitForResponse((r) => r.request().method() === "POST"), page.click("main form.card button.btn")]);
        t.check(answer.status() < 500, "a deep text is answered", `${answer.status()}`);
        await page.waitForLoadState();
        if (!(await page.locator("#text").count())) await t.goto(page, `${client}/plan/import`);
        if (!(await page.locator("#text").count())) break;
    }
    t.check((await t.goto(page, "/")) === 200, "the server goes on");
    t.check(JSON.parse(before).length > 10, "the record is there");
    await page.context().close();
}

scenario(async (t) => {
    // A client of two people.
    const page = await t.open();
    await t.signIn(page, "marianne", "/clients/new");
    await page.fill("#name", "Kept Invented");
    await page.fill("#birth_date", "1975-06-07");
    await page.click("main form button.btn");
    const client = new URL(page.url()).pathname;
    await t.goto(page, `${client}/team`);
    await page.selectOption("#account", { label: "Rahel Vinterhjelm" });
    await page.check("#role-clinician");
    await page.click("main button:has-text('Add to the care team')");
    await page.context().close();
    const parts = { timeOuts, twice, two, hostile, killed };
    for (const [name, part] of Object.entries(parts)) await part(t, client, "marianne", "rahel").catch((e) => t.check(false, name, e.stack));
});
