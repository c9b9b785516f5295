"""Read many documents on one machine: in this process, or in long-lived worker processes.

    documents ──▶ read_all ──▶ Reading | Failure, in the order of the documents

A worker holds one copy of the reader and at most one document, and dies with its parent. The order
and the bytes of the readings do not depend on the number of workers. A fault of one document is a
``Failure`` in its place, even if it takes its worker with it.
"""

from __future__ import annotations

import ctypes
import os
import pickle
import signal
import sys
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, TypeVar

from onrecord.errors import ModelError, StageError
from onrecord.interchange import decode_reading, encode_reading
from onrecord.model import Document, Failure, Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from multiprocessing.connection import Connection

    Read = Callable[[Document], Reading]

T = TypeVar("T")

#: Documents that may be read ahead of the next one to hand out, for each worker: a long document
#: does not stop the other workers, and memory stays bounded.
AHEAD = 16
#: Seconds that a worker whose pipe broke gets to end by itself, so that we learn how it ended.
PATIENCE = 5.0
#: prctl(2): the signal a process gets when its parent dies.
PR_SET_PDEATHSIG = 1


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
    encoded = _Encoded(reader)
    if jobs == 1:
        yield from _in_process(documents, encoded)
    else:
        yield from _in_workers(documents, encoded, jobs)


def name_of(document: Document) -> str:
    """What to call a document in messages: its id, else its file and line, else its hash."""
    if document.id:
        return document.id
    file, line = document.metadata.get("file"), document.metadata.get("line")
    if not isinstance(file, str):
        return document.doc_id
    return f"{file}:{line}" if line else file


@dataclass(frozen=True, slots=True)
class _Encoded:
    """A reader whose readings are lines of JSON: cheaper to send than objects."""

    reader: Read

    def __call__(self, document: Document) -> bytes:
        return encode_reading(self.reader(document))


def _in_process(
    documents: Iterable[Document | Failure], read: Callable[[Document], T]
) -> Iterator[T | Failure]:
    for document in documents:
        yield document if isinstance(document, Failure) else _attempt(read, document)


def _attempt(read: Callable[[Document], T], document: Document) -> T | Failure:
    try:
        return read(document)
    except ModelError:
        raise
    except StageError as error:
        return Failure(name_of(document), error.stage, error.reason)
    except Exception as error:  # noqa: BLE001  the border: one document never ends a run
        return Failure(name_of(document), "reading", f"{type(error).__name__}: {error}")


# ---- workers ------------------------------------------------------------------------------------


def _serve(connection: Connection, packed: bytes, parent: int) -> None:
    """What a worker does: read the documents that come, one after the other, until none comes."""
    _die_with(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends us
    read: Callable[[Document], bytes] = pickle.loads(packed)
    while True:
        try:
            document = connection.recv()
        except EOFError:
            return
        connection.send(_attempt(read, document))


def _die_with(parent: int) -> None:
    """Ask the system to end this process with its parent (Linux; elsewhere the closed pipe does).

    Source: prctl(2), PR_SET_PDEATHSIG. The parent may be gone before the call: look again after.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


class _Worker:
    """A process and our end of its pipe; replaced in place when it dies."""

    def __init__(self, packed: bytes) -> None:
        self.packed = packed
        self.start()

    def start(self) -> None:
        context = get_context("spawn")
        self.connection, theirs = context.Pipe()
        arguments = (theirs, self.packed, os.getpid())
        self.process = context.Process(target=_serve, args=arguments, daemon=True)
        self.process.start()
        theirs.close()  # so that the death of the worker closes the pipe

    def give(self, document: Document) -> None:
        try:
            self.connection.send(document)
        except OSError:  # died while it had nothing to do
            self.stop()
            self.start()
            self.connection.send(document)

    def take(self, document: Document) -> bytes | Failure:
        try:
            outcome: bytes | Failure = self.connection.recv()
        except (EOFError, OSError):
            self.process.join(PATIENCE)
            reason = f"the worker process ended while reading it ({_how(self.process.exitcode)})"
            self.stop()
            self.start()
            return Failure(name_of(document), "engine", reason)
        return outcome

    def stop(self) -> None:
        self.connection.close()
        self.process.kill()
        self.process.join()


def _how(exit_code: int | None) -> str:
    if exit_code is not None and exit_code < 0:
        return f"signal {signal.Signals(-exit_code).name}"
    return f"exit code {exit_code}"


def _in_workers(
    documents: Iterable[Document | Failure], read: Callable[[Document], bytes], jobs: int
) -> Iterator[bytes | Failure]:
    packed = pickle.dumps(read)
    workers = [_Worker(packed) for _ in range(jobs)]
    try:
        yield from _Dispatch(iter(documents), workers).outcomes()
    finally:
        for worker in workers:
            worker.stop()


class _Dispatch:
    """Hands documents to idle workers and puts what comes back in order."""

    def __init__(self, source: Iterator[Document | Failure], workers: list[_Worker]) -> None:
        self.source = source
        self.workers = workers
        self.busy: dict[_Worker, tuple[int, Document]] = {}
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
            number, document = self.busy.pop(worker)
            self.done[number] = worker.take(document)
