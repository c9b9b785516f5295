"""From spaCy's English relations (CLEAR style) to UD style: prepositions become ``case``.

spaCy hangs a nominal under its preposition (``attack -prep-> on -pobj-> Homs``); Universal
Dependencies hangs the preposition under the nominal (``attack -nmod-> Homs -case-> on``), so that
a rule finds every participant one step below its predicate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

#: CLEAR label -> UD label, where only the name differs.
RENAMED = {
    "ROOT": "root",
    "agent": "advmod",
    "auxpass": "aux:pass",
    "csubjpass": "csubj:pass",
    "dative": "iobj",
    "dobj": "obj",
    "intj": "discourse",
    "npadvmod": "obl:npmod",
    "nsubjpass": "nsubj:pass",
    "oprd": "xcomp",
    "pcomp": "advcl",
    "pobj": "obl",
    "poss": "nmod:poss",
    "preconj": "cc:preconj",
    "predet": "det:predet",
    "prep": "advmod",
    "prt": "compound:prt",
    "quantmod": "advmod",
    "relcl": "acl:relcl",
}
_PREPOSITION = frozenset({"prep", "agent", "dative", "pcomp"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "DET"})


class Tree(NamedTuple):
    """Columns of a parse: head token numbers, relations, universal parts of speech."""

    heads: Sequence[int]
    deps: Sequence[str]
    pos: Sequence[str]


def to_universal(tree: Tree) -> tuple[list[int], list[str]]:
    """Heads and relations in UD style; a root's head is itself."""
    complements = _complements(tree)
    stands_for = {p: _innermost(p, complements) for p in complements}
    heads = [stands_for.get(h, h) for h in tree.heads]
    deps = [RENAMED.get(d, d) for d in tree.deps]
    for i, dep in enumerate(tree.deps):
        if dep == "pcomp" and tree.pos[i] == "ADP":  # "of" in "because of the war"
            deps[i] = "case"
    for preposition, nominal in stands_for.items():
        heads[preposition] = nominal
        clause = tree.pos[nominal] in ("VERB", "AUX")
        deps[preposition] = "mark" if clause else "case"
    for preposition, nominal in stands_for.items():
        if preposition not in complements.values():  # the outermost of "from inside Homs"
            _attach(tree, (preposition, nominal), stands_for, (heads, deps))
    return heads, deps


def _complements(tree: Tree) -> dict[int, int]:
    """Preposition -> what it governs directly (a nominal, a clause or another preposition)."""
    found: dict[int, int] = {}
    for i, (head, dep) in enumerate(zip(tree.heads, tree.deps, strict=True)):
        if dep == "pobj" and _is_preposition(tree, head):
            if head not in found or tree.deps[found[head]] != "pobj":
                found[head] = i
        elif _is_inner(tree, i, head, dep):
            found.setdefault(head, i)
    return {p: c for p, c in found.items() if tree.deps[c] != "prep" or c in found}


def _is_inner(tree: Tree, i: int, head: int, dep: str) -> bool:
    """A clause or preposition under a preposition: "after leaving", "from inside Homs"."""
    if dep == "pcomp":
        return _is_preposition(tree, head)
    chain = tree.deps[head] == "prep" or (tree.deps[head] == "pcomp" and tree.pos[head] == "ADP")
    return dep == "prep" and chain and i == head + 1


def _is_preposition(tree: Tree, i: int) -> bool:
    return tree.deps[i] in _PREPOSITION or tree.pos[i] in ("ADP", "SCONJ")


def _innermost(preposition: int, complements: dict[int, int]) -> int:
    here = preposition
    while here in complements:
        here = complements[here]
    return here


def _attach(
    tree: Tree,
    pair: tuple[int, int],
    stands_for: dict[int, int],
    columns: tuple[list[int], list[str]],
) -> None:
    """Hang the nominal where its outermost preposition hung."""
    preposition, nominal = pair
    heads, deps = columns
    outer, label = tree.heads[preposition], tree.deps[preposition]
    if outer == preposition:
        heads[nominal], deps[nominal] = nominal, "root"
        return
    heads[nominal] = stands_for.get(outer, outer)
    deps[nominal] = _relation(tree, label, outer, nominal)


def _relation(tree: Tree, label: str, outer: int, nominal: int) -> str:
    if label == "conj":
        return "conj"
    if tree.pos[nominal] in ("VERB", "AUX") and tree.deps[nominal] == "pcomp":
        return "acl" if tree.pos[outer] in _NOMINAL else "advcl"
    if label == "agent":
        return "obl:agent"
    return "nmod" if tree.pos[outer] in _NOMINAL else "obl"
