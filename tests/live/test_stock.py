"""Stock through the command `pusdalops` and a real hub: warehouses declared, counted in parts and as a whole, shown, kept over kill -9."""
import json

from desk import Desk
from hub import standard_roster
from tap import case, check, equal
from world import EVENT, declare, hub, main

DONE, NEGATIVE, USAGE = 0, 1, 2
AREA = "12.71"


def started():
    roster = standard_roster()
    roster.add("pmi", "member", [])
    one = hub(roster=roster)
    one.start()
    declare(one)
    return one, {name: Desk(one, name) for name in ("bpbd-12.71", "bpbd-12", "pmi", "console")}


def done(desk, *words, status=DONE, language="en"):
    """The lines and the complaints of a command that ends as it should."""
    code, lines, errors = desk.run(*words, language=language)
    equal(code, status, f"{' '.join(words)}: {lines} {errors}")
    return lines, errors


def document(desk, area=AREA):
    """The stock of an area as JSON."""
    return json.loads(done(desk, "stock", "show", area, "--json")[0][0])


def totals(desk, area=AREA):
    return {total["item"]: (total["thousandths"], total["warehouses"]) for total in document(desk, area).get("totals", [])}


@case("warehouses are declared and counted, and every table says what is known and what is not", 120)
def _():
    _, desks = started()
    district, member, console = desks["bpbd-12.71"], desks["pmi"], desks["console"]
    _, errors = done(console, "stock", "show", AREA, status=NEGATIVE)
    check("no warehouse" in errors, "nothing is known yet", errors)
    lines, _ = done(district, "stock", "declare", "belawan", "--name", "Gudang Belawan", "--regency", AREA, "--latitude",
                    "3.78", "--longitude", "98.68")
    check("number 1 accepted" in lines[0], "the receipt", lines)
    done(member, "stock", "daftar", "medan", "--name", "Gudang PMI Medan", "--regency", AREA, "--type", "gudang", language="id")
    lines, errors = done(district, "stock", "count", "belawan", "--origin", "apbd-regency", "--item", "beras=2,4 ton",
                         "--minimum", "3", "--buffer", "0,4", "--item", "mi-instan=30 dus", "--expires", "2020-03-31",
                         "--item", "selimut=0")
    told = "\n".join(lines) + errors
    check("BELOW_MINIMUM" in told and "EXPIRED" in told, "the receipt warns", told)
    done(member, "stock", "hitung", "medan", "--item", "beras=600 kg", "--origin", "donasi", language="id")
    equal(totals(console), {"beras": (3000000, 2), "mi-instan": (1200000, 1), "selimut": (0, 1)}, "the totals")
    equal(totals(console, "nation")["beras"], (3000000, 2), "of the nation")
    lines, _ = done(console, "stock", "lihat", AREA, language="id")
    text = "\n".join(lines)
    for words in ("2 gudang", "3.000", "1/2", "di-bawah-minimum", "kedaluwarsa", "apbd-kabupaten", "2020-03-31"):
        check(words in text, f"the table has {words!r}", *lines)
    shown = document(console)
    equal(shown["alarms"], dict(shown["alarms"], below_minimum=1, expired=1), "what calls for somebody")

    done(district, "stock", "count", "belawan", "--complete", "--item", "beras=2000 kg", "--origin", "apbd-regency")
    equal(totals(console)["mi-instan"], (0, 1), "what a whole count does not name is none left")
    _, errors = done(district, "stock", "count", "lain", "--item", "beras=1", status=NEGATIVE)
    check("WAREHOUSE_UNKNOWN" in "".join(_) + errors, "not declared", _, errors)
    done(member, "stock", "declare", "medan", "--name", "Gudang PMI Medan", "--regency", AREA, "--closed")
    equal(totals(console)["beras"], (2000000, 1), "a closed warehouse counts no more")
    for words, said in ((["stock", "count", "belawan", "--item", "beras=1.500"], "1,50"),
                        (["stock", "count", "belawan"], "warehouse"),
                        (["stock", "declare", "x", "--name", "X"], "region"),
                        (["stock", "count", "belawan", "--item", "beras=1", "--buffer", "2"], "buffer"),
                        (["stock"], "stock count ID")):
        code, lines, errors = district.run(*words, submit="tcp://127.0.0.1:1", timeout=1)
        check(code != DONE and (said in errors or words[-1] == "belawan"), f"{words} says why", code, lines, errors)


