"""The engine of a cluster: Ray actors that read the shards of a run.

    folder, shards ──▶ RayPool.run ──▶ Step, when shards are done

An actor watches over one worker of ``pool``, so limits and quarantine are those of one machine. The
documents travel to the actors and what became of them travels back: nodes need onrecord, but none
of our files; only this process writes. Ray Core and not Ray Data, which hangs when its actors take
all CPUs.

Where a whole actor dies twice on a shard, its documents are sent one by one, each in the care of
one actor: a document that ends its actors again is quarantined, the others are read.
"""

from __future__ import annotations

import logging
import os
import re
import signal
import socket
import sys
import threading
from collections import deque
from contextlib import chdir, contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onrecord import __version__
from onrecord.engine.pool import Pool, Step
from onrecord.engine.shards import Failed, Shard, content_of, documents_in, write_part
from onrecord.engine.worker import Task, name_of
from onrecord.errors import OnrecordError, RunError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from onrecord.engine.limits import Limits

#: Actors that die on a shard until its documents are sent one by one.
ENDS_OF_SHARD = 2
#: Actors that die on one document until it is quarantined. Nodes may go away for other reasons.
ENDS_OF_DOCUMENT = 3
#: Actors that end before they answer, one after the other, until we give up.
FALSE_STARTS = 3
_NODE = re.compile(r"\bip(?:=|: )([\d.]+)")
#: Seconds in which a cluster must take a connection.
PATIENCE = 10.0
#: Bytes of shared memory of a Ray that we start; a shard and its readings take some megabytes.
OBJECT_STORE = 256 * 1024 * 1024
#: Where we are while Ray starts: it puts the current folder before all others that its processes
#: take modules from, and that of a user may hold files of anybody's making. This one has onrecord.
HOME = Path(__file__).parents[2]


class Seat:
    """What runs on the nodes: one worker, and who watches over it."""

    def __init__(self, packed: bytes, limits: Limits, version: str, path: list[str]) -> None:
        self.version = version
        sys.path.extend(entry for entry in path if entry not in sys.path)
        self.pool = Pool(packed, limits, 1)

    def ready(self) -> None:
        """Answer, once this is there."""

    def read(self, shard: Shard, content: bytes) -> tuple[bytes | Failed, ...] | OnrecordError:
        """What became of each document; or why nothing can be read here."""
        if self.version != __version__:
            return RunError(f"a node has onrecord {__version__}, not {self.version}")
        try:
            *_, last = self.pool.steps(iter([Task(shard, content=content)]))
        except OnrecordError as error:
            return error
        return last.outcomes


@dataclass(slots=True)
class _Order:
    """A shard, or one document of it, on its way: where it belongs, and who died of it."""

    whole: Shard
    piece: Shard
    content: bytes
    index: int | None = None
    ends: int = 0


