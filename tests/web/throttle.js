/*
 * throttle.js: wrong passwords make a name wait, of a client as of who works here, and of nobody: with words that say
 * when to try again, in both languages; the right password is refused alike as long as it lasts.
 */
"use strict";
const { scenario } = require("./lib.js");

scenario(async (t) => {
    await t.serveAsUsual();
    const client = t.accounts.find((a) => a.role === "client"), clinician = t.account("tobias"), other = t.account("rahel");
    const signs = await t.open({ width: 390 });
    await t.signIn(signs, client.login, "/me/plan/sign");
    const page = await t.open({ width: 390 });
    const attempt = async (login, password) => {
        await t.goto(page, "/sign-in");
        await page.fill("#login", login);
        await page.fill("#password", password);
        await page.click("main button.btn");
        await page.waitForLoadState();
        return (await page.locator(".errors").count()) ? (await page.textContent(".errors li")).trim() : new URL(page.url()).pathname;
    };
    const english = /^There were too many tries\. Try again in (one minute|\d+ minutes)\.$/;
    for (const [login, password] of [[client.login, client.password], [clinician.login, clinician.password], ["nobody-at-all", "correct horse 7"]]) {
        for (let i = 0; i < 5; i++) {
            const said = await attempt(login, `not this one ${i}`);
            t.check(said.startsWith("Name or password is not right"), `${login}: wrong ${i + 1} times`, said);
        }
        const wrong = await attempt(login, "not this one either"), right = await attempt(login, password);
        t.check(english.test(wrong), `${login} waits, and is told how long`, wrong);
        t.check(english.test(right), `${login}: the right password is refused alike`, right);
        t.check((await page.inputValue("#login")) === login, "the name stays");
    }
    await t.look(page, "a name that waits");
    await t.picture(page, "throttle-en");
    await page.click("footer button:has-text('Español')");
    const spanish = await attempt(client.login, client.password);
    t.check(/^Hubo demasiados intentos\. Vuelva a intentarlo en (un minuto|\d+ minutos)\.$/.test(spanish), "in Spanish too", spanish);
    t.check((await page.getAttribute("html", "lang")) === "es", "the page is in Spanish");
    await t.look(page, "a name that waits, in Spanish");
    await t.picture(page, "throttle-es");
    t.check((await attempt(other.login, other.password)) === "/", "another name signs in meanwhile");

    // Links are asked for often: the same, with what it is about.
    await t.serveAgain({ limits: [], mail: { format: "goldthread.mail/1", url: "smtp://127.0.0.1:9", from: "practice@example.org", address: t.base } });
    const asks = await t.open({ width: 390 });
    const link = async (name) => {
        await t.goto(asks, "/sign-in/link");
        await asks.fill("#login", name);
        await asks.click("main button.btn");
        await asks.waitForLoadState();
        return (await asks.locator(".errors").count()) ? (await asks.textContent(".errors li")).trim() : new URL(asks.url()).pathname;
    };
    let told = "";
    for (let i = 0; i < 12 && (told = await link("nobody.here")) === "/sign-in/link/sent"; i++);
    t.check(/^Links were asked for often\. Ask again in (one minute|\d+ minutes)\.$/.test(told), "who asked for many links is told how long to wait", told);
    await t.look(asks, "many links");
    await asks.click("footer button:has-text('Español')");
    told = await link("nobody.here");
    t.check(/^Se pidieron muchos enlaces\. Pida otro en (un minuto|\d+ minutos)\.$/.test(told), "in Spanish too", told);

    // Wrong passwords where one signs: what is wrong is said in the language of the page, and then how long to wait.
    await signs.click("footer button:has-text('Español')");
    await t.goto(signs, "/me/plan/sign");
    let wrong = [];
    for (let i = 0; i < 8 && !/intentos/.test(wrong.at(-1) ?? ""); i++) {
        await signs.fill("#secret", `not this one ${i}`);
        await signs.click("form[action='/me/plan/sign'] button.btn");
        await signs.waitForLoadState();
        wrong.push((await signs.textContent(".errors li")).trim());
    }
    t.check(wrong.slice(0, -1).every((w) => w === "Esa no es su contraseña, ni un código de su aparato."), "a wrong password where one signs, in Spanish", JSON.stringify(wrong));
    t.check(/^Hubo demasiados intentos\. Vuelva a intentarlo en (un minuto|\d+ minutos)\.$/.test(wrong.at(-1)), "and how long to wait", JSON.stringify(wrong));
    await t.look(signs, "many wrong passwords where one signs");
});