@case("a count of a hundred lines is several messages, the whole one last, and nothing of it is lost by kill -9", 120)
def _():
    one, desks = started()
    district, console = desks["bpbd-12.71"], desks["console"]
    done(district, "stock", "declare", "belawan", "--name", "Gudang Belawan", "--regency", AREA)
    done(district, "stock", "count", "belawan", "--item", "barang lama=5 buah")
    rows = "".join(f"barang {i:03},{i + 1} buah,apbn\n" for i in range(100))
    lines, _ = done(district, "stock", "count", "belawan", "--complete", "--lines",
                    district.write("opname.csv", "item,quantity,origin\n" + rows))
    equal(sum("accepted" in line for line in lines), 4, "four messages")
    before = totals(console)
    equal(len(before), 101, "a hundred, and the one that is gone")
    equal((before["barang 099"], before["barang lama"]), ((100000, 1), (0, 1)), "counted and none left")
    one.kill()
    one.start()
    equal(totals(console), before, "the same after kill -9")
    rows = "".join(f"terpal {i:03},{i + 1} buah,apbn\n" for i in range(40)) + "beras,5 lembar,apbn\n"
    lines, errors = done(district, "stock", "count", "belawan", "--complete", "--lines",
                         district.write("salah.csv", "item,quantity,origin\n" + rows), status=NEGATIVE)
    check("UNIT_UNKNOWN" in "".join(lines) + errors, "its last line is wrong", lines, errors)
    after = totals(console)
    equal({item: after[item] for item in before}, before, "what was counted before is not called none left by half a count")


@case("what ships move stands beside the counts, what a pledge promises out of a warehouse too, also after kill -9", 120)
def _():
    one, desks = started()
    district, member, console = desks["bpbd-12.71"], desks["pmi"], desks["console"]
    done(member, "stock", "declare", "medan", "--name", "Gudang PMI Medan", "--regency", "12.07")
    done(member, "stock", "count", "medan", "--item", "beras=900 kg")
    done(district, "stock", "declare", "belawan", "--name", "Gudang Belawan", "--regency", AREA)
    done(district, "need", "--event", EVENT, "--regency", AREA, "--item", "beras", "--quantity", "500 kg")
    done(member, "pledge", "--for", "bpbd-12.71/2/1", "--item", "beras", "--quantity", "300 kg", "--warehouse", "medan")

    def rice(area, warehouse):
        houses = document(console, area)["warehouses"]
        items = [item for house in houses if house["warehouse_id"] == warehouse for item in house["items"]]
        return {name: value for name, value in items[0].items() if name.endswith("_since") or name == "promised"} if items else {}

    def none_but(**said):
        return {name: said.get(name, 0) for name in ("sent_since", "arrived_since", "promised")}
    equal(rice("12.07", "medan"), none_but(promised=300000), "promised out of the warehouse")
    offered = json.loads(done(district, "suggest", "bpbd-12.71/2/1", "--json")[0][0])["candidates"]
    equal([(one["available"], one["promised"]) for one in offered if "stock" in one], [(600000, 300000)], "and not offered twice")
    lines, errors = done(member, "ship", "--event", EVENT, "--regency", AREA, "--load", "pmi/3", "--warehouse", "medan",
                         "--to-warehouse", "belawan", "--to-source", "bpbd-12.71")
    check("WAREHOUSE_NOT_DECLARED" not in "".join(lines) + errors, "both are known", lines, errors)
    done(district, "receive", "pmi/4", "--line", "1", "--good", "280", "--lost", "20")
    equal(rice("12.07", "medan"), none_but(sent_since=300000), "it left")
    equal(rice(AREA, "belawan"), none_but(arrived_since=280000), "what came in good order came in")
    text = "\n".join(done(console, "stock", "show", AREA)[0])
    check("unknown" in text and "280" in text, "nobody counted it: it is unknown, and so much came", text)
    text = "\n".join(done(console, "shipments", AREA, "--ended")[0])
    check("medan->bpbd-12.71:belawan" in text, "the shipment says from where to where", text)
    _, errors = done(member, "ship", "--event", EVENT, "--regency", "12.07", "--goods", "tikar=5", "--warehouse", "lain")
    check("WAREHOUSE_NOT_DECLARED" in "".join(_) + errors, "a name nobody declared warns and stops nothing", _, errors)
    before = [document(console, area) for area in (AREA, "12.07", "nation")]
    one.kill()
    one.start()
    equal([document(console, area) for area in (AREA, "12.07", "nation")], before, "the same after kill -9")


@case("what posko state of in and out gives the rate and what has stayed; rows of a file say the same", 90)
def _():
    _, desks = started()
    province, console = desks["bpbd-12"], desks["console"]
    done(province, "send", province.write(
        "posko.csv", "kind,warehouse,name,type,region,as_of,received,issued\n"
                     "warehouse,kualanamu,Pos Pendukung Kualanamu,pos-pendukung,12.07,,,\n"
                     "stock_count,kualanamu,,,,2025-11-26T09:00+07:00,3013 ton,2000 ton\n"
                     "stock_count,kualanamu,,,,2025-11-28T09:00+07:00,3013 ton,2181 ton\n"))
    flow = document(console, "12.07")["warehouses"][0]["flow"]
    equal((flow["rate_thousandths"], flow["stayed_thousandths"], flow["stayed_known"]), (724, 832000, True), "Kualanamu")
    lines, _ = done(console, "stock", "show", "12")
    text = "\n".join(lines)
    check("72.4 %" in text and "832" in text and "OVERDUE" in text, "the province sees it", *lines)


main()
