#!/usr/bin/env python3
"""Shipments, stock and the exercise of the demonstration, recomputed from its CSVs, compared with what the hub shows.

    demo_logistics.py relief-2025.csv logistics-2025.csv plan-exercise.csv exercise.csv EVENT FOLDER

FOLDER has what `pusdalops shipments nation --ended --json` (shipments.json), `stock show` of the nation and of every area with a post
(stock.json) and `task list 12` in the exercise's realm (tasks.json) printed. Prints the tables as the hub has them, then every
difference from the recomputation. Exit status 0 only when there is none. Needs Python alone.
"""
import json
import os
import sys
from fractions import Fraction

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from demo_relief import Items, folded, read

DEEDS = {"accept": "accepted", "refuse": "refused", "start": "started", "done": "done"}
ITEMS = Items()


def goods(row):
    """(code or folded words, unit, thousandths): of what no catalogue knows the unit stays as it is written."""
    if folded(row["item"]) in ITEMS.items:
        return ITEMS.goods(row)[:3]
    return folded(row["item"]), row["unit"], int(Fraction(row["quantity"]) * 1000)


# --- recomputed ---------------------------------------------------------------------------------------------------


def convoys(relief):
    """source -> (numbers used, [(number, region, loads)]): one to each regency with all that was promised and sent to its lines."""
    regions = {row["row"]: row["region_code"] for row in relief if row["kind"] == "need"}
    told = {}
    for source in dict.fromkeys(row["source"] for row in relief if row["kind"] == "pledge"):
        own = [row for row in relief if row["kind"] == "pledge" and row["source"] == source]
        loads = {}
        for number, row in enumerate(own, 1):
            if row["sent"]:
                code, unit, _ = goods(row)
                sent = goods({**row, "quantity": row["sent"]})[2]
                loads.setdefault(regions[row["for_row"]], []).append((code, unit, sent, f"{source}/{number}"))
        told[source] = (len(own) + len(loads), list(enumerate(loads.items(), len(own) + 1)))
    return told


def shipments_of(relief, logistics):
    """reference -> (state, region, received by, [(item, unit, loaded, good, under way, pledge)])"""
    told, used = {}, {}
    for source, (numbers, list_) in convoys(relief).items():
        used[source] = numbers
        for number, (region, loads) in list_:
            told[f"{source}/{number}"] = ("in_transit", region, "", [(*load[:3], 0, load[2], load[3]) for load in loads])
    for row in logistics:
        source = row["source"]
        used[source] = used.get(source, 0) + 1
        if row["kind"] == "shipment":
            item, unit, loaded = goods(row)
            here = row["received_by"] != ""
            told[f"{source}/{used[source]}"] = ("received" if here else "in_transit", row["region_code"], row["received_by"],
                                                [(item, unit, loaded, loaded if here else 0, 0 if here else loaded, "")])
            used[source] += 1 if here else 0
    return told


def stock_of(logistics):
    """(post -> region), (post -> (item, unit, thousandths)), (post -> (in, out, per mille))"""
    posts, counts, flows = {}, {}, {}
    for row in sorted(logistics, key=lambda row: row["as_of"]):
        post = f"{row['source']}/{row['place']}"
        if row["kind"] == "post":
            posts[post] = row["region_code"]
        elif row["kind"] == "count":
            counts[post] = goods(row)
        elif row["kind"] == "flow":
            came, went = Fraction(row["quantity"]), Fraction(row["issued"])
            flows[post] = (int(came * 1000), int(went * 1000), int(went * 1000 / came + Fraction(1, 2)))
    return posts, counts, flows


def tasks_of(plan, exercise):
    """line -> (state, member, what, region)"""
    states = {}
    for row in exercise:
        if row["line"]:
            states[int(row["line"])] = DEEDS[row["deed"]]
    return {line: (states.get(line, "assigned"), row["who"], row["what"], row["region"]) for line, row in enumerate(plan, 1)}


# --- shown --------------------------------------------------------------------------------------------------------


def named(reference):
    return f"{reference['source']}/{reference['number']}" if reference else ""


def shown_shipments(shipments):
    return {named(one["shipment"]): (one["state"], one["area_code"], one["received_by"], [
        (line["item"], line["unit"], line["loaded"], line["received_good"], line["in_transit"], named(line.get("pledge")))
        for line in one["lines"]]) for one in shipments}


