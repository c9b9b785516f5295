"""Runs of a project: read what was not read yet, shard by shard, and keep it.

    store.unread ──▶ make_plan ──▶ engine ──▶ out/ ──▶ store.keep_readings ──▶ commit

A run lies in ``<project>/runs/0001``. One that was interrupted goes on with the next call, if
it is of the same reader and settings; else what it did is kept and the rest is planned anew.
"""

from __future__ import annotations

import os
import re
import socket
import time
from collections import Counter
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec

from onrecord.engine import shards
from onrecord.engine.lease import held, holder
from onrecord.engine.limits import Limits
from onrecord.engine.shards import Manifest, Plan, Shard, Size
from onrecord.errors import OnrecordError, RunError
from onrecord.model import content_hash
from onrecord.store import keep_readings, open_store, unread, write_log
from onrecord.store.connection import now
from onrecord.store.withdraw import Withdrawn, find, withdraw

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

    from onrecord.engine.pool import Step
    from onrecord.store import Store

RUNS, LOCK, SITTINGS = "runs", "lock", "sittings.jsonl"
#: Why a run ends when a document is taken out of the project.
ABANDONED = "a document is withdrawn"
#: Documents that are planned at once: their texts lie twice on the disk until they are read.
MOST = 100_000
_NAME = re.compile(r"\d{4,}")


class Engine(Protocol):
    """What reads the shards of a run: ``pool.Pool`` on this machine, ``ray.RayPool`` on many."""

    def run(self, folder: Path, shards: Iterable[Shard]) -> Iterator[Step]:
        """Read shards and write their parts."""
        ...

    def close(self) -> None:
        """End the workers."""
        ...


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be read, and by what.

    Attributes:
        project: the project folder.
        version: of the reader (``store.version_of``).
        limits: what one document may cost.
        failed: whether documents that this version failed on are read again.
        size: when a shard is full.
        most: documents that are planned at once.
    """

    project: Path
    version: str
    limits: Limits = field(default_factory=Limits)
    failed: bool = False
    size: Size = field(default_factory=Size)
    most: int = MOST

    @property
    def settings(self) -> str:
        """Hash of what readings depend on besides the reader."""
        return content_hash("", (asdict(self.limits),))

    @property
    def runs(self) -> Path:
        """Where the runs of the project lie."""
        return self.project / RUNS


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is; documents = read + failed + quarantined + what is still to do.

    Attributes:
        run: name of its folder.
        documents: how many it reads.
        begun: how many were begun, those in shards that are not done yet included.
        before: how many were done when this sitting began.
        read: how many have a reading.
        failed: how many gave none.
        quarantined: how many ended their workers.
        reasons: why documents have no reading, with how many.
        over: whether the run is committed.
    """

    run: str
    documents: int
    begun: int = 0
    before: int = 0
    read: int = 0
    failed: int = 0
    quarantined: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    over: bool = False

    @property
    def done(self) -> int:
        """How many documents are accounted for."""
        return self.read + self.failed + self.quarantined


@dataclass(frozen=True, slots=True)
class Sitting:
    """A time that somebody worked on a run; without an end it was killed, or goes on."""

    process: int
    host: str
    began: str
    ended: str | None = None
    seconds: float | None = None
    documents: int = 0
    how: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """A run as one sees it from outside; ``rate`` is in documents a second, if known."""

    state: str
    progress: Progress
    version: str
    rate: float | None
    last: str | None


# ---- run ----------------------------------------------------------------------------------------


def run(job: Job, start: Callable[[], Engine]) -> Generator[Progress]:
    """Read every document of a project that this version of the reader has not read.

    Closing the iterator, or an exception inside it, ends the workers and keeps what is done.

    Args:
        job: what to read.
        start: starts an engine; called when there is something to read.

    Yields:
        How far the run is, often; several runs follow each other if there is much to read.

    Raises:
        RunError: another run works on the project; the disk is full; workers cannot start.
        StoreError: no project, or its database cannot be written.
        ModelError: the language model is missing.
    """
    engine: Engine | None = None
    try:
        with open_store(job.project) as store:
            job.runs.mkdir(exist_ok=True)
            with held(job.runs / LOCK):
                for folder, plan in _plans(job, store):
                    engine = engine or start()
                    yield from _Run(folder, plan, store).carry_out(engine)
    except OSError as error:
        where = error.filename or job.runs
        raise RunError(f"{where}: {error.strerror or error}; what was done is kept") from error
    finally:
        if engine:
            engine.close()


