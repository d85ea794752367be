"""Clusters and the catalogue of items through a real hub: who sees what, and what a reload changes or leaves."""
import json
import os
import shutil

from clients import Client, Console
from desk import Desk
from hub import standard_roster
from messages import head, need
from schema import ACCEPTED, CODE, ROOT
from tap import case, check, equal
from world import EVENT, declare, hub, main

DONE, NEGATIVE, USAGE = 0, 1, 2

CLUSTERS = """version: 1
edition: "{edition}"
clusters:
  - id: "logistik"
    name: "Klaster Logistik"
    name_en: "Logistics"
    level: national
    decree: "SK 173/2014"
    decree_date: "2014-01-15"
    members:
      - {{source: "bnpb", role: lead, contact: {{name: "Posko", phone: "{phone}"}}}}
      - source: "pmi"
        name: "PMI"
        role: support
        regions: ["12"]
        capacities: [{{item: "beras medium", quantity: 5, unit: ton}}, {{service: "dapur umum"}}]
{more}"""
EDUCATION = """  - {id: "pendidikan", name: "Klaster Pendidikan", level: province, regions: ["11"]}
"""


class Registry:
    """A hub with a registry of its own and a catalogue that may be written to."""

    def __init__(self, more=EDUCATION):
        roster = standard_roster()
        roster.add("pmi", "member", [])
        self.hub = hub(roster=roster, **{"hub.clusters_file": "clusters.yaml"})
        self.catalogue = os.path.join(self.hub.folder, "catalogue")
        shutil.copytree(os.path.join(ROOT, "config", "catalogue"), self.catalogue)
        self.hub.settings["hub.catalogue_dir"] = self.catalogue
        self.hub.write_config()
        self.write(more=more)
        self.hub.start()
        declare(self.hub)

    def write(self, edition="1", phone="117", more=EDUCATION):
        with open(os.path.join(self.hub.folder, "clusters.yaml"), "w", encoding="utf-8") as file:
            file.write(CLUSTERS.format(edition=edition, phone=phone, more=more))

    def change(self, name, old, new):
        path = os.path.join(self.catalogue, name)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        check(old in text, f"{old!r} stands in {name}")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace(old, new, 1))

    def version(self, word):
        for name in ("items.csv", "item_units.csv"):
            with open(os.path.join(self.catalogue, name), encoding="utf-8") as file:
                lines = file.readlines()
            lines[0] = f"# version {word}\n"
            with open(os.path.join(self.catalogue, name), "w", encoding="utf-8") as file:
                file.writelines(lines)

    def snapshot(self, name, kind):
        with Client(self.hub, name) as client:
            documents, cursor = [], ""
            while True:
                page = client.snapshot_page(f"real/nation/{kind}/", "real", cursor).snapshot
                documents += list(page.documents)
                cursor = page.cursor
                if not cursor:
                    return documents


def cluster_in(console, name):
    document = console.documents.get(("real/nation/clusters/", name))
    return None if document is None else document.cluster


@case("the room sees a contact and capacities, the public does not; a reload reaches both", 90)
def _():
    world = Registry()
    one = world.hub
    with Console(one) as room, Console(one, "console-public", feed="feed_public") as public:
        check(room.pump() and public.pump(), "both join")
        member = cluster_in(room, "logistik").members[0]
        equal((member.source, member.contact.phone), ("bnpb", "117"), "the contact")
        pmi = cluster_in(room, "logistik").members[1]
        equal([(one.item, one.service, one.thousandths, one.unit) for one in pmi.capacities],
              [("beras", "", 5_000_000, "kg"), ("", "dapur umum", 0, "")], "what PMI can bring")
        equal(cluster_in(room, "logistik").decree.number, "SK 173/2014", "the decree")
        for member in cluster_in(public, "logistik").members:
            check(not member.HasField("contact") and not member.capacities, "the public knows less", member)
        equal(len(cluster_in(public, "logistik").members), 2, "but knows who they are")

        world.write(edition="2", phone="118", more="")
        check("roster.reloaded" in one.hup(), "the reload is taken")
        check(room.pump(lambda: cluster_in(room, "logistik").members[0].contact.phone == "118"), "the room hears it")
        check(room.pump(lambda: cluster_in(room, "pendidikan").removed), "and what is gone")
        check(public.pump(lambda: cluster_in(public, "pendidikan").removed), "so does the public")
        equal(cluster_in(public, "logistik").edition, "2", "the edition")
        check(not cluster_in(public, "logistik").members[0].HasField("contact"), "and no more than before")
    equal([d.cluster.cluster_id for d in world.snapshot("console", "clusters")], ["logistik"], "the snapshot")


