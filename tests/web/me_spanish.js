/*
 * me_spanish.js: every page of clients in Spanish, as the table of routes has them, and those before the sign-in: nothing
 * of the English catalogue is shown, what people wrote in English is marked, axe in both modes, all reached by the Tab
 * key, without script, and at twice the size of the letters on 320 and 390 pixels nothing is wider than the window or
 * cut off. On a phone.
 */
"use strict";
const fs = require("fs");
const path = require("path");
const { scenario, catalogue, pdfText, englishCells } = require("./lib.js");

const root = path.join(__dirname, "..", "..");
const phone = { width: 390, height: 844 };
const EACH = 2; // addresses of one row
// Files, ways out, and what is opened only while something is under way: other scenarios stand there.
const elsewhere = new Set(["/leave", "/me/plan/pdf", "/me/record/plan", "/device"]);
const last = new Set(["/me/checkins/:id/mistake"]); // when a check-in was sent

const patternOf = (row) => new RegExp("^" + row.replace(/:id\b/g, "[0-7][0-9A-HJKMNP-TV-Z]{25}").replace(/:\w+/g, "[^/]+") + "$");

/* What a reader or a screen reader comes across, but what is marked as English. */
const shown = (page) => page.evaluate(() => {
    const found = [], walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const own = (e) => e.closest("[lang]").lang === "es" && !e.closest("script, style");
    while (walk.nextNode()) if (own(walk.currentNode.parentElement)) found.push(walk.currentNode.data);
    for (const e of document.querySelectorAll("[aria-label], [title], [placeholder], [alt]"))
        if (own(e)) for (const name of ["aria-label", "title", "placeholder", "alt"]) if (e.hasAttribute(name)) found.push(e.getAttribute(name));
    found.push(document.title.replace(/ – Goldthread$/, ""));
    return found.map((x) => x.replace(/\s+/g, " ").trim()).filter((x) => x);
});
const words = /\b(the|and|your|you|with|what|when|this|that|from|have|will|not|are|was)\b/gi;

async function english(t, page, texts, where) {
    const list = await shown(page);
    const ours = list.filter((x) => texts.whole.has(x) || texts.patterns.some((p) => p.test(x)));
    t.check(ours.length === 0, `${where}: no English text of ours`, ours.join(" | "));
    const theirs = list.filter((x) => (x.match(words) || []).length > 1);
    t.check(theirs.length === 0, `${where}: what people wrote in English is marked`, theirs.join(" | "));
    t.check((await page.getAttribute("html", "lang")) === "es", `${where} says that it is Spanish`);
}

/* Letters twice as large. */
async function large(t, page, where, name) {
    for (const width of [320, 390]) {
        await page.setViewportSize({ width, height: 844 });
        await page.evaluate(() => {
            const html = document.documentElement;
            html.style.fontSize = "";
            html.style.fontSize = `${2 * parseFloat(getComputedStyle(html).fontSize)}px`;
        });
        const wrong = await page.evaluate(() => {
            const found = [], over = document.documentElement.scrollWidth - innerWidth;
            if (over > 0) {
                const far = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll, .table, .sr"));
                found.push(`${over} px wider than the window: ${far.slice(-2).map((e) => e.outerHTML.slice(0, 120)).join(" ")}`);
            }
            for (const e of document.querySelectorAll("a, button, label, legend, h1, h2, h3, p, li, dt, dd, summary, th, td, input, select")) {
                const s = getComputedStyle(e);
                if (e.closest(".sr, .skip, svg") || !e.checkVisibility()) continue;
                if (s.display !== "inline" && e.scrollWidth > e.clientWidth + 1 && !/^(INPUT|SELECT)$/.test(e.tagName) && !e.querySelector(".scroll, .table, .sr, svg"))
                    found.push(`runs out of its box: ${e.outerHTML.slice(0, 120)}`);
                if (/hidden|clip/.test(s.overflowY) && e.scrollHeight > e.clientHeight + 1) found.push(`cut at its foot: ${e.outerHTML.slice(0, 120)}`);
            }
            return found;
        });
        t.check(wrong.length === 0, `${where} with letters twice as large at ${width} px`, wrong.slice(0, 4).join("\n    "));
        await t.picture(page, `${name}-200-${width}`);
        await page.evaluate(() => (document.documentElement.style.fontSize = ""));
    }
    await page.setViewportSize(phone);
}

