#!/usr/bin/env python3
"""Cut the reports, needs, pledges, shipments and stock of the demonstration into what each node has to say.

    rows.py senyar-2025.csv relief-2025.csv logistics-2025.csv EVENT FOLDER

For each source FOLDER/<source>/ gets one file a message or more, in the form that `pusdalops send` reads (of a need:
`pusdalops need --lines`; of a shipment with several loads the words of `pusdalops ship`, one a line), named by the order and by the
minutes since the first report: 003-000725.csv, 004-000660-need.csv, 005-000720-ship.words. What came after the last report is said
with it. A source whose pledges name lines of needs has in FOLDER/<source>/waits the files that must have been handed in before.
Prints the sources, one a line.
"""
import csv
import datetime
import os
import sys

FIGURES = ["dead", "missing", "injured", "displaced_persons", "displaced_households", "affected_persons",
           "affected_households", "houses_heavy", "houses_moderate", "houses_light", "houses_flooded"]


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def moment(row):
    return datetime.datetime.fromisoformat(row["as_of"])


class Paper:
    """One file of one source: its time, its rows; where it is a need, as of when; where it is a shipment, its words."""

    def __init__(self, at, rows, need_as_of=None, lines=(), words=()):
        self.at, self.rows, self.need_as_of, self.lines, self.words = at, rows, need_as_of, lines, words
        self.path = None
        self.number = 0  # of its first message

    def write(self, folder, order, minutes):
        what = "-ship.words" if self.words else "-need.csv" if self.need_as_of else ".csv"
        self.path = os.path.join(folder, f"{order:03}-{minutes:06.0f}{what}")
        if self.words:
            with open(self.path, "w", encoding="utf-8") as file:
                file.write("".join(f"{word}\n" for word in self.words))
            return
        with open(self.path, "w", encoding="utf-8", newline="") as file:
            if self.need_as_of:
                file.write(f"# as_of {self.need_as_of}\n")
            columns = list(dict.fromkeys(column for row in self.rows for column in row))
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(self.rows)


def report_of(row, event):
    report = {"event": event, "region": row["region_code"] or "nation", "region_name": row["region_name"],
              "as_of": row["as_of"], "channel": "publication", "reference": row["source_url"]}
    report.update({figure: row[figure] for figure in FIGURES if row[figure] != ""})
    if row["needs_text"]:
        report["needs"] = row["needs_text"]
    return report


def goods(row):
    return {"item": row["item"], "quantity": row["quantity"], "unit": row["unit"]}


def needs_of(relief):
    """source -> papers: the lines that one source asks for at one time are one need."""
    grouped = {}
    for row in relief:
        if row["kind"] == "need":
            grouped.setdefault((row["source"], row["as_of"]), []).append(row)
    papers = {}
    for (source, as_of), rows in grouped.items():
        papers.setdefault(source, []).append(
            Paper(moment(rows[0]), [goods(row) for row in rows], as_of, [row["row"] for row in rows]))
    return papers


def convoys_of(source, own, regions, event):
    """What a source sends to a regency: all that it promised to its lines in one shipment, by helicopter from Silangit."""
    loads = {}
    for number, row in enumerate(own, 1):
        if row["sent"]:
            loads.setdefault(regions[row["for_row"]], []).extend(["--load", f"{source}/{number}"])
    return [["--event", event, "--regency", region, "--from", "Bandara Silangit", "--vehicle", "helikopter",
             "--departed-at", own[0]["as_of"], *words] for region, words in loads.items()]


