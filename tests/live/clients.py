"""Clients as an integrator would write them from proto/README.md alone."""
import time

import zmq
import zmq.utils.monitor

from hub import SLOWER
from schema import FeedMessage, Reply, Request

CONTEXT = zmq.Context.instance()
CONTEXT.set(zmq.MAX_SOCKETS, 4096)


class NoAnswer(Exception):
    """The hub did not answer in time."""


def open_socket(kind, hub, key, server_key=None, **options):
    """A socket with CURVE; key None is the mechanism NULL."""
    made = CONTEXT.socket(kind)
    made.setsockopt(zmq.LINGER, 0)
    made.setsockopt(zmq.RECONNECT_IVL, 10)
    made.setsockopt(zmq.RECONNECT_IVL_MAX, 50)
    if kind in (zmq.DEALER, zmq.REQ):
        made.setsockopt(zmq.IMMEDIATE, 1)
    if kind == zmq.SUB:
        made.setsockopt(zmq.RCVHWM, 100_000)
    if key is not None:
        made.curve_serverkey = (server_key or hub.public).encode()
        made.curve_publickey, made.curve_secretkey = key[0].encode(), key[1].encode()
    for name, value in options.items():
        setattr(made, name, value)
    return made


class Client:
    """One connection to submit: DEALER, or REQ with `kind`."""

    def __init__(self, hub, name, kind=zmq.DEALER, key=0, pair=None, endpoint="submit", **options):
        self.hub, self.name, self.kind = hub, name, kind
        self.key = pair if pair is not None else (hub.roster.keys[name][key] if name else None)
        self.endpoint, self.options = endpoint, options
        self.request_id = 0
        self.epoch = 0
        self.socket = None
        self.connect()

    def connect(self):
        if self.socket is not None:
            self.socket.close()
        self.socket = open_socket(self.kind, self.hub, self.key, **self.options)
        self.socket.connect(self.hub.endpoints[self.endpoint])

    def close(self):
        self.socket.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def send(self, request, seconds=5):
        """Send one request; its request_id."""
        self.request_id += 1
        request.request_id = self.request_id
        if not self.socket.poll(int(1000 * seconds * SLOWER), zmq.POLLOUT):
            raise NoAnswer("no connection")
        self.socket.send(request.SerializeToString())
        return self.request_id

    def receive(self, seconds=5):
        if not self.socket.poll(int(1000 * seconds * SLOWER)):
            raise NoAnswer("no answer")
        frames = self.socket.recv_multipart()
        assert len(frames) == 1, f"a reply of {len(frames)} frames"
        reply = Reply.FromString(frames[0])
        self.epoch = reply.epoch
        return reply

    def ask(self, request, seconds=5):
        """One request, its reply; others in between are dropped."""
        wanted = self.send(request, seconds)
        end = time.monotonic() + seconds * SLOWER
        while time.monotonic() < end:
            reply = self.receive(max(0.001, end - time.monotonic()) / SLOWER)
            if reply.request_id == wanted:
                return reply
        raise NoAnswer("no answer")

    def ask_again(self, request, seconds=10, once=1.0):
        """As a node does: no answer means nothing, so a new socket and the same bytes."""
        end = time.monotonic() + seconds * SLOWER
        while True:
            try:
                return self.ask(request, once)
            except NoAnswer:
                if time.monotonic() > end:
                    raise
                self.connect()

    # --- The requests -------------------------------------------------------------------------------------------

    def hello(self, realm="real", low=1, high=1, sources=(), **more):
        request = Request()
        request.hello.version_min, request.hello.version_max = low, high
        request.hello.software, request.hello.realm = "live/1", realm
        request.hello.sources.extend(sources)
        return self.ask(request, **more)

    def submit(self, message, **more):
        """The receipt of one message, or the problem of the request."""
        request = Request()
        request.submit.message = message
        reply = self.ask(request, **more)
        return reply.receipt if reply.HasField("receipt") else reply.problem

    def batch(self, messages, **more):
        request = Request()
        request.submit_batch.messages.extend(messages)
        reply = self.ask(request, **more)
        return list(reply.batch.receipts) if reply.HasField("batch") else reply.problem

    def inquire(self, source, number, realm="real", **more):
        request = Request()
        request.inquiry.realm, request.inquiry.source, request.inquiry.number = realm, source, number
        return self.ask(request, **more)

    def heartbeat(self, source, last_number, outbox=0, realm="real", **more):
        request = Request()
        beat = request.heartbeat
        beat.realm, beat.source, beat.last_number, beat.outbox_messages = realm, source, last_number, outbox
        beat.sent_at.GetCurrentTime()
        return self.ask(request, **more)

    def snapshot_page(self, prefix="real/", realm="real", cursor="", **more):
        request = Request()
        snapshot = request.snapshot
        snapshot.realm, snapshot.topic_prefix, snapshot.cursor = realm, prefix, cursor
        return self.ask(request, **more)

    def snapshot(self, prefix="real/", realm="real", between=None):
        """All pages: the documents. `between(page)` is called after each page."""
        documents, cursor = [], ""
        while True:
            reply = self.snapshot_page(prefix, realm, cursor)
            if not reply.HasField("snapshot"):
                raise AssertionError(f"no page but {reply}")
            documents.extend(reply.snapshot.documents)
            cursor = reply.snapshot.cursor
            if between:
                between(reply)
            if not cursor:
                return documents

    def replay_page(self, topic, after=0, realm="real", **more):
        request = Request()
        request.replay.realm, request.replay.topic, request.replay.after = realm, topic, after
        return self.ask(request, **more)

    def replay(self, topic, after=0, realm="real"):
        """All pages: the feed messages."""
        messages = []
        while True:
            reply = self.replay_page(topic, after, realm)
            if not reply.HasField("replay"):
                raise AssertionError(f"no page but {reply}")
            messages.extend(reply.replay.messages)
            if not reply.replay.more:
                return messages
            assert reply.replay.messages, "more is true on an empty page"
            after = reply.replay.messages[-1].sequence

    def nodes(self, realm="real"):
        """name -> NodePresence."""
        found, cursor = {}, ""
        while True:
            request = Request()
            request.nodes.realm, request.nodes.cursor = realm, cursor
            reply = self.ask(request)
            if not reply.HasField("nodes"):
                raise AssertionError(f"no page but {reply}")
            for node in reply.nodes.nodes:
                found[node.node] = node
            cursor = reply.nodes.cursor
            if not cursor:
                return found


