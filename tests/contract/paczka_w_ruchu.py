"""What the shared troubles must know of ORLEN Paczka (Paczka w Ruchu)."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from agent.demo.allegro_orders import OrderKind, many_orders
from agent.demo.faults import ArmedFault, Fault
from agent.demo.pwr.options import Oddity, PwrOptions
from agent.demo.pwr.xml import element, value
from agent.demo.setup import ORLEN_ACCOUNT, demo_secrets, write_config
from agent.demo.stand_ins import StandIns, start_stand_ins
from agent.demo.wire import JsonObject
from agent.shipping.work.points import Point
from tests.carriers.paczka_w_ruchu.scripted import CREATE, envelope

from .kit import Call, Habits, Kit, World

LABEL_TROUBLES = (
    "connection reset",
    "half an answer",
    "5xx",
    "429 storm with Retry-After",
    "HTML with 200",
    "HTML with 500",
    "redirect",
    "silence",
)
ONE_LABEL, MANY_LABELS = "LabelPrintDuplicateTwo", "LabelPrintDuplicateListTwo"


class OrlenWorld(World):
    """Allegro and ORLEN Paczka. One parcel a call, so that a trouble meets one of them and not all."""

    account = ORLEN_ACCOUNT

    def __init__(self, stand_ins: StandIns) -> None:
        self._stand_ins = stand_ins
        self._pwr = stand_ins.pwr
        self._key = stand_ins.pwr.options.partner_key
        self.allegro = stand_ins.allegro
        self.carrier = stand_ins.pwr

    def write_config(self, home: Path, concurrency: int) -> None:
        orlen = {"parcels_per_call": 1, "concurrency": concurrency}
        write_config(home, self._stand_ins, inpost={"enabled": False}, orlen=orlen)

    def secrets(self) -> Mapping[str, str]:
        return demo_secrets(self._stand_ins)

    def parcels(self, order_id: str) -> list[str | None]:
        email = self.allegro.orders[order_id]["buyer"]["email"]
        return [each.pack_code for each in self._pwr.parcels if each.fields["EMail"] == email]

    def refuse_password(self) -> None:
        self._pwr.change_key("another")

    def accept_password(self) -> None:
        self._pwr.change_key(self._key)

    def refused_calls(self) -> int:
        return self._pwr.refused_credentials

    def hold_labels_back(self) -> ArmedFault:
        self._pwr.plan_answer(CREATE, Oddity.NO_LABEL, times=1000)
        for operation in (MANY_LABELS, ONE_LABEL):
            result = element(f"{operation}Result", value("Err", "211"), value("ErrDes", "lack of routing data"))
            armed = self._pwr.faults.arm(
                Fault.ERROR_BEFORE, path=f"{operation}$", times=None, status=200, body=envelope(operation, result).decode()
            )
        return armed


@asynccontextmanager
async def _start(orders: Sequence[JsonObject], habits: Habits) -> AsyncIterator[World]:
    pwr = PwrOptions(list_lag_s=habits.list_lag_s, clock_offset_s=habits.clock_offset_s, cash_on_delivery=True)
    async with start_stand_ins(orders, latency_s=habits.latency_s, pwr=pwr) as stand_ins:
        yield OrlenWorld(stand_ins)


PACZKA_W_RUCHU = Kit(
    name="ORLEN Paczka",
    create=Call("POST", f"/{CREATE}$"),
    look=Call("POST", "/GetGeneratedParcels$"),
    progress=Call("POST", "/GetGeneratedParcels$"),
    label=Call("POST", "/LabelPrintDuplicate"),
    orders=lambda count: many_orders(count, (OrderKind.ORLEN, OrderKind.ORLEN)),
    start=_start,
    never=frozenset(
        {
            # It writes no numbers to Allegro, and gives the number with its answer.
            "the carrier adds the numbers itself",
            Point.CONFIRMATION_ARRIVED,
            Point.CONFIRMATION_WRITTEN,
            # Labels come with the parcels: there is no call for them that could go wrong.
            "disk full while a label is kept",
            *(f"label: {trouble}" for trouble in LABEL_TROUBLES),
        }
    ),
)
