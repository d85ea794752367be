"""Does the simulator find what is wrong? Each planted fault must break a rule within its budget of seeds.

    planted.py SIM SIM_WITH_A_FAULT...

SIM is the simulator over the daemon as it is: the same seeds must hold there, and it knows faults of its own world.
"""

import concurrent.futures
import os
import pathlib
import subprocess
import sys

BUDGET_SEEDS = 480
CONTROL_SEEDS = 60
CONTROL_SEEDS_OF_A_START = 10
# Rare ones, and a seed that is not far before one that finds them: only a short cut, the budget is the same for all.
STARTS = {
    "estimate-of-another-beginning-not-published": 440,
    "ended-activation-forgotten-too-late": 200,
    "escalated-without-end": 155,
    "ended-shipment-forgotten-too-late": 150,
    "silence-not-published": 75,
}
WORLD = ("snapshot-too-early", "index-lost", "epoch-again", "wrong-peer", "tail-skipped", "area-index-lost")


def run(command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False)


def said(result):
    """What the simulator complained of first."""
    lines = [line for line in result.stdout.splitlines() if line.startswith("# seed")]
    return lines[0][2:] if lines else "nothing"


def plant(name, command):
    result = run([*command, "--start", str(STARTS.get(name, 1)), "--until-first", str(BUDGET_SEEDS)])
    return result.returncode == 1, f"finds {name}", said(result)


def main():
    sim, planted = sys.argv[1], sys.argv[2:]
    controls = [run([sim, "--start", str(start), "--until-first", str(seeds)]) for start, seeds in
                [(1, CONTROL_SEEDS), *((start, CONTROL_SEEDS_OF_A_START) for start in STARTS.values())]]
    control = next((result for result in controls if result.returncode != 0), controls[0])
    count = 1
    failed = int(control.returncode != 0)
    print(f"{'not ok' if failed else 'ok'} 1 - without a planted fault the same seeds hold")
    print(f"# {said(control)}")
    jobs = [(name, [sim, "--plant", name]) for name in WORLD]
    jobs += [(pathlib.Path(path).name.removeprefix("sim_with_"), [path]) for path in planted]
    with concurrent.futures.ThreadPoolExecutor(max_workers=len(os.sched_getaffinity(0))) as pool:
        for found, sentence, complaint in pool.map(lambda job: plant(*job), jobs):
            count += 1
            failed += int(not found)
            print(f"{'ok' if found else 'not ok'} {count} - {sentence}\n# {complaint}", flush=True)
    print(f"1..{count}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
