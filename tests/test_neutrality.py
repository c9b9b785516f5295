"""The system takes no side: swap two parties and the reading is the same up to the names."""

from __future__ import annotations

import json
import re
from importlib import resources
from typing import TYPE_CHECKING

import pytest

from onrecord.model import Document

if TYPE_CHECKING:
    from onrecord.model import Reading
    from onrecord.reading import Reader

#: Pairs of one kind, number and grammatical form; each text below names both sides of a pair.
STATES = {
    "Russia": "Ukraine", "Russian": "Ukrainian", "Russians": "Ukrainians", "Moscow": "Kyiv",
}  # fmt: skip
NEIGHBOURS = {"Armenia": "Azerbaijan", "Armenian": "Azerbaijani", "Armenians": "Azerbaijanis"}
RIVALS = {"India": "Pakistan", "Indian": "Pakistani", "Indians": "Pakistanis"}
MOVEMENTS = {"Hamas": "Hezbollah"}
GROUPS = {"Boko Haram": "al-Shabaab"}
POWERS = {"Israel": "Iran", "Israeli": "Iranian", "Israelis": "Iranians"}
TEXTS = [
    (STATES, "Russia said on Monday that Ukraine had shelled a village. Ukraine denied it."),
    (STATES, "Ukrainian forces attacked a Russian base, killing at least 12 soldiers."),
    (STATES, "“We will not yield,” the Russian foreign ministry said. Ukraine rejected the claim."),
    (STATES, "According to Ukraine, Russian troops captured the town and arrested five residents."),
    (STATES, "Ukraine accused Russia of bombing a hospital. The Russian army called it a lie."),
    (STATES, "Moscow said that talks with Kyiv had failed."),
    (NEIGHBOURS, "Armenia and Azerbaijan agreed to a ceasefire on Tuesday after talks in Geneva."),
    (NEIGHBOURS, "The Armenian government urged Azerbaijan to withdraw its troops."),
    (NEIGHBOURS, "Azerbaijani soldiers opened fire on an Armenian village, officials said."),
    (NEIGHBOURS, "Armenia threatened to close the border unless Azerbaijan released 20 men."),
    (RIVALS, "Pakistan may have fired the rockets, but India did not say who was responsible."),
    (RIVALS, "The Indian regime’s so-called ‘peace plan’ was rejected by Pakistan."),
    (RIVALS, "India deployed troops along the border after Pakistan expelled its ambassador."),
    (RIVALS, "Two Indian soldiers died when Pakistani forces shelled a post, the army said."),
    (MOVEMENTS, "Hamas condemned the killing of three civilians by Hezbollah gunmen."),
    (MOVEMENTS, "A spokesman for Hezbollah said Hamas had detained dozens of its members."),
    (MOVEMENTS, "Hezbollah, backed by its allies, demanded that Hamas hand over the building."),
    (GROUPS, "Fighters from Boko Haram abducted 15 villagers, residents said."),
    (GROUPS, "The army said it had killed 30 members of al-Shabaab in an air strike."),
    (POWERS, "Iran vowed to respond to the Israeli strike, which killed a general."),
    (POWERS, "Israeli warplanes bombed a depot. Iran called on the United Nations to act."),
    (POWERS, "Thousands of Iranians protested against Israel, state media reported."),
    (POWERS, "An Israeli minister told reporters that Iran was arming the militia."),
    (POWERS, "Iran and Israel exchanged prisoners on 3 March 2024 in Cairo."),
    (STATES, "Russia condemned the cowardly Ukrainian attack and thanked Armenia."),
    (POWERS, "“Iran is a terrorist state,” an Israeli minister said. Iran called it shameful."),
    (RIVALS, "India praised its brave soldiers; the Pakistani army spoke of barbaric crimes."),
]  # fmt: skip


