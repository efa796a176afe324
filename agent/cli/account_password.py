"""`nadajnik account password ID`: at the carrier first, then in the key store; or only there, when it was changed elsewhere."""

import asyncio

import click

from agent.carriers.registry import CARRIERS
from agent.password_change import CannotChange, NotBegun, Open, Unproven, adopt, change_password, opening, prove, unfinished
from agent.shipping.model.shipment import AccountReport

from .account_add import show_report
from .base import command, option
from .exit_codes import CommandFailed, ExitCode
from .failures import exit_code_of
from .let_ship import let_ship
from .questions import secret
from .session import Session

_MISTYPED = ("passwords_differ", "password_unfit")


@command("password", "help_account_password")
@click.argument("account_id", metavar="ID")
@option("--changed", help="option_password_changed", is_flag=True)
def password(session: Session, account_id: str, changed: bool) -> None:
    """Finishes an unfinished change before it begins another one."""
    config = session.config_file.read()
    account = config.account(account_id)
    if account is None:
        raise CommandFailed(ExitCode.NOT_CONFIGURED, "no_such_account", id=account_id)
    kind = CARRIERS[account.carrier]
    try:
        report = asyncio.run(_done(session, account_id, opening(account, config.endpoints), changed=changed))
    except CannotChange:
        raise CommandFailed(ExitCode.REFUSED, "password_not_changeable", carrier=kind.name) from None
    except NotBegun as error:
        code = ExitCode.USAGE if error.reason in _MISTYPED else ExitCode.NOT_CONFIGURED
        raise CommandFailed(code, error.reason, id=account_id) from None
    except Unproven as error:
        raise CommandFailed(exit_code_of(error.failure.code), "password_unproven", id=account_id) from error
    show_report(session, kind, report)
    with session.config_file.edit():  # an agent that runs opens the account anew
        session.say("password_changed", id=account_id)
    let_ship(session, account_id)


async def _done(session: Session, account_id: str, opened: Open, *, changed: bool) -> AccountReport:
    if changed:
        return await adopt(session.vault, account_id, opened, secret(session, "ask_password_known", from_stdin=False))
    if await unfinished(session.vault, account_id):
        session.say("password_unfinished", id=account_id)
        return await prove(session.vault, account_id, opened)
    new = secret(session, "ask_password_new", from_stdin=False)
    again = secret(session, "ask_password_again", from_stdin=False)
    return await change_password(session.vault, account_id, opened, new, again)
