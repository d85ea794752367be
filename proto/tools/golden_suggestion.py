"""The golden vectors of suggestion.proto; golden.py calls put(made) with its Golden."""
from schema import time

EVENT = "siklon-senyar-2025"
SURE = ["GOOD_WHEN_NEEDED", "IN_TIME"]


def reference(made, number, source="bnpb"):
    return made.pb.MessageReference(source=source, number=number)


def reasons(*names):
    return [f"CANDIDATE_REASON_{name}" for name in [*SURE, *names]]


def whole(made):
    """A standing offer that fills the line alone."""
    return made.pb.Candidate(
        kind="CANDIDATE_KIND_STANDING", pledge=reference(made, 12, "pmi"), giver="pmi", cluster_id="logistik",
        origin_name="Gudang Regional Sumatera", state="PLEDGE_STATE_CONFIRMED", available=200000,
        as_of=time("2025-11-28T00:30:00Z"), available_at=time("2025-11-28T06:00:00Z"),
        valid_until=time("2025-12-31T17:00:00Z"), nearness="NEARNESS_ELSEWHERE", proposed=80000,
        reasons=reasons("WHOLE", "ELSEWHERE", "ENDS", "FRESH"))


def part(made):
    return made.pb.Candidate(
        kind="CANDIDATE_KIND_OFFER", pledge=reference(made, 44), giver="bnpb", state="PLEDGE_STATE_OFFERED",
        available=50000, as_of=time("2025-11-26T00:30:00Z"), nearness="NEARNESS_PROVINCE",
        reasons=reasons("PART", "SAME_PROVINCE", "LASTS", "STALE"))


def surplus(made):
    """100 were asked for elsewhere and 150 promised: moving the whole pledge leaves that line short of 30."""
    return made.pb.Candidate(
        kind="CANDIDATE_KIND_SURPLUS", pledge=reference(made, 45),
        allotted_to=made.pb.LineReference(source="bpbd-12.01", number=6, line=2), giver="bnpb",
        state="PLEDGE_STATE_RESERVED", available=50000, opens_gap=30000, as_of=time("2025-11-28T00:30:00Z"),
        nearness="NEARNESS_REGENCY", proposed=30000, with_above=True,
        reasons=reasons("PART", "SAME_REGENCY", "LASTS", "FRESH"))


def stock(made):
    return made.pb.StockReference(source="bpbd-12.73", warehouse_id="gudang-sibolga",
                                  budget_origin="BUDGET_ORIGIN_APBD_REGENCY", expires_on="2025-11-27")


def last(made):
    """What nobody would take first."""
    return made.pb.Candidate(
        kind="CANDIDATE_KIND_STOCK", stock=stock(made), giver="bpbd-12.73", origin_name="Gudang BPBD Kota Sibolga",
        counted=20000, kept_back=10000, sent_since=2000, promised=3000, available=5000,
        as_of=time("2025-11-20T00:00:00Z"),
        nearness="NEARNESS_KECAMATAN", distance_m=2140, distance_known=True,
        reasons=[f"CANDIDATE_REASON_{name}" for name in ("SPOILS", "LATE", "PART", "SAME_KECAMATAN", "ENDS", "STALE")])


def reply(made):
    return made.pb.SuggestionReply(
        line=made.line(), event_id=EVENT, area_code="12.73", item="sembako", unit="paket", outstanding=80000,
        candidates=[whole(made), part(made)], candidate_count=2, journal_sequence=48211)


def activity(made):
    return made.pb.Activity(
        kind="ACTIVITY_KIND_PLEDGE", reference=reference(made, 41), member="bnpb", cluster_id="logistik",
        event_id=EVENT, item="sembako", item_class="pangan", unit="paket",
        quantities=made.pb.Quantities(pledged=190000, reserved=150000, sent=120000, received_good=100000,
                                      received_damaged=6000, lost=4000, in_transit=10000),
        line=made.line(), area_code="12.73", area_name="Kota Sibolga", kecamatan_code="12.73.01",
        delivery_point="Gudang BPBD Sibolga", origin_name="Gudang BNPB Silangit", said_at=time("2025-11-28T08:00:00Z"),
        available_at=time("2025-11-28T06:00:00Z"), dispatched_at=time("2025-11-28T08:00:00Z"),
        received_at=time("2025-11-28T12:40:00Z"), needed_by=time("2025-11-29T00:00:00Z"),
        state="PLEDGE_STATE_DISPATCHED", persons=1250, households=320)


def offered(made):
    return made.pb.Activity(
        kind="ACTIVITY_KIND_PLEDGE", reference=reference(made, 12, "pmi"), member="pmi", item="tenda-keluarga",
        item_class="sandang", unit="unit", quantities=made.pb.Quantities(pledged=20000), region_codes=["12"],
        said_at=time("2025-11-20T02:00:00Z"), state="PLEDGE_STATE_OFFERED")


