"""`nadajnik account password ID`: at the carrier first, then in the key store; or only there, when it was changed elsewhere."""

import asyncio

import click

from agent.carriers.registry import CARRIERS
from agent.connections import secret_name
from agent.password_change import PASSWORD, CannotChange, Open, Unproven, adopt, change_password, fits, prove, unfinished
from agent.shipping.model.shipment import AccountReport
from agent.shipping.ports import CarrierAccount

from .account_add import show_report
from .base import command, option
from .exit_codes import CommandFailed, ExitCode
from .failures import exit_code_of
from .let_ship import let_ship
from .questions import secret
from .session import Session


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
    if PASSWORD not in kind.secrets:
        raise CommandFailed(ExitCode.REFUSED, "password_not_changeable", carrier=kind.name)

    def opened(value: str) -> CarrierAccount:
        return kind.open(account_id, account.settings, {PASSWORD: value}, config.endpoints)

    try:
        report = asyncio.run(_done(session, account_id, opened, changed=changed))
    except CannotChange:
        raise CommandFailed(ExitCode.REFUSED, "password_not_changeable", carrier=kind.name) from None
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
    old = await session.vault.get(secret_name(account_id, PASSWORD))
    if old is None:
        raise CommandFailed(ExitCode.NOT_CONFIGURED, "account_without_secret", id=account_id)
    return await change_password(session.vault, account_id, opened, old, _asked(session, old))


def _asked(session: Session, old: str) -> str:
    new = secret(session, "ask_password_new", from_stdin=False)
    if secret(session, "ask_password_again", from_stdin=False) != new:
        raise CommandFailed(ExitCode.USAGE, "passwords_differ")
    if new == old or not fits(new):
        raise CommandFailed(ExitCode.USAGE, "password_unfit")
    return new
