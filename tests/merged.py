"""Stories as readings, in any number of invented variants, put into projects and merged."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING

from onrecord.collect import Collected
from onrecord.interchange import decode_reading, encode_reading
from onrecord.merge import encode_event, merge
from onrecord.merges import merge_project
from onrecord.store import add_documents, create_project, keep_readings, open_store, version_of
from onrecord.store.events import all_events
from test_stories import STORIES, _reader, _words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from onrecord.merge import MergeWords
    from onrecord.merge.locks import Decision
    from onrecord.merges import MergeCounts
    from onrecord.model import Document, Reading
    from onrecord.store import Store

#: Ids that no two readings share.
_IDS = re.compile(rb'"([asrlq])_([0-9a-f]{16})"')

Pair = tuple["Reading", "Document"]


@cache
def story_pairs() -> tuple[Pair, ...]:
    """Every reading of the stories, with its document."""
    return tuple((_reader()(d), d) for story in STORIES for d in story.documents.values())


def words() -> MergeWords:
    """The words of the stories."""
    return _words()


def variant(pair: Pair, number: int) -> Pair:
    """The same report in another paper; with other ids, also of its accounts."""
    reading, old = pair
    document = replace(old, id=f"{old.id}-{number}", outlet=f"Paper {number}")

    def other(found: re.Match[bytes]) -> bytes:
        seed = b"%d %s" % (number, found[2])
        return b'"%s_%s"' % (found[1], blake2b(seed, digest_size=8).hexdigest().encode())

    part = replace(
        reading.document, doc_id=document.doc_id, content_id=document.content_id, id=document.id,
        sha256=document.sha256, outlet=document.outlet,
    )  # fmt: skip
    line = _IDS.sub(other, encode_reading(replace(reading, document=part)))
    return decode_reading(line), document


def anew(pair: Pair) -> Pair:
    """What a later version of the reader may give: without the first account, others elsewhere."""
    reading, document = pair
    versions = replace(reading.versions, lexicon=f"{reading.versions.lexicon} later")
    return replace(reading, accounts=reading.accounts[1:], versions=versions), document


def project(folder: Path) -> Store:
    """An open project in a new folder."""
    create_project(folder)
    return open_store(folder)


def put(store: Store, pairs: Iterable[Pair]) -> None:
    """Add documents and keep their readings."""
    for reading, document in pairs:
        raw = document.text.encode()
        found = Collected(document, raw, "text/plain", document.id or "?", None, "test")
        assert not add_documents(store, [found], again=True).failed
        kept = keep_readings(store, version_of(reading.versions), [encode_reading(reading)])
        assert kept.new, kept


def merged(store: Store, sides: Mapping[str, str] | None = None) -> MergeCounts:
    """Merge a project."""
    steps = merge_project(store, words(), sides or {})
    while True:
        try:
            next(steps)
        except StopIteration as end:
            done: MergeCounts = end.value
            return done


def events(store: Store) -> list[bytes]:
    """The events of a project as lines."""
    return [encode_event(event) for event in all_events(store)]


def wanted(
    pairs: Sequence[Pair],
    sides: Mapping[str, str] | None = None,
    decisions: Iterable[Decision] = (),
) -> list[bytes]:
    """The events of readings that are merged at once, without a project."""
    return [encode_event(event) for event in merge(pairs, words(), sides, decisions).events]
