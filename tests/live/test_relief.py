"""Relief logistics through the command `pusdalops` and a real hub: asked, promised, allotted, sent, received, shown."""
import json

from google.protobuf import text_format

from desk import Desk
from hub import standard_roster
from schema import Message
from tap import case, check, equal
from world import EVENT, declare, hub, main

DONE, NEGATIVE, USAGE = 0, 1, 2
AREA = "12.71"


def started(overcommitment=None):
    roster = standard_roster()
    for name in ("pmi", "bulog"):
        roster.add(name, "member", [])
    roster.overcommitment = overcommitment
    one = hub(roster=roster)
    one.start()
    declare(one)
    return one, {name: Desk(one, name) for name in ("bpbd-12.71", "bpbd-12", "pmi", "bulog", "console")}


def done(desk, *words, status=DONE, language="en"):
    """The lines and the complaints of a command that ends as it should."""
    code, lines, errors = desk.run(*words, language=language)
    equal(code, status, f"{' '.join(words)}: {lines} {errors}")
    return lines, errors


def amounts(desk, item, area=AREA, language="en"):
    """The row of one item in the printed table: lines, asked, pledged, sent, received, outstanding, excess; and the rest."""
    lines, _ = done(desk, "needs", area, language=language)
    rows = [line.split() for line in lines if line.split()[:1] == [item]]
    equal(len(rows), 1, f"{item} stands once: {lines}")
    return rows[0][1:8], " ".join(rows[0][8:])


def gap_rows(desk, area=AREA):
    lines, _ = done(desk, "gaps", area)
    return [line for line in lines if line[:5].strip().isdigit()], lines[-1]


@case("a need is asked for, promised, allotted, sent and received, and every table says so", 120)
def _():
    _, desks = started()
    district, giver, console = desks["bpbd-12.71"], desks["pmi"], desks["console"]
    lines, _ = done(district, "need", "--event", EVENT, "--regency", AREA, "--item", "beras=1,5 ton", "--priority",
                    "high", "--persons", "4200", "--item", "selimut", "--quantity", "300 lembar", "--isolated",
                    "--delivery-point", "Posko Medan Utara")
    check("number 1 accepted" in lines[0], "the receipt", lines)
    equal(amounts(console, "beras"), (["1", "1,500", "0", "0", "0", "1,500", "0"], "kg"), "1.5 ton is 1,500 kg")
    rows, last = gap_rows(console)
    equal(last, "2 lines short", "both lines are short")
    check("bpbd-12.71/1/1" in rows[0] and "high" in rows[0] and "4,200" in rows[0], "the pressing one first", rows)
    check("bpbd-12.71/1/2" in rows[1] and "CUT-OFF" in rows[1], "then the place that is cut off", rows)

    done(district, "need", "answer", "bpbd-12.71/1/1", "verify")
    done(desks["bpbd-12"], "need", "answer", "bpbd-12.71/1/1", "setujui")
    lines, _ = done(giver, "pledge", "--event", EVENT, "--regions", "12.71,12", "--item", "beras", "--quantity",
                    "1.000,5 kg", "--origin", "gudang", "--origin-name", "Gudang Medan", "--cluster", "logistik")
    check("number 1 accepted" in lines[0], "the receipt", lines)
    equal(amounts(console, "beras")[0][2:6], ["0", "0", "0", "1,500"], "not allotted is not promised to the line")
    offers, _ = done(console, "needs", "nation")
    check(any("pmi/1" in line and "offered" in line and "1,000.5" in line for line in offers), "it is shown", offers)

    done(giver, "pledge", "confirm", "pmi/1")
    done(desks["bpbd-12"], "pledge", "allot", "pmi/1", "bpbd-12.71/1/1")
    equal(amounts(console, "beras")[0], ["1", "1,500", "1,000.5", "0", "0", "499.5", "0"], "allotted")
    check("499.5" in gap_rows(console)[0][0], "the rest is still a gap", gap_rows(console))
    done(giver, "pledge", "reserve", "pmi/1")
    done(giver, "pledge", "dispatch", "pmi/1", "600", "--transport", "2 truk lewat Binjai")
    equal(amounts(console, "beras")[0], ["1", "1,500", "1,000.5", "600", "0", "499.5", "0"], "sent")
    _, errors = done(giver, "pledge", "receive", "pmi/1", "700", "--bast", "BAST/12/2025", status=NEGATIVE)
    check("QUANTITY_EXCEEDED" in errors + "".join(_), "no more arrives than was sent", _, errors)
    done(district, "pledge", "receive", "pmi/1", "580,5", "--damaged", "12", "--lost", "7.5", "--bast", "BAST/12/2025")
    equal(amounts(console, "beras"), (["1", "1,500", "1,000.5", "600", "580.5", "519", "0"],
                                      "kg, damaged 12, lost 7.5"), "what was damaged or lost is short again")
    lines, _ = done(console, "needs", AREA, "--lines", language="id")
    text = "\n".join(lines)
    for words in ("bpbd-12.71/1/1", "disetujui", "pmi/1", "dikirim", "1.000,5", "rusak 12", "hilang 7,5", "Kurang"):
        check(words in text, f"the table of lines has {words!r}", *lines)
    done(giver, "pledge", "withdraw", "pmi/1", "--reason", "truk kedua batal")
    equal(amounts(console, "beras")[0], ["1", "1,500", "600", "600", "580.5", "919.5", "0"], "what has not left is taken back")
    done(district, "need", "answer", "bpbd-12.71/1/2", "cancel")
    equal(gap_rows(console)[1], "1 lines short", "what is not needed any more is no gap")


