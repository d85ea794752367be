"""Who listens to the feed, and who is put off it: floods of subscriptions, keys that end, feeds that open anew."""
import datetime
import os
import random
import socket
import struct
import time

import zmq
import zmq.utils.monitor

import openmetrics
from clients import Client, Console, open_socket
from hub import SLOWER, standard_roster
from load import Load, Sender
from messages import T0, declaration, report
from schema import ACCEPTED, DEAD
from tap import case, check, equal, note
from world import declare, hub, main, wait_until

UP, DOWN = "up", "down"
EVENTS = {zmq.EVENT_HANDSHAKE_SUCCEEDED: UP, zmq.EVENT_DISCONNECTED: DOWN, zmq.EVENT_HANDSHAKE_FAILED_AUTH: "refused",
          zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL: "refused", zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL: "refused"}


class Listener:
    """A SUB socket and what its connection went through, in order."""

    def __init__(self, one, name, feed="feed_internal", again=-1):
        self.socket = open_socket(zmq.SUB, one, one.roster.keys[name][0], sndhwm=0)
        self.watch(self.socket)
        self.socket.reconnect_ivl = again
        self.socket.reconnect_ivl_max = 0
        self.socket.connect(one.endpoints[feed])

    def watch(self, watched):
        self.watched = watched
        self.monitor = watched.get_monitor_socket(sum(EVENTS))
        self.past = []

    def subscribe(self, prefixes):
        for prefix in prefixes:
            self.socket.setsockopt(zmq.SUBSCRIBE, prefix.encode())
        return self

    def look(self, milliseconds=0):
        while self.monitor.poll(milliseconds):
            self.past.append(EVENTS[zmq.utils.monitor.recv_monitor_message(self.monitor)["event"]])
        return self.past

    def wait(self, word, seconds=10):
        """Until it happened; what happened before it is forgotten."""
        wait_until(lambda: word in self.look(20), seconds, f"{word}, after {self.past}")
        self.past = self.past[self.past.index(word) + 1:]

    def close(self):
        self.watched.disable_monitor()
        self.monitor.close()
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def metric(one, name, **labels):
    families = openmetrics.parse(one.http("/metrics")[2].decode())
    return openmetrics.value(families, name, **labels)


def wait_metric(one, wanted, name, **labels):
    """The text is made anew some time after it was asked for."""
    wait_until(lambda: metric(one, name, **labels) == wanted, 10, f"{name} {labels} = {wanted}")


def sender(one, code):
    dice = random.Random(code)
    return Sender(one, "bpbd-" + code, lambda number: report("bpbd-" + code, number, code, {DEAD: dice.randrange(500)},
                                                             as_of=T0 + number), batch=4, window=2)


def equals_snapshot(one, console, load):
    check(load.finish(20), "all acked")
    acked = {sequence for s in load.senders for sequence in s.acked.values()}
    with Client(one, "admin") as reader:
        wait_until(lambda: console.idle(0.2) or acked <= set(console.notices), 20, "every notice")
        wait_until(lambda: console.idle(0.2) or not console.differences(reader.snapshot()), 20, "the same picture")
    return acked


def fresh(roster=None, **settings):
    one = hub(roster=roster or standard_roster(), **settings)
    one.start()
    declare(one)
    return one


@case("a console that floods is put off the feed and may hand in; another hears on, its connection untouched", seconds=90)
def _():
    one = fresh()
    load = Load([sender(one, code) for code in ("11.04", "11.06")])
    try:
        with Console(one, name="console") as console, Listener(one, "bpbd-12.71", again=20) as flooder:
            check(console.pump(), "the other joins")
            flooder.wait(UP)
            beside = Listener.__new__(Listener)
            beside.watch(console.feed)
            load.run(lambda acked: acked >= 100, 10)
            console.pump(lambda: True, 0.1)
            before, mark = one.rss_mib(), len(one.log)
            for round_number in range(30):
                flooder.subscribe(f"real/99/{round_number}.{number}/" for number in range(10_000))
                load.run(lambda acked: acked >= 20, 10)
                console.pump(lambda: True, 0.05)
            line = one.wait_log(r"feed\.flood", 20, after=mark)
            check("client=bpbd-12.71" in line and "limits.client_subscriptions" in line, "who, and what to do", line)
            flooder.wait(DOWN)
            flooder.wait("refused")
            grown = one.rss_mib() - before
            load.run(lambda acked: acked >= 100, 10)
            acked = equals_snapshot(one, console, load)
            equal(beside.look(), [], "what the other's connection went through")
            beside.watched.disable_monitor()
            beside.monitor.close()
            with Client(one, "bpbd-12.71") as node:
                equal(node.submit(report("bpbd-12.71", 1, "12.71", {DEAD: 1})).status, ACCEPTED, "it may hand in")
            check("up" not in flooder.look(), "it gets no new connection", flooder.past)
            wait_metric(one, 1, "pusdalops_feed_floods_total")
            check(metric(one, "pusdalops_feed_cuts_total", reason="flood") >= 1, "a connection was cut")
            check(metric(one, "pusdalops_feed_subscriptions", lane="feed_internal") < 10, "only the other is left")
            note(f"300,000 subscriptions: memory +{grown:.0f} MiB; the other heard {len(acked)} notices, "
                 f"{console.repairs} repairs, {console.joins} join")
            check(grown < 64, "memory", grown)
            equal(sum("feed.flood" in line for line in one.log), 1, "it is said once")
        with Listener(one, "bpbd-12.71") as again:
            again.wait("refused")
        one.hup()
        with Listener(one, "bpbd-12.71") as again:
            again.wait(UP)
    finally:
        load.close()


