/* editor.js: a plan is written: from nothing to no error, with and without a script, by two people, through a crash. */
"use strict";
const fs = require("fs"), path = require("path"), os = require("os");
const { execFileSync } = require("child_process");
const { scenario } = require("./lib.js");

// The scenario's own short words for what lib.js does.
class Desk {
    constructor(t) { this.t = t; }
    ok(holds, what) { this.t.check(Boolean(holds), what); }
    async go(page, address, status = 200) {
        const answer = await page.goto(this.t.base + address);
        if (answer) this.ok(answer.status() === status, `${address} answers ${status}, not ${answer.status()}`);
    }
    async signedIn(login, { js = true, width = 1280, dark = false } = {}) {
        const page = await this.t.open({ width, scheme: dark ? "dark" : "light", script: js });
        page.setDefaultTimeout(20000);
        await this.t.signIn(page, login);
        await page.waitForURL((u) => !u.pathname.startsWith("/sign-in"));
        return page;
    }
    async axe(page, where) {
        const found = await this.t.violations(page);
        this.t.check(found.length === 0, `axe: ${where}`, found.join("\n"));
    }
    async narrow(page, where) {
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        this.ok(wide <= 0, `${where}: not wider than the window (${wide} px)`);
    }
}

const id = (pointer) => `[id="${pointer}"]`;

// The clients of whoever is signed in.
async function clients(t, page) {
    await t.go(page, "/?sort=name");
    return page.$$eval("#clients ~ .rows a.who, section[aria-labelledby=clients] a.who", (list) => [...new Set(list.map((a) => a.getAttribute("href")))]);
}

async function findings(t, page) {
    return page.evaluate(async () => {
        const form = document.getElementById("draft");
        const answer = await fetch(form.dataset.live, { method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams(new FormData(form)) });
        const told = await answer.json();
        return { list: told.findings, notes: told.notes, checks: told.checks };
    });
}

const errors = (told) => told.list.filter((f) => f.severity === "error");

async function act(page, value, more = "") {
    await Promise.all([page.waitForNavigation(), page.click(`button[name=do][value="${value}"]${more}${value === "copied" ? "" : ":not(#checks *)"}`)]); // the list moves while it is checked
}

// What a small, sound plan says; written with the fields of the objective builder.
const fields = [
    ["/goals/0/client_words", "I want to get through a work day without worry taking over."],
    ["/goals/0/statement", "Work without worry taking over"],
];

