"""What could fill a line, and who does what: through the command `pusdalops` and a real hub."""
import csv
import io
import json

import openmetrics
from clients import Client
from desk import Desk
from hub import standard_roster
from schema import CODE, Request, suggestion_pb
from tap import case, check, equal
from world import EVENT, declare, hub, main

DONE, NEGATIVE, USAGE = 0, 1, 2
AREA = "12.71"


def started():
    roster = standard_roster()
    for name in ("pmi", "bulog"):
        roster.add(name, "member", [])
    one = hub(roster=roster)
    one.start()
    declare(one)
    return one, {name: Desk(one, name)
                 for name in ("bpbd-12.71", "bpbd-12", "bpbd-12.01", "pmi", "bulog", "console", "console-public")}


def done(desk, *words, status=DONE, language="en"):
    """The lines and the complaints of a command that ends as it should."""
    code, lines, errors = desk.run(*words, language=language)
    equal(code, status, f"{' '.join(words)}: {lines} {errors}")
    return lines, errors


def asked(desks):
    """Medan asks for blankets; what others have: an offer, a standing offer, and too much for Tapanuli Tengah."""
    done(desks["bpbd-12.71"], "need", "--event", EVENT, "--regency", AREA, "--item", "selimut=100 lembar", "--persons", "400",
         "--households", "100", "--delivery-point", "Posko Medan Utara", "--latitude", "3.5952", "--longitude", "98.6722")
    done(desks["bpbd-12.01"], "need", "--event", EVENT, "--regency", "12.01", "--item", "selimut=50 lembar")
    done(desks["pmi"], "pledge", "--event", EVENT, "--regions", "12", "--item", "selimut", "--quantity", "60 lembar",
         "--cluster", "logistik", "--origin", "gudang", "--origin-name", "Gudang PMI Medan")
    done(desks["bulog"], "pledge", "--standing", "--item", "selimut", "--quantity", "30 lembar")
    done(desks["bpbd-12"], "pledge", "--for", "bpbd-12.01/1/1", "--item", "selimut", "--quantity", "75 lembar")


@case("a line is shown what could fill it, the best first, and a public console is not", 90)
def _():
    one, desks = started()
    asked(desks)
    lines, _ = done(desks["bpbd-12.71"], "suggest", "bpbd-12.71/1/1")
    check("bpbd-12.71/1/1: selimut, 100 lembar outstanding" in lines[0], "the line", *lines)
    rows = [line.split() for line in lines if line[:3].strip().isdigit()]
    equal([(row[1], row[2], row[4], row[5]) for row in rows],
          [("surplus", "bpbd-12/1", "25", "25"), ("offer", "pmi/1", "60", "60"), ("standing", "bulog/1", "30", "15")],
          "the province's own first, then the larger one")
    check("leaves that line short of 50 lembar" in "\n".join(lines), "what moving it would cost", *lines)
    said = json.loads(done(desks["console"], "suggest", "bpbd-12.71:1:1", "--json")[0][0])
    equal((said["outstanding"], said["candidate_count"], said["realm"]), (100000, 3, "real"), "in thousandths")
    equal([one["with_above"] for one in said["candidates"]], [False, True, True], "together")
    check("same_province" in said["candidates"][0]["reasons"], "the reasons", said["candidates"][0])
    lines, _ = done(desks["bpbd-12.71"], "suggest", "bpbd-12.71/1/1", language="id")
    check("kelebihan" in "\n".join(lines) and "seprovinsi" in "\n".join(lines), "in Indonesian", *lines)
    for words in (("suggest", "bpbd-12.71/1/1"), ("5w",)):
        _, errors = done(desks["console-public"], *words, status=NEGATIVE)
        check("ACCESS_FORBIDS" in errors, "refused to the public", errors)
    _, errors = done(desks["console"], "suggest", "bpbd-12.71/1/2", status=NEGATIVE)
    check("LINE_UNKNOWN" in errors, "no such line", errors)
    done(desks["console"], "suggest", "bpbd-12.71/1", status=USAGE)
    done(desks["bpbd-12"], "need", "answer", "bpbd-12.71/1/1", "decline", "--reason", "sudah cukup")
    _, errors = done(desks["console"], "suggest", "bpbd-12.71/1/1", status=NEGATIVE)
    check("LINE_CLOSED" in errors, "a line that is declined", errors)
    one.restart()
    _, errors = done(desks["console"], "suggest", "bpbd-12.71/1/1", status=NEGATIVE)
    check("LINE_CLOSED" in errors, "after a restart too", errors)


