/* pictures.js: what README.md shows; run by tools/pictures. */
"use strict";
const path = require("path");
const { scenario } = require("../tests/web/lib.js");
const folder = process.argv[7];

/* The first of this person's clients on whose page `selector` stands. */
async function findClient(t, page, below, selector, without = "#nothing") {
    await t.goto(page, "/");
    for (const client of await page.locator("section:has(#clients) a.who").evaluateAll((l) => l.map((a) => a.getAttribute("href")))) {
        if ((await t.goto(page, client + below)) === 200 && (await page.locator(selector).count()) && !(await page.locator(without).count())) return client + below;
    }
    throw new Error(`nobody has ${below} with ${selector}`);
}

scenario(async (t) => {
    const picture = (page, name) => page.screenshot({ path: path.join(folder, `${name}.png`) });
    const desk = await t.open({ width: 1200, height: 600 });
    await t.signIn(desk, "rahel");
    await t.goto(desk, "/");
    await picture(desk, "caseload");
    await desk.setViewportSize({ width: 1024, height: 660 });
    await findClient(t, desk, "/progress", "figure svg", ".alert");
    await desk.evaluate(() => document.querySelector("main h1").scrollIntoView());
    await picture(desk, "progress");
    const editor = await t.open({ width: 1024, height: 660 });
    for (const login of ["rahel", "tobias", "ines", "marianne"]) {
        await editor.context().clearCookies();
        await t.signIn(editor, login);
        if (await findClient(t, editor, "/plan/draft", "#goals").catch(() => null)) break;
    }
    await editor.evaluate(() => document.querySelector("#goals").scrollIntoView());
    await picture(editor, "plan-editor");

    const phone = await t.open({ width: 390, height: 760 });
    await t.goto(phone, "/crisis");
    await picture(phone, "crisis");
    await t.signIn(phone, t.accounts.find((a) => a.role === "client").login, "/me");
    await t.goto(phone, "/me/plan");
    await picture(phone, "my-plan");
    await t.goto(phone, "/me/checkins");
    await phone.click("main form button");
    await phone.click("text=/^Skip this one$/");
    await picture(phone, "check-in");
    await t.goto(phone, "/me/consents");
    await phone.locator("section:has(#waiting) a").first().click();
    await picture(phone, "consent");
});
