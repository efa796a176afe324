"""`nadajnik demo`: the product at work with stand-ins, without any account."""

from pathlib import Path

import click

from .base import command, option
from .session import Session


@command("demo")
@option("--headless", help="option_headless", is_flag=True)
@option("--out", help="option_out", type=click.Path(file_okay=False, path_type=Path), default=Path("demo-output"))
@option("--trial", help="option_trial", is_flag=True)
def demo(session: Session, headless: bool, out: Path, trial: bool) -> None:
    """Ends with the walkthrough's own exit code; the trial parcel needs no browser, and raises what went wrong."""
    if trial:
        from agent.demo.trial import main as ship_one

        ship_one(out)
        return
    try:
        from agent.demo.walkthrough import main
    except ModuleNotFoundError as error:
        session.say("demo_needs_more", module=error.name)
        raise click.exceptions.Exit(1) from None
    raise click.exceptions.Exit(main(headless, out))
