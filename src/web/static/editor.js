/*
 * editor.js: what a script adds to the plan editor: checks while somebody writes, and fields that follow each other.
 * Saving is that of app.js; its answer ("saved") brings the checks too.
 */
"use strict";
(() => {
    const form = document.getElementById("draft"), checks = document.getElementById("checks");
    let timer = 0, number = 0, due = false; // due: something was typed whose check has not come
    const same = (text) => text.replace(/\r\n/g, "\n").trim();

    // Nothing moves under a finger that is down: what came meanwhile is shown when it is up, and the click has its button.
    let down = false, waiting = null;
    addEventListener("pointerdown", () => { down = true; }, true);
    for (const up of ["pointerup", "pointercancel"]) addEventListener(up, () => setTimeout(() => {
        down = false;
        if (waiting) show(waiting);
    }, 0), true);

    // Notes below the fields and the list at the side; what is being used just now stays.
    function show(told) {
        waiting = down ? told : null;
        if (down) return;
        if (!checks.contains(document.activeElement)) {
            const open = checks.querySelector("details[open]");
            checks.innerHTML = told.checks;
            if (open && checks.querySelector("details")) checks.querySelector("details").open = true;
        }
        for (const old of form.querySelectorAll(".edit-notes")) {
            if (old.contains(document.activeElement)) continue;
            const now = told.notes[old.id.slice("notes-".length)];
            if (now) old.outerHTML = now;
            else old.textContent = "";
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
