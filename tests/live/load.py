"""Senders that never give up: pipelined DEALERs in one thread that repeat the same bytes until they hold a receipt."""
import time

import zmq
import zmq.utils.monitor

from clients import open_socket
from hub import SLOWER
from schema import ACCEPTED, BUSY, CONFLICT, DUPLICATE, REFUSED, Reply, Request


class Sender:
    """
    One source with messages to hand in.

      make(number)   the bytes of message `number`; called once a number, kept until acked and for the oracle
      batch          messages in a request; 1 is a Submit
      window         requests under way at once
    """

    def __init__(self, hub, name, make, batch=1, window=16, first=1):
        self.hub, self.name, self.make, self.batch, self.window = hub, name, make, batch, window
        self.next_number = first
        self.said = {}
        self.acked = {}
        self.repeat = []
        self.under_way = {}
        self.request_id = 0
        self.answers = {ACCEPTED: 0, DUPLICATE: 0, BUSY: 0}
        self.wrong = []
        self.paused = False
        self.socket = open_socket(zmq.DEALER, hub, hub.roster.keys[name][0])
        self.monitor = self.socket.get_monitor_socket(zmq.EVENT_HANDSHAKE_SUCCEEDED | zmq.EVENT_DISCONNECTED)
        self.socket.connect(hub.endpoints["submit"])

    def close(self):
        self.socket.disable_monitor()
        self.monitor.close()
        self.socket.close()

    def lost(self):
        """The connection went: what was under way is to be sent again, the same bytes."""
        for _, numbers in sorted(self.under_way.items()):
            self.repeat.extend(numbers)
        self.under_way = {}
        self.repeat.sort()

    def hear_monitor(self):
        while self.monitor.poll(0):
            event = zmq.utils.monitor.recv_monitor_message(self.monitor)
            if event["event"] == zmq.EVENT_DISCONNECTED:
                self.lost()

    def fill(self):
        """Send as long as the window is open; what is to be repeated first."""
        while len(self.under_way) < self.window:
            numbers = self.repeat[:self.batch]
            del self.repeat[:self.batch]
            while not self.paused and len(numbers) < self.batch:
                self.said[self.next_number] = self.make(self.next_number)
                numbers.append(self.next_number)
                self.next_number += 1
            if not numbers:
                return
            self.request_id += 1
            request = Request(request_id=self.request_id)
            if self.batch == 1:
                request.submit.message = self.said[numbers[0]]
            else:
                request.submit_batch.messages.extend(self.said[number] for number in numbers)
            try:
                self.socket.send(request.SerializeToString(), zmq.NOBLOCK)
            except zmq.Again:
                self.repeat = numbers + self.repeat
                return
            self.under_way[self.request_id] = numbers

    def hear(self):
        """Take all answers that are there; how many messages they acked."""
        count = 0
        while True:
            try:
                frames = self.socket.recv_multipart(zmq.NOBLOCK)
            except zmq.Again:
                return count
            reply = Reply.FromString(frames[-1])
            numbers = self.under_way.pop(reply.request_id, [])
            receipts = [reply.receipt] if reply.HasField("receipt") else list(reply.batch.receipts)
            if reply.HasField("problem"):
                if reply.problem.fault != 3:  # not the hub's: it will not get better
                    self.wrong.append(str(reply.problem))
                self.repeat.extend(numbers)
                continue
            answered = set()
            for receipt in receipts:
                if receipt.status in (ACCEPTED, DUPLICATE):
                    count += self.ack(receipt)
                    answered.add(receipt.number)
                elif receipt.status in (CONFLICT, REFUSED):
                    self.wrong.append(str(receipt))
                    answered.add(receipt.number)
                else:
                    self.answers[BUSY] += 1
            self.repeat.extend(number for number in numbers if number not in answered)

    def ack(self, receipt):
        self.answers[receipt.status] += 1
        before = self.acked.get(receipt.number)
        if receipt.number not in self.said or receipt.source != self.name:
            self.wrong.append(f"a receipt for what was not said: {receipt}")
        elif before is None:
            self.acked[receipt.number] = receipt.sequence
            return 1
        elif before != receipt.sequence:
            self.wrong.append(f"{self.name} {receipt.number} at {before} and at {receipt.sequence}")
        return 0

    def idle(self):
        return not self.under_way and not self.repeat


class Load:
    """Several senders, one poller."""

    def __init__(self, senders):
        self.senders = senders
        self.poller = zmq.Poller()
        for sender in senders:
            self.poller.register(sender.socket, zmq.POLLIN)
            self.poller.register(sender.monitor, zmq.POLLIN)

    def turn(self, milliseconds):
        """One round: send, wait for something, hear; how many messages were acked."""
        for sender in self.senders:
            sender.hear_monitor()
            sender.fill()
        self.poller.poll(milliseconds)
        return sum(sender.hear() for sender in self.senders)

    def run(self, until, seconds):
        """Go on until `until(acked since the beginning of this run)`; False when the time is over."""
        end, acked = time.monotonic() + seconds * SLOWER, 0
        while not until(acked):
            if time.monotonic() > end:
                return False
            acked += self.turn(5)
        return True

    def finish(self, seconds=30):
        """No new messages; go on until everything that was ever said is acked."""
        for sender in self.senders:
            sender.paused = True
        end = time.monotonic() + seconds * SLOWER
        quiet = time.monotonic()
        while not all(sender.idle() for sender in self.senders):
            if time.monotonic() > end:
                return False
            if self.turn(20):
                quiet = time.monotonic()
            elif time.monotonic() - quiet > 2 * SLOWER:
                for sender in self.senders:
                    sender.lost()
                quiet = time.monotonic()
        return True

    def said(self):
        return sum(len(sender.said) for sender in self.senders)

    def acked(self):
        return sum(len(sender.acked) for sender in self.senders)

    def wrong(self):
        return [words for sender in self.senders for words in sender.wrong]

    def close(self):
        for sender in self.senders:
            sender.close()