class PubNode:
    """A node that only publishes, on intake. `wait_connected` hears the handshake; the subscription follows it."""

    def __init__(self, hub, name, key=0, pair=None):
        self.hub = hub
        self.socket = open_socket(zmq.PUB, hub, pair or hub.roster.keys[name][key])
        self.monitor = self.socket.get_monitor_socket(zmq.EVENT_HANDSHAKE_SUCCEEDED)
        self.socket.connect(hub.endpoints["intake"])

    def wait_connected(self, seconds=5):
        if not self.monitor.poll(int(1000 * seconds * SLOWER)):
            raise NoAnswer("no handshake on intake")
        zmq.utils.monitor.recv_monitor_message(self.monitor)

    def publish(self, messages=(), beat=None):
        request = Request()
        if beat is not None:
            source, last_number = beat
            request.heartbeat.realm, request.heartbeat.source = "real", source
            request.heartbeat.last_number = last_number
            request.heartbeat.sent_at.GetCurrentTime()
        elif len(messages) == 1:
            request.submit.message = messages[0]
        else:
            request.submit_batch.messages.extend(messages)
        self.socket.send(request.SerializeToString())

    def close(self):
        self.socket.disable_monitor()
        self.monitor.close()
        self.socket.close()


def document_id(message):
    """What names a document within its topic."""
    kind = message.WhichOneof("document")
    if kind == "presence":
        return message.presence.node
    if kind in ("event", "regency", "area", "logistics"):
        return getattr(message, kind).event_id
    if kind == "plan":
        return f"{message.plan.source}/{message.plan.plan_id}"
    if kind == "activation":
        return f"{message.activation.activation.source}/{message.activation.activation.number}"
    if kind == "cluster":
        return message.cluster.cluster_id
    if kind == "catalogue":
        return str(message.catalogue.page)
    if kind == "shipment":
        return f"{message.shipment.shipment.source}/{message.shipment.shipment.number}"
    return ""


