#!/usr/bin/env python3
"""Run clang-tidy over C files, several at a time; a file that was clean and has not changed is not looked at again.

    tidy.py --cache FOLDER --jobs N [--nodes N] --commands compile_commands.json [--commands ...] FILE...

--nodes: how far the path analysis follows one function (clang's own limit is 225000 states; the time goes into it).

A file counts as unchanged when its text, every header of the project it includes, its compile command, the
.clang-tidy files above it and clang-tidy itself are the same. Prints the findings, then "N clean, N with findings".
"""
import argparse
import concurrent.futures
import hashlib
import json
import os
import shlex
import subprocess
import sys


def commands_by_file(paths):
    """Absolute source -> (folder, words); the first file that knows a source wins."""
    found = {}
    for path in paths:
        if not os.path.exists(path):
            continue
        with open(path, encoding="utf-8") as file:
            for entry in json.load(file):
                source = os.path.realpath(os.path.join(entry["directory"], entry["file"]))
                found.setdefault(source, (entry["directory"], shlex.split(entry["command"]), os.path.dirname(path)))
    return found


def dependencies(folder, words):
    """The files of the project and of the build that a source includes, by the compiler's own account."""
    plain, skip = [], False
    for word in words[1:]:
        if skip:
            skip = False
        elif word in ("-o", "-MF", "-MQ", "-MT"):
            skip = True
        elif word not in ("-c", "-MD", "-MMD"):
            plain.append(word)
    done = subprocess.run(["clang", *plain, "-w", "-M"], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return None
    names = done.stdout.replace("\\\n", " ").split(":", 1)[1].split()
    return sorted({name for name in names if not name.startswith("/usr/")})


def settings_above(source):
    folder = os.path.dirname(source)
    while True:
        path = os.path.join(folder, ".clang-tidy")
        if os.path.exists(path):
            yield path
        if folder == os.path.dirname(folder):
            return
        folder = os.path.dirname(folder)


def fingerprint(version, source, folder, words):
    """A hash of everything the verdict depends on; None when the compiler cannot even read the file."""
    names = dependencies(folder, [word for word in words if not word.startswith("--extra-arg=")])
    if names is None:
        return None
    digest = hashlib.sha256(version.encode())
    digest.update("\0".join(words).encode())
    for name in [os.path.join(folder, name) for name in names] + list(settings_above(source)):
        digest.update(b"\0" + name.encode() + b"\0")
        with open(name, "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def look_at(arguments):
    """The findings of one file, empty when it is clean."""
    source, known, cache, version, extra = arguments
    if source not in known:
        return f"{os.path.relpath(source)}: no build: nothing that `check` builds compiles it\n"
    folder, words, build = known[source]
    mark = fingerprint(version, source, folder, words + extra)
    if mark and os.path.exists(os.path.join(cache, mark)):
        return ""
    done = subprocess.run(["clang-tidy", "--quiet", "-p", build, *extra, source],
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return done.stdout or done.stderr or f"{source}: clang-tidy ended with {done.returncode}\n"
    if mark:
        with open(os.path.join(cache, mark), "w", encoding="utf-8"):
            pass
    return ""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cache", required=True)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--nodes", type=int, default=0)
    parser.add_argument("--commands", action="append", default=[])
    parser.add_argument("files", nargs="*")
    options = parser.parse_args()
    os.makedirs(options.cache, exist_ok=True)
    version = subprocess.run(["clang-tidy", "--version"], capture_output=True, text=True, check=True).stdout
    known = commands_by_file(options.commands)
    extra = [f"--extra-arg={word}" for word in ("-Xclang", "-analyzer-config", "-Xclang", f"max-nodes={options.nodes}")]
    extra = extra if options.nodes else []
    work = [(os.path.realpath(name), known, options.cache, version, extra) for name in options.files]
    clean = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for number, (name, findings) in enumerate(zip(options.files, pool.map(look_at, work)), 1):
            print(f"{number}/{len(work)} {name}{': findings' if findings else ''}", flush=True)
            print(findings, end="", flush=True)
            clean += not findings
    print(f"{clean} clean, {len(work) - clean} with findings")
    return 0 if clean == len(work) and work else 1


if __name__ == "__main__":
    sys.exit(main())
