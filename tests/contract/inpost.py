"""What the shared troubles must know of InPost."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from agent.demo.allegro_orders import OrderKind, many_orders
from agent.demo.faults import ArmedFault, Fault
from agent.demo.setup import ACCOUNT, demo_secrets, write_config
from agent.demo.shipx_options import ShipxOptions
from agent.demo.stand_ins import StandIns, start_stand_ins
from agent.demo.wire import JsonObject, dump

from .kit import Call, Habits, Kit, World

INPOST_KINDS = (OrderKind.LOCKER, OrderKind.LOCKER_SMART, OrderKind.COURIER, OrderKind.LOCKER_COD)


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


INPOST = Kit(
    name="InPost",
    create=Call("POST", r"/shipments$"),
    look=Call("GET", r"/shipments$"),
    progress=Call("GET", r"/shipments$"),
    label=Call("GET", r"label"),
    orders=lambda count: many_orders(count, INPOST_KINDS),
    start=_start_inpost,
)
