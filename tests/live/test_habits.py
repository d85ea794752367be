"""What an administrator expects of a daemon: start, stop, reload, watchdog, metrics, configuration, the clock."""
import glob
import os
import re
import shutil
import signal
import socket
import subprocess
import time

import openmetrics
from clients import Client, Console, NoAnswer
from hub import SLOWER, Roster
from messages import T0, declaration, report
from schema import ACCEPTED, BUSY, CODE, DEAD, DUPLICATE, ROOT, Request
from tap import Skip, case, check, equal, note
from world import compare, compare_picture, declare, from_journal, hub, main, wait_until

FIXTURES = os.path.join(ROOT, "tests", "unit", "io", "fixtures")
# Of sysexits.h; by them systemd decides whether and when it starts the hub again.
SURROUNDINGS, STORAGE, CONFIGURATION_ERROR = 70, 74, 78


def fresh(**settings):
    one = hub(**settings)
    one.start()
    declare(one)
    return one


@case("SIGTERM: goodbye on the urgent lane, STOPPING=1, answers while it drains, exit status 0")
def _():
    one = fresh(**{"hub.drain_ms": 1500})
    with Console(one) as console, Client(one, "bpbd-11.06") as node:
        check(console.pump(), "a console listens")
        equal(node.submit(report("bpbd-11.06", 1, "11.06", {DEAD: 1})).status, ACCEPTED, "before")
        said = report("bpbd-11.06", 2, "11.06", {DEAD: 2})
        mark = one.notify.mark()
        begun = time.monotonic()
        one.process.terminate()
        check(one.notify.wait("STOPPING=1", 5, after=mark), "STOPPING=1")
        answers = []
        while one.running():
            console.turn(1)
            try:
                receipt = node.submit(said, seconds=0.3)
            except NoAnswer:
                break
            status = getattr(receipt, "status", None)
            answers.append(CODE["DRAINING"] if status is None else receipt.problem.code if status == BUSY else status)
        equal(one.wait(10), 0, "the exit status")
        took = time.monotonic() - begun
        console.turn(50)
        check(console.heartbeat is not None and console.heartbeat.going_away, "a heartbeat says goodbye")
        check(console.heartbeat.intake_stopped, "and that nothing is taken in")
        check(set(answers) <= {CODE["DRAINING"], ACCEPTED, DUPLICATE}, "typed answers to the end", set(answers))
        check(CODE["DRAINING"] in answers, "DRAINING was said", answers[:5])
        note(f"{len(answers)} answers while draining, stopped after {took:.2f} s")
        one.start()
        check(again(node, said).status in (ACCEPTED, DUPLICATE), "afterwards the same bytes")
    one.close()


def again(node, said):
    """Submit as a node does after an outage."""
    request = Request()
    request.submit.message = said
    return node.ask_again(request).receipt


@case("SIGINT stops in good order, too; SIGPIPE, SIGUSR1 and a second SIGTERM do no harm")
def _():
    one = fresh()
    one.process.send_signal(signal.SIGPIPE)
    with Client(one, "bpbd-11.06") as node:
        equal(node.hello().hello.client, "bpbd-11.06", "SIGPIPE is ignored")
    one.process.send_signal(signal.SIGINT)
    equal(one.wait(10), 0, "SIGINT")
    one.start()
    one.process.terminate()
    one.process.terminate()
    equal(one.wait(10), 0, "SIGTERM twice")
    one.close()


@case("readiness: READY=1 only when the first request is answered, with a STATUS in words")
def _():
    one = fresh()
    lines = [line for _, line in one.notify.heard]
    check(any(line.startswith("STATUS=") for line in lines), "a STATUS", lines)
    one.kill()
    one.start()
    with Client(one, "bpbd-11.06") as node:
        equal(node.hello(seconds=2).hello.client, "bpbd-11.06", "answered at once")
    one.close()


