"""import_report.py SOURCE.txt PLAN.json REPORT.json [LEAST]: the report of an import against what was imported.

Every non-empty line is counted; understood and not understood make all; every pointer leads to something in the plan; the
lines not understood are the plan's notes and stand there as they were; every word of every line is in the plan, but for
words that only name a place in it. LEAST is the least share of lines that must be understood (default 1).
"""
import json
import re
import sys


def at(plan, pointer):
    here = plan
    for step in pointer.split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")
        here = here[int(step)] if isinstance(here, list) else here[step]
    return here


def texts(v):
    if isinstance(v, dict):
        for key, item in v.items():
            yield key.replace("_", " ")
            yield from texts(item)
    elif isinstance(v, list):
        for item in v:
            yield from texts(item)
    else:
        yield str(v)


def words(text):
    return re.findall(r"[a-z]{4,}|\d+", text.lower().replace("’", "'").replace("\u00ad", ""))


STRUCTURE = {"goal", "goals", "objective", "objectives", "intervention", "interventions"}  # they are where their text stands


def content(source, n):
    """Line n without what only names a place: labels, a table's head, a list of contents."""
    line = source[n - 1].replace("some text", "").strip()
    following = source[n].strip() if n < len(source) else ""
    if line.startswith("|") and re.fullmatch(r"[|:\-\s]+", following) or re.search(r"\]\(#", line):
        return ""
    out = []
    for cell in line.strip("|").split("|"):
        cell = re.sub(r"^[\s•*\-\d.)#_]+", "", cell)
        label = re.match(r"^[^.!?:]{1,60}:\**|^[^.!?:]{1,60}\**$", cell)
        out.append(cell[label.end():] if label and "|" not in line or label and ":" in label[0] else cell)
    return " ".join(out)


def main():
    source = open(sys.argv[1], encoding="utf-8-sig").read().splitlines()
    plan, report = [json.load(open(p, encoding="utf-8")) for p in sys.argv[2:4]]
    least = float(sys.argv[4]) if len(sys.argv) > 4 else 1.0
    assert set(report) == {"lines", "understood", "not_understood", "fields"}, sorted(report)
    filled = [n for n, line in enumerate(source, 1) if line.strip(" \t\r\u00a0\ufeff")]
    missed = report["not_understood"]
    assert report["lines"] == len(filled), "%d lines counted, %d are there" % (report["lines"], len(filled))
    assert report["understood"] + len(missed) == report["lines"], "%d understood and %d not, of %d" % (
        report["understood"], len(missed), report["lines"])
    share = report["understood"] / report["lines"]
    assert share >= least, "%.1f %% understood; not: %s" % (100 * share, [(m["line"], m["text"]) for m in missed])
    for m in missed:
        assert m["text"].strip() and m["text"].split() == re.sub(r"^[\s•*\-]+", "", source[m["line"] - 1]).split() or \
            m["text"].strip() in source[m["line"] - 1], (m, source[m["line"] - 1])
    notes = [n.get("line") for n in plan.get("notes", [])]
    assert sorted(n for n in notes if n) == sorted(m["line"] for m in missed), "notes and lines not understood differ: %s %s" % (
        notes, [m["line"] for m in missed])
    for f in report["fields"]:
        try:
            at(plan, f["pointer"])
        except (KeyError, IndexError, ValueError, TypeError):
            raise AssertionError("line %d is said to be at %s, where nothing is" % (f["line"], f["pointer"]))
        assert f["line"] in filled, "a field of an empty line: %s" % f
    # Lost words: a heading's, a label's or a table head's words say where the text went; a sentence's words must be there.
    kept = set()
    for t in texts(plan):
        kept.update(words(t))
    lost = []
    for n in filled:
        lost += [(n, w) for w in words(content(source, n)) if w not in kept and w not in STRUCTURE]
    assert not lost or least < 1, "words of the source that are nowhere in the plan: %s" % lost
    if lost:
        total = sum(len(words(source[n - 1])) for n in filled)
        assert len(lost) <= total * 0.02, "%d of %d words are nowhere in the plan: %s" % (len(lost), total, lost[:40])


try:
    main()
except AssertionError as e:
    sys.exit("%s: %s" % (sys.argv[1], e))
