"""`nadajnik history [ORDER...]`: what happened, when and through whom; read from the ledger, whether the agent runs or not."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click
from rich.table import Table

from agent.ledger_access import ledger_exists, open_ledger
from agent.server.pairings import SETTINGS_WINDOW, stored_pairings
from agent.shipping.ledger import history as rows
from agent.shipping.ledger.database import Database
from agent.vault import VaultError

from .base import command, option
from .exit_codes import CommandFailed, ExitCode
from .history_csv import written
from .history_words import what_happened, who
from .order_ids import order_ids
from .output import HistoryRow
from .screen import plain, progress_bar
from .session import Session
from .words import Words

PAGE = 1000
_WIDTHS = {"when": 19, "order": 36, "what": 34, "who": 24, "number": 24}


@command("history")
@click.argument("orders", nargs=-1, metavar="[ORDER...]")
@option("--since", help="option_since", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]), metavar="DATE")
@option("--csv", "file", help="option_csv", type=click.Path(dir_okay=False, path_type=Path))
@option("--json", "as_json", help="option_json", is_flag=True)
def history(session: Session, orders: tuple[str, ...], since: datetime | None, file: Path | None, as_json: bool) -> None:
    """Oldest first. `--since` is local time."""
    ids = order_ids(orders) if orders else []
    if file is not None and not file.absolute().parent.is_dir():
        raise CommandFailed(ExitCode.USAGE, "no_such_folder", path=file.absolute().parent)
    asyncio.run(_told(session, ids, since.astimezone() if since else None, file and file.absolute(), as_json))


async def _told(session: Session, ids: Sequence[str], since: datetime | None, file: Path | None, as_json: bool) -> None:
    names = await _names(session)
    async with _database(session) as database:
        pages = _pages(session, database, names, ids, since)
        if file is not None:
            count = await _to_file(session, file, pages)
            session.say("history_written", file=file, count=count)
        elif as_json:
            await _as_json(pages)
        else:
            await _as_table(session, pages)


@asynccontextmanager
async def _database(session: Session) -> AsyncIterator[Database]:
    config = session.config_file.read()
    if not ledger_exists(config, session.home):
        raise CommandFailed(ExitCode.NOT_CONFIGURED, "ledger_none", path=session.home)
    ledger = await open_ledger(config, session.home, session.vault)
    try:
        yield ledger.database
    finally:
        await ledger.close()


async def _names(session: Session) -> Mapping[str, str]:
    """Browsers by the ids of their pairings; without the key store the ids have to do."""
    try:
        found = await stored_pairings(session.vault)
    except VaultError:
        return {}
    own = session.words("history_command_line")
    known = {each.pairing_id: own if each.kind == "command_line" else each.browser for each in found}
    return {**known, SETTINGS_WINDOW: session.words("history_settings")}


async def _pages(
    session: Session, database: Database, names: Mapping[str, str], ids: Sequence[str], since: datetime | None
) -> AsyncIterator[list[HistoryRow]]:
    """A thousand rows at a time, however many there are."""
    total = await rows.count(database, ids, since)
    after = 0
    with progress_bar(session.err) as bar:
        task = bar.add_task(session.words("progress_history"), total=total)
        while found := await rows.read(database, ids, since, after, PAGE):
            after = found[-1][0]
            yield [HistoryRow(**asdict(entry), client_name=names.get(entry.client or "")) for _, entry in found]
            bar.advance(task, len(found))


async def _to_file(session: Session, file: Path, pages: AsyncIterator[list[HistoryRow]]) -> int:
    try:
        return await written(session.words, file, pages)
    except OSError as error:
        raise CommandFailed(ExitCode.USAGE, "file_not_written", path=file, reason=error.strerror) from None


async def _as_json(pages: AsyncIterator[list[HistoryRow]]) -> None:
    """`{"history": [...]}`, a row a line, printed as it is read."""
    click.echo('{"history": [', nl=False)
    begun = False
    async for page in pages:
        for row in page:
            click.echo((",\n" if begun else "\n") + row.model_dump_json(), nl=False)
            begun = True
    click.echo("\n]}")


async def _as_table(session: Session, pages: AsyncIterator[list[HistoryRow]]) -> None:
    """A table a page, all with the same widths, so that they read as one."""
    first = True
    async for page in pages:
        table = Table(show_header=first, show_edge=False)
        for name, width in _WIDTHS.items():
            table.add_column(session.words(f"column_{name}"), width=width, overflow="fold")
        for row in page:
            table.add_row(*(plain(cell) for cell in _cells(session.words, row)))
        session.out.print(table)
        first = False
    if first:
        session.say("history_none")


def _cells(words: Words, row: HistoryRow) -> tuple[str, ...]:
    at = f"{datetime.fromisoformat(row.at).astimezone():%Y-%m-%d %H:%M:%S}"
    subject = row.order_id or row.account_id or "-"
    return at, subject, what_happened(words, row), who(row), row.tracking_number or row.shipment_id or "-"
