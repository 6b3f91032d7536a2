#!/usr/bin/env python3
"""docs/series.schema.json against a real validator (Debian: python3-jsonschema).

Every entry that the tests of the reader read is accepted. Of what the reader refuses (tests/data/plan/series/bad.tsv), the
schema refuses a line wherever the column `schema` says "structure", and none where it says "beyond" (what no schema can
say) or "json" (no JSON at all). Skips only when the validator is not installed.
"""
import json
import os
import sys

try:
    import jsonschema
except ImportError:
    if os.path.exists("/usr/bin/python3") and os.path.realpath(sys.executable) != os.path.realpath("/usr/bin/python3"):
        os.execv("/usr/bin/python3", ["/usr/bin/python3"] + sys.argv)
    print("skipped: python3-jsonschema is not installed")
    sys.exit(0)

os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))


def table(path):
    with open(path, encoding="utf-8") as f:
        lines = [line.rstrip("\n").split("\t") for line in f if line.strip() and not line.startswith("#")]
    return [dict(zip(lines[0], cells, strict=True)) for cells in lines[1:]]


def entries(text):
    return [json.loads(line) for line in text.split("\\n") if line.strip()]


def main():
    with open("docs/series.schema.json", encoding="utf-8") as f:
        schema = json.load(f)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    failures, counted = [], {"good": 0, "structure": 0, "beyond": 0, "json": 0}

    good = [(row["name"], row["entries"]) for row in table("tests/data/plan/series/courses.tsv")]
    with open("tests/data/plan/series/everything.jsonl", encoding="utf-8") as f:
        good.append(("everything", f.read().replace("\n", "\\n")))
    types = set()
    for name, text in good:
        for entry in entries(text):
            counted["good"] += 1
            types.add(entry["type"])
            failures += [f"{name}: {e.json_path}: {e.message}" for e in validator.iter_errors(entry)]
    if types != set(schema["properties"]["type"]["enum"]):
        failures.append(f"types tested: {sorted(types)}")

    for row in table("tests/data/plan/series/bad.tsv"):
        counted[row["schema"]] += 1
        try:
            bad = any(not validator.is_valid(entry) for entry in entries(row["entries"]))
        except json.JSONDecodeError:
            bad = None
        if bad != {"structure": True, "beyond": False, "json": None}[row["schema"]]:
            failures.append(f"{row['name']}: {row['schema']}, but the schema says {bad}")

    if not all(counted.values()):
        failures.append(f"nothing was tested: {counted}")
    print("\n".join(failures) if failures else f"{counted}")
    return 1 if failures else 0


sys.exit(main())
