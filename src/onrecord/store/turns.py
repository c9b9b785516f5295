"""Whose turn it is to write: people go before bulk work.

SQLite has no queue: whoever asks at the right moment gets the lock. So a person who waits holds a
shared lock of the project folder (flock; the system lets go of it when its holder dies), and bulk
work asks for the database only while nobody holds one. It is a hint: without it all still take
turns, only people wait longer.
"""

from __future__ import annotations

import fcntl
import os
import random
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

#: Seconds between two attempts to take the lock, at random between the two.
EAGER = (0.0005, 0.003)
BULK = (0.004, 0.02)
#: Seconds that bulk work lets people go before, at most: it must get on, too.
POLITE = 1.0


@contextmanager
def turn(folder: Path, pause: tuple[float, float]) -> Generator[Callable[[], bool]]:
    """Say that one wants to write; gives whether to ask for the database now.

    Args:
        folder: the project.
        pause: ``EAGER`` for what a person waits for, ``BULK`` for all else.
    """
    handle = os.open(folder, os.O_RDONLY)
    try:
        if pause == BULK:
            end = time.monotonic() + POLITE
            yield lambda: _nobody_waits(handle) or time.monotonic() > end
        else:
            with suppress(OSError):  # some file systems have no locks
                fcntl.flock(handle, fcntl.LOCK_SH)
            yield lambda: True
    finally:
        os.close(handle)


def _nobody_waits(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True
    fcntl.flock(handle, fcntl.LOCK_UN)
    return True


def rest(pause: tuple[float, float]) -> None:
    """Wait a random moment before the next attempt."""
    time.sleep(random.uniform(*pause))
