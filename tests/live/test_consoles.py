"""Many who listen: a frozen one, one that joins late and slowly, one that loses messages, one that reconnects."""
import os
import random
import signal
import subprocess
import sys
import time

from clients import Client, Console
from load import Load, Sender
from messages import T0, report
from schema import DEAD, MISSING
from tap import case, check, equal, note
from world import LONG, compare_picture, declare, from_journal, hub, main, wait_until

REGENCIES = ["11.04", "11.06", "11.17", "12.01"]


def fresh():
    """A hub for one case, so that the past of the others is not replayed."""
    one = hub()
    one.start()
    declare(one)
    return one


def sender(one, code, **how):
    dice = random.Random(code)
    name = "bpbd-" + code
    with Client(one, name) as client:
        first = client.hello().hello.sources[0].last_number + 1
    return Sender(one, name, lambda number: report(name, number, code, {DEAD: dice.randrange(500),
                                                                         MISSING: dice.randrange(500)},
                                                   as_of=T0 + number), first=first, **how)


def settle(console, reader, seconds=20):
    """Pump until the console's picture is that of a snapshot taken now."""
    end = time.monotonic() + seconds
    while True:
        console.idle(0.2)
        left = console.differences(reader.snapshot())
        if not left:
            return
        if time.monotonic() > end:
            raise AssertionError("console and snapshot stay different\n  " + "\n  ".join(left[:10]))


@case("a frozen subscriber costs the others nothing: no notice lost, memory bounded", seconds=60)
def _():
    one = fresh()
    key = one.roster.keys["integrator"][0]
    here = os.path.dirname(os.path.abspath(__file__))
    frozen = subprocess.Popen([sys.executable, os.path.join(here, "frozen_console.py"), here, one.public, key[0],
                               key[1], one.endpoints["feed_internal"]], stdout=subprocess.PIPE)
    load = Load([sender(one, code, batch=32, window=4) for code in REGENCIES])
    try:
        with Console(one) as console:
            check(console.pump(), "the other joins")
            load.run(lambda acked: acked >= 50, 10)
            equal(frozen.stdout.readline(), b"joined\n", "the one to be frozen hears the feed")
            os.kill(frozen.pid, signal.SIGSTOP)
            before = one.rss_mib()
            goal, slowest = 200_000 if LONG else 20_000, 0.0
            while load.acked() < goal:
                begun = time.monotonic()
                check(load.run(lambda acked: acked >= 64, 10), "receipts go on")
                slowest = max(slowest, time.monotonic() - begun)
                console.pump(lambda: True, 0.05)
            check(load.finish(20), "all acked")
            last = max(sequence for s in load.senders for sequence in s.acked.values())
            check(console.pump(lambda: last in console.notices, 20), "the last notice")
            missing = [sequence for s in load.senders for sequence in s.acked.values()
                       if sequence not in console.notices]
            equal(missing, [], "notices that the other lacks")
            growth = one.rss_mib() - before
            check(growth < 64, f"memory grew by {growth:.0f} MiB")
            note(f"{load.acked()} messages beside a frozen console: {console.repairs} repairs, "
                 f"slowest 64 receipts {1000 * slowest:.0f} ms, memory +{growth:.1f} MiB")
            with Client(one, "admin") as reader:
                settle(console, reader)
    finally:
        load.close()
        os.kill(frozen.pid, signal.SIGCONT)
        frozen.kill()
        frozen.wait()
        frozen.stdout.close()


@case("a subscriber that joins during load, with delays between its pages, ends equal to the snapshot", seconds=90)
def _():
    one = fresh()
    load = Load([sender(one, code, batch=4, window=2) for code in REGENCIES])
    try:
        for round_number in range(12 if LONG else 4):
            def meanwhile():
                # The delay is made of other people's messages: between two pages the picture moves on.
                load.run(lambda acked: acked >= 100, 10)

            with Console(one, before_page=meanwhile) as console:
                load.run(lambda acked: acked >= 20, 10)
                while console.state != "live":
                    load.run(lambda acked: acked >= 20, 10)
                    console.pump(lambda: True, 0.1)
                for _ in range(5):
                    load.run(lambda acked: acked >= 50, 10)
                    console.pump(lambda: True, 0.05)
                check(load.finish(20), "all acked")
                for s in load.senders:
                    s.paused = False
                with Client(one, "admin") as reader:
                    settle(console, reader)
                note(f"round {round_number}: {console.joins} join, {console.repairs} repairs, {console.heard} heard")
    finally:
        load.close()


@case("a console that loses one feed message in five finds every gap and ends equal, each notice once", seconds=60)
def _():
    one = fresh()
    dice = random.Random(7)
    load = Load([sender(one, code, batch=4, window=2) for code in REGENCIES])
    try:
        with Console(one, drop=lambda message: dice.random() < 0.2) as console:
            check(console.pump(), "joined")
            for _ in range(20):
                load.run(lambda acked: acked >= 60, 10)
                console.pump(lambda: True, 0.05)
            check(load.finish(20), "all acked")
            with Client(one, "admin") as reader:
                settle(console, reader)
                acked = {sequence for s in load.senders for sequence in s.acked.values()}
                wait_until(lambda: console.idle(0.3) or acked <= set(console.notices),
                           20, "every notice is there")
            check(console.dropped > 50, "something was lost", console.dropped)
            note(f"{console.dropped} lost, {console.repairs} repairs, {console.heard} heard")
    finally:
        load.close()


@case("a restart of the hub under listeners: they see the new epoch, join anew and end equal", seconds=60)
def _():
    one = fresh()
    load = Load([sender(one, code, batch=4, window=2) for code in REGENCIES])
    consoles = [Console(one) for _ in range(5)]
    try:
        for console in consoles:
            check(console.pump(), "joined")
        for how in (one.kill, one.stop, one.kill):
            load.run(lambda acked: acked >= 100, 10)
            before = [console.epoch for console in consoles]
            how()
            one.start()
            load.run(lambda acked: acked >= 100, 20)
            for console, epoch in zip(consoles, before):
                check(console.pump(lambda: console.epoch > epoch, 15), "a later epoch", console.state)
        check(load.finish(20), "all acked")
        with Client(one, "admin") as reader:
            for console in consoles:
                settle(console, reader)
            check(all(console.joins >= 4 for console in consoles), "joins", [c.joins for c in consoles])
            judge, notices = from_journal(one, reader, topics=REGENCIES)
            compare_picture(judge, reader.snapshot())
            acked = {sequence for s in load.senders for sequence in s.acked.values()}
            check(acked <= set(notices), "every acked message has its notice")
            for console in consoles:
                wait_until(lambda: console.idle(0.3) or acked <= set(console.notices), 20,
                           "every notice, over three restarts")
    finally:
        load.close()
        for console in consoles:
            console.close()


@case("a console that goes and comes a hundred times leaves nothing behind in the hub", seconds=60)
def _():
    one = fresh()
    with Client(one, "bpbd-13.71") as node:
        for _ in range(10):
            with Console(one) as console:
                console.pump(lambda: True, 5)
        files, memory = one.open_files(), one.rss_mib()
        for number in range(100):
            with Console(one) as console:
                if number % 10 == 0:
                    check(console.pump(), "joined")
                else:
                    console.hear(20)
        with Console(one) as console:
            check(console.pump(), "the last one joins")
        wait_until(lambda: one.open_files() <= files + 8, 10, "open files are as before")
        check(one.rss_mib() - memory < 24, "memory", memory, one.rss_mib())
        equal(node.hello().hello.client, "bpbd-13.71", "the hub serves")


main()
