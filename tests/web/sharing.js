/*
 * sharing.js: a release is recorded, a part of the record is given under it, it is taken back, and the next is turned
 * away; choosing not to; requests with their clocks; the accounting; without script; twice; pages of others.
 */
"use strict";
const { scenario } = require("./lib.js");

const text = (page) => page.textContent("main");
/* What is being saved is saved before the form is sent, so that a press may take a moment. */
const press = (page) => Promise.all([page.waitForNavigation(), page.click("main form:last-of-type .bar button.btn:not(.quiet)")]);

async function tickAll(page, name) {
    for (const box of await page.locator(`#${name} input`).all()) await box.check();
}

/* The invented practice is a programme under 42 CFR Part 2, so all of its record takes that kind. */
async function release(t, page, client, day) {
    await t.goto(page, `${client}/consents/new?kind=part2`);
    await page.fill("#description", "How my plan goes, so that both can work together.");
    await page.check("#sections-plan");
    await page.check("#sections-progress");
    await page.check("#sections-substance_use");
    await page.fill("#to", "Elm Clinic");
    await page.fill("#purpose", "working together");
    await page.fill("#expires", day);
    await tickAll(page, "statements");
    await page.fill("#signer", "The client");
    await press(page);
}

scenario(async (t) => {
    const page = await t.open();
    await t.signIn(page, "rahel");
    await t.goto(page, "/");
    const client = await page.locator("section:has(#clients) a.who").first().getAttribute("href");
    const year = new Date().getFullYear() + 1;

    await t.visit(page, `${client}/sharing`, "Sharing");
    await t.picture(page, "sharing");
    await t.visit(page, `${client}/consents/new`, "Record a consent");
    for (const kind of ["treatment", "e_record", "release", "part2", "psychotherapy_notes"])
        for (const how of ["paper", "ask"]) await t.visit(page, `${client}/consents/new?kind=${kind}&how=${how}`, "Record a consent");

    // What is missing is said beside its field, and nothing is recorded.
    await t.goto(page, `${client}/consents/new?kind=treatment`);
    t.check((await page.locator("#told input:checked").count()) === 0 && (await page.inputValue("#signer")).length > 3 && (await page.inputValue("#signed_on")).length === 10, "what is usual is filled in: who signs, today; what was said is for the clinician to tick");
    for (const box of await page.locator("#told input:not(#told-benefits)").all()) await box.check();
    await press(page);
    t.check((await page.title()).startsWith("Error: ") && (await page.textContent("#told")).includes("Missing"), "what was not told is missing", await page.title());
    t.check((await page.isChecked("#told-risks")) && !(await page.isChecked("#told-benefits")), "what was ticked stays, and what was not");
    await t.look(page, "a consent with something missing");

    // Choosing not to: a fact.
    await page.click("button[value=no]");
    t.check((await text(page)).includes("Chose not to"), "chosen not to, as a fact");
    t.check(!/refus/i.test(await text(page)), "no word of refusal");

    // Who has no account is told of before and after, with what to do.
    await t.goto(page, "/clients/new");
    await page.fill("#name", "Ada Invented");
    await page.fill("#birth_date", "1990-04-03");
    await press(page);
    const alone = new URL(page.url()).pathname;
    await t.goto(page, `${alone}/consents/new?kind=treatment`);
    t.check((await page.locator("button[name=ask]").count()) === 0, "on paper nobody is asked");
    await page.click("a:has-text('Ask on their own pages')");
    t.check((await page.locator("#told, #signer, #signed_on").count()) === 0 && (await page.locator("main .note a[href$='/access?way=treatment']").count()) === 1 && (await text(page)).includes("hand over this device"), "who is asked signs there; no account: invite, or this device");
    await t.picture(page, "consent-no-account");
    await t.goto(page, `${alone}/consents/new?kind=treatment&way=https://elsewhere.example/`);
    t.check((await page.getAttribute("main .bar a:has-text('Go back')", "href")) === `${alone}/sharing`, "an address from outside is no way back");
    await t.goto(page, `${alone}/consents/new?kind=part2&how=ask`);
    t.check((await text(page)).includes("The client has no account") && !(await text(page)).includes("hand over this device"), "a release takes an account or paper");
    await t.goto(page, `${alone}/consents/new?kind=treatment&how=ask`);
    await page.click("button[name=ask]");
    t.check((await text(page)).includes("the client has no account to see it with") && !(await text(page)).includes("It waits for the client"), "it does not claim that the client is asked");
    t.check((await page.textContent("section:has(#waiting)")).includes("Nobody has an account"), "nor does the list");
    await page.click("section:has(#waiting) button");

    // A release, and a part of the record under it.
    await release(t, page, client, `${year}-01-31`);
    t.check((await text(page)).includes("to Elm Clinic"), "the release stands there", (await text(page)).slice(0, 400));
    await page.click("text=/^Release.*to Elm Clinic/");
    const consent = page.url().replace(t.base, "");
    await t.look(page, "a consent");
    await page.click("text=Share under this consent");
    t.check((await page.inputValue("#to")) === "Elm Clinic" && (await page.inputValue("#purpose")) === "working together", "receiver and purpose are those of the consent");
    await t.look(page, "to whom");
    await page.fill("#to", "Somebody Else");
    await press(page);
    t.check((await page.title()).startsWith("Error: ") && (await page.textContent("#to-error")).includes("another receiver"), "another receiver is turned away, beside its field", (await text(page)).slice(0, 300));
    t.check((await page.inputValue("#to")) === "Somebody Else", "what was typed stays");
    await page.click("button:has-text('Back')");
    t.check(await page.locator("#ground input:checked").count() === 1, "the ground is the consent");
    await t.look(page, "the ground");
    await press(page);
    t.check((await page.inputValue("#to")) === "Elm Clinic", "chosen again, the consent names its receiver again");

    // What is typed lies on the desk before it is posted; a passphrase never does.
    await page.fill("#address", "Elm Street 7, typed and not sent");
    await page.locator("#address").blur();
    await page.waitForFunction(() => document.body.textContent.includes("Saved at"));
    await t.goto(page, `${client}/disclosures/new`);
    t.check((await text(page)).includes("This is what you began"), "the step that was not posted is kept");
    await t.look(page, "a step that was kept");
    await press(page);
    t.check((await page.inputValue("#address")) === "Elm Street 7, typed and not sent", "with what was typed in it", await page.inputValue("#address"));
    await press(page);
    const parts = ["plan", "progress", "substance_use"];
    for (const name of parts) t.check(await page.isChecked(`#part-${name}`), "what the consent names is ticked", name);
    t.check((await page.locator("#sections input:checked").count()) === (await page.locator("#sections input:enabled").count()), "and nothing else");
    t.check((await page.isDisabled("#part-notes")) && (await page.isDisabled("#part-psychotherapy_notes")), "what lies outside cannot be ticked");
    t.check((await page.textContent("#sections")).includes("does not name this part"), "and says why");
    t.check((await page.textContent("label[for=part-progress]")).includes("the answer to every question"), "what goes along with scores is said where they are chosen");
    await t.look(page, "the parts");
    await t.picture(page, "disclose-parts");
    for (const name of await page.locator("#sections input:checked").evaluateAll((list) => list.map((x) => x.value))) await page.uncheck(`#part-${name}`);
    await press(page);
    t.check((await page.title()).startsWith("Error: ") && (await page.locator("#sections input:checked").count()) === 0, "at least one part");
    await page.check("#part-plan");
    await press(page);
    t.check((await page.title()).startsWith("Error: ") && (await page.textContent("#sections-error")).includes("Nothing would be in it"), "a package with nothing in it is stopped");
    t.check((await page.textContent("#sections-error")).includes("Tick “What is protected as a record of substance use treatment” too"), "and what to tick is said");
    await t.look(page, "nothing would be in it");
    await page.check("#part-progress");
    await page.check("#part-substance_use");
    await press(page);
    t.check((await text(page)).includes("Elm Clinic") && (await page.locator("article.doc").count()) === 1, "seen as its receiver sees it", (await text(page)).slice(0, 300));
    await t.look(page, "the preview");
    const told = await page.locator("dl.facts").evaluateAll((all) => all.map((one) => [...one.children].map((x) => x.textContent)));
    const raw = told.flat().filter((x) => /\b[a-z0-9]+_[a-z_]+\b/.test(x) || /^(true|false|consent|plan|progress|substance_use)$/.test(x));
    t.check(raw.length === 0, "no name of a program's own on the page", raw.slice(0, 9).join("; "));
    t.check(told.every((one) => one.length > 0), "no card without anything in it");
    t.check((await text(page)).includes("The client's consent; a copy of it follows") && (await text(page)).includes("Parts of the record"), "the cover in words");
    await t.picture(page, "disclose-preview");
    await press(page);
    t.check((await page.locator("form[data-autosave]").count()) === 0, "a passphrase lies on no desk");
    await page.fill("#code", "short");
    await press(page);
    t.check((await page.title()).startsWith("Error: "), "a passphrase of 12 characters");
    await page.fill("#code", "four calm words here");
    await t.look(page, "the package");

    // Twice: one disclosure.
    await page.evaluate(() => {
        const form = document.querySelector("main form:last-of-type");
        const body = new URLSearchParams(new FormData(form));
        body.set("go", "6");
        return fetch(form.action, { method: "POST", body, redirect: "manual" });
    });
    await press(page);
    await page.waitForURL(/\/disclosures\/0/);
    await t.look(page, "what was given");
    t.check(/What was in it\s*Treatment plan, Scores over time \(\d+\)/.test(await text(page)), "what was inside, with numbers", (await text(page)).slice(0, 600));
    const made = page.url().replace(t.base, "");
    const file = await page.request.get(`${t.base}${made}/package`);
    t.check(file.status() === 200 && (await file.body()).length > 1000, "the package is there");
    t.check(/attachment; filename="package/.test(file.headers()["content-disposition"]), "as a file without a name in it");
    const pdf = await page.request.get(`${t.base}${made}/copy.pdf`), copy = await page.request.get(`${t.base}${made}/copy.txt`);
    t.check(pdf.status() === 200 && (await pdf.body()).subarray(0, 5).toString() === "%PDF-", "a copy as a PDF");
    t.check(/Copy of release \w{26} of .*, to Elm Clinic, for: /.test(await copy.text()) && !/\/clients\//.test(await copy.text()), "and as text, marked with what it is a copy of", (await copy.text()).slice(0, 600));
    await t.goto(page, made);
    t.check(/Downloaded\s*3 times, last on /.test(await text(page)), "every download is counted", (await text(page)).slice(0, 900));
    await t.visit(page, `${client}/guardian?way=access-sign`, "What a guardian may see");
    t.check((await page.locator("main form").count()) === 0 && (await text(page)).includes("The client is of age"), "no form opens the record of a grown-up to a guardian");
    t.check((await page.getAttribute("main a:has-text('Go back')", "href")) === `${client}/access?way=sign`, "and back the way one came");
    await page.click("text=Somebody acts for the client by law");
    t.check((await text(page)).includes("What a legal representative may see") && (await page.locator("input[name=sections]:checked").count()) === 0, "a legal representative has a form of their own, nothing ticked");
    await t.look(page, "a legal representative");
    await t.goto(page, `${client}/sharing`);
    t.check((await page.locator("section:has(#disclosures) li").count()) === 1, "sent twice, given once");
    await t.visit(page, `${client}/accounting`, "Accounting of disclosures");
    t.check(!(await text(page)).includes("Elm Clinic"), "what was given under a consent is in no accounting");

    // Taken back: it says what went out, and the next is turned away; without script.
    const plain = await t.open({ script: false });
    await t.signIn(plain, "rahel", `${consent}/revoke`);
    t.check((await text(plain)).includes("cannot be called back") && (await text(plain)).includes("Elm Clinic"), "says what was given already", await text(plain));
    await press(plain);
    t.check((await text(plain)).includes("Taken back"), "taken back");
    await t.goto(plain, `${client}/disclosures/new`);
    t.check((await plain.locator("#ground input:checked").count()) === 0 && !(await text(plain)).includes("This is what you began"), "what was given lies on no desk any more");
    t.check(!(await plain.textContent("#ground")).includes("Elm Clinic"), "the consent is no ground any more");
    await plain.check("#ground-emergency");
    await press(plain);
    t.check((await plain.title()).startsWith("Error: ") && (await text(plain)).includes("ten letters"), "an emergency is described, before a receiver is asked for");
    await plain.fill("#authority", "Fell from a ladder and does not answer.");
    await press(plain);
    t.check((await plain.inputValue("#to")) === "", "whom it goes to in an emergency nobody knows beforehand");
    await plain.fill("#to", "Elm Clinic");
    await plain.fill("#purpose", "working together");
    await press(plain);
    // Left in the middle: what was answered lies on the desk.
    await t.goto(plain, `${client}/disclosures/new`);
    t.check((await plain.isChecked("#ground-emergency")) && (await text(plain)).includes("This is what you began"), "a sharing that was begun is there again", await text(plain));
    await t.look(plain, "a sharing that was begun");
    await press(plain);
    t.check((await plain.inputValue("#to")) === "Elm Clinic" && (await plain.inputValue("#purpose")) === "working together", "with the receiver");
    // A release that is missing is recorded first, and it leads back with what was typed; also without script.
    await t.goto(plain, `${client}/disclosures/new`);
    t.check((await plain.textContent("#ground-hint")).includes("release"), "that a release comes first is said where the ground is chosen");
    await plain.fill("#authority", "What I typed before I saw that a release comes first.");
    await plain.click("button:has-text('Record a release')");
    t.check(plain.url().endsWith("/consents/new?kind=release&way=share"), "the way to the release", plain.url());
    await t.look(plain, "a release on the way to sharing");
    t.check((await plain.getAttribute("main .bar a:has-text('Go back'), main .bar a[href$='/disclosures/new']", "href")) === `${client}/disclosures/new`, "and back without one");
    await plain.fill("#description", "How my plan goes.");
    await plain.check("#sections-plan");
    await plain.fill("#to", "Birch Clinic");
    await plain.fill("#purpose", "working together");
    await plain.fill("#expires", `${year}-01-31`);
    for (const name of ["told", "statements"]) if (await plain.locator(`#${name} input`).count()) await tickAll(plain, name);
    await plain.fill("#signer", "The client");
    await plain.check("#copy_given");
    await press(plain);
    t.check(plain.url().endsWith(`${client}/disclosures/new`), "kept, it comes back", `${plain.url()} ${(await text(plain)).slice(0, 300)}`);
    t.check((await plain.textContent("#ground")).includes("Birch Clinic"), "it stands among the grounds");
    t.check((await plain.inputValue("#authority")) === "What I typed before I saw that a release comes first.", "what was typed is there");
    await t.look(plain, "back with the release");
    // To the client: nobody has to type the name that the record knows.
    await t.goto(plain, `${client}/disclosures/new`);
    await plain.check("#ground-client");
    await press(plain);
    await plain.fill("#to", "Somebody Else");
    await press(plain);
    t.check((await plain.title()).startsWith("Error: ") && (await plain.textContent("#to-error")).includes("is not the client"), "to nobody but the client on this ground");
    await plain.fill("#to", "");
    await plain.click("button:has-text('Back')");
    await press(plain);
    t.check((await plain.inputValue("#to")).length > 3, "the client's name is filled in");
    await page.goto(t.base + `${client}/sharing`);
    t.check((await text(page)).includes("Taken back"), "on the screen");

    // Requests.
    await t.visit(page, `${client}/requests/new`, "Record a request");
    await press(page);
    t.check((await page.title()).startsWith("Error: "), "what is asked for is needed");
    await page.check("#kind-access");
    await page.fill("#text", "A copy of all of it, please.");
    await press(page);
    t.check((await page.textContent("section:has(#requests)")).includes("Answer by"), "with its day");
    await page.click("section:has(#requests) li a");
    await t.look(page, "answer a request");
    await page.check("#state-denied");
    await press(page);
    t.check((await page.title()).startsWith("Error: "), "not granting needs a reason");
    await page.check("#state-granted");
    await page.fill("#answer", "Handed over on paper.");
    await press(page);
    await t.look(page, "an answered request");
    await page.click("text=Download the whole record");
    await t.look(page, "the whole record");
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("main form:last-of-type .bar button.btn:not(.quiet)")]);
    t.check(download.suggestedFilename() === "record.json", "as a file");

    // Nothing of it for others.
    const other = await t.open();
    await t.signIn(other, "tobias");
    await t.goto(other, "/");
    const theirs = await other.locator("section:has(#clients) a.who").first().getAttribute("href");
    for (const below of ["", "/revoke"]) t.check((await t.goto(other, `${theirs}${consent.slice(client.length)}${below}`)) === 404, "a foreign consent is not there");
    t.check((await t.goto(other, `${theirs}${made.slice(client.length)}`)) === 404, "a foreign disclosure is not there");
    t.check((await t.goto(other, `${theirs}${made.slice(client.length)}/package`)) === 404, "nor its package");
    // After the glass was broken the page is read like the rest, of a grown-up who is asked for a consent and of a minor.
    await t.goto(page, "/");
    const all = await page.locator("section:has(#clients) a.who").evaluateAll((l) => l.map((a) => a.getAttribute("href")));
    const seen = { minor: false, asked: false };
    for (const one of all) {
        if ((await t.goto(page, `${one}/details/change`)) !== 200) continue;
        const name = await page.inputValue("#name"), born = await page.inputValue("#birth_date");
        const minor = new Date().getFullYear() - new Date(born).getFullYear() < 18;
        if (!born || seen[minor ? "minor" : "asked"]) continue;
        if (!minor) {
            await t.goto(page, `${one}/consents/new?kind=treatment&how=ask`);
            await page.fill("#description", "What we will do.");
            await page.click("button[name=ask]");
        }
        await t.goto(other, "/break-glass");
        await other.fill("#name", name);
        await other.fill("#birth_date", born);
        await other.fill("#reason", "Nobody of the care team can be reached.");
        await other.click("main button.btn");
        if ((await t.goto(other, one)) !== 200) continue; // theirs already, or not to be told apart
        const status = await t.goto(other, `${one}/sharing`);
        t.check(status === 200 && (await other.locator("section:has(#guardian)").count()) === (minor ? 1 : 0), `sharing after the glass was broken, ${minor ? "a minor" : "a grown-up"}`, `${status}`);
        seen[minor ? "minor" : "asked"] = status === 200;
    }
    t.check(seen.asked, "a chart was opened in an emergency");
    // A privacy officer records a consent, and knows nothing of accounts.
    const officer = await t.open();
    await t.signIn(officer, "gudrun");
    t.check((await t.goto(officer, `${client}/consents/new?kind=release`)) === 200, "a privacy officer records consents");
    await t.visit(page, "/help/sharing", "Consents, disclosures, requests");
});
