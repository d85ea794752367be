#!/usr/bin/env python3
"""One screen of the demonstration: what is known, what is short, what is on the road, what is in store, the exercise.

    screen.py FOLDER HEAD

FOLDER has the answers of the hub as JSON, as `run` keeps them. At most 100 columns; on a low terminal the long lists are cut, and say so.
A figure that nobody said is "-".
"""
import datetime
import json
import os
import shutil
import sys

WIDTH_MAX = 100
WIB = datetime.timezone(datetime.timedelta(hours=7))
KINDS = ("dead", "missing", "injured", "displaced_persons")
ROWS_MAX, ROWS_LOW = 8, 4  # of a list that is cut: on a high terminal, on a low one
HIGH = 58  # rows from which on a terminal is high


def read(folder, name):
    """What the hub answered, object by object; none: it knows nothing yet."""
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def documents(folder, name, kind):
    return [one[kind] for answer in read(folder, name) for one in answer.get("documents", []) if kind in one]


def count(value):
    return "-" if value is None else f"{value:,}"


def amount(thousandths):
    return f"{thousandths / 1000:,.3f}".rstrip("0").rstrip(".")


def moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(WIB) if text else None


def when(text):
    at = moment(text)
    return at.strftime("%d %b %y %H.%M") if at else "-"


# --- what is known ------------------------------------------------------------------------------------------------


def row(name, values, known, newest):
    return f"{name:<34.34}" + "".join(f"{count(value):>10}" for value in values) + f"{known:>9}  {newest}"


def area_rows(area):
    """The sums of the regencies; below them what the area itself published, where that differs."""
    totals = {total["kind"]: total for total in area["totals"]}
    sums = [totals[kind]["value"] if kind in totals and totals[kind]["known_regencies"] else None for kind in KINDS]
    said = [next((one["value"] for one in totals.get(kind, {}).get("published", [])), None) for kind in KINDS]
    coverage = area["coverage"]
    name = "Indonesia" if area["area_code"] == "nation" else f"{area['area_code']} {area['area_name']}"
    rows = [row(name, sums, f"{coverage['known']}/{coverage['expected']}", when(coverage.get("newest_as_of")))]
    if area["area_code"] == "nation":
        rows.append(f"   {len(coverage['silent_codes'])} regencies silent, {coverage['stale']} of the known ones stale: older than 24 h")
    if any(value is not None for value in said):
        source = next(one["source"] for kind in KINDS for one in totals.get(kind, {}).get("published", []))
        rows.append(row(f"   {source} itself says", said, "", ""))
    return rows


def known(areas, told, room):
    regencies = []
    for one in told:
        figures = {figure["kind"]: figure["chosen"] for figure in one["figures"] if "chosen" in figure}
        values = [figures[kind]["value"] if kind in figures else None for kind in KINDS]
        newest = max((chosen["as_of"] for chosen in figures.values()), default="")
        if figures:
            regencies.append(([-(value or 0) for value in values], one, values, newest))
    lines = [f"{'WHAT IS KNOWN':<34}{'Dead':>10}{'Missing':>10}{'Injured':>10}{'Displaced':>10}{'Known':>9}  Newest (WIB)"]
    for area in sorted(areas, key=lambda one: (one["area_code"] != "nation", one["area_code"])):
        lines += area_rows(area)
    regencies.sort(key=lambda one: (one[0], one[1]["regency_code"]))
    for _, regency, values, newest in regencies[:room]:
        lines.append(row(f"   {regency['regency_code']} {regency['regency_name'].replace('Kabupaten', 'Kab.')}", values, "", when(newest)))
    if len(regencies) > room:
        lines.append(f"   and {len(regencies) - room} regencies more: pusdalops status nation --below")
    return lines


# --- goods --------------------------------------------------------------------------------------------------------


def goods(needs, gaps, rows):
    nation = next((one for one in needs if one["area_code"] == "nation"), None)
    if nation is None:
        return ["GOODS                             nobody has asked for any yet"]
    lines = [f"{'GOODS: ' + str(nation['gap_lines']) + ' lines short':<34}{'Asked':>11}{'Promised':>11}{'On its way':>11}{'Received':>11}"
             f"{'Short':>10}  Unit"]
    items = sorted(nation["items"], key=lambda one: -one["quantities"]["outstanding"])
    short = [one for one in items if one["quantities"]["outstanding"]]
    for one in short[:rows]:
        of = one["quantities"]
        lines.append(f"   {one['item']:<31.31}" + "".join(f"{amount(of[name]):>11}" for name in ("asked", "pledged", "in_transit", "received_good"))
                     + f"{amount(of['outstanding']):>10}  {one['unit']}")
    rest = [one for one in items if not one["quantities"]["outstanding"]]
    lines.append(f"   promised to the full: {', '.join(one['item'] for one in rest) or 'nothing'}")
    if len(short) > rows:
        lines.append(f"   and {len(short) - rows} items more: pusdalops needs nation")
    if nation["offer_count"]:
        lines.append(f"   {nation['offer_count']} promises wait to be allotted to a line: pusdalops gaps nation --suggest")
    where = {}
    for gap in gaps:
        where.setdefault(f"{gap['area_code']} {gap['area_name']}", []).append(gap)
    for area, open_ in sorted(where.items()):
        lines.append(f"   {area}: {len(open_)} lines short, the oldest asked for on {when(min(gap['as_of'] for gap in open_))}")
    return lines


