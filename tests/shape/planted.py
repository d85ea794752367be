#!/usr/bin/env python3
"""The shape tests themselves: each rule must find the fault planted for it, and must be silent without it."""
import os
import subprocess
import sys
import tempfile

from google.protobuf import descriptor_pb2

import documents
import headers
import includes
import schema
import service
import symbols
from tap import Tap
from tree import Tree

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "support"))
import count  # noqa: E402  it makes the closing line of `check`

# Rule, file, a text the rule must complain of, a text it must let pass.
IN_FILES = [
    (includes.direction, "daemon/core/need.c", '#include "io/store.h"\n', '#include "base/ids.h"\n'),
    (includes.direction, "daemon/base/ids.h", '#include "core/need.h"\n', "#include <stdint.h>\n"),
    (includes.direction, "daemon/io/store.c", '#include "store.h"\n', '#include "io/store.h"\n'),
    (includes.outside, "daemon/core/need.c", "#include <zmq.h>\n", "#include <string.h>\n"),
    (includes.outside, "daemon/main.c", "#  include <systemd/sd-daemon.h>\n", '#include "io/notify.h"\n'),
    (includes.protobuf, "daemon/core/need.c", "#include <pusdalops/v1/submit.pb-c.h>\n", '#include "core/view.h"\n'),
    (includes.protobuf, "daemon/core/message.h", '#include "pusdalops/v1/submit.pb-c.h"\n', "/* none */\n"),
    (includes.clients, "clients/lib/session.c", '#include "../../daemon/base/ids.h"\n', '#include "lib/session.h"\n'),
    (includes.clients, "clients/lib/meson.build", "dependencies: hub_core_dep\n", "dependencies: hub_proto_dep\n"),
    (documents.machine_paths, "tests/a.sh", "cd /" + "work/main\n", "cd daemon/work/main\n"),
    (documents.machine_paths, "tests/a.py", "x = '/" + "home/somebody/x'\n", "x = 'home/somebody'\n"),
    (documents.registries, "tests/a.json", '{"' + 'resolved": "x"}\n', '{"version": "1"}\n'),
    (documents.registries, "tests/a.md", "https://registry" + ".npmjs.org/x\n", "https://example.org/x\n"),
    (documents.long_files, "daemon/core/a.c", "\n" * 901, "\n" * 900),
    (documents.top_level, "scratch.txt", "left over\n", None),
    (documents.topics, "proto/README.md", "`real/11/11.06/regency`\n", "`real/11/11.06/regency/`\n"),
    (documents.topics, "proto/README.md", "`real/" + "x" * 128 + "/`\n", "`real/nation/`\n"),
]

NAMES = [  # the words of a document, and whether they name a file that is not there
    ("`daemon/core/gone.c`", True), ("`gone.h`", True), ("`proto/gone/`", True), ("`./gone.sh`", True),
    ("`daemon/core/need.c`", False), ("`need.c`", False), ("`core/need.c:12`", False), ("`meson setup build`", False),
    ("`real/nation/`", False), ("`/etc/pusdalops/roster.yaml`", False), ("`<file>.c`", False),
    ("```\n`gone.h`\n```", False),
]

HEADERS = [  # a header's declaration, and whether its function lacks a comment
    ("int need_open(void);\n", True),
    ("/* need_open - opens */\nint need_open(void);\n", False),
    ("/* need_open - opens */\n\nint need_open(void);\n", True),
    ("/* something else */\nint need_open(void);\n", True),
    ("/*\n * need_open - opens\n *\n *   a   one\n */\nint need_open(int a,\n              int b);\n", False),
    ("/* Look-ups. */\nint need_find(void);\nint need_next(void);\n", False),
    ("/* need_find - one */\nint need_find(void);\n\nint need_next(void);\n", True),
    ("struct need {\n    int (*call)(void);\n};\n", False),
    ("HUB_ID(need_id);\n#define NEED(a) \\\n    need_open(a)\n", False),
    ("static inline int need_one(void)\n{\n    return 1;\n}\n", False),
    ("static inline int need_one(int *a)\n{\n    *a = 1;\n    return 1;\n}\n", True),
]