@case("who cannot start says why to systemd in a STATUS, with the exit status that decides about the next try", seconds=40)
def _():
    one = hub()

    def ends_with(wanted, *words):
        one.spawn()
        equal(one.wait(10), wanted, f"{words}")
        found = lambda: [line for _, line in one.notify.heard[one.notify_mark:] if line.startswith("STATUS=not serving")]
        said = wait_until(found, what="a STATUS")[-1]
        check(all(word in said for word in words), f"{words} stand in the status", said)
        check("READY=1" not in [line for _, line in one.notify.heard[one.notify_mark:]], "it is never ready")

    good = one.config_text()
    with open(one.config, "w", encoding="utf-8") as file:
        file.write(good.replace("version: 1", "version: 7"))
    ends_with(CONFIGURATION_ERROR, "not tried again", "pusdalopsd.yaml:1:10")
    one.write_config()
    os.rename(one.roster_file, one.roster_file + ".away")
    ends_with(CONFIGURATION_ERROR, "not tried again", "roster.yaml")
    os.rename(one.roster_file + ".away", one.roster_file)
    os.makedirs(one.store, exist_ok=True)
    with open(os.path.join(one.store, "real"), "w", encoding="ascii") as file:
        file.write("no folder\n")
    ends_with(STORAGE, "real", "give the folder to the user of the hub")
    os.unlink(os.path.join(one.store, "real"))
    # What stands at a place may go away again, so a hub that finds one taken is to be tried again.
    for port, word in ((one.metrics_port, "endpoints.metrics"), (int(one.endpoints["submit"].split(":")[-1]), "submit")):
        with socket.socket() as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            other.bind(("127.0.0.1", port))
            other.listen()
            ends_with(SURROUNDINGS, word, "another")
    one.start()
    equal(one.stop(), 0, "and then it serves")
    one.close()


@case("SIGHUP: RELOADING=1 and READY=1, and the roster is the new one")
def _():
    one = fresh()
    mark = one.notify.mark()
    one.roster.add("bpbd-13.01", "district", ["13.01"])
    one.write_roster()
    one.hup()
    check(one.notify.wait("READY=1", 5, after=mark), "READY=1 after the reload", one.notify.heard[mark:])
    with Client(one, "bpbd-13.01") as node:
        equal(node.hello().hello.client, "bpbd-13.01", "the new client")
    one.close()


@case("the watchdog is fed at half its time while the hub works, and not when it is stopped", seconds=30)
def _():
    one = hub()
    one.start(environment={"WATCHDOG_USEC": "1000000"})
    mark = one.notify.mark()
    for _ in range(4):
        heard = one.notify.wait("WATCHDOG=1", 1.0, one.running, mark)
        check(heard, "WATCHDOG=1 within its time")
        mark = one.notify.mark()
    times = [at for at, line in one.notify.heard if line == "WATCHDOG=1"]
    check(max(b - a for a, b in zip(times, times[1:])) < 1.0, "never later than its time", times)
    os.kill(one.process.pid, signal.SIGSTOP)
    mark = one.notify.mark()
    equal(one.notify.wait("WATCHDOG=1", 1.5, after=mark), None, "a stopped hub feeds nobody")
    os.kill(one.process.pid, signal.SIGCONT)
    check(one.notify.wait("WATCHDOG=1", 2, after=mark), "and goes on")
    one.close()


@case("a hub that was stopped for a while goes on: nothing lost, nodes are heard again", seconds=30)
def _():
    one = fresh()
    with Client(one, "bpbd-11.06") as node:
        equal(node.submit(report("bpbd-11.06", 1, "11.06", {DEAD: 1})).status, ACCEPTED, "before")
        os.kill(one.process.pid, signal.SIGSTOP)
        request_id = node.send(hello_request())
        equal(bool(node.socket.poll(500)), False, "no answer while it is stopped")
        os.kill(one.process.pid, signal.SIGCONT)
        equal(node.receive(5).request_id, request_id, "the answer comes afterwards")
        equal(node.submit(report("bpbd-11.06", 2, "11.06", {DEAD: 2})).status, ACCEPTED, "after")
    one.close()


