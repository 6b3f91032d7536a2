/* starter.js: a plan for a new client made from a starter, to its signature: what is read, typed and clicked on the way. */
"use strict";
const { scenario } = require("./lib.js");

// What a person does, as it is counted: words a page shows, keys typed, places pointed at.
const WORDS = 250, KEY = 0.28, POINT = 1.1, DECIDE = 1.35; // words a minute; seconds
/* What somebody sees of a page: no choice of a closed list, nothing folded, nothing that is for a screen reader alone. */
function visibleWords() {
    const walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    let n = 0;
    for (let t; (t = walk.nextNode());) {
        const at = t.parentElement;
        if (at.closest("select, option, datalist, script, .sr, [hidden]") || !at.getClientRects().length) continue;
        const folded = at.closest("details:not([open])");
        if (folded && !at.closest("summary")) continue;
        n += (t.data.match(/[\p{L}\d][^\s]*/gu) || []).length;
    }
    for (const field of document.querySelectorAll("main textarea, main input:not([type=hidden]):not([type=checkbox])")) {
        if (field.getClientRects().length && field.type !== "radio") n += (field.value.match(/[\p{L}\d][^\s]*/gu) || []).length;
    }
    return n;
}

class Count {
    constructor(page) { Object.assign(this, { page, words: 0, keys: 0, points: 0, decisions: 0, shown: [] }); }
    async read(name) {
        const n = await this.page.evaluate(visibleWords);
        this.shown.push(`${name} ${n}`);
        this.words += n;
    }
    async type(selector, text) {
        await this.page.fill(selector, text);
        this.points++;
        this.keys += text.length;
    }
    async click(selector) {
        this.points++;
        this.decisions++;
        await this.page.click(selector);
    }
    minutes() { return this.words / WORDS + (this.keys * KEY + this.points * POINT + this.decisions * DECIDE) / 60; }
}

// What stands in a blank: by its words.
const answers = [
    [/baseline|how often now|how many now/, "17"], [/target/, "5"], [/how many/, "3"], [/date/, "1 March 2027"],
];
const answer = (blank) => (answers.find(([words]) => words.test(blank)) || [null, "walks with her sister"])[1];

scenario(async (t) => {
    const page = await t.open({ width: 1280 });
    await t.signIn(page, "marianne", "/clients/new");
    const c = new Count(page);
    await c.read("new client");
    await c.type("#name", "Ana Invented");
    await c.type("#birth_date", "1986-05-04");
    await c.click("main form button.btn");
    await c.read("client");
    const client = new URL(page.url()).pathname.match(/^\/clients\/[^/]+/)[0];
    await page.goto(t.base + client + "/plan/new");
    c.points++;
    await c.read("begin");
    await c.type("#want", "I want to get up in the morning and see people again.");
    await page.selectOption("#starter", "depression");
    c.points += 2;
    await c.click("button[value=empty]");
    await c.read("parts");
    t.check(await page.locator("#objectives input:checked").count() === 2, "two objectives are ticked at first");
    t.check(await page.locator("#also input:checked").count() === 1, "no safety plan and no support person unless they are wanted");
    await c.click("button[value=take]");
    await c.read("draft");
    const blanks = await page.evaluate(() => [...document.querySelectorAll("#draft textarea, #draft input:not([type=hidden])")].reduce((n, f) => n + (f.value.match(/\[[^\]]*[a-z][^\]]*\]/g) || []).length, 0));
    t.check(blanks <= 20, `few blanks are left: ${blanks}`);
    t.check(!(await page.locator("#draft").innerText()).includes("clinician's name"), "the clinician is known");
    await t.visit(page, client + "/plan/draft", "Plan, draft");
    console.log(c.shown.join("; "), `words ${c.words}, keys ${c.keys}, minutes ${c.minutes().toFixed(1)}, blanks ${blanks}`);
});
