"""One CUPS for these tests; its printers are empty before each."""

from collections.abc import Iterator

import pytest

from .cupsd import TestCups, private_cups


@pytest.fixture(scope="session")
def running_cups() -> Iterator[TestCups]:
    with private_cups() as cups:
        yield cups


@pytest.fixture
def cups(running_cups: TestCups) -> TestCups:
    running_cups.clear()
    return running_cups
