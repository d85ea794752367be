"""The commands of the README's "Use it", word for word, in its order, against a real hub."""
import os
import re
import shlex
import subprocess

from desk import Desk
from hub import standard_roster
from schema import ROOT
from tap import case, check, equal
from world import hub, main

DONE = 0
EVENT = "senyar-2025"
CLUSTERS = """version: 1
edition: "uji"
clusters:
  - id: "logistik"
    name: "Klaster Logistik"
    level: national
    members:
      - {source: "pmi", role: lead, regions: ["12"]}
"""
PLAN = """who,what,item,quantity,unit,where,within
pmi,Membawa beras,beras,"1,5",ton,Gudang Cikarang,3 jam
tni,Evakuasi dengan perahu,,,,Muara Gembong,60
"""
# Who types each command. What has to be there before stands in `before`, by the command that needs it.
WHO = [
    ("bnpb", "event"), ("bpbd-11.06", "report"), ("bpbd-12.73", "need"), ("pmi", "pledge"), ("pmi", "pledge dispatch"),
    ("bpbd-12.73", "pledge receive"), ("bpbd-32.16", "plan put"), ("bpbd-32.16", "plan activate"), ("bpbd-32.16", "task list"),
    ("tni", "task accept"), ("pmi", "ship"), ("console", "shipments"), ("bpbd-12.73", "receive"), ("console", "gaps"), ("console", "needs"),
    ("console", "overlaps"), ("console", "gaps"), ("console", "suggest"), ("bpbd-12.73", "stock declare"), ("bpbd-12.73", "stock count"),
    ("console", "stock show"), ("console", "5w"), ("console", "5w"), ("console", "clusters"), ("console", "items"), ("console", "items"),
    ("bpbd-11.06", "send"), ("bpbd-11.06", "withdraw"), ("console", "status"), ("console", "status"), ("console", "status"),
    ("console", "watch"), ("console", "nodes"), ("console", "show"),
]


def commands():
    """Every command between backticks in the table, without the word pusdalops."""
    with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as file:
        text = re.search(r"^## Use it$(.*?)^## ", file.read(), re.M | re.S).group(1)
    return [shlex.split(found) for found in re.findall(r"`pusdalops ([^`]*)`", text)]


def started():
    roster = standard_roster()
    for name in ("pmi", "tni", "bulog"):
        roster.add(name, "member", [])
    roster.add("bpbd-12.73", "district", ["12.73"])
    roster.add("bpbd-32.16", "district", ["32.16"])
    one = hub(roster=roster, **{"hub.clusters_file": "clusters.yaml"})
    with open(os.path.join(one.folder, "clusters.yaml"), "w", encoding="utf-8") as file:
        file.write(CLUSTERS)
    one.start()
    return {name: Desk(one, name) for name in {who for who, _ in WHO} | {"bulog"}}


def done(desk, *words):
    code, lines, errors = desk.run(*words)
    equal(code, DONE, f"{desk.name}: {' '.join(words)}: {lines} {errors}")
    return lines


def fill(desk, count, *words):
    for _ in range(count):
        done(desk, *words)


def before(desks, words):
    """What happened before somebody types this: so that the numbers of the README are those of this hub."""
    district, pmi, bulog = desks["bpbd-12.73"], desks["pmi"], desks["bulog"]
    need = ["need", "--event", EVENT, "--regency", "12.73"]
    if words[0] == "need":
        fill(district, 3, *need, "--item", "kain kafan bekas=1 paket")
    elif words[:2] == ["pledge", "--for"]:
        fill(pmi, 2, "pledge", "--event", EVENT, "--item", "selimut", "--quantity", "10 lembar")
        fill(bulog, 1, "pledge", "--for", "bpbd-12.73/4/1", "--item", "beras", "--quantity", "100 kg")  # two bring rice there
    elif words[:2] == ["plan", "put"]:
        desks["bpbd-32.16"].write("rencana.csv", PLAN)
        fill(desks["bpbd-32.16"], 5, "plan", "put", "lain", "--region", "32.16", "--name", "Lain", "--lines", "rencana.csv")
    elif words[0] == "ship":
        done(pmi, "pledge", "--standing", "--item", "beras", "--quantity", "1 ton")  # 5
        done(pmi, "pledge", "--for", "bpbd-12.73/4/2", "--item", "selimut", "--quantity", "300 lembar")  # 6
    elif words[0] == "send":
        rows = [f"{EVENT},11.06,2025-11-28T{hour:02}:{minute:02}+07:00,{hour}" for hour in range(20) for minute in (0, 30)]
        desks["bpbd-11.06"].write("reports.csv", "event,region,as_of,dead\n" + "\n".join(rows) + "\n")


@case("every command of the README does what it says, in its order", 120)
def _():
    desks, told = started(), commands()
    equal(len(told), len(WHO), f"as many commands: {[' '.join(words[:2]) for words in told]}")
    for (name, begins), words in zip(WHO, told):
        equal(words[:len(begins.split())], begins.split(), "the command")
        before(desks, words)
        if words[0] == "watch":
            at = desks[name].hub.endpoints
            typed = desks[name].command(*words, "--feed", at["feed_internal"], "--urgent", at["urgent"])
            with subprocess.Popen(typed, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL) as watching:
                line = watching.stdout.readline()
                watching.terminate()
            check(line, "it shows something")
            continue
        lines = done(desks[name], *words)
        check(lines, f"{' '.join(words)} answers")
        if words[0] == "show":
            check(any("held" in line for line in lines), "number 41 is held", *lines)
        elif words[0] == "shipments":
            check("pmi/7" in "\n".join(done(desks[name], "shipments", "12")), "the shipment has the number of the README")


main()