async function writePlan(t, page, js) {
    for (const [name, text] of fields) await page.fill(id(name), text);
    await act(page, "add:/problems");
    t.ok(page.url().includes("#%2Fproblems%2F0%2Fname"), "a new problem is begun in its first field: " + page.url());
    t.ok(await page.evaluate(() => document.activeElement.id) === "/problems/0/name", "the cursor is in it");
    await page.fill(id("/problems/0/name"), "Worry at work");
    await page.fill(id("/problems/0/statement"), "Worries for hours about mistakes at work");
    await page.fill(id("/problems/0/onset"), "Two years ago, after a change of job");
    await act(page, "add:/diagnoses");
    await page.fill(id("/diagnoses/0/code"), "F41.1");
    await page.fill(id("/diagnoses/0/title"), "Generalized anxiety disorder");
    await page.fill(id("/diagnoses/0/evidence"), "GAD-7 of 15 in October\nWorry on most days for two years");
    await act(page, "add:/values");
    await page.fill(id("/values/0/text"), "Being good at my work");
    await act(page, "add:/goals/0/objectives");
    t.ok(page.url().includes("objectives%2F0%2Fstatement"), "a new objective");
    await page.fill(id("/goals/0/objectives/0/measure"), "GAD-7");
    await page.fill(id("/goals/0/objectives/0/baseline"), "15");
    await page.fill(id("/goals/0/objectives/0/target"), "60 %");
    await page.fill(id("/goals/0/objectives/0/due"), "12 weeks");
    await act(page, "save:goals");
    const sentence = await page.inputValue(id("/goals/0/objectives/0/statement"));
    t.ok(/will lower the GAD-7 score by 60 % from 15 within 12 weeks\.$/.test(sentence), "the builder writes the sentence: " + sentence);
    t.ok((await page.textContent("#goals")).includes("60 % less than 15 is 6"), "the percentage shows its sum");
    await page.check(id("/goals/0/problems-p1"));
    await page.check(id("/goals/0/values-v1"));
    await act(page, "add:/interventions");
    await page.fill(id("/interventions/0/name"), "Cognitive behavioral therapy (CBT)");
    await page.fill(id("/interventions/0/text"), "Worry postponement and problem solving, with homework");
    await page.fill(id("/interventions/0/frequency"), "weekly");
    // A number with its unit is understood; one that is no number is told by name, and what was asked for is there too.
    await page.fill(id("/interventions/0/session_minutes"), "an hour");
    await act(page, "add:/strengths");
    t.ok((await page.title()).startsWith("Error: "), "a field that is wrong is an error");
    t.ok((await page.textContent("#errors a")).startsWith("Intervention") && /Minutes a session/.test(await page.textContent("#errors a")), "which names the field: " + (await page.textContent("#errors a")));
    t.ok(await page.evaluate(() => document.activeElement.id === "errors"), "and has the focus");
    t.ok(await page.inputValue(id("/interventions/0/session_minutes")) === "an hour", "what was typed stands");
    await page.click("text=Go to the new part");
    t.ok(await page.evaluate(() => decodeURIComponent(location.hash) === "#/strengths/0/text"), "what was to be added is there, and a link leads to it: " + page.url());
    await act(page, "remove:/strengths/0");
    await page.fill(id("/interventions/0/session_minutes"), "50 min");
    await act(page, "save:interventions");
    t.ok(await page.inputValue(id("/interventions/0/session_minutes")) === "50", "50 min is 50");
    t.ok((await page.locator("nav.parts a").count()) > 8 && (await page.locator("nav.parts a").evaluateAll((list) => list.every((a) => document.getElementById(a.hash.slice(1))))), "the parts are listed, each link leads to one");
    await page.fill(id("/interventions/0/responsible"), "Clinician");
    await page.check(id("/interventions/0/objectives-o1"));
    await act(page, "add:/strengths");
    await page.fill(id("/strengths/0/text"), "Keeps going when things are hard");
    await page.check(id("/strengths/0/used_by-i1"));
    await act(page, "add:/monitoring");
    await page.fill(id("/monitoring/0/measure"), "GAD-7");
    await page.fill(id("/monitoring/0/cadence"), "every 2 weeks");
    await page.fill(id("/duration/frequency"), "weekly");
    await page.fill(id("/reviews/window"), "every 4-6 weeks");
    await act(page, "add:/crisis/contacts");
    await page.fill(id("/crisis/contacts/0/name"), "May");
    await page.fill(id("/crisis/contacts/0/contact"), "555 0100");
    await page.fill(id("/crisis/resources"), "988");
    await act(page, "add:/agreement/plain_words");
    await page.selectOption(id("/agreement/plain_words/0/part"), "/goals/0");
    await page.fill(id("/agreement/plain_words/0/text"), "I want to work without worry. We look each week at how I am.");
    await page.fill(id("/agreement/client_view"), "That is what I want.");
    await act(page, "save:plain");
    if (js) {
        const told = await findings(t, page);
        t.ok(errors(told).length === 0, "no error is left: " + errors(told).map((f) => f.rule).join(", "));
        t.ok(/Measurable/.test(told.checks), "what is in place is said in words");
    }
    t.ok(!(await page.textContent("#checks")).includes("Must be mended"), "nothing must be mended");
    t.ok(await page.inputValue(id("/interventions/0/frequency")) === "weekly", "what was typed stands");
}

