"""What other processes do to a project in tests: python store_worker.py JOB FOLDER FIRST COUNT.

Each line on standard output is an acknowledgement: what it names is committed.
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

from onrecord.errors import OnrecordError
from onrecord.store import add_documents, keep_readings, open_store
from onrecord.store.journal import Judgement, write_judgement
from stored import VERSION, collected, line


def say(*words):
    """Acknowledge."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def add(store, numbers):
    """Add documents and keep their readings, ten at a time."""
    for start in numbers[::10]:
        some = range(start, min(start + 10, numbers.stop))
        add_documents(store, [collected(number) for number in some])
        kept = keep_readings(store, VERSION, [line(number) for number in some])
        assert kept.new + kept.already == len(some)
        say(*some)


def keep(store, numbers):
    """Keep readings of documents that are there, without a pause."""
    say("ready")
    keep_readings(store, VERSION, (line(number) for number in numbers))


def judge(store, numbers):
    """Write judgements as a person would, and say how long each took."""
    say("ready")
    for number in numbers:
        start = time.perf_counter()
        write_judgement(store, Judgement("R.", f"s_{number}", "polarity", "-", "heard so"))
        say(time.perf_counter() - start)
        time.sleep(0.01)


def main() -> int:
    job, folder, first, count, *limit = sys.argv[1:]
    if limit:  # no file may grow larger: a full disk for those who cannot mount one
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit[0]),) * 2)
    numbers = range(int(first), int(first) + int(count))
    try:
        with open_store(Path(folder)) as store:
            {"add": add, "keep": keep, "judge": judge}[job](store, numbers)
    except OnrecordError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