@case("the best candidate stands beside each gap, and what was allotted is offered no more", 90)
def _():
    one, desks = started()
    asked(desks)
    lines, _ = done(desks["console"], "gaps", AREA, "--suggest")
    check(any("-> surplus bpbd-12/1 (bpbd-12): 25" in line and "3 in all" in line for line in lines), "beside it", *lines)
    before = done(desks["console"], "suggest", "bpbd-12.71/1/1", "--json")[0]
    one.restart()
    after = done(desks["console"], "suggest", "bpbd-12.71/1/1", "--json")[0]
    equal(json.loads(after[0])["candidates"], json.loads(before[0])["candidates"], "a restart changes nothing")
    done(desks["bpbd-12"], "pledge", "allot", "pmi/1", "bpbd-12.71/1/1")
    best = json.loads(done(desks["console"], "gaps", AREA, "--suggest", "--json")[0][0])["gaps"][0]
    equal((best["quantities"]["outstanding"], best["best"]["pledge"]["source"], best["candidate_count"]),
          (40000, "bpbd-12", 2), "the rest")
    plain = json.loads(done(desks["console"], "gaps", AREA, "--json")[0][0])["gaps"][0]
    check("best" not in plain, "only when it is asked for", plain)


@case("who does what is a table, JSON, and CSV with a row of HXL tags", 120)
def _():
    _, desks = started()
    asked(desks)
    console = desks["console"]
    done(desks["bpbd-12"], "pledge", "allot", "pmi/1", "bpbd-12.71/1/1")
    done(desks["pmi"], "pledge", "dispatch", "pmi/1", "50")
    done(desks["bpbd-12.71"], "pledge", "receive", "pmi/1", "48", "--damaged", "2", "--bast", "BAST/1/2025")
    lines, _ = done(console, "5w", AREA)
    check("pmi" in lines[1] and "Posko Medan Utara" in lines[1] and "400" in lines[1] and "48" in lines[1], "the row", *lines)
    equal(lines[-1], "1 activities", "one goes to Medan")
    lines, _ = done(console, "5w", "--by", "member", language="id")
    check([line for line in lines if line.endswith(" (1)")] == ["bpbd-12 (1)", "bulog (1)", "pmi (1)"], "by member", *lines)
    equal(lines[-1], "3 kegiatan", "all")
    text = "\n".join(done(console, "5w", "--event", EVENT, "--csv")[0])
    rows = list(csv.reader(io.StringIO(text)))
    equal(len(rows), 4, "heads, tags, two of the event")
    head, tags = rows[0], rows[1]
    check(all(tag.startswith("#") for tag in tags) and len(set(tags)) == len(tags), "a tag for each column", tags)
    one = dict(zip(head, next(row for row in rows[2:] if row[head.index("member")] == "pmi")))
    equal({name: one[name] for name in ("realm", "cluster", "item", "pledged", "sent", "received", "damaged", "unit", "regency_code",
                                        "delivery_point", "state", "persons", "households", "line", "reference")},
          {"realm": "real", "cluster": "logistik", "item": "selimut", "pledged": "60", "sent": "50", "received": "48",
           "damaged": "2", "unit": "lembar", "regency_code": AREA, "delivery_point": "Posko Medan Utara", "state": "dispatched",
           "persons": "400", "households": "100", "line": "bpbd-12.71/1/1", "reference": "pmi/1"}, "what the row says")
    for name in ("said_at", "dispatched_at", "received_at"):
        check(one[name].endswith("Z") and "T" in one[name], f"{name} is a time", one)
    for columns, wanted in (("3w", {"member", "item", "area"}), ("4w", {"member", "item", "area", "state"}),
                            ("who,persons", {"member", "persons"})):
        head = done(console, "5w", "--csv", "--columns", columns)[0][0].split(",")
        check(wanted <= set(head) and ("households" in head) is False, columns, head)
    said = json.loads(done(console, "5w", "12", "--json")[0][0])
    equal((said["area"], len(said["activities"])), ("12", 2), "of the province")
    done(console, "5w", "--columns", "6w", status=USAGE)
    done(console, "5w", "--by", "moon", status=USAGE)
    _, errors = done(console, "5w", "--event", "never-declared", status=NEGATIVE)
    check("EVENT_UNKNOWN" in errors, "an event nobody declared", errors)
    lines, _ = done(console, "5w", "11.06", status=NEGATIVE)
    equal(lines[-1], "0 activities", "nobody brings anything there")


