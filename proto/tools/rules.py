"""The rules of proto/README.md that need no memory, as a second reader of that text would build them.

Judge reads the table "Field limits" of the README and judges the bytes of a Request or a Message. It decodes the wire
itself, because protobuf's own runtime turns down a whole message for one bad text. A client may do the same before it
sends; the hub's own checks are written apart from this, and both must agree on the vectors.
"""
import csv
import datetime
import pathlib
import re
import struct
import typing

import schema

BEGIN, END = "<!-- limits: begin -->", "<!-- limits: end -->"
IDENTIFIER = re.compile(rb"[a-z0-9.-]+")
TOPIC = re.compile(r"(?:real|drill/[a-z0-9.-]{1,64})/(?:nation|\d\d/(?:province|\d\d\.\d\d))"
                   r"/(?:notice|status|event|presence|heartbeat|logistics|stock|plans|tasks|clusters|catalogue|unknown-items|shipments)/")
AHEAD_OF_ANY_CLOCK = 4070908800  # 2099-01-01: what the vectors use; a hub compares with its own clock
EARLIEST = -5000000000  # 1811; the national record begins in 1815
ELEMENTS_MAX = 8192
BODIES = {"event", "report", "withdrawal", "verification", "need", "need_decision", "pledge", "pledge_update", "plan",
          "plan_activation", "task_update", "warehouse", "stock_count", "shipment", "shipment_update"}
OPTIONAL = {"throughput", "received_total", "issued_total"}  # what lacks such a part lacks none of its fields


class Verdict(typing.NamedTuple):
    """Why a frame is refused."""
    code: int
    field: str
    answer: str


class Rule(typing.NamedTuple):
    """One row of the table of field limits."""
    path: str
    absent: str  # the code that absence draws, or "may"
    kind: str
    most: tuple
    code: str


class Malformed(Exception):
    """These bytes are no message of the schema; the argument is the path as far as it went."""


class TooMany(Malformed):
    """More fields than one message may hold."""


def error_rows(root):
    """The rows of errors.csv."""
    with open(pathlib.Path(root) / "errors.csv", encoding="utf-8", newline="") as table:
        return list(csv.DictReader(line for line in table if not line.startswith("#")))


def error_names(root):
    return {int(row["code"]): row["name"] for row in error_rows(root)}


def table_of_limits(root):
    """The rules of the README's table, in its order."""
    text = (pathlib.Path(root) / "README.md").read_text(encoding="utf-8")
    found = []
    for line in text.split(BEGIN)[1].split(END)[0].splitlines():
        cells = [cell.strip().strip("`") for cell in line.strip().strip("|").split("|")]
        if len(cells) == 5 and line.startswith("| `"):
            numbers = tuple(float(n.replace(",", "")) for n in re.findall(r"-?\d[\d,]*", cells[3]))
            found.append(Rule(cells[0], cells[1], cells[2], numbers, cells[4]))
    return found


# --- the wire ------------------------------------------------------------------------------------

def varint(data, at, path=""):
    value = 0
    for i in range(10):
        if at + i >= len(data):
            raise Malformed(path)
        value |= (data[at + i] & 0x7F) << 7 * i
        if data[at + i] < 0x80:
            return value & 2**64 - 1, at + i + 1
    raise Malformed(path)


class Decoder:
    """Bytes to a dict of the fields that are there. Text and bytes stay bytes; unknown fields are left out."""

    def __init__(self):
        self.elements_left = ELEMENTS_MAX

    def decode(self, descriptor, data, path=""):
        found, at = {}, 0
        while at < len(data):
            self.elements_left -= 1
            if self.elements_left < 0:
                raise TooMany(path)
            tag, at = varint(data, at, path)
            if not 0 < tag >> 3 < 2**29 or tag & 7 not in (0, 1, 2, 5):
                raise Malformed(path)
            raw, at = self.value(data, at, tag & 7, path)
            field = descriptor.fields_by_number.get(tag >> 3)
            if field is not None:
                self.put(found, field, raw, path)
        return found

    def value(self, data, at, wire, path):
        if wire == 0:
            return varint(data, at, path)
        size = {1: 8, 5: 4}.get(wire)
        if size is None:
            size, at = varint(data, at, path)
        if at + size > len(data):
            raise Malformed(path)
        return data[at:at + size], at + size

    def put(self, found, field, raw, path):
        many = field.label == field.LABEL_REPEATED
        if field.type == field.TYPE_MESSAGE:
            index = f"[{len(found.get(field.name, []))}]" if many else ""
            raw = self.decode(field.message_type, raw, f"{path}.{field.name}{index}".lstrip("."))
        elif field.type == field.TYPE_DOUBLE:
            raw = struct.unpack("<d", raw)[0]
        elif field.type in (field.TYPE_INT64, field.TYPE_INT32) and raw >= 2**63:
            raw -= 2**64
        if many:
            found.setdefault(field.name, []).append(raw)
        else:
            found[field.name] = raw


