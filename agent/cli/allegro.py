"""`nadajnik allegro login|logout`: connects the seller's Allegro account by the device flow."""

import asyncio
from collections.abc import Mapping

from tomlkit import TOMLDocument

from agent.allegro.marketplace import open_marketplace
from agent.allegro.oauth import openable
from agent.allegro.settings import DEFAULT_ENDPOINTS, AllegroSettings
from agent.allegro.sign_in import open_sign_in
from agent.allegro.tokens import CLIENT_SECRET, TOKENS
from agent.config.edit import set_section
from agent.config.home import prepare_home

from .base import command, option
from .phrases import printable
from .questions import secret, text
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
    """Asks for what is not configured yet; nothing is stored before Allegro has taken id and secret."""
    file = session.config_file
    now = file.read().allegro
    values: dict[str, str | None] = {
        "environment": now.environment if sandbox is None else "sandbox" if sandbox else "production",
        "client_id": text(session, client_id or now.client_id, "ask_client_id"),
        "application_name": text(session, application_name or now.application_name, "ask_application_name"),
        "application_page": application_page or now.application_page,
    }

    def change(document: TOMLDocument) -> None:
        set_section(document, "allegro", {key: value for key, value in values.items() if value is not None})

    changed = file.preview(change)  # refused here, before anything is asked of Allegro
    settings = changed.allegro.complete()
    if settings is None:
        raise RuntimeError("client id and application name were just set")
    address = changed.endpoints["allegro_auth"]
    if address != DEFAULT_ENDPOINTS[settings.environment]["allegro_auth"]:
        session.say("allegro_own_address", address=address)
    client_secret = secret(session, "ask_client_secret", secret_stdin)
    prepare_home(session.home)
    asyncio.run(_sign_in(session, settings, changed.endpoints, client_secret, not no_browser))
    with file.edit() as document:
        change(document)


async def _sign_in(
    session: Session, settings: AllegroSettings, endpoints: Mapping[str, str], client_secret: str, browser: bool
) -> None:
    before = await session.vault.get(CLIENT_SECRET)
    await session.vault.set(CLIENT_SECRET, client_secret)
    sign_in = open_sign_in(settings, session.vault, endpoints)
    try:
        device = await sign_in.start()
        session.say("allegro_code", code=printable(device.user_code))
        if openable(device.verification_uri_complete):
            session.say("allegro_open", link=device.verification_uri_complete)
            if browser:
                session.open_browser(device.verification_uri_complete)
        with session.err.status(session.words("allegro_waiting")):
            await sign_in.finish(device)
    except BaseException:
        # The secret that was not taken does not stay; an earlier one that works does.
        await (session.vault.set(CLIENT_SECRET, before) if before is not None else session.vault.delete(CLIENT_SECRET))
        raise
    finally:
        await sign_in.close()
    marketplace = open_marketplace(settings, session.vault, endpoints)
    try:
        seller = await marketplace.seller()
    finally:
        await marketplace.close()
    session.say("allegro_connected", login=printable(seller.login), id=seller.id)


@command("logout", "help_allegro_logout")
@option("--forget-application", help="option_forget_application", is_flag=True)
def logout(session: Session, forget_application: bool) -> None:
    """Forgets the tokens; the link at Allegro itself only the user can remove."""
    asyncio.run(_sign_out(session, forget_application))
    with session.config_file.edit():  # tells a running agent
        pass
    session.say("allegro_disconnected")


async def _sign_out(session: Session, forget_application: bool) -> None:
    await session.vault.delete(TOKENS)
    if forget_application:
        await session.vault.delete(CLIENT_SECRET)
