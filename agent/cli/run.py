"""`nadajnik run`: the agent itself."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING

import click

from .base import command, option
from .exit_codes import CommandFailed, ExitCode
from .lean import leave_out_what_nobody_uses
from .session import Session

if TYPE_CHECKING:
    from agent.vault import Vault


@command("run")
@option("--port", help="option_port_run", type=click.IntRange(1024, 65535))
@option("--verbose", help="option_verbose", is_flag=True)
def run(session: Session, port: int | None, verbose: bool) -> None:
    """Serves until it is told to stop; a second agent in the same home ends at once."""
    serve_here(session, port, verbose, lambda: None)


def serve_here(session: Session, port: int | None, verbose: bool, ready: Callable[[], None]) -> None:
    """The agent in this process; `ready` is called when it serves. Raises CommandFailed when another one serves this home."""
    import logging

    leave_out_what_nobody_uses()
    from agent.config.home import prepare_home
    from agent.config.running import AlreadyRunning, note_port, single_instance
    from agent.log import setup_logging

    prepare_home(session.home)
    try:
        with single_instance(session.home):
            setup_logging(session.home, logging.DEBUG if verbose else logging.INFO)
            listening = port or session.config_file.read().server.port
            if port is not None:
                note_port(session.home, port)
            session.say("run_starting", port=listening, home=session.home)
            asyncio.run(_serve(session, port, ready))
            session.say("run_stopped")
    except AlreadyRunning:
        raise CommandFailed(ExitCode.ALREADY_RUNNING, "already_running", home=session.home) from None


async def _serve(session: Session, port: int | None, ready: Callable[[], None]) -> None:
    stop = asyncio.Event()
    _on_signals(stop.set)
    async with _vault(session) as vault:
        from agent.app import serve

        await serve(session.home, vault, port, stop, ready)


@contextlib.asynccontextmanager
async def _vault(session: Session) -> AsyncIterator["Vault"]:
    """On Linux the key store's library is heavy, so it is left to a process of its own, which begins beside the imports here."""
    if sys.platform != "linux":
        yield session.vault
        return
    from agent.desktop.children import command_that_tells
    from agent.vault.process import KeyStoreProcess

    vault = KeyStoreProcess(command_that_tells("key-store", "--home", str(session.home)))
    await vault.begin()
    try:
        yield vault
    finally:
        await vault.close()


def _on_signals(stop: Callable[[], None]) -> None:
    """Ctrl-C and a polite end by the system stop the agent in order. Windows knows neither here and raises as usual."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(number, stop)
