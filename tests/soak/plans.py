"""plans.py PLAN.json COUNT: that many plans as JSON Lines on standard output, each a variation of the one given.

What varies is what findings hang on: targets, deadlines, parts that are missing, vague sentences, lengths of text.
The same arguments give the same bytes.
"""
import copy
import json
import sys

VERBS = ["walk", "cook", "read", "call a friend", "swim", "keep a sleep diary", "feel better", "go to bed on time"]
PARTS = ["barriers", "monitoring", "reviews", "crisis", "duration", "agreement"]  # nothing points into these


def variation(plan, number):
    p = copy.deepcopy(plan)
    p["id"] = "plan-%d" % number
    goal = p["goals"][0]
    for at, objective in enumerate(goal["objectives"]):
        for bound in ("measure", "baseline", "target", "frequency", "due"):
            objective.pop(bound, None)
        if (number + at) % 3:
            objective["statement"] = "Client will %s %d times a week by session %d." % (
                VERBS[(number + at) % len(VERBS)], number % 5 + 1, number % 17 + 1)
    if number % 4 == 0:
        p.pop(PARTS[number // 4 % len(PARTS)], None)
    if number % 10 == 3:
        p["problems"][0]["statement"] = p["problems"][0].get("statement", "Worry.") * (number % 7 + 1)
    return p


def main():
    plan, count = json.load(open(sys.argv[1], encoding="utf-8")), int(sys.argv[2])
    # Variations repeat after a while: writing a million plans must not take longer than checking them.
    lines = [json.dumps(variation(plan, n), ensure_ascii=False) for n in range(min(count, 5040))]
    for n in range(count):
        sys.stdout.write(lines[n % len(lines)] + "\n")


if __name__ == "__main__":
    main()
