"""The command `pusdalops` beside a real hub: text format, batches, publishing, and what may be called confirmed."""
import json
import random

from google.protobuf import text_format

from clients import Client
from desk import Desk
from messages import T0, need, report, verification, withdrawal
from schema import DEAD, DISPLACED_PERSONS, MISSING, Message
from tap import case, check, equal, note
from world import EVENT, declare, hub, main

DONE, NEGATIVE, USAGE, NO_HUB, NOT_CONFIRMED = 0, 1, 2, 3, 5


def started(**settings):
    one = hub(**settings)
    one.start()
    declare(one)
    return one


def held_by(one, name):
    """(last number, what is missing, journal sequence) that the hub tells of a source."""
    with Client(one, "bnpb") as client:
        hello = client.hello(sources=[name]).hello
        state = hello.sources[0]
        return state.last_number, [(gap.first, gap.last) for gap in state.missing], hello.last_sequence


def styles(message, dice):
    """One of the ways in which protobuf's own printer writes a message."""
    return text_format.MessageToString(
        message, as_one_line=dice.random() < 0.5, use_short_repeated_primitives=dice.random() < 0.5,
        pointy_brackets=dice.random() < 0.5, as_utf8=dice.random() < 0.5,
        use_index_order=dice.random() < 0.5)


@case("messages in protobuf's text format are held with the bytes that protobuf itself writes", 60)
def _():
    one = started()
    desk = Desk(one)
    dice = random.Random(20251128)
    messages = []
    for number in range(1, 121):
        if number % 10 == 0:
            bytes_ = withdrawal("bpbd-11", number, number - 1, reason="salah \"ketik\"\n\u00e9 \U0001F30B")
        elif number % 10 == 5:
            bytes_ = verification("bpbd-11", number, "bpbd-11", number - 1, 2)
        else:
            figures = {DEAD: dice.randrange(3), MISSING: dice.randrange(9), DISPLACED_PERSONS: dice.randrange(10**6)}
            bytes_ = report("bpbd-11", number, "11.06", figures, as_of=T0 + number, needs="tenda\t'besar' \\ air")
        messages.append(Message.FromString(bytes_))
    text = "\n---\n".join(styles(message, dice) for message in messages)
    status, lines, errors = desk.run("send", desk.write("many.txtpb", text))
    equal(status, DONE, f"all are taken: {errors}")
    equal(len([line for line in lines if " accepted" in line]), 120, "a receipt each")
    check("row 7: number 7 accepted" in "\n".join(lines), "the receipt has the message's own number")
    with Client(one, "bpbd-11") as client:
        for message in messages:
            reply = client.inquire("bpbd-11", message.number)
            equal(reply.inquiry.message, message.SerializeToString(), f"the bytes of {message.number}")


@case("a text at fault is told with line and column, and the messages around it go on")
def _():
    one = started()
    desk = Desk(one)
    good = [text_format.MessageToString(Message.FromString(report("bpbd-11", number, "11.06", {DEAD: 1})))
            for number in (1, 2)]
    path = desk.write("faulty.txtpb", good[0] + "---\nsource: \"bpbd-11\"\n  colour: 3\n---\n" + good[1])
    status, lines, errors = desk.run("send", path)
    line = good[0].count("\n") + 3
    equal(status, NEGATIVE, errors)
    equal(len([one_line for one_line in lines if " accepted" in one_line]), 2, "both good ones are taken")
    check(f"{line}:3: colour: is not a field of this message" in errors, "the fault has its place", errors)
    status, _, errors = desk.run("send", path, language="id")
    check(f"{line}:3: colour: bukan isian pesan ini" in errors, "in two languages", errors)


@case("a file of rows is handed in by batches, once, however often it is sent", 60)
def _():
    one = started()
    desk = Desk(one)
    path = desk.rows("rows.csv", 2000)
    status, lines, errors = desk.run("send", path)
    equal(status, DONE, errors)
    equal(len([line for line in lines if " accepted" in line]), 2000, "a receipt each")
    last, missing, before = held_by(one, "bpbd-11")
    equal((last, missing), (2000, []), "all are held")
    status, lines, errors = desk.run("send", path)
    equal(status, DONE, errors)
    equal(len([line for line in lines if "handed in before" in line]), 2000, "known rows")
    equal(held_by(one, "bpbd-11")[2], before, "nothing was added")


@case("what is published is confirmed by the hub's list, one witness by submit", 60)
def _():
    one = started()
    desk = Desk(one)
    before = held_by(one, "bpbd-11")[2]
    status, lines, errors = desk.run("send", desk.rows("rows.csv", 1000), "--publish")
    equal(status, DONE, errors)
    held = [line for line in lines if line.endswith(" held")]
    numbers = sorted(int(line.split()[3].rstrip(",")) for line in lines if line.startswith("row "))
    note(f"{len(held)} held, {len(numbers) - len(held)} by submit")
    equal(numbers, list(range(1, 1001)), "a line each")
    check(len(held) > 900, "nearly all without being sent again", len(held))
    equal(held_by(one, "bpbd-11"), (1000, [], before + 1000), "each is held once")


