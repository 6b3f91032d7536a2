/*
 * app.js: what a script can add to pages that work without it: saving while somebody writes, checks beside a field,
 * keys, and a word before the time is over. Nothing is kept in the browser; text stays in its field until the server
 * has said that it has it.
 *
 *   <form data-autosave="/address">      sent there after two seconds of quiet and when a field is left; the answer is
 *                                        JSON: "version" goes into the field of that name, "fields" are those whose text
 *                                        followed: [name, what was sent, what it is now]
 *   <form data-guard>                    leaving with something unsaved is asked about
 *   [data-saved]                         where "Saved at 09:14" stands
 *   body[data-idle]                      seconds until the sign-in ends
 *   [data-say=NAME]                      a sentence of this script in the language of the page; none: English
 */
"use strict";
(() => {
    const all = (selector, root = document) => [...root.querySelectorAll(selector)];
    const one = (selector) => document.querySelector(selector);
    const say = (text) => all("[data-saved]").forEach((e) => { e.textContent = text; });
    const word = (name, english) => one(`[data-say=${name}]`)?.textContent ?? english;
    const clock = () => word("saved", "Saved at") + " " + new Date().toTimeString().slice(0, 5);
    const json = { Accept: "application/json" };

    // A new id for each thing that is done once.
    const newOnce = () => btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(18)))).replace(/\+/g, "-").replace(/\//g, "_");

    const changed = new Set();
    let ends = Date.now() + 1000 * Number(document.body.dataset.idle || 0);
    const idle = ends - Date.now();

    // ---- saving ----

    function autosave(form) {
        let timer = 0, running = false, wait = 2000, once = "", sender = null;
        const waiting = []; // the form as it was at each save that was asked for: one thing is saved after the other
        async function save() {
            clearTimeout(timer);
            if (changed.delete(form)) waiting.push(new URLSearchParams(new FormData(form)));
            if (!waiting.length) return;
            if (running) { changed.add(waiting); return; }
            running = true;
            say("Saving…");
            const body = waiting.shift();
            if (!waiting.length) changed.delete(waiting);
            once = once || newOnce();
            body.set("once", once);
            let ok = false, answer = null;
            try {
                answer = await fetch(form.dataset.autosave, { method: "POST", headers: json, body });
                ok = answer.ok;
            } catch { /* the network is away: tried again below */ }
            running = false;
            if (ok) {
                const told = await answer.json().catch(() => ({}));
                if (told.version !== undefined && form.elements.version) {
                    form.elements.version.value = told.version;
                    waiting.forEach((later) => later.set("version", told.version));
                }
                // What followed has followed in what waits, too, where it is not another text by then.
                for (const [name, sent, now] of told.fields || []) waiting.forEach((later) => { if (later.get(name) === sent) later.set(name, now); });
                once = "";
                wait = 2000;
                ends = Date.now() + idle;
                say(told.saved || clock()); // in the practice's time
                form.dispatchEvent(new CustomEvent("saved", { detail: told }));
                if (waiting.length) save();
                if (sender) sender();
                return;
            }
            changed.add(form); // whole: what waited stands in it
            waiting.length = 0;
            changed.delete(waiting);
            if (sender) return sender();
            if (answer && answer.status === 401) return say(word("out", "You are signed out. Press the save button: what you wrote is kept while you sign in."));
            if (answer && answer.status < 500) {
                once = "";
                return say(word("refused", "Not saved. Press the save button to see why."));
            }
            say(word("waits", "Not saved yet. We keep trying."));
            wait = Math.min(2 * wait, 30000);
            timer = setTimeout(save, wait);
        }
        form.addEventListener("input", () => { changed.add(form); clearTimeout(timer); timer = setTimeout(save, wait); });
        form.addEventListener("focusout", save);
        // What is being saved arrives before the form itself does, so that nothing of it stays behind.
        form.addEventListener("submit", (e) => {
            if (!running) return;
            e.preventDefault();
            e.stopPropagation();
            const button = e.submitter;
            sender = () => {
                sender = null;
                if (button && !form.contains(button)) form.append(button);
                form.requestSubmit(button);
            };
        });
        form.save = save;
    }
    all("form[data-autosave]").forEach(autosave);
    all("form[data-guard], form[data-autosave]").forEach((form) => {
        form.addEventListener("input", () => changed.add(form));
        form.addEventListener("submit", () => changed.delete(form));
    });
    addEventListener("beforeunload", (e) => { if (changed.size) e.preventDefault(); });

    // ---- the same form twice ----

    document.addEventListener("submit", (e) => {
        if (e.target.dataset.sent) return e.preventDefault();
        if (e.target.method === "post") e.target.dataset.sent = "1";
        setTimeout(() => delete e.target.dataset.sent, 5000); // the answer may be a file
    });
    addEventListener("pageshow", () => all("form").forEach((f) => delete f.dataset.sent));

    // ---- answers off a form: a digit chooses and goes on ----

    all(".keypad").forEach((pad) => pad.addEventListener("keydown", (e) => {
        const item = e.target.closest(".item"), key = item && e.target.type === "radio" && item.querySelector(`input[value="${CSS.escape(e.key)}"]`);
        if (!key || e.ctrlKey || e.metaKey || e.altKey) return;
        e.preventDefault();
        key.click();
        ((item.nextElementSibling && item.nextElementSibling.querySelector("input")) || key).focus();
    }));

    // ---- a text to be taken elsewhere ----

    all("[data-copy]").forEach((button) => {
        button.hidden = false;
        button.addEventListener("click", async () => {
            const field = document.getElementById(button.dataset.copy);
            field.select();
            await navigator.clipboard.writeText(field.value).then(() => say(word("copied", "Copied.")), () => say(word("chosen", "Chosen. Press Ctrl and C to copy.")));
        });
    });

    // ---- an invitation stands behind the # of its address, which goes nowhere ----

    if (one("#invitation") && location.hash) {
        one("#invitation").value = location.hash.slice(1);
        history.replaceState(null, "", location.pathname);
    }

    // ---- keys; single letters only outside of fields, and only when they were not turned off ----

    let before = "";
    addEventListener("keydown", (e) => {
        const typing = e.target.closest("input, textarea, select, [contenteditable]");
        const form = e.target.closest("form") || one("form[data-autosave]");
        if ((e.ctrlKey || e.metaKey) && e.key === "s" && form && form.save) { e.preventDefault(); changed.add(form); return form.save(); }
        if ((e.ctrlKey || e.metaKey) && e.key === "Enter" && typing && typing.form) { e.preventDefault(); return typing.form.requestSubmit(); }
        if (e.key === "Escape") return all("details.menu[open]").forEach((d) => { d.open = false; d.querySelector("summary").focus(); });
        if (typing || e.ctrlKey || e.metaKey || e.altKey || document.body.dataset.keys === "off") return;
        const go = before === "g" && e.key === "c";
        before = e.key;
        if (e.key === "/" && one("#q")) { e.preventDefault(); one("#q").focus(); }
        if (e.key === "?") location.href = "/help/keys";
        if (go) location.href = "/";
    });
    addEventListener("click", (e) => all("details.menu[open]").forEach((d) => { if (!d.contains(e.target)) d.open = false; }));

    // ---- a word two minutes before the sign-in ends ----

    const notice = one(".timeout");
    if (idle > 0 && notice) {
        setInterval(() => {
            const left = ends - Date.now(), text = notice.querySelector("p");
            if (left > 120000) { notice.hidden = true; return; }
            const now = left <= 0 ? word("ended", "You are signed out. What you write here is kept when you save it and sign in.") : word("ends", "You will be signed out in 2 minutes, to keep records safe. What you typed is kept.");
            if (text.textContent !== now) text.textContent = now;
            notice.hidden = false;
        }, 5000);
        notice.querySelector("button").addEventListener("click", async () => {
            const answer = await fetch("/stay", { method: "POST", headers: json, body: new URLSearchParams({ csrf: one("[name=csrf]").value }) }).catch(() => null);
            if (answer && answer.ok) { ends = Date.now() + idle; notice.hidden = true; }
        });
    }

    // ---- the error summary is read out first ----

    if (one(".errors")) one(".errors").focus();
})();
