/*
 * editor.js: what a script adds to the plan editor: checks while somebody writes, and fields that follow each other.
 * Saving is that of app.js; its answer ("saved") brings the checks too.
 */
"use strict";
(() => {
    const form = document.getElementById("draft"), checks = document.getElementById("checks");
    let timer = 0, number = 0;
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

    form.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(async () => {
            const mine = ++number, body = new URLSearchParams(new FormData(form));
            const answer = await fetch(form.dataset.live, { method: "POST", headers: { Accept: "application/json" }, body }).catch(() => null);
            if (answer && answer.ok && mine === number) show(await answer.json());
        }, 500);
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
        for (const [name, sent, now] of told.fields) {
            const field = form.elements[name];
            if (!field || field.value === undefined || same(field.value) !== same(sent) || field.value === now) continue;
            field.value = now;
            // Somebody is in it and has typed nothing yet: what they type takes the place of what came.
            if (field === document.activeElement && field.tagName === "INPUT") field.select();
        }
        number++;
        show(told);
    });
})();
