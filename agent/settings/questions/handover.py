"""Giving the day's parcels away: what waits at each account, handing it over, its papers, the courier, the daily time."""

from collections.abc import Mapping
from functools import partial

from pydantic import ValidationError

from agent.cli.phrases import error_text
from agent.config.edit import set_handover_at
from agent.config.home import HomeUnusable
from agent.config.model import AccountHeader, AccountId, Config
from agent.config.problems import ConfigError
from agent.settings.asked import Asked, FieldError, Json, NotDone, Nothing, Question
from agent.settings.household import Household
from shared_schema.codes import ErrorCode
from shared_schema.handover import (
    HandedSet,
    HandoverBookParams,
    HandoverBookResult,
    HandoverListResult,
    HandoverSendParams,
    HandoverSendResult,
    SetError,
)
from shared_schema.pickup import PickupOrderParams, PickupOrderResult, PickupSlotsParams, PickupSlotsResult
from shared_schema.request import NoParams


class Daily(Asked):
    """When the account's sets of the day are handed over without anybody asking, "HH:MM"; empty = never."""

    account_id: AccountId
    moment: str


def questions(household: Household) -> Mapping[str, Question]:
    """`handover.*` and `pickup.*`."""
    return {
        "handover.list": Question(Nothing, partial(_list, household)),
        "handover.send": Question(HandoverSendParams, partial(_send, household)),
        "handover.book": Question(HandoverBookParams, partial(_book, household)),
        "handover.daily": Question(Daily, partial(_daily, household)),
        "pickup.slots": Question(PickupSlotsParams, partial(_slots, household)),
        "pickup.order": Question(PickupOrderParams, partial(_order, household)),
    }


async def _list(household: Household, _: Nothing) -> Json:
    """By account, in the order of the configuration; one that does not answer hides no other."""
    listed = await household.call("handover.list", NoParams(), HandoverListResult)
    concerned = {*await household.hands_over(), *listed.couriers, *(each.account_id for each in listed.handed)}
    try:
        config = household.file.read()
    except (ConfigError, HomeUnusable) as error:
        raise household.not_done(error) from None
    return {"accounts": [_account(household, config, listed, each.id) for each in config.accounts if each.id in concerned]}


def _account(household: Household, config: Config, listed: HandoverListResult, account_id: str) -> Json:
    account = config.account(account_id)
    failed = next((each.error for each in listed.failed if each.account_id == account_id), None)
    return {
        "id": account_id,
        "name": account.name if account else account_id,
        "daily": account.handover_at if account else None,
        "failed": error_text(household.words, failed) if failed else None,
        "courier": account_id in listed.couriers,
        "sets": [each.model_dump() for each in listed.sets if each.account_id == account_id],
        "handed": [_handed(household, each) for each in listed.handed if each.account_id == account_id],
        "pickups": [each.model_dump() for each in listed.pickups if each.account_id == account_id],
    }


def _handed(household: Household, each: HandedSet) -> Json:
    """With what the carrier says of single parcels, in its own words."""
    return {**each.model_dump(exclude={"errors"}), "errors": [_remark(household, error) for error in each.errors]}


def _remark(household: Household, error: SetError) -> str:
    parcel = error.order_id or error.tracking_number or "-"
    return household.words("handover_error", parcel=parcel, text=error.carrier.text, code=error.carrier.code)


async def _send(household: Household, asked: HandoverSendParams) -> Json:
    """The same key never hands over twice, whoever asks."""
    sent = await household.call("handover.send", asked, HandoverSendResult)
    return {
        "parcels": sent.parcels,
        "status": sent.status,
        "handed_id": sent.handed_id,
        "remarks": len(sent.errors),
        "book_error": error_text(household.words, sent.book_error) if sent.book_error else None,
    }


async def _book(household: Household, asked: HandoverBookParams) -> Json:
    """The paper behind an address that works once, within a minute; it stays kept here as well."""
    made = await household.call("handover.book", asked, HandoverBookResult)
    return {"address": household.file_address(made.path), "filename": made.filename}


async def _daily(household: Household, asked: Daily) -> Json:
    try:
        account = household.file.read().account(asked.account_id)
        if account is None:
            raise NotDone(household.words("settings_account_gone"))
        if asked.moment:
            AccountHeader(id=account.id, carrier=account.carrier, name=account.name, handover_at=asked.moment)
        with household.file.edit() as document:
            set_handover_at(document, account.id, asked.moment or None)
    except ValidationError:
        text = household.words("handover_at_wrong", moment=asked.moment)
        raise NotDone(text, (FieldError("moment", text),)) from None
    except (ConfigError, HomeUnusable) as error:
        raise household.not_done(error) from None
    return {}


async def _slots(household: Household, asked: PickupSlotsParams) -> Json:
    return (await household.call("pickup.slots", asked, PickupSlotsResult)).model_dump()


async def _order(household: Household, asked: PickupOrderParams) -> Json:
    """`ask` instead of an order: one was ordered for that day, or may have been; a second one needs `again`."""
    try:
        return (await household.call("pickup.order", asked, PickupOrderResult)).model_dump()
    except NotDone as error:
        if error.code is not ErrorCode.PICKUP_ORDERED_BEFORE:
            raise
        return {"ask": "again", "text": error.text}