PLAN = """who,cluster,what,item,quantity,unit,where,within,persons
pmi,pengungsian,Dapur umum,beras,"0,5",ton,Posko Medan Utara,3 jam,900
bulog,,Sopir dan dua truk,,,,,60,
"""
# Every row that follows from what moving() hands in, worked out by hand; of a row what is not named is empty.
ROWS = [
    # Promised to a line, and all of it on a truck: told of once, by the pledge.
    {"kind": "pledge", "reference": "pmi/1", "member": "pmi", "cluster": "logistik", "item": "selimut", "unit": "lembar", "pledged": "60",
     "sent": "60", "received": "0", "damaged": "0", "lost": "0", "origin": "Gudang PMI Medan", "regency_code": AREA,
     "delivery_point": "Posko Medan Utara", "line": "bpbd-12.71/1/1", "state": "dispatched", "persons": "400", "households": "100"},
    # What a plan offered, taken on with its task, and not allotted to a line.
    {"kind": "pledge", "reference": "bpbd-12.71/3/1", "member": "pmi", "cluster": "pengungsian", "item": "beras", "unit": "kg",
     "pledged": "500", "sent": "0", "received": "0", "damaged": "0", "lost": "0", "origin": "Posko Medan Utara", "regions": AREA,
     "state": "confirmed"},
    {"kind": "task", "reference": "bpbd-12.71/3/1", "member": "pmi", "cluster": "pengungsian", "item": "Dapur umum", "regency_code": AREA,
     "delivery_point": "Posko Medan Utara", "state": "accepted", "persons": "900"},
    {"kind": "task", "reference": "bpbd-12.71/3/2", "member": "bulog", "item": "Sopir dan dua truk", "regency_code": AREA,
     "state": "assigned"},
    # On the truck of pmi beside the blankets, promised by nobody: 3 generators of which one came broken, and rice, 20 of 250 sent back.
    {"kind": "shipment", "reference": "pmi/3/2", "member": "pmi", "item": "genset", "unit": "unit", "pledged": "3", "sent": "3",
     "received": "1", "damaged": "1", "lost": "0", "origin": "Gudang PMI Medan", "regency_code": AREA,
     "delivery_point": "Posko Medan Utara", "expected_at": "2099-01-01T00:00Z", "state": "arrived"},
    {"kind": "shipment", "reference": "pmi/3/3", "member": "pmi", "item": "beras", "unit": "kg", "pledged": "230", "sent": "230",
     "received": "0", "damaged": "0", "lost": "0", "origin": "Gudang PMI Medan", "regency_code": AREA,
     "delivery_point": "Posko Medan Utara", "expected_at": "2099-01-01T00:00Z", "state": "arrived"},
    # Being loaded; expected long ago: late.
    {"kind": "shipment", "reference": "bulog/1/1", "member": "bulog", "item": "tenda-keluarga", "unit": "unit", "pledged": "5", "sent": "0",
     "received": "0", "damaged": "0", "lost": "0", "regency_code": "12.01", "expected_at": "2025-11-28T03:00Z", "state": "prepared"},
]