def hello_request():
    request = Request()
    request.hello.version_min = request.hello.version_max = 1
    request.hello.realm = "real"
    return request


@case("/metrics is OpenMetrics, counts what happened by node, and names no secret; /healthz says ok")
def _():
    one = fresh()
    with Client(one, "bpbd-11.06") as node:
        for number in range(1, 11):
            node.submit(report("bpbd-11.06", number, "11.06", {DEAD: number}, as_of=T0 + number, sent_at=T0))
        node.submit(report("bpbd-11.06", 10, "11.06", {DEAD: 10}, as_of=T0 + 10, sent_at=T0))
        node.submit(report("bpbd-11.06", 11, "99.99", {DEAD: 1}))
    status, headers, body = one.http("/metrics")
    equal(status, 200, "the status")
    check(headers["content-type"].startswith("application/openmetrics-text"), "the type", headers)
    families = openmetrics.parse(body.decode())
    equal(openmetrics.value(families, "pusdalops_messages_total", status="accepted"), 11, "accepted")
    equal(openmetrics.value(families, "pusdalops_messages_total", status="duplicate"), 1, "duplicates")
    equal(openmetrics.value(families, "pusdalops_messages_total", status="refused"), 1, "refused")
    nodes = [name for name, family in families.items()
             if any(("node", "bpbd-11.06") in labels for _, labels in family["samples"])]
    check(len(nodes) >= 4, "a set for each node", sorted(families))
    check(one.secret not in body.decode(), "no secret")
    for name in ("pusdalops_fds_used", "pusdalops_resident_bytes", "pusdalops_store_used_bytes"):
        check(name in families, f"{name} is there")
    equal(one.http("/healthz")[0], 200, "health")
    note(f"{len(families)} families, {sum(len(f['samples']) for f in families.values())} samples, "
         f"{len(body)} bytes")
    one.close()


@case("the reader of OpenMetrics refuses what is not")
def _():
    good = '# TYPE a counter\n# HELP a words.\na_total{x="1"} 1\n# TYPE b gauge\nb 2.5\n# EOF\n'
    equal(set(openmetrics.parse(good)), {"a", "b"}, "a good text")
    for bad in (good[:-6], good.replace("a_total", "a"), good.replace("counter", "cuonter"),
                good.replace("b 2.5", "b 2.5\nb 2.5"), good.replace('x="1"', "x=1"),
                good.replace("b 2.5", "b zwei"), good + "c 1\n", good.replace("b 2.5\n", "b 2.5\n\n")):
        try:
            openmetrics.parse(bad)
        except openmetrics.Wrong:
            continue
        raise AssertionError(f"taken for good:\n{bad}")


def announced(path):
    """What the fixture says it is refused with: the rest of each complaint after the file's name."""
    with open(path, "rb") as file:
        return re.findall(r"# refused: (.*)", file.read().decode("utf-8", "replace"))


@case("every bad configuration of the fixtures: exit status 78, file, line and column, by start and --check-config",
      seconds=120)
def _():
    one = hub()
    complaints, count = [], 0
    for path in sorted(glob.glob(os.path.join(FIXTURES, "config", "*.yaml"))):
        for words in ([], ["--check-config"]):
            done = subprocess.run([one.binary, "--config", path, *words], capture_output=True, timeout=20, check=False,
                                  stdin=subprocess.DEVNULL)
            text = (done.stderr + done.stdout).decode(errors="replace")
            count += 1
            if done.returncode != CONFIGURATION_ERROR:
                complaints.append(f"{os.path.basename(path)} {words}: exit status {done.returncode}")
            for wanted in announced(path):
                place = re.match(r":\d+(:\d+)?:", wanted)
                if place and path + place.group(0) not in text:
                    complaints.append(f"{os.path.basename(path)} {words}: {place.group(0)} is not named: {text[:200]}")
    check(count > 40, "there are fixtures", count)
    check(not complaints, f"{len(complaints)} of {count}", *complaints[:20])
    note(f"{count} starts")


