"""What merging remembers of accounts, as bytes for the store.

    Report, Told, Match ──▶ pack_… ──▶ bytes ──▶ unpack_… ──▶ the same

A slice is known in the store by a number: those of days by window and type, so that neighbours in
time lie side by side; all others by a hash. Two slices may share a number (types, hashes): whoever
loads one looks which slices its accounts are in.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING
from zlib import crc32

import msgspec

from onrecord.merge.blocks import DAYS
from onrecord.merge.told import Bag, Report, Spot, Told

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from onrecord.merge.blocks import Slice
    from onrecord.merge.cluster import Match

#: Bits of the number of a slice that tell its type.
TYPE_BITS = 24
_BYTES = 7


class _Report(msgspec.Struct, frozen=True, array_like=True, gc=False):
    doc_id: str
    published: int | None
    outlet: str | None
    head: frozenset[int]
    weight: float
    people: frozenset[str]
    cast: frozenset[str]
    ages: frozenset[str]
    places: frozenset[str]
    wording: frozenset[int]


class _Spot(msgspec.Struct, frozen=True, array_like=True, gc=False):
    id: str
    kind: str
    country: str | None
    admin1: str | None
    chain: tuple[str, ...]
    point: tuple[float, float] | None
    radius: float | None


class _Told(msgspec.Struct, frozen=True, array_like=True, gc=False):
    account_id: str
    order: int
    main: bool
    type: str
    modes: frozenset[str]
    days: tuple[int | None, int | None]
    part: str | None
    spot: _Spot | None
    spot_is_own: bool
    doers: frozenset[str]
    sufferers: frozenset[str]
    crowd: frozenset[tuple[str, str]]
    people: frozenset[str]
    tolls: tuple[tuple[str, int | None, int | None, str | None], ...]
    things: frozenset[int]
    hurt: frozenset[int]
    ages: frozenset[str]
    means: frozenset[int]
    called: frozenset[int]
    words: frozenset[int]
    weight: float
    wording: frozenset[int]
    realis: str


_REPORT = msgspec.msgpack.Decoder(_Report)
_TOLD = msgspec.msgpack.Decoder(_Told)
_MATCHES = msgspec.msgpack.Decoder(tuple[tuple[int, int, float], ...])
_NUMBERS = msgspec.msgpack.Decoder(tuple[int, ...])
_OTHERWISE = ("spot", "tolls", "words", "weight")
_PLAIN = tuple(name for name in _Told.__struct_fields__ if name not in _OTHERWISE)
_ENCODER = msgspec.msgpack.Encoder(order="deterministic")


def pack_report(report: Report) -> bytes:
    """What the accounts of a document share."""
    return _ENCODER.encode(
        _Report(
            report.doc_id, report.published, report.outlet, report.head.words, report.head.weight,
            report.people, report.cast, report.ages, report.places,
            report.wording,
        )
    )  # fmt: skip


def unpack_report(packed: bytes) -> Report:
    """It back."""
    r = _REPORT.decode(packed)
    head = Bag(r.head, r.weight)
    return Report(
        r.doc_id, r.published, r.outlet, head, r.people, r.cast, r.ages, r.places, r.wording
    )


def pack_told(told: Told) -> bytes:
    """What an account is compared by, without its report."""
    plain = {name: getattr(told, name) for name in _PLAIN}
    words = told.words
    tolls = tuple(sorted(told.tolls, key=repr))  # None cannot be held against a number
    return _ENCODER.encode(
        _Told(
            spot=_packed_spot(told.spot), tolls=tolls, words=words.words, weight=words.weight,
            **plain,
        )
    )  # fmt: skip


def unpack_told(packed: bytes, report: Report) -> Told:
    """It back; accounts of one document must be given the same report."""
    t = _TOLD.decode(packed)
    return Told(
        t.account_id, report, t.order, t.main, t.type, t.modes, t.days, t.part,
        _spot(t.spot),
        t.spot_is_own, t.doers, t.sufferers, t.crowd, t.people, frozenset(t.tolls),
        t.things, t.hurt, t.ages, t.means, t.called, Bag(t.words, t.weight), t.wording, t.realis,
    )  # fmt: skip


def _packed_spot(s: Spot | None) -> _Spot | None:
    if s is None:
        return None
    return _Spot(s.id, s.kind, s.country, s.admin1, s.chain, s.point, s.radius)


def _spot(s: _Spot | None) -> Spot | None:
    if s is None:
        return None
    return Spot(s.id, s.kind, s.country, s.admin1, s.chain, s.point, s.radius)


def pack_matches(matches: Sequence[Match]) -> bytes:
    """Matches, their accounts by the numbers they have in the store."""
    return _ENCODER.encode(matches)


def unpack_matches(packed: bytes) -> tuple[Match, ...]:
    """They back."""
    return _MATCHES.decode(packed)


def pack_numbers(numbers: Iterable[int]) -> bytes:
    """Whole numbers."""
    return _ENCODER.encode(list(numbers))


def unpack_numbers(packed: bytes) -> tuple[int, ...]:
    """They back."""
    return _NUMBERS.decode(packed)


def slice_number(one: Slice) -> int:
    """The number of a slice: 64 bits, those of days 0 or more, all others negative.

    >>> from onrecord.merge.blocks import Slice
    >>> slice_number(Slice("ASSAULT", "days", 183_750)) >> TYPE_BITS
    183751
    """
    if one.by == DAYS and isinstance(one.what, int):  # the window without days is -1
        return (one.what + 1 << TYPE_BITS) + crc32(one.type.encode()) % (1 << TYPE_BITS)
    name = "\0".join((one.by, one.type, str(one.what))).encode("utf-8", "surrogatepass")
    return -1 - int.from_bytes(blake2b(name, digest_size=_BYTES).digest(), "big")
