"""What Allegro's stored tokens are good for, and what each carrier says of its account."""

import asyncio
from collections.abc import Collection
from datetime import timedelta

from agent.accounts import stored_secrets, tried
from agent.carriers.registry import CARRIERS
from agent.config.model import AccountConfig, Config
from agent.sellers import usable_tokens
from agent.shipping.model.failure import ShippingError
from agent.vault import Vault

from .facts import AllegroFacts, CarrierFacts

ACCESS_LIFE = timedelta(hours=12)
"""How long an access token lives; a pair was made that long before its end (contract: allegro-rest, section 2)."""
ANSWER_S = 30.0


async def allegro_facts(config: Config, vault: Vault) -> tuple[AllegroFacts, ...]:
    """From the key store alone: a refresh token works once, and the running agent is the one that uses it."""
    return tuple([await _allegro_facts(each.id, config, vault) for each in config.allegro.accounts])


async def _allegro_facts(seller_id: str, config: Config, vault: Vault) -> AllegroFacts:
    pair = await usable_tokens(config, vault, seller_id)
    if pair is None:
        return AllegroFacts(seller_id)
    return AllegroFacts(seller_id, tuple(pair.scope.split()), pair.expires_at - ACCESS_LIFE)


async def carrier_facts(account: AccountConfig, config: Config, vault: Vault, stopped: Collection[str] | None) -> CarrierFacts:
    """Asks the carrier once, unless it refused the credentials before (`stopped`, None: not known): wrong ones lock a login."""
    kind = CARRIERS[account.carrier]
    if stopped is None or account.id in stopped:
        return CarrierFacts(account.id, kind.name, "not_asked")
    secrets = await stored_secrets(vault, account)
    if len(secrets) < len(kind.secrets):
        return CarrierFacts(account.id, kind.name, "secret_missing")
    try:
        async with asyncio.timeout(ANSWER_S):
            report = await tried(kind, account, secrets, config.endpoints)
    except ShippingError as error:
        return CarrierFacts(account.id, kind.name, "failed", failure=error.failure)
    except TimeoutError:
        return CarrierFacts(account.id, kind.name, "late")
    return CarrierFacts(account.id, kind.name, "answered" if report.unanswered is None else "late", report)
