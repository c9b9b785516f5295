"""What one holder says, which ties are told, and what suggests sides."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from compared import WORDS, A, B, make_project, merged, reader, report, swapped
from onrecord.cli import app
from onrecord.errors import StoreError
from onrecord.lexicon import DataFolders
from onrecord.merge import load_merge_words
from onrecord.merge.sides import load_sides
from onrecord.merge.ties import (
    Context,
    End,
    Tie,
    encode_tie,
    merge_links,
    merge_relations,
    tie_schema,
)
from onrecord.merge.verdicts import AGAINST, FITS, held_against

if TYPE_CHECKING:
    from onrecord.model import Document
    from onrecord.project import Project

RUN = CliRunner()
TELLER = load_merge_words(DataFolders(projects=(WORDS,))).teller
CASSOVY, ACCORD, FRONT = "XEE", "eastern_accord", "sarrin_front"


def ties_of(*documents: Document, **more: object) -> dict[tuple[str, str, str], Tie]:
    readings = [reader()(document) for document in documents]
    merged = merge_relations(readings, Context(TELLER, {}, **more))  # type: ignore[arg-type]
    return {(t.type, t.subject.id, t.object.id): t for t in merged}


# ---- ties ---------------------------------------------------------------------------------------

ARMS = report("one", f"Cassovy is arming the {A}, the {B} said.")
ARMS_TOO = report("two", f"Cassovy is arming the {A}.")
DENIES = report("three", f"Cassovy denied that it was arming the {A}.")


def test_ties_count_documents_outlets_and_origins():
    tie = ties_of(ARMS, ARMS_TOO, replace(ARMS, id="copy", outlet="Other Post"))
    found = tie["arms", CASSOVY, ACCORD]
    assert (found.n_documents, found.n_outlets, found.n_origins) == (3, 3, 2)
    assert found.verdict == "agreed"
    copies = (ARMS.doc_id, replace(ARMS, id="copy", outlet="Other Post").doc_id)
    one = ties_of(ARMS, replace(ARMS, id="copy", outlet="Other Post"), copies=(copies,))
    found = one["arms", CASSOVY, ACCORD]
    assert (found.n_documents, found.n_outlets, found.n_origins) == (2, 1, 1)
    assert found.verdict == "single"
    assert found.copies == (copies,) or found.copies == (copies[::-1],)


def test_who_denies_a_tie_disputes_it():
    found = ties_of(ARMS, DENIES)["arms", CASSOVY, ACCORD]
    assert found.verdict == "disputed"
    holders = {(v.polarity, chain[-1]) for v in found.fields["holds"].values for chain in v.holders}
    assert holders == {("+", B), ("-", "Cassovy")}
    assert found.n_origins == 1  # those who assert it


def test_ties_are_the_same_in_any_order():
    documents = [ARMS, ARMS_TOO, DENIES, report("four", f"The {A} is allied with Cassovy.")]
    one = [encode_tie(t) for t in ties_of(*documents).values()]
    other = [encode_tie(t) for t in ties_of(*documents[::-1], ARMS).values()]
    assert one == other


def test_ends_of_mutual_ties_stand_in_one_order():
    one = report("one", f"The {A} is allied with Cassovy.")
    other = report("two", f"Cassovy is allied with the {A}.")
    found = [t for t in ties_of(one, other).values() if t.type == "allied_with"]
    assert [t.n_documents for t in found] == [2]


def test_ends_that_only_their_document_knows_are_tied_to_nothing_elsewhere():
    one = report("one", "The rebels are allied with Cassovy.")
    other = report("two", "The rebels have been allied with Cassovy.")
    found = [t for t in ties_of(one, other).values() if t.type == "allied_with"]
    assert [t.n_documents for t in found] == [1, 1]


def test_swapping_the_parties_swaps_the_ties():
    documents = [ARMS, ARMS_TOO, DENIES, report("four", f"The {A} opposes the {B}.")]
    plain = [_canonical(t, str) for t in ties_of(*documents).values()]
    turned = [replace(d, text=swapped(d.text)) for d in documents]
    other = [_canonical(t, swapped) for t in ties_of(*turned).values()]
    assert sorted(map(str, plain)) == sorted(map(str, other))


def _canonical(tie: Tie, rename) -> object:
    ends = [rename(e.name) for e in (tie.subject, tie.object)]
    values = [
        (name, field.verdict, v.value, v.polarity, sorted(rename(str(h)) for h in v.holders))
        for name, field in tie.fields.items() for v in field.values
    ]  # fmt: skip
    is_mutual = tie.type in ("opposes", "allied_with")
    counts = tie.n_documents, tie.n_outlets, tie.n_origins
    return tie.type, sorted(ends) if is_mutual else ends, tie.verdict, values, counts


def test_what_is_over_later_than_it_held_contradicts_nobody():
    from onrecord.merge.said import Mark

    now, over = Mark("current", as_of="2031-03-12"), Mark("former", as_of="2031-05-01")
    assert held_against("status", now, over) == FITS
    assert held_against("status", now, replace(over, as_of="2031-03-12")) == AGAINST
    year, day = Mark("2018-01-01"), Mark("2018-05-04")
    assert held_against("since", year, day) == FITS
    assert held_against("since", day, Mark("2019-01-01")) == AGAINST


def test_links_are_merged_where_both_ends_are_known():
    from invented_reading import ACCOUNTS, READING

    link = replace_link(from_=ACCOUNTS[0].account_id, to=ACCOUNTS[1].account_id)
    reading = replace(READING, links=(link,))
    events = {a.account_id: End(f"e_{n}", f"Event {n}") for n, a in enumerate(ACCOUNTS)}
    (tie,) = merge_links([reading, reading], events.get, Context(TELLER, {}))
    assert (tie.kind, tie.type, tie.subject.id, tie.object.id) == ("link", "causes", "e_0", "e_1")
    assert (tie.verdict, tie.n_documents) == ("single", 1)
    assert merge_links([reading], {}.get, Context(TELLER, {})) == ()


def replace_link(**changes: str):
    import msgspec

    from invented_reading import LINKS

    return msgspec.structs.replace(LINKS[0], **changes)


def test_ties_have_a_schema():
    import jsonschema

    ties = ties_of(ARMS, DENIES)
    assert len(ties) > 0
    for tie in ties.values():
        shown = json.loads(encode_tie(tie))
        assert jsonschema.Draft202012Validator(tie_schema()).is_valid(shown)
        assert not jsonschema.Draft202012Validator(tie_schema()).is_valid(shown | {"verdict": 7})


# ---- a project ----------------------------------------------------------------------------------

SHELLED = (
    f"The {B} said that the {A} had shelled the bus station in Sarrin on Tuesday, killing nine"
    f" people. The {A} denied that it had shelled the bus station."
)
RADIO = f"The {A} shelled the bus station in Sarrin on Tuesday, killing twelve people, police said."


def corpus() -> list[Document]:
    enemies = report("enemies", f"The {A} opposes the {B}. The {B} accused the {A} of murder.")
    return [ARMS, ARMS_TOO, DENIES, report("wire", SHELLED), report("radio", RADIO), enemies]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    with make_project(tmp_path_factory.mktemp("voices") / "p", corpus()) as made:
        yield made


def test_the_ties_of_a_project_are_those_of_its_readings(project):
    plain = {t.tie_id: t for t in ties_of(*corpus()).values()}
    found = {t.tie_id: t for t in project.ties()}
    assert found.keys() == plain.keys()
    assert [encode_tie(found[i]) for i in found] == [encode_tie(plain[i]) for i in found]
    counts = [t.n_documents for t in project.ties()]
    assert counts == sorted(counts, reverse=True)


def test_ties_by_type_actor_holder_and_verdict(project):
    def kinds(**wanted: str) -> set[str]:
        return {t.type for t in project.ties(**wanted)}

    assert kinds(type="arms") == {"arms"}
    assert "arms" in kinds(actor=CASSOVY)
    assert "opposes" not in kinds(actor=CASSOVY)
    assert kinds(verdict="disputed") == {"arms"}
    (denied,) = project.ties(holder=CASSOVY)
    assert denied.n_documents == 3  # the whole tie, not only what the holder says
    assert len(list(project.ties(limit=1))) == 1


def test_links_of_a_project(tmp_path):
    text = (
        f"The {A} shelled the bus station in Sarrin on Tuesday because the {B} had shelled the"
        " market of Bellovar on Monday."
    )
    with make_project(
        tmp_path / "p", [report("one", text), report("two", text + " So it was said.")]
    ) as made:
        merged(made)
        found = made.links_told()
        done = RUN.invoke(app, ["relations", "--links", "--project", str(made.folder)])
    assert {t.kind for t in found} <= {"link"}
    assert done.exit_code == (0 if found else 4)
    assert [t.n_outlets for t in found] == [1] * len(found)  # one text
    assert found
    assert found[0].n_documents == 2


# ---- say ----------------------------------------------------------------------------------------


def test_all_that_a_holder_says_and_where_others_say_otherwise(project):
    said = project.say(A)
    assert said.holder == End(ACCORD, A)
    words = {(s.doc_id, s.words) for s in said.statements}
    wire = corpus()[3]
    assert (wire.doc_id, "it had shelled the bus station") in words
    assert {s.holders[-1] for s in said.statements} == {A}
    points = [p for t in said.topics for p in t.points]
    assert {v.holders[-1] for p in points for v in p.voices} == {A}
    others = {v.holders[-1] for p in points for h in p.otherwise for v in h.voices}
    assert B in others


def test_who_is_contradicted_by_another_figure(project):
    said = project.say(B)
    deaths = [p for t in said.topics for p in t.points if p.field == "fatalities"]
    assert [(p.value.best, [h.value.best for h in p.otherwise]) for p in deaths] == [(9, [12])]


def test_a_holder_by_name_or_id_and_by_day(project):
    assert project.say(ACCORD) == project.say(A) == project.say(A.upper())
    assert project.say(A, since="2031-03-13").statements == ()
    assert len(project.say(A, limit=1).topics) <= 1


def test_nobody_of_a_name(project):
    with pytest.raises(StoreError, match="nobody named"):
        project.say("The Unheard Of")


def test_a_merged_project_gives_the_same_answers(tmp_path, project):
    with make_project(tmp_path / "p", corpus()) as made:
        said = merged(made).say(A)
        assert list(made.ties()) == list(project.ties())
    assert said == project.say(A)


# ---- sides --------------------------------------------------------------------------------------


def test_sides_are_suggested_with_evidence_and_not_set(project):
    before = (project.folder / "onrecord.toml").read_bytes()
    found = project.suggest_sides()
    assert {m.id for side in found.sides for m in side.members} == {ACCORD, FRONT}
    assert {e.type for e in found.apart} >= {"opposes"}
    assert {(e.type, e.unused) for e in found.unused} == {
        ("arms", "denied"),
        ("ACCUSE", "told_once"),
    }
    assert all(e.documents for e in (*found.apart, *found.together, *found.unused))
    assert (project.folder / "onrecord.toml").read_bytes() == before
    assert load_sides(project.folder) == {}


@pytest.mark.parametrize(
    ("text", "unused"),
    [
        (f"Cassovy is arming the {A}, the {B} said.", ["one_stranger"]),
        (f"Cassovy is arming the {A}, the {A} said.", []),
        (f"The {A} is allied with Cassovy.", ["one_stranger"]),
        (f"The {A} is allied with the {B}, the {A} said.", ["would_join_opposed"]),
    ],
)
def test_what_one_stranger_says_puts_nobody_on_a_side(tmp_path, text, unused):
    documents = [report("enemies", f"The {A} opposes the {B}."), report("ties", text)]
    with make_project(tmp_path / "p", documents) as made:
        found = made.suggest_sides()
        assert [e.unused for e in found.unused] == unused
        together = {frozenset(m.id for m in side.members) for side in found.sides}
    assert (frozenset({ACCORD, CASSOVY}) in together) == (not unused)
    assert not any({ACCORD, FRONT} <= side for side in together)


def test_who_watches_takes_no_side_by_accusing(tmp_path):
    text = f"The Ilmara Tally accused the {A} of murder. The {A} accused the Ilmara Tally of lies."
    with make_project(tmp_path / "p", [report("one", text), report("two", text)]) as made:
        assert made.suggest_sides().sides == ()


def test_who_accuse_each_other_are_two_sides(tmp_path):
    text = f"The {A} accused the {B} of murder. The {B} accused the {A} of murder."
    with make_project(tmp_path / "p", [report("one", text)]) as made:
        sides = made.suggest_sides().sides
    assert [[m.id for m in side.members] for side in sides] == [[ACCORD], [FRONT]]


def test_a_project_without_enemies_suggests_no_sides(tmp_path):
    with make_project(tmp_path / "p", [report("rain", "Rain fell in Sarrin on Sunday.")]) as made:
        assert made.suggest_sides().sides == ()
        done = RUN.invoke(app, ["sides", "--project", str(made.folder)])
    assert done.exit_code == 4


# ---- commands -----------------------------------------------------------------------------------


def run(project: Project, *command: str):
    place = ("--project", str(project.folder))
    return RUN.invoke(app, [*command, *place], env={"COLUMNS": "80"})


@pytest.mark.parametrize("command", [("say", A), ("relations",)])
def test_tables_fit_a_page(project, command):
    done = run(project, *command)
    assert done.exit_code == 0, done.output
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert A in " ".join(done.stdout.split())


@pytest.mark.parametrize("command", [("say", A), ("relations",), ("sides",)])
def test_lines_are_json(project, command):
    done = run(project, *command, "--format", "jsonl")
    assert done.exit_code == 0, done.output
    assert all(json.loads(line) for line in done.stdout.splitlines())


def test_suggested_sides_are_lines_to_paste(project):
    done = run(project, "sides")
    table = tomllib.loads(done.stdout)["sides"]
    assert sorted(table.values()) == [[ACCORD], [FRONT]]
    assert "not used" in done.stdout


def test_relations_by_name(project):
    done = run(project, "relations", "--actor", "Cassovy", "--holder", A)
    assert done.exit_code == 4
    done = run(project, "relations", "--actor", "Cassovy", "--verdict", "disputed")
    assert "Cassovy arms" in " ".join(done.stdout.split())


def test_wrong_days_and_unknown_names_are_refused(project):
    assert run(project, "say", A, "--since", "12.3.2031").exit_code == 2
    assert run(project, "relations", "--type", "hates").exit_code == 4
    assert run(project, "relations", "--links", "--actor", A).exit_code == 2