@case("what counts is what a client holds: over all connections, not what it repeats or gave up")
def _():
    one = fresh(**{"limits.client_subscriptions": 256})
    prefixes = [f"real/11/{number}/" for number in range(500)]

    def held(wanted):
        wait_metric(one, wanted, "pusdalops_feed_subscriptions", lane="feed_internal")

    with Listener(one, "console") as steady:
        steady.wait(UP)
        for turn in range(4):  # 800 subscriptions in its life, 200 at a time
            taken = prefixes[turn * 50:turn * 50 + 200]
            steady.subscribe(taken)
            held(200)
            for prefix in taken:
                steady.socket.setsockopt(zmq.UNSUBSCRIBE, prefix.encode())
            held(0)
        steady.subscribe(prefixes[:200])
        held(200)
        for turn in range(6):  # and another connection of it, that comes and goes
            with Listener(one, "console") as short:
                short.wait(UP)
                short.subscribe(prefixes[turn * 50:turn * 50 + 56])
                held(256)
            held(200)
        with Listener(one, "admin") as other:
            other.wait(UP)
            other.subscribe(prefixes[:256])
            held(456)
            equal((steady.look(), other.look()), ([], []), "nobody is cut")
            with Listener(one, "console") as more:
                more.wait(UP)
                more.subscribe(prefixes[300:357])
                steady.wait(DOWN)
                more.wait(DOWN)
            held(256)
            equal(other.look(), [], "the other stays")
            other.subscribe(["real/" + "x" * 200])  # no topic is as long
            other.wait(DOWN)
    equal(sum("feed.flood" in line for line in one.log), 2, "two were put off")


@case("a key whose time ends while it listens is cut off then, and nobody else")
def _():
    roster = standard_roster()
    ends = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=4 * SLOWER)
    roster.add("tamu", "console", ["nation"], valid_until=ends.strftime("%Y-%m-%dT%H:%M:%SZ"))
    one = fresh(roster)
    with Listener(one, "tamu") as guest, Listener(one, "tamu", feed="urgent") as urgent, \
            Listener(one, "console") as stays:
        for listener in (guest, urgent, stays):
            listener.wait(UP)
            listener.subscribe(["real/"])
        wait_metric(one, 2, "pusdalops_feed_subscriptions", lane="feed_internal")
        guest.wait(DOWN, 10)
        urgent.wait(DOWN, 10)
        late = datetime.datetime.now(datetime.timezone.utc) - ends
        check(late < datetime.timedelta(seconds=4 * SLOWER), "in time", late)
        equal(stays.look(), [], "who stays")
        one.wait_log(r"feed\.cut")
        with Listener(one, "tamu") as again:
            again.wait("refused")
        with Client(one, "bpbd-11.06") as node:
            equal(node.submit(report("bpbd-11.06", 1, "11.06", {DEAD: 1})).status, ACCEPTED, "a report")
        check(stays.socket.poll(5000), "who stays hears it")
        equal(guest.socket.poll(0), 0, "who went does not")
        wait_metric(one, 1, "pusdalops_feed_subscriptions", lane="feed_internal")


