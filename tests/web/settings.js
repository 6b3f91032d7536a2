/* settings.js: a new practice from its first page to its first score, pages counted; what a practice sets, by two people at once. */
"use strict";
const crypto = require("crypto");
const { scenario } = require("./lib.js");

const press = (page, text) => page.click(`main button:has-text("${text}")`);

async function firstRun(t, script) {
    const { base, server, code } = await t.fresh(script ? "fresh" : "fresh-scriptless");
    const page = await t.open({ script });
    let pages = 0;
    page.on("response", (r) => { if (r.request().resourceType() === "document" && r.status() === 200) pages++; });
    await page.goto(base + "/");
    t.check(new URL(page.url()).pathname === "/setup", "a new practice leads to its set-up", page.url());
    await t.look(page, "set-up");
    await t.picture(page, "setup");

    // Nothing without the code; what was typed stays.
    await page.fill("#setup_code", "0000-0000-0000");
    await page.fill("#practice", "Elm Street");
    await page.fill("#name", "Olga Owner");
    await page.fill("#login", "olga");
    await page.fill("#password", "correct horse 7");
    await page.fill("#password_again", "correct horse 8");
    t.check((await page.locator("#time_zone option").count()) > 300 && (await page.inputValue("#time_zone")) === "", "the zones of the world are there to choose from, and none for who does not look", await page.inputValue("#time_zone"));
    await page.selectOption("#time_zone", "America/New_York");
    await page.selectOption("#state", { label: "California" });
    await press(page, "Set up the practice");
    t.check((await page.title()).startsWith("Error: "), "a wrong code is told");
    t.check((await page.textContent(".errors")).includes("not the code") && (await page.textContent(".errors")).includes("differ"), "so are two passwords");
    t.check((await page.inputValue("#state")) === "CA", "the state that was chosen too");
    t.check((await page.inputValue("#practice")) === "Elm Street" && (await page.inputValue("#password")) === "", "what was typed stays, but no password");
    await t.look(page, "a wrong code");

    await page.fill("#setup_code", code.toLowerCase());
    await page.fill("#password", "correct horse 7");
    await page.fill("#password_again", "correct horse 7");
    await press(page, "Set up the practice");
    t.check(new URL(page.url()).pathname === "/practice/settings/measures", "then the measures are asked for", page.url());
    await t.look(page, "set-up, measures");
    await t.picture(page, "setup-measures");
    t.check((await page.textContent("main")).includes("it is filled in on paper, and its score is entered here"), "that the questions are not there is said");
    await page.check("#measures-gad7");
    await page.check("#measures-phq9");
    await press(page, "Save and go on");
    t.check((await page.textContent("main")).includes("Step 3 of 5"), "the steps are counted", page.url());
    await t.look(page, "set-up, alerts");
    await page.click("text=Not now");
    await t.look(page, "set-up, crisis");
    await t.picture(page, "setup-crisis");
    await page.fill("#crisis_1_number", "555 0100");
    await page.fill("#crisis_1_number", "");
    await press(page, "Save and go on");
    t.check((await page.textContent("main")).includes("Nothing was filled in, so nothing was changed.") && !(await page.textContent("main")).includes("saved"), "an empty step claims nothing", (await page.textContent("main")).slice(0, 200));
    await page.goBack();
    await page.fill("#crisis_1_number", "555 0100");
    await press(page, "Save and go on");
    t.check((await page.textContent(".errors")).includes("Name this line"), "a number needs a name");
    await page.fill("#crisis_1_label", "Our own line");
    await press(page, "Save and go on");
    await t.look(page, "set-up, replies");
    await page.fill("#reply_times", "Monday to Friday, within a day.");
    await page.fill("#holidays", "2027-01-01\n2026-12-25\n2026-12-25");
    await press(page, "Save and finish");
    t.check(new URL(page.url()).pathname === "/clients/new" && (await page.textContent("main")).includes("The practice is set up."), "at its end stands the first client", page.url());

    await page.fill("#name", "Ada Invented");
    await page.fill("#birth_date", "1990-04-03");
    await press(page, "Add this client");
    const client = new URL(page.url()).pathname;
    t.check(/^\/clients\/[0-9A-Z]{26}$/.test(client), "the client is there", client);
    const record = page.locator('main a:has-text("Record a score")').first();
    if (await record.count()) {
        await record.click();
        await t.look(page, "a score to be recorded");
        await score(t, page);
        console.log(`first score on page ${pages}`);
        t.check(pages > 8 && pages <= 16, "two mistakes, and all that is asked: the first score on page 16 at the latest", `${pages} pages`);
    }

    // Once: then the page is gone.
    t.check((await (await page.goto(base + "/setup")).status()) === 404, "set-up is there once");
    await page.goto(base + "/practice");
    const text = await page.textContent("main");
    t.check(text.includes("GAD-7, PHQ-9") && text.includes("Our own line") && text.includes("25 December 2026"), "what was set stands in the overview");
    await t.look(page, "practice");
    await t.picture(page, "practice");

    // What opens to guardians by rule is said, and that nothing does while no state is set.
    await page.goto(base + `${client}/access`);
    t.check(!(await page.textContent("main")).includes("guardian by rule"), "nothing to say of guardians: the client is of age");
    for (const [state, says, warns] of [["CA", "Below 12 years", false], ["", "nothing opens to guardians by rule", true], ["NV", "No rule is known here", true]]) {
        await page.goto(base + "/practice/settings/practice");
        await page.selectOption("#state", state);
        await press(page, "Save");
        t.check((await page.textContent("main")).includes("Kept: State, in the United States.") === (state !== "CA"), `state "${state}": what was kept is said`, (await page.textContent("main")).slice(0, 200));
        t.check((await page.textContent("main")).includes("Nothing was changed.") === (state === "CA"), `state "${state}": or that nothing was`);
        await page.goto(base + "/practice/settings/practice");
        t.check((await page.textContent("#state-hint")).includes(says), `state "${state}": ${says}`, await page.textContent("#state-hint"));
        await page.goto(base + `${client}/details/change`);
        await page.fill("#birth_date", "2016-04-03");
        await press(page, "Save");
        await page.goto(base + `${client}/access`);
        const access = await page.textContent("main");
        t.check(/(set no state|No rule is known here).*nothing opens to a parent or guardian/.test(access) === warns, `state "${state}": the invitation says so`, access);
        await t.look(page, "invitation of a minor's guardian");
    }
    await t.picture(page, "access-no-rule");
    t.check((await page.locator("#state").count()) === 0, "the invitation asks for no state");
    // A decision takes the place of the rule: the two pages say one thing.
    await page.goto(base + `${client}/guardian`);
    await page.check("#sections-sessions");
    await page.fill("#reason", "Talked about with the client.");
    await press(page, "Keep this decision");
    const shared = await page.textContent("section:has(#guardian)");
    await page.goto(base + `${client}/access`);
    const now = await page.textContent("main .note");
    t.check(/^Open now, as decided on/.test(now) && shared.includes(now) && !now.includes("No rule is known"), "the access page tells the decision, in the words of the sharing page", now);
    await t.look(page, "access after a decision");
    server.stop();
    t.check((await server.ended) === 0 && server.errors() === "", "the server ends well", server.errors());
}

