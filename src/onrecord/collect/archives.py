"""Archives: zip (also WACZ), tar, and single files in gzip; each member is a file of its own.

    archive ──▶ members ──▶ Source ──▶ the collector of its format

Nothing is ever written under the name of a member. Names that lead out of the archive, links,
devices and encrypted members are not read. What unpacks to far too much is refused.
"""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, TypeAlias

from onrecord.collect.bounded import Budget, Inflated, Unpacked
from onrecord.collect.collected import STAGE, Collected
from onrecord.collect.source import DEEPEST, How, Source, buffered, on_disk
from onrecord.collect.tar_members import Gone, tar_members
from onrecord.collect.zip_list import check_list
from onrecord.collect.zip_rescue import whole_members
from onrecord.errors import DocumentError
from onrecord.model import Failure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

Outcomes: TypeAlias = "Iterator[Collected | Failure]"
Inner: TypeAlias = "Callable[[Source, How], Outcomes]"

#: More members are not read.
MOST_MEMBERS = 1_000_000
_ENCRYPTED = 0x1
#: Web archives in a WACZ lie here; its other members index and describe them.
_WACZ_PAGES = "archive/"
_WACZ_MARK = "datapackage.json"
_OFFICE_MARKS = ("[Content_Types].xml", "META-INF/manifest.xml")
_DRIVE = re.compile(r"[A-Za-z]:")
#: What reading a broken member raises.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


def read_gzip(source: Source, how: How, inner: Inner) -> Outcomes:
    """The file in a gzip file, under the same name."""
    file = buffered(Inflated(source.file, source.budget))
    inside = Source(source.name, file, source.budget, source.depth, packed=True)
    yield from inner(deeper(inside), how)


def read_tar(source: Source, how: How, inner: Inner) -> Outcomes:
    """The members of a tar archive, in their order."""
    source = source if source.packed else deeper(source)
    members = 0
    for member in tar_members(source.file):
        if isinstance(member, Gone):
            yield Failure(f"{source.name}@{member.offset}", STAGE, member.reason)
            continue
        members += 1
        refused = _refused(member.name, members)
        if refused:
            yield Failure(f"{source.name}!{member.name}", STAGE, refused)
        elif member.plain and not _is_hidden(member.name):
            name = f"{source.name}!{member.name}"
            yield from inner(Source(name, buffered(member.file), source.budget, source.depth), how)
        else:
            kind = "hidden file" if member.plain else "link or device"
            how.left_out[source.name, f"{kind} in an archive"] += 1
        if members > MOST_MEMBERS:
            return
    if not members:
        yield Failure(source.name, STAGE, "empty: the archive has no member")


def read_zip(source: Source, how: How, inner: Inner) -> Outcomes:
    """The members of a zip archive, in their order."""
    source = deeper(source)
    with on_disk(source) as path:
        try:
            check_list(path)
            archive = zipfile.ZipFile(path)
        except _BROKEN as error:
            yield Failure(source.name, STAGE, f"zip: damaged or cut off: {error}")
            yield from _rescued(path, source, how, inner)
            return
        with archive:
            yield from _of_zip(archive, source, how, inner)


def _of_zip(archive: zipfile.ZipFile, source: Source, how: How, inner: Inner) -> Outcomes:
    members = [info for info in archive.infolist() if not info.is_dir()]
    names = {info.filename for info in members}
    if names.intersection(_OFFICE_MARKS):
        raise DocumentError("a file of an office program, not plain text; extract the text first")
    is_wacz = _WACZ_MARK in names and any(name.startswith(_WACZ_PAGES) for name in names)
    for number, info in enumerate(members, 1):
        name = f"{source.name}!{info.filename}"
        refused = _refused(info.filename, number)
        kind = _kind(info, is_wacz=is_wacz)
        if refused:
            yield Failure(name, STAGE, refused)
        elif info.flag_bits & _ENCRYPTED:
            yield Failure(name, STAGE, "encrypted; unpack it with its password first")
        elif kind:
            how.left_out[source.name, f"{kind} in an archive"] += 1
        else:
            yield from _of_member(archive, info, source, how, inner)
        if number > MOST_MEMBERS:
            return
    if not members:
        yield Failure(source.name, STAGE, "empty: the archive has no member")


def _rescued(path: Path, source: Source, how: How, inner: Inner) -> Outcomes:
    """The members before the place where an archive was cut off."""
    with path.open("rb") as file:
        for number, (member, raw) in enumerate(whole_members(file, source.budget), 1):
            name = f"{source.name}!{member}"
            refused = _refused(member, number)
            if refused:
                yield Failure(name, STAGE, refused)
            elif not _is_hidden(member):
                inside = buffered(Unpacked(raw, Budget(path.stat().st_size)))
                yield from inner(Source(name, inside, source.budget, source.depth), how)


def _of_member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, source: Source, how: How, inner: Inner
) -> Outcomes:
    name = f"{source.name}!{info.filename}"
    budget = source.budget.inside(info.compress_size)
    try:
        packed = archive.open(info)
    except _BROKEN as error:
        yield Failure(name, STAGE, f"damaged: {error}")
        return
    with packed:
        file = buffered(Unpacked(packed, budget, _BROKEN))
        yield from inner(Source(name, file, budget, source.depth), how)


def deeper(source: Source) -> Source:
    """The same one archive deeper.

    Raises:
        DocumentError: too deep.
    """
    if source.depth >= DEEPEST:
        raise DocumentError(f"an archive more than {DEEPEST} archives deep; unpack it first")
    return Source(
        source.name, source.file, source.budget, source.depth + 1, source.path, source.packed
    )


def _refused(name: str, number: int) -> str | None:
    """Why a member is not read."""
    if number > MOST_MEMBERS:
        return f"more than {MOST_MEMBERS} members; it and what follows is not read"
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or _DRIVE.match(name) or "\0" in name:
        return "its name leads out of the archive; not read"
    return None


def _is_hidden(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return any(part.startswith(".") or part == "__MACOSX" for part in parts)


def _kind(info: zipfile.ZipInfo, *, is_wacz: bool) -> str | None:
    """What a member is that is left out, ``None`` for what is read."""
    if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
        return "link or device"
    if _is_hidden(info.filename):
        return "hidden file"
    if is_wacz and not info.filename.startswith(_WACZ_PAGES):
        return "index of a web archive"
    return None
