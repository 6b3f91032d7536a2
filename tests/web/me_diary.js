/*
 * me_diary.js: the diary, the safety plan and the numbers for a crisis, as a client uses them on a phone; what the care
 * team sees of it, and what nobody does; and /crisis when nobody is signed in and the database is gone.
 */
"use strict";
const fs = require("fs");
const path = require("path");
const { scenario } = require("./lib.js");

const secret = "zebracrossing", said = "a walk by the river";
const main = (page) => page.locator("main").innerText();
const phone = { width: 390, height: 844 };

async function write(page, { mood, text, team }) {
    if (mood) await page.locator(`label[for=mood-${mood}]`).click();
    await page.fill("#text", text);
    if (team) await page.check("#who-team");
    await page.click("main form .btn:not(.quiet)");
}

async function diary(t, page) {
    await t.visit(page, "/me/diary", "My diary");
    t.check((await main(page)).includes("Nobody reads what you keep as “Only me”.") && !(await main(page)).includes("Nobody reads this") && (await page.locator("main a[href='/crisis']").count()) > 0, "help stands beside what nobody reads");
    await page.click("text=Write in my diary");
    await t.look(page, "a new entry");
    t.check(await page.isChecked("#who-me"), "only me is chosen at first");
    t.check((await main(page)).includes("Nobody watches this all the time"), "what is shared is not watched all the time");
    await page.click("main form .btn:not(.quiet)");
    t.check((await page.title()).startsWith("Error:") && (await main(page)).includes("Choose a word"), "an empty entry is none");
    await write(page, { mood: 3, text: secret });
    t.check((await main(page)).includes(secret) && (await main(page)).includes("Only me"), "written for oneself");
    await page.click("text=Write in my diary");
    await page.fill("#sleep_hours", "6,5");
    await write(page, { mood: 7, text: said, team: true });
    t.check((await main(page)).includes("6.5 hours") && (await main(page)).includes("Shared with my care team"), "written to be shared");
    await t.look(page, "the diary");
    await page.locator("li", { hasText: secret }).locator("a", { hasText: "Change" }).click();
    await t.look(page, "an entry that is changed");
    t.check(await page.isChecked("#mood-3"), "what was chosen is chosen");
    await page.fill("#text", `${secret} again`);
    await page.click("main form .btn:not(.quiet)");
    t.check((await main(page)).includes(`${secret} again`), "changed");
    await page.locator("li", { hasText: said }).locator("a", { hasText: "Correct" }).click();
    t.check((await main(page)).includes("The entry of before is kept"), "a shared one is corrected");
    await page.fill("#text", `${said}, twice`);
    await page.click("main form .btn:not(.quiet)");
    return page.locator("li", { hasText: secret }).locator("a", { hasText: "Change" }).getAttribute("href");
}

/* Everything that the clinician can open of this client, and what is behind it. */
async function team(t, page, own) {
    await t.signIn(page, "ines");
    let chart = "";
    for (const href of await page.locator("a.who").evaluateAll((list) => list.map((a) => a.getAttribute("href")))) {
        await t.goto(page, `${href}/diary`);
        if ((await main(page)).includes(said)) chart = href;
    }
    t.check(chart !== "", "the clinician reads what was shared");
    await t.visit(page, `${chart}/diary`, "Diary");
    const seen = new Set([chart]), todo = [chart, `${chart}/safety`, `${chart}/diary?all=1`, `${chart}/who`, "/", "/search"];
    while (todo.length && seen.size < 60) {
        const target = todo.shift();
        await t.goto(page, target);
        t.check(!(await page.content()).includes(secret), `${target} does not have it`);
        for (const href of await page.locator("main a[href]").evaluateAll((list) => list.map((a) => a.getAttribute("href"))))
            if (href.startsWith(chart) && !/csv|pdf|print|json/.test(href) && !seen.has(href)) {
                seen.add(href);
                todo.push(href);
            }
    }
    for (const target of ["/me/diary", own, `${own}/delete`]) t.check((await t.goto(page, target)) === 403, `${target} is not for the team`);
    for (const kind of ["notes", "scores", "reviews"]) {
        const id = own.split("/").pop();
        t.check([403, 404].includes(await t.goto(page, `${chart}/${kind}/${id}`)), `${kind} does not open it`);
    }
    await t.goto(page, `${chart}/withdraw/${own.split("/").pop()}`); /* the same form for whatever id */
    await page.fill("#reason", "try");
    await page.click("main form .btn");
    t.check((await main(page)).includes("There is nothing here"), "nothing there that the team could withdraw");
    await t.visit(page, `${chart}/assign/diary`, "Assign a diary");
    await page.check("#scales-urges");
    await page.fill("#own", "checking the stove");
    await page.fill("#text", "To see what the evenings do.");
    await page.click("main form .btn");
    t.check((await main(page)).includes("checking the stove"), "a diary is assigned");
    return chart;
}

