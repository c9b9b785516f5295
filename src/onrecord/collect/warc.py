"""Web archives: WARC files, plain, in gzip members or zstd; the WARC files of a WACZ are members.

    stream ──▶ frames ──▶ record ──▶ page or text with its address and time of fetch

Only answers with status 200 that are pages or texts become documents; the others are counted as
left out. ``id`` is the address and the time of the fetch: the same record is the same document in
whatever file it lies, and a page fetched twice is two documents with their own time.
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from onrecord.collect.bounded import Budget, Inflated, Unpacked
from onrecord.collect.collected import STAGE, Collected
from onrecord.collect.pages import Found, page_of, text_of
from onrecord.collect.source import Source, buffered, too_long
from onrecord.collect.warc_frames import Damage, Frame, frames
from onrecord.errors import DocumentError
from onrecord.model import Failure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fastwarc.warc import WarcRecord

    from onrecord.collect.source import How

#: The head of an HTTP answer may be so long.
_HTTP_HEAD = 65_536
_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_TEXTS = frozenset({"text/plain"})
#: Kinds of records that hold what somebody published.
_ANSWERS = frozenset({"response", "resource", "conversion"})
_OK = 200
_DIGESTS = frozenset({"sha1", "sha256", "sha512", "md5"})
_TYPE = "Content-Type"
#: Rules for crawlers are no text that anybody published.
_ROBOTS = re.compile(r"[a-z]+://[^/]+/robots\.txt", re.I)


@dataclass(frozen=True, slots=True)
class _Answer:
    """The body of an answer and what it is."""

    body: bytes
    media_type: str
    charset: str | None
    content_type: str | None


class _LeftOutError(Exception):
    """The record is none that becomes a document; the message says of what kind it is."""


def read_warc(source: Source, how: How) -> Iterator[Collected | Failure]:
    """The pages and texts of an archive; damage is a failure that says how much was skipped."""
    records = pages = 0
    for frame in frames(_unpacked(source), how.max_page + _HTTP_HEAD):
        if isinstance(frame, Damage):
            yield Failure(f"{source.name}@{frame.offset}", STAGE, _told(frame))
            pages += 1
            continue
        records += 1
        try:
            yield _of_frame(frame, source.name, how)
            pages += 1
        except _LeftOutError as kind:
            how.left_out[source.name, str(kind)] += 1
    if not records and not pages:
        yield Failure(source.name, STAGE, "empty: there is no record to read")
    elif not pages:
        yield Failure(source.name, STAGE, f"no page or text among {records} records")


def _unpacked(source: Source) -> Source:
    if not source.head().startswith((b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18")):
        return source
    from fastwarc.stream_io import ZstdReader

    file = buffered(Unpacked(ZstdReader(source.file), source.budget))
    return Source(source.name, file, source.budget, source.depth)


def _told(damage: Damage) -> str:
    return f"{damage.reason}; {damage.skipped} bytes skipped"


def _of_frame(frame: Frame, name: str, how: How) -> Collected | Failure:
    where = f"{name}@{frame.offset}"
    try:
        record = _record(frame)
        _check_whole(frame, record)
        answer = _answer(record, frame, how)
    except DocumentError as error:
        return Failure(where, STAGE, str(error))
    found = _found(record, answer, where, {"file": name, "offset": frame.offset})
    return (page_of if answer.media_type in _PAGES else text_of)(answer.body, found, how)


def _record(frame: Frame, decode: Literal["transfer", "all"] = "transfer") -> WarcRecord:
    """The record as fastwarc reads it, from its frame."""
    from fastwarc.warc import ArchiveIterator

    head = frame.head
    if frame.length != len(frame.block):  # cut by us: what it says must be what is there
        stated, kept = str(frame.length).encode(), str(len(frame.block)).encode()
        head = re.sub(rb"(?im)^(Content-Length:[ \t]*)" + stated, rb"\g<1>" + kept, head)
    raw = io.BytesIO(head + frame.block + b"\r\n\r\n")
    try:
        for record in ArchiveIterator(raw, parse_http=True, auto_decode=decode):
            return record
    except OSError as error:
        raise DocumentError(f"no WARC record: {error}") from error
    raise DocumentError("no WARC record")


def _answer(record: WarcRecord, frame: Frame, how: How) -> _Answer:
    """The page or text of an answer.

    Raises:
        _LeftOutError: it holds none.
        DocumentError: it does, but cannot be unpacked within the limits.
    """
    if _kind(record) not in _ANSWERS:
        raise _LeftOutError(f"{_kind(record)} record")
    stated = record.headers.get(_TYPE) or ""
    encoding = ""
    if record.is_http:
        http = record.http_headers
        status = getattr(http, "status_code", None)  # what is no HTTP has no headers at all
        if status != _OK:
            raise _LeftOutError(f"status {status}")
        stated = http.get(_TYPE) or ""
        encoding = (http.get("Content-Encoding") or "").strip().lower()
    elif _kind(record) == "response":
        raise _LeftOutError(f"response that is no HTTP: {stated[:60]}")
    media_type = stated.partition(";")[0].strip().lower()
    if media_type not in _PAGES | _TEXTS and (media_type or not record.is_http):
        raise _LeftOutError(f"media type {media_type[:60]}")
    if _ROBOTS.fullmatch(record.headers.get("WARC-Target-URI") or ""):
        raise _LeftOutError("robots.txt")
    if len(frame.block) < frame.length:
        raise DocumentError(too_long(how.max_page))
    body = _body(record, frame, encoding, how)
    charset = record.http_charset if record.is_http else None
    return _Answer(body, media_type or "text/html", charset, stated or None)


def _kind(record: WarcRecord) -> str:
    return (record.headers.get("WARC-Type") or "untyped").strip().lower()


def _body(record: WarcRecord, frame: Frame, encoding: str, how: How) -> bytes:
    """The body, unpacked; one stored unpacked under its old headers is taken as it is."""
    limit = how.max_page + 1
    try:
        if encoding in ("", "identity"):
            body = record.reader.read(limit)
        elif encoding in ("gzip", "x-gzip"):
            raw = record.reader.read(limit)
            packed = raw.startswith(b"\x1f\x8b")
            inside = Inflated(io.BytesIO(raw), Budget(len(raw)))
            body = buffered(inside).read(limit) if packed else raw
        else:
            body = _record(frame, "all").reader.read(limit)
    except OSError as error:
        raise DocumentError(f"the body cannot be unpacked from {encoding}: {error}") from error
    if len(body) >= limit:
        raise DocumentError(too_long(how.max_page))
    return body


def _check_whole(frame: Frame, record: WarcRecord) -> None:
    """Refuse a record whose head lacks what it must have, or whose block has another digest.

    Raises:
        DocumentError: it is damaged. A digest of a kind that we do not know says nothing.
    """
    headers = record.headers
    if not headers.get("WARC-Type") or (_kind(record) in _ANSWERS and not headers.get(_TYPE)):
        raise DocumentError("damaged: the head of the record does not say what it is")
    if len(frame.block) < frame.length:
        return  # over the limit: only its beginning is here
    name, _, value = (record.headers.get("WARC-Block-Digest") or "").strip().partition(":")
    if name.lower() not in _DIGESTS or not value:
        return
    made = hashlib.new(name.lower(), frame.block, usedforsecurity=False)
    written = {made.hexdigest(), base64.b32encode(made.digest()).decode().rstrip("=").lower()}
    if value.rstrip("=").lower() not in written:
        raise DocumentError(f"damaged: the block does not have its digest {name}:{value}")


def _found(record: WarcRecord, answer: _Answer, where: str, metadata: dict[str, Any]) -> Found:
    headers = record.headers
    url = (headers.get("WARC-Target-URI") or "").strip("<>") or None
    fetched = headers.get("WARC-Date") or None
    cut = headers.get("WARC-Truncated")
    more = {"record": headers.get("WARC-Record-ID"), "content_type": answer.content_type}
    return Found(
        where,
        "warc",
        metadata | {key: value for key, value in more.items() if value},
        url=url,
        charset=answer.charset,
        media_type=answer.media_type,
        fetched=fetched,
        id=f"{url} {fetched}" if url and fetched else headers.get("WARC-Record-ID"),
        notes=(f"cut by the crawler: {cut}",) if cut else (),
    )
