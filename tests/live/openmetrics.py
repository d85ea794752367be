"""A small strict reader of OpenMetrics text: families by name, or the complaint about the first wrong line."""
import re

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABELS = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(,|$)')
SAMPLE = re.compile(rf"({NAME})(?:\{{(.*)\}})? (\S+)( [0-9.]+)?$")
SUFFIXES = {
    "counter": ("_total", "_created"),
    "gauge": ("",),
    "info": ("_info",),
    "histogram": ("_bucket", "_count", "_sum", "_created"),
    "summary": ("", "_count", "_sum", "_created"),
    "unknown": ("",),
    "stateset": ("",),
}


class Wrong(Exception):
    """The text is not OpenMetrics; says which line and why."""


def labels_of(text, where):
    found, position = {}, 0
    while position < len(text):
        match = LABELS.match(text, position)
        if not match:
            raise Wrong(f"{where}: labels {text!r}")
        if match.group(1) in found:
            raise Wrong(f"{where}: label {match.group(1)} twice")
        found[match.group(1)] = match.group(2)
        position = match.end()
    return found


def parse(text):
    """name of family -> {"type": ..., "samples": {(sample name, labels): value}}"""
    if not text.endswith("# EOF\n"):
        raise Wrong("the last line is not # EOF")
    families, current, seen = {}, None, set()
    for number, line in enumerate(text[: -len("# EOF\n")].split("\n")[:-1], 1):
        where = f"line {number}"
        if not line or line != line.strip():
            raise Wrong(f"{where}: blank or with blanks around it")
        if line.startswith("#"):
            match = re.match(rf"# (TYPE|HELP|UNIT) ({NAME}) (.*)$", line)
            if not match:
                raise Wrong(f"{where}: {line}")
            what, name, rest = match.groups()
            if current is None or current != name:
                if name in families:
                    raise Wrong(f"{where}: family {name} comes again")
                families[name] = {"type": "unknown", "samples": {}}
                current = name
            if families[name]["samples"]:
                raise Wrong(f"{where}: {what} after samples of {name}")
            if what == "TYPE":
                if rest not in SUFFIXES:
                    raise Wrong(f"{where}: type {rest}")
                families[name]["type"] = rest
            continue
        match = SAMPLE.match(line)
        if not match:
            raise Wrong(f"{where}: {line}")
        name, labels, value = match.group(1), match.group(2), match.group(3)
        if current is None or name not in [current + suffix for suffix in SUFFIXES[families[current]["type"]]]:
            raise Wrong(f"{where}: sample {name} in family {current}")
        labels = labels_of(labels or "", where)
        try:
            number_value = float(value)
        except ValueError:
            raise Wrong(f"{where}: value {value}") from None
        key = (name, tuple(sorted(labels.items())))
        if key in seen:
            raise Wrong(f"{where}: {key} twice")
        seen.add(key)
        if families[current]["type"] == "counter" and not number_value >= 0:
            raise Wrong(f"{where}: a counter below zero")
        families[current]["samples"][key] = number_value
    return families


def value(families, sample, **labels):
    """The value of one sample, its name with the suffix; None when it is not there."""
    for family in families.values():
        found = family["samples"].get((sample, tuple(sorted(labels.items()))))
        if found is not None:
            return found
    return None
