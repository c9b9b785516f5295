"""Invented reports of invented wars: sentences with slots, put together by a seeded generator."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

TOWNS = (
    "Orsk Vale", "Temmerin", "Qalhat", "Dov Harra", "Brestova", "Ulmeni", "Sarrendal", "Kethe",
    "Port Lissen", "Varnholt", "Émery", "Çakmar", "Nadj Ora", "Pellworth", "Ostrin", "Rahmund",
)  # fmt: skip
STATES = (
    ("Maravia", "Maravian"), ("Teshkent", "Teshkenti"), ("Ostria", "Ostrian"),
    ("Velgaria", "Velgarian"), ("Quorra", "Quorran"),
)  # fmt: skip
GROUPS = (
    "the Northern Accord", "the Free Coast Brigades", "the Ulmeni Front", "the Sarren Guard",
    "the People’s Column", "the River Army",
)  # fmt: skip
PEOPLE = (
    "Anwen Torvald", "Mirsad Kelo", "Dalia Obrecht", "Józef Tarn", "Ilse Marrow", "Yusra Hadan",
    "Corin Vesh", "Núria Ballard", "Tomas Aldergate", "Zeynep Orhal",
)  # fmt: skip
OFFICES = (
    "the defence minister", "a spokesman for the army", "the mayor", "a hospital director",
    "the governor", "an official of the relief agency", "the chief negotiator",
)  # fmt: skip
WEAPONS = ("rockets", "mortar shells", "artillery", "drones", "two guided bombs", "heavy guns")
TARGETS = (
    "a grain depot", "the railway bridge", "an apartment block", "the power station",
    "a crowded market", "a school used as a shelter", "the harbour", "a convoy of aid lorries",
)  # fmt: skip
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
OPENERS = (
    "{Group} attacked {target} in {town} with {weapon} on {day}, killing at least {n} people, "
    "{office} said.",
    "At least {n} people were killed when {weapon} hit {target} in {town} on {day}, "
    "according to {office}.",
    "{Nation} troops entered {town} on {day} after {m} days of fighting with {group}, "
    "{office} said.",
    "{office_cap} in {town} said on {day} that {group} had agreed to stop shelling {target}.",
)
SENTENCES = (
    "{person}, {office}, denied that {group} had taken part.",
    "“We heard {m} explosions and then nothing,” said {person}, who lives near {target}.",
    "The army of {state} said its units had lost {n} vehicles since {day}.",
    "It was not possible to check the figure independently.",
    "{Group} blamed {nation} forces for the attack; {office} called the charge “absurd”.",
    "Some {n} families have fled {town} for {town2} in the past {m} weeks.",
    "The road between {town} and {town2} has been closed since {day}.",
    "A doctor in {town2} counted {n} wounded, {m} of them children.",
    "“There is no water – not for the ward, not for us,” {person} told reporters.",
    "{state} has asked for a meeting of the regional council before the end of the month.",
    "Talks between {state} and {group} broke down over the status of {town}.",
    "{Nation} officials say that {weapon} were brought across the border at night.",
    "No one has claimed responsibility.",
    "He gave no further details.",
    "{person} said the shelling began shortly after dawn and lasted {m} hours.",
    "A second strike hit {target} as rescuers arrived, two witnesses said.",
    "The price of bread in {town2} has risen by {n} per cent since the siege began.",
    "“If {group} wants peace, it should leave {town},” the minister added.",
    "{office_cap} put the number of detained at {n}; {group} speaks of {n2}.",
    "In {town2}, {m} km to the north, shops opened for the first time since {day}.",
    "The agency’s last lorry left {town} with {n} tonnes of flour still in the store.",
    "According to {person}, the prisoners were moved to {town2} before the deadline passed.",
)
HEADINGS = (
    "What is known", "A city without light", "Talks in doubt", "Who holds the bridge?",
    "The view from {town}", "Blame on both sides", "“We will not leave”",
)  # fmt: skip
ITEMS = (
    "{town}: {n} dead, {m} missing",
    "{state} keeps its garrison at {town2} until spring",
    "{group} hands over {m} prisoners",
    "Aid lorries may cross at {town} for {m} hours a day",
)
TITLES = (
    "{Group} strikes {target} in {town}",
    "{n} killed as {weapon} hit {town}",
    "{Nation} army enters {town} after {m} days",
    "Truce talks over {town} break down",
    "“No water, no bread”: inside besieged {town}",
    "{state} and {group} trade blame for attack on {target}",
)
TEASERS = (
    "{n} hurt in {town} market blast", "{state} recalls its envoy", "How {town} lost its bridge",
    "{Group} rejects offer of talks", "Photographs: a week in {town}", "What the ceasefire means",
)  # fmt: skip
COMMENTS = (
    "I have family in {town} and nobody there believes a word of this.",
    "When will {state} finally act? It has been {m} years.",
    "Great reporting, thank you for staying on the story.",
    "The figures in the third paragraph cannot be right, {n} is far too low.",
)
OUTLETS = (
    "The Maravia Courier", "Coastal Dispatch", "Ostria Today", "Quorra News Agency",
    "The Sarrendal Post", "Radio Free Kethe",
)  # fmt: skip
FIRST_DAY, LAST_DAY = date(2029, 1, 9), date(2034, 11, 20)


@dataclass(frozen=True, slots=True)
class Story:
    """An invented report. ``blocks`` are (kind, text): p, head, quote, item, stamp."""

    slug: str
    title: str
    outlet: str
    author: str
    day: date
    minute: int
    blocks: tuple[tuple[str, str], ...]
    teasers: tuple[str, ...]
    comments: tuple[tuple[str, str], ...]
    caption: str
    bio: str


class Teller:
    """Fills slots from one seeded generator."""

    def __init__(self, seed: str) -> None:
        self.chance = random.Random(seed)

    def fill(self, frame: str) -> str:
        """A sentence of a frame, every slot drawn anew."""
        pick = self.chance.choice
        state, nation = pick(STATES)
        group, office, town = pick(GROUPS), pick(OFFICES), pick(TOWNS)
        low = self.chance.randint(3, 90)
        filled = frame.format(
            state=state, nation=nation, Nation=nation,
            group=group, Group=group[0].upper() + group[1:],
            office=office, office_cap=office[0].upper() + office[1:], person=pick(PEOPLE),
            town=town, town2=pick([t for t in TOWNS if t != town]), weapon=pick(WEAPONS),
            target=pick(TARGETS), day=pick(DAYS), n=low, n2=low + self.chance.randint(2, 40),
            m=self.chance.randint(2, 9),
        )  # fmt: skip
        return filled[0].upper() + filled[1:]

    def one(self, frames: tuple[str, ...]) -> str:
        """A sentence of one of the frames."""
        return self.fill(self.chance.choice(frames))

    def paragraph(self, longest: int = 3) -> str:
        """One to three sentences, no frame twice."""
        count = self.chance.randint(1, longest)
        return " ".join(self.fill(f) for f in self.chance.sample(SENTENCES, count))


def tell(seed: str, shape: str) -> Story:
    """The story of a seed.

    Args:
        seed: any text; the same seed tells the same story.
        shape: ``report``, ``long`` (headings and lists), ``quotes`` or ``live`` (entries).
    """
    teller = Teller(seed)
    chance = teller.chance
    day = FIRST_DAY + timedelta(days=chance.randrange((LAST_DAY - FIRST_DAY).days))
    title = teller.one(TITLES)
    slug = "-".join(
        "".join(c if c.isascii() and c.isalnum() else " " for c in title.lower()).split()
    )
    return Story(
        slug=slug,
        title=title,
        outlet=chance.choice(OUTLETS),
        author=chance.choice(PEOPLE),
        day=day,
        minute=chance.randrange(7 * 60, 19 * 60),
        blocks=tuple(SHAPES[shape](teller)),
        teasers=tuple(teller.fill(f) for f in chance.sample(TEASERS, 5)),
        comments=tuple((chance.choice(PEOPLE), teller.fill(f)) for f in chance.sample(COMMENTS, 3)),
        caption=teller.fill("Smoke over {town} after the attack. Photograph: {person}"),
        bio=teller.fill("{person} reports from {town} for the foreign desk."),
    )


def _report(teller: Teller) -> list[tuple[str, str]]:
    count = teller.chance.randint(4, 11)
    return [("p", teller.one(OPENERS))] + [("p", teller.paragraph()) for _ in range(count)]


def _long(teller: Teller) -> list[tuple[str, str]]:
    blocks = _report(teller)[:4]
    for heading in teller.chance.sample(HEADINGS, 3):
        blocks.append(("head", teller.fill(heading)))
        blocks += [("p", teller.paragraph()) for _ in range(teller.chance.randint(2, 4))]
    items = [("item", teller.fill(f)) for f in teller.chance.sample(ITEMS, 3)]
    return [*blocks, ("p", "The paper names these points:"), *items, ("p", teller.paragraph())]


def _quotes(teller: Teller) -> list[tuple[str, str]]:
    blocks = _report(teller)
    for at in (2, 5):
        said = " ".join(teller.fill(f) for f in teller.chance.sample(SENTENCES, 2))
        blocks.insert(at, ("quote", said))
    return blocks


def _live(teller: Teller) -> list[tuple[str, str]]:
    minute = 19 * 60
    blocks: list[tuple[str, str]] = []
    for _ in range(teller.chance.randint(6, 12)):
        minute -= teller.chance.randint(5, 50)
        blocks.append(("stamp", f"{minute // 60:02d}:{minute % 60:02d}"))
        blocks.append(("head", teller.one(TEASERS)))
        blocks += [("p", teller.paragraph()) for _ in range(teller.chance.randint(1, 3))]
    return blocks


SHAPES = {"report": _report, "long": _long, "quotes": _quotes, "live": _live}