@case("a bad clusters.yaml on SIGHUP changes nothing, not even the roster beside it", 90)
def _():
    world = Registry()
    one = world.hub
    before = world.snapshot("console", "clusters")
    bad = {
        "unknown key": EDUCATION.replace("level:", "tingkat: x, level:"),
        "not on the roster": EDUCATION.replace("}", ", members: [{source: baznas, role: lead}]}"),
        "region unknown": EDUCATION.replace('"11"', '"99"'),
        "id twice": EDUCATION.replace("pendidikan", "logistik"),
    }
    for name, more in bad.items():
        world.write(edition="9", phone="999", more=more)
        one.roster.clients["bpbd-12"]["access"] = "public"
        one.write_roster()
        mark = len(one.log)
        one.process.send_signal(1)
        line = one.wait_log(r"clusters\.yaml:\d+", after=mark)
        check("roster.refused" in line, f"{name}: said with its line", line)
        one.wait_log(r"roster\.kept", after=mark)
        after = world.snapshot("console", "clusters")
        equal([d.cluster for d in after], [d.cluster for d in before], f"{name}: the old registry stands")
        page = world.snapshot("bpbd-12", "clusters")
        check(page[0].cluster.members[0].HasField("contact"), f"{name}: so does the roster", page)
    one.roster.clients["bpbd-12"]["access"] = "internal"
    one.write_roster()
    world.write()
    check("roster.reloaded" in one.hup(), "mended, it is taken")


@case("the catalogue learns a word by a reload, without forgetting what was counted", 90)
def _():
    world = Registry()
    one = world.hub
    with Client(one, "bpbd-12.71") as client, Console(one) as room, \
            Console(one, "console-public", feed="feed_public") as public:
        equal(client.submit(need("bpbd-12.71", 1, "12.71", [("Gerobak Sapi", 3000, "buah")])).status, ACCEPTED, "taken in")
        lacks = ("real/nation/unknown-items/", "")
        repairs, repair = [], room.repair
        room.repair = lambda topic: (repairs.append(topic) if "/notice/" not in topic else None, repair(topic))
        check(room.pump(lambda: lacks in room.documents), "the room hears what is lacking")
        item = room.documents[lacks].unknown_items.items[0]
        equal((item.text, item.unit, item.lines, item.pledges), ("gerobak sapi", "buah", 1, 0), "the text")
        check(public.pump() and not any("unknown" in topic for topic, _ in public.documents), "the public does not")

        world.change("items.csv", "\nberas,", "\ngerobak,Gerobak,peralatan,buah,no,gerobak sapi,Cart\nberas,")
        mark = len(one.log)
        one.process.send_signal(1)
        one.wait_log(r"roster\.refused.*version is still", after=mark)
        world.version("2")
        check("roster.reloaded" in one.hup(), "with another version it is taken")
        check(room.pump(lambda: not room.documents[lacks].unknown_items.items), "it is lacking no more")
        check(public.pump(lambda: all(d.catalogue.version == "2" for (topic, _), d in public.documents.items()
                                      if topic.endswith("/catalogue/"))), "the public has the new catalogue")
        receipt = client.submit(need("bpbd-12.71", 2, "12.71", [("gerobak sapi", 2000, "buah")]))
        equal((receipt.status, len(receipt.warnings)), (ACCEPTED, 0), "now it is an item")
        key = ("real/12/12.71/logistics/", EVENT)
        check(room.pump(lambda: key in room.documents and len(room.documents[key].logistics.items) == 2),
              "what was free text stays free text")
        equal((public.repairs, repairs), (0, []), "and nobody thought that something was lost")

        world.change("items.csv", "beras,Beras,pangan,kg", "beras,Beras,pangan,liter")
        world.version("3")
        mark = len(one.log)
        one.process.send_signal(1)
        one.wait_log(r"roster\.refused.*beras was counted in kg", after=mark)
        equal({d.catalogue.version for d in world.snapshot("console", "catalogue")}, {"2"}, "the old catalogue stands")


def pledge(source, number, cluster):
    message = head(source, number)
    message.pledge.quantity.item, message.pledge.quantity.thousandths = "beras", 1000
    message.pledge.cluster_id = cluster
    return message.SerializeToString()


