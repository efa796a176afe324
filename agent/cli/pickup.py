"""`nadajnik pickup [ACCOUNT]`: when a courier can come for the parcels, and ordering him."""

import asyncio
import uuid
from datetime import date

import click

from agent.client import AgentClient, CallFailed
from shared_schema.codes import ErrorCode
from shared_schema.handover import HandoverListResult
from shared_schema.pickup import (
    PickupInfo,
    PickupOrderParams,
    PickupOrderResult,
    PickupSlot,
    PickupSlotsParams,
    PickupSlotsResult,
)
from shared_schema.request import NoParams

from .base import command, option
from .exit_codes import CommandFailed, ExitCode
from .output import PickupOutput, emit
from .phrases import error_text
from .questions import sure
from .session import Session
from .talk import agent_of, ask
from .words import Words

LONGEST_S = 180.0


@command("pickup", "help_pickup")
@click.argument("account_id", required=False, metavar="[ACCOUNT]")
@option("--list", "only_list", help="option_pickup_list", is_flag=True)
@option("--day", help="option_pickup_day", metavar="YYYY-MM-DD")
@option("--earlier", help="option_pickup_earlier", is_flag=True)
@option("--yes", help="option_yes_pickup", is_flag=True)
@option("--json", "as_json", help="option_json", is_flag=True)
def pickup(
    session: Session, account_id: str | None, only_list: bool, day: str | None, earlier: bool, yes: bool, as_json: bool
) -> None:
    """Exit code 1 when no courier was ordered, or that is not certain; `--yes` never answers for a second one."""
    output, confirmed = asyncio.run(_run(session, account_id, only_list, day, earlier, yes))
    if as_json:
        emit(output)
    if not confirmed:
        raise CommandFailed(ExitCode.NOT_CONFIRMED, "not_confirmed")
    if output.error is not None:
        raise click.exceptions.Exit(ExitCode.SOME_NEED_FIXING)


async def _run(
    session: Session, account_id: str | None, only_list: bool, day: str | None, earlier: bool, yes: bool
) -> tuple[PickupOutput, bool]:
    async with agent_of(session) as agent:
        account = account_id or await _only_account(agent)
        offer = await ask(agent, "pickup.slots", PickupSlotsParams(account_id=account), PickupSlotsResult, timeout_s=LONGEST_S)
        output = PickupOutput(
            account_id=account, slots=offer.slots, today=offer.today, earlier=offer.earlier, ordered=None, error=None
        )
        for each in offer.slots:
            session.say("pickup_slot", when=slot_words(session.words, each))
        session.say("pickup_parcels", today=offer.today, earlier=offer.earlier)
        if only_list:
            return output, True
        slot = next((each for each in offer.slots if day in (None, each.day)), None)
        if slot is None:
            raise CommandFailed(ExitCode.USAGE, "pickup_no_slot")
        parcels = offer.today + (offer.earlier if earlier else 0)
        when = slot_words(session.words, slot)
        if not yes and not sure(session, "ask_pickup", when=when, parcels=parcels):
            return output, False
        params = PickupOrderParams(account_id=account, key=str(uuid.uuid4()), day=slot.day, earlier=earlier, again=False)
        return await _order(session, agent, params, output)


async def _order(
    session: Session, agent: AgentClient, params: PickupOrderParams, output: PickupOutput
) -> tuple[PickupOutput, bool]:
    try:
        made = await ask(agent, "pickup.order", params, PickupOrderResult, timeout_s=LONGEST_S)
    except CallFailed as failed:
        session.say("pickup_failed", why=error_text(session.words, failed.error))
        if failed.error.code is not ErrorCode.PICKUP_ORDERED_BEFORE:
            return output.model_copy(update={"error": failed.error}), True
        if not sure(session, "ask_pickup_again"):
            return output, False
        return await _order(session, agent, params.model_copy(update={"key": str(uuid.uuid4()), "again": True}), output)
    _tell(session, made.pickup)
    return output.model_copy(update={"ordered": made.pickup}), True


def _tell(session: Session, made: PickupInfo) -> None:
    slot = PickupSlot(day=made.day, ready=made.ready, until=made.until)
    session.say("pickup_ordered", number=made.number, when=slot_words(session.words, slot), parcels=made.parcels)


def slot_words(words: Words, slot: PickupSlot) -> str:
    """Day and hours as people say them: "czwartek 26.11.2026, 08:00-18:00"."""
    day = date.fromisoformat(slot.day)
    return f"{words(f'weekday_{day.isoweekday()}')} {day:%d.%m.%Y}, {slot.ready}-{slot.until}"


async def _only_account(agent: AgentClient) -> str:
    """The account whose carrier sends a courier, when there is one such account."""
    couriers = (await ask(agent, "handover.list", NoParams(), HandoverListResult, timeout_s=LONGEST_S)).couriers
    if len(couriers) != 1:
        raise CommandFailed(ExitCode.USAGE, "pickup_which_account", accounts=", ".join(couriers) or "-")
    return couriers[0]
