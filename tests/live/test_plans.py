"""Contingency plans through the command `pusdalops` and a real hub: prepared, activated, answered, ended; in a drill and in earnest."""
import csv
import json
import os

from clients import Client
from desk import Desk
from hub import Roster
from tap import case, check, equal
from world import declare, hub, main

DONE, NEGATIVE, USAGE = 0, 1, 2
EVENT, PLAN, AREA, DRILL = "banjir-bekasi", "banjir-citarum", "32.16", "drill/uji"
# An exercise: no plan of this regency is published.
LINES = """# gladi
who,cluster,what,item,quantity,unit,where,within,persons
pmi,logistik,Membawa beras ke posko induk,beras,"1,5",ton,Gudang Cikarang,3 jam,4200
tni,,Evakuasi dengan perahu,,,,Muara Gembong,60,
tagana,,Dapur umum,selimut,200,lembar,,,
"""


class DrillDesk(Desk):
    """The same person with the same key in the exercise: an outbox belongs to one realm."""

    def __init__(self, desk):
        self.hub, self.name, self.key, self.source = desk.hub, desk.name, desk.key, desk.source
        self.folder = os.path.join(desk.folder, "drill")
        os.makedirs(self.folder)

    def run(self, *words, **how):
        return super().run(*words, "--realm", DRILL, **how)


def started():
    roster = Roster()
    both = ["real", DRILL]
    roster.add("bnpb", "national", ["nation"], realms=both)
    roster.add("bpbd-32.16", "district", [AREA], realms=both)
    roster.add("bpbd-32.15", "district", ["32.15"], realms=both)
    for name in ("pmi", "tni", "tagana"):
        roster.add(name, "member", [], realms=both)
    roster.add("console", "console", ["nation"], realms=both)
    roster.add("console-public", "console", ["nation"], realms=both, access="public")
    one = hub(roster=roster)
    one.start()
    for realm in both:
        declare(one, regions=("32",), event=EVENT, realm=realm)
    return one, {name: Desk(one, name) for name in ("bpbd-32.16", "bpbd-32.15", "pmi", "tni", "console")}


def done(desk, *words, status=DONE, language="en"):
    """The lines and the complaints of a command that ends as it should."""
    code, lines, errors = desk.run(*words, language=language)
    equal(code, status, f"{' '.join(words)}: {lines} {errors}")
    return lines, errors


def put(desk, *more, status=DONE):
    path = desk.write("plan.csv", LINES)
    return done(desk, "plan", "put", PLAN, "--region", AREA, "--name", "Rencana kontinjensi banjir Citarum", "--hazard",
                "101", "--lines", path, *more, status=status)


def task_rows(desk, *more, language="en"):
    lines, _ = done(desk, "task", "list", AREA, *more, language=language)
    return [line for line in lines if line.startswith("  bpbd-32.16/")], lines


