"""A hub for a test: keys, roster, configuration, the daemon itself, in a folder of its own.

The daemon is known by the pid that was started and ended by it. Readiness is heard, not waited for: the hub says
READY=1 to the NOTIFY_SOCKET that stands in the folder.
"""
import ctypes
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

import zmq

from schema import ROOT

ENDPOINTS = ["submit", "intake", "feed_internal", "feed_public", "urgent"]
SLOWER = float(os.environ.get("LIVE_SLOWER", "1"))


def free_ports(count):
    """Ports nobody listens on, below those that the system gives to clients."""
    found = []
    while len(found) < count:
        port = random.randint(12_000, 31_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        if port not in found:
            found.append(port)
    return found


def keypair():
    """(public, secret) as texts in Z85."""
    public, secret = zmq.curve_keypair()
    return public.decode(), secret.decode()


PRCTL = ctypes.CDLL(None).prctl


def end_with_parent():
    """A test that is killed itself leaves no daemon behind."""
    PRCTL(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


class Roster:
    """roster.yaml and the keys of those in it."""

    def __init__(self):
        self.clients = {}
        self.keys = {}
        self.overcommitment = None  # "flag", "refuse"

    def add(self, name, role, regions, keys=1, **more):
        """One client; its key pairs are in `keys[name]`. Extra arguments go into the file as they are."""
        pairs = [keypair() for _ in range(keys)]
        self.keys[name] = pairs
        entry = {"title": name, "role": role, "regions": list(regions), "realms": ["real"], "access": "internal"}
        entry.update(more)
        entry["keys"] = [public for public, _ in pairs]
        self.clients[name] = entry
        return self

    def text(self):
        quoted = lambda value: "[" + ", ".join(f'"{one}"' for one in value) + "]"
        lines = ["version: 1", "clients:"]
        if self.overcommitment is not None:
            lines.insert(1, f"overcommitment: {self.overcommitment}")
        for name, entry in self.clients.items():
            lines.append(f'  - name: "{name}"')
            for key, value in entry.items():
                if isinstance(value, list):
                    value = quoted(value)
                elif key in ("role", "access"):
                    value = str(value)
                else:
                    value = f'"{value}"'
                lines.append(f"    {key}: {value}")
        return "\n".join(lines) + "\n"


def standard_roster():
    """The clients that most tests need."""
    roster = Roster()
    roster.add("bnpb", "national", ["nation"], speaks_for=["kodim-0103"])
    roster.add("bpbd-11", "province", ["11"], speaks_for=["bpbd-11.16"])
    roster.add("bpbd-12", "province", ["12"])
    for code in ("11.04", "11.06", "11.17", "12.01", "12.71", "13.71"):
        roster.add("bpbd-" + code, "district", [code])
    roster.add("bpbd-11.16", "district", ["11.16"], keys=0)
    roster.add("kodim-0103", "district", ["11.18"], keys=0)
    roster.add("relawan-aceh", "relay", ["11"])
    roster.add("console", "console", ["nation"])
    roster.add("console-public", "console", ["nation"], access="public")
    roster.add("integrator", "integrator", ["nation"])
    roster.add("admin", "administrator", ["nation"])
    return roster


class NotifySocket:
    """What systemd would be: hears READY=1, STATUS=, WATCHDOG=1, STOPPING=1, all the time."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(path)
        self.heard = []
        self.changed = threading.Condition()
        self.closed = False
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()

    def _listen(self):
        while True:
            text = self.socket.recv(4096).decode(errors="replace")
            if self.closed:
                return
            with self.changed:
                self.heard.extend((time.monotonic(), line) for line in text.split("\n"))
                self.changed.notify_all()

    def mark(self):
        """A point in what was heard, to wait from."""
        return len(self.heard)

    def wait(self, word, seconds, alive=lambda: True, after=0):
        """Wait for the line `word` after the mark; None when the time is over or the process is gone."""
        end = time.monotonic() + seconds
        position = after
        with self.changed:
            while True:
                while position < len(self.heard):
                    if self.heard[position][1] == word:
                        return self.heard[position]
                    position += 1
                left = end - time.monotonic()
                if left <= 0 or not alive():
                    return None
                self.changed.wait(min(left, 0.1))

    def close(self):
        self.closed = True
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as last:
            last.sendto(b"", self.socket.getsockname())
        self.thread.join(2)
        self.socket.close()


class Hub:
    """One hub: its folder, its files, its process."""

    def __init__(self, binary, roster=None, store=None, folder=None, **settings):
        self.binary = binary
        self.folder = folder or tempfile.mkdtemp(prefix="pusdalops-live-")
        self.owns_folder = folder is None
        self.roster = roster or standard_roster()
        self.public, self.secret = keypair()
        self.store = store or os.path.join(self.folder, "store")
        self.settings = {"feed.heartbeat_interval_ms": 200, "store.size_gib": 1, "store.reserve_mib": 16,
                         "limits.client_messages_per_s": 0, "hub.drain_ms": 100}
        self.settings.update(settings)
        ports = free_ports(len(ENDPOINTS) + 1)
        self.endpoints = {name: f"tcp://127.0.0.1:{port}" for name, port in zip(ENDPOINTS, ports)}
        self.metrics_port = ports[-1]
        self.config = os.path.join(self.folder, "pusdalopsd.yaml")
        self.roster_file = os.path.join(self.folder, "roster.yaml")
        self.notify = None
        self.process = None
        self.log = []
        self.log_changed = threading.Condition()
        self.reader = None
        os.makedirs(self.store, exist_ok=True)
        secret = os.path.join(self.folder, "hub.secret")
        with open(os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
            file.write(self.secret + "\n")
        self.write_roster()
        self.write_config()

    # --- Files --------------------------------------------------------------------------------------------------

    def write_roster(self):
        with open(self.roster_file + ".new", "w", encoding="utf-8") as file:
            file.write(self.roster.text())
        os.replace(self.roster_file + ".new", self.roster_file)

    def config_text(self, path=None):
        tree = {
            "hub": {
                "name": "pusdalops-uji",
                "secret_key_file": "hub.secret" if path is None else path,
                "roster_file": "roster.yaml",
                "catalogue_dir": os.path.join(ROOT, "config", "catalogue"),
                "realms": ["real", "drill/uji"],
            },
            "endpoints": {**self.endpoints, "metrics": f"127.0.0.1:{self.metrics_port}"},
            "store": {"directory": self.store},
            "sockets": {}, "feed": {}, "presence": {}, "picture": {}, "limits": {},
        }
        for name, value in self.settings.items():
            section, key = name.split(".")
            tree[section][key] = value
        lines = ["version: 1"]
        for section, entries in tree.items():
            if not entries:
                continue
            lines.append(f"{section}:")
            for key, value in entries.items():
                if isinstance(value, list):
                    value = "[" + ", ".join(f'"{one}"' for one in value) + "]"
                elif isinstance(value, str):
                    value = f'"{value}"'
                lines.append(f"  {key}: {value}")
        return "\n".join(lines) + "\n"

    def write_config(self):
        with open(self.config, "w", encoding="utf-8") as file:
            file.write(self.config_text())

    # --- The process --------------------------------------------------------------------------------------------

    def spawn(self, arguments=(), before=(), environment=None):
        """Start the daemon without waiting for it. `before` is a command that runs it, such as strace."""
        path = os.path.join(self.folder, "notify")
        if self.notify is None:
            self.notify = NotifySocket(path)
        self.notify_mark = self.notify.mark()
        variables = {**os.environ, "NOTIFY_SOCKET": path, **(environment or {})}
        for name in ("CREDENTIALS_DIRECTORY", "WATCHDOG_USEC", "WATCHDOG_PID"):
            if name not in (environment or {}):
                variables.pop(name, None)
        self.log_mark = len(self.log)
        self.process = subprocess.Popen(
            [*before, self.binary, "--config", self.config, *arguments],
            stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, env=variables,
            preexec_fn=end_with_parent,
        )
        self.reader = threading.Thread(target=self._read_log, args=(self.process.stderr,), daemon=True)
        self.reader.start()
        return self

    def start(self, seconds=15, **how):
        """Start the daemon and wait until it says READY=1.

        While the hub is down another test may stand on one of its ports for a moment: then it is started again until the
        time is over, as systemd does. Any other end is an error.
        """
        limit = time.monotonic() + seconds * SLOWER
        while True:
            self.spawn(**how)
            if self.wait_ready(seconds):
                return self
            status = self.process.poll()
            self.reader.join(seconds)
            if status is None:
                self.kill()
            taken = any("Address already in use" in line for line in self.log[self.log_mark:])
            if not taken or time.monotonic() > limit:
                raise AssertionError("the hub did not become ready, exit status "
                                     f"{status}\n  " + "\n  ".join(self.log[-15:]))

    def wait_ready(self, seconds=15):
        """True when the daemon that was spawned last says READY=1, False when it ends or the time is over."""
        return self.notify.wait("READY=1", seconds * SLOWER, self.running, self.notify_mark) is not None

    def _read_log(self, stream):
        for line in stream:
            with self.log_changed:
                self.log.append(line.decode(errors="replace").rstrip("\n"))
                self.log_changed.notify_all()
        stream.close()

    def wait_log(self, pattern, seconds=10, after=0):
        """Wait for a line of the log that matches; the line."""
        end = time.monotonic() + seconds * SLOWER
        with self.log_changed:
            position = after
            while True:
                while position < len(self.log):
                    if re.search(pattern, self.log[position]):
                        return self.log[position]
                    position += 1
                left = end - time.monotonic()
                if left <= 0:
                    raise AssertionError(f"no line of the log matches {pattern!r}")
                self.log_changed.wait(left)

    def hup(self):
        """Have the roster read again; wait for the line of the log that tells how it went."""
        mark = len(self.log)
        self.process.send_signal(signal.SIGHUP)
        return self.wait_log(r"roster", after=mark)

    def running(self):
        return self.process is not None and self.process.poll() is None

    def wait(self, seconds=15):
        """Wait for the end of the daemon; its exit status."""
        status = self.process.wait(seconds * SLOWER)
        self.reader.join(2)
        return status

    def stop(self, seconds=15):
        """Stop in good order; the exit status."""
        if not self.running():
            return self.process.returncode if self.process else None
        self.process.terminate()
        return self.wait(seconds)

    def kill(self):
        """kill -9."""
        if self.running():
            self.process.kill()
            self.process.wait()
            self.reader.join(2)

    def restart(self, **how):
        self.kill()
        return self.start(**how)

    def tool(self, *arguments, seconds=60):
        """A store tool of the daemon, run to its end: (status, stdout, stderr)."""
        done = subprocess.run([self.binary, "--config", self.config, *arguments], capture_output=True,
                              timeout=seconds * SLOWER, stdin=subprocess.DEVNULL, check=False)
        return done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")

    def close(self):
        """End the process and remove the folder."""
        self.kill()
        if self.notify:
            self.notify.close()
            self.notify = None
        if self.owns_folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    # --- Looking at it ------------------------------------------------------------------------------------------

    def rss_mib(self):
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as file:
            for line in file:
                if line.startswith("VmRSS:"):
                    return int(line.split()[1]) / 1024
        return 0.0

    def open_files(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def http(self, path, seconds=5):
        """(status, headers, body) of the metrics port."""
        import http.client

        connection = http.client.HTTPConnection("127.0.0.1", self.metrics_port, timeout=seconds * SLOWER)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        finally:
            connection.close()
