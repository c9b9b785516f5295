"""The page of a reading: exact words, safe, self-contained, every link leads somewhere."""

from __future__ import annotations

import base64
import csv
import hashlib
import json
import re
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invented_reading import READING, TEXT
from onrecord.accounts.ontology import load_event_types
from onrecord.api import explain
from onrecord.errors import DocumentError, LexiconError
from onrecord.export.html import render_page, render_pages, write_page
from onrecord.export.segments import MARK, Layer, paragraphs, shown
from onrecord.export.view import look
from onrecord.export.wording import load_wording
from onrecord.lexicon import DataFolders
from onrecord.model import Document, Reading

LIMIT = 60_000
VOID = {"meta", "input", "br", "rect", "link"}
#: Elements that hold words of the document or of its metadata.
QUOTING = {"q", "mark", "cite", "bdi", "code"}


@dataclass
class Page(HTMLParser):
    """What the tests look at: text of the article, ids, links, text that is not quoted."""

    source: str
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    lights: list[str] = field(default_factory=list)
    attributes: list[tuple[str, str, str]] = field(default_factory=list)
    article: str = ""
    own: str = ""
    parts: dict[str, str] = field(default_factory=dict)
    _open: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.source)
        self.close()
        assert not self._open, "unclosed elements"

    def handle_starttag(self, tag, attrs):
        given = {key: value or "" for key, value in attrs}
        self.attributes += [(tag, key, value) for key, value in given.items()]
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        self.lights += given.get("data-s", "").split()
        if tag not in VOID:
            self._open.append((tag, given))

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        opened, _ = self._open.pop()
        assert opened == tag, f"</{tag}> closes <{opened}>"

    def handle_data(self, data):
        tags = [tag for tag, _ in self._open]
        if any(given.get("class") == "text" for _, given in self._open):
            self.article += data
        elif tags and tags[-1] in {"style", "script"}:
            self.parts[tags[-1]] = data
        elif not QUOTING & set(tags):
            self.own += " " + data


def _read(text: str, **more: object) -> Reading:
    """An empty reading of a text."""
    document = Document(text, **more)
    part = replace(
        READING.document, doc_id=document.doc_id, sha256=document.sha256, n_chars=len(text), **more
    )
    empty = dict.fromkeys(
        ("actors", "places", "times", "quantities", "statements", "loaded", "accounts",
         "relations", "links", "gaps"), ())  # fmt: skip
    return replace(READING, document=part, **empty)


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(render_page(READING, TEXT))


def test_the_article_reads_exactly_as_the_text(page):
    assert page.article == TEXT


@pytest.mark.parametrize(
    "text",
    [
        "One.\r\n\r\nTwo.\r\nThree.",
        "\n\n  Indented.\n \n\t\n",
        "no end",
        " ",
        "a & b < c > d \" ' &amp; </p></script><script>alert(1)</script>",
        "قال المتحدث\n\nאמר הדובר.",
        "soft\u00adhyphen, zero\u200bwidth, e\u0301, 𐍈",
    ],
)
def test_any_text_is_kept(text):
    assert Page(render_page(_read(text), text)).article == text


def test_what_steers_is_shown_as_a_mark_of_its_own_length():
    text = "a\x00b\u202ec\x1bd\x85e\ufdd0f\u2028g"
    page = Page(render_page(_read(text, title="t\u202e\x00"), text))
    assert page.article == f"a{MARK}b{MARK}c{MARK}d{MARK}e{MARK}f{MARK}g"
    assert not set("\x00\u202e\x1b\x85\u2028") & set(page.source)


def test_metadata_is_never_markup():
    evil = '"><img src=x onerror=alert(1)><script>x</script>'
    reading = _read("Text.", title=evil, outlet=evil, author=evil, url="javascript:alert(1)")
    reading = replace(
        reading, document=replace(reading.document, language=evil, metadata={evil: evil})
    )
    page = Page(render_page(reading, "Text."))
    assert not [tag for tag, _, _ in page.attributes if tag == "img"]
    assert page.source.count("<script>") == 1
    assert all(link.startswith("#") for link in page.links)


def test_every_link_and_every_light_leads_somewhere(page):
    assert len(page.ids) == len(set(page.ids))
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert page.lights
    assert set(page.lights) <= set(page.ids)


def test_every_value_can_be_reached(page):
    for letter, values in {
        "s": READING.statements, "a": READING.accounts, "r": READING.relations,
        "l": READING.links, "n": READING.actors, "p": READING.places, "t": READING.times,
        "q": READING.quantities, "w": READING.loaded, "g": READING.gaps,
    }.items():  # fmt: skip
        assert {f"{letter}{number}" for number in range(1, len(values) + 1)} <= set(page.ids)