/* score: GAD-7, every answer 1, on the page that "Record a score" leads to. */
async function score(t, page) {
    await page.locator('main a:has-text("GAD-7")').first().click();
    for (const item of await page.locator('.keypad [role=radiogroup]').all()) await item.locator("label").nth(1).click();
    await page.click("main form button.btn:not(.quiet)");
}

/* RFC 6238: the code that a phone shows for this secret. */
function codeOf(secret, step = 0) {
    const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    const bits = [...secret.replace(/ /g, "")].map((c) => letters.indexOf(c).toString(2).padStart(5, "0")).join("");
    const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
    const time = Buffer.alloc(8);
    time.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + step));
    const hash = crypto.createHmac("sha1", key).update(time).digest(), at = hash[19] & 15;
    return String((hash.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, "0");
}

/* again: the password, where it is asked for once more. */
async function again(t, page, login) {
    if (await page.locator("#secret").count()) {
        await t.look(page, "password again");
        await page.fill("#secret", t.account(login).password);
        await page.click("main button");
    }
}

async function people(t) {
    const owner = await t.open(), login = "marianne";
    await t.signIn(owner, login);
    await t.visit(owner, "/practice", "Practice");
    await t.visit(owner, "/practice/people", "People");
    await t.picture(owner, "people");
    await owner.click("text=Invite somebody");
    await press(owner, "Make the invitation");
    t.check((await owner.textContent(".errors")).includes("full name"), "an invitation needs a name");
    await t.look(owner, "an invitation, wrong");
    await owner.fill("#name", "Nora Newcomer");
    await owner.fill("#login", "nora");
    await owner.check("#roles-clinician");
    await press(owner, "Make the invitation");
    await again(t, owner, login);
    await t.look(owner, "an invitation to be handed over");
    await t.picture(owner, "invited");
    const address = await owner.inputValue("#address"), code = await owner.textContent(".id strong");
    t.check(address.startsWith(`${t.base}/invitation?t=1.`), "the address leads here", address);

    // Accepted: with a wrong code first; without script the invitation is pasted.
    for (const script of [true, false]) {
        const guest = await t.open({ script });
        await guest.goto(script ? address : t.base + "/invitation");
        if (script) {
            t.check((await guest.locator("#invitation").count()) === 0 && guest.url() === t.base + "/invitation", "the invitation has arrived, and is gone from the address", guest.url());
            await t.look(guest, "an invitation");
            await guest.fill("#invite_code", "AAAA-AAAA");
        } else {
            await guest.fill("#invitation", address);
            await guest.fill("#invite_code", code);
        }
        await guest.fill("#password", "battery staple 9");
        await guest.fill("#password_again", "battery staple 9");
        await press(guest, "Set this password");
        if (script) {
            t.check((await guest.textContent(".errors")).includes("do not fit"), "a wrong code is told");
            await t.look(guest, "an invitation with a wrong code");
        } else {
            t.check((await guest.textContent("main")).includes("Your password is set"), "the invitation is accepted");
            await guest.fill("#login", "nora");
            await guest.fill("#password", "battery staple 9");
            await press(guest, "Sign in");
            t.check(new URL(guest.url()).pathname === "/", "the new clinician is in", guest.url());
            t.check((await t.goto(guest, "/practice/people/new")) === 403, "a clinician does not invite");
            t.check((await t.goto(guest, "/practice/settings/times")) === 403, "nor set");
        }
    }

    // Changed, supervised, invited anew, ended.
    await owner.goto(t.base + "/practice/people");
    await owner.click("text=Nora Newcomer");
    await t.look(owner, "a person");
    await t.picture(owner, "person");
    const other = await t.open();
    await t.signIn(other, login, new URL(owner.url()).pathname);
    await other.fill("#credential", "LCSW");
    await press(other, "Save the account");
    await again(t, other, login);
    await owner.fill("#credential", "LMFT");
    await owner.fill("#email", "nora@example.org");
    await owner.check("#roles-supervisor");
    await press(owner, "Save the account");
    await again(t, owner, login);
    const sides = await owner.locator("main fieldset").allTextContents();
    t.check(sides.length === 3 && ["LMFT", "LCSW"].every((x) => sides.some((s) => s.includes(x))), "what two people changed stands side by side", sides.join(" | "));
    t.check(sides.some((s) => s.includes("nora@example.org") && s.includes("Yours")) && sides.some((s) => /supervisor/.test(s)), "all that was typed is there", sides.join(" | "));
    t.check((await owner.locator("input[type=radio]:checked").count()) === 0, "and nothing is chosen for anybody");
    await t.look(owner, "a person that two changed");
    await t.picture(owner, "person-two");
    for (const what of ["credential", "email", "roles"]) await owner.check(`#${what}-mine`);
    await press(owner, "Save what is chosen");
    await again(t, owner, login);
    t.check((await owner.textContent("main")).includes("LMFT"), "then it is saved", (await owner.textContent("main")).slice(0, 600));
    await owner.click("text=Nora Newcomer");
    await owner.selectOption("#supervisor", { label: await owner.locator("#supervisor option").last().textContent() });
    await press(owner, "Add this supervisor");
    await again(t, owner, login);
    t.check((await owner.textContent("main")).includes("The supervision was changed") && (await owner.locator("#supervision ~ ul li").count()) === 1, "supervised");
    await t.look(owner, "a person who is supervised");
    await owner.click("#supervision ~ ul button");
    t.check((await owner.textContent("main")).includes("Nobody supervises"), "and no more");
    await press(owner, "Make a new invitation");
    t.check((await owner.inputValue("#address")) !== address, "a new invitation");
    await owner.goto(t.base + "/practice/people");
    await owner.click("text=Nora Newcomer");
    await owner.click("text=End this account");
    await t.look(owner, "the end of an account");
    await press(owner, "End the account");
    await again(t, owner, login);
    t.check((await owner.textContent("li:has-text('Nora Newcomer')")).includes("Ended"), "the account has ended");
    await owner.click("li:has-text('Marianne') a");
    await owner.click("text=End this account");
    await press(owner, "End the account");
    await again(t, owner, login);
    t.check((await owner.textContent("main")).includes("cannot be done"), "the last owner stays", await owner.textContent("main"));
}

