/*
 * pages.js: every page of routes.def, as everybody in the practice finds it by its links: headers, titles, names, sizes;
 * then in the browser: axe at 1280 and 390 pixels in light and dark, 320 pixels, and without script.
 * GOLDTHREAD_PAGES=all (tests/soak/pages.sh) reads more addresses and looks at each in the browser; else at the longest of
 * each page, and one with an alert.
 */
"use strict";
const fs = require("fs"), path = require("path"), zlib = require("zlib");
const { scenario } = require("./lib.js");

const HTML_MOST = 40 * 1024, VISIT_MOST = 150 * 1024, REQUESTS_MOST = 8, SCRIPT_MOST = 6 * 1024;
const every = process.env.GOLDTHREAD_PAGES === "all";
const EACH = every ? 3 : 2; // addresses of one page that one person opens
const MORE = { "/clients/:client": 40, "/clients/:client/plan/versions": 20 }; // where the others are found
// Pages that need something which nobody in the invented practice did; each has its own scenario.
const elsewhere = /^\/(resets\/:id$|setup|invitation|sign-in\/link|link|readyz|metrics|healthz|static|favicon)|\/(export|code\/off|drop|guardian|package|plan\/diff|disclosures\/:id|copy\.(pdf|txt))$/;
const people = ["", "marianne", "rahel", "desmond", "tobias", "leopold", "gudrun", "milo"];