def test_nothing_is_loaded_and_the_policy_says_so(page):
    loading = {"src", "srcset", "action", "data", "poster", "background", "ping"}
    assert not [a for a in page.attributes if a[1] in loading]
    assert not [a for a in page.attributes if a[1] == "style" or a[1].startswith("on")]
    assert not re.search(r"https?://|url\(|@import", page.source)
    (policy,) = (v for tag, key, v in page.attributes if tag == "meta" and "default-src" in v)
    assert "default-src 'none'" in policy
    for part in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256(page.parts[part].encode()).digest()).decode()
        assert f"{part}-src 'sha256-{digest}'" in policy


def test_page_has_main_one_title_and_named_regions(page):
    assert re.findall(r"<(main|h1|nav)\b", page.source) == ["main", "h1", "nav"]
    named = [v for _, key, v in page.attributes if key == "aria-labelledby"]
    assert named
    assert set(named) <= set(page.ids)


def test_page_is_small():
    bare = render_page(READING, TEXT).encode()
    assert len(bare) - len(TEXT.encode()) < LIMIT


def test_how_surely_is_said_in_words(page):
    statements = {s.statement_id: load_wording().how(s) for s in READING.statements}
    words = {key: how.words for key, how in statements.items()}
    assert words["s_deny"] == "denies"
    assert words["s_own"] == "says, in the negative"
    assert words["s_closed"] == "says, as possible"
    assert words["s_stop"] == "demands"
    assert all(word in page.own for word in words.values())


def test_counts_of_voices_are_those_of_the_reading():
    counts = look(READING, TEXT, load_wording()).counts()
    assert (counts.own, counts.reported, counts.denied) == (1, 7, 2)
    assert counts.all == len(READING.statements)


def test_loaded_words_stand_in_quoted_words_only(page):
    for loaded in READING.loaded:
        assert loaded.span.text in page.article
        assert loaded.span.text not in page.own


def test_a_label_that_judges_gives_way_to_the_type_and_the_quoted_words():
    bandits = replace(READING.actors[1], label="ridge bandits")
    reading = replace(READING, actors=(READING.actors[0], bandits, *READING.actors[2:]))
    page = Page(render_page(reading, TEXT))
    assert "bandits" not in page.own
    assert "armed group" in page.own


def test_a_time_without_a_day_is_named_by_its_words():
    vague = replace(READING.times[1], start=None, end=None, precision="vague")
    page = Page(render_page(replace(READING, times=(READING.times[0], vague)), TEXT))
    assert '<a href="#t2">day not given</a> <q>' in page.source


@pytest.mark.slow
def test_real_readings_hold_what_made_ones_promise(reader):
    sample = resources.files("onrecord") / "demo" / "sample.jsonl"
    for line in sample.read_text(encoding="utf-8").splitlines()[:4]:
        given = json.loads(line)
        document = Document(given["text"], title=given["title"], published=given["published"])
        reading = reader(document)
        page = Page(render_page(reading, document.text))
        assert page.article == document.text
        assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
        assert set(page.lights) <= set(page.ids)
        own = set(_phrases(page.own.casefold()))
        assert not own & {loaded.span.text.casefold() for loaded in reading.loaded}


def test_our_own_words_judge_nobody():
    table = resources.files("onrecord") / "data" / "en" / "loaded.csv"
    rows = csv.DictReader(table.read_text(encoding="utf-8").splitlines())
    judging = {row["phrase"].casefold() for row in rows}
    for name, words in load_wording().tables.items():
        for key, said in words.items():
            found = judging & set(_phrases(said.casefold()))
            assert not found, f"[{name}] {key}: {found}"


def _phrases(text: str) -> list[str]:
    """All runs of up to four words."""
    words = re.findall(r"[\w'’-]+", text)
    return [" ".join(words[i : i + n]) for i in range(len(words)) for n in range(1, 5)]


def test_every_type_and_mode_of_event_has_words():
    words = load_wording()
    for kind in load_event_types(DataFolders()).values():
        assert words.has("event", kind.id), kind.id
        missing = [mode for mode in kind.modes if not words.has("event_mode", mode)]
        assert not missing, f"{kind.id}: {missing}"