@case("two members for the same place are told of each other, and a promise beyond the need is excess", 90)
def _():
    _, desks = started()
    console = desks["console"]
    done(desks["bpbd-12.71"], "need", "--event", EVENT, "--regency", AREA, "--item", "selimut=100 lembar", "--immediate")
    done(desks["pmi"], "pledge", "--for", "bpbd-12.71/1/1", "--item", "selimut", "--quantity", "80 lembar")
    lines, errors = done(desks["bulog"], "pledge", "--for", "bpbd-12.71/1/1", "--item", "selimut", "--quantity", "50 lembar")
    told = "\n".join(lines) + errors
    check("EXCESS" in told and "OVERLAP" in told, "the receipt warns", told)
    equal(amounts(console, "selimut")[0], ["1", "100", "130", "0", "0", "0", "30"], "30 too many")
    lines, _ = done(console, "overlaps", "12")
    check(any("12.71" in line and "pmi" in line and "bulog/1" in line for line in lines), "the overlap", lines)
    equal(lines[-1], "1 overlaps", "one")
    rows, last = gap_rows(console)
    equal((rows, last), ([], "0 lines short"), "nothing is short")
    for words, field, count in ((("gaps", "nation"), "gaps", 0), (("overlaps", "nation"), "overlaps", 1),
                                (("needs", AREA), "documents", 1)):
        lines, _ = done(console, *words, "--json")
        equal(len(json.loads(lines[0])[field]), count, f"{words} as JSON")
    total = json.loads(done(console, "needs", AREA, "--json")[0][0])["documents"][0]["logistics"]["items"][0]
    equal((total["item"], total["unit"], total["quantities"]["excess"]), ("selimut", "lembar", 30000), "in thousandths")
    _, errors = done(console, "needs", "13.71", status=NEGATIVE)
    check("nobody asked" in errors, "an area of which nothing is known", errors)


