/*
 * me_measure.js: a measure in its publisher's words (invented here), imported while the server runs: before, no client can
 * be asked it; then a question a page with these words alone, until the wording is taken out. Its alert goes to the cover
 * when its deadline passes, and the client's side tells nothing of that. The plan, and the consent that signing on a screen
 * needs, are signed on a device that was handed over.
 */
"use strict";
const { execFileSync, spawnSync } = require("child_process");
const fs = require("fs");
const path = require("path");
const { scenario } = require("./lib.js");

const title = "Patient Health Questionnaire-9";
const wording = "tests/data/measure/questionnaire/phq9-ordinal.json";
const asked = JSON.parse(fs.readFileSync(wording, "utf8")).item.flatMap((i) => (i.item ? i.item : [i])).filter((i) => i.text && i.answerOption).map((i) => i.text.trim());

function sql(t, text) {
    return execFileSync("python3", ["-c", "import sqlite3, sys\n" +
        "db = sqlite3.connect(sys.argv[1], timeout=10)\n" +
        "print(db.execute(sys.argv[2]).rowcount)\n" +
        "db.commit()", path.join(t.data, "goldthread.db"), text]).toString().trim();
}

/* A page of a clinician who has this client in the caseload, and the chart's address. */
async function findChart(t, name) {
    for (const login of ["rahel", "tobias", "ines", "marianne"]) {
        const page = await t.open();
        await t.signIn(page, login);
        await t.goto(page, "/?all=1");
        const link = page.locator("a.who", { hasText: name });
        if (await link.count()) return { page, login, chart: await link.first().getAttribute("href") };
        await page.context().close();
    }
    throw new Error(`nobody has ${name} in the caseload`);
}

async function next(page, value) {
    await page.check(`fieldset.opts input[value="${value}"]`);
    const [response] = await Promise.all([page.waitForResponse((r) => r.request().method() === "POST"), page.click("text=/^Next$/")]);
    await page.waitForLoadState();
    return response;
}

async function assign(t, page, chart) {
    await t.goto(page, `${chart}/assign`);
    await page.selectOption("#instrument", "phq9");
    await page.check("#remote");
    await page.click("text=Assign this check-in");
}

/* ---- the measure ---- */

