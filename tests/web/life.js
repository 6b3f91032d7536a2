/*
 * life.js: the whole life of a plan, as a therapist lives it: a new practice to its first score, pages counted; a client, a plan
 * that was pasted and is mended until no error is left, consent, two signatures, six sessions with scores and notes, a
 * sign that nothing moves, a review with a consultation, an amended version, a disclosure, the ending. Clicks counted.
 */
"use strict";
const fs = require("fs"), path = require("path");
const { scenario } = require("./lib.js");

const day = (back) => new Date(Date.now() - back * 86400000).toISOString().slice(0, 10);
const main = (page) => page.textContent("main");
const id = (pointer) => `[id="${pointer}"]`;
const send = (page, selector = "main form.days button.btn >> nth=0") => Promise.all([page.waitForNavigation(), page.click(selector)]);

/* From a program that was just started to the first score. */
async function firstScore(t) {
    const { base, server, code } = await t.fresh("first-score");
    const page = await t.open();
    let pages = 0;
    page.on("response", (r) => { if (r.request().resourceType() === "document" && r.status() === 200) pages++; });
    await page.goto(base + "/");
    for (const [field, text] of [["setup_code", code], ["practice", "Elm Street"], ["name", "Olga Owner"], ["login", "olga"], ["password", "correct horse 7"], ["password_again", "correct horse 7"]]) await page.fill(`#${field}`, text);
    await page.selectOption("#time_zone", "Europe/Berlin");
    await page.click('main button:has-text("Set up the practice")');
    await page.check("#measures-gad7");
    await page.click('main button:has-text("Save and go on")');
    await page.goto(base + "/clients/new");
    await page.fill("#name", "Ada Invented");
    await page.fill("#birth_date", "1990-04-03");
    await page.click('main button:has-text("Add this client")');
    await page.click('main a:has-text("Record a score") >> nth=0');
    await page.click('main a.who:text-is("GAD-7")');
    for (let i = 1; i <= 7; i++) await page.check(`#i${i}-2`, { force: true });
    await page.click('main button:has-text("Save this score")');
    t.check(/\b14\b/.test(await main(page)), "the first score of a new practice", await main(page));
    t.check(pages > 4 && pages <= 8, "on the eighth page at the latest", `${pages} pages`);
    await page.context().close();
    server.stop();
    t.check((await server.ended) === 0 && server.errors() === "", "the new practice's server ends well", server.errors());
}

/* What the checks say of the draft as it stands. */
const findings = (page) => page.evaluate(async () => {
    const form = document.getElementById("draft");
    const answer = await fetch(form.dataset.live, { method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams(new FormData(form)) });
    return (await answer.json()).findings.filter((f) => f.severity === "error").map((f) => `${f.rule} ${f.path || f.pointer || ""}`);
});

const act = (page, value) => Promise.all([page.waitForNavigation(), page.click(`button[name=do][value="${value}"]`)]);

async function pasted(t, page, client) {
    await t.goto(page, `${client}/plan/import`);
    await page.fill("#text", fs.readFileSync(path.join(__dirname, "..", "..", "examples", "marisol-vega.txt"), "utf8"));
    await send(page, "main form.card button.btn");
    t.check(page.url().includes("/plan/draft"), "the pasted plan is a draft", page.url());
    const before = await findings(page);
    t.check(before.length > 0, "the checks find what is wrong in it", before.join("; "));
    await page.fill(id("/goals/0/objectives/0/statement"), "Reduce the GAD-7 score from 17 to 8 or less within 14 weeks.");
    await act(page, "remove:/goals/0/objectives/1");
    await act(page, "add:/strengths");
    await page.fill(id("/strengths/0/text"), "Keeps going when things are hard, and laughs about it");
    await act(page, "save:strengths");
    return findings(page);
}

