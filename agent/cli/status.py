"""`nadajnik status ORDER...`: what is known of orders."""

import asyncio
from collections.abc import Sequence

import click

from shared_schema.incoming import OrdersStatusParams
from shared_schema.outgoing import OrdersStatusResult

from .base import command, option
from .exit_codes import ExitCode
from .order_ids import order_ids
from .output import StatusOutput, emit
from .session import Session
from .tables import status_table
from .talk import agent_of, ask


@command("status")
@click.argument("orders", nargs=-1, required=True, metavar="ORDER...")
@option("--json", "as_json", help="option_json", is_flag=True)
def status(session: Session, orders: tuple[str, ...], as_json: bool) -> None:
    """Exit code 1 when an order failed or its shipment is not certain."""
    found = asyncio.run(_asked(session, order_ids(orders)))
    if as_json:
        emit(StatusOutput(orders=found.orders))
    else:
        session.out.print(status_table(session.words, found.orders))
    if any(each.state in ("failed", "unknown") for each in found.orders):
        raise click.exceptions.Exit(ExitCode.SOME_NEED_FIXING)


async def _asked(session: Session, ids: Sequence[str]) -> OrdersStatusResult:
    async with agent_of(session) as agent:
        return await ask(agent, "orders.status", OrdersStatusParams(order_ids=list(ids)), OrdersStatusResult)
