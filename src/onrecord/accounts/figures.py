"""Which figures belong to which account, and which statement gives them.

A figure belongs to the event whose participant it counts, or whose trigger is the first above it,
if its kind suits the type. A total counted since some day belongs to no single event.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from onrecord.accounts.coreference import Draft
    from onrecord.found import Found, TokenMention
    from onrecord.model import Account, Quantity

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


def assign(
    found: Found, accounts: Sequence[Account], drafts: Sequence[Draft]
) -> tuple[tuple[Quantity, ...], list[Account]]:
    """All quantities with ``account_id`` and ``said_by``, and the accounts with theirs."""
    owners: dict[int, Account] = {}
    for account, draft in zip(accounts, drafts, strict=True):
        owners |= dict.fromkeys((p.token for c in draft.casts for p in c.parts), account)
    for account, draft in zip(accounts, drafts, strict=True):
        owners |= dict.fromkeys((hit.head for hit in draft.hits), account)
    heads = {mention.id: mention for mention in found.quantities.index.mentions}
    done, of_account = [], dict[str, list[str]]()
    for quantity in found.quantities.quantities:
        mention = heads.get(quantity.quantity_id)
        owned = quantity if mention is None else _owned(found, quantity, mention, owners)
        done.append(owned)
        if owned.account_id is not None:
            of_account.setdefault(owned.account_id, []).append(owned.quantity_id)
    counted = [replace(a, quantities=tuple(of_account.get(a.account_id, ()))) for a in accounts]
    return tuple(done), counted


def _owned(
    found: Found, quantity: Quantity, mention: TokenMention, owners: dict[int, Account]
) -> Quantity:
    statement = found.statements.at(mention.head)
    said_by = statement.statement_id if statement else None
    account = None
    if quantity.cumulative_since is None:
        account = _nearest(found, quantity.kind, mention.head, owners)
    return replace(quantity, said_by=said_by, account_id=account.account_id if account else None)


def _nearest(found: Found, kind: str, head: int, owners: dict[int, Account]) -> Account | None:
    """The account of the first participant or trigger at or above the figure that suits it."""
    suits = SUITS.get(kind, frozenset())
    for i in (head, *found.parse.ancestors(head)):
        account = owners.get(i)
        if account is not None and account.type in suits:
            return account
    return None
