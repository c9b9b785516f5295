"""The command line with a reader that needs no model, for tests that kill it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import onrecord.api
from onrecord.cli import main
from onrecord.model import Document, Reading, Versions
from plain_reader import VERSIONS, read_plainly


@dataclass(frozen=True)
class PlainReader:
    """Reads as ``read_plainly``, and says which version it is."""

    versions: Versions = VERSIONS

    def __call__(self, document: Document) -> Reading:
        return replace(read_plainly(document), versions=self.versions)


def plain_reader(_project: object = None) -> PlainReader:
    return PlainReader()


if __name__ == "__main__":
    import plain_cli  # under its own name, so that workers find the reader

    onrecord.api.reader = plain_cli.plain_reader  # type: ignore[assignment]
    main()
