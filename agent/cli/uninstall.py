"""`nadajnik uninstall`: stops the program and takes away what lets anybody in; credentials and data only when that is wanted."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field

import click

from agent.client import ClientError
from agent.config.home import HomeUnusable
from agent.config.model import Config
from agent.config.problems import ConfigError
from agent.config.running import AlreadyRunning, single_instance, single_tray
from agent.desktop import autostart
from agent.desktop.watcher import ENDS_WITHIN_S
from agent.removal.open_work import OpenWork, open_work
from agent.removal.remove import FILES, FOLDERS, credential_names, delete_data, forget, forget_pairings
from agent.vault import VaultError, vault_service
from shared_schema.agent import AgentStopResult
from shared_schema.request import NoParams

from .base import command, option
from .exit_codes import CommandFailed, ExitCode
from .questions import sure
from .session import Session
from .talk import agent_of, ask

STOP_WITHIN_S = 30.0
LOOK_EVERY_S = 0.1
NAMED = 20


@dataclass
class _Done:
    """Texts with their data: what went, and what is still there."""

    removed: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    left: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    failed: bool = False


@command("uninstall")
@option("--yes", help="option_uninstall_yes", is_flag=True)
@option("--delete-credentials/--keep-credentials", "credentials", help="option_uninstall_credentials", default=None)
@option("--delete-data/--keep-data", "data", help="option_uninstall_data", default=None)
@option("--despite-open", help="option_uninstall_despite_open", is_flag=True)
def uninstall(session: Session, yes: bool, credentials: bool | None, data: bool | None, despite_open: bool) -> None:
    """Exit code 9 when the person did not want it or something is still open, 1 when a part could not be removed."""
    config = _config(session)
    found = asyncio.run(open_work(config, session.home, session.vault)) if config else OpenWork(ledger_unread=True)
    _tell_open(session, found)
    if found.is_open and not despite_open and (yes or not sure(session, "ask_uninstall_despite_open")):
        raise CommandFailed(ExitCode.NOT_CONFIRMED, "uninstall_still_open")
    if not yes:
        if not sure(session, "ask_uninstall"):
            raise CommandFailed(ExitCode.NOT_CONFIRMED, "uninstall_not_wanted")
        credentials = sure(session, "ask_uninstall_credentials") if credentials is None else credentials
        data = sure(session, "ask_uninstall_data", home=session.home) if data is None else data
    with _stopped(session) as was_running:
        if config is not None and not despite_open and _more(asyncio.run(open_work(config, session.home, session.vault)), found):
            raise CommandFailed(ExitCode.NOT_CONFIRMED, "uninstall_still_open")
        done = asyncio.run(_removed(session, config, found, bool(credentials)))
        if was_running:
            done.removed.insert(0, ("uninstall_stopped", {}))
    if data:
        _delete_data(session, done)
    elif session.home.exists():
        done.left.append(("uninstall_data", {"home": session.home}))
    if config is not None and config.ledger.url is not None:
        done.left.append(("uninstall_shared_ledger", {}))
    done.left.append(("uninstall_program", {}))
    _tell(session, done)


def _config(session: Session) -> Config | None:
    """None when it cannot be read: the accounts are not known then."""
    try:
        return session.config_file.read()
    except (ConfigError, HomeUnusable):
        return None


def _more(now: OpenWork, before: OpenWork) -> bool:
    """Whether something was begun between the look and the stop."""
    return bool({*now.uncertain, *now.waiting} - {*before.uncertain, *before.waiting})


@contextmanager
def _stopped(session: Session) -> Iterator[bool]:
    """The agent is ended, and none can start while this lasts; whether one was running.

    Raises CommandFailed when it does not end; nothing was removed then.
    """
    asked = asyncio.run(_ask_to_stop(session))
    with ExitStack() as stack:
        ends_at = time.monotonic() + STOP_WITHIN_S
        while session.home.is_dir():
            try:
                stack.enter_context(single_instance(session.home))
                break
            except AlreadyRunning:
                if time.monotonic() > ends_at:
                    raise CommandFailed(ExitCode.ALREADY_RUNNING, "uninstall_running") from None
                time.sleep(LOOK_EVERY_S)
        if session.home.is_dir():
            with suppress(AlreadyRunning), single_tray(session.home, ENDS_WITHIN_S):
                pass  # the icon has gone too, or it does no harm
        yield asked


async def _ask_to_stop(session: Session) -> bool:
    """Whether there is one that will; one that does not answer is seen by its lock."""
    try:
        async with agent_of(session) as agent:
            await ask(agent, "agent.stop", NoParams(), AgentStopResult)
    except (ClientError, VaultError, ConfigError, HomeUnusable):
        return False
    return True


async def _removed(session: Session, config: Config | None, found: OpenWork, credentials: bool) -> _Done:
    done = _Done()
    try:
        if autostart.is_on():
            autostart.switch(False)
            done.removed.append(("uninstall_autostart", {}))
    except OSError as error:
        done.failed = True
        done.left.append(("uninstall_autostart_left", {"reason": error.strerror}))
    service = vault_service(session.home)
    try:
        await forget_pairings(session.vault)
        done.removed.append(("uninstall_pairings", {}))
        accounts = [*(each.id for each in config.accounts), *found.accounts] if config else found.accounts
        if credentials:
            sellers = [each.id for each in config.allegro.accounts] if config else []
            count = await forget(session.vault, credential_names(accounts, sellers))
            done.removed.append(("uninstall_credentials", {"count": count}))
        if not credentials or config is None:
            done.left.append(("uninstall_credentials_left", {"service": service}))
    except VaultError:
        done.failed = True
        done.left.append(("uninstall_keyring_left", {"service": service}))
    return done


def _delete_data(session: Session, done: _Done) -> None:
    left = delete_data(session.home)
    done.removed.append(("uninstall_data", {"home": session.home}))
    if left:
        done.failed = done.failed or any(each.name in (*FILES, *FOLDERS) for each in left)
        done.left.append(("uninstall_files_left", {"files": ", ".join(map(str, left[:NAMED]))}))


def _tell_open(session: Session, found: OpenWork) -> None:
    for key, orders in (("uninstall_uncertain", found.uncertain), ("uninstall_waiting", found.waiting)):
        if orders:
            more = f" (+{len(orders) - NAMED})" if len(orders) > NAMED else ""
            session.say(key, count=len(orders), orders=", ".join(orders[:NAMED]) + more)
    for account_id, each in found.sets:
        session.say("uninstall_set", account=account_id, day=each.day.isoformat(), parcels=each.parcels)
    if found.ledger_unread:
        session.say("uninstall_ledger_unread")
    for account_id in found.silent_accounts:
        session.say("uninstall_account_silent", account=account_id)


def _tell(session: Session, done: _Done) -> None:
    words = session.words
    click.echo(words("uninstall_removed"))
    for key, data in done.removed:
        click.echo(f"  {words(key, **data)}")
    click.echo(words("uninstall_left"))
    for key, data in done.left:
        click.echo(f"  {words(key, **data)}")
    if done.failed:
        raise click.exceptions.Exit(ExitCode.SOME_NEED_FIXING)
