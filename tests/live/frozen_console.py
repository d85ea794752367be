"""A console in a process of its own, so that it can be stopped: says "joined", then counts what it hears."""
import sys

sys.path.insert(0, sys.argv[1])

import zmq

from clients import CONTEXT


def main():
    server, public, secret, feed = sys.argv[2:6]
    sub = CONTEXT.socket(zmq.SUB)
    sub.curve_serverkey, sub.curve_publickey, sub.curve_secretkey = (k.encode() for k in (server, public, secret))
    sub.setsockopt(zmq.SUBSCRIBE, b"real/")
    sub.connect(feed)
    heard = 0
    while True:
        if sub.poll(200):
            sub.recv_multipart()
            heard += 1
            if heard == 1:
                print("joined", flush=True)


main()
