"""Who is who: keys, roles, regions, realms, revocation on a living connection, reload all or nothing."""
import datetime
import os
import re

import zmq
import zmq.utils.monitor

from clients import CONTEXT, Client, Console, NoAnswer, PubNode
from hub import SLOWER, keypair
from messages import EVENT, NATION, declaration, report, verification, withdrawal
from schema import ACCEPTED, CODE, DEAD, REFUSED, Request
from tap import case, check, equal, note
from world import declare, hub, main, wait_until


def utc(days):
    moment = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def world():
    one = hub()
    roster = one.roster
    roster.add("bpbd-13.05", "district", ["13.05"], keys=2)
    roster.add("bpbd-13.06", "district", ["13.06"], valid_from=utc(+30))
    roster.add("bpbd-13.04", "district", ["13.04"], valid_until=utc(-1))
    roster.add("bpbd-13.07", "district", ["13.07"], valid_from=utc(-1), valid_until=utc(+1))
    one.write_roster()
    one.start()
    declare(one)
    return one


def handshake(one, endpoint, kind, configure):
    """True when a handshake succeeds, False when it fails; nothing within 2 s counts as failed."""
    made = CONTEXT.socket(kind)
    made.linger = 0
    made.reconnect_ivl = 50
    configure(made)
    monitor = made.get_monitor_socket(
        zmq.EVENT_HANDSHAKE_SUCCEEDED | zmq.EVENT_HANDSHAKE_FAILED_AUTH | zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL
        | zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL | zmq.EVENT_DISCONNECTED)
    try:
        made.connect(one.endpoints[endpoint])
        if not monitor.poll(int(2000 * SLOWER)):
            return False
        return zmq.utils.monitor.recv_monitor_message(monitor)["event"] == zmq.EVENT_HANDSHAKE_SUCCEEDED
    finally:
        made.disable_monitor()
        monitor.close()
        made.close()


KINDS = {"submit": zmq.DEALER, "intake": zmq.PUB, "feed_internal": zmq.SUB, "feed_public": zmq.SUB,
         "urgent": zmq.SUB}


def curve(one, pair):
    def configure(made):
        made.curve_serverkey = one.public.encode()
        made.curve_publickey, made.curve_secretkey = pair[0].encode(), pair[1].encode()
    return configure


@case("an unknown key, no key, PLAIN and a wrong server key get no connection on any endpoint")
def _(one):
    def plain(made):
        made.plain_username, made.plain_password = b"bnpb", b"bnpb"

    def wrong_server(made):
        key = one.roster.keys["bnpb"][0]
        made.curve_serverkey = keypair()[0].encode()
        made.curve_publickey, made.curve_secretkey = key[0].encode(), key[1].encode()

    # A public key that is known, with a secret that is not its own.
    def stolen(made):
        made.curve_serverkey = one.public.encode()
        made.curve_publickey = one.roster.keys["bnpb"][0][0].encode()
        made.curve_secretkey = keypair()[1].encode()

    ways = {"unknown key": curve(one, keypair()), "no key": lambda made: None, "PLAIN": plain,
            "wrong server key": wrong_server, "stolen public key": stolen}
    admitted = [(endpoint, name) for endpoint, kind in KINDS.items() for name, way in ways.items()
                if handshake(one, endpoint, kind, way)]
    equal(admitted, [], "admitted")
    for endpoint, kind in KINDS.items():
        check(handshake(one, endpoint, kind, curve(one, one.roster.keys["bnpb"][0])), f"bnpb on {endpoint}")


@case("what an unadmitted peer sends never reaches the hub")
def _(one):
    with Client(one, None, immediate=0) as stranger:
        try:
            stranger.submit(report("bnpb", 50, "11.06", {DEAD: 1}), seconds=1)
            raise AssertionError("a stranger got an answer")
        except NoAnswer:
            pass
    with Client(one, "bnpb") as bnpb:
        equal(bnpb.inquire("bnpb", 50).inquiry.held, False, "nothing was taken in")


