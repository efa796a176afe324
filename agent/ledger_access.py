"""Opens the ledger a home is configured for: the file in its folder, or the PostgreSQL several stations share."""

import asyncio
from pathlib import Path

from sqlalchemy import URL, make_url

from agent import __version__
from agent.config.endpoints import is_this_computer
from agent.config.home import station_id
from agent.config.model import Config
from agent.shipping.ledger.backup import copies
from agent.shipping.ledger.integrity import LedgerUnusable, check
from agent.shipping.ledger.rows import Station
from agent.shipping.ledger.store import Ledger
from agent.vault import Vault

LEDGER_FILE = "ledger.sqlite"
PASSWORD = "ledger/password"  # noqa: S105 - the name under which the key store keeps it
PORT = 5432


class LedgerMissing(LedgerUnusable):
    """There is no ledger any more, but there are copies of it: beginning a new one would forget what was shipped."""


def ledger_file(home: Path) -> Path:
    """Where the ledger of a single station lies."""
    return home / LEDGER_FILE


def backup_folder(home: Path) -> Path:
    """Where its copies lie."""
    return home / "backups"


def file_url(path: Path) -> str:
    """The address of a ledger in a file."""
    return f"sqlite+aiosqlite:///{path}"


def server_url(address: str, password: str | None) -> URL:
    """The address with its driver and password. Across the network only an encrypted connection is made."""
    url = make_url(address)
    if password is not None:
        url = url.set(password=password)
    encrypted = {} if is_this_computer(url.host or "") else {"ssl": "require"}
    return url.set(drivername="postgresql+asyncpg", port=url.port or PORT, query=encrypted)


async def check_ledger(config: Config, home: Path) -> str | None:
    """Makes sure that a ledger in a file may be worked with; its version, if it is there. A server looks after its own.

    Raises LedgerDamaged, LedgerTooNew, LedgerMissing, LedgerUnavailable.
    """
    if config.ledger.url is None:
        return await asyncio.to_thread(_check_file, ledger_file(home), backup_folder(home))
    return None


def _check_file(path: Path, folder: Path) -> str | None:
    version = check(path) if path.exists() else None
    if version is None and copies(folder):
        raise LedgerMissing(path, "there are copies, but no ledger")
    return version


def ledger_exists(config: Config, home: Path) -> bool:
    """Whether anything was ever written; a shared ledger is taken to exist."""
    return config.ledger.url is not None or ledger_file(home).exists()


def station_of(config: Config, home: Path) -> Station:
    """The packing station of this home."""
    return Station(station_id(home), config.station.name)


async def open_ledger(config: Config, home: Path, vault: Vault) -> Ledger:
    """The ledger, brought to the program's version when it is first used. Raises VaultError, and LedgerUnavailable for a file.

    A server need not be there yet: after a power cut the agents are up before the network is. Without a stored password the
    usual places of PostgreSQL's own clients are asked (`PGPASSWORD`, `.pgpass`).
    """
    own = station_of(config, home)
    if config.ledger.url is None:
        return await Ledger.open(file_url(ledger_file(home)), own, __version__)
    return Ledger.at(server_url(config.ledger.url, await vault.get(PASSWORD)), own, __version__)
