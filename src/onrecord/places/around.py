"""What the words around a name say: that it is a place, of what kind, or only near one.

    names ──▶ look_around ──▶ one ``Around`` for each name

Prepositions, kind words ("town of X", "X province"), directions ("northern X", "40 km south of
X") and nouns of nearness ("the outskirts of X") are data (``place_words.csv``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from onrecord.numbers import find_numbers
from onrecord.places.names import PLACE_LABELS, NameSpan

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from onrecord.parse.tree import Token
    from onrecord.places.words import PlaceWords

#: How surely a name means a place: words say so, the model does, nothing speaks against it, the
#: model takes it for a person, it is certainly none.
SAID, SEEN, MAYBE, UNLIKELY, NOT = 4, 3, 2, 1, 0
Relation = Literal["plain", "part", "near", "round", "off"]
#: Determiners and adjectives that may stand between a preposition and a name.
LONGEST_REACH = 5
#: Values of prepositions of aim.
_AIMING = ("weak", "from")
_AIMS = frozenset({"obj", "nsubj:pass"})
_MODIFIER_POS = frozenset({"DET", "ADJ", "ADV"})
_TOWNS = frozenset({"city", "village", "district", "camp"})
#: Relations of words between an article and a kind word ("a rebel-held district").
_QUALITIES = frozenset({"amod", "compound", "advmod", "obl:npmod", "nmod"})


class Around(NamedTuple):
    """A name with its surroundings.

    Attributes:
        first, last: tokens of the mention: the name with the words that change its meaning.
        level: how surely a place is meant.
        kind: value of a kind word ("admin1", "city", "airport" …), or None.
        relation: the place itself, a part of it, near it, or at sea off it.
        many: whether the kind word goes for more names ("the provinces of X and Y").
        distance: kilometres, where the words measure them.
        direction: "N", "SE", "C" … of a part or of what is near.
        begins: first token of the phrase, whatever of it belongs to the mention.
        located: whether a preposition of place stands before it, not only one of aim.
    """

    name: NameSpan
    first: int
    last: int
    level: int
    kind: str | None = None
    relation: Relation = "plain"
    direction: str | None = None
    begins: int = 0
    located: bool = False
    many: bool = False
    distance: float | None = None


def bare(around: Around) -> Around:
    """The name without the kind word and what else follows it."""
    relation = "plain" if around.last > around.name.last else around.relation
    return around._replace(last=around.name.last, kind=None, relation=relation)


def look_around(
    tokens: Sequence[Token], names: Sequence[NameSpan], words: PlaceWords
) -> tuple[Around, ...]:
    """Look before and after each name."""
    inside = {i for name in names for i in range(name.first, name.last)}
    return tuple(_look(tokens, name, words, inside) for name in names)


def _look(tokens: Sequence[Token], name: NameSpan, words: PlaceWords, inside: set[int]) -> Around:
    around = Around(name, name.first, name.last, MAYBE, begins=name.first)
    around = _after(tokens, _before(tokens, around, words), words)
    if around.level == NOT or _is_titled(tokens, name, words):
        return around._replace(level=NOT)
    if around.level < SAID and not _is_aim(tokens, around, words, inside):
        return around._replace(level=_level(tokens, around, words, inside))
    return around._replace(level=SAID)


def _is_aim(tokens: Sequence[Token], around: Around, words: PlaceWords, inside: set[int]) -> bool:
    """Whether a verb that is done to places has the name as its object ("took X")."""
    token = tokens[around.name.last - 1]
    if token.dep not in _AIMS or tokens[token.head].lemma not in words.uses["verb"]:
        return False
    return not _is_part_of_name(tokens, around, inside)


def _level(tokens: Sequence[Token], around: Around, words: PlaceWords, inside: set[int]) -> int:
    """How sure a name is that no preposition or kind word marks."""
    name = around.name
    labels = {tokens[i].entity for i in range(name.first, name.last)}
    seen = bool(labels & PLACE_LABELS)
    if _is_make(tokens, name, words):
        return MAYBE
    if "PERSON" in labels and not seen and not _is_curated_phrase(name, words):
        return UNLIKELY if around.level < SEEN else MAYBE
    if _is_part_of_name(tokens, around, inside):
        return SEEN if labels <= PLACE_LABELS and not _is_longer(tokens, name) else NOT
    if _speaks(tokens, name, words):
        return NOT
    return max(around.level, SEEN if seen else MAYBE)


def _is_curated_phrase(name: NameSpan, words: PlaceWords) -> bool:
    """Whether a name of several words stands in ``places.csv``: that is no person's."""
    return name.last - name.first > 1 and name.folded in words.curated


