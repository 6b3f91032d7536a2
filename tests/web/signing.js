/*
 * signing.js: a draft is sent and signed by its clinician, the supervisor, and with the client's reason instead of a
 * signature; pressed twice; changed meanwhile; without script; the paper; what is appended; plans of others.
 */
"use strict";
const fs = require("fs"), path = require("path");
const { scenario } = require("./lib.js");

/* The client of this person's caseload whose plan is a draft. */
async function findDraft(t, page) {
    await t.goto(page, "/");
    const clients = await page.locator("section:has(#clients) a.who").evaluateAll((l) => l.map((a) => a.getAttribute("href")));
    for (const client of clients) {
        await t.goto(page, `${client}/plan/sign`);
        if (await page.locator("#send").count()) return client;
    }
    throw new Error("nobody has a draft");
}

scenario(async (t) => {
    const page = await t.open();
    let client, login;
    for (login of ["rahel", "tobias", "ines", "marianne"]) {
        await t.signIn(page, login);
        client = await findDraft(t, page).catch(() => null);
        if (client) break;
        await page.context().clearCookies();
    }
    const password = t.account(login).password;
    const sign = `${client}/plan/sign`;
    await t.visit(page, sign, "Sign the plan");
    await t.picture(page, "sign-draft");
    const plan = await page.inputValue("#send input[name=v]");
    const shown = await page.inputValue("#send input[name=hash]");
    t.check((await page.textContent("#fingerprint")) === shown && /^[0-9a-f]{64}$/.test(shown), "the fingerprint is shown as it will be signed");
    t.check((await page.locator("article.doc h2").count()) > 3, "the text as it will be kept");

    // What the checks still name is said where it is signed.
    const lede = await page.textContent("main p.lede"), blocked = await page.locator("#send textarea").count();
    const counted = await page.locator("section[aria-labelledby=advice]").evaluate((x) => x.querySelector("summary, p").textContent).catch(() => "Nothing is left to mend");
    t.check(lede.includes(blocked ? "give the reason" : counted), "what is open is said", `${lede} (${blocked}, ${counted})`);
    t.check(await page.evaluate(() => document.querySelector("article.doc").checkVisibility() && Boolean(document.querySelector("article.doc").compareDocumentPosition(document.querySelector("#secret")) & 4)), "what is signed is read above the signature");
    await t.goto(page, `${client}/plan/draft`);
    t.check((await page.textContent("#checks .edit-top a:last-child")) === counted, "the draft counts the same", await page.textContent("#checks .edit-top"));
    await t.goto(page, `${client}/plan/thread?v=${plan}`);
    t.check((await page.textContent("main p.lede")).includes(counted), "and the golden thread", await page.textContent("main p.lede"));

    // Somebody changes the draft while it is read: nothing is signed.
    await t.goto(page, sign);
    for (const reason of await page.locator("#send textarea").all()) await reason.fill("It was said in the first session and is not needed here.");
    await page.evaluate(() => (document.querySelector("#send input[name=hash]").value = "0".repeat(64)));
    await page.fill("#secret", password);
    await page.click("button >> text=/^Sign plan version/");
    t.check((await page.title()).startsWith("The plan changed") && (await page.textContent("main")).includes("Read it again"), "a changed plan is to be read again", await page.title());
    await t.look(page, "the plan changed");

    // A wrong secret keeps the page and what was typed.
    await t.goto(page, sign);
    await page.selectOption("#supervisor_signs", "anybody");
    await page.selectOption("#client_signs", "anybody");
    const reasons = page.locator("#send textarea");
    for (const reason of await reasons.all()) await reason.fill("It was said in the first session and is not needed here.");
    await page.fill("#secret", "not this one at all");
    await page.click("button >> text=/^Sign plan version/");
    t.check((await page.title()).startsWith("Error: ") && (await page.inputValue("#supervisor_signs")) === "anybody", "a wrong secret keeps what was chosen", await page.title());
    await t.look(page, "a wrong secret");

    // Pressed twice at once: one signature.
    await page.fill("#secret", password);
    await page.evaluate(() => {
        const button = document.querySelector("#send button.btn");
        const form = document.querySelector("#send");
        const body = new URLSearchParams(new FormData(form));
        return fetch(button.getAttribute("formaction"), { method: "POST", body, redirect: "manual" });
    });
    await page.click("button >> text=/^Sign plan version/");
    await page.waitForLoadState();
    if (!(await page.locator(".signers").count())) console.log((await page.textContent("main")).slice(0, 600));
    t.check((await page.locator(".signers .tag.good").count()) === 1, "pressed twice, one signature", await page.locator(".signers").textContent().catch(() => ""));
    t.check((await page.locator(".signers li").first().textContent()).includes(" America/Los_Angeles (UTC-0"), "in the practice's time, with its zone");
    await t.look(page, "being signed");
    await t.picture(page, "signing");
    t.check((await page.textContent("#fingerprint")) === shown, "the text is the one that was shown");
    t.check((await page.locator("main button.btn:not(.quiet)").count()) === 0, "nothing more to sign for this person");

    // Before its turn nothing can be written down instead of the client's signature.
    t.check((await page.locator("a:has-text('Signed on paper, agreed')").count()) === 0, "the client's turn comes later");

    // The supervisor, without script.
    const boss = await t.open({ script: false });
    await t.signIn(boss, "desmond", `${sign}?v=${plan}`);
    t.check((await boss.textContent("main")).includes("Your signature is next"), "the supervisor is next");
    await boss.fill("#secret", t.account("desmond").password);
    await boss.click("button >> text=/^Sign plan version/");
    t.check((await boss.locator(".signers .tag.good").count()) === 2, "the supervisor has signed");

    // The client chose not to sign: a fact, in their words.
    await t.goto(page, `${sign}?v=${plan}`);
    await page.click("a:has-text('Signed on paper, agreed')");
    await t.look(page, "instead of a signature");
    await page.check("#state-paper");
    await page.fill("#signed_on", "2031-01-01");
    await page.fill("#secret", password);
    await page.click("main button.btn");
    t.check((await page.locator("#errors a").count()) === 2 && (await page.textContent("#errors")).includes("where the paper is kept") && (await page.textContent("#errors")).includes("lies ahead"), "of a paper copy the day and the place are asked for", await page.title());
    await t.look(page, "a paper copy without its place");
    await page.check("#state-reason");
    await page.fill("#secret", password);
    await page.click("main button.btn");
    t.check((await page.title()).startsWith("Error: "), "a reason is asked for");
    await page.fill("#reason", "Wants to think it over until the next session.");
    await page.fill("#secret", password);
    await page.click("main button.btn");
    const done = await page.textContent("main");
    t.check(done.includes("Signed and locked") && done.includes("Chose not to sign") && done.includes("think it over"), "signed and locked");
    t.check(!/refus/i.test(await page.locator(".signers").textContent()), "no word of refusal");
    await t.look(page, "signed");
    await t.picture(page, "signed");

    // Its paper: the same bytes each time.
    const pdf = async () => (await page.request.get(`${t.base}${client}/plan/pdf?v=${plan}`)).body();
    const [one, two] = [await pdf(), await pdf()];
    t.check(one.subarray(0, 5).toString() === "%PDF-" && one.equals(two), "the PDF is kept");

    // Appended, never changed.
    await page.click("text=Amend");
    await t.look(page, "amend");
    await page.check("#kind-disagreement");
    await page.fill("#text", "I see the second goal in another way.");
    await page.click("main button.btn");
    t.check((await page.textContent("main")).includes("I see the second goal in another way."), "the statement stands beside the plan");
    await t.goto(page, `${sign}?v=${plan}`);
    t.check((await page.textContent("main")).includes("I see the second goal") && (await page.textContent("#fingerprint")) === shown, "the plan is as it was");

    // The next version starts from this one: what came along is not signed before somebody has looked at it.
    await t.goto(page, `${client}/plan/new`);
    await page.click("button[value=last]");
    await page.waitForURL(/plan\/draft/);
    await t.goto(page, sign);
    const still = page.locator("input[name=still]");
    const came = await still.count();
    t.check(came > 2, "what came along stands there to be looked at", `${came}`);
    t.check((await page.textContent("form[aria-labelledby=carried]")).includes("Came along from version"), "with the version it came from");
    await t.look(page, "text that came along");
    await t.picture(page, "carried");
    t.check((await page.locator("#secret, #send").count()) === 0, "and nothing to sign it with before");
    await still.first().check();
    await page.click("text=Confirm what is ticked");
    t.check((await still.count()) === came - 1, "one was confirmed, the others wait", `${await still.count()}`);
    await page.click("form[aria-labelledby=carried] a:has-text('Change it in the draft')");
    t.check((await page.textContent("#checks")).includes(`${came - 1} parts came along`), "the draft says the same");
    const texts = async () => page.evaluate(() => JSON.stringify([...new FormData(document.getElementById("draft"))].filter(([k]) => k.startsWith("/goals/"))));
    const before = await texts();
    const left = page.locator("[id^='carried-'] button").first();
    await Promise.all([page.waitForNavigation(), left.click()]);
    t.check((await texts()) === before, "a press on a button changes no text", await texts());
    await t.goto(page, sign);
    t.check((await still.count()) === came - 2, "confirmed in the draft counts", `${await still.count()}`);
    for (const box of await still.all()) await box.check();
    await page.click("text=Confirm what is ticked");
    t.check((await still.count()) === 0 && (await page.locator("form[aria-labelledby=carried]").count()) === 0, "all are confirmed");

    // A draft that nobody wants: one question, and it is gone; what is signed stays.
    await t.goto(page, `${client}/plan/draft`);
    await page.click("text=Throw away");
    await t.look(page, "throwing a draft away");
    await page.click("text=Throw it away");
    t.check((await page.textContent("main")).includes("The draft was thrown away."), "it says so");
    t.check((await t.goto(page, `${client}/plan/drop`)) === 404, "there is none to throw away any more");
    await t.goto(page, `${client}/plan/versions`);
    const stays = await page.textContent("main");
    t.check(!stays.includes("Draft") && stays.includes("In force"), "the signed versions stay", stays.slice(0, 400));

    // A plan from a starter: its blanks are one entry, each by its words, each a way to its field.
    await t.goto(page, "/clients/new");
    await page.fill("#name", "Nora Invented");
    await page.fill("#birth_date", "1990-02-03");
    await page.click('main button:has-text("Add this client")');
    const nora = new URL(page.url()).pathname;
    await t.goto(page, `${nora}/plan/new`);
    await page.selectOption("#starter", { index: 1 });
    await page.click("button[value=empty]");
    await page.click("button[value=take]");
    await t.goto(page, `${nora}/plan/sign`);
    const titles = await page.locator("section[aria-labelledby=open] h3").allTextContents();
    const blanks = await page.locator(".spots a").evaluateAll((l) => l.map((a) => [a.textContent, a.getAttribute("href")]));
    t.check(titles.filter((x) => x.includes("blank")).length === 1 && titles[0] === `${blanks.length} blanks are not filled in`, "the blanks are one entry", titles.join());
    t.check(blanks.length > 10 && blanks.every(([words]) => /^(\[.+\]|__+)$/.test(words)), "each by its words", JSON.stringify(blanks.slice(0, 4)));
    const parts = await page.locator(".spots li").allTextContents();
    t.check(parts.some((x) => x.startsWith("Objective 1: ")) && parts.every((x) => /^[A-Z][^:\[]+: /.test(x)), "under the part it stands in", parts.join(" | ").slice(0, 300));
    const visible = (await page.innerText("main")).split(/\s+/).length;
    t.check(visible < 300, "the decision is read in less than 300 words", `${visible}`);
    t.check((await page.locator("article.doc h2").count()) > 3, "and the whole text is there");
    await t.look(page, "blanks");
    t.check((await page.locator("#secret, #send").count()) === 0 && (await page.locator("section[aria-labelledby=open] #consent").count()) === 1, "nothing to sign with before they are filled in and consent is there, which stands in place of it");
    await t.goto(page, `${nora}/plan/draft`);
    const missing = await page.evaluate((l) => l.filter((href) => !document.getElementById(decodeURIComponent(href.split("#")[1] || ""))), blanks.map((b) => b[1]));
    t.check(missing.length === 0, "each link has its field", missing.join());

    // Below the age of the state's row a guardian is among those who sign, and why is said.
    await t.goto(page, "/clients/new");
    await page.fill("#name", "Nils Invented");
    await page.fill("#birth_date", `${new Date().getFullYear() - 9}-01-03`);
    await page.click('main button:has-text("Add this client")');
    const nils = new URL(page.url()).pathname;
    await t.goto(page, `${nils}/plan/import`);
    await page.fill("#text", fs.readFileSync(path.join(__dirname, "..", "..", "examples", "marisol-vega.txt"), "utf8").replace(/Marisol Vega/g, "Nils Invented"));
    await page.click("main form.card button.btn");
    await page.waitForURL(/plan\/draft/);
    await t.goto(page, `${nils}/plan/sign`);
    t.check((await page.inputValue("#signer")) === "" && (await page.isChecked("#representative")) && (await page.inputValue("#authority")) === "Parent or guardian", "for a child somebody else signs, whom nobody knows yet");
    await page.click("#consent button[value=yes]");
    t.check((await page.textContent("#signer-error")).includes("who signed"), "so it is asked for", await page.title());
    await t.look(page, "a consent without who signed");
    await page.fill("#signer", "Nora Invented");
    for (const box of await page.locator("#consent input[name=told]").all()) await box.check();
    await page.click("#consent button[value=yes]");
    t.check(new URL(page.url()).pathname === `${nils}/plan/sign`, "back to signing", page.url());
    for (const reason of await page.locator("#send textarea").all()) await reason.fill("It was said in the first session and is not needed here.");
    t.check((await page.inputValue("#guardian_signs")) === "anybody" && /younger than 12.* CA \(not confirmed\)/.test(await page.textContent("#send")), "a guardian signs for a child", await page.textContent("#send"));
    await page.selectOption("#guardian_signs", "nobody");
    await page.fill("#secret", password);
    await page.click("button >> text=/^Sign plan version/");
    t.check((await page.getAttribute("#errors a", "href")) === "#guardian_signs", "not sent without them", await page.textContent("main"));
    await t.look(page, "a child's plan without a guardian");

    // Plans of others are not there.
    const other = await t.open();
    await t.signIn(other, login === "tobias" ? "rahel" : "tobias");
    await t.goto(other, "/");
    const theirs = await other.locator("section:has(#clients) a.who").first().getAttribute("href");
    for (const below of ["sign", "reason", "return", "amend"])
        t.check((await t.goto(other, `${theirs}/plan/${below}?v=${plan}&item=0`)) === 404, `a foreign plan is not there: ${below}`);
    for (const below of ["sign", "amend"]) t.check((await t.goto(page, `${client}/plan/${below}?v=00000000000000000000000000`)) === 404, `no such plan: ${below}`);
    await t.visit(page, "/help/signing", "Signing and amending a plan");
});
