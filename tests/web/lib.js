/*
 * lib.js: what the scenarios in a browser share. A scenario is a file tests/web/NAME.js:
 *
 *     const { scenario } = require("./lib.js");
 *     scenario(async (t) => {
 *         const page = await t.open({ width: 1280 });      a browser of its own: cookies, no script with { script: false }
 *         await t.signIn(page, "rahel");                   by sign-in name, see t.accounts
 *         await t.visit(page, "/", "Caseload");            goes there; title; axe light and dark at 1280 and 390; widths
 *         t.check(await page.locator(".alert").count() === 2, "two alerts");
 *     });
 *
 * Each has a copy of the invented practice and a server of its own on a free port of 127.0.0.1, which is stopped at the
 * end; what the server or the browser complains of is a failure. Run by tests/web/web.sh.
 *     node NAME.js NPM-FOLDER CHROMIUM PROGRAM PRACTICE WORK
 */
"use strict";
const fs = require("fs");
const path = require("path");
const { spawn, execFileSync } = require("child_process");
const [npm, chromium, , practice, work] = process.argv.slice(2);
let program = process.argv[4];
const modules = path.resolve(npm, "node_modules");
const playwright = require(path.join(modules, "playwright-core"));
const axe = fs.readFileSync(path.join(modules, "axe-core", "axe.min.js"), "utf8");

const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync"];

const SEEN = ["color-contrast", "link-in-text-block", "target-size"]; // the rules of axe about colours and sizes

