"""Everything a window needs when it opens: which carriers there are with their forms, and what is set up already."""

from collections.abc import Mapping
from functools import partial

from agent import __version__, extension_folder
from agent.accounts import stored_secrets
from agent.allegro.settings import PRODUCT_PAGE
from agent.allegro.tokens import CLIENT_SECRET
from agent.carriers.registry import CARRIERS, CarrierKind
from agent.cli.words import Language
from agent.config.home import HomeUnusable
from agent.config.model import AccountConfig
from agent.config.problems import ConfigError
from agent.password_change import PASSWORD, unfinished
from agent.settings.asked import Json, Nothing, Question
from agent.settings.forms import form, words_of
from agent.settings.household import Household
from agent.shipping.ports import PASSWORD_WARN_DAYS
from agent.vault import VaultError
from shared_schema.agent import AccountInfo


def questions(household: Household) -> Mapping[str, Question]:
    """`overview`."""
    return {"overview": Question(Nothing, partial(_overview, household))}


async def _overview(household: Household, _: Nothing) -> Json:
    """Secrets are told as there or not, never as what they are (threat model, row 16)."""
    try:
        config = household.file.read()
        running = {each.id: each for each in household.account_list()}
        accounts = [await _account(household, each, running.get(each.id)) for each in config.accounts]
        secret = await household.vault.get(CLIENT_SECRET)
    except (ConfigError, HomeUnusable, VaultError) as error:
        raise household.not_done(error) from None
    section = config.allegro
    return {
        "version": __version__,
        "newer": {"version": newer, "page": PRODUCT_PAGE} if (newer := household.newer_version()) else None,
        "language": household.language,
        "station": config.station.name,
        "shared_ledger": config.ledger.url is not None,
        "extension": str(extension_folder.FOLDER),
        "carriers": [_carrier(each, household.language) for each in CARRIERS.values()],
        "accounts": accounts,
        "allegro": {
            "environment": section.environment,
            "client_id": section.client_id or "",
            "application_name": section.application_name or "",
            "application_page": section.application_page or "",
            "secret": secret is not None,
            "accounts": [{"id": each.id, "login": each.login} for each in section.accounts],
        },
    }


async def _account(household: Household, account: AccountConfig, info: AccountInfo | None) -> Json:
    """Of its password, what the carrier said last and whether a change of it was not finished."""
    days = info.expires_in_days if info else None
    known = PASSWORD in CARRIERS[account.carrier].secrets
    return {
        "id": account.id,
        "carrier": account.carrier,
        "name": account.name,
        "enabled": account.enabled,
        "state": info.state if info else "untested",
        "settings": account.settings.model_dump(mode="json"),
        "secrets": sorted(await stored_secrets(household.vault, account)),
        "password_days": days,
        "password_soon": days is not None and days <= PASSWORD_WARN_DAYS,
        "password_unfinished": known and await unfinished(household.vault, account.id),
    }


def _carrier(kind: CarrierKind, language: Language) -> Json:
    fields = form(kind.settings, words_of(kind.settings, language))
    return {
        "id": kind.id,
        "name": kind.name,
        "fields": fields,
        "secrets": list(kind.secrets),
        "changes_password": PASSWORD in kind.secrets,
    }
