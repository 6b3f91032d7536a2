/*
 * me_guardian.js: a guardian's pages say whose record it is and speak of the client, in both languages; questions that a
 * guardian answers: assigned from the chart, where there is a guardian to ask; filled in on a phone; read in the chart,
 * in a course of their own; this device in a guardian's hand, and back.
 */
"use strict";
const { scenario } = require("./lib.js");

const QUESTION = "How often did tempers rise at home?";

scenario(async (t) => {
    const login = t.accounts.find((a) => a.role === "guardian").login;
    const family = login.split(".")[1].replace(/\d+$/, ""); /* "home.grabenstein7" */
    let page, chart, alone, clinician;
    for (const name of ["rahel", "tobias", "ines", "marianne", "leopold"]) {
        page = await t.open();
        await t.signIn(page, name);
        await t.goto(page, "/");
        const clients = await page.locator("section:has(#clients) a.who").evaluateAll((l) => l.map((a) => [a.getAttribute("href"), a.textContent.toLowerCase()]));
        for (const [client, who] of clients) {
            const its = who.includes(family);
            if ((!its && alone) || (await t.goto(page, `${client}/assign`)) !== 200) continue;
            if (!(await page.locator("#reporter-guardian").count())) alone = client;
            else if (its) chart = client;
        }
        clinician = name;
        if (chart) break;
        await page.context().close();
    }
    t.check(Boolean(chart), "a client with a guardian");
    t.check(Boolean(alone), "without a guardian's account nobody is asked who fills it in");
    await t.visit(page, `${chart}/assign`, "Assign a check-in");
    await t.picture(page, "assign-guardian");
    await page.check("#what-goals");
    await page.check("#reporter-guardian");
    await page.click("text=Assign this check-in");
    t.check((await page.textContent("main")).includes("A guardian is asked questions of the client’s own alone"), "no goals", await page.title());
    await t.look(page, "goals are not asked of a guardian");
    await page.check("#what-personal");
    await page.fill("#question1", QUESTION);
    await page.check("#every-P1D");
    await page.click("text=Assign this check-in");
    const assigned = await page.textContent("main");
    t.check(assigned.includes(QUESTION) && assigned.includes("Every day, by the guardian on a screen"), "it is assigned");

    const phone = await t.open({ width: 390 });
    await t.signIn(phone, login, "/me");
    await phone.waitForURL("**/me");
    await t.visit(phone, "/me/checkins", "Check-ins");
    await t.picture(phone, "me-guardian");
    t.check((await phone.textContent("main")).includes("You answer as a guardian"), "in which role");
    await phone.click("main .btn:has-text('Begin')");
    t.check((await phone.textContent("main")).includes(QUESTION), "the question");
    await phone.check('fieldset.opts input[value="6"]');
    await phone.click("text=/^Next$/");
    await phone.waitForLoadState();
    await phone.click("main .btn:not(.quiet)");
    await phone.waitForLoadState();
    t.check((await phone.textContent("main")).includes("Your answers are sent"), "it is sent", await phone.textContent("main"));
    await t.look(phone, "what a guardian sent");
    const form = new URL(phone.url()).pathname.split("/").pop();
    await phone.click("footer button:has-text('Español')");
    await t.goto(phone, "/me/checkins");
    t.check((await phone.textContent("main")).includes("Usted responde como tutor o tutora"), "in Spanish");

    await t.visit(page, `${chart}/checkins/${form}`, "Check-in");
    const read = await page.textContent("main");
    t.check(/Filled in by .+, guardian, on/.test(read) && read.includes("6 of 10"), "the care team reads who said so", read);
    await t.goto(page, `${chart}/progress`);
    await page.click(`main a:has-text("${QUESTION} (reported by guardian)")`);
    await page.waitForLoadState();
    t.check((await page.textContent("main")).includes(`${QUESTION} (reported by guardian)`), "a course of its own");
    await t.look(page, "the course of what a guardian reports");

    // Every page says whose record it is, and none speaks to the guardian as if it were theirs.
    const preferred = (await (await t.goto(phone, "/me"), phone.textContent(".whose"))).match(/expediente de (.+) como tutor/);
    t.check(Boolean(preferred), "whose record it is, in Spanish", await phone.textContent(".whose"));
    const pages = ["/me", "/me/help", "/me/plan", "/me/plan/versions", "/me/plan/words?kind=question&about=plan", "/me/plan/words?kind=goal&about=plan",
        "/me/checkins", "/me/review", "/me/safety", "/me/record", "/me/record/given", "/me/record/accounting", "/me/record/download", "/me/record/requests/new",
        "/me/record/requests/new?kind=access", "/me/record/requests/new?kind=restriction", "/me/consents", "/me/consents/treatment", "/me/consents/e-record",
        "/me/consents/e-record/sample", "/me/plan/sign", "/me/plan/changes", "/me/plan/clinical"];
    const speaks = {
        es: /\b(mi|su|sus) (plan|expediente|diario|terapeuta|atención|próxima cita|equipo)\b|\bHola,/i,
        en: /\b(my|your|our) (plan|record|diary|clinician|therapist|care|care team|next visit|safety plan|goals)\b|\bHello\b|\bwhat I\b/i,
    };
    for (const lang of ["es", "en"]) {
        if (lang === "en") await phone.click("footer button:has-text('English')");
        for (const at of pages) {
            const status = await t.goto(phone, at), body = await phone.textContent("main");
            t.check(status === 200 || [403, 404].includes(status), `${at} answers`, `${status}`);
            t.check((await phone.textContent("header")).includes(preferred[1]), `${lang} ${at}: whose record it is`);
            const plain = body.replace(/[“"«][^”"»]*[”"»]/g, ""); /* the client's own words stay as they are */
            const spoken = plain.match(speaks[lang]);
            t.check(!spoken, `${lang} ${at} speaks of the client`, spoken && plain.slice(Math.max(0, spoken.index - 60), spoken.index + 60));
        }
        await t.visit(phone, "/me/plan");
        await t.picture(phone, `me-guardian-plan-${lang}`);
        await t.visit(phone, "/me/record");
        await t.visit(phone, "/me");
        await t.picture(phone, `me-guardian-home-${lang}`);
    }
    for (const shut of ["/me/diary", "/me/progress", "/me/record/who", "/me/safety/edit", "/me/plan/rate"]) t.check((await t.goto(phone, shut)) >= 403, `${shut} is the client's own`);

    // What is listed opens; what a guardian could not answer is not listed, and says so.
    const listed = () => phone.locator("main a[href^='/me/consents/']").evaluateAll((l) => l.map((a) => a.getAttribute("href")));
    for (const [parts, both] of [[["plan"], true], [[], false]]) {
        await t.goto(page, `${chart}/guardian`);
        for (const box of await page.locator("input[name=sections]").all()) await box.uncheck();
        for (const part of parts) await page.check(`#sections-${part}`);
        await page.fill("#reason", "Talked about with both.");
        await page.click("text=Keep this decision");
        await t.goto(page, `${chart}/guardian`);
        const ticked = await page.locator("input[name=sections]:checked").evaluateAll((l) => l.map((box) => box.value));
        t.check(ticked.sort().join() === [...parts].sort().join() && (await page.textContent("main")).includes("Open now, as decided on"), "what is open stands ticked, and why", ticked.join());
        await t.goto(phone, "/me/consents");
        const links = await listed();
        t.check(links.includes("/me/consents/treatment") === both, `the plan is ${both ? "open" : "shut"}: care is ${both ? "" : "not "}listed`, links.join());
        for (const at of links) t.check((await t.goto(phone, at)) === 200, `${at} opens`);
        await t.goto(phone, "/me/consents");
        await t.look(phone, "a guardian's consents");
    }
    t.check((await t.goto(phone, "/me/consents/treatment")) === 403 && (await phone.textContent("main")).includes("Only the person in care can decide this"), "care is the client's to decide");
    await t.goto(page, `${chart}/guardian`);
    for (const box of await page.locator("input[name=sections]").all()) await box.check();
    await page.fill("#reason", "Talked about with both again.");
    await page.click("text=Keep this decision");

    // This device in the guardian's hand: for one thing, in their own name; back with the clinician's password.
    await t.visit(page, `${chart}/device`, "Hand over this device");
    const taker = page.locator("input[name=to]:not([value=client])").first();
    await taker.check();
    await page.check("#task-safety_plan");
    await page.click("main button:text-is('Hand it over')");
    t.check((await page.textContent(".errors")).includes("not open to a guardian"), "the safety plan is the client's to write");
    await t.look(page, "a task that is not open to a guardian");
    await taker.check();
    await page.check("#task-checkin");
    await page.click("main button:text-is('Hand it over')");
    await page.waitForLoadState();
    t.check(new URL(page.url()).pathname === "/me/checkins", "the task begins", page.url());
    t.check((await page.textContent("body")).includes(`You are reading ${preferred[1]}’s record as guardian.`), "as the guardian");
    await t.look(page, "a device in a guardian's hand");
    for (const shut of ["/", chart, "/me", "/me/plan", "/account"]) t.check((await t.goto(page, shut)) === 403, `${shut} is shut`);
    await t.goto(page, "/device");
    await page.fill("#secret", t.account(login).password);
    await page.click("main button:text-is('Take it back')");
    t.check((await page.locator(".errors").count()) === 1, "the guardian's password does not do");
    await page.fill("#secret", t.account(clinician).password);
    await page.click("main button:text-is('Take it back')");
    t.check(new URL(page.url()).pathname === chart, "back at the chart", page.url());
    await signs(t, { page, phone, chart, clinician, login, called: preferred[1] });
});

/* The next version is signed by clinician, supervisor and guardian, in this order; the guardian says yes to records and
 * signatures on a screen first, in their own name. */
async function signs(t, { page, phone, chart, clinician, login, called }) {
    const reach = async (on, text) => (await on.textContent("main")).includes(text);
    await t.goto(page, `${chart}/plan/new`);
    await page.click("button[value=last]");
    await page.waitForURL(/plan\/draft/);
    await t.goto(page, `${chart}/plan/sign`);
    const still = page.locator("input[name=still]");
    for (const box of await still.all()) await box.check();
    if (await still.count()) await page.click("text=Confirm what is ticked");
    if (await page.locator("text=Not yet").count()) await page.click("text=Not yet");
    for (const reason of await page.locator("#send textarea").all()) await reason.fill("It was said in the first session and is not needed here.");
    await page.selectOption("#supervisor_signs", "anybody");
    await page.selectOption("#client_signs", "nobody");
    await page.selectOption("#guardian_signs", "anybody");
    await page.click("summary:has-text('In which order')");
    await page.selectOption("#supervisor_place", "2");
    await page.selectOption("#guardian_place", "3");
    await page.fill("#secret", t.account(clinician).password);
    await page.click("button >> text=/^Sign plan version/");
    await page.waitForLoadState();
    t.check((await page.locator(".signers li").count()) === 3 && (await page.locator(".signers .tag.good").count()) === 1, "three sign, the clinician has", (await page.textContent("main")).slice(0, 600));

    // In order: the guardian reads, and waits for the supervisor.
    await t.visit(phone, "/me/plan/sign");
    t.check((await reach(phone, "Somebody else signs first.")) && (await phone.locator("#secret").count()) === 0, "the supervisor's turn comes first", (await phone.textContent("main")).slice(0, 300));
    const plan = new URL(page.url()).search;
    const boss = await t.open();
    await t.signIn(boss, "desmond", `${chart}/plan/sign${plan}`);
    await boss.fill("#secret", t.account("desmond").password);
    await boss.click("button >> text=/^Sign plan version/");
    await boss.waitForLoadState();
    t.check((await boss.locator(".signers .tag.good").count()) === 2, "the supervisor has signed");

    // A yes to signing on a screen comes first: theirs is taken back, and given with their name and what lets them decide.
    await t.goto(phone, "/me/consents/e-record");
    await phone.click("text=Take my yes back");
    await phone.click("main form button");
    await t.goto(phone, "/me/plan/sign");
    t.check((await phone.locator("text=One thing first").count()) === 1 && (await phone.locator("#secret").count()) === 0, "nothing is signed before the yes");
    await t.look(phone, "a guardian is asked for a yes first");
    await t.picture(phone, "me-guardian-first");
    await phone.click("text=Read about it");
    await phone.click("text=open a sample of the record");
    const word = await phone.textContent("main strong");
    await phone.click("text=Back to the question");
    await phone.fill("#word", word);
    await phone.fill("#signer", "Renate Grabenstein");
    await phone.fill("#authority", "parent");
    await phone.fill("#secret", t.account(login).password);
    await phone.click("text=Yes, I agree");
    await phone.waitForURL(/plan\/sign/);
    await t.goto(page, `${chart}/sharing`);
    await page.locator("main a:has-text('Electronic records and signatures')").first().click();
    t.check((await reach(page, "Renate Grabenstein")) && (await reach(page, "parent")), "the chart tells who said yes", (await page.textContent("main")).slice(0, 1500));

    await t.visit(phone, "/me/plan/sign");
    await t.picture(phone, "me-guardian-sign");
    t.check((await phone.textContent("form[action='/me/plan/sign']")).includes(called) || !/\bmy plan\b/.test(await phone.textContent("main")), "the plan is the client's", await phone.textContent("form[action='/me/plan/sign']"));
    await phone.fill("#text", "We will leave the mornings free.");
    await phone.fill("#secret", t.account(login).password);
    await phone.click("form[action='/me/plan/sign'] button.btn");
    await phone.waitForURL(/me\/plan$/);
    t.check((await phone.locator("[role=status]").first().textContent()).includes("You signed the plan."), "signed", (await phone.textContent("main")).slice(0, 300));
    await t.look(phone, "a guardian has signed");
    await t.goto(page, `${chart}/plan/sign${plan}`);
    const last = await page.locator(".signers li").nth(2).textContent();
    t.check((await reach(page, "Signed and locked")) && /Guardian/.test(last) && /Renate Grabenstein/.test(last), "in force, with the guardian's signature in the third place", last);
    await t.goto(page, `${chart}/plan`);
    t.check(await reach(page, "In force"), "the clinician sees it in force");
    await t.goto(page, `${chart}/words`);
    t.check(await reach(page, "We will leave the mornings free."), "and what the guardian said with it");
    t.check((await t.goto(phone, "/me/plan/sign")) === 200 && (await phone.locator("#secret").count()) === 0, "nothing waits any more");
}
