"""Whatever a peer sends, admitted or not: the hub lives, stays small, and answers an honest client meanwhile."""
import os
import random
import re
import socket
import struct
import time

import zmq

from clients import Client, NoAnswer, PubNode, open_socket
from messages import T0, report
from schema import ACCEPTED, CODE, DEAD, PROTO, Reply, Request
from tap import case, check, equal, note
from world import SLOWER, declare, hub, main, wait_until

GROWTH_MIB = 48


class World:
    """The hub, an honest client, and the memory before the attacks."""

    def __init__(self):
        self.hub = hub()
        self.hub.start()
        declare(self.hub)
        self.number = 0
        self.honest = Client(self.hub, "bpbd-11.06")
        for _ in range(50):
            self.serve()
        self.memory = self.first_memory = self.hub.rss_mib()

    def serve(self, seconds=5):
        """One report of the honest client is accepted; how long that took, in ms."""
        self.number += 1
        begun = time.monotonic()
        receipt = self.honest.submit(report("bpbd-11.06", self.number, "11.06", {DEAD: self.number % 100},
                                            as_of=T0 + self.number), seconds=seconds)
        equal(receipt.status, ACCEPTED, f"the honest client is served: {receipt}")
        return 1000 * (time.monotonic() - begun)

    def unhurt(self, words, growth=GROWTH_MIB):
        slowest = max(self.serve() for _ in range(20))
        grown = self.hub.rss_mib() - self.memory
        check(self.hub.running(), f"{words}: the hub lives")
        self.memory += grown
        check(grown < growth, f"{words}: memory grew by {grown:.0f} MiB")
        note(f"{words}: slowest honest receipt {slowest:.1f} ms, memory +{grown:.1f} MiB")


def raw(one, endpoint="submit"):
    address = one.endpoints[endpoint].removeprefix("tcp://").split(":")
    made = socket.create_connection((address[0], int(address[1])), 5)
    made.settimeout(5)
    return made


GREETING = b"\xff\0\0\0\0\0\0\0\x01\x7f\x03\0" + b"CURVE".ljust(20, b"\0") + b"\0" * 32


@case("random bytes, half greetings, wrong versions and HTTP on every endpoint", seconds=60)
def _(world):
    dice = random.Random(5)
    openings = [
        b"GET / HTTP/1.1\r\nHost: hub\r\n\r\n",
        b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03" + bytes(64),
        GREETING[:10], GREETING[:11], GREETING,
        GREETING.replace(b"CURVE", b"NULL\0"),
        GREETING.replace(b"\x03\0C", b"\x01\0C"),
        b"\x01\0\0\0", b"",
        # A long frame of 2^62 bytes after the greeting, as a command and as a message.
        GREETING + b"\x06" + struct.pack(">Q", 1 << 62) + b"x" * 100,
        GREETING + b"\x02" + struct.pack(">Q", (1 << 63) + 5) + b"x" * 100,
        GREETING + b"\x04\xff" + b"\x05HELLO" + bytes(249),
        GREETING + b"\x04\xc8\x05HELLO" + bytes(194),
        GREETING + b"\x04\x06\x05READY",
    ]
    count = 0
    for endpoint in world.hub.endpoints:
        kept = []
        for opening in openings + [dice.randbytes(dice.randrange(1, 400)) for _ in range(30)]:
            made = raw(world.hub, endpoint)
            try:
                made.sendall(opening)
            except OSError:
                pass
            kept.append(made)
            count += 1
        world.serve()
        for made in kept:
            made.close()
    world.unhurt(f"{count} openings")


@case("garbage, empty, doubled and cut requests of an admitted client: typed answers, and nothing else", seconds=60)
def _(world):
    dice = random.Random(6)
    with Client(world.hub, "bpbd-12.71") as client:
        seeds = []
        for folder in sorted(os.listdir(os.path.join(PROTO, "vectors"))):
            path = os.path.join(PROTO, "vectors", folder)
            if os.path.isdir(path):
                seeds += [open(os.path.join(path, name), "rb").read() for name in sorted(os.listdir(path))
                          if name.endswith(".bin")]
        sent = answered = 0
        for turn in range(3000):
            payload = bytearray(dice.choice(seeds))
            for _ in range(dice.randrange(0, 6)):
                if not payload:
                    break
                place = dice.randrange(len(payload))
                change = dice.randrange(4)
                if change == 0:
                    payload[place] ^= 1 << dice.randrange(8)
                elif change == 1:
                    del payload[place:]
                elif change == 2:
                    payload[place:place] = dice.randbytes(dice.randrange(1, 9))
                else:
                    payload += payload[:place]
            client.socket.send(bytes(payload[:65_536]))
            sent += 1
            if turn % 50 == 49:
                while answered < sent:
                    check(client.socket.poll(5000), f"an answer to every one: {answered} of {sent}")
                    reply = Reply.FromString(client.socket.recv())
                    check(reply.WhichOneof("body") is not None, "a typed answer", reply)
                    answered += 1
        note(f"{sent} mutated requests, {answered} answers")
    world.unhurt("mutated requests")