/* Sent, signed by the clinician, then by the supervisor; the client's place is closed with a reason. Its id. */
async function signed(t, page, client, password) {
    await t.goto(page, `${client}/plan/sign`);
    if (await page.locator("input[name=still]").count()) { // a version that starts from the one before
        for (const box of await page.locator("input[name=still]").all()) await box.check();
        await send(page, "text=Confirm what is ticked");
    }
    await page.selectOption("#supervisor_signs", "anybody").catch(() => {});
    await page.selectOption("#client_signs", "anybody").catch(() => {});
    for (const reason of await page.locator("#send textarea").all()) await reason.fill("It was said in the first session and is not needed here.");
    const plan = await page.inputValue("#send input[name=v]");
    await page.fill("#secret", password);
    await send(page, "button >> text=/^Sign plan version/");
    t.check((await page.locator(".signers .tag.good").count()) === 1, "signed by the clinician", (await main(page)).slice(0, 800));
    const boss = await t.open({ width: 390 });
    await t.signIn(boss, "desmond", `${client}/plan/sign?v=${plan}`);
    await boss.fill("#secret", t.account("desmond").password);
    await send(boss, "button >> text=/^Sign plan version/");
    t.check((await boss.locator(".signers .tag.good").count()) === 2, "signed by the supervisor");
    await boss.context().close();
    const way = await t.goto(page, `${client}/ending`); // without a plan in force, or because this one waits
    t.check(way === 409 && (await page.locator("main form.days").count()) === 0, "nothing ends while a version waits, and that is said before the form", `${way}`);
    await t.goto(page, `${client}/plan/sign?v=${plan}`);
    await page.click("a:has-text('or not signed')");
    await page.check("#state-reason");
    await page.fill("#reason", "Agreed in the session; wants to sign on paper.");
    await page.fill("#secret", password);
    await send(page, "main button.btn");
    t.check((await main(page)).includes("Signed and locked"), "signed and locked", (await main(page)).slice(0, 600));
    return plan;
}

/* What a new version asks for anew: what is written about the client today. */
async function mend(page, wrong) {
    if (wrong.some((w) => w.startsWith("plan.no-problem"))) {
        await act(page, "add:/problems");
        await page.fill(id("/problems/0/name"), "Worry at work");
        await page.fill(id("/problems/0/statement"), "Worries for hours about mistakes at work");
        await act(page, "save:problems");
    }
    if (wrong.some((w) => w.startsWith("plan.no-strengths"))) {
        await act(page, "add:/strengths");
        await page.fill(id("/strengths/0/text"), "Goes on although nothing moves");
        await act(page, "save:strengths");
    }
}

