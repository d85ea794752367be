"""Compare what the oracle says with what the hub serves; and feed the oracle with protobuf Messages.

Documents are the FeedMessages of snapshot pages, or any objects with the same attributes.
"""
import csv
import os

from oracle import NATION, Place, Report

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def catalogue():
    """Kemendagri code -> name, of provinces and regencies."""
    with open(os.path.join(ROOT, "config", "catalogue", "regions.csv"), encoding="utf-8") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return {row["code"]: row["name"] for row in rows if row["code"].count(".") < 2}


def regency_codes():
    return [code for code in catalogue() if "." in code]


def official_of(roster_clients):
    """region -> official sources, from entries of a roster: {name: {"role": ..., "regions": [...]}}"""
    official = {}
    for name, entry in roster_clients.items():
        for region in entry["regions"]:
            fits = {
                "district": "." in region,
                "province": "." not in region and region != NATION,
                "national": region == NATION,
            }
            if fits.get(entry["role"], False):
                official.setdefault(region, []).append(name)
    return official


def seconds(stamp):
    return stamp.seconds + stamp.nanos / 1e9


def feed(oracle, message, sequence):
    """Tell the oracle one accepted Message with its journal sequence."""
    body = message.WhichOneof("body")
    if body == "event":
        event = message.event
        oracle.declared(event.event_id, list(event.region_codes), event.state == 2)
    elif body == "report":
        said = message.report
        place = Place(said.place.region_code, said.place.kecamatan_code, said.place.village_code, said.place.point)
        report = Report(sequence, message.source, message.number, message.on_behalf_of or message.source,
                        said.event_id, place, seconds(said.as_of),
                        {figure.kind: figure.value for figure in said.figures if 0 < figure.kind <= 23})
        oracle.said(report, said.revises)
    elif body == "withdrawal":
        oracle.withdrawn(message.source, message.withdrawal.number)
    elif body == "verification":
        seen = message.verification
        oracle.verified(seen.source, seen.number, seen.level, seen.retract)


class Comparison:
    """Complaints, each with where and what."""

    def __init__(self):
        self.complaints = []

    def equal(self, where, found, wanted):
        if found != wanted:
            self.complaints.append(f"{where}: the hub says {found}, the oracle {wanted}")


def _moment(message, name):
    return seconds(getattr(message, name)) if message.HasField(name) else None


def _word(comparison, where, figure, word, told):
    comparison.equal(where + " source", figure.source, word.source)
    comparison.equal(where + " value", figure.value, word.value)
    comparison.equal(where + " as_of", seconds(figure.as_of), word.as_of)
    comparison.equal(where + " standing", figure.standing, word.standing)
    comparison.equal(where + " verified", figure.verified, word.verified)
    comparison.equal(where + " stale", figure.stale, told.stale(word.as_of))
    comparison.equal(where + " from_parts", figure.from_parts, word.from_parts)
    comparison.equal(where + " has_parts", figure.has_parts, word.has_parts)
    if word.has_parts:
        comparison.equal(where + " parts_sum", figure.parts_sum, word.parts_sum)


def _regency(comparison, code, document, told, public):
    kinds = told.regencies[code]
    comparison.equal(f"{code} kinds", sorted(one.kind for one in document.figures), sorted(kinds))
    for status in document.figures:
        if status.kind not in kinds:
            continue
        chosen, *others = kinds[status.kind]
        _word(comparison, f"{code} kind {status.kind}", status.chosen, chosen, told)
        if public:
            comparison.equal(f"{code} kind {status.kind} others in public", len(status.others), 0)
            continue
        beside = {one.source: one for one in status.others}
        comparison.equal(f"{code} kind {status.kind} others", sorted(beside), sorted(one.source for one in others))
        for word in others:
            if word.source in beside:
                _word(comparison, f"{code} kind {status.kind} of {word.source}", beside[word.source], word, told)
    comparison.equal(f"{code} newest_as_of", _moment(document, "newest_as_of"), told.newest(code))
    newest = told.newest(code)
    comparison.equal(f"{code} stale", document.stale, newest is not None and told.stale(newest))


def _area(comparison, code, document, told, public):
    wanted = told.areas[code]
    totals = {kind: total for kind, total in wanted["totals"].items() if total["known"] or not public}
    comparison.equal(f"{code} kinds", sorted(one.kind for one in document.totals if one.known_regencies or not public),
                     sorted(totals))
    for total in document.totals:
        if total.kind not in totals:
            continue
        want, where = totals[total.kind], f"{code} kind {total.kind}"
        comparison.equal(where + " known", total.known_regencies, want["known"])
        comparison.equal(where + " stale", total.stale_regencies, want["stale"])
        if want["known"]:
            comparison.equal(where + " value", total.value, want["value"])
            comparison.equal(where + " oldest", _moment(total, "oldest_as_of"), want["oldest"])
            comparison.equal(where + " newest", _moment(total, "newest_as_of"), want["newest"])
        published = {} if public else want["published"]
        comparison.equal(where + " published", sorted(one.source for one in total.published), sorted(published))
        for one in total.published:
            if one.source in published:
                _word(comparison, where + " published by " + one.source, one, published[one.source], told)
    coverage = document.coverage
    comparison.equal(f"{code} expected", coverage.expected, wanted["expected"])
    comparison.equal(f"{code} known regencies", coverage.known, wanted["known"])
    comparison.equal(f"{code} stale", coverage.stale, len(wanted["stale_codes"]))
    comparison.equal(f"{code} silent_codes", sorted(coverage.silent_codes), wanted["silent_codes"])
    comparison.equal(f"{code} stale_codes", sorted(coverage.stale_codes), wanted["stale_codes"])
    comparison.equal(f"{code} coverage oldest", _moment(coverage, "oldest_as_of"), wanted["oldest"])
    comparison.equal(f"{code} coverage newest", _moment(coverage, "newest_as_of"), wanted["newest"])


def differences(told, documents, public=False, realm="real"):
    """Complaints about the documents of the told event; empty when every figure of every level is equal."""
    comparison = Comparison()
    seen_regencies, seen_areas = set(), set()
    for one in documents:
        kind = one.WhichOneof("document")
        if kind == "regency" and one.regency.event_id == told.event:
            code = one.regency.regency_code
            comparison.equal(f"{code} comes twice", code in seen_regencies, False)
            seen_regencies.add(code)
            comparison.equal(f"{code} topic", one.topic, f"{realm}/{code.split('.')[0]}/{code}/status/")
            if code in told.regencies:
                _regency(comparison, code, one.regency, told, public)
        elif kind == "area" and one.area.event_id == told.event:
            code = one.area.area_code
            comparison.equal(f"{code} comes twice", code in seen_areas, False)
            seen_areas.add(code)
            comparison.equal(f"{code} level", one.area.level, 2 if code == NATION else 1)
            if code in told.areas:
                _area(comparison, code, one.area, told, public)
    # A regency that is expected and has said nothing may have no document of its own.
    silent = {code for code in told.regencies if told.newest(code) is None}
    comparison.equal("regencies", sorted(seen_regencies - silent), sorted(set(told.regencies) - silent))
    comparison.equal("regencies beyond the expected", sorted(seen_regencies - set(told.regencies)), [])
    comparison.equal("areas", sorted(seen_areas), sorted(told.areas))
    return comparison.complaints