async function assigned(t, page) {
    await t.goto(page, "/me");
    t.check(!(await main(page)).includes("shared diary"), "one line was shared today: the first page asks for none");
    await t.goto(page, "/me/diary");
    t.check((await page.locator("section:has(#shared) .note").innerText()).includes("Nobody watches this all the time"), "beside the shared one: nobody watches it all the time");
    await t.look(page, "the diary with a shared one");
    t.check((await main(page)).includes("asks you to write here once a day"), "the client is asked, and by whom");
    await page.click("text=Write in the shared diary");
    t.check((await main(page)).includes("You and your care team see this"), "it says so before anything is written");
    await t.look(page, "the shared diary");
    await page.locator("label[for=own-5]").click();
    await page.click("main form .btn:not(.quiet)");
    t.check((await main(page)).includes("checking the stove: Some"), "in one's own words");
    await page.locator("li", { hasText: secret }).locator("a", { hasText: "Delete" }).click();
    await t.look(page, "an entry that is deleted");
    await page.click("main form .btn");
    t.check(!(await page.content()).includes(secret), "deleted for good");
}

async function safety(t, page, team, chart) {
    await t.visit(page, "/me/safety", "My safety plan");
    await page.locator("main a", { hasText: /my steps/ }).click();
    await t.look(page, "the steps are written");
    await page.fill("#warning_signs", "no sleep\nshort answers");
    await page.fill("#people", "Anna 555 0100");
    await page.fill("#surroundings", "");
    await page.click("main form .btn:not(.quiet)");
    t.check((await main(page)).includes("They may not have read it yet") && (await page.locator("a[href='tel:5550100']").count()) > 0, "numbers are called with one tap");
    await t.look(page, "my safety plan");
    await t.goto(team, `${chart}/safety`);
    t.check((await main(team)).includes("What the client wrote alone") && (await main(team)).includes("short answers"), "both versions stand side by side");
    await t.look(team, "two versions of a safety plan");
    await t.goto(team, chart);
    t.check((await main(team)).includes("ritten by the client alone"), "the overview says that there is one", await main(team));
    await t.goto(team, `${chart}/safety`);
    await team.click("text=Agree to this version");
    t.check(!(await main(team)).includes("What the client wrote alone") && (await main(team)).includes("short answers"), "agreed to");
    await t.goto(page, "/me/safety");
    t.check((await main(page)).includes("You and your clinician agreed on this"), "the client sees that it is");
    await page.click("text=Card for my pocket");
    await t.look(page, "the card");
    await page.emulateMedia({ media: "print" });
    const mm = 96 / 25.4;
    for (const side of await page.locator(".wallet").all()) {
        const box = await side.boundingBox();
        t.check(Math.abs(box.width - 85 * mm) < 1 && Math.abs(box.height - 54 * mm) < 1, "85 by 54 mm", `${box.width / mm} by ${box.height / mm}`);
    }
    const pdf = await page.pdf({ format: "A4" });
    t.check(pdf.length > 1000 && (pdf.toString("latin1").match(/\/Type\s*\/Page\b/g) || []).length === 1, "one page of A4");
    await page.emulateMedia({ media: "screen" });
}

/* What a first visit takes over the wire, and then without a database. */
async function crisis(t, page) {
    const anybody = await t.open(phone);
    let bytes = 0, requests = 0;
    anybody.on("requestfinished", async (r) => {
        requests++;
        bytes += (await r.sizes()).responseBodySize;
    });
    await t.visit(anybody, "/crisis", "Get help now");
    await anybody.waitForLoadState("networkidle");
    t.check(bytes < 30 * 1024, `/crisis takes ${bytes} bytes in ${requests} requests`);
    console.log(`/crisis: ${bytes} bytes, ${requests} requests`);
    const last = await anybody.locator(".numbers").boundingBox();
    t.check(last.y + last.height < phone.height, "the numbers stand on the first screen");
    await t.visit(anybody, "/crisis?language=es");
    t.check((await anybody.locator("html").getAttribute("lang")) === "es" && (await main(anybody)).includes("Llamar al 988"), "in Spanish");

    const files = fs.readdirSync(t.data).filter((f) => f.startsWith("goldthread.db"));
    const kept = files.map((f) => [f, fs.readFileSync(path.join(t.data, f))]);
    t.away = true;
    for (const [f, bytes] of kept) fs.writeFileSync(path.join(t.data, f), Buffer.alloc(bytes.length, 0x55), { flag: "r+" });
    for (const who of [anybody, page]) {
        t.check((await t.goto(who, "/crisis")) === 200 && (await who.locator("a[href='tel:988']").count()) === 1, "/crisis without a database");
        t.check((await t.goto(who, "/nowhere")) >= 404 && (await who.locator("a[href='tel:988']").count()) === 1, "what is not there says the numbers");
    }
    await t.goto(page, "/me/safety");
    t.check((await page.locator("a[href='tel:988']").count()) >= 1, "the numbers stand where the steps cannot be read");
    await t.crash();
    for (const [f, bytes] of kept) fs.writeFileSync(path.join(t.data, f), bytes);
    await t.again();
}

scenario(async (t) => {
    const client = t.accounts.find((a) => a.role === "client" && /ines/i.test(a.clinician || "ines"));
    const page = await t.open(phone), team_page = await t.open();
    await t.signIn(page, client.login, "/me/diary");
    const own = await diary(t, page);
    const chart = await team(t, team_page, own);
    await assigned(t, page);
    await safety(t, page, team_page, chart);
    await crisis(t, page);
});
