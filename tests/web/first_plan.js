/*
 * first_plan.js: how long a first plan takes: from the README's first word to the clinician's signature under a plan that
 * was pasted for a new client, in a practice of one's own: the example of the README, then a plan of one's own with nine
 * flaws (own_plan.txt), mended from the list of checks. Counted page by page: words that are seen and were not read
 * before at 250 a minute, the plan's own text in the draft too; 0.28 s a key, 1.1 s a pointing and 1.35 s a decision (Card,
 * Moran and Newell's keystroke-level model). Installing and a second factor are not counted.
 */
"use strict";
const fs = require("fs"), path = require("path");
const { scenario } = require("./lib.js");

const WORDS_A_SECOND = 250 / 60, KEY = 0.28, POINT = 1.1, DECISION = 1.35;
const MOST_MINUTES = 15;
const root = path.join(__dirname, "..", "..");
const plan = fs.readFileSync(path.join(root, "examples", "marisol-vega.txt"), "utf8");

class Meter {
    constructor() {
        this.pages = [];
        this.known = new Set(); // lines
    }
    get now() {
        return this.pages[this.pages.length - 1];
    }
    /* read: what is new of a page: lines that were read on an earlier one are not read again; those that stand there
     * several times are, for nobody knows before that they say the same. */
    read(name, text) {
        const all = text.split("\n").map((x) => x.trim()).filter(Boolean), lines = all.filter((x) => !this.known.has(x));
        for (const line of all) this.known.add(line);
        this.pages.push({ name, words: lines.join(" ").split(/\s+/).filter((x) => /\w/.test(x)).length, keys: 0, points: 0, decisions: 0, lines });
    }
    seconds(p) {
        return p.words / WORDS_A_SECOND + p.keys * KEY + p.points * POINT + p.decisions * DECISION;
    }
    total() {
        return this.pages.reduce((sum, p) => sum + this.seconds(p), 0);
    }
}

/* What is seen of a page, without the choices of a list that is shut and what is for a screen reader; runs there. */
function seen() {
    const lists = [...document.querySelectorAll("select, .sr")].map((x) => [x, x.style.display]);
    for (const [x] of lists) x.style.setProperty("display", "none");
    const text = document.body.innerText;
    for (const [x, was] of lists) x.style.setProperty("display", was);
    const typed = [...document.querySelectorAll("textarea, input:not([type=hidden], [type=password], [type=checkbox], [type=radio])")].filter((x) => x.checkVisibility());
    return [text, ...typed.map((x) => x.value)].join("\n");
}