@case("a frame of 65,537 bytes costs its sender the connection or an answer; 65,536 are taken", seconds=30)
def _(world):
    with Client(world.hub, "bpbd-12.71") as client:
        client.hello()
        for size in (65_000, 65_503, 65_536):
            client.socket.send(b"\xff" * size)
            equal(client.receive().problem.code, CODE["MALFORMED"], f"a frame of {size} bytes is read")
        for size in (65_537, 1 << 20, 8 << 20):
            try:
                client.socket.send(b"\xff" * size)
                equal(client.receive(1).problem.code, CODE["FRAME_TOO_LARGE"], "or it is told")
            except NoAnswer:
                pass
            client.connect()
            equal(client.hello(seconds=10).hello.client, "bpbd-12.71", "a new connection serves")
    world.unhurt("frames too large")


@case("a message of a thousand frames, and one that never ends, are dropped within bounded memory", seconds=60)
def _(world):
    with Client(world.hub, "bpbd-12.71") as client:
        client.hello()
        client.socket.send_multipart([b"x" * 100] * 1000)
        client.socket.send_multipart([b"", b"a", b"b"])
        client.socket.send_multipart([b"a", b"b"])
        equal(client.hello().hello.client, "bpbd-12.71", "afterwards it is served")
    world.unhurt("many frames")


@case("a message that never ends, frame after frame: others are served, and it does not add up", seconds=60)
def _(_world):
    # A client library sends a message only when it is whole, so this is spoken by hand, without CURVE. What one
    # admitted peer can fill is bounded by the unit's MemoryMax alone; but it must not stay filled.
    lab = hub()
    lab.start(arguments=["--insecure-lab"])
    peaks = []
    with Client(lab, None) as honest:
        equal(honest.hello().hello.client, "lab", "an honest client is answered")
        before = lab.rss_mib()
        for _ in range(5):
            endless = raw(lab)
            endless.sendall(GREETING.replace(b"CURVE", b"NULL\0"))
            ready = b"\x05READY" + b"\x0bSocket-Type" + struct.pack(">I", 6) + b"DEALER"
            endless.sendall(b"\x04" + bytes([len(ready)]) + ready)
            received = b""
            while b"ROUTER" not in received:  # the hub's own READY: the handshake is over
                received += endless.recv(4096)
            frame = b"\x03" + struct.pack(">Q", 60_000) + b"x" * 60_000
            peak = 0
            for turn in range(600):
                endless.sendall(frame)
                if turn % 60 == 59:
                    equal(honest.hello().hello.client, "lab", "an honest client is answered")
                    peak = max(peak, lab.rss_mib() - before)
            peaks.append(peak)
            endless.close()
        note("600 frames of 60 kB in one message, five times: memory +" + ", ".join(f"{p:.0f}" for p in peaks) + " MiB")
        check(max(peaks) < 2 * 36 + 30, "it does not add up", peaks)
    lab.close()


