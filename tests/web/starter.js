/*
 * starter.js: a plan for a new client begun from a starter, until no blank is left: few blanks, each met once with one key.
 * What is read, typed and clicked on the way is told, not held to a limit: that is first_plan.js, to the signature.
 */
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
        if (at.closest("select, option, datalist, script, textarea, .sr, [hidden]") || !at.getClientRects().length) continue;
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
    const left = async () => Number((await page.locator("#checks .edit-top span").textContent()).split(" ")[0]);
    const blanks = await left();
    t.check(blanks > 8 && blanks <= 20, "few blanks are left", `${blanks}`);
    t.check(!(await page.locator("#draft").innerHTML()).includes("clinician's name"), "the clinician is known");
    await t.visit(page, client + "/plan/draft", "Plan, draft");

    // From blank to blank with one key, until there is none. What the fields say fills the sentence, so some are typed once.
    await t.goto(page, client + "/plan/draft");
    let typed = 0;
    for (; typed < 40; typed++) {
        await page.keyboard.press("F8");
        const blank = await page.evaluate(() => {
            const f = document.activeElement;
            return f && f.value !== undefined && f.selectionStart < f.selectionEnd ? f.value.slice(f.selectionStart, f.selectionEnd) : "";
        });
        if (!/^\[.+\]$/.test(blank)) break;
        const text = answer(blank);
        c.keys += text.length + 1;
        c.decisions++;
        await Promise.all([page.waitForResponse((r) => /draft\/(check|save)/.test(r.url())), page.keyboard.type(text)]);
        await page.waitForTimeout(50);
    }
    t.check(typed > 8 && typed <= blanks + 4, "each blank is met once", `${typed} of ${blanks}`);
    await Promise.all([page.waitForNavigation(), c.click("aside button[value=done]")]);
    await t.goto(page, client + "/plan/draft");
    t.check(await page.locator("#checks [data-next]").count() === 0, "no blank is left", await page.locator("#checks").innerText());
    const sentence = await page.inputValue('[id="/goals/0/objectives/0/statement"]');
    t.check(sentence === "Client will lower the PHQ-9 score from 17 to 5 or less within 12 weeks.", "the sentence is whole", sentence);

    await t.goto(page, "/");
    t.check((await page.locator("section[aria-labelledby=mine]").innerText()).includes("Ana Invented: a draft of yours, not signed yet"), "the draft waits on the first page");

    // On a phone, and without a script, the way is a line at the top and a list of links.
    const phone = await t.open({ width: 390, script: false });
    await t.signIn(phone, "marianne", client + "/plan/draft");
    t.check(await phone.locator(".draft-top a").first().isVisible(), "the checks are said at the top of a phone");
    console.log(c.shown.join("; "), `words ${c.words}, keys ${c.keys}, points ${c.points}, minutes ${c.minutes().toFixed(1)}, blanks ${blanks}, typed ${typed}`);
});