class Console:
    """
    A console after section 11 of proto/README.md: joins, finds gaps by `previous` and by heartbeats, repairs them.

    It is stepped by `pump`; nothing runs behind it. `drop(message)` true loses a feed message on purpose;
    `before_page` is called before each page of the snapshot is asked for, so that a test can delay a join.
    """

    HEARTBEATS = "/heartbeat/"
    LOG = "/notice/"

    def __init__(self, hub, name="console", realm="real", feed="feed_internal", prefixes=None, drop=None,
                 before_page=None, heartbeats=("nation", "11/province", "12/province", "13/province")):
        self.hub, self.realm = hub, realm
        self.prefixes = prefixes or [realm + "/"]
        self.drop, self.before_page = drop, before_page
        self.client = Client(hub, name)
        key = hub.roster.keys[name][0]
        self.public = feed == "feed_public"
        self.feed = open_socket(zmq.SUB, hub, key)
        self.urgent = open_socket(zmq.SUB, hub, key)
        for prefix in self.prefixes:
            self.feed.setsockopt(zmq.SUBSCRIBE, prefix.encode())
        for area in heartbeats:
            self.urgent.setsockopt(zmq.SUBSCRIBE, f"{realm}/{area}/heartbeat/".encode())
        self.urgent.setsockopt(zmq.SUBSCRIBE, f"{realm}/nation/presence/".encode())
        self.feed.connect(hub.endpoints[feed])
        self.urgent.connect(hub.endpoints["urgent"])
        self.poller = zmq.Poller()
        self.poller.register(self.feed, zmq.POLLIN)
        self.poller.register(self.urgent, zmq.POLLIN)
        self.notices = {}
        self.dropped = self.repairs = self.joins = self.heard = 0
        self.heartbeat = None
        self.forget()

    def forget(self):
        self.epoch = 0
        self.pos, self.doc, self.documents = {}, {}, {}
        self.kept, self.suspects = [], {}
        self.state = "joining"

    def close(self):
        self.client.close()
        self.feed.close()
        self.urgent.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    # --- Hearing ------------------------------------------------------------------------------------------------

    def hear(self, milliseconds):
        """What has arrived: FeedMessages, urgent ones first."""
        found = []
        ready = dict(self.poller.poll(milliseconds))
        for lane in (self.urgent, self.feed):
            if lane not in ready:
                continue
            for _ in range(2000):
                try:
                    topic, payload = lane.recv_multipart(zmq.NOBLOCK)
                except zmq.Again:
                    break
                message = FeedMessage.FromString(payload)
                assert message.topic.encode() == topic, f"frame {topic} and topic {message.topic} differ"
                assert topic.endswith(b"/"), f"topic {topic} is not closed"
                self.heard += 1
                if self.drop and self.HEARTBEATS not in message.topic and self.drop(message):
                    self.dropped += 1
                    continue
                found.append(message)
        return found

    def turn(self, milliseconds):
        """One round: hear, and do what follows from it."""
        arrived = self.hear(milliseconds)
        if self.state == "joining":
            self.kept.extend(arrived)
            if self.kept:
                self.join()
            return
        for index, message in enumerate(arrived):
            self.take(message)
            if self.state != "live":
                self.kept.extend(arrived[index + 1:])
                return
        self.look_after_suspects()

    def pump(self, until=lambda: True, seconds=10):
        """Work until it is live and `until()`, at least one round; False when the time is over."""
        end = time.monotonic() + seconds * SLOWER
        while True:
            left = end - time.monotonic()
            self.turn(min(50, max(1, int(left * 1000))))
            if self.state == "live" and until():
                return True
            if left <= 0:
                return False

    def idle(self, seconds):
        """Work for that long."""
        self.pump(lambda: False, seconds / SLOWER)

    # --- Joining ------------------------------------------------------------------------------------------------

    def join(self):
        """Steps 3 to 5 of "Joining"."""
        self.joins += 1
        while True:
            epoch, pos, doc, documents = 0, {}, {}, {}
            broken = False
            for prefix in self.prefixes:
                cursor = ""
                while True:
                    if self.before_page:
                        self.before_page()
                    reply = self.client.snapshot_page(prefix, self.realm, cursor)
                    if reply.HasField("problem"):
                        broken = True
                        break
                    epoch = epoch or reply.epoch
                    if reply.epoch != epoch:
                        broken = True
                        break
                    first_here = {}
                    for one in reply.snapshot.documents:
                        name = (one.topic, document_id(one))
                        if one.sequence >= doc.get(name, 0):
                            doc[name] = one.sequence
                            documents[name] = one
                        if one.topic not in pos:
                            first_here[one.topic] = max(first_here.get(one.topic, 0), one.sequence)
                    pos.update(first_here)
                    self.kept.extend(self.hear(0))
                    cursor = reply.snapshot.cursor
                    if not cursor:
                        break
                if broken:
                    break
            if not broken:
                break
        logs = {topic: position for topic, position in self.pos.items() if self.LOG in topic}
        self.epoch, self.doc, self.documents = epoch, doc, documents
        self.pos = {**logs, **pos}
        self.state = "live"
        for topic in logs:
            self.repair(topic)  # step 4: the log topics, from where this console has them
        kept, self.kept = self.kept, []
        for index, message in enumerate(kept):
            self.take(message)
            if self.state != "live":
                self.kept.extend(kept[index + 1:])
                return

    # --- The rule -----------------------------------------------------------------------------------------------

    def take(self, message):
        if message.epoch < self.epoch:
            return
        if message.epoch > self.epoch:
            logs = {topic: position for topic, position in self.pos.items() if self.LOG in topic}
            self.forget()
            self.pos = logs
            self.kept.append(message)
            return
        if message.HasField("heartbeat"):
            self.heartbeat = message.heartbeat
            for position in message.heartbeat.positions:
                if self.wanted(position.topic) and position.sequence > self.pos.get(position.topic, 0):
                    self.suspects.setdefault(position.topic, (position.sequence, time.monotonic()))
            return
        topic = message.topic
        if self.LOG in topic:
            if topic not in self.pos:
                self.pos[topic] = 0  # this console wants the past as well
            if message.previous > self.pos[topic]:
                self.repair(topic)
            if message.sequence > self.pos[topic]:
                self.show(message)
                self.pos[topic] = message.sequence
            return
        self.show(message)
        if message.previous <= self.pos.get(topic, 0):
            self.pos[topic] = max(self.pos.get(topic, 0), message.sequence)
        else:
            self.repair(topic)

    def wanted(self, topic):
        if self.public and any(kind in topic for kind in (self.LOG, "/presence/", "/unknown-items/")):
            return False  # not for this access class
        return any(topic.startswith(prefix) for prefix in self.prefixes)

    def show(self, message):
        if message.HasField("notice"):
            sequence = message.notice.journal_sequence
            assert sequence not in self.notices, f"notice {sequence} came twice"
            self.notices[sequence] = message.notice
            return
        name = (message.topic, document_id(message))
        if message.sequence > self.doc.get(name, 0):
            self.doc[name] = message.sequence
            self.documents[name] = message

    def repair(self, topic):
        self.repairs += 1
        after = self.pos.get(topic, 0)
        while True:
            reply = self.client.replay_page(topic, after, self.realm)
            assert reply.HasField("replay"), f"no replay of {topic}: {reply}"
            if reply.epoch != self.epoch:
                return  # the next feed message tells of the new epoch
            for message in reply.replay.messages:
                assert message.sequence > after, f"replay of {topic} goes back"
                after = message.sequence
                if self.LOG in topic:
                    if message.sequence > self.pos.get(topic, 0):
                        self.show(message)
                else:
                    self.show(message)
                self.pos[topic] = max(self.pos.get(topic, 0), after)
            if not reply.replay.more:
                break
        self.suspects.pop(topic, None)

    def look_after_suspects(self):
        """A position of a heartbeat that is ahead for more than an interval: its last message was lost."""
        interval = (self.heartbeat.interval_ms if self.heartbeat else 1000) / 1000
        for topic, (sequence, since) in list(self.suspects.items()):
            if self.pos.get(topic, 0) >= sequence:
                del self.suspects[topic]
            elif time.monotonic() - since > interval:
                self.repair(topic)
                self.suspects.pop(topic, None)

    # --- Comparing ----------------------------------------------------------------------------------------------

    def differences(self, documents):
        """What differs between the picture of this console and the snapshot's documents."""
        wanted = {(one.topic, document_id(one)): one for one in documents if not one.HasField("presence")}
        have = {name: one for name, one in self.documents.items() if not one.HasField("presence")}
        complaints = [f"{name} is missing" for name in wanted if name not in have]
        complaints += [f"{name} is not in the snapshot" for name in have if name not in wanted]
        for name, one in wanted.items():
            if name in have and have[name].sequence != one.sequence:
                complaints.append(f"{name}: sequence {have[name].sequence}, snapshot {one.sequence}")
            elif name in have and content(have[name]) != content(one):
                complaints.append(f"{name}: other content at sequence {one.sequence}")
        return complaints


def content(message):
    """The document without the head."""
    return getattr(message, message.WhichOneof("document")).SerializeToString(deterministic=True)
