"""RSS and Atom: one entry is one document.

    bytes ──▶ feedparser ──▶ entries ──▶ Document

The parser gets bytes, never a path or an address: it would open them. The day is the entry's own
(RFC 822 in RSS, ISO 8601 in Atom) or none; an Atom entry that names only when it was last changed
has none. An entry without its full text gives its summary, and says so.
"""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from onrecord.collect.collected import STAGE, Collected
from onrecord.collect.days import mail_days, written_days
from onrecord.collect.markup import stripped
from onrecord.collect.stated import stated_publication
from onrecord.collect.zones import Zones, counted_in
from onrecord.errors import DocumentError
from onrecord.model import Document, Failure, Gap

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date
    from zoneinfo import ZoneInfo

    from onrecord.collect.source import How, Source

_SUMMARY = "the feed gives a summary only"
_PLAIN, _JSON = "text/plain", "application/json"
_ITEM = re.compile(rb"<(?:[A-Za-z]+:)?(item|entry)[\s>/]")
_WHOLE = re.compile(rb"</(?:[a-z]+:)?(?:rss|feed|rdf)\s*>\s*(?:<!--.*-->\s*)*$", re.I | re.S)
_ADDRESS = re.compile(r"https?://\S+", re.I)
#: Where a feed must have ended.
_TAIL = 4096


@dataclass(frozen=True, slots=True)
class _Feed:
    """What holds for all entries of a feed."""

    file: str
    title: str | None
    is_atom: bool
    language: str | None
    zones: Zones
    notes: tuple[str, ...]


def read_feed(source: Source, how: How) -> Iterator[Collected | Failure]:
    """The entries of a feed."""
    raw = source.file.read(how.max_page + 1)
    if len(raw) > how.max_page:
        yield how.too_long(source.name, how.max_page)
        return
    parsed = _parsed(raw)
    entries = parsed["entries"]
    if not entries:
        fault = parsed.get("bozo_exception")
        raise DocumentError(f"no feed with entries: {fault or 'there is no entry'}")
    feed = _feed(parsed, source.name, how.columns.zones)
    kind = "application/atom+xml" if feed.is_atom else "application/rss+xml"
    originals = _originals(raw, entries, kind)
    cut = not _WHOLE.search(raw[-_TAIL:].replace(b"\0", b""))
    for number, (entry, original) in enumerate(zip(entries, originals, strict=True), 1):
        place = f"{source.name}:{number}"
        if cut and number == len(entries):
            yield Failure(place, STAGE, "cut off: the feed ends in the middle of this entry")
            continue
        try:
            document, notes = _document(entry, feed, number)
        except DocumentError as error:
            yield Failure(place, STAGE, str(error))
            continue
        if len(document.text) > how.max_bytes:
            yield how.too_long(place)
        else:
            yield Collected(document, *original, place, None, "feed", notes)


def _parsed(raw: bytes) -> Mapping[str, Any]:
    import feedparser

    try:
        parsed: Mapping[str, Any] = feedparser.parse(
            io.BytesIO(raw), resolve_relative_uris=False, sanitize_html=False
        )
    except Exception as error:  # the border: a parser of what anybody wrote
        raise DocumentError(f"no feed that can be read: {type(error).__name__}: {error}") from error
    return parsed


def _feed(parsed: Mapping[str, Any], name: str, zones: Zones) -> _Feed:
    told = parsed["feed"]
    fault = parsed.get("bozo_exception") if parsed.get("bozo") else None
    return _Feed(
        name,
        _line(told, "title"),
        str(parsed.get("version") or "").startswith("atom"),
        _string(told, "language"),
        zones,
        (f"the feed is not well-formed: {fault}",) if fault else (),
    )


