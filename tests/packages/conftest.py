"""The key store of the system the tests run on; on Linux one of the test's own."""

import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.core import load_keyring


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
        # keyring keeps the store it found first, which may be that of an earlier test.
        keyring.set_keyring(load_keyring(environment["PYTHON_KEYRING_BACKEND"]))
        yield
