#!/usr/bin/env python3
"""Every header of ours compiles alone, says what it is, and explains each function right above it.

    headers.py ROOT BUILD       BUILD holds compile_commands.json
"""
import json
import os
import re
import shlex
import subprocess
import sys

from tap import Tap
from tree import Tree

FLAGS_KEPT = re.compile(r"^-(I|D|U|isystem|std=)")


def flags_by_folder(tree, build):
    """Folder of the tree -> the flags that its files are compiled with."""
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        commands = json.load(file)
    flags = {}
    for command in commands:
        source = os.path.normpath(os.path.join(command["directory"], command["file"]))
        folder = os.path.relpath(os.path.dirname(source), tree.root)
        words = shlex.split(command["command"])
        kept = []
        for at, word in enumerate(words):
            if FLAGS_KEPT.match(word):
                kept.append(word)
                if word in ("-I", "-D", "-U", "-isystem"):
                    kept.append(words[at + 1])
        flags.setdefault(folder, kept)
    return flags


def compiles_alone(header, flags, root, build):
    """The complaint of the compiler, or nothing. Included twice, so that a missing guard shows."""
    path = os.path.join(root, header)
    text = f'#include "{path}"\n#include "{path}"\nextern int nothing_else;\n'
    done = subprocess.run(
        ["gcc", "-fsyntax-only", "-Wall", "-Wextra", "-Wstrict-prototypes", "-Werror", *flags, "-x", "c", "-"],
        input=text, capture_output=True, text=True, cwd=build, check=False)
    return [] if done.returncode == 0 else [f"{header}: {line}" for line in done.stderr.splitlines()[:4]]


def declarations(text):
    """Triples (first line index, last, name) of the functions declared or defined at the left margin."""
    lines = text.splitlines()
    found, at = [], 0
    while at < len(lines):
        line = lines[at]
        if not re.match(r"[A-Za-z_]", line) or line.startswith("typedef"):
            # a preprocessor line takes its continuations with it
            while line.startswith("#") and line.endswith("\\") and at + 1 < len(lines):
                at += 1
                line = lines[at]
            at += 1
            continue
        start, whole = at, line
        while not re.search(r"[;{]", lines[at]) and at + 1 < len(lines):
            at += 1
            whole += " " + lines[at]
        head = re.split(r"[;{=]", whole)[0]
        name = re.search(r"\b(?!__attribute__|_Alignas|alignas|_Static_assert|static_assert)([a-z_][a-z0-9_]*)\s*\(",
                         head)
        if name:
            found.append((start, at, name.group(1)))
        at += 1
    return found


def says_itself(lines, start):
    """A static inline function of one line: its body says what a comment would."""
    return lines[start].startswith("static inline") and lines[start + 3:start + 4] == ["}"] \
        and lines[start + 2].lstrip().startswith("return ")


def runs(text):
    """The declarations in runs: those that follow each other without a line between share a comment."""
    found = []
    for start, end, name in declarations(text):
        if found and found[-1][-1][1] == start - 1:
            found[-1].append((start, end, name))
        else:
            found.append([(start, end, name)])
    return found


def unexplained(header, text):
    """Functions without a comment that ends on the line above; the comment of a single one says its name."""
    lines = text.splitlines()
    wrong = []
    for run in runs(text):
        start, _, name = run[0]
        if says_itself(lines, start):
            continue
        above = start - 1
        if above < 0 or not lines[above].rstrip().endswith("*/"):
            wrong.append(f"{header}:{start + 1} {name} has no comment right above it")
            continue
        first = above
        while first > 0 and "/*" not in lines[first]:
            first -= 1
        if len(run) == 1 and not re.search(rf"\b{re.escape(name)}\b", "\n".join(lines[first:start])):
            wrong.append(f"{header}:{start + 1} the comment above {name} does not say its name")
    return wrong


def headline(header, text):
    """A header opens with its name and one line of what it is."""
    name = os.path.basename(header)
    if re.match(rf"/\*\n \* {re.escape(name)} - \S", text):
        return []
    return [f'{header} does not open with "{name} - ..."']


def main(root, build):
    tap = Tap()
    tree = Tree(root)
    flags = flags_by_folder(tree, build)
    headers = tree.under("daemon", "clients", ext=(".h",))
    tap.holds("there are headers to look at", [] if headers else ["none found"])
    for header in headers:
        folder = os.path.dirname(header)
        if folder not in flags:
            tap.holds(f"{header} compiles alone", ["no file beside it is built, so its flags are unknown"])
            continue
        tap.holds(f"{header} compiles alone", compiles_alone(header, flags[folder], tree.root, build))
    tap.holds("every header opens with its name and what it is",
              [one for header in headers for one in headline(header, tree.read(header))])
    tap.holds("every public function has its comment right above it",
              [one for header in headers for one in unexplained(header, tree.read(header))])
    return tap.done()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
