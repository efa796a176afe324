"""Has carriers tell about the points of a plan's parcels, beside reading its orders; what is not told in time goes unchecked."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Final

from agent.shipping.model.failure import Failure
from agent.shipping.model.order import Order
from agent.shipping.model.plan import Choices
from agent.shipping.planning.eligibility import refusal
from agent.shipping.ports import CarrierAccount, PointCheck

PATIENCE_S: Final = 2.0
"""So long a whole plan waits for points."""

Read = Order | tuple[str, Failure]
Asked = dict[tuple[str, str], asyncio.Task[None]]


async def with_points(
    orders: AsyncIterator[Read], accounts: Sequence[CarrierAccount], choices: Mapping[str, Choices]
) -> AsyncIterator[Read]:
    """The orders as they come, each once its point is known or the patience is used up; every point is asked for once."""
    asked: Asked = {}
    there: asyncio.Queue[tuple[Read, asyncio.Task[None] | None] | None] = asyncio.Queue()

    async def read_all() -> None:
        try:
            async for read in orders:
                there.put_nowait((read, _ask(read, accounts, choices, asked) if isinstance(read, Order) else None))
        finally:
            there.put_nowait(None)

    clock = asyncio.get_running_loop().time
    reading = asyncio.create_task(read_all())
    left_s = PATIENCE_S
    try:
        while (item := await there.get()) is not None:
            read, asking = item
            if asking is not None and not asking.done():
                began = clock()
                await asyncio.wait([asking], timeout=left_s)
                left_s = max(0.0, left_s - (clock() - began))
            yield read
        await reading
    finally:
        for task in (reading, *asked.values()):
            task.cancel()
        await asyncio.gather(reading, *asked.values(), return_exceptions=True)


def _ask(
    order: Order, accounts: Sequence[CarrierAccount], choices: Mapping[str, Choices], asked: Asked
) -> asyncio.Task[None] | None:
    chosen = choices[order.id]
    code = chosen.point or (order.point.code if order.point else "")
    if not code.strip() or refusal(order) is not None:
        return None
    for account in accounts:
        takes = account.id == chosen.account_id if chosen.account_id else account.matches(order.method) is not None
        if takes and isinstance(account, PointCheck):
            key = (account.id, code)
            if key not in asked:
                asked[key] = asyncio.create_task(account.learn_point(code))
            return asked[key]
    return None
