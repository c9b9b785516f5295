"""Merging of a project: what changed since the last time, and nothing else.

    shown readings ──▶ changed documents ──▶ slices ──▶ matches ──▶ groups ──▶ events, kept

Ended at any moment, the next call goes on: what is to be done stands in the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from onrecord.merge import MergeWords
    from onrecord.model import Document, Reading
    from onrecord.store import Store


@dataclass(frozen=True, slots=True)
class Step:
    """How far merging is.

    Attributes:
        stage: ``documents`` are made comparable, ``slices`` compared, ``accounts`` grouped.
        done: how many of the stage are done.
        of: how many there are to do.
        why: why everything is merged anew, if it is.
    """

    stage: str
    done: int
    of: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class MergeCounts:
    """What one merging did.

    Attributes:
        run: its number, ``merge_runs.n``; 0 if nothing had changed.
        documents: documents that were new, read anew or withdrawn.
        slices: slices that were compared.
        compared: pairs of accounts that were weighed.
        accounts: accounts that were grouped anew.
        events: events that were written.
        crowded: blocks too large to compare all their accounts.
    """

    run: int
    documents: int
    slices: int
    compared: int
    accounts: int
    events: int
    crowded: int


def merge_project(
    store: Store, words: MergeWords, sides: Mapping[str, str]
) -> Generator[Step, None, MergeCounts]:
    """Merge what changed: new readings, withdrawn documents, judgements, words, sides.

    Args:
        store: the project.
        words: from ``load_merge_words``.
        sides: of each actor id the side that the user has confirmed.

    Yields:
        How far it is.

    Returns:
        What was done.

    Raises:
        StoreError: it cannot be written; what was committed stays.
        RunError: another process merges the project.
    """
    raise NotImplementedError


def would_join(
    store: Store, words: MergeWords, reading: Reading, document: Document | None = None
) -> Mapping[str, str]:
    """Which events of the project the accounts of a reading would join; nothing is written.

    Args:
        store: the project, merged.
        words: from ``load_merge_words``.
        reading: of a document that need not be in the project.
        document: with its text, if there is one.

    Returns:
        Of each ``account_id`` of the reading that would join an event its ``event_id``.
    """
    raise NotImplementedError
