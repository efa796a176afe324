"""What the tests must know of each carrier to put every one of them through the same troubles.

A new carrier gets one kit and one line in `KITS`, and inherits the fault matrix, the crash matrix and the soak.
"""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from agent.demo.allegro_orders import OrderKind, many_orders
from agent.demo.allegro_server import AllegroServer
from agent.demo.faults import ArmedFault, Fault
from agent.demo.serving import StandInServer
from agent.demo.setup import ACCOUNT, demo_secrets, write_config
from agent.demo.shipx_options import ShipxOptions
from agent.demo.stand_ins import StandIns, start_stand_ins
from agent.demo.wire import JsonObject, dump


@dataclass(frozen=True)
class Call:
    """Which calls of a stand-in are meant: their method and a regular expression for their path."""

    method: str
    path: str


@dataclass(frozen=True)
class Habits:
    """How the carrier behaves when nothing is wrong. Times are seconds."""

    number_after_s: float = 0.05
    """From the creation of a parcel to its tracking number."""
    list_lag_s: float = 0.05
    """How long a new parcel is missing from the carrier's lists."""
    clock_offset_s: float = 0.0
    """How far the carrier's clock is ahead."""
    reports_itself: bool = False
    """Whether the carrier writes the number to Allegro's order on its own, as soon as there is one."""
    latency_s: float = 0.0


class World(ABC):
    """Allegro and the carrier, running; every order of it is one the carrier ships."""

    account: str
    """The carrier account's id in the configuration."""
    allegro: AllegroServer
    carrier: StandInServer

    @abstractmethod
    def write_config(self, home: Path, concurrency: int) -> None:
        """Makes the home folder of an agent that uses these stand-ins."""

    @abstractmethod
    def secrets(self) -> Mapping[str, str]:
        """What the agent's key store holds."""

    @abstractmethod
    def parcels(self, order_id: str) -> list[str | None]:
        """The parcels the carrier has for the order, by their tracking numbers; None for one without a number yet."""

    @abstractmethod
    def refuse_password(self) -> None:
        """From now on the agent's credentials are wrong."""

    @abstractmethod
    def accept_password(self) -> None:
        """They are right again."""

    @abstractmethod
    def hold_labels_back(self) -> ArmedFault:
        """From now on the carrier says that labels are not ready, until the fault is disarmed."""


@dataclass(frozen=True)
class Kit:
    """One carrier. Calls for looking up and for progress may be the same ones."""

    name: str
    create: Call
    look: Call
    progress: Call
    label: Call
    orders: Callable[[int], Sequence[JsonObject]]
    """So many orders for this carrier as Allegro has them."""
    start: Callable[[Sequence[JsonObject], Habits], AbstractAsyncContextManager[World]]


class InpostWorld(World):
    """Allegro and ShipX."""

    account = ACCOUNT

    def __init__(self, stand_ins: StandIns) -> None:
        self._stand_ins = stand_ins
        self._shipx = stand_ins.shipx
        self._right = stand_ins.shipx.options
        self.allegro = stand_ins.allegro
        self.carrier = stand_ins.shipx

    def write_config(self, home: Path, concurrency: int) -> None:
        write_config(home, self._stand_ins, inpost={"requests_per_minute": 6000, "concurrency": concurrency})

    def secrets(self) -> Mapping[str, str]:
        return demo_secrets(self._stand_ins)

    def parcels(self, order_id: str) -> list[str | None]:
        email = self.allegro.orders[order_id]["buyer"]["email"]
        return [each.tracking_number for each in self._shipx.by_email(email)]

    def refuse_password(self) -> None:
        self._shipx.options = replace(self._right, token="another")

    def accept_password(self) -> None:
        self._shipx.options = self._right

    def hold_labels_back(self) -> ArmedFault:
        details = {"action": "get_label", "shipment_status": "offer_selected", "shipment_id": 1}
        body = {"status": 400, "error": "invalid_action", "message": "shipment_status_incorrect", "details": details}
        return self.carrier.faults.arm(Fault.ERROR_BEFORE, method="GET", path="label", times=None, status=400, body=dump(body))


@asynccontextmanager
async def _start_inpost(orders: Sequence[JsonObject], habits: Habits) -> AsyncIterator[World]:
    options = ShipxOptions(
        confirm_after_s=habits.number_after_s, list_lag_s=habits.list_lag_s, clock_offset_s=habits.clock_offset_s
    )
    async with start_stand_ins(
        orders,
        latency_s=habits.latency_s,
        inpost_reports_itself=habits.reports_itself,
        inpost_report_delay_s=0.0,
        shipx=options,
    ) as stand_ins:
        yield InpostWorld(stand_ins)


INPOST_KINDS = (OrderKind.LOCKER, OrderKind.LOCKER_SMART, OrderKind.COURIER, OrderKind.LOCKER_COD)

KITS: Mapping[str, Kit] = {
    "inpost": Kit(
        name="InPost",
        create=Call("POST", r"/shipments$"),
        look=Call("GET", r"/shipments$"),
        progress=Call("GET", r"/shipments$"),
        label=Call("GET", r"label"),
        orders=lambda count: many_orders(count, INPOST_KINDS),
        start=_start_inpost,
    ),
}
"""The carriers, by their id in the registry."""