/* What of the README is read: up to the way to a practice of one's own. */
function readme() {
    const text = fs.readFileSync(process.env.GOLDTHREAD_README || path.join(root, "README.md"), "utf8");
    const said = text.slice(0, text.indexOf("\n", text.indexOf("Then: add a client")));
    return said.replace(/!\[([^\]]*)\]\([^)]*\)/g, "").replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/[|*`#│]/g, " ");
}

/* The new user at the browser: what they do is done and counted. */
class User {
    constructor(t, page, m) {
        Object.assign(this, { t, page, m });
    }
    async look(name) {
        this.m.read(name, await this.page.evaluate(seen));
    }
    async type(field, text) {
        this.m.known.add(text); // one's own words need no reading
        await this.page.fill(field, text);
        this.m.now.points++, (this.m.now.keys += text.length);
    }
    async choose(what, does = (x) => this.page.click(x)) {
        await does(what);
        this.m.now.points++, this.m.now.decisions++;
    }
    async paste(field, text) { // from where it stands: all of it marked, copied, pasted
        await this.page.fill(field, text);
        this.m.now.points += 2, (this.m.now.keys += 6);
    }
    async go(what, name) {
        await this.choose(what, (x) => Promise.all([this.page.waitForNavigation(), this.page.click(x)]));
        await this.look(name);
    }
    /* fromReadme: to the field into which a plan is pasted, for a new client. */
    async fromReadme(base, code, client, born) {
        const { page, m } = this;
        m.read("README", readme());
        m.now.keys += "make practice\n".length;
        m.now.decisions++;
        await page.goto(base + "/");
        await this.look("set-up");
        for (const [field, text] of [["setup_code", code], ["practice", "Elm Street"], ["name", "Olga Owner"], ["login", "olga"], ["password", "correct horse 7"], ["password_again", "correct horse 7"]]) await this.type(`#${field}`, text);
        await this.choose("#time_zone", (x) => page.selectOption(x, "America/New_York"));
        await this.choose("#state", (x) => page.selectOption(x, { label: "California" }));
        await this.go('main button:has-text("Set up the practice")', "set-up, after it");
        await page.goto(base + "/");
        m.now.points++, m.now.decisions++;
        await this.look("caseload");
        await this.go("a[href='/clients/new'] >> nth=0", "a new client");
        await this.type("#name", client);
        await this.type("#birth_date", born);
        await this.go('main button:has-text("Add this client")', "overview");
        const path = new URL(page.url()).pathname;
        await this.go(`main a[href='${path}/plan/import']`, "paste");
        return path;
    }
    /* mend: the way of the list: what it says is gone to, and mended where one stands; it is gone at once. */
    async mend(says, field, text) {
        const { page, m } = this;
        const row = page.locator("#checks li").filter({ hasText: says }).first(), fold = row.locator("xpath=ancestor::details[not(@open)]");
        if (await fold.count()) await fold.locator("> summary").click(), m.now.points++;
        await row.locator("a").first().click();
        m.now.points++, m.now.decisions++;
        const at = await page.evaluate(() => document.activeElement.id);
        this.t.check(at === field, `“${says}” leads to the field that mends it`, `${at}, not ${field}`);
        if (at !== field) m.now.points++;
        m.known.add(text);
        await page.fill(`[id="${field}"]`, text);
        m.now.keys += text.length + 2; // what stood there is marked
        await page.keyboard.press("Tab");
        await page.waitForFunction((says) => !document.getElementById("checks").textContent.includes(says), says, { timeout: 20000 })
            .catch(() => this.t.check(false, `“${says}” is gone when it is mended`, "it stays"));
        await this.look("draft, mended");
    }
    async sign(base, client) {
        const { page, m, t } = this;
        await this.choose("#draft button[value=done]", (x) => Promise.all([page.waitForNavigation(), page.locator(x).first().click()]));
        t.check(new URL(page.url()).pathname === `${client}/plan/sign`, "what is ready goes to be signed", page.url());
        await this.look("sign");
        for (const box of await page.locator("#consent input[name=told]").all()) await box.check(), m.now.points++;
        await this.go("#consent button[value=yes]", "sign, with the consent"); // in the room
        t.check(new URL(page.url()).pathname === `${client}/plan/sign`, "the consent leads back to signing", page.url());
        for (const reason of await page.locator("#send textarea").all()) await this.type(`[id="${await reason.getAttribute("id")}"]`, "Discussed, not needed now.");
        await this.type("#secret", "correct horse 7");
        await this.choose("button >> text=/^Sign plan version/", (x) => Promise.all([page.waitForNavigation(), page.click(x)]));
        t.check((await page.locator(".signers .tag.good").count()) === 1, "signed by the clinician", (await page.textContent("main")).slice(0, 400));
    // What one signature does not bring about is said: others sign too.
    await page.goto(base + client);
    const overview = await page.textContent("main");
    t.check(/Plan version 1 is signed by Olga Owner, and waits for: client\./.test(overview) && overview.includes("Planned when all have signed"), "who signed, for whom it waits, and no review yet", overview.slice(0, 600));
    }
    async errors() {
        return this.page.evaluate(async () => {
            const form = document.getElementById("draft");
            const answer = await fetch(form.dataset.live, { method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams(new FormData(form)) });
            return (await answer.json()).findings.filter((f) => f.severity === "error").map((f) => f.rule);
        });
    }
    /* tell: the table, pages of one name together; the whole in less than MOST_MINUTES. */
    tell(what) {
        const { m, t } = this, rows = new Map(), sum = (w) => m.pages.reduce((s, p) => s + p[w], 0);
        for (const p of m.pages) {
            const row = rows.get(p.name) || { words: 0, keys: 0, points: 0, decisions: 0, seconds: 0 };
            for (const w of ["words", "keys", "points", "decisions"]) row[w] += p[w];
            row.seconds += m.seconds(p);
            rows.set(p.name, row);
        }
        for (const [name, p] of rows) console.log(`${name}: ${p.words} words, ${p.keys} keys, ${p.points} pointings, ${p.decisions} decisions: ${p.seconds.toFixed(0)} s`);
        console.log(`${what}, from the README to the signature: ${(m.total() / 60).toFixed(1)} minutes, ${sum("words")} words, ${sum("keys")} keys, ${sum("points")} pointings`);
        if (process.env.GOLDTHREAD_WORDS) for (const p of m.pages) console.log(`== ${p.name}\n${p.lines.join("\n")}`);
        t.check(m.total() < MOST_MINUTES * 60, `${what}: in less than ${MOST_MINUTES} minutes`, (m.total() / 60).toFixed(1));
    }
}

