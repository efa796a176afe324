"""`nadajnik autostart on|off`: whether the program starts with the computer."""

import click

from agent.desktop import autostart as system

from .base import command
from .session import Session


@command("autostart")
@click.argument("wanted", type=click.Choice(["on", "off"]), required=False)
def autostart(session: Session, wanted: str | None) -> None:
    """Says how it is, after the change if one was wanted."""
    if wanted is not None:
        system.switch(wanted == "on")
    session.say("autostart_on" if system.is_on() else "autostart_off")
