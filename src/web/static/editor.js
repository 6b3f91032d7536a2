/* editor.js: checks while somebody writes, fields that follow each other. Saving is that of app.js, and brings checks too. */
"use strict";
(() => {
    const form = document.getElementById("draft"), checks = document.getElementById("checks");
    let timer = 0, number = 0, due = false; // due: something was typed whose check has not come
    const same = (text) => text.replace(/\r\n/g, "\n").trim();

    // Nothing moves under a finger that is down.
    let down = false, waiting = null;
    addEventListener("pointerdown", () => { down = true; }, true);
    for (const up of ["pointerup", "pointercancel"]) addEventListener(up, () => setTimeout(() => {
        down = false;
        if (waiting) show(waiting);
    }, 0), true);

    // New markup in an element: what was open stays open; who stood on a button of it stands on the same one or, when what
    // it was about is mended, in the next field.
    const key = (x) => x.value || x.textContent;
    function put(old, html) {
        const at = document.activeElement, mine = old.contains(at), open = [...old.querySelectorAll("details[open]")];
        if (old.innerHTML === html) return;
        old.innerHTML = html;
        for (const d of open) document.getElementById(d.id)?.setAttribute("open", "");
        if (mine) ([...old.querySelectorAll("a, button, summary")].find((x) => key(x) === key(at)) || texts().find((x) => old.compareDocumentPosition(x) & 4 && x.checkVisibility()) || old).focus();
    }
    const inside = document.createElement("template");

    // Notes below the fields and the list at the side.
    function show(told) {
        waiting = down ? told : null;
        if (down) return;
        put(checks, told.checks);
        const top = checks.querySelector(".edit-top");
        if (top) document.querySelector("[data-top]").innerHTML = top.outerHTML;
        for (const old of form.querySelectorAll(".edit-notes")) {
            inside.innerHTML = told.notes[old.id.slice("notes-".length)] || "<p>";
            put(old, inside.content.firstChild.innerHTML);
        }
        for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
        for (const [name] of told.wrong) if (form.elements[name]) form.elements[name].setAttribute("aria-invalid", "true");
    }

    // A sentence and its fields follow each other while one of them is written. What came so is not typed: the form
    // sends what stood there before, until the server has saved what it follows.
    const followed = new Map(); // name of a field: { sent, now }
    const follows = (name) => {
        const field = form.elements[name], f = followed.get(name);
        return field && f && same(field.value) === same(f.now) ? f : null;
    };
    form.addEventListener("formdata", (e) => {
        for (const name of [...followed.keys()]) {
            const f = follows(name);
            if (f) e.formData.set(name, f.sent);
            else followed.delete(name);
        }
    });
    function fill(fields, saved) {
        const told = new Set();
        for (const [name, sent, now] of fields) {
            const field = form.elements[name], f = follows(name);
            if (!field || field.value === undefined || same(f ? f.sent : field.value) !== same(sent)) continue;
            told.add(name);
            const here = field === document.activeElement;
            if (!saved && here) continue;
            if (saved) followed.delete(name);
            else followed.set(name, { sent, now });
            if (field.value === now) continue;
            field.value = now;
            // Somebody is in it and has typed nothing yet: what they type takes the place of what came.
            if (here && field.tagName === "INPUT") field.select();
        }
        for (const name of [...followed.keys()]) {
            const f = follows(name);
            if (told.has(name) || (saved && due)) continue; // it may follow what is not saved yet: the check tells
            if (f) form.elements[name].value = f.sent;
            followed.delete(name);
        }
    }

    // What a link leads to is not folded, also where the browser would leave it so.
    function unfold(at) {
        for (let d = at; d && (d = d.closest("details:not([open])")); d = d.parentElement) d.open = true;
    }
    function arrive() {
        const at = document.getElementById(decodeURIComponent(location.hash.slice(1)));
        if (!at || !form.contains(at)) return;
        unfold(at);
        at.scrollIntoView();
        (at.querySelector(":scope > summary") || at).focus();
    }
    addEventListener("hashchange", arrive);
    form.addEventListener("change", (e) => {
        const list = e.target.closest(".edit-links"), said = list && list.querySelector("[data-linked]");
        if (said) said.textContent = [...list.querySelectorAll(":checked")].map((x) => x.labels[0].textContent).join("; ") || said.dataset.linked;
    });

    // From blank to blank: each is selected, so that what is typed takes its place.
    const blanks = (field) => [...(field.value || "").matchAll(/\[[^\][\n]*[a-z][^\][\n]*\]|__+/gi)];
    const texts = () => [...form.querySelectorAll("input:not([type=hidden]):not([type=checkbox]), textarea")];
    let last = null;
    function select(field, from) {
        const at = blanks(field).find((m) => m.index >= from);
        if (!at) return false;
        unfold(field);
        field.focus();
        field.setSelectionRange(at.index, at.index + at[0].length);
        return true;
    }
    function next() {
        const all = texts(), at = all.indexOf(last);
        if (last && at >= 0 && select(last, last.selectionEnd)) return;
        const rest = [...all.slice(at + 1), ...all.slice(0, at + 1)];
        rest.some((field) => select(field, 0));
    }
    form.addEventListener("focusin", (e) => {
        if (texts().includes(e.target)) last = e.target;
        const field = e.target;
        if (field.tagName === "TEXTAREA" && field.selectionStart === field.selectionEnd && field.selectionStart === 0) select(field, 0);
    });
    form.addEventListener("input", (e) => e.target.parentElement.classList.toggle("has-blank", blanks(e.target).length > 0));
    addEventListener("keydown", (e) => {
        if (e.key !== "F8") return;
        e.preventDefault();
        next();
    });
    addEventListener("click", (e) => {
        if (!e.target.closest("[data-next]")) return;
        e.preventDefault();
        next();
    });

    async function check() {
        clearTimeout(timer);
        const mine = ++number, body = new URLSearchParams(new FormData(form));
        const answer = await fetch(form.dataset.live, { method: "POST", headers: { Accept: "application/json" }, body }).catch(() => null);
        const told = answer && answer.ok && await answer.json().catch(() => null);
        if (!told || mine !== number) return;
        due = false;
        fill(told.fields, false);
        show(told);
    }
    form.addEventListener("input", () => {
        due = true;
        clearTimeout(timer);
        timer = setTimeout(check, 500);
    });

    if (location.hash) arrive();
    form.addEventListener("saved", (e) => {
        const told = e.detail;
        if (!told.checks) return;
        // Somebody else added, moved or removed parts: the form is fetched anew, at the same field.
        if (told.moved) {
            const at = document.activeElement && document.activeElement.id;
            if (at) location.hash = encodeURIComponent(at);
            location.reload();
            return;
        }
        fill(told.fields, true);
        show(told);
        number++; // a check under way was of what stood here before
        if (due) check();
    });
})();
