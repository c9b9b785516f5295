"""Read a page in a process of its own, which is killed when it takes too much.

    page ──▶ read_apart ──▶ PageRead, or None where the process was killed

The parsers are native code that no signal handler interrupts. Pages with very much markup, on which
they can take minutes or all memory, are read by a child under limits of the kernel.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import msgspec

from onrecord.collect.page import PageRead, read_page
from onrecord.collect.zones import NOWHERE, Zones

#: Limits of the child: processor seconds, seconds on the clock, bytes of memory.
CPU_SECONDS = 20
WALL_SECONDS = 120
MEMORY = 2 * 1024**3


class Order(msgspec.Struct):
    """What the child is asked to read."""

    page: str
    depth: int
    url: str | None
    fetched: str | None
    zones: Zones = NOWHERE


def read_apart(order: Order) -> PageRead | None:
    """Read a page in a child; None where it died of a limit or of the page."""
    package = str(Path(__file__).parents[2])
    path = os.pathsep.join(filter(None, (package, os.environ.get("PYTHONPATH"))))
    environ = {**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1"}
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "onrecord.collect.apart"],  # -P: run nothing from here
            input=msgspec.json.encode(order),
            capture_output=True,
            timeout=WALL_SECONDS,
            env=environ,
            check=False,
        )
    except (subprocess.TimeoutExpired, BrokenPipeError):
        return None
    if done.returncode != 0:
        return None
    return msgspec.json.decode(done.stdout, type=PageRead)


def read_ordered(order: Order) -> PageRead:
    """Read a page in this process."""
    return read_page(order.page, order.depth, order.url, order.fetched, order.zones)


def _limit() -> None:
    """Put this process under its limits; where a system has no such limit, the clock is left."""
    import resource

    for what, most in ((resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_AS, MEMORY)):
        _, hard = resource.getrlimit(what)
        within = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (within, hard))


def main() -> None:
    """Answer one order on standard input."""
    _limit()
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=Order)
    sys.stdout.buffer.write(msgspec.json.encode(read_ordered(order)))


if __name__ == "__main__":
    main()
