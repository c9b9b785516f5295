"""A project made ready for comparing: its readings, its events, the words and the sides.

folder, Store ──▶ sources_of ──▶ Sources
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from onrecord.comparing.sources import Sources
from onrecord.comparing.whole import Whole
from onrecord.interchange import decode_reading
from onrecord.lexicon import DataFolders
from onrecord.merge import load_merge_words
from onrecord.merge.sides import load_sides
from onrecord.settings import load_settings
from onrecord.store.documents import get_document
from onrecord.store.readings import lines

if TYPE_CHECKING:
    from pathlib import Path

    from onrecord.store import Store


def sources_of(folder: Path, store: Store) -> Sources:
    """Open what comparing needs of a project.

    Raises:
        LexiconError: a data file is wrong.
        SettingsError: ``onrecord.toml`` is wrong.
    """
    words = load_merge_words(DataFolders(load_settings(folder).language, (folder,)))
    readings = (decode_reading(line) for line in lines(store))
    pairs = [(reading, get_document(store, reading.document.doc_id)) for reading in readings]
    return Sources(store, words, Whole(pairs, words), load_sides(folder))
