"""What speaks for and against two tellings being of one happening: names of signs, to be weighed.

    two happenings ──▶ signs ──▶ the names of the signs that hold

A sign is a plain fact about two tellings ("the same place", "a definite noun", "another toll").
How much each counts stands in ``coreference.csv``, fitted by ``scripts/fit_coreference.py`` on
own annotated reports; the sum decides (a logistic regression: see decisions/0021).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.accounts.happening import Happening

#: Sentences between two tellings up to which each number is a sign of its own.
NEAR, FAR = 2, 5
#: Tolls from here on seldom come twice in a report.
RARE, FEW = 7, 3
#: The headline and the lead tell what the report goes on to tell.
HEAD = 2
_REAL = frozenset({"actual", "ongoing"})


def signs(old: Happening, new: Happening) -> frozenset[str]:
    """Names of the signs that hold for an earlier happening and a new telling."""
    found = {*_distance(old, new), *_words(old, new), *_people(old, new), *_tolls(old, new)}
    found |= {*_where_when(old, new), *_manner(old, new)}
    return frozenset(found)
