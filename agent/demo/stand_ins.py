"""Allegro and the carriers, started together and wired as in life: carriers know Allegro's orders by the masked e-mail."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from agent.demo.allegro_options import AllegroOptions
from agent.demo.allegro_orders import demo_orders
from agent.demo.allegro_server import AllegroServer
from agent.demo.en.options import EnOptions
from agent.demo.en.server import EnServer
from agent.demo.pwr.options import PwrOptions
from agent.demo.pwr.server import PwrServer
from agent.demo.shipx_options import ShipxOptions
from agent.demo.shipx_server import ShipxServer
from agent.demo.shipx_shipments import Shipment
from agent.demo.wire import JsonObject


@dataclass(frozen=True)
class StandIns:
    """The services, running; those that were not asked for are None."""

    allegro: AllegroServer
    shipx: ShipxServer
    pwr: PwrServer
    en: EnServer | None = None
    en_allegro: EnServer | None = None


@asynccontextmanager
async def start_stand_ins(
    orders: Iterable[JsonObject] | None = None,
    *,
    latency_s: float = 0.0,
    inpost_reports_itself: bool = False,
    inpost_report_delay_s: float = 0.1,
    allegro: AllegroOptions | None = None,
    shipx: ShipxOptions | None = None,
    pwr: PwrOptions | None = None,
    en: EnOptions | None = None,
    en_allegro: EnOptions | None = None,
) -> AsyncIterator[StandIns]:
    """Start the services and stop them at the end. `orders` None takes the demo's orders.

    `en`, `en_allegro`: Poczta Polska with an ordinary account and with one for Allegro parcels, only where they are given.

    `inpost_reports_itself`: for shipments of Allegro's services InPost writes the number to the order on its own,
    `inpost_report_delay_s` seconds after it confirmed the shipment.
    """
    market = AllegroServer(demo_orders() if orders is None else orders, allegro, latency_s=latency_s)

    def report(shipment: Shipment) -> None:
        order = market.find_by_email(shipment.receiver_email or "")
        if not inpost_reports_itself or order is None or shipment.facts.method_prefix is None:
            return
        loop = asyncio.get_running_loop()
        for number in filter(None, shipment.tracking_numbers):
            loop.call_later(inpost_report_delay_s, market.add_number_by_carrier, order.order_id, "INPOST", number)

    carrier = ShipxServer(shipx, allegro_order=market.find_by_email, on_confirmed=report, latency_s=latency_s)
    orlen = PwrServer(pwr, latency_s=latency_s)
    async with AsyncExitStack() as stack:
        for server in (market, carrier, orlen):
            await stack.enter_async_context(server)
        post = [
            None
            if each is None
            else await stack.enter_async_context(EnServer(each, allegro_order=market.find_by_email, latency_s=latency_s))
            for each in (en, en_allegro)
        ]
        yield StandIns(market, carrier, orlen, *post)


def every_account(
    orders: Iterable[JsonObject] | None = None, *, shipx: ShipxOptions | None = None
) -> AbstractAsyncContextManager[StandIns]:
    """The demo's stand-ins: all four accounts, with an ORLEN Paczka contract that has cash on delivery."""
    post, pwr = EnOptions(kind="allegro"), PwrOptions(cash_on_delivery=True)
    return start_stand_ins(orders, shipx=shipx, en=EnOptions(), en_allegro=post, pwr=pwr)
