/* daily.js: a clinician's days with a client: an alert answered, a session with its note, a review, events, referrals, a
 * safety plan, an ending; clicks counted; also without script, over a time-out, and each form sent twice. */
"use strict";
const { scenario } = require("./lib.js");

scenario(async (t) => {
    let clicks = 0;
    const press = async (page, selector) => {
        clicks++;
        await page.click(selector);
    };
    /* The form is sent when what is being saved has arrived, so the next page is waited for. */
    const save = (page) => Promise.all([page.waitForNavigation(), page.click("form.days button.btn")]);
    /* A session, also where one of that day and start is there already. */
    const saveSession = async (page) => {
        await save(page);
        if (await page.locator("button[name=another]").count()) await Promise.all([page.waitForNavigation(), page.click("button[name=another]")]);
        await page.waitForURL(/\/sessions$/);
    };
    const main = (page) => page.textContent("main");
    const lines = (page) => page.locator(".lines > li").count();
    /* The filled form as it stands, sent twice from outside of the page: both are answered in the same good way. */
    const twice = async (page, what, form = "form.days") => {
        const { action, body } = await page.locator(form).evaluate((f) => ({ action: f.action, body: new URLSearchParams(new FormData(f)).toString() }));
        for (let i = 1; i <= 2; i++) {
            const answer = await page.context().request.post(action, { data: body, headers: { "Content-Type": "application/x-www-form-urlencoded" }, maxRedirects: 0 });
            t.check(answer.status() === 303, `${what}, sent for the ${i}. time, answers 303`, `${answer.status()}`);
        }
    };
    const signInAgain = async (page) => {
        await page.fill("#login", "rahel");
        await page.fill("#password", t.account("rahel").password);
        await page.click("main button");
    };

    const page = await t.open();
    await t.signIn(page, "rahel");
    const clients = await page.locator("section:has(#clients) a.who").evaluateAll((list) => list.map((a) => a.getAttribute("href")));
    const samira = clients[0], verena = clients[1], nikodem = clients[2], jarek = clients[3], zoltan = clients[4];

    // ---- an alert ----
    await t.goto(page, samira);
    await page.click("text=Answer this alert");
    await t.look(page, "an open alert");
    await t.picture(page, "alert");
    const alert = new URL(page.url()).pathname;
    t.check(/Alert\s*PHQ-9, Death\/self-harm thoughts: \d of 3/.test(await main(page)) && (await main(page)).includes("Sees to it"), "what was answered, and who sees to it", await main(page));
    t.check((await main(page)).includes("Crisis numbers") && (await main(page)).includes("Wilma"), "crisis numbers and the safety plan are beside it");
    t.check(/How to reach the client\s*Phone/.test(await main(page)) && (await main(page)).includes("In the plan"), "and how to reach the client");
    /* Who owns alerts sees one of a client of another team, and no more of that client. */
    const owner = await t.open();
    for (const login of ["marianne", "desmond", "ines", "tobias", "leopold"]) {
        await owner.context().clearCookies();
        await t.signIn(owner, login);
        await t.goto(owner, "/");
        if (await owner.locator(`section.alert a.btn[href='${alert}']`).count()) {
            await owner.click(`section.alert a.btn[href='${alert}']`);
            t.check((await main(owner)).includes("self-harm thoughts: "), "its owner sees it with the answer", login);
            await t.look(owner, "an alert of another team");
            break;
        }
    }
    await save(page);
    t.check((await page.title()).startsWith("Error: ") && (await page.locator(".errors a").count()) === 2, "what came of it and what was done are needed");
    await t.look(page, "an alert without its answer");
    // Not reached: what comes next and when are needed, and it stays in the queue.
    const inDays = (n) => new Date(Date.now() + n * 86400000).toISOString().slice(0, 10);
    await page.check("#disposition-not_reached");
    await page.fill("#text", "Called twice, no answer; left no message.");
    await save(page);
    t.check((await page.locator(".errors a").count()) === 2 && (await main(page)).includes("Write what comes next."), "not reached needs a next step and a day");
    await t.look(page, "an alert, not reached, without what comes next");
    await page.fill("#next", "Wilma calls the emergency contact");
    await page.fill("#follow", inDays(30));
    await save(page);
    t.check((await main(page)).includes("next 7 days"), "a day far ahead is refused");
    await page.fill("#follow", inDays(1));
    await twice(page, "an attempt");
    await t.goto(owner, "/");
    const queued = await owner.locator(`section.alert:has(a[href='${alert}'])`).textContent();
    t.check(queued.includes("the client was not reached") && /Next, planned for (tomorrow|\d+ \w+ \d+): Wilma calls the emergency contact\./.test(queued), "it stays in the queue, with what comes next", queued);
    await t.look(owner, "an alert in the queue, not reached");
    await t.goto(page, samira);
    t.check((await page.locator(`.alert:has(a[href='${alert}'])`).textContent()).includes("not reached"), "and above the overview");
    await t.goto(page, alert);
    t.check((await main(page)).includes("Called twice") && (await main(page)).includes("Not reached"), "the page says what was tried");
    await page.check("#disposition-not_reached");
    await page.fill("#next", "this belongs to no assessment");
    await page.fill("#follow", ""); /* what was sent from outside of the page may lie on the desk again */
    await page.check("#disposition-assessed");
    await page.fill("#text", "Spoke on the phone at 9; thoughts without intent, agreed on a visit tomorrow.");
    await save(page);
    t.check((await main(page)).includes("or leave this empty"), "a next step stands with an attempt alone");
    await page.fill("#next", "");
    await twice(page, "closing an alert");
    await t.visit(page, `${samira}/alerts`, "Alerts");
    t.check((await main(page)).includes("thoughts without intent") && (await main(page)).includes("No alert is open."), "it is closed, with what was done");
    t.check((await main(page)).includes("Called twice") && /Next, planned for (tomorrow|\d+ \w+ \d+): Wilma calls the emergency contact\./.test(await main(page)), "and what was tried before", await main(page));
    t.check((await page.locator(`.acts a[href='${alert}']`).count()) === 1, "its line leads to its own page");
    t.check((await page.locator(".tag", { hasText: "Closed" }).count()) === 1, "once");
    await t.goto(page, alert);
    await t.look(page, "a closed alert");
    await t.goto(page, samira);
    t.check((await page.locator(".alert").count()) === 0, "no alert is above the overview any more");

    // Who confirms in the next version that the risk still holds reads of the alerts since the last review.
    await t.goto(page, `${samira}/plan/new`);
    await page.click("button[value=last]");
    await page.waitForURL(/plan\/draft/);
    const said = /\b1 alert (since the last review on \d+ \w+ \d+|so far, and no review yet)\./;
    const risk = page.locator("[id='carried-/crisis']");
    t.check(said.test(await risk.textContent()), "beside the risk that came along: an alert since the last review", await risk.textContent());
    t.check((await page.locator("[id^='carried-']:has(a)").count()) === (await page.locator("[id^='carried-/crisis']").count()), "and beside no other part");
    await t.look(page, "the risk that came along, after an alert");
    await t.picture(page, "carried-risk");
    await t.goto(page, `${samira}/plan/sign`);
    t.check(said.test(await page.textContent("[id='alerts-/crisis']")), "and before the plan is signed");
    await t.look(page, "before signing: the risk that came along, after an alert");
    await t.picture(page, "carried-risk-sign");
    await page.click("[id='alerts-/crisis'] a");
    t.check((await page.title()).startsWith("Alerts"), "its link leads to the alerts", await page.title());
    await t.goto(page, `${samira}/plan/draft`);
    await page.click("text=Throw away");
    await page.click("text=Throw it away");

    // ---- a session and its note: at most three clicks ----
    await t.goto(page, `${nikodem}/sessions`);
    const before = await lines(page);
    await t.goto(page, "/");
    clicks = 0;
    await press(page, `section:has(#clients) a[href="${nikodem}"]`);
    await press(page, "text=Record a session");
    await page.fill("#start", "2 pm");
    await page.fill("#end", "14.50");
    await page.locator("[name^='p-']").first().fill("Got up at seven on five days.");
    await page.fill("#client_words", "I slept.\nFinally.");
    await page.focus("#observed");
    await page.keyboard.type("Bright, on time.");
    clicks++, await save(page); /* with the autosave of the field still under way */
    await page.waitForURL(/\/sessions$/);
    t.check(clicks <= 3, "from the first page to a saved note in three clicks", `${clicks}`);
    console.log(`session note: ${clicks} clicks`);
    t.check((await lines(page)) === before + 1 && (await main(page)).includes("14:00 to 14:50"), "the session is listed", `${await lines(page)}`);
    await t.look(page, "sessions");
    await t.picture(page, "sessions");
    await t.goto(page, `${nikodem}/sessions/new`);
    t.check(!(await main(page)).includes("This is what you began") && (await page.inputValue("#observed")) === "", "nothing of it is left on the desk");
    await t.goto(page, `${nikodem}/sessions`);
    await page.locator(".lines a", { hasText: "Read the note" }).first().click();
    t.check((await main(page)).includes("I slept.\nFinally.") && (await main(page)).includes("Bright, on time."), "the note is read");
    await page.click("summary:has-text('Copy for my EHR')");
    t.check((await page.inputValue("textarea[readonly] >> nth=0")).includes("Got up at seven"), "and to be copied, part by part");
    t.check(await page.locator("[data-copy]").first().isVisible(), "with a button");
    await t.look(page, "a note");
    await t.picture(page, "note");

    // What the note says of an objective stands beside it in the review.
    await t.goto(page, `${nikodem}/review/2`);
    t.check(/Note, today: Got up at seven on five days\./.test(await main(page)), "a note's progress stands beside its objective in the review", (await main(page)).slice(0, 900));
    await t.look(page, "review: each objective, with notes");

    // ---- a score: three clicks from the first page ----
    await t.goto(page, "/");
    clicks = 0;
    await press(page, `section:has(#clients) a[href="${nikodem}/scores/new"]`);
    await press(page, "main a.who:text-is('GAD-7')");
    await page.click("summary:has-text('Only the total')");
    await page.fill("#total", "9");
    await press(page, "text=Save this score");
    await page.waitForURL(/progress\?m=[0-9a-f]{16}$/);
    t.check(clicks <= 3, "from the first page to a recorded score in three clicks", `${clicks}`);
    console.log(`score: ${clicks} clicks`);

    // Times as people write them.
    for (const [typed, understood] of [["2pm", "14:00"], ["2:30 p.m.", "14:30"], ["14.00", "14:00"], ["12 am", "00:00"], ["12pm", "12:00"], ["9 h", "09:00"]]) {
        await t.goto(page, `${zoltan}/sessions/new`);
        await page.fill("#start", typed);
        await page.check("#status-no_show");
        await saveSession(page);
        t.check((await page.locator(".lines > li").first().textContent()).includes(understood), `${typed} is ${understood}`, await page.locator(".lines > li").first().textContent());
    }
    // What is written without am or pm and lies before seven: one figure is the afternoon, and that is said; two ask.
    await t.goto(page, `${zoltan}/sessions/new`);
    await page.fill("#start", "2:00");
    await page.fill("#end", "2.50");
    await page.check("#status-no_show");
    await saveSession(page);
    const kept = await page.locator("[role=status]").first().textContent();
    t.check(kept.includes("“2:00” is kept as 14:00, “2.50” is kept as 14:50."), "how a time was read is said", kept);
    t.check((await page.locator(".lines > li").first().textContent()).includes("14:00 to 14:50"), "2:00 is the afternoon", await page.locator(".lines > li").first().textContent());
    await t.look(page, "how a time was read");
    await t.goto(page, `${zoltan}/sessions/new`);
    await page.fill("#start", "02:00");
    await page.check("#status-no_show");
    await save(page);
    t.check((await page.textContent("#start-error")).includes("02:00 is in the night: write 2:00 am, or 2:00 pm."), "02:00 is asked about", await main(page));
    await page.fill("#start", "2 am");
    await saveSession(page);
    t.check((await page.locator(".lines > li").first().textContent()).includes("02:00"), "and kept when it is said outright");
    for (const typed of ["14 pm", "0 am", "2 xm", "pm"]) {
        await t.goto(page, `${zoltan}/sessions/new`);
        await page.fill("#start", typed);
        await page.check("#status-no_show");
        await save(page);
        t.check((await page.locator("#start-error").count()) === 1, `${typed} is no time of day`);
    }

    // Kept while it is written, and brought back.
    await t.goto(page, `${nikodem}/sessions/new`);
    await page.fill("#text", "Begun and not sent");
    await page.waitForFunction(() => /Saved at/.test(document.querySelector("[data-saved]").textContent));
    await t.goto(page, `${nikodem}/sessions/new`);
    t.check((await page.inputValue("#text")) === "Begun and not sent" && (await main(page)).includes("This is what you began"), "what was begun is there again");
    await t.look(page, "a session that was begun");
    await page.click("text=Throw it away");
    t.check((await page.inputValue("#text")) === "" && new URL(page.url()).pathname === `${nikodem}/sessions/new`, "thrown away", page.url());

    // A session of that day and start is there already: asked, with nothing typed lost; also without script.
    for (const script of [true, false]) {
        const writer = await t.open({ script });
        await t.signIn(writer, "rahel", `${nikodem}/sessions/new`);
        await writer.fill("#start", "14:00");
        await writer.fill("#text", "Typed before it was asked");
        await save(writer);
        t.check((await writer.title()).startsWith("Error: ") && (await writer.textContent(".errors")).includes("A session of this day at 14:00 is recorded already"), "the same day and start are asked about", (await main(writer)).slice(0, 400));
        t.check((await writer.inputValue("#text")) === "Typed before it was asked", "what was typed stays in the form");
        await t.look(writer, "recorded already");
        await t.picture(writer, `session-again${script ? "" : "-plain"}`);
        await writer.click("text=Open the session that is recorded");
        const line = new URL(writer.url()).hash;
        t.check((await writer.locator(`li[id="${line.slice(1)}"]`).textContent()).includes("14:00 to 14:50"), "it leads to that one", writer.url());
        await t.goto(writer, `${nikodem}/sessions/new`);
        t.check((await writer.inputValue("#text")) === "Typed before it was asked" && (await writer.inputValue("#start")) === "14:00", "and what was typed is there on the way back");
        if (script) {
            await writer.click("text=Throw it away");
            continue;
        }
        await save(writer);
        await Promise.all([writer.waitForNavigation(), writer.click("button[name=another]")]);
        t.check(writer.url().endsWith("/sessions") && (await writer.locator(".lines > li", { hasText: "14:00" }).count()) >= 2, "another is recorded when it is meant", writer.url());
        await writer.locator(".lines a", { hasText: "Withdraw" }).first().click();
        await writer.fill("#reason", "Recorded for a test");
        await save(writer);
    }
    await t.goto(page, `${nikodem}/sessions`);
    const listed = await lines(page);
    await t.goto(page, `${nikodem}/sessions/new`);

    // The same form twice.
    await page.fill("#text", "Written once");
    await page.check("#status-attended");
    await twice(page, "a session with its note");
    await t.goto(page, `${nikodem}/sessions`);
    t.check((await lines(page)) === listed + 1 && (await page.locator("a", { hasText: "Read the note" }).count()) >= 2, "is in the record once", `${await lines(page)}`);

    // A time-out in the middle of a note.
    for (const script of [true, false]) {
        const writer = await t.open({ width: 390, script });
        await t.signIn(writer, "rahel", `${jarek}/sessions/new`);
        const text = `In the middle of a sentence, ${script ? "with" : "without"} script`;
        await writer.fill("#text", text);
        await t.timeOut();
        await save(writer);
        await writer.waitForURL(/sign-in/);
        t.check((await main(writer)).includes("What you wrote is kept"), "the sign-in page says that it is kept");
        await signInAgain(writer);
        t.check((await writer.inputValue("#text")) === text, "the text is back", writer.url());
        await saveSession(writer);
        await writer.locator(".lines a", { hasText: "Read the note" }).first().click();
        t.check((await main(writer)).includes(text), "and then in the record");
    }

    await t.signIn(page, "rahel"); /* everybody's time was over */

    // Corrected and withdrawn: the old one stays, struck through.
    await t.goto(page, `${jarek}/sessions`);
    await page.locator(".lines a", { hasText: "Read the note" }).first().click();
    const old = page.url();
    await page.click("text=Correct");
    await page.fill("#text", "As it was meant");
    await save(page);
    t.check((await main(page)).includes("why it is corrected"), "a correction needs its reason");
    await t.look(page, "a correction without reason");
    await page.fill("#reason", "Typed in the wrong chart");
    await save(page);
    await page.goto(old);
    t.check((await page.locator("del").count()) > 0 && (await main(page)).includes("Corrected"), "the old note is struck through");
    await t.goto(page, `${jarek}/sessions`);
    await page.locator(".lines a", { hasText: "Withdraw" }).first().click();
    await t.look(page, "withdrawing");
    await page.fill("#reason", "It was another day");
    await save(page);
    await t.goto(page, `${jarek}/sessions`);
    t.check((await page.locator(".lines .struck").count()) >= 1 && (await main(page)).includes("Withdrawn."), "the session is struck through");

    // Wrong times are told at their field, and nothing typed is lost.
    await t.goto(page, `${jarek}/sessions/new`);
    await page.fill("#start", "25:00");
    await page.fill("#text", "Still here");
    await save(page);
    t.check((await page.locator("#start-error").count()) === 1 && (await page.inputValue("#text")) === "Still here", "a wrong time is told, the text stays");
    await t.goto(page, `${jarek}/sessions/new`);
    if (await page.locator("text=Throw it away").count()) await page.click("text=Throw it away");

    // A psychotherapy note is its author's alone.
    await t.visit(page, `${jarek}/psychotherapy`, "My psychotherapy notes");
    await page.fill("#text", "Countertransference, for myself");
    await save(page);
    t.check((await main(page)).includes("Countertransference"), "it stands beside the form");
    const other = await t.open();
    await t.signIn(other, "desmond");
    await t.goto(other, `${jarek}/psychotherapy`);
    t.check(!(await other.textContent("body")).includes("Countertransference"), "nobody else reads it");
    const staff = await t.open();
    await t.signIn(staff, "milo");
    const theirs = await staff.locator("section:has(#clients) a.who").evaluateAll((list) => list.map((a) => a.getAttribute("href")));
    if (theirs.length) {
        await t.visit(staff, `${theirs[0]}/sessions/new`, "Record a session");
        t.check((await staff.locator("#observed").count()) === 0, "staff record sessions without a note");
    } else t.check(true, "staff of this practice have no clients");

    // ---- a review: at most twelve clicks ----
    await t.goto(page, "/");
    clicks = 0;
    await press(page, `a[href="${verena}/review"]`);
    await page.waitForURL(/review\/1$/);
    t.check((await page.inputValue("#results")).length > 10, "scores since the last review are filled in", await page.inputValue("#results"));
    clicks++, await save(page);
    await page.waitForURL(/review\/2$/);
    t.check((await page.locator("input[name^='s-']:checked").count()) === 0, "where an objective stands is nobody's judgement but one's own");
    for (const aim of await page.locator("input[name^='s-'][value=on_course]").all()) clicks++, await aim.check();
    for (const field of await page.locator("[name^='t-']").all()) await field.fill("Nights are quiet again, mornings are slow.");
    clicks++, await save(page);
    await page.waitForURL(/review\/3$/);
    await page.fill("#reading", "I feel that it helps.");
    clicks++, await save(page);
    await page.waitForURL(/review\/4$/);
    const signs = await page.locator("[name^='d-']:not([name='d-plan'])").count();
    await save(page);
    t.check(new URL(page.url()).pathname.endsWith("/review/4") && (await page.textContent(".errors")).includes("No decision yet"), "a review without a decision says what is missing", page.url());
    await t.look(page, "a review without a decision");
    await page.selectOption("[name='d-plan']", "keep");
    await page.fill("[name='r-plan']", "It works.");
    clicks++, await save(page);
    await page.waitForURL(/review\/5$/);
    clicks++, await save(page);
    await page.waitForURL(/review\/6$/);
    await t.look(page, "review: check answers");
    await t.picture(page, "review-check");
    clicks++, await save(page);
    await page.waitForURL(/reviews\/\w+$/);
    console.log(`review: ${clicks} clicks, ${signs} signs open`);
    t.check(clicks <= 12, "from the first page to a signed review in twelve clicks", `${clicks}`);
    t.check((await main(page)).includes("I feel that it helps.") && (await main(page)).includes("Keep the plan as it is"), "the review is read");
    await page.click("summary:has-text('Copy for my EHR')");
    t.check((await page.locator("textarea[readonly]").count()) >= 4, "and to be copied");
    await t.look(page, "a review");
    await t.picture(page, "review");
    await t.visit(page, `${verena}/reviews`, "Reviews");

    // One with signs, a consultation, left and gone on with, without script.
    const plain = await t.open({ width: 390, script: false });
    await t.signIn(plain, "rahel", `${samira}/review`);
    t.check(/review\/1$/.test(plain.url()), "it begins with the first step", plain.url());
    await plain.fill("#results", "No gain on the PHQ-9 in eleven weeks.");
    await plain.click("button[name=leave]");
    t.check(new URL(plain.url()).pathname === samira, "left", plain.url());
    await t.goto(plain, `${samira}/review`);
    t.check(/review\/2$/.test(plain.url()), "goes on where it was left", plain.url());
    for (const aim of await plain.locator("input[name^='s-'][value=behind]").all()) await aim.check();
    await plain.locator("input[value=stuck]").first().check();
    await save(plain);
    t.check((await main(plain)).includes("what stands in the way"), "an objective that is stuck needs a sentence");
    for (const field of await plain.locator("[name^='t-']").all()) await field.fill("Sleeps by day, sees nobody.");
    await save(plain);
    await plain.fill("#reading", "Nothing moves.");
    await save(plain);
    const decisions = plain.locator("select[name^='d-']:not([name='d-plan'])");
    t.check((await decisions.count()) > 0, "signs are open");
    const sign = await decisions.first().getAttribute("name");
    await decisions.first().selectOption("change_approach");
    await plain.fill("#with", "Dr Leopold");
    await save(plain);
    t.check((await plain.locator(".errors a").count()) === 3, "a decision needs its reason, a consultation its ground and what was shared", `${await plain.locator(".errors a").count()}`);
    await plain.locator(`[name="${sign.replace("d-", "r-")}"]`).fill("Eleven weeks without a gain.");
    await plain.fill("#ground", "Consent on file");
    await plain.fill("#shared", "Scores and the plan");
    await plain.fill("#advice", "Add medication; see him on Monday.");
    await save(plain);
    await t.goto(plain, `${samira}/review/6`);
    await save(plain);
    t.check((await plain.title()).startsWith("Error: ") && (await main(plain)).includes("Next review: Not answered yet."), "what is missing is told with its step");
    await plain.click(".errors a");
    await t.goto(plain, `${samira}/review/5`);
    await save(plain);
    await twice(await onPage(plain), "a review");
    async function onPage(p) {
        /* the form's fields are read with script in a page of the same person */
        await t.goto(page, `${samira}/review/6`);
        return p === plain ? page : p;
    }
    // Two scores on the day of the review, after it: both stand in the next one.
    for (const total of ["19", "13"]) {
        await t.goto(page, `${samira}/scores/new?measure=gad7`);
        await page.click("summary:has-text('Only the total')");
        await page.fill("#total", total);
        await page.click("text=Save this score");
        await page.waitForURL(/progress/);
    }
    await t.goto(page, `${samira}/review/1`);
    t.check((await main(page)).includes("Values since then: 19, 13"), "what was measured after the review, on its day, is new", (await main(page)).slice(0, 900));
    t.check((await page.inputValue("#results")).includes("19, then 13"), "and is filled in", await page.inputValue("#results"));
    await t.goto(page, `${samira}/reviews`);
    t.check((await main(page)).includes("Eleven weeks without a gain."), "the decision stands in the list");
    await t.goto(page, `${samira}/review/4`);
    t.check((await page.locator(`[name="${sign}"]`).count()) === 0, "the sign that was decided about is not asked about again", sign);
    await t.look(page, "review: what will change");
    await t.picture(page, "review-4");
    await t.goto(page, samira);
    t.check((await page.locator("#timeline ~ .lines li", { hasText: "Consultation" }).count()) === 1 && (await page.locator("#timeline ~ .lines li", { hasText: /Review/ }).count()) >= 1, "review and consultation are in the timeline, once");
    for (const step of [1, 2, 3, 5]) {
        await t.goto(page, `${samira}/review/${step}`);
        await t.look(page, `review, step ${step}`);
    }

    // ---- events, referrals, consultations, safety plan ----
    for (const what of ["event", "diagnosis", "number", "met"]) {
        await t.goto(page, `${zoltan}/events/new?what=${what}`);
        await t.look(page, `enter ${what}`);
    }
    await t.goto(page, `${zoltan}/events/new`);
    await save(page);
    t.check((await main(page)).includes("Choose what happened."), "nothing is chosen for anybody");
    await page.selectOption("#kind", "loss_of_job");
    await page.fill("#text", "The bakery closed.");
    await twice(page, "an event");
    await t.goto(page, zoltan);
    t.check((await page.locator(".lines li", { hasText: "The bakery closed." }).count()) === 1, "the event is in the timeline, once");
    await t.visit(page, `${zoltan}/events`, "What happened");
    t.check((await page.locator(".lines > li", { hasText: "The bakery closed." }).count()) === 1, "and in the list, once");
    await t.goto(page, `${zoltan}/events/new?what=number`);
    const choice = await page.locator("#objective option").nth(1).getAttribute("value");
    await page.selectOption("#objective", choice);
    await page.check("#type-count");
    await page.fill("#value", "many");
    await save(page);
    t.check((await page.locator("#value-error").count()) === 1, "a number is a number");
    await page.fill("#value", "3");
    await page.selectOption("#period", "week");
    await save(page);
    t.check((await main(page)).includes("The entry was saved."), "a count is saved", await main(page));
    await t.goto(plain, `${zoltan}/referrals/new`);
    await plain.fill("#to", "Sleep clinic");
    await plain.fill("#why", "Snores and stops breathing");
    await save(plain);
    await plain.click("text=New status");
    await plain.check("#status-accepted");
    await save(plain);
    t.check((await plain.locator(".tag").allTextContents()).includes("Accepted"), "the newest status stands on top", await main(plain));
    await t.visit(page, `${zoltan}/referrals`, "Referrals");
    t.check((await page.locator(".lines > li", { hasText: "Sleep clinic" }).count()) === 1, "one referral, with its states");
    await t.goto(page, `${zoltan}/referrals/new`);
    await t.look(page, "a new referral");
    await t.visit(page, `${zoltan}/consultations/new`, "A consultation");
    await page.fill("#with", "Case manager");
    await page.fill("#ground", "Consent on file");
    await page.fill("#shared", "Dates of sessions");
    await save(page);
    t.check((await main(page)).includes("The consultation was saved.") && (await main(page)).includes("Dates of sessions"), "a consultation is saved");
    await t.look(page, "consultations");
    await t.visit(page, `${zoltan}/safety/new`, "Make a safety plan");
    await page.fill("#warning_signs", "I stop answering\nI drink alone");
    await page.fill("#people", "Wilma");
    await save(page);
    t.check((await main(page)).includes("I drink alone"), "the safety plan is read");
    await t.look(page, "a safety plan");
    await page.click("text=As a card to carry");
    await t.look(page, "a card to carry");
    await page.emulateMedia({ media: "print" });
    const printed = await page.evaluate(() => [...document.querySelectorAll("main > *")].filter((e) => getComputedStyle(e).display !== "none").map((e) => e.className));
    t.check(printed.join() === "wallet,wallet" && !(await page.locator(".wallet").allTextContents()).join().includes("Zoltan"), "the card alone is printed, without a name", printed.join());
    await page.emulateMedia({ media: "screen" });

    // ---- ending ----
    await t.visit(page, `${verena}/ending`, "Ending, or the next phase");
    await t.picture(page, "ending");
    await save(page);
    t.check((await page.title()).startsWith("Error: "), "each goal needs its outcome");
    for (const goal of await page.locator("input[value=achieved]").all()) await goal.check();
    await page.check("#next-discharge");
    await page.fill("#relapse_prevention", "Up at the same hour\nCall when three nights are bad");
    await page.fill("#client_view", "It was the right time.");
    await page.check("#care_ends");
    await save(page);
    t.check((await main(page)).includes("The plan has ended.") && (await main(page)).includes("Care has ended."), "the plan and the care have ended", await main(page));
    await t.goto(page, `${verena}/ending`);
    t.check((await main(page)).includes("nothing that could end"), "it cannot end twice");

    for (const [topic, title] of [["alerts", "Alerts"], ["sessions", "Sessions and notes"], ["reviews", "Reviews"], ["days", "Events, referrals, consultations"], ["safety", "Safety plans"], ["ending", "Ending, or the next phase"]])
        await t.visit(page, `/help/${topic}`, title);
});
