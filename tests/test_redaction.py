"""Row 23: what must never stand in a log does not, whatever way it comes in."""

import logging
from pathlib import Path

import pytest

from agent.log import setup_logging

CANARY = "canary7f3c9d"
SECRETS = [
    f"Authorization: Bearer {CANARY}",
    f"Authorization: Basic {CANARY}==",
    f'{{"access_token": "{CANARY}", "x": 1}}',
    f"refresh_token={CANARY}&grant_type=refresh_token",
    f"client_secret={CANARY}",
    f"password: {CANARY}",
    f"postgresql://nadajnik:{CANARY}@baza:5432/nadajnik",
    f'"token": "{CANARY}"',
]
PERSONAL = ["jan.kowalski+cub31c122@allegromail.pl", "+48 500 600 700", "61109010140000071219812874"]


@pytest.fixture
def log_file(tmp_path: Path) -> Path:
    setup_logging(tmp_path, logging.DEBUG)
    return tmp_path / "logs" / "nadajnik.log"


@pytest.fixture(autouse=True)
def _restore() -> object:
    yield
    setup_logging(None)


@pytest.mark.parametrize("text", [*SECRETS, *PERSONAL])
def test_row_23_secrets_and_buyers_are_not_in_the_log(log_file: Path, text: str) -> None:
    log = logging.getLogger("test")
    log.warning("received %s at the end", text)
    try:
        raise ValueError(text)
    except ValueError:
        log.exception("failed")
    written = log_file.read_text(encoding="utf-8")
    assert "received" in written
    assert "ValueError" in written
    assert CANARY not in written
    assert text not in written


def test_row_23_libraries_that_print_whole_messages_are_kept_quiet(log_file: Path) -> None:
    for name in ("httpx", "httpcore", "aiohttp.access"):
        logging.getLogger(name).debug("body %s", CANARY)
    assert CANARY not in log_file.read_text(encoding="utf-8")


def test_the_log_is_the_users_alone(log_file: Path) -> None:
    logging.getLogger("test").warning("hello")
    assert log_file.stat().st_mode & 0o077 == 0
