/* views.js: fragments as views write them, parsed by the browser: it must find the same tags and texts in the same order,
 * or it has moved, closed or dropped something. `trees` stands in the file before this one. */
"use strict";
function parts(html) {
    const found = [];
    for (const m of html.matchAll(/<(\/?)([a-zA-Z0-9]+)[^>]*?(\/?)>|[^<]+/g)) {
        if (m[2] === undefined) {
            found.push("#" + m[0]);
            continue;
        }
        found.push(m[1] + m[2]);
        if (m[3]) found.push("/" + m[2]);
    }
    return found.join(" ");
}

function differs(html) {
    const body = new DOMParser().parseFromString("<!doctype html><body>" + html, "text/html").body;
    return parts(html.replace(/<(textarea|pre)>\n/g, "<$1>")) !== parts(body.innerHTML);
}

/* What browsers are known to change, so that the comparison itself is tried. */
const moved = ["<p><div></div></p>", "<table><tbody><tr>t</tr></tbody></table>", "<ul><li><div><li></li></div></li></ul>",
               "<h1><h2>t</h2></h1>", "<a>t<a>t</a></a>", "<dl><dd><div><dt>t</dt></div></dd></dl>", "<table><tr></tr></table>"];
const wrong = trees.filter(differs), missed = moved.filter((html) => !differs(html));
document.getElementById("out").textContent = [`${trees.length} trees, ${wrong.length} changed, ${missed.length} missed`]
    .concat(wrong.slice(0, 20), missed).join("\n");
