"""What every live test begins with: the oracle's folder on the path, the daemon's path, the case runner."""
import os
import signal
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "oracle"))

import compare
import oracle as oracle_module
import tap
from clients import Client
from hub import SLOWER, Hub
from messages import EVENT, T0, declaration
from schema import ACCEPTED, Message

LONG = os.environ.get("CHECK_LONG") == "1"
BINARY = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else None
HUBS = []


def hub(**settings):
    """A hub that is closed with the program whatever happens."""
    made = Hub(BINARY, **settings)
    HUBS.append(made)
    return made


def close_all(_world=None):
    for one in HUBS:
        try:
            one.close()
        except Exception as failure:  # the next one must be closed too
            tap.note(f"while closing: {failure}")


def last_words():
    return [line for one in HUBS[-2:] for line in one.log[-8:]]


def declare(one, regions=("11", "12", "13"), event=EVENT, number=1, realm="real"):
    """BNPB declares the event; its message number `number`."""
    with Client(one, "bnpb") as bnpb:
        receipt = bnpb.submit(declaration("bnpb", number, regions, event=event, realm=realm))
        tap.equal(receipt.status, ACCEPTED, f"the declaration is accepted: {receipt}")


def wait_until(true, seconds=5, what="it"):
    """Ask again and again, with short breaths, until true() gives something; for what nobody announces."""
    end = time.monotonic() + seconds * SLOWER
    while True:
        found = true()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"{what} did not come true in {seconds * SLOWER:.0f} s")
        time.sleep(0.01)


def new_oracle(one):
    return oracle_module.Oracle(compare.regency_codes(), compare.official_of(one.roster.clients))


def from_journal(one, client, realm="real", topics=None):
    """
    The oracle fed with every accepted message, taken from the replay of every notice topic; and the notices by
    journal sequence. No message may come twice.
    """
    judge = new_oracle(one)
    notices = {}
    names = compare.catalogue()
    areas = ["nation"] + [f"{code}/province" if "." not in code else f"{code[:2]}/{code}"
                          for code in (topics if topics is not None else names)]
    for area in areas:
        for message in client.replay(f"{realm}/{area}/notice/", realm=realm):
            sequence = message.notice.journal_sequence
            tap.equal(message.sequence, sequence, "the sequence of a notice is the journal's")
            tap.check(sequence not in notices, f"notice {sequence} came twice")
            notices[sequence] = message.notice
    for sequence in sorted(notices):
        compare.feed(judge, Message.FromString(notices[sequence].message), sequence)
    return judge, notices


def compare_picture(judge, documents, event=EVENT, public=False, realm="real"):
    told = judge.picture(event, time.time())
    complaints = compare.differences(told, documents, public, realm)
    tap.check(not complaints, "the picture is that of the oracle", *complaints[:20])


def main(before=None):
    sys.exit(tap.run(before, close_all, last_words, SLOWER))


__all__ = ["BINARY", "EVENT", "HUBS", "LONG", "SLOWER", "T0", "close_all", "compare_picture", "declare",
           "from_journal", "hub", "last_words", "main", "new_oracle", "signal", "wait_until"]