function serve(data, port = 0, more = [], limits = ["--test-limits"]) {
    const server = spawn(program, ["serve", "--data", data, "--listen", `127.0.0.1:${port}`, ...limits, ...more], { stdio: ["ignore", "pipe", "pipe"] });
    let out = "", err = "";
    server.stderr.on("data", (d) => (err += d));
    const ended = new Promise((resolve) => server.on("exit", (code, signal) => resolve(signal || code)));
    const ready = new Promise((resolve, reject) => {
        server.stdout.on("data", (d) => {
            out += d;
            const m = out.match(/ready at (http:\S+:\d+)\//);
            if (m) resolve(m[1]);
        });
        ended.then((code) => reject(new Error(`the server ended with ${code}: ${err}`)));
    });
    return { ready, ended, stop: () => server.kill("SIGTERM"), kill: () => server.kill("SIGKILL"), errors: () => err, out: () => out };
}

/* A click or a key that opens a page ends when that page is there whole: what is read next is of it, not of a part. */
function arrivesWhole(frame) {
    const of = Object.getPrototypeOf(frame);
    if (of.arrivesWhole) return;
    of.arrivesWhole = true;
    for (const name of ["click", "press"]) {
        const does = of[name];
        of[name] = async function (...given) {
            const done = await does.apply(this, given);
            await this.waitForLoadState().catch(() => {}); // a download, or the server is away: the test says what it expects
            return done;
        };
    }
}

/* unfolds: what somebody writes in, ticks or presses is first unfolded, as they do with a press on its heading. */
function unfolds(page) {
    for (const does of ["fill", "click", "check", "uncheck", "selectOption"]) {
        const plain = page[does].bind(page);
        page[does] = async (selector, ...rest) => {
            const there = await page.$(selector).catch(() => null);
            if (there) await there.evaluate((x) => {
                const own = x.closest("summary");
                for (let d = (own ? own.parentElement : x).parentElement; d && (d = d.closest("details")); d = d.parentElement) d.open = true;
            }).catch(() => {});
            return plain(selector, ...rest);
        };
    }
}

class Test {
    constructor(browser, data, accounts) {
        Object.assign(this, { browser, data, accounts, work, program, failures: [], checks: 0, scriptless: new Set() });
    }
    check(ok, what, detail = "") {
        this.checks++;
        if (!ok) {
            this.failures.push(what);
            console.log(`FAIL: ${what}${detail ? ": " + detail : ""}`);
        }
    }
    async start() {
        this.server = serve(this.data);
        this.base = await this.server.ready;
    }
    /* crash: the server is killed in the middle of what it does. again: served anew, at the same address. */
    async crash() {
        this.away = true;
        this.server.kill();
        await this.server.ended;
    }
    async again() {
        this.server = serve(this.data, new URL(this.base).port);
        await this.server.ready;
        this.away = false;
    }
    /* serveAgain: at the same address, with that mail configuration; limits: [] makes wrong secrets wait. */
    async serveAgain({ mail, limits }) {
        const config = path.join(work, "mail.json");
        fs.writeFileSync(config, JSON.stringify(mail), { mode: 0o600 });
        this.server.stop();
        await this.server.ended;
        this.server = serve(this.data, new URL(this.base).port, ["--mail-config", config], limits);
        await this.server.ready;
    }
    /* serveAsUsual: at the same address, without --test-limits: wrong secrets make a name wait. */
    async serveAsUsual() {
        this.server.stop();
        await this.server.ended;
        this.server = serve(this.data, new URL(this.base).port, [], []);
        await this.server.ready;
    }
    /* stop: gracefully; the server must end well and have said nothing. */
    async stop() {
        this.away = true; /* a script of a page that is still open may ask in vain */
        this.server.stop();
        const code = await this.server.ended;
        this.check(code === 0 && this.server.errors() === "", "the server ends well", `${code} ${this.server.errors()}`);
    }
    async open({ width = 1280, height = 900, scheme = "light", script = true } = {}) {
        const context = await this.browser.newContext({ viewport: { width, height }, colorScheme: scheme, javaScriptEnabled: script, reducedMotion: "reduce" });
        const page = await context.newPage();
        page.setDefaultTimeout(20000);
        arrivesWhole(page.mainFrame());
        unfolds(page);
        if (!script) this.scriptless.add(page);
        /* A status that is no success is told on the console too; everything else there is a mistake of a page. */
        page.on("console", (m) => {
            if (m.type() === "error" && !this.away && !/Failed to load resource: the server responded with a status of/.test(m.text())) this.check(false, "the console is quiet", m.text());
        });
        page.on("pageerror", (e) => this.check(false, "no error of the script", e.message));
        return page;
    }
    account(login) {
        return this.accounts.find((a) => a.login === login);
    }
    async signIn(page, login, then = "/") {
        const account = this.account(login);
        await page.goto(`${this.base}/sign-in?then=${encodeURIComponent(then)}`);
        await page.fill("#login", account.login);
        await page.fill("#password", account.password);
        await page.click("main button");
    }
    async goto(page, target) {
        const answer = await page.goto(this.base + target);
        return answer.status();
    }
    /* fresh: a record in which nobody is yet, served; the code that the server shows. */
    async fresh(name) {
        const data = path.join(work, name);
        execFileSync(program, ["init", "--data", data, "--no-owner"], { stdio: "ignore" });
        const server = serve(data);
        const base = await server.ready;
        while (!/type the code \S+\n/.test(server.out())) await new Promise((r) => setTimeout(r, 10));
        return { base, server, code: server.out().match(/type the code (\S+)\n/)[1] };
    }
    /* timeOut: everybody's session was last used an hour ago. The server keeps sessions in memory until it has written
     * something itself: here that a sign-in went wrong. */
    async timeOut() {
        execFileSync("python3", ["-c", "import sqlite3, sys\n" +
            "db = sqlite3.connect(sys.argv[1], timeout=10)\n" +
            "db.execute('UPDATE sign_in SET seen_ms = seen_ms - 3600000')\n" +
            "db.commit()", path.join(this.data, "goldthread.db")]);
        const page = await this.open({ script: false });
        await page.goto(this.base + "/sign-in");
        await page.fill("#login", "nobody");
        await page.fill("#password", "not this one at all");
        await page.click("main button");
        await page.context().close();
    }
    async visit(page, target, title) {
        const status = await this.goto(page, target);
        this.check(status === 200, `${target} answers 200`, `${status}`);
        await this.look(page, title || target);
        if (title) this.check((await page.title()) === `${title} – Goldthread`, `${target} is titled ${title}`, await page.title());
    }
    /* look: at the page as it stands: axe in both schemes and widths, nothing wider than the window. All rules at 1280 pixels
     * in light and at 390 in dark; in the other two, unless GOLDTHREAD_PAGES=all, those that see colours and sizes. */
    async look(page, name) {
        if (this.scriptless.has(page)) return; /* nothing can be asked of such a page; the same page was looked at with script */
        const size = page.viewportSize();
        for (const [width, colorScheme, whole] of [[1280, "light", true], [1280, "dark", false], [390, "dark", true], [390, "light", false]]) {
            await page.setViewportSize({ width, height: 900 });
            await page.emulateMedia({ colorScheme });
            const found = await this.violations(page, whole || process.env.GOLDTHREAD_PAGES === "all" ? null : SEEN);
            this.check(found.length === 0, `${name} at ${width} px, ${colorScheme}`, found.join("\n    "));
        }
        await page.emulateMedia({ colorScheme: "light" });
        for (const width of [390, 320]) {
            await page.setViewportSize({ width, height: 900 });
            const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
            this.check(wide <= 0, `${name} at ${width} px is not wider than the window`, `${wide} px`);
            if (width !== 390) continue;
            const charts = await page.evaluate(() => [...document.querySelectorAll("svg.chart")].filter((c) => c.getClientRects().length).map((c) => ({ hidden: c.parentElement.scrollWidth - c.parentElement.clientWidth, letters: 15 * c.getBoundingClientRect().width / c.viewBox.baseVal.width })));
            this.check(charts.every((c) => c.hidden <= 0 && c.letters >= 12), `${name}: a chart is seen whole on a phone, and can be read`, JSON.stringify(charts));
        }
        await page.setViewportSize(size);
        const said = await page.evaluate(() => document.body.innerText);
        this.check(!/%[0-9A-F]{2}/.test(said), `${name} has no text written as in an address`, (said.match(/.*%[0-9A-F]{2}.*/) || [""])[0]);
    }
    /* violations: of axe, with all its rules or those named. */
    async violations(page, rules = null) {
        if (!(await page.evaluate(() => Boolean(window.axe)))) await page.evaluate(axe);
        const found = await page.evaluate(async (rules) => (await window.axe.run(document, { resultTypes: ["violations"], ...(rules ? { runOnly: rules } : {}) })).violations, rules);
        return found.map((v) => `${v.id} (${v.nodes.length}): ${v.nodes[0].html.slice(0, 160)} ${v.nodes[0].failureSummary}`);
    }
    /* picture: WORK/NAME.png, kept when GOLDTHREAD_PICTURES names a folder. */
    async picture(page, name) {
        const folder = process.env.GOLDTHREAD_PICTURES;
        if (folder) await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true });
    }
}