async function alone(t) {
    const owner = await t.open();
    await t.signIn(owner, "marianne");
    // Alone: a name and a number outside take the place of a second account.
    await t.goto(owner, "/practice/settings/alerts");
    await owner.selectOption("#alert_cover", "");
    await owner.fill("#cover_name", "Ruth Hale, LCSW");
    await press(owner, "Save");
    await again(t, owner, "marianne");
    t.check((await owner.textContent(".errors")).includes("go together"), "the number belongs to the name", (await owner.textContent("main")).slice(0, 300));
    await owner.fill("#cover_phone", "+1 555 010 0123");
    await press(owner, "Save");
    await again(t, owner, "marianne");
    t.check((await owner.textContent("main")).includes("Kept: "), "one person alone is no obstacle", (await owner.textContent("main")).slice(0, 300));
    await t.goto(owner, "/practice/settings/alerts");
    t.check((await owner.inputValue("#cover_phone")) === "+1 555 010 0123" && (await owner.inputValue("#alert_cover")) === "", "and stays");
    await t.look(owner, "a practice of one");
    await t.picture(owner, "alone");
    const phone = await t.open({ width: 390 });
    await t.signIn(phone, t.accounts.find((a) => a.role === "client").login, "/me/help");
    t.check((await phone.textContent("section.help")).includes("Ruth Hale, LCSW") && (await phone.locator("section.help a[href='tel:+15550100123']").count()) === 1, "clients are told whom to call", await phone.textContent("section.help"));
    await t.look(phone, "help of a practice of one");
    await t.picture(phone, "alone-help");
    const anybody = await t.open({ width: 390 });
    for (const [who, path] of [[phone, "/me/safety"], [phone, "/crisis"], [anybody, "/crisis?language=es"]]) {
        await t.goto(who, path);
        t.check((await who.locator(".numbers a[href='tel:+15550100123']").count()) === 1 && (await who.textContent(".numbers")).includes("Ruth Hale"), `${path}: whom to call stands among the numbers`, await who.textContent("main"));
        await t.look(who, `${path} of a practice of one`);
        await t.picture(who, `alone${path.slice(0, 7).replace(/\W/g, "-")}`);
    }
}

