#!/usr/bin/python3
"""Make or check the vectors under proto/vectors.

    vectors.py            write them all
    vectors.py --check    are they what the schemas, the cases and the rules say? exit code 1 if not
    vectors.py --root DIR the proto folder to work on; default: the one above this file

A golden vector is three files that say the same: CASE.bin (the bytes), CASE.txtpb (text format, for people) and
CASE.json (protobuf's JSON). The check makes all anew and compares, reads each file back by itself, lets protoc
encode the text as a second opinion, walks the bytes to see that they are canonical, and asks whether every message
type, field and choice of the schemas occurs. Invalid vectors are Request frames and the index of what they draw.
"""
import argparse
import csv
import io
import pathlib
import subprocess
import sys

from google.protobuf import json_format, text_format

import golden
import invalid
import rules
import schema

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5


# --- making --------------------------------------------------------------------------------------

def text_twin(made, message, why):
    """The text format with a head that says what it is, and the nested messages readable in comments."""
    name = message.DESCRIPTOR.name
    lines = [f"# proto-file: {made.defined_in[name]}", f"# proto-message: {schema.PACKAGE}.{name}", f"# {why}"]
    for place, data in nested(message):
        inner = made.Message.FromString(data)
        lines += ["#", f"# {place}, as a Message:"]
        lines += [f"#   {line}" for line in text_format.MessageToString(inner, as_utf8=True).splitlines()]
    body = text_format.MessageToString(message, as_utf8=True)
    return "\n".join(lines) + "\n" + ("\n" + body if body else "")


def nested(message, path=""):
    """Every field called message or messages of type bytes: (path, bytes)."""
    for field, value in message.ListFields():
        many = field.label == field.LABEL_REPEATED
        for i, one in enumerate(value if many else [value]):
            place = f"{path}{field.name}" + (f"[{i}]" if many else "")
            if field.type == field.TYPE_BYTES and field.name in ("message", "messages"):
                yield place, one
            elif field.type == field.TYPE_MESSAGE:
                yield from nested(one, place + ".")


def json_twin(message):
    return json_format.MessageToJson(message, indent=2, ensure_ascii=False) + "\n"


def golden_files(made):
    """{path below vectors: bytes} of all golden vectors, and the cases."""
    files, cases = {}, golden.cases(made)
    for name, case, why, message in cases:
        base = f"{schema.snake(name)}/{case}"
        if f"{base}.bin" in files:
            sys.exit(f"{base}: the case stands twice")
        files[f"{base}.bin"] = message.SerializeToString(deterministic=True)
        files[f"{base}.txtpb"] = text_twin(made, message, why).encode()
        files[f"{base}.json"] = json_twin(message).encode()
    return files, cases


def invalid_files(made):
    """{path below vectors: bytes} of the invalid frames and their index."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(["file", "code", "field", "name", "answer", "needs", "what"])
    names = rules.error_names(made.root)
    files = {}
    for case in invalid.cases(made):
        if f"invalid/{case.file}.bin" in files:
            sys.exit(f"invalid/{case.file}: the case stands twice")
        files[f"invalid/{case.file}.bin"] = case.frame
        writer.writerow([f"{case.file}.bin", case.code, case.field, names[case.code], case.answer, case.needs,
                         case.what])
    files["invalid/index.csv"] = table.getvalue().encode()
    return files


def write(root, files):
    folder = root / "vectors"
    for path in present(folder):
        if path not in files:
            (folder / path).unlink()
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def present(folder):
    """The vector files that are there, as paths below the folder; README.md is not one."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*")
            if path.is_file() and path.name != "README.md"}


# --- checking ------------------------------------------------------------------------------------

def check(made, root, files, cases):
    """A list of complaints; empty when all is well."""
    wrong = list(check_files(root / "vectors", files))
    if not wrong:
        wrong += check_twins(made, root, cases)
        wrong += check_coverage(made, cases)
        wrong += check_rules(made, root, cases)
    return wrong


def check_files(folder, files):
    there = present(folder)
    for path in sorted(set(files) - there):
        yield f"{path}: is missing; run vectors.py"
    for path in sorted(there - set(files)):
        yield f"{path}: no case makes it"
    for path in sorted(there & set(files)):
        if (folder / path).read_bytes() != files[path]:
            yield f"{path}: differs from what the case says; run vectors.py if the case is right"


