#!/usr/bin/env python3
"""docs/plan.schema.json against a real validator (Debian: python3-jsonschema).

Every row of tests/data/plan/json/samples.tsv is accepted or refused as its verdict says, and every plan that the other
tests hold as a whole file is accepted. Skips only when the validator is not installed.
"""
import glob
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


def main():
    with open("docs/plan.schema.json", encoding="utf-8") as f:
        schema = json.load(f)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    failures, counted = [], {"good": 0, "structure": 0, "beyond": 0}

    with open("tests/data/plan/json/samples.tsv", encoding="utf-8") as f:
        lines = [line.rstrip("\n").split("\t") for line in f if line.strip() and not line.startswith("#")]
    columns = lines[0]
    for cells in lines[1:]:
        row = dict(zip(columns, cells, strict=True))
        errors = list(validator.iter_errors(json.loads(row["json"])))
        counted[row["verdict"]] += 1
        if bool(errors) != (row["verdict"] == "structure"):
            failures.append(f"{row['name']}: {errors[0].message if errors else 'accepted'}")
        if row["verdict"] == "structure" and "required" not in [e.validator for e in errors] and row["where"]:
            places = ["".join("/" + str(p) for p in e.absolute_path) for e in errors]
            if not any(row["where"].startswith(place) for place in places):
                failures.append(f"{row['name']}: the reader complains at {row['where']}, the schema at {places}")

    plans = glob.glob("tests/data/plan/**/*.plan.json", recursive=True)
    for path in sorted(plans):
        with open(path, encoding="utf-8") as f:
            for error in validator.iter_errors(json.load(f)):
                failures.append(f"{path}: {error.json_path}: {error.message}")

    if not all(counted.values()) or not plans:
        failures.append(f"nothing was tested: {counted}, {len(plans)} plans")
    print("\n".join(failures) if failures else f"{sum(counted.values())} samples, {len(plans)} plans")
    return 1 if failures else 0


sys.exit(main())