// The rows as the program compiles them.
function rows() {
    const text = fs.readFileSync(path.join(__dirname, "..", "..", "src", "web", "routes.def"), "utf8");
    const found = [...text.matchAll(/^ROUTE\((\w+),\s*"([^"]+)",\s*([\w-]+),\s*([^,]+),\s*(\w+),\s*"([^"]+)"\)/gm)];
    return { all: found.map(([, method, path, useCase, flags, , title]) => ({ method, path, useCase, flags, title })), count: (text.match(/^ROUTE\(/gm) || []).length };
}

const patternOf = (row) => new RegExp("^" + row.path.replace(/:(client|id)\b/g, "[0-7][0-9A-HJKMNP-TV-Z]{25}").replace(/:\w+/g, "[^/]+") + "$");
const plain = (html) => html.replace(/<(script|style|svg)\b.*?<\/\1>/gs, " ").replace(/<[^>]*>/g, " ").replace(/&#39;|&apos;/g, "'").replace(/&amp;/g, "&");
const links = (html) => [...html.matchAll(/<a\b[^>]*\bhref="([^"#]+)/g)].map((m) => m[1].replace(/&amp;/g, "&")).filter((a) => a.startsWith("/"));
const places = (html, here) => [...html.matchAll(/<a\b[^>]*\bhref="([^"#]*)#([^"]+)"/g)].map((m) => [m[1].replace(/&amp;/g, "&") || here, decodeURIComponent(m[2])]);
const idsOf = (html) => [...html.matchAll(/\sid="([^"]+)"/g)].map((m) => m[1]);

// What is sent, before a browser makes anything of it.
function judge(t, at, answer, html, names) {
    const head = answer.headers();
    const where = `${at.login} ${at.url}`;
    t.check((head["content-security-policy"] || "").includes("default-src 'none'") && !/unsafe/.test(head["content-security-policy"]), `${where}: a policy without unsafe words`, head["content-security-policy"]);
    t.check(head["x-content-type-options"] === "nosniff" && head["referrer-policy"] && head["cross-origin-opener-policy"] === "same-origin", `${where}: security headers`, JSON.stringify(head));
    const title = (html.match(/<title>([^<]*)<\/title>/) || [])[1] || "";
    const text = plain(html), named = names.filter((n) => text.includes(n));
    if (named.length || at.row.path.includes(":client")) t.check(/no-store/.test(head["cache-control"] || ""), `${where}: no-store`, head["cache-control"]);
    t.check(!names.some((n) => n.split(" ").some((part) => part.length > 3 && new RegExp(`\\b${part}\\b`, "i").test(title + " " + decodeURIComponent(at.url)))), `${where}: no client's name in title or address`, title);
    t.check(/ – Goldthread$/.test(title) && title.length > 13, `${where}: a title`, title);
    t.check((html.match(/<h1\b/g) || []).length === 1 && /<html lang="(en|es)"/.test(html), `${where}: one h1, a language`);
    t.check((html.match(/<main\b[^]*<\/main>/)[0].match(/class="btn"/g) || []).length <= (at.row.path === "/" || html.includes("edit-side") ? 2 : 1), `${where}: one filled button at most`);
    const packed = zlib.gzipSync(html).length;
    t.check(packed <= HTML_MOST, `${where}: at most 40 KB`, `${packed} bytes`);
    t.check(!/\son\w+=|style="|javascript:/i.test(html.replace(/<svg\b[^]*?<\/svg>/g, "")), `${where}: no script or style in the markup`);
    const ids = idsOf(html);
    t.check(new Set(ids).size === ids.length, `${where}: each id once`, ids.filter((x, i) => ids.indexOf(x) !== i).join());
    for (const form of html.match(/<form\b[^]*?<\/form>/g) || []) {
        const post = /method="post"/i.test(form.slice(0, form.indexOf(">")));
        if (post) t.check(/name="csrf"/.test(form), `${where}: a token in each form`, form.slice(0, 120));
        if (post && !/name="q"/.test(form)) t.check(/<button\b(?![^>]*type="button")/.test(form), `${where}: a button in each form`, form.slice(0, 120));
    }
    return { title, packed, text };
}

// All that one person finds by following links; at most EACH addresses of a row.
async function walk(t, login, table, names, found) {
    const page = await t.open();
    if (login) await t.signIn(page, login);
    const per = new Map(), seen = new Set(), from = new Map(), there = new Map(), led = new Map();
    const queue = ["/sign-in", "/", "/search", "/help", "/account", "/practice", "/supervision", "/audit", "/break-glass", "/clients/new"];
    while (queue.length) {
        const url = queue.shift();
        if (/^\/(me|leave)(\/|$)/.test(url)) continue; // the client's side: me_*.js
        const row = table.find((r) => r.method === "GET" && r.pattern.test(url.split("?")[0]));
        if (seen.has(url) || !row || elsewhere.test(row.path)) {
            if (!row && from.has(url)) t.check(false, `${login}: a link on ${from.get(url)} leads to no page: ${url}`);
            seen.add(url);
            continue;
        }
        seen.add(url);
        const tried = per.get(row.path) || { whole: 0, other: 0 };
        per.set(row.path, tried);
        if (tried.whole >= (MORE[row.path] || EACH) || tried.other >= 40) continue;
        const answer = await page.request.get(t.base + url, { maxRedirects: 0 });
        const status = answer.status();
        t.check(status < 500, `${login} ${url} answers ${status}`);
        tried[status === 200 ? "whole" : "other"]++;
        if (status >= 300 && status < 400) queue.push((answer.headers().location || "").replace(t.base, "").split("#")[0]);
        if (status === 303) found.push({ login, url, row, file: true });
        if (status !== 200) {
            if (from.has(url)) t.check(status === 303, `${login}: a link on ${from.get(url)} leads to ${status}: ${url}`);
            continue;
        }
        const type = answer.headers()["content-type"] || "";
        const at = { login, url, row };
        if (!/text\/html/.test(type)) {
            t.check(/no-store/.test(answer.headers()["cache-control"] || "") || !row.path.includes(":client"), `${login} ${url}: no-store`);
            found.push({ ...at, file: true });
            continue;
        }
        const html = await answer.text();
        there.set(url, new Set(idsOf(html)));
        for (const [to, id] of places(html, url)) led.set(`${to}#${id}`, { to, id, url });
        for (const link of links(html)) if (!from.has(link)) { from.set(link, url); queue.push(link); }
        judge(t, at, answer, html, names);
        const main = html.slice(html.indexOf("<main"));
        const risk = main.search(/class="alert|alerts? (is|are) open/), better = main.search(/>[^<]*\b(better|met)\b/i);
        found.push({
            ...at, bytes: html.length, forms: (html.match(/<form\b/g) || []).length, client: (url.match(/^\/clients\/([0-9A-Z]{26})/) || [])[1],
            alert: risk >= 0, above: risk >= 0 && (better < 0 || risk < better), better: better >= 0,
        });
    }
    for (const { to, id, url } of led.values()) if (there.has(to)) t.check(there.get(to).has(id), `${login}: a link on ${url} leads to a place of ${to}`, `#${id}`);
    await page.context().close();
}

scenario(async (t) => {
    const { all, count } = rows();
    t.check(all.length === count && count > 60, "every row of the table is read", `${all.length} of ${count}`);
    const table = all.map((r) => ({ ...r, pattern: patternOf(r) }));
    table.sort((a, b) => a.path.split(":").length - b.path.split(":").length); // what is fixed comes before any part

    // Who the clients are, as those who treat them see them.
    const names = new Set();
    for (const login of ["marianne", "rahel", "tobias", "ines", "desmond"]) {
        const page = await t.open();
        await t.signIn(page, login);
        for (const name of await page.locator("main .who").allTextContents()) names.add(name.trim());
        await page.context().close();
    }
    t.check(names.size > 10, "the clients are known", `${names.size}`);

    const found = [];
    for (const login of people) await walk(t, login, table, [...names], found);

    // With an alert open, on every page of that client, and above what is good.
    const alarmed = new Set(found.filter((f) => f.row.path === "/clients/:client" && f.alert).map((f) => f.client));
    t.check(alarmed.size > 0, "somebody has an open alert");
    for (const f of found) if (alarmed.has(f.client) && !f.file && f.row.path !== "/clients/:client/alerts/:id") t.check(f.alert && f.above, `${f.login} ${f.url}: the alert stands above all else`);
    t.check(found.some((f) => f.better && alarmed.has(f.client)), "a page says better or met below an alert");

    for (const row of table)
        if (row.method === "GET" && !elsewhere.test(row.path)) t.check(found.some((f) => f.row === row), `somebody finds ${row.path} by its links`);

    // In the browser: as each person sees it who sees something else there.
    const chosen = [];
    for (const row of table) {
        const of = found.filter((f) => f.row === row && !f.file).sort((a, b) => b.bytes - a.bytes);
        if (every) chosen.push(...of);
        else chosen.push(...of.slice(0, 1), ...of.filter((f) => f.alert && !of[0].alert).slice(0, 1));
    }
    for (const login of people) {
        const mine = chosen.filter((f) => f.login === login);
        if (!mine.length) continue;
        const page = await t.open(), bare = await t.open({ script: false });
        for (const p of login ? [page, bare] : []) await t.signIn(p, login);
        for (const f of mine) {
            const answer = await page.goto(t.base + f.url);
            if (answer.status() !== 200) { t.check(false, `${login} ${f.url} answers ${answer.status()} the second time`); continue; }
            await t.look(page, `${login} ${f.url}`);
            await bare.goto(t.base + f.url);
            const forms = await bare.locator("form").count();
            t.check((await bare.locator("h1").isVisible()) && forms >= f.forms - 1, `${login} ${f.url} stands without script`, `${forms} forms of ${f.forms}`);
        }
        await page.context().close();
        await bare.context().close();
    }

    // The first visit of somebody who is signed in, to the pages that are opened most.
    const client = found.find((f) => f.login === "marianne" && f.row.path === "/clients/:client").url;
    for (const url of ["/", client, `${client}/plan`, `${client}/progress`, `${client}/plan/draft`]) {
        const page = await t.open();
        await t.signIn(page, "marianne");
        const state = await page.context().storageState();
        const fresh = await t.browser.newContext({ storageState: state });
        const visit = await fresh.newPage();
        let requests = 0;
        const sizes = [];
        visit.on("requestfinished", (r) => { requests++; sizes.push(r.sizes().then((s) => ({ url: r.url(), n: s.responseBodySize }))); });
        await visit.goto(t.base + url, { waitUntil: "networkidle" });
        const told = await Promise.all(sizes), bytes = told.reduce((n, s) => n + s.n, 0);
        t.check(requests <= REQUESTS_MOST && bytes <= VISIT_MOST, `the first visit of ${url} is small`, `${requests} requests, ${bytes} bytes`);
        const script = told.filter((s) => /\.js$|\.js\?|script|app\./.test(s.url) && !/css/.test(s.url)).reduce((n, s) => n + s.n, 0);
        t.check(script > 0 && script <= SCRIPT_MOST, `own script of ${url} is small`, `${script} bytes`);
        await fresh.close();
        await page.context().close();
    }
    console.log(`${found.length} addresses read, ${chosen.length} looked at in the browser, ${new Set(found.map((f) => f.row.path)).size} pages`);
}, { quick: true });
