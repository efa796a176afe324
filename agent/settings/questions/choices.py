"""What can be chosen in an account's form: what the carrier tells of the contract, and its lockers and points."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated

from pydantic import Field, ValidationError

from agent import accounts
from agent.carriers.registry import CARRIERS
from agent.config.home import HomeUnusable
from agent.config.problems import ConfigError
from agent.settings.asked import Json, Question
from agent.settings.household import Household
from agent.shipping.model.failure import ShippingError
from agent.vault import VaultError

from .drafts import Draft, drafted, not_taken

MOST_POINTS = 20
"""As many as a person reads through; more words find fewer."""


class Points(Draft):
    """Looks for one of the carrier's points by words."""

    text: Annotated[str, Field(min_length=1, max_length=100)]


def questions(household: Household) -> Mapping[str, Question]:
    """`accounts.lists` and `accounts.points`."""
    return {
        "accounts.lists": Question(Draft, partial(_lists, household)),
        "accounts.points": Question(Points, partial(_points, household)),
    }


async def _lists(household: Household, asked: Draft) -> Json:
    """What may stand in those fields that have a list at the carrier; one sign-in with what stands in the form."""
    kind = CARRIERS[asked.carrier]
    try:
        config = household.file.read()
        _, account, secrets = await drafted(household, config, asked)
        found = await accounts.setting_lists(kind, account, secrets, config.endpoints)
    except ValidationError as error:
        raise household.wrong(error, "settings.") from None
    except (ConfigError, HomeUnusable, VaultError, ShippingError) as error:
        raise not_taken(household, kind, error) from None
    return {name: [{"value": key, "label": told} for key, told in values.items()] for name, values in found.items()}


async def _points(household: Household, asked: Points) -> Json:
    """Lockers and points for a person to choose from; a closed one, or one that takes no parcels from senders, says so."""
    kind = CARRIERS[asked.carrier]
    try:
        config = household.file.read()
        _, account, secrets = await drafted(household, config, asked)
        found = await accounts.points_found(kind, account, secrets, config.endpoints, asked.text, MOST_POINTS)
    except ValidationError as error:
        raise household.wrong(error, "settings.") from None
    except (ConfigError, HomeUnusable, VaultError, ShippingError) as error:
        raise not_taken(household, kind, error) from None
    points = found.points if found else ()
    return {
        "points": [
            {"code": each.code, "name": each.name, "address": each.address, "open": each.open, "sends": each.sends is not False}
            for each in points
        ]
    }