@case("every bad roster of the fixtures: exit status 78 and the place in the file", seconds=120)
def _():
    one = hub()
    complaints, count = [], 0
    for path in sorted(glob.glob(os.path.join(FIXTURES, "roster", "*.yaml"))):
        if "where-four-may-be" in path:
            continue  # about a limit that is larger here
        shutil.copy(path, one.roster_file)
        status, out, err = one.tool("--check-config")
        count += 1
        if status != CONFIGURATION_ERROR:
            complaints.append(f"{os.path.basename(path)}: exit status {status}")
        for wanted in announced(path):
            place = re.match(r":\d+(:\d+)?:", wanted)
            if place and "roster.yaml" + place.group(0) not in out + err:
                complaints.append(f"{os.path.basename(path)}: {place.group(0)} is not named: {(out + err)[:200]}")
    check(count > 30, "there are fixtures", count)
    check(not complaints, f"{len(complaints)} of {count}", *complaints[:20])
    one.close()


@case("hostile YAML: ten megabytes, deep nesting, aliases, NUL, a device: refused quickly, in little memory", seconds=60)
def _():
    one = hub()
    good = one.config_text()
    texts = {
        "ten megabytes": good + "#" + "x" * 10_000_000 + "\n",
        "deep": "version: 1\nhub: " + "[" * 100_000 + "\n",
        "deep maps": "version: 1\nhub: " + "{a: " * 50_000 + "\n",
        "alias bomb": "a: &a [x,x]\n" + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)},*{chr(97 + i)}]\n"
                                               for i in range(20)),
        "self alias": "version: &a [*a]\n",
        "NUL": good + "\0",
        "Latin-1": good.encode().replace(b"pusdalops-uji", b"d\xe9sa").decode("latin-1"),
        "empty": "",
        "a list": "- version: 1\n",
    }
    for name, text in texts.items():
        with open(one.config, "w", encoding="latin-1" if name == "Latin-1" else "utf-8") as file:
            file.write(text)
        begun = time.monotonic()
        done = subprocess.run(["prlimit", "--as=1000000000", one.binary, "--config", one.config, "--check-config"],
                              capture_output=True, timeout=20, check=False)
        equal(done.returncode, CONFIGURATION_ERROR, f"{name}: {done.stderr[:300]}")
        check(time.monotonic() - begun < 3 * SLOWER, f"{name}: it took {time.monotonic() - begun:.1f} s")
    for path in ("/dev/zero", "/dev/null", one.folder, one.folder + "/nirgends.yaml"):
        done = subprocess.run([one.binary, "--config", path, "--check-config"], capture_output=True, timeout=20,
                              check=False, stdin=subprocess.DEVNULL)
        check(done.returncode not in (0, -9, -11), f"{path}: {done.returncode}")
    one.close()


@case("--check-config says yes to a good one and starts nothing; --print-config gives it back whole")
def _():
    one = hub()
    status, out, err = one.tool("--check-config")
    equal(status, 0, f"{out}{err}")
    check(not os.listdir(one.store), "the store is untouched")
    status, out, err = one.tool("--print-config")
    equal(status, 0, err)
    check(f"{one.endpoints['submit']}" in out, "effective values", out[:300])
    again = os.path.join(one.folder, "printed.yaml")
    with open(again, "w", encoding="utf-8") as file:
        file.write(out)
    done = subprocess.run([one.binary, "--config", again, "--print-config"], capture_output=True, timeout=20, check=False)
    equal(done.returncode, 0, f"what was printed is a configuration: {done.stderr}")
    # Relative paths begin at the folder of the file, which is the same here.
    equal(done.stdout.decode(), out, "and prints the same again")
    one.close()