async function fromEmpty(t, client, js) {
    const page = await t.signedIn("marianne", { js });
    await t.go(page, client + "/plan/new");
    if (js) await t.axe(page, "begin a plan");
    t.ok(/What does .+ want to be different\? Use (her|his|their) words\./.test(await page.textContent("label[for=want]")), "one open question");
    await page.click("button[value=empty]");
    await page.waitForURL(/plan\/draft/);
    t.ok((await page.textContent(".edit-question")).includes("want to be different"), "the empty draft asks one thing");
    if (js) t.ok(await page.evaluate(() => document.activeElement.id) === "/goals/0/client_words", "and the cursor is there");
    t.ok(!(await page.$("#goals .edit-note")), "a goal that is empty is not told off");
    await writePlan(t, page, js);
    // A value that cannot be stored: all else is saved, the text is kept, the field is named.
    await page.fill(id("/interventions/0/session_minutes"), "an hour or so");
    await page.fill(id("/duration/text"), "About 12 sessions");
    await act(page, "save:care");
    t.ok((await page.title()).startsWith("Error:"), "the title says so");
    t.ok(await page.inputValue(id("/interventions/0/session_minutes")) === "an hour or so", "what was typed is kept");
    t.ok((await page.textContent(".errors")).includes("whole number in digits"), "the summary says how to write it");
    t.ok(await page.inputValue(id("/duration/text")) === "About 12 sessions", "the rest is saved");
    if (js) await t.axe(page, "a draft with an error");
    await page.fill(id("/interventions/0/session_minutes"), "50");
    await act(page, "save:care");
    // Items: moved, removed, brought back.
    await act(page, "add:/problems");
    await page.fill(id("/problems/1/name"), "Poor sleep");
    await act(page, "up:/problems/1");
    t.ok(await page.inputValue(id("/problems/0/name")) === "Poor sleep", "moved up");
    await act(page, "remove:/problems/0");
    t.ok(await page.inputValue(id("/problems/0/name")) === "Worry at work" && (await page.textContent("#removed")).includes("Poor sleep"), "removed, and listed");
    t.ok(await page.isChecked(id("/goals/0/problems-p1")), "links to the other one stand");
    await Promise.all([page.waitForNavigation(), page.click("#removed button")]);
    t.ok(await page.inputValue(id("/problems/0/name")) === "Poor sleep", "brought back to its place");
    await act(page, "remove:/problems/0");
    // A rewrite is put in with one press.
    await page.fill(id("/goals/0/objectives/0/statement"), "Feel better");
    await act(page, "save:goals");
    const mend = await page.$('#goals button[value^="mend:"]');
    t.ok(mend, "a vague sentence is offered a better one");
    if (mend) {
        t.ok(await page.$("#goals mark"), "its words are marked");
        const [rewrite] = await page.$$eval("#goals .edit-note q", (q) => q.map((x) => x.textContent));
        await Promise.all([page.waitForNavigation(), mend.click()]);
        t.ok(await page.inputValue(id("/goals/0/objectives/0/statement")) === rewrite, "it stands in the field");
    }
    await page.context().close();
}

// Autosave, live checks, and a sentence and its fields that follow each other.
async function live(t, client) {
    const page = await t.signedIn("marianne");
    await t.go(page, client + "/plan/draft");
    const box = id("/goals/0/objectives/0/statement");
    await page.fill(box, "Client will lower the GAD-7 score from 15 to 6 or less within 12 weeks.");
    await page.waitForFunction(() => /Saved at/.test(document.querySelector(".edit-side [data-saved]").textContent), null, { timeout: 20000 });
    await page.locator(box).blur();
    await page.waitForFunction((b) => document.querySelector(b).value === "6 or less", id("/goals/0/objectives/0/target"), { timeout: 20000 });
    t.ok(true, "the fields follow the sentence");
    await page.fill(id("/goals/0/objectives/0/target"), "5");
    await page.locator(id("/goals/0/objectives/0/target")).blur();
    await page.waitForFunction((b) => /to 5 or less/.test(document.querySelector(b).value), box, { timeout: 20000 });
    t.ok(true, "the sentence follows its fields");
    // Other words for another deed: the fields follow while the cursor is still in the sentence, and what is saved says the same.
    // Each is left before the other is written, and what was left is saved: somebody types one thing after the other.
    const leave = async (selector) => {
        await page.locator(selector).blur();
        await page.waitForFunction(() => /Saved at/.test(document.querySelector(".edit-side [data-saved]").textContent), null, { timeout: 20000 });
    };
    const field = (name) => id("/goals/0/objectives/0/" + name), is = (name, value) => page.waitForFunction(([f, v]) => document.querySelector(f).value === v, [field(name), value], { timeout: 20000 });
    await page.fill(box, "Client will go to the cinema 3 times a week within 12 weeks.");
    await is("measure", "go to the cinema");
    await leave(box);
    await page.fill(field("measure"), "the cinema");
    await leave(field("measure"));
    await page.fill(box, "Client will eat in a restaurant once a week within 12 weeks.");
    await is("measure", "eat in a restaurant");
    await is("frequency", "once a week");
    await page.fill(box, "Client will eat in a restaurant 2 times a week within 12 weeks.");
    await is("frequency", "2 times a week");
    await leave(box);
    await is("frequency", "2 times a week");
    await page.reload();
    t.ok(await page.inputValue(field("measure")) === "eat in a restaurant" && await page.inputValue(field("frequency")) === "2 times a week", "the fields follow a sentence written anew");
    t.ok(await page.locator(id("notes-/goals/0/objectives/0/beside") + " .note").count() === 0, "and nothing is said to differ");
    await page.fill(box, "Feel less anxious");
    await page.waitForSelector(`${id("notes-/goals/0/objectives/0/statement")} .edit-note`, { timeout: 20000 });
    t.ok(true, "checks come while somebody writes");
    await page.context().close();
}