@case("a frame full of empty submessages, strings, unknown fields and deep nesting stays cheap", seconds=30)
def _(world):
    def field(number, payload):
        size = len(payload)
        head = bytes([number << 3 | 2])
        while size >= 128:
            head += bytes([size & 127 | 128])
            size >>= 7
        return head + bytes([size]) + payload

    with Client(world.hub, "bpbd-12.71") as client:
        bombs = {
            "empty figures": field(3, field(1, field(11, b"\x2a\x00" * 32_000))),
            "empty regions": field(3, field(1, field(10, b"\x2a\x00" * 32_000))),
            "empty messages of a batch": field(4, b"\x0a\x00" * 32_000),
            "unknown fields": field(3, field(1, b"\xf8\x07\x01" * 21_000)),
            "unknown fields outside": b"\xf8\x07\x01" * 21_000,
            "the same body again": field(3, b"") * 30_000,
            "nested": b"\x1a\x02\x0a\x00" * 16_000,
            "groups": b"\x0b" * 65_000,
        }
        nested = b""
        while len(nested) < 60_000:
            nested = field(11, nested)
        bombs["nested reports"] = nested
        for name, payload in bombs.items():
            check(len(payload) <= 65_536, f"{name} fits into a frame", len(payload))
            for _ in range(50):
                client.socket.send(payload)
            for _ in range(50):
                reply = client.receive()
                check(reply.HasField("problem") or reply.HasField("receipt") or reply.HasField("batch"), name, reply)
                if reply.HasField("receipt"):
                    check(reply.receipt.status not in (1, 2), f"{name} is not accepted", reply)
    world.unhurt("bombs")


@case("a megabyte of empty submessages does not get through either", seconds=30)
def _(world):
    with Client(world.hub, "bpbd-12.71") as client:
        client.hello()
        client.socket.send(b"\x22\x00" * (1 << 19))
        try:
            equal(client.receive(1).problem.code, CODE["FRAME_TOO_LARGE"], "told")
        except NoAnswer:
            pass
    world.unhurt("a megabyte")


@case("half-open sockets: 500 that never speak are closed, the honest client does not notice", seconds=90)
def _(world):
    files = world.hub.open_files()
    idle = [raw(world.hub, endpoint) for _ in range(100) for endpoint in world.hub.endpoints]
    for made in idle[::2]:
        made.sendall(GREETING)
    slowest = max(world.serve() for _ in range(50))
    note(f"{len(idle)} idle connections: slowest honest receipt {slowest:.1f} ms")
    wait_until(lambda: world.hub.open_files() <= files + 20, 40, "they are closed by the hub")
    for made in idle:
        made.close()
    world.unhurt("half-open sockets")


@case("a peer that is gone before its reply, a thousand times, and one that never reads", seconds=60)
def _(world):
    for _ in range(200):
        gone = Client(world.hub, "bpbd-12.71")
        for _ in range(5):
            request = Request(request_id=1)
            request.snapshot.realm, request.snapshot.topic_prefix = "real", "real/"
            try:
                gone.send(request)
            except NoAnswer:
                break
        gone.close()
    world.serve()
    deaf = open_socket(zmq.DEALER, world.hub, world.hub.roster.keys["console"][0], rcvhwm=1)
    deaf.connect(world.hub.endpoints["submit"])
    request = Request(request_id=1)
    request.snapshot.realm, request.snapshot.topic_prefix = "real", "real/11/"  # small: the hub holds 4096 answers
    for turn in range(5000):
        try:
            deaf.send(request.SerializeToString(), zmq.NOBLOCK if turn else 0)
        except zmq.Again:
            pass
        if turn % 500 == 0:
            world.serve()
    world.unhurt("deaf peers", growth=96)
    deaf.close()


