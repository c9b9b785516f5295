"""What one document may cost: seconds and memory, enforced by the system on the process itself.

    Limits ──▶ limit_memory, timed ──▶ a signal ends the process, MemoryError ends the reading

Python cannot interrupt native code, the kernel can: the timers keep their default action, which is
to end the process. Whoever watches the process learns from its end which limit it was.
"""

from __future__ import annotations

import resource
import signal
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

#: A process that waits (for a disk, for other processes) gets this many times its CPU seconds.
WAITING = 10
#: How a worker leaves when a document needs more memory than it may have.
OUT_OF_MEMORY = 77
#: A worker that holds this share of the memory it may have is replaced after its task.
GROWN = 0.85
MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What a document may cost.

    Attributes:
        seconds: CPU seconds for any document; a report takes a tenth of one, the first one of a
            worker 3 (the model is loaded).
        seconds_a_thousand: CPU seconds more for every thousand characters; reading takes 0.05.
        megabytes: memory of a worker, in MiB (Linux; elsewhere the system sets the bound). A
            worker takes 540, and 200 more for a text of 400,000 characters.
    """

    seconds: float = 60.0
    seconds_a_thousand: float = 1.0
    megabytes: int = 1024

    def seconds_for(self, characters: int) -> float:
        """CPU seconds that a document of this length may take."""
        return self.seconds + self.seconds_a_thousand * characters / 1000


@contextmanager
def timed(seconds: float) -> Generator[None]:
    """End this process if what is done inside takes longer; nothing inside can prevent it."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, seconds * WAITING)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)


def limit_memory(megabytes: int) -> None:
    """Let this process have no more memory of its own (private and writable) than this.

    Source: setrlimit(2), RLIMIT_DATA; since Linux 4.7 it counts memory maps too.
    """
    if sys.platform == "linux":
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        soft = megabytes * MIB if hard == resource.RLIM_INFINITY else min(megabytes * MIB, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def has_grown(megabytes: int) -> bool:
    """Whether this process holds most of the memory it may have, so that it should be replaced."""
    if sys.platform != "linux":
        return False
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5])
    return pages * resource.getpagesize() > GROWN * megabytes * MIB


def ran_out_of_memory(error: BaseException | None) -> bool:
    """Whether the error, or one that it came from, is a lack of memory."""
    while error is not None:
        if isinstance(error, MemoryError):
            return True
        error = error.__cause__
    return False


def how_it_ended(exit_code: int | None, limits: Limits) -> str:
    """How a process ended, in words that depend on the document and the limits alone."""
    if exit_code == -signal.SIGPROF:
        more = f" and {limits.seconds_a_thousand:g} s for every thousand characters"
        return f"took more than {limits.seconds:g} s of CPU time{more}"
    if exit_code == -signal.SIGALRM:
        return f"took {WAITING} times as long as the CPU time it may have"
    if exit_code == OUT_OF_MEMORY:
        return f"needed more than {limits.megabytes} MiB of memory"
    return f"the worker process ended while reading it ({_exit(exit_code)})"


def _exit(code: int | None) -> str:
    if code is not None and code < 0:
        return f"signal {signal.Signals(-code).name}"
    return f"exit code {code}"
