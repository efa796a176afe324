"""`nadajnik status [ORDER...]`: what is known of orders, and what keeps orders from being sent."""

import asyncio
from collections.abc import Sequence

import click

from agent.client import AgentClient
from shared_schema.agent import AgentStatusResult
from shared_schema.codes import ErrorCode
from shared_schema.jobs import JobItem, JobsListResult
from shared_schema.orders import OrdersStatusParams, OrdersStatusResult
from shared_schema.request import NoParams

from .base import command, option
from .exit_codes import ExitCode
from .order_ids import order_ids
from .output import OpenItem, StatusOutput, emit
from .phrases import account_text, error_text, printable
from .session import Session
from .shipping import everything, say_undecided, undecided
from .tables import accounts_table, open_table, stations_table, status_table
from .talk import agent_of, ask


@command("status")
@click.argument("orders", nargs=-1, metavar="[ORDER...]")
@option("--json", "as_json", help="option_json", is_flag=True)
def status(session: Session, orders: tuple[str, ...], as_json: bool) -> None:
    """Exit code 1 when an order failed or its shipment is not certain; without orders, when something needs the seller."""
    found = asyncio.run(_asked(session, order_ids(orders) if orders else []))
    if as_json:
        emit(found)
    else:
        _show(session, found, with_orders=bool(orders))
    if any(each.state in ("failed", "unknown") for each in found.orders) or (not orders and _needs_seller(found)):
        raise click.exceptions.Exit(ExitCode.SOME_NEED_FIXING)


def _show(session: Session, found: StatusOutput, with_orders: bool) -> None:
    words = session.words
    if with_orders:
        session.out.print(status_table(words, found.orders))
    if found.open:
        session.out.print(open_table(words, found.open))
        if not all(undecided(each.item) for each in found.open):
            session.say("status_open")
        say_undecided(session, [each.item for each in found.open])
    elif not with_orders:
        session.say("status_nothing_open")
    if not with_orders:
        if found.sellers:
            session.out.print(words("status_sellers", logins=printable(", ".join(each.login for each in found.sellers))))
        session.out.print(accounts_table(words, found.accounts))
        if len(found.stations) > 1:
            session.out.print(stations_table(words, found.stations))
    if found.paused:
        session.say("attention", text=words("status_paused"))
    if found.locked:
        session.say("attention", text=words("status_locked"))
    stopped = {each.id for each in found.accounts if each.state == "stopped"}
    for problem in found.problems:
        if problem.data.get("account") not in stopped:
            session.say("attention", text=error_text(words, problem))
    for account in found.accounts:
        if account.enabled and account.state in ("waiting", "stopped"):
            session.say("attention", text=f"{account.id}: {account_text(words, account)}")


async def _asked(session: Session, ids: Sequence[str]) -> StatusOutput:
    async with agent_of(session) as agent:
        now = await ask(agent, "agent.status", NoParams(), AgentStatusResult)
        orders = []
        if ids:
            orders = (await ask(agent, "orders.status", OrdersStatusParams(order_ids=list(ids)), OrdersStatusResult)).orders
        readable = all(each.code is not ErrorCode.LEDGER_UNAVAILABLE for each in now.problems)
        items = await _open_items(agent, ids) if readable else []
    return StatusOutput(
        orders=orders,
        open=items,
        sellers=now.sellers,
        accounts=now.accounts,
        stations=now.stations,
        problems=now.problems,
        paused=now.paused,
        locked=now.locked,
    )


async def _open_items(agent: AgentClient, ids: Sequence[str]) -> list[OpenItem]:
    found: list[OpenItem] = []
    for job in (await ask(agent, "jobs.list", NoParams(), JobsListResult)).jobs:
        if job.state != "finished" or job.undecided:
            _, items = await everything(agent, job.job_id)
            found += [OpenItem(job_id=job.job_id, item=each) for each in items if _is_open(each)]
    return [each for each in found if not ids or each.item.order_id in ids]


def _needs_seller(found: StatusOutput) -> bool:
    return bool(found.problems) or any(undecided(each.item) for each in found.open)


def _is_open(item: JobItem) -> bool:
    return item.state == "waiting" or item.elsewhere is not None or undecided(item)
