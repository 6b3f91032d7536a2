/*
 * me_record.js: on a phone: a consent is put before the client, who says yes; it is used and taken back, and the next
 * disclosure finds no ground; no; withdrawn; who opened the record; a request with its clock and a statement; download.
 */
"use strict";
const fs = require("fs");
const { scenario } = require("./lib.js");

const text = (page) => page.textContent("main");
const press = (page) => Promise.all([page.waitForNavigation(), page.click("main form:last-of-type .bar button.btn:not(.quiet)")]);
const refused = async (page) => (await page.title()).startsWith("Error: ");

scenario(async (t) => {
    const login = t.accounts.find((a) => a.role === "client").login;
    const secret = t.account(login).password;
    const phone = await t.open({ width: 390 });
    const desk = await t.open();
    await t.signIn(phone, login, "/me/record");
    await t.visit(phone, "/me/record", "My record");
    await t.picture(phone, "me-record");
    const surname = login.replace(/\d+$/, "");
    const year = new Date().getFullYear() + 1;

    // The clinician whose client this is.
    const who = await text(phone);
    t.check(who.includes("Waiting for your answer"), "one consent waits already", who.slice(0, 300));
    await t.signIn(desk, "ines");
    const link = desk.locator("section:has(#clients) a.who", { hasText: new RegExp(surname, "i") }).first();
    const client = await link.getAttribute("href");

    /* answer: yes with a name and, when it is asked for, the password. */
    async function yes() {
        await phone.fill("#signer", "Gustavo Lindqvist");
        if (await phone.locator("#secret").count()) await phone.fill("#secret", secret);
        await phone.click("button[value=yes]");
    }
    async function ask(to, complete = true) {
        await t.goto(desk, `${client}/consents/new?kind=part2&how=ask`);
        if (complete) {
            await desk.fill("#description", "How my plan goes, so that both can work together.");
            for (const part of ["plan", "progress", "substance_use"]) await desk.check(`#sections-${part}`);
            await desk.fill("#expires", `${year}-01-31`);
            await desk.fill("#purpose", "working together");
        }
        await desk.fill("#to", to);
        await desk.click("button[name=ask]");
    }

    // Asked: all that is missing is said at once, in words.
    await ask("Elm Clinic", false);
    const missing = await desk.textContent("#errors");
    t.check((await refused(desk)) && (await desk.locator("#errors li").count()) >= 4, "everything that is missing at once", missing);
    t.check(!/\(project\)/.test(await text(desk)), "without sources that are none");
    t.check((await desk.inputValue("#to")) === "Elm Clinic", "what was typed stays");
    await t.look(desk, "a proposal with something missing");
    await t.goto(desk, `${client}/consents/new?kind=treatment`);
    await desk.uncheck("#told-risks");
    await desk.uncheck("#told-stop");
    await desk.fill("#signer", "");
    await desk.click("main form:last-of-type .bar button.btn:not(.quiet)");
    t.check((await desk.locator("#errors li").count()) >= 2 && !/\(project\)/.test(await text(desk)), "a recorded one too", await desk.textContent("#errors"));
    await ask("Elm Clinic");
    t.check((await text(desk)).includes("It waits for the client on their own pages"), "who has an account is asked there");
    const waiting = await desk.textContent("section:has(#waiting)");
    t.check(waiting.includes("to Elm Clinic") && waiting.includes("Waiting since"), "it waits for the client", waiting);
    t.check(!(await desk.textContent("section:has(#consents)")).includes("Elm Clinic"), "and is no consent yet");
    await t.look(desk, "sharing with a proposal");

    // The first page tells of it in one line, without a number.
    const lines = async () => (await t.goto(phone, "/me"), phone.locator("main a[href*='/me/consents/'], main a[href*='/me/record']").allInnerTexts());
    t.check((await lines()).join() === "Some consents wait for your answer", "the first page", (await lines()).join());
    await t.goto(desk, `${client}/assign/diary`);
    await desk.click("main form .btn");
    await t.goto(phone, "/me");
    t.check((await text(phone)).includes("Write in the shared diary today"), "a diary that is due today", await text(phone));
    await t.look(phone, "the first page with consents and a diary that wait");
    await t.picture(phone, "me-home");
    await phone.click("text=Some consents wait for your answer");
    t.check((await text(phone)).includes("Elm Clinic"), "it leads there");
    await t.goto(phone, "/me");
    await phone.click("text=Write in the shared diary today");
    await phone.fill("#text", "A walk.");
    await phone.click("main form .btn:not(.quiet)");
    await t.goto(phone, "/me");
    t.check(!(await text(phone)).includes("shared diary"), "written: the first page is silent");

    // Asked before a review, before its day.
    await t.goto(desk, client);
    await desk.click("text=Ask the client now what helped");
    t.check((await text(desk)).includes("The client was asked what helped"), "asked now", await text(desk));
    t.check((await desk.locator("text=Ask the client now what helped").count()) === 0, "once");
    await t.look(desk, "the overview of a client who is asked");
    await t.goto(phone, "/me");
    t.check((await text(phone)).includes("Say what helped and what did not") || (await text(phone)).includes("Say how it went"), "the first page asks", await text(phone));
    await t.look(phone, "the first page that asks");
    await t.goto(phone, "/me/review");
    await phone.fill("#helped", "The evening walks.");
    await phone.click("main form .btn:not(.quiet)");
    t.check(!(await text(phone)).includes("Say what helped"), "answered", await text(phone));
    await t.goto(phone, "/me/review");
    t.check((await text(phone)).includes("What you said") && (await text(phone)).includes("The evening walks.") && (await phone.inputValue("#helped")) === "", "what was sent stands there, and more can be said");
    await t.look(phone, "the questions before a review, once more");
    await t.goto(desk, client + "/review/3");
    t.check((await desk.locator("main a", { hasText: "Ask the client now" }).count()) === 1, "a step of the review leads to the question");
    await t.goto(desk, client);
    t.check((await text(desk)).includes("The evening walks.") && (await desk.locator("text=Ask the client now what helped").count()) === 1, "the answer stands in the overview");

    // The next visit, with its time.
    await t.goto(desk, `${client}/sessions/new`);
    const parts = new Intl.DateTimeFormat("en", { timeZone: "America/Los_Angeles", year: "numeric", month: "2-digit", day: "2-digit" }).formatToParts();
    const part = (type) => parts.find((p) => p.type === type).value;
    await desk.fill("#next", `${part("year")}-${part("month")}-${part("day")}`);
    await desk.fill("#next_time", "half past");
    await desk.click("main form .btn:not(.quiet)");
    t.check((await desk.textContent("#errors")).includes("must be a time of day"), "no time of day", await text(desk));
    await t.look(desk, "a session with the next one's time");
    await desk.fill("#next_time", "2:30 pm");
    await Promise.all([desk.waitForURL((u) => !u.pathname.endsWith("/new")), desk.click("main form .btn:not(.quiet)")]);
    t.check((await text(desk)).includes("14:30"), "the next session with its time", await text(desk));
    await t.goto(phone, "/me");
    t.check(/ at 14:30/.test(await text(phone)), "the client sees day and time", await text(phone));

    // The client reads it. Yes and no look the same; nothing is ticked or filled in.
    await t.goto(phone, "/me/record");
    await phone.click("text=Elm Clinic");
    const page = phone.url().replace(t.base, "");
    await t.look(phone, "a consent that waits");
    await t.picture(phone, "me-consent");
    const said = await text(phone);
    for (const words of ["To whom", "The answer to each question goes along", "Why", "Until when", "Your care goes on.", "You can take it back"]) t.check(said.includes(words), `it says: ${words}`);
    const look = (value) => phone.locator(`button[value=${value}]`).evaluate((b) => { const s = getComputedStyle(b); return [b.className, b.offsetHeight, b.offsetWidth, s.backgroundColor, s.color, s.fontWeight, s.borderColor].join(); });
    t.check((await look("yes")) === (await look("no")), "yes and no have the same weight", `${await look("yes")} ${await look("no")}`);
    t.check((await phone.locator("input:checked").count()) === 0 && (await phone.inputValue("#signer")) === "", "nothing is chosen");
    await phone.click("button[value=yes]");
    t.check((await refused(phone)) && (await text(phone)).includes("It is your signature"), "a yes is signed");
    await t.look(phone, "a yes without a name");
    t.check((await phone.locator("#own_name").count()) === 0, "nothing is asked about a name that nobody has written");
    await phone.fill("#signer", "x");
    if (await phone.locator("#secret").count()) await phone.fill("#secret", secret);
    await phone.click("button[value=yes]");
    t.check((await refused(phone)) && (await text(phone)).includes("“Gustavo Lindqvist”") && (await phone.inputValue("#signer")) === "x", "another name than the record has is asked about once more", await text(phone));
    await t.look(phone, "a yes with another name");
    await t.picture(phone, "me-consent-name");
    await phone.check("#own_name");
    if (await phone.locator("#secret").count()) await phone.fill("#secret", secret);
    await phone.click("button[value=yes]");
    t.check(await refused(phone), "one letter is no name");
    await yes();
    t.check((await text(phone)).includes("Your yes is kept") && (await text(phone)).includes("In force"), "said yes", (await text(phone)).slice(0, 200));
    await t.look(phone, "a consent in force");
    const given = phone.url().replace(t.base, "");
    t.check((await t.goto(phone, page)) === 200 && (await phone.locator("button[value=yes]").count()) === 0, "answered once");

    // Used.
    await t.goto(desk, "/");
    t.check((await text(desk)).toLowerCase().includes(surname), "the answer is news");
    await t.goto(desk, `${client}/sharing`);
    t.check((await desk.textContent("section:has(#consents)")).includes("Elm Clinic"), "the consent is in force");
    await desk.click("text=/^Release.*to Elm Clinic/");
    await desk.click("text=Share under this consent");
    t.check((await desk.inputValue("#to")) === "Elm Clinic" && (await desk.locator("input[name=ground]").count()) === 1, "the ground is the client's yes");
    await press(desk);
    for (const part of ["plan", "progress", "substance_use"]) await desk.check(`#part-${part}`);
    await press(desk);
    await press(desk);
    await desk.fill("#code", "four calm words here");
    await press(desk);
    await desk.waitForURL(/\/disclosures\/0/);
    await t.visit(phone, "/me/record/given", "What was given to others");
    t.check((await text(phone)).includes("Elm Clinic") && (await text(phone)).includes("You said yes to it."), "the client sees what was given", await text(phone));
    await t.visit(phone, "/me/record/accounting", "Accounting of disclosures");
    t.check(!(await text(phone)).includes("Elm Clinic"), "with a yes it is in no accounting");

    // Taken back: it says what was given already; the next is turned away.
    await t.visit(phone, `${given}/back`, "Take your yes back");
    t.check((await text(phone)).includes("Elm Clinic") && (await text(phone)).includes("stays with them"), "what was given stays", await text(phone));
    await press(phone);
    t.check((await text(phone)).includes("You took it back"), "taken back");
    t.check((await phone.locator("a:text-is('Take my yes back')").count()) === 0, "once");
    await t.goto(desk, `${client}/disclosures/new`);
    t.check(!(await desk.textContent("#ground")).includes("Elm Clinic"), "the consent is no ground any more");
    t.check((await t.goto(desk, `${client}${given.replace("/me", "")}`)) === 200 && (await text(desk)).includes("Taken back"), "the clinician sees that it was taken back");

    // No, without a signature; and one that is withdrawn before an answer.
    await ask("Birch House");
    await t.goto(phone, "/me/consents");
    await t.look(phone, "the list of consents");
    await phone.click("text=Birch House");
    await phone.click("button[value=no]");
    t.check((await text(phone)).includes("Your no is kept. Your care goes on.") && (await text(phone)).includes("You said no"), "said no", (await text(phone)).slice(0, 200));
    await ask("Cedar Point");
    await desk.click("section:has(#waiting) li:has-text('Cedar Point') button");
    t.check(!(await text(desk)).includes("Cedar Point"), "withdrawn");
    await t.goto(phone, "/me/consents");
    t.check(!(await text(phone)).includes("Cedar Point") && (await text(phone)).includes("Birch House"), "gone for the client too");

    // Electronic records: taken back, and given again with the word of the sample.
    await t.goto(phone, "/me/consents/e-record");
    await phone.click("a:text-is('Take my yes back')");
    await press(phone);
    await t.visit(phone, "/me/consents/e-record", "Consent");
    await t.visit(phone, "/me/consents/e-record/sample", "A sample of your record");
    const word = await phone.textContent("main section strong");
    await phone.click("text=Back to the question");
    await phone.fill("#word", "something");
    await yes();
    t.check((await refused(phone)) && (await text(phone)).includes("the word at its end"), "that it can be opened is shown");
    t.check((await phone.inputValue("#signer")) === "Gustavo Lindqvist", "the name stays");
    await phone.fill("#word", word.toUpperCase().replace("E", "É").replace("O", "Ó")); // case and accents do not count
    await yes();
    t.check((await text(phone)).includes("Your yes is kept"), "given again", (await text(phone)).slice(0, 200));
    await t.visit(phone, "/me/consents/treatment", "Consent");

    // Who opened it.
    await t.visit(phone, "/me/record/who", "Who opened your record");
    const seen = await phone.textContent("main section:first-of-type");
    t.check(/Ines \S+, clinician/.test(seen) && seen.includes("gave a part of your record to somebody") && seen.includes("asked for your consent"), "the clinician, by name, role and deed", seen);
    // A look that found nothing that was said is told as one.
    t.check(seen.includes("looked for what you said"), "a look for words that were not there", seen);
    t.check(seen.startsWith("Today") && seen.includes("You"), "by day, oneself too", seen.slice(0, 80));
    t.check(!(await text(phone)).match(/[a-z]+\.[a-z_]+\b(?<!\.org)/), "in words");
    await t.picture(phone, "me-who");

    // A request, its clock, its denial, and a statement.
    await t.visit(phone, "/me/record/requests/new", "Ask for something");
    await phone.click("text=A change in my record");
    await press(phone);
    t.check(await refused(phone), "what should be changed is needed");
    await t.look(phone, "a request with something missing");
    await phone.fill("#text", "The day of my first visit is wrong.");
    await press(phone);
    const due = new Date(Date.now() + 60 * 86400000);
    t.check((await text(phone)).includes("You get an answer by") && (await text(phone)).includes(`${due.getFullYear()}`), "with its day", (await text(phone)).slice(0, 300));
    await t.look(phone, "a request");
    const request = phone.url().replace(t.base, "");
    t.check((await t.goto(phone, `${request}/statement`)) === 200 && phone.url().endsWith(request), "no statement before an answer");
    await t.goto(desk, `${client}/sharing`);
    await desk.click("section:has(#requests) li a:has-text('A change')");
    await desk.check("#state-denied");
    await desk.fill("#answer", "The day is as the calendar has it.");
    await press(desk);
    const answered = desk.url().replace(t.base, "");
    await t.goto(phone, request);
    t.check((await text(phone)).includes("The day is as the calendar has it."), "the answer");
    await phone.click("text=Write what you think about it");
    await t.look(phone, "a statement");
    await phone.fill("#text", "My own calendar has another day.");
    await press(phone);
    t.check((await text(phone)).includes("My own calendar has another day."), "the statement is kept");
    await t.goto(desk, answered);
    t.check((await text(desk)).includes("My own calendar has another day."), "and the clinician sees it");
    for (const kind of ["access", "accounting", "restriction", "question"]) await t.visit(phone, `/me/record/requests/new?kind=${kind}`, "Ask for something");
    await phone.fill("#text", "Who is the person that looks after privacy");
    await press(phone);
    t.check((await text(phone)).includes("You get an answer by"), "a question has its day too");

    // Download.
    await t.visit(phone, "/me/record/download", "Download your record");
    const [download] = await Promise.all([phone.waitForEvent("download"), phone.click("text=Download all of it")]);
    const all = JSON.parse(fs.readFileSync(await download.path(), "utf8"));
    t.check(download.suggestedFilename() === "my-record.json" && all.format === "goldthread.export/1" && all.left_out.includes("psychotherapy notes"), "the whole record, and what is left out");
    t.check(all.records.some((r) => r.kind === "consent" && r.content.to === "Elm Clinic") && all.records.every((r) => r.kind !== "psychotherapy_note"), "with its consents, without notes that are kept apart");

    // Without script; in Spanish; nobody else.
    const plain = await t.open({ width: 390, script: false });
    await t.signIn(plain, login, "/me/consents");
    await ask("Dogwood Clinic");
    await t.goto(plain, "/me/consents");
    await plain.click("text=Dogwood Clinic");
    await plain.click("button[value=no]");
    t.check((await text(plain)).includes("You said no"), "without script");
    await t.goto(phone, "/me/record");
    await phone.click("footer button:has-text('Español')");
    for (const path of ["/me/record", "/me/consents/e-record", "/me/record/who", "/me/record/requests/new"]) {
        await t.goto(phone, path);
        await t.look(phone, `${path} in Spanish`);
    }
    t.check((await phone.getAttribute("html", "lang")) === "es" && (await text(phone)).includes("Pedir algo"), "in Spanish", (await text(phone)).slice(0, 200));
    t.check((await t.goto(desk, "/me/record")) !== 200, "not a page of those who work here");
    for (const path of [given, request]) {
        const other = await t.open({ width: 390 });
        const guardian = t.accounts.find((a) => a.role === "guardian").login;
        await t.signIn(other, guardian, path);
        t.check((await t.goto(other, path)) === 404, "another's is not there", path);
        t.check((await t.goto(other, "/me/record")) === 200, "a guardian has their own", path);
        await t.look(other, "a guardian's page of the record");
        await other.context().close();
    }
});