def _is_longer(tokens: Sequence[Token], name: NameSpan) -> bool:
    """Whether the model's name is longer than this one, or a surname follows."""
    pairs = ((name.first, name.first - 1), (name.last - 1, name.last))
    inner = [(tokens[i], tokens[j]) for i, j in pairs if 0 <= j < len(tokens)]
    if any(t.entity and t.entity == o.entity and o.pos == "PROPN" for t, o in inner):
        return True
    return name.last < len(tokens) and tokens[name.last].entity == "PERSON"


def _is_titled(tokens: Sequence[Token], name: NameSpan, words: PlaceWords) -> bool:
    i = name.first - 1
    if i > 0 and tokens[i].text == "." and tokens[i].start == tokens[i - 1].end:
        return tokens[i - 1].text + "." in words.uses["title"]
    if i >= 0 and len(tokens[i].text) == len("P.") and tokens[i].text[1] == ".":  # "P. Glasgow"
        return tokens[i].text[0].isupper()
    return i >= 0 and tokens[i].text in words.uses["title"]


def _speaks(tokens: Sequence[Token], name: NameSpan, words: PlaceWords) -> bool:
    """Whether a name says something or is told something: that is a government or a person."""
    token = tokens[name.last - 1]
    return (
        token.dep in ("nsubj", "obj", "iobj") and tokens[token.head].lemma in words.uses["speech"]
    )


def _is_make(tokens: Sequence[Token], name: NameSpan, words: PlaceWords) -> bool:
    """Whether a name before a weapon may be that of its make: "Tomahawk cruise missiles"."""
    token = tokens[name.last - 1]
    return token.dep == "compound" and tokens[token.head].lemma in words.uses["made"]


def _is_part_of_name(tokens: Sequence[Token], around: Around, inside: set[int]) -> bool:
    """Whether another proper noun, not explained as a place or kind, touches the name."""
    for i in (around.begins - 1, around.last):
        if not 0 <= i < len(tokens) or (i in inside and tokens[i].entity != "PERSON"):
            continue
        token = tokens[i]
        touches = token.pos == "PROPN" and token.text[0].isupper()
        if touches and token.sentence == tokens[around.name.first].sentence:
            return True
    return False


def _after(tokens: Sequence[Token], around: Around, words: PlaceWords) -> Around:
    """Kind words and nouns of nearness behind the name: "X province", "X's outskirts"."""
    i = around.name.last
    if i < len(tokens) and tokens[i].text == "-":
        return _joined(tokens, around, words)
    if i < len(tokens) and tokens[i].tag == "POS":
        i += 1
    i = _skip_directions(tokens, i, words)
    two = " ".join(t.lower for t in tokens[i : i + 2])
    for phrase, last in ((two, i + 2), (two.partition(" ")[0], i + 1)):
        if phrase in words.uses["near_noun"]:
            return _beside(around, phrase, words)._replace(last=last)
        if phrase in words.uses["kinds"]:
            return around._replace(level=SAID, kind=words.uses["kinds"][phrase], last=last)
        if phrase in words.uses["kind"] and not _is_office(tokens, last):
            ends = tokens[last - 1].dep != "compound"  # not in "a Washington state farm"
            if ends and _is_one_of(tokens, around.name.first, words):  # "a Homs district"
                return around._replace(level=SAID)
            return around._replace(level=SAID, kind=words.uses["kind"][phrase], last=last)
    return around


def _is_office(tokens: Sequence[Token], last: int) -> bool:
    """Whether a kind word goes on ("US State Department", "Aleppo City Council", "state-run")."""
    if last < len(tokens) and tokens[last].text == "-":
        return True
    if last >= len(tokens) or not tokens[last - 1].text[0].isupper():
        return False
    return tokens[last].pos == "PROPN" and tokens[last].text[0].isupper()


def _joined(tokens: Sequence[Token], around: Around, words: PlaceWords) -> Around:
    """A hyphen after the name: "X-based" tells a place, "X-backed" an actor."""
    after = tokens[around.name.last + 1] if around.name.last + 1 < len(tokens) else None
    if after is not None and after.lower in words.uses["joined"]:
        return around._replace(level=SAID)
    if after is None or after.text[0].isupper():
        return around
    return around._replace(level=NOT)


def _skip_directions(tokens: Sequence[Token], i: int, words: PlaceWords) -> int:
    while i < len(tokens) and tokens[i].lower in words.uses["direction"]:
        i += 1
    return i


