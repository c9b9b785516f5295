"""Invented documents and readings in any number, of the size and shape of real ones.

A reading of a report of 300 words has about 21 statements, 10 accounts with 18 participants, 25
actors (most named in this report only), 6 places, 6 figures. Who is named how often follows Zipf's
law. The words are made of syllables; nothing comes from a text.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from typing import Any

import msgspec

from onrecord.collect import Collected
from onrecord.model import SCHEMA, Document, Versions, content_hash

SYLLABLES = ("ba", "ro", "shi", "ten", "ka", "lu", "mi", "dor", "ves", "an", "gru", "pel", "quo")
TYPES = ("ASSAULT", "PROTEST", "CONSULT", "SUPPORT", "COERCE", "ACCUSE", "REJECT", "AID", "YIELD")
ACTS = ("claim", "claim", "claim", "claim", "denial", "accusation", "demand", "evaluation")
REALIS = ("actual", "actual", "actual", "ongoing", "planned", "hypothetical", "did_not_happen")
LOADED = ("label", "emotive", "praise")
VERSIONS = Versions("0.1.0", "fast", "sha0", {"invented": "1"})
FIRST, DAYS = date(2011, 1, 1), 4_000
STATEMENTS, ACCOUNTS, OWN_ACTORS = 21, 10, 17


@dataclass(frozen=True)
class Pool:
    """Things to choose from, the first ones most often."""

    things: Sequence[Any]
    weights: Sequence[float]

    def some(self, chance: random.Random, count: int) -> list[Any]:
        """So many of them."""
        return chance.choices(self.things, cum_weights=self.weights, k=count)


def pool(things: Sequence[Any]) -> Pool:
    """A pool whose n-th thing is chosen with a weight of 1/n."""
    return Pool(things, list(accumulate(1 / n for n in range(1, len(things) + 1))))


@dataclass(frozen=True)
class Corpus:
    """What documents are made of."""

    sentences: Pool
    actors: Pool
    places: Pool
    outlets: Pool


def make_corpus() -> Corpus:
    """Words, sentences, actors, places and outlets; the same at every call."""
    chance = random.Random(1)
    words = pool(["".join(chance.choices(SYLLABLES, k=3)) for _ in range(20_000)])
    sentences = [" ".join(words.some(chance, 14)) for _ in range(30_000)]
    return Corpus(
        Pool(sentences, list(accumulate([1] * len(sentences)))),
        pool([f"ACT{n}" for n in range(600)]),
        pool([f"geo:{n}" for n in range(4_000)]),
        pool([f"Outlet {n}" for n in range(200)]),
    )


def invent(corpus: Corpus, number: int) -> tuple[Collected, bytes]:
    """The document of a number, and its reading as a line of JSON."""
    chance = random.Random(number)
    sentences = corpus.sentences.some(chance, STATEMENTS)
    day = (FIRST + timedelta(chance.randrange(DAYS))).isoformat()
    document = Document(
        ". ".join(sentences), id=f"n{number}", title=sentences[0][:60],
        outlet=corpus.outlets.some(chance, 1)[0], published=day, published_precision="day",
    )  # fmt: skip
    found = Collected(document, document.text.encode(), "text/plain", f"n/{number}", None, "bench")
    return found, msgspec.json.encode(_reading(corpus, chance, document, sentences))


def _span(words: str, start: int = 0) -> dict[str, Any]:
    return {"start": start, "end": start + len(words), "text": words}


def _reading(
    corpus: Corpus, chance: random.Random, document: Document, sentences: list[str]
) -> dict[str, Any]:
    key = document.doc_id[2:]
    named = sorted(set(corpus.actors.some(chance, 8)))
    actors = named + [content_hash("x_", (key, n)) for n in range(OWN_ACTORS)]
    places = sorted(set(corpus.places.some(chance, 6)))
    accounts = [_account(chance, key, n, (actors, places)) for n in range(ACCOUNTS)]
    statements = [_statement(chance, key, n, (named, sentences[n])) for n in range(STATEMENTS)]
    for account in accounts:
        for teller in {0, chance.randrange(STATEMENTS)}:
            told = statements[teller]
            told["about_accounts"] += (account["account_id"],)
            attitude = {"statement_id": told["statement_id"], "realis": account["realis"]}
            account["attitudes"] += (attitude,)
            account["asserted_by"] += (told["statement_id"],)
    return {
        "schema": SCHEMA,
        "document": {"doc_id": document.doc_id, "published": document.published},
        "actors": [_actor(actor) for actor in actors],
        "places": [_place(place) for place in places],
        "times": [_time(key, n, document.published or "") for n in range(ACCOUNTS)],
        "quantities": [_quantity(key, n, chance.randrange(1, 40)) for n in range(6)],
        "statements": statements,
        "loaded": [
            {"span": _span("vile"), "category": chance.choice(LOADED), "target": named[0],
             "statement_id": statements[n]["statement_id"]} for n in range(4)
        ],
        "accounts": accounts,
        "relations": [_relation(chance, key, n, named) for n in range(4)],
        "links": [
            {"link_id": f"l_{key}{n:x}", "type": "causes", "from": accounts[n]["account_id"],
             "to": accounts[n + 1]["account_id"], "polarity": "+", "spans": [_span("because")],
             "asserted_by": [statements[0]["statement_id"]], "rule": "bench", "confidence": 0.5}
            for n in range(2)
        ],
        "gaps": [],
        "versions": VERSIONS,
    }  # fmt: skip


def _statement(
    chance: random.Random, key: str, n: int, given: tuple[list[str], str]
) -> dict[str, Any]:
    holder = (chance.choice(given[0]),) if n % 3 == 0 else ()
    return {
        "statement_id": f"s_{key}{n:x}", "holder_chain": ("DOC", *holder), "parent": None,
        "source": [_span("the ministry")][: len(holder)], "cue": [_span("said")][: len(holder)],
        "content": [_span(given[1], n * 90)], "voice": "reported" if holder else "own_voice",
        "mode": "indirect" if holder else "none",
        "speech_act": chance.choice(ACTS) if holder else "claim",
        "kind": "fact_claim", "polarity": "+", "commitment": "certain", "relay_stance": "neutral",
        "stance": [], "addressee": None, "made_on": None, "made_at": None, "status": "live",
        "corrects": None, "about_accounts": (), "about_relations": (), "about_links": (),
        "rule": "bench", "confidence": 0.8,
    }  # fmt: skip


def _account(
    chance: random.Random, key: str, n: int, given: tuple[list[str], list[str]]
) -> dict[str, Any]:
    actors, places = given
    roles = ("actor", "recipient" if n % 2 else "victim")
    return {
        "account_id": f"a_{key}{n:x}", "type": chance.choice(TYPES), "modes": ["aerial"],
        "contexts": ["military"], "trigger": [_span("bombed", n * 90)],
        "participants": [
            {"role": role, "actor_id": chance.choice(actors), "spans": [_span("their forces")],
             "inferred": False} for role in roles
        ],
        "instruments": [], "place_id": chance.choice(places), "time_id": f"t_{key}{n:x}",
        "quantities": [], "attitudes": (), "asserted_by": (), "denied_by": (),
        "realis": chance.choice(REALIS), "rule": "bench", "confidence": 0.7,
        "codes": {"quad": "material_conflict", "cameo_root": "19", "acled": None},
        "place_basis": "clause",
    }  # fmt: skip


def _actor(actor: str) -> dict[str, Any]:
    mention = _span("the army of the north") | {"form": "description"}
    return {
        "actor_id": actor, "name": f"actor {actor}", "type": "militia", "state": None,
        "sectors": ["REB"], "label": f"actor {actor}", "personal_data": "none", "external_ids": {},
        "rule": "bench", "mentions": [mention, mention],
    }  # fmt: skip


def _place(place: str) -> dict[str, Any]:
    return {
        "place_id": place, "name": f"place {place}", "kind": "city", "country": "XXA",
        "precision": "point", "lat": 10.0, "lon": 20.0, "gazetteer": "own", "gazetteer_id": place,
        "reference_point": None, "located_in": None, "mentions": [_span("Osk")],
    }  # fmt: skip


def _time(key: str, n: int, day: str) -> dict[str, Any]:
    return {
        "time_id": f"t_{key}{n:x}", "span": _span("on Monday"), "kind": "relative_weekday",
        "start": day, "end": day, "precision": "day", "anchor": "document", "timex": day,
        "rule": "bench",
    }  # fmt: skip


def _quantity(key: str, n: int, number: int) -> dict[str, Any]:
    return {
        "quantity_id": f"q_{key}{n:x}", "span": _span(f"{number} people"), "kind": "fatalities",
        "unit": "persons", "low": number, "best": number, "high": number, "bound": "exact",
        "of": None, "as_of": None, "said_by": None, "account_id": f"a_{key}{n:x}",
        "cumulative_since": None,
    }  # fmt: skip


def _relation(chance: random.Random, key: str, n: int, named: list[str]) -> dict[str, Any]:
    return {
        "relation_id": f"r_{key}{n:x}", "type": "backs", "subject": chance.choice(named),
        "object": chance.choice(named), "value": None, "authority": None, "status": "current",
        "polarity": "+", "since": None, "until": None, "spans": [_span("backs")],
        "asserted_by": [f"s_{key}0"], "denied_by": [], "rule": "bench", "confidence": 0.7,
    }  # fmt: skip