# --- the rules -----------------------------------------------------------------------------------

class Judge:
    """Knows the schema, the table, the codes and the catalogues."""

    def __init__(self, made, root):
        self.made = made
        self.codes = {name: code for code, name in error_names(root).items()}
        self.rules = table_of_limits(root)
        self.kinds = {value.number for value in made.enums["FigureKind"].values if value.number}
        catalogue = schema.PROTO.parent / "config/catalogue"
        known = set(codes(catalogue / "regions.csv"))
        self.regions = {code for code in known if len(code) < 6} | {"nation"}
        self.kecamatan = {code for code in known if len(code) == 8}
        self.hazards = set(codes(catalogue / "hazards.csv"))
        self.reasoned = {value.number for value in made.enums["NeedDeed"].values
                         if value.name in ("NEED_DEED_DECLINE", "NEED_DEED_PROVISION")}
        self.take_items(catalogue)

    def take_items(self, catalogue):
        """What is a word for an item, and which units it may be counted in."""
        self.items, self.units, self.of_item, self.of_base = {}, {}, set(), set()
        for code, name, _, base, _, aliases, *_ in list(rows(catalogue / "items.csv"))[1:]:
            for word in [code, name, *filter(None, aliases.split(";"))]:
                self.items[fold(word.encode())] = code, base
        for item, base, unit, aliases, _ in list(rows(catalogue / "item_units.csv"))[1:]:
            if item:
                self.of_item.add((item, unit))
            elif base:
                self.of_base.add((base, unit))
            else:
                self.units.update({fold(word.encode()): unit for word in [unit, *aliases.split(";")]})

    def frame(self, data):
        """All verdicts on a Request frame; none: nothing is wrong with it as far as one can see without the hub."""
        try:
            tree = Decoder().decode(self.made.Request.DESCRIPTOR, data)
        except Malformed as fault:
            return [self.unreadable(fault, "problem")]
        if not set(tree) - {"request_id"}:
            return [self.say("REQUEST_EMPTY", "body", "problem")]
        found = self.walk(self.made.Request.DESCRIPTOR, tree, "problem")
        version = tree.get("hello", {}).get("version_min", 0)
        if version > 1:
            found.append(self.say("VERSION", "hello.version_min", "problem"))
        if "submit" in tree:
            found += self.message(tree["submit"].get("message", b""))
        return found

    def message(self, data):
        """All verdicts on the bytes of a Message; of empty bytes only the first."""
        try:
            tree = Decoder().decode(self.made.Message.DESCRIPTOR, data)
        except Malformed as fault:
            return [self.unreadable(fault, "receipt")]
        found = self.walk(self.made.Message.DESCRIPTOR, tree, "receipt")
        if not set(tree) & BODIES:
            found.append(self.say("FIELD_MISSING", "body", "receipt"))
        report = tree.get("report")
        if report is not None:
            found += self.report(report)
        found += self.relief(tree)
        found += self.stock(tree.get("stock_count"))
        found += self.plans(tree)
        found += self.shipment(tree)
        return found if data else found[:1]

    def unreadable(self, fault, answer):
        name = "TOO_MANY_ELEMENTS" if isinstance(fault, TooMany) else "MALFORMED"
        return self.say(name, fault.args[0], answer)

    def report(self, report):
        seen = set()
        for i, figure in enumerate(report.get("figures", [])):
            kind = figure.get("kind", 0)
            if kind in seen and kind in self.kinds:
                yield self.say("FIELD_TWICE", f"report.figures[{i}].kind", "receipt")
            seen.add(kind)
        if not any(report.get(name) for name in ("figures", "needs", "efforts", "chronology")):
            yield self.say("NOTHING_SAID", "report", "receipt")
        place = report.get("place", {})
        if place.get("village_code") and not place.get("kecamatan_code"):
            yield self.say("FIELD_MISSING", "report.place.kecamatan_code", "receipt")
        if place.get("point") and not re.fullmatch(rb"\d\d\.\d\d", place.get("region_code", b"")):
            yield self.say("FIELD_RANGE", "report.place.point", "receipt")

    def relief(self, tree):
        """Across the fields of needs, pledges and what is done to them."""
        for i, line in enumerate(tree.get("need", {}).get("lines", [])):
            yield from self.unit(line.get("quantity", {}), f"need.lines[{i}].quantity.unit")
        yield from self.unit(tree.get("pledge", {}).get("quantity", {}), "pledge.quantity.unit")
        update, deeds = tree.get("pledge_update", {}), self.made.enums["PledgeDeed"].values_by_number
        deed = deeds[update["deed"]].name.removeprefix("PLEDGE_DEED_") if update.get("deed") in deeds else ""
        said = any(update.get(name) for name in ("thousandths", "damaged_thousandths", "lost_thousandths"))
        for wanted, missing, field, name in (
                ("WITHDRAW", not update.get("reason"), "reason", "FIELD_MISSING"),
                ("ALLOT", "line" not in update, "line", "FIELD_MISSING"),
                ("EXTEND", "valid_until" not in update, "valid_until", "FIELD_RANGE"),
                ("RECEIVE", not said, "thousandths", "FIELD_MISSING")):
            if deed == wanted and missing:
                yield self.say(name, f"pledge_update.{field}", "receipt")
        decision = tree.get("need_decision", {})
        if decision.get("deed") in self.reasoned and not decision.get("reason"):
            yield self.say("FIELD_MISSING", "need_decision.reason", "receipt")

    def stock(self, count):
        """Across the fields of a count."""
        if count is None:
            return
        entries, sums = set(), count.get("throughput")
        for i, line in enumerate(count.get("lines", [])):
            quantity, path = line.get("quantity", {}), f"stock_count.lines[{i}]"
            yield from self.unit(quantity, f"{path}.quantity.unit")
            entry = (self.article(quantity), line.get("budget_origin", 0), line.get("expires_on", b""))
            if entry in entries:
                yield self.say("FIELD_TWICE", path, "receipt")
            entries.add(entry)
            if line.get("buffer_thousandths", 0) > quantity.get("thousandths", 0):
                yield self.say("FIELD_RANGE", f"{path}.buffer_thousandths", "receipt")
        if not entries and not count.get("complete") and sums is None:
            yield self.say("NOTHING_SAID", "stock_count", "receipt")
        for name in ("received_total", "issued_total") if sums is not None else ():
            if name in sums:
                yield from self.unit(sums[name], f"stock_count.throughput.{name}.unit")
            else:
                yield self.say("FIELD_MISSING", f"stock_count.throughput.{name}", "receipt")
        if sums is not None and "received_total" in sums and "issued_total" in sums and \
                self.article(sums["received_total"]) != self.article(sums["issued_total"]):
            yield self.say("THROUGHPUT_DIFFERS", "stock_count.throughput.issued_total", "receipt")
        if sums is not None and sums.get("since", {}).get("seconds", 0) > count.get("as_of", {}).get("seconds", 0):
            yield self.say("FIELD_RANGE", "stock_count.throughput.since", "receipt")

    def article(self, quantity):
        """What is the same item counted in the same unit."""
        item, unit = (fold(quantity.get(name, b"")) for name in ("item", "unit"))
        return self.items.get(item, (item, self.units.get(unit, unit)))

    def plans(self, tree):
        """Across the fields of plans and of what becomes of their tasks."""
        plan, update = tree.get("plan"), tree.get("task_update", {})
        if plan is not None and not plan.get("lines") and not plan.get("retired"):
            yield self.say("FIELD_MISSING", "plan.lines", "receipt")
        for i, line in enumerate((plan or {}).get("lines", [])):
            yield from self.unit(line.get("quantity", {}), f"plan.lines[{i}].quantity.unit")
            where, of_plan = line.get("region_code", b"").decode(), plan.get("region_code", b"").decode()
            if {where, of_plan} <= self.regions - {"nation"} and where != of_plan and \
                    not where.startswith(of_plan + "."):
                yield self.say("FIELD_RANGE", f"plan.lines[{i}].region_code", "receipt")
        refuse = self.made.enums["TaskDeed"].values_by_name["TASK_DEED_REFUSE"].number
        if update.get("deed") == refuse and not update.get("note"):
            yield self.say("FIELD_MISSING", "task_update.note", "receipt")

    def shipment(self, tree):
        """Across the fields of shipments and of what is done to them."""
        shipment = tree.get("shipment", {})
        if shipment.get("prepared") and "departed_at" in shipment:
            yield self.say("FIELD_RANGE", "shipment.departed_at", "receipt")
        if shipment.get("delivery_source") and not shipment.get("delivery_warehouse_id"):
            yield self.say("FIELD_MISSING", "shipment.delivery_warehouse_id", "receipt")
        for i, line in enumerate(shipment.get("lines", [])):
            path = f"shipment.lines[{i}]"
            yield from self.unit(line.get("quantity", {}), f"{path}.quantity.unit")
            if "quantity" in line and not line["quantity"].get("item"):
                yield self.say("FIELD_MISSING", f"{path}.quantity.item", "receipt")
            if "quantity" in line and not line["quantity"].get("thousandths"):
                yield self.say("FIELD_RANGE", f"{path}.quantity.thousandths", "receipt")
            if "pledge" not in line and "quantity" not in line:
                yield self.say("FIELD_MISSING", f"{path}.pledge", "receipt")
            if "pledge" in line and "quantity" in line:
                yield self.say("FIELD_TWICE", f"{path}.quantity", "receipt")
            if "pledge" not in line and "quantity" in line and line.get("thousandths"):
                yield self.say("FIELD_RANGE", f"{path}.thousandths", "receipt")
        update, deeds = tree.get("shipment_update", {}), self.made.enums["ShipmentDeed"].values_by_number
        deed = deeds[update["deed"]].name.removeprefix("SHIPMENT_DEED_") if update.get("deed") in deeds else ""
        if deed in ("RETURN", "CANCEL", "LOSE") and not update.get("reason"):
            yield self.say("FIELD_MISSING", "shipment_update.reason", "receipt")
        if deed == "DELAY" and "expected_at" not in update:
            yield self.say("FIELD_MISSING", "shipment_update.expected_at", "receipt")
        if deed and deed not in ("RECEIVE", "RETURN") and update.get("lines"):
            yield self.say("FIELD_RANGE", "shipment_update.lines", "receipt")

    def unit(self, quantity, path):
        """A unit that the catalogue has for the item; of an item that it does not know any."""
        item, unit = (fold(quantity.get(name, b"")) for name in ("item", "unit"))
        base = self.items.get(item)
        if base and unit and (base[0], self.units.get(unit, unit)) not in self.of_item and \
                self.units.get(unit, unit) != base[1] and (base[1], self.units.get(unit, unit)) not in self.of_base:
            yield self.say("UNIT_UNKNOWN", path, "receipt")

    def walk(self, descriptor, tree, answer):
        """Texts first, then the rows of the table; a field with a bad text draws no second verdict."""
        bad = [path for path, text in texts(descriptor, tree) if not text_is_clean(text)]
        found = [self.say("TEXT_INVALID", path, answer) for path in bad]
        absent = []  # quantities that may be absent and are: nothing of them is missed
        for rule in self.rules:
            in_request = rule.path.split(".")[0] in self.made.Request.DESCRIPTOR.fields_by_name
            if in_request != (descriptor.name == "Request"):
                continue
            for place, value in resolve(tree, rule.path.split(".")):
                if rule.kind == "quantity" and rule.absent == "may" and value is None:
                    absent.append(place + ".")
                if place.startswith(tuple(absent)):
                    continue
                code = None if place in bad else self.broken(rule, value, descriptor, tree)
                if code:
                    found.append(self.say(code, place, answer))
        return found

    def broken(self, rule, value, descriptor, tree):
        """The name of the code that this value draws, or None."""
        if value is None or value in (0, b"", []): # an empty message is there all the same
            return None if rule.absent == "may" else rule.absent
        if rule.kind == "time":
            return self.time(rule, value)
        return None if self.fits(rule, value, descriptor, tree) else rule.code

    def time(self, rule, stamp):
        """What is no time counts as one that lies ahead."""
        seconds, nanos = stamp.get("seconds", 0), stamp.get("nanos", 0)
        if not rule.code:
            return None
        if not 0 <= nanos <= 999999999 or seconds >= AHEAD_OF_ANY_CLOCK:
            return "TIME_AHEAD"
        return rule.code if seconds < EARLIEST else None

    def fits(self, rule, value, descriptor, tree):
        kind = rule.kind
        if kind in ("text", "identifier"):
            return len(value) <= rule.most[0] and (kind == "text" or IDENTIFIER.fullmatch(value) is not None)
        if kind == "list":
            return len(value) <= rule.most[0]
        if kind == "number":
            return rule.most[0] <= value <= rule.most[1]
        if kind == "position":
            return -90 <= value.get("latitude_deg", 0) <= 90 and -180 <= value.get("longitude_deg", 0) <= 180
        if kind == "closed choice":
            return value in field_at(descriptor, rule.path).enum_type.values_by_number
        if kind == "region":
            never_nation = rule.path.startswith(("event", "need", "plan.", "warehouse", "shipment"))
            return value.decode() in self.regions and not (value == b"nation" and never_nation)
        if kind == "day":
            return is_day(value.decode())
        if kind == "kecamatan":
            return value.decode() in self.kecamatan
        if kind == "village":
            return re.fullmatch(rb"\d\d\.\d\d\.\d\d\.\d{4}", value) is not None
        if kind == "hazard":
            return str(value) in self.hazards
        if kind == "realm":
            return re.fullmatch(rb"real|drill/[a-z0-9.-]{1,64}", value) is not None
        if kind in ("topic", "prefix"):
            return topic_fits(kind, value.decode(), next(iter(resolve(tree, [rule.path.split(".")[0], "realm"])))[1])
        return True

    def say(self, name, field, answer):
        return Verdict(self.codes[name], field, answer)