/* The Tab key comes to everything that can be used; of radio buttons with one name to one of them. */
async function keyboard(t, page, where) {
    const all = await page.evaluate(() => {
        const list = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
            .filter((e) => e.checkVisibility() && !e.disabled);
        list.forEach((e, i) => (e.dataset.tab = e.type === "radio" ? `radio ${e.name}` : `${i}`));
        document.activeElement.blur();
        getSelection().removeAllRanges();
        return [...new Set(list.map((e) => e.dataset.tab))];
    });
    const met = new Set();
    let bare = "";
    for (let i = 0; i < all.length + 8 && met.size < all.length; i++) {
        await page.keyboard.press("Tab");
        const at = await page.evaluate(() => {
            const e = document.activeElement, s = getComputedStyle(e);
            const seen = s.outlineStyle !== "none" || s.boxShadow !== "none" || /opt|choice|me-points|five/.test(e.parentElement.className);
            return { tab: e.dataset.tab || "", seen, html: e.outerHTML.slice(0, 120) };
        });
        if (at.tab) met.add(at.tab);
        if (at.tab && !at.seen) bare = at.html;
    }
    const left = all.filter((x) => !met.has(x));
    t.check(left.length === 0, `${where}: the keyboard comes to everything`, `${left.length} of ${all.length} are not reached`);
    t.check(bare === "", `${where}: what has the focus shows it`, bare);
}

async function whole(t, page, texts, where, name) {
    await english(t, page, texts, where);
    await t.look(page, `${where} in Spanish`);
    await t.picture(page, `${name}-p`);
    if (process.env.GOLDTHREAD_PICTURES) {
        await page.emulateMedia({ colorScheme: "dark" });
        await t.picture(page, `${name}-q`);
        await page.emulateMedia({ colorScheme: "light" });
        await page.setViewportSize({ width: 1280, height: 900 });
        await t.picture(page, `${name}-d`);
        await page.setViewportSize(phone);
    }
    await keyboard(t, page, where);
    await large(t, page, where, name);
}

/* The paper of a plan that not all have signed yet: all of it in Spanish but what people wrote. */
async function paper(t, page, texts) {
    const bytes = Buffer.from(await page.evaluate(async () => [...new Uint8Array(await (await fetch("/me/plan/pdf")).arrayBuffer())])), said = pdfText(bytes);
    t.check(/\/Lang <FEFF00650073>/.test(bytes.toString("latin1")) && /\/Lang \(en\)/.test(bytes.toString("latin1")), "the paper is in Spanish, what people wrote in English is marked");
    t.check(/Aún faltan firmas/.test(said) && /página 1 de \d/.test(said) && /Metas y objetivos/.test(said), "the paper says what it is", said.slice(0, 400));
    const ours = englishCells(said, texts).filter((x) => x !== "Treatment plan"); // the plan's own title
    t.check(ours.length === 0, "the paper: no English text of ours", ours.join(" | "));
}

/* Something of each kind, so that every page has what it shows. Gives addresses that no link leads to just now. */
async function live(t, page, desk, login) {
    const press = () => page.click("main form:last-of-type .btn:not(.quiet)");
    const here = () => page.url().replace(t.base, "").split("#")[0];
    const extra = [];
    await t.goto(page, "/me/checkins");
    await page.click("main form .btn:not(.quiet)");
    extra.push(here());
    await page.locator("fieldset.opts input").first().check();
    await page.click("main form .btn:not(.quiet)");
    const checkin = here().split("/").slice(0, 4).join("/");
    extra.push(here(), checkin, `${checkin}/all`);
    await t.goto(page, "/me/diary/new");
    await page.locator("label[for^=mood-]").first().click();
    await page.fill("#text", "Hoy fue un día largo, pero salí a caminar.");
    await press();
    await t.goto(page, "/me/diary/new");
    await page.fill("#text", "Esto lo pueden leer todos.");
    await page.check("#who-team");
    await press();
    await t.goto(page, "/me/safety/edit");
    for (const [i, box] of (await page.locator("main textarea").all()).entries()) await box.fill(`Llamar a mi hermana Rosa, 555 01${10 + i}\nSalir a la calle`);
    await press();
    await t.goto(page, "/me/plan");
    await page.locator("main a[href^='/me/plan/words']").first().click();
    await page.locator("main textarea").first().fill("¿Qué quiere decir esta parte?");
    await press();
    // A change that is asked for and not made, so that a statement can be written.
    await t.goto(page, "/me/record/requests/new?kind=amendment");
    await page.locator("main textarea").first().fill("La fecha de mi primera cita es otra.");
    await press();
    await t.signIn(desk, "ines");
    const chart = await desk.locator("section:has(#clients) a.who", { hasText: new RegExp(login.replace(/\d+$/, ""), "i") }).first().getAttribute("href");
    await t.goto(desk, `${chart}/sharing`);
    await desk.click("section:has(#requests) li a:has-text('A change')");
    await desk.check("#state-denied");
    await desk.fill("#answer", "The day is as the calendar has it.");
    await desk.click("main form:last-of-type .bar button.btn:not(.quiet)");
    await desk.context().close();
    return extra;
}

