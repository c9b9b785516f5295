"""What cases cannot say: data of events, syntax, attitudes, codes, joining, determinism."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from onrecord.accounts import load_account_words
from onrecord.accounts.attitudes import realis_of
from onrecord.accounts.codes import Facts, code, party
from onrecord.accounts.conditions import Filling, Source, read_slot, read_sources, read_terms
from onrecord.accounts.control import Control
from onrecord.accounts.syntax import Syntax
from onrecord.accounts.words import AccountWords, TargetRow, WeaponRow
from onrecord.errors import LexiconError
from onrecord.found import ClauseValue
from onrecord.lexicon import DataFolders, load_table
from onrecord.model import DOC, Document, Span, Statement
from onrecord.parse.tree import Parse, Sentence, Token

if TYPE_CHECKING:
    from pathlib import Path

    from onrecord.model import Reading
    from onrecord.reading import Reader

EMPTY: frozenset[str] = frozenset()


@pytest.fixture(scope="module")
def words() -> AccountWords:
    return load_account_words(DataFolders())


def read(reader: Reader, text: str) -> Reading:
    return reader(Document(text=text, published="2024-12-04", language="en"))


# ---- data ------------------------------------------------------------------------------------


def test_every_event_type_has_wordings(words: AccountWords) -> None:
    told = {row.type for row in words.rows}
    assert told == set(words.event_types)
    assert len(words.event_types) == 18


def test_every_mode_is_defined_and_every_rule_names_known_things(words: AccountWords) -> None:
    rows = {row.id for row in words.rows}
    weapons = {row.id for row in words.weapons.values()}
    for kind in words.event_types.values():
        assert all(kind.modes.values()), kind.id
        for rule in kind.codes:
            assert set(rule.triggers) <= rows, kind.id
            assert set(rule.weapons) <= weapons, kind.id
            assert set(rule.modes) <= set(kind.modes), kind.id
            assert rule.cameo or rule.acled, kind.id


def test_every_type_is_told_by_its_examples(words: AccountWords, reader: Reader) -> None:
    for kind in words.event_types.values():
        for example in kind.examples:
            types = {a.type for a in read(reader, example).accounts}
            assert kind.id in types, f"{kind.id}: {example}"


@pytest.mark.parametrize(
    ("table", "row_type"),
    [
        ("weapons.csv", WeaponRow),
        ("targets.csv", TargetRow),
    ],
)
def test_examples_hold_their_phrase(
    table: str, row_type: type[TargetRow] | type[WeaponRow]
) -> None:
    rows: tuple[TargetRow | WeaponRow, ...] = load_table(DataFolders(), table, row_type)
    for row in rows:
        assert row.phrase[:4].lower() in row.example.lower(), row.id


def test_weapon_modes_are_modes_of_assault(words: AccountWords) -> None:
    known = words.event_types["ASSAULT"].modes
    assert {row.mode for row in words.weapons.values()} <= set(known)


def test_an_unknown_mode_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "triggers.csv").write_text(
        "id,phrase,pos,needs,type,modes,frame,excludes,forms,example\n"
        "x_verb,smite,verb,,ASSAULT,thunder,kill,,,They smote him.\n",
        encoding="utf-8",
    )
    with pytest.raises(LexiconError, match=r"E5 .*x_verb: ASSAULT has no mode 'thunder'"):
        load_account_words(DataFolders(projects=(tmp_path,)))


def test_a_project_adds_an_event_type_and_its_words(tmp_path: Path) -> None:
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "ontology").mkdir()
    (tmp_path / "ontology" / "feud.toml").write_text(
        'id = "FEUD"\nname = "Feud"\ndefinition = "A feud between clans."\n'
        'includes = []\nexcludes = []\nexamples = []\nquad = "material_conflict"\n',
        encoding="utf-8",
    )
    (tmp_path / "lexicon" / "triggers.csv").write_text(
        "id,phrase,pos,needs,type,modes,frame,excludes,forms,example\n"
        "feud_verb,feud,verb,,FEUD,,clash,,,Two clans feuded.\n",
        encoding="utf-8",
    )
    words = load_account_words(DataFolders(projects=(tmp_path,)))
    assert words.event_types["FEUD"].name == "Feud"
    assert ("feud", "verb") in words.triggers


@pytest.mark.slow
def test_every_example_is_read_as_its_row(words: AccountWords, reader: Reader) -> None:
    missed = [
        row.id
        for row in words.rows
        if row.id not in " ".join(a.rule for a in read(reader, row.example).accounts).split()
    ]
    assert not missed


# ---- conditions ------------------------------------------------------------------------------


def test_terms_are_read_with_their_slots() -> None:
    assert read_terms("obl:in:crash|accident nsubj:*") == (
        (Filling(("obl:in",), frozenset({"crash", "accident"}), ()),),
        (Filling(("nsubj",), frozenset(), ("*",)),),
    )


def test_nominals_of_nouns_and_verbs_are_one_slot() -> None:
    assert read_slot("nmod:on") == read_slot("obl:on") == ("obl:on",)
    assert read_slot("nmod:poss") == ("nmod:poss",)


def test_sources_keep_groups_and_kinds() -> None:
    assert read_sources("iobj|obj@actor obl:to") == (
        (Source(("iobj",), ""), Source(("obj",), "@actor")),
        (Source(("obl:to",), ""),),
    )


# ---- syntax ----------------------------------------------------------------------------------


def parse_of(*rows: tuple[str, str, str, str, int]) -> Parse:
    """A parse of one sentence from (word, tag, pos, relation, head)."""
    tokens, start = [], 0
    for i, (text, tag, pos, dep, head) in enumerate(rows):
        end = start + len(text)
        tokens.append(
            Token(i, start, end, text, text.lower(), text.lower(), pos, tag, dep, head, 0, "")
        )
        start = end + 1
    return Parse(tuple(tokens), (Sentence(0, len(tokens), 0, start - 1, 0),), ())


def syntax_of(*rows: tuple[str, str, str, str, int]) -> Syntax:
    return Syntax(parse_of(*rows), Control(frozenset({"of"}), {"call": ("obl:on",)}))


def test_a_passive_turns_subject_and_object() -> None:
    syntax = syntax_of(
        ("posts", "NNS", "NOUN", "nsubj:pass", 2),
        ("were", "VBD", "AUX", "aux:pass", 2),
        ("attacked", "VBN", "VERB", "root", 2),
        ("by", "IN", "ADP", "case", 4),
        ("rebels", "NNS", "NOUN", "obl:agent", 2),
    )
    assert [f.token for f in syntax.subject(2)] == [4]
    assert [f.token for f in syntax.object(2)] == [0]


def test_a_relative_pronoun_leads_to_its_noun() -> None:
    syntax = syntax_of(
        ("rebels", "NNS", "NOUN", "root", 0),
        ("who", "WP", "PRON", "nsubj", 2),
        ("attacked", "VBD", "VERB", "acl:relcl", 0),
        ("posts", "NNS", "NOUN", "obj", 2),
    )
    assert [f.token for f in syntax.subject(2)] == [0]


def test_the_doer_after_a_controlling_marker_is_the_object_above() -> None:
    syntax = syntax_of(
        ("A", "NNP", "PROPN", "nsubj", 1),
        ("accused", "VBD", "VERB", "root", 1),
        ("B", "NNP", "PROPN", "obj", 1),
        ("of", "IN", "ADP", "mark", 4),
        ("arming", "VBG", "VERB", "advcl", 1),
    )
    assert [(f.token, f.inferred) for f in syntax.subject(4)] == [(2, True)]


# ---- attitudes -------------------------------------------------------------------------------


def statement(polarity: str, commitment: str = "certain") -> Statement:
    content = (Span(0, 1, "x"),)
    return Statement(
        "s_1", (DOC, "a"), None, (), (), content, "reported", "indirect", "claim", "fact_claim",
        polarity, commitment, "neutral", (), None, None, None, "live", None, (), (), (), "r", 1.0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("clause", "said", "realis"),
    [
        (ClauseValue(0, "+", "certain", "actual"), statement("+"), "actual"),
        (ClauseValue(0, "+", "certain", "actual"), statement("-"), "did_not_happen"),
        (ClauseValue(0, "-", "certain", "did_not_happen"), statement("-"), "did_not_happen"),
        (ClauseValue(0, "-", "certain", "did_not_happen"), statement("+"), "actual"),
        (ClauseValue(0, "u", "none", "planned"), statement("+", "none"), "planned"),
        (ClauseValue(0, "+", "certain", "actual"), statement("+", "none"), "unknown"),
    ],
)
def test_realis_is_that_of_the_holder(clause: ClauseValue, said: Statement, realis: str) -> None:
    assert realis_of(said, clause) == realis


# ---- codes -----------------------------------------------------------------------------------


def codes_of(words: AccountWords, kind: str, **given: set[str]) -> tuple[str | None, str | None]:
    names = ("modes", "weapons", "triggers", "actor", "recipient")
    facts = Facts(*(frozenset(given.get(name, set())) for name in names))
    codes = code(words.event_types[kind], facts)
    return codes.cameo_root, codes.acled


def test_codes_are_null_unless_determined(words: AccountWords) -> None:
    assert codes_of(words, "ASSAULT") == (None, None)
    assert codes_of(words, "ASSAULT", modes={"drone"}) == (
        "19",
        "Explosions/Remote violence/Air/drone strike",
    )
    assert codes_of(words, "CONTROL", modes={"capture"}) == ("19", None)


def test_territory_codes_depend_on_who_takes_it(words: AccountWords) -> None:
    by_state = codes_of(words, "CONTROL", modes={"recapture"}, actor={"state_military"})
    by_group = codes_of(words, "CONTROL", modes={"capture"}, actor={"non_state_armed_group"})
    assert by_state == ("19", "Battles/Government regains territory")
    assert by_group == ("19", "Battles/Non-state actor overtakes territory")


def test_a_soldier_is_no_civilian() -> None:
    assert "@civilian" in party(None, frozenset({"@person"}))
    assert "@civilian" not in party(None, frozenset({"@person", "@armed"}))
    assert party("police", EMPTY) == {"police"}


# ---- whole readings --------------------------------------------------------------------------

TEXT = (
    "Rebels attacked an army post near Goma on Monday, killing six soldiers. The army said the "
    "attack had been repelled. On Tuesday, rockets hit a market in Goma and wounded nine traders. "
    "The rebels denied that they had fired rockets."
)


def test_accounts_are_told_and_have_their_own_ids(reader: Reader) -> None:
    reading = read(reader, TEXT)
    known = {s.statement_id for s in reading.statements}
    ids = [a.account_id for a in reading.accounts]
    assert ids
    assert len(ids) == len(set(ids))
    for account in reading.accounts:
        told = {*account.asserted_by, *account.denied_by}
        assert told
        assert told == {a.statement_id for a in account.attitudes}
        assert told <= known


def test_spans_of_accounts_read_equal(reader: Reader) -> None:
    for account in read(reader, TEXT).accounts:
        parts = [s for p in account.participants for s in p.spans]
        for span in (*account.trigger, *account.instruments, *parts):
            assert TEXT[span.start : span.end] == span.text


def test_quantities_and_accounts_point_at_each_other(reader: Reader) -> None:
    reading = read(reader, TEXT)
    of_account = {(a.account_id, q) for a in reading.accounts for q in a.quantities}
    of_quantity = {(q.account_id, q.quantity_id) for q in reading.quantities if q.account_id}
    assert of_account == of_quantity
    assert of_account


def test_a_second_reading_is_equal(reader: Reader) -> None:
    assert read(reader, TEXT).accounts == read(reader, TEXT).accounts


@pytest.mark.parametrize(
    "pattern",
    [
        "{} soldiers shelled a hospital near the border and {} soldiers returned fire.",
        "{} said that {} forces had killed four farmers. {} denied the report.",
        "{} accused {} of arming the rebels.",
    ],
)
@pytest.mark.parametrize("sides", [("Israel", "Lebanon"), ("India", "Pakistan")])
def test_both_sides_are_read_alike(reader: Reader, pattern: str, sides: tuple[str, str]) -> None:
    def shape(one: str, two: str) -> list[object]:
        text = pattern.format(one, two, two)
        return [
            (a.type, a.modes, a.realis, [(p.role, bool(p.actor_id)) for p in a.participants])
            for a in read(reader, text).accounts
        ]

    assert shape(*sides) == shape(*reversed(sides))


@pytest.mark.parametrize(
    "text",
    [
        "Rebels killed " + " and ".join(["farmers"] * 600) + ".",
        "The town was " + " and ".join(["attacked"] * 400) + ".",
        "They wanted " + "to try " * 600 + "to attack.",
        "Rebels who killed men " * 200 + "fled.",
        "the attack " + "of the attack " * 400 + ".",
    ],
)
def test_endless_sentences_are_read(reader: Reader, text: str) -> None:
    assert all(a.trigger for a in read(reader, text).accounts)