def topic_fits(kind, text, realm):
    if not text.endswith("/") or not text.startswith(f"{(realm or b'').decode()}/"):
        return False
    return kind == "prefix" or TOPIC.fullmatch(text) is not None


def is_day(text):
    try:
        return 2000 <= datetime.datetime.strptime(text, "%Y-%m-%d").year <= 2199 and len(text) == 10
    except ValueError:
        return False


def fold(data):
    """Small letters, words divided by one blank: as items and units are compared."""
    text = data.decode("utf-8", "replace")
    return " ".join(re.split(r"[^0-9a-z\u0100-\U0010ffff\u00c0-\u00ff]+", text.lower())).strip()


def codes(path):
    yield from (row[0] for row in rows(path))


def rows(path):
    with open(path, encoding="utf-8", newline="") as table:
        for row in csv.reader(line for line in table if not line.startswith("#")):
            yield row


def text_is_clean(data):
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not any((ord(c) < 0x20 and c not in "\n\t") or 0x7F <= ord(c) <= 0x9F for c in text)


def texts(descriptor, tree, path=""):
    """(path, bytes) of every text in the tree."""
    for name, value in tree.items():
        field = descriptor.fields_by_name[name]
        many = field.label == field.LABEL_REPEATED
        for i, one in enumerate(value if many else [value]):
            place = f"{path}{name}" + (f"[{i}]" if many else "")
            if field.type == field.TYPE_MESSAGE:
                yield from texts(field.message_type, one, place + ".")
            elif field.type == field.TYPE_STRING:
                yield place, one


def field_at(descriptor, path):
    """The field a path of the table names."""
    for name in path.split("."):
        field = descriptor.fields_by_name[name.removesuffix("[]")]
        descriptor = field.message_type
    return field


def resolve(tree, parts, place=""):
    """(concrete path, value or None) of every place the path means; nothing where the body itself is not there."""
    name = parts[0].removesuffix("[]")
    value = tree.get(name)
    here = f"{place}{name}"
    if parts[0].endswith("[]"):
        for i, one in enumerate(value or []):
            if len(parts) == 1:
                yield f"{here}[{i}]", one
            else:
                yield from resolve(one, parts[1:], f"{here}[{i}].")
    elif len(parts) == 1:
        yield here, value
    elif value is not None or (place and name not in OPTIONAL):
        yield from resolve(value or {}, parts[1:], here + ".")
