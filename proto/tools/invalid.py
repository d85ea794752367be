"""The invalid vectors: Request frames with exactly one fault each, and what the hub answers.

cases(pb) gives Case(file, code, field, answer, needs, what, frame). `answer` says where the problem stands: in
Reply.problem or in the Receipt. `needs` says what a checker must know beside the schema: nothing, the catalogues of
regions and hazards, a clock that shows a time before the year 2099, or the hub that is asked.
"""
import typing

import golden
import plans
from schema import time

REQUEST_ID = bytes([0x08, 0x07])  # request_id 7


class Case(typing.NamedTuple):
    """One invalid frame."""
    file: str
    code: int
    field: str
    answer: str
    needs: str
    what: str
    frame: bytes


# --- wire, by hand: what no protobuf library would write --------------------------------------

def varint(value):
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def field(number, data):
    """A length-delimited field."""
    return varint(number << 3 | 2) + varint(len(data)) + data


def submit(message):
    """A Request that hands in these bytes as a Message."""
    return REQUEST_ID + field(3, field(1, message))


def good_with_figure(message, figure):
    """The message with one more figure in its report, as these bytes."""
    report = message.report.SerializeToString(deterministic=True) + field(5, figure)
    message.ClearField("report")
    return message.SerializeToString(deterministic=True) + field(11, report)


def good_with_many(message, count):
    """The message with one figure that holds so many unknown fields."""
    figure = field(5, b"\x78\x01" * count)
    figures = message.report.SerializeToString(deterministic=True)
    message.ClearField("report")
    return message.SerializeToString(deterministic=True) + field(11, figure + figures)


