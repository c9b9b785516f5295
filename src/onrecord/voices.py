"""Who speaks, and what ties hold, in a project: the questions of ``say`` and ``relations``.

name | id ──▶ holder_of ──▶ actor id; Wanted ──▶ ties ──▶ Ties of the project
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from onrecord.comparing.tie_rows import groups_of, rows_of, tie_of
from onrecord.errors import StoreError
from onrecord.merge.keys import OWN
from onrecord.store.connection import rows
from onrecord.store.filters import Selection
from onrecord.store.query import count

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from onrecord.comparing.sources import Sources
    from onrecord.comparing.tie_rows import TieRow
    from onrecord.merge.ties import Tie, TieKey
    from onrecord.store import Store

DISPUTED = "disputed"
#: A name may be that of several actors; so many are listed.
LISTED = 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which ties are asked for; ``None`` asks for nothing.

    Attributes:
        type: of the relation.
        actor: id of either end.
        holder: id of who asserts or denies it.
        verdict: on whether it holds: single, agreed, disputed ...
        limit: so many at most; those of most documents come first.
    """

    type: str | None = None
    actor: str | None = None
    holder: str | None = None
    verdict: str | None = None
    limit: int | None = None


def ties(sources: Sources, wanted: Wanted) -> Iterator[Tie]:
    """The ties of a project, those that most documents tell first."""
    given = (("type", wanted.type), ("actor", wanted.actor), ("holder", wanted.holder))
    filters = tuple((name, (value,)) for name, value in given if value is not None)
    groups = groups_of(rows_of(sources.store, filters))
    left = wanted.limit
    for key, found in groups.items():
        if left is not None and left <= 0:
            return
        tie = _tie(sources, key, found, wanted)
        if tie is not None:
            left = None if left is None else left - 1
            yield tie


def _tie(sources: Sources, key: TieKey, found: list[TieRow], wanted: Wanted) -> Tie | None:
    if wanted.holder is not None:  # others tell it, too
        like = rows_of(sources.store, (("type", (key[0],)), ("actor", (key[1],))))
        found = [row for row in like if row.key == key]
    asserted, denied = any(r.asserted for r in found), any(r.denied for r in found)
    if wanted.verdict == DISPUTED and not (asserted and denied):
        return None
    tie = tie_of(sources, key, found)
    if tie is None or (wanted.verdict is not None and tie.verdict != wanted.verdict):
        return None
    return tie


def holder_of(folder: Path, store: Store, name: str) -> str:
    """The id of an actor by its id or any of its names.

    Raises:
        StoreError: nobody of the name speaks in the project, or several do; it lists them.
    """
    if _speaks(store, name):
        return name
    known = dict.fromkeys((*_by_words(folder, name), *_by_rows(store, name)))
    ids = [actor for actor in known if not actor.startswith(OWN)]
    speaking = [actor for actor in ids if _speaks(store, actor)]
    if len(speaking) == 1:
        return speaking[0]
    if not speaking and any(map(partial(_speaks, store), known)):
        raise StoreError(f"{name!r} is nobody's name: it may be another one in each document")
    if not speaking:
        raise StoreError(f"nobody named {name!r} says anything in {store.folder}")
    raise StoreError(f"{name!r} may be {', '.join(speaking[:LISTED])}; give one of these ids")


def actor_of(folder: Path, store: Store, name: str) -> str:
    """The id of an actor or place by its id or a name; what nobody is called stays as it is.

    Raises:
        StoreError: several actors of the project bear the name; it lists them.
    """
    known = dict.fromkeys((*_by_words(folder, name), *_by_rows(store, name)))
    ids = [actor for actor in known if not actor.startswith(OWN) and _is_there(store, actor)]
    if len(ids) > 1 and name not in ids:
        raise StoreError(f"{name!r} may be {', '.join(ids[:LISTED])}; give one of these ids")
    return ids[0] if ids and name not in ids else name


def _is_there(store: Store, actor: str) -> bool:
    return count(store, Selection("actors", (("actor", (actor,)),)), 1) > 0


def _speaks(store: Store, actor: str) -> bool:
    return count(store, Selection("statements", (("holder", (actor,)),)), 1) > 0


def _by_words(folder: Path, name: str) -> Iterator[str]:
    """Actors of the words: all names and spellings that the lists know."""
    from onrecord.actors import load_actor_words
    from onrecord.api import data_folders
    from onrecord.overlay.lookup import Lexicon

    folders = data_folders(folder)
    yield from (known.id for known in Lexicon(folders, load_actor_words(folders)).look_up(name))


def _by_rows(store: Store, name: str) -> Iterator[str]:
    """Actors whom documents of the project name so."""
    sql = (
        "SELECT DISTINCT actor_id FROM actors WHERE name = ?1 COLLATE NOCASE"
        " OR label = ?1 COLLATE NOCASE ORDER BY actor_id"
    )
    yield from (found[0] for found in rows(store, sql, (name,)))


def unknown_actors(folder: Path, store: Store, ids: Iterable[str]) -> tuple[str, ...]:
    """Of some ids of actors those that neither the words nor any document of the project know."""
    from onrecord.actors import load_actor_words
    from onrecord.actors.words import split_id
    from onrecord.api import data_folders

    words = load_actor_words(data_folders(folder))
    others = (i for i in ids if i not in words.actors and split_id(words, i) is None)
    return tuple(i for i in others if not _is_there(store, i))


def places_of(folder: Path, store: Store, name: str) -> tuple[str, ...]:
    """The ids of all places of a name in which accounts of the project happen; or the id itself.

    Raises:
        StoreError: no account happens in a place of that name.
    """
    from onrecord.api import data_folders
    from onrecord.places import load_place_words
    from onrecord.places.spelling import fold

    candidates = load_place_words(data_folders(folder)).candidates(fold(name))
    known = dict.fromkeys((name, *(one.id for one in candidates)))
    there = tuple(place for place in known if _happens_in(store, place))
    if there:
        return there
    sql = "SELECT DISTINCT place_id FROM places WHERE name = ? COLLATE NOCASE ORDER BY place_id"
    there = tuple(p for (p,) in rows(store, sql, (name,)) if _happens_in(store, p))
    if not there:
        raise StoreError(f"no account in {store.folder} happens in a place named {name!r}")
    return there


def _happens_in(store: Store, place: str) -> bool:
    return count(store, Selection("accounts", (("place", (place,)),)), 1) > 0
