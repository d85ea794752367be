"""The hub and its peers as servers on loopback: each in a folder of its own, known by the pid that was started.

A server is started fresh for every round and ended by its pid. Nothing is installed as a service or kept.
"""
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
REGIONS = os.path.join(ROOT, "config", "catalogue", "regions.csv")
START_SECONDS = 30
POSTGRES_USER = "postgres"


def free_port():
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def find_binary(name, *folders):
    """The path of a peer's program."""
    path = shutil.which(name, path=os.pathsep.join([os.environ["PATH"], "/usr/sbin", *folders]))
    if path is None:
        raise SystemExit(f"bench: {name} is not installed")
    return path


def end(process):
    """End a process that was started here, and wait for it."""
    if process is None or process.poll() is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class Server:
    """One server in a folder of its own; subclasses say how it is started."""

    protocol = ""
    durable = "yes"

    def __init__(self, work, build):
        self.work = work
        self.build = build
        self.folder = None
        self.process = None
        self.port = 0

    def program(self, name):
        return os.path.join(self.build, name)

    def command(self):
        raise NotImplementedError

    def prepare(self):
        """Files the server needs, in self.folder."""

    def ready(self):
        """After the port answers: what must exist before the first message."""

    def start(self, before=()):
        """A folder, a port, the process; returns when it answers."""
        self.folder = tempfile.mkdtemp(prefix=f"{self.protocol}-", dir=self.work)
        self.port = free_port()
        self.prepare()
        self.spawn(before)
        return self

    def spawn(self, before=()):
        with open(os.path.join(self.folder, "log"), "ab") as log:
            self.process = subprocess.Popen([*before, *self.command()], stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=log, cwd=self.folder)
        limit = time.monotonic() + START_SECONDS
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                break
            except OSError:
                if self.process.poll() is not None or time.monotonic() > limit:
                    self.complain()
                time.sleep(0.005)
        self.ready()

    def complain(self):
        with open(os.path.join(self.folder, "log"), encoding="utf-8", errors="replace") as log:
            text = log.read()[-2000:]
        self.stop()
        raise SystemExit(f"bench: {self.protocol} did not start:\n{text}")

    def cpu_seconds(self):
        """Processor time of the server so far, of all its threads."""
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self):
        end(self.process)
        self.process = None
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder = None

    def load_arguments(self):
        return ["--protocol", self.protocol, "--port", str(self.port)]

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()


