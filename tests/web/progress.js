/*
 * progress.js: a new client, found by a colleague only after joining the team; scores by mouse, by keyboard alone, as a
 * total; what is wrong keeps what was typed; corrected and withdrawn; an answer about risk stands above all else on
 * every page of that client; details that two people changed.
 */
"use strict";
const { scenario } = require("./lib.js");

const press = (page, text) => page.click(`main button:has-text("${text}")`);
const main = (page) => page.textContent("main");

async function answer(page, values) {
    for (const [i, v] of values.entries()) if (v !== null) await page.check(`#i${i + 1}-${v}`, { force: true });
}

/* The score entered last: it stands first in the timeline. */
async function newest(t, page, client) {
    await t.goto(page, client);
    await page.locator("section[aria-labelledby=timeline] a[href*='/scores/0']").first().click();
}

scenario(async (t) => {
    const page = await t.open();
    page.setDefaultTimeout(8000);
    await t.signIn(page, "marianne");
    await t.visit(page, "/clients/new", "Add a client");
    await page.fill("#name", "Ottilie Invented");
    await page.fill("#pronouns", "she/her");
    await press(page, "");
    t.check((await page.title()).startsWith("Error: ") && (await page.inputValue("#name")) === "Ottilie Invented", "without a birth date nothing is added, and the name stays");
    await page.fill("#birth_date", "1888-02-29");
    await page.click("main form button.btn");
    t.check((await page.textContent("#errors")).includes("more than 120 years"), "a year that cannot be is told", await page.title());
    await page.fill("#birth_date", `${new Date().getFullYear() - 2}-12-31`);
    await page.click("main form button.btn");
    t.check(/\b1 year\b/.test(await page.textContent(".client")), "one year is one year", await page.textContent(".client"));
    await page.click('.tabs a:has-text("Details")');
    await page.click('main a:has-text("Change the details")');
    await page.fill("#birth_date", `${new Date().getFullYear() + 20}-02-28`);
    await page.click('main button:has-text("Save")');
    t.check((await page.textContent("#errors")).includes("lies ahead"), "details that are changed are looked at as new ones are", await page.title());
    await page.fill("#birth_date", "1988-02-29");
    await page.click('main button:has-text("Save")');
    const client = new URL(page.url()).pathname.match(/^\/clients\/[0-9A-Z]{26}/)[0];
    t.check((await page.textContent(".client")).includes("Ottilie Invented"), "the chart of the new client opens", page.url());
    await t.visit(page, `${client}/progress`, "Progress");
    t.check((await main(page)).includes("No scores yet"), "an empty course says what will stand here");

    // By mouse, counted from the chart: three clicks and the answers.
    await t.goto(page, client);
    let clicks = 0;
    const click = async (what) => { clicks++; await page.click(what); };
    await click('main .row a:has-text("Record a score")');
    await click('main a.who:text-is("GAD-7")');
    await answer(page, [3, 3, 3, 2, 2, 2, 2]);
    await click('main button:has-text("Save this score")');
    t.check(clicks === 3, "a score in three clicks", `${clicks}`);
    t.check(/17/.test(await main(page)), "the score is shown with what it means", (await main(page)).slice(0, 300));
    await t.look(page, "a score was recorded");

    // By keyboard alone: tabs and arrows, Enter at the end.
    await t.goto(page, `${client}/scores/new?measure=phq9`);
    await page.focus("#date");
    const digits = [2, 1, 0, 3, 1, 0, 2, 1, 0];
    await page.locator("#i1-0").focus();
    for (const [i, v] of digits.entries()) {
        if (i) await page.keyboard.press("Tab");
        t.check(await page.evaluate((n) => document.activeElement.name === `i${n}`, i + 1), `the keyboard reaches answer ${i + 1}`);
        await page.keyboard.press("Space");
        for (let k = 0; k < v; k++) await page.keyboard.press("ArrowRight");
        t.check(await page.isChecked(`#i${i + 1}-${v}`), `arrows choose ${v} for answer ${i + 1}`);
    }
    await page.keyboard.press("Enter");
    await page.waitForURL(/scores\/[0-9A-Z]{26}|progress/);
    t.check(/\b10\b/.test(await main(page)), "the keyboard alone records a score", (await main(page)).slice(0, 300));

    // Total only, wrong first.
    await t.goto(page, `${client}/scores/new?measure=phq9`);
    await page.click("summary:has-text('Only the total')");
    await page.fill("#total", "99");
    await press(page, "Save this score");
    t.check((await page.title()).startsWith("Error: ") && (await page.inputValue("#total")) === "99", "a total beyond the scale is told, and stays");
    await t.look(page, "a wrong total");
    await page.fill("#total", "11");
    await page.fill("#date", "2031-01-01");
    await press(page, "Save this score");
    t.check((await page.title()).startsWith("Error: ") && (await page.inputValue("#date")) === "2031-01-01" && (await page.inputValue("#total")) === "11", "a day to come is told, and what was typed stays");
    const day = (back) => new Date(Date.now() - back * 86400000).toISOString().slice(0, 10);
    await page.fill("#date", day(1));
    await press(page, "Save this score");
    t.check(/\b11\b/.test(await main(page)), "a total alone is enough");
    // Some answers left out: kept on a correction, not guessed.
    await t.goto(page, `${client}/scores/new?measure=gad7`);
    await answer(page, [1, 1, null, null, null, null, null]);
    await press(page, "Save this score");
    await newest(t, page, client);
    t.check((await main(page)).includes("No score: not enough was answered"), "too few answers make no score", (await main(page)).slice(0, 400));
    t.check(!/\b(no|without) risk\b/i.test(await main(page)), "nothing says that there is no risk");

    // Corrected, then withdrawn: struck through, kept.
    await t.goto(page, `${client}/scores/new?measure=gad7`);
    await answer(page, [0, 0, 0, 0, 0, 0, 1]);
    await press(page, "Save this score");
    await newest(t, page, client);
    const wrong = new URL(page.url()).pathname;
    await page.click("text=Correct this entry");
    t.check(await page.isChecked("#i7-1"), "a correction starts from what was entered");
    await page.check("#i7-3", { force: true });
    await press(page, "Save the correction");
    t.check((await page.title()).startsWith("Error: ") && (await page.isChecked("#i7-3")), "a correction asks why, and keeps the answers");
    await page.fill("#reason", "One answer was read wrongly.");
    await press(page, "Save the correction");
    t.check(/\b3\b/.test(await main(page)), "the correction counts");
    await t.goto(page, wrong);
    t.check((await main(page)).includes("corrected later") && (await page.locator("main td").allTextContents()).includes("1"), "what was corrected stays as it was");
    await newest(t, page, client);
    t.check((await main(page)).includes("One answer was read wrongly."), "the correction tells its reason", (await main(page)).slice(0, 600));
    await t.look(page, "a corrected score");
    await t.goto(page, `${client}/scores/new?measure=phq9`);
    await page.click("summary:has-text('Only the total')");
    await page.fill("#total", "27");
    await press(page, "Save this score");
    await newest(t, page, client);
    const mistaken = new URL(page.url()).pathname;
    await page.click("summary:has-text('entered by mistake')");
    await page.fill("#reason", "Another client's form.");
    await press(page, "Withdraw this entry");
    await t.goto(page, mistaken);
    t.check((await main(page)).includes("withdrawn") && (await main(page)).includes("Score 27"), "a withdrawn score stays to be read");
    t.check((await main(page)).includes("Another client's form."), "and says why");
    await t.goto(page, `${client}/progress?measure=phq9`);
    t.check(!(await page.locator("main .table").allTextContents()).join().match(/\b27\b(?! \w+ 20)/), "and counts no longer");

    // Two scores of one day: both are said, and each is a link.
    await t.goto(page, `${client}/scores/new?measure=pcl5`);
    for (const total of ["40", "31"]) {
        await t.goto(page, `${client}/scores/new?measure=pcl5`);
        await page.click("summary:has-text('Only the total')");
        await page.fill("#total", total);
        await press(page, "Save this score");
    }
    t.check(/ 40, then 31: the last one of a day counts\./.test(await main(page)), "two scores of one day are both said", (await main(page)).slice(0, 600));
    await page.click("summary:has-text('Single scores')");
    await t.look(page, "single scores");
    const single = await page.locator("details td a").evaluateAll((list) => list.map((a) => [a.firstChild.textContent, a.getAttribute("href")]));
    t.check(single.length === 2 && single[0][0].startsWith("31") && single[1][0].startsWith("40"), "and stand as single scores", JSON.stringify(single));
    await t.goto(page, single[1][1]);
    t.check((await main(page)).includes("Score 40"), "each of which can be read");

    // What a client fills in says what the client has: no address names a measure.
    const places = new Set();
    for (const below of ["", "/progress", "/scores/new", "/assign", "/plan", "/reviews"]) {
        await t.goto(page, client + below);
        for (const at of await page.locator("[href], form[action]").evaluateAll((all) => all.map((x) => x.getAttribute("href") || x.getAttribute("action")))) places.add(at);
    }
    const keyed = [...places].filter((at) => /[?&]m=[0-9a-f]{16}(&|$)/.test(at)), named = [...places].filter((at) => /phq|gad|pcl/i.test(at));
    t.check(keyed.length > 20 && named.length === 0, "no address names a measure", `${keyed.length} with a key; ${named.join()}`);
    await t.goto(page, `${client}/progress?measure=pcl5`);
    t.check(/\/progress\?m=[0-9a-f]{16}$/.test(page.url()) && (await main(page)).includes("PCL-5"), "an address of before goes on to one without the name", page.url());
    t.check((await t.goto(page, `${client}/progress?m=0123456789abcdef`)) === 404 && (await t.goto(page, `${client}/scores/new?m=0123456789abcdef`)) === 404, "a key of nothing is not found");

    // Twice the same press: one entry.
    await t.goto(page, `${client}/scores/new?measure=gad7`);
    await answer(page, [1, 1, 1, 1, 1, 1, 1]);
    const before = await count(t, page, client);
    await t.goto(page, `${client}/scores/new?measure=gad7`);
    await answer(page, [1, 1, 1, 1, 1, 1, 1]);
    const answers = await page.evaluate(async () => {
        const form = document.querySelector("form[data-guard]"), body = new URLSearchParams(new FormData(form));
        const send = () => fetch(form.action, { method: "POST", body }).then((r) => r.url);
        return [await send(), ...(await Promise.all([send(), send()]))];
    });
    t.check(new Set(answers).size === 1, "the same form again leads to the same place", answers.join());
    t.check((await count(t, page, client)) === before + 1, "and is one entry");

    // An answer about risk: above everything, on every page of this client, and nothing better is said below without it.
    await t.goto(page, `${client}/scores/new?measure=phq9`);
    await answer(page, [0, 0, 0, 0, 0, 0, 0, 0, 2]);
    await press(page, "Save this score");
    t.check(/\/alerts\//.test(page.url()) && (await page.textContent("main")).includes("An answer in it raised this alert."), "the alert is shown at once, in place of what says that it was saved", page.url());
    t.check((await page.locator(".note.good").count()) === 0, "nothing green");
    await t.look(page, "a score with an alert");
    for (const below of ["", "/plan", "/progress?measure=phq9", "/progress?measure=gad7", "/sessions", "/sessions/new", "/details", "/team", "/scores/new?measure=gad7", "/assign", "/alerts", "/reviews", "/sharing", "/plan/new"]) {
        const status = await t.goto(page, client + below);
        const html = await page.content(), body = html.slice(html.indexOf("<main"));
        const risk = body.search(/class="alert|alert is open/), better = body.search(/>[^<]*\b(better|met|improved)\b/i);
        t.check(status === 200 && risk >= 0 && (better < 0 || risk < better), `${below || "overview"}: the alert stands above all else`, `${status} ${risk} ${better}`);
    }
    await t.goto(page, "/");
    t.check((await page.locator("li:has(a.who:text-is('Ottilie Invented'))").first().textContent()).includes("alert is open"), "and on the first page");

    // Two people change the details: both texts, nothing lost.
    const other = await t.open();
    await t.signIn(other, "rahel");
    t.check((await t.goto(other, client)) === 404, "a colleague outside the team finds nothing");
    await t.goto(other, "/");
    const mine = other.locator("section.alert:has-text('Ottilie Invented')"), links = await mine.locator("a").evaluateAll((list) => list.map((a) => a.getAttribute("href")));
    t.check(links.length === 1 && (await mine.textContent()).includes("Death/self-harm thoughts: 2 of 3"), "but owns the alert, which says what was answered", links.join());
    for (const href of links) t.check((await t.goto(other, href)) === 200, "and no link of it is dead", href);
    t.check((await main(other)).includes("How to reach the client"), "who sees to it is told how the client is reached");
    await t.look(other, "an alert of another team");
    await t.visit(page, `${client}/team`, "Care team");
    await page.selectOption("#account", { label: await page.locator("#account option:has-text('Rahel')").first().textContent() });
    await page.check("#role-clinician");
    await press(page, "Add to the care team");
    t.check((await t.goto(other, client)) === 200, "on the team, the chart opens", (await main(page)).slice(0, 900));
    await t.goto(page, `${client}/details/change`);
    await t.goto(other, `${client}/details/change`);
    await page.fill("#phone", "555 0101");
    await page.click("main form button.btn");
    await other.fill("#phone", "555 0202");
    await other.fill("#language", "Swedish");
    const answered = other.waitForResponse((r) => r.request().method() === "POST");
    await other.click("main form button.btn");
    t.check((await answered).status() === 409, "a conflict is told");
    const both = await other.content();
    t.check(both.includes("555 0101") && both.includes("555 0202") && both.includes("Swedish"), "with both texts");
    await t.look(other, "both texts of the details");
});

async function count(t, page, client) {
    await t.goto(page, client);
    return page.locator("section[aria-labelledby=timeline] li:has-text('GAD-7')").count();
}
