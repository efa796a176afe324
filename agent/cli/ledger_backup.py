"""`nadajnik ledger backup|backups|restore`: copies of a ledger in a file. A server's own tools copy a shared one."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.table import Table

from agent.config.home import prepare_home
from agent.config.model import Config
from agent.config.running import AlreadyRunning, single_instance
from agent.ledger_access import backup_folder, ledger_file, station_of
from agent.server.pairings import command_line_pairing
from agent.shipping.ledger.backup import Copy, copies, make
from agent.shipping.ledger.restore import Restored
from agent.shipping.ledger.restore import restore as put_in_place
from agent.vault import VaultError

from .base import command, option
from .exit_codes import CommandFailed, ExitCode
from .output import BackupInfo, BackupsOutput, RestoreOutput, emit
from .screen import plain
from .session import Session

LATEST = "latest"
DAYS_WHEN_UNKNOWN = 30


@command("backup", "help_ledger_backup")
@option("--json", "as_json", help="option_json", is_flag=True)
def backup(session: Session, as_json: bool) -> None:
    """Makes a copy now; the agent may be working."""
    ledger = _own_file(session, session.config_file.read(), "ledger_dump")
    if not ledger.exists():
        raise CommandFailed(ExitCode.NOT_CONFIGURED, "ledger_none", path=ledger)
    made = make(ledger, backup_folder(session.home), datetime.now(UTC))
    if as_json:
        emit(BackupsOutput(backups=[_info(made)]))
    session.say("backup_made", file=made.path)


@command("backups", "help_ledger_backups")
@option("--json", "as_json", help="option_json", is_flag=True)
def backups(session: Session, as_json: bool) -> None:
    """The copies there are, newest first."""
    _own_file(session, session.config_file.read(), "ledger_dump")
    found = copies(backup_folder(session.home))
    if as_json:
        emit(BackupsOutput(backups=[_info(each) for each in found]))
        return
    if not found:
        session.say("backups_none", folder=backup_folder(session.home))
        return
    table = Table(*(session.words(f"column_{name}") for name in ("made_at", "size_kb", "file")))
    for each in found:
        made_at = f"{each.made_at.astimezone():%Y-%m-%d %H:%M:%S}"
        table.add_row(made_at, str(-(-each.size_bytes // 1024)), plain(str(each.path)))
    session.out.print(table)


@command("restore", "help_ledger_restore")
@click.argument("file", metavar="FILE|latest")
@option("--json", "as_json", help="option_json", is_flag=True)
def restore(session: Session, file: str, as_json: bool) -> None:
    """Puts a copy in the ledger's place. What was shipped after it has to be found again: `nadajnik reconcile`."""
    config = session.config_file.read()
    ledger = _own_file(session, config, "ledger_undump")
    copy = _chosen(session, file)
    prepare_home(session.home)
    now = datetime.now(UTC)
    try:
        with single_instance(session.home):
            done = asyncio.run(_restored(session, config, copy, ledger, now))
    except AlreadyRunning:
        raise CommandFailed(ExitCode.ALREADY_RUNNING, "restore_while_running") from None
    except OSError as error:
        raise CommandFailed(ExitCode.UNAVAILABLE, "restore_failed", reason=error.strerror) from None
    days = reconcile_days(done.known_until, now)
    if as_json:
        emit(
            RestoreOutput(
                file=str(copy),
                known_until=done.known_until.isoformat(timespec="seconds") if done.known_until else None,
                aside=str(done.aside) if done.aside else None,
                doubtful=done.doubtful,
                reconcile_days=days,
            )
        )
    known_until = f"{done.known_until.astimezone():%Y-%m-%d %H:%M}" if done.known_until else None
    session.say("restored", file=copy, known_until=known_until, aside=done.aside)
    if done.doubtful:
        session.say("restored_doubtful", count=done.doubtful)
    session.say("restored_next", days=days)


def reconcile_days(known_until: datetime | None, now: datetime) -> int:
    """How many days back the comparison with carrier and Allegro has to reach: all that the copy does not know, and one more."""
    return DAYS_WHEN_UNKNOWN if known_until is None else max(0, (now - known_until).days) + 2


async def _restored(session: Session, config: Config, copy: Path, ledger: Path, now: datetime) -> Restored:
    try:
        own = await command_line_pairing(session.vault)
    except VaultError:  # the history then names the station alone
        own = None
    return await put_in_place(copy, ledger, station_of(config, session.home), own.pairing_id if own else None, now)


def _own_file(session: Session, config: Config, key: str) -> Path:
    """The ledger's file. A ledger on a server is copied and restored there; `key` is the text that says how."""
    if config.ledger.url is not None:
        raise CommandFailed(ExitCode.USAGE, key, url=config.ledger.url)
    return ledger_file(session.home)


def _chosen(session: Session, file: str) -> Path:
    if file != LATEST:
        path = Path(file).absolute()
        if not path.is_file():
            raise CommandFailed(ExitCode.USAGE, "backup_not_there", file=path)
        return path
    found = copies(backup_folder(session.home))
    if not found:
        raise CommandFailed(ExitCode.USAGE, "backups_none", folder=backup_folder(session.home))
    return found[0].path


def _info(copy: Copy) -> BackupInfo:
    return BackupInfo(file=str(copy.path), made_at=copy.made_at.isoformat(timespec="seconds"), size_bytes=copy.size_bytes)
