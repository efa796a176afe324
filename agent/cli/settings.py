"""`nadajnik settings`: the settings pages of the running agent, in a window of their own or in the browser."""

import asyncio
import re

import click

from shared_schema.request import NoParams
from shared_schema.settings import SettingsOpenResult

from .base import command, option
from .exit_codes import CommandFailed, ExitCode
from .session import Session
from .talk import agent_of, ask


@command("settings")
@option("--browser", "in_browser", help="option_in_browser", is_flag=True)
@option("--place", help="option_place", default="")
def settings(session: Session, in_browser: bool, place: str) -> None:
    """Asks the agent for an address that lets one window in. It is shown nowhere: whoever reads it may change the accounts."""
    if not re.fullmatch(r"[a-z]*", place):
        raise click.BadParameter(place)
    address = asyncio.run(_address(session)) + (f"#{place}" if place else "")
    if not in_browser:
        from agent.desktop.window import NoWindow, show

        try:
            show(address)
            return
        except NoWindow:
            session.say("settings_no_window")
    if not session.open_browser(address):
        raise CommandFailed(ExitCode.UNAVAILABLE, "settings_not_opened")
    session.say("settings_opened")


async def _address(session: Session) -> str:
    async with agent_of(session) as agent:
        return (await ask(agent, "settings.open", NoParams(), SettingsOpenResult)).address
