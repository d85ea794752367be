#!/usr/bin/env python3
"""Count the test cases of one `meson test` run.

    count.py LOG.json [SUITE...]

A TAP program counts as its lines, any other as one. Each SUITE must have had at least one test: a suite that
vanished is a failure. Prints "passed failed skipped", then a line for each case that failed.
"""
import json
import re
import sys

RESULT = re.compile(r"(not )?ok\b\s*(\d*)\s*-?\s*([^#]*)(?:#\s*(\w+))?")


def cases(record):
    """Triples (passed, skipped, words) of one test program."""
    found, planned = [], None
    for line in (record.get("stdout") or "").splitlines():
        match = RESULT.match(line)
        if match:
            directive = (match.group(4) or "").upper()
            expected = directive in ("SKIP", "TODO")
            found.append((not match.group(1) or expected, directive == "SKIP", match.group(3).strip()))
        elif line.startswith("Bail out!"):
            found.append((False, False, line))
        elif re.match(r"1\.\.\d+", line):
            planned = int(re.match(r"1\.\.(\d+)", line).group(1))
    if planned is None:
        found = []  # not TAP: words that look like it are chance
    good = record["result"] in ("OK", "EXPECTEDFAIL")
    skipped = record["result"] == "SKIP"
    if not found:
        return [(good or skipped, skipped, record["result"].lower())]
    if not good and not skipped and all(passed for passed, _, _ in found):
        found.append((False, False, f"the program itself: {record['result'].lower()}"))
    return found


def suites_of(name):
    """meson writes `project:suite+suite / test`; without suites, `test`."""
    head = name.split(" / ")[0] if " / " in name else ""
    return set(head.split(":")[-1].split("+"))


def main(path, wanted):
    passed = failed = skipped = 0
    complaints, seen = [], set()
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            records = [json.loads(line) for line in file if line.strip()]
    except FileNotFoundError:
        records = []
    for record in records:
        seen |= suites_of(record["name"])
        for was_right, was_skipped, words in cases(record):
            if was_skipped:
                skipped += 1
            elif was_right:
                passed += 1
            else:
                failed += 1
                complaints.append(f"{record['name']}: {words}")
    for suite in wanted:
        if suite not in seen:
            failed += 1
            complaints.append(f"suite {suite}: no test ran")
    print(passed, failed, skipped)
    for complaint in complaints:
        print(complaint)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
