/* signin.js: signing in, the caseload, finding a client, colours, a text over a time-out, signing out; also without script. */
"use strict";
const { scenario } = require("./lib.js");

scenario(async (t) => {
    const page = await t.open();
    await t.visit(page, "/sign-in", "Sign in");
    await t.picture(page, "sign-in");

    // Wrong: told on top, with a link to the field, focus there, and what was typed.
    await page.fill("#login", "rahel");
    await page.fill("#password", "not this one at all");
    await page.click("main button");
    t.check((await page.title()).startsWith("Error: "), "the title says that something is wrong");
    t.check((await page.evaluate(() => document.activeElement.id)) === "errors", "the summary has the focus");
    t.check((await page.inputValue("#login")) === "rahel" && (await page.inputValue("#password")) === "", "the name stays, the password does not");
    await t.look(page, "a wrong sign-in");
    await page.click(".errors a");
    t.check((await page.evaluate(() => document.activeElement.id)) === "login", "the summary leads to the field");

    // What is fetched at the first visit.
    const first = await t.open();
    let requests = 0, bytes = 0;
    first.on("response", async (r) => {
        requests++;
        bytes += (await r.request().sizes()).responseBodySize;
    });
    await first.goto(t.base + "/sign-in", { waitUntil: "networkidle" });
    await first.waitForTimeout(300);
    t.check(requests <= 8 && bytes <= 150 * 1024, "the first visit is small", `${requests} requests, ${bytes} bytes`);
    t.check(await first.evaluate(() => document.fonts.ready.then((f) => [...f].filter((x) => x.status === "loaded").length >= 2)), "fonts are there");

    await t.signIn(page, "rahel");
    await t.visit(page, "/", "Caseload");
    await t.picture(page, "caseload");
    t.check(/What needs you: \d+ |What needs you: unread|Nothing needs you today|Nothing is due today/.test(await page.textContent(".lede")), "it says what needs me", await page.textContent(".lede"));
    const names = await page.locator("#clients, .rows .who").allTextContents();
    t.check(names.length > 3, "clients are listed");
    const shownIn = await page.locator("section:has(#clients) .who").allTextContents();
    await page.selectOption("#sort", "name");
    await page.click(".filter button");
    const sorted = await page.locator("section:has(#clients) .who").allTextContents();
    t.check(sorted.length === shownIn.length && sorted.join() === [...sorted].sort().join(), "sorted by name", sorted.join());

    // By keyboard: the skip link comes first, then every stop can be seen.
    await t.goto(page, "/");
    await page.keyboard.press("Tab");
    t.check((await page.evaluate(() => document.activeElement.className)) === "skip", "the skip link is the first stop");
    for (let i = 0; i < 12; i++) {
        await page.keyboard.press("Tab");
        const seen = await page.evaluate(() => {
            const e = document.activeElement, r = e.getBoundingClientRect(), s = getComputedStyle(e);
            return e === document.body || (r.width >= 24 && r.height >= 20 && parseFloat(s.outlineWidth) >= 2) ? "" : e.outerHTML.slice(0, 100);
        });
        t.check(seen === "", "each stop can be seen", seen);
    }
    await page.keyboard.press("Escape");
    await page.evaluate(() => document.activeElement.blur());
    await page.keyboard.press("/");
    t.check((await page.evaluate(() => document.activeElement.id)) === "q", "/ goes to the search");

    // The name that is searched for stands in no address.
    const family = sorted[0].split(" ").pop();
    await page.keyboard.type(family.slice(0, 5).toLowerCase());
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/search\?s=/);
    t.check(!page.url().toLowerCase().includes(family.slice(0, 5).toLowerCase()), "no name in the address", page.url());
    t.check((await page.textContent("main")).includes(sorted[0]), "the client is found");
    await t.look(page, "what was found");
    await t.picture(page, "found");

    // Colours: chosen by hand, kept.
    await page.click("details.menu summary");
    await t.look(page, "the menu");
    await page.click("details.menu summary");
    if (!(await page.locator("details.menu").evaluate((d) => d.open))) await page.click("details.menu summary");
    await page.click("button[value=dark]");
    t.check((await page.getAttribute("html", "data-theme")) === "dark", "dark by choice");
    await page.click("details.menu summary");
    await page.click("button[value=auto]");
    t.check((await page.getAttribute("html", "data-theme")) === null, "as the system again");

    // A text over a time-out: the form comes back with it.
    for (const script of [true, false]) {
        const writer = await t.open({ script });
        await t.signIn(writer, "rahel", "/search");
        await writer.fill("main #q", "Somebody whose name is long");
        await t.timeOut();
        await writer.click("main button");
        t.check((await writer.textContent("main")).includes("What you wrote is kept"), "the sign-in page says that it is kept");
        await t.look(writer, "signed out");
        await writer.fill("#login", "rahel");
        await writer.fill("#password", t.account("rahel").password);
        await writer.click("main button");
        t.check(new URL(writer.url()).pathname === "/search", "back where it was", writer.url());
        t.check((await writer.inputValue("main #q")) === "Somebody whose name is long", "with the text in it");
        await t.look(writer, "the text is back");
    }

    for (const [target, title] of [["/help", "Help"], ["/help/keys", "Keys"], ["/help/sign-in", "Signing in"], ["/help/caseload", "Your caseload"], ["/help/search", "Finding a client"], ["/help/saving", "How your writing is kept"]])
        await t.visit(page, target, title);
    t.check((await t.goto(page, "/nothing/here")) === 404, "404 for what is not there");
    await t.look(page, "404");

    // A client's account sees nothing of the practice.
    const client = await t.open();
    await t.signIn(client, t.accounts.find((a) => a.role === "client").login);
    t.check(new URL(client.url()).pathname === "/me", "a client comes in on pages of their own", client.url());
    t.check((await t.goto(client, "/clients/new")) === 403, "and not on the practice's");
    t.check((await client.textContent("main")).includes("not among the things"), "a client is told so");
    await t.look(client, "403");

    await t.signIn(page, "rahel");
    await t.goto(page, "/");
    await page.click("details.menu summary");
    await page.click("text=Sign out");
    t.check((await page.textContent("main")).includes("You are signed out."), "signed out");
    await page.goBack();
    t.check(!(await page.textContent("body")).includes(sorted[0]), "nothing is left behind the back button");
});
