#!/usr/bin/env python3
"""Turn proto/errors.csv into the X-macro list that the C code builds its tables from.

    errors_to_c.py errors.csv out.h

Each row becomes HUB_ERROR(code, NAME, FAULT, "text_id", "text_en"). Refuses a table with a code or
name given twice, a code outside its fault's range, or an empty text.
"""
import csv
import json
import sys

FAULTS = {"client": "CLIENT", "rights": "RIGHTS", "hub": "HUB", "warning": "WARNING"}


def rows(path):
    with open(path, encoding="utf-8", newline="") as table:
        lines = (line for line in table if not line.startswith("#"))
        yield from csv.DictReader(lines)


def main(source, target):
    seen = set()
    out = ["/* Made from proto/errors.csv; do not edit. HUB_ERROR(code, name, fault, text_id, text_en) */"]
    for row in rows(source):
        code, name, fault = int(row["code"]), row["name"], row["fault"]
        for key in (code, name):
            if key in seen:
                sys.exit(f"{source}: {key} stands twice")
            seen.add(key)
        if (fault == "warning") != (600 <= code < 700):
            sys.exit(f"{source}: {code} {name}: only warnings are 6xx")
        if not row["text_id"] or not row["text_en"]:
            sys.exit(f"{source}: {code} {name}: a text is missing")
        texts = ", ".join(json.dumps(row[key], ensure_ascii=False) for key in ("text_id", "text_en"))
        out.append(f"HUB_ERROR({code}, {name}, {FAULTS[fault]}, {texts})")
    with open(target, "w", encoding="utf-8") as header:
        header.write("\n".join(out) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:3])
