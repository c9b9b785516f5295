"""A project made ready for comparing: its readings, its events, the words and the sides.

folder, Store ──▶ sources_of ──▶ Sources
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.comparing.kept import Kept
from onrecord.comparing.sources import Sources
from onrecord.comparing.whole import Whole
from onrecord.interchange import decode_reading
from onrecord.lexicon import DataFolders
from onrecord.merge import load_merge_words
from onrecord.merge.sides import load_sides
from onrecord.merges.merging import version_of
from onrecord.settings import load_settings
from onrecord.store.connection import row
from onrecord.store.documents import get_document
from onrecord.store.merging import count_changed
from onrecord.store.readings import lines

if TYPE_CHECKING:
    from pathlib import Path

    from onrecord.comparing.sources import Events
    from onrecord.merge import MergeWords
    from onrecord.store import Store

#: So few readings are merged at once, where the project was not merged since they came.
FEW = 200


def sources_of(folder: Path, store: Store) -> Sources:
    """Open what comparing needs of a project; what is not merged yet is counted.

    Raises:
        LexiconError: a data file is wrong.
        SettingsError: ``onrecord.toml`` is wrong.
    """
    words = load_merge_words(DataFolders(load_settings(folder).language, (folder,)))
    unmerged = count_changed(store, version_of(words))
    shown = row(store, "SELECT count(*) FROM shown")
    events: Events = Kept(store, words)
    if unmerged and shown is not None and shown[0] <= FEW:
        events, unmerged = _whole(store, words), 0
    return Sources(store, words, events, load_sides(folder), unmerged)


def _whole(store: Store, words: MergeWords) -> Whole:
    readings = (decode_reading(line) for line in lines(store))
    return Whole([(r, get_document(store, r.document.doc_id)) for r in readings], words)
