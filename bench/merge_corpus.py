"""Invented reports of invented events, in any number, as merging meets them.

    Corpus(days) ──▶ report(number) ──▶ document, reading as a line of JSON

Ten accounts a report: its event, told again, older events, and what nobody else tells. Shares are
those measured on 136 reports of FA-KES (fakes_syria): 60 % of the accounts are assaults, 70 %
state no day, 16 % no place, 28 % name who did it, 14 % to whom, 30 % give a figure, 2 % a person;
21 words around an account, 100 at the head of a report; the first place takes 10 %. How often an
event is told (Zipf, mostly once or twice, at most 60 reports) is a guess. Days are even. Reports
are of four wars, in turns: their density decides how many accounts may be of one event.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from random import Random
from typing import Any, NamedTuple

import msgspec

from onrecord.collect import Collected
from onrecord.lexicon import DataFolders, load_table
from onrecord.merge.words import SHARES, WordShare
from onrecord.model import SCHEMA, Document, Versions, content_hash

#: Reports a day, accounts a report.
A_DAY, ACCOUNTS = 10, 10
VERSIONS = Versions("0.1.0", "fast", "sha0", {"invented": "1"})
FIRST = date(2011, 1, 1).toordinal()
TYPES = ("CONTROL", "RETREAT", "COERCE", "DISPLACE", "MOBILIZE", "SUPPORT", "CONSULT", "ACCUSE",
         "AGREE", "PROTEST", "AID", "REQUEST")  # fmt: skip
ASSAULTS, NO_DAY, NO_PLACE = 0.6, 0.7, 0.16
DOERS, SUFFERERS, FIGURES, PERSONS = 0.28, 0.14, 0.3, 0.01
#: Accounts of a report beside the first: its event again, an older event; others are its own.
AGAIN, OLDER = 0.4, 0.3
#: Wars that the reports are of, in turn; each has places and parties of its own.
WARS = 4
#: Words that tellings of an event have in common are of ten words; each takes so many.
SHARED = 4
#: Reports that lie between an event and one that mentions it, on average.
BACK = 200
PLACES, PARTIES, WORDS, OUTLETS, MOST_TOLD = 2000, 300, 40_000, 60, 60


class Zipf:
    """Numbers from 0, the first the most frequent."""

    def __init__(self, size: int, exponent: float) -> None:
        self.sums = list(accumulate((n + 1) ** -exponent for n in range(size)))

    def __call__(self, chance: Random) -> int:
        """Draw one."""
        return bisect_left(self.sums, chance.random() * self.sums[-1])


class Happening(NamedTuple):
    """An invented event."""

    kind: str
    day: int
    place: int
    doer: int
    sufferer: int
    dead: int
    person: str | None
    words: tuple[str, ...]


@dataclass
class Corpus:
    """Reports of so many days, ``reports`` in all."""

    reports: int
    days: int

    def __post_init__(self) -> None:
        shares = sorted(
            load_table(DataFolders(), SHARES, WordShare), key=lambda r: (-r.share, r.id)
        )
        known = [row.id for row in shares]
        self.vocabulary = [*known, *(f"q{n:05d}" for n in range(WORDS - len(known)))]
        self.word, self.place = Zipf(WORDS, 1.0), Zipf(PLACES, 1.05)
        self.party, self.outlet = Zipf(PARTIES, 1.0), Zipf(OUTLETS, 1.0)
        self.told = Zipf(MOST_TOLD, 2.0)

    def report(self, number: int) -> tuple[Collected, bytes]:
        """A report of the event that its number tells."""
        chance = Random(f"report {number}")
        main = self.main_of(number)
        published = self.happening(main).day + min(20, int(chance.expovariate(0.7)))
        told = [self.happening(main)]
        told += [self.other(chance, number, main) for _ in range(ACCOUNTS - 1)]
        return _Writing(self, chance, number, published).written(told)

    def main_of(self, number: int) -> int:
        """The event of a report: the first of those of its war that tell it."""
        place, war = divmod(number, WARS)
        block = place - place % MOST_TOLD
        chance, at = Random(f"block {war} {block}"), block
        while True:
            size = self.told(chance) + 1
            if at + size > place:
                return at * WARS + war
            at += size

    def happening(self, number: int | str) -> Happening:
        """The event of a number; of a name on a day of its own."""
        chance = Random(f"event {number}")
        at = number if isinstance(number, int) else int(number.split()[1])
        war = at % WARS * 10_000
        return Happening(
            "ASSAULT" if chance.random() < ASSAULTS else chance.choice(TYPES),
            FIRST + at * self.days // self.reports,
            war + self.place(chance), war + self.party(chance), war + self.party(chance),
            int(chance.paretovariate(1.2)),
            f"Name{chance.randrange(10**5)} Surname" if chance.random() < PERSONS else None,
            self.words(chance, 10),
        )  # fmt: skip

    def other(self, chance: Random, number: int, main: int) -> Happening:
        """What else a report tells."""
        draw = chance.random()
        if draw < AGAIN:
            return self.happening(main)
        if draw < AGAIN + OLDER:
            return self.happening(self.main_of(max(0, number - int(chance.expovariate(1 / BACK)))))
        return self.happening(
            f"own {max(0, number - chance.randrange(3 * BACK))} {chance.random()}"
        )

    def words(self, chance: Random, number: int) -> tuple[str, ...]:
        """Some words, in the order they were drawn."""
        return tuple(self.vocabulary[self.word(chance)] for _ in range(number))


class _Writing:
    """A report while it is written."""

    def __init__(self, corpus: Corpus, chance: Random, number: int, published: int) -> None:
        self.corpus = corpus
        self.chance = chance
        self.number = number
        self.day = date.fromordinal(published).isoformat()
        self.actors: dict[str, dict[str, Any]] = {}
        self.places: dict[str, dict[str, Any]] = {}
        self.times: list[dict[str, Any]] = []
        self.figures: list[dict[str, Any]] = []

    def written(self, told: list[Happening]) -> tuple[Collected, bytes]:
        sentences = [
            " ".join((*self.chance.sample(h.words, SHARED), *self.corpus.words(self.chance, 19)))
            for h in told
        ]
        text = ". ".join(sentences) + "."
        starts = list(accumulate((len(s) + 2 for s in sentences), initial=0))
        document = Document(
            text, id=f"n{self.number}", title=sentences[0][:60], published=self.day,
            published_precision="day", outlet=f"Outlet {self.corpus.outlet(self.chance)}",
        )  # fmt: skip
        key = document.doc_id[2:]
        accounts = [self._account(h, f"{key}{n:x}", starts[n]) for n, h in enumerate(told)]
        statements = [
            _statement(f"{key}{n:x}", _span(s, starts[n])) for n, s in enumerate(sentences)
        ]
        part = {
            "doc_id": document.doc_id, "content_id": document.content_id, "id": document.id,
            "title": document.title, "outlet": document.outlet, "author": None, "url": None,
            "genre": None, "language": "en", "published": self.day, "published_precision": "day",
            "published_source": "metadata", "n_chars": len(text), "sha256": document.sha256,
        }  # fmt: skip
        line = msgspec.json.encode({
            "schema": SCHEMA, "document": part, "actors": [*self.actors.values()],
            "places": [*self.places.values()], "times": self.times, "quantities": self.figures,
            "statements": statements, "loaded": [], "accounts": accounts, "relations": [],
            "links": [], "gaps": [], "versions": VERSIONS,
        })  # fmt: skip
        raw = text.encode()
        return Collected(document, raw, "text/plain", f"n/{self.number}", None, "bench"), line

    def _account(self, what: Happening, key: str, start: int) -> dict[str, Any]:
        parts = []
        if self.chance.random() < DOERS:
            parts.append(self._part("actor", self._actor(f"PARTY{what.doer}", "militia"), start))
        if self.chance.random() < SUFFERERS:
            who = self._actor(f"PARTY{what.sufferer}", "militia")
            parts.append(self._part("recipient", who, start))
        if what.person:
            parts.append(self._part("victim", self._actor(what.person, "person"), start))
        figures = self._figure(what, key, start) if self.chance.random() < FIGURES else []
        return {
            "account_id": f"a_{key}", "type": what.kind, "modes": [], "contexts": ["military"],
            "trigger": [_span("word", start)], "participants": parts, "instruments": [],
            "place_id": self._place(what) if self.chance.random() >= NO_PLACE else None,
            "time_id": self._time(what, key, start) if self.chance.random() >= NO_DAY else None,
            "quantities": figures,
            "attitudes": [{"statement_id": f"s_{key}", "realis": "actual"}],
            "asserted_by": [f"s_{key}"], "denied_by": [], "realis": "actual", "rule": "bench",
            "codes": {"quad": "material_conflict", "cameo_root": "19", "acled": None},
            "confidence": 0.7, "place_basis": "clause",
        }  # fmt: skip

    def _part(self, role: str, actor: str, start: int) -> dict[str, Any]:
        return {"role": role, "actor_id": actor, "spans": [_span("them", start)], "inferred": False}

    def _actor(self, name: str, kind: str) -> str:
        actor = name if kind != "person" else content_hash("n_", (name,))
        self.actors[actor] = {
            "actor_id": actor, "name": name, "type": kind, "state": None, "sectors": [],
            "label": name, "personal_data": "private" if kind == "person" else "none",
            "external_ids": {}, "rule": "bench",
            "mentions": [_span("them", 0) | {"form": "name"}],
        }  # fmt: skip
        return actor

    def _place(self, what: Happening) -> str:
        war, number = divmod(what.place, 10_000)
        area, place = f"area{war}-{number % 14}", f"place{what.place}"
        point = (32.0 + number % 50 / 10, 35.0 + 20 * war + number // 50 / 10)
        for name, kind, at in ((area, "admin1", (None, None)), (place, "city", point)):
            self.places[name] = {
                "place_id": name, "name": name, "kind": kind, "country": "XXA", "admin1": area,
                "precision": "point", "lat": at[0], "lon": at[1], "gazetteer": "own",
                "gazetteer_id": name, "reference_point": None, "mentions": [_span("there", 0)],
                "located_in": area if kind == "city" else None,
            }  # fmt: skip
        return place

    def _time(self, what: Happening, key: str, start: int) -> str:
        day = date.fromordinal(what.day).isoformat()
        self.times.append({
            "time_id": f"t_{key}", "span": _span("then", start), "kind": "date", "start": day,
            "end": day, "precision": "day", "anchor": "document", "timex": day, "rule": "bench",
        })  # fmt: skip
        return f"t_{key}"

    def _figure(self, what: Happening, key: str, start: int) -> list[str]:
        self.figures.append({
            "quantity_id": f"q_{key}", "span": _span("many", start), "kind": "fatalities",
            "unit": "persons", "low": what.dead, "best": what.dead, "high": what.dead,
            "bound": "exact", "of": None, "as_of": None, "said_by": None,
            "account_id": f"a_{key}", "cumulative_since": None,
        })  # fmt: skip
        return [f"q_{key}"]


def _before(number: int, reports: int) -> int:
    """A report of the same war so many reports before, or its first."""
    return max(number % WARS, number - reports // WARS * WARS)


def _span(words: str, start: int) -> dict[str, Any]:
    return {"start": start, "end": start + len(words), "text": words}


def _statement(key: str, content: dict[str, Any]) -> dict[str, Any]:
    return {
        "statement_id": f"s_{key}", "holder_chain": ("DOC",), "parent": None, "source": [],
        "cue": [], "content": [content], "voice": "own_voice", "mode": "none",
        "speech_act": "claim", "kind": "fact_claim", "polarity": "+", "commitment": "certain",
        "relay_stance": "neutral", "stance": [], "addressee": None, "made_on": None,
        "made_at": None, "status": "live", "corrects": None, "about_accounts": [f"a_{key}"],
        "about_relations": [], "about_links": [], "rule": "bench", "confidence": 0.8,
    }  # fmt: skip
