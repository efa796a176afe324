"""What the program has left on this computer, and taking it away: the key store's entries, the files it made itself."""

import shutil
from collections.abc import Iterable
from pathlib import Path

from agent.allegro.tokens import CLIENT_SECRET, tokens_of
from agent.carriers.registry import CARRIERS
from agent.config.home import STATION_FILE
from agent.config.language import FILE_NAME
from agent.config.rules_file import FILE_NAME as RULES
from agent.config.running import LOCK_NAME, PORT_NAME, TRAY_LOCK_NAME
from agent.connections import secret_name
from agent.ledger_access import LEDGER_FILE, PASSWORD
from agent.newest_version import SEEN_FILE, TOLD_FILE
from agent.password_change import CANDIDATE
from agent.server.pairings import BROWSERS, COMMAND_LINE
from agent.vault import Vault

FOLDERS = ("labels", "handover", "backups", "reports", "cache", "logs")
FILES = (
    FILE_NAME, f"{FILE_NAME}.lock", RULES, f"{RULES}.lock", *(LEDGER_FILE + each for each in ("", "-wal", "-shm", "-journal")),
    STATION_FILE, SEEN_FILE, TOLD_FILE, PORT_NAME, TRAY_LOCK_NAME, LOCK_NAME,
)  # fmt: skip
"""Everything the program makes in its home folder."""


def credential_names(account_ids: Iterable[str], seller_ids: Iterable[str]) -> list[str]:
    """Every entry the key store may have for these accounts of carriers and at Allegro, and for a shared ledger."""
    kinds = sorted({secret for kind in CARRIERS.values() for secret in kind.secrets} | {CANDIDATE})
    accounts = [secret_name(account_id, secret) for account_id in dict.fromkeys(account_ids) for secret in kinds]
    return [*accounts, *map(tokens_of, seller_ids), CLIENT_SECRET, PASSWORD]


async def forget(vault: Vault, names: Iterable[str]) -> int:
    """Deletes the entries; how many there were. Raises VaultError."""
    count = 0
    for name in names:
        count += await vault.get(name) is not None
        await vault.delete(name)  # also when it cannot be read: a damaged one may have parts left
    return count


async def forget_pairings(vault: Vault) -> int:
    """No browser and no command line may talk to an agent of this home any more. Raises VaultError."""
    return await forget(vault, (BROWSERS, COMMAND_LINE))


def delete_data(home: Path) -> list[Path]:
    """Deletes what the program made; what is left, because somebody else put it there or the system did not let go of it."""
    for name in FOLDERS:
        shutil.rmtree(home / name, ignore_errors=True)
    for name in FILES:
        try:
            (home / name).unlink(missing_ok=True)
        except OSError:
            continue  # it is listed as left
    left = sorted(home.iterdir()) if home.is_dir() else []
    if not left and home.is_dir():
        home.rmdir()
    return left
