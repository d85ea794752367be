#!/usr/bin/env python3
"""Documents name files that exist; the tree holds what it should, and nothing of the machine it was written on.

    documents.py ROOT
"""
import os
import re
import sys

from tap import Tap
from tree import Tree

# The top of the tree: these, all of them, and no others.
TOP = {
    "meson.build", "meson_options.txt", "daemon", "proto", "clients", "config", "systemd", "tests", "README.md",
    "run", "check", ".ci", ".clang-format", ".clang-tidy", ".editorconfig", ".gitignore", "LICENSE", "CHANGELOG.md",
}

DOCUMENTS = ["README.md", "daemon/README.md", "proto/README.md", "tests/README.md"]
FILE_ENDINGS = (".c", ".h", ".md", ".proto", ".py", ".sh", ".scn", ".csv", ".build", ".yaml", ".inc")
LINES_MAX = 900
TOPIC_BYTES_MAX = 128  # libzmq 4.3.4 mishandles subscriptions of 246 to 255 bytes

# Written in two halves so that this file does not complain of itself.
MACHINE = re.compile("|".join([
    r"(?:^|[^\w./-])/" + r"(?:work|farm|root|mnt)/",
    r"(?:^|[^\w./-])/" + r"home/[a-z]",
    r"/tmp/" + r"(?:bash_jobs|build)",
    r"\.py" + r"env\b",
]))
REGISTRY = re.compile("|".join([
    "registry" + r"\.(?:npmjs|yarnpkg)",
    "pypi" + r"\.org", "python" + "hosted",
    "deb" + r"\.debian\.org", "snapshot" + r"\.debian\.org", "security" + r"\.debian\.org",
    "proxy" + r"\.golang\.org", "crates" + r"\.io", "repo1?" + r"\.maven", "ruby" + r"gems\.org",
    r'"' + 'resolved"' + r"\s*:",
]), re.IGNORECASE)


def top_level(tree):
    """Exactly the agreed entries."""
    present = {name.split("/")[0] for name in tree.files}
    return [f"{name} is not an agreed entry" for name in sorted(present - TOP)] + \
           [f"{name} is missing" for name in sorted(TOP - present)]


def lines_of(tree, pattern, excused=()):
    wrong = []
    for name in tree.files:
        if name in excused or not tree.is_text(name):
            continue
        for line, text in enumerate(tree.read(name).splitlines(), 1):
            found = pattern.search(text)
            if found:
                wrong.append(f"{name}:{line} {found.group(0).strip()}")
    return wrong


def machine_paths(tree):
    """No path of the machine that something was written on."""
    return lines_of(tree, MACHINE)


def registries(tree):
    """No host of a package registry: which one a machine uses is its own affair."""
    return lines_of(tree, REGISTRY)


def long_files(tree):
    """No room with two rooms in it."""
    wrong = []
    for name in tree.under("daemon", "clients"):
        if tree.is_text(name) and not name.endswith(("package-lock.json", ".csv", ".svg", ".md")):
            count = tree.read(name).count("\n")
            if count > LINES_MAX:
                wrong.append(f"{name} has {count} lines")
    return wrong


def code_spans(text):
    """Pairs (line, content) of the backquoted words outside of code blocks."""
    fenced = False
    for line, words in enumerate(text.splitlines(), 1):
        if words.lstrip().startswith("```"):
            fenced = not fenced
        elif not fenced:
            for found in re.finditer(r"`([^`]+)`", words):
                yield line, found.group(1)


def names_a_file(span):
    """The file or folder that a backquoted word names, or None."""
    if re.search(r"[\s<>*$(){}\[\]|=~]|://|\.\.\.", span) or span.startswith(("/", "-")):
        return None
    span = re.sub(r":\d+$", "", span)
    if span.startswith("./"):
        return span[2:]
    first = span.split("/")[0]
    if "/" in span:
        return span if first in TOP or span.endswith(FILE_ENDINGS) else None
    return span if span.endswith(FILE_ENDINGS) else None


def dead_names(tree, documents):
    """Files that a document names and that do not exist."""
    wrong = []
    for document in documents:
        if not tree.exists(document):
            wrong.append(f"{document} itself is missing")
            continue
        beside = os.path.dirname(document)
        for line, span in code_spans(tree.read(document)):
            name = names_a_file(span)
            if name is None:
                continue
            name = name.rstrip("/")
            if any(tree.exists(one) for one in (name, os.path.join(beside, name))):
                continue
            if any(file.endswith("/" + name) for file in tree.files):
                continue
            wrong.append(f"{document}:{line} names {span}")
    return wrong


def topics(tree):
    """A feed filter is a byte prefix, so every topic that the protocol text shows ends in a slash, and is short."""
    if not tree.exists("proto/README.md"):
        return ["proto/README.md is missing"]
    wrong = []
    for line, span in code_spans(tree.read("proto/README.md")):
        if re.match(r"(real|drill/[^/]+|<realm>)/", span):
            if not span.endswith("/"):
                wrong.append(f"proto/README.md:{line} {span} does not end in a slash")
            if len(span.encode()) > TOPIC_BYTES_MAX:
                wrong.append(f"proto/README.md:{line} {span} is longer than {TOPIC_BYTES_MAX} bytes")
    return wrong


def main(root):
    tap = Tap()
    tree = Tree(root)
    tap.holds("the top of the tree is exactly as agreed", top_level(tree))
    tap.holds("no file holds a path of somebody's machine", machine_paths(tree))
    tap.holds("no file holds the host of a package registry", registries(tree))
    tap.holds(f"no file of daemon/ or clients/ is longer than {LINES_MAX} lines", long_files(tree))
    tap.holds("every file that a README names exists", dead_names(tree, DOCUMENTS))
    tap.holds("every topic in proto/README.md ends in a slash and is short", topics(tree))
    return tap.done()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