def _document(
    entry: Mapping[str, Any], feed: _Feed, number: int
) -> tuple[Document, tuple[str, ...]]:
    text, is_whole = _text(entry)
    if not text.strip():
        raise DocumentError("no text: the entry has neither content nor summary")
    link = _string(entry, "link") or ""
    own = _line(entry.get("source") or {}, "title")
    zone = feed.zones.of(own or feed.title, link)
    days, counted = counted_in(zone, lambda there: _days(entry, feed, there)[0])
    _, written, gaps = _days(entry, feed)
    dated, between, unsure = stated_publication(days, written, link, counted)
    more = {
        "updated": _string(entry, "updated"),
        "feed_language": feed.language,
        "feed": feed.title if own else None,
        "summary_only": None if is_whole else True,
    }
    known = {key: value for key, value in more.items() if value is not None}
    document = Document(
        text,
        id=_string(entry, "id"),
        title=_line(entry, "title"),
        outlet=own or feed.title,
        author=_string(entry, "author"),
        url=link if _ADDRESS.fullmatch(link) else None,
        metadata={"file": feed.file, "entry": number} | known | between,
        gaps=gaps + unsure,
        **dated,
    )
    return document, feed.notes if is_whole else (*feed.notes, _SUMMARY)


def _text(entry: Mapping[str, Any]) -> tuple[str, bool]:
    """The text of an entry, and whether it is the whole text."""
    contents = [_plain(part) for part in entry.get("content") or ()]
    whole = max(contents, key=len, default="")
    if whole.strip():
        return whole, True
    detail = entry.get("summary_detail") or {"value": entry.get("summary") or ""}
    return _plain(detail), False


def _plain(part: Mapping[str, Any]) -> str:
    """The characters of a value, without its markup."""
    value = str(part.get("value") or "")
    return value if part.get("type") == _PLAIN else "\n\n".join(stripped(value))


def _days(
    entry: Mapping[str, Any], feed: _Feed, zone: ZoneInfo | None = None
) -> tuple[tuple[date, ...], str, tuple[Gap, ...]]:
    """The days that an entry may mean, its words, and what could not be read."""
    written = _string(entry, "published") or ""
    changed = _string(entry, "updated") or ""
    if not written and not feed.is_atom:
        written = changed  # dc:date, the only day that RSS 1.0 has
    days = written_days(written, None, zone) or mail_days(written, zone)
    if days or not (written or changed):
        return days, written, ()
    reason = "the day of publication is no day of ISO 8601 or RFC 822"
    if not written:
        reason = "the entry names only the day when it was changed"
    return (), written, (Gap("collect", None, reason, (written or changed,)),)


def _line(given: Mapping[str, Any], key: str) -> str | None:
    """A title in one line."""
    detail = given.get(f"{key}_detail") or {"value": given.get(key)}
    return " ".join(_plain(detail).split()) or None


def _string(given: Mapping[str, Any], key: str) -> str | None:
    """A value as it stands; the parser's own look-up takes one name for another."""
    value = dict.get(given, key) if isinstance(given, dict) else None
    return value.strip() or None if isinstance(value, str) else None


def _originals(
    raw: bytes, entries: list[Mapping[str, Any]], kind: str
) -> Iterator[tuple[bytes, str]]:
    """What each entry was made of, and its media type.

    Never more than the entry, so that it can be withdrawn without the others: its own bytes; where
    they cannot be told for certain, its fields as they were parsed.
    """
    parts = _parts(raw)
    if len(parts) != len(entries):
        parts = [b""] * len(entries)
    for part, entry in zip(parts, entries, strict=True):
        if _bears(part, entry):
            yield part, kind
        else:
            fields = json.dumps(entry, ensure_ascii=False, sort_keys=True, default=str)
            yield fields.encode("utf-8", "surrogatepass"), _JSON


def _bears(part: bytes, entry: Mapping[str, Any]) -> bool:
    """Whether these bytes hold the id or the address of an entry, and no second entry."""
    if len(_ITEM.findall(part)) != 1:
        return False
    signs = (_string(entry, key) for key in ("id", "link"))
    return any(sign.encode("utf-8", "replace") in part for sign in signs if sign)


def _parts(raw: bytes) -> list[bytes]:
    parts: list[bytes] = []
    at = 0
    while found := _ITEM.search(raw, at):
        end = raw.find(b"</" + found[0][1:-1], found.end())
        close = raw.find(b">", end)
        if end < 0 or close < 0:
            break
        parts.append(raw[found.start() : close + 1])
        at = close + 1
    return parts