#: Every pattern of the grammar of actors, and pairs of parties of different kinds for it:
#: "{a}" is an adjective or name before a noun, "{n}" a name, "{c}" a capital.
PATTERNS = {
    "adjective": [
        "{a} forces left the town.", "{a} troops left the town.", "{a} rebels left the town.",
        "The {a} regime denied it.", "{a} police shot at {a} protesters.",
        "{a} settlers fought {a} villagers.", "Two {a} soldiers were killed.",
        "Dozens of {a} fighters left.", "{a}-backed rebels left the town.",
        "{a}-backed forces left the town.", "Pro-{a} militias left the town.",
        "Anti-{a} protesters left the square.", "Ethnic {a} residents fled.",
        "{a} critics left.", "Relatives of {a} soldiers wept.", "{a} farmers and {a} doctors fled.",
    ],
    "name": [
        "{n}-backed rebels left the town.", "The {n}-led coalition left the town.",
        "{n}-aligned groups left the town.", "{n}-affiliated gunmen left the town.",
        "Fighters backed by {n} left the town.", "A faction affiliated with {n} left the town.",
        "Groups loyal to {n} left the town.", "Supporters of {n} left the square.",
        "Critics of {n} left the square.", "Relatives of {n} wept.",
        "An alliance led by {n} left the town.", "Three members of {n} were killed.",
    ],
    "group": [
        "Fighters from {n} left the town.", "Fighters belonging to {n} left the town.",
        "{n}'s armed wing left the town.", "The military wing of {n} left the town.",
        "{n}'s political wing left the town.", "{n}-linked fighters left the town.",
        "A {n} commander was killed.", "{n}'s hostages were freed.",
    ],
    "capital": [
        "The envoy accused {c} of lying.", "Talks with {c} failed.",
        "Sanctions on {c} were lifted.",
        "{c}'s claim was rejected.", "The attack on {c} killed two.", "{c} said no.",
    ],
    "office": [
        "The {a} president denied it.", "{n}'s foreign minister denied it.",
        "The former {a} president denied it.", "A {a} minister denied it.",
        "The president of {n} denied it.", "{n} rejected it. The president left.",
    ],
}  # fmt: skip
PARTIES = {
    "adjective": [
        ({"a": "Russian"}, {"a": "Ukrainian"}), ({"a": "Serbian"}, {"a": "Kosovar"}),
        ({"a": "Sudanese"}, {"a": "Rwandan"}), ({"a": "Syrian"}, {"a": "French"}),
    ],
    "name": [
        ({"n": "Russia"}, {"n": "Ukraine"}), ({"n": "Iran"}, {"n": "Israel"}),
        ({"n": "Boko Haram"}, {"n": "al-Shabaab"}),
    ],
    "group": [
        ({"n": "Hamas"}, {"n": "Hezbollah"}), ({"n": "Boko Haram"}, {"n": "Hamas"}),
        ({"n": "Ahrar al-Sham"}, {"n": "al-Shabaab"}),
    ],
    "capital": [
        ({"c": "Moscow"}, {"c": "Kyiv"}), ({"c": "Tehran"}, {"c": "Ankara"}),
        ({"c": "Khartoum"}, {"c": "Minsk"}),
    ],
    "office": [
        ({"a": "Russian", "n": "Russia"}, {"a": "Syrian", "n": "Syria"}),
        ({"a": "Turkish", "n": "Turkey"}, {"a": "Egyptian", "n": "Egypt"}),
    ],
}  # fmt: skip


def shape(reader: Reader, pattern: str, party: dict[str, str]) -> list[tuple[object, ...]]:
    """Actors of a pattern with one party in it, without what is only the party's own."""
    reading = reader(Document(pattern.format(**party), published="2016-10-04", language="en"))
    own = frozenset(word for name in party.values() for word in (name, name.removeprefix("al-")))
    shown = []
    for actor in reading.actors:
        names = [m.text for m in actor.mentions]
        is_party = any(text in own for text in names)
        generic = actor.actor_id.startswith("x_")
        kind = "party" if is_party else actor.type
        texts = [anonymous(text, party) for text in names]
        rule = actor.rule if generic else "known"
        shown.append((kind, bool(actor.state), texts, [m.form for m in actor.mentions], rule))
    return sorted(shown, key=str)