@case("endpoints follow the access class: no public console on the internal feed, no console on intake")
def _(one):
    rights = {
        "console-public": {"submit", "feed_public", "urgent"},
        "console": {"submit", "feed_internal", "feed_public", "urgent"},
        "bpbd-11.06": {"submit", "intake", "feed_internal", "feed_public", "urgent"},
        "admin": {"submit", "feed_internal", "feed_public", "urgent"},
    }
    for name, wanted in rights.items():
        found = {endpoint for endpoint, kind in KINDS.items()
                 if handshake(one, endpoint, kind, curve(one, one.roster.keys[name][0]))}
        equal(found, wanted, f"the endpoints of {name}")


@case("the matrix of roles and deeds: who may hand in what")
def _(one):
    numbers = {}
    with Client(one, "bnpb") as bnpb:
        equal(bnpb.submit(report("bnpb", 2, "11.06", {DEAD: 1})).status, ACCEPTED, "a report to be verified")
    numbers["bnpb"] = 2
    deeds = {
        "own region": lambda n, who: report(who, n, "11.06", {DEAD: 1}),
        "other regency": lambda n, who: report(who, n, "11.04", {DEAD: 1}),
        "own province": lambda n, who: report(who, n, "11", {DEAD: 1}),
        "other province": lambda n, who: report(who, n, "12.71", {DEAD: 1}),
        "nation": lambda n, who: report(who, n, "nation", {DEAD: 1}),
        "other source": lambda n, who: report("bpbd-12", n, "11.06", {DEAD: 1}),
        "on behalf": lambda n, who: report(who, n, "11.06", {DEAD: 1}, behalf="bpbd-12"),
        "declare own": lambda n, who: declaration(who, n, ["11.06"], event="kejadian-" + who),
        "declare nation": lambda n, who: declaration(who, n, ["11", "12"], event="luas-" + who),
        "update of another's": lambda n, who: declaration(who, n, ["11.06"], event=EVENT),
        "verify regency": lambda n, who: verification(who, n, "bnpb", 2, 1),
        "verify province": lambda n, who: verification(who, n, "bnpb", 2, 2),
        "verify nation": lambda n, who: verification(who, n, "bnpb", 2, NATION),
        "withdraw another's": lambda n, who: withdrawal(who, n, 2),
        "unheard realm": lambda n, who: report(who, n, "11.06", {DEAD: 1}, realm="drill/uji"),
    }
    role, region, source, realm, unknown = (CODE[n] for n in ("ROLE_FORBIDS", "REGION_FORBIDS", "SOURCE_FORBIDS",
                                                              "REALM_FORBIDS", "REPORT_UNKNOWN"))
    common = {"other source": source, "on behalf": source, "unheard realm": realm}
    rows = {
        "bpbd-11.06": {"own region": 0, "other regency": region, "own province": region, "other province": region,
                       "nation": region, "declare own": 0, "declare nation": region, "update of another's": region,
                       "verify regency": 0, "verify province": role, "verify nation": role,
                       "withdraw another's": None, **common},
        "bpbd-11": {"own region": 0, "other regency": 0, "own province": 0, "other province": region,
                    "nation": region, "declare own": 0, "declare nation": region, "update of another's": region,
                    "verify regency": 0, "verify province": 0, "verify nation": role,
                    "withdraw another's": None, **common},
        "relawan-aceh": {"own region": 0, "other regency": 0, "own province": 0, "other province": region,
                         "nation": region, "declare own": 0, "declare nation": region,
                         "update of another's": region, "verify regency": role, "verify province": role,
                         "verify nation": role, "withdraw another's": None, **common},
        "bnpb": {"own region": 0, "other regency": 0, "own province": 0, "other province": 0, "nation": 0,
                 "declare own": 0, "declare nation": 0, "update of another's": 0, "verify regency": 0,
                 "verify province": 0, "verify nation": 0, "withdraw another's": None, **common},
    }
    for name in ("console", "integrator", "admin", "console-public"):
        rows[name] = {deed: (role, source, realm) for deed in deeds}
    complaints, cells = [], 0
    for name, row in rows.items():
        with Client(one, name) as client:
            for deed, wanted in row.items():
                number = numbers.get(name, 0) + 1
                receipt = client.submit(deeds[deed](number, name))
                cells += 1
                code = receipt.problem.code if receipt.status == REFUSED else 0
                if receipt.status == ACCEPTED:
                    numbers[name] = number
                if wanted is None:  # a withdrawal names a number of the same source
                    continue
                if not (code in wanted if isinstance(wanted, tuple) else code == wanted):
                    complaints.append(f"{name}, {deed}: {code or 'accepted'}, wanted {wanted or 'accepted'}")
    check(not complaints, f"{len(complaints)} wrong of {cells} cells", *complaints)
    note(f"{cells} cells")


