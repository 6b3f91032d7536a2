/* me_entry.js: a client comes in, on a phone: invited from the chart, first sign-in, Spanish, out; a link by mail, once,
 * and stolen; a device of the practice in the client's hand, and back. */
"use strict";
const fs = require("fs");
const path = require("path");
const { spawn } = require("child_process");
const { scenario } = require("./lib.js");

/* The mail server of tests/smtp.py. */
async function postbox(folder) {
    fs.mkdirSync(folder);
    const child = spawn("/usr/bin/python3", ["tests/smtp.py", folder, "take", "127.0.0.1"], { stdio: ["pipe", "ignore", "inherit"] });
    while (!fs.existsSync(path.join(folder, "port"))) {
        if (child.exitCode !== null) throw new Error("no mail server: tests/smtp.py needs python3-aiosmtpd");
        await new Promise((r) => setTimeout(r, 20));
    }
    const port = fs.readFileSync(path.join(folder, "port"), "utf8");
    let seen = 0;
    return {
        port,
        stop: () => child.stdin.end(),
        /* The next letter that is no reminder: those of the demo's alerts and reviews go out too. */
        next: async () => {
            for (;;) {
                const file = path.join(folder, `${++seen}.eml`);
                for (let i = 0; i < 500 && !fs.existsSync(file); i++) await new Promise((r) => setTimeout(r, 20));
                await new Promise((r) => setTimeout(r, 50));
                const mail = fs.readFileSync(file, "utf8");
                if (!/^Subject: (Something waits for you|Hay algo para usted)/m.test(mail)) return mail;
            }
        },
    };
}

const address = (mail) => mail.match(/http:\S+\?t=\S+/)[0];
const press = (page, name) => page.click(`main button:text-is("${name}")`);

