/* me_language.js: two languages: before the sign-in, chosen in the account and there on another device; help for clients. On a phone. */
"use strict";
const { scenario } = require("./lib.js");

const phone = { width: 390, height: 844 };
const lang = (page) => page.getAttribute("html", "lang");
const english = /\b(the|and|your|you|with|what|when|sign|password|account|page|help)\b/i;

scenario(async (t) => {
    const client = t.accounts.find((a) => a.role === "client" || (a.roles || []).includes("client"));
    if (!client) {
        t.check(false, "the invented practice has an account of a client");
        return;
    }

    // Nobody is there: the browser's language, then the choice; a wrong sign-in in Spanish.
    const page = await t.open(phone);
    await t.visit(page, "/sign-in", "Sign in");
    t.check((await lang(page)) === "en", "English at first");
    await page.click("form.languages button");
    t.check((await lang(page)) === "es" && (await page.title()) === "Entrar – Goldthread", "the page is in Spanish", await page.title());
    await t.look(page, "the sign-in in Spanish");
    await t.picture(page, "sign-in-es");
    await page.fill("#login", client.login);
    await page.fill("#password", "not this one at all");
    await page.click("main button");
    t.check((await page.title()).startsWith("Error: ") && /no es correcto/.test(await page.textContent("#errors")), "what is wrong is told in Spanish", await page.textContent("#errors"));
    await page.fill("#password", client.password);
    await page.click("main button");
    t.check((await lang(page)) === "es", "the browser's choice holds after the sign-in");

    // Pages of everybody: nothing English in them, but what the practice wrote itself.
    const own = /^Messages are read on weekdays/;
    for (const [path, title] of [["/me/help", "Ayuda"], ["/account", "Mi cuenta"], ["/account/password", "Cambiar la contraseña"], ["/me/nothing-here", ""]]) {
        const status = await t.goto(page, path);
        if (title) {
            t.check(status === 200 && (await page.title()) === `${title} – Goldthread`, `${path} is titled ${title}`, `${status} ${await page.title()}`);
            await t.look(page, `${path} in Spanish`);
        }
        t.check((await lang(page)) === "es", `${path} says that it is Spanish`);
        const texts = (await page.evaluate(() => document.body.innerText)).split("\n").filter((x) => english.test(x) && !/^English$/.test(x.trim()) && !own.test(x.trim()));
        t.check(texts.length === 0, `${path} holds no English`, texts.join(" | "));
    }
    await t.goto(page, "/me/help");
    await t.picture(page, "me-help-es");
    t.check(/\d+ de [a-z]+|hoy|ayer/.test(await (async () => { await t.goto(page, "/account"); return page.textContent("main"); })()), "times are Spanish");

    // The client's own pages in Spanish fit the phone; what stands in them is the client's and the clinician's words too.
    const linked = await page.locator("header nav a:not([href='/leave'])").evaluateAll((list) => list.map((a) => a.getAttribute("href")));
    t.check(linked.length >= 5, "pages are linked in the head", linked.join(" "));
    for (const path of [...linked, "/me/progress", "/crisis"]) {
        const status = await t.goto(page, path);
        t.check(status === 200 && (await lang(page)) === "es", `${path} is there in Spanish`, `${status}`);
        await t.look(page, `${path} in Spanish`);
        await t.picture(page, `es${path.replace(/\//g, "-")}`);
    }

    // The choice is made in the account: another device has it, with another language of its own.
    await t.goto(page, "/account");
    await page.click("form.languages button");
    t.check((await lang(page)) === "en", "back to English");
    await page.click("form.languages button");
    t.check((await lang(page)) === "es", "and to Spanish");
    const other = await t.open({ ...phone, script: false });
    await t.goto(other, "/sign-in");
    t.check((await lang(other)) === "en", "another device does not know it before the sign-in");
    await other.fill("#login", client.login);
    await other.fill("#password", client.password);
    await other.click("main button");
    await t.goto(other, "/me/help");
    t.check((await lang(other)) === "es", "another device has the choice of the account");
    t.check((await other.locator("main h3").count()) >= 2 && (await other.locator("a[href='/crisis']").count()) > 0, "help names pages and the way to help now");

    // The first visit with this phone, nothing in its cache: small, and few requests.
    for (const path of ["/me", "/me/plan", "/me/checkins"]) {
        const fresh = await t.browser.newContext({ viewport: phone, storageState: await page.context().storageState() });
        const visit = await fresh.newPage();
        const sizes = [];
        visit.on("requestfinished", (r) => sizes.push(r.sizes().then((z) => z.responseBodySize + z.responseHeadersSize)));
        await visit.goto(t.base + path, { waitUntil: "networkidle" });
        const bytes = (await Promise.all(sizes)).reduce((n, z) => n + z, 0);
        t.check(sizes.length > 0 && sizes.length <= 6 && bytes <= 120 * 1024, `the first visit of ${path} is small`, `${sizes.length} requests, ${bytes} bytes`);
        console.log(`${path}: ${sizes.length} requests, ${bytes} bytes`);
        await fresh.close();
    }

    // Those who work here have English, whatever the browser chose.
    const desk = await t.open();
    await desk.goto(t.base + "/sign-in");
    await desk.click("form.languages button");
    await t.signIn(desk, "rahel");
    await t.goto(desk, "/");
    t.check((await lang(desk)) === "en", "pages of clinicians are English");

    // Back to English for who reads on.
    await t.goto(page, "/me/help");
    await page.click("form.languages button");
    await t.visit(page, "/me/help", "Help");
    await t.picture(page, "me-help");
});
