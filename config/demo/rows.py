#!/usr/bin/env python3
"""Cut the reports of the demonstration into what each node has to say.

    rows.py senyar-2025.csv EVENT FOLDER

For each source FOLDER/<source>/ gets one file a report, in the form that `pusdalops send` reads, named by the order
and by the minutes since the first report: 003-000725.csv. Prints the sources, one a line.
"""
import csv
import datetime
import os
import sys

FIGURES = ["dead", "missing", "injured", "displaced_persons", "displaced_households", "affected_persons",
           "affected_households", "houses_heavy", "houses_moderate", "houses_light", "houses_flooded"]


def main(path, event, folder):
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    begin = min(datetime.datetime.fromisoformat(row["as_of"]) for row in rows)
    sources = []
    for row in rows:
        source = row["source"]
        if source not in sources:
            sources.append(source)
            os.makedirs(os.path.join(folder, source))
        minutes = (datetime.datetime.fromisoformat(row["as_of"]) - begin).total_seconds() / 60
        said = {figure: row[figure] for figure in FIGURES if row[figure] != ""}
        report = {
            "event": event,
            "region": row["region_code"] or "nation",
            "region_name": row["region_name"],
            "as_of": row["as_of"],
            "channel": "publication",
            "reference": row["source_url"],
            **said,
        }
        if row["needs_text"]:
            report["needs"] = row["needs_text"]
        name = f"{int(row['row']):03}-{minutes:06.0f}.csv"
        with open(os.path.join(folder, source, name), "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(report), lineterminator="\n")
            writer.writeheader()
            writer.writerow(report)
    print("\n".join(sources))


main(*sys.argv[1:])