@case("the matrix of reading: public access reads status, event, clusters and catalogue in public form only")
def _(one):
    with Client(one, "console-public") as public, Client(one, "console") as internal, \
            Client(one, "bpbd-11.04") as district:
        for document in public.snapshot():
            kinds = ("event", "regency", "area", "cluster", "catalogue")
            check(document.WhichOneof("document") in kinds, "kinds", document.topic)
            if document.HasField("cluster"):
                check(not any(m.HasField("contact") or m.capacities for m in document.cluster.members), "nobody to call")
            if document.HasField("regency"):
                check(not document.regency.parts and not any(f.others for f in document.regency.figures), "form")
            if document.HasField("area"):
                check(not any(t.published for t in document.area.totals), "no published totals")
        forbidden = CODE["ACCESS_FORBIDS"]
        equal(public.replay_page("real/11/11.06/notice/").problem.code, forbidden, "notices")
        request = Request()
        request.nodes.realm = "real"
        equal(public.ask(request).problem.code, forbidden, "the nodes")
        reply = public.inquire("bnpb", 2)
        check(reply.problem.code == forbidden or (reply.HasField("inquiry") and not reply.inquiry.message),
              "no bytes of another's message", reply)
        check(internal.replay("real/11/11.06/notice/"), "internal reads notices")
        check(district.replay("real/12/province/notice/") == [], "a district reads everything of its realms")
        request = Request()
        request.nodes.realm = "drill/uji"
        equal(internal.ask(request).problem.code, CODE["REALM_FORBIDS"], "a realm of others")


@case("a chosen routing id takes nobody's replies away and gets none")
def _(one):
    with Client(one, "bpbd-11.06") as honest, Client(one, "bpbd-11.06", identity=b"3201") as chosen, \
            Client(one, "bpbd-12.71", identity=b"3201") as thief:
        for client in (chosen, thief):
            client.send(hello_request())
        answered = []
        for number in range(900, 920):
            receipt = honest.submit(report("bpbd-11.06", number, "12.01", {DEAD: 1}))
            equal(receipt.source, "bpbd-11.06", "its own receipt")
            for client in (chosen, thief):
                if client.socket.poll(0):
                    answered.append((client.name, client.receive(0).hello.client))
        # Ids are left to the library (SHALL-4); an answer to a chosen one may go to its own client only.
        equal([pair for pair in answered if pair[0] != pair[1]], [], "answers that reached another")
        note(f"answers to chosen ids: {answered}")


def hello_request():
    request = Request()
    request.hello.version_min = request.hello.version_max = 1
    request.hello.realm = "real"
    return request


@case("rotation: both keys of a client serve, and after the reload only the one that stayed")
def _(one):
    old, new = one.roster.keys["bpbd-13.05"]
    with Client(one, "bpbd-13.05", pair=old) as first, Client(one, "bpbd-13.05", pair=new) as second:
        equal([c.hello().hello.client for c in (first, second)], ["bpbd-13.05"] * 2, "both")
        one.roster.clients["bpbd-13.05"]["keys"] = [new[0]]
        one.write_roster()
        one.hup()
        equal(first.hello().problem.code, CODE["KEY_NOT_VALID"], "the old one on its living connection")
        equal(second.hello().hello.client, "bpbd-13.05", "the new one")
    check(not handshake(one, "submit", zmq.DEALER, curve(one, old)), "the old one gets no new connection")


@case("validity times: not yet, no more, and just now")
def _(one):
    for name, wanted in (("bpbd-13.06", False), ("bpbd-13.04", False), ("bpbd-13.07", True)):
        equal(handshake(one, "submit", zmq.DEALER, curve(one, one.roster.keys[name][0])), wanted, name)


