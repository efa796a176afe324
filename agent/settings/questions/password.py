"""Changing an account's password at its carrier, and finishing that after a lost answer. Secrets come in and none goes out."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated

from pydantic import Field

from agent.carriers.registry import CARRIERS
from agent.cli.phrases import printable
from agent.config.home import HomeUnusable
from agent.config.problems import ConfigError
from agent.password_change import CannotChange, NotBegun, Open, Unproven, change_password, opening, prove
from agent.settings.asked import FieldError, Json, NotDone, Question
from agent.settings.household import Household
from agent.shipping.ledger.database import LedgerUnavailable
from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.model.shipment import AccountReport
from agent.vault import VaultError
from shared_schema.codes import ErrorCode

from .accounts import Named, in_turn, known, told

Typed = Annotated[str, Field(max_length=200, repr=False)]

_FIELDS = {"passwords_differ": "again", "password_unfit": "new"}


class Change(Named):
    """The new password, typed twice. The old one is in the key store."""

    new: Typed
    again: Typed


def questions(household: Household) -> Mapping[str, Question]:
    """`password.*`."""
    return {
        "password.change": Question(Change, in_turn(household, _change)),
        "password.prove": Question(Named, in_turn(household, _prove)),
    }


async def _change(household: Household, asked: Change) -> Json:
    return await _settled(
        household, asked.id, lambda opened: change_password(household.vault, asked.id, opened, asked.new, asked.again)
    )


async def _prove(household: Household, asked: Named) -> Json:
    return await _settled(household, asked.id, lambda opened: prove(household.vault, asked.id, opened))


async def _settled(household: Household, account_id: str, change: Callable[[Open], Awaitable[AccountReport]]) -> Json:
    """`report` is what the carrier says by the new password, `resumed` whether the account was stopped before.

    `unproven` instead of them says that either password may be the valid one; both are kept.
    """
    words = household.words
    try:
        config = household.file.read()
        account = known(household, config.account(account_id))
        kind = CARRIERS[account.carrier]
        report = await change(opening(account, config.endpoints))
    except CannotChange:
        raise NotDone(words("password_not_changeable", carrier=kind.name)) from None
    except NotBegun as error:
        text = words(error.reason, id=account_id)
        if error.reason == "password_change_begun":
            return {"unproven": text}
        if error.reason in _FIELDS:
            raise NotDone(words("settings_fields_wrong"), (FieldError(_FIELDS[error.reason], text),)) from None
        raise NotDone(text) from None
    except Unproven as error:
        denied = error.failure.code is ErrorCode.CREDENTIALS_REFUSED
        return {"unproven": words("settings_password_denied" if denied else "settings_password_unproven")}
    except ShippingError as error:
        raise _unchanged(household, error.failure) from None
    except (ConfigError, HomeUnusable, VaultError) as error:
        raise household.not_done(error) from None
    try:
        with household.file.edit():
            """So the agent opens the account anew."""
        resumed = await household.let_ship(account_id)
    except LedgerUnavailable:
        raise NotDone(words("settings_password_kept_stopped", name=account.name)) from None
    except (ConfigError, HomeUnusable) as error:
        raise NotDone(words("settings_password_kept", name=account.name, why=household.not_done(error).text)) from None
    return {"report": told(household, kind, report), "resumed": resumed}


def _unchanged(household: Household, failure: Failure) -> NotDone:
    """Why the old password is still the valid one; of a refusal the carrier's own words."""
    said = printable(failure.words.text) if failure.words else None
    match failure.code:
        case ErrorCode.CREDENTIALS_REFUSED:
            return NotDone(household.words("settings_password_old_refused"))
        case ErrorCode.CARRIER_REFUSED:
            return NotDone(household.words("settings_password_refused", carrier_text=said))
    return NotDone(household.words("settings_password_not_sent"))
