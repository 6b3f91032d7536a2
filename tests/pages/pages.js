/* pages.js: the HTML pages in a real browser, as people meet them. Usage: node pages.js NPM-FOLDER CHROMIUM NAME=FILE...
 * Each page at 1280 and 390 px, in the light and the dark: axe finds nothing; at 390 and 320 px nothing scrolls
 * sideways but the boxes meant to; each such box can be reached with the keyboard; in print nothing stays folded away. */
"use strict";
const path = require("path");
const fs = require("fs");
const [npm, chromium, ...given] = process.argv.slice(2);
const modules = path.resolve(npm, "node_modules");
const playwright = require(path.join(modules, "playwright-core"));
const axe = fs.readFileSync(path.join(modules, "axe-core", "axe.min.js"), "utf8");

let failures = 0, checks = 0;
function check(ok, what, detail) {
    checks++;
    if (!ok) {
        failures++;
        console.log(`${what}: ${detail}`);
    }
}

async function violations(page) {
    await page.evaluate(axe);
    const found = await page.evaluate(async () => (await window.axe.run(document, { resultTypes: ["violations"] })).violations);
    return found.map((v) => `${v.id} (${v.nodes.length}): ${v.nodes[0].html.slice(0, 160)} ${v.nodes[0].failureSummary}`);
}

async function open(browser, file, width, scheme) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme, javaScriptEnabled: true });
    const page = await context.newPage();
    await page.goto("file://" + path.resolve(file));
    return page;
}

/* How far the page is wider than the window. */
const overhang = () => document.documentElement.scrollWidth - window.innerWidth;

/* Names of elements that scroll sideways and cannot be focused. */
const unreachable = () =>
    [...document.querySelectorAll("*")]
        .filter((e) => e.scrollWidth > e.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(e).overflowX) && e.tabIndex < 0)
        .map((e) => e.outerHTML.slice(0, 80));

/* Rows of tables that take no room: folded away. */
const hidden = () => [...document.querySelectorAll("tbody tr")].filter((e) => !e.checkVisibility({ contentVisibilityAuto: true })).length;

async function look(browser, name, file) {
    for (const width of [1280, 390])
        for (const scheme of ["light", "dark"]) {
            const page = await open(browser, file, width, scheme);
            const found = await violations(page);
            check(found.length === 0, `${name} at ${width} px, ${scheme}`, found.join("\n    "));
            await page.context().close();
        }
    for (const width of [390, 320]) {
        const page = await open(browser, file, width, "light");
        const wide = await page.evaluate(overhang), lost = await page.evaluate(unreachable);
        check(wide <= 0, `${name} at ${width} px`, `the page is ${wide} px wider than the window`);
        check(lost.length === 0, `${name} at ${width} px`, `scrolls but cannot be focused: ${lost.join(" ")}`);
        await page.context().close();
    }
    const page = await open(browser, file, 800, "light");
    await page.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = false)));
    await page.emulateMedia({ media: "print" });
    check((await page.evaluate(hidden)) === 0, `${name} in print`, "a table is folded away");
    await page.context().close();
}

/* A test that finds nothing wrong with a bad page would be worth nothing. */
async function lookAtBadPage(browser) {
    const page = await browser.newPage({ viewport: { width: 390, height: 600 } });
    await page.setContent("<title>t</title><img src='data:,'><p style='width:900px;color:#ddd;background:#fff'>pale</p>");
    const found = await violations(page);
    check(found.some((v) => v.startsWith("image-alt")) && found.some((v) => v.startsWith("color-contrast")), "a bad page", "axe does not see what is wrong with it");
    check((await page.evaluate(overhang)) > 0, "a bad page", "its width is not seen");
    await page.close();
}

(async () => {
    const browser = await playwright.chromium.launch({
        executablePath: chromium,
        args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    });
    try {
        await lookAtBadPage(browser);
        for (const pair of given) {
            const at = pair.indexOf("=");
            await look(browser, pair.slice(0, at), pair.slice(at + 1));
        }
    } finally {
        await browser.close();
    }
    console.log(`${checks - failures} of ${checks} checks of pages`);
    process.exit(failures ? 1 : 0);
})().catch((e) => {
    console.log(e.stack);
    process.exit(2);
});