@case("a key revoked while connected: the next message, the next page and the next replay are refused")
def _(one):
    with Client(one, "bpbd-11.17") as node, Client(one, "console") as console:
        equal(node.submit(report("bpbd-11.17", 1, "11.17", {DEAD: 1})).status, ACCEPTED, "before")
        page = console.snapshot_page()
        check(page.HasField("snapshot"), "a page before")
        for name in ("bpbd-11.17", "console"):
            one.roster.clients[name]["keys"] = []
        one.write_roster()
        one.hup()
        invalid = CODE["KEY_NOT_VALID"]
        refused = node.submit(report("bpbd-11.17", 2, "11.17", {DEAD: 2}))
        equal(getattr(refused, "code", None) or refused.problem.code, invalid, "the next message")
        batch = node.batch([report("bpbd-11.17", 2, "11.17", {DEAD: 2})])
        code = batch.code if not isinstance(batch, list) else batch[0].problem.code
        equal(code, invalid, "the next batch")
        equal(console.snapshot_page(cursor=page.snapshot.cursor).problem.code, invalid, "the next page")
        equal(console.replay_page("real/11/11.17/notice/").problem.code, invalid, "the next replay")
        equal(console.inquire("bnpb", 2).problem.code, invalid, "the next inquiry")
    with Client(one, "bnpb") as bnpb:
        equal(bnpb.inquire("bpbd-11.17", 2).inquiry.held, False, "nothing was taken in")
    for name in ("bpbd-11.17", "console"):
        one.roster.clients[name]["keys"] = [one.roster.keys[name][0][0]]
    one.write_roster()
    one.hup()
    with Client(one, "bpbd-11.17") as node:
        equal(node.submit(report("bpbd-11.17", 2, "11.17", {DEAD: 2})).status, ACCEPTED, "admitted anew")


@case("a key revoked on intake: what it publishes is not taken in")
def _(one):
    node = PubNode(one, "bpbd-12.01")
    try:
        node.wait_connected()
        with Client(one, "admin") as admin, Client(one, "bnpb") as bnpb:
            said = report("bpbd-12.01", 1, "12.01", {DEAD: 1})

            def heard():
                node.publish([said])
                return bnpb.inquire("bpbd-12.01", 1).inquiry.held

            wait_until(heard, what="a publication")
            one.roster.clients["bpbd-12.01"]["keys"] = []
            one.write_roster()
            one.hup()
            node.publish([report("bpbd-12.01", 2, "12.01", {DEAD: 2})])
            # A second publisher's word after it shows that the hub has read past it.
            other = PubNode(one, "bpbd-12.71")
            other.wait_connected()
            probe = report("bpbd-12.71", 1, "12.71", {DEAD: 1})

            def probed():
                node.publish([report("bpbd-12.01", 2, "12.01", {DEAD: 2})])
                other.publish([probe])
                return bnpb.inquire("bpbd-12.71", 1).inquiry.held

            wait_until(probed, what="the other's publication")
            equal(bnpb.inquire("bpbd-12.01", 2).inquiry.held, False, "nothing was taken in")
            check(admin.nodes() is not None, "the hub serves on")
            other.close()
    finally:
        node.close()
        one.roster.clients["bpbd-12.01"]["keys"] = [one.roster.keys["bpbd-12.01"][0][0]]
        one.write_roster()
        one.hup()


@case("a subscriber whose key is revoked cannot connect to the feed again")
def _(one):
    with Console(one, heartbeats=("nation",)) as console, Client(one, "bpbd-11.06") as node:
        check(console.pump(), "joined")
        mark = len(one.log)
        one.roster.clients["console"]["keys"] = []
        one.write_roster()
        one.hup()
        before = console.heard
        one.wait_log(r"feed\.reopened", after=mark)
        while console.hear(0):  # what was under way
            pass
        node.submit(report("bpbd-11.06", 30, "11.06", {DEAD: 30}))
        equal([m for _ in range(5) for m in console.hear(100)], [], "heard after the revocation")
        check(before > 0, "it heard the feed before")
        check(not handshake(one, "feed_internal", zmq.SUB, curve(one, one.roster.keys["console"][0])),
              "no new connection")
    one.roster.clients["console"]["keys"] = [one.roster.keys["console"][0][0]]
    one.write_roster()
    one.hup()


