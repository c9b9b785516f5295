"""Set what becomes of statements that are put right or taken back.

    signals, statements, figures ──▶ find_corrections ──▶ StatementsFound

The match must be clear: the same holder and the same figure, or the words of what was said. What
could mean several statements becomes a gap with all of them; nothing is guessed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from onrecord.corrections.match import Matcher
from onrecord.corrections.signals import CORRECTION, find_signals
from onrecord.model import Gap, Span

if TYPE_CHECKING:
    from onrecord.corrections.signals import Signal
    from onrecord.corrections.words import CorrectionWords
    from onrecord.found import Found, StatementsFound
    from onrecord.model import Statement

SEVERAL = "something said is put right or taken back; several statements may be meant"
#: Which status is the stronger one, where two signals meet.
_ORDER = {"live": 0, "superseded": 1, "retracted": 2}


def find_corrections(found: Found, words: CorrectionWords) -> StatementsFound:
    """Set ``status``, ``corrects`` and the speech act of correction; ids stay.

    Args:
        found: statements and figures; quantities may have their accounts already.
        words: the words of corrections.

    Returns:
        The statements in the same order, with a gap for each signal that may mean several.
    """
    signals = find_signals(found, words)
    if not signals:
        return found.statements
    statements = list(found.statements.statements)
    matcher = Matcher(found, words)
    gaps: list[Gap] = []
    for signal in signals:
        meant, candidates = matcher.meant(signal)
        if candidates:
            gaps.append(_gap(found, signal, [statements[n] for n in candidates]))
        if not meant and signal.only_here:
            continue
        for n in meant:
            statements[n] = _with_status(statements[n], signal.status)
        reference = matcher.reference(signal)
        statements[signal.by] = _correcting(statements, signal, meant, reference)
    return replace(found.statements, statements=tuple(statements), gaps=tuple(gaps))


def _with_status(statement: Statement, status: str) -> Statement:
    stronger = max(statement.status, status, key=_ORDER.__getitem__)
    return replace(statement, status=stronger)


def _correcting(
    statements: list[Statement], signal: Signal, meant: list[int], reference: str | None
) -> Statement:
    """The statement that corrects: what it corrects, and that it does."""
    correcting = statements[signal.by]
    before = [n for n in meant if n < signal.by] or meant
    corrects = statements[before[-1]].statement_id if before else reference
    act = correcting.speech_act if signal.updates else CORRECTION
    return replace(correcting, corrects=correcting.corrects or corrects, speech_act=act)


def _gap(found: Found, signal: Signal, candidates: list[Statement]) -> Gap:
    bounds = found.parse.sentences[found.parse.tokens[signal.head].sentence]
    text = found.document.text[bounds.start : bounds.end]
    ids = tuple(s.statement_id for s in candidates)
    return Gap("corrections", Span(bounds.start, bounds.end, text), SEVERAL, ids)