scenario(async (t) => {
    const box = await postbox(path.join(t.work, "box"));
    await t.serveAgain({ mail: { format: "goldthread.mail/1", url: `smtp://127.0.0.1:${box.port}`, from: "practice@example.org", address: t.base } });

    // From the chart: a client without an account is invited; address and code apart.
    const desk = await t.open();
    await t.signIn(desk, "rahel");
    await t.goto(desk, "/clients/new");
    await desk.fill("#name", "River Anselm");
    await desk.fill("#birth_date", "1994-03-02");
    await press(desk, "Add this client");
    const chart = new URL(desk.url()).pathname;
    t.check(/^\/clients\/[0-9A-Z]{26}$/.test(chart), "a client without an account", chart);
    await t.visit(desk, `${chart}/access`, "Access of the client");
    t.check((await desk.isChecked("#who-client")) && (await desk.inputValue("#login")) === "river" && !(await desk.isVisible("#who-guardian")), "a grown-up client is who is invited");
    await desk.click("summary:has-text('A parent or guardian instead')");
    await desk.check("#who-guardian");
    await press(desk, "Make the invitation");
    t.check((await desk.textContent("#name-error")).includes("name of the parent") && (await desk.isVisible("#who-guardian")), "a guardian has a name");
    await desk.check("#who-client");
    await desk.fill("#login", "river");
    await desk.fill("#email", "river@example.org");
    await press(desk, "Make the invitation");
    await t.look(desk, "an invitation of a client");
    await t.picture(desk, "access-invited");
    const code = await desk.textContent(".id strong"), mail = await box.next();
    t.check(mail.includes("X-Rcpt: river@example.org") && mail.includes("Le invitan a Goldthread"), "the address goes by mail, in both languages", mail);
    t.check(!mail.includes(code), "without the code");
    t.check((await desk.textContent("#login")) === "river", "who hands it over sees the name for signing in");
    const name = await desk.textContent(".client .names strong");
    t.check(!mail.includes(name), "and without the client's name");
    const invitation = address(mail);
    await t.goto(desk, `${chart}/access`);
    t.check((await desk.textContent("main")).includes("Invited"), "it stands as invited");

    // The invitation, on a phone: gone from the address at once; a wrong code opens nothing.
    const phone = await t.open({ width: 390 });
    await phone.goto(invitation);
    t.check(phone.url() === `${t.base}/invitation`, "the token is gone from the address", phone.url());
    await t.look(phone, "an invitation on a phone");
    await t.picture(phone, "me-invitation");
    await phone.fill("#invite_code", "AAAA-AAAA");
    const asked = await phone.textContent("#mine");
    t.check(asked.includes("river@example.org") && (await phone.locator("#mine input:checked").count()) === 0, "whose address it is is asked, and nothing is chosen", asked);
    await phone.fill("#password", "short");
    await phone.fill("#password_again", "short");
    await press(phone, "Choose this password");
    t.check((await phone.title()).startsWith("Error: "), "a weak password is told");
    t.check((await phone.textContent(".errors")).includes("your own mail address"), "an answer is needed", await phone.textContent(".errors"));
    await t.look(phone, "a weak password");
    await phone.check("#mine-yes");
    await phone.fill("#invite_code", "AAAA-AAAA");
    await phone.fill("#password", "four words in a row");
    await phone.fill("#password_again", "four words in a row");
    await press(phone, "Choose this password");
    t.check((await phone.textContent(".errors")).includes("do not fit"), "a stolen address without the code opens nothing");
    await phone.fill("#invite_code", code);
    await phone.fill("#password", "four words in a row");
    await phone.fill("#password_again", "four words in a row");
    await press(phone, "Choose this password");
    t.check(new URL(phone.url()).pathname === "/me", "in at once", phone.url());
    t.check((await phone.textContent("#login")) === "river", "the name for the next time", await phone.textContent("main"));
    await t.look(phone, "the first time");
    await t.goto(phone, "/me");
    t.check((await phone.locator("#login").count()) === 0, "said once");
    await t.look(phone, "the first page");
    await phone.goBack().catch(() => {});
    t.check(!phone.url().includes("t="), "no token in the history", phone.url());
    const late = await t.open({ width: 390 });
    await late.goto(invitation);
    t.check((await late.textContent("main")).includes("does not work any more"), "an invitation works once");
    await t.look(late, "an invitation that was used");

    // Account pages, in the client's layout; Spanish; out.
    await t.visit(phone, "/account", "My account");
    t.check(!(await phone.textContent("main")).includes("Your practice wrote this mail address"), "the address is confirmed");
    t.check(!(await phone.textContent("main")).includes("single letter"), "nothing there is for those who work here only");
    await phone.click("button[name=letters]");
    t.check(await phone.evaluate(() => document.body.classList.contains("easy")), "easier letters");
    await t.look(phone, "easier letters");
    await t.visit(phone, "/account/change", "Change my details");
    await phone.fill("#email", "river.new@example.org");
    await phone.fill("#secret", "not this one at all");
    await press(phone, "Save my details");
    t.check((await phone.inputValue("#email")) === "river.new@example.org", "a wrong password keeps what was typed");
    await phone.fill("#secret", "four words in a row");
    await press(phone, "Save my details");
    t.check((await phone.textContent("main")).includes("river.new@example.org"), "one's own address is changed");
    t.check((await box.next()).includes("X-Rcpt: river@example.org"), "the old address is told");
    await phone.click("footer button[name=language]");
    t.check((await phone.getAttribute("html", "lang")) === "es", "Spanish");
    await t.look(phone, "the account in Spanish");
    await phone.click("footer form[action='/sign-out'] button");
    t.check(new URL(phone.url()).pathname === "/sign-in", "out", phone.url());
    t.check((await phone.getAttribute("html", "lang")) === "es", "still Spanish");
    await phone.click("footer button[name=language]");

    // A link by mail: the same answer for nobody; bound to the browser that asked, else the code that is shown there.
    await phone.click("text=Send me a link");
    await t.look(phone, "asking for a link");
    await phone.fill("#login", "nobody-at-all");
    await press(phone, "Send me a link");
    const nobody = (await phone.textContent("main")).replace(/[0-9A-Z]{4}/g, "");
    await t.goto(phone, "/sign-in/link");
    await phone.fill("#login", "river");
    await press(phone, "Send me a link");
    t.check((await phone.textContent("main")).replace(/[0-9A-Z]{4}/g, "") === nobody, "the same answer whether there is one or not");
    await t.look(phone, "a link is on its way");
    await t.picture(phone, "me-link-sent");
    const told = await phone.textContent(".id strong"), letter = await box.next();
    t.check(letter.includes("X-Rcpt: river.new@example.org") && !letter.includes(told) && !/plan|therap|clinic|diary/i.test(letter.split("\n\n").slice(1).join()), "the mail says nothing of care", letter);
    const link = address(letter);
    const thief = await t.open({ width: 390 });
    await thief.goto(link);
    t.check(thief.url() === `${t.base}/link`, "gone from the address", thief.url());
    await t.look(thief, "a link in another browser");
    await press(thief, "Sign in now");
    t.check((await thief.textContent(".errors")).includes("shown where you asked"), "a stolen link opens nothing without the code");
    await t.goto(thief, "/me");
    t.check(new URL(thief.url()).pathname === "/sign-in", "nobody is in there");
    await phone.goto(link);
    await t.look(phone, "a link in the browser that asked");
    await press(phone, "Sign in now");
    t.check(new URL(phone.url()).pathname === "/me", "in with the link", phone.url());
    await thief.goto(link);
    t.check((await thief.textContent("main")).includes("does not work any more"), "a link works once");
    await t.look(thief, "a link that was used");

    // This device in the client's hand.
    await t.goto(desk, chart);
    await desk.click("text=Hand over this device");
    await t.look(desk, "handing over");
    await press(desk, "Hand it over");
    t.check((await desk.title()).startsWith("Error: "), "for what, is asked");
    const choice = await desk.locator("input[name=task]:not([value=sign])").first().getAttribute("value");
    await desk.check(`#task-${choice}`);
    await press(desk, "Hand it over");
    const begun = new URL(desk.url()).pathname;
    t.check(begun.startsWith("/me/"), "the task begins", begun);
    await t.look(desk, "the task");
    for (const shut of ["/", chart, "/me", "/account", "/search", "/sign-in", "/help", "/nothing"]) {
        t.check((await t.goto(desk, shut)) === 403, `${shut} is shut`);
        t.check((await desk.textContent("main")).includes("Por favor, devuelva el aparato"), `${shut} says so, in the client's language`);
        t.check(!(await desk.textContent("body")).includes("Rahel"), `${shut} shows nothing of the clinician`);
    }
    await t.look(desk, "hand it back");
    await t.picture(desk, "me-device-back");
    for (let i = 0; i < 12; i++) {
        await desk.goBack().catch(() => {});
        t.check(!/Caseload|Who opened this chart/.test(await desk.textContent("body")), "nothing of the clinician behind the back button", desk.url());
    }
    await t.goto(desk, "/device");
    await desk.fill("#secret", "four words in a row");
    await press(desk, "Recuperarlo");
    t.check((await desk.textContent(".errors")).includes("de su terapeuta no es correcto"), "the client's password does not do");
    await desk.fill("#secret", t.account("rahel").password);
    await press(desk, "Recuperarlo");
    t.check(new URL(desk.url()).pathname === chart, "back at the chart", desk.url());

    // Each of the things that it can be handed over for; for signing the clinician's password is asked for first.
    await t.goto(desk, `${chart}/device`);
    const tasks = await desk.locator("input[name=task]").evaluateAll((l) => l.map((i) => i.value));
    t.check(tasks.length === 4, "four things", tasks.join());
    for (const task of tasks) {
        await t.goto(desk, `${chart}/device`);
        await desk.check(`#task-${task}`);
        await press(desk, "Hand it over");
        if (task === "sign") {
            await desk.fill("#secret", t.account("rahel").password);
            await press(desk, "Go on");
        }
        const at = new URL(desk.url()).pathname;
        t.check(at.startsWith("/me/") && (await t.goto(desk, at)) === 200, `${task} begins`, at);
        await t.look(desk, `on a device: ${task}`);
        t.check((await desk.locator("a[href='/me'], a[href='/account'], form[action='/sign-out']").count()) === 0, `${task}: no way elsewhere`);
        await t.goto(desk, "/device");
        await desk.fill("#secret", t.account("rahel").password);
        await press(desk, "Recuperarlo");
        t.check(new URL(desk.url()).pathname === chart, `back from ${task}`, desk.url());
    }
    box.stop();
});
