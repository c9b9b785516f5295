"""Pages of every template are read as they were made; hostile ones end in a text or a reason."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from zlib import crc32

import pytest

from onrecord.collect import apart, html
from onrecord.collect.blocks import blocks_of
from onrecord.collect.charset import decode_page
from onrecord.collect.frame import frame_of
from onrecord.collect.html import html_document
from onrecord.collect.markup import extent_of, stripped
from onrecord.collect.page import read_page
from onrecord.errors import DocumentError
from pages import TEMPLATES, make_pages
from pages.evidence import KINDS, TRAPS

#: What must be reached in every template.
LEAST_F1 = 0.98
URL = "https://www.example.org/world/raid"


@pytest.fixture(scope="module")
def read_pages():
    return [(page, html_document(page.raw, url=page.url, metadata={})) for page in make_pages()]


def page_of(body, head=""):
    return f"<html><head><title>Raid</title>{head}</head><body>{body}</body></html>".encode()


def read(raw, **options):
    return html_document(raw, **{"url": URL, "metadata": {}, **options})


def f1(found, gold):
    """F1 of words, counted as often as they stand."""
    ours, theirs = (Counter(re.findall(r"\w+", text)) for text in (found, gold))
    return 2 * sum((ours & theirs).values()) / (sum(ours.values()) + sum(theirs.values()))


PROSE = (
    "<p>Troops of the River Army entered Orsk Vale on Monday, the mayor said.</p>"
    "<p>No one was hurt, he added, and the bridge over the river is closed.</p>"
    "<p>The governor called the move a breach of the truce that was signed in spring.</p>"
)
TEXT = "\n\n".join(re.findall("<p>(.*?)</p>", PROSE))


# ---- made pages ---------------------------------------------------------------------------------


def test_there_are_enough_pages_and_they_are_always_the_same():
    pages = list(make_pages())
    assert len(pages) >= 200
    assert len({page.template for page in pages}) == len(TEMPLATES) == 8
    assert [page.raw for page in pages] == [page.raw for page in make_pages()]


def test_the_text_of_every_template_is_found(read_pages):
    scores = defaultdict(list)
    for page, document in read_pages:
        scores[page.template].append(f1(document.text, page.text))
    for template, values in scores.items():
        assert sum(values) / len(values) >= LEAST_F1, template
        assert min(values) >= 0.95, template


def test_paragraphs_are_kept_apart(read_pages):
    same = sum(document.text == page.text for page, document in read_pages)
    assert same >= 0.9 * len(read_pages)


@pytest.mark.parametrize("field", ["title", "outlet", "author", "url"])
def test_what_a_page_states_of_itself_is_found_and_nothing_else(read_pages, field):
    for page, document in read_pages:
        assert getattr(document, field) == getattr(page, field), page.name


def test_no_day_given_as_certain_is_wrong(read_pages):
    certain = [(p, d) for p, d in read_pages if d.published_precision == "day"]
    assert [p.name for p, d in certain if d.published != p.published.isoformat()] == []
    assert [p.name for p, d in certain if not p.certain] == []


def test_a_day_that_is_not_certain_is_not_given(read_pages):
    for page, document in read_pages:
        assert (document.published is None) == (document.published_precision != "day"), page.name


#: A moment in universal time and nothing else: never one day.
UNIVERSAL = ("universal", "universal compact", "universal midnight", "universal words")


def test_days_of_something_else_are_never_that_of_publication(read_pages):
    trapped = [(p, d) for p, d in read_pages if p.kind in TRAPS]
    assert len(trapped) == 2 * len(TRAPS) * len(TEMPLATES)
    assert [p.name for p, d in trapped if d.published] == []


def test_an_uncertain_day_lies_between_its_ends(read_pages):
    bounded = [(p, d) for p, d in read_pages if "published_between" in d.metadata]
    assert {page.kind for page, _ in bounded} >= {"conflict", "month url", "older change"}
    assert {page.kind for page, _ in bounded} >= {k for k in KINDS if k in UNIVERSAL}
    for page, document in bounded:
        first, last = document.metadata["published_between"]
        assert first <= page.published.isoformat() <= last, page.name


#: A time beside a name that nothing marks as that of the author: it might be "Election Day".
UNSIGNED = {("divs", "time"), ("table", "time")}


def test_every_day_that_is_certain_is_found(read_pages):
    missed = [p for p, d in read_pages if p.certain and d.published_precision != "day"]
    assert {(p.template, p.kind) for p in missed} == UNSIGNED


def test_every_kind_of_evidence_is_named(read_pages):
    sources = defaultdict(set)
    for page, document in read_pages:
        sources[page.kind].add(document.published_source)
    assert set(sources) == set(KINDS)
    assert sources["json-ld"] == sources["json-ld graph"] == {"json-ld"}
    assert sources["meta"] == sources["meta dc"] == {"meta"}
    assert sources["time"] == sources["time property"] == {"time"}
    assert sources["url"] == sources["month url"] == {"url"}
    assert sources["byline"] == sources["byline bare"] == {"byline"}
    assert sources["text below"] == {"text"}
    assert sources["none"] == {"none"}


def test_an_uncertain_day_is_told_as_a_gap_with_its_candidates(read_pages):
    for page, document in read_pages:
        if document.published_precision == "uncertain":
            (gap,) = document.gaps
            assert gap.stage == "collect"
            assert gap.candidates, page.name
        else:
            assert document.gaps == ()


def test_evidence_keeps_its_words_and_where_they_stand():
    page = next(p for p in make_pages(1) if p.name == "article/byline/0")
    (entry,) = html_document(page.raw, url=page.url, metadata={}).metadata["published_evidence"]
    assert entry["days"] == page.published.isoformat()
    assert entry["where"] == "under the headline"
    assert str(page.published.year) in entry["words"]


def nameless(page):
    """The page with classes and ids that tell nothing."""
    code = decode_page(page.raw).text
    return re.sub(
        r'(class|id)="[^"]*"', lambda m: f'{m[1]}="c{crc32(m[0].encode())}"', code
    ).encode()


def test_the_names_of_classes_are_a_help_not_a_crutch():
    """Without them side matter is harder to tell; days are as safe."""
    scores, wrong = defaultdict(list), []
    for page in make_pages(1):
        document = html_document(nameless(page), url=page.url, metadata={})
        scores[page.template].append(f1(document.text, page.text))
        if document.published not in (None, page.published.isoformat()):
            wrong.append(page.name)
    assert wrong == []
    assert min(sum(values) / len(values) for values in scores.values()) >= 0.95


# ---- text ---------------------------------------------------------------------------------------


def test_the_fast_pass_is_taken_where_the_frame_agrees():
    document = read(page_of(f"<article><h1>Raid</h1>{PROSE}</article>"))
    assert (document.text, document.metadata["text_by"]) == (TEXT, "fast")


@pytest.mark.parametrize("sign", ["By Ilse Marrow", "By Ilse Marrow, 4 May 2031", "4.5.2031"])
def test_a_short_page_keeps_its_paragraphs_and_not_its_byline(sign):
    document = read(page_of(f"<article><h1>Raid</h1><p>{sign}</p>{PROSE}</article>"))
    assert document.text == TEXT


def test_all_entries_of_a_live_blog_are_kept_with_their_times():
    entries = [(f"1{n}:05", PROSE) for n in range(5)]
    body = "".join(f"<div class=e><time>{time}</time><div>{p}</div></div>" for time, p in entries)
    document = read(page_of(f"<h1>Raid</h1><main><div>{body}</div></main>"))
    assert document.metadata["text_by"] == "frame"
    assert document.text.count("No one was hurt") == 5
    assert document.text.startswith("10:05\n\nTroops")


def test_a_table_of_figures_keeps_its_rows():
    table = "<table><tr><td>Osk</td><td>12</td></tr><tr><td>Dorn</td><td>3</td></tr></table>"
    document = read(
        page_of(f"<article><h1>Raid</h1>{PROSE}{table}{PROSE.replace('M', 'S')}</article>")
    )
    assert "Osk | 12" in document.text


def test_a_page_without_sentences_has_no_frame():
    from lxml.html import document_fromstring

    assert frame_of(blocks_of(document_fromstring("<p>Home</p><p>World</p>"))).texts == ()


@pytest.mark.parametrize(
    ("page", "blocks"),
    [
        ("<p>One<p>Two", ("One", "Two")),
        ("One<br>and<br><br>Two", ("One\nand", "Two")),
        ("a < b <3 <p>x", ("a < b <3", "x")),
        ("<!-- <p>gone --><p>One<!-- open", ("One open",)),
        ("<script>if (a<b) '<p>'</script>One<style>p{}", ("One", "p{}")),
        ("&lt;p&gt; &#146;s", ("<p> ’s",)),
        ("<p", ()),
        ("", ()),
    ],
)
def test_tags_are_removed_in_one_pass(page, blocks):
    assert stripped(page) == blocks


def test_markup_is_measured_as_written():
    assert extent_of("<div><DIV><br><p>x</div></div></b>").depth == 2
    assert extent_of("<div>" * 300).depth == 300
    assert extent_of("<p>x" * 300).depth == 0


# ---- characters ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "stated", "used"),
    [
        ("utf-8", "utf-8", "utf-8"),
        ("utf-8", "iso-8859-1", "utf-8"),
        ("cp1252", "iso-8859-1", "cp1252"),
        ("cp1252", "utf-8", "cp1252"),
        ("cp1251", "windows-1251", "cp1251"),
        ("koi8-r", None, "koi8-r"),
        ("utf-16", None, "utf-16-le"),
        ("utf-16-be", None, "utf-16-be"),
        ("shift_jis", "shift_jis", "shift_jis"),
        ("utf-8", "no-such-charset", "utf-8"),
    ],
)
def test_stated_charsets_are_checked(encoding, stated, used):
    words = {
        "cp1251": "Солдаты вошли в город в понедельник, сказал мэр.",
        "koi8-r": "Солдаты вошли в город в понедельник, сказал мэр.",
        "shift_jis": "月曜日に兵士が町に入ったと市長は述べた。",
    }.get(encoding, "Le maire de Réchy a dit: “tout est détruit”.")
    meta = f"<meta charset={stated}>" if stated else ""
    decoded = decode_page(f"<html><head>{meta}</head><p>{words}</p>".encode(encoding))
    assert decoded.encoding == used
    assert words in decoded.text
    assert decoded.stated == (stated or ("utf-16-le" if encoding == "utf-16" else None))


def test_the_header_of_the_response_states_a_charset_too():
    raw = "<p>Солдаты вошли в город.".encode("cp1251")
    assert decode_page(raw, "text/html; charset=windows-1251").encoding == "cp1251"


def test_a_broken_byte_does_not_change_the_encoding():
    raw = "<p>Réchy, détruit, là-bas, où, été, à, é, è, ç, ô, û".encode() * 9 + b"\xff"
    assert decode_page(raw).encoding == "utf-8"


def test_offsets_refer_to_the_stored_text():
    body = PROSE.replace("River", "Ri\0ver\x07").replace("mayor", "\u202emayor\u202c \u200b")
    text = read(page_of(f"<article>{body}</article>")).text
    assert not re.search(r"[\x00-\x08\x0b\x0e-\x1f]", text)
    assert "River Army" in text
    assert "\u202emayor\u202c" in text


# ---- hostile pages ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "holds nothing"),
        (b" \n ", "holds nothing"),
        (b"\0" * 5000, "holds nothing"),
        (
            b"<html><script>var a = '<p>Hello there, world.</p>'</script></html>",
            "markup or scripts",
        ),
        (b"<frameset><frame src=x></frameset>", "markup or scripts"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 40, "is no text in any encoding"),
        (b"<p>" + b"x" * 20_000_001, "20 MB; the longest"),
    ],
)
def test_what_holds_no_text_says_so(raw, reason):
    with pytest.raises(DocumentError, match=re.escape(reason)):
        read(raw)


@pytest.mark.parametrize("depth", [300, 10_000, 200_000])
def test_deep_pages_lose_no_text(depth):
    head = '<meta property="article:published_time" content="2031-05-04">'
    document = read(page_of("<div>" * depth + PROSE, head))
    assert document.text == TEXT
    assert document.title == "Raid"
    assert document.published == "2031-05-04"


@pytest.mark.parametrize(
    "junk",
    [
        "<" * 300_000,
        "<!--" * 100_000,
        "<script>" * 60_000,
        "&#" * 200_000,
        "<p a='" + "x" * 300_000,
    ],
    ids=["signs", "comments", "scripts", "references", "attribute"],
)
def test_junk_costs_no_text(junk):
    assert TEXT in read(page_of(f"<article><h1>Raid</h1>{PROSE}</article>{junk}")).text


def test_pages_with_much_markup_are_read_in_a_process_of_their_own(monkeypatch):
    monkeypatch.setattr(html, "read_ordered", None)  # not in this one
    body = PROSE + "<p>He gave no <i>further</i> details.</p>" * 3000
    document = read(page_of(f"<article>{body}</article>"))
    assert document.text.startswith(TEXT)
    assert document.metadata["text_by"] == "fast"
    assert document.title == "Raid"


def test_a_process_that_dies_costs_the_extraction_not_the_text(monkeypatch):
    monkeypatch.setattr(apart, "WALL_SECONDS", 0.01)
    document = read(page_of(PROSE + "<p>He gave no further details.</p>" * 6000))
    assert document.metadata["text_by"] == "tags removed"
    assert TEXT in document.text
    assert document.title == "Raid"


def test_the_process_answers_as_this_one_does():
    page = page_of(f"<article><h1>Raid</h1>{PROSE}</article>").decode()
    assert apart.read_apart(apart.Order(page, 3, URL, None)) == read_page(page, 3, URL, None)


def test_a_module_in_the_current_folder_is_not_run_by_the_process(tmp_path, monkeypatch):
    """Somebody reads what a stranger sent, standing in its folder."""
    for module in ("msgspec.py", "onrecord.py"):
        (tmp_path / module).write_text("raise SystemExit('the stranger has the machine')")
    monkeypatch.chdir(tmp_path)
    page = page_of(f"<article>{PROSE}</article>").decode()
    assert apart.read_apart(apart.Order(page, 3, URL, None)) is not None


@pytest.mark.parametrize("title", ["<script>alert(1)</script>", "=1+1", "\u202etitle", "x" * 9000])
def test_hostile_titles_are_kept_as_text(title):
    escaped = title.replace("<", "&lt;")
    raw = f"<html><head><title>{escaped}</title></head><body>{PROSE}</body></html>".encode()
    assert read(raw).title == title[:500]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ('<link rel="canonical" href="/a/b">', "https://www.example.org/a/b"),
        ('<link rel="canonical" href="https://other.example/a">', "https://other.example/a"),
        ('<link rel="canonical" href="javascript:alert(1)">', URL),
        ('<link rel="canonical" href="https://www.example.org/">', URL),
        ('<link rel="canonical" href="http://[">', URL),
        (
            '<meta property="og:url" content="https://www.example.org/o">',
            "https://www.example.org/o",
        ),
        ("", URL),
    ],
)
def test_the_canonical_address_wins_where_it_is_one(head, expected):
    assert read(page_of(PROSE, head)).url == expected


def test_the_outlet_is_never_guessed():
    document = read(page_of(PROSE))
    assert (document.outlet, document.author) == (None, None)


def test_metadata_of_the_caller_stays():
    document = read(page_of(PROSE), metadata={"file": "a.html", "charset": "mine"})
    assert document.metadata["file"] == "a.html"
    assert document.metadata["charset"] == "mine"
