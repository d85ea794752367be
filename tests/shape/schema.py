#!/usr/bin/env python3
"""The schemas, by their descriptor set: nothing in them that our decoder or an integrator stumbles over.

    schema.py DESCRIPTOR_SET
"""
import sys

from google.protobuf import descriptor_pb2

from tap import Tap

PACKAGE = "pusdalops.v1"
FIELD = descriptor_pb2.FieldDescriptorProto


def messages_of(files):
    """Full name -> message, nested ones included."""
    found = {}

    def visit(prefix, message):
        name = f"{prefix}.{message.name}"
        found[name] = message
        for nested in message.nested_type:
            visit(name, nested)

    for file in files.file:
        for message in file.message_type:
            visit("." + file.package, message)
    return found


def recursive(files):
    """protobuf-c has no depth limit: bytes for a message that may hold itself overflow the stack."""
    messages = messages_of(files)
    wrong, settled = [], set()

    def visit(name, road):
        if name in road:
            wrong.append(" holds ".join(road[road.index(name):] + [name]))
            return
        if name in settled or name not in messages:
            return
        for field in messages[name].field:
            if field.type in (FIELD.TYPE_MESSAGE, FIELD.TYPE_GROUP):
                visit(field.type_name, road + [name])
        settled.add(name)

    for name in messages:
        visit(name, [])
    return wrong


def fields(files):
    for name, message in messages_of(files).items():
        for field in message.field:
            yield f"{name[1:]}.{field.name}", field


def optional(files):
    """protobuf-c 1.4 refuses `optional` in proto3: presence is a message or a bool of its own."""
    return [name for name, field in fields(files) if field.proto3_optional]


def maps(files):
    """A map reaches C as a list in which a key may stand twice."""
    return [name[1:] for name, message in messages_of(files).items() if message.options.map_entry]


def packages(files):
    return [f"{file.name} is in {file.package}" for file in files.file
            if file.package != PACKAGE and not file.name.startswith("google/protobuf/")]


RULES = [
    ("no message can hold itself", recursive),
    ("no proto3 optional", optional),
    ("no map", maps),
    (f"everything of ours is in {PACKAGE}", packages),
]


def main(path):
    files = descriptor_pb2.FileDescriptorSet()
    with open(path, "rb") as file:
        files.ParseFromString(file.read())
    tap = Tap()
    tap.holds("there are messages to look at",
              [] if any(name.startswith("." + PACKAGE) for name in messages_of(files)) else ["none found"])
    for sentence, rule in RULES:
        tap.holds(sentence, rule(files))
    return tap.done()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