async function settings(t) {
    const one = await t.open(), two = await t.open(), login = "marianne";
    for (const section of ["practice", "measures", "alerts", "crisis", "replies", "reviews", "times"]) {
        if (section === "practice") await t.signIn(one, login);
        t.check((await t.goto(one, `/practice/settings/${section}`)) === 200, `settings, ${section}`);
        await t.look(one, `settings, ${section}`);
    }
    await t.picture(one, "settings-times");
    await t.signIn(two, login, "/practice/settings/times");
    await one.fill("#idle_minutes", "20");
    await press(one, "Save");
    await again(t, one, login);
    t.check((await one.textContent("main")).includes("20 minutes"), "saved, with the password given again", await one.textContent("main"));
    // Another card is no conflict, the same one is.
    await two.fill("#idle_minutes", "25");
    await press(two, "Save");
    t.check((await two.textContent("main")).includes("Somebody else changed"), "both values stand side by side");
    await t.look(two, "settings that two changed");
    await t.picture(two, "settings-conflict");
    await two.check("#idle_minutes-mine");
    await press(two, "Save what is chosen");
    await again(t, two, login);
    t.check((await two.textContent("main")).includes("25 minutes"), "what was chosen is saved");
    await one.goto(t.base + "/practice/settings/reviews");
    await two.goto(t.base + "/practice/settings/replies");
    await one.fill("#review_min_weeks", "9");
    await press(one, "Save");
    t.check((await one.textContent(".errors")).includes("must not be less"), "a window that ends before it begins is told");
    await one.fill("#review_max_weeks", "12");
    await one.uncheck("#copied_text");
    await press(one, "Save");
    await two.fill("#holidays", "2026-12-25\nChristmas");
    await press(two, "Save");
    t.check((await two.textContent(".errors")).includes("Christmas"), "a line that is no day is named");
    await two.fill("#holidays", "2026-12-25");
    await press(two, "Save");
    const text = await two.textContent("main");
    t.check(text.includes("25 December 2026") && text.includes("12 weeks"), "both are saved", text);
}

