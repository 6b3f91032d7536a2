/*
 * me_plan.js: the client reads the plan on a phone, says that a part does not fit, and wants something changed; the
 * clinician sees it in the queue, answers, changes the plan and its plain words; the client sees what changed, says yes
 * to signing on a screen, signs; the clinician sees it in force.
 */
"use strict";
const { scenario, catalogue, pdfText, englishCells } = require("./lib.js");

const staff = ["rahel", "tobias", "ines", "marianne"];

/* A clinician to whom this client's words are shown. */
async function findClinician(t, name, words) {
    for (const login of staff) {
        const page = await t.open();
        await t.signIn(page, login);
        const link = page.locator("section:has(#mine) li", { hasText: words }).filter({ hasText: name }).locator("a");
        if (await link.count()) return { page, login, link: link.first() };
        await page.context().close();
    }
    throw new Error("no queue tells of it");
}

/* What was signed is the same each time and in English; for who reads Spanish there is a copy beside it, whose text holds
 * nothing of the English catalogue and which says on each page that it is a copy. */
async function inSpanish(t, page) {
    const speak = async (i) => {
        await t.goto(page, "/account");
        await page.locator("form.languages button").nth(i).click();
    };
    const texts = catalogue(), get = async (url) => (await page.request.get(t.base + url)).body();
    const before = await get("/me/plan/pdf");
    await speak(0);
    await t.goto(page, "/me/plan/clinical?show=yes");
    t.check((await page.textContent("main")).includes("Vale lo que se firmó") && (await page.locator("article h2:has-text('Metas y objetivos')").count()) === 1, "headings in Spanish, and what counts");
    await t.look(page, "the clinical version in Spanish");
    await t.picture(page, "me-plan-clinical-es");
    const copy = await page.getAttribute("main a[href*='copy=yes']", "href"), kept = await page.getAttribute("main .row a:not([href*='copy=yes'])", "href");
    const signed = await get(kept);
    t.check(signed.equals(before) && signed.equals(await get("/me/record/plan")), "what was signed is the same each time, wherever it is asked for");
    t.check(/Content hash/.test(pdfText(signed)) && /page 1 of/.test(pdfText(signed)) && /\/Lang <FEFF0065006E>/.test(signed.toString("latin1")), "and as it was signed");
    for (const url of [copy, "/me/record/plan?copy=yes"]) {
        const bytes = await get(url), said = pdfText(bytes), pages = said.split("\f").filter((x) => x.trim());
        t.check(/\/Lang <FEFF00650073>/.test(bytes.toString("latin1")), `${url} is in Spanish`);
        t.check(/Esta es una copia para leer/.test(said) && pages.every((x) => /Copia para leer/.test(x)) && /página 1 de \d/.test(said), `${url} says what it is`, said.slice(0, 400));
        t.check(/Firmas/.test(said) && /con firma el \d+ de [a-z]+ de 20\d\d/i.test(said), `${url}: who signed, and when`, pages[pages.length - 1]);
        const ours = englishCells(said, texts).filter((x) => x !== "Treatment plan"); // the plan's own title
        t.check(ours.length === 0, `${url}: no English text of ours`, ours.join(" | "));
        if (process.env.GOLDTHREAD_PICTURES) require("fs").writeFileSync(`${process.env.GOLDTHREAD_PICTURES}/plan-copy.pdf`, bytes);
    }
    await t.goto(page, "/me/record/download");
    t.check((await page.locator("main a[href='/me/record/plan?copy=yes']").count()) === 1, "the copy is offered with the record too");
    await t.look(page, "download in Spanish");
    await t.picture(page, "me-download-es");
    await speak(0);
    t.check((await get("/me/plan/pdf?copy=yes")).toString("latin1").includes("/Lang <FEFF0065006E>"), "in English too, for who asks");
}