// A save takes its time. What is left meanwhile and what is typed after it are saved one after the other, so that each
// is followed; and a check that a save overtook is asked for again.
async function slow(t, client) {
    const page = await t.signedIn("marianne");
    await t.go(page, client + "/plan/draft");
    const field = (name) => id("/goals/0/objectives/0/" + name), is = (name, value) => page.waitForFunction(([f, v]) => document.querySelector(f).value === v, [field(name), value], { timeout: 20000 });
    await page.fill(field("statement"), "Client will lower the GAD-7 score from 15 to 6 or less within 12 weeks.");
    await page.locator(field("statement")).blur();
    await is("target", "6 or less");
    // Each address: what arrived, and what is let through.
    const gate = async (end) => {
        const g = { held: [], open: false, count: 0 };
        await page.route((u) => u.pathname.endsWith("/plan/draft/" + end), (route) => { g.count++; g.open ? route.continue() : g.held.push(route); });
        g.arrived = async (n) => {
            for (let i = 0; g.count < n && i < 1000; i++) await page.waitForTimeout(20);
            t.ok(g.count >= n, `${end}: ${g.count} of ${n} have been asked for`);
        };
        g.release = () => { g.open = true; for (const route of g.held.splice(0)) route.continue(); };
        return g;
    };
    const save = await gate("save"), check = await gate("check");
    await page.fill(id("/goals/0/client_words"), "I want my evenings back.");
    await page.locator(id("/goals/0/client_words")).blur();
    await save.arrived(1);
    await page.fill(field("target"), "5");
    await page.locator(field("target")).blur();
    await page.fill(field("statement"), "Client will lower the GAD-7 score from 15 to 4 or less within 10 weeks.");
    await check.arrived(1);
    t.ok(save.count === 1, "one save at a time");
    const asked = check.count;
    save.release();
    await check.arrived(asked + 1);
    t.ok(true, "a check that was overtaken is asked for again");
    check.release();
    await is("target", "4 or less");
    await page.locator(field("statement")).blur();
    await page.waitForFunction(() => /Saved at/.test(document.querySelector(".edit-side [data-saved]").textContent), null, { timeout: 20000 });
    await page.reload();
    const now = await page.evaluate((names) => names.map((n) => document.getElementById("/goals/0/objectives/0/" + n).value), ["statement", "target", "due"]);
    t.ok(/to 4 or less within 10 weeks/.test(now[0]) && now[1] === "4 or less" && /^(within )?10 weeks$/.test(now[2]), "what was typed last is followed: " + now.join(" | "));
    t.ok(await page.locator(id("notes-/goals/0/objectives/0/beside") + " .note").count() === 0, "and nothing is said to differ");
    await page.context().close();
}

// Signed out in the middle of a paragraph: after signing in the text stands in its field again.
async function timeOut(t, client) {
    const page = await t.signedIn("marianne", { js: false });
    await t.go(page, client + "/plan/draft");
    await page.fill(id("/assessment/summary"), "A long paragraph that somebody was writing when the time was over.");
    await t.t.timeOut();
    await act(page, "save:problems");
    t.ok(page.url().includes("/sign-in"), "the sign-in page answers");
    const account = t.t.account("marianne");
    await page.fill("#login", account.login);
    await page.fill("#password", account.password);
    await Promise.all([page.waitForNavigation(), page.click("main button")]);
    t.ok(page.url().includes("/plan/draft"), "back at the draft: " + page.url());
    t.ok((await page.inputValue(id("/assessment/summary"))).startsWith("A long paragraph"), "what was typed stands in its field");
    await act(page, "save:problems");
    t.ok((await page.inputValue(id("/assessment/summary"))).startsWith("A long paragraph"), "and can be saved");
    await page.context().close();
}