@case("wrong words on the command line: a usage text and an exit status that is not 0")
def _():
    one = hub()
    for words in (["--config"], ["--konfigurasi", one.config], ["--config", one.config, "menari"],
                  ["--config", one.config, "backup"], [], ["--config", one.config, "verify", "--realm", "tak-ada"]):
        done = subprocess.run([one.binary, *words], capture_output=True, timeout=20, check=False)
        check(done.returncode not in (0, None) and done.returncode > 0, f"{words}: {done.returncode}")
        check(done.stderr.strip(), f"{words}: it says why")
    equal(subprocess.run([one.binary, "--version"], capture_output=True, timeout=20, check=False).returncode, 0, "--version")
    one.close()


@case("--insecure-lab: no CURVE, loopback only, everybody is lab with all rights")
def _():
    one = hub()
    one.start(arguments=["--insecure-lab"])
    with Client(one, None) as client:
        equal(client.hello().hello.client, "lab", "the client")
        equal(client.submit(declaration("lab", 1, ["11"])).status, ACCEPTED, "declares")
        equal(client.submit(report("bpbd-11.06", 1, "11.06", {DEAD: 1})).status, ACCEPTED, "speaks for any source")
        check(client.snapshot(), "reads")
    one.kill()
    one.endpoints["submit"] = one.endpoints["submit"].replace("127.0.0.1", "0.0.0.0")
    one.write_config()
    one.spawn(arguments=["--insecure-lab"])
    check(one.wait(10) != 0, "not beyond loopback")
    one.close()


@case("the clock steps back a day and ahead two: order, numbers and liveness stand, nobody is called silent", seconds=60)
def _():
    library = [path for path in glob.glob("/usr/lib/*/faketime/libfaketimeMT.so.1")]
    if not library:
        raise Skip("libfaketime is missing")
    one = hub(**{"presence.node_heartbeat_interval_ms": 5000, "presence.silent_after_ms": 15000})
    stamp = os.path.join(one.folder, "faketime")

    def set_clock(offset):
        with open(stamp + ".new", "w", encoding="ascii") as file:
            file.write(offset + "\n")
        os.replace(stamp + ".new", stamp)

    set_clock("+0")
    environment = {"LD_PRELOAD": library[0], "FAKETIME_TIMESTAMP_FILE": stamp, "FAKETIME_NO_CACHE": "1",
                   "FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1"}
    one.start(environment=environment)
    declare(one)
    with Client(one, "bpbd-11.06") as node, Client(one, "admin") as admin, \
            Console(one, heartbeats=("nation",)) as console:
        check(console.pump(), "a console listens")
        sequences, number = [], 0
        for offset, words in (("+0", "true"), ("-86400", "a day back"), ("+172800", "two days ahead"), ("+0", "back")):
            set_clock(offset)
            seen = node.hello().hello.hub_time.seconds - time.time()
            check(abs(seen - int(offset)) < 5, f"{words}: the hub's clock has stepped", seen)
            for _ in range(5):
                number += 1
                receipt = node.submit(report("bpbd-11.06", number, "11.06", {DEAD: number}, as_of=T0 + number))
                equal(receipt.status, ACCEPTED, f"{words}: accepted")
                sequences.append(receipt.sequence)
            heard = console.heartbeat
            check(console.pump(lambda: console.heartbeat is not heard, 3), f"{words}: the next heartbeat comes")
            equal(admin.nodes()["bpbd-11.06"].presence, 1, f"{words}: the node is still connected")
        equal(sequences, sorted(sequences), "the journal's order")
    equal(one.stop(), 0, "a good end")
    one.start()
    with Client(one, "integrator") as reader:
        judge, _ = from_journal(one, reader, topics=["11.06"])
        compare_picture(judge, reader.snapshot())
    equal(one.tool("verify")[0], 0, "verify")
    one.close()


