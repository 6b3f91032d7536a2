/*
 * me_checkin.js: a client's check-in on a phone: a question a page, interrupted after two and finished the next day on
 * another device without script; an answer that raises an alert: help in the same response, the alert in its owner's
 * queue while the form is unfinished and after the answer was changed; sent and not changed any more; held back by the
 * clinician with a reason; what the client says before a review; what is assigned.
 */
"use strict";
const { execFileSync } = require("child_process");
const path = require("path");
const { scenario } = require("./lib.js");

/* In the record, while the server runs. */
function sql(t, text) {
    return execFileSync("python3", ["-c", "import sqlite3, sys\n" +
        "db = sqlite3.connect(sys.argv[1], timeout=10)\n" +
        "print(db.execute(sys.argv[2]).rowcount)\n" +
        "db.commit()", path.join(t.data, "goldthread.db"), text]).toString().trim();
}

async function answer(page, value) {
    await page.check(`fieldset.opts input[value="${value}"]`);
    const [response] = await Promise.all([
        page.waitForResponse((r) => r.request().method() === "POST"),
        page.click("text=/^Next$/"),
    ]);
    await page.waitForLoadState();
    return response;
}

scenario(async (t) => {
    const login = t.accounts.find((a) => a.role === "client").login;
    const phone = await t.open({ width: 390 });
    await t.signIn(phone, login, "/me");
    await phone.waitForURL("**/me");
    await t.look(phone, "the first page");
    t.check((await phone.locator("main .btn:not(.quiet)").count()) === 1, "one thing to do");
    const words = await phone.textContent("main");
    t.check(!/missed|streak|overdue|late|!/.test(words), "no counts of what was missed, no exclamation marks", words);
    await t.picture(phone, "me");

    // A question a page.
    await t.visit(phone, "/me/checkins", "Check-ins");
    t.check((await phone.locator("main .btn:not(.quiet)").count()) === 1, "one filled button");
    await phone.click("main form button");
    t.check((await phone.locator("fieldset > legend > h1").count()) === 1, "the question is the heading of its answers");
    t.check((await phone.locator("input:checked").count()) === 0, "nothing is chosen at the start");
    t.check((await phone.textContent("p.saved")).includes("question 1 of 3 · answers are saved as you go"), "which question it is", await phone.textContent("p.saved"));
    const low = await phone.locator(".opt").evaluateAll((l) => Math.min(...l.map((x) => x.getBoundingClientRect().height)));
    t.check(low >= 52, "each row is 52 pixels high or more", `${low}`);
    await t.look(phone, "a question");
    await t.picture(phone, "me-question");
    await phone.click("text=/^Next$/");
    t.check((await phone.title()).startsWith("Error: ") && (await phone.textContent("main")).includes("Choose an answer, or skip this one."), "without an answer it asks gently", await phone.title());
    await t.look(phone, "a question without an answer");
    t.check((await answer(phone, 2)).status() === 303, "an answer goes on");
    await answer(phone, 5);
    t.check((await phone.textContent("p.saved")).includes("question 3 of 3"), "two are answered");
    await phone.context().close();

    // The next day, another device, without script.
    t.check(sql(t, "UPDATE record SET day = day - 1 WHERE kind = 'checkin' AND state = 'open'") === "1", "a day goes by");
    const other = await t.open({ width: 390, script: false });
    await t.signIn(other, login, "/me/checkins");
    await other.goto(`${t.base}/me/checkins`);
    await other.click("text=/^Go on/");
    t.check((await other.textContent("p.saved")).includes("question 3 of 3"), "it goes on where it was left", await other.textContent("p.saved"));
    await other.click("text=/^Back$/");
    t.check((await other.locator('input[value="5"]').isChecked()), "what was answered is there");
    await other.click("text=/^Back$/");

    // The answer that raises an alert.
    const help = await answer(other, 8);
    const text = (await help.body()).toString();
    t.check(help.status() === 200 && text.includes("Thank you for telling us") && /href="tel:/.test(text), "help stands in the response to the answer", `${help.status()}`);
    t.check(text.includes("Go on with the questions") && text.includes("They may not see it right away"), "and says what it can promise");
    t.check(sql(t, "UPDATE record SET state = state WHERE kind = 'alert' AND state = 'open' AND entered_ms > (SELECT max(entered_ms) - 60000 FROM record)") >= "1", "the alert is in the record");
    const owner = await t.open();
    await t.signIn(owner, "rahel");
    await t.goto(owner, "/");
    const queue = async () => {
        await t.goto(owner, "/");
        return (await owner.textContent("main")).includes("How strong were thoughts of not wanting to live?");
    };
    t.check(await queue(), "the alert is in its owner's queue, the form unfinished");
    const looked = await t.open({ width: 390 });
    await t.signIn(looked, login, "/me/checkins");
    await t.goto(looked, "/me/checkins");
    await looked.click("text=/^Go on/");
    const form = new URL(looked.url()).pathname.split("/")[3];
    await t.goto(looked, `/me/checkins/${form}/1`);
    await looked.check('input[value="9"]');
    await looked.click("text=/^Next$/");
    await t.look(looked, "help on the answer");
    await t.picture(looked, "me-help-now");
    await t.goto(looked, `/me/checkins/${form}/1`);
    await answer(looked, 0);
    t.check(await queue(), "a changed answer keeps the alert");
    await t.visit(looked, `/me/checkins/${form}/all`, "Check-in, all questions");
    await looked.click("text=Check my answers");
    await t.look(looked, "check your answers");
    await t.picture(looked, "me-check-answers");
    t.check((await looked.textContent("main")).includes("left open"), "what was left open says so");
    t.check(!(await looked.textContent("main")).includes("no score"), "questions of ours have none to lose");
    await looked.click("text=Send my answers");
    t.check((await looked.textContent("h1")).startsWith("Thank you"), "it was sent", await looked.textContent("h1"));
    await t.look(looked, "a sent check-in");
    await t.goto(looked, `/me/checkins/${form}/1`);
    t.check(new URL(looked.url()).pathname === `/me/checkins/${form}`, "what was sent cannot be changed");
    await looked.click("text=/about a mistake$/");
    await looked.fill("#text", "I meant 4 hours of sleep.");
    await t.look(looked, "a mistake");
    await looked.click("text=/^Send this$/");
    t.check((await looked.textContent("body")).includes("Your words were sent"), "the mistake was told");

    // While the alert is open nothing is called better; what is held is talked about first.
    await t.visit(looked, "/me/progress", "How it goes");
    await t.picture(looked, "me-progress");
    t.check(!/lighter|better/.test(await looked.textContent("main")), "an open alert silences better");
    let page, chart;
    for (const name of ["rahel", "tobias", "ines", "marianne", "leopold"]) {
        page = await t.open();
        await t.signIn(page, name);
        await t.goto(page, "/");
        const clients = await page.locator("section:has(#clients) a.who").evaluateAll((l) => l.map((a) => a.getAttribute("href")));
        for (const client of clients)
            if ((await t.goto(page, `${client}/checkins/${form}`)) === 200) chart = client;
        if (chart) break;
        await page.context().close();
    }
    t.check(Boolean(chart), "a clinician of the care team reads it");
    await t.visit(page, `${chart}/checkins/${form}`, "Check-in");
    t.check((await page.textContent("main")).includes("raised an alert"), "which answer raised the alert");
    await page.click("text=Talk about it first");
    await page.fill("#hold_reason", "We look at it together on Monday.");
    await page.click("text=Hold it back");
    t.check((await page.textContent("main")).includes("does not see this yet"), "it is held");
    await t.look(page, "a check-in that is held");
    await t.goto(looked, "/me/progress");
    const picks = await looked.locator("main a[href*='of=']").evaluateAll((l) => l.map((a) => a.getAttribute("href")));
    let told = 0;
    for (const href of ["/me/progress", ...picks]) {
        await t.goto(looked, href.startsWith("/") ? href : `/me/progress${href}`);
        told += (await looked.textContent("main")).includes("will talk with you about this first");
    }
    t.check(told > 0, "the client reads that it is talked about first, where its values are");
    await page.click("text=Let the client see it");
    await t.goto(looked, "/me/progress");
    t.check(!(await looked.textContent("main")).includes("about this first"), "and no longer");

    // Assigning: an instrument without wording is not shown to a client; own questions are.
    await t.visit(page, `${chart}/assign`, "Assign a check-in");
    await t.picture(page, "assign");
    const offered = await page.locator("#instrument option").evaluateAll((l) => l.map((o) => o.value).filter(Boolean));
    const choosing = await t.open();
    await t.signIn(choosing, "marianne", "/practice/settings/measures");
    const used = await choosing.locator("input[name=measures]:checked").evaluateAll((l) => l.map((o) => o.value));
    t.check(used.length > 0 && used.length < offered.length && offered.slice(0, used.length).every((m) => used.includes(m)), "the measures in use come first", JSON.stringify([used, offered]));
    await page.selectOption("#instrument", "phq9");
    await page.check("#remote");
    await page.click("text=Assign this check-in");
    t.check((await page.title()).startsWith("Error: ") && (await page.textContent("main")).includes("wording of this measure is not imported"), "no instrument without its wording", await page.title());
    await t.look(page, "an instrument without wording");
    await page.check("#what-personal");
    await page.fill("#question1", "How hard was it to leave the house?");
    await page.selectOption("#alert1", "9");
    await page.check("#every-P1D");
    await page.click("text=Assign this check-in");
    t.check((await page.textContent("main")).includes("How hard was it to leave the house?"), "a question of the client's own is assigned");
    await t.goto(looked, "/me/checkins");
    t.check((await looked.textContent("main")).includes("Your daily check-in"), "and asked for");

    // Before a review.
    await t.visit(looked, "/me/review", "Before we look at your plan");
    await t.picture(looked, "me-review");
    await looked.click("text=/^Send this$/");
    t.check((await looked.title()).startsWith("Error: "), "one line at least");
    await looked.fill("#helped", "Walking before work.");
    await looked.fill("#next", "Sleep through the night.");
    await looked.click("text=/^Send this$/");
    t.check(new URL(looked.url()).pathname === "/me" && (await looked.textContent("body")).includes("Your words will be there"), "it was said");
    await t.goto(page, `${chart}/review/3`);
    t.check((await page.textContent("main")).includes("Walking before work."), "and stands in the review", await page.title());
    await t.goto(looked, "/me/safety/edit");
    await looked.fill("#warning_signs", "short answers");
    await looked.click("main form .btn:not(.quiet)");
    await t.goto(page, `${chart}/alerts`);
    await page.click("text=Answer this alert >> nth=0");
    t.check((await page.textContent("main")).includes("Written by the client alone") && (await page.textContent("main")).includes("short answers"), "who answers an alert reads the safety plan that the client wrote alone", await page.textContent("main"));
    await t.look(page, "an alert beside what the client wrote alone");
    t.check((await page.textContent("main")).includes("Now answered"), "the alert's page says what is answered now");
});
