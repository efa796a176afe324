"""`nadajnik tray`: the icon beside the clock, in a process of its own."""

import sys

from agent.config.home import prepare_home
from agent.config.running import AlreadyRunning, single_tray

from .base import command
from .exit_codes import CommandFailed, ExitCode
from .session import Session


@command("tray")
def tray(session: Session) -> None:
    """Ends with the agent. Without a place for the icon everything is reached by `nadajnik settings`, and that is said."""
    try:
        from agent.desktop.menu import NoTray
        from agent.desktop.watcher import ENDS_WITHIN_S

        if sys.platform == "linux":
            from agent.desktop.qt_tray import run
        else:
            from agent.desktop.pystray_tray import run
        prepare_home(session.home)
        with single_tray(session.home, ENDS_WITHIN_S):
            run(session)
    except AlreadyRunning:
        raise CommandFailed(ExitCode.ALREADY_RUNNING, "tray_there") from None
    except (ImportError, NoTray):
        raise CommandFailed(ExitCode.UNAVAILABLE, "tray_no_place") from None
