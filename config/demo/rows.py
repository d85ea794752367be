#!/usr/bin/env python3
"""Cut the reports, needs and pledges of the demonstration into what each node has to say.

    rows.py senyar-2025.csv relief-2025.csv EVENT FOLDER

For each source FOLDER/<source>/ gets one file a message or more, in the form that `pusdalops send` reads (of a need:
`pusdalops need --lines`), named by the order and by the minutes since the first report: 003-000725.csv, 004-000660-need.csv.
A source whose pledges name lines of needs has in FOLDER/<source>/waits the files that must have been handed in before.
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
    """One file of one source: its time, its rows; where it is a need, as of when."""

    def __init__(self, at, rows, need_as_of=None, lines=()):
        self.at, self.rows, self.need_as_of, self.lines = at, rows, need_as_of, lines
        self.path = None
        self.number = 0  # of its first message

    def write(self, folder, order, minutes):
        name = f"{order:03}-{minutes:06.0f}{'-need' if self.need_as_of else ''}.csv"
        self.path = os.path.join(folder, name)
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


def pledges_of(relief, event, places):
    """source -> one paper: its pledges, and behind them what of each has left. Numbers are those of the rows, from 1."""
    papers = {}
    for source in dict.fromkeys(row["source"] for row in relief if row["kind"] == "pledge"):
        own = [row for row in relief if row["kind"] == "pledge" and row["source"] == source]
        rows = []
        for row in own:
            where = {"line": places[row["for_row"]]} if row["for_row"] else {"regions": row["region_code"]}
            rows.append({"kind": "pledge", "event": event, **goods(row), **where, "origin": "warehouse",
                         "available_at": row["as_of"], "note": row["source_url"]})
        for number, row in enumerate(own, 1):
            if row["sent"]:
                rows.append({"kind": "pledge_update", "pledge": f"{source}/{number}", "deed": "dispatch",
                             "quantity": row["sent"]})
        papers[source] = [Paper(moment(own[0]), rows)]
    return papers


def write_all(papers, folder, begin):
    """The papers of each source in the order of time, numbered as the source will number its messages."""
    for source, own in papers.items():
        os.makedirs(os.path.join(folder, source), exist_ok=True)
        own.sort(key=lambda paper: paper.at)
        for order, paper in enumerate(own, 1):
            paper.number = order
            paper.write(os.path.join(folder, source), order, (paper.at - begin).total_seconds() / 60)


def main(path, relief_path, event, folder):
    rows, relief = read(path), read(relief_path)
    begin = min(moment(row) for row in rows)
    papers = {}
    for row in rows:
        papers.setdefault(row["source"], []).append(Paper(moment(row), [report_of(row, event)]))
    for source, own in needs_of(relief).items():
        papers.setdefault(source, []).extend(own)
    write_all(papers, folder, begin)
    asked = [(source, paper) for source, own in papers.items() for paper in own if paper.need_as_of]
    places = {row: f"{source}/{paper.number}/{line}" for source, paper in asked
              for line, row in enumerate(paper.lines, 1)}
    pledges = pledges_of(relief, event, places)
    write_all(pledges, folder, begin)
    for source in pledges:
        with open(os.path.join(folder, source, "waits"), "w", encoding="utf-8") as file:
            file.write("".join(f"{paper.path}\n" for _, paper in asked))
    print("\n".join([*papers, *pledges]))


main(*sys.argv[1:])
