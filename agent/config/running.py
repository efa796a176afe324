"""One agent per home folder, and where it listens."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

LOCK_NAME = "agent.lock"
PORT_NAME = "agent.port"
TRAY_LOCK_NAME = "tray.lock"


class AlreadyRunning(Exception):
    """Another agent works in this home folder."""


@contextmanager
def single_instance(home: Path) -> Iterator[None]:
    """Holds the home folder for one agent; the system lets go of it however the program ends. Raises `AlreadyRunning`."""
    lock = FileLock(home / LOCK_NAME, mode=0o600)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise AlreadyRunning(str(home)) from None
    try:
        (home / PORT_NAME).unlink(missing_ok=True)  # left by an agent that was killed
        yield
    finally:
        (home / PORT_NAME).unlink(missing_ok=True)
        lock.release()


@contextmanager
def single_tray(home: Path, patience_s: float) -> Iterator[None]:
    """Holds the place beside the clock for one icon. Raises `AlreadyRunning`.

    The icon of an agent that was killed stays with the next agent, or ends within `patience_s`.
    """
    lock = FileLock(home / TRAY_LOCK_NAME, mode=0o600)
    try:
        lock.acquire(timeout=patience_s)
    except Timeout:
        raise AlreadyRunning(str(home)) from None
    try:
        yield
    finally:
        lock.release()


def note_port(home: Path, port: int) -> None:
    """Leaves word of a port other than the configured one, for the command line. Removed when the agent ends properly."""
    (home / PORT_NAME).write_text(f"{port}\n", encoding="ascii")


def noted_port(home: Path) -> int | None:
    """The port of the agent of this home, when it listens on another than the configured one."""
    try:
        text = (home / PORT_NAME).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return int(text) if text.isdecimal() and 0 < int(text) < 65536 else None