@case("one truck carries two pledges; it is late, partly received, returned and signed for, and a restart forgets nothing", 150)
def _():
    one, desks = started()
    district, giver, console = desks["bpbd-12.71"], desks["pmi"], desks["console"]
    done(district, "need", "--event", EVENT, "--regency", AREA, "--item", "beras=500 kg", "--item", "selimut=100 lembar",
         "--immediate")
    done(giver, "pledge", "--for", "bpbd-12.71/1/1", "--item", "beras", "--quantity", "500 kg")
    done(giver, "pledge", "--for", "bpbd-12.71/1/2", "--item", "selimut", "--quantity", "100 lembar")
    lines, errors = done(giver, "ship", "--event", EVENT, "--regency", AREA, "--load", "pmi/1", "--load", "pmi/2=60",
                         "--load", "pmi/2=41", status=NEGATIVE)
    check("QUANTITY_EXCEEDED" in "".join(lines) + errors, "the third line is too much", lines, errors)
    equal(amounts(console, "beras")[0][3], "0", "and nothing of it has left")
    lines, _ = done(giver, "ship", "--event", EVENT, "--regency", AREA, "--load", "pmi/1", "--load", "pmi/2=60",
                    "--goods", "tikar=10 lembar", "--vehicle", "truk BK 8213 NA", "--waybill", "SJ/17", "--contact",
                    "+62 811 000", "--from", "Gudang Medan", "--departed-at", "2025-11-28T06:00+07:00", "--expected-at",
                    "2025-11-28T15:00+07:00")
    check("number 4 accepted" in lines[0] and "EXPECTED_PASSED" in "".join(lines), "it was to be there long ago", lines)
    equal(amounts(console, "beras")[0][2:4], ["500", "500"], "the truck is the dispatch of both")
    lines, _ = done(console, "shipments", "12")
    text = "\n".join(lines)
    for words in ("pmi/4", "in-transit", "truk BK 8213 NA", "SJ/17", "LATE", "pmi/2", "tikar", "1 shipments, 1 late"):
        check(words in text, f"the table has {words!r}", *lines)
    check("TERLAMBAT" in "\n".join(done(console, "shipments", AREA, language="id")[0]), "in Indonesian too")
    lines, errors = done(Desk(one, "console-public"), "shipments", AREA, status=NEGATIVE)
    check("ACCESS_FORBIDS" in errors and not lines, "the public is told that it may not know, and not that there are none", lines, errors)
    held = json.loads(done(console, "shipments", AREA, "--json")[0][0])["shipments"][0]
    equal((held["late"], held["driver_contact"], len(held["lines"])), (True, "+62 811 000", 3), "as JSON")
    done(giver, "ship", "delay", "pmi/4", "--expected-at", "2099-01-01T00:00+07:00", "--reason", "antre di Tarutung")
    check("0 late" in done(console, "shipments", AREA)[0][-1], "not late any more")
    _, errors = done(district, "pledge", "receive", "pmi/1", "500", status=NEGATIVE)
    check("IN_SHIPMENT" in errors + "".join(_), "what rides is received by the shipment", _, errors)
    done(district, "ship", "tiba", "pmi/4")
    done(district, "receive", "pmi/4", "--line", "1", "--good", "490", "--damaged", "10", "--line", "2", "--good", "40",
         "--bast", "BAST/1", "--received-by", "Posko Medan Utara")
    equal(amounts(console, "beras")[0][1:6], ["500", "500", "500", "490", "10"], "ten are damaged: the line is short")
    done(giver, "ship", "return", "pmi/4", "--line", "2=20", "--reason", "salah muat")
    equal(amounts(console, "selimut")[0][1:4], ["100", "80", "40"], "what came back is promised no more")
    one.kill()
    one.start()
    done(district, "receive", "pmi/4", "--bast", "BAST/2")
    lines, _ = done(console, "shipments", AREA, "--ended")
    check("received" in "".join(lines) and "BAST/2" in "".join(lines), "ended", lines)
    check("0 shipments" in done(console, "shipments", AREA)[0][-1], "what ended is not under way")
    done(giver, "ship", "--event", EVENT, "--regency", AREA, "--load", "pmi/2", "--prepared")
    done(giver, "ship", "cancel", "pmi/7", "--reason", "ban pecah")
    done(giver, "ship", "--event", EVENT, "--regency", AREA, "--load", "pmi/2", "--prepared")
    done(giver, "ship", "berangkat", "pmi/9")
    done(giver, "pledge", "--for", "bpbd-12.71/1/2", "--item", "selimut", "--quantity", "20 lembar")
    done(giver, "ship", "--event", EVENT, "--regency", AREA, "--load", "pmi/11")
    done(district, "receive", "pmi/9")
    done(district, "receive", "pmi/12", "--bast", "BAST/3")
    text = "\n".join(done(console, "needs", AREA, "--lines")[0])
    check("bpbd-12.71/1/2" not in text and "bpbd-12.71/1/1" in text, "the record closed the line that has all", text)
    _, errors = done(giver, "ship", "lose", "pmi/4", "--reason", "terlambat", status=NEGATIVE)
    check("DEED_NOT_NOW" in errors + "".join(_), "it is over", _, errors)


@case("a roster that refuses over-commitment refuses the promise that is too much", 60)
def _():
    _, desks = started(overcommitment="refuse")
    done(desks["bpbd-12.71"], "need", "--event", EVENT, "--regency", AREA, "--item", "selimut=100 lembar")
    lines, errors = done(desks["pmi"], "pledge", "--for", "bpbd-12.71/1/1", "--item", "selimut", "--quantity",
                         "101 lembar", status=NEGATIVE)
    check("OVER_COMMITTED" in "".join(lines) + errors, "refused", lines, errors)
    equal(amounts(desks["console"], "selimut")[0], ["1", "100", "0", "0", "0", "100", "0"], "nothing is promised")


