"""The pairing records: kept in the vault only, because each holds a key."""

import json
import secrets
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Literal

from agent.vault import Vault
from shared_schema.methods import Caller

from .address import COMMAND_LINE_ORIGIN

BROWSERS = "pairings"
COMMAND_LINE = "pairings/command-line"
SETTINGS_WINDOW = "settings"
"""Stands in the history for what was done in the settings; no pairing has such an id."""


@dataclass(frozen=True, slots=True)
class Pairing:
    """One client that may talk to the agent; `key` is 32 bytes in hex and never shown."""

    pairing_id: str
    kind: Caller
    browser: str
    origin: str
    created_at: str
    key: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Visit:
    """What a client said of itself after it had proven its key; `page_access` as in `Authenticate`."""

    connected_at: str
    extension_version: str
    page_access: bool | None


def new_pairing(kind: Caller, browser: str, origin: str, pairing_id: str | None = None) -> Pairing:
    """A record with a fresh key."""
    created_at = datetime.now(UTC).isoformat(timespec="seconds")
    return Pairing(pairing_id or secrets.token_hex(8), kind, browser, origin, created_at, secrets.token_hex(32))


async def command_line_pairing(vault: Vault) -> Pairing | None:
    """The command line's own record, made by the agent at its first start; None before that."""
    text = await vault.get(COMMAND_LINE)
    records = _read(f"[{text}]") if text else []
    return records[0] if records else None


async def stored_pairings(vault: Vault) -> list[Pairing]:
    """All records in the vault, the command line's own last if there is one; nothing is made."""
    own = await command_line_pairing(vault)
    return [*_read(await vault.get(BROWSERS)), *([own] if own else [])]


class PairingStore:
    """All pairings in memory, written to the vault at every change. Every method may raise `VaultError`."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._pairings: dict[str, Pairing] = {}
        self._removed: list[Callable[[str], None]] = []
        self._visits: dict[str, Visit] = {}
        self._visited: list[Callable[[Pairing, Visit], None]] = []

    async def load(self) -> None:
        """Reads the vault; makes the command line's record when there is none."""
        own = await command_line_pairing(self._vault)
        if own is None:
            own = new_pairing("command_line", "command line", COMMAND_LINE_ORIGIN)
            await self._vault.set(COMMAND_LINE, json.dumps(asdict(own)))
        records = [*_read(await self._vault.get(BROWSERS)), own]
        self._pairings = {pairing.pairing_id: pairing for pairing in records}

    def all(self) -> list[Pairing]:
        """Oldest first."""
        return sorted(self._pairings.values(), key=lambda pairing: pairing.created_at)

    def get(self, pairing_id: str) -> Pairing | None:
        """The pairing of that id."""
        return self._pairings.get(pairing_id)

    def visited(self, pairing: Pairing, visit: Visit) -> None:
        """Remembers the last visit until the agent ends, and tells the listeners."""
        self._visits[pairing.pairing_id] = visit
        for listener in self._visited:
            listener(pairing, visit)

    def last_visit(self, pairing_id: str) -> Visit | None:
        """The last one since the agent was started."""
        return self._visits.get(pairing_id)

    def origins(self) -> frozenset[str]:
        """Origins of the paired browsers."""
        return frozenset(pairing.origin for pairing in self._pairings.values() if pairing.kind == "browser")

    async def add(self, pairing: Pairing) -> None:
        """Remembers the pairing once it is safely stored."""
        await self._write([*self._pairings.values(), pairing])
        self._pairings[pairing.pairing_id] = pairing

    async def remove(self, pairing_id: str) -> Literal["removed", "unknown", "kept"]:
        """Forgets a browser's pairing and tells the listeners; the command line's own is kept."""
        pairing = self._pairings.get(pairing_id)
        if pairing is None:
            return "unknown"
        if pairing.kind == "command_line":
            return "kept"
        # Out of use first: should the vault refuse, the browser stays out at least until the next start.
        del self._pairings[pairing_id]
        for listener in self._removed:
            listener(pairing_id)
        await self._write(self._pairings.values())
        return "removed"

    def on_removed(self, listener: Callable[[str], None]) -> None:
        """Calls `listener(pairing_id)` at every removal, before the vault is written."""
        self._removed.append(listener)

    def on_visited(self, listener: Callable[[Pairing, Visit], None]) -> None:
        """Calls `listener(pairing, visit)` whenever a client has proven its key."""
        self._visited.append(listener)

    async def _write(self, pairings: Collection[Pairing]) -> None:
        browsers = [asdict(pairing) for pairing in pairings if pairing.kind == "browser"]
        await self._vault.set(BROWSERS, json.dumps(browsers))


def _read(text: str | None) -> list[Pairing]:
    """Records of a later version may have more fields; a record that cannot be read is no pairing."""
    try:
        return [Pairing(**{name: record[name] for name in Pairing.__slots__}) for record in json.loads(text or "[]")]
    except (ValueError, TypeError, KeyError):
        return []
