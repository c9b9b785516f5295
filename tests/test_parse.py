"""The parse: same annotations as stock spaCy, offsets of the document, UD-style relations."""

from __future__ import annotations

import gc
import json
from importlib import resources
from typing import TYPE_CHECKING, Any

import pytest

from onrecord.lexicon import DataFolders
from onrecord.parse.parser import LONGEST_SENTENCE, _Columns, _kept
from onrecord.parse.spacy_model import load_model, model_path
from onrecord.parse.truecase import is_capitals, load_names, truecase
from onrecord.text import lay_out, load_text_words

if TYPE_CHECKING:
    from onrecord.parse.tree import Parse, Token
    from onrecord.reading import Reader

#: Sentences that begin with the patterns over several tokens of the attribute ruler.
ODD = [
    "There are talks, and there's a truce. They ain't gonna leave; it's gotta end.",
    "Let's go, y'all. C'm on. It isn't over. Was there a blast? There were two.",
    "The rebels' guns weren't theirs. He'd've left. She's been there's nothing.",
]


def sample_texts() -> list[str]:
    file = resources.files("onrecord") / "demo" / "sample.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines()
    return [p for line in lines for p in json.loads(line)["text"].split("\n") if p.strip()]


def annotations(token: Any) -> tuple[object, ...]:
    return (
        token.text, token.tag_, token.pos_, token.dep_, token.head.i, token.lemma_,
        str(token.morph), token.ent_type_, token.ent_iob_, token.is_sent_start,
    )  # fmt: skip


def test_the_fast_configuration_gives_the_annotations_of_stock_spacy() -> None:
    import spacy

    texts = [*sample_texts(), *ODD]
    stock, fast = spacy.load(model_path()), load_model()
    for _ in range(2):  # the second time from memory
        for left, right in zip(stock.pipe(texts), fast.pipe(texts), strict=True):
            assert [annotations(t) for t in left] == [annotations(t) for t in right]


def parse(reader: Reader, text: str) -> Parse:
    return reader.parser(lay_out(text, load_text_words(DataFolders())))


def word(parsed: Parse, text: str) -> Token:
    return next(t for t in parsed.tokens if t.text == text)


def test_offsets_are_those_of_the_document(reader: Reader) -> None:
    text = "First  paragraph.\n\n\tThe army\nleft “Homs”.\x00 It returned.\n"
    for token in parse(reader, text).tokens:
        assert text[token.start : token.end] == token.text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rebels were killed by soldiers.", ("soldiers", "obl:agent", "killed", "by")),
        ("They fired rockets at Homs.", ("Homs", "obl", "fired", "at")),
        ("An attack on Homs began.", ("Homs", "nmod", "attack", "on")),
        ("They fled from inside Homs.", ("Homs", "obl", "fled", "from inside")),
        ("They fled because of the war.", ("war", "obl", "fled", "because of")),
        ("According to the army, they fled.", ("army", "obl", "fled", "according to")),
        ("They attacked after leaving Homs.", ("leaving", "advcl", "attacked", "")),
        ("They resorted to firing at crowds.", ("firing", "advcl", "resorted", "")),
        ("They resorted to firing at crowds.", ("crowds", "obl", "firing", "at")),
        ("Homs was captured.", ("Homs", "nsubj:pass", "captured", "")),
    ],
)
def test_prepositions_become_cases(
    reader: Reader, text: str, expected: tuple[str, str, str, str]
) -> None:
    parsed = parse(reader, text)
    token = word(parsed, expected[0])
    head = parsed.tokens[token.head].text
    assert (token.text, token.dep, head, parsed.case(token.i)) == expected


def test_sentences_are_those_of_the_layout(reader: Reader) -> None:
    text = "Gen. Petrov arrived at 10 a.m. in Homs. He left.\n\nA heading\n\nThe end."
    parsed = parse(reader, text)
    shown = [text[s.start : s.end] for s in parsed.sentences]
    assert shown == ["Gen. Petrov arrived at 10 a.m. in Homs.", "He left.", "A heading", "The end."]
    assert [s.paragraph for s in parsed.sentences] == [0, 0, 1, 2]
    for token in parsed.tokens:
        sentence = parsed.sentences[token.sentence]
        assert sentence.first <= token.i < sentence.last
        assert sentence.first <= token.head < sentence.last


def test_a_text_without_any_sentence_is_cut_and_keeps_its_offsets(reader: Reader) -> None:
    text = "word " * (LONGEST_SENTENCE // 3)
    parsed = parse(reader, text)
    assert len(parsed.sentences) > 1
    assert sum(t.text == "word" for t in parsed.tokens) == LONGEST_SENTENCE // 3


def test_capitals_are_rewritten_letter_for_letter(reader: Reader) -> None:
    text = "GUERRILLAS OF THE FMLN ATTACKED THE TOWN. ISAACS SAID THAT THREE SOLDIERS DIED."
    assert is_capitals(text)
    shown = truecase(text, reader.parser.is_common, load_names([]))
    assert (
        shown == "Guerrillas of the FMLN attacked the town. Isaacs said that three soldiers died."
    )


def test_a_lead_in_of_capitals_is_softened(reader: Reader) -> None:
    parsed = parse(reader, "WEDNESDAY 27 November brought rain. HTS entered the town.")
    assert parsed.tokens[0].text == "Wednesday"
    assert word(parsed, "HTS").text == "HTS"


def test_models_that_nobody_uses_do_not_pile_up() -> None:
    load_model()
    once = gc.get_freeze_count()
    for _ in range(3):
        load_model()
    assert gc.get_freeze_count() < once + 6_000  # one that is left behind has some 6,300 objects


def test_a_given_comma_is_taken_out_wherever_it_hangs():
    columns = _Columns(["NOUN", "PUNCT", "VERB"], [1, 1, 1], ["nsubj", "root", "conj"])
    kept = _kept(columns, [True, False, True], [0, 1, 1, 2])
    assert kept == _Columns(["NOUN", "VERB"], [0, 0], ["root", "conj"])
    hung = _Columns(["NOUN", "PUNCT", "VERB"], [1, 2, 2], ["nsubj", "punct", "root"])
    assert _kept(hung, [True, False, True], [0, 1, 1, 2]).heads == [1, 1]
