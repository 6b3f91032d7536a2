/*
 * watching.js: a chart is opened in an emergency, with its banner; the client's own page of who opened it; the privacy
 * officer looks at it, filters and pages what was done; a supervisor sees what waits.
 */
"use strict";
const { scenario } = require("./lib.js");
const text = (page) => page.textContent("main");

scenario(async (t) => {
    const rahel = await t.open();
    await t.signIn(rahel, "rahel");
    await t.goto(rahel, "/");
    const client = await rahel.locator("section:has(#clients) a.who").first().getAttribute("href");
    await t.goto(rahel, `${client}/details`);
    const name = await rahel.locator("dt:has-text('Name') + dd").first().textContent();
    await t.goto(rahel, `${client}/details/change`);
    const born = await rahel.inputValue("#birth_date");

    await t.visit(rahel, `${client}/who`, "Who opened this chart");
    await t.picture(rahel, "who");
    t.check((await text(rahel)).includes("Rahel Vinterhjelm opened the chart"), "what I did stands there", (await text(rahel)).slice(0, 500));
    const first = await rahel.locator(".share li").allTextContents();
    if (await rahel.locator("a:has-text('Earlier')").count()) {
        await rahel.click("a:has-text('Earlier')");
        t.check((await rahel.locator(".share li").allTextContents()).join() !== first.join(), "earlier ones are others");
    }

    // Somebody else: not there, until the glass is broken.
    const other = await t.open();
    await t.signIn(other, "tobias");
    if ((await t.goto(other, client)) === 200) throw new Error("tobias is in this care team");
    await t.visit(other, "/break-glass", "Open a chart in an emergency");
    await t.picture(other, "glass");
    await other.click("main button.btn");
    t.check((await other.title()).startsWith("Error: "), "everything is needed");
    await t.look(other, "emergency, something missing");
    await other.fill("#name", "Nobody At All");
    await other.fill("#birth_date", born);
    await other.fill("#reason", "She called, and is on a bridge.");
    await other.click("main button.btn");
    t.check((await text(other)).includes("Nobody has this name"), "a name that does not fit opens nothing");
    await other.fill("#name", name);
    await other.click("main button.btn");
    t.check(new URL(other.url()).pathname === client, "the chart opens", other.url());
    t.check((await text(other)).includes("Emergency access"), "with its banner");
    await t.look(other, "a chart in an emergency");
    await t.goto(other, `${client}/plan`);
    t.check((await text(other)).includes("Emergency access"), "on each page");

    // What the emergency takes can be given, and is there at once.
    const press = () => other.click("main form:last-of-type .bar button.btn:not(.quiet)");
    await t.goto(other, `${client}/disclosures/new`);
    await other.check("#ground-client");
    await press();
    t.check((await text(other)).includes("in an emergency only"), "nothing but the emergency is a ground", (await text(other)).slice(0, 300));
    await other.check("#ground-emergency");
    await other.fill("#authority", "She is on a bridge and answers nobody.");
    await press();
    await other.fill("#to", "Emergency room, Harbour Hospital");
    await other.fill("#purpose", "treatment in an emergency");
    await press();
    for (const part of ["details", "safety_plan", "substance_use"]) await other.check(`#part-${part}`);
    await press();
    await press();
    await other.fill("#code", "four calm words here");
    const [download] = await Promise.all([other.waitForEvent("download"), press()]);
    t.check(download.suggestedFilename() === "package.goldthread", "the package is there at once");
    await t.goto(other, `${client}/accounting`);
    t.check((await text(other)).includes("Harbour Hospital"), "in the accounting");

    await t.goto(rahel, `${client}/who`);
    t.check((await text(rahel)).includes("Tobias") && (await text(rahel)).includes("on a bridge"), "the care team sees who did and why", (await text(rahel)).slice(0, 600));

    // The privacy officer looks at it.
    const officer = await t.open({ script: false });
    await t.signIn(officer, "gudrun", "/audit");
    t.check((await officer.textContent("section:has(#glass)")).includes("on a bridge"), "the reason is there");
    const open = await officer.locator("text=To be looked at").count();
    await officer.locator("section:has(#glass) li:has-text('on a bridge') button").click();
    t.check((await officer.locator("text=To be looked at").count()) === open - 1, "looked at");
    const looker = await t.open();
    await t.signIn(looker, "gudrun");
    await t.visit(looker, "/audit", "Who looked");
    await t.picture(looker, "audit");
    const all = (await looker.locator("section:has(#events) li").allTextContents()).join(" ");
    t.check(!/\b[a-z]+\.[a-z]+\b/.test(all), "every event is told in words", all.match(/\b[a-z_]+\.[a-z_]+\b/)?.[0]);
    const label = (await looker.locator("#user option").allTextContents()).find((x) => x.startsWith("Tobias"));
    await looker.selectOption("#user", { label });
    await looker.click("main form.filter button");
    const rows = await looker.locator("section:has(#events) li").allTextContents();
    t.check(rows.length > 0 && rows.every((r) => r.includes("Tobias")), "only what this person did");
    await t.goto(looker, "/audit");
    await looker.click("a:has-text('Earlier')");
    t.check((await looker.locator("section:has(#events) li").count()) > 0, "a page further");
    await t.look(looker, "earlier events");
    t.check((await t.goto(rahel, "/audit")) === 403, "not for clinicians");

    // Supervision.
    const boss = await t.open();
    await t.signIn(boss, "desmond");
    await t.visit(boss, "/supervision", "Supervision");
    await t.picture(boss, "supervision");
    // What a role may not do is left out, and what it may stands.
    await t.visit(looker, `${client}/sharing`, "Sharing");
    t.check((await looker.locator("#disclosures").count()) === 1 && (await looker.locator("a:has-text('Share a part')").count()) === 0, "the privacy officer sees it, and gives nothing");
    const prescriber = await t.open();
    await t.signIn(prescriber, "leopold");
    await t.visit(prescriber, "/supervision", "Supervision");
    for (const [topic, title] of [["who", "Who opened a chart"], ["supervision", "Supervision"], ["emergency", "Opening a chart in an emergency"]]) await t.visit(rahel, `/help/${topic}`, title);
});