@case("a pledge for a cluster it is not in is warned of and taken in", 60)
def _():
    world = Registry()

    def codes(client, source, number, cluster):
        receipt = client.submit(pledge(source, number, cluster))
        equal(receipt.status, ACCEPTED, f"{source} for {cluster}")
        return [(one.code, one.field) for one in receipt.warnings]

    field = "pledge.cluster_id"
    with Client(world.hub, "pmi") as pmi:
        equal(codes(pmi, "pmi", 1, "logistik"), [], "a member")
        equal(codes(pmi, "pmi", 2, "pendidikan"), [(CODE["NOT_A_MEMBER"], field)], "no member")
        equal(codes(pmi, "pmi", 3, "peternakan"), [(CODE["CLUSTER_UNKNOWN"], field)], "no cluster")
        world.write(edition="3", more=EDUCATION.replace("}", ', members: [{source: "pmi", role: lead}]}'))
        world.hub.hup()
        equal(codes(pmi, "pmi", 4, "pendidikan"), [], "after the reload it is one")


@case("the command shows clusters, members by region, items by class, and what is lacking", 90)
def _():
    world = Registry()
    one = world.hub
    room, public = Desk(one, "console"), Desk(one, "console-public", speaks=False)

    def lines(desk, *words, status=DONE, language="en"):
        code, out, errors = desk.run(*words, language=language)
        equal(code, status, f"{' '.join(words)}: {out} {errors}")
        return out, errors

    out, _ = lines(room, "clusters")
    text = "\n".join(out)
    check("logistik: Logistics (national) [nation] · SK 173/2014, 2014-01-15" in text, "the cluster", text)
    check("beras 5,000 kg; dapur umum" in text and "contact: Posko 117" in text, "what the room may know", text)
    out, _ = lines(public, "clusters", language="id")
    text = "\n".join(out)
    check("Klaster Logistik (nasional)" in text and "koordinator" in text and "117" not in text
          and "beras" not in text, "what the public may know", text)
    out, _ = lines(room, "clusters", "--region", "11.06", "--json")
    found = json.loads("\n".join(out))["clusters"]
    equal([(one["cluster_id"], [m["source"] for m in one["members"]]) for one in found],
          [("logistik", ["bnpb"]), ("pendidikan", [])], "who serves Aceh Besar")
    out, _ = lines(room, "clusters", "--region", "12.71", "--json")
    found = json.loads("\n".join(out))["clusters"]
    equal([(one["cluster_id"], [m["source"] for m in one["members"]]) for one in found],
          [("logistik", ["bnpb", "pmi"])], "who serves Medan")
    lines(room, "clusters", "--region", "dua belas", status=USAGE)

    out, _ = lines(public, "items")
    equal(out[-1], f"{len(out) - 1} items, version 1", "all of them")
    check(len(out) > 100, "there are many", out[-1])
    out, _ = lines(room, "items", "--class", "sandang", "--json")
    found = json.loads("\n".join(out))
    check(found["version"] == "1" and {one["item_class"] for one in found["items"]} == {"sandang"}, "a class", found)
    lines(room, "items", "--class", "makanan", status=NEGATIVE)
    lines(room, "items", "--unknown", status=NEGATIVE)
    with Client(one, "bpbd-12.71") as client:
        client.submit(need("bpbd-12.71", 1, "12.71", [("Gerobak Sapi", 3000, "buah"), ("gerobak  sapi", 1000, "buah")]))
    out, _ = lines(room, "items", "--unknown")
    check("gerobak sapi" in out[1] and out[1].split()[3:5] == ["2", "0"], "named twice", out)
    equal(out[-1], "1 texts that the catalogue does not know", "one text")
    out, _ = lines(room, "items", "--unknown", "--json")
    equal(json.loads("\n".join(out))["items"][0]["lines"], 2, "in JSON too")
    _, errors = lines(public, "items", "--unknown", status=NEGATIVE)
    check("ACCESS_FORBIDS" in errors, "it may not know", errors)


@case("without clusters_file there is no registry; --check-config reads it when there is", 60)
def _():
    plain = hub()
    plain.start()
    declare(plain)
    desk = Desk(plain, "console")
    code, _, errors = desk.run("clusters")
    equal(code, NEGATIVE, errors)
    world = Registry()
    status, out, _ = world.hub.tool("--check-config")
    check(status == 0 and "2 clusters in the registry" in out, "counted", out)
    world.write(more="  - {id: x}\n")
    status, _, errors = world.hub.tool("--check-config")
    check(status == 78 and "clusters.yaml:" in errors, "refused with its place", errors)


main()
