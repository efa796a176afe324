"""`nadajnik allegro login|list|logout`: connects the seller's Allegro accounts by the device flow."""

import asyncio
from collections.abc import Mapping, Sequence

import click
from rich.table import Table

from agent.allegro.oauth import openable
from agent.allegro.settings import DEFAULT_ENDPOINTS, AllegroSettings
from agent.allegro.sign_in import open_sign_in
from agent.allegro.tokens import CLIENT_SECRET
from agent.config.home import prepare_home
from agent.config.model import AllegroAccount, Config
from agent.sellers import Application, Connected, disconnect, usable_tokens

from .base import command, option
from .exit_codes import CommandFailed, ExitCode
from .output import AllegroAccountRow, AllegroAccountsOutput, emit
from .phrases import printable
from .questions import secret, text
from .screen import plain
from .session import Session


@command("login", "help_allegro_login")
@option("--client-id", help="option_client_id")
@option("--application-name", help="option_application_name")
@option("--application-page", help="option_application_page")
@option("--sandbox/--production", "sandbox", help="option_sandbox", default=None)
@option("--secret-stdin", help="option_secret_stdin", is_flag=True)
@option("--no-browser", help="option_no_browser", is_flag=True)
def login(
    session: Session,
    client_id: str | None,
    application_name: str | None,
    application_page: str | None,
    sandbox: bool | None,
    secret_stdin: bool,
    no_browser: bool,
) -> None:
    """Asks for what is not configured yet; nothing is stored before somebody has agreed at Allegro."""
    file = session.config_file
    now = file.read().allegro
    values: dict[str, str | None] = {
        "environment": now.environment if sandbox is None else "sandbox" if sandbox else "production",
        "client_id": text(session, client_id or now.client_id, "ask_client_id"),
        "application_name": text(session, application_name or now.application_name, "ask_application_name"),
        "application_page": application_page or now.application_page,
    }
    changed = file.preview(Application(values, "").write)  # refused here, before anything is asked of Allegro
    settings = changed.allegro.complete()
    if settings is None:
        raise RuntimeError("client id and application name were just set")
    address = changed.endpoints["allegro_auth"]
    if address != DEFAULT_ENDPOINTS[settings.environment]["allegro_auth"]:
        session.say("allegro_own_address", address=address)
    same = bool(now.accounts) and (now.client_id, now.environment) == (settings.client_id, settings.environment)
    kept = asyncio.run(session.vault.get(CLIENT_SECRET)) if same and not secret_stdin else None
    application = Application(values, kept or secret(session, "ask_client_secret", secret_stdin))
    prepare_home(session.home)
    done = asyncio.run(_sign_in(session, application, settings, changed.endpoints, now.accounts, not no_browser))
    key = "allegro_connected_again" if done.again else "allegro_connected"
    session.say(key, login=printable(done.seller.login), id=done.seller.id)


async def _sign_in(
    session: Session,
    application: Application,
    settings: AllegroSettings,
    endpoints: Mapping[str, str],
    others: Sequence[AllegroAccount],
    browser: bool,
) -> Connected:
    sign_in = open_sign_in(settings, session.vault, endpoints, application.secret)
    try:
        device = await sign_in.start()
        if others:
            session.say("allegro_code_of_whom", logins=_logins(others))
        session.say("allegro_code", code=printable(device.user_code))
        if openable(device.verification_uri_complete):
            session.say("allegro_open", link=device.verification_uri_complete)
            if browser:
                session.open_browser(device.verification_uri_complete)
        with session.err.status(session.words("allegro_waiting")):
            return await application.connected(session.config_file, session.vault, sign_in, device)
    finally:
        await sign_in.close()


@command("list", "help_allegro_list")
@option("--json", "as_json", help="option_json", is_flag=True)
def list_accounts(session: Session, as_json: bool) -> None:
    """The connected accounts, and whether there are tokens of them; Allegro is not asked."""
    rows = asyncio.run(_rows(session, session.config_file.read()))
    if as_json:
        emit(AllegroAccountsOutput(accounts=rows))
        return
    if not rows:
        session.say("allegro_none")
        return
    words = session.words
    table = Table(*(words(f"column_{name}") for name in ("login", "id", "credentials")))
    for row in rows:
        table.add_row(plain(row.login), row.id, words("yes" if row.credentials else "no"))
    session.out.print(table)


async def _rows(session: Session, config: Config) -> list[AllegroAccountRow]:
    rows = []
    for each in config.allegro.accounts:
        tokens = await usable_tokens(config, session.vault, each.id)
        rows.append(AllegroAccountRow(id=each.id, login=each.login, credentials=tokens is not None))
    return rows


@command("logout", "help_allegro_logout")
@click.argument("account", metavar="[LOGIN|ID]", required=False)
@option("--forget-application", help="option_forget_application", is_flag=True)
def logout(session: Session, account: str | None, forget_application: bool) -> None:
    """Forgets one account's tokens; the link at Allegro itself only the user can remove."""
    file = session.config_file
    accounts = file.read().allegro.accounts
    if not accounts and account is None and forget_application:
        asyncio.run(session.vault.delete(CLIENT_SECRET))
        session.say("allegro_application_forgotten")
        return
    chosen = _chosen(accounts, account)
    if forget_application and len(accounts) > 1:
        others = _logins([each for each in accounts if each.id != chosen.id])
        raise CommandFailed(ExitCode.USAGE, "allegro_application_used", logins=others)
    asyncio.run(disconnect(file, session.vault, chosen.id))
    session.say("allegro_disconnected", login=printable(chosen.login))
    if forget_application:
        asyncio.run(session.vault.delete(CLIENT_SECRET))
        session.say("allegro_application_forgotten")


def _chosen(accounts: Sequence[AllegroAccount], named: str | None) -> AllegroAccount:
    if not accounts:
        raise CommandFailed(ExitCode.NOT_CONFIGURED, "allegro_none")
    if named is None and len(accounts) > 1:
        raise CommandFailed(ExitCode.USAGE, "allegro_which", logins=_logins(accounts))
    found = [each for each in accounts if named is None or named == each.id]
    found += [each for each in accounts if named is not None and named.lower() == each.login.lower()]
    if not found:
        raise CommandFailed(ExitCode.NOT_CONFIGURED, "allegro_unknown", account=named, logins=_logins(accounts))
    return found[0]


def _logins(accounts: Sequence[AllegroAccount]) -> str:
    return printable(", ".join(f"{each.login} ({each.id})" for each in accounts))
