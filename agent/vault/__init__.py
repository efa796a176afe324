"""Secrets, in the operating system's key store and nowhere else: what the rest of the program knows of it.

`keyring_vault.py` is the key store in this process, `process.py` in one of its own, which `served.py` is the inside of. Nothing
here imports the `keyring` library: with what it brings along on Linux it weighs more than the rest of many programs.
"""

import hashlib
import re
from pathlib import Path
from typing import Literal, Protocol

Reason = Literal["missing", "locked", "plain_text"]

ADVICE: dict[Reason, str] = {
    "missing": "No key store was found. On Linux install gnome-keyring or KWallet and start the agent in a desktop session.",
    "locked": "The key store is locked or refused the request. Unlock it (log in to the desktop) and try again.",
    "plain_text": "The only key store found keeps secrets readable on the disk. Remove the Python package keyrings.alt.",
}

_NAME = re.compile(r"[a-z0-9][a-z0-9._/-]{0,99}")


class VaultError(Exception):
    """The key store cannot be used; `advice` is one English sentence for the person at the computer. Holds no secret.

    `kind` is the name of the back end's exception where there was one, for the log.
    """

    code = "keyring_locked"

    def __init__(self, reason: Reason, kind: str = "") -> None:
        super().__init__(ADVICE[reason])
        self.reason = reason
        self.advice = ADVICE[reason]
        self.kind = kind


class Vault(Protocol):
    """Secrets by name. Every method but `forget` raises `VaultError` when the key store cannot be used."""

    async def get(self, name: str) -> str | None:
        """The secret, or None when there is none."""

    async def set(self, name: str, value: str) -> None:
        """Stores the secret, in place of an older one."""

    async def delete(self, name: str) -> None:
        """Forgets the secret; no error when there is none."""

    async def backend(self) -> str:
        """What keeps the secrets, for who has to help; told also of what is refused."""

    def forget(self) -> None:
        """Drops what is remembered in memory: another process may have written. The key store is untouched."""


def vault_service(home: Path) -> str:
    """Name of the agent's entries in the key store: agents with different data folders do not share secrets."""
    return f"nadajnik/{hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:12]}"


def check_storable(name: str, value: str) -> None:
    """`ValueError` (without the value) for a name or a text that cannot be stored."""
    if not _NAME.fullmatch(name):
        raise ValueError("name of a secret")
    if any(0xD800 <= ord(character) <= 0xDFFF for character in value):
        raise ValueError("a secret must be valid Unicode")
