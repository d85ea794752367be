#!/usr/bin/python3
"""TAP: do the schemas, README.md, errors.csv and the vectors of this folder say the same?

    test_proto.py

Runs the two checkers, reads README.md against the schemas, and plants faults in a copy to see that the checkers find
them. Needs protoc and Debian's python3-protobuf.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

import rules
import schema

TOOLS = pathlib.Path(__file__).resolve().parent
# Words in `code` that are neither of the schema nor of errors.csv: sockets, files, keys of the text itself.
OTHERS = set("""
    CURVE REQ DEALER ROUTER PUB SUB real lab nation errors.csv index.csv feed.public feed.internal pusdalops.v1
    pusdalops.v2 pusdalops.v1.report pusdalops.v1. specversion id type time datacontenttype dataschema data
    recordedtime partitionkey expirytime traceparent buf buf.yaml may protobuf NAME.public NAME.secret
    pusdalops-v1.binpb bytes doc pos optional subject plans clusters unknown-items
""".split())


class Readme:
    """The text, and the `code` words in its prose and tables."""

    def __init__(self, root=schema.PROTO):
        self.text = (root / "README.md").read_text(encoding="utf-8")
        prose = re.sub(r"^```.*?^```", "", self.text, flags=re.S | re.M)
        prose = re.sub(r"^ {4}.*$", "", prose, flags=re.M)
        self.words = set(re.findall(r"`([^`\n]+)`", prose))


class Names:
    """Everything a word may mean."""

    def __init__(self, made):
        self.made = made
        self.errors = set(rules.error_names(made.root).values())
        self.fields = {field.name for kind in made.classes.values() for field in kind.DESCRIPTOR.fields}
        self.fields |= {one.name for kind in made.classes.values() for one in kind.DESCRIPTOR.oneofs}
        self.values = set()
        for name, enum in made.enums.items():
            prefix = schema.snake(name).upper() + "_"
            for value in enum.values:
                self.values |= {value.name, value.name.removeprefix(prefix)}

    def knows(self, word):
        """None for a word that is no name at all, else whether it is a name of ours."""
        if word in OTHERS:
            return None
        if re.fullmatch(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*", word):
            return word.startswith("ZMQ_") or word in self.values or word in self.errors
        if re.fullmatch(r"[A-Z][A-Za-z]*[a-z][A-Za-z]*(\.[a-z_\[\]0-9.]+)?", word):
            head, _, path = word.partition(".")
            if head in self.made.enums and not path:
                return True
            return head in self.made.classes and (not path or self.leads(self.made.classes[head].DESCRIPTOR, path))
        if re.fullmatch(r"[a-z][a-z0-9_]*(\[\d*\])?(\.[a-z][a-z0-9_]*(\[\d*\])?)*", word):
            if "." in word or "[" in word:
                return any(self.leads(kind.DESCRIPTOR, word) for kind in self.made.classes.values())
            return word in self.fields or word in ("notice", "status", "event", "presence", "heartbeat", "number", "shipments")
        return None

    @staticmethod
    def leads(descriptor, path):
        for step in path.split("."):
            name = re.sub(r"\[\d*\]", "", step)
            if descriptor is None or name not in descriptor.fields_by_name:
                # a warning's path may end in the kind of figure instead of an index
                return name in ("displaced", "affected") and descriptor is not None
            field = descriptor.fields_by_name[name]
            if "[" in step and field.label != field.LABEL_REPEATED:
                return False
            descriptor = field.message_type
        return True


# --- tests: each gives a list of complaints -------------------------------------------------------

def run(tool, *more):
    done = subprocess.run([sys.executable, "-B", str(TOOLS / tool), "--check", *more], capture_output=True, text=True,
                          check=False)
    return [] if done.returncode == 0 else (done.stdout + done.stderr).splitlines() or [f"exit {done.returncode}"]


def the_vectors_agree_with_schemas_cases_and_rules():
    return run("vectors.py")


def the_table_of_codes_is_that_of_errors_csv():
    return run("errors_to_readme.py")


def every_name_in_the_readme_exists(made, readme):
    names = Names(made)
    return [f"`{word}` is no message, field, choice or code" for word in sorted(readme.words)
            if names.knows(word) is False]


def every_message_request_and_code_is_in_the_readme(made, readme):
    named = {word.partition(".")[0] for word in readme.words} | readme.words
    wanted = set(made.classes) | set(rules.error_names(made.root).values())
    return [f"{name} is not named" for name in sorted(wanted - named)]


def every_field_of_a_message_has_its_limit(made, readme):
    rows = {re.sub(r"\[\]", "", rule.path) for rule in rules.table_of_limits(made.root)}
    return [f"{path}: no row in the table of field limits"
            for path in scalars(made.Message.DESCRIPTOR) if path not in rows]


def scalars(descriptor, path=""):
    """Paths of the texts, numbers and choices below a message; positions and times count as one."""
    for field in descriptor.fields:
        here = f"{path}{field.name}"
        if field.message_type is not None and field.message_type.name not in ("Timestamp", "Position"):
            yield from scalars(field.message_type, here + ".")
        elif field.type != field.TYPE_BOOL:
            yield here


def limits_in_the_schemas_comments_are_those_of_the_readme(made, readme):
    comments, wrong = made.comments(), []
    for rule in rules.table_of_limits(made.root):
        owner, field = owner_of(made, rule.path)
        said = re.search(r"[Aa]t most ([\d,]+)", comments.get(f"{owner}.{field}", ""))
        if said and rule.most and float(said[1].replace(",", "")) != rule.most[-1] and "[]" != rule.path[-2:]:
            wrong.append(f"{rule.path}: README says {rule.most[-1]:.0f}, the comment of {owner}.{field} {said[1]}")
    return wrong


def owner_of(made, path):
    """(message, field) that a path of the table ends in."""
    steps = path.replace("[]", "").split(".")
    kind = made.Request if steps[0] in made.Request.DESCRIPTOR.fields_by_name else made.Message
    descriptor = kind.DESCRIPTOR
    for step in steps[:-1]:
        descriptor = descriptor.fields_by_name[step].message_type
    return descriptor.name, steps[-1]


def the_worked_example_is_byte_for_byte_a_vector(made, readme):
    wrong, found = [], re.findall(r"<!-- bytes: (\S+) -->\n```\n(.*?)```", readme.text, flags=re.S)
    for path, block in found:
        shown = bytes.fromhex("".join(re.match(r"((?:[0-9a-f]{2} ?)*)", line)[1] for line in block.splitlines()))
        if shown != (made.root / path).read_bytes():
            wrong.append(f"{path}: the README shows other bytes")
    return wrong if len(found) == 2 else [f"{len(found)} blocks of bytes instead of 2"]


def the_shalls_are_numbered_without_a_gap_and_cited_rightly(made, readme):
    defined = [int(n) for n in re.findall(r"^- SHALL-(\d+): ", readme.text, flags=re.M)]
    cited = {int(n) for n in re.findall(r"SHALL-(\d+)", readme.text)}
    wrong = [] if defined == list(range(1, len(defined) + 1)) else [f"numbers in order: {defined}"]
    return wrong + [f"SHALL-{n} is cited but not there" for n in sorted(cited - set(defined))]


def links_lead_somewhere(made, readme):
    heads = {re.sub(r"[^a-z0-9 -]", "", line.lstrip("#").strip().lower()).replace(" ", "-")
             for line in readme.text.splitlines() if line.startswith("#")}
    wrong = []
    for target in re.findall(r"\]\(([^)]+)\)", readme.text):
        if target.startswith("#"):
            wrong += [] if target[1:] in heads else [f"{target}: no such heading"]
        elif not (made.root / target).exists():
            wrong.append(f"{target}: no such file")
    for path in set(re.findall(r"\bvectors/[a-z_]+/[a-z0-9-]+\.(?:bin|txtpb|json)", readme.text)):
        wrong += [] if (made.root / path).exists() else [f"{path}: no such vector"]
    return wrong


# --- planted faults -------------------------------------------------------------------------------

def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    if old not in text:
        raise ValueError(f"{path.name}: nothing to plant the fault on")
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def flip(path):
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


PLANTED = {
    "a bit of a vector": ("vectors.py", lambda root: flip(root / "vectors/message/report.bin")),
    "a word of a text twin": ("vectors.py", lambda root: change(root / "vectors/place/nation.txtpb", "nation", "bangsa")),
    "a zero in a JSON twin": ("vectors.py", lambda root: change(root / "vectors/coverage/nothing.json", "2", "3")),
    "a vector that is gone": ("vectors.py", lambda root: (root / "vectors/hello/plain.bin").unlink()),
    "a vector that nobody makes": ("vectors.py", lambda root: (root / "vectors/hello/x.bin").write_bytes(b"")),
    "a message without a vector": ("vectors.py", lambda root: change(
        root / "pusdalops/v1/position.proto", "// A position in WGS 84.", "message Lone { uint32 left = 1; }\n// x")),
    "a limit of the README": ("vectors.py", lambda root: change(
        root / "README.md", "text | 4,000 bytes", "text | 5,000 bytes")),
    "an answer in the index": ("vectors.py", lambda root: change(
        root / "vectors/invalid/index.csv", "205,report.place", "206,report.place")),
    "a text in the table of codes": ("errors_to_readme.py", lambda root: change(
        root / "README.md", "Nilai di luar batas", "Nilai di luar garis")),
    "a new code": ("errors_to_readme.py", lambda root: change(
        root / "errors.csv", "102,MALFORMED", "199,NEW,client,a,b\n102,MALFORMED")),
}


def the_checkers_find(tool, plant):
    with tempfile.TemporaryDirectory(prefix="pusdalops-proto-") as made:
        root = pathlib.Path(made) / "proto"
        shutil.copytree(schema.PROTO, root, ignore=shutil.ignore_patterns("__pycache__"))
        plant(root)
        said = run(tool, "--root", str(root))
        if any("Traceback" in line for line in said):
            return said
        return [] if said else [f"{tool} is content"]


def main():
    made, readme = schema.Schema(), Readme()
    tests = [(test.__name__.replace("_", " "), test) for test in (
        the_vectors_agree_with_schemas_cases_and_rules, the_table_of_codes_is_that_of_errors_csv)]
    tests += [(test.__name__.replace("_", " "), lambda test=test: test(made, readme)) for test in (
        every_name_in_the_readme_exists, every_message_request_and_code_is_in_the_readme,
        every_field_of_a_message_has_its_limit, limits_in_the_schemas_comments_are_those_of_the_readme,
        the_worked_example_is_byte_for_byte_a_vector, the_shalls_are_numbered_without_a_gap_and_cited_rightly,
        links_lead_somewhere)]
    tests += [(f"the checkers find {what}", lambda tool=tool, plant=plant: the_checkers_find(tool, plant))
              for what, (tool, plant) in PLANTED.items()]
    print(f"1..{len(tests)}")
    failed = 0
    for i, (name, test) in enumerate(tests, 1):
        wrong = test()
        failed += bool(wrong)
        print(f"{'not ok' if wrong else 'ok'} {i} - {name}", flush=True)
        for line in wrong:
            print(f"# {line}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
