"""kill -9 under load, again and again: nothing acked is lost or doubled, the totals are the oracle's."""
import random
import shutil
import time

from clients import Client
from hub import SLOWER, Roster
from load import Load, Sender
from messages import T0, report, withdrawal
from schema import DEAD, DISPLACED_PERSONS, MISSING
from tap import Skip, case, check, equal, note
from world import LONG, compare_picture, declare, from_journal, hub, main

KILLS = 2000 if LONG else 200
REGENCIES = ["11.04", "11.06", "11.17", "12.01", "12.71", "13.71", "13.05", "13.06"]
SEED = random.SystemRandom().randrange(1 << 32)


def maker(dice, source, region):
    """Messages of one source: mostly reports, out of order in as_of, some revising, withdrawing, some of parts."""
    alive = []

    def make(number):
        chance = dice.random()
        if alive and chance < 0.04:
            return withdrawal(source, number, alive.pop())
        revises = alive.pop() if alive and chance < 0.08 else 0
        figures = {kind: dice.randrange(1000) for kind in (DEAD, MISSING, DISPLACED_PERSONS) if dice.random() < 0.7}
        part = f"{region}.0{dice.randrange(1, 4)}" if chance > 0.9 else ""
        said = report(source, number, region, figures or {DEAD: number % 1000},
                      as_of=T0 + number - dice.randrange(0, 20), revises=revises, kecamatan=part)
        # Only what is new can still be taken back, and only once.
        alive.append(number)
        del alive[:-5]
        return said

    return make


def world():
    note(f"seed {SEED}")
    roster = Roster()
    roster.add("bnpb", "national", ["nation"])
    for code in REGENCIES:
        roster.add("bpbd-" + code, "district", [code])
    roster.add("integrator", "integrator", ["nation"])
    one = hub(roster=roster, **{"feed.heartbeat_interval_ms": 1000})
    one.start()
    declare(one)
    return one


@case(f"{KILLS} times kill -9 under load of 8 senders: nothing acked is lost or doubled", seconds=40 + KILLS * 1.2)
def _(one):
    dice = random.Random(SEED)
    senders = [Sender(one, "bpbd-" + code, maker(random.Random(SEED + index), "bpbd-" + code, code),
                      batch=(1, 1, 1, 1, 8, 8, 64, 64)[index], window=(16, 4, 1, 32, 4, 8, 2, 2)[index])
               for index, code in enumerate(REGENCIES)]
    # A report that revises or withdraws one whose own fate is still open would be refused in another order of
    # arrival; so those senders that do it keep one connection, whose order ZeroMQ keeps, and batches are in order.
    load = Load(senders)
    slowest, acked = 0.0, []
    try:
        check(load.run(lambda count: count >= 200, 20), "the load runs")
        for _ in range(KILLS):
            goal = dice.randrange(1, 60)
            check(load.run(lambda count: count >= goal, 20), f"{goal} messages are acked after a restart",
                  load.wrong()[:3])
            acked.append(load.acked())
            if dice.random() < 0.5:
                for sender in senders:  # also right after sending, before any answer
                    sender.fill()
            begun = time.monotonic()
            one.kill()
            one.start()
            slowest = max(slowest, time.monotonic() - begun)
            for sender in senders:
                sender.hear()
        check(load.finish(60), "all that was said is acked in the end", [len(s.repeat) for s in senders])
        check(not load.wrong(), "no conflict, no refusal, no second place", *load.wrong()[:5])
        equal(load.acked(), load.said(), "acked and said")
        with Client(one, "integrator") as reader:
            judge, notices = from_journal(one, reader, topics=REGENCIES)
            equal(len(notices), load.said() + 1, "the journal holds each once, and the declaration")
            # What stands between them are the hub's own records: one a start.
            last = reader.hello().hello.last_sequence
            equal(last - len(notices), KILLS + 1, "records without a notice")
            places = {(s.name, number): sequence for s in senders for number, sequence in s.acked.items()}
            said = dict(senders_said(senders))
            lost = [name for name, sequence in places.items() if notices[sequence].message != said[name]]
            equal(lost, [], "every acked message stands at the place of its receipt, byte for byte")
            compare_picture(judge, reader.snapshot())
        answers = [sum(sender.answers[status] for sender in senders) for status in (1, 2, 5)]
        note(f"{KILLS} kills, {load.said()} messages, 0 lost, 0 doubled; receipts: {answers[0]} accepted, "
             f"{answers[1]} duplicate, {answers[2]} busy")
        note(f"slowest restart to READY {1000 * slowest:.0f} ms, with {load.said()} records")
    finally:
        load.close()


def senders_said(senders):
    return (((sender.name, number), said) for sender in senders for number, said in sender.said.items())


@case("verify finds view and chain equal after all that", seconds=60)
def _(one):
    equal(one.stop(), 0, "a good end")
    status, out, err = one.tool("verify")
    equal(status, 0, f"verify: {out}{err}")
    note((out or err).strip().splitlines()[-1])


@case("kill -9 at the n-th fdatasync, for every n of a short run: the acked ones are there", seconds=90)
def _(_one):
    if not shutil.which("strace"):
        raise Skip("strace is missing")
    one = hub()
    points = 0
    acked = {}
    number = 1
    one.start()
    declare(one)
    one.stop()
    for when in range(1, 60 if LONG else 13):
        one.spawn(before=["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync",
                          "-e", f"inject=fdatasync:signal=KILL:when={when}"])
        ready = one.wait_ready(10)
        with Client(one, "bpbd-11.06") as node:
            end = time.monotonic() + 10 * SLOWER
            while ready and one.running() and time.monotonic() < end:
                said = report("bpbd-11.06", number, "11.06", {DEAD: number}, as_of=T0 + number, sent_at=T0)
                try:
                    receipt = node.submit(said, seconds=0.5)
                except Exception:  # no answer: unknown, the same bytes again after the restart
                    continue
                check(receipt.status in (1, 2), "accepted or held", receipt)
                acked[number] = (said, receipt.sequence)
                number += 1
        one.wait(10)
        points += 1
        one.start()
        with Client(one, "bpbd-11.06") as node:
            for which in sorted(acked)[-5:]:
                held = node.inquire("bpbd-11.06", which).inquiry
                equal((held.message, held.receipt.sequence), acked[which], f"number {which} after kill {when}")
        one.kill()
    status, out, err = one.tool("verify")
    equal(status, 0, f"verify: {out}{err}")
    note(f"{points} points, {len(acked)} acked, 0 lost")
    one.close()


main(world)