// Two people in one draft: other fields are taken from both, the same field is asked about.
async function two(t, client, other) {
    const one = await t.signedIn("marianne"), second = await t.signedIn(other, { js: false });
    await t.go(one, client + "/plan/draft");
    await t.go(second, client + "/plan/draft");
    await one.fill(id("/duration/text"), "12 sessions");
    await act(one, "save:care");
    await second.fill(id("/reviews/window"), "every 3 weeks");
    await act(second, "save:review");
    t.ok(await second.inputValue(id("/duration/text")) === "12 sessions" && await second.inputValue(id("/reviews/window")) === "every 3 weeks", "different fields are taken from both");
    t.ok(/is writing here \(since/.test(await second.textContent("main")), "the second is told of the first");
    await t.go(one, client + "/plan/draft");
    await one.fill(id("/goals/0/statement"), "Work days without worry");
    await act(one, "save:goals");
    await second.fill(id("/goals/0/statement"), "A calm day at work");
    await second.fill(id("/duration/text"), "16 sessions");
    await act(second, "save:goals");
    const text = await second.textContent("main");
    t.ok(text.includes("Work days without worry") && text.includes("A calm day at work"), "both texts stand side by side");
    await second.check(id("mine-/goals/0/statement"));
    await act(second, "save");
    t.ok(await second.inputValue(id("/goals/0/statement")) === "A calm day at work", "the chosen one stands");
    t.ok(await second.inputValue(id("/duration/text")) === "16 sessions", "nothing else was lost");
    // With the script: the same conflict is told, and the page shows it on saving.
    await t.go(one, client + "/plan/draft");
    await second.fill(id("/goals/0/statement"), "Calm at work");
    await act(second, "save:goals");
    await one.fill(id("/goals/0/statement"), "Ease at work");
    await one.waitForFunction(() => /Press the save button/.test(document.querySelector(".edit-side [data-saved]").textContent), null, { timeout: 20000 });
    await act(one, "save:goals");
    t.ok((await one.textContent("h1")).includes("Two of you"), "the page with both texts");
    await t.axe(one, "both texts");
    await t.narrow(one, "both texts");
    await one.context().close();
    await second.context().close();
}

// The server is killed while saves are on their way: what it said it saved is there, and what is typed stays.
async function crash(t, client) {
    const page = await t.signedIn("marianne");
    await t.go(page, client + "/plan/draft");
    let acknowledged = "";
    for (let i = 0; i < 6; i++) {
        const text = `About ${10 + i} sessions`;
        await page.fill(id("/duration/text"), text);
        const saved = page.evaluate(() => { const f = document.getElementById("draft"); return f.save(); });
        if (i % 2) await new Promise((done) => setTimeout(done, 3 * i));
        await t.t.crash();
        await saved.catch(() => {});
        const line = await page.textContent(".edit-side [data-saved]");
        if (/Saved at/.test(line)) acknowledged = text;
        t.ok(/Saved at|We keep trying|Saving/.test(line), "the line says how it is: " + line);
        await t.t.again();
        await page.waitForFunction(() => /Saved at/.test(document.querySelector(".edit-side [data-saved]").textContent), null, { timeout: 20000 });
        t.ok(await page.inputValue(id("/duration/text")) === text, "what was typed stays in its field");
        const fresh = await page.context().newPage();
        await t.go(fresh, client + "/plan/draft");
        const stored = await fresh.inputValue(id("/duration/text"));
        t.ok(stored === text, `after the restart it is saved: ${stored}, acknowledged ${acknowledged}`);
        await fresh.close();
    }
    await page.context().close();
}

async function imported(t, clients) {
    const page = await t.signedIn("marianne");
    const text = fs.readFileSync(path.join(__dirname, "..", "..", "examples", "marisol-vega.txt"), "utf8");
    const [first, second, third] = clients;
    await t.go(page, first + "/plan/import");
    await t.axe(page, "paste or drop");
    await page.fill("#text", text);
    await Promise.all([page.waitForNavigation(), page.click("main form .btn")]);
    t.ok((await page.textContent(".errors")).includes("Say that it is the same person"), "another name is asked about");
    t.ok((await page.inputValue("#text")).replace(/\r/g, "").trim() === text.trim(), "the text is kept");
    await page.check("#same");
    await Promise.all([page.waitForNavigation(), page.click("main form .btn")]);
    await page.waitForURL(/plan\/draft/);
    t.ok(await page.$(id("/goals/0/objectives/0/statement")), "goals and objectives are there");
    await t.axe(page, "an imported draft");
    // What was not understood stands beside the draft.
    await t.go(page, third + "/plan/import");
    await page.fill("#text", "Signatures\nClinician: Dana Whitlock, LPC, 3 May 2026\n\nGoals\nGoal 1: Sleep well\n\nXylophone lessons\nRow of figures: 17 / 22 / 9\n\nFax cover page no. 7712");
    await Promise.all([page.waitForNavigation(), page.click("main form .btn")]);
    const foreign = await page.$$eval("#title-foreign ~ ul li", (l) => l.map((x) => x.textContent));
    t.ok(foreign.length === 1 && /Line 10: .?Fax cover page no\. 7712/.test(foreign[0]), "what was not understood stands above it, line by line: " + foreign);
    t.ok((await page.textContent("[aria-labelledby=title-read]")).includes("1 goal"), "below what was read, in numbers");
    t.ok(await page.inputValue(id("/notes/0/text")) === "Fax cover page no. 7712", "and in the plan");
    const brought = await page.content();
    t.ok(/Signed elsewhere: Dana Whitlock, LPC, Clinician, 3 May 2026/.test(brought) && !/agreement\/signatures/.test(brought), "who signed it elsewhere is told, and has not signed here");
    await t.axe(page, "what was read");
    await act(page, "place:/notes/0:/strengths");
    t.ok(await page.inputValue(id("/strengths/0/text")) === "Fax cover page no. 7712" && !(await page.$(id("/notes/0/text"))), "one press puts a line where it belongs");
    t.ok(decodeURIComponent(page.url()).endsWith("#/strengths") && await page.$(id("/strengths")), "and, as it was the last one, the page goes on there: " + page.url());
    // A Word file.
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "goldthread-docx."));
    const docx = path.join(folder, "plan.docx");
    try {
        execFileSync("python3", [path.join(__dirname, "docx.py"), docx]);
        await t.go(page, second + "/plan/import");
        await page.setInputFiles("#file", docx);
        await Promise.all([page.waitForNavigation(), page.click("main form .btn")]);
        await page.waitForURL(/plan\/draft/);
        t.ok((await page.inputValue(id("/goals/0/objectives/0/statement"))).includes("GAD-7"), "a Word file becomes a draft");
        await page.setInputFiles("#file", docx).catch(() => {});
        await t.go(page, second + "/plan/import");
        await page.fill("#text", "Goals\n- Sleep better\n");
        await Promise.all([page.waitForNavigation(), page.click("main form .btn")]);
        t.ok((await page.textContent(".errors")).includes("draft already"), "a draft with text in it is not written over");
    } finally {
        fs.rmSync(folder, { recursive: true, force: true });
    }
    await page.context().close();
}

