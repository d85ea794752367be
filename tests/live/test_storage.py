"""The disk and its faults: two daemons, full, failing, read-only, a flipped byte, backup and restore."""
import contextlib
import os
import random
import shutil
import struct
import subprocess
import tempfile
import time

from clients import Client, Console, NoAnswer
from hub import SLOWER
from load import Load, Sender
from messages import T0, report
from openmetrics import parse, value
from schema import ACCEPTED, BUSY, CODE, DEAD, DUPLICATE, MISSING
from tap import Skip, case, check, equal, note
from world import LONG, compare_picture, declare, from_journal, hub, main, wait_until

ROOT = os.geteuid() == 0


def said(number, text=""):
    return report("bpbd-11.06", number, "11.06", {DEAD: number}, as_of=T0 + number, needs=text, sent_at=T0)


def filled(count=200, **settings):
    """A hub that holds `count` reports, running."""
    one = hub(**settings)
    one.start()
    declare(one)
    with Client(one, "bpbd-11.06") as node:
        for first in range(1, count + 1, 100):
            receipts = node.batch([said(number) for number in range(first, min(first + 100, count + 1))])
            equal({receipt.status for receipt in receipts}, {ACCEPTED}, "accepted")
    return one


@case("a second daemon on the same store is refused with a clear message, the first serves on")
def _():
    one = filled(10)
    other = hub(roster=one.roster, store=one.store)
    other.spawn()
    status = other.wait(10)
    check(status != 0, "the second does not start", status)
    check(any(word in " ".join(other.log).lower() for word in ("lock", "another", "in use")), "it says why",
          *other.log[-3:])
    # Deleting LMDB's lock file must not open the door.
    for folder, _, files in os.walk(one.store):
        if "lock.mdb" in files:
            os.unlink(os.path.join(folder, "lock.mdb"))
    other.spawn()
    check(other.wait(10) != 0, "nor without lock.mdb")
    with Client(one, "bpbd-11.06") as node:
        equal(node.submit(said(11)).status, ACCEPTED, "the first serves on")
    check(other.tool("restore", one.store)[0] != 0, "restore is refused while the daemon runs")
    other.close()
    one.close()


@contextlib.contextmanager
def small_disk(mib):
    """A file system of its own: ext4 in a file where that can be mounted, else tmpfs; its folder."""
    if not ROOT:
        raise Skip("needs root: mounts a small file system")
    folder = tempfile.mkdtemp(prefix="pusdalops-disk-")
    image, point = os.path.join(folder, "image"), os.path.join(folder, "disk")
    os.mkdir(point)
    mounted = False
    try:
        subprocess.run(["truncate", "-s", f"{mib}M", image], check=True)
        made = subprocess.run(["mkfs.ext4", "-q", "-F", "-m", "0", image], capture_output=True, check=False)
        mounted = made.returncode == 0 and subprocess.run(
            ["mount", "-o", "loop", image, point], capture_output=True, check=False).returncode == 0
        kind = "ext4"
        if not mounted:
            kind = "tmpfs"
            mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={mib}m", "tmpfs", point],
                                     capture_output=True, check=False).returncode == 0
        if not mounted:
            raise Skip("neither ext4 in a file nor tmpfs can be mounted here")
        note(f"{mib} MiB of {kind}")
        yield point
    finally:
        if mounted:
            for _ in range(50):
                if subprocess.run(["umount", point], capture_output=True, check=False).returncode == 0:
                    break
                time.sleep(0.1)
        shutil.rmtree(folder, ignore_errors=True)


def take_all(path):
    """Write zeros until the disk has no block left."""
    with open(path, "wb", buffering=0) as file:
        for size in (1 << 20, 4096):
            with contextlib.suppress(OSError):
                while True:
                    file.write(b"\0" * size)


