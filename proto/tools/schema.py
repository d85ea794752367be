"""The schemas as Python classes, made by protoc on the spot; shared by the other tools of this folder."""
import importlib
import pathlib
import re
import subprocess
import sys
import tempfile

from google.protobuf import descriptor_pb2
from google.protobuf.timestamp_pb2 import Timestamp

PROTO = pathlib.Path(__file__).resolve().parent.parent
PACKAGE = "pusdalops.v1"


class Schema:
    """Every message class under its short name, and the descriptor set with its comments."""

    def __init__(self, root=PROTO):
        self.root = pathlib.Path(root)
        self.classes = {}
        self.enums = {}
        self.defined_in = {}
        self._load()

    def __getattr__(self, name):
        try:
            return self.classes[name]
        except KeyError:
            raise AttributeError(name) from None

    def _load(self):
        found = sorted(path.stem for path in (self.root / "pusdalops/v1").glob("*.proto"))
        names = [f"pusdalops/v1/{stem}.proto" for stem in found]
        with tempfile.TemporaryDirectory(prefix="pusdalops-proto-") as made:
            subprocess.run(
                ["protoc", f"--proto_path={self.root}", f"--python_out={made}", "--include_imports",
                 "--include_source_info", f"--descriptor_set_out={made}/set.binpb", *names],
                check=True, cwd=self.root)
            self.set = descriptor_pb2.FileDescriptorSet.FromString(
                pathlib.Path(made, "set.binpb").read_bytes())
            sys.path.insert(0, made)
            try:
                for stem in found:
                    self._take(importlib.import_module(f"pusdalops.v1.{stem}_pb2"))
            finally:
                sys.path.remove(made)

    def _take(self, module):
        for name, descriptor in module.DESCRIPTOR.message_types_by_name.items():
            self.classes[name] = getattr(module, name)
            self.defined_in[name] = descriptor.file.name
        for name, descriptor in module.DESCRIPTOR.enum_types_by_name.items():
            self.enums[name] = descriptor

    def comments(self):
        """The leading comment of every field, as {"Message.field": text}."""
        texts = {}
        for file in self.set.file:
            if file.package != PACKAGE:
                continue
            for place in file.source_code_info.location:
                path = list(place.path)
                if len(path) == 4 and path[0] == 4 and path[2] == 2:
                    message = file.message_type[path[1]]
                    field = message.field[path[3]]
                    texts[f"{message.name}.{field.name}"] = " ".join(place.leading_comments.split())
        return texts


def snake(name):
    """RegencyStatus -> regency_status"""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def time(text):
    """A Timestamp from "2025-11-29T12:01:00Z"."""
    stamp = Timestamp()
    stamp.FromJsonString(text)
    return stamp