/* scenario: { quick: true } for one that opens hundreds of pages: with the optimised program where web.sh has it. */
async function scenario(run, { quick = false } = {}) {
    if (quick && process.env.GOLDTHREAD_QUICK) program = process.env.GOLDTHREAD_QUICK;
    const name = path.basename(process.argv[1], ".js");
    const data = path.join(work, name);
    fs.cpSync(practice, data, { recursive: true });
    const accounts = fs.readFileSync(path.join(data, "demo-accounts.jsonl"), "utf8").trim().split("\n").map((l) => JSON.parse(l));
    const browser = await playwright.chromium.launch({ executablePath: chromium, args: flags });
    const t = new Test(browser, data, accounts);
    try {
        await t.start();
        await run(t);
        await t.stop();
    } catch (e) {
        t.check(false, "the scenario comes to its end", e.stack);
        t.server.kill();
    } finally {
        await browser.close();
    }
    console.log(`${t.checks - t.failures.length} of ${t.checks} checks of ${name}`);
    process.exit(t.failures.length ? 1 : 0);
}

/* Texts of the catalogue that are not the same in both languages: whole ones, and those with values as patterns. */
function catalogue() {
    const rows = [];
    let into = null, from = "";
    for (const line of fs.readFileSync(path.join(__dirname, "..", "..", "po", "es.po"), "utf8").split("\n")) {
        if (line.startsWith("#: ")) from = line;
        const m = line.match(/^(msgid|msgstr)? ?(".*")$/);
        if (!m) continue;
        if (m[1] === "msgid") rows.push({ msgid: "", msgstr: "", from });
        into = m[1] || into;
        rows[rows.length - 1][into] += JSON.parse(m[2]);
    }
    const spanish = new Set(rows.map((r) => r.msgstr.trim()));
    const whole = new Set(), patterns = [];
    for (const { msgid, msgstr, from } of rows) {
        const id = msgid.trim();
        if (!id || id === msgstr.trim() || spanish.has(id)) continue;
        const pieces = id.split(/\{[^}]*\}|%(?:\d\$)?(?:\.\*)?(?:ll|z)?[sdu]/);
        if (pieces.length === 1) whole.add(id);
        else if (/render\/doc_wor/.test(from)) continue; // "%s sessions": a plan may say that in its own words; test_render_language.c
        else if (pieces.join("").replace(/[^a-z]/gi, "").length >= 8) patterns.push(new RegExp("^" + pieces.map((p) => p.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join(".+") + "$", "s"));
    }
    return { whole, patterns, count: rows.length };
}

/* The text of a PDF, and what of it is a text of the catalogue in English, cell by cell; a word by itself may be the end
 * of a line of what people wrote. */
const pdfText = (bytes) => execFileSync("pdftotext", ["-layout", "-", "-"], { input: bytes }).toString();
function englishCells(said, texts) {
    const cells = said.split(/\n|\f/).flatMap((line) => line.trim().split(/ {2,}| · |: /)).map((x) => x.trim());
    return [...new Set(cells.filter((x) => x.length > 2 && /[A-Z ]/.test(x) && texts.whole.has(x)))];
}

module.exports = { catalogue, pdfText, englishCells, scenario };