def check_twins(made, root, cases):
    """Each file read by itself must give the same bytes, by this runtime and by protoc."""
    for name, case, _, _ in cases:
        base = root / "vectors" / schema.snake(name) / case
        data = base.with_suffix(".bin").read_bytes()
        kind = made.classes[name]
        again = {
            ".bin": kind.FromString(data),
            ".json": json_format.Parse(base.with_suffix(".json").read_text(encoding="utf-8"), kind()),
            ".txtpb": text_format.Parse(base.with_suffix(".txtpb").read_text(encoding="utf-8"), kind()),
        }
        for suffix, message in again.items():
            if message.SerializeToString(deterministic=True) != data:
                yield f"{base.name}{suffix} of {name}: other bytes than {case}.bin"
        second = subprocess.run(
            ["protoc", f"--proto_path={root}", "--deterministic_output", f"--encode={schema.PACKAGE}.{name}",
             made.defined_in[name]], input=base.with_suffix(".txtpb").read_bytes(), stdout=subprocess.PIPE,
            check=True, cwd=root)
        if second.stdout != data:
            yield f"{name}/{case}: protoc encodes the text to other bytes"
        yield from (f"{name}/{case}: {fault}" for fault in canonical(kind.DESCRIPTOR, data))


def canonical(descriptor, data, path=""):
    """Complaints about bytes that are legal but not the one canonical form."""
    at, last, oneofs = 0, 0, set()
    while at < len(data):
        tag, at = rules.varint(data, at)
        field = descriptor.fields_by_number.get(tag >> 3)
        if field is None:
            yield f"{path}: field number {tag >> 3} is unknown"
            return
        place = f"{path}.{field.name}".lstrip(".")
        repeated = field.label == field.LABEL_REPEATED
        if field.number < last or (field.number == last and not repeated):
            yield f"{place}: out of order or twice"
        last = field.number
        if field.containing_oneof and field.containing_oneof.name in oneofs:
            yield f"{place}: a second arm of {field.containing_oneof.name}"
        if field.containing_oneof:
            oneofs.add(field.containing_oneof.name)
        value, at, minimal = read_value(data, at, tag & 7)
        if not minimal:
            yield f"{place}: a varint that is longer than it need be"
        if field.type == field.TYPE_MESSAGE:
            yield from canonical(field.message_type, value, place)
        elif not repeated and value in (0, b"", b"\0" * 8):
            yield f"{place}: a default value is written"


def read_value(data, at, wire):
    """(value, next position, is it minimal) of one field."""
    if wire == VARINT:
        value, end = rules.varint(data, at)
        return value, end, end - at == 1 or data[end - 1] != 0
    if wire == BYTES:
        size, at = rules.varint(data, at)
        return data[at:at + size], at + size, True
    size = {FIXED64: 8, FIXED32: 4}[wire]
    return data[at:at + size], at + size, True


def check_coverage(made, cases):
    """Every message type has a case of its own; every field and every choice occurs somewhere."""
    types, fields, choices = {name for name, _, _, _ in cases}, set(), set()
    for _, _, _, message in cases:
        collect(message, fields, choices)
    for name, kind in sorted(made.classes.items()):
        if name not in types:
            yield f"{name}: no vector"
        for field in kind.DESCRIPTOR.fields:
            if (name, field.name) not in fields:
                yield f"{name}.{field.name}: in no vector"
    for name in sorted(set(made.enums) - {"FigureKind", "ChangeReason", "Channel", "Standing"}):
        for value in made.enums[name].values:
            if value.number and (name, value.number) not in choices:
                yield f"{value.name}: in no vector"


def collect(message, fields, choices):
    for field, value in message.ListFields():
        fields.add((message.DESCRIPTOR.name, field.name))
        for one in value if field.label == field.LABEL_REPEATED else [value]:
            if field.type == field.TYPE_MESSAGE:
                collect(one, fields, choices)
            elif field.type == field.TYPE_ENUM:
                choices.add((field.enum_type.name, one))


def check_rules(made, root, cases):
    """The rules printed in README.md must pass every golden request and give the index's answer for every other."""
    judge = rules.Judge(made, root)
    for name, case, _, message in cases:
        if name == "Request":
            for verdict in judge.frame(message.SerializeToString(deterministic=True)):
                yield f"request/{case}: the rules refuse it: {verdict}"
        elif name == "Message":
            for verdict in judge.message(message.SerializeToString(deterministic=True)):
                yield f"message/{case}: the rules refuse it: {verdict}"
    for case in invalid.cases(made):
        want = (case.code, case.field, case.answer)
        got = judge.frame(case.frame)
        if [tuple(verdict) for verdict in got] != [want]:
            yield f"invalid/{case.file}: the index says {want}, the rules say {got}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--root", type=pathlib.Path, default=schema.PROTO)
    asked = parser.parse_args()
    made = schema.Schema(asked.root)
    files, cases = golden_files(made)
    files.update(invalid_files(made))
    if not asked.check:
        write(asked.root, files)
        print(f"{len(cases)} golden and {len(invalid.cases(made))} invalid vectors written")
        return 0
    wrong = check(made, asked.root, files, cases)
    for line in wrong:
        print(line)
    print(f"{len(cases)} golden and {len(invalid.cases(made))} invalid vectors, {len(wrong)} complaints")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