scenario(async (t) => {
    await firstScore(t);

    const page = await t.open();
    page.setDefaultTimeout(15000);
    const password = t.account("marianne").password;
    await t.signIn(page, "marianne", "/clients/new");
    await page.fill("#name", "Marisol Vega");
    await page.fill("#birth_date", "1997-03-04");
    await page.click('main button:has-text("Add this client")');
    const client = new URL(page.url()).pathname;
    t.check((await main(page)).includes("To the first plan"), "the chart leads to the first plan");

    // ---- pasted, mended ----
    const left = await pasted(t, page, client);
    t.check(left.length === 0, "no error is left", left.join("; "));

    // ---- a supervisor joins the team ----
    await t.goto(page, `${client}/team`);
    await page.selectOption("#account", { label: "Desmond Achterberg" });
    await page.check("#role-supervisor");
    await send(page, "main button:has-text('Add to the care team')");
    t.check((await page.textContent("section[aria-labelledby=members]")).includes("Desmond"), "the supervisor is on the team");

    // ---- consent: wanted for signing, asked of a client without an account, invited, and back each time ----
    await t.goto(page, `${client}/plan/sign`);
    await page.click("main a:has-text('Ask on the client’s own pages instead')");
    t.check((await page.getAttribute("main .bar a:has-text('Go back')", "href")) === `${client}/plan/sign`, "the consent goes back to signing");
    await send(page, "button[name=ask]");
    t.check(new URL(page.url()).pathname === `${client}/access` && (await main(page)).includes("Go back to signing the plan"), "who has no account is invited next", page.url());
    await t.look(page, "invited on the way to signing");
    await page.click("main a:has-text('Go back to signing the plan')");
    t.check((await page.textContent("section[aria-labelledby=open]")).includes("It waits for the client’s word since"), "what is asked already is not asked for again", await page.textContent("section[aria-labelledby=open]"));
    await page.click("main a:has-text('Invite the client')");
    t.check((await page.isChecked("#who-client")) && (await page.inputValue("#login")) === "marisol", "the client is who is invited");
    await page.fill("#login", "marisol.life");
    await send(page, "main form button:has-text('Make the invitation')");
    t.check((await page.locator("main a:has-text('Both')").count()) === 0, "an invitation has three parts", await main(page));
    await page.click("main a:has-text('Go back to signing the plan')");
    t.check(new URL(page.url()).pathname === `${client}/plan/sign`, "back where it was wanted", page.url());
    await page.click("summary:has-text('record it')");
    t.check((await page.inputValue("#signer")) === "Marisol Vega", "the client is who signs");
    t.check((await page.locator("#consent input[name=told]:checked").count()) === 0, "what was told is for the clinician to say");
    for (const box of await page.locator("#consent input[name=told]").all()) await box.check();
    await send(page, "#consent button[value=yes]");
    t.check(!(await page.title()).startsWith("Error"), "the consent is recorded", (await main(page)).slice(0, 600));
    t.check(new URL(page.url()).pathname === `${client}/plan/sign` && !(await main(page)).includes("No consent to treatment"), "and signing goes on", page.url());
    await t.goto(page, client);
    t.check(!(await main(page)).includes("No consent is on file"), "and in force");

    // ---- signed by clinician and supervisor; the client chose not to ----
    const plan = await signed(t, page, client, password);

    // ---- six sessions, each with its score and its note ----
    const gad7 = [[3, 3, 3, 2, 2, 2, 2], [3, 3, 3, 2, 2, 2, 2], [3, 3, 2, 2, 2, 2, 2], [3, 3, 3, 2, 2, 2, 2], [3, 3, 3, 3, 2, 2, 2], [3, 3, 3, 3, 2, 2, 2]];
    for (const [i, answers] of gad7.entries()) {
        let clicks = 0;
        const click = async (what) => { clicks++; await send(page, what); };
        await t.goto(page, "/?sort=name");
        await click(`section:has(#clients) a.who[href="${client}"]`);
        await click('main .row a:has-text("Record a score")');
        if (await page.locator('main a.who:text-is("GAD-7")').count()) await click('main a.who:text-is("GAD-7")');
        const counted = clicks;
        await page.fill("#date", day(7 * (6 - i)));
        for (const [k, v] of answers.entries()) await page.check(`#i${k + 1}-${v}`, { force: true });
        await click('main button:has-text("Save this score")');
        t.check(clicks - 1 <= 3, "a recorded score from the chart takes three clicks", `${clicks} from the first page, ${counted}`);
        await t.goto(page, "/?sort=name");
        clicks = 0;
        await click(`section:has(#clients) a.who[href="${client}"]`);
        await click('main .row a:has-text("Record a session")');
        await page.fill("#date", day(7 * (6 - i)));
        await page.fill("#client_words", `Week ${i + 1}: “It is the same as ever.”`);
        await page.locator("[name^='p-']").first().fill("Worry records on four days; no change.");
        await page.fill("#observed", "Tired, on time.");
        await click("main form.days button.btn >> nth=0");
        t.check(new URL(page.url()).pathname === `${client}/sessions`, `session ${i + 1} is recorded`, page.url() + (await page.locator(".errors").allTextContents()).join());
        t.check(clicks <= 3, "a session note takes three clicks", `${clicks}`);
    }
    t.check((await page.locator(".lines > li").count()) === 6, "six sessions stand in the list", `${await page.locator(".lines > li").count()}`);
    await t.look(page, "six sessions");

    // ---- a sign that nothing moves ----
    await t.goto(page, client);
    const signs = await page.locator("section[aria-labelledby=signs] li").allTextContents();
    t.check(signs.length > 0, "a sign says that nothing moves", (await main(page)).slice(0, 1500));
    console.log("signs: " + signs.join(" | "));
    await t.look(page, "a chart with signs");
    await t.goto(page, `${client}/progress?measure=gad7`);
    t.check((await main(page)).includes("18"), "the last score stands in the course");

    // ---- the review, with a consultation: counted from the first page ----
    let clicks = 0;
    const click = async (what) => { clicks++; await send(page, what); };
    await t.goto(page, "/?sort=name");
    await click(`section:has(#clients) a.who[href="${client}"]`);
    await click('main a:has-text("Start review")');
    t.check((await page.inputValue("#results")).length > 10, "the results are filled in");
    await click("main form.days button.btn >> nth=0");
    for (const stuck of await page.locator("input[value=stuck]").all()) { clicks++; await stuck.check(); } // each objective, and no other state
    for (const field of await page.locator("[name^='t-']").all()) await field.fill("Worry records are kept, the worry stays.");
    await click("main form.days button.btn >> nth=0");
    await page.fill("#reading", "“I do all of it and nothing moves.”");
    await click("main form.days button.btn >> nth=0");
    for (const choice of await page.locator("select[name^='d-']").all()) await choice.selectOption("change_approach");
    for (const reason of await page.locator("[name^='r-']").all()) await reason.fill("Six weeks without a gain.");
    await page.fill("#with", "Dr Leopold Sternhagen");
    await page.fill("#ground", "Colleague of this practice");
    await page.fill("#shared", "Scores and the plan");
    await page.fill("#advice", "Add exposure to uncertainty; look again in four weeks.");
    await click("main form.days button.btn >> nth=0");
    t.check(page.url().endsWith("/review/5"), "the decisions are taken", page.url() + (await page.locator(".errors").allTextContents()).join());
    if (!(await page.inputValue("#next"))) await page.fill("#next", day(-28));
    await click("main form.days button.btn >> nth=0");
    await click("main form.days button.btn >> nth=0");
    t.check(/\/reviews\/[0-9A-Z]{26}$/.test(page.url()), "the review is signed", page.url() + (await page.locator(".errors").allTextContents()).join());
    console.log(`review: ${clicks} clicks from the first page`);
    t.check(clicks <= 12, "in twelve clicks from the first page", `${clicks}`);
    await t.goto(page, client);
    t.check(/Consultation/.test(await page.textContent("section[aria-labelledby=timeline]")), "the consultation is in the timeline");

    // ---- an amended version ----
    await t.goto(page, `${client}/plan/new`);
    await send(page, "button[value=last]");
    t.check(page.url().includes("/plan/draft"), "the next version starts from the last", page.url());
    await page.fill(id("/goals/0/objectives/0/statement"), "Reduce the GAD-7 score from 18 to 9 or less within 12 weeks.");
    await act(page, "save:goals");
    await mend(page, await findings(page));
    const still = await findings(page);
    t.check(still.length === 0, "no error is left in the new version", still.join("; "));
    const second = await signed(t, page, client, password);
    t.check(second !== plan, "a second version is signed");
    await t.goto(page, `${client}/plan/versions`);
    t.check((await main(page)).includes("What changed"), "both stand in the list, with what changed", (await main(page)).slice(0, 400));

    // ---- a release, and a part of the record under it ----
    // The invented practice is a Part 2 programme: what is entered there bears that label, so its own consent is needed.
    await t.goto(page, `${client}/consents/new?kind=part2`);
    await page.fill("#description", "How my plan goes, so that both can work together.");
    for (const box of ["#sections-plan", "#sections-substance_use"]) if (await page.locator(box).count()) await page.check(box);
    await page.fill("#to", "Elm Clinic");
    await page.fill("#purpose", "working together");
    await page.fill("#expires", day(-300));
    for (const box of await page.locator("#statements input").all()) await box.check();
    if (await page.locator("#copy_given").count()) await page.check("#copy_given");
    await page.fill("#signer", "Marisol Vega");
    await send(page, "#consent button[value=yes]");
    const press = () => send(page, "main form:last-of-type .bar button.btn:not(.quiet)");
    t.check(!(await page.title()).startsWith("Error"), "the release is recorded", (await page.locator(".errors").allTextContents()).join());
    await page.click("a:has-text('to Elm Clinic')");
    await page.click("text=Share under this consent");
    await press();
    await page.check("#part-plan");
    if (await page.locator("#part-substance_use:not([disabled])").count()) await page.check("#part-substance_use");
    await press();
    t.check((await page.locator("article.doc").count()) === 1, "seen as its receiver will see it", (await main(page)).slice(0, 900));
    await press();
    await page.fill("#code", "four calm words here");
    await press();
    t.check(/\/disclosures\/0/.test(page.url()), "a part of the record is given", page.url() + (await page.locator(".errors").allTextContents()).join());

    // ---- the ending: Details lead to the one page on which plan and care end ----
    await t.goto(page, `${client}/details`);
    t.check((await page.locator("main button:has-text('End care')").count()) === 0, "care does not end without its plan");
    await t.look(page, "details of a client with a plan");
    const late = await page.evaluate(async (to) => {
        const token = document.querySelector("input[name=csrf]"), form = new URLSearchParams({ csrf: token.value, reason: "Moved", ended: "1" });
        return (await fetch(to, { method: "POST", body: form })).status;
    }, `${client}/end`);
    t.check(late === 409, "nor where the form was open already", `${late}`);
    await t.goto(page, `${client}/details`);
    await page.click("main a:has-text('End the plan and the care')");
    t.check(new URL(page.url()).pathname === `${client}/ending` && (await page.isChecked("#care_ends")), "both end there", page.url());
    for (const goal of await page.locator("input[value=achieved]").all()) await goal.check();
    await page.check("#next-discharge");
    await page.fill("#relapse_prevention", "Worry records in hard weeks\nAna knows the signs");
    await page.fill("#client_view", "It was slow, and it was worth it.");
    await page.check("#care_ends");
    await send(page);
    t.check((await main(page)).includes("Care has ended."), "the plan and the care have ended", (await main(page)).slice(0, 600));
    await t.goto(page, client);
    t.check((await main(page)).includes("The record stays as it is"), "the record stays, and can be read");
    await t.look(page, "the chart at its end");
    await t.goto(page, `${client}/plan/new`);
    await send(page, "button[value=last]");
    t.check((await page.title()).startsWith("Error") && (await page.textContent(".errors")).includes("Care has ended."), "no plan is begun after the end", await page.title());
    await t.look(page, "a plan after the end");
    const listed = async (show) => {
        await t.goto(page, `/?show=${show}`);
        return page.locator(`a.who[href="${client}"]`).count();
    };
    t.check((await listed("in-care")) === 0 && (await listed("ended")) === 1 && (await listed("all")) === 1, "the caseload has them apart");
});