# --- on the road, in store ----------------------------------------------------------------------------------------


def late(shipment):
    return "  LATE" if shipment["late"] else ""


def road(list_, rows):
    if not list_:
        return ["ON THE ROAD                       nothing has left yet"]
    moving = [one for one in list_ if one["state"] in ("prepared", "in_transit", "arrived")]
    lines = [f"{'ON THE ROAD: ' + str(len(moving)) + ' of ' + str(len(list_)) + ' shipments':<34}{'State':<13}{'Left':<19}Load"]
    for one in list_[:rows]:
        name = f"{one['shipment']['source']}/{one['shipment']['number']} to {one['area_code']}"
        first = one["lines"][0]
        more = f" and {len(one['lines']) - 1} more" if len(one["lines"]) > 1 else ""
        load = f"{amount(first['loaded'])} {first['unit']} {first['item']}"
        room = 31 - len(more)
        lines.append(f"   {name:<31.31}{one['state'].replace('_', ' '):<13}{when(one.get('departed_at')):<19}{load:.{room}}{more}{late(one)}")
    if len(list_) > rows:
        lines.append(f"   and {len(list_) - rows} more: pusdalops shipments")
    return lines


def store(stock):
    nation = next((one for one in stock if one["area_code"] == "nation"), None)
    counted = {(house["source"], house["warehouse_id"]): item for one in stock for house in one["warehouses"] for item in house["items"]}
    if nation is None or not nation["warehouses"]:
        return ["IN STORE                          nobody has counted yet (published in December)"]
    lines = [f"{'IN STORE, as of December 2025':<41}{'Counted':>15}{'Came in':>10}{'Went out':>10}{'Out/in':>9}"]
    for house in nation["warehouses"]:
        flow = house.get("flow")
        item = counted.get((house["source"], house["warehouse_id"]))
        stock = f"{amount(item['counted'])} {item['unit']}" if item else "-"
        moved = f"{'-':>10}{'-':>10}{'-':>9}"
        if flow:
            moved = f"{amount(flow['received_total']):>10}{amount(flow['issued_total']):>10}{flow['rate_thousandths'] / 10:>7.1f} %"
        overdue = moment(flow.get("overdue_at")) if flow else None
        mark = "  OVER 48 H" if overdue and overdue < datetime.datetime.now(WIB) else ""
        lines.append(f"   {house['name']:<38.38}{stock:>15}{moved}{mark}")
    return lines


def exercise(activations):
    if not activations:
        return ["EXERCISE (gladi, nothing of it is real)   no plan is active yet"]
    lines = []
    for one in activations:
        counts = one["counts"]
        lines.append(f"EXERCISE (gladi, nothing of it is real): {one['name']}; {counts['done']} of {len(one['tasks'])} done, {counts['silent']} silent")
        for task in one["tasks"]:
            state = "SILENT" if task["silent"] else task["state"]
            lines.append(f"   {task['task']['line']:<3}{state:<12}{task['member']:<19.19}{task['what']}")
    return lines


def main(folder, head):
    columns, height = shutil.get_terminal_size((WIDTH_MAX, 60))
    rows = ROWS_MAX if height >= HIGH else ROWS_LOW
    parts = [
        goods(documents(folder, "needs.json", "logistics"), [gap for one in read(folder, "gaps.json") for gap in one["gaps"]], rows),
        road([one for answer in read(folder, "shipments.json") for one in answer["shipments"]], rows),
        store(read(folder, "stock.json")),
        exercise(documents(folder, "tasks.json", "activation")),
    ]
    below = sum(len(part) + 1 for part in parts)
    parts.insert(0, known(documents(folder, "status.json", "area"), documents(folder, "status.json", "regency"), min(ROWS_MAX, max(0, height - below - 14))))
    lines = [head, ""]
    for part in parts:
        lines += [*part, ""]
    text = "\n".join(line[:min(columns, WIDTH_MAX)].rstrip() for line in lines[:max(8, height - 1)])
    clear = "\033[H\033[2J" if sys.stdout.isatty() else ""
    sys.stdout.write(f"{clear}{text}\n")


main(*sys.argv[1:])