scenario(async (t) => {
    const me = t.accounts.find((a) => a.role === "client");
    const phone = await t.open({ width: 390, height: 800 });
    await t.signIn(phone, me.login, "/me/plan");
    await t.visit(phone, "/me/plan", "My plan");
    await t.picture(phone, "me-plan");
    t.check((await phone.locator("section.card h2").count()) >= 6, "the plan stands there part by part");
    t.check((await phone.locator("main a.btn:not(.quiet), main button.btn:not(.quiet)").count()) <= 1, "one filled button at most");
    t.check(!(await phone.textContent("main")).includes("disorder"), "no diagnosis that nobody has talked about");

    // A part does not fit.
    await phone.locator("section:has(#working) a", { hasText: "This does not fit me" }).first().click();
    await t.look(phone, "a box for what does not fit");
    await t.picture(phone, "me-plan-misfit");
    await phone.click("main form button.btn");
    t.check((await phone.title()).startsWith("Error: "), "words are asked for");
    await t.look(phone, "an empty box");
    await phone.fill("#text", "The evenings are too full for this.");
    await phone.click("main form button.btn");
    t.check((await phone.locator(".me-said", { hasText: "The evenings are too full" }).textContent()).includes("Not read yet"), "the words stand under their part");

    // The clinician finds it in the queue, reads it, answers.
    const { page, login, link } = await findClinician(t, new RegExp(me.login.replace(/\d+$/, ""), "i"), "not read yet");
    await t.look(page, "the queue");
    await link.click();
    const client = new URL(page.url()).pathname.match(/^\/clients\/[0-9A-Z]+/)[0];
    await t.look(page, "what the client said");
    await t.picture(page, "client-words");
    await page.locator("li.card", { hasText: "The evenings are too full" }).locator("a", { hasText: "Answer" }).click();
    await t.look(page, "an answer");
    await page.fill("#text", "Let us find another time of day.");
    await page.click("text=Send the answer");
    t.check((await page.textContent("main")).includes("Read by"), "what is answered is read");
    await t.goto(page, client);
    t.check((await page.locator("#timeline, main").first().textContent()).includes("The evenings are too full"), "the chart tells of it");
    await t.goto(page, `${client}/review/3`);
    t.check((await page.textContent("main")).includes("The evenings are too full"), "the review has what the client said of the plan", await page.title());
    await t.goto(phone, "/me");
    await phone.click("text=/^Read the answer of .* to your words$/");
    t.check((await phone.textContent(".me-answer")).includes("another time of day"), "the first page leads to the answer");
    await t.goto(phone, "/me/plan");
    t.check((await phone.textContent(".me-answer")).includes("another time of day"), "the client reads the answer");

    // Not as it is: the plan goes back.
    await phone.click("text=Read and sign it");
    await t.visit(phone, new URL(phone.url()).pathname + new URL(phone.url()).search, "Read and sign my plan");
    await t.picture(phone, "me-plan-sign");
    const version = await phone.inputValue("input[name=v]").catch(() => new URL(phone.url()).searchParams.get("v"));
    await t.goto(phone, `/me/plan?v=${version}`);
    await phone.click("text=Ask about this part >> nth=0");
    t.check((await phone.inputValue("input[name=v]")) === version && (await phone.locator("main blockquote.well").count()) === 1, "words about a part are of the version that was read", phone.url());
    await t.goto(phone, `/me/plan/answer?v=${version}`);
    t.check(new URL(phone.url()).pathname === "/me/plan/sign", "what is answered is read first", phone.url());
    await phone.click("text=I want something changed, or do not want to sign");
    await t.look(phone, "not as it is");
    const answerTo = new URL(phone.url()).pathname + new URL(phone.url()).search;

    // The text is another one by now than the one that was read: nothing is sent, the words stand there.
    for (const what of ["change", "not_sign"]) {
        await phone.check(`#what-${what}`);
        await phone.fill("#text", "Said of what I read before.");
        await phone.$eval("input[name=hash]", (box) => (box.value = box.value.replace(/^./, (c) => (c === "0" ? "1" : "0"))));
        const [refused] = await Promise.all([phone.waitForResponse((r) => r.request().method() === "POST"), phone.click("main form button.btn")]);
        await phone.waitForLoadState();
        const page = await phone.textContent("main");
        t.check(refused.status() === 409 && page.includes("Nothing was sent"), `${what} of another text is not sent`, page.slice(0, 200));
        t.check(page.includes("Said of what I read before.") && (await phone.locator("section[aria-labelledby=typed] .quote").count()) === 1, `${what}: the words are kept, and they alone`, page);
        await t.look(phone, "a plan that changed");
        await t.picture(phone, `me-plan-changed-${what}`);
        await phone.click("text=Read it again");
        t.check(new URL(phone.url()).pathname === "/me/plan/sign", "and it is read again", phone.url());
        await t.goto(phone, answerTo);
    }
    await phone.check("#what-change");
    await phone.fill("#text", "Please change the day.");
    await phone.click("main form button.btn");
    t.check((await phone.textContent("[role=status]")).includes("goes back"), "it goes back");

    // What was spoken about stays on the page, with the words, until there is a new version; sent again it is kept once.
    const back = async (why) => {
        const note = await phone.locator("main .note", { hasText: "come back to you" }).textContent();
        t.check(note.includes("come back to you") && note.split("Please change the day.").length === 2, `what was said and what follows: ${why}`, note);
        t.check((await phone.locator("section.card h2").count()) >= 6 && (await phone.locator("text=Read and sign it").count()) === 0, `the text that was spoken about: ${why}`);
    };
    await back("at once");
    await t.look(phone, "a plan that went back");
    await t.picture(phone, "me-plan-back");
    await phone.goBack();
    await phone.check("#what-change");
    await phone.fill("#text", "Please change the day.");
    await phone.click("main form button.btn");
    await back("the same form again");
    const sent = phone.url();
    await t.goto(phone, answerTo);
    await phone.check("#what-change");
    await phone.fill("#text", "Please change the day.");
    await phone.click("main form button.btn");
    t.check(phone.url() === sent, "no trouble", phone.url());
    await back("another form");
    t.check(!(await phone.textContent("[role=status]")).includes("goes back"), "it went back before");
    await t.visit(phone, "/me/plan/said", "What I said");
    t.check((await phone.textContent(".me-said")).includes("Please change the day.") && (await phone.textContent(".me-answer")).includes("another time of day"), "all that was said, with its answers");
    await t.visit(phone, "/me", "Start");

    // The clinician writes it anew: the words beside the objective, plain words, the diagnosis.
    await t.goto(page, `${client}/plan/draft`);
    t.check((await page.locator(".edit-item .edit-said").first().textContent()).includes("The evenings are too full"), "the words stand beside the objective");
    await t.look(page, "the draft with the client's words");
    await t.visit(page, `${client}/plan/plain`, "The plan in plain words");
    await t.picture(page, "plan-plain");
    const boxes = page.locator("main textarea");
    t.check((await page.textContent("main fieldset legend")) === "The plan as a whole", "the plan as a whole can be put in plain words");
    await boxes.nth(0).fill("We make room for quiet evenings, one step at a time.");
    for (let i = 2; i < (await boxes.count()); i++) if (!(await boxes.nth(i).inputValue())) await boxes.nth(i).fill(`You choose the time of day. This is part ${i}.`);
    await boxes.nth(2).fill("Cognitive restructuring addresses dysfunctional cognitions within psychoeducational interventions.");
    await page.click("text=/^Save the plain words$/");
    await page.waitForLoadState();
    t.check(/Reading grade \d+, harder than the 6 that your practice keeps to/.test(await page.textContent("main")), "hard words are advised about");
    await boxes.nth(2).fill("You choose the time of day. This is part 1.");
    await page.click("text=Save and preview");
    await page.waitForURL(/plan\/preview$/);
    t.check(!/harder than/.test(await page.textContent("main")), "easy ones are not");
    t.check((await page.textContent("section:has(#whole)")).includes("We make room for quiet evenings"), "the words for the whole are read first");
    await t.look(page, "as the client sees it");
    await t.picture(page, "plan-preview");
    t.check((await page.textContent("main")).includes("Reading grade"), "the reading grade is shown");
    await t.goto(page, `${client}/plan/sign`);
    if (await page.locator("text=Yes, it was talked about").count()) await page.click("text=Yes, it was talked about");
    for (const reason of await page.locator("#send textarea").all()) await reason.fill("It was said in the first session.");
    await page.fill("#secret", t.account(login).password);
    await page.click("button >> text=/^Sign plan version/");
    await page.waitForLoadState();
    t.check((await page.locator(".signers .tag.good").count()) === 1, "the clinician has signed", (await page.textContent("main")).slice(0, 300));

    // Electronic records first: taken back, then yes.
    await t.goto(phone, "/me/consents/e-record");
    await phone.click("text=Take my yes back");
    await phone.click("main form button");
    await t.goto(phone, "/me/plan/sign");
    t.check((await phone.locator("text=One thing first").count()) === 1 && (await phone.locator("#secret").count()) === 0, "nothing is signed before the yes");
    t.check(await phone.evaluate(() => ["#first", "#means"].every((at) => document.querySelector(at).compareDocumentPosition(document.querySelector("main .me-section")) & 4)), "what signing means, and the yes it needs, stand before the plan");
    await phone.click("text=What changed");
    await t.look(phone, "what changed");
    await t.picture(phone, "me-plan-changes");
    t.check((await phone.textContent("main")).includes("You choose the time of day"), "the change is told in plain words", (await phone.textContent("main")).slice(0, 400));
    await t.goto(page, `${client}/words`);
    t.check((await page.locator("li.card", { hasText: "The evenings are too full" }).textContent()).includes("It read then:"), "words about a part that changed say how it read");
    await t.look(page, "words about a former text");
    await t.goto(page, `${client}/review/3`);
    t.check((await page.textContent("main")).includes("It read then:"), "the review too says how it read");
    await t.goto(phone, "/me/plan/sign");
    t.check((await phone.textContent("main")).includes("We make room for quiet evenings"), "the words for the whole are part of what is signed");
    t.check(/^What brought me here\s*“/.test((await phone.textContent("section:has(> #why)")).trim()), "why the client came is read in the client's own words");
    await phone.click("text=Read about it");
    await phone.click("text=open a sample of your record");
    const word = await phone.textContent("main strong");
    await phone.click("text=Back to the question");
    await phone.fill("#word", word);
    await phone.fill("#signer", "Gustavo Lindqvist");
    await phone.fill("#secret", me.password);
    await phone.click("text=Yes, I agree");
    t.check(/me\/plan\/sign$/.test(phone.url()), "a yes leads on to the plan that waits", `${phone.url()} ${(await phone.textContent("main")).slice(0, 300)}`);
    await phone.waitForURL(/plan\/sign/);
    await phone.fill("#secret", "not this one at all");
    await phone.fill("#text", "I like it now.");
    await phone.click("text=Sign my plan");
    t.check((await phone.title()).startsWith("Error: ") && (await phone.inputValue("#text")) === "I like it now.", "a wrong password keeps the words");
    await phone.fill("#secret", me.password);
    const [path, body] = await phone.locator("main form[action='/me/plan/sign']").evaluate((form) => [form.action, new URLSearchParams(new FormData(form)).toString()]);
    await phone.click("text=Sign my plan");
    await phone.waitForURL(/me\/plan$/);
    for (const form of [body, body.replace(/once=[^&]*/, "once=" + "q".repeat(22))]) {
        await phone.evaluate(([to, data]) => fetch(to, { method: "POST", headers: { "Content-Type": "application/x-www-form-urlencoded" }, body: data }).then((r) => r.url), [path, form]);
    }
    t.check((await phone.textContent("[role=status]")).includes("You signed your plan"), "signed");
    await t.goto(page, `${client}/plan`);
    t.check((await page.textContent("main")).includes("In force"), "the clinician sees it in force", (await page.textContent("main")).slice(0, 200));
    // What could not be kept with the signature is sent again, from a form of its own, about the same: it is kept once.
    const words = await phone.evaluate(async ([v, hash]) => {
        const page = new DOMParser().parseFromString(await (await fetch(`/me/plan/words?kind=agreement&about=plan/${v}/${hash.slice(0, 16)}/signed`)).text(), "text/html");
        const form = page.querySelector("form[action='/me/plan/words']"), data = new URLSearchParams(new FormData(form));
        data.set("text", "I like it now.");
        const sent = await fetch(form.action, { method: "POST", headers: { "Content-Type": "application/x-www-form-urlencoded" }, body: data });
        const other = await fetch("/me/plan/words?kind=agreement&about=plan");
        return [data.get("kind"), sent.status, new URL(sent.url).pathname, other.status].join(" ");
    }, [new URLSearchParams(body).get("v"), new URLSearchParams(body).get("hash")]);
    t.check(words === "agreement 200 /me/plan 404", "words that go with a signature", words);
    await t.goto(page, `${client}/words`);
    t.check((await page.textContent("main")).split("I like it now.").length === 2, "and once what was said with the signature");
    t.check((await page.textContent("main")).split("Please change the day.").length === 2, "and once what was to be changed");
    await t.goto(phone, "/me/plan");
    t.check((await phone.locator("main .note", { hasText: "as it is" }).count()) === 0, "nothing of what went back stands above the plan in force");

    // How close am I; a goal of one's own; versions; the clinical text.
    await t.goto(phone, "/me/plan");
    await phone.click("text=How close am I to this?");
    await t.look(phone, "how close am I");
    await phone.check("#value-4");
    await phone.click("text=Keep my number");
    t.check((await phone.textContent("section:has(#want)")).includes("You said 4 of 10"), "the number is kept");
    await phone.click("text=Add a goal of my own");
    await phone.fill("#text", "To sing in the choir again.");
    await phone.click("main form button.btn");
    t.check((await phone.textContent("section:has(#said)")).includes("To sing in the choir again."), "a goal of one's own");
    await t.visit(phone, "/me/plan/said", "What I said");
    t.check((await phone.locator(".me-said > li", { hasText: "The evenings are too full" }).textContent()).includes("It read then:"), "what was said of a part that changed shows how it read");
    await t.visit(phone, "/me/plan/versions", "Versions of my plan");
    await phone.click("text=Read it");
    await phone.click("text=See the clinical version");
    await t.look(phone, "the clinical version");
    const paper = await phone.request.get(t.base + "/me/plan/pdf");
    t.check(paper.status() === 200 && (await paper.body()).subarray(0, 5).toString() === "%PDF-", "the paper");
    await inSpanish(t, phone);

    // Without script too.
    const plain = await t.open({ width: 390, script: false });
    await t.signIn(plain, me.login, "/me/plan/words?kind=value");
    await plain.fill("#text", "My garden.");
    await plain.click("main form button.btn");
    t.check((await plain.textContent("section:has(#said)")).includes("My garden."), "without script");
});