def test_project_changes_words_but_not_their_keys(tmp_path):
    folder = tmp_path / "lexicon" / "interface"
    folder.mkdir(parents=True)
    file = folder / "words.toml"
    file.write_text('[event]\nASSAULT = "Armed act"\nOWN = "Own type"\n')
    words = load_wording(DataFolders(projects=(tmp_path,)))
    assert words("event", "ASSAULT") == "Armed act"
    assert words("event", "OWN") == "Own type"
    assert words("event", "AID") == "Aid"
    file.write_text('[heading]\nstatments = "x"\n')
    load_wording.cache_clear()
    with pytest.raises(LexiconError, match="statments"):
        load_wording(DataFolders(projects=(tmp_path,)))


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2024-02-01", "2024-02-29", "February 2024"),
        ("2024-01-01", "2024-12-31", "2024"),
        ("2024-02-27", "2024-03-04", "27 February 2024 to 4 March 2024"),
        ("2024-02-27", None, "from 27 February 2024 on"),
        (None, "2024-02-27", "until 27 February 2024"),
        (None, None, "day not given"),
        ("9999-12-31", "9999-12-31", "Friday 31 December 9999"),
        ("9999-12-01", "9999-12-31", "December 9999"),
        ("2023-11-01", "2024-02-29", "November 2023 to February 2024"),
        ("2017-01-01", "2019-12-31", "2017 to 2019"),
    ],
)
def test_days_are_no_more_precise_than_given(start, end, words):
    assert load_wording().days(replace(READING.times[0], start=start, end=end)) == words


def test_open_ends_are_no_more_precise_than_their_words():
    since = replace(READING.times[0], start="2017-01-01", end=None, precision="year")
    assert load_wording().days(since) == "from 2017 on"


def test_moments_are_told_with_the_words_of_their_time():
    year = replace(READING.times[0], start="2018-01-01", end="2018-12-31", precision="year")
    view = look(replace(READING, times=(year,)), TEXT, load_wording())
    assert view.moment("2018-01-01").label == "2018"
    assert view.moment("tue").anchor == "t1"
    assert view.moment("2019-05-02").label == "2 May 2019"
    assert view.moment("spring").label == "spring"


def test_pages_of_several_documents_have_a_list_and_their_own_anchors():
    other = replace(READING, document=replace(READING.document, title="Second", doc_id="d_2"))
    page = Page(render_pages([(READING, TEXT), (other, TEXT)]))
    assert page.article == TEXT * 2
    assert len(page.ids) == len(set(page.ids))
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert set(page.lights) <= set(page.ids)
    assert re.findall(r"<(main|h1)\b", page.source) == ["main", "h1"]


def test_a_page_does_not_give_away_where_a_file_lay(page):
    assert "oska.txt" in page.source
    assert "/home" not in page.source


def test_another_text_is_refused():
    with pytest.raises(DocumentError, match="not the text"):
        render_page(READING, TEXT + " ")
    with pytest.raises(DocumentError, match="no document"):
        render_pages([])


def test_written_page_is_the_rendered_one(tmp_path):
    file = tmp_path / "page.html"
    write_page(READING, TEXT, file)
    assert file.read_text(encoding="utf-8") == render_page(READING, TEXT)
    assert render_page(READING, TEXT) == render_page(READING, TEXT)


LAYERS = st.lists(
    st.builds(Layer, st.integers(0, 30), st.integers(0, 30), st.sampled_from("abc"),
              st.sampled_from("xyz")), max_size=8)  # fmt: skip


@given(st.text(alphabet="ab \n\r\t\x00é", max_size=30), LAYERS)
def test_runs_and_gaps_give_the_text_again(text, layers):
    layers = [layer for layer in layers if layer.start < layer.end <= len(text)]
    found = paragraphs(text, layers, {layer.end: (1,) for layer in layers})
    again = "".join("".join(run.text for run in p.runs) + p.behind for p in found)
    assert again == shown(text)
    for run in (run for p in found for run in p.runs):
        over = [la for la in layers if la.start <= run.start < la.end]
        assert set(run.kinds) == {layer.kind for layer in over}
        assert set(run.anchors) == {layer.anchor for layer in over}


def test_the_page_says_why_where_it_is_asked(reader):
    text = "Rebels shelled <b>Kano</b> on Monday\u202e. The attack on inflation failed."
    document = Document(text, published="2024-06-18", language="en")
    reading = reader(document)
    reasons = {reading.document.doc_id: explain(document)}
    page = render_pages([(reading, text)], reasons=reasons)
    assert page.count('<details class="why">') == len(reasons[reading.document.doc_id])
    assert "shell_verb" in page
    assert "<q>attack</q>: an exception holds" in page
    assert "<b>Kano" not in page
    assert {link.removeprefix("#") for link in Page(page).links} <= set(Page(page).ids)
    assert "<details" not in render_page(reading, text)


def test_the_page_says_who_alone_names_a_doer(reader):
    text = (
        "Two mortar rounds hit a market in Osk on Monday, killing six people, police said."
        " Rebels fired the rounds at the market, the defence ministry said."
    )
    page = re.sub(r"<[^>]+>", "", render_page(reader(Document(text)), text))
    assert re.search(r"rebels\W+Rebels\W+\(named by\W+defence ministry", page)