async function measure(t, me, { page, chart }) {
    const phone = await t.open({ width: 390 });
    await assign(t, page, chart);
    t.check((await page.title()).startsWith("Error: "), "without its wording it cannot be asked");
    const secret = path.join(t.work, "owner.pw");
    fs.writeFileSync(secret, t.account("marianne").password, { mode: 0o600 });
    const kept = spawnSync(t.program, ["instrument", "import", "--data", t.data, "--as", "marianne", "--password-file", secret, "--yes", wording], { encoding: "utf8" });
    t.check(kept.status === 0 && kept.stdout.includes("in the record"), "the wording is kept, while the server runs", kept.stderr + kept.stdout.slice(-300));
    await t.signIn(phone, me.login, "/me");
    await t.goto(phone, "/me/checkins");
    t.check(!(await phone.textContent("main")).includes(title), "nothing is asked that nobody assigned");
    await assign(t, page, chart);
    t.check(!(await page.title()).startsWith("Error: "), "with its wording it can", (await page.textContent("main")).slice(0, 400));

    await t.goto(phone, "/me/checkins");
    await t.picture(phone, "me-measure-list");
    const item = phone.locator("main section", { hasText: title });
    await item.locator("form button").first().click();
    t.check(asked.length >= 9 && (await phone.textContent("legend h1")).includes(asked[0]), "the first question in the publisher's words", await phone.textContent("main"));
    const whole = await phone.content();
    t.check((await phone.locator("fieldset.opts").count()) === 1 && !asked.slice(1).some((a) => whole.includes(a)), "and no other");
    t.check((await phone.textContent("main")).includes("some leaves"), "the answers in the publisher's words");
    await t.look(phone, "a question in the publisher's words");
    await t.picture(phone, "me-measure");
    const seen = [];
    let help = null;
    for (let i = 0; i < 9; i++) {
        if (i === 1) {
            const at = phone.url().replace(t.base, "");
            await t.goto(phone, at.replace(/\/\d+$/, ""));
            t.check((await phone.textContent("main")).includes("There may be no score then."), "what it means to leave questions open", await phone.textContent("main"));
            await t.goto(phone, at);
        }
        seen.push(await phone.textContent("legend h1"));
        const answer = await next(phone, i === 8 ? 2 : 1);
        if (i < 8) t.check(answer.status() === 303, `question ${i + 1} goes on`, `${answer.status()}`);
        else help = { status: answer.status(), text: (await answer.body()).toString() };
    }
    t.check(seen.every((s, i) => s.includes(asked[i])), "nine questions, each in its words, in their order", seen.join(" | "));
    t.check(help.status === 200 && help.text.includes("Thank you for telling us") && /href="tel:/.test(help.text), "help in the response to the answer that raises an alert", `${help.status}`);
    return phone;
}

/* ---- the deadline passes ---- */

async function escalation(t, name, phone) {
    /* What the first page of somebody says of this client's alert. */
    const mine = async (login) => {
        const page = await t.open();
        await t.signIn(page, login);
        await t.goto(page, "/");
        const text = (await page.locator("main li, main .alert", { hasText: name }).allTextContents()).filter((s) => s.includes(asked[8]) || /PHQ-9/.test(s));
        await page.context().close();
        return text.join(" | ");
    };
    const first = await mine("rahel");
    t.check(/death|PHQ-9/i.test(first) && !/passed on/.test(first), "the owner has it in the queue, the form is not sent", first);
    t.check(!/passed on/.test(await mine("desmond")), "the cover has not been asked");
    /* The clock of the practice cannot be moved; the deadline can. The round of a server that begins passes it on. */
    t.check(Number(sql(t, "UPDATE record SET due_ms = due_ms - 864000000 WHERE kind = 'alert' AND state = 'open' AND due_ms IS NOT NULL")) >= 1, "the deadline passes");
    await t.stop();
    await t.again();
    let text = "";
    for (let i = 0; i < 240 && !/passed on to you/.test(text); i++) {
        await new Promise((r) => setTimeout(r, 500));
        text = await mine("desmond");
    }
    t.check(/passed on to you/.test(text), "then it is with the cover", text.slice(0, 400));
    const cover = await t.open();
    await t.signIn(cover, "desmond");
    await t.goto(cover, "/");
    await t.look(cover, "the cover's queue");
    await cover.locator("section:has(#alerts) a, .alert a").first().click();
    t.check((await cover.textContent("main")).includes("A deadline has passed; it was passed on."), "the alert's page says why", (await cover.textContent("main")).slice(0, 300));
    await t.look(cover, "an alert of which the deadline has passed");
    for (const page of ["/me", "/me/checkins", "/me/progress", "/me/record", "/me/help"]) {
        t.check((await t.goto(phone, page)) === 200, `${page} is there`);
        const said = await phone.textContent("body");
        t.check(!/escalat|deadline|overdue|passed on|nobody (has )?(looked|answered)|late\b|alert\b/i.test(said), `${page} says nothing of it`, said.match(/.{40}(escalat|deadline|overdue|passed on|nobody (has )?(looked|answered)|late\b|alert\b).{20}/i)?.[0]);
    }
}

/* ---- the wording goes ---- */

async function without(t, phone) {
    const owner = await t.open();
    await t.signIn(owner, "marianne");
    await t.goto(owner, "/practice/measures/phq9/drop");
    await owner.click("main form button");
    t.check((await owner.textContent("main")).includes("taken out"), "the wording is taken out", (await owner.textContent("main")).slice(0, 200));
    await t.goto(phone, "/me/checkins");
    t.check(!(await phone.textContent("main")).includes(title), "without its words it is not asked any more");
    t.check(!asked.some((a) => a.length > 12 && phone.url().includes(a)), "no words are in an address");
}

/* ---- on a device that is handed over ---- */

async function device(t, me, phone, { page, login, chart }) {
    await t.goto(phone, "/me/consents/e-record");
    await phone.click("text=Take my yes back");
    await phone.click("main form button");
    await t.goto(page, `${chart}/device`);
    await page.check("#task-sign");
    await page.click("main form button.btn");
    await page.fill("#secret", t.account(login).password);
    await page.click("main form button.btn");
    await page.setViewportSize({ width: 390, height: 900 });
    t.check(new URL(page.url()).pathname === "/me/plan", "the plan, to be read first", page.url());
    await page.click("text=Read and sign it");
    t.check((await page.locator("#signing").count()) === 0, "nothing is signed before the yes");
    await page.click("text=Read about it");
    await t.look(page, "the consent on a device");
    t.check((await page.locator("#secret").count()) === 0, "no password of the client is asked for on it");
    await page.click("text=open a sample of your record");
    const word = await page.textContent("main strong");
    await page.click("text=Back to the question");
    await page.fill("#word", word);
    await page.click("text=Yes, I agree");
    t.check((await page.title()).startsWith("Error: "), "without a name it is no signature");
    await page.fill("#word", word);
    await page.fill("#signer", "Gustavo Lindqvist");
    await page.click("text=Yes, I agree");
    t.check(new URL(page.url()).pathname === "/me/plan/sign", "the yes leads on to the plan", `${page.url()} ${(await page.textContent("main")).slice(0, 200)}`);
    await t.look(page, "signing on a device");
    await t.picture(page, "me-device-sign");
    await page.fill("#text", "Read together, on this device.");
    await page.click("text=Sign my plan");
    t.check((await page.textContent("body")).includes("You signed your plan"), "signed on the device", (await page.textContent("main")).slice(0, 300));
    t.check((await t.goto(page, chart)) === 403 && (await t.goto(page, "/me/record")) === 403, "and nothing else opens on it");
    await t.goto(page, "/device");
    await page.fill("#secret", t.account(login).password);
    await page.click("main form button.btn");
    t.check(new URL(page.url()).pathname === chart, "taken back", page.url());
    await page.setViewportSize({ width: 1280, height: 900 });
    await t.goto(page, `${chart}/plan`);
    t.check((await page.textContent("main")).includes("In force"), "the plan is in force");
    await t.goto(page, `${chart}/sharing`);
    t.check(/electronic/i.test(await page.textContent("main")), "the consent stands in the record");
    await t.goto(phone, "/me/consents/e-record");
    t.check((await phone.locator("text=Take my yes back").count()) === 1, "and the client can take it back at home");
}

scenario(async (t) => {
    const me = t.accounts.find((a) => a.role === "client");
    const name = new RegExp(me.login.replace(/\d+$/, ""), "i");
    const at = await findChart(t, name);
    const phone = await measure(t, me, at);
    await escalation(t, name, phone);
    await without(t, phone);
    await device(t, me, phone, at);
});
