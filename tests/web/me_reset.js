/*
 * me_reset.js: an account in use is invited again where no mail goes: who made the invitation has both parts and cannot
 * use them; its person is told and can stop it; the privacy officer confirms it; then the password is another.
 */
"use strict";
const { scenario } = require("./lib.js");

const FRESH = "five words stand in line";
const press = (page, name) => page.click(`main button:text-is("${name}")`);

scenario(async (t) => {
    const client = t.accounts.find((a) => a.role === "client");
    const family = client.login.split(".").pop().replace(/\d+$/, "");
    const desk = await t.open(), phone = await t.open({ width: 390 });
    let chart;
    for (const name of ["rahel", "tobias", "ines", "marianne", "leopold"]) {
        await desk.context().clearCookies();
        await t.signIn(desk, name);
        await t.goto(desk, "/");
        const clients = await desk.locator("section:has(#clients) a.who").evaluateAll((l) => l.map((a) => [a.getAttribute("href"), a.textContent.toLowerCase()]));
        for (const [at, who] of clients) {
            if (chart || !who.includes(family) || (await t.goto(desk, `${at}/access`)) !== 200) continue;
            if ((await desk.textContent("main")).includes(`Signs in as ${client.login}.`)) chart = at;
        }
        if (chart) break;
    }
    t.check(Boolean(chart), "the chart of a client who has an account");
    await t.signIn(phone, client.login, "/me");
    await phone.waitForURL("**/me");

    const again = async () => {
        await t.goto(desk, `${chart}/access`);
        await desk.click("button:has-text('Invite again')");
        return { address: await desk.inputValue("#address"), code: await desk.textContent(".id strong") };
    };
    const take = async (of) => {
        const page = await t.open({ width: 390 });
        await page.goto(of.address);
        await page.fill("#invite_code", of.code);
        await page.fill("#password", FRESH);
        await page.fill("#password_again", FRESH);
        return page;
    };
    const first = await again();
    t.check((await desk.textContent("main")).includes("It cannot be you"), "who made it is told that a second person is needed");
    await t.look(desk, "an invitation of an account in use");
    await t.picture(desk, "access-invited-again");
    const thief = await take(first);
    await press(thief, "Choose this password");
    t.check((await thief.textContent(".errors")).includes("has to confirm this invitation first"), "both parts alone open nothing");
    await t.look(thief, "an invitation that waits for a second person");
    t.check((await t.goto(desk, "/resets")) === 403, "who made it does not confirm it");

    // Its person is told on every page, in both languages, and stops it.
    await t.visit(phone, "/me/plan");
    t.check((await phone.textContent("main")).includes("There is a new invitation for your account."), "told on another page");
    await phone.click("text=Look at it");
    t.check((await phone.textContent("main")).includes("made it on"), "who made it, and when", await phone.textContent("main"));
    await t.look(phone, "a new invitation for my account");
    await t.picture(phone, "me-reset");
    await phone.click("footer button:has-text('Español')");
    t.check((await phone.textContent("main")).includes("Una invitación nueva para su cuenta"), "in Spanish");
    await t.look(phone, "a new invitation, in Spanish");
    await phone.click("footer button:has-text('English')");
    await press(phone, "Stop this invitation");
    t.check((await phone.textContent("main")).includes("does not work any more"), "it is stopped");
    const late = await t.open({ width: 390 });
    await late.goto(first.address);
    t.check((await late.textContent("main")).includes("does not work any more"), "nor can anybody use it");

    // What was tried and what was said stands in what the client reads.
    await t.visit(phone, "/me/record/who");
    const trail = await phone.textContent("main");
    for (const words of ["did not let somebody in who had an invitation", "answered about a new invitation"]) t.check(trail.includes(words), words, trail);

    // Confirmed by the privacy officer, with the password once more.
    let second = await again();
    const officer = await t.open();
    await t.signIn(officer, "gudrun", "/audit");
    await t.visit(officer, "/audit", "Who looked");
    t.check((await officer.textContent("#resets ~ ul, section:has(#resets)")).includes("Waits for a second person"), "it stands before the privacy officer");
    await t.visit(officer, "/resets", "New passwords");
    await t.picture(officer, "resets");
    await officer.click("section:has(#resets) a");
    await t.look(officer, "confirming");
    await t.picture(officer, "reset-confirm");
    await again(); // another one, while the officer looks at this one
    await press(officer, "I have asked, and confirm it");
    if (await officer.locator("#secret").count()) {
        await officer.fill("#secret", t.account("gudrun").password);
        await press(officer, "Go on");
    }
    t.check((await officer.textContent("main")).includes("is another one by now"), "what was not seen is not confirmed", await officer.textContent("main"));
    second = await again();
    await t.goto(officer, "/resets");
    await officer.click("section:has(#resets) a");
    await press(officer, "I have asked, and confirm it");
    t.check((await officer.textContent("main")).includes("The invitation works now"), "confirmed", await officer.textContent("main"));
    await officer.click("button:has-text('I have looked at it')");
    t.check((await officer.locator("button:has-text('I have looked at it')").count()) === 0, "looked at");

    const guest = await take(second);
    await t.look(guest, "choosing a new password");
    await t.picture(guest, "me-reset-choose");
    await press(guest, "Choose this password");
    t.check(new URL(guest.url()).pathname === "/sign-in", "nobody is signed in by it", guest.url());
    await t.goto(phone, "/me");
    t.check(new URL(phone.url()).pathname === "/sign-in", "all sign-ins have ended", phone.url());
    await guest.fill("#login", client.login);
    await guest.fill("#password", client.password);
    await guest.click("main button.btn");
    t.check((await guest.textContent(".errors")).includes("not right"), "the old password does not do");
    await guest.fill("#login", client.login);
    await guest.fill("#password", FRESH);
    await guest.click("main button.btn");
    await t.goto(guest, "/me");
    t.check((await guest.textContent("main")).includes("Your password was set anew."), "its person is told at the next page");
    await guest.click("text=Look at it");
    await t.look(guest, "a password that was set anew");
    await press(guest, "I know of it");
    await t.goto(guest, "/me");
    t.check(!(await guest.textContent("main")).includes("set anew"), "until it is known");
    await t.visit(officer, "/audit", "Who looked");
    t.check((await officer.textContent("section:has(#resets)")).includes("Password set"), "and the officer sees that it was used", await officer.textContent("section:has(#resets)"));
});
