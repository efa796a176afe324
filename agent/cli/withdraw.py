"""`nadajnik withdraw ORDER...`: has the carrier take parcels back that were not handed over."""

import asyncio
import re
from collections.abc import Sequence

import click

from agent.client import AgentClient, CallFailed
from shared_schema.orders import OrdersStatusParams, OrdersStatusResult, OrderStatus
from shared_schema.shipments import ShipmentsWithdrawParams, ShipmentsWithdrawResult

from .base import command, option
from .decide import NUMBER
from .exit_codes import CommandFailed, ExitCode
from .order_ids import order_ids
from .output import Withdrawn, WithdrawOutput, emit
from .phrases import error_text, item_text
from .questions import sure
from .session import Session
from .talk import agent_of, ask

LONGEST_S = 180.0


@command("withdraw", "help_withdraw")
@click.argument("orders", nargs=-1, required=True, metavar="ORDER...")
@option("--number", help="option_withdraw_number", metavar="NUMBER")
@option("--yes", help="option_yes_withdraw", is_flag=True)
@option("--json", "as_json", help="option_json", is_flag=True)
def withdraw(session: Session, orders: tuple[str, ...], number: str | None, yes: bool, as_json: bool) -> None:
    """Each order is asked about. Exit code 1 when a parcel was not taken back; one that was already is a success."""
    ids = order_ids(orders)
    cleaned = None if number is None else re.sub(r"[\s-]", "", number)
    if cleaned is not None and len(ids) > 1:
        raise CommandFailed(ExitCode.USAGE, "withdraw_one_number")
    if cleaned is not None and not NUMBER.fullmatch(cleaned):
        raise CommandFailed(ExitCode.USAGE, "decide_number_wrong", number=cleaned[:60])
    output, declined = asyncio.run(_run(session, ids, cleaned, yes))
    if as_json:
        emit(output)
    for each in output.withdrawn:
        if each.item is not None:
            what = item_text(session.words, each.item)
            session.say("withdrawn", order=each.order_id, number=each.item.tracking_number, what=what)
        elif each.error is not None:
            session.say("not_withdrawn", order=each.order_id, why=error_text(session.words, each.error))
    if declined:
        raise CommandFailed(ExitCode.NOT_CONFIRMED, "not_confirmed")
    if any(each.error is not None for each in output.withdrawn):
        raise click.exceptions.Exit(ExitCode.SOME_NEED_FIXING)


async def _run(session: Session, ids: Sequence[str], number: str | None, yes: bool) -> tuple[WithdrawOutput, bool]:
    """What became of the parcels, and whether one was not confirmed. One order never stops the others."""
    done: list[Withdrawn] = []
    async with agent_of(session) as agent:
        known = await ask(agent, "orders.status", OrdersStatusParams(order_ids=list(ids)), OrdersStatusResult)
        confirmed = [each for each in known.orders if yes or _confirmed(session, each, number)]
        with session.err.status(session.words("progress_withdraw")):
            for each in confirmed:
                done.append(await _withdrawn(agent, each.order_id, number))
    return WithdrawOutput(withdrawn=done), len(confirmed) < len(ids)


def _confirmed(session: Session, order: OrderStatus, number: str | None) -> bool:
    return sure(session, "ask_withdraw", order=order.order_id, number=number or order.tracking_number, carrier=order.carrier)


async def _withdrawn(agent: AgentClient, order_id: str, number: str | None) -> Withdrawn:
    params = ShipmentsWithdrawParams(order_id=order_id, tracking_number=number)
    try:
        result = await ask(agent, "shipments.withdraw", params, ShipmentsWithdrawResult, timeout_s=LONGEST_S)
    except CallFailed as failed:
        return Withdrawn(order_id=order_id, item=None, error=failed.error)
    return Withdrawn(order_id=order_id, item=result.item, error=None)
