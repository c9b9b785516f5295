"""The shard protocol: what makes a run lose nothing and double nothing, whatever dies when.

    documents ──▶ make_plan ──▶ Plan: in/00000.jsonl, …, plan.json   (never changes afterwards)
    in/00000.jsonl ──▶ a worker ──▶ out/00000.jsonl, then out/00000.json, its manifest
    out/ ──▶ outcomes ──▶ the store ──▶ mark_kept: the manifest moves to kept/, the texts go
    kept/ ──▶ commit ──▶ committed.json

Every file is written under another name, brought to the disk, renamed, and its folder brought to
the disk: it is there whole or not at all. What a shard gives depends on nothing but the shard and
the reader, so two workers on one shard write the same bytes. A manifest is what makes a shard done.
"""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec

from onrecord.engine.whole import UNFINISHED, get, new_name, put, sync, writing
from onrecord.errors import RunError
from onrecord.model import Document, Failure, content_hash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

SCHEMA = "onrecord-run/1"
PLAN, COMMITTED, ABANDONED = "plan.json", "committed.json", "abandoned.json"


@dataclass(frozen=True, slots=True)
class Size:
    """When a shard is full: documents, or bytes of them, whichever comes first.

    The first shards are small and grow, so that a few documents keep several workers busy too.
    """

    documents: int = 64
    first: int = 8
    bytes: int = 1_000_000

    def of(self, number: int) -> int:
        """Documents of the shard of this number: every fourth is larger."""
        return min(self.documents, self.first * (1 + number // 4))


@dataclass(frozen=True, slots=True)
class Shard:
    """Some documents that are read together; the checksum is that of its file."""

    number: int
    documents: int
    bytes: int
    sha256: str

    @property
    def name(self) -> str:
        """What its files are called."""
        return f"{self.number:05d}"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run reads, with what: never changed. Its id is the hash of everything else in it."""

    schema: str
    plan_id: str
    version: str
    settings: str
    shards: tuple[Shard, ...]

    @property
    def documents(self) -> int:
        """How many documents there are to read."""
        return sum(shard.documents for shard in self.shards)


@dataclass(frozen=True, slots=True)
class Failed:
    """A document of a shard without a reading; ``quarantined`` if it ended its workers."""

    index: int
    doc_id: str
    document: str
    stage: str
    reason: str
    quarantined: bool


@dataclass(frozen=True, slots=True)
class Manifest:
    """What became of a shard; documents = read + failures."""

    shard: int
    input: str
    documents: int
    read: int
    bytes: int
    sha256: str
    failures: tuple[Failed, ...]


@dataclass(frozen=True, slots=True)
class Committed:
    """What became of a run; documents = read + failed + quarantined. ``reasons`` counts both."""

    schema: str
    plan_id: str
    version: str
    documents: int
    read: int
    failed: int
    quarantined: int
    reasons: dict[str, int]
    sha256: str


# ---- plan ---------------------------------------------------------------------------------------


def make_plan(
    folder: Path, documents: Iterable[Document], version: str, settings: str, size: Size = Size()
) -> Plan | None:
    """Lay out what is to be read in a new folder, which appears when it is complete.

    Args:
        folder: where the run will lie; it does not exist yet.
        documents: what to read, taken one at a time.
        version: the version of the reader.
        settings: a hash of everything else that readings depend on.
        size: when a shard is full.

    Returns:
        The plan, or ``None`` if there are no documents.
    """
    new = new_name(folder)
    for part in ("in", "out", "kept"):
        (new / part).mkdir(parents=True)
    try:
        shards = tuple(_write_inputs(new / "in", documents, size))
        if not shards:
            return None
        checksums = [shard.sha256 for shard in shards]
        plan_id = content_hash("p_", (SCHEMA, version, settings, checksums))
        plan = Plan(SCHEMA, plan_id, version, settings, shards)
        put(new / PLAN, msgspec.json.encode(plan))
        new.rename(folder)
        sync(folder.parent)
        return plan
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _write_inputs(folder: Path, documents: Iterable[Document], size: Size) -> Iterator[Shard]:
    number, lines, length = 0, list[bytes](), 0
    for document in documents:
        lines.append(msgspec.json.encode(document) + b"\n")
        length += len(lines[-1])
        if len(lines) >= size.of(number) or length >= size.bytes:
            yield write_input(folder, number, lines)
            number, lines, length = number + 1, [], 0
    if lines:
        yield write_input(folder, number, lines)


def write_input(folder: Path, number: int, lines: list[bytes]) -> Shard:
    """Write the documents of a shard, a line each."""
    content = b"".join(lines)
    shard = Shard(number, len(lines), len(content), hashlib.sha256(content).hexdigest())
    put(folder / f"{shard.name}.jsonl", content)
    return shard


def load_plan(folder: Path) -> Plan:
    """The plan of a run.

    Raises:
        RunError: there is none, or one of another version of the protocol.
    """
    plan = get(folder / PLAN, Plan)
    if plan is None or plan.schema != SCHEMA:
        raise RunError(f"{folder}: holds no plan of {SCHEMA}; remove the folder and run again")
    return plan


def content_of(folder: Path, shard: Shard) -> bytes:
    """The documents of a shard, a line of JSON each.

    Raises:
        RunError: the file cannot be read.
    """
    file = folder / "in" / f"{shard.name}.jsonl"
    try:
        return file.read_bytes()
    except OSError as error:
        raise RunError(f"{file} cannot be read: {error.strerror}") from error


def documents_in(content: bytes, shard: Shard) -> list[Document]:
    """The documents of a shard.

    Raises:
        RunError: this is not what was planned.
    """
    if hashlib.sha256(content).hexdigest() != shard.sha256:
        raise RunError(f"shard {shard.name} is not what was planned; remove its run, run again")
    return [msgspec.json.decode(line, type=Document) for line in content.splitlines()]


# ---- parts and manifests ------------------------------------------------------------------------


def write_part(folder: Path, shard: Shard, outcomes: Iterable[bytes | Failed]) -> Manifest:
    """Write what became of each document of a shard: the readings, then the manifest.

    Args:
        folder: the run.
        shard: whose documents were read.
        outcomes: for each document, in order, the line of its reading or why there is none.
    """
    failures, read, length, digest = list[Failed](), 0, 0, hashlib.sha256()
    with writing(folder / "out" / f"{shard.name}.jsonl") as stream:
        for outcome in outcomes:
            if isinstance(outcome, Failed):
                failures.append(outcome)
                continue
            line = outcome + b"\n"
            stream.write(line)
            digest.update(line)
            read, length = read + 1, length + len(line)
    manifest = Manifest(
        shard.number,
        shard.sha256,
        shard.documents,
        read,
        length,
        digest.hexdigest(),
        tuple(failures),
    )
    put(folder / "out" / f"{shard.name}.json", msgspec.json.encode(manifest))
    return manifest


def is_done(folder: Path, shard: Shard) -> bool:
    """Whether a shard was read, to the last document and byte."""
    return is_kept(folder, shard) or done_manifest(folder, shard) is not None


def is_kept(folder: Path, shard: Shard) -> bool:
    """Whether the store has what a shard gave."""
    return (folder / "kept" / f"{shard.name}.json").is_file()


def kept_manifest(folder: Path, shard: Shard) -> Manifest | None:
    """The manifest of a shard that was kept."""
    manifest = get(folder / "kept" / f"{shard.name}.json", Manifest)
    return manifest if manifest and manifest.input == shard.sha256 else None


def done_manifest(folder: Path, shard: Shard) -> Manifest | None:
    """The manifest of a shard that was read but not kept yet, if its part is what it says."""
    manifest = get(folder / "out" / f"{shard.name}.json", Manifest)
    if manifest is None or manifest.input != shard.sha256:
        return None
    try:
        with (folder / "out" / f"{shard.name}.jsonl").open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None
    return manifest if digest == manifest.sha256 else None


def outcomes(folder: Path, manifest: Manifest) -> Iterator[bytes | Failure]:
    """The readings and failures of a shard, in the order of its documents."""
    failures = {failed.index: failed for failed in manifest.failures}
    with (folder / "out" / f"{manifest.shard:05d}.jsonl").open("rb") as stream:
        for index in range(manifest.documents):
            if index in failures:
                failed = failures[index]
                yield Failure(failed.doc_id, failed.stage, failed.reason)
            else:
                yield stream.readline().rstrip(b"\n")


def mark_kept(folder: Path, shard: Shard) -> None:
    """Note that the store has what a shard gave, then let go of its texts and readings."""
    (folder / "out" / f"{shard.name}.json").replace(folder / "kept" / f"{shard.name}.json")
    sync(folder / "kept")
    for part in ("out", "in"):
        (folder / part / f"{shard.name}.jsonl").unlink(missing_ok=True)


# ---- commit -------------------------------------------------------------------------------------


def commit(folder: Path, plan: Plan) -> Committed:
    """Check that every document is accounted for, and say so in one last file.

    Raises:
        RunError: a shard was not kept, or its numbers do not add up.
    """
    start = Committed(SCHEMA, plan.plan_id, plan.version, plan.documents, 0, 0, 0, {}, "")
    record, digest, reasons = start, hashlib.sha256(), Counter[str]()
    for shard in plan.shards:
        manifest = _checked(folder, shard)
        dead = sum(failed.quarantined for failed in manifest.failures)
        record = replace(
            record,
            read=record.read + manifest.read,
            failed=record.failed + len(manifest.failures) - dead,
            quarantined=record.quarantined + dead,
        )
        reasons.update(reason_of(failed) for failed in manifest.failures)
        digest.update(msgspec.json.encode(manifest))
    named = dict(sorted(reasons.items()))
    record = replace(record, reasons=named, sha256=digest.hexdigest())
    put(folder / COMMITTED, msgspec.json.encode(record))
    clear(folder)
    return record


def reason_of(failed: Failed) -> str:
    """The reason without what differs from document to document."""
    return f"{failed.stage}: {failed.reason.partition(':')[0][:80]}"


def _checked(folder: Path, shard: Shard) -> Manifest:
    file, manifest = folder / "kept" / f"{shard.name}.json", kept_manifest(folder, shard)
    if manifest is None:
        raise RunError(f"{file} is missing or not of this run; remove {folder} and run again")
    if manifest.read + len(manifest.failures) != shard.documents:
        raise RunError(f"{file}: read and failed are not all; remove {folder} and run again")
    return manifest


def abandon(folder: Path, why: str) -> None:
    """End a run that will not go on; what it kept stays in the store, its texts go."""
    put(folder / ABANDONED, msgspec.json.encode({"why": why}))
    clear(folder)


def clear(folder: Path) -> None:
    """Remove the texts and readings that a run needs no more."""
    for part in ("in", "out"):
        shutil.rmtree(folder / part, ignore_errors=True)


def sweep(runs: Path) -> None:
    """Remove plans that nobody finished to write."""
    for left in runs.glob(f"{UNFINISHED}*"):
        shutil.rmtree(left, ignore_errors=True)
