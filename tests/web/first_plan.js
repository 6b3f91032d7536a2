/*
 * first_plan.js: how long a first plan takes: from the README's first word to the clinician's signature under a plan that
 * was pasted for a new client, in a practice of one's own. Counted page by page: words that are seen and were not read
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
    /* read: what is new of a page: lines that were read already are not read again. */
    read(name, text) {
        const lines = [];
        for (const line of text.split("\n").map((x) => x.trim())) {
            if (line && !this.known.has(line)) lines.push(line);
            this.known.add(line);
        }
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
    const typed = [...document.querySelectorAll("textarea, input:not([type=hidden], [type=password], [type=checkbox], [type=radio])")].filter((x) => x.getClientRects().length);
    return [text, ...typed.map((x) => x.value)].join("\n");
}

/* What of the README is read: up to the way to a practice of one's own. */
function readme() {
    const text = fs.readFileSync(process.env.GOLDTHREAD_README || path.join(root, "README.md"), "utf8");
    const said = text.slice(0, text.indexOf("\n", text.indexOf("Then: add a client")));
    return said.replace(/!\[([^\]]*)\]\([^)]*\)/g, "").replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/[|*`#│]/g, " ");
}

scenario(async (t) => {
    const m = new Meter();
    const { base, server, code } = await t.fresh("first-plan");
    const page = await t.open();
    const look = async (name) => m.read(name, await page.evaluate(seen));
    const type = async (field, text) => {
        await page.fill(field, text);
        m.now.points++, (m.now.keys += text.length);
    };
    const choose = async (what, does = (x) => page.click(x)) => {
        await does(what);
        m.now.points++, m.now.decisions++;
    };
    const paste = async (field, text) => { // from where it stands: all of it marked, copied, pasted
        await page.fill(field, text);
        m.now.points += 2, (m.now.keys += 6);
    };
    const go = async (what, name) => {
        await choose(what, (x) => Promise.all([page.waitForNavigation(), page.click(x)]));
        await look(name);
    };

    m.read("README", readme());
    m.now.keys += "make practice\n".length;
    m.now.decisions++;

    await page.goto(base + "/");
    await look("set-up");
    for (const [field, text] of [["setup_code", code], ["practice", "Elm Street"], ["name", "Olga Owner"], ["login", "olga"], ["password", "correct horse 7"], ["password_again", "correct horse 7"]]) await type(`#${field}`, text);
    await choose("#time_zone", (x) => page.selectOption(x, "America/New_York"));
    await choose("#state", (x) => page.selectOption(x, { label: "California" }));
    await go('main button:has-text("Set up the practice")', "set-up, after it");
    await page.goto(base + "/");
    m.now.points++, m.now.decisions++;
    await look("caseload");
    await go("a[href='/clients/new'] >> nth=0", "a new client");
    await type("#name", "Marisol Vega");
    await type("#birth_date", "1997-03-04");
    await go('main button:has-text("Add this client")', "overview");
    const client = new URL(page.url()).pathname;
    await go(`main a[href='${client}/plan/import']`, "paste");
    await paste("#text", plan);
    await go("main form.card button.btn", "draft");
    await type('[id="/goals/0/objectives/0/statement"]', "Reduce the GAD-7 score from 17 to 8 or less within 14 weeks.");
    await go('button[name=do][value="remove:/goals/0/objectives/1"]', "draft, one objective less");
    await go('button[name=do][value="add:/strengths"]', "draft, strengths");
    await type('[id="/strengths/0/text"]', "Keeps going when things are hard, and laughs about it");
    await go('button[name=do][value="save:strengths"]', "draft, saved");
    const findings = await page.evaluate(async () => {
        const form = document.getElementById("draft");
        const answer = await fetch(form.dataset.live, { method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams(new FormData(form)) });
        return (await answer.json()).findings.filter((f) => f.severity === "error").map((f) => f.rule);
    });
    t.check(findings.length === 0, "the plan is sound: the checks name no error", findings.join());
    await page.goto(`${base}${client}/plan/sign`);
    m.now.points++, m.now.decisions++;
    await look("sign");
    await t.picture(page, "first-plan-sign");
    for (const box of await page.locator("#consent input[name=told]").all()) await box.check(), m.now.points++;
    await go("#consent button[value=yes]", "sign, with the consent"); // in the room
    t.check(new URL(page.url()).pathname === `${client}/plan/sign`, "the consent leads back to signing", page.url());
    for (const reason of await page.locator("#send textarea").all()) await type(`[id="${await reason.getAttribute("id")}"]`, "Discussed, not needed now.");
    await type("#secret", "correct horse 7");
    await choose("text=/^Sign plan version/", (x) => Promise.all([page.waitForNavigation(), page.click(x)]));
    t.check((await page.locator(".signers .tag.good").count()) === 1, "signed by the clinician", (await page.textContent("main")).slice(0, 400));

    const sum = (what) => m.pages.reduce((s, p) => s + p[what], 0);
    for (const p of m.pages) console.log(`${p.name}: ${p.words} words, ${p.keys} keys, ${p.points} pointings, ${p.decisions} decisions: ${m.seconds(p).toFixed(0)} s`);
    console.log(`from the README to the signature: ${(m.total() / 60).toFixed(1)} minutes, ${sum("words")} words, ${sum("keys")} keys, ${sum("points")} pointings`);
    if (process.env.GOLDTHREAD_WORDS) for (const p of m.pages) console.log(`== ${p.name}\n${p.lines.join("\n")}`);
    t.check(m.total() < MOST_MINUTES * 60, `in less than ${MOST_MINUTES} minutes`, (m.total() / 60).toFixed(1));
    await page.context().close();
    server.stop();
    t.check((await server.ended) === 0 && server.errors() === "", "the server ends well", server.errors());
});
