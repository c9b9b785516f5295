"""Which figures belong to which account, and which statement gives them.

A figure belongs to the event whose participant it counts, or whose trigger is the first above it,
if its kind suits the type. Casualties that no such word counts ("the toll rose to 15", "four were
taken to hospital") belong to the violence told in the same sentence, else in the one before, unless
their own sentence names another place or sums up. A total counted since some day belongs to no
single event.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from onrecord.accounts.nesting import spots
from onrecord.found import CUMULATIVE, Found
from onrecord.model import Account
from onrecord.quantities.kinds import OTHER_TELLER

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from onrecord.accounts.happening import Draft
    from onrecord.found import TokenMention
    from onrecord.model import Quantity
    from onrecord.parse.tree import Sentence

#: Kinds of figures -> types of events they may count something of.
SUITS = {
    "fatalities": frozenset({"ASSAULT", "COERCE", "PROTEST"}),
    "injured": frozenset({"ASSAULT", "COERCE", "PROTEST"}),
    "missing": frozenset({"ASSAULT", "COERCE", "DISPLACE"}),
    "detained": frozenset({"COERCE", "ASSAULT", "RETREAT", "SANCTION"}),
    "displaced": frozenset({"DISPLACE", "ASSAULT"}),
    "participants": frozenset({"PROTEST", "CONSULT"}),
    "troops": frozenset({"MOBILIZE", "RETREAT", "CONTROL", "ASSAULT"}),
    "munitions": frozenset({"ASSAULT", "MOBILIZE", "AID"}),
    "explosions": frozenset({"ASSAULT"}),
    "area_km2": frozenset({"CONTROL", "RETREAT"}),
    "money": frozenset({"AID", "AGREE", "SANCTION", "COERCE"}),
}

#: Kinds of figures that are told beside the violence they come from.
CASUALTIES = frozenset({"fatalities", "injured", "missing"})
REAL = frozenset({"actual", "ongoing"})
#: Tags of the auxiliary of a present perfect.
PRESENT = ("VBP", "VBZ")


def assign(
    found: Found, accounts: Sequence[Account], drafts: Sequence[Draft]
) -> tuple[tuple[Quantity, ...], list[Account]]:
    """All quantities with ``account_id`` and ``said_by``, and the accounts with theirs."""
    owners: dict[int, Account] = {}
    for account, draft in zip(accounts, drafts, strict=True):
        owners |= dict.fromkeys((p.token for c in draft.casts for p in c.parts), account)
    for account, draft in zip(accounts, drafts, strict=True):
        owners |= dict.fromkeys((hit.head for hit in draft.hits), account)
    owner = _Owner(found, owners)
    heads = {mention.id: mention for mention in found.quantities.index.mentions}
    done, of_account = [], dict[str, list[str]]()
    for quantity in found.quantities.quantities:
        mention = heads.get(quantity.quantity_id)
        owned = quantity if mention is None else owner.own(quantity, mention)
        done.append(owned)
        if owned.account_id is not None:
            of_account.setdefault(owned.account_id, []).append(owned.quantity_id)
    return tuple(done), [_with_figures(a, of_account.get(a.account_id)) for a in accounts]


def _with_figures(account: Account, quantities: list[str] | None) -> Account:
    return replace(account, quantities=tuple(quantities)) if quantities else account


@dataclass(frozen=True, slots=True)
class _Owner:
    """Finds the account of a figure; ``owners``: the account of each trigger and participant."""

    found: Found
    owners: dict[int, Account]

    def own(self, quantity: Quantity, mention: TokenMention) -> Quantity:
        """The figure with its statement and account; figures after it may follow it."""
        statement = self.found.statements.at(mention.head)
        said_by = statement.statement_id if statement else None
        if mention.form == OTHER_TELLER:  # "activists 12": not said by the one who said the rest
            said_by = None
        account = None
        if mention.form != CUMULATIVE and quantity.cumulative_since is None:
            account = self.above(quantity.kind, mention.head)
            if account is None and quantity.kind in CASUALTIES:
                account = self.around(quantity.kind, mention.head)
        if account is not None:
            self.owners.setdefault(mention.head, account)
        account_id = account.account_id if account else None
        return replace(quantity, said_by=said_by, account_id=account_id)

    def above(self, kind: str, head: int) -> Account | None:
        """The account of the first participant or trigger at or above the figure that suits it."""
        suits = SUITS.get(kind, frozenset())
        for i in (head, *self.found.parse.ancestors(head)):
            account = self.owners.get(i)
            if account is not None and account.type in suits:
                return account
        return None

    def around(self, kind: str, head: int) -> Account | None:
        """The account told before it in its sentence, else after it, else in the one before."""
        parse = self.found.parse
        number = parse.tokens[head].sentence
        here = parse.sentences[number]
        own = (*range(head - 1, here.first - 1, -1), *range(head + 1, here.last))
        account = self._first(kind, own)
        if account is not None or number == 0 or self._sums_up(head):
            return account
        before = parse.sentences[number - 1]
        account = self._first(kind, range(before.last - 1, before.first - 1, -1))
        return account if account is not None and self._may_be_there(account, here) else None

    def _first(self, kind: str, tokens: Iterable[int]) -> Account | None:
        suits = SUITS.get(kind, frozenset())
        owners = (self.owners.get(i) for i in tokens)
        return next((a for a in owners if a and a.type in suits and a.realis in REAL), None)

    def _sums_up(self, head: int) -> bool:
        """Have been killed: a perfect may sum up more than the event told before."""
        parse = self.found.parse
        verb = parse.tokens[head].head
        return any(kid.tag in PRESENT for kid in parse.kids(verb, "aux"))

    def _may_be_there(self, account: Account, sentence: Sentence) -> bool:
        """Whether a sentence names no other place than that of an account."""
        index = spots(self.found)
        named = (index.at(i) for i in range(sentence.first, sentence.last))
        return all(place is None or place.id == account.place_id for place in named)