def threads(pid):
    found = {}
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/comm", encoding="ascii") as file:
            found.setdefault(file.read().strip(), []).append(int(task))
    return found


@case("a thread that fails takes the whole hub with it: the one that answers for keys, and libzmq's", seconds=40)
def _():
    if not shutil.which("strace"):
        raise Skip("strace is missing")
    killed = []
    for name, call in (("zap", "poll"), ("ZMQbg/IO/0", "epoll_wait")):
        one = fresh()
        (task,) = threads(one.process.pid)[name]
        trace = os.path.join(one.folder, "trace")
        tracer = subprocess.Popen(["strace", "-qq", "-p", str(task), "-o", trace, "-e", f"trace={call}",
                                   "-e", f"inject={call}:error=EBADF"], stderr=subprocess.DEVNULL)
        try:
            wait_until(lambda: traced(one.process.pid, task), what="strace is attached")
            with Client(one, "bpbd-11.06") as node:  # its handshake wakes the thread
                try:
                    node.hello(seconds=2)
                except NoAnswer:
                    pass
                status = one.wait(10)
                check(status != 0, f"{name}: exit status", status)
                killed.append(f"{name}: {status}")
        finally:
            tracer.kill()
            tracer.wait()
        one.start()
        with Client(one, "bpbd-11.06") as node:
            equal(node.hello().hello.client, "bpbd-11.06", "after the restart")
        one.close()
    note(", ".join(killed))


def traced(pid, task):
    """Is a tracer attached, or is it over already?"""
    try:
        with open(f"/proc/{pid}/task/{task}/status", encoding="ascii") as file:
            return not re.search(r"^TracerPid:\t0$", file.read(), re.M)
    except (FileNotFoundError, ProcessLookupError):
        return True


@case("few file descriptors: the hub says so or serves, and does not spin deaf", seconds=30)
def _():
    one = hub()
    one.spawn(before=["prlimit", "--nofile=64"])
    if not one.wait_ready(5):
        status = one.wait(10)
        check(status > 0, "it refuses in good order", status)
        check(any("file" in line.lower() or "nofile" in line.lower() for line in one.log), "and says why", *one.log[-3:])
        note("refused to start with 64 file descriptors")
    else:
        with Client(one, "bpbd-11.06") as node:
            equal(node.hello().hello.client, "bpbd-11.06", "it serves")
    one.close()


@case("514 nodes greet at once with their first message; every one is durable", seconds=60)
def _():
    roster = Roster()
    roster.add("bnpb", "national", ["nation"])
    roster.add("integrator", "integrator", ["nation"])
    codes = compare.regency_codes()
    for code in codes:
        roster.add("bpbd-" + code, "district", [code])
    one = hub(roster=roster)
    one.start()
    declare(one, regions=sorted({code[:2] for code in codes}))
    clients = []
    try:
        begun = time.monotonic()
        for code in codes:
            client = Client(one, "bpbd-" + code)
            client.socket.immediate = 0
            clients.append((code, client))
        for code, client in clients:
            client.send(hello_request(), seconds=20)
        for code, client in clients:
            equal(client.receive(20).hello.client, "bpbd-" + code, "greeted")
        for index, (code, client) in enumerate(clients):
            request = Request()
            request.submit.message = report("bpbd-" + code, 1, code, {DEAD: index}, as_of=T0 + index)
            client.send(request)
        for code, client in clients:
            equal(client.receive(20).receipt.status, ACCEPTED, "durable")
        took = time.monotonic() - begun
        with Client(one, "integrator") as reader:
            judge, notices = from_journal(one, reader)
            equal(len(notices), len(codes) + 1, "all in the journal")
            compare_picture(judge, reader.snapshot())
        note(f"{len(codes)} nodes greeted and durable in {took:.2f} s, memory {one.rss_mib():.0f} MiB")
    finally:
        for _, client in clients:
            client.close()
    one.close()


main()
