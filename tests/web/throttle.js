/*
 * throttle.js: wrong passwords make a name wait, of a client as of who works here, and of nobody: with words that say
 * when to try again, in both languages; the right password is refused alike as long as it lasts.
 */
"use strict";
const { scenario } = require("./lib.js");

scenario(async (t) => {
    await t.serveAsUsual();
    const client = t.accounts.find((a) => a.role === "client"), clinician = t.account("tobias"), other = t.account("rahel");
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
});