@case("what the hub did not take at intake is handed in by submit", 90)
def _():
    one = started(**{"limits.client_messages_per_s": 100, "limits.client_messages_burst": 100})
    desk = Desk(one)
    before = held_by(one, "bpbd-11")[2]
    status, lines, errors = desk.run("send", desk.rows("rows.csv", 400), "--publish", timeout=30)
    equal(status, DONE, errors)
    check([line for line in lines if " accepted" in line], "some were lost to QUOTA and came by submit", *lines[:5])
    equal(held_by(one, "bpbd-11"), (400, [], before + 400), "each is held once")


@case("without submit nothing is called confirmed, and the same bytes go again later", 60)
def _():
    one = started()
    desk = Desk(one)
    before = held_by(one, "bpbd-11")[2]
    path = desk.rows("rows.csv", 300)
    status, lines, errors = desk.run("send", path, "--publish", submit="none")
    equal((status, lines), (NOT_CONFIRMED, []), errors)
    check("300 message(s) published, not confirmed" in errors, "it says so", errors)
    status, lines, errors = desk.run("send", "--publish", submit="none")
    equal(status, NOT_CONFIRMED, "published again, and still nobody answered: " + errors)
    status, lines, errors = desk.run("send")
    equal(status, DONE, errors)
    equal(len([line for line in lines if " duplicate" in line or " accepted" in line]), 300, "a receipt each")
    equal(held_by(one, "bpbd-11"), (300, [], before + 300), "each is held once")
    status, _, errors = desk.run("report", "--publish", "--event", EVENT, "--regency", "11.06", "--dead", "1",
                                 submit="none")
    equal(status, NOT_CONFIRMED, errors)


@case("two machines that number for one source: nothing is called held that is another's", 60)
def _():
    one = started()
    desk = Desk(one)
    equal(desk.run("send", desk.rows("rows.csv", 20))[0], DONE, "the first machine")
    desk.forget()
    status, lines, errors = desk.run("send", desk.rows("other.csv", 20, first=500), "--publish", submit="none")
    equal(status, NOT_CONFIRMED, errors)
    status, lines, errors = desk.run("send", "--publish")
    equal(status, NEGATIVE, errors)
    equal(len([line for line in lines if " conflict" in line]), 20, "every one is a conflict")


@case("where nobody hears, nothing was published")
def _():
    one = started()
    desk = Desk(one)
    path = desk.rows("rows.csv", 5)
    equal(desk.run("send", path)[0], DONE, "a first time, so that the outbox is known")
    one.kill()
    status, _, errors = desk.run("send", desk.rows("more.csv", 5, first=100), "--publish", submit="none", timeout=1)
    equal(status, NO_HUB, errors)
    check("5 message(s) stay in the outbox" in errors, "kept", errors)
    status, _, errors = desk.run("status", "--publish", submit="none", timeout=1)
    equal(status, USAGE, errors)


def watched(desk, *words, **more):
    """What watch shows of the picture as it stands."""
    one = desk.hub
    status, lines, errors = desk.run(
        "watch", *words, "--once", "--feed", one.endpoints["feed_internal"], "--urgent", one.endpoints["urgent"], **more)
    equal(status, DONE, errors)
    return lines


@case("watch tells what is short, in a line for a person and whole as JSON")
def _():
    one = started()
    desk = Desk(one)
    with Client(one, "bpbd-11") as client:
        for number, lines in ((1, [("beras", 1_500, "ton"), ("selimut", 400_000, "")]), (2, [("beras", 500, "kg")])):
            receipt = client.submit(need("bpbd-11", number, "11.06", lines))
            equal(receipt.problem.name, "", "taken in")
    lines = [line for line in watched(desk, "real/11/11.06/logistics/") if "/logistics/" in line]
    equal(len(lines), 1, "one document of the regency")
    check(lines[0].endswith("3 lines short · beras 1,500.5 kg · selimut 400 lembar"), "its line", lines[0])
    lines = watched(desk, "nation", language="id")
    check(any(line.endswith("3 baris kurang · beras 1.500,5 kg · selimut 400 lembar") for line in lines),
          "the nation's, in Indonesian", lines)
    found = [json.loads(line) for line in watched(desk, "real/11/province/logistics/", "--json")]
    equal([item["quantities"]["outstanding"] for one in found for item in one["logistics"]["items"]],
          [1_500_500, 400_000], "whole, as JSON")


@case("in the table of the areas below, what only the province itself said of its regencies is unknown, not 0")
def _():
    one = started()
    with Client(one, "bpbd-12") as province, Client(one, "bpbd-12.01") as regency:
        province.submit(report("bpbd-12", 1, "12", {MISSING: 209}))
        regency.submit(report("bpbd-12.01", 1, "12.01", {DEAD: 34}))
    desk = Desk(one, "console", speaks=False)
    status, lines, errors = desk.run("status", "nation", "--below")
    equal(status, DONE, errors)
    row = next(line for line in lines if line.startswith("12 Sumatera Utara"))
    equal(row.split()[3:5], ["34", "-"], "dead by a regency, missing by none")


main()
