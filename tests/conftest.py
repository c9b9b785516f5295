"""One reader for all tests: loading the model takes a second."""

from __future__ import annotations

import pytest

from onrecord.reading import Reader, default_reader


@pytest.fixture(scope="session")
def reader() -> Reader:
    """The default reader."""
    return default_reader()
