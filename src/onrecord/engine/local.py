"""Read many documents on one machine: in this process, or in long-lived worker processes.

    documents ──▶ read_all ──▶ Reading | Failure, in the order of the documents

A worker holds one copy of the reader and at most one document, and dies with its parent. The order
and the bytes of the readings do not depend on the number of workers. A fault of one document is a
``Failure`` in its place, even if it takes its worker with it.
"""

from __future__ import annotations

import pickle
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, TypeVar

from onrecord.engine.limits import Limits, how_it_ended
from onrecord.engine.worker import RETIRED, Broken, Died, Encoded, Worker, attempt, name_of
from onrecord.interchange import decode_reading
from onrecord.model import Document, Failure, Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from onrecord.engine.worker import Read

T = TypeVar("T")

#: Documents that may be read ahead of the next one to hand out, for each worker: a long document
#: does not stop the other workers, and memory stays bounded.
AHEAD = 16


def read_all(
    documents: Iterable[Document | Failure], reader: Read, *, jobs: int = 1
) -> Iterator[Reading | Failure]:
    """Read documents, in their order.

    Args:
        documents: what to read; a ``Failure`` among them keeps its place.
        reader: gives the reading of one document; with several jobs it must pickle.
        jobs: worker processes; 1 reads in this process.

    Raises:
        ModelError: the language model is missing (only with one job; check before you start more).
    """
    if jobs == 1:
        yield from _in_process(documents, reader)
        return
    for outcome in read_lines(documents, reader, jobs=jobs):
        yield outcome if isinstance(outcome, Failure) else decode_reading(outcome)


def read_lines(
    documents: Iterable[Document | Failure], reader: Read, *, jobs: int = 1
) -> Iterator[bytes | Failure]:
    """As ``read_all``, but each reading as its line of JSON, ready to be written."""
    if jobs == 1:
        yield from _in_process(documents, Encoded(reader))
    else:
        yield from _in_workers(documents, reader, jobs)


def _in_process(
    documents: Iterable[Document | Failure], read: Callable[[Document], T]
) -> Iterator[T | Failure]:
    for document in documents:
        yield document if isinstance(document, Failure) else _attempt(read, document)


def _attempt(read: Callable[[Document], T], document: Document) -> T | Failure:
    try:
        return attempt(read, document)
    except MemoryError:
        return Failure(name_of(document), "reading", "there is not enough memory")


# ---- workers ------------------------------------------------------------------------------------


def _in_workers(
    documents: Iterable[Document | Failure], reader: Read, jobs: int
) -> Iterator[bytes | Failure]:
    packed = pickle.dumps(reader)
    workers = [Worker(packed, Limits()) for _ in range(jobs)]
    try:
        yield from _Dispatch(iter(documents), workers).outcomes()
    finally:
        for worker in workers:
            worker.stop()


class _Dispatch:
    """Hands documents to idle workers and puts what comes back in order."""

    def __init__(self, source: Iterator[Document | Failure], workers: list[Worker]) -> None:
        self.source = source
        self.workers = workers
        self.busy: dict[Worker, tuple[int, Document]] = {}
        self.done: dict[int, bytes | Failure] = {}
        self.taken = 0  # documents that came from the source
        self.given = 0  # outcomes handed on
        self.ended = False

    def outcomes(self) -> Iterator[bytes | Failure]:
        while not (self.ended and not self.busy and not self.done):
            self.hand_out()
            if self.busy and self.given not in self.done:
                self.gather()
            while self.given in self.done:
                yield self.done.pop(self.given)
                self.given += 1

    def hand_out(self) -> None:
        idle = [worker for worker in self.workers if worker not in self.busy]
        while idle and not self.ended and self.taken - self.given < AHEAD * len(self.workers):
            document = next(self.source, None)
            if document is None:
                self.ended = True
                return
            if isinstance(document, Failure):
                self.done[self.taken] = document
            else:
                worker = idle.pop(0)
                worker.give(document)
                self.busy[worker] = (self.taken, document)
            self.taken += 1

    def gather(self) -> None:
        ready = set(wait([worker.connection for worker in self.busy]))
        for worker in [worker for worker in self.busy if worker.connection in ready]:
            number, document = self.busy[worker]
            outcome = self.outcome_of(worker, document)
            if outcome is not None:
                del self.busy[worker]
                self.done[number] = outcome

    def outcome_of(self, worker: Worker, document: Document) -> bytes | Failure | None:
        """What became of the document, or ``None`` if we have to wait on."""
        had_it, answer = worker.has_reader, worker.take()
        if isinstance(answer, Broken):
            raise answer.error
        if isinstance(answer, Died):
            worker.start()
            if had_it and answer.exit_code != RETIRED:
                reason = how_it_ended(answer.exit_code, worker.limits)
                return Failure(name_of(document), "engine", reason)
            worker.give(document)
        return answer if isinstance(answer, (bytes, Failure)) else None