// A plan as large as they get: its pages stay small.
async function large(t, client) {
    const words = ["worry", "sleep", "walks", "work", "family", "calls", "anger", "school", "rent", "music", "garden", "pain", "church", "night"];
    let seed = 1;
    const next = () => (seed = (seed * 48271) % 2147483647);
    const text = (n) => Array.from({ length: n }, () => words[next() % words.length]).join(" ");
    const list = (n, make) => Array.from({ length: n }, (_, i) => make(i + 1));
    let objective = 0;
    const plan = {
        format: "goldthread.plan/1",
        diagnoses: list(3, (i) => ({ id: "d" + i, code: "F41." + i, title: text(4), evidence: list(4, () => text(12)) })),
        problems: list(5, (i) => ({ id: "p" + i, name: text(4), statement: text(40), client_words: text(20), onset: text(12), symptoms: list(4, () => text(8)) })),
        strengths: list(6, (i) => ({ id: "s" + i, text: text(8), used_by: ["g1"] })),
        goals: list(6, (i) => ({ id: "g" + i, statement: text(14), client_words: text(20), problems: ["p1"], objectives: list(4, () => ({ id: "o" + ++objective, statement: `Client will lower the GAD-7 score from ${10 + (next() % 9)} to ${2 + (next() % 6)} within ${6 + (next() % 8)} weeks, shown by ${text(6)}.` })) })),
        interventions: list(12, (i) => ({ id: "i" + i, name: text(4), text: text(40), frequency: { text: "weekly" }, responsible: text(2), objectives: ["o" + i, "o" + (i + 12)] })),
        monitoring: list(6, (i) => ({ id: "m" + i, text: text(10), cadence: { text: "every 2 weeks" }, objectives: ["o" + i] })),
        crisis: { contacts: list(4, () => ({ name: text(2), contact: "555 0100" })), steps: list(6, () => text(14)) },
    };
    const page = await t.signedIn("marianne");
    await t.go(page, client + "/plan/draft");
    if (page.url().endsWith("/plan/draft")) { // one of before: it is thrown away first
        await Promise.all([page.waitForNavigation(), page.click("text=Throw away")]);
        await Promise.all([page.waitForNavigation(), page.click("text=Throw it away")]);
    }
    await t.go(page, client + "/plan/import");
    await page.fill("#text", JSON.stringify(plan));
    await Promise.all([page.waitForNavigation(), page.click("main form .btn")]);
    t.ok(/plan\/draft/.test(page.url()), "a large plan becomes a draft: " + (await page.textContent("main")).slice(0, 600));
    for (const at of ["/plan/draft", "/plan", "/plan/thread", "/plan/copy"]) {
        const answer = await page.request.get(t.t.base + client + at), body = await answer.body();
        const small = require("zlib").gzipSync(body).length;
        console.log(`${at}: ${body.length} bytes, ${small} gzipped`);
        t.ok(small <= 40 * 1024, `${at} of a large plan is ${small} bytes gzipped`);
    }
    await t.go(page, client + "/plan/draft");
    t.ok((await findings(t, page)).list.length > 0, "a large plan is checked while somebody writes");
    await page.fill(id("/goals/5/statement"), "Work and family");
    await act(page, "save:goals");
    t.ok(await page.inputValue(id("/goals/5/statement")) === "Work and family", "a large form is taken whole");
    await page.context().close();
}

