"""One client's place: the command `pusdalops`, a key, a folder and an outbox, as a person has them."""
import os
import shutil
import subprocess
import sys

from world import EVENT, SLOWER

COMMAND = os.path.abspath(sys.argv[2])


class Desk:
    """By default that of BPBD Aceh. Who only reads, and the public picture only, names no source."""

    def __init__(self, one, name="bpbd-11", speaks=True):
        self.hub, self.name = one, name
        self.source = ["--source", name] if speaks else []
        self.folder = os.path.join(one.folder, "desk-" + name)
        os.makedirs(self.folder)
        self.key = os.path.join(self.folder, "own.secret")
        public, secret = one.roster.keys[name][0]
        with open(os.open(self.key, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="ascii") as file:
            file.write(secret + "\n")
        with open(os.path.join(self.folder, "own.public"), "w", encoding="ascii") as file:
            file.write(public + "\n")

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def rows(self, name, count, first=0):
        lines = ["event,region,as_of,dead,displaced_persons"]
        for i in range(first, first + count):
            lines.append(f"{EVENT},11.{(4, 6, 17)[i % 3]:02},2025-11-28T13:{i // 60 % 60:02}:{i % 60:02}+07:00,"
                         f"{i % 9},{i}")
        return self.write(name, "\n".join(lines) + "\n")

    def command(self, *words, submit=None, timeout=10, language="en"):
        """What a person would type, with who and where behind it."""
        return [COMMAND, *words, "--lang", language, "--key", self.key, "--hub-key", self.hub.public, *self.source,
                "--outbox", os.path.join(self.folder, "outbox"), "--intake", self.hub.endpoints["intake"],
                "--timeout", str(int(timeout * SLOWER)), "--submit", submit or self.hub.endpoints["submit"]]

    def run(self, *words, **how):
        """(exit status, lines on stdout, stderr); files are looked for in the desk's folder"""
        done = subprocess.run(self.command(*words, **how), capture_output=True, timeout=100 * SLOWER, stdin=subprocess.DEVNULL,
                              cwd=self.folder, check=False)
        return done.returncode, done.stdout.decode().splitlines(), done.stderr.decode()

    def forget(self):
        shutil.rmtree(os.path.join(self.folder, "outbox"))
