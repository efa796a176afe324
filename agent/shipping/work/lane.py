"""The work at one carrier account: creation, and what follows it.

An attempt enters a stage by its state on disk, after a start just as in the middle of a job.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from agent.shipping.ledger.rows import Attempt
from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.model.order import Order
from agent.shipping.model.shipment import ListedShipment
from agent.shipping.ports import CarrierAccount
from shared_schema.codes import ErrorCode

from .aftercare import Aftercare
from .creation import Creation
from .desk import Desk
from .door import Door
from .labels import fetch
from .loops import Loops
from .waiting_room import WaitingRoom


class Lane:
    """Everything under way at one account. `route` gives an attempt that leaves this lane's stages to its next place."""

    def __init__(
        self, desk: Desk, account: CarrierAccount, loops: Loops, room: WaitingRoom, route: Callable[[Attempt], None]
    ) -> None:
        self._desk = desk
        self.door = Door(desk, account)
        self._creation = Creation(desk, self.door, loops, room, route)
        self._aftercare = Aftercare(desk, self.door, loops, route)
        loops.start(self.door.probe)

    @property
    def account(self) -> CarrierAccount:
        """The account as it is configured now."""
        return self.door.account

    def submit(self, attempt: Attempt, order: Order) -> None:
        """Takes a queued attempt whose order this account ships."""
        self._creation.submit(attempt, order)

    def take_up(self, attempt: Attempt) -> None:
        """Takes an attempt into the stage its state on disk belongs to."""
        self._aftercare.take_up(attempt, self._creation.busy)

    async def close(self, grace_s: float) -> None:
        """Lets calls that create parcels come to their answer; to be called when the loops have ended."""
        await self._creation.close(grace_s)

    async def fetch_now(self, attempts: Sequence[Attempt]) -> dict[int, Failure]:
        """Asks for labels because a person wants them; by attempt id, why some are missing. Waits for no outage."""
        shut = self.door.shut()
        if shut is not None:
            return dict.fromkeys((each.id for each in attempts), shut)
        failures: dict[int, Failure] = {}
        for start in range(0, len(attempts), self.door.account.max_ids_per_call):
            chunk = attempts[start : start + self.door.account.max_ids_per_call]
            try:
                failures.update(await fetch(self._desk, self.door.account, self.door.calling_at_once, chunk))
            except ShippingError as error:
                failures.update(dict.fromkeys((each.id for each in chunk), error.failure))
        return failures

    async def listed(self, since: datetime) -> Sequence[ListedShipment] | None:
        """The account's own list, None when it has none. Raises ShippingError; waits for no outage."""
        async with self.door.gate.turn():
            if (shut := self.door.shut()) is not None:
                raise ShippingError(shut)
            try:
                return await self.door.account.listed(since)
            except ShippingError as error:
                # Comparing must not keep parcels from being sent; but a wrong password is tried once only.
                if error.failure.code is ErrorCode.CREDENTIALS_REFUSED:
                    await self.door.consider(error.failure)
                raise
