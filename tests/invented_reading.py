"""A reading made by hand, with every kind of value, for tests of what is shown."""

from __future__ import annotations

from onrecord.model import (
    DOC,
    SCHEMA,
    Account,
    Actor,
    Attitude,
    Codes,
    Document,
    DocumentPart,
    Gap,
    Link,
    Loaded,
    Mention,
    Participant,
    Place,
    Quantity,
    Reading,
    Relation,
    Span,
    Stance,
    Statement,
    Time,
    Versions,
)

TEXT = """OSKA, June 5 (Plain Wire) - Shells hit the bus station in Oska on Tuesday, killing at \
least 14 people, the town's hospital said.

"The bandits of the Hill League fired from the ridge," Army spokesman Ruvo Tarn told reporters. \
The League denied that it had fired, and said the rounds "came from the barracks".

A clerk who asked not to be named said Tarn had told her on Monday that the station might be \
closed because the ridge was not safe. The mayor called on both sides to stop.

Vessia arms the League, the army says; Vessia denies it. No reporter has seen the ridge.
"""

DOCUMENT = Document(
    TEXT,
    id="oska",
    title="Shells hit bus station in Oska",
    outlet="Plain Wire",
    author="R. Imber",
    url="plainwire.example/oska",
    genre="wire",
    language="en",
    published="2024-06-05",
    published_precision="day",
    published_source="metadata",
    metadata={"file": "/home/somebody/secret/oska.txt", "desk": "north"},
)


def span(words: str, nth: int = 0) -> Span:
    """The nth place where the words stand in the text."""
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return Span(start, start + len(words), words)


def _mention(words: str, nth: int = 0, form: str = "name") -> Mention:
    place = span(words, nth)
    return Mention(place.start, place.end, words, form)


def _actor(key: str, label: str, kind: str, *mentions: Mention, personal: str = "none") -> Actor:
    return Actor(key, label, kind, None, (), label, personal, {}, "by hand", mentions)


ACTORS = (
    _actor("hospital", "hospital of Oska", "medical_org", _mention("the town's hospital")),
    _actor("league", "Hill League", "non_state_armed_group",
           _mention("bandits of the Hill League", form="loaded_description"),
           _mention("The League"), _mention("the League")),
    _actor("army", "armed forces", "state_military", _mention("Army"), _mention("the army")),
    _actor("tarn", "Ruvo Tarn", "person", _mention("Ruvo Tarn"), _mention("Tarn", 1),
           personal="public_figure"),
    _actor("clerk", "unnamed clerk", "person_unnamed", _mention("A clerk", form="description"),
           personal="protected_source"),
    _actor("mayor", "mayor of Oska", "person", _mention("The mayor", form="description")),
    _actor("vessia", "Vessia", "state", _mention("Vessia"), _mention("Vessia", 1)),
)  # fmt: skip

PLACES = (
    Place("oska", "Oska", "city", "XXA", "point", 10.25, 20.5, "own", "7", None, "vessia_p",
          (span("Oska on"),)),
    Place("vessia_p", "Vessia", "country", "XXV", "country", None, None, "own", "8",
          (11.0, 21.0), None, (span("Vessia"),)),
)  # fmt: skip

TIMES = (
    Time("tue", span("on Tuesday"), "relative_weekday", "2024-06-04", "2024-06-04", "day",
         "document", "2024-06-04", "by hand"),
    Time("mon", span("on Monday"), "relative_weekday", "2024-06-03", "2024-06-03", "day",
         "document", "2024-06-03", "by hand"),
)  # fmt: skip

QUANTITIES = (
    Quantity("q1", span("at least 14"), "fatalities", "persons", 14, 14, None, "at_least",
             "people", None, "s_hit", "a_hit", None),
)  # fmt: skip


def _statement(key: str, holders: tuple[str, ...], *content: Span, **more: object) -> Statement:
    given: dict[str, object] = {
        "parent": None, "source": (), "cue": (), "voice": "reported" if holders else "own_voice",
        "mode": "indirect" if holders else "none", "speech_act": "claim", "kind": "fact_claim",
        "polarity": "+", "commitment": "certain", "relay_stance": "neutral", "stance": (),
        "addressee": None, "made_on": None, "made_at": None, "status": "live", "corrects": None,
        "about_accounts": (), "about_relations": (), "about_links": (), "rule": "by hand",
        "confidence": 0.9,
    }  # fmt: skip
    return Statement(key, (DOC, *holders), content=content, **(given | more))  # type: ignore[arg-type]