class RayPool:
    """Actors on a cluster, or on a Ray of this machine that we start and stop."""

    def __init__(self, packed: bytes, limits: Limits, jobs: int, address: str | None) -> None:
        """Start the actors.

        Args:
            packed: the reader, pickled.
            limits: what one document may cost.
            jobs: how many actors; 0 takes one for each CPU of the cluster.
            address: of a cluster, as Ray names it (``auto``, ``host:6379``, ``ray://host:10001``);
                without it Ray is started on this machine.

        Raises:
            SettingsError: Ray is not installed, or no cluster answers.
        """
        self.ray = _ray()
        self.ours = not self.ray.is_initialized()
        if self.ours:
            with _own_signals(), chdir(HOME):
                _connect(self.ray, address, jobs)
        seats = jobs or int(self.ray.cluster_resources().get("CPU", 1))
        self.seat: Any = self.ray.remote(num_cpus=1, max_restarts=0)(Seat)
        self.first = (self.ray.put(packed), limits, __version__, sys.path)
        #: Actors that did not answer yet: none is given work that it never could have begun.
        self.starting: dict[Any, Any] = {}
        self.false_starts = 0
        for _ in range(seats):
            self._start()
        self.idle: list[Any] = []
        self.running: dict[Any, tuple[Any, _Order]] = {}
        self.again: deque[_Order] = deque()
        #: Shards whose documents are read one by one, and what became of those read so far.
        self.apart: dict[int, dict[int, bytes | Failed]] = {}

    def run(self, folder: Path, shards: Iterable[Shard]) -> Iterator[Step]:
        """Read shards of a run and write their parts.

        Yields:
            A step whenever a shard is done.

        Raises:
            RunError: the disk is full, actors cannot start, a node cannot read.
            ModelError: the language model is missing on a node.
        """
        orders = (_Order(shard, shard, content_of(folder, shard)) for shard in shards)
        all_given = self._hand_out(orders)
        while self.running or (self.starting and not all_given):
            waiting = [*self.running, *self.starting]
            ready, _ = self.ray.wait(waiting, num_returns=1)
            done = [whole for whole in map(self._hear, ready) if whole]
            all_given = self._hand_out(orders)
            for shard, outcomes in done:
                write_part(folder, shard, outcomes)
                yield Step(shard, shard.documents, done=True)

    def close(self) -> None:
        """End the actors, and Ray if we started it."""
        busy = (seat for seat, _ in self.running.values())
        for seat in (*self.idle, *self.starting.values(), *busy):
            self.ray.kill(seat)
        if self.ours:
            self.ray.shutdown()

    def _start(self) -> None:
        seat = self.seat.remote(*self.first)
        self.starting[seat.ready.remote()] = seat

    def _started(self, ready: Any) -> None:
        """An actor answers or cannot start.

        Raises:
            RunError: several could not, one after the other: it is no document that ends them.
        """
        seat = self.starting.pop(ready)
        try:
            self.ray.get(ready)
        except self.ray.exceptions.RayError as error:
            self.false_starts += 1
            if self.false_starts >= FALSE_STARTS:
                raise RunError(f"actors cannot start: {_why(error)}") from error
            self._start()
        else:
            self.false_starts = 0
            self.idle.append(seat)

    def _hand_out(self, orders: Iterator[_Order]) -> bool:
        """Give work to whoever has none; whether there is no more."""
        while self.idle:
            order = self.again.popleft() if self.again else next(orders, None)
            if order is None:
                return True
            seat = self.idle.pop()
            self.running[seat.read.remote(order.piece, order.content)] = seat, order
        return False

    def _hear(self, ready: Any) -> tuple[Shard, list[bytes | Failed]] | None:
        """What became of a shard, if this was the last we waited for."""
        if ready in self.starting:
            self._started(ready)
            return None
        seat, order = self.running.pop(ready)
        try:
            outcomes = self.ray.get(ready)
        except self.ray.exceptions.RayActorError:
            self._start()
            return self._recover(order)
        self.idle.append(seat)
        if isinstance(outcomes, OnrecordError):
            raise outcomes
        if order.index is None:
            return order.whole, list(outcomes)
        return self._settle(order.whole, order.index, outcomes[0])

    def _recover(self, order: _Order) -> tuple[Shard, list[bytes | Failed]] | None:
        order.ends += 1
        if order.index is None and order.ends >= ENDS_OF_SHARD:
            self.apart[order.whole.number] = {}
            self.again.extend(_one_by_one(order))
            return None
        if order.index is None or order.ends < ENDS_OF_DOCUMENT:
            self.again.append(order)
            return None
        (document,) = documents_in(order.content, order.piece)
        reason = "the process that watches over its worker ended each time while reading it"
        failed = Failed(
            order.index, document.doc_id, name_of(document), "engine", reason, quarantined=True
        )
        return self._settle(order.whole, order.index, failed)

    def _settle(
        self, whole: Shard, index: int, outcome: bytes | Failed
    ) -> tuple[Shard, list[bytes | Failed]] | None:
        """Put the outcome of one document to the others of its shard."""
        if isinstance(outcome, Failed):
            outcome = replace(outcome, index=index)
        found = self.apart[whole.number]
        found[index] = outcome
        if len(found) < whole.documents:
            return None
        del self.apart[whole.number]
        return whole, [found[index] for index in range(whole.documents)]


def _one_by_one(order: _Order) -> Iterator[_Order]:
    for index, line in enumerate(order.content.splitlines(keepends=True)):
        piece = Shard(order.whole.number, 1, len(line), sha256(line).hexdigest())
        yield _Order(order.whole, piece, line, index)


def _why(error: Exception) -> str:
    """The reason that Ray gives, behind all its traces, and the node."""
    said = str(error)
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    node = _NODE.search(said)
    return f"{lines[-1] if lines else type(error).__name__}{f' (on {node[1]})' if node else ''}"


def _ray() -> Any:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
    except ImportError as error:
        raise SettingsError('Ray is not installed; type: pip install "onrecord[ray]"') from error
    return ray


@contextmanager
def _own_signals() -> Generator[None]:
    """Keep what we do on SIGTERM: Ray would end the process at once, with a trace."""
    ours = signal.getsignal(signal.SIGTERM)
    yield
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, ours)


def _connect(ray: Any, address: str | None, jobs: int) -> None:
    quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": logging.ERROR}
    if not address:
        quiet |= {"include_dashboard": False, "object_store_memory": OBJECT_STORE}
        ray.init(num_cpus=jobs or None, **quiet)
        return
    try:
        _knock(address)
        ray.init(address=address, **quiet)
    except (OSError, ValueError, RuntimeError) as error:
        reason = str(error).partition("\n")[0]
        raise SettingsError(f"no Ray cluster answers at {address}: {reason}") from error


def _knock(address: str) -> None:
    """See whether anybody listens at HOST:PORT: Ray itself would try for minutes."""
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if host and port.isdigit():
        socket.create_connection((host, int(port)), PATIENCE).close()