def _before(tokens: Sequence[Token], around: Around, words: PlaceWords) -> Around:
    """Prepositions, directions and kind words before the name."""
    i, around = _modifiers(tokens, around, words)
    if i < 0 or tokens[i].sentence != tokens[around.name.first].sentence:
        return around
    word = tokens[i].lower
    if _is_called(tokens, i, around.name.last, words):
        return around._replace(level=SAID, begins=i)
    if word in words.uses["near_noun"] and i == around.first - 1:
        return _beside(around, word, words)._replace(first=i, begins=i)
    if word in words.uses["kind"] and tokens[i].pos != "VERB":
        return around._replace(level=SAID, kind=words.uses["kind"][word], begins=i)
    value = words.uses["preposition"].get(word)
    if value is None or tokens[i].pos == "PART":
        return around
    return _preposition(tokens, around._replace(begins=i), value, words)


def _is_called(tokens: Sequence[Token], i: int, last: int, words: PlaceWords) -> bool:
    """Whether a noun gives what follows its name: "the capital X", "the capital, X, …"."""
    closes = last >= len(tokens) or tokens[last].pos == "PUNCT"
    if tokens[i].text == "," and i and closes:
        i -= 1
    return tokens[i].lower in words.uses["called"]


def _preposition(tokens: Sequence[Token], around: Around, value: str, words: PlaceWords) -> Around:
    i = around.begins
    if value == "at":
        return around._replace(level=SAID, located=True)
    if value in ("near", "off"):
        relation: Relation = "off" if value == "off" else "near"
        first, distance = _measure(tokens, i - 1, words) or (i, None)  # "45 km outside X"
        return around._replace(
            level=SAID, relation=relation, first=first, located=True, distance=distance
        )
    if value == "round":  # "around Homs" is near it, "around Syria" is in it
        return around._replace(level=SAID, relation="round", first=i, located=True)
    if value == "of":
        return _of(tokens, around, words)
    if value == "from" and (measured := _measure(tokens, i - 1, words)):
        first, distance = measured
        return around._replace(level=SAID, relation="near", first=first, distance=distance)
    if i and tokens[i - 1].lower in words.uses["near_noun"]:  # "close to X"
        return around._replace(level=SAID, relation="near", first=i - 1, begins=i - 1)
    return around._replace(level=SAID if _is_governed(tokens, i, words) else SEEN)


def _is_governed(tokens: Sequence[Token], i: int, words: PlaceWords) -> bool:
    """Whether a verb of motion or a noun of place governs a preposition ("fled to", "siege of")."""
    if i and tokens[i - 1].lower in words.uses["noun"]:
        return True
    governor = tokens[tokens[tokens[i].head].head]
    if governor.pos == "ADV":  # "came back to"
        governor = tokens[governor.head]
    return governor.lemma in words.uses["motion"]


def _of(tokens: Sequence[Token], around: Around, words: PlaceWords) -> Around:
    """What stands before "of": "the town of X", "outskirts of X", "40 km south of X"."""
    i = around.begins - 1
    if i < 0:
        return around
    word = tokens[i].lower
    if word in words.uses["kind"]:
        one = _is_one_of(tokens, i, words) or _is_named(tokens, i)
        kind = None if one else words.uses["kind"][word]
        named = around._replace(level=SAID, kind=kind, begins=i)
        return named if one or kind not in _TOWNS else _beyond(tokens, named, words)
    if word in words.uses["kinds"]:
        return around._replace(level=SAID, kind=words.uses["kinds"][word], begins=i, many=True)
    if word in words.uses["near_noun"]:
        return _off(tokens, _beside(around, word, words)._replace(first=i, begins=i), words)
    first, direction = _direction(tokens, i, words)
    if direction is None:
        is_said = word in words.uses["noun"]
        return around._replace(level=SAID if is_said else SEEN, located=is_said)
    return _side(tokens, around._replace(direction=direction, first=first, begins=first), words)


def _beyond(tokens: Sequence[Token], around: Around, words: PlaceWords) -> Around:
    """What stands before "the city of X": "near the city of X", "40 km south of the city of X"."""
    i = around.begins - 1
    while i > 0 and tokens[i].pos in _MODIFIER_POS and not tokens[i].text[0].isupper():
        i -= 1
    value = words.uses["preposition"].get(tokens[i].lower) if i > 0 else None
    if value == "near":
        first, distance = _measure(tokens, i - 1, words) or (i, None)
        return around._replace(
            relation="near", first=first, begins=i, located=True, distance=distance
        )
    first, direction = _direction(tokens, i - 1, words) if value == "of" else (i, None)
    if direction is None:
        return around
    return _side(tokens, around._replace(direction=direction, first=first, begins=first), words)