// Everything can be reached and done with the keyboard.
async function keyboard(t, client) {
    const page = await t.signedIn("marianne");
    await t.go(page, client + "/plan/draft");
    await page.keyboard.press("Tab");
    t.ok(await page.evaluate(() => document.activeElement.className) === "skip", "the skip link is first");
    const seen = await page.evaluate(() => [...document.querySelectorAll("main input:not([type=hidden]), main textarea, main select, main button, main a, main summary")].filter((e) => e.tabIndex >= 0 && e.checkVisibility()).length);
    let reached = new Set(), guard = 0;
    while (guard++ < seen + 60) {
        await page.keyboard.press("Tab");
        const at = await page.evaluate(() => {
            const e = document.activeElement;
            if (!e || e === document.body) return null;
            const s = getComputedStyle(e);
            return { key: (e.id || e.name || e.textContent || e.href || "").slice(0, 120) + "|" + (e.value || "").slice(0, 60), main: !!e.closest("main"), ring: s.outlineStyle !== "none" };
        });
        if (!at) break;
        if (at.main) {
            t.ok(at.ring, "the focus is seen on " + at.key);
            reached.add(at.key);
        }
    }
    t.ok(reached.size >= seen * 0.9, `the keyboard reaches ${reached.size} of ${seen} controls`);
    await page.focus(id("/duration") + " > summary"); // folded or not, the key of its heading opens it
    if (!(await page.evaluate(() => document.getElementById("/duration").open))) await page.keyboard.press("Enter");
    t.ok(await page.evaluate(() => document.getElementById("/duration").open), "a part is unfolded with a key");
    await page.focus(id("/duration/text"));
    await page.keyboard.press("End");
    await page.keyboard.type(" or so");
    await page.keyboard.press("Control+s");
    await page.waitForFunction(() => /Saved at/.test(document.querySelector(".edit-side [data-saved]").textContent), null, { timeout: 20000 });
    await page.focus('button[value="add:/support"]');
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    t.ok(await page.evaluate(() => document.activeElement.id) === "/support/0/who", "adding moves the focus to the new field");
    await page.keyboard.type("Ben, a friend");
    await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
    t.ok(await page.inputValue(id("/support/0/who")) === "Ben, a friend", "Enter in a field saves");
    await page.context().close();
}

async function pictures(t, client) {
    for (const [width, dark] of [[1280, false], [1280, true], [390, false], [390, true], [320, false]]) {
        const page = await t.signedIn("marianne", { width, dark });
        for (const at of ["/plan", "/plan/draft", "/plan/thread", "/plan/copy", "/plan/versions", "/plan/import"]) {
            await t.go(page, client + at);
            await t.narrow(page, `${at} at ${width}`);
            if (width !== 320) await t.axe(page, `${at} at ${width}${dark ? ", dark" : ""}`);
        }
        await page.context().close();
    }
}

async function versions(t, client) {
    const page = await t.signedIn("marianne");
    await t.go(page, client + "/plan/versions");
    await page.click("text=What changed >> nth=0");
    t.ok(await page.$$eval(".changes li", (l) => l.length) > 0, "what changed is said in sentences");
    await t.axe(page, "what changed");
    await t.go(page, client + "/plan/copy");
    t.ok((await page.inputValue("#whole")).includes("Goals"), "the whole plan as text");
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.click("button[data-copy=whole]");
    await page.waitForFunction(() => /Copied/.test(document.getElementById("copied").textContent));
    const answer = await page.request.get(t.t.base + client + "/plan/pdf");
    t.ok(answer.status() === 200 && (await answer.body()).subarray(0, 5).toString() === "%PDF-", "a PDF");
    await page.context().close();
}

