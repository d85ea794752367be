#!/usr/bin/env python3
"""The relief logistics of the demonstration, recomputed from its CSV, compared with what the hub shows.

    demo_relief.py relief-2025.csv EVENT NEEDS.json

NEEDS.json is what `pusdalops needs nation --below --json` printed. Prints the table as the hub has it (nation, province,
regencies, item by item) and then every difference from the recomputation. Exit status 0 only when there is none. Reads the
catalogue of items by itself; needs Python alone.
"""
import csv
import json
import os
import re
import sys
from fractions import Fraction

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CATALOGUE = os.path.join(ROOT, "config", "catalogue")
AMOUNTS = ["asked", "pledged", "reserved", "sent", "received_good", "received_damaged", "lost", "in_transit",
           "outstanding", "excess"]


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def folded(text):
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


class Items:
    """What the catalogue calls an item, and how much of its base unit a unit is."""

    def __init__(self):
        self.items, self.words, self.factors = {}, {}, {}
        for row in read(os.path.join(CATALOGUE, "items.csv")):
            for name in (row["code"], row["name"], *row["aliases"].split(";")):
                self.items[folded(name)] = (row["code"], row["base_unit"])
        for row in read(os.path.join(CATALOGUE, "item_units.csv")):
            if row["item"] or row["base_unit"]:
                self.factors[row["item"] or "/" + row["base_unit"], row["unit"]] = Fraction(int(row["base_thousandths"]), 1000)
            else:
                for word in (row["unit"], *row["aliases"].split(";")):
                    self.words[folded(word)] = row["unit"]

    def goods(self, row):
        """(code, base unit, thousandths of it, how many base units one of the row's units is)"""
        code, base = self.items[folded(row["item"])]
        unit = self.words[folded(row["unit"])] if row["unit"] else base
        factor = Fraction(1) if unit == base else self.factors.get((code, unit), self.factors.get(("/" + base, unit)))
        return code, base, int(Fraction(row["quantity"]) * factor * 1000), factor


class Line:
    def __init__(self, area, code, unit, asked):
        self.area, self.code, self.unit, self.asked, self.pledged, self.sent = area, code, unit, asked, 0, 0

    def amounts(self):
        return {"asked": self.asked, "pledged": self.pledged, "reserved": self.sent, "sent": self.sent,
                "received_good": 0, "received_damaged": 0, "lost": 0, "in_transit": self.sent,
                "outstanding": max(0, self.asked - self.pledged), "excess": max(0, self.pledged - self.asked)}


def recompute(rows):
    """The lines; and what is promised for no line yet, by item."""
    items = Items()
    lines, offers = {}, []
    for row in rows:
        code, unit, thousandths, factor = items.goods(row)
        if row["kind"] == "need":
            lines[row["row"]] = Line(row["region_code"], code, unit, thousandths)
        elif row["for_row"]:
            line = lines[row["for_row"]]
            line.pledged += thousandths
            line.sent += int(Fraction(row["sent"] or 0) * factor * 1000)
        else:
            offers.append((code, unit, thousandths))
    return list(lines.values()), offers


def told_of(area, lines):
    """item -> (unit, lines, amounts) of an area with all below it."""
    told = {}
    for line in lines:
        if area == "nation" or line.area == area or line.area.startswith(area + "."):
            unit, count, amounts = told.get(line.code, (line.unit, 0, dict.fromkeys(AMOUNTS, 0)))
            told[line.code] = (unit, count + 1, {name: amounts[name] + more for name, more in line.amounts().items()})
    return told


def shown_of(status):
    return {item["item"]: (item["unit"], item["open_lines"], {name: item["quantities"][name] for name in AMOUNTS})
            for item in status["items"]}


def differences(lines, offers, documents):
    areas = {"nation", *(line.area for line in lines), *(line.area[:2] for line in lines)}
    shown = {one["area_code"]: one for one in documents}
    complaints = [f"{area}: only in {'the recomputation' if area in areas else 'the hub'}"
                  for area in sorted(areas ^ set(shown))]
    for area in sorted(areas & set(shown)):
        told, has = told_of(area, lines), shown_of(shown[area])
        for code in sorted(set(told) | set(has)):
            if told.get(code) != has.get(code):
                complaints.append(f"{area} {code}: recomputed {told.get(code)}, shown {has.get(code)}")
        short = [line for line in lines if line.amounts()["outstanding"] and (area in ("nation", line.area, line.area[:2]))]
        if len(short) != shown[area]["gap_lines"]:
            complaints.append(f"{area}: recomputed {len(short)} lines short, shown {shown[area]['gap_lines']}")
        listed = sum(1 for line in short if line.area == area)
        if listed != len(shown[area]["gaps"]):
            complaints.append(f"{area}: recomputed {listed} gaps, listed {len(shown[area]['gaps'])}")
    if "nation" in shown:
        listed = sorted((one["item"], one["unit"], one["quantities"]["pledged"]) for one in shown["nation"]["offers"])
        if listed != sorted(offers) or shown["nation"]["offer_count"] != len(offers):
            complaints.append(f"not allotted: recomputed {sorted(offers)}, shown {listed}")
    return complaints


def count(thousandths):
    return f"{thousandths // 1000:,}" if thousandths % 1000 == 0 else f"{thousandths / 1000:,.3f}"


def table(documents):
    for one in sorted(documents, key=lambda one: (one["area_code"] != "nation", one["area_code"])):
        print(f"\nRELIEF {one['area_code']} {one['area_name']}: {one['gap_lines']} lines short, "
              f"{one['excess_lines']} in excess" +
              (f", {one['offer_count']} promises not allotted to a line" if one["offer_count"] else ""))
        print(f"    {'item':<22}{'lines':>6}{'asked':>9}{'pledged':>9}{'sent':>9}{'received':>9}{'short':>9}  unit")
        for code, (unit, lines, amounts) in shown_of(one).items():
            cells = "".join(f"{count(amounts[name]):>9}" for name in ("asked", "pledged", "sent", "received_good", "outstanding"))
            print(f"    {code:<22}{lines:>6}{cells}  {unit}")


def main(path, event, needs):
    with open(needs, encoding="utf-8") as file:
        documents = [one["logistics"] for one in json.load(file)["documents"] if one["logistics"]["event_id"] == event]
    table(documents)
    lines, offers = recompute(read(path))
    complaints = differences(lines, offers, documents)
    print(f"\nRecomputed from {os.path.basename(path)}: {len(lines)} lines of needs, {len(offers)} promises not allotted, "
          f"in {len(documents)} areas.")
    if complaints:
        print(f"{len(complaints)} DIFFERENCES in relief logistics:")
        for complaint in complaints:
            print(f"    {complaint}")
        return 1
    print("Relief logistics equal to what the hub shows.")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
