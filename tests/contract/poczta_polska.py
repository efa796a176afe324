"""What the shared troubles must know of Poczta Polska: by its ordinary account, and by its account for Allegro parcels."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Literal

from agent.demo.allegro_orders import OrderKind, many_orders
from agent.demo.en.options import EnOptions
from agent.demo.en.server import EnServer
from agent.demo.faults import ArmedFault, Fault
from agent.demo.setup import POCZTA, POCZTA_ALLEGRO, demo_secrets, write_config
from agent.demo.stand_ins import StandIns, start_stand_ins
from agent.demo.wire import JsonObject
from agent.shipping.work.points import Point

from .kit import Call, Habits, Kit, World

Payer = Literal["ordinary", "allegro"]

ALLEGRO_KINDS = (OrderKind.ALLEGRO_POCZTEX, OrderKind.ALLEGRO_POCZTEX_POINT, OrderKind.ALLEGRO_POCZTEX_COD)
ORDINARY_KINDS = (
    OrderKind.POCZTEX,
    OrderKind.PARCEL,
    OrderKind.POCZTEX_COD,
    OrderKind.REGISTERED,
    OrderKind.POCZTEX_POINT,
    OrderKind.PARCEL_COD,
)
"""The last has a form behind its label."""


class PocztaWorld(World):
    """Allegro and Elektroniczny Nadawca with one account."""

    def __init__(self, stand_ins: StandIns, account: str, en: EnServer) -> None:
        self._stand_ins = stand_ins
        self._en = en
        self.account = account
        self.allegro = stand_ins.allegro
        self.carrier = en

    def write_config(self, home: Path, concurrency: int) -> None:
        # One parcel a call, so that there is a middle for a trouble to come in; whole batches: tests/faults/test_poczta.py.
        write_config(home, self._stand_ins, poczta={"requests_per_minute": 6000, "batch_size": 1})

    def secrets(self) -> Mapping[str, str]:
        return demo_secrets(self._stand_ins)

    def parcels(self, order_id: str) -> list[str | None]:
        # By the order's id in the description: the ordinary account is told no e-mail.
        return [each.number for each in self._en.shipments if (each.description or "").startswith(order_id)]

    def refuse_password(self) -> None:
        self._en.account.blocked = True

    def accept_password(self) -> None:
        self._en.account.unblock()

    def hold_labels_back(self) -> ArmedFault:
        return self.carrier.faults.arm(Fault.ERROR_BEFORE, method="POST", path="/getPrintForParcel$", times=None)


def _start(payer: Payer) -> Callable[[Sequence[JsonObject], Habits], AbstractAsyncContextManager[World]]:
    @asynccontextmanager
    async def start(orders: Sequence[JsonObject], habits: Habits) -> AsyncIterator[World]:
        options = EnOptions(kind=payer, list_lag_s=habits.list_lag_s, clock_offset_s=habits.clock_offset_s)
        en, en_allegro = (options, None) if payer == "ordinary" else (None, options)
        async with start_stand_ins(orders, latency_s=habits.latency_s, en=en, en_allegro=en_allegro) as stand_ins:
            server = stand_ins.en or stand_ins.en_allegro
            assert server is not None
            yield PocztaWorld(stand_ins, POCZTA if payer == "ordinary" else POCZTA_ALLEGRO, server)

    return start


def _kit(name: str, payer: Payer, kinds: Sequence[OrderKind]) -> Kit:
    return Kit(
        name=name,
        create=Call("POST", r"/addShipment$"),
        look=Call("POST", r"/getEnvelopeBufor$"),
        progress=Call("POST", r"/getEnvelopeBufor$"),
        label=Call("POST", r"/getPrintForParcel$"),
        orders=lambda count: many_orders(count, kinds),
        start=_start(payer),
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


POCZTA_POLSKA = _kit("Poczta Polska", "ordinary", ORDINARY_KINDS)
POCZTA_POLSKA_ALLEGRO = _kit("Poczta Polska (Allegro)", "allegro", ALLEGRO_KINDS)
