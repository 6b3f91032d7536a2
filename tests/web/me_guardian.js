/*
 * me_guardian.js: questions that a guardian answers: assigned from the chart, where there is a guardian to ask; filled
 * in on a phone; read in the chart, in a course of their own.
 */
"use strict";
const { scenario } = require("./lib.js");

const QUESTION = "How often did tempers rise at home?";

scenario(async (t) => {
    const login = t.accounts.find((a) => a.role === "guardian").login;
    const family = login.split(".")[1].replace(/\d+$/, ""); /* "home.grabenstein7" */
    let page, chart, alone;
    for (const name of ["rahel", "tobias", "ines", "marianne", "leopold"]) {
        page = await t.open();
        await t.signIn(page, name);
        await t.goto(page, "/");
        const clients = await page.locator("section:has(#clients) a.who").evaluateAll((l) => l.map((a) => [a.getAttribute("href"), a.textContent.toLowerCase()]));
        for (const [client, who] of clients) {
            const its = who.includes(family);
            if ((!its && alone) || (await t.goto(page, `${client}/assign`)) !== 200) continue;
            if (!(await page.locator("#reporter-guardian").count())) alone = client;
            else if (its) chart = client;
        }
        if (chart) break;
        await page.context().close();
    }
    t.check(Boolean(chart), "a client with a guardian");
    t.check(Boolean(alone), "without a guardian's account nobody is asked who fills it in");
    await t.visit(page, `${chart}/assign`, "Assign a check-in");
    await t.picture(page, "assign-guardian");
    await page.check("#what-goals");
    await page.check("#reporter-guardian");
    await page.click("text=Assign this check-in");
    t.check((await page.textContent("main")).includes("A guardian is asked questions of the client’s own alone"), "no goals", await page.title());
    await t.look(page, "goals are not asked of a guardian");
    await page.check("#what-personal");
    await page.fill("#question1", QUESTION);
    await page.check("#every-P1D");
    await page.click("text=Assign this check-in");
    const assigned = await page.textContent("main");
    t.check(assigned.includes(QUESTION) && assigned.includes("Every day, by the guardian on a screen"), "it is assigned");

    const phone = await t.open({ width: 390 });
    await t.signIn(phone, login, "/me");
    await phone.waitForURL("**/me");
    await t.visit(phone, "/me/checkins", "Check-ins");
    await t.picture(phone, "me-guardian");
    t.check((await phone.textContent("main")).includes("You answer as a guardian"), "in which role");
    await phone.click("main .btn:has-text('Begin')");
    t.check((await phone.textContent("main")).includes(QUESTION), "the question");
    await phone.check('fieldset.opts input[value="6"]');
    await phone.click("text=/^Next$/");
    await phone.waitForLoadState();
    await phone.click("main .btn:not(.quiet)");
    await phone.waitForLoadState();
    t.check((await phone.textContent("main")).includes("Your answers are sent"), "it is sent", await phone.textContent("main"));
    await t.look(phone, "what a guardian sent");
    const form = new URL(phone.url()).pathname.split("/").pop();
    await phone.click("footer button:has-text('Español')");
    await t.goto(phone, "/me/checkins");
    t.check((await phone.textContent("main")).includes("Usted responde como tutor o tutora"), "in Spanish");

    await t.visit(page, `${chart}/checkins/${form}`, "Check-in");
    const read = await page.textContent("main");
    t.check(read.includes("Filled in by the guardian") && read.includes("6 of 10"), "the care team reads who said so", read);
    await t.goto(page, `${chart}/progress`);
    await page.click(`main a:has-text("${QUESTION} (reported by guardian)")`);
    await page.waitForLoadState();
    t.check((await page.textContent("main")).includes(`${QUESTION} (reported by guardian)`), "a course of its own");
    await t.look(page, "the course of what a guardian reports");
});