@case("a disk that fills up: STORE_FULL with a time, reading goes on, and after room returns writing too", seconds=90)
def _():
    with small_disk(160) as disk:
        one = hub(store=os.path.join(disk, "store"), **{"store.reserve_mib": 48})
        try:
            one.start()
            declare(one)
            acked = {}
            text = "perlu selimut dan air bersih; " * 120
            with Client(one, "bpbd-11.06") as node, Client(one, "console") as reader, \
                    Console(one, heartbeats=("nation",)) as console:
                check(console.pump(), "a console listens")
                number, busy = 1, None
                while busy is None and number < 40_000:
                    messages = [said(n, text) for n in range(number, number + 16)]
                    for receipt in node.batch(messages, seconds=15):
                        if receipt.status == BUSY:
                            busy = busy or receipt
                        else:
                            equal(receipt.status, ACCEPTED, "accepted until full")
                            acked[receipt.number] = receipt.sequence
                    number += 16
                check(busy is not None, "the disk never became full", number)
                equal(busy.problem.code, CODE["STORE_FULL"], "the code")
                check(busy.problem.retry_after_ms > 0 and busy.problem.fault == 3, "when, whose fault", busy)
                note(f"full after {len(acked)} messages, {shutil.disk_usage(disk).free >> 20} MiB free")
                check(one.running(), "the hub lives")
                check(reader.snapshot(), "the snapshot is served")
                check(len(reader.replay("real/11/11.06/notice/")) == len(acked), "the replay is served")
                last = max(acked)
                equal(node.inquire("bpbd-11.06", last).inquiry.receipt.sequence, acked[last], "an inquiry")
                equal(node.submit(said(last, text)).status in (DUPLICATE, BUSY), True, "a duplicate or BUSY")
                check(console.pump(lambda: console.heartbeat and console.heartbeat.intake_stopped),
                      "the heartbeat says so")
                # An outsider takes the rest of the room, too.
                filler = os.path.join(disk, "filler")
                take_all(filler)
                equal(node.submit(said(number, text)).status, BUSY, "still BUSY on a disk without any room")
                check(reader.snapshot(), "the snapshot is served")
                check(one.running(), "the hub lives")
                # Room returns: the filler goes, and a smaller reserve gives the hub more of the disk.
                os.unlink(filler)
                one.stop()
                one.settings["store.reserve_mib"] = 16
                one.write_config()
                one.start()
                node.connect()
                again = {n: said(n, text) for n in (number, number + 1)}

                def taken():
                    receipt = node.submit(again[number])
                    return receipt.status in (ACCEPTED, DUPLICATE)

                wait_until(taken, 15, "writing goes on")
                for which in list(acked)[:: max(1, len(acked) // 50)]:
                    equal(node.inquire("bpbd-11.06", which).inquiry.receipt.sequence, acked[which], "kept")
            equal(one.stop(), 0, "a good end")
            equal(one.tool("verify")[0], 0, "verify")
        finally:
            one.close()


@case("room taken by others: STORE_FULL while it lasts, and intake goes on by itself when it is over", seconds=90)
def _():
    with small_disk(128) as disk:
        one = hub(store=os.path.join(disk, "store"), **{"store.reserve_mib": 24})
        try:
            one.start()
            declare(one)
            with Client(one, "bpbd-11.06") as node, Console(one, heartbeats=("nation",)) as console:
                equal(node.submit(said(1)).status, ACCEPTED, "room enough")
                filler = os.path.join(disk, "filler")
                take_all(filler)
                text = "perlu selimut dan air bersih; " * 120
                number = 2

                def full():
                    nonlocal number
                    receipts = node.batch([said(n, text) for n in range(number, number + 16)])
                    number += sum(receipt.status == ACCEPTED for receipt in receipts)
                    return [receipt for receipt in receipts if receipt.status == BUSY]

                equal(wait_until(full, 20, "BUSY")[0].problem.code, CODE["STORE_FULL"], "STORE_FULL")
                note(f"{number - 2} messages were accepted on a disk without any room, out of the reserve")
                check(console.pump(lambda: console.heartbeat and console.heartbeat.intake_stopped),
                      "the heartbeat says so")
                os.unlink(filler)
                wait_until(lambda: node.submit(said(number, text)).status in (ACCEPTED, DUPLICATE), 20,
                           "going on by itself")
                check(console.pump(lambda: not console.heartbeat.intake_stopped), "the heartbeat says so, too")
            equal(one.stop(), 0, "a good end")
        finally:
            one.close()


def need(*commands):
    for command in commands:
        if not shutil.which(command):
            raise Skip(f"{command} is missing")


def senders_of(one, number=4):
    dice = random.Random(3)
    made = []
    for index, code in enumerate(["11.04", "11.17", "12.01", "12.71"][:number]):
        name = "bpbd-" + code
        made.append(Sender(one, name, lambda n, name=name, code=code: report(
            name, n, code, {DEAD: dice.randrange(99), MISSING: 1}, as_of=T0 + n), batch=(1, 4, 8, 1)[index], window=8))
    return made


def tried_again(lines):
    """Of a trace by strace -f -y: the syncs after the first that failed. The thread that moves a front may end its one transaction."""
    failed = next(at for at, line in enumerate(lines) if "(INJECTED)" in line)
    thread = lines[failed].split()[0]
    call = next(line for line in reversed(lines[:failed + 1]) if line.split()[0] == thread and "fdatasync(" in line)
    file = call.split("fdatasync(", 1)[1].split("<", 1)[1].split(">", 1)[0]
    after = [line for line in lines[failed + 1:] if "fdatasync(" in line]
    moving = [line for line in after if line.split()[0] != thread and f"<{file}>" not in line and "data.mdb>" in line]
    return after if len(moving) > 1 else [line for line in after if line not in moving]


def storage_error(call, when, error="EIO"):
    """One error from strace at the n-th such call under load: the history of what was acked, and the end."""
    one = hub()
    one.start()
    declare(one)
    one.kill()
    one.spawn(before=["strace", "-f", "-y", "-qq", "-o", os.path.join(one.folder, "trace"), "-e", f"trace={call}",
                      "-e", f"inject={call}:error={error}:when={when}"])
    ready = one.wait_ready()
    load = Load(senders_of(one))
    try:
        end = time.monotonic() + 20 * SLOWER
        while ready and one.running() and time.monotonic() < end:
            load.turn(5)
        load.turn(20)
        check(not one.running(), f"{call} {when}: the daemon goes on after {error}")
        status = one.wait(5)
        check(status not in (0, -9), f"{call} {when}: exit status {status}", *one.log[-3:])
        with open(os.path.join(one.folder, "trace"), encoding="utf-8", errors="replace") as file:
            trace = file.read()
        injected = trace.count("(INJECTED)")
        check(injected >= 1, f"{call} {when}: nothing was injected")
        if call == "fdatasync":
            equal(tried_again(trace.splitlines()), [], f"{call} {when}: the sync is tried again after the error")
        acked = load.acked()
        one.start()
        for sender in load.senders:
            sender.lost()
        check(load.finish(20), "what was said is acked after the restart")
        check(not load.wrong(), "no second place, no conflict", *load.wrong()[:3])
        with Client(one, "integrator") as reader:
            judge, notices = from_journal(one, reader, topics=["11.04", "11.17", "12.01", "12.71"])
            equal(len(notices), load.said() + 1, "each once, and the declaration")
            for sender in load.senders:
                for number, sequence in sender.acked.items():
                    equal(notices[sequence].message, sender.said[number], "at the place of its receipt")
            compare_picture(judge, reader.snapshot())
        one.kill()
        equal(one.tool("verify")[0], 0, "verify")
        return acked, status
    finally:
        load.close()
        one.close()


@case("EIO on fdatasync: no receipt after it, exit not 0, no second try; the restart holds all acked",
      seconds=800 if LONG else 120)
def _():
    need("strace")
    whens = [2, 3, 5, 9, 17, 40] if not LONG else list(range(1, 120, 3))
    results = [storage_error("fdatasync", when) for when in whens]
    note(f"{len(whens)} runs, acked before the error {[acked for acked, _ in results]}, "
         f"exit status {sorted({status for _, status in results})}")


@case("EIO and ENOSPC on writing pages, and on the meta page: the same", seconds=120)
def _():
    need("strace")
    whens = [("pwrite64", 4, "EIO"), ("pwrite64", 11, "ENOSPC"), ("pwrite64", 30, "EIO")]
    for call, when, error in whens:
        storage_error(call, when, error)
    note(f"{len(whens)} runs")


@case("a store folder that cannot be written or is missing: no start, and the folder is named", seconds=30)
def _():
    one = filled(5)
    one.kill()
    name = os.path.basename(one.store)

    def refuses(why):
        one.spawn()
        status = one.wait(10)
        check(status != 0, f"{why}: it starts", status)
        check(any(name in line for line in one.log[one.log_mark:]), f"{why}: the folder is named", *one.log[-3:])

    if ROOT:
        with contextlib.ExitStack() as stack:
            mounted = subprocess.run(["mount", "--bind", one.store, one.store], capture_output=True, check=False)
            if mounted.returncode == 0:
                stack.callback(subprocess.run, ["umount", one.store], check=False)
                subprocess.run(["mount", "-o", "remount,ro,bind", one.store], check=True)
                refuses("read-only")
            else:
                note("bind mounts do not work here: read-only left out")
    else:
        paths = [os.path.join(folder, name) for folder, _, files in os.walk(one.store) for name in ["."] + files]
        modes = {path: os.stat(path).st_mode for path in paths}
        for path in reversed(paths):
            os.chmod(path, modes[path] & 0o555)
        refuses("read-only")
        for path in paths:
            os.chmod(path, modes[path])
    os.rename(one.store, one.store + ".away")
    with open(one.store, "w", encoding="ascii") as file:
        file.write("no folder\n")
    refuses("a file in its place")
    os.unlink(one.store)
    os.rename(one.store + ".away", one.store)
    one.start()
    with Client(one, "bpbd-11.06") as node:
        equal(node.submit(said(5)).status, DUPLICATE, "unhurt")
    one.close()


def data_file(store):
    """The file of the realm that holds the reports: the one in which their source stands most often."""
    found = []
    for folder, _, files in os.walk(store):
        for name in files:
            if name == "data.mdb":
                path = os.path.join(folder, name)
                with open(path, "rb") as file:
                    found.append((file.read().count(b"bpbd-11.06"), path))
    return max(found)[1]


@case("a flipped byte in a record is found by verify, and never served as if it were whole",
      seconds=340 if LONG else 90)
def _():
    one = filled(300)
    one.stop()
    equal(one.tool("verify")[0], 0, "verify before")
    path = data_file(one.store)
    with open(path, "rb") as file:
        whole = file.read()
    kept = os.path.join(one.folder, "kept")
    shutil.copytree(one.store, kept)

    def put_back():
        shutil.rmtree(one.store)
        shutil.copytree(kept, one.store)

    # Every record holds its source; the bytes around it are record. Flip there, in live and in dead pages.
    places, position = [], whole.find(b"bpbd-11.06")
    while position >= 0:
        places.append(position)
        position = whole.find(b"bpbd-11.06", position + 1)
    dice = random.Random(11)
    flips = 60 if LONG else 16
    found = quiet = 0
    for _ in range(flips):
        position = dice.choice(places) + dice.randrange(-8, 30)
        with open(path, "r+b") as file:
            file.seek(position)
            file.write(bytes([whole[position] ^ (1 << dice.randrange(8))]))
        status, out, err = one.tool("verify")
        check(status >= 0, "verify ends by itself", status)
        if status != 0:
            found += 1
            check((out + err).strip(), "verify says what")
        else:
            quiet += 1  # the byte lies in a page that is not used any more
        # Started all the same, the hub must serve a record whole, or say that it cannot; never the flipped bytes.
        one.spawn()
        if one.wait_ready():
            with Client(one, "bpbd-11.06") as node:
                for number in range(1, 301):
                    reply = node.inquire("bpbd-11.06", number)
                    if reply.HasField("inquiry"):
                        check(reply.inquiry.held, f"number {number} is forgotten")
                        equal(reply.inquiry.message, said(number), "served as it came")
                    else:
                        equal(reply.problem.code, CODE["READ_FAILED"], "or not at all")
                        check(status != 0, "what verify found equal must be readable")
            one.kill()
        else:
            check(status != 0, "a store that verify finds equal must start")
        put_back()
    check(found > 0, "no flip was found", flips)
    note(f"{flips} flips: {found} found, {quiet} in pages not in use")
    equal(one.tool("verify")[0], 0, "verify after putting it back")
    one.close()


@case("a truncated or zeroed store is refused or found, never half served", seconds=60)
def _():
    one = filled(300)
    one.kill()
    path = data_file(one.store)
    with open(path, "rb") as file:
        whole = file.read()
    for name, damage in {
        "half": whole[: len(whole) // 2],
        "empty": b"",
        "metas gone": b"\0" * 8192 + whole[8192:],
        "text": b"bukan basis data\n" * 1000,
    }.items():
        with open(path, "wb") as file:
            file.write(damage)
        status, out, err = one.tool("verify")
        one.spawn()
        ready = one.wait_ready(5)
        if ready:
            with Client(one, "bpbd-11.06") as node:
                try:
                    reply = node.inquire("bpbd-11.06", 1)
                    check(reply.inquiry.held or reply.HasField("problem"), f"{name}: forgot what was acked", reply)
                    check(status != 0, f"{name}: verify is content")
                except NoAnswer:
                    pass
            one.kill()
        else:
            check(one.wait(10) != 0, f"{name}: ends with 0")
        note(f"{name}: verify {status}, daemon {'started' if ready else f'ends with {one.process.returncode}'}")
        check(status > 0 and (out + err).strip(), f"{name}: verify ends in words, not by a signal", status, out, err)
    with open(path, "wb") as file:
        file.write(whole)
    equal(one.tool("verify")[0], 0, "whole again")
    one.close()


@case("backup while messages come in; restore, verify, and the picture is that of its journal", seconds=60)
def _():
    one = filled(200)
    load = Load(senders_of(one))
    copy = os.path.join(one.folder, "cadangan")
    back = os.path.join(one.folder, "pulih")
    try:
        load.run(lambda acked: acked >= 200, 15)
        acked_before = {(s.name, n): q for s in load.senders for n, q in s.acked.items()}
        running = subprocess.Popen([one.binary, "--config", one.config, "backup", copy], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        while running.poll() is None:
            load.turn(5)
        out, err = running.communicate()
        equal(running.returncode, 0, f"backup: {out}{err}")
        check(load.finish(20), "all acked")
        status, out, err = one.tool("backup", copy)
        check(status != 0, "a second backup over the first is refused", out, err)
        with Client(one, "integrator") as reader:
            last = reader.hello().hello.last_sequence
        one.stop()
        status, out, err = one.tool("restore", copy)
        check(status != 0, "restore into a store that is not empty is refused", out, err)
        held = hub(roster=one.roster, store=back)
        status, out, err = held.tool("restore", copy)
        equal(status, 0, f"restore: {out}{err}")
        equal(held.tool("verify")[0], 0, "verify of what was restored")
        held.start()
        with Client(held, "integrator") as reader:
            hello = reader.hello().hello
            check(hello.last_sequence <= last, "not more than there was", hello.last_sequence, last)
            judge, notices = from_journal(held, reader, topics=["11.04", "11.06", "11.17", "12.01", "12.71"])
            # Without a notice are the hub's own records: its start there, and its start here.
            equal(hello.last_sequence - len(notices), 2, "the journal is whole")
            missing = [name for name, sequence in acked_before.items() if sequence not in notices]
            equal(missing, [], "what was acked before the backup began")
            compare_picture(judge, reader.snapshot())
        # The clients repeat what the restored hub lacks (README section 8).
        for sender in load.senders:
            with Client(held, sender.name) as node:
                for first in range(1, max(sender.said) + 1, 100):
                    part = [sender.said[n] for n in range(first, min(first + 100, max(sender.said) + 1))]
                    check({r.status for r in node.batch(part)} <= {ACCEPTED, DUPLICATE}, "repeated")
        with Client(held, "integrator") as reader:
            judge, notices = from_journal(held, reader, topics=["11.04", "11.06", "11.17", "12.01", "12.71"])
            equal(len(notices), load.said() + 201, "now all is there again, each once")
            compare_picture(judge, reader.snapshot())
        held.close()
    finally:
        load.close()
        one.close()


@case("a byte or a page damaged before the saved view is named by the hub itself: log, status, metrics", seconds=60)
def _():
    one = filled(300)
    one.wait_log(r"store\.scrub\.sound.* realm=real")
    one.stop()
    path = data_file(one.store)
    with open(path, "rb") as file:
        whole = file.read()

    def damage(to_bytes):
        """The record that verify names, after report 150 was damaged; its text stands in the page in use and in older ones."""
        place = -1
        while True:
            place = whole.find(said(150), place + 1)
            check(place >= 0, "report 150 is nowhere in the file")
            with open(path, "wb") as file:
                file.write(to_bytes(place))
            for front in ("journal.front", "journal.front2"):  # of a later run; this file was whole
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(os.path.join(os.path.dirname(path), front))
            status, _, err = one.tool("verify")
            if status != 0:
                return int(err.split("record ", 1)[1].split(";")[0])

    def flipped(place):
        return whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1:]

    def zeroed(place):
        page = place - place % 4096
        return whole[:page] + bytes(4096) + whole[page + 4096:]

    for number, to_bytes in enumerate((flipped, zeroed), 301):
        damaged = damage(to_bytes)
        one.start()  # the saved view lies behind it: nobody else reads there
        named_by_the_hub(one, damaged)
        with Client(one, "bpbd-11.06") as node:
            equal(node.submit(said(number)).status, ACCEPTED, "the hub goes on")
        readers = children_of(one.process.pid)
        check(readers, "the reader waits for the next day")
        one.kill()
        wait_until(lambda: not any(os.path.exists(f"/proc/{pid}") for pid in readers), 5,
                   "the reader ends with the hub")
    one.close()


def named_by_the_hub(one, damaged):
    line = one.wait_log(r"store\.scrub\.damaged", after=one.log_mark)
    check(f"realm=real record={damaged} " in line and "next=" in line, "which record, what next", line)
    wait_until(lambda: [text for _, text in one.notify.heard[one.notify_mark:]
                        if text.startswith("STATUS=") and f"record {damaged};" in text], 5, "STATUS= names it")

    def told(name):  # each look at the page asks for a fresh one; a later one has it
        return value(parse(one.http("/metrics")[2].decode()), name, realm="real")

    wait_until(lambda: told("pusdalops_journal_damaged") == 1, 5, "the metric")
    equal(told("pusdalops_journal_sound_records"), damaged - 1, "sound up to there")


def children_of(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return file.read().split()


@case("a realm added after the backup: restore leaves it out and says so, and the hub begins it", seconds=60)
def _():
    one = filled(20)
    one.stop()
    copy, back = os.path.join(one.folder, "cadangan"), os.path.join(one.folder, "pulih")
    equal(one.tool("backup", copy)[0], 0, "backup")
    held = hub(roster=one.roster, store=back, **{"hub.realms": ["real", "drill/gempa"]})
    status, out, err = held.tool("restore", copy)
    equal(status, 0, f"restore: {out}{err}")
    check("skipped realm=drill/gempa" in out, "it says what was left out", out)
    equal(sorted(os.listdir(back)), ["real"], "nothing of the new realm")
    status, out, err = held.tool("verify")
    equal(status, 0, f"verify before the start: {out}{err}")
    check("realm=drill/gempa records=0 result=unborn" in out, "verify says what it did not find", out)
    held.start()
    with Client(held, "bpbd-11.06") as node:
        equal(node.submit(said(20)).status, DUPLICATE, "what was restored is there")
    held.stop()
    status, out, err = held.tool("verify")
    check(status == 0 and "unborn" not in out, f"verify after the start: {out}{err}")
    # A folder that holds no backup at all is a mistake, and no new beginning.
    empty = os.path.join(one.folder, "kosong")
    os.mkdir(empty)
    other = hub(roster=one.roster)
    status, out, err = other.tool("restore", empty)
    check(status != 0 and "copy.nothing" in err, "an empty folder is refused", out, err)
    equal(os.listdir(other.store), [], "and leaves nothing")
    status, out, err = other.tool("verify")
    check(status != 0 and "verify.nothing" in err, "verify of nothing is not good", out, err)
    # A realm that was lost is not one that was added.
    os.unlink(os.path.join(back, "real", "data.mdb"))
    status, out, err = held.tool("backup", os.path.join(one.folder, "kedua"))
    check(status != 0 and "realm=real" in err, "a lost journal is not passed over", out, err)
    os.unlink(os.path.join(copy, "real", "data.mdb"))
    status, out, err = other.tool("restore", copy)
    check(status != 0 and "realm=real" in err, "nor is one that the backup lost", out, err)
    other.close()
    held.close()
    one.close()


@case("the front after kill -9: a turn that was cut is left out, damage before it is named and nothing starts", seconds=60)
def _():
    one = hub()
    one.start()
    declare(one)
    path = os.path.join(one.store, "real", "journal.front")

    def turns():
        """Where the turns stand that follow one another from the beginning, and the file."""
        with open(path, "rb") as file:
            whole = file.read()
        found, expected, mark = [], 0, whole[:8]
        check(mark != b"PUSDFRNT", "the mark is of this store: no message can have it")
        for at in range(0, len(whole), 4096):
            first, count = struct.unpack_from("<QI", whole, at + 8)
            if mark != bytes(8) and whole.startswith(mark, at) and expected in (0, first):
                found.append(at)
                expected = first + count
        return found, whole

    number = 0
    with Client(one, "bpbd-11.06") as node:
        while len(turns()[0]) < 3 and number < 100:  # the hub may move them into LMDB at any moment
            number += 1
            equal(node.submit(said(number)).status, ACCEPTED, "accepted")
    one.kill()
    places, whole = turns()
    check(len(places) >= 3, "a turn for each message", places)

    def changed(at, to_bytes):
        with open(path, "wb") as file:
            file.write(whole[:at] + to_bytes + whole[at + len(to_bytes):])

    at = places[-2] + 200
    changed(at, bytes([whole[at] ^ 1]))
    equal(one.tool("verify")[0], 1, "verify finds it")
    one.spawn()
    equal(one.wait(10), 74, "the hub does not start")
    check(any("journal.front" in line and "damaged" in line for line in one.log[one.log_mark:]), "and names it", *one.log[-3:])
    changed(places[-1] + 200, bytes(300))
    one.start()
    with Client(one, "bpbd-11.06") as node:
        equal([node.submit(said(which)).status for which in (number - 1, number)], [DUPLICATE, ACCEPTED],
              "the cut one alone is gone")
        while len(turns()[0]) < 2 and number < 200:
            number += 1
            equal(node.submit(said(number)).status, ACCEPTED, "accepted")
    one.kill()
    equal(one.tool("verify")[0], 0, "sound again")
    # What a start finds there may not have been synced: it is in data.mdb before anybody is answered.
    one.start()
    one.kill()
    os.unlink(path)
    one.start()
    with Client(one, "bpbd-11.06") as node:
        equal(node.submit(said(number)).status, DUPLICATE, "the last one is held without the front")
    one.kill()
    one.close()


@case("verify says what is true of the saved view: none, equal, unusable, or of another journal", seconds=60)
def _():
    one = filled(20)
    one.stop()
    folder = os.path.dirname(data_file(one.store))
    journal, saved = os.path.join(folder, "data.mdb"), os.path.join(folder, "view.snapshot")

    def word():
        status, out, err = one.tool("verify")
        equal(status, 0, f"verify: {out}{err}")
        return out.split(" snapshot=", 1)[1].split()[0]

    equal(word(), "equal", "after a good end")
    shutil.copy(journal, journal + ".before")
    with open(saved, "rb") as file:
        view = file.read()
    with open(saved, "wb") as file:
        file.write(view[:100] + bytes([view[100] ^ 1]) + view[101:])
    equal(word(), "unusable", "damaged: the next start passes over it")
    os.unlink(saved)
    equal(word(), "none", "no saved view")
    one.start()
    with Client(one, "bpbd-11.06") as node:
        equal(node.submit(said(21)).status, ACCEPTED, "one more")
    one.stop()
    equal(word(), "equal", "saved again")
    os.replace(journal + ".before", journal)  # an older journal beside a later view
    os.unlink(os.path.join(folder, "journal.front"))  # else they would have what the older one lacks
    os.unlink(os.path.join(folder, "journal.front2"))
    status, out, err = one.tool("verify")
    check(status != 0 and "later records than the journal" in err, "the journal lost its end", out, err)
    one.spawn()
    check(one.wait(10) != 0 and any("later records than the journal" in line for line in one.log[one.log_mark:]),
          "nor does the hub start", *one.log[-3:])
    one.close()


@case("a hub that is killed again and again, always before it would save its view, saves it when that is far behind", seconds=60)
def _():
    one = filled(700, **{"store.snapshot_every_records": 1000})
    saved = os.path.join(os.path.dirname(data_file(one.store)), "view.snapshot")
    one.kill()
    one.start()
    check(not os.path.exists(saved), "700 records are not worth it")
    with Client(one, "bpbd-11.06") as node:
        for first in range(701, 1101, 100):
            receipts = node.batch([said(number) for number in range(first, first + 100)])
            equal({receipt.status for receipt in receipts}, {ACCEPTED}, "accepted")
    wait_until(lambda: os.path.exists(saved), 10, "the view is saved, at 1000 and more since the last time")
    one.kill()
    status, out, err = one.tool("verify")
    equal((status, out.split(" snapshot=", 1)[1].split()[0]), (0, "equal"), f"verify: {err}")
    one.close()


@case("what root restores or looks at belongs to the user of the hub", seconds=60)
def _():
    if not ROOT:
        raise Skip("only root gives files away")
    nobody = 65534
    one = filled(5)
    one.stop()
    copy, back = os.path.join(one.folder, "cadangan"), os.path.join(one.folder, "pulih")
    equal(one.tool("backup", copy)[0], 0, "backup")
    os.mkdir(back)
    os.chown(back, nobody, nobody)
    held = hub(roster=one.roster, store=back)
    equal(held.tool("restore", copy)[0], 0, "restore")

    def owners():
        return {os.path.join(folder, name): os.lstat(os.path.join(folder, name)).st_uid
                for folder, _, files in os.walk(back) for name in [".", *files]}

    strangers = {path: uid for path, uid in owners().items() if uid != nobody}
    equal(strangers, {}, "owners after restore")
    for path in owners():
        if path == os.path.join(back, "."):
            continue  # the folder was there before
        equal(os.lstat(path).st_mode & 0o077, 0, f"{path} is for its owner alone")
    os.unlink(os.path.join(back, "real", "lock.mdb"))
    equal(held.tool("verify")[0], 0, "verify")
    equal({path: uid for path, uid in owners().items() if uid != nobody}, {}, "owners after verify")
    held.close()
    one.close()


main()
