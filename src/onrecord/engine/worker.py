"""A worker process: what it does, and how its parent sees it.

    Worker.give(Document | Task) ──▶ serve, in the other process ──▶ Worker.take() ──▶ answers

A worker is a fresh Python with one BLAS thread and a pipe to its parent, with whom it dies. It
holds one copy of the reader and serves until it is stopped. It is started by hand and not by
``multiprocessing``, which would import the script that started everything a second time.
"""

from __future__ import annotations

import ctypes
import os
import pickle
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from onrecord.engine.limits import (
    OUT_OF_MEMORY,
    Limits,
    has_grown,
    limit_memory,
    ran_out_of_memory,
    timed,
)
from onrecord.engine.shards import Failed, Shard, content_of, documents_in, write_part
from onrecord.errors import ModelError, OnrecordError, RunError, StageError
from onrecord.interchange import encode_reading
from onrecord.model import Document, Failure, Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Read = Callable[[Document], Reading]

T = TypeVar("T")

#: Seconds that a worker whose pipe broke gets to end by itself, so that we learn how it ended.
PATIENCE = 5.0
#: Workers that end before they have their reader, one after the other, until we give up.
FALSE_STARTS = 3
#: How a worker leaves that has grown: between two tasks.
RETIRED = 78
#: prctl(2): the signal a process gets when its parent dies.
PR_SET_PDEATHSIG = 1
#: What a fresh Python runs; the words of this package come over the pipe only after its path.
BOOT = (
    "import sys; from multiprocessing.connection import Connection;"
    "pipe = Connection(int(sys.argv[1])); sys.path[:] = pipe.recv();"
    "from onrecord.engine.worker import serve; serve(pipe)"
)
#: Python: look for modules where it is told to, never in the current folder: that of a user may
#: hold files of anybody's making.
NOT_HERE = ("-P",)
#: Two workers with two BLAS threads each are slower than with one.
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@dataclass(frozen=True, slots=True)
class Task:
    """A shard to read.

    Attributes:
        shard: which.
        folder: of its run: its documents lie there, and the part is to be written there.
        content: its documents, if there is no folder: what became of them comes over the pipe.
        condemned: documents that are not to be read, by index, each with the reason.
    """

    shard: Shard
    folder: Path | None = None
    content: bytes = b""
    condemned: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Started:
    """A worker is there and waits for its reader."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A worker begins to read the document of this index in its shard."""

    index: int


@dataclass(frozen=True, slots=True)
class Done:
    """A worker has read its shard; ``outcomes`` only if it wrote them to no folder."""

    outcomes: tuple[bytes | Failed, ...] = ()


@dataclass(frozen=True, slots=True)
class Broken:
    """A worker cannot go on, whatever it is given."""

    error: OnrecordError


@dataclass(frozen=True, slots=True)
class Died:
    """A worker ended: its exit code, negative for a signal."""

    exit_code: int | None


# ---- one document -------------------------------------------------------------------------------


def attempt(read: Callable[[Document], T], document: Document) -> T | Failure:
    """Read a document; whatever is wrong with it becomes a ``Failure``.

    Raises:
        ModelError: the language model is missing: it is for every document.
        MemoryError: there is not enough; a process this happened in is best replaced.
    """
    try:
        return read(document)
    except ModelError:
        raise
    except Exception as error:  # the border: one document never ends a run
        if ran_out_of_memory(error):
            raise MemoryError from error
        if isinstance(error, StageError):
            return Failure(name_of(document), error.stage, error.reason)
        return Failure(name_of(document), "reading", f"{type(error).__name__}: {error}")


def name_of(document: Document) -> str:
    """What to call a document in messages: its id, else its file and line, else its hash."""
    if document.id:
        return document.id
    file, line = document.metadata.get("file"), document.metadata.get("line")
    if not isinstance(file, str):
        return document.doc_id
    return f"{file}:{line}" if line else file


@dataclass(frozen=True, slots=True)
class Encoded:
    """A reader whose readings are lines of JSON: cheaper to send than objects."""

    reader: Read

    def __call__(self, document: Document) -> bytes:
        """Read a document."""
        return encode_reading(self.reader(document))


# ---- in the worker ------------------------------------------------------------------------------


