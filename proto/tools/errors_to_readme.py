#!/usr/bin/python3
"""Keep the table of codes in proto/README.md equal to proto/errors.csv.

    errors_to_readme.py            write the table between its two markers
    errors_to_readme.py --check    is it as it would be written? exit code 1 if not
    errors_to_readme.py --root DIR the proto folder to work on; default: the one above this file
"""
import argparse
import csv
import pathlib
import sys

BEGIN = "<!-- errors: begin; made by tools/errors_to_readme.py from errors.csv, do not edit -->"
END = "<!-- errors: end -->"
FAULTS = {"client": "client", "rights": "rights", "hub": "hub", "warning": "warning"}


def table(root):
    """The lines of the table."""
    yield "| code | name | fault | text in Indonesian | text in English |"
    yield "| --- | --- | --- | --- | --- |"
    with open(root / "errors.csv", encoding="utf-8", newline="") as source:
        for row in csv.DictReader(line for line in source if not line.startswith("#")):
            texts = [row[key].replace("|", "\\|") for key in ("text_id", "text_en")]
            yield f"| {row['code']} | `{row['name']}` | {FAULTS[row['fault']]} | {texts[0]} | {texts[1]} |"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--root", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent.parent)
    asked = parser.parse_args()
    readme = asked.root / "README.md"
    text = readme.read_text(encoding="utf-8")
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        print(f"{readme.name}: the two markers of the table must stand there once each")
        return 1
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    made = before + "\n".join([BEGIN, *table(asked.root), END]) + after
    if made == text:
        return 0
    if asked.check:
        print(f"{readme.name}: the table of codes is not that of errors.csv; run tools/errors_to_readme.py")
        return 1
    readme.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
