#!/usr/bin/env python3
"""The direction of the include lines: base <- core <- io <- main.c, and clients that never read daemon/.

    includes.py ROOT
"""
import fnmatch
import re
import sys

from tap import Tap
from tree import Tree, includes

# The files of daemon/core that may see generated protobuf: what turns bytes into our structs and back.
PROTOBUF_READERS = ["message*.c", "document*.c", "answer*.c", "record*.c", "document_build.h"]

# What only daemon/io may include, of all the daemon.
OUTSIDE_HEADERS = re.compile(r"^(zmq(_utils)?\.h|lmdb\.h|yaml\.h|microhttpd\.h|systemd/.*)$")

LAYERS = ["base", "core", "io"]
MADE_HEADERS = {"errors.inc"}  # made from proto/errors.csv


def layer_of(name):
    """0 base, 1 core, 2 io, 3 main.c; None outside daemon/."""
    parts = name.split("/")
    if parts[0] != "daemon":
        return None
    return LAYERS.index(parts[1]) if parts[1] in LAYERS else len(LAYERS)


def direction(tree):
    """An include points left, never right, and says its folder."""
    wrong = []
    for name in tree.under("daemon", ext=(".c", ".h")):
        for line, wanted, quoted in includes(tree.read(name)):
            folder = wanted.split("/")[0]
            if folder in LAYERS:
                if LAYERS.index(folder) > layer_of(name):
                    wrong.append(f"{name}:{line} includes {wanted}")
            elif quoted and wanted not in MADE_HEADERS and not wanted.endswith(".pb-c.h"):
                wrong.append(f'{name}:{line} includes "{wanted}" without base/, core/ or io/')
    return wrong


def outside(tree):
    """Only io sees the libraries of the outside."""
    return [f"{name}:{line} includes {wanted}"
            for name in tree.under("daemon", ext=(".c", ".h")) if layer_of(name) != LAYERS.index("io")
            for line, wanted, _ in includes(tree.read(name)) if OUTSIDE_HEADERS.match(wanted)]


def protobuf(tree):
    """Only the message and record files see generated protobuf."""
    wrong = []
    for name in tree.under("daemon", ext=(".c", ".h")):
        folder, _, file = name.rpartition("/")
        if folder == "daemon/core" and any(fnmatch.fnmatch(file, one) for one in PROTOBUF_READERS):
            continue
        for line, wanted, _ in includes(tree.read(name)):
            if wanted.endswith(".pb-c.h") or wanted.startswith("protobuf-c/"):
                wrong.append(f"{name}:{line} includes {wanted}")
    return wrong


def clients(tree):
    """Clients read proto/ and nothing of the daemon, neither a header nor a library."""
    wrong = []
    for name in tree.under("clients", ext=(".c", ".h")):
        for line, wanted, _ in includes(tree.read(name)):
            parts = wanted.split("/")
            if "daemon" in parts or parts[0] in LAYERS:
                wrong.append(f"{name}:{line} includes {wanted}")
    for name in tree.under("clients", ext=("meson.build",)):
        for line, text in enumerate(tree.read(name).splitlines(), 1):
            if re.search(r"\bhub_(base|core|io)|daemon", text.partition("#")[0]):
                wrong.append(f"{name}:{line} builds with the daemon")
    return wrong


def own_header_first(tree):
    """A .c file of daemon/ or clients/ includes its own header first, where it has one."""
    wrong = []
    for name in tree.under("daemon", "clients", ext=(".c",)):
        header = name[:-2] + ".h"
        if header not in tree.files:
            continue
        found = includes(tree.read(name))
        if not found or not header.endswith("/" + found[0][1]):
            wrong.append(f"{name} does not begin with {header}")
    return wrong


RULES = [
    ("includes point from main.c to io to core to base", direction),
    ("only daemon/io includes zmq.h, lmdb.h, yaml.h, microhttpd.h, systemd/", outside),
    ("only the message and record files include generated protobuf", protobuf),
    ("clients read nothing of the daemon", clients),
    ("a .c file includes its own header first", own_header_first),
]


def main(root):
    tap = Tap()
    tree = Tree(root)
    tap.holds("there are files of the daemon to look at",
              [] if tree.under("daemon", ext=(".c",)) else ["none found"])
    for sentence, rule in RULES:
        tap.holds(sentence, rule(tree))
    return tap.done()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
