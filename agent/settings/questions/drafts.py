"""An account as it stands in its form, not kept yet."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from agent import accounts
from agent.carriers.registry import CARRIERS, CarrierKind
from agent.config.model import AccountConfig, AccountId, Config
from agent.settings.asked import Asked, FieldError, NotDone
from agent.settings.household import Household
from agent.shipping.model.failure import ShippingError
from shared_schema.codes import ErrorCode

Name = Annotated[str, Field(min_length=1, max_length=64)]
Secret = Annotated[str, Field(min_length=1, max_length=4000)]


class Draft(Asked):
    """An account as it stands in the form. Without `id` a new one; of the secrets only those that were typed."""

    id: AccountId | None
    carrier: Literal[tuple(CARRIERS)]  # type: ignore[valid-type] # the registry's ids
    name: Name
    enabled: bool
    settings: dict[str, object]
    secrets: dict[str, Secret]


REFUSALS = (ErrorCode.CREDENTIALS_REFUSED, ErrorCode.CREDENTIALS_MISSING)


def not_taken(household: Household, kind: CarrierKind, error: Exception) -> NotDone:
    """Why a draft is of no use; refused credentials are to be mended where they were typed."""
    told = household.not_done(error)
    if not isinstance(error, ShippingError) or error.failure.code not in REFUSALS:
        return told
    return NotDone(told.text, tuple(FieldError(f"secrets.{name}", told.text) for name in kind.secrets))


async def drafted(
    household: Household, config: Config, asked: Draft
) -> tuple[AccountConfig | None, AccountConfig, Mapping[str, str]]:
    """The account as it is kept, as it would be, and its secrets, typed or kept. Raises NotDone and what reading raises."""
    kind = CARRIERS[asked.carrier]
    before = config.account(asked.id) if asked.id else None
    if asked.id and (before is None or before.carrier != asked.carrier):
        raise NotDone(household.words("no_such_account", id=asked.id))
    settings = accounts.settings_of(kind, {key: value for key, value in asked.settings.items() if value is not None})
    account = AccountConfig(
        id=asked.id or accounts.free_id(config, asked.carrier),
        carrier=asked.carrier,
        name=asked.name,
        enabled=asked.enabled,
        handover_at=before.handover_at if before else None,
        settings=settings,
    )
    secrets = {**(await accounts.stored_secrets(household.vault, before) if before else {}), **asked.secrets}
    missing = [name for name in kind.secrets if name not in secrets]
    if missing:
        text = household.words("settings_secret_missing")
        raise NotDone(text, tuple(FieldError(f"secrets.{name}", text) for name in missing))
    return before, account, secrets
