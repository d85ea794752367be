"""The demonstration: `./run --once` twice, and that its judge can say no."""
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile

from tap import case, check, equal, note, run

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
JUDGE = os.path.join(ROOT, "tests", "oracle", "demo.py")
CSV = os.path.join(ROOT, "config", "demo", "senyar-2025.csv")
RELIEF_JUDGE = os.path.join(ROOT, "tests", "oracle", "demo_relief.py")
RELIEF = os.path.join(ROOT, "config", "demo", "relief-2025.csv")
DEMO = os.path.join(ROOT, "config", "demo")
LOGISTICS_JUDGE = os.path.join(ROOT, "tests", "oracle", "demo_logistics.py")
LOGISTICS = os.path.join(DEMO, "logistics-2025.csv")
PLAN, EXERCISE = os.path.join(DEMO, "plan-exercise.csv"), os.path.join(DEMO, "exercise.csv")
SCREEN = os.path.join(DEMO, "screen.py")
EVENT = "siklon-senyar-2025"
STATE = tempfile.mkdtemp(prefix="pusdalops-demo-")


def once():
    done = subprocess.run([os.path.join(ROOT, "run"), "--once", "--state", STATE], capture_output=True, timeout=500,
                          stdin=subprocess.DEVNULL, check=False)
    return done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")


