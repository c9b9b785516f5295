"""Reads conflict news and keeps who says what, each value with its exact characters.

>>> import onrecord
>>> reading = onrecord.read(
...     "The ministry denied the attack.", published="2024-12-04"
... )  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onrecord.api import explain, read, read_many, reader
    from onrecord.errors import OnrecordError
    from onrecord.export.codes import CodedAccount, coded
    from onrecord.model import Document, Failure, Reading
    from onrecord.project import Project, open  # noqa: A004  it is onrecord.open

__version__ = "0.1.0"

#: Where each public name lives; looked up on first use, so that importing onrecord stays cheap.
_HOMES = {
    "CodedAccount": "onrecord.export.codes",
    "Document": "onrecord.model",
    "Failure": "onrecord.model",
    "OnrecordError": "onrecord.errors",
    "Project": "onrecord.project",
    "Reading": "onrecord.model",
    "coded": "onrecord.export.codes",
    "explain": "onrecord.api",
    "open": "onrecord.project",
    "read": "onrecord.api",
    "read_many": "onrecord.api",
    "reader": "onrecord.api",
}

__all__ = [
    "CodedAccount",
    "Document",
    "Failure",
    "OnrecordError",
    "Project",
    "Reading",
    "__version__",
    "coded",
    "explain",
    "open",
    "read",
    "read_many",
    "reader",
]


def __getattr__(name: str) -> object:
    """Import a public name from its module when it is first asked for (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module 'onrecord' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
