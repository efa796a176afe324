"""The key store of the system the tests run on; on Linux one of the test's own."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def key_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Also for the programs that are started."""
    if sys.platform != "linux":
        yield
        return
    from tests.secret_service import secret_service

    with secret_service(tmp_path / "secret-service") as environment:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        yield