OBJECTS = [  # C text, and whether base and core may hold it
    ("#include <stdlib.h>\nvoid *f(void);\nvoid *f(void) { return malloc(3); }\n", False),
    ("#include <stdio.h>\nvoid f(int n);\nvoid f(int n) { printf(\"%d\", n); }\n", False),
    ("#include <time.h>\nlong f(void);\nlong f(void) { return (long)time(0); }\n", False),
    ("int lgamma_of_ours(int);\nint f(int n);\nint f(int n) { return lgamma_of_ours(n); }\n", False),
    ("int f(void);\nint f(void) { static int n; return ++n; }\n", False),
    ("#include <string.h>\nunsigned long f(const char *s);\nunsigned long f(const char *s) { return strlen(s); }\n", True),
    ("const char *f(int n);\nstatic const char *const t[] = {\"a\", \"b\"};\nconst char *f(int n) { return t[n]; }\n", True),
]

RUNS = [  # what a test program printed and meson's word on it; cases that passed, failed, were skipped
    ("1..2\nok 1 - a\nok 2 - b\n", "OK", (2, 0, 0)),
    ("ok 1 - a\nnot ok 2 - b\n1..2\n", "ERROR", (1, 1, 0)),
    ("1..2\nok 1 - a # SKIP no such tool\nnot ok 2 - b # TODO later\n", "OK", (1, 0, 1)),
    ("1..1\nok 1 - a\n", "TIMEOUT", (1, 1, 0)),
    ("ok 1 - a\nBail out! no memory\n1..2\n", "ERROR", (1, 1, 0)),
    ("1..0 # SKIP nothing here\n", "SKIP", (0, 0, 1)),
    ("ok, that went well\n", "OK", (1, 0, 0)),
    ("not ok at all\n", "FAIL", (0, 1, 0)),
    ("", "INTERRUPT", (0, 1, 0)),
]


def tree_of(folder, files):
    for name, text in files.items():
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    return Tree(folder)


def complains(rule, files, *more):
    with tempfile.TemporaryDirectory() as folder:
        return bool(rule(tree_of(folder, files), *more))


def agreed_tree():
    folders = ("daemon", "proto", "clients", "config", "systemd", "tests", ".ci")
    return {name + "/x.md" if name in folders else name: "\n" for name in documents.TOP}


def rules_over_files(tap):
    for rule, name, bad, good in IN_FILES:
        around = agreed_tree() if rule is documents.top_level else {}
        found = complains(rule, {**around, name: bad})
        tap.holds(f"{rule.__module__}.{rule.__name__} finds the fault planted in {name}",
                  [] if found else [repr(bad[:60])])
        clean = {**around, name: good} if good is not None else around
        tap.holds(f"{rule.__module__}.{rule.__name__} lets {name} pass without it",
                  [repr((good or "")[:60])] if complains(rule, clean) else [])
    missing = agreed_tree()
    del missing["LICENSE"]
    tap.holds("documents.top_level misses an agreed entry",
              [] if complains(documents.top_level, missing) else ["LICENSE"])
    first = {"daemon/io/a.h": "\n", "daemon/io/a.c": '#include <string.h>\n#include "io/a.h"\n'}
    tap.holds("includes.own_header_first finds a header that comes second",
              [] if complains(includes.own_header_first, first) else ["a.c"])


def rules_over_words(tap):
    for words, dead in NAMES:
        found = complains(documents.dead_names, {"README.md": words + "\n", "daemon/core/need.c": "\n",
                                                 "proto/x.proto": "\n"}, ["README.md"])
        tap.holds(f"documents.dead_names {'finds' if dead else 'lets pass'} {words.splitlines()[-1]} of {len(words)}",
                  [] if found == dead else [words])
    for number, (text, lacks) in enumerate(HEADERS, 1):
        found = bool(headers.unexplained("need.h", text))
        tap.holds(f"headers.unexplained judges declaration {number} rightly", [] if found == lacks else [text])