async function account(t) {
    const page = await t.open(), elsewhere = await t.open(), login = "rahel";
    await t.signIn(elsewhere, login);
    await t.signIn(page, login, "/account");
    await t.visit(page, "/account", "My account");
    await t.picture(page, "account");
    await press(page, "End all others");
    t.check((await t.goto(elsewhere, "/")) === 200 && elsewhere.url().includes("/sign-in"), "the other sign-in has ended");
    await press(page, "Turn them off");
    t.check((await page.getAttribute("body", "data-keys")) === "off", "keys are off");
    await page.keyboard.press("?");
    t.check(page.url().endsWith("/account"), "and do nothing");
    await press(page, "Turn them on");
    t.check((await page.getAttribute("body", "data-keys")) === null, "keys are on");

    await press(page, "Set up a second factor");
    await again(t, page, login);
    await t.look(page, "a second factor");
    await t.picture(page, "second-factor");
    const secret = await page.textContent("main .id");
    await page.fill("#code", "000000");
    await press(page, "Turn it on");
    t.check((await page.textContent(".errors")).includes("does not fit") && (await page.textContent("main .id")) === secret, "a wrong code is told, the secret stays");
    await page.fill("#code", codeOf(secret, -1));
    await press(page, "Turn it on");
    const codes = await page.locator(".codes li").allTextContents();
    t.check(codes.length === 10 && new Set(codes).size === 10, "ten recovery codes", codes.join(" "));
    await t.look(page, "recovery codes");
    await t.picture(page, "recovery");

    const fresh = "battery staple 9";
    await t.visit(page, "/account/password", "Change your password");
    await page.fill("#old", "not mine at all");
    await page.fill("#fresh", fresh);
    await page.fill("#fresh_again", fresh);
    await press(page, "Change the password");
    t.check((await page.textContent(".errors")).includes("not the password"), "the old one is asked for");
    await t.look(page, "a password, wrong");
    await page.fill("#old", t.account(login).password);
    await page.fill("#fresh", fresh);
    await page.fill("#fresh_again", fresh);
    await press(page, "Change the password");
    t.check((await page.textContent("main")).includes("Your password was changed"), "changed; signed out");
    await page.fill("#login", login);
    await page.fill("#password", fresh);
    await press(page, "Sign in");
    await page.fill("#code", codes[0]);
    await press(page, "Sign in");
    t.check(new URL(page.url()).pathname === "/account", "in with a recovery code", page.url());
    await page.click("text=Turn them off >> nth=0");
    await t.look(page, "the second factor to be turned off");
    await press(page, "Turn it off");
    if (await page.locator("#secret").count()) {
        await page.fill("#secret", fresh);
        await page.click("main button");
    }
    t.check((await page.textContent("main")).includes("The second factor is off"), "the second factor is off");
}