@case("a console that asks for everything and never reads: a bounded heap of answers, then a word instead", seconds=120)
def _(_world):
    # libzmq bounds what waits for a peer in messages, 4096 of them: pages are 48 KiB each.
    one = hub(**{"feed.heartbeat_interval_ms": 1000})
    one.start()
    declare(one)
    asked = 4000
    deaf = open_socket(zmq.DEALER, one, one.roster.keys["console"][0], rcvhwm=1, sndhwm=0)
    deaf.connect(one.endpoints["submit"])
    request = Request()
    request.snapshot.realm, request.snapshot.topic_prefix = "real", "real/"
    unread = lambda: float(re.search(rb"^pusdalops_answers_unread_bytes (\S+)$", one.http("/metrics")[2], re.M)[1])
    with Client(one, "integrator") as honest, Client(one, "console") as second:
        page = honest.snapshot_page()
        check(page.ByteSize() > 25_000, "a full page", page.ByteSize())
        honest.hello()
        before = one.rss_mib()
        for number in range(1, asked + 1):
            request.request_id = number
            deaf.send(request.SerializeToString())
            if number % 25 == 0:  # few in one turn: the room of a turn is memory too
                equal(honest.hello().hello.client, "integrator", "another is served")
        wait_until(lambda: unread() > 16 << 20, what="answers lie unread")
        grown = one.rss_mib() - before
        note(f"{asked} pages asked for and not read: memory +{grown:.0f} MiB, {unread() / (1 << 20):.1f} MiB of answers")
        check(unread() <= 32 << 20, "the answers that lie unread are bounded", unread())
        check(grown < 80, "and so is memory: without the bound it is 120 MiB and more", grown)

        def press():
            nonlocal asked
            asked += 1
            request.request_id = asked
            deaf.send(request.SerializeToString())
            told = second.snapshot_page()
            return told if told.HasField("problem") else None

        told = wait_until(press, what="its second connection is told")
        equal((told.problem.code, told.problem.fault), (CODE["ANSWERS_UNREAD"], 3), "what it is told")
        check(told.problem.retry_after_ms > 0, "and when to ask again", told)
        check(honest.snapshot_page().HasField("snapshot"), "another client has its page")
        pages = told_too = 0
        for _ in range(asked):
            check(deaf.poll(int(5000 * SLOWER)), f"every question has its answer: {pages} and {told_too} of {asked}")
            reply = Reply.FromString(deaf.recv())
            pages += reply.HasField("snapshot")
            told_too += reply.HasField("problem") and reply.problem.code == CODE["ANSWERS_UNREAD"]
        note(f"read at last: {pages} pages, {told_too} times the word instead")
        equal(pages + told_too, asked, "a page or the word instead")
        check(pages > 300 and told_too > 300, "both", pages, told_too)
        wait_until(lambda: unread() == 0, what="nothing is unread")
        check(second.snapshot_page().HasField("snapshot"), "it has its pages again")
    deaf.close()
    equal(one.stop(), 0, "a good end")
    one.close()


@case("garbage and floods on intake: counted, never answered, the honest one served", seconds=60)
def _(world):
    node = PubNode(world.hub, "bpbd-12.71")
    try:
        node.wait_connected()
        dice = random.Random(8)
        for turn in range(20_000):
            node.socket.send(dice.randbytes(dice.randrange(0, 200)))
            if turn % 2000 == 0:
                world.serve()
        node.socket.send_multipart([b"a"] * 100)
        node.socket.send(b"x" * 100_000)
        world.unhurt("floods on intake")
    finally:
        node.close()


@case("one client floods submit without reading: the honest one is served in reasonable time", seconds=60)
def _(world):
    flood = open_socket(zmq.DEALER, world.hub, world.hub.roster.keys["bpbd-12.01"][0], sndhwm=0)
    flood.connect(world.hub.endpoints["submit"])
    request = Request(request_id=1)
    request.submit.message = report("bpbd-12.01", 1, "12.01", {DEAD: 1})
    payload = request.SerializeToString()
    try:
        times = []
        for turn in range(60_000):
            flood.send(payload)
            if turn % 1000 == 999:
                times.append(world.serve())
        times.sort()
        note(f"honest receipts under a flood: median {times[len(times) // 2]:.1f} ms, slowest {times[-1]:.1f} ms")
        world.unhurt("a flood", growth=128)
    finally:
        flood.close()


@case("HTTP nonsense on the metrics port does not disturb it", seconds=30)
def _(world):
    for opening in (b"\0" * 100, b"GET " + b"/" * 100_000, b"POST /metrics HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n",
                    b"GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", b"HEAD / HTTP/9.9\r\n\r\n", b""):
        with socket.create_connection(("127.0.0.1", world.hub.metrics_port), 5) as made:
            try:
                made.sendall(opening)
                made.settimeout(0.5)
                answer = made.recv(65_536)
                check(b"root:" not in answer, "no file is served")
            except OSError:
                pass
    equal(world.hub.http("/metrics")[0], 200, "metrics are served")
    equal(world.hub.http("/nirgends")[0], 404, "and nothing else")
    world.unhurt("HTTP nonsense")


@case("after all that: nothing of it in the journal, and the hub stops in good order", seconds=60)
def _(world):
    with Client(world.hub, "integrator") as reader:
        sources = {one.source: one.last_number for one in reader.hello(
            sources=["bpbd-11.06", "bpbd-12.71"]).hello.sources}
        equal(sources["bpbd-11.06"], world.number, "the honest client's messages")
    grown = world.hub.rss_mib() - world.first_memory
    check(grown < 192, "memory over all cases", grown)
    note(f"memory over all cases: +{grown:.0f} MiB")
    world.honest.close()
    equal(world.hub.stop(), 0, "a good end")
    status, out, err = world.hub.tool("verify")
    equal(status, 0, f"verify: {out}{err}")


main(World)
