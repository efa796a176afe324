"""`nadajnik ledger show|connect|move`: where the ledger is, and sharing one between several packing stations."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import click
from rich.table import Table
from sqlalchemy import func, select

from agent.config.edit import set_section
from agent.config.endpoints import wrong_ledger_address
from agent.config.home import prepare_home
from agent.config.running import AlreadyRunning, single_instance
from agent.ledger_access import PASSWORD, file_url, ledger_file, server_url, station_of
from agent.shipping.ledger.database import Database
from agent.shipping.ledger.integrity import check
from agent.shipping.ledger.move import CopyDiffers, Moved, move
from agent.shipping.ledger.schema import CURRENT
from agent.shipping.ledger.stations import Stations
from agent.shipping.ledger.tables import attempts

from .base import command, option
from .exit_codes import CommandFailed, ExitCode
from .questions import secret
from .screen import plain, progress_bar
from .session import Session


@command("show", "help_ledger_show")
def show(session: Session) -> None:
    """Reads only: a ledger of another version is left as it is."""
    asyncio.run(_show(session))


@command("connect", "help_ledger_connect")
@click.argument("address", metavar="URL")
@option("--password-stdin", help="option_password_stdin", is_flag=True)
def connect(session: Session, address: str, password_stdin: bool) -> None:
    """Saves nothing when the server cannot be used."""
    with _alone(session):
        file = ledger_file(session.home)
        own = asyncio.run(_parcels(file)) if file.exists() else 0
        if own:
            raise CommandFailed(ExitCode.USAGE, "ledger_has_own", count=own)
        password = _password(session, address, password_stdin)
        asyncio.run(_connect(session, address, password))
    session.say("ledger_connected", address=address)


@command("move", "help_ledger_move")
@click.argument("address", metavar="URL")
@option("--password-stdin", help="option_password_stdin", is_flag=True)
def move_ledger(session: Session, address: str, password_stdin: bool) -> None:
    """The copy is compared before it counts; the old file stays under another name."""
    with _alone(session):
        password = _password(session, address, password_stdin)
        file = ledger_file(session.home)
        moved = None
        if file.exists():
            check(file)
            moved = asyncio.run(_move(session, file, address, password))
        asyncio.run(_connect(session, address, password))
        if moved is None:
            session.say("ledger_nothing_to_move")
        else:
            kept = _set_aside(file)
            session.say("ledger_moved", jobs=moved.jobs, parcels=moved.attempts, history=moved.history, file=kept)
            if moved.renumbered:
                session.say("ledger_renumbered", count=moved.renumbered)
    session.say("ledger_connected", address=address)


@contextmanager
def _alone(session: Session) -> Iterator[None]:
    """While the agent of this home does not run, and cannot be started."""
    prepare_home(session.home)
    try:
        with single_instance(session.home):
            yield
    except AlreadyRunning:
        raise CommandFailed(ExitCode.ALREADY_RUNNING, "ledger_agent_runs") from None


def _password(session: Session, address: str, from_stdin: bool) -> str:
    kind = wrong_ledger_address(address)
    if kind is not None:
        raise CommandFailed(ExitCode.USAGE, f"config_{kind}")
    return secret(session, "ask_ledger_password", from_stdin)


async def _connect(session: Session, address: str, password: str) -> None:
    """Tries the server, makes its tables, and only then saves: the password first, since an address without it is of no use."""
    database = await Database.open(server_url(address, password))
    await database.close()
    await session.vault.set(PASSWORD, password)
    with session.config_file.edit() as document:
        set_section(document, "ledger", {"url": address})


async def _parcels(file: Path) -> int:
    database = await Database.open(file_url(file))
    try:
        async with database.reading() as connection:
            return (await connection.execute(select(func.count()).select_from(attempts))).scalar_one()
    finally:
        await database.close()


async def _move(session: Session, file: Path, address: str, password: str) -> Moved:
    own = station_of(session.config_file.read(), session.home)
    source = await Database.open(file_url(file))
    try:
        target = await Database.open(server_url(address, password))
        try:
            with progress_bar(session.err) as bar:
                task = bar.add_task(session.words("progress_moving"), total=None)
                return await move(source, target, own, lambda done, total: bar.update(task, completed=done, total=total))
        finally:
            await target.close()
    except CopyDiffers as error:
        raise CommandFailed(ExitCode.INTERNAL, "ledger_copy_differs", table=error) from error
    finally:
        await source.close()


def _set_aside(file: Path) -> Path:
    """The new name of the old file; its journal, if one is left, goes along."""
    names = (f"{file.stem}.moved-{date.today()}{more}{file.suffix}" for more in ("", *(f"-{each}" for each in range(2, 1000))))
    kept = next(path for name in names if not (path := file.with_name(name)).exists())
    for part in ("-wal", "-shm", ""):
        old = file.with_name(file.name + part)
        if old.exists():
            old.rename(kept.with_name(kept.name + part))
    return kept


async def _show(session: Session) -> None:
    words = session.words
    config = session.config_file.read()
    address = config.ledger.url
    file = ledger_file(session.home)
    session.out.print(words("ledger_on_server", address=address) if address else words("ledger_in_file", file=file))
    if address is None and not file.exists():
        session.out.print(words("ledger_not_yet"))
        return
    database = Database.at(server_url(address, await session.vault.get(PASSWORD)) if address else file_url(file))
    try:
        version = await database.version()
        session.out.print(words("ledger_version", version=version or "-", current=CURRENT))
        if version != CURRENT:
            return
        own = station_of(config, session.home)
        table = Table(*(words(f"column_{name}") for name in ("station", "seen", "works")))
        for each in await Stations(database, own, "").seen():
            name = words("this_station", name=each.name) if each.id == own.id else each.name
            seen = each.seen_at.astimezone().isoformat(" ", timespec="seconds")
            table.add_row(plain(name), seen, words("yes" if each.alive else "no"))
        session.out.print(table)
    finally:
        await database.close()
