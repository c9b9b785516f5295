"""Remember the embedding of words: the first layers of a spaCy model depend on the word alone.

    docs ──▶ remember_rows(model) ──▶ the same rows, each word computed once

What hash embedding, vectors and their mixture give to a word depends on its form, its norm and
the space after it. Words not yet seen are computed in blocks of one fixed size, so that a row does
not depend on the words beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.tokens import Doc
    from thinc.api import Model

#: Words computed at once.
BLOCK = 64
#: Rows kept for one model: 96 numbers of 4 bytes each, so about 19 MB.
MOST = 50_000


def remember_rows(model: Model[Any, Any]) -> None:
    """Let every embedding layer below a model remember its rows.

    Args:
        model: the model of a component; its layers are changed in place.
    """
    for node in model.walk():
        if node.layers and node.layers[-1].name == "ragged2list":
            node._func = _Rows(node._func)  # noqa: SLF001 thinc has no way to wrap a layer


class _Rows:
    """The forward function of an embedding layer, with a memory that grows."""

    def __init__(self, forward: Callable[..., tuple[Any, Any]]) -> None:
        self.forward = forward
        self.row_of: dict[tuple[int, ...], int] = {}
        self.rows: Any = None

    def __call__(self, model: Any, docs: list[Doc], is_train: bool) -> tuple[Any, Any]:  # noqa: FBT001
        """One array for each document, a row for each word."""
        from spacy.attrs import NORM, ORTH, SPACY

        if is_train or not docs:
            return self.forward(model, docs, is_train)
        keys = [list(map(tuple, doc.to_array([ORTH, NORM, SPACY]).tolist())) for doc in docs]
        unseen = {
            key: (doc, i)
            for doc, of_doc in zip(docs, keys, strict=True)
            for i, key in enumerate(of_doc)
            if key not in self.row_of
        }
        if unseen:
            if len(self.row_of) > MOST:
                self.row_of, self.rows = {}, None
                return self(model, docs, is_train)
            self._learn(model, unseen)
        return [self.rows[[self.row_of[k] for k in of_doc]] for of_doc in keys], _no_backprop

    def _learn(self, model: Any, unseen: dict[tuple[int, ...], tuple[Doc, int]]) -> None:
        import numpy as np

        keys = list(unseen)
        words = [doc[i] for doc, i in unseen.values()]
        blocks = [words[i : i + BLOCK] for i in range(0, len(words), BLOCK)]
        arrays = [self.forward(model, [_block(b)], False)[0][0][: len(b)] for b in blocks]  # noqa: FBT003
        start = len(self.row_of)
        self.row_of |= {key: start + n for n, key in enumerate(keys)}
        known = [] if self.rows is None else [self.rows]
        self.rows = np.concatenate([*known, *arrays])


def _block(words: list[Any]) -> Doc:
    """A document of exactly ``BLOCK`` words: the given ones, the last of them repeated."""
    from spacy.tokens import Doc

    filled = words + words[-1:] * (BLOCK - len(words))
    vocab = words[0].vocab
    doc = Doc(vocab, [w.text for w in filled], [bool(w.whitespace_) for w in filled])
    for token, word in zip(doc, filled, strict=True):
        token.norm_ = word.norm_
    return doc


def _no_backprop(_gradient: object) -> list[Doc]:
    raise NotImplementedError("remembered rows are for reading, not for training")