STATEMENTS = (
    _statement("s_own", (), span("No reporter has seen the ridge"), polarity="-"),
    _statement("s_hit", ("hospital",),
               span("Shells hit the bus station in Oska on Tuesday, killing at least 14 people"),
               source=(span("the town's hospital"),), cue=(span("said"),),
               about_accounts=("a_hit",)),
    _statement("s_fired", ("tarn",), span("The bandits of the Hill League fired from the ridge"),
               source=(span("Army spokesman Ruvo Tarn"),), cue=(span("told"),), mode="direct",
               speech_act="accusation", stance=(Stance("league", "con"),),
               about_accounts=("a_fired",)),
    _statement("s_deny", ("league",), span("it had fired"), source=(span("The League"),),
               cue=(span("denied that"),), speech_act="denial", polarity="-",
               about_accounts=("a_fired",)),
    _statement("s_came", ("league",), span('the rounds "came from the barracks"'),
               source=(span("The League"),), cue=(span("said", 1),), mode="mixed",
               kind="mixed", relay_stance="distancing"),
    _statement("s_clerk", ("clerk",),
               span("Tarn had told her on Monday that the station might be closed because the "
                    "ridge was not safe"),
               source=(span("A clerk who asked not to be named"),), cue=(span("said", 2),)),
    _statement("s_closed", ("clerk", "tarn"),
               span("the station might be closed because the ridge was not safe"),
               source=(span("Tarn", 1),), cue=(span("told", 1),), parent="s_clerk",
               commitment="possible", made_on="mon", addressee="clerk", about_links=("l_safe",)),
    _statement("s_stop", ("mayor",), span("both sides to stop"), source=(span("The mayor"),),
               cue=(span("called on"),), speech_act="demand", commitment="none"),
    _statement("s_arms", ("army",), span("Vessia arms the League"), source=(span("the army"),),
               cue=(span("says"),), about_relations=("r_arms",), status="retracted"),
    _statement("s_noarms", ("vessia",), span("it", 4), source=(span("Vessia", 1),),
               cue=(span("denies"),), speech_act="denial", polarity="-",
               about_relations=("r_arms",)),
)  # fmt: skip

ACCOUNTS = (
    Account("a_hit", "ASSAULT", ("heavy-weapons",), (), (span("hit"), span("killing")),
            (Participant("victim", None, (span("people"),), inferred=False),), (span("Shells"),),
            "oska", "tue", ("q1",), (Attitude("s_hit", "actual"),), ("s_hit",), (), "actual",
            Codes("material_conflict", "190", None), "by hand", 0.8),
    Account("a_fired", "ASSAULT", (), (), (span("fired"),),
            (Participant("actor", "league", (span("the Hill League"),), inferred=True),), (),
            None, None, (), (Attitude("s_fired", "actual"), Attitude("s_deny", "did_not_happen")),
            ("s_fired",), ("s_deny",), "actual", Codes("material_conflict", None, None),
            "by hand", 0.7),
)  # fmt: skip

RELATIONS = (
    Relation("r_arms", "arms", "vessia", "league", None, None, "current", "+", None, None,
             (span("Vessia arms the League"),), ("s_arms",), ("s_noarms",), "by hand", 0.7),
)  # fmt: skip

LINKS = (
    Link("l_safe", "causes", "s_closed", "s_clerk", "+", (span("because"),), ("s_closed",),
         "by hand", 0.6),
)  # fmt: skip

GAPS = (
    Gap("attribution", span("her"), "two persons, no winner", ("clerk", "mayor")),
    Gap("language", None, "one sentence in another language"),
)

READING = Reading(
    SCHEMA,
    DocumentPart(
        DOCUMENT.doc_id, DOCUMENT.content_id, DOCUMENT.id, DOCUMENT.sha256, len(TEXT),
        DOCUMENT.title, DOCUMENT.outlet, DOCUMENT.author, DOCUMENT.url, DOCUMENT.genre,
        DOCUMENT.language, DOCUMENT.published, DOCUMENT.published_precision,
        DOCUMENT.published_source, DOCUMENT.metadata,
    ),
    ACTORS, PLACES, TIMES, QUANTITIES, STATEMENTS,
    (Loaded(span("bandits"), "label", "s_fired", "league"),),
    ACCOUNTS, RELATIONS, LINKS, GAPS,
    Versions("0.1.0", "fast", "sha0123", {"en_core_web_md": "3.8.0"}),
)  # fmt: skip