@case("who gives up what nobody took does not make the hub deaf to its listeners")
def _():
    lab = hub()
    lab.start(arguments=["--insecure-lab"])
    address = lab.endpoints["feed_internal"].removeprefix("tcp://").split(":")
    listener = open_socket(zmq.SUB, lab, None)
    listener.setsockopt(zmq.SUBSCRIBE, b"real/11/")
    listener.connect(lab.endpoints["feed_internal"])
    with Client(lab, None) as client, socket.create_connection((address[0], int(address[1])), 5) as made:
        client.submit(declaration("bnpb", 1, ["11"]))
        number = 0

        def said():
            nonlocal number
            number += 1
            receipt = client.submit(report("bpbd-11.06", number, "11.06", {DEAD: number}))
            equal(receipt.status, ACCEPTED, "a report")

        def heard():
            said()
            return listener.poll(20)

        wait_until(heard, 5, "the listener hears")
        # A client library does not send these, so they are spoken by hand.
        made.sendall(b"\xff\0\0\0\0\0\0\0\x01\x7f\x03\0" + b"NULL".ljust(20, b"\0") + b"\0" * 32)
        ready = b"\x05READY" + b"\x0bSocket-Type" + struct.pack(">I", 3) + b"SUB"
        made.sendall(b"\x04" + bytes([len(ready)]) + ready)
        received = b""
        while b"XPUB" not in received:
            received += made.recv(4096)
        made.sendall(b"".join(b"\0\x05\0x%03d" % one for one in range(100)) + b"\0\x09\1real/11/")
        made.settimeout(0.02)

        def reached():
            said()
            try:
                return b"real/11/" in made.recv(65_536)
            except TimeoutError:
                return False

        wait_until(reached, 5, "a publication to anybody")
        while listener.poll(0):
            listener.recv_multipart()
        said()
        check(listener.poll(3000), "the listener hears on")
    listener.close()
    lab.close()


@case("a feed whose place cannot be had again: the hub serves on and tries on, and consoles repair", seconds=90)
def _():
    one = hub(roster=standard_roster())
    folder = os.path.join(one.folder, "kanal")
    os.mkdir(folder)
    one.endpoints["feed_internal"] = f"ipc://{folder}/umpan"
    one.write_config()
    one.start(environment={"WATCHDOG_USEC": "1000000"})
    declare(one)
    load = Load([sender(one, code) for code in ("11.04", "11.06")])
    try:
        with Console(one, name="integrator") as console, Listener(one, "console-public", "feed_public", 20) as public:
            public.subscribe(["real/"])
            public.wait(UP)
            check(console.pump(), "joined")
            load.run(lambda acked: acked >= 100, 10)
            os.rename(folder, folder + ".lain")
            mark, first = len(one.log), one.notify.mark()
            one.roster.clients["console"]["keys"] = []
            one.write_roster()
            one.hup()
            slowest, begun = 0.0, time.monotonic()
            while time.monotonic() - begun < 4 and one.running():
                before = time.monotonic()
                check(load.run(lambda acked: acked >= 8, 10), "receipts go on")
                slowest = max(slowest, time.monotonic() - before)
            public.wait(DOWN)
            public.wait(UP)
            while public.socket.poll(0):
                public.socket.recv_multipart()
            load.run(lambda acked: acked >= 8, 10)
            check(public.socket.poll(5000), "the public feed goes on")
            line = one.wait_log(r"feed\.absent", after=mark)
            check("feed_internal" in line, "which one", line)
            check(one.running(), "the hub lives")
            check(slowest < 1.0 * SLOWER, "and no receipt waits for it", slowest)
            wait_metric(one, 1, "pusdalops_feed_absent", lane="feed_internal")
            equal(metric(one, "pusdalops_feed_absent", lane="feed_public"), 0, "the public feed is there")
            fed = [at for at, word in one.notify.heard[first:] if word == "WATCHDOG=1"]
            gaps = [later - earlier for earlier, later in zip(fed, fed[1:])]
            check(fed and max(gaps) < 1.0 * SLOWER, "the watchdog is fed", gaps)
            os.rename(folder + ".lain", folder)
            one.wait_log(r"feed\.reopened", after=mark)
            load.run(lambda acked: acked >= 50, 10)
            equals_snapshot(one, console, load)
            equal(console.joins, 1, "it repaired, it did not join anew")
            note(f"without a feed for 4 s: slowest 8 receipts {1000 * slowest:.0f} ms, {console.repairs} repairs, "
                 f"longest time between feedings {max(gaps):.2f} s")
            wait_metric(one, 0, "pusdalops_feed_absent", lane="feed_internal")
        with Listener(one, "console") as revoked:
            revoked.wait("refused")
    finally:
        load.close()


main()
