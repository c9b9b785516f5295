"""Labels in the system's own voice: without the words by which a text judges.

actors, loaded words ──▶ settle_labels ──▶ actors with neutral labels

A name in the actor lexicon is a formal name and stays. The label of anybody else is made of words
of the text, which may judge ("regime soldiers"): such words are left out, and where nothing says
who is meant without them, the label says only what kind of actor it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from onrecord.attribution import load_cue_words
from onrecord.lexicon import DataFolders, load_table
from onrecord.loaded import LoadedRow

if TYPE_CHECKING:
    from onrecord.found import ActorsFound, Found
    from onrecord.model import Actor

#: How the ids of actors begin that no lexicon names.
UNLISTED = ("x_", "n_")
#: Loaded words of this category are images, not judgements of somebody.
IMAGES = "metaphor"
#: The type whose label serves types without one of their own.
ANYBODY = "group_unspecified"


@dataclass(frozen=True, slots=True)
class LabelWords:
    """Words that judge (lower case), and labels by type of actor."""

    judging: frozenset[str]
    labels: dict[str, str]


def load_label_words(folders: DataFolders) -> LabelWords:
    """Load loaded words and the labels of unnamed actors."""
    rows = load_table(folders, "loaded.csv", LoadedRow)
    judging = frozenset(row.phrase.lower() for row in rows if row.category != IMAGES)
    return LabelWords(judging, load_cue_words(folders).labels)


def settle_labels(found: Found, words: LabelWords) -> ActorsFound:
    """The actors with labels that do not judge."""
    actors = (_settled(actor, words) for actor in found.actors.actors)
    return replace(found.actors, actors=tuple(actors))


def _settled(actor: Actor, words: LabelWords) -> Actor:
    spoken = actor.label.split()
    kept = [w for w in spoken if not _judges(w, words)]
    if len(kept) == len(spoken) or not actor.actor_id.startswith(UNLISTED):
        return actor
    nameless = not kept or kept[-1] != spoken[-1]
    label = words.labels.get(actor.type, words.labels[ANYBODY]) if nameless else " ".join(kept)
    return replace(actor, label=label)


def _judges(word: str, words: LabelWords) -> bool:
    lower = word.lower().strip("’'‘“”\"")
    return lower in words.judging or lower.removesuffix("s") in words.judging