/* example: the plan of the README, with three things to mend. */
async function example(t) {
    const { base, server, code } = await t.fresh("first-plan");
    const page = await t.open(), u = new User(t, page, new Meter());
    const client = await u.fromReadme(base, code, "Marisol Vega", "1997-03-04");
    await u.paste("#text", plan);
    await u.go("main form.card button.btn", "draft");
    await u.type('[id="/goals/0/objectives/0/statement"]', "Reduce the GAD-7 score from 17 to 8 or less within 14 weeks.");
    u.m.now.points++; // the menu
    await u.go('button[name=do][value="remove:/goals/0/objectives/1"]', "draft, one objective less");
    await u.go('button[name=do][value="add:/strengths"]', "draft, strengths");
    await u.type('[id="/strengths/0/text"]', "Keeps going when things are hard, and laughs about it");
    await u.go('button[name=do][value="save:strengths"]', "draft, saved");
    const findings = await u.errors();
    t.check(findings.length === 0, "the plan is sound: the checks name no error", findings.join());
    await u.sign(base, client);
    u.tell("the example");
    await page.context().close();
    server.stop();
    t.check((await server.ended) === 0 && server.errors() === "", "the server ends well", server.errors());
}

/* own: a plan of one's own, of 450 words with nine flaws. */
async function own(t) {
    const { base, server, code } = await t.fresh("own-plan");
    const page = await t.open(), u = new User(t, page, new Meter());
    const client = await u.fromReadme(base, code, "Jonas Achterhuis", "1988-04-17");
    await u.paste("#text", fs.readFileSync(path.join(__dirname, "own_plan.txt"), "utf8"));
    await u.go("main form.card button.btn", "draft");
    await t.picture(page, "own-plan-draft");
    await u.mend("Objective 1.1 is a broad goal", "/goals/0/objectives/0/statement", "Jonas will sleep at least 6 hours on 5 nights a week within 10 weeks.");
    await u.mend("Objective 1.2 does not say by when", "/goals/0/objectives/1/statement", "Client will reduce GAD-7 score from 14 to 7 within 12 weeks.");
    await u.mend("Objective 1.3 is a broad goal", "/goals/0/objectives/2/statement", "Jonas will play with his children for 30 minutes on 4 days a week within 12 weeks.");
    await u.mend("Objective 2.1 says how often", "/goals/1/objectives/0/statement", "Client will use worry time 3 times a week within 8 weeks.");
    await u.mend("Objective 2.2 aims at 40", "/goals/1/objectives/1/statement", "Lower the PHQ-9 from 8 to 4 by 12/20/2027.");
    await u.mend("The plan does not say when it will be reviewed", "/reviews/window", "every 6 weeks");
    await u.mend("The plan does not say what to do in a crisis", "/crisis/resources", "988, call or text, at any hour");
    await u.mend("The plan does not say how long treatment", "/duration/text", "12 to 16 sessions");
    await u.mend("The plan does not say what the client thinks", "/agreement/client_view", "I want my nights back first.");
    const findings = await u.errors();
    t.check(findings.length === 0, "the plan is sound: the checks name no error", findings.join());
    await u.sign(base, client);
    u.tell("a plan of one's own");
    await page.context().close();
    server.stop();
    t.check((await server.ended) === 0 && server.errors() === "", "the server ends well", server.errors());
}

scenario(async (t) => {
    await example(t);
    await own(t);
});
