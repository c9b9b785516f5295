"""What Telegram Desktop exports as JSON (``result.json``): one message is one document.

    result.json ──▶ values_of("messages") ──▶ message ──▶ Document

One chat, or all chats of an account. ``outlet`` is the name of the chat, ``id`` the number of the
chat and that of the message. ``date_unixtime`` is a moment in universal time, which is two days or
three unless the project names the zone of the chat; an older export gives only ``date``, in the
unnamed zone of whoever exported: that day, the one before or the one after. A note says so. Service
messages (joined, pinned …) and messages without text are left out and counted.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from onrecord.collect.collected import STAGE, Collected
from onrecord.collect.days import iso_day, unix_time
from onrecord.collect.json_values import Value, values_of
from onrecord.collect.jsonl import json_object
from onrecord.collect.stamps import universal_days
from onrecord.collect.stated import stated_publication
from onrecord.collect.zones import counted_in
from onrecord.errors import DocumentError
from onrecord.model import Document, Failure, Gap

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from onrecord.collect.source import How, Source
    from onrecord.collect.zones import Zones

#: What is kept of a message as it is, where it has it.
_KEPT = ("forwarded_from", "reply_to_message_id", "edited", "via_bot", "media_type", "photo")
_ZONELESS = "the export gives no time zone; its day is that of whoever exported"


def read_telegram(source: Source, how: How) -> Iterator[Collected | Failure]:
    """The messages of an export."""
    number = failed = documents = 0
    for value in values_of(source.file, how.max_bytes, b"messages"):
        number += 1
        place = f"{source.name}@{value.offset}"
        if value.raw is None:
            failed += 1
            yield how.too_long(place)
            continue
        try:
            found = _message(value, value.raw, place, how.columns.zones)
        except DocumentError as error:
            failed += 1
            yield Failure(place, STAGE, str(error))
            continue
        if isinstance(found, str):
            how.left_out[source.name, found] += 1
        else:
            documents += 1
            yield found
    if not documents and not failed:
        yield Failure(source.name, STAGE, f"empty: none of {number} messages has a text")


def _message(value: Value, raw: bytes, place: str, zones: Zones) -> Collected | str:
    """The document of a message, or why there is none."""
    message, chat = json_object(raw), _chat(value.around)
    if message.get("type", "message") != "message":
        return f"{message['type']} message"
    text = _text(message)
    if not text.strip():
        return "message without text"
    outlet, sender = _string(chat.get("name")), _string(message.get("from"))
    days, counted = counted_in(zones.of(outlet or sender, None), lambda z: _days(message, z)[0])
    _, sent, gaps = _days(message)
    dated, between, unsure = stated_publication(
        days, sent or str(message.get("date")), None, counted
    )
    notes = (_ZONELESS,) if days and sent is None else ()
    file = place.rpartition("@")[0]
    metadata = {"file": file, "offset": value.offset, "sent": sent, "chat_type": chat.get("type")}
    metadata |= {key: message.get(key) for key in _KEPT}
    document = Document(
        text,
        id=_id(chat, message),
        outlet=outlet or sender,
        author=_string(message.get("author")) or (sender if sender != outlet else None),
        metadata={key: kept for key, kept in metadata.items() if kept is not None}
        | between
        | counted,
        gaps=gaps + unsure,
        **dated,
    )
    return Collected(document, raw, "application/json", place, None, "telegram", notes)


def _chat(around: bytes) -> dict[str, Any]:
    """What stands before the messages in the object of their chat: name, type, number."""
    whole = around.rpartition(b'"messages"')[0].rstrip(b" \t\r\n,") + b"}"
    try:
        return json_object(whole)
    except DocumentError:
        return {}


def _text(message: dict[str, Any]) -> str:
    """The text, whose parts with a format (bold, link …) are objects of their own.

    >>> _text({"text": ["Convoy left ", {"type": "bold", "text": "Osk"}, "."]})
    'Convoy left Osk.'
    """
    text = message.get("text", "")
    parts = text if isinstance(text, list) else [text]
    written: list[str] = []
    for part in parts:
        words = part.get("text") if isinstance(part, dict) else part
        if not isinstance(words, str):
            told = '"text" must be a string, or a list of strings and parts with a text'
            raise DocumentError(told)
        written.append(words)
    return "".join(written)


def _id(chat: dict[str, Any], message: dict[str, Any]) -> str | None:
    number = message.get("id")
    if not isinstance(number, int) or isinstance(number, bool):
        return None
    return f"{chat['id']}/{number}" if isinstance(chat.get("id"), int) else str(number)


def _days(
    message: dict[str, Any], zone: ZoneInfo | None = None
) -> tuple[tuple[date, ...], str | None, tuple[Gap, ...]]:
    """The days it may be, the time in UTC where it is known, and what could not be read."""
    seconds, written = message.get("date_unixtime"), message.get("date")
    try:
        if seconds is not None:
            sent = unix_time(str(seconds))
            moment = datetime.fromisoformat(sent).replace(tzinfo=None)
            return universal_days(moment, zone), sent, ()
    except (ValueError, OverflowError):
        written = seconds
    day = iso_day(written) if isinstance(written, str) else None
    if day is None and written is not None:
        gap = Gap("collect", None, "the time of the message cannot be read", (str(written),))
        return (), None, (gap,)
    here = date.fromisoformat(day) if day else None
    return tuple(here + timedelta(days=n) for n in (-1, 0, 1)) if here else (), None, ()


def _string(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