def task(made):
    return made.pb.Activity(
        kind="ACTIVITY_KIND_TASK", reference=made.pb.MessageReference(source="bpbd-12.73", number=8, part=2), member="pmi",
        cluster_id="kesehatan", event_id=EVENT, text="buka dapur umum", area_code="12.73", area_name="Kota Sibolga",
        delivery_point="Terminal Sibolga", said_at=time("2025-11-26T01:00:00Z"), needed_by=time("2025-11-26T05:00:00Z"),
        persons=500, task_state="TASK_STATE_ACCEPTED")


def shipped(made):
    return made.pb.Activity(
        kind="ACTIVITY_KIND_SHIPMENT", reference=made.pb.MessageReference(source="bnpb", number=52, part=2), member="bnpb",
        event_id=EVENT, item="genset", item_class="peralatan", unit="unit",
        quantities=made.pb.Quantities(pledged=12000, reserved=12000, sent=12000, received_good=4000, in_transit=8000),
        area_code="12.73", area_name="Kota Sibolga", delivery_point="Posko Utama Sibolga",
        origin_name="Gudang BNPB Silangit", available_at=time("2025-11-28T23:00:00Z"),
        dispatched_at=time("2025-11-29T01:10:00Z"), expected_at=time("2025-11-29T09:00:00Z"),
        shipment_state="SHIPMENT_STATE_IN_TRANSIT")


def unloaded(made):
    one = shipped(made)
    one.shipment_state = made.pb.Activity(shipment_state="SHIPMENT_STATE_RECEIVED").shipment_state
    one.quantities.CopyFrom(made.pb.Quantities(pledged=12000, reserved=12000, sent=12000, received_good=11000,
                                               received_damaged=1000))
    one.arrived_at.CopyFrom(time("2025-11-29T08:30:00Z"))
    one.received_at.CopyFrom(time("2025-11-29T10:15:00Z"))
    return one


def page(made, cursor="4711"):
    return made.pb.ActivitiesPage(activities=[activity(made), offered(made), shipped(made)], cursor=cursor, journal_sequence=48211)


def request(made):
    return made.pb.SuggestionRequest(realm="real", line=made.line())


def asked(made, cursor=""):
    return made.pb.ActivitiesRequest(realm="real", area_code="12", event_id=EVENT, cursor=cursor)


def put(made):
    pb, add = made.pb, made.add
    add("sibolga", "Degrees, the southern half of the earth is negative.",
        pb.Position(latitude_deg=1.7403, longitude_deg=98.7811))
    add("position", "Where the delivery point is.", pb.NeedLine(
        quantity=made.goods("selimut", 1000), delivery_point="Gudang BPBD Sibolga",
        position=pb.Position(latitude_deg=1.7403, longitude_deg=98.7811)))
    add("line", "What could fill this line?", request(made))
    add("whole", "A standing offer that fills the line alone.", whole(made))
    add("part", "An offer for the event; more above it suffices: proposed is 0.", part(made))
    add("surplus", "Promised to a line that has more than it asked for; fills the line with those above.", surplus(made))
    add("noodles", "One entry of a warehouse: which budget, which day of expiry.", stock(made))
    add("stock", "In a warehouse near by, too old and too late: the last of the list.", last(made))
    add("two", "The best first; a person decides.", reply(made))
    add("none", "Nobody has any.", pb.SuggestionReply(
        line=made.line(line=2), event_id=EVENT, area_code="12.73", item="boneka tangan", item_unknown=True, unit="buah",
        outstanding=40000, journal_sequence=48211))
    add("cut", "More pledges than are looked at for one answer.", pb.SuggestionReply(
        line=made.line(), event_id=EVENT, area_code="12.73", item="sembako", unit="paket", outstanding=80000,
        candidates=[surplus(made)], candidate_count=4096, cut=True, journal_sequence=48211))
    add("sent", "Who brings what where, when and for whom.", activity(made))
    add("task", "A task of an activated plan, line 2 of the activation.", task(made))
    add("shipped", "Goods that nobody promised, on their way: line 2 of a shipment.", shipped(made))
    add("unloaded", "The same, handed over.", unloaded(made))
    add("offered", "Not allotted: where it may go.", offered(made))
    add("province", "Of one province in one event.", asked(made))
    add("everything", "The nation, all events.", pb.ActivitiesRequest(realm="real"))
    add("next-page", "The cursor as the hub gave it.", asked(made, "4711"))
    add("page", "Three activities and there is more.", page(made))
    add("last", "The last page has no cursor.", page(made, ""))


def requests(made):
    return (("suggestion", "What could fill a line?", {"suggestion": request(made)}),
            ("activities", "Who does what?", {"activities": asked(made)}))


def replies(made):
    return (("suggestion", "To suggestion.", {"suggestion": reply(made)}),
            ("activities", "To activities.", {"activities": page(made)}))
