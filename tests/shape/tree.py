"""The project's own files, as the shape tests see them: what git tracks, and what it does not ignore."""
import os
import re
import subprocess

SKIPPED_FOLDERS = re.compile(r"^(build.*|\.git|node_modules|__pycache__|run-state|\.cache)$")


def from_git(root):
    """Names relative to root; None where git cannot tell (an unpacked archive)."""
    try:
        done = subprocess.run(
            ["git", "-c", "safe.directory=*", "-C", root, "ls-files", "-z", "--cached", "--others",
             "--exclude-standard"], capture_output=True, check=True)
        top = subprocess.run(["git", "-c", "safe.directory=*", "-C", root, "rev-parse", "--show-prefix"],
                             capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    if top.stdout.strip():
        return None  # root lies inside somebody else's repository
    return [os.fsdecode(name) for name in done.stdout.split(b"\0") if name]


def from_disk(root):
    names = []
    for folder, below, files in os.walk(root):
        below[:] = [name for name in below if not SKIPPED_FOLDERS.match(name)]
        names += [os.path.relpath(os.path.join(folder, name), root) for name in files]
    return names


class Tree:
    """Files under one root. `files` are sorted names relative to it, with forward slashes."""

    def __init__(self, root):
        self.root = os.path.abspath(root)
        names = from_git(self.root)
        if names is None:
            names = from_disk(self.root)
        self.files = sorted({name for name in names if os.path.isfile(os.path.join(self.root, name))})

    def under(self, *folders, ext=()):
        """The files below any of the folders, with one of the endings (all where none is given)."""
        return [name for name in self.files
                if any(name.startswith(folder + "/") for folder in folders)
                and (not ext or name.endswith(tuple(ext)))]

    def read(self, name):
        with open(os.path.join(self.root, name), encoding="utf-8", errors="replace") as file:
            return file.read()

    def is_text(self, name):
        with open(os.path.join(self.root, name), "rb") as file:
            return b"\0" not in file.read(8192)

    def exists(self, name):
        return os.path.exists(os.path.join(self.root, name))


INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)


def includes(text):
    """Pairs (line number, name, quoted) of the include lines of a C text."""
    return [(text.count("\n", 0, found.start(1)) + 1, found.group(2), found.group(1) == '"')
            for found in INCLUDE.finditer(text)]
