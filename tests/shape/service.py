#!/usr/bin/env python3
"""The installed unit, user and folders, judged by systemd's own tools.

    service.py BUILD SOURCE      folders that hold systemd/ as built and as written
"""
import os
import re
import subprocess
import sys
import tempfile

from tap import Tap

EXPOSURE_MAX = 20  # tenths: systemd-analyze must say at most 2.0

REQUIRED = {
    "Type": "notify",
    "Restart": "always",
    "StartLimitIntervalSec": "0",
    "RestartPreventExitStatus": "78",
    "LimitCORE": "0",
    "StateDirectory": "pusdalops",
    "StateDirectoryMode": "0700",
    "MemoryMax": None,
    "WatchdogSec": None,
    "LoadCredential": None,
    "LimitNOFILE": None,
}
# How the hub ended -> how long it rests before the next start, in seconds; with RestartSec= on top.
RESTS = {
    ("signal", "KILL"): None,
    ("oom-kill", "KILL"): None,
    ("watchdog", "ABRT"): None,
    ("success", "0"): None,
    ("exit-code", "78"): None,
    ("exit-code", "70"): "10",
    ("exit-code", "74"): "10",
    ("exit-code", "203"): "10",
    ("exit-code", "243"): "10",
    ("protocol", "0"): "10",
    ("signal", "ABRT"): "2",
    ("signal", "SEGV"): "2",
    ("core-dump", "ABRT"): "2",
}
DESCRIPTORS_MIN = 16384  # with fewer, libzmq's accept loop goes deaf under a nation's worth of nodes


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, (done.stdout + done.stderr).strip()


def settings(text):
    """Key -> list of its values, in order."""
    found = {}
    for line in text.splitlines():
        match = re.match(r"([A-Za-z]+)=(.*)$", line)
        if match:
            found.setdefault(match.group(1), []).append(match.group(2))
    return found


def exposure(unit):
    status, said = run("systemd-analyze", "security", "--offline=yes", "--no-pager",
                       f"--threshold={EXPOSURE_MAX}", unit)
    if status == 0:
        return []
    return said.splitlines()[-1:] or [f"systemd-analyze ended with {status}"]


def required(found):
    wrong = []
    for key, value in REQUIRED.items():
        if key not in found:
            wrong.append(f"{key}= is missing")
        elif value is not None and found[key][-1] != value:
            wrong.append(f"{key}={found[key][-1]}, not {value}")
    if int(found.get("LimitNOFILE", ["0"])[-1]) < DESCRIPTORS_MIN:
        wrong.append(f"LimitNOFILE= is below {DESCRIPTORS_MIN}")
    filters = found.get("SystemCallFilter", [])
    if filters and filters[-1] != "sched_setscheduler":
        wrong.append("SystemCallFilter= does not end with sched_setscheduler: libzmq would be killed at start")
    families = found.get("RestrictAddressFamilies", [""])[-1].split()
    for family in ("AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK"):
        if families and family not in families:
            wrong.append(f"RestrictAddressFamilies= lacks {family}: libzmq ends the process at its first bind")
    return wrong


def rests(text):
    """The unit's own line, run by a shell as systemd would, with a `sleep` that only says how long."""
    line = re.search(r"(?m)^ExecStopPost=\+/bin/sh -c '([^']*)'$", text.replace("\\\n", " "))
    if not line:
        return ["there is no ExecStopPost=+/bin/sh -c '...'"]
    wrong = []
    with tempfile.TemporaryDirectory() as folder:
        sleep = os.path.join(folder, "sleep")
        with open(sleep, "w", encoding="ascii") as file:
            file.write('#!/bin/sh\necho "$1"\n')
        os.chmod(sleep, 0o755)
        for (result, status), wanted in RESTS.items():
            done = subprocess.run(["/bin/sh", "-c", line.group(1).replace("$$", "$")], capture_output=True, text=True,
                                  env={"PATH": folder, "SERVICE_RESULT": result, "EXIT_STATUS": status}, check=False)
            said = done.stdout.strip() or None
            if done.returncode != 0 or said != wanted:
                wrong.append(f"{result}/{status}: rests {said}, not {wanted} {done.stderr.strip()}")
    return wrong


def syntax(unit):
    """systemd reads every line. The program and the manual are not installed here, so they are put aside."""
    with tempfile.TemporaryDirectory() as folder:
        copy = os.path.join(folder, os.path.basename(unit))
        with open(unit, encoding="utf-8") as file:
            text = re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", file.read())
        with open(copy, "w", encoding="utf-8") as file:
            file.write(re.sub(r"(?m)^Documentation=.*\n", "", text))
        status, said = run("systemd-analyze", "verify", "--recursive-errors=no", copy)
        about_us = [line for line in said.splitlines() if os.path.basename(unit) in line]
        return about_us if status != 0 or about_us else []


def user_and_folders(build, source):
    """The user is made, then the folders with the right owner and mode, in an empty root."""
    with tempfile.TemporaryDirectory() as root:
        os.makedirs(os.path.join(root, "etc"))
        with open(os.path.join(root, "etc", "group"), "w", encoding="utf-8") as group:
            group.write("root:x:0:\n")
        with open(os.path.join(root, "etc", "passwd"), "w", encoding="utf-8") as passwd:
            passwd.write("root:x:0:0:root:/root:/bin/sh\n")
        status, said = run("systemd-sysusers", f"--root={root}", os.path.join(source, "pusdalops.sysusers.conf"))
        if status != 0:
            return [f"systemd-sysusers: {said}"]
        with open(os.path.join(root, "etc", "group"), encoding="utf-8") as group:
            gid = re.search(r"(?m)^pusdalops:[^:]*:(\d+):", group.read())
        if not gid:
            return ["systemd-sysusers made no group pusdalops"]
        tmpfiles = os.path.join(build, "pusdalops.conf")
        with open(tmpfiles, encoding="utf-8") as conf:
            folder = re.search(r"(?m)^d (\S+) ", conf.read()).group(1)
        status, said = run("systemd-tmpfiles", f"--root={root}", "--create", tmpfiles)
        if status != 0:
            return [f"systemd-tmpfiles: {said}"]
        made = os.stat(root + folder)
        is_right = (made.st_mode & 0o777, made.st_uid, made.st_gid) == (0o750, 0, int(gid.group(1)))
        return [] if is_right else [f"{folder} has mode {made.st_mode & 0o777:o}, {made.st_uid}:{made.st_gid}"]


def main(build, source):
    tap = Tap()
    unit = os.path.join(build, "pusdalopsd.service")
    with open(unit, encoding="utf-8") as file:
        text = file.read()
    found = settings(text)
    tap.holds(f"the unit's exposure is at most {EXPOSURE_MAX / 10}", exposure(unit))
    tap.holds("the unit has what the daemon relies on", required(found))
    tap.holds("who was killed is back at once, who cannot start rests before the next try", rests(text))
    tap.holds("systemd understands every line of the unit", syntax(unit))
    sentence = "user and folders are made with the right owner and mode"
    if os.geteuid() == 0:
        tap.holds(sentence, user_and_folders(build, source))
    else:
        tap.skip(sentence, "only root may give folders away")
    return tap.done()


if __name__ == "__main__":
    sys.exit(main(*map(os.path.abspath, sys.argv[1:])))
