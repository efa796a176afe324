"""What the shared troubles must know of Poczta Polska, by its account for Allegro parcels."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from agent.demo.allegro_orders import OrderKind, many_orders
from agent.demo.en.options import EnOptions
from agent.demo.faults import ArmedFault, Fault
from agent.demo.setup import POCZTA_ALLEGRO, demo_secrets, write_config
from agent.demo.stand_ins import StandIns, start_stand_ins
from agent.demo.wire import JsonObject
from agent.shipping.work.points import Point

from .kit import Call, Habits, Kit, World

POCZTA_KINDS = (OrderKind.ALLEGRO_POCZTEX, OrderKind.ALLEGRO_POCZTEX_POINT, OrderKind.ALLEGRO_POCZTEX_COD)


class PocztaWorld(World):
    """Allegro and Elektroniczny Nadawca with an account for Allegro parcels."""

    account = POCZTA_ALLEGRO

    def __init__(self, stand_ins: StandIns) -> None:
        assert stand_ins.en_allegro is not None
        self._stand_ins = stand_ins
        self._en = stand_ins.en_allegro
        self.allegro = stand_ins.allegro
        self.carrier = stand_ins.en_allegro

    def write_config(self, home: Path, concurrency: int) -> None:
        # One parcel a call, so that there is a middle for a trouble to come in; whole batches: tests/faults/test_poczta.py.
        write_config(home, self._stand_ins, poczta={"requests_per_minute": 6000, "batch_size": 1})

    def secrets(self) -> Mapping[str, str]:
        return demo_secrets(self._stand_ins)

    def parcels(self, order_id: str) -> list[str | None]:
        return [each.number for each in self._en.by_email(self.allegro.orders[order_id]["buyer"]["email"])]

    def refuse_password(self) -> None:
        self._en.account.blocked = True

    def accept_password(self) -> None:
        self._en.account.unblock()

    def hold_labels_back(self) -> ArmedFault:
        return self.carrier.faults.arm(Fault.ERROR_BEFORE, method="POST", path="/getPrintForParcel$", times=None)


@asynccontextmanager
async def _start_poczta(orders: Sequence[JsonObject], habits: Habits) -> AsyncIterator[World]:
    options = EnOptions(kind="allegro", list_lag_s=habits.list_lag_s, clock_offset_s=habits.clock_offset_s)
    async with start_stand_ins(orders, latency_s=habits.latency_s, en_allegro=options) as stand_ins:
        yield PocztaWorld(stand_ins)


POCZTA_POLSKA = Kit(
    name="Poczta Polska",
    create=Call("POST", r"/addShipment$"),
    look=Call("POST", r"/getEnvelopeBufor$"),
    progress=Call("POST", r"/getEnvelopeBufor$"),
    label=Call("POST", r"/getPrintForParcel$"),
    orders=lambda count: many_orders(count, POCZTA_KINDS),
    start=_start_poczta,
    # It writes no numbers to Allegro, is not known to answer 429, and gives the number with its answer.
    never=frozenset(
        {
            "the carrier adds the numbers itself",
            "create: 429 storm with Retry-After",
            Point.CONFIRMATION_ARRIVED,
            Point.CONFIRMATION_WRITTEN,
        }
    ),
)
