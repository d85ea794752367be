"""Many sources, one truth: random words in random order, and the hub's picture is the oracle's, also after restarts."""
import random

from clients import Client
from messages import T0, report, verification, withdrawal
from schema import ACCEPTED, DEAD, DISPLACED_HOUSEHOLDS, DISPLACED_PERSONS, DUPLICATE, MISSING
from tap import case, equal, note
from world import LONG, compare_picture, declare, from_journal, hub, main

REGENCIES = ["11.04", "11.06", "11.17", "12.71"]
WRITERS = {  # who may speak about what, and for whom
    "bpbd-11.04": (["11.04"], [""]),
    "bpbd-11.06": (["11.06"], [""]),
    "bpbd-11.17": (["11.17"], [""]),
    "bpbd-11": (["11.04", "11.06", "11.17", "11"], ["", "", "bpbd-11.16"]),
    "relawan-aceh": (["11.04", "11.06", "11.17", "11"], [""]),
    "bnpb": (REGENCIES + ["11", "12", "nation"], ["", "", "kodim-0103"]),
}
VERIFIES = {"bpbd-11": 2, "bnpb": 3}
KINDS = [DEAD, MISSING, DISPLACED_PERSONS, DISPLACED_HOUSEHOLDS]


class Talk:
    """Random messages that are all acceptable: what is withdrawn exists, and only once."""

    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.numbers = {name: 1 for name in WRITERS}
        self.numbers["bnpb"] = 2  # number 1 declared the event
        self.standing = []  # (source, number, region) that can still be withdrawn or verified

    def next(self):
        dice, source = self.dice, self.dice.choice(list(WRITERS))
        regions, speakers = WRITERS[source]
        number = self.numbers[source]
        self.numbers[source] += 1
        own = [one for one in self.standing[-60:] if one[0] == source]
        chance = dice.random()
        if own and chance < 0.10:
            gone = dice.choice(own)
            self.standing.remove(gone)
            return source, withdrawal(source, number, gone[1])
        if source in VERIFIES and chance < 0.25:
            known = [one for one in self.standing[-60:] if source == "bnpb" or one[2].startswith("11")]
            if known:
                of = dice.choice(known)
                level = dice.randrange(1, VERIFIES[source] + 1)
                return source, verification(source, number, of[0], of[1], level, retract=dice.random() < 0.2)
        revises = 0
        region = dice.choice(regions)
        if own and chance > 0.92:
            gone = dice.choice(own)
            self.standing.remove(gone)
            revises, region = gone[1], gone[2]
        kecamatan = village = ""
        if "." in region and dice.random() < 0.4:
            kecamatan = f"{region}.{dice.randrange(1, 4):02}"
            if dice.random() < 0.4:
                village = f"{kecamatan}.{2001 + dice.randrange(3)}"
        # Few different times, so that equal ones meet.
        as_of = T0 + 60 * dice.randrange(40)
        figures = {kind: dice.choice([0, dice.randrange(5000)]) for kind in KINDS if dice.random() < 0.5}
        self.standing.append((source, number, region))
        return source, report(source, number, region, figures or {DEAD: 1}, as_of=as_of, kecamatan=kecamatan,
                              village=village, revises=revises, behalf=dice.choice(speakers), channel=1)


def talk(seed, messages):
    one = hub()
    one.start()
    declare(one, regions=["11", "12.71"])
    said = Talk(seed)
    clients = {name: Client(one, name) for name in WRITERS}
    try:
        for turn in range(messages):
            source, message = said.next()
            receipt = clients[source].submit(message)
            equal(receipt.status, ACCEPTED, f"message {turn}: {receipt}")
            if turn % 7 == 0:
                equal(clients[source].submit(message).status, DUPLICATE, "twice")
            if turn % 100 == 99:
                examine(one)
        one.kill()
        one.start()
        examine(one)
        one.stop()
        one.start()
        examine(one)
    finally:
        for client in clients.values():
            client.close()
    one.stop()
    equal(one.tool("verify")[0], 0, "verify")
    one.close()


def examine(one):
    with Client(one, "integrator") as reader, Client(one, "console-public") as public:
        judge, _ = from_journal(one, reader, topics=REGENCIES + ["11", "12", "11.16", "11.18"])
        compare_picture(judge, reader.snapshot())
        compare_picture(judge, public.snapshot(), public=True)


FRESH = random.SystemRandom().randrange(1 << 32)
for SEED in [1, 2, 3, FRESH] + (list(range(4, 60)) if LONG else []):
    @case(f"random words of six sources about the same places, seed {'of today' if SEED == FRESH else SEED}", seconds=60)
    def _(seed=SEED):
        note(f"seed {seed}")
        talk(seed, 400)


main()