def pledges_of(relief, event, places):
    """source -> papers: its pledges, then shipments with what of them has left. Numbers are those of the rows, from 1."""
    papers, regions = {}, {row["row"]: row["region_code"] for row in relief if row["kind"] == "need"}
    for source in dict.fromkeys(row["source"] for row in relief if row["kind"] == "pledge"):
        own = [row for row in relief if row["kind"] == "pledge" and row["source"] == source]
        rows = []
        for row in own:
            where = {"line": places[row["for_row"]]} if row["for_row"] else {"regions": row["region_code"]}
            rows.append({"kind": "pledge", "event": event, **goods(row), **where, "origin": "warehouse",
                         "available_at": row["as_of"], "note": row["source_url"]})
        papers[source] = [Paper(moment(own[0]), rows)]
        papers[source] += [Paper(moment(own[0]), [], words=words)
                           for words in convoys_of(source, own, regions, event)]
    return papers


def statements_of(row, number, event):
    """The messages that one row of logistics-2025.csv is; `number` is that of the first."""
    if row["kind"] == "post":
        return [{"kind": "warehouse", "warehouse": row["place"], "name": row["name"], "region": row["region_code"], "type": row["item"]}]
    if row["kind"] == "count":
        return [{"kind": "stock_count", "warehouse": row["place"], "as_of": row["as_of"], **goods(row)}]
    if row["kind"] == "flow":
        return [{"kind": "stock_count", "warehouse": row["place"], "as_of": row["as_of"], "through": row["item"],
                 "received": f"{row['quantity']} {row['unit']}", "issued": f"{row['issued']} {row['unit']}"}]
    sent = {"kind": "shipment", "event": event, "region": row["region_code"], **goods(row), "origin_name": row["from"],
            "delivery_point": row["to"], "vehicle": row["vehicle"], "departed_at": row["departed_at"] or row["as_of"]}
    if not row["received_by"]:
        return [sent]
    return [sent, {"kind": "shipment_update", "shipment": f"{row['source']}/{number}", "deed": "receive",
                   "happened_at": row["as_of"], "received_by": row["received_by"]}]


def later_of(logistics, event, taken):
    """source -> one paper: what was published of stock and shipments in December. taken: numbers a source has used before."""
    papers = {}
    for source in dict.fromkeys(row["source"] for row in logistics):
        rows = []
        for row in logistics:
            if row["source"] == source:
                rows += statements_of(row, taken.get(source, 0) + len(rows) + 1, event)
        papers[source] = [Paper(moment(logistics[0]), [{name: text for name, text in row.items() if text} for row in rows])]
    return papers


def write_all(papers, folder, begin, end):
    """The papers of each source in the order of time, numbered as the source will number its messages."""
    for source, own in papers.items():
        os.makedirs(os.path.join(folder, source), exist_ok=True)
        own.sort(key=lambda paper: paper.at)
        for order, paper in enumerate(own, 1):
            paper.number = order
            paper.write(os.path.join(folder, source), order, (min(paper.at, end) - begin).total_seconds() / 60)


def main(path, relief_path, logistics_path, event, folder):
    rows, relief = read(path), read(relief_path)
    begin, end = min(moment(row) for row in rows), max(moment(row) for row in rows)
    papers = {}
    for row in rows:
        papers.setdefault(row["source"], []).append(Paper(moment(row), [report_of(row, event)]))
    for source, own in needs_of(relief).items():
        papers.setdefault(source, []).extend(own)
    write_all(papers, folder, begin, end)
    asked = [(source, paper) for source, own in papers.items() for paper in own if paper.need_as_of]
    places = {row: f"{source}/{paper.number}/{line}" for source, paper in asked
              for line, row in enumerate(paper.lines, 1)}
    givers = pledges_of(relief, event, places)
    waiting = list(givers)
    taken = {source: sum(max(1, len(paper.rows)) for paper in own) for source, own in givers.items()}
    for source, own in later_of(read(logistics_path), event, taken).items():
        givers.setdefault(source, []).extend(own)
    write_all(givers, folder, begin, end)
    for source in waiting:
        with open(os.path.join(folder, source, "waits"), "w", encoding="utf-8") as file:
            file.write("".join(f"{paper.path}\n" for _, paper in asked))
    print("\n".join([*papers, *givers]))


main(*sys.argv[1:])
