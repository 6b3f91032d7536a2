/* copy.js: "Copy" beside a text that is ready for another record: onto the clipboard, and a word that it is there. */
"use strict";
document.addEventListener("click", async (e) => {
    const button = e.target.closest("button[data-copy]");
    if (!button) return;
    const text = document.getElementById(button.dataset.copy);
    text.select();
    await navigator.clipboard.writeText(text.value).catch(() => document.execCommand("copy"));
    document.getElementById("copied").textContent = "Copied: " + button.dataset.name;
});
for (const button of document.querySelectorAll("button[data-copy]")) button.hidden = false;