def serve(pipe: Connection) -> None:
    """Do what comes over the pipe, one task after the other, until its other end closes."""
    parent: int = pipe.recv()
    die_with(parent)
    limits: Limits = pipe.recv()
    limit_memory(limits.megabytes)
    try:
        pipe.send(Started())
        _serve(pipe, Encoded(pickle.loads(pipe.recv_bytes())), limits)
    except (EOFError, ConnectionError):  # the parent is gone, or wants no more
        return
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except OnrecordError as error:
        pipe.send(Broken(error))
    except Exception as error:  # noqa: BLE001  the border: the parent tells it
        pipe.send(Broken(RunError(f"a worker cannot go on: {_told(error)}")))


def _told(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror} ({error.filename})" if error.filename else error.strerror
    return f"{type(error).__name__}: {error}"


def _serve(pipe: Connection, read: Encoded, limits: Limits) -> None:
    while True:
        task: Document | Task = pipe.recv()
        if isinstance(task, Document):
            with timed(limits.seconds_for(len(task.text))):
                outcome = attempt(read, task)
            pipe.send(outcome)
        else:
            pipe.send(_do(task, _read_shard(pipe, task, read, limits)))
        if has_grown(limits.megabytes):
            os._exit(RETIRED)


def _do(task: Task, outcomes: Iterator[bytes | Failed]) -> Done:
    if task.folder is None:
        return Done(tuple(outcomes))
    write_part(task.folder, task.shard, outcomes)
    return Done()


def _read_shard(
    pipe: Connection, task: Task, read: Encoded, limits: Limits
) -> Iterator[bytes | Failed]:
    content = task.content if task.folder is None else content_of(task.folder, task.shard)
    for index, document in enumerate(documents_in(content, task.shard)):
        name, reason = name_of(document), task.condemned.get(index)
        if reason is not None:
            yield Failed(index, document.doc_id, name, "engine", reason, quarantined=True)
            continue
        pipe.send(Begun(index))
        with timed(limits.seconds_for(len(document.text))):
            outcome = attempt(read, document)
        if isinstance(outcome, Failure):
            yield Failed(
                index, document.doc_id, name, outcome.stage, outcome.reason, quarantined=False
            )
        else:
            yield outcome


def die_with(parent: int) -> None:
    """Ask the system to end this process with its parent (Linux; elsewhere the closed pipe does).

    Source: prctl(2), PR_SET_PDEATHSIG. The parent may be gone before the call: look again after.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


# ---- in the parent ------------------------------------------------------------------------------


class Worker:
    """A worker process and our end of its pipe."""

    def __init__(self, packed: bytes, limits: Limits) -> None:
        self.packed = packed
        self.limits = limits
        self.has_reader = False
        self.false_starts = 0
        self.waiting: Document | Task | None = None
        self.start()

    def start(self) -> None:
        """(Re)start the process, out of reach of Ctrl-C: that is for us, and we end it."""
        ours, theirs = socket.socketpair()
        handle = theirs.fileno()
        self.process = subprocess.Popen(
            [sys.executable, *NOT_HERE, "-c", BOOT, str(handle)],
            pass_fds=(handle,),
            stdin=subprocess.DEVNULL,
            env=os.environ | ONE_THREAD,
            process_group=0,
        )
        theirs.close()  # so that the death of the worker closes the pipe
        self.connection = Connection(ours.detach())
        self.has_reader, self.waiting = False, None
        with suppress(OSError):  # it died at once: whoever waits for an answer learns it
            for first in (sys.path, os.getpid(), self.limits):
                self.connection.send(first)

    def give(self, task: Document | Task) -> None:
        """Send a task; if the worker ended meanwhile, ``take`` will tell."""
        if not self.has_reader:
            self.waiting = task
            return
        with suppress(OSError):
            self.connection.send(task)

    def take(self) -> object:
        """Wait for what the worker says, or how it ended."""
        try:
            answer: object = self.connection.recv()
            if isinstance(answer, Started):
                self._send_reader()
        except (EOFError, OSError):
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(PATIENCE)
            self.stop()
            return self._end(self.process.returncode)
        return answer

    def _end(self, code: int | None) -> Died | Broken:
        self.false_starts = 0 if self.has_reader else self.false_starts + 1
        if self.false_starts < FALSE_STARTS:
            return Died(code)
        return Broken(RunError(f"workers cannot start (exit code {code}); the reason stands above"))

    def _send_reader(self) -> None:
        self.connection.send_bytes(self.packed)
        self.has_reader = True
        if self.waiting is not None:
            self.connection.send(self.waiting)

    def stop(self) -> None:
        """End the process, whatever it does."""
        self.connection.close()
        self.process.kill()
        self.process.wait()