// Sentences that stand in another plan of the same clinician: advice beside the field, and before it is signed.
async function copied(t, client, other) {
    const page = await t.signedIn("marianne");
    await t.go(page, other + "/plan/copy");
    const whole = await page.inputValue("#whole"), name = (await page.textContent(".client h2, .client .name, .client")).trim().split("\n")[0];
    const sentences = whole.split(/[.!?\n]/).map((s) => s.replace(/^[^:]{1,30}: /, "").trim()).filter((s) => s.split(/\s+/).length >= 8).slice(0, 40);
    t.ok(sentences.length > 3, "the other plan says something");
    await t.go(page, client + "/plan/draft");
    if (!(await page.$(id("/problems/0/statement")))) await act(page, "add:/problems");
    await page.fill(id("/problems/0/statement"), "This sentence is this client's own and stands nowhere else at all. " + sentences.join(". ") + ".");
    t.ok(!(await page.textContent("#checks")).includes("stands word for word"), "nothing is compared before it is asked for");
    await act(page, "copied");
    t.ok(/copied=1/.test(page.url()), "compared");
    const at = id("notes-/problems/0/statement"), told = await page.textContent(at);
    t.ok(/stands word for word in (another plan|\d+ other plans) of your caseload/.test(told), "told beside the field: " + told);
    const marked = await page.locator(`${at} mark`).allTextContents();
    t.ok(marked.length > 0 && marked.every((m) => sentences.includes(m.trim())), "with the words marked: " + marked[0]);
    t.ok(!(await page.textContent("main")).includes(name), "not whose plan it is");
    t.ok((await page.textContent("#checks")).includes("stand in another plan of your caseload are marked"), "and said at the side");
    await page.evaluate(() => document.querySelector(".edit-advice").scrollIntoView());
    await t.axe(page, "compared with other plans");
    await t.t.picture(page, "copied");
    // It goes along while it is written: the own sentence alone is nobody else's.
    await page.fill(id("/problems/0/statement"), "This sentence is this client's own and stands nowhere else at all.");
    await page.waitForFunction(() => document.getElementById("checks").textContent.includes("No sentence stands in another plan"), null, { timeout: 15000 });
    t.ok(!/word for word/.test(await page.textContent(at)), "gone when it is mended");
    await page.fill(id("/problems/0/statement"), sentences.join(". ") + ".");
    await act(page, "done");
    await t.go(page, client + "/plan/sign");
    t.ok((await page.locator("section[aria-labelledby=copied] li").count()) > 0, "before it is signed it is said again");
    await t.axe(page, "the same words, before signing");
    await t.t.picture(page, "copied-sign");
    await page.context().close();
}

scenario(async (test) => {
    const t = new Desk(test);
    const page = await t.signedIn("marianne");
    const mine = await clients(t, page);
    await page.context().close();
    const open = [];
    for (const c of mine) {
        const look = await t.signedIn("marianne", { js: false });
        const answer = await look.goto(t.t.base + c + "/plan/draft");
        const begins = look.url().endsWith("/plan/new"); // others have a draft, or a plan that is being signed
        await look.goto(t.t.base + c);
        if (begins && !(await look.textContent("main")).includes("Care has ended.")) open.push(c);
        await look.context().close();
        if (open.length === 6) break;
        if (!answer) break;
    }
    t.ok(open.length >= 5, `clients without a draft: ${open.length}`);
    await fromEmpty(t, open[0], true);
    await fromEmpty(t, open[1], false);
    await live(t, open[0]);
    await slow(t, open[0]);
    await timeOut(t, open[0]);
    // A colleague who cares for the same client.
    let other = "";
    for (const login of ["desmond", "rahel", "tobias", "ines", "leopold"]) {
        const look = await t.signedIn(login, { js: false });
        const answer = await look.goto(t.t.base + open[0] + "/plan/draft");
        await look.context().close();
        if (answer.status() === 200) { other = login; break; }
    }
    t.ok(other, "somebody else may write in this draft");
    await two(t, open[0], other).catch((e) => t.ok(false, "two people: " + e.stack));
    await imported(t, open.slice(2, 5));
    await large(t, open[5] || open[1]);
    await keyboard(t, open[0]);
    await versions(t, open[0]);
    await copied(t, open[1], open[2]);
    await pictures(t, open[0]);
    await crash(t, open[0]);
});