def anonymous(text: str, party: dict[str, str]) -> str:
    """A text with its party's name left out."""
    for key, name in party.items():
        text = text.replace(name, key)
    return text


@pytest.mark.parametrize(
    ("pattern", "pair"),
    [
        (pattern, pair)
        for kind, patterns in PATTERNS.items()
        for pattern in patterns
        for pair in PARTIES[kind]
    ],
)
def test_a_pattern_reads_alike_for_all_parties(
    reader: Reader, pattern: str, pair: tuple[dict[str, str], dict[str, str]]
) -> None:
    here, there = (shape(reader, pattern, party) for party in pair)
    assert here == there


def swap(text: str, pair: dict[str, str]) -> str:
    """Exchange the names of two parties in any text."""
    both = pair | {b: a for a, b in pair.items()}
    both |= {a.lower(): b.lower() for a, b in both.items()}
    names = sorted(both, key=len, reverse=True)
    found = re.compile(r"(?<![\w-])(" + "|".join(map(re.escape, names)) + r")(?!\w)")
    return found.sub(lambda m: both[m[0]], text)


def told(reading: Reading) -> list[str]:
    """Everything a reading says, in words instead of ids and offsets."""
    names = {a.actor_id: a.mentions[0].text for a in reading.actors}
    names |= {p.place_id: p.mentions[0].text for p in reading.places}
    spans = {t.time_id: t.span.text for t in reading.times}
    spans |= {q.quantity_id: q.span.text for q in reading.quantities}
    said = {s.statement_id: [c.text for c in s.content] for s in reading.statements}
    accounts = {a.account_id: [t.text for t in a.trigger] for a in reading.accounts}
    lines: list[object] = [("actor", a.type, [m.text for m in a.mentions]) for a in reading.actors]
    for s in reading.statements:
        holders = [names.get(h, h) for h in s.holder_chain]
        values = (s.mode, s.speech_act, s.kind, s.polarity, s.commitment, s.relay_stance, s.rule)
        stance = [(names.get(x.target), accounts.get(x.target), x.value) for x in s.stance]
        lines.append(("statement", holders, said[s.statement_id], values, stance))
    for a in reading.accounts:
        people = [
            (p.role, names.get(p.actor_id or ""), [x.text for x in p.spans]) for p in a.participants
        ]
        where = names.get(a.place_id or ""), spans.get(a.time_id or "")
        by = [said[i] for i in a.asserted_by], [said[i] for i in a.denied_by]
        figures = [spans[i] for i in a.quantities]
        lines.append(
            (a.type, a.modes, accounts[a.account_id], people, where, by, figures, a.realis)
        )
    for r in reading.relations:
        ends = names.get(r.subject), names.get(r.object or "")
        lines.append((r.type, ends, r.value, r.status, r.polarity, [x.text for x in r.spans]))
    lines += [("loaded", x.category, x.span.text) for x in reading.loaded]
    lines += [("place", p.kind, p.precision, [m.text for m in p.mentions]) for p in reading.places]
    lines += [("time", t.start, t.end, t.span.text) for t in reading.times]
    lines += [("quantity", q.kind, q.low, q.best, q.high, q.of) for q in reading.quantities]
    return sorted(json.dumps(line, ensure_ascii=False) for line in lines)


@pytest.mark.parametrize(("pair", "text"), TEXTS)
def test_swapping_two_parties_swaps_the_reading(
    reader: Reader, pair: dict[str, str], text: str
) -> None:
    read = told(reader(Document(text, published="2024-12-04", language="en")))
    swapped = told(reader(Document(swap(text, pair), published="2024-12-04", language="en")))
    assert sorted(swap(line, pair) for line in swapped) == read


def sample() -> list[dict[str, str]]:
    file = resources.files("onrecord") / "demo" / "sample.jsonl"
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
