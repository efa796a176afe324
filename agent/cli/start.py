"""`nadajnik` alone: the agent with its icon, and at the first run the settings; when it runs already, its settings."""

import contextlib
import subprocess

from .exit_codes import CommandFailed, ExitCode
from .run import serve_here
from .session import Session


def start(session: Session) -> None:
    """Icon and window are processes of their own: neither of them can take the agent down."""
    from agent.desktop.children import start as start_child

    children: list[subprocess.Popen[bytes]] = []

    def ready() -> None:
        children.append(start_child(["tray"], session.home))
        if _first_run(session):
            children.append(start_child(["settings"], session.home))

    try:
        serve_here(session, None, False, ready)
    except CommandFailed as failed:
        if failed.code is not ExitCode.ALREADY_RUNNING:
            raise
        start_child(["settings"], session.home).wait()
    finally:
        for child in children:
            with contextlib.suppress(OSError):
                child.terminate()


def _first_run(session: Session) -> bool:
    config = session.config_file.read()
    return not config.accounts or not config.allegro.accounts