def _plans(job: Job, store: Store) -> Iterator[tuple[Path, Plan]]:
    """The run to go on with, then new ones until everything was read."""
    for folder in run_folders(job.project):
        if not _is_over(folder) and (plan := _to_go_on(folder, job, store)):
            yield folder, plan
    shards.sweep(job.runs)
    documents = unread(store, job.version, failed=job.failed)
    while True:
        number = max((int(folder.name) for folder in run_folders(job.project)), default=0) + 1
        folder = job.runs / f"{number:04d}"
        batch = islice(documents, job.most)
        plan = shards.make_plan(folder, batch, job.version, job.settings, job.size)
        if plan is None:
            return
        yield folder, plan


def _to_go_on(folder: Path, job: Job, store: Store) -> Plan | None:
    """The plan of an interrupted run, unless it is of another reader: then it is closed."""
    try:
        plan = shards.load_plan(folder)
    except RunError as error:
        shards.abandon(folder, str(error))
        return None
    if (plan.version, plan.settings) == (job.version, job.settings):
        return plan
    _Run(folder, plan, store).keep_all()
    why = f"went on with another reader or other settings: {job.version}"
    shards.abandon(folder, why)
    write_log(store, "abandon", folder.name, {"why": why})
    return None


class _Run:
    """One run in work."""

    def __init__(self, folder: Path, plan: Plan, store: Store) -> None:
        self.folder = folder
        self.plan = plan
        self.store = store
        self.now = Progress(folder.name, plan.documents)

    def carry_out(self, engine: Engine) -> Iterator[Progress]:
        """Read the shards that are not done, keep each when it is, and commit."""
        self._count_kept()
        self.keep_all()
        self.now = replace(self.now, before=self.now.done, begun=self.now.done)
        began, how, start = now(), "interrupted", time.monotonic()
        self._note(Sitting(os.getpid(), socket.gethostname(), began))
        try:
            yield self.now
            yield from self._read(engine)
            shards.commit(self.folder, self.plan)
            how = "done"
        except OnrecordError as error:
            how = str(error)
            raise
        finally:
            with suppress(OnrecordError, OSError):  # on a full disk too: the next sitting keeps it
                self.keep_all()
                self._end(Sitting(os.getpid(), socket.gethostname(), began, now(),
                                  time.monotonic() - start, how=how))  # fmt: skip
        self.now = replace(self.now, over=True)
        yield self.now

    def _read(self, engine: Engine) -> Iterator[Progress]:
        """Read what is not done; the shards that are being read count by what is begun."""
        todo = [shard for shard in self.plan.shards if not shards.is_done(self.folder, shard)]
        begun: dict[int, int] = {}
        for step in engine.run(self.folder, todo):
            begun[step.shard.number] = step.begun
            if step.done:
                del begun[step.shard.number]
                self._keep(step.shard)
            self.now = replace(self.now, begun=self.now.done + sum(begun.values()))
            yield self.now

    def keep_all(self) -> None:
        """Keep whatever is done and not kept."""
        for shard in self.plan.shards:
            if (self.folder / "out" / f"{shard.name}.json").is_file():
                self._keep(shard)

    def _keep(self, shard: Shard) -> None:
        manifest = shards.done_manifest(self.folder, shard)
        if manifest is None:
            return
        if not shards.is_kept(self.folder, shard):
            outcomes = shards.outcomes(self.folder, manifest)
            keep_readings(self.store, self.plan.version, outcomes)
            self._count(manifest)
        shards.mark_kept(self.folder, shard)

    def _count_kept(self) -> None:
        for shard in self.plan.shards:
            if manifest := shards.kept_manifest(self.folder, shard):
                self._count(manifest)

    def _count(self, manifest: Manifest) -> None:
        self.now = counted(self.now, manifest)

    def _note(self, sitting: Sitting) -> None:
        with (self.folder / SITTINGS).open("ab") as stream:
            stream.write(msgspec.json.encode(sitting) + b"\n")

    def _end(self, sitting: Sitting) -> None:
        self._note(replace(sitting, documents=self.now.done - self.now.before))
        counts = {"read": self.now.read, "failed": self.now.failed}
        counts |= {"quarantined": self.now.quarantined, "documents": self.now.documents}
        write_log(self.store, "run", self.now.run, {"how": sitting.how, **counts})


