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


@case("./run --once plays the reports, prints the table and finds it equal to the recomputation", seconds=600)
def _():
    status, out, err = once()
    equal(status, 0, f"{out[-2000:]}{err[-2000:]}")
    check("All equal to what the hub shows." in out, "it says so")
    check("Relief logistics equal to what the hub shows." in out, "of relief logistics too")
    for words in ("RELIEF nation Indonesia: 14 lines short, 0 in excess, 15 promises not allotted", "RELIEF 12.73 Kota Sibolga: 7 lines",
                  "RELIEF 12.78 Kota Gunungsitoli: 0 lines short"):
        check(words in out, f"the table has {words!r}", out)
    for words in ("INDONESIA: 24 of 75 regencies known", "11 ACEH: 9 of 23", "12 SUMATERA UTARA: 8 of 33",
                  "13 SUMATERA BARAT: 7 of 19", "11.04 Kabupaten Aceh Tengah", "[bnpb published]"):
        check(words in out, f"the table has {words!r}", out)
    equal(left_running(), [], "left running")


@case("again on the same machine, over what the first run left, also while its keys are kept", seconds=300)
def _():
    with open(os.path.join(STATE, "keys", "hub.public"), encoding="ascii") as file:
        key = file.read()
    status, out, err = once()
    equal(status, 0, f"{out[-2000:]}{err[-2000:]}")
    with open(os.path.join(STATE, "keys", "hub.public"), encoding="ascii") as file:
        equal(file.read(), key, "the key")
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