def moving(desks):
    """A need, a pledge for it, a plan set going, a truck with promised goods and others, one that is loaded, one that does not leave."""
    district, pmi, bulog = desks["bpbd-12.71"], desks["pmi"], desks["bulog"]
    done(district, "need", "--event", EVENT, "--regency", AREA, "--item", "selimut=100 lembar", "--persons", "400", "--households",
         "100", "--delivery-point", "Posko Medan Utara")
    done(pmi, "pledge", "--for", "bpbd-12.71/1/1", "--item", "selimut", "--quantity", "60 lembar", "--cluster", "logistik",
         "--origin-name", "Gudang PMI Medan")
    done(district, "plan", "put", "banjir-medan", "--region", AREA, "--name", "Banjir Medan (gladi)", "--lines",
         district.write("plan.csv", PLAN))
    done(district, "plan", "activate", "bpbd-12.71/banjir-medan", "--event", EVENT)
    done(pmi, "task", "accept", "bpbd-12.71/3/1")
    done(pmi, "ship", "--event", EVENT, "--regency", AREA, "--load", "pmi/1", "--goods", "genset=3 unit", "--goods", "beras=250 kg",
         "--delivery-point", "Posko Medan Utara", "--from", "Gudang PMI Medan", "--expected-at", "2099-01-01T07:00+07:00")
    done(district, "receive", "pmi/3", "--line", "2", "--good", "1", "--damaged", "1")
    done(pmi, "ship", "return", "pmi/3", "--line", "3=20", "--reason", "basah")
    done(bulog, "ship", "--event", EVENT, "--regency", "12.01", "--goods", "tenda-keluarga=5 unit", "--expected-at",
         "2025-11-28T10:00+07:00", "--prepared")
    done(bulog, "ship", "--event", EVENT, "--regency", AREA, "--goods", "beras=1 ton", "--prepared")
    done(bulog, "ship", "cancel", "bulog/2", "--reason", "jembatan putus")


def rows_of(desk, *more, status=DONE):
    """The rows of the CSV file without what depends on the clock."""
    lines = list(csv.DictReader(done(desk, "5w", *more, "--csv", status=status)[0]))[1:]
    told = []
    for row in lines:
        equal((row.pop("realm"), row.pop("event")), ("real", EVENT), "realm and event")
        now = ("said_at", "dispatched_at", "arrived_at", "available_at", "received_at", "needed_by")
        told.append({name: text for name, text in row.items() if text and name not in (*now, "class", "province_code", "area")})
    return told


@case("every pledge, task and load stands once in who does what, as it was handed in", 120)
def _():
    one, desks = started()
    console = desks["console"]
    moving(desks)
    equal(rows_of(console), ROWS, "all of it, in order")
    for area, wanted in ((AREA, ROWS[:6]), ("12.01", ROWS[6:]), ("12", ROWS), ("11", [])):
        equal(rows_of(console, area, status=DONE if wanted else NEGATIVE), wanted, f"of {area}")
    full = list(csv.DictReader(done(console, "5w", "--csv")[0]))[1:]
    times = {row["reference"] + row["kind"]: {name for name in row if name.endswith(("_at", "_by")) and row[name]} for row in full}
    equal(times["pmi/3/2shipment"], {"dispatched_at", "expected_at", "arrived_at"}, "when the truck went")
    equal(times["bulog/1/1shipment"], {"expected_at"}, "when it is to be there")
    equal(times["bpbd-12.71/3/2task"], {"said_at", "needed_by"}, "when it is due")
    lines, _ = done(console, "5w", "--by", "item", language="id")
    equal([line for line in lines if line.endswith(")")],
          ["- (2)", "beras (2)", "genset (1)", "selimut (1)", "tenda-keluarga (1)"], "by item; a task has none")
    for words in ("disiapkan", "7 kegiatan"):
        check(any(words in line for line in lines), f"{words} in Indonesian", *lines)
    loads = [row for row in json.loads(done(console, "5w", "--json")[0][0])["activities"] if row["kind"] == "shipment"]
    equal([(row["reference"]["part"], row["shipment_state"], row["quantities"]["pledged"]) for row in loads],
          [(2, "arrived", 3000), (3, "arrived", 230000), (1, "prepared", 5000)], "as JSON")
    one.restart()
    equal(rows_of(console), ROWS, "after a restart")
    done(desks["bpbd-12.71"], "receive", "pmi/3")
    equal([row["state"] for row in rows_of(console, AREA)], ["delivered", "confirmed", "accepted", "assigned", "received", "received"],
          "handed over")


@case("an offer that a plan made is named so that it can be typed: suggested, allotted, shipped", 90)
def _():
    _, desks = started()
    district, pmi = desks["bpbd-12.71"], desks["pmi"]
    moving(desks)
    done(district, "need", "--event", EVENT, "--regency", AREA, "--item", "beras=400 kg")
    lines, _ = done(desks["console"], "suggest", "bpbd-12.71/5/1")
    check(any("bpbd-12.71/3/1" in line.split() for line in lines), "the offer", *lines)
    done(desks["bpbd-12"], "pledge", "allot", "bpbd-12.71/3/1", "bpbd-12.71/5/1")
    done(pmi, "ship", "--event", EVENT, "--regency", AREA, "--load", "bpbd-12.71/3/1")
    lines, _ = done(desks["console"], "shipments", AREA)
    check(any("bpbd-12.71/3/1" in line.split() for line in lines), "what rides", *lines)