def _beside(around: Around, noun: str, words: PlaceWords) -> Around:
    """What a noun of nearness makes of a name: "suburbs" are near it, a "coast" is part of it."""
    value = words.uses["near_noun"][noun]
    relation: Relation = "part" if value == "part" else "round" if value == "round" else "near"
    return around._replace(level=SAID, relation=relation, located=True)


def _off(tokens: Sequence[Token], around: Around, words: PlaceWords) -> Around:
    """With "off" before it, "the coast of X" is at sea."""
    i = around.first - 1
    i -= i >= 0 and tokens[i].pos == "DET"
    if around.relation != "part" or i < 0:
        return around
    is_off = words.uses["preposition"].get(tokens[i].lower) == "off"
    return around._replace(relation="off", first=i, located=True) if is_off else around


def _is_one_of(tokens: Sequence[Token], i: int, words: PlaceWords) -> bool:
    """Whether a kind word tells a part of the named place ("a district of X", "two villages")."""
    i -= 1
    while i >= 0 and (tokens[i].dep in _QUALITIES or tokens[i].text == "-"):
        i -= 1
    return i >= 0 and (tokens[i].lower in words.uses["indefinite"] or tokens[i].pos == "NUM")


def _is_named(tokens: Sequence[Token], i: int) -> bool:
    """Whether a kind word has a name of its own before it ("the Jobar district of X")."""
    return i > 0 and tokens[i - 1].pos == "PROPN" and tokens[i - 1].text[0].isupper()


def _side(tokens: Sequence[Token], around: Around, words: PlaceWords) -> Around:
    """With "the", "north of X" is a part of X; without it, or after "to the", it is near X."""
    i = around.first - 1
    determined = i >= 0 and tokens[i].pos == "DET"
    before = tokens[i - 1].lower if determined and i else ""
    if determined and words.uses["preposition"].get(before) not in _AIMING:
        return around._replace(level=SAID, relation="part", begins=i)
    first = i - 1 if determined else around.first
    start, distance = _measure(tokens, first - 1, words) or (first, None)
    return around._replace(level=SAID, relation="near", first=start, distance=distance)


def _measure(tokens: Sequence[Token], i: int, words: PlaceWords) -> tuple[int, float | None] | None:
    """First token and kilometres of a distance that ends at a token ("40 km"), or None."""
    if i > 1 and tokens[i].text == ")":  # "40 km (25 miles) south of X"
        i = max(
            (j for j in range(max(0, i - LONGEST_REACH), i) if tokens[j].text == "("), default=0
        )
        i -= 1
    if i < 1 or tokens[i].lower not in words.uses["unit"]:
        return None
    first = i
    while first and tokens[first - 1].pos in ("NUM", "PUNCT") and tokens[first - 1].text != ",":
        first -= 1
    numbers = find_numbers([t.lower for t in tokens[first:i]], words.numbers)
    if first == i or len(numbers) != 1 or numbers[0].value is None:
        return (first, None) if first < i else None
    return first, numbers[0].value * float(words.uses["unit"][tokens[i].lower])


def _modifiers(tokens: Sequence[Token], around: Around, words: PlaceWords) -> tuple[int, Around]:
    """Go back over "the", directions and adjectives; a direction right before makes a part."""
    i = around.first - 1
    for _ in range(LONGEST_REACH):
        if i < 0:
            break
        first, direction = _direction(tokens, i, words)
        if direction is not None and i == around.first - 1:
            around = around._replace(
                level=SAID, relation="part", direction=direction, first=first, begins=first
            )
            i = first - 1
        elif tokens[i].lower in words.uses["near_noun"]:
            break
        elif tokens[i].pos in _MODIFIER_POS and not tokens[i].text[0].isupper():
            i -= 1
        else:
            break
    return i, around


def _direction(tokens: Sequence[Token], i: int, words: PlaceWords) -> tuple[int, str | None]:
    """First token and value of a direction that ends at a token ("north", "south-eastern")."""
    directions: Mapping[str, str] = words.uses["direction"]
    if i > 1 and tokens[i - 1].text == "-":
        joined = f"{tokens[i - 2].lower}-{tokens[i].lower}"
        if joined in directions:
            return i - 2, directions[joined]
    return i, directions.get(tokens[i].lower)
