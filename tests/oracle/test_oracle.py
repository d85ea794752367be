"""The oracle itself, against figures that people published and added up long before it."""
import csv
import glob
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "live"))

import compare
import demo
from oracle import OFFICIAL, Oracle, Place, Report
from tap import case, check, equal, run

DEAD, MISSING = 1, 2
E = "e"


class Story:
    """Reports in the order of the journal."""

    def __init__(self, regions=("11.04", "11.06"), **official):
        self.oracle = Oracle(compare.regency_codes(), {k.replace("_", "."): v for k, v in official.items()}, 86_400)
        self.oracle.declared(E, list(regions))
        self.sequence = 0

    def say(self, source, region, as_of, revises=0, part="", village="", **figures):
        self.sequence += 1
        numbers = {"dead": DEAD, "missing": MISSING}
        self.oracle.said(Report(self.sequence, source, self.sequence, source, E, Place(region, part, village), as_of,
                                {numbers[kind]: value for kind, value in figures.items()}), revises)
        return self.sequence

    def told(self, now=1000):
        return self.oracle.picture(E, now)

    def chosen(self, code="11.06", kind=DEAD):
        return self.told().regencies[code][kind][0]


@case("the newest as_of of a source stands, whatever the order of arrival; of equal ones the later record")
def _():
    story = Story()
    story.say("a", "11.06", 200, dead=5)
    story.say("a", "11.06", 100, dead=9, missing=1)
    equal((story.chosen().value, story.chosen(kind=MISSING).value), (5, 1), "older word")
    story.say("a", "11.06", 200, dead=6)
    equal(story.chosen().value, 6, "equal time")


@case("a silent newer report does not erase, a withdrawn or revised one gives the older word back")
def _():
    story = Story()
    story.say("a", "11.06", 100, dead=5)
    number = story.say("a", "11.06", 200, dead=7)
    story.say("a", "11.06", 300, missing=1)
    equal(story.chosen().value, 7, "silence")
    story.oracle.withdrawn("a", number)
    equal(story.chosen().value, 5, "withdrawn")
    story.say("a", "11.06", 50, revises=1, dead=4)
    equal(story.chosen().value, 4, "revised")


@case("official first, then verified, then others by time and name; never added")
def _():
    story = Story(**{"11_06": ["bpbd"]})
    story.say("z", "11.06", 500, dead=600)
    story.say("b", "11.06", 500, dead=335)
    equal(story.chosen().source, "b", "by name")
    story.oracle.verified("z", 1, 1)
    equal(story.chosen().source, "z", "verified")
    story.say("bpbd", "11.06", 1, dead=10)
    equal((story.chosen().source, story.chosen().standing), ("bpbd", OFFICIAL), "official")
    equal(len(story.told().regencies["11.06"][DEAD]), 3, "the others beside it")
    story.oracle.verified("z", 1, 1, retract=True)
    equal([word.source for word in story.told().regencies["11.06"][DEAD]], ["bpbd", "b", "z"], "in order")


@case("parts: an own total first, else the sum of kecamatan, each its own total or its villages")
def _():
    story = Story()
    story.say("a", "11.06", 1, part="11.06.01", dead=3)
    story.say("a", "11.06", 1, part="11.06.02", village="11.06.02.2001", dead=1)
    story.say("a", "11.06", 1, part="11.06.02", village="11.06.02.2002", dead=2)
    equal((story.chosen().value, story.chosen().from_parts), (6, True), "a sum")
    story.say("a", "11.06", 1, part="11.06.02", dead=10)
    equal(story.chosen().value, 13, "the kecamatan's own total goes before its villages")
    story.say("a", "11.06", 1, dead=12)
    word = story.chosen()
    equal((word.value, word.from_parts, word.parts_sum, word.has_parts), (12, False, 13, True), "the total, beside")


@case("totals add the chosen words of regencies; published totals stand beside; silence is not zero")
def _():
    story = Story(regions=("11",), **{"11_06": ["x"], "11": ["prov"]})
    story.say("x", "11.06", 100, dead=0)
    story.say("y", "11.04", 300, dead=7)
    story.say("prov", "11", 400, dead=50, missing=9)
    area = story.told(now=100_000).areas["11"]
    dead, missing = area["totals"][DEAD], area["totals"][MISSING]
    equal((dead["value"], dead["known"], dead["oldest"], dead["newest"]), (7, 2, 100, 300), "the sum")
    equal((dead["stale"], dead["published"]["prov"].value), (2, 50), "stale, beside")
    equal((missing["known"], missing["value"]), (0, 0), "known nowhere")
    equal((area["expected"], area["known"], len(area["silent_codes"])), (23, 2, 21), "coverage")


@case("the published exact sums of Aceh, Palu, Semeru and Jawa Tengah come out")
def _():
    folder = os.path.join(compare.ROOT, "tests", "data")
    files = sorted(glob.glob(os.path.join(folder, "oracle_*.csv")))
    check(len(files) >= 5, "the files", files)
    checked = 0
    for path in files:
        checked += exact_sum(path)
    check(checked >= len(files), "sums", checked)


def exact_sum(path):
    """Hand in the parts of one file as reports; the nation's totals must be the published ones. How many were."""
    with open(path, encoding="utf-8", newline="") as file:
        text = file.read()
    rows = list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
    totals = dict(re.findall(r"^# total: (\w+)=(\d+)$", text, re.M))
    check(totals, f"{path} has totals")
    oracle = Oracle(compare.regency_codes(), {})
    seen, events = set(), set()
    for sequence, row in enumerate(rows, 1):
        if row["figure"] not in demo.KIND:
            continue
        # Two hazards in one regency on one day are two events.
        name = (row["region_code"], row["kecamatan_code"], row["figure"])
        event = "kedua" if name in seen else "pertama"
        seen.add(name)
        if event not in events:
            oracle.declared(event, [row["region_code"]])
            events.add(event)
        oracle.said(Report(sequence, "bnpb", sequence, "bnpb", event,
                           Place(row["region_code"], row["kecamatan_code"]), 100,
                           {demo.KIND[row["figure"]]: int(row["value"])}))
    pictures = [oracle.picture(event, 200).areas["nation"]["totals"] for event in sorted(events)]
    found = 0
    for figure, value in totals.items():
        if figure in demo.KIND:
            added = sum(picture[demo.KIND[figure]]["value"] for picture in pictures if demo.KIND[figure] in picture)
            equal(added, int(value), f"{os.path.basename(path)} {figure}")
            found += 1
    return found


@case("the demonstration: Aceh's nine regencies give 47, 51, 8; Sumatera Utara's add up to 120, not 116")
def _():
    told = demo.from_csv(os.path.join(compare.ROOT, "config", "demo", "senyar-2025.csv"), E).picture(E, 1_800_000_000)
    aceh, sumut = told.areas["11"]["totals"], told.areas["12"]["totals"]
    equal([aceh[kind]["value"] for kind in (1, 2, 3)], [47, 51, 8], "Aceh")
    equal((sumut[1]["value"], sumut[1]["known"]), (120, 8), "Sumatera Utara")
    equal(told.areas["nation"]["totals"][2]["published"]["bnpb"].value, 402, "the nation's published word")


sys.exit(run())