/* A check-in that was sent says so, and has its own page for a mistake. */
async function send(t, page) {
    await t.goto(page, "/me/checkins");
    await page.click("main form .btn:not(.quiet)");
    for (let i = 0; i < 9 && (await page.locator("fieldset.opts").count()); i++) {
        if (await page.locator("fieldset.opts input[type=radio]").count()) await page.locator("fieldset.opts input[type=radio]").first().check();
        await page.click("main form .btn:not(.quiet)");
    }
    await page.click("main form .btn:not(.quiet)");
    return page.url().replace(t.base, "");
}

scenario(async (t) => {
    const texts = catalogue();
    t.check(texts.count > 900 && texts.whole.size > 600 && texts.patterns.length > 60, "the catalogue is read", `${texts.count} ${texts.whole.size} ${texts.patterns.length}`);
    t.check(texts.whole.has("My plan") && texts.patterns.some((p) => p.test("Version 3, since 8 September 2026.")), "and would find English");
    const login = t.accounts.find((a) => a.role === "client").login;
    const table = [...fs.readFileSync(path.join(root, "src", "web", "routes_me.def"), "utf8").matchAll(/^ROUTE\(GET, "([^"]+)"/gm)].map((m) => m[1]);
    t.check(table.length > 35, "the table of routes is read", `${table.length}`);

    // Nobody is there yet: the browser's own language.
    const out = await t.browser.newContext({ viewport: phone, locale: "es-MX", reducedMotion: "reduce" });
    const page = await out.newPage();
    for (const url of ["/sign-in", "/sign-in/link", "/sign-in/link/sent", "/invitation", "/crisis", "/nothing-here"]) {
        await t.goto(page, url);
        await whole(t, page, texts, `${url}, signed out`, `es-out${url.replace(/\W/g, "-")}`);
    }
    await t.goto(page, "/sign-in");
    await page.click("main button");
    await whole(t, page, texts, "a sign-in that lacks everything", "es-out-sign-in-wrong");

    const desk = await t.open();
    await t.goto(page, "/sign-in");
    await page.fill("#login", login);
    await page.fill("#password", t.account(login).password);
    await page.click("main button");
    await page.waitForURL("**/me");
    t.check((await page.getAttribute("html", "lang")) === "es", "the browser's language holds after the sign-in");
    await page.context().clearCookies({ name: "language" });
    const more = await live(t, page, desk, login);

    // All that links lead to.
    const found = new Map(), queue = ["/me", ...more, "/me/review", "/me/plan/said", "/me/consents/treatment", "/me/consents/e-record", "/me/consents/e-record/sample", "/account", "/account/password", "/account/code", "/me/nothing-here"];
    const seen = new Set(queue), extra = ["/account", "/account/password", "/account/code", "/account/change", "/me/nothing-here"];
    while (queue.length) {
        const url = queue.shift(), plain = url.split("?")[0];
        const row = table.find((r) => !r.includes(":") && patternOf(r).test(plain)) || table.find((r) => patternOf(r).test(plain)) || (extra.includes(plain) ? plain : "");
        if (!row || elsewhere.has(row)) continue;
        const list = found.get(row) || [];
        if (list.length >= EACH) continue;
        const status = await t.goto(page, url);
        t.check(status === ({ "/me/nothing-here": 404, "/account/code": 405 }[plain] || 200), `${url} is there`, `${status}`);
        list.push(url);
        found.set(row, list);
        for (const href of await page.locator("a[href^='/']").evaluateAll((l) => l.map((a) => a.getAttribute("href").split("#")[0])))
            if (!seen.has(href)) { seen.add(href); queue.push(href); }
    }
    for (const row of table) if (!elsewhere.has(row) && !last.has(row)) t.check(found.has(row), `links lead to ${row}`);
    await paper(t, page, texts);
    const bare = await t.open({ ...phone, script: false });
    await t.signIn(bare, login, "/me");
    await bare.goto(t.base + "/account");
    await bare.click("form.languages button");
    for (const [row, list] of found) {
        for (const url of list) {
            await t.goto(page, url);
            await whole(t, page, texts, url, `es-in${row.replace(/\W+/g, "-")}-${list.indexOf(url)}`);
            const forms = await page.locator("form").count();
            const html = await (await bare.goto(t.base + url)).text();
            t.check(/<html lang="es"/.test(html) && (await bare.locator("h1").isVisible()) && (await bare.locator("form").count()) === forms, `${url} stands without script`);
        }
    }
    // Sent, with a mistake to tell.
    const sent = await send(t, page);
    for (const url of [sent, `${sent.split("?")[0]}/mistake`, "/me", "/me/checkins"]) {
        await t.goto(page, url);
        await whole(t, page, texts, `${url} after sending`, `es-sent${url.replace(/\W+/g, "-").replace(/-0\w{25}/, "")}`);
    }
    console.log(`${[...found.values()].flat().length} addresses of ${found.size} rows`);
});