@case("/metrics counts plans, tasks, shipments, warehouses and alarms", 90)
def _():
    one, desks = started()
    moving(desks)
    district = desks["bpbd-12.71"]
    done(district, "stock", "declare", "gudang-1", "--regency", AREA, "--name", "Gudang BPBD Medan")
    done(district, "stock", "declare", "gudang-2", "--regency", AREA, "--name", "Gudang lama", "--closed")
    done(district, "stock", "count", "gudang-1", "--item", "beras=10 kg", "--minimum", "100", "--item", "mi-instan=40 bungkus",
         "--expires", "2025-01-31")
    families = openmetrics.parse(one.http("/metrics")[2].decode())

    def told(name, **labels):
        return openmetrics.value(families, name, realm="real", **labels)

    equal([told("pusdalops_plans"), told("pusdalops_activations", state="under_way"), told("pusdalops_activations", state="ended")],
          [1, 1, 0], "plans")
    equal({state: told("pusdalops_tasks", state=state) for state in ("assigned", "accepted", "started", "done", "refused", "cancelled")},
          {"assigned": 1, "accepted": 1, "started": 0, "done": 0, "refused": 0, "cancelled": 0}, "tasks")
    equal(told("pusdalops_tasks_silent"), 0, "there is an hour left")
    equal({state: told("pusdalops_shipments", state=state) for state in
           ("prepared", "in_transit", "arrived", "received", "returned", "cancelled", "lost")},
          {"prepared": 1, "in_transit": 0, "arrived": 1, "received": 0, "returned": 0, "cancelled": 1, "lost": 0}, "shipments")
    equal(told("pusdalops_shipments_late"), 1, "expected in 2025")
    equal([told("pusdalops_warehouses", state="open"), told("pusdalops_warehouses", state="closed")], [1, 1], "warehouses")
    equal({alarm: told("pusdalops_stock_alarms", alarm=alarm) for alarm in
           ("below_minimum", "nine_months", "three_months", "expired", "stale", "overdue")},
          {"below_minimum": 1, "nine_months": 0, "three_months": 0, "expired": 1, "stale": 0, "overdue": 0}, "alarms")
    equal([told("pusdalops_table_used", table=name) for name in ("lines", "plans", "tasks", "shipments", "warehouses")],
          [1, 1, 2, 3, 2], "tables")


@case("a text that begins like a formula is none in CSV", 60)
def _():
    _, desks = started()
    done(desks["pmi"], "pledge", "--event", EVENT, "--item", "kain kafan bekas", "--quantity", "1 paket", "--origin-name", "@SUM(1)")
    rows = list(csv.reader(done(desks["console"], "5w", "--csv")[0]))
    row = dict(zip(rows[0], rows[2]))
    equal((row["item"], row["origin"]), ("kain kafan bekas", "'@SUM(1)"), "it is marked as a text")


@case("every activity is on one page, with a client of another make", 90)
def _():
    one, desks = started()
    giver = desks["pmi"]
    rows = "kind,event,item,quantity,unit\n" + "".join(f"pledge,{EVENT},selimut,{i + 1},lembar\n" for i in range(600))
    done(giver, "send", giver.write("many.csv", rows))
    with Client(one, "console") as console:
        seen, cursor, pages = [], "", 0
        while pages == 0 or cursor:
            reply = console.ask(Request(activities=suggestion_pb.ActivitiesRequest(realm="real", cursor=cursor)))
            seen += [row.reference.number for row in reply.activities.activities]
            cursor, pages = reply.activities.cursor, pages + 1
        equal(seen, list(range(1, 601)), "each once, in order")
        check(pages > 2, "in pages", pages)
        reply = console.ask(Request(activities=suggestion_pb.ActivitiesRequest(realm="real", cursor="999999999")))
        equal(reply.problem.code, CODE["CURSOR_INVALID"], "a cursor that no page gave")
    equal(len(json.loads(done(desks["console"], "5w", "--json")[0][0])["activities"]), 600, "the command reads them all")


main()