@case("a bad roster on SIGHUP is refused with file and line, and the old one stays whole")
def _(one):
    good = one.roster.text()
    bad = {
        "no YAML": "version: 1\nclients: [\n",
        "unknown key": good + '    ramalan: "x"\n',
        "unknown role": good.replace("role: relay", "role: dukun"),
        "region unknown": good.replace('regions: ["12.71"]', 'regions: ["99.99"]'),
        "key twice": good.replace(one.roster.keys["bpbd-12.71"][0][0], one.roster.keys["bpbd-12.01"][0][0]),
        "name twice": good + '  - name: "bnpb"\n    role: national\n    keys: []\n    regions: ["nation"]\n'
                             '    realms: ["real"]\n    access: internal\n',
        "bad key": good.replace(one.roster.keys["bpbd-12.71"][0][0], "terlalu-pendek"),
        "anchor": good.replace("version: 1", "version: &a 1"),
        "empty": "",
    }
    with Client(one, "bpbd-12.71") as node:
        for name, text in bad.items():
            # What would be new in it must not be half taken over: bnpb loses its key in each.
            text = text.replace(one.roster.keys["bnpb"][0][0], keypair()[0]) if "key twice" != name else text
            with open(one.roster_file, "w", encoding="utf-8") as file:
                file.write(text)
            mark = len(one.log)
            one.process.send_signal(1)
            line = one.wait_log(r"roster\.yaml", after=mark)
            check(name == "empty" or re.search(r"roster\.yaml:\d+", line), f"{name}: the line is named", line)
            check(one.running(), f"{name}: the hub lives")
            equal(node.hello().hello.client, "bpbd-12.71", f"{name}: the old roster serves")
            with Client(one, "bnpb") as bnpb:
                equal(bnpb.hello().hello.client, "bnpb", f"{name}: bnpb's old key serves")
        os.unlink(one.roster_file)
        mark = len(one.log)
        one.process.send_signal(1)
        one.wait_log(r"roster", after=mark)
        equal(node.hello().hello.client, "bpbd-12.71", "missing file: the old roster serves")
    one.write_roster()
    one.hup()


@case("a role and region changed by reload take effect at the next message of a living connection")
def _(one):
    with Client(one, "bpbd-12.71") as node:
        state = node.hello().hello.sources[0]
        number = state.last_number + 1
        equal(node.submit(report("bpbd-12.71", number, "12.71", {DEAD: 1})).status, ACCEPTED, "before")
        one.roster.clients["bpbd-12.71"]["regions"] = ["12.01"]
        one.write_roster()
        one.hup()
        equal(node.submit(report("bpbd-12.71", number + 1, "12.71", {DEAD: 1})).problem.code,
              CODE["REGION_FORBIDS"], "the old region")
        equal(node.submit(report("bpbd-12.71", number + 1, "12.01", {DEAD: 1})).status, ACCEPTED, "the new one")
        one.roster.clients["bpbd-12.71"]["role"] = "console"
        one.write_roster()
        one.hup()
        equal(node.submit(report("bpbd-12.71", number + 2, "12.01", {DEAD: 1})).problem.code,
              CODE["ROLE_FORBIDS"], "the new role")


@case("without a key there is no start: secret missing, readable to others, not a key", seconds=20)
def _(one):
    def attempt(change):
        other = hub()
        path = os.path.join(other.folder, "hub.secret")
        change(path)
        other.spawn()
        status = other.wait(10)
        check(status not in (0, None), "it does not start", status)
        check(any("hub.secret" in line for line in other.log), "the complaint names the file", other.log[-3:])
        other.close()

    attempt(os.unlink)
    attempt(lambda path: os.chmod(path, 0o644))
    attempt(lambda path: open(path, "w", encoding="ascii").write("bukan kunci\n"))


@case("the secret key stands in no line of the log")
def _(one):
    secrets = [one.secret] + [pair[1] for pairs in one.roster.keys.values() for pair in pairs]
    equal([line for line in one.log if any(secret in line for secret in secrets)], [], "secrets in the log")
    check(one.log, "there is a log")


main(world)