def rules_over_objects(tap):
    with tempfile.TemporaryDirectory() as folder:
        for number, (text, allowed) in enumerate(OBJECTS, 1):
            source, made = os.path.join(folder, f"o{number}.c"), os.path.join(folder, f"o{number}.o")
            library = os.path.join(folder, f"o{number}.a")
            with open(source, "w", encoding="utf-8") as file:
                file.write(text)
            subprocess.run(["gcc", "-O2", "-fPIE", "-c", source, "-o", made], check=True)
            subprocess.run(["ar", "rcs", library, made], check=True)
            defined = {name for _, _, name in symbols.nm(library, "--defined-only")}
            found = symbols.complaints(library, defined) + symbols.writable(library)
            tap.holds(f"symbols judges object {number} rightly", [] if bool(found) != allowed else [text] + found)
        alone = headers.compiles_alone("o.h", ["-std=c17"], folder, folder)
        tap.holds("headers.compiles_alone misses a header that is not there", [] if alone else ["o.h"])
        with open(os.path.join(folder, "p.h"), "w", encoding="utf-8") as file:
            file.write("uint32_t unknown_type_here(void);\n")
        alone = headers.compiles_alone("p.h", ["-std=c17"], folder, folder)
        tap.holds("headers.compiles_alone finds a header that leans on others", [] if alone else ["p.h"])


def schema_of(*holds, **flags):
    """A descriptor set of messages A, B, C; `holds` are pairs such as "AB": A has a field of type B."""
    files = descriptor_pb2.FileDescriptorSet()
    file = files.file.add(name="pusdalops/v1/a.proto", package=flags.get("package", schema.PACKAGE))
    messages = {name: file.message_type.add(name=name) for name in "ABC"}
    for outer, inner in holds:
        messages[outer].field.add(name=f"f_{inner}", number=1, type=schema.FIELD.TYPE_MESSAGE,
                                  type_name=f".{schema.PACKAGE}.{inner}")
    if flags.get("optional"):
        messages["A"].field.add(name="o", number=2, type=schema.FIELD.TYPE_INT32, proto3_optional=True)
    if flags.get("map"):
        messages["A"].nested_type.add(name="M").options.map_entry = True
    return files


def rules_over_schemas(tap):
    straight = schema_of("AB", "AC", "BC")
    for rule, bad in [(schema.recursive, schema_of("AB", "BC", "CA")), (schema.recursive, schema_of("BB")),
                      (schema.optional, schema_of(optional=True)), (schema.maps, schema_of(map=True)),
                      (schema.packages, schema_of(package="other"))]:
        tap.holds(f"schema.{rule.__name__} finds its fault", [] if rule(bad) else ["missed"])
        tap.holds(f"schema.{rule.__name__} lets straight messages pass", rule(straight))


def rules_over_units(tap):
    with tempfile.TemporaryDirectory() as folder:
        unit = os.path.join(folder, "x.service")
        with open(unit, "w", encoding="utf-8") as file:
            file.write("[Service]\nType=notify\nExecStart=/bin/true\nProtectEverything=yes\n")
        with open(unit, encoding="utf-8") as file:
            found = service.settings(file.read())
        tap.holds("service.exposure finds an open unit", [] if service.exposure(unit) else ["missed"])
        tap.holds("service.syntax finds a word systemd does not know", [] if service.syntax(unit) else ["missed"])
        tap.holds("service.required finds what is missing", [] if service.required(found) else ["missed"])
        eager = "ExecStopPost=+/bin/sh -c 'case \"$$EXIT_STATUS\" in 70) exec sleep 10 ;; esac'\n"
        tap.holds("service.rests finds who does not rest", [] if service.rests(eager) else ["missed"])


def counted(tap):
    for number, (said, result, wanted) in enumerate(RUNS, 1):
        found = count.cases({"stdout": said, "result": result})
        sums = (sum(right and not skip for right, skip, _ in found), sum(not right for right, _, _ in found),
                sum(skip for _, skip, _ in found))
        tap.holds(f"count.cases counts run {number} rightly", [] if sums == wanted else [f"{sums}, not {wanted}"])
    tap.holds("count.suites_of reads several suites",
              [] if count.suites_of("pusdalops:live+slow / kill") == {"live", "slow"} else ["live+slow"])


def main():
    tap = Tap()
    counted(tap)
    rules_over_files(tap)
    rules_over_words(tap)
    rules_over_objects(tap)
    rules_over_schemas(tap)
    rules_over_units(tap)
    return tap.done()


if __name__ == "__main__":
    sys.exit(main())