def shown_stock(documents):
    posts, counts, flows = {}, {}, {}
    for one in documents:
        for house in one["warehouses"]:
            post = f"{house['source']}/{house['warehouse_id']}"
            posts[post] = house["region_code"]
            for item in house["items"]:
                counts[post] = (item["item"], item["unit"], item["counted"])
            if "flow" in house:
                flow = house["flow"]
                flows[post] = (flow["received_total"], flow["issued_total"], flow["rate_thousandths"])
    return posts, counts, flows


def shown_tasks(documents):
    return {task["task"]["line"]: (task["state"], task["member"], task["what"], task["region_code"])
            for one in documents if "activation" in one for task in one["activation"]["tasks"]}


# --- tables -------------------------------------------------------------------------------------------------------


def count(thousandths):
    return f"{thousandths / 1000:,.3f}".rstrip("0").rstrip(".")


def load(lines):
    first = f"{count(lines[0][2])} {lines[0][1]} {lines[0][0]}"
    return first + (f" and {len(lines) - 1} more" if len(lines) > 1 else "")


def tables(shipments, stock, tasks):
    print("\nSHIPMENTS")
    for name, (state, region, by, lines) in sorted(shipments.items()):
        print(f"    {name:<20}{'to ' + region:<10}{state + (' by ' + by if by else ''):<20}{load(lines)}"[:100])
    posts, counts, flows = stock
    print("\nSTOCK, published in December 2025 (ton)")
    print(f"    {'post':<36}{'counted':>12}{'came in':>12}{'went out':>12}{'out/in':>9}")
    for post in sorted(posts):
        came, went, rate = (count(flows[post][0]), count(flows[post][1]), f"{flows[post][2] / 10:.1f} %") if post in flows else "---"
        print(f"    {post:<36}{count(counts[post][2]) if post in counts else '-':>12}{came:>12}{went:>12}{rate:>9}")
    print("\nEXERCISE (gladi): invented, in a realm of its own")
    for line, (state, member, what, region) in sorted(tasks.items()):
        print(f"    {line}  {state:<10}{member:<16}{region:<7}{what}"[:100])


def complain(what, told, has):
    return [f"{what} {name}: recomputed {told.get(name)}, shown {has.get(name)}"
            for name in sorted(set(told) | set(has)) if told.get(name) != has.get(name)]


def differences(told, has, documents):
    """told, has: (shipments, stock, tasks)"""
    complaints = complain("shipment", told[0], has[0]) + complain("task", told[2], has[2])
    for what, mine, theirs in zip(("post", "count of", "flow of"), told[1], has[1]):
        complaints += complain(what, mine, theirs)
    nation = [one for one in documents if one["area_code"] == "nation"]
    totals = sorted((item, unit, thousandths, 1) for item, unit, thousandths in told[1][1].values())
    shown = sorted((total["item"], total["unit"], total["thousandths"], total["warehouses"]) for one in nation for total in one["totals"])
    if len(nation) != 1 or nation[0]["warehouse_count"] != len(told[1][0]) or totals != shown:
        complaints.append(f"the nation's stock: recomputed {totals} in {len(told[1][0])} posts, shown {shown}")
    return complaints


def main(relief_path, logistics_path, plan_path, exercise_path, event, folder):
    relief, logistics = read(relief_path), read(logistics_path)
    with open(os.path.join(folder, "shipments.json"), encoding="utf-8") as file:
        shipments = [one for one in json.load(file)["shipments"] if one["event_id"] == event]
    with open(os.path.join(folder, "stock.json"), encoding="utf-8") as file:
        documents = [json.loads(line) for line in file]
    with open(os.path.join(folder, "tasks.json"), encoding="utf-8") as file:
        tasks = json.load(file)["documents"]
    told = shipments_of(relief, logistics), stock_of(logistics), tasks_of(read(plan_path), read(exercise_path))
    has = shown_shipments(shipments), shown_stock(documents), shown_tasks(tasks)
    tables(*has)
    complaints = differences(told, has, documents)
    print(f"\nRecomputed from {os.path.basename(relief_path)}, {os.path.basename(logistics_path)} and the exercise: {len(told[0])} shipments, "
          f"{len(told[1][0])} posts, {len(told[2])} tasks.")
    if complaints:
        print(f"{len(complaints)} DIFFERENCES in shipments, stock and tasks:")
        for complaint in complaints:
            print(f"    {complaint}")
        return 1
    print("Shipments, stock and tasks equal to what the hub shows.")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