class Hub(Server):
    """pusdalopsd: plain (lab) or, with a `Keys`, CURVE."""

    protocol = "hub"
    durable = "yes, one sync a turn"

    def __init__(self, work, build, keys=None, settings=None):
        super().__init__(work, build)
        self.keys = keys
        self.ports = {}
        self.settings = settings or {}
        self.store = None

    def prepare(self):
        names = ["submit", "intake", "feed_internal", "feed_public", "urgent"]
        self.ports = {name: free_port() for name in names}
        self.port = self.ports["submit"]
        self.store = self.store or os.path.join(self.folder, "store")
        os.makedirs(self.store, exist_ok=True)
        endpoints = "".join(f'  {name}: "tcp://127.0.0.1:{port}"\n' for name, port in self.ports.items())
        hub = '  name: "bench"\n'
        if self.keys is not None:
            self.keys.write(self.folder)
            hub += '  secret_key_file: "hub.secret"\n  roster_file: "roster.yaml"\n'
        hub += f'  catalogue_dir: "{os.path.join(ROOT, "config", "catalogue")}"\n  realms: ["real"]\n'
        limits = {"client_messages_per_s": 0, **self.settings.get("limits", {})}
        text = (f'version: 1\nhub:\n{hub}endpoints:\n{endpoints}  metrics: ""\n'
                f'store:\n  directory: "{self.store}"\n  size_gib: 64\n  reserve_mib: 64\n'
                "limits:\n" + "".join(f"  {key}: {value}\n" for key, value in limits.items()))
        with open(os.path.join(self.folder, "hub.yaml"), "w", encoding="utf-8") as file:
            file.write(text)

    def arguments(self):
        return ["--config", os.path.join(self.folder, "hub.yaml")] + ([] if self.keys else ["--insecure-lab"])

    def command(self):
        return [self.program("daemon/pusdalopsd"), *self.arguments()]

    def load_arguments(self):
        return [*super().load_arguments(), "--declare"]

    def restart(self, before=()):
        """The same store again, on the same ports; does not wait for it. The caller ends it."""
        with open(os.path.join(self.folder, "log"), "ab") as log:
            self.process = subprocess.Popen([*before, *self.command()], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        return self


class Echo(Server):
    """A raw libzmq ROUTER that gives back what it gets; with `log` after one LMDB commit a turn, with `feed` published too."""

    protocol = "echo"
    durable = "no"

    def __init__(self, work, build, keys=None, log=False, feed=False):
        super().__init__(work, build)
        self.keys = keys
        self.log = log
        self.feed = feed
        self.ports = {}

    def prepare(self):
        self.ports["feed_internal"] = free_port()

    def command(self):
        command = [self.program("tests/bench/bench_serve"), "echo", f"tcp://127.0.0.1:{self.port}",
                   self.keys.file if self.keys else "-", os.path.join(self.folder, "lmdb") if self.log else "-"]
        return command + ([f"tcp://127.0.0.1:{self.ports['feed_internal']}"] if self.feed else [])


class Publisher(Server):
    """A raw libzmq PUB that sends frames of listed sizes as fast as it can."""

    protocol = "publish"
    durable = "no"

    def __init__(self, work, build, sizes):
        super().__init__(work, build)
        self.sizes = sizes

    def command(self):
        return [self.program("tests/bench/bench_serve"), "publish", f"tcp://127.0.0.1:{self.port}", self.sizes]


class Keys:
    """CURVE keys and a roster: all regencies as districts, the national centre, one relay for all, consoles."""

    def __init__(self, work, build, consoles=100):
        self.file = os.path.join(work, "keys")
        with open(REGIONS, encoding="utf-8") as regions:
            codes = [line.split(",")[0].strip('"') for line in regions if not line.startswith(("#", "code,"))]
        self.codes = [code for code in codes if len(code) == 5]
        self.consoles = [f"console-{nth}" for nth in range(consoles)]
        names = ["hub", "bnpb", "relay", *[f"bpbd-{code}" for code in self.codes], *self.consoles]
        text = subprocess.run([os.path.join(build, "tests/bench/bench_serve"), "keys", *names], check=True, text=True,
                              stdout=subprocess.PIPE).stdout
        with open(self.file, "w", encoding="ascii") as file:
            file.write(text)
        self.pairs = {name: (public, secret) for name, public, secret in (line.split() for line in text.splitlines())}

    def entry(self, name, role, regions, speaks_for=()):
        quoted = ", ".join(f'"{one}"' for one in regions)
        text = (f'  - name: "{name}"\n    title: "{name}"\n    role: {role}\n    keys: ["{self.pairs[name][0]}"]\n'
                f'    regions: [{quoted}]\n    realms: ["real"]\n    access: internal\n')
        if speaks_for:
            text += "    speaks_for: [" + ", ".join(f'"{one}"' for one in speaks_for) + "]\n"
        return text

    def write(self, folder):
        """hub.secret and roster.yaml"""
        with open(os.open(os.path.join(folder, "hub.secret"), os.O_WRONLY | os.O_CREAT, 0o600), "w",
                  encoding="ascii") as file:
            file.write(self.pairs["hub"][1] + "\n")
        with open(os.path.join(folder, "roster.yaml"), "w", encoding="utf-8") as file:
            file.write("version: 1\nclients:\n" + self.entry("bnpb", "national", ["nation"]) +
                       self.entry("relay", "relay", ["nation"], [f"bpbd-{code}" for code in self.codes]))
            for code in self.codes:
                file.write(self.entry(f"bpbd-{code}", "district", [code]))
            for name in self.consoles:
                file.write(self.entry(name, "console", ["nation"]))


class Redis(Server):
    """Redis streams, each write synced before it is answered; writes of one loop share a sync."""

    protocol = "redis"
    durable = "yes, one sync a loop"

    def command(self):
        return [find_binary("redis-server"), "--port", str(self.port), "--bind", "127.0.0.1", "--dir", self.folder,
                "--appendonly", "yes", "--appendfsync", "always", "--save", "", "--auto-aof-rewrite-percentage", "0",
                "--maxclients", "2000"]


class Mosquitto(Server):
    """QoS 1 with persistence on: acknowledged before anything is written, there is no setting that changes it."""

    protocol = "mqtt"
    durable = "no"

    def prepare(self):
        with open(os.path.join(self.folder, "conf"), "w", encoding="utf-8") as file:
            file.write(f"listener {self.port} 127.0.0.1\nallow_anonymous true\npersistence true\n"
                       f"persistence_location {self.folder}/\nuser root\nlog_type error\n")

    def command(self):
        return [find_binary("mosquitto"), "-c", os.path.join(self.folder, "conf")]


class Nats(Server):
    """JetStream with file storage, as packaged: 2.9 acknowledges from the page cache and syncs every two minutes."""

    protocol = "nats"
    durable = "no, syncs every 2 min"

    def prepare(self):
        with open(os.path.join(self.folder, "conf"), "w", encoding="utf-8") as file:
            file.write(f'listen: "127.0.0.1:{self.port}"\njetstream {{ store_dir: "{self.folder}/js" }}\n')

    def command(self):
        return [find_binary("nats-server"), "-c", os.path.join(self.folder, "conf")]

    def ready(self):
        """Create the stream."""
        stream = json.dumps({"name": "bench", "subjects": ["s"], "storage": "file", "retention": "limits",
                             "num_replicas": 1, "max_consumers": -1, "max_msgs": -1, "max_bytes": -1, "max_age": 0,
                             "max_msg_size": -1, "discard": "old"})
        limit = time.monotonic() + START_SECONDS
        while time.monotonic() < limit:
            with socket.create_connection(("127.0.0.1", self.port), 2) as peer:
                peer.sendall((f'CONNECT {{"verbose":false}}\r\nSUB r 1\r\n'
                              f"PUB $JS.API.STREAM.CREATE.bench r {len(stream)}\r\n{stream}\r\nPING\r\n").encode())
                heard = b""
                peer.settimeout(2)
                try:
                    while b'"created"' not in heard and b'"error"' not in heard:
                        piece = peer.recv(65536)
                        if not piece:
                            break
                        heard += piece
                except socket.timeout:
                    pass
                if b'"created"' in heard:
                    return
            time.sleep(0.1)
        self.complain()


class Postgres(Server):
    """One transaction a row, synchronous_commit on, 128 MiB of buffers; the cluster is made anew for each round."""

    protocol = "postgres"
    durable = "yes, a commit a row, grouped over connections"

    def __init__(self, work, build):
        super().__init__(work, build)
        folders = [os.path.join("/usr/lib/postgresql", one, "bin") for one in
                   sorted(os.listdir("/usr/lib/postgresql"), reverse=True)] if os.path.isdir("/usr/lib/postgresql") else []
        self.bin = {name: find_binary(name, *folders) for name in ("initdb", "postgres", "psql")}

    def cpu_seconds(self):
        """Many processes that come and go: not counted."""
        return float("nan")

    def as_user(self, command):
        """PostgreSQL refuses to run as root."""
        return ["setpriv", f"--reuid={POSTGRES_USER}", f"--regid={POSTGRES_USER}", "--clear-groups", *command] \
            if os.geteuid() == 0 else command

    def prepare(self):
        if os.geteuid() == 0:
            user = pwd.getpwnam(POSTGRES_USER)
            os.chown(self.folder, user.pw_uid, user.pw_gid)
        subprocess.run(self.as_user([self.bin["initdb"], "-D", os.path.join(self.folder, "data"), "-U", POSTGRES_USER,
                                     "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"]),
                       check=True, stdout=subprocess.DEVNULL)

    def command(self):
        return self.as_user([self.bin["postgres"], "-D", os.path.join(self.folder, "data"), "-p", str(self.port),
                             "-h", "127.0.0.1", "-k", self.folder, "-c", "max_connections=600",
                             "-c", "shared_buffers=128MB", "-c", "max_wal_size=4GB"])

    def ready(self):
        limit = time.monotonic() + START_SECONDS
        while subprocess.run([self.bin["psql"], "-h", "127.0.0.1", "-p", str(self.port), "-U", POSTGRES_USER, "-qc",
                              "CREATE TABLE s (id bigserial PRIMARY KEY, m bytea)"],
                             stderr=subprocess.DEVNULL, check=False).returncode != 0:
            if time.monotonic() > limit:
                self.complain()
            time.sleep(0.1)

    def stop(self):
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # fast shutdown: connections are not waited for
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                pass
        super().stop()