@case("needs and pledges come from rows, JSON lines and protobuf's text format as well", 90)
def _():
    _, desks = started()
    district, giver, console = desks["bpbd-12.71"], desks["pmi"], desks["console"]
    done(district, "send", district.write("needs.csv", "kind,event,region,as_of,item,quantity,unit,priority,reference\n"
                                          f"need,{EVENT},{AREA},2025-11-28T14:30+07:00,beras,2,ton,high,rapat pagi\n"
                                          f"need,{EVENT},{AREA},2025-11-28T14:31+07:00,tenda gulung,\"1.250,5\",lembar,,\n"))
    equal(amounts(console, "beras")[0][1], "2,000", "of a row")
    lines, errors = done(district, "send", district.write(
        "faulty.csv", "kind,event,region,as_of,item,quantity,dead\n"
                      f"need,{EVENT},{AREA},2025-11-28T15:30+07:00,beras,1.500,\n"
                      f"need,{EVENT},{AREA},2025-11-28T15:30+07:00,beras,1500,3\n"), status=NEGATIVE)
    check("row 2: quantity: " in errors and "row 3: dead: is not a field of this kind" in errors, "both are told", errors)
    done(giver, "send", giver.write("pledges.jsonl", "".join(json.dumps(row) + "\n" for row in (
        {"kind": "pledge", "line": "bpbd-12.71/1/1", "item": "beras", "quantity": "1,5 ton", "origin": "donor"},
        {"kind": "pledge_update", "pledge": "pmi/1", "deed": "dispatch", "quantity": 1},
    ))))
    equal(amounts(console, "beras")[0][1:5], ["2,000", "1,500", "1,000", "0"], "one of its 1.5 tons is on its way")
    _, errors = done(giver, "send", giver.write("real.jsonl", json.dumps(
        {"kind": "pledge_update", "pledge": "pmi/1", "deed": "dispatch", "quantity": 0.25}) + "\n"), status=NEGATIVE)
    check("as a text" in errors, "a real number of JSON is not exact", errors)
    message = Message(source="pmi", number=3, realm="real")
    message.sent_at.GetCurrentTime()
    update = message.pledge_update
    update.pledge.source, update.pledge.number, update.deed = "pmi", 1, 5  # PLEDGE_DEED_RECEIVE
    update.thousandths, update.bast_number = 1000, "BAST 7"
    done(giver, "send", giver.write("receive.txtpb", text_format.MessageToString(message)))
    equal(amounts(console, "beras")[0][1:5], ["2,000", "1,500", "1,000", "1,000"], "received")
    lines = district.write("lines.csv", "item,quantity,persons\nselimut,10 lembar,5\nterpal,20 lembar,\n")
    done(district, "need", "--event", EVENT, "--regency", AREA, "--lines", lines, "--priority", "life-saving")
    check(all("life-saving" in row for row in gap_rows(console)[0][:2]), "flags hold for every line", gap_rows(console))


@case("what the displaced need by the standards stands beneath what was asked, and is not mixed with it", 60)
def _():
    _, desks = started()
    district, console = desks["bpbd-12.71"], desks["console"]
    done(district, "need", "--event", EVENT, "--regency", AREA, "--item", "beras=100 kg")
    lines, _ = done(console, "needs", AREA)
    check("Estimate" not in "".join(lines), "of nobody nothing is estimated", lines)
    done(district, "report", "--event", EVENT, "--regency", AREA, "--as-of", "2025-11-28T18:00+07:00",
         "--displaced-persons", "1250")
    lines, _ = done(console, "needs", AREA)
    at = [i for i, line in enumerate(lines) if line.startswith("Estimate by the minimum standards")]
    equal(len(at), 1, lines)
    check("1,250 persons (1 regencies), - households (0 regencies)" in lines[at[0]], "for whom", lines[at[0]])
    asked = [line.split() for line in lines[:at[0]] if line.startswith("beras ")]
    reckoned = [line.split() for line in lines[at[0]:] if line.startswith("beras ")]
    equal(asked[0][2:4], ["100", "0"], "what was asked")
    equal(reckoned, [["beras", "500", "kg", "a", "day"]], "0.4 kg a person and day")
    lines, _ = done(console, "needs", AREA, language="id")
    check(any(line.startswith("beras") and line.endswith("500  kg per hari") for line in lines), "in Indonesian", lines)


@case("a slip is found before the hub is asked", 30)
def _():
    _, desks = started()
    giver = desks["pmi"]
    for words, told in (
            (["need", "--event", EVENT, "--regency", AREA], "what is needed"),
            (["need", "--event", EVENT, "--regency", AREA, "--item", "beras=1.500"], "1,50"),
            (["need", "--event", EVENT, "--regency", AREA, "--item", "beras=0"], "quantity"),
            (["need", "answer", "bpbd-12.71/1", "verify"], "SOURCE/NUMBER/LINE"),
            (["need", "answer", "bpbd-12.71/1/1", "decline"], "reason"),
            (["pledge", "--item", "beras", "--quantity", "3 kg"], "--standing"),
            (["pledge", "dispatch", "pmi/1", "3 kg"], "unit of the pledge"),
            (["pledge", "withdraw", "pmi/1"], "withdraw: reason"),
            (["pledge", "allot", "pmi/1"], "allot: line"),
            (["pledge", "expire", "pmi/1"], "deed"),
    ):
        code, lines, errors = giver.run(*words, submit="tcp://127.0.0.1:1", timeout=1)
        equal(code, USAGE, f"{words}: {lines} {errors}")
        check(told in errors, f"{words} says why", errors)
    done(giver, "pledge", "--standing", "--item", "beras", "--quantity", "3 kg")


main()