@case("a plan is prepared, activated, answered and ended, and every table says so", 120)
def _():
    one, desks = started()
    district, console = desks["bpbd-32.16"], desks["console"]
    lines, _ = put(district, "--valid-until", "2030-12-31T23:59+07:00")
    check("number 1 accepted" in lines[0], "the receipt", lines)
    lines, _ = done(console, "plan", "show", AREA)
    text = "\n".join(lines)
    for words in ("bpbd-32.16/banjir-citarum", "pmi", "180 min", "beras 1,500 kg", "Muara Gembong", "2030",
                  "32.16 · version 1 "):
        check(words in text, f"the plan has {words!r}", *lines)
    with Client(one, "console-public") as public:
        equal([d.topic for d in public.snapshot(f"real/32/{AREA}/plans/")], [], "the public reads no plan")
    lines, errors = done(Desk(one, "console-public"), "plan", "show", AREA, status=NEGATIVE)
    check("ACCESS_FORBIDS" in errors, "and is told so", lines, errors)

    activate = ["plan", "activate", f"bpbd-32.16/{PLAN}", "--event", EVENT]
    lines, errors = done(desks["bpbd-32.15"], *activate, status=NEGATIVE)
    check("REGION_FORBIDS" in "".join(lines) + errors, "another regency does not activate it", lines, errors)
    lines, errors = done(district, *activate, "--version", "7", status=NEGATIVE)
    check("PLAN_CHANGED" in "".join(lines) + errors, "another version is in force", lines, errors)
    done(district, *activate, "--version", "1", "--note", "Siaga 1")
    lines, errors = done(district, *activate, status=NEGATIVE)
    check("PLAN_ACTIVE" in "".join(lines) + errors, "once at a time", lines, errors)
    rows, lines = task_rows(console)
    equal(len(rows), 3, f"three tasks: {lines}")
    number = rows[0].split()[0].split("/")[1]
    of = f"bpbd-32.16/{number}"
    check("assigned" in rows[0] and "pmi" in rows[0] and "beras 1,500 kg" in rows[0], "the first", rows)
    check(any("3 not answered (0 silent)" in line for line in lines), "the counts", lines)
    offers, _ = done(console, "needs", "nation")
    check(any(f"{of}/1" in line and "offered" in line for line in offers), "the goods are offered", offers)

    done(desks["pmi"], "task", "accept", f"{of}/1")
    lines, errors = done(desks["tni"], "task", "accept", f"{of}/1", status=NEGATIVE)
    check("SOURCE_FORBIDS" in "".join(lines) + errors, "it is another's task", lines, errors)
    done(desks["tni"], "task", "tolak", f"{of}/2", "--note", "perahu rusak")
    rows, lines = task_rows(console, language="id")
    check("diterima" in rows[0] and "ditolak" in rows[1] and "ditugaskan" in rows[2], "as answered", rows)
    offers, _ = done(console, "needs", "nation")
    check(any(f"{of}/1" in line and "confirmed" in line for line in offers), "PMI stands by its rice", offers)
    rows = list(csv.DictReader(done(console, "5w", AREA, "--csv")[0]))[1:]
    named = [(row["reference"], row["member"], row["item"], row["pledged"]) for row in rows]
    equal(named[:2], [(f"{of}/1", "pmi", "beras", "1500"), (f"{of}/3", "tagana", "selimut", "200")],
          "the offers by the names that one types")
    equal([(row[0], row[3]) for row in named[2:]], [(f"{of}/1", ""), (f"{of}/3", "")],
          "the tasks, their goods being the offer's: no number is made up for them")

    lines, _ = done(district, "need", "--event", EVENT, "--regency", AREA, "--item", "beras=1,5 ton")
    need = lines[0].split()[1]  # "number 5 accepted ..."
    done(district, "pledge", "allot", f"{of}/1", f"bpbd-32.16/{need}/1")
    done(desks["pmi"], "pledge", "dispatch", f"{of}/1", "1")
    lines, _ = done(console, "needs", AREA)
    row = [line.split() for line in lines if line.split()[:1] == ["beras"]][0]
    equal(row[1:5], ["1", "1,500", "1,500", "1,000"], "asked, pledged and on the road, as of any pledge")

    done(district, "plan", "end", of, "--note", "air surut")
    rows, lines = task_rows(console)
    check(any("ENDED" in line for line in lines), "it is over", lines)
    check("cancelled" in rows[0] and "refused" in rows[1] and "cancelled" in rows[2], "what was not done is cancelled", rows)
    found = json.loads(done(console, "task", "list", AREA, "--json")[0][0])["documents"][0]["activation"]
    equal((found["counts"]["cancelled"], len(found["tasks"])), (2, 3), "as JSON")
    with Client(one, "console-public") as public:
        told = [d.activation for d in public.snapshot(f"real/32/{AREA}/tasks/")]
        equal([(t.counts.cancelled, t.counts.refused, len(t.tasks)) for t in told], [(2, 1, 0)], "how many, but not who")


