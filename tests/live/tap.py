"""Live tests in TAP: a case is a sentence, and each has a bound in time.

    @case("a repeated message is a duplicate")
    def _(t): ...

A case fails by raising; what the hub logged last is shown below it. `Skip` leaves a case out, loudly.
"""
import signal
import sys
import time
import traceback


class Skip(Exception):
    """The case cannot be run here; says why."""


class Bound(Exception):
    """The case took longer than it may."""


CASES = []


def case(sentence, seconds=30):
    """Register a case: a sentence, and how long it may take."""

    def register(function):
        CASES.append((sentence, seconds, function))
        return function

    return register


def check(held, words, *values):
    """Fail with words and values unless the thing holds."""
    if not held:
        raise AssertionError(words + "".join(f"\n  {value}" for value in values))


def equal(found, wanted, words):
    check(found == wanted, words, f"found  {found}", f"wanted {wanted}")


def note(words):
    """A remark that is no result."""
    print(f"# {words}", flush=True)


def _ring(_number, _frame):
    raise Bound("the case took longer than it may")


def run(before=None, after=None, on_failure=None, slower=1.0):
    """
    Run the registered cases in order and print TAP; the exit status of the program.

      before()      makes what the cases share; its result is their argument
      after(world)  ends it, also after a failure
      on_failure()  lines to show below a failed case
      slower        factor on every bound, for sanitized daemons
    """
    print(f"1..{len(CASES)}", flush=True)
    signal.signal(signal.SIGALRM, _ring)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    failed = 0
    world = None
    try:
        if before:
            signal.alarm(int(60 * slower))
            world = before()
            signal.alarm(0)
        for number, (sentence, seconds, function) in enumerate(CASES, 1):
            begun = time.monotonic()
            try:
                signal.alarm(int(seconds * slower) + 1)
                function(world) if before else function()
                signal.alarm(0)
                print(f"ok {number} - {sentence}", flush=True)
            except Skip as reason:
                signal.alarm(0)
                print(f"ok {number} - {sentence} # SKIP {reason}", flush=True)
            except Exception:
                signal.alarm(0)
                failed += 1
                print(f"not ok {number} - {sentence}", flush=True)
                for line in traceback.format_exc().splitlines():
                    note(f"  {line}")
                for line in on_failure() if on_failure else []:
                    note(f"  hub: {line}")
            note(f"{time.monotonic() - begun:.1f} s")
    finally:
        signal.alarm(0)
        if after:
            after(world)
    return 1 if failed else 0
