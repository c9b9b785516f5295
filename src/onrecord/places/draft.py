"""The names of one document with all they may mean.

    names with surroundings ──▶ draft ──▶ candidates of each name, and what was chosen so far

A name decides together with all other mentions of it with the same kind word: "Homs" and "Homs
province" are two decisions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from onrecord.parse.tree import Token
from onrecord.places.around import UNLIKELY, Around
from onrecord.places.names import written
from onrecord.places.resolve import Choice
from onrecord.places.spelling import ARTICLES, fold, is_same_word
from onrecord.places.words import Candidate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from onrecord.places.words import PlaceWords

Key = tuple[str, str | None]


@dataclass
class Draft:
    """The names of one document on their way to places.

    Attributes:
        arounds: the names in the order of the text, with their surroundings.
        keys: folded name and kind word of each.
        options: candidates of each key.
        datelines: first tokens of names that say where the report was written.
        choices: what was chosen so far.
    """

    tokens: Sequence[Token]
    arounds: list[Around]
    keys: tuple[Key, ...]
    options: dict[Key, list[Candidate]]
    datelines: frozenset[int] = frozenset()
    choices: dict[Key, Choice] = field(default_factory=dict)

    def chosen(self) -> Iterator[tuple[Around, Candidate]]:
        """Names for which a place was chosen, unless their surroundings forbid one."""
        for key, around in zip(self.keys, self.arounds, strict=True):
            choice = self.choices.get(key)
            if choice is not None and choice.winner is not None and around.level > UNLIKELY:
                yield around, choice.winner

    def labels(self, around: Around) -> set[str]:
        """Labels that the model gave to the tokens of a name."""
        name = around.name
        return {self.tokens[i].entity for i in range(name.first, name.last)} - {""}


def draft_of(tokens: Sequence[Token], arounds: tuple[Around, ...], words: PlaceWords) -> Draft:
    """Look up the candidates of all names."""
    options: dict[Key, list[Candidate]] = {}
    keys: list[Key] = []
    for around in arounds:
        key = around.name.folded, around.kind
        if around.kind and around.last == around.name.last + 1:
            longer = fold(written(tokens, around.name.first, around.last))
            if words.known(longer):  # "Idlib province", "Snake island"
                key = longer, None
        keys.append(key)
        if key not in options:
            options[key] = _options(key, around, words)
    return Draft(tokens, list(arounds), tuple(keys), options)


def _options(key: Key, around: Around, words: PlaceWords) -> list[Candidate]:
    if not around.name.known and key[0] == around.name.folded:
        return []
    candidates = list(words.candidates(key[0]))
    if around.kind == "admin1" and all(c.kind != "admin1" for c in candidates):
        candidates += list(_areas_of_towns(tuple(candidates), words))
    return candidates


def _areas_of_towns(towns: Sequence[Candidate], words: PlaceWords) -> Iterator[Candidate]:
    """First-level areas called after a town in them, however the area is spelled."""
    for town in towns:
        if town.admin1 is not None:
            area = words.of_number(town.admin1)
            if _is_called_after(fold(area.name).split(), fold(town.name).split()):
                yield area


def _is_called_after(area: list[str], town: list[str]) -> bool:
    """Whether an area's name begins with a town's, also as an adjective ("Kurskaya Oblast")."""
    area, town = ([word for word in name if word not in ARTICLES] or name for name in (area, town))
    return is_same_word(" ".join(area[: len(town)]), " ".join(town))