class Invalid:
    """Collects the cases; `good` is a message that is right in every way, to be spoiled in one."""

    def __init__(self, pb):
        self.pb = pb
        self.golden = golden.Golden(pb)
        self.list = []

    def request(self, file, code, path, what, frame, needs="none"):
        if not isinstance(frame, bytes):
            frame = frame.SerializeToString(deterministic=True)
        self.list.append(Case(file, code, path, "problem", needs, what, frame))

    def message(self, file, code, path, what, message, needs="none"):
        if not isinstance(message, bytes):
            message = message.SerializeToString(deterministic=True)
        self.list.append(Case(file, code, path, "receipt", needs, what, submit(message)))

    def good(self, **changes):
        made = self.golden.aceh_tengah()
        for name, value in changes.items():
            setattr(made, name, value)
        return made

    def spoilt(self, spoil):
        made = self.good()
        spoil(made)
        return made

    def raw_text(self, bad):
        """The good report with these bytes as its needs: libraries refuse to write text that is not UTF-8."""
        good = self.good()
        report = good.report.SerializeToString(deterministic=True) + field(6, bad)
        good.ClearField("report")
        return good.SerializeToString(deterministic=True) + field(11, report)

    # --- cases -----------------------------------------------------------------------------------

    def malformed(self):
        add, hello = self.request, self.pb.Hello(version_min=1, version_max=1, realm="real")
        inner = hello.SerializeToString(deterministic=True)
        add("malformed-varint-cut", 102, "", "the frame ends inside a varint", bytes([0x08, 0x87]))
        add("malformed-varint-long", 102, "", "a varint of eleven bytes", bytes([0x08]) + b"\xff" * 10 + b"\x01")
        add("malformed-length", 102, "", "a length that reaches beyond the frame",
            REQUEST_ID + bytes([0x12, len(inner) + 1]) + inner)
        add("malformed-wire-type", 102, "", "wire type 7 does not exist", bytes([0x0F]))
        add("malformed-inside", 102, "hello", "hello itself ends inside a field",
            REQUEST_ID + field(2, inner[:-1]))
        add("malformed-text-frame", 102, "", "JSON instead of protobuf", b'{"hello":{"realm":"real"}}')
        good = self.good().SerializeToString(deterministic=True)
        self.message("message-malformed-cut", 102, "", "the Message ends inside its report", good[:-3])
        self.message("message-malformed-tag", 102, "", "the Message begins with wire type 7", b"\x0f")
        self.message("message-malformed-inside", 102, "report.figures[2]", "the third figure ends inside its value",
                     good_with_figure(self.good(), b"\x08\x03\x10\x80"))
        self.message("message-group", 102, "", "a group: this schema has none", good + b"\xa3\x06\xa4\x06")
        self.message("message-field-zero", 102, "", "field number 0 does not exist", b"\x00\x01" + good)

    def empty(self):
        add, pb = self.request, self.pb
        add("request-empty", 103, "body", "a frame without any byte", b"")
        add("request-without-body", 103, "body", "only a request_id", REQUEST_ID)
        add("request-unknown-body", 103, "body", "a body of number 90, of a later schema",
            REQUEST_ID + field(90, b"\x08\x01"))
        self.list.append(Case("submit-empty", 201, "source", "receipt", "none", "an empty Message lacks its source first",
                              pb.Request(submit=pb.Submit()).SerializeToString(deterministic=True)))
        add("batch-empty", 201, "submit_batch.messages", "a batch without messages",
            pb.Request(submit_batch=pb.SubmitBatch()))
        add("batch-too-large", 107, "submit_batch.messages", "513 messages",
            pb.Request(submit_batch=pb.SubmitBatch(messages=[b"\x10\x01"] * 513)))
        without = self.good()
        without.ClearField("report")
        self.message("message-without-body", 201, "body", "a Message that says nothing", without)
        self.message("message-unknown-body", 201, "body", "a body of number 90, of a later schema",
                     without.SerializeToString(deterministic=True) + field(90, b"\x08\x01"))

    def hello(self):
        def hello(**changes):
            known = {"version_min": 1, "version_max": 1, "realm": "real", **changes}
            return self.pb.Request(request_id=7, hello=self.pb.Hello(**known))
        add = self.request
        add("hello-version", 104, "hello.version_min", "speaks versions 2 to 3 only",
            hello(version_min=2, version_max=3), "hub")
        add("hello-no-realm", 212, "hello.realm", "no realm", hello(realm=""), "hub")
        add("hello-realm", 212, "hello.realm", "a realm that is neither real nor drill/<id>", hello(realm="latihan"),
            "hub")
        add("hello-software-long", 202, "hello.software", "65 bytes", hello(software="x" * 65))
        add("hello-capabilities-many", 202, "hello.capabilities", "17 capabilities",
            hello(capabilities=[f"c{i}" for i in range(17)]))
        add("hello-sources-many", 202, "hello.sources", "17 sources",
            hello(sources=[f"bpbd-11.{i:02}" for i in range(1, 18)]))
        add("hello-software-control", 105, "hello.software", "an escape sequence", hello(software="\x1b[31mred"))

    def queries(self):
        pb, add = self.pb, self.request
        snapshot = self.golden.snapshot_request()
        snapshot.topic_prefix = "real/11"
        add("snapshot-prefix-open", 213, "snapshot.topic_prefix", "the prefix does not end with /",
            pb.Request(request_id=7, snapshot=snapshot), "hub")
        other = self.golden.snapshot_request()
        other.topic_prefix = "drill/x1/11/"
        add("snapshot-prefix-realm", 213, "snapshot.topic_prefix", "the prefix is of another realm",
            pb.Request(request_id=7, snapshot=other), "hub")
        replay = self.golden.replay_request(1)
        replay.topic = "real/11/11.04/notice"
        add("replay-topic-open", 213, "replay.topic", "the topic does not end with /",
            pb.Request(request_id=7, replay=replay), "hub")
        add("replay-no-topic", 213, "replay.topic", "no topic",
            pb.Request(request_id=7, replay=pb.ReplayRequest(realm="real")), "hub")
        add("suggestion-no-line", 217, "suggestion.line", "of no line",
            pb.Request(request_id=7, suggestion=pb.SuggestionRequest(realm="real")))
        add("activities-region-unknown", 205, "activities.area_code", "no such regency",
            pb.Request(request_id=7, activities=pb.ActivitiesRequest(realm="real", area_code="99.99")), "catalogue")
        add("activities-no-realm", 212, "activities.realm", "no realm", pb.Request(
            request_id=7, activities=pb.ActivitiesRequest()), "hub")

    def head(self):
        add, good = self.message, self.good
        add("message-no-source", 201, "source", "no source", good(source=""))
        add("message-source-capitals", 202, "source", "capitals do not stand in identifiers",
            good(source="BPBD-11.04"))
        add("message-source-long", 202, "source", "65 bytes", good(source="b" * 65))
        add("message-number-zero", 201, "number", "number 0 is no number", good(number=0))
        add("message-number-large", 202, "number", "2^53", good(number=2**53))
        add("message-no-realm", 212, "realm", "no realm", good(realm=""), "hub")
        add("message-realm", 212, "realm", "a drill without a name", good(realm="drill/"), "hub")
        add("message-channel-unknown", 203, "channel", "a channel of a later schema", good(channel=9))
        add("message-behalf-capitals", 202, "on_behalf_of", "capitals do not stand in identifiers",
            good(on_behalf_of="BPBD-11.04"))

    def text(self):
        add = self.message
        for file, what, bad in (
                ("utf8-alone", "a continuation byte alone", b"air \x80"),
                ("utf8-cut", "the text ends inside a character", b"air \xe2\x82"),
                ("utf8-overlong", "/ in two bytes", b"air \xc0\xaf"),
                ("utf8-surrogate", "half a surrogate pair", b"air \xed\xa0\x80"),
                ("utf8-beyond", "a code point above U+10FFFF", b"air \xf4\x90\x80\x80")):
            add(f"text-{file}", 105, "report.needs", what, self.raw_text(bad))
        for file, what, bad in (
                ("nul", "a NUL inside", "air\0bersih"), ("escape", "an escape character", "air\x1b[2J"),
                ("carriage-return", "a carriage return: lines end with LF alone", "air\r\nbersih"),
                ("delete", "U+007F", "air\x7f"), ("c1", "U+009B, a control character of two bytes", "air\x9b2J")):
            add(f"text-{file}", 105, "report.needs", what,
                self.spoilt(lambda made, bad=bad: setattr(made.report, "needs", bad)))
        add("text-point-nul", 105, "report.place.point", "a NUL in the name of a posko",
            self.spoilt(lambda made: setattr(made.report.place, "point", "Posko\0A")))

    def report(self):
        add, spoilt = self.message, self.spoilt

        def value(made, number):
            made.report.figures[1].value = number

        def clear(*names):
            def spoil(made):
                for name in names:
                    made.report.ClearField(name)
            return spoilt(spoil)
        add("report-no-event", 201, "report.event_id", "no event", clear("event_id"))
        add("report-no-place", 201, "report.place.region_code", "no place", clear("place"))
        add("report-no-region", 201, "report.place.region_code", "a place without a region",
            spoilt(lambda made: made.report.place.ClearField("region_code")))
        add("report-no-as-of", 201, "report.as_of", "no as_of", clear("as_of"))
        add("report-nothing-said", 215, "report", "neither a figure nor a text", clear("figures"))
        add("report-event-space", 202, "report.event_id", "a space does not stand in identifiers",
            spoilt(lambda made: setattr(made.report, "event_id", "siklon senyar")))
        add("report-region-unknown", 205, "report.place.region_code", "no such regency",
            spoilt(lambda made: setattr(made.report.place, "region_code", "99.99")), "catalogue")
        add("report-region-without-dot", 205, "report.place.region_code", "a code without its dot",
            spoilt(lambda made: made.report.place.CopyFrom(self.pb.Place(region_code="1104"))), "catalogue")
        add("report-kecamatan-unknown", 205, "report.place.kecamatan_code", "no such kecamatan",
            spoilt(lambda made: setattr(made.report.place, "kecamatan_code", "11.04.99")), "catalogue")
        add("report-kecamatan-form", 205, "report.place.kecamatan_code", "the code of a regency",
            spoilt(lambda made: setattr(made.report.place, "kecamatan_code", "11.04")), "catalogue")
        add("report-point-of-province", 202, "report.place.point", "a posko stands in a regency, not in a province",
            spoilt(lambda made: made.report.place.CopyFrom(self.pb.Place(region_code="11", point="Posko Induk"))))
        add("report-village-alone", 201, "report.place.kecamatan_code", "a village without its kecamatan",
            spoilt(lambda made: setattr(made.report.place, "village_code", "11.04.01.2001")))
        add("report-as-of-ahead", 208, "report.as_of", "the year 2099",
            spoilt(lambda made: made.report.as_of.CopyFrom(time("2099-01-01T00:00:00Z"))), "clock")
        add("report-as-of-early", 202, "report.as_of", "the year 1800",
            spoilt(lambda made: made.report.as_of.CopyFrom(time("1800-01-01T00:00:00Z"))))
        add("report-as-of-nanos", 208, "report.as_of", "a thousand million nanoseconds are no time",
            spoilt(lambda made: setattr(made.report.as_of, "nanos", 1000000000)), "clock")
        add("report-as-of-nanos-negative", 208, "report.as_of", "negative nanoseconds are no time",
            spoilt(lambda made: setattr(made.report.as_of, "nanos", -1)), "clock")
        add("report-revises-large", 202, "report.revises", "2^53",
            spoilt(lambda made: setattr(made.report, "revises", 2**53)))
        add("report-reason-unknown", 203, "report.figures[0].reason", "a reason of a later schema",
            spoilt(lambda made: setattr(made.report.figures[0], "reason", 99)))
        add("report-region-name-long", 202, "report.place.region_name", "101 bytes",
            spoilt(lambda made: setattr(made.report.place, "region_name", "x" * 101)))
        add("report-value-large", 202, "report.figures[1].value", "one above 300,000,000",
            spoilt(lambda made: value(made, 300000001)))
        add("report-figure-twice", 204, "report.figures[2].kind", "dead is said twice",
            spoilt(lambda made: made.report.figures.append(self.golden.fig("DEAD", 16))))
        add("report-figure-twice-zero", 204, "report.figures[2].kind", "dead is said twice, once as none",
            spoilt(lambda made: made.report.figures.append(self.golden.fig("DEAD", 0))))
        add("report-many-elements", 106, "report.figures[0]", "9,000 fields in one figure",
            good_with_many(self.good(), 9000))
        for name, most in (("needs", 4000), ("efforts", 4000), ("chronology", 8000), ("reference", 500)):
            add(f"report-{name}-long", 202, f"report.{name}", f"{most + 1} bytes",
                spoilt(lambda made, name=name, most=most: setattr(made.report, name, "x" * (most + 1))))
        add("report-point-long", 202, "report.place.point", "65 bytes, in 33 characters",
            spoilt(lambda made: setattr(made.report.place, "point", "é" * 32 + "x")))
        for name, degrees in (("latitude_deg", 90.5), ("longitude_deg", -180.5), ("latitude_deg", float("nan"))):
            kind = "nan" if degrees != degrees else "range"
            add(f"report-{name.replace('_', '-')}-{kind}", 202, "report.place.position", f"{name} {degrees}",
                spoilt(lambda made, name=name, degrees=degrees: setattr(made.report.place.position, name, degrees)))

    def others(self):
        pb, add = self.pb, self.message

        def event(spoil):
            made = self.golden.message("bnpb", 1, "2025-11-26T01:00:00Z", event=self.golden.declaration())
            spoil(made.event)
            return made
        add("event-no-id", 201, "event.event_id", "no event_id", event(lambda e: e.ClearField("event_id")))
        add("event-no-hazard", 206, "event.hazard_code", "no hazard", event(lambda e: e.ClearField("hazard_code")), "catalogue")
        add("event-hazard-unknown", 206, "event.hazard_code", "no such hazard",
            event(lambda e: setattr(e, "hazard_code", 118)), "catalogue")
        add("event-no-name", 201, "event.name", "no name", event(lambda e: e.ClearField("name")))
        add("event-no-regions", 201, "event.region_codes", "no region", event(lambda e: e.ClearField("region_codes")))
        add("event-name-long", 202, "event.name", "201 bytes", event(lambda e: setattr(e, "name", "x" * 201)))
        add("event-region-unknown", 205, "event.region_codes[3]", "no such regency",
            event(lambda e: e.region_codes.append("99.99")), "catalogue")
        add("event-regions-many", 202, "event.region_codes", "601 regions",
            event(lambda e: e.region_codes.extend(["11.06"] * 598)))
        add("event-region-nation", 205, "event.region_codes[0]", "the nation is named by its provinces",
            event(lambda e: e.region_codes.__setitem__(0, "nation")), "catalogue")
        add("event-started-ahead", 208, "event.started_at", "the year 2099",
            event(lambda e: e.started_at.CopyFrom(time("2099-01-01T00:00:00Z"))), "clock")
        add("event-state-unknown", 203, "event.state", "a state of a later schema",
            event(lambda e: setattr(e, "state", 9)))

        def say(**body):
            return self.golden.message("bpbd-11", 4, "2025-11-29T14:00:00Z", **body)
        add("withdrawal-number-zero", 202, "withdrawal.number", "of no report", say(withdrawal=pb.Withdrawal(reason="-")))
        add("withdrawal-reason-long", 202, "withdrawal.reason", "501 bytes",
            say(withdrawal=pb.Withdrawal(number=3, reason="x" * 501)))
        level = "VERIFICATION_LEVEL_REGENCY"
        add("verification-no-source", 201, "verification.source", "of nobody's report",
            say(verification=pb.Verification(number=3, level=level)))
        add("verification-number-zero", 202, "verification.number", "of no report",
            say(verification=pb.Verification(source="bpbd-11.04", level=level)))
        add("verification-no-level", 203, "verification.level", "no level",
            say(verification=pb.Verification(source="bpbd-11.04", number=3)))
        add("verification-level-unknown", 203, "verification.level", "a level of a later schema",
            say(verification=pb.Verification(source="bpbd-11.04", number=3, level=9)))

    def relief(self):
        pb, add = self.pb, self.message

        def need(spoil):
            made = self.golden.message("bpbd-12.73", 7, "2025-11-28T01:05:00Z", need=self.golden.need())
            spoil(made.need)
            return made

        def line(name, value):
            return need(lambda n: setattr(n.lines[0], name, value))

        def quantity(name, value):
            return need(lambda n: setattr(n.lines[0].quantity, name, value))
        add("need-no-event", 201, "need.event_id", "no event", need(lambda n: n.ClearField("event_id")))
        add("need-no-region", 201, "need.region_code", "no region", need(lambda n: n.ClearField("region_code")))
        add("need-of-the-nation", 205, "need.region_code", "the nation asks for nothing itself",
            need(lambda n: setattr(n, "region_code", "nation")), "catalogue")
        add("need-no-as-of", 201, "need.as_of", "no as_of", need(lambda n: n.ClearField("as_of")))
        add("need-as-of-ahead", 208, "need.as_of", "the year 2099",
            need(lambda n: n.as_of.CopyFrom(time("2099-01-01T00:00:00Z"))), "clock")
        add("need-no-lines", 201, "need.lines", "asks for nothing", need(lambda n: n.ClearField("lines")))
        add("need-lines-many", 202, "need.lines", "33 lines",
            need(lambda n: n.lines.extend([n.lines[0]] * (33 - len(n.lines)))))
        add("need-no-item", 201, "need.lines[0].quantity.item", "of nothing", quantity("item", ""))
        add("need-quantity-zero", 202, "need.lines[0].quantity.thousandths", "none of it", quantity("thousandths", 0))
        add("need-quantity-absurd", 202, "need.lines[0].quantity.thousandths", "one above 10^15",
            quantity("thousandths", 10**15 + 1))
        add("need-unit-unknown", 216, "need.lines[0].quantity.unit", "this item is not counted in hours",
            quantity("unit", "jam"), "catalogue")
        add("need-priority-unknown", 203, "need.lines[0].priority", "a priority of a later schema", line("priority", 9))
        add("need-kecamatan-unknown", 205, "need.lines[0].kecamatan_code", "no such kecamatan",
            line("kecamatan_code", "12.73.99"), "catalogue")
        add("need-delivery-point-long", 202, "need.lines[0].delivery_point", "65 bytes", line("delivery_point", "x" * 65))
        add("need-persons-large", 202, "need.lines[0].persons", "one above 300,000,000", line("persons", 300000001))

        for degrees in (90.5, float("nan")):
            kind = "nan" if degrees != degrees else "range"
            add(f"need-latitude-{kind}", 202, "need.lines[0].position", f"latitude_deg {degrees}", need(
                lambda n, degrees=degrees: n.lines[0].position.CopyFrom(pb.Position(latitude_deg=degrees))))

        def pledge(spoil):
            made = self.golden.message("pmi", 1, "2025-11-28T01:05:00Z", pledge=pb.Pledge(
                region_codes=["12"], quantity=pb.Quantity(item="beras", thousandths=5000, unit="ton")))
            spoil(made.pledge)
            return made
        add("pledge-no-quantity", 201, "pledge.quantity.item", "of nothing", pledge(lambda p: p.quantity.ClearField("item")))
        add("pledge-unit-unknown", 216, "pledge.quantity.unit", "rice is not counted in sheets",
            pledge(lambda p: setattr(p.quantity, "unit", "lembar")), "catalogue")
        add("pledge-origin-unknown", 203, "pledge.origin", "an origin of a later schema",
            pledge(lambda p: setattr(p, "origin", 9)))
        add("pledge-region-unknown", 205, "pledge.region_codes[1]", "no such regency",
            pledge(lambda p: p.region_codes.append("99.99")), "catalogue")
        add("pledge-regions-many", 202, "pledge.region_codes", "17 regions",
            pledge(lambda p: p.region_codes.extend(["12"] * 16)))
        add("pledge-cluster-capitals", 202, "pledge.cluster_id", "capitals do not stand in identifiers",
            pledge(lambda p: setattr(p, "cluster_id", "Logistik")))
        add("pledge-warehouse-capitals", 202, "pledge.warehouse_id", "capitals do not stand in identifiers",
            pledge(lambda p: setattr(p, "warehouse_id", "Silangit")))

        def say(**body):
            return self.golden.message("pmi", 2, "2025-11-28T02:00:00Z", **body)
        named, at = pb.MessageReference(source="pmi", number=1), pb.LineReference(source="bpbd-12.73", number=7, line=1)

        def update(deed, **more):
            return say(pledge_update=pb.PledgeUpdate(pledge=named, deed=deed and f"PLEDGE_DEED_{deed}", **more))
        add("decision-no-line", 201, "need_decision.line", "about no line",
            say(need_decision=pb.NeedDecision(deed="NEED_DEED_APPROVE")))
        add("decision-no-deed", 203, "need_decision.deed", "nothing is decided", say(need_decision=pb.NeedDecision(line=at)))
        for deed in ("DECLINE", "PROVISION"):
            add(f"decision-{deed.lower()}-no-reason", 201, "need_decision.reason", "it has to be told why",
                say(need_decision=pb.NeedDecision(line=at, deed=f"NEED_DEED_{deed}")))
        add("update-no-pledge", 201, "pledge_update.pledge", "of no pledge",
            say(pledge_update=pb.PledgeUpdate(deed="PLEDGE_DEED_CONFIRM")))
        add("update-no-deed", 203, "pledge_update.deed", "nothing is done", update(0))
        add("update-withdraw-no-reason", 201, "pledge_update.reason", "it has to be told why", update("WITHDRAW"))
        add("update-allot-no-line", 201, "pledge_update.line", "to no line", update("ALLOT"))
        add("update-extend-no-time", 202, "pledge_update.valid_until", "for ever is no extension", update("EXTEND"))
        add("update-receive-nothing", 201, "pledge_update.thousandths", "nothing arrived, nothing was lost",
            update("RECEIVE"))
        add("update-bast-long", 202, "pledge_update.bast_number", "65 bytes", update("CONFIRM", bast_number="x" * 65))


    def stock(self):
        pb, add = self.pb, self.message

        def house(spoil):
            made = self.golden.message("bnpb", 50, "2025-11-28T09:05:00Z", warehouse=self.golden.warehouse())
            spoil(made.warehouse)
            return made

        def count(spoil):
            made = self.golden.message("bnpb", 51, "2025-11-28T09:06:00Z", stock_count=self.golden.count())
            made.stock_count.as_of.CopyFrom(time("2025-11-28T09:00:00Z"))
            made.stock_count.throughput.since.CopyFrom(time("2025-11-27T00:00:00Z"))
            spoil(made.stock_count)
            return made

        def line(name, value):
            return count(lambda c: setattr(c.lines[0], name, value))
        add("warehouse-no-id", 201, "warehouse.warehouse_id", "no id", house(lambda w: w.ClearField("warehouse_id")))
        add("warehouse-id-capitals", 202, "warehouse.warehouse_id", "capitals do not stand in identifiers",
            house(lambda w: setattr(w, "warehouse_id", "Halim")))
        add("warehouse-no-name", 201, "warehouse.name", "no name", house(lambda w: w.ClearField("name")))
        add("warehouse-name-long", 202, "warehouse.name", "101 bytes", house(lambda w: setattr(w, "name", "x" * 101)))
        add("warehouse-no-kind", 203, "warehouse.kind", "no kind", house(lambda w: w.ClearField("kind")))
        add("warehouse-kind-unknown", 203, "warehouse.kind", "a kind of a later schema", house(lambda w: setattr(w, "kind", 9)))
        add("warehouse-of-the-nation", 205, "warehouse.region_code", "it stands in a regency or province",
            house(lambda w: setattr(w, "region_code", "nation")), "catalogue")
        add("warehouse-place-long", 202, "warehouse.place", "65 bytes", house(lambda w: setattr(w, "place", "x" * 65)))
        add("warehouse-position-beyond", 202, "warehouse.position", "91 degrees north",
            house(lambda w: setattr(w.position, "latitude_deg", 91)))
        add("count-no-warehouse", 201, "stock_count.warehouse_id", "of no warehouse",
            count(lambda c: c.ClearField("warehouse_id")))
        add("count-no-as-of", 201, "stock_count.as_of", "no as_of",
            count(lambda c: (c.ClearField("as_of"), c.throughput.ClearField("since"))))
        add("count-as-of-ahead", 208, "stock_count.as_of", "the year 2099",
            count(lambda c: c.as_of.CopyFrom(time("2099-01-01T00:00:00Z"))), "clock")
        add("count-lines-many", 202, "stock_count.lines", "33 lines", count(lambda c: c.lines.extend(
            pb.StockLine(quantity=pb.Quantity(item=f"barang {n}")) for n in range(33 - len(c.lines)))))
        add("count-nothing", 215, "stock_count", "not complete, no line, no sums",
            count(lambda c: (c.ClearField("lines"), c.ClearField("throughput"), c.ClearField("complete"))))
        add("count-no-item", 201, "stock_count.lines[1].quantity.item", "a line of nothing",
            count(lambda c: c.lines[1].quantity.ClearField("item")))
        add("count-unit-unknown", 216, "stock_count.lines[0].quantity.unit", "noodles are not counted in hours",
            count(lambda c: setattr(c.lines[0].quantity, "unit", "jam")), "catalogue")
        add("count-origin-unknown", 203, "stock_count.lines[0].budget_origin", "a budget of a later schema",
            line("budget_origin", 9))
        add("count-expires-no-day", 202, "stock_count.lines[0].expires_on", "2026 has no 29 February",
            line("expires_on", "2026-02-29"))
        add("count-buffer-beyond", 202, "stock_count.lines[0].buffer_thousandths", "more is kept back than there is",
            line("buffer_thousandths", 100001))
        add("count-note-long", 202, "stock_count.lines[0].note", "201 bytes", line("note", "x" * 201))
        add("count-entry-twice", 204, "stock_count.lines[2]", "the same entry again",
            count(lambda c: c.lines.extend([c.lines[1]])))
        add("count-sums-one", 201, "stock_count.throughput.issued_total", "what went out is not said",
            count(lambda c: c.throughput.ClearField("issued_total")))
        add("count-sums-differ", 227, "stock_count.throughput.issued_total", "other goods went out than came in",
            count(lambda c: setattr(c.throughput.issued_total, "item", "beras")), "catalogue")
        add("count-sums-later", 202, "stock_count.throughput.since", "the sums begin after the count",
            count(lambda c: c.throughput.since.CopyFrom(time("2025-11-29T00:00:00Z"))))


    def shipment(self):
        pb, add = self.pb, self.message

        def shipment(spoil):
            made = self.golden.message("bnpb", 1, "2025-11-28T06:00:00Z", shipment=pb.Shipment(
                event_id="banjir-sumatra-2025", region_code="12.73",
                lines=[pb.ShipmentLine(quantity=pb.Quantity(item="beras", thousandths=5000, unit="ton"))]))
            spoil(made.shipment)
            return made

        def update(deed, **more):
            named = pb.MessageReference(source="bnpb", number=1)
            return self.golden.message("bnpb", 2, "2025-11-28T07:00:00Z", shipment_update=pb.ShipmentUpdate(
                shipment=named, deed=deed and f"SHIPMENT_DEED_{deed}", **more))
        add("shipment-no-event", 201, "shipment.event_id", "of no event", shipment(lambda s: s.ClearField("event_id")))
        add("shipment-no-region", 201, "shipment.region_code", "to nowhere",
            shipment(lambda s: s.ClearField("region_code")))
        add("shipment-to-the-nation", 205, "shipment.region_code", "the nation is no place to unload",
            shipment(lambda s: setattr(s, "region_code", "nation")), "catalogue")
        add("shipment-kecamatan-unknown", 205, "shipment.kecamatan_code", "no such kecamatan",
            shipment(lambda s: setattr(s, "kecamatan_code", "12.73.99")), "catalogue")
        add("shipment-warehouse-capitals", 202, "shipment.warehouse_id", "capitals do not stand in identifiers",
            shipment(lambda s: setattr(s, "warehouse_id", "Silangit")))
        add("shipment-delivery-warehouse-capitals", 202, "shipment.delivery_warehouse_id",
            "capitals do not stand in identifiers", shipment(lambda s: setattr(s, "delivery_warehouse_id", "Sibolga")))
        add("shipment-delivery-source-capitals", 202, "shipment.delivery_source",
            "capitals do not stand in identifiers", shipment(lambda s: (
                setattr(s, "delivery_warehouse_id", "sibolga"), setattr(s, "delivery_source", "BPBD"))))
        add("shipment-delivery-source-alone", 201, "shipment.delivery_warehouse_id", "whose warehouse, and not which",
            shipment(lambda s: setattr(s, "delivery_source", "bpbd-12.73")))
        add("shipment-vehicle-long", 202, "shipment.vehicle", "65 bytes",
            shipment(lambda s: setattr(s, "vehicle", "x" * 65)))
        add("shipment-prepared-and-gone", 202, "shipment.departed_at", "it has left and has not",
            shipment(lambda s: (setattr(s, "prepared", True), s.departed_at.CopyFrom(time("2025-11-28T06:00:00Z")))))
        add("shipment-no-lines", 201, "shipment.lines", "carries nothing", shipment(lambda s: s.ClearField("lines")))
        add("shipment-lines-many", 202, "shipment.lines", "33 lines",
            shipment(lambda s: s.lines.extend([s.lines[0]] * 32)))
        add("shipment-line-of-nothing", 201, "shipment.lines[0].pledge", "neither a pledge nor goods",
            shipment(lambda s: s.lines[0].ClearField("quantity")))
        add("shipment-line-of-both", 204, "shipment.lines[0].quantity", "a pledge and goods",
            shipment(lambda s: s.lines[0].pledge.CopyFrom(pb.MessageReference(source="bnpb", number=41))))
        add("shipment-unit-unknown", 216, "shipment.lines[0].quantity.unit", "rice is not counted in sheets",
            shipment(lambda s: setattr(s.lines[0].quantity, "unit", "lembar")), "catalogue")
        add("shipment-update-of-none", 201, "shipment_update.shipment", "of no shipment", self.golden.message(
            "bnpb", 2, "2025-11-28T07:00:00Z", shipment_update=pb.ShipmentUpdate(deed="SHIPMENT_DEED_ARRIVE")))
        add("shipment-update-no-deed", 203, "shipment_update.deed", "nothing is done", update(0))
        add("shipment-delay-no-time", 201, "shipment_update.expected_at", "until when?", update("DELAY"))
        for deed in ("RETURN", "CANCEL", "LOSE"):
            add(f"shipment-{deed.lower()}-no-reason", 201, "shipment_update.reason", "it has to be told why", update(deed))
        add("shipment-arrive-with-lines", 202, "shipment_update.lines", "it arrives as a whole",
            update("ARRIVE", lines=[pb.ShipmentCount(line=1, thousandths=1000)]))
        add("shipment-receive-bast-long", 202, "shipment_update.bast_number", "65 bytes",
            update("RECEIVE", bast_number="x" * 65))


def cases(pb):
    """All invalid cases, in the order of the index."""
    made = Invalid(pb)
    for part in (made.malformed, made.empty, made.hello, made.queries, made.head, made.text, made.report, made.others,
                 made.relief, made.stock, made.shipment):
        part()
    plans.invalid(made)
    return made.list