@case("an exercise activates the same plan in its own realm, and nothing of it is real", 90)
def _():
    _, desks = started()
    district, console = desks["bpbd-32.16"], desks["console"]
    drill = {name: DrillDesk(desks[name]) for name in ("bpbd-32.16", "pmi", "console")}
    put(district)
    put(drill["bpbd-32.16"])
    done(drill["bpbd-32.16"], "plan", "activate", f"bpbd-32.16/{PLAN}", "--event", EVENT)
    rows, _ = task_rows(drill["console"])
    equal(len(rows), 3, "in the drill")
    of = rows[0].split()[0]
    done(drill["pmi"], "task", "accept", of)
    _, errors = done(console, "task", "list", AREA, status=NEGATIVE)
    check("no plan was activated" in errors, "in earnest nothing was activated", errors)
    done(console, "needs", "nation", status=NEGATIVE)
    lines, errors = done(desks["pmi"], "task", "accept", of, status=NEGATIVE)
    check("TASK_UNKNOWN" in "".join(lines) + errors, "no such task in earnest", lines, errors)
    done(district, "plan", "activate", f"bpbd-32.16/{PLAN}", "--event", EVENT)
    rows, _ = task_rows(console)
    check(all("assigned" in row for row in rows), "in earnest nobody has answered yet", rows)
    check("accepted" in task_rows(drill["console"])[0][0], "in the drill one has")


@case("a hub that is killed comes back with its plans and tasks", 90)
def _():
    one, desks = started()
    district, console = desks["bpbd-32.16"], desks["console"]
    put(district)
    done(district, "plan", "activate", f"bpbd-32.16/{PLAN}", "--event", EVENT)
    before, _ = task_rows(console)
    done(desks["pmi"], "task", "start", before[0].split()[0])
    before, _ = task_rows(console)
    one.kill()
    one.start()
    after, _ = task_rows(console)
    equal(after, before, "the same tasks")
    done(console, "plan", "show", AREA)


@case("a slip in a plan is found before the hub is asked", 30)
def _():
    _, desks = started()
    district = desks["bpbd-32.16"]
    head = "who,what,item,quantity,within\n"
    put_words = ["plan", "put", PLAN, "--region", AREA, "--name", "Banjir", "--lines"]
    for text, told in (
            ("who,was\n", "was"),
            ("who,who\n", "who"),
            (head + ",Dapur umum,,,\n", "who"),
            (head + "pmi,,,,\n", "what"),
            (head + "pmi,Dapur umum,beras,,\n", "quantity"),
            (head + "pmi,Dapur umum,beras,1.500,\n", "quantity"),
            (head + "pmi,Dapur umum,,,besok\n", "within"),
            (head + "pmi,Dapur umum,,,400 d\n", "within"),
            (head + "PMI Pusat,Dapur umum,,,\n", "out of its form"),
            (head + "pmi,Dapur umum\n", "number of fields"),
            (head + "pmi,Dapur umum,,,\n" * 33, "32 lines")):
        path = district.write("slip.csv", text)
        code, lines, errors = district.run(*put_words, path, submit="tcp://127.0.0.1:1", timeout=1)
        equal(code, USAGE, f"{text!r}: {lines} {errors}")
        check(told in errors, f"{text!r} says why", errors)
    for words, told in (
            (["plan"], "put|show"),
            (["plan", "put", PLAN, "--region", AREA, "--name", "Banjir"], "--lines"),
            (["plan", "activate", PLAN, "--event", EVENT], "SOURCE/PLAN_ID"),
            (["plan", "end", "bpbd-32.16/1/1"], "SOURCE/NUMBER"),
            (["task", "accept", "bpbd-32.16/1"], "SOURCE/NUMBER/LINE"),
            (["task", "refuse", "bpbd-32.16/1/1"], "--note"),
            (["task", "end", "bpbd-32.16/1/1"], "list|accept")):
        code, lines, errors = district.run(*words, submit="tcp://127.0.0.1:1", timeout=1)
        equal(code, USAGE, f"{words}: {lines} {errors}")
        check(told in errors, f"{words} says why", errors)


main()