/* measures: invented wording, pasted without script, from a file with it. */
async function measures(t) {
    const page = await t.open(), plain = await t.open({ script: false }), login = "marianne";
    await t.signIn(page, login);
    await t.visit(page, "/practice/measures", "Measures and their wording");
    await t.picture(page, "measures");
    for (const id of ["pcl5", "cssrs_screener"]) await t.visit(page, `/practice/measures/${id}`, "Measure");
    await t.visit(page, "/practice/measures/gad7", "Measure");
    await t.picture(page, "measure");
    t.check((await t.goto(page, "/practice/measures/nothing")) === 404, "no such measure");
    await page.goto(t.base + "/practice/measures/gad7");
    await press(page, "Compare with our labels");
    t.check((await page.textContent(".errors")).includes("Paste the questions"), "nothing to compare is told");
    await page.fill("#text", "Only one line");
    await press(page, "Compare with our labels");
    t.check((await page.textContent("main")).includes("Go back and try another text") && !(await page.locator("text=I have compared them").count()), "one line is no questionnaire");
    await t.look(page, "an incomplete wording");
    await t.signIn(plain, login, "/practice/measures/gad7");
    const lines = ["0 = never", "1 = now and then", "2 = often", "3 = nearly always"];
    for (let i = 1; i <= 7; i++) lines.push(`${i}. Invented question number ${i}`);
    await plain.fill("#text", lines.join("\n"));
    await plain.fill("#copyright", "Invented for a test.");
    await press(plain, "Compare with our labels");
    const text = await plain.textContent("main");
    t.check(text.includes("Invented question number 7") && text.includes("nearly always") && text.includes("7 of 7"), "the texts stand beside our labels", text);
    await press(plain, "I have compared them");
    t.check((await plain.textContent("main")).includes("The wording is kept"), "kept", await plain.textContent("main"));
    await t.visit(page, "/practice/measures/gad7", "Measure");
    await t.picture(page, "measure-kept");
    t.check((await page.textContent("main")).includes("Invented for a test."), "with its notice");
    await page.setInputFiles("#file", { name: "q.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify({ resourceType: "Questionnaire", title: "Invented", item: [1, 2, 3, 4, 5, 6, 7].map((i) => ({ linkId: String(i), type: "choice", text: `Another invented question ${i}` })) })) });
    await press(page, "Compare with our labels");
    await t.look(page, "a wording to be compared");
    await t.picture(page, "compare");
    await press(page, "I have compared them");
    t.check((await page.textContent("main")).includes("Invented") && (await page.textContent("main")).includes("The wording is kept"), "one from a file takes its place");
    await page.click("text=Take it out");
    await t.look(page, "a wording to be taken out");
    await press(page, "Take it out");
    t.check((await page.textContent("main")).includes("No wording is kept"), "taken out");
    const clinician = await t.open();
    await t.signIn(clinician, "tobias", "/practice/measures/gad7");
    t.check(!(await clinician.locator("#import").count()), "only an owner imports");
}

const parts = { first: (t) => firstRun(t, true), scriptless: (t) => firstRun(t, false), settings, people, account, measures, alone };

scenario(async (t) => {
    const only = process.env.GOLDTHREAD_PARTS; /* a few of them, while a page is made */
    for (const name of only ? only.split(" ") : Object.keys(parts)) await parts[name](t);
});
