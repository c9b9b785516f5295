"""The engine of one machine: long-lived workers that read the shards of a run.

    folder, shards ──▶ Pool.run ──▶ Step, as documents are begun and shards are done

A worker says which document it begins, so that when it dies we know with which. It is started
again with the same shard; a document that ends its workers again is quarantined.
"""

from __future__ import annotations

import signal
from collections import Counter
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING

from onrecord.engine.limits import Limits, how_it_ended
from onrecord.engine.shards import Failed, Shard
from onrecord.engine.worker import Begun, Broken, Died, Done, Task, Worker
from onrecord.errors import RunError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

#: Ends of a worker on one document until it is quarantined. The first may be no fault of its own:
#: the worker had read other documents before; the next one is fresh.
ENDS = 2
#: A limit on time names the culprit.
ENDS_BY_LIMIT = {-signal.SIGPROF: 1, -signal.SIGALRM: 1}
#: Somebody else may have sent these, to any document.
ENDS_FROM_OUTSIDE = dict.fromkeys(
    (-signal.SIGKILL, -signal.SIGTERM, -signal.SIGHUP, -signal.SIGINT), 5
)
#: Ends of workers before they read anything, on one shard, until we give up.
BLIND_ENDS = 5


@dataclass(frozen=True, slots=True)
class Step:
    """How far a shard is: documents begun, and whether it is done."""

    shard: Shard
    begun: int
    done: bool
    outcomes: tuple[bytes | Failed, ...] = ()  #: if they were not written to a folder


class Pool:
    """Worker processes on this machine, each with one copy of the reader."""

    def __init__(self, packed: bytes, limits: Limits, jobs: int) -> None:
        """Start the workers.

        Args:
            packed: the reader, pickled.
            limits: what one document may cost.
            jobs: how many workers.
        """
        self.limits = limits
        self.desks = [_Desk(Worker(packed, limits)) for _ in range(jobs)]

    def run(self, folder: Path, shards: Iterable[Shard]) -> Iterator[Step]:
        """Read shards of a run and write their parts.

        Yields:
            A step whenever a document is begun and whenever a shard is done.

        Raises:
            RunError: the disk is full, workers cannot start.
            ModelError: the language model is missing.
        """
        return self.steps(Task(shard, folder) for shard in shards)

    def steps(self, tasks: Iterator[Task]) -> Iterator[Step]:
        """As ``run``, for any tasks."""
        self._hand_out(tasks)
        while busy := {desk.worker.connection: desk for desk in self.desks if desk.task}:
            ready = [busy[pipe] for pipe in wait(busy) if isinstance(pipe, Connection)]
            steps = [step for desk in ready for step in self._hear(desk)]
            self._hand_out(tasks)  # first: whoever takes the steps may take its time
            yield from steps

    def close(self) -> None:
        """End the workers."""
        for desk in self.desks:
            desk.worker.stop()

    def _hand_out(self, tasks: Iterator[Task]) -> None:
        for desk in self.desks:
            if desk.task is None and (task := next(tasks, None)) is not None:
                desk.begin(task)

    def _hear(self, desk: _Desk) -> Iterator[Step]:
        task, answer = desk.task, desk.worker.take()
        if task is None:
            return
        match answer:
            case Begun(index):
                desk.index = index
                yield Step(task.shard, index + 1, done=False)
            case Done(outcomes):
                desk.task = None
                yield Step(task.shard, task.shard.documents, done=True, outcomes=outcomes)
            case Broken(error):
                raise error
            case Died(code):
                desk.recover(task, code, self.limits)
            case _:
                return


class _Desk:
    """A worker, what it was given, and who ended at it."""

    def __init__(self, worker: Worker) -> None:
        self.worker = worker
        self.task: Task | None = None
        self.index: int | None = None
        self.ends: Counter[int | None] = Counter()

    def begin(self, task: Task) -> None:
        """Give a shard to the worker; if it ended meanwhile, taking its answer will tell."""
        self.task, self.index = task, None
        self.ends.clear()
        self.worker.give(task)

    def recover(self, task: Task, code: int | None, limits: Limits) -> None:
        """Start the worker again with the same shard, without a document that ends its workers."""
        self.ends[self.index] += 1
        ends, how = self.ends[self.index], how_it_ended(code, limits)
        if self.index is None:
            if ends >= BLIND_ENDS:
                raise RunError(f"shard {task.shard.name} ends its workers: {how}")
        elif ends >= (ENDS_BY_LIMIT | ENDS_FROM_OUTSIDE).get(code or 0, ENDS):
            task = replace(task, condemned={**task.condemned, self.index: how})
        self.worker.start()
        self.task, self.index = task, None
        self.worker.give(task)
