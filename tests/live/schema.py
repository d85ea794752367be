"""The schemas as Python modules: protoc writes them into a folder that goes away with the program."""
import atexit
import importlib
import os
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROTO = os.path.join(ROOT, "proto")


def _make():
    folder = tempfile.mkdtemp(prefix="pusdalops-schema-")
    atexit.register(shutil.rmtree, folder, True)
    files = ["figure", "position", "logistics", "plan", "shipment", "stock", "message", "registry", "feed", "suggestion", "submit"]
    subprocess.run(
        ["protoc", "--proto_path=" + PROTO, "--python_out=" + folder]
        + [f"pusdalops/v1/{name}.proto" for name in files],
        check=True,
    )
    sys.path.insert(0, folder)
    return [importlib.import_module(f"pusdalops.v1.{name}_pb2") for name in files]


(figure_pb, position_pb, logistics_pb, plan_pb, shipment_pb, stock_pb, message_pb, registry_pb, feed_pb, suggestion_pb,
 submit_pb) = _make()

Message = message_pb.Message
Request = submit_pb.Request
Reply = submit_pb.Reply
FeedMessage = feed_pb.FeedMessage

ACCEPTED = submit_pb.RECEIPT_STATUS_ACCEPTED
DUPLICATE = submit_pb.RECEIPT_STATUS_DUPLICATE
CONFLICT = submit_pb.RECEIPT_STATUS_CONFLICT
REFUSED = submit_pb.RECEIPT_STATUS_REFUSED
BUSY = submit_pb.RECEIPT_STATUS_BUSY

DEAD = figure_pb.FIGURE_KIND_DEAD
MISSING = figure_pb.FIGURE_KIND_MISSING
INJURED = figure_pb.FIGURE_KIND_INJURED
DISPLACED_PERSONS = figure_pb.FIGURE_KIND_DISPLACED_PERSONS
DISPLACED_HOUSEHOLDS = figure_pb.FIGURE_KIND_DISPLACED_HOUSEHOLDS


def errors():
    """name -> code, from the one table."""
    import csv

    with open(os.path.join(PROTO, "errors.csv"), encoding="utf-8") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return {row["name"]: int(row["code"]) for row in rows}


CODE = errors()
