#!/usr/bin/env python3
"""The demonstration, recomputed from its CSV, compared with what the hub shows.

    demo.py senyar-2025.csv EVENT STATUS.json

STATUS.json is what `pusdalops status nation --below --json` printed. Prints the consolidated table as the hub has it
(nation, provinces, regencies, with source, time, age and coverage) and then every difference from the recomputation.
Exit status 0 only when there is none. Needs Python alone.
"""
import csv
import datetime
import json
import os
import re
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from compare import ROOT, catalogue, differences, regency_codes, seconds
from oracle import NATION, OTHER, Oracle, Place, Report

WIB = datetime.timezone(datetime.timedelta(hours=7), "WIB")


def kinds():
    """name in small letters -> number, read from the schema."""
    with open(os.path.join(ROOT, "proto", "pusdalops", "v1", "figure.proto"), encoding="utf-8") as file:
        return {name.lower(): int(number) for name, number in re.findall(r"FIGURE_KIND_(\w+) = (\d+);", file.read())}


KIND = kinds()
NAME = {number: name for name, number in KIND.items()}
CHOICES = {
    "kind": KIND,
    "standing": {"unspecified": 0, "official": 1, "other": OTHER},
    "verified": {"unspecified": 0, "none": 0, "regency": 1, "province": 2, "nation": 3},
    "level": {"province": 1, "nation": 2},
}


class Moment:
    """A time as protobuf has it."""

    def __init__(self, text):
        value = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
        self.seconds, self.nanos = int(value.timestamp()), value.microsecond * 1000


class View:
    """A JSON object that looks like the protobuf message it was made from."""

    def __init__(self, data):
        self.data = data

    def HasField(self, name):
        return name in self.data

    def WhichOneof(self, _group):
        for name in ("notice", "event", "regency", "area", "presence", "heartbeat"):
            if isinstance(self.data.get(name), dict):
                return name
        return None

    def __getattr__(self, name):
        value = self.data.get(name)
        if isinstance(value, dict):
            return View(value)
        if isinstance(value, list):
            return [View(one) if isinstance(one, dict) else one for one in value]
        if name.endswith("as_of") and value is not None:
            return Moment(value)
        if name in CHOICES:
            return CHOICES[name].get(value, 0)
        if value is None:
            # What JSON leaves out is the default of proto3.
            if name.endswith("codes") or name in ("figures", "others", "totals", "published"):
                return []
            return False if name in ("stale", "from_parts", "has_parts") else 0
        return value


def from_csv(path, event):
    """The oracle, fed with the rows of the CSV; a figure that is empty was not said."""
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    official = {}
    for row in rows:
        match = re.fullmatch(r"bpbd-(\d\d(?:\.\d\d)?)", row["source"])
        official[match.group(1) if match else NATION] = [row["source"]]
    oracle = Oracle(regency_codes(), official)
    oracle.declared(event, sorted({row["region_code"][:2] for row in rows if row["region_code"]}))
    for sequence, row in enumerate(rows, 1):
        figures = {KIND[name]: int(value) for name, value in row.items() if name in KIND and value != ""}
        as_of = datetime.datetime.fromisoformat(row["as_of"]).timestamp()
        oracle.said(Report(sequence, row["source"], sequence, row["source"], event,
                           Place(row["region_code"] or NATION), as_of, figures))
    return oracle


# --- The table --------------------------------------------------------------------------------------------------


def moment(as_of):
    return datetime.datetime.fromtimestamp(as_of, WIB).strftime("%d %b %H.%M WIB")


def age(as_of, now):
    hours = (now - as_of) / 3600
    return f"{hours:.0f} h" if hours < 72 else f"{hours / 24:.0f} d"


def line(name, value, source, as_of, now, mark=""):
    print(f"    {name:<22}{value:>9,}  {source:<24}{moment(as_of)}, {age(as_of, now):>6}  {mark}".rstrip())


def table(documents, now):
    names = catalogue()
    areas = [one.area for one in documents if one.WhichOneof("document") == "area"]
    regencies = [one.regency for one in documents if one.WhichOneof("document") == "regency"]
    for area in sorted(areas, key=lambda one: (one.area_code != NATION, one.area_code)):
        title = "INDONESIA" if area.area_code == NATION else f"{area.area_code} {area.area_name.upper()}"
        coverage = area.coverage
        print(f"\n{title}: {coverage.known} of {coverage.expected} regencies known, {coverage.stale} stale, "
              f"{len(coverage.silent_codes)} silent")
        for total in area.totals:
            if total.known_regencies:
                line(NAME[total.kind], total.value, f"{total.known_regencies} regencies", seconds(total.newest_as_of),
                     now, f"stale in {total.stale_regencies}" if total.stale_regencies else "")
            for one in total.published:
                line(NAME[total.kind], one.value, f"[{one.source} published]", seconds(one.as_of), now)
        for regency in sorted(regencies, key=lambda one: one.regency_code):
            if regency.regency_code.startswith(area.area_code + ".") and regency.figures:
                print(f"  {regency.regency_code} {names[regency.regency_code]}")
                for figure in regency.figures:
                    chosen = figure.chosen
                    line(NAME[figure.kind], chosen.value, chosen.source, seconds(chosen.as_of), now,
                         "stale" if chosen.stale else "")


def main(path, event, status):
    with open(status, encoding="utf-8") as file:
        documents = [View(one) for one in json.load(file)["documents"]]
    now = time.time()
    table(documents, now)
    told = from_csv(path, event).picture(event, now)
    complaints = differences(told, documents)
    words = sum(len(kinds) for kinds in told.regencies.values())
    totals = sum(len(area["totals"]) for area in told.areas.values())
    print(f"\nRecomputed from {os.path.basename(path)}: {words} figures of "
          f"{sum(bool(kinds) for kinds in told.regencies.values())} regencies, {totals} totals of "
          f"{len(told.areas)} areas, each with source, time, coverage.")
    if complaints:
        print(f"{len(complaints)} DIFFERENCES:")
        for complaint in complaints:
            print(f"    {complaint}")
        return 1
    print("All equal to what the hub shows.")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
