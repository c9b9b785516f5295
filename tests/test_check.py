"""One report against a project: who else says so, who otherwise, what it leaves out."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

import onrecord.checking
import onrecord.comparing.opened
from compared import A, B, make_project, merged, reader, report, swapped
from onrecord.cli import app
from onrecord.comparing.kept import Kept
from onrecord.errors import DocumentError, StoreError
from onrecord.export.check_lines import lines_of

if TYPE_CHECKING:
    from pathlib import Path

    from onrecord.comparing.check import Check
    from onrecord.merge.held import Held, Point, Topic, Voice
    from onrecord.model import Document
    from onrecord.project import Project

RUN = CliRunner()
WIRE = (
    "Shells hit the bus station in Sarrin on Tuesday, killing at least nine people and wounding"
    f" 20, hospital officials said.\n\nThe {B} accused the {A} of firing on the bus station. The"
    f" {A} denied that it had fired on the bus station."
)
RADIO = (
    f"The {B} shelled the bus station in Sarrin on Tuesday, two residents said. Twelve people were"
    " killed, the residents said."
)
PAPER = f"The {A} shelled the bus station in Sarrin on Tuesday, killing nine people, the {B} said."


def corpus() -> list[Document]:
    return [
        report("wire", WIRE),
        report("reprint", f"From wire Post\n\n{WIRE}", published="2031-03-13"),
        report("radio", RADIO),
    ]


@pytest.fixture(autouse=True)
def _one_reader(monkeypatch):
    monkeypatch.setattr(onrecord.checking, "reader", reader)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    with make_project(tmp_path_factory.mktemp("check") / "p", corpus()) as made:
        yield made


def checked(project: Project, document: Document) -> Check:
    """A check of a document that is in no file."""
    return onrecord.checking.check(project.sources(), reader()(document), document)


def topic(check: Check, kind: str = "ASSAULT") -> Topic:
    return next(t for t in check.topics if t.head.type == kind and not t.is_alone)


def point(check: Check, field: str, kind: str = "ASSAULT") -> Point:
    return next(p for p in topic(check, kind).points if p.field == field)


def holders(held: tuple[Held, ...], how: str) -> set[str]:
    return {v.holders[-1] for h in held if h.how == how for v in h.voices}


# ---- what is found ------------------------------------------------------------------------------


def test_who_says_the_same_otherwise_and_what_is_left_out(project):
    check = checked(project, report("paper", PAPER))
    assert check.compared == 3
    assert {v.holders[-1] for v in point(check, "actor").voices} == {B}
    assert holders(point(check, "actor").otherwise, "denies") == {A}
    assert holders(point(check, "actor").otherwise, "against") == {"two residents"}
    assert "hospital officials" in holders(point(check, "date").also, "same")
    deaths = point(check, "fatalities")
    assert deaths.value.best == 9
    assert {h.value.low for h in deaths.also} == {9}  # "at least nine" fits nine
    against = [h.value.best for h in deaths.otherwise]
    assert against == [12]
    assert [left.value.best for left in topic(check).left_out if left.field == "injured"] == [20]
    assert {"two residents", A} <= {u.name for u in topic(check).unheard}
    assert B not in {u.name for u in topic(check).unheard}


def test_who_tells_an_attack_is_not_credited_with_the_accusation_of_another(project):
    doers = point(checked(project, report("paper", PAPER)), "actor")
    named = {v.holders[-1] for h in (*doers.also, *doers.otherwise) for v in h.voices}
    assert B in named
    assert "hospital officials" not in named


def test_every_voice_leads_to_words_in_its_document(project):
    check = checked(project, report("paper", PAPER))
    own = report("paper", PAPER)
    texts = {d.doc_id: project.document(d.doc_id).text for d in project.documents()}
    texts[own.doc_id] = own.text
    for voice in voices(check):
        flat = texts[voice.doc_id]
        assert all(part in flat for part in voice.words.split(" … ") if part)
        assert all(part in flat for part in voice.said.split(" … "))


def voices(check: Check) -> list[Voice]:
    points = [p for t in check.topics for p in t.points]
    held = [h for p in points for h in (*p.also, *p.otherwise)]
    left = [one for t in check.topics for one in t.left_out]
    return [v for part in (*points, *held, *left) for v in part.voices]


def test_outlets_that_print_one_text_count_once(project):
    held = point(checked(project, report("paper", PAPER)), "date").also
    counts = {(h.n_documents, h.n_outlets) for h in held if h.how == "same"}
    assert counts == {(3, 2)}
    assert topic(checked(project, report("paper", PAPER))).n_outlets == 2


def test_copies_of_the_report_are_named_and_not_counted(project):
    check = checked(project, report("copy", WIRE + "\n\nReporting by Wire.", "2031-03-14"))
    wire, reprint, radio = (d.doc_id for d in corpus())
    assert {c.doc_id for c in check.copies} == {wire, reprint}
    assert {v.doc_id for p in topic(check).points for h in (*p.also, *p.otherwise)
            for v in h.voices} <= {radio, check.document.doc_id}  # fmt: skip


def test_what_a_copy_tells_beyond_is_left_out_here(project):
    short = WIRE[: WIRE.index("\n\nThe")] + "\n"
    check = checked(project, report("short", short))
    assert check.copies
    denied = [
        (left.field, left.value.polarity)
        for t in check.topics for left in t.left_out if left.value.polarity == "-"
    ]  # fmt: skip
    assert ("actor", "-") in denied


def test_one_holder_in_several_documents_is_one_origin(project):
    text = "Nine people were killed when shells hit the bus station in Sarrin on Tuesday, hospital"
    check = checked(project, report("other", f"{text} officials said."))
    held = [h for h in point(check, "fatalities").also if h.how in ("same", "fits")]
    assert held
    assert all(h.repeated for h in held)


def test_a_report_of_the_project_is_not_held_against_itself(project):
    doc_id = corpus()[2].doc_id
    check = project.check(doc_id)
    assert check.itself == (doc_id,)
    assert check.compared == 2
    assert doc_id not in {v.doc_id for t in check.topics for p in t.points
                          for h in p.also for v in h.voices}  # fmt: skip
    deaths = point(check, "fatalities")
    assert [h.value.low for h in deaths.otherwise] == [9] or not deaths.otherwise


def test_each_statement_is_found_in_one_way_or_another(project):
    check = checked(project, report("paper", PAPER + " It was a crime, said the mayor."))
    kinds = {"asserted_elsewhere", "contradicted", "only_here", "not_compared"}
    assert len(check.statements) == len(reader()(report("paper", PAPER + " It was a crime, said"
                                                        " the mayor.")).statements)  # fmt: skip
    assert all(set(s.found) <= kinds and s.found for s in check.statements)
    assert {"contradicted"} <= {k for s in check.statements for k in s.found}
    for statement in check.statements:
        assert bool(statement.topics) == (statement.found != ("not_compared",))


def test_two_happenings_of_one_report_do_not_contradict_each_other(tmp_path):
    far = (
        "Shells hit the market of Bellovar on Monday, killing four people, police said."
        "\n\nShells hit the bus station in Sarrin on Tuesday, killing nine people, police said."
    )
    with make_project(tmp_path / "p", corpus()) as made:
        check = checked(made, report("far", far))
        points = [p for t in check.topics for p in t.points if p.field in ("date", "place")]
    assert points
    assert not [h for p in points for h in p.otherwise]


def test_a_merged_project_gives_the_same_check(tmp_path):
    paper = report("paper", PAPER)
    with make_project(tmp_path / "p", corpus()) as made:
        plain = [checked(made, paper), *(made.check(d.doc_id) for d in corpus())]
        merged(made)
        assert isinstance(made.sources().events, Kept)
        assert [checked(made, paper), *(made.check(d.doc_id) for d in corpus())] == plain


def test_a_large_project_is_not_merged_to_check_a_report(tmp_path, monkeypatch):
    monkeypatch.setattr(onrecord.comparing.opened, "FEW", 2)
    with make_project(tmp_path / "p", corpus()) as made:
        check = checked(made, report("paper", PAPER))
        assert check.unmerged == 3
        done = RUN.invoke(app, ["check", corpus()[2].doc_id, "--against", str(made.folder)])
        assert "onrecord merge" in done.stderr


# ---- neutral ------------------------------------------------------------------------------------


def test_swapping_the_parties_swaps_nothing_else(tmp_path):
    """Both parties are of one kind: names change places, all else stays."""
    documents = [
        *corpus(),
        report("north", f"The {A} said that the {B} had shelled the bus station in Sarrin on"
               f" Tuesday. The {B} denies it. The {A} is allied with Cassovy."),
        report("south", f"The {B} opposes the {A}. Cassovy is arming the {A}, the {B} said."),
    ]  # fmt: skip
    paper = PAPER + f"\n\nCassovy is arming the {A}, the {B} said. The {A} is allied with Cassovy."
    with make_project(tmp_path / "one", documents) as one:
        plain = canonical(checked(one, report("paper", paper)), str)
    others = [replace(d, text=swapped(d.text)) for d in documents]
    with make_project(tmp_path / "other", others) as other:
        turned = canonical(checked(other, report("paper", swapped(paper))), swapped)
    assert plain == turned
    assert any("otherwise" in str(line) for line in plain)


def canonical(check: Check, rename) -> list[object]:
    """What a check says, without ids and hashes; names as another world has them."""

    def name(text: object) -> str:
        told = str(text).replace("eastern_accord", A).replace("sarrin_front", B)
        return rename(told)

    def said(voices: tuple[Voice, ...]) -> list[str]:
        return sorted(name((v.holders[1:], v.outlet, v.words, v.status)) for v in voices)

    lines: list[object] = []
    for t in check.topics:
        lines.append((t.head.kind, t.head.type, name(t.head.title), name(t.head.words)))
        for p in t.points:
            for key, helds in (("also", p.also), ("otherwise", p.otherwise)):
                for h in helds:
                    value = (name(h.value.name or h.value.value), h.how, h.here, h.repeated)
                    counts = h.n_documents, h.n_outlets, h.n_origins
                    lines.append((p.field, name(p.value.name), key, *value, counts,
                                  *said(h.voices)))  # fmt: skip
            lines.append((p.field, name(p.value.name or p.value.value), *said(p.voices)))
        lines += [(left.field, name(left.value.name), *said(left.voices)) for left in t.left_out]
        lines.append(sorted(name(u.name) for u in t.unheard))
    return sorted(lines, key=str)


def test_nothing_that_is_shown_judges():
    from onrecord.export.wording import load_wording

    words = " ".join(load_wording().tables["compare"].values()).lower()
    judging = ("true", "false", "lie", "fake", "reliab", "credib", "confirm", "debunk", "claims")
    assert not [word for word in judging if word in words.split()]


# ---- bad input ----------------------------------------------------------------------------------


def test_a_report_without_events(project):
    check = checked(project, report("opinion", "What a sad day. Who will remember it?"))
    assert check.topics == ()
    assert {s.found for s in check.statements} == {("not_compared",)}


def test_a_report_in_another_language_says_so(project):
    text = "Granaten trafen am Dienstag den Busbahnhof der Stadt, neun Menschen wurden getötet."
    check = checked(project, report("german", text, language="de"))
    assert check.topics == ()
    assert any("de" in gap for gap in check.gaps)


def test_an_empty_project(tmp_path):
    with make_project(tmp_path / "p", ()) as made:
        check = checked(made, report("paper", PAPER))
    assert check.compared == 0
    assert check.topics
    assert all(t.is_alone for t in check.topics)
    assert {k for s in check.statements for k in s.found} <= {"only_here", "not_compared"}


def test_documents_without_day_or_outlet(tmp_path):
    bare = [replace(d, published=None, outlet=None) for d in corpus()]
    with make_project(tmp_path / "p", bare) as made:
        check = checked(made, replace(report("paper", PAPER), published=None, outlet=None))
    assert check.compared == 3
    assert check.statements


def test_another_witness_contradicts_and_a_threat_is_no_word_that_it_happened(tmp_path):
    killed = "Shells hit a school in Sarrin on Tuesday, killing {} people, a witness said."
    threat = f"The {A} threatened on Monday to bomb a market in Menbij on Wednesday."
    others = report("wire", killed.format("nine")), report("radio", threat)
    paper = f"{killed.format('four')}\n\nThe {A} bombed a market in Menbij on Wednesday."
    with make_project(tmp_path / "p", others) as made:
        check = checked(made, report("paper", paper, published="2031-03-13"))
    deaths = next(p for t in check.topics for p in t.points if p.field == "fatalities")
    assert [(h.value.best, h.how) for h in deaths.otherwise] == [(9, "against")]
    threatened = [
        t for t in check.topics
        for p in t.points for h in p.also if h.value.status == "foretold"
    ]  # fmt: skip
    assert threatened
    assert {(len(t.documents), t.n_origins) for t in threatened} == {(1, 0)}


def test_a_withdrawn_document_is_neither_checked_nor_held_against(tmp_path):
    with make_project(tmp_path / "p", corpus()) as made:
        radio = corpus()[2].doc_id
        made.withdraw(radio, "an error")
        with pytest.raises(StoreError, match="withdrawn"):
            made.check(radio)
        check = checked(made, report("paper", PAPER))
        assert radio not in {v.doc_id for v in voices(check)}
        with pytest.raises(StoreError, match="no document d_0000"):
            made.check("d_0000")


def test_a_document_that_is_not_read_yet(tmp_path):
    from compared import collected
    from onrecord.store import add_documents

    with make_project(tmp_path / "p", ()) as made:
        add_documents(made.store, [collected(report("new", PAPER))])
        with pytest.raises(StoreError, match="not read"):
            made.check(report("new", PAPER).doc_id)


def test_files_of_no_or_several_documents(project, tmp_path):
    several = tmp_path / "several.jsonl"
    several.write_text('{"text": "One."}\n{"text": "Two."}\n', "utf-8")
    with pytest.raises(DocumentError, match="several"):
        project.check(several)
    plain = tmp_path / "a.txt"
    plain.write_text(PAPER, "utf-8")
    with pytest.raises(DocumentError, match="ISO 8601"):
        project.check(plain, published="12.3.2031")


# ---- command ------------------------------------------------------------------------------------


@pytest.fixture
def paper(tmp_path):
    file = tmp_path / "paper.txt"
    file.write_text(PAPER, "utf-8")
    return file


def check_by_command(project: Project, file: Path, *more: str):
    place = ("--against", str(project.folder), "--published", "2031-03-12", "--outlet", "The Sun")
    return RUN.invoke(app, ["check", str(file), *place, *more], env={"COLUMNS": "80"})


def test_the_table_fits_a_page_and_says_what_is_not_there(project, paper):
    done = check_by_command(project, paper)
    assert done.exit_code == 0, done.output
    assert max(map(len, done.stdout.splitlines())) <= 80
    flat = " ".join(done.stdout.split())
    for words in ("none in this document", "denied by", "otherwise", "two residents", "[1"):
        assert words in flat, words
    assert "verdict" in flat  # that there is none
    assert "not counted as others" not in flat


def test_the_lines_hold_all_of_the_check(project, paper):
    done = check_by_command(project, paper, "--format", "jsonl")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines[0]["schema"] == "onrecord-check/1"
    kinds = {line["line"] for line in lines}
    assert kinds == {"document", "topic", "statement", "other"}
    check = project.check(paper, published="2031-03-12", outlet="The Sun")
    assert [json.loads(line) for line in lines_of(check)] == lines


def test_checking_writes_nothing(project, paper):
    before = _state(project)
    for form in ("table", "jsonl"):
        check_by_command(project, paper, "--format", form)
    assert _state(project) == before


def _state(project: Project) -> tuple[str, ...]:
    files = sorted(project.folder.glob("onrecord.db*"))
    hashes = (hashlib.sha256(f.read_bytes()).hexdigest() for f in files if f.suffix != ".db-shm")
    return (*hashes, str(len(project.log())))


def test_nothing_of_a_report_steers_the_terminal(project, tmp_path):
    file = tmp_path / "bad.jsonl"
    given = {"text": PAPER, "title": "\x1b[2J\u202eX", "published": "2031-03-12"}
    file.write_text(json.dumps(given), "utf-8")
    done = RUN.invoke(app, ["check", str(file), "--against", str(project.folder)])
    assert done.exit_code == 0
    assert not {"\x1b", "\u202e"} & set(done.stdout)


def test_a_report_with_nothing_to_hold_against_anything_exits_so(project, tmp_path):
    file = tmp_path / "opinion.txt"
    file.write_text("What a sad day. Who will remember it?", "utf-8")
    done = RUN.invoke(app, ["check", str(file), "--against", str(project.folder)])
    assert done.exit_code == 4
    assert "not compared" in " ".join(done.stdout.split())
    assert "opinion.txt" in done.stdout