def left_running():
    """Processes whose command line names the state folder."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/cmdline", "rb") as file:
                words = file.read().split(b"\0")
        except OSError:
            continue
        if int(pid) != os.getpid() and any(STATE.encode() in word for word in words):
            found.append(b" ".join(words).decode(errors="replace"))
    return found


def judge(rows=CSV, status=None):
    return subprocess.run([sys.executable, JUDGE, rows, EVENT, status or os.path.join(STATE, "status.json")],
                          capture_output=True, timeout=60, check=False).returncode


TOLD = []


@case("./run --once plays the reports, prints the table and finds it equal to the recomputation", seconds=600)
def _():
    status, out, err = once()
    equal(status, 0, f"{out[-2000:]}{err[-2000:]}")
    check("All equal to what the hub shows." in out, "it says so")
    check("Relief logistics equal to what the hub shows." in out, "of relief logistics too")
    check("Shipments, stock and tasks equal to what the hub shows." in out, "and of what is on the road, in store and to be done")
    for words in ("bnpb-logistik/43    to 12.73  in_transit          200 paket sembako and 8 more", "received by BNPB    56 ton",
                  "468.45       1,566       1,503   96.0 %", "5  assigned  bpbd-12.02"):
        check(words in out, f"the table has {words!r}", out)
    for words in ("RELIEF nation Indonesia: 14 lines short, 0 in excess, 15 promises not allotted", "RELIEF 12.73 Kota Sibolga: 7 lines",
                  "RELIEF 12.78 Kota Gunungsitoli: 0 lines short"):
        check(words in out, f"the table has {words!r}", out)
    for words in ("INDONESIA: 24 of 75 regencies known", "11 ACEH: 9 of 23", "12 SUMATERA UTARA: 8 of 33",
                  "13 SUMATERA BARAT: 7 of 19", "11.04 Kabupaten Aceh Tengah", "[bnpb published]"):
        check(words in out, f"the table has {words!r}", out)
    equal(left_running(), [], "left running")
    TOLD.extend(tables_of(out))


def tables_of(out):
    """What --once printed without the ports it found and how old the figures are by now."""
    return [line for line in out.splitlines() if not line.startswith("the hub listens") and " d  " not in line and not line.endswith(" d")]


@case("again on the same machine, over what the first run left, also while its keys are kept", seconds=300)
def _():
    with open(os.path.join(STATE, "keys", "hub.public"), encoding="ascii") as file:
        key = file.read()
    status, out, err = once()
    equal(status, 0, f"{out[-2000:]}{err[-2000:]}")
    with open(os.path.join(STATE, "keys", "hub.public"), encoding="ascii") as file:
        equal(file.read(), key, "the key")
    equal(tables_of(out), TOLD, "the same tables")
    equal(left_running(), [], "left running")


@case("the judge says no when one figure, one time, one source or one report is another", seconds=120)
def _():
    equal(judge(), 0, "as it was")
    with open(CSV, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    changes = 0
    for index, column, value in ((61, "dead", "88"), (25, "dead", ""), (25, "missing", "0"), (46, "as_of",
                                 "2025-11-29T19:02:00+07:00"), (60, "displaced_households", "11821"), (51, "dead", "441")):
        changed = [dict(row) for row in rows]
        changed[index][column] = value
        path = os.path.join(STATE, "changed.csv")
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(changed)
        equal(judge(path), 1, f"row {index + 1}, {column} = {value!r}")
        changes += 1
    with open(os.path.join(STATE, "status.json"), encoding="utf-8") as file:
        text = file.read()
    data = json.loads(text)
    for index, one in enumerate(data["documents"]):
        if one.get("regency", {}).get("figures") or one.get("area"):
            less = {**data, "documents": data["documents"][:index] + data["documents"][index + 1:]}
            path = os.path.join(STATE, "changed.json")
            with open(path, "w", encoding="utf-8") as file:
                json.dump(less, file)
            equal(judge(status=path), 1, f"without {one['topic']}")
            changes += 1
    note(f"{changes} changes, each found")


def judge_relief(rows=RELIEF, needs=None):
    return subprocess.run([sys.executable, RELIEF_JUDGE, rows, EVENT, needs or os.path.join(STATE, "needs.json")],
                          capture_output=True, timeout=60, check=False).returncode


@case("the judge of relief logistics says no when one quantity, unit, line or area is another", seconds=120)
def _():
    equal(judge_relief(), 0, "as it was")
    with open(RELIEF, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    path = os.path.join(STATE, "changed.csv")
    changes = 0
    for index, column, value in ((0, "quantity", "201"), (0, "item", "lauk"), (0, "region_code", "12.01"), (41, "sent", "199"),
                                 (41, "quantity", "150"), (41, "for_row", "2"), (82, "quantity", "1"), (82, "for_row", "1")):
        changed = [dict(row) for row in rows]
        changed[index][column] = value
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(changed)
        equal(judge_relief(path), 1, f"row {index + 1}, {column} = {value!r}")
        changes += 1
    with open(os.path.join(STATE, "needs.json"), encoding="utf-8") as file:
        data = json.load(file)
    for index, one in enumerate(data["documents"]):
        path = os.path.join(STATE, "changed.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump({**data, "documents": data["documents"][:index] + data["documents"][index + 1:]}, file)
        equal(judge_relief(needs=path), 1, f"without {one['topic']}")
        changes += 1
    note(f"{changes} changes, each found")


def judge_logistics(rows=LOGISTICS, relief=RELIEF, plan=PLAN, exercise=EXERCISE, folder=STATE):
    return subprocess.run([sys.executable, LOGISTICS_JUDGE, relief, rows, plan, exercise, EVENT, folder], capture_output=True, timeout=60,
                          check=False).returncode


def changed_csv(path, index, column, value):
    """A copy with one cell that is another."""
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    rows[index][column] = value
    with open(os.path.join(STATE, "changed.csv"), "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return os.path.join(STATE, "changed.csv")


@case("the judge of shipments, stock and the exercise says no when one cell, one shipment, one post or one task is another", seconds=180)
def _():
    equal(judge_logistics(), 0, "as it was")
    for index, column, value in ((0, "region_code", "31.74"), (5, "quantity", "55"), (5, "received_by", ""), (6, "quantity", "103.8"),
                                 (7, "place", "silangit"), (9, "issued", "1086"), (13, "quantity", "1567"), (14, "region_code", "12"),
                                 (16, "item", "logistik laut")):
        equal(judge_logistics(rows=changed_csv(LOGISTICS, index, column, value)), 1, f"row {index + 1}, {column} = {value!r}")
    for index, column, value in ((41, "sent", "199"), (41, "for_row", "10"), (41, "item", "lauk")):
        equal(judge_logistics(relief=changed_csv(RELIEF, index, column, value)), 1, f"relief, row {index + 1}, {column} = {value!r}")
    equal(judge_logistics(plan=changed_csv(PLAN, 4, "who", "bpbd-12.01")), 1, "another member")
    equal(judge_logistics(exercise=changed_csv(EXERCISE, 6, "deed", "accept")), 1, "another answer")
    folder = os.path.join(STATE, "less")
    os.makedirs(folder)
    for name, pick in (("shipments.json", lambda data: data["shipments"]), ("tasks.json", lambda data: data["documents"][0]["activation"]["tasks"])):
        with open(os.path.join(STATE, name), encoding="utf-8") as file:
            text = file.read()
        for index in range(len(pick(json.loads(text)))):
            for other in ("shipments.json", "tasks.json", "stock.json"):
                shutil.copy(os.path.join(STATE, other), folder)
            data = json.loads(text)
            pick(data).pop(index)
            with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
                json.dump(data, file)
            equal(judge_logistics(folder=folder), 1, f"{name} without number {index}")


@case("the screen has at most 100 columns, also while nothing is known, and says what is an exercise", seconds=60)
def _():
    def screen(folder):
        done = subprocess.run([sys.executable, SCREEN, folder, "hour 1"], capture_output=True, timeout=20, check=False,
                              env={**os.environ, "COLUMNS": "160", "LINES": "70"})
        equal(done.returncode, 0, done.stderr.decode())
        return done.stdout.decode().splitlines()

    lines = screen(STATE)
    equal([line for line in lines if len(line) > 100], [], "too long")
    for words in ("Indonesia                                275       134        16    17,954    24/75", "GOODS: 14 lines short",
                  "ON THE ROAD: 7 of 8 shipments", "Pos Logistik Klaster Nasional Halim        468.45 ton     1,566     1,503   96.0 %  OVER 48 H",
                  "EXERCISE (gladi, nothing of it is real)"):
        check(any(words in line for line in lines), f"{words!r} is there", *lines)
    row = next(line for line in lines if line.startswith("12 Sumatera Utara"))
    equal(row.split()[3:6], ["120", "-", "-"], "what no regency said is unknown, not 0")
    folder = os.path.join(STATE, "nothing")
    os.makedirs(folder)
    for name in ("status", "needs", "gaps", "shipments", "stock", "tasks"):
        with open(os.path.join(folder, name + ".json"), "w", encoding="utf-8"):
            pass
    check(any("nobody has asked" in line for line in screen(folder)), "before the first word")


@case("each line of stock and shipments stands in the published data, with its quantity and address", seconds=20)
def _():
    with open(os.path.join(ROOT, "tests", "data", "logistics.csv"), encoding="utf-8", newline="") as file:
        published = {(row["source_url"], row["date"], row["qty"], row["unit"]) for row in csv.DictReader(file)}
    with open(LOGISTICS, encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] != "post"]
    check(len(rows) == 12, "twelve statements", len(rows))
    for row in rows:
        for quantity in filter(None, (row["quantity"], row["issued"])):
            said = (row["source_url"], row["as_of"][:10], quantity, row["unit"])
            check(said in published, f"row {row['row']}", said)


@case("each line of relief stands in the published data, with its quantity and address", seconds=20)
def _():
    with open(os.path.join(ROOT, "tests", "data", "logistics.csv"), encoding="utf-8", newline="") as file:
        published = {(row["source_url"], row["item"], row["qty"], row["unit"]) for row in csv.DictReader(file)
                     if row["date"] in ("2025-11-28", "2025-11-29", "2025-11-30")}
    with open(RELIEF, encoding="utf-8", newline="") as file:
        played = {(row["source_url"], row["item"], row["quantity"], row["unit"]) for row in csv.DictReader(file)}
    equal(played, published, "the same lines")


@case("a state folder in use is refused, and an unknown word shows the usage", seconds=60)
def _():
    import fcntl

    with open(os.path.join(STATE, "lock"), "w", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        status, _, err = once()
        equal(status, 1, "refused")
        check("another run uses" in err, "and why", err)
    done = subprocess.run([os.path.join(ROOT, "run"), "--menari"], capture_output=True, timeout=20, check=False)
    equal(done.returncode, 2, "usage")


sys.exit(run(after=lambda _: shutil.rmtree(STATE, ignore_errors=True)))
