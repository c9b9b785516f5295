"""Words that tell whose act a clause without a subject is (``control.csv``)."""

from __future__ import annotations

from typing import NamedTuple


class Control(NamedTuple):
    """Where the doer of a clause without a subject stands, if not in the subject above.

    ``markers`` before a participle lead to the object of the verb above; ``slots`` of a verb to
    the one it calls on.
    """

    markers: frozenset[str]
    slots: dict[str, tuple[str, ...]]
    speech: frozenset[str] = frozenset()  #: lemmas of verbs of speech
