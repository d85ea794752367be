#!/usr/bin/env python3
"""What base and core ask of the outside, by `nm`: memory and string functions, hashes, protobuf; nothing that
touches a file, a socket, a clock, dice or the heap.

    symbols.py LIBRARY.a...          the libraries to look at come first, those they may use follow after --
"""
import os
import re
import subprocess
import sys

from tap import Tap

# Asked for by name in the complaint, so that the reader sees which rule it is.
DENIED = {
    "the heap": r"malloc|calloc|realloc|reallocarray|free|strdup|strndup|asprintf|vasprintf|mmap|munmap|brk|sbrk",
    "files": r"open(at)?(64)?|creat|read|pread(64)?|write|pwrite(64)?|close|ioctl|fcntl(64)?|stat(64)?|rename|unlink"
             r"|f(open|close|read|write|puts|putc|printf|gets|flush|sync|datasync|truncate|seek|tell)(64)?"
             r"|v?printf|puts|putchar|perror|scanf|sscanf|stdin|stdout|stderr|__(v?f?printf)_chk",
    "sockets": r"socket|connect|bind|listen|accept4?|send(to|msg)?|recv(from|msg)?|poll|select|epoll_\w+|zmq_\w+",
    "the clock": r"time|clock|clock_\w+|gettimeofday|nanosleep|u?sleep|localtime(_r)?|gmtime(_r)?|mktime|timegm|strftime",
    "dice": r"s?rand(_r)?|s?random(_r)?|[dlmn]rand48|arc4random\w*|getrandom|getentropy|randombytes\w*",
    "the process": r"exit|_exit|fork|exec\w*|system|getenv|setenv|signal|sigaction|kill|pthread_\w+|setlocale",
    "libraries of the outside": r"mdb_\w+|yaml_\w+|MHD_\w+|sd_\w+",
}

ALLOWED = re.compile(
    r"^(mem(cpy|move|set|cmp|chr|rchr|mem)|__mem(cpy|move|set)_chk"
    r"|str(len|nlen|cmp|ncmp|chr|rchr|str|spn|cspn|pbrk)|str(ncpy|cpy|cat|ncat)"
    r"|strto(l|ul|ll|ull|imax|umax|d)|v?snprintf|__v?snprintf_chk"
    r"|qsort|bsearch|l?l?abs|l?l?div|l?l?round|floor|ceil|trunc|fmod|fm(in|ax)|l?l?rint|isnan|__isnan|__isinf|__finite"
    r"|abort|__stack_chk_fail|_GLOBAL_OFFSET_TABLE_|__popcount\w*|__udivti3|__umodti3|__multi3"
    r"|protobuf_c_\w+"
    r"|crypto_(generichash|hash|shorthash|verify)\w*|sodium_(memcmp|memzero|compare|bin2hex|hex2bin|is_zero))$")

# A failed assertion says where before it aborts; it is the one place.
EXCUSED = {("assert.c.o", "write")}


def nm(library, *flags):
    """Triples (member, kind, name) of an archive."""
    done = subprocess.run(["nm", "-A", "-P", *flags, library], capture_output=True, text=True, check=True)
    found = []
    for line in done.stdout.splitlines():
        place, _, rest = line.partition(": ")
        words = rest.split()
        if len(words) >= 2:
            member = os.path.basename(place.rstrip("]").split("[")[-1].split(":")[-1])
            found.append((member, words[1], words[0]))
    return found


def denial(name):
    for what, pattern in DENIED.items():
        if re.fullmatch(pattern, name):
            return what
    return None


def complaints(library, defined):
    """What a library asks for that is neither in `defined` nor allowed."""
    wrong = []
    for member, _, name in nm(library, "--undefined-only"):
        if name in defined or (member, name) in EXCUSED:
            continue
        what = denial(name)
        if what:
            wrong.append(f"{member} reaches for {what}: {name}")
        elif not ALLOWED.match(name):
            wrong.append(f"{member} asks for {name}, which is not in the list of tests/shape/symbols.py")
    return wrong


def writable(library):
    """Variables that outlive a call: state belongs into struct hub. Constant tables are in .rodata or .data.rel.ro."""
    done = subprocess.run(["nm", "-f", "sysv", "--defined-only", library],
                          capture_output=True, text=True, check=True)
    wrong, member = [], ""
    for line in done.stdout.splitlines():
        columns = [column.strip() for column in line.split("|")]
        if line.startswith("Symbols from "):
            member = os.path.basename(line.rstrip(":]").split("[")[-1])
        elif len(columns) == 7 and re.match(r"\.(bss|tbss|tdata|data(?!\.rel\.ro))|\*COM\*", columns[6]):
            wrong.append(f"{member} keeps {columns[0]} between calls")
    return wrong


def main(arguments):
    split = arguments.index("--") if "--" in arguments else len(arguments)
    looked_at, used = arguments[:split], arguments[split + 1:]
    defined = {name for library in looked_at + used for _, _, name in nm(library, "--defined-only")}
    tap = Tap()
    for library in looked_at:
        name = os.path.basename(library)
        tap.holds(f"{name} has code", [] if nm(library, "--defined-only") else ["it is empty"])
        tap.holds(f"{name} needs nothing from outside", complaints(library, defined))
        tap.holds(f"{name} keeps nothing between calls", writable(library))
    return tap.done()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