def counted(progress: Progress, manifest: Manifest) -> Progress:
    """The progress with one more shard."""
    dead = sum(failed.quarantined for failed in manifest.failures)
    reasons = Counter(shards.reason_of(failed) for failed in manifest.failures)
    return replace(
        progress,
        read=progress.read + manifest.read,
        failed=progress.failed + len(manifest.failures) - dead,
        quarantined=progress.quarantined + dead,
        reasons=progress.reasons + reasons,
    )


# ---- look ---------------------------------------------------------------------------------------


def run_folders(project: Path) -> list[Path]:
    """The folders of the runs of a project, the oldest first."""
    if not (project / RUNS).is_dir():
        return []
    found = (f for f in (project / RUNS).iterdir() if _NAME.fullmatch(f.name))
    return sorted(found, key=lambda folder: int(folder.name))


def look(project: Path) -> Iterator[Seen]:
    """The runs of a project as they are, the oldest first; another process may work on them."""
    busy = holder(project / RUNS / LOCK)
    for folder in run_folders(project):
        with suppress(RunError):
            plan = shards.load_plan(folder)
            progress = Progress(folder.name, plan.documents)
            for shard in plan.shards:
                manifest = shards.kept_manifest(folder, shard)
                manifest = manifest or shards.done_manifest(folder, shard)
                progress = counted(progress, manifest) if manifest else progress
            sittings = _sittings(folder)
            going_on = busy is not None and sittings[-1:] and sittings[-1].process == busy.process
            last = sittings[-1] if sittings else None
            yield Seen(
                _state(folder, going_on=bool(going_on)),
                progress,
                plan.version,
                _rate(sittings),
                (last.ended or last.began) if last else None,
            )


def _state(folder: Path, *, going_on: bool) -> str:
    if (folder / shards.COMMITTED).is_file():
        return "done"
    if (folder / shards.ABANDONED).is_file():
        return "abandoned"
    return "running" if going_on else "interrupted"


def _rate(sittings: list[Sitting]) -> float | None:
    ended = [sitting for sitting in sittings if sitting.seconds and sitting.documents]
    seconds = sum(sitting.seconds or 0.0 for sitting in ended)
    return sum(sitting.documents for sitting in ended) / seconds if seconds else None


def _sittings(folder: Path) -> list[Sitting]:
    try:
        lines = (folder / SITTINGS).read_bytes().splitlines()
    except FileNotFoundError:
        return []
    found = []
    for line in lines:
        with suppress(msgspec.DecodeError):  # cut off when its process was killed
            found.append(msgspec.json.decode(line, type=Sitting))
    return found


def take_out(store: Store, document: str, reason: str) -> Withdrawn:
    """Withdraw a document, from the database and from runs that are not over.

    No run is planned or goes on meanwhile; one that was interrupted ends, and its texts go. The
    next run plans anew what is not read.

    Args:
        store: from where.
        document: its ``doc_id``, or the caller's id if only one document has it.
        reason: why; it is kept, so it should name nobody.

    Raises:
        StoreError: no such document, several of that name, or it cannot be written.
        RunError: a run is going on.
    """
    find(store, document)  # a name that nobody has must not end a run
    runs = store.folder / RUNS
    runs.mkdir(exist_ok=True)
    with held(runs / LOCK):
        shards.sweep(runs)
        for folder in run_folders(store.folder):
            if not _is_over(folder):
                shards.abandon(folder, ABANDONED)
                write_log(store, "abandon", folder.name, {"why": ABANDONED})
        return withdraw(store, document, reason)


def _is_over(folder: Path) -> bool:
    return any((folder / name).is_file() for name in (shards.COMMITTED, shards.ABANDONED))
