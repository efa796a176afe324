"""An account of either kind at a stand-in of its own, the bodies it sends, and orders to ship."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import httpx
from lxml import etree

from agent.carriers.poczta_polska.account import EnAccount
from agent.carriers.poczta_polska.guid import guid_of
from agent.carriers.poczta_polska.opening import open_allegro, open_ordinary
from agent.carriers.poczta_polska.settings import AllegroSettings, OrdinarySettings
from agent.demo.en.options import EnOptions
from agent.demo.en.server import EnServer
from agent.demo.en.shipments import Shipment
from agent.shipping.model.order import Address, DeliveryMethod, Money, Order, OrderLine, PickupPoint
from agent.shipping.model.plan import Choices, Draft
from agent.shipping.model.shipment import Parcel
from tests.shipping.fakes import an_order

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
NRB = "61109010140000071219812874"
OFFICE = 260628
MASKED = "8awgqyk6a5+cub31c122@allegromail.pl"
METHODS = {
    "Allegro Kurier Pocztex": "093d950b-8497-4cc7-aa2a-6081e5e7e7e2",
    "Allegro Kurier Pocztex pobranie": "193d950b-0082-408f-9192-6081e5e7e7e2",
    "Allegro Odbiór w Punkcie Pocztex pobranie": "128e2be0-a2b9-4793-aafd-ec5557273786",
    "Kurier Pocztex": "0175efcd-8291-4328-ac41-258f5807b44e",
    "Kurier Pocztex pobranie": "1175efcd-15f3-4e97-8b15-258f5807b44e",
    "Odbiór w Punkcie Pocztex": "07d4d067-2e02-4011-aa6e-491f6e8fe266",
}


class StillClock:
    """A clock that stands until it is moved."""

    def __init__(self, now: datetime = NOW) -> None:
        self.moment = now

    def now(self) -> datetime:
        return self.moment

    async def sleep(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


class Listening(httpx.AsyncHTTPTransport):
    """Real connections; keeps what is sent, as operation and message."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[str, bytes, httpx.Headers]] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.sent.append((request.headers["SOAPAction"].strip('"').rpartition("/")[2], request.content, request.headers))
        return await super().handle_async_request(request)


@dataclass
class AnOrderAtAllegro:
    """What the service knows of the order behind a masked address."""

    order_id: str
    seller_id: str
    method_id: str
    method_name: str
    ready: bool = True


@dataclass
class World:
    """The stand-in, the account, and what went over the wire."""

    server: EnServer
    account: EnAccount
    clock: StillClock
    wire: Listening
    known_orders: dict[str, AnOrderAtAllegro] = field(default_factory=dict)

    async def draft(self, order: Order, size: str | None = None, point: str | None = None) -> Draft:
        await self.account.prepare()
        self.known_orders[order.email] = AnOrderAtAllegro(order.id, order.seller_id, order.method.id, order.method.name)
        return self.account.draft(order, Choices(size, point=point))

    async def parcel(self, order: Order, reference: str = "29738e61-000000000001") -> Parcel:
        drafted = await self.draft(order)
        assert drafted.problems == ()
        return Parcel(reference, drafted.request)

    def operations(self) -> list[str]:
        return [operation for operation, _, _ in self.wire.sent]

    def messages(self, operation: str) -> list[etree._Element]:
        """The elements in the bodies of what was sent."""
        return [body_of(content) for name, content, _ in self.wire.sent if name == operation]

    def made(self, reference: str = "29738e61-000000000001") -> Shipment:
        [shipment] = self.server.by_guid(guid_of(reference))
        return shipment


def body_of(content: bytes) -> etree._Element:
    body = etree.fromstring(content).find("{http://schemas.xmlsoap.org/soap/envelope/}Body")
    assert body is not None
    return body[0]


@asynccontextmanager
async def world(options: EnOptions | None = None, /, **settings: object) -> AsyncIterator[World]:
    """An ordinary account, or one for Allegro parcels when the options say so."""
    chosen = options or EnOptions()
    known: dict[str, AnOrderAtAllegro] = {}
    async with EnServer(chosen, allegro_order=known.get) as server:
        clock, wire = StillClock(), Listening()
        account = account_at(server.url, chosen.kind == "allegro", clock, wire, chosen.login, chosen.password, **settings)
        try:
            yield World(server, account, clock, wire, known)
        finally:
            await account.close()


def account_at(
    url: str, allegro: bool, clock: StillClock, wire: httpx.AsyncBaseTransport, login: str, password: str, **settings: object
) -> EnAccount:
    given = {"login": login, "office": OFFICE, "cod_account": NRB, **settings}
    endpoints = {"poczta_polska": url, "poczta_polska_allegro": url}
    secrets = {"password": password}
    if allegro:
        chosen = AllegroSettings.model_validate(given)
        return open_allegro("poczta", chosen, secrets, endpoints, transport=wire, clock=clock)
    return open_ordinary("poczta", OrdinarySettings.model_validate(given), secrets, endpoints, transport=wire, clock=clock)


def order(method: str = "Kurier Pocztex", **changes: object) -> Order:
    cod = method.endswith("pobranie")
    point = any(word in method for word in ("Punkcie", "Automat"))
    values: dict[str, object] = {
        "seller_id": "12345678",
        "method": DeliveryMethod(METHODS.get(method, "5a000000-0000-4000-8000-000000000099"), method),
        "point": PickupPoint("414491", "Punkt partnerski") if point else None,
        "recipient": Address("Anna", "Żółć", "", "ul. Kwiatowa 12A/3", "Gdańsk", "80-180", "PL", "+48 501 502 503"),
        "email": MASKED,
        "payment_type": "CASH_ON_DELIVERY" if cod else "ONLINE",
        "total": Money(8900, "PLN"),
        "smart": False,
        "read_at": NOW,
    }
    return an_order(0x29738E61, **(values | changes))


def abroad(country: str, method: str = "Paczka zagraniczna", *lines: OrderLine, post_code: str = "", **changes: object) -> Order:
    """An order to a place abroad, of one kind of goods unless others are named."""
    person = Address("Zoë", "Brontë", "", "221B Baker Street", "London", post_code or "NW1 6XE", country, "+44 20 7946 0958")
    goods = lines or (OrderLine("Filiżanka", 2, Money(4450, "PLN"), "6911.10.00"),)
    return order(method, **{"recipient": person, "lines": goods, **changes})


def living(**changes: str) -> Address:
    return replace(Address("Anna", "Żółć", "", "Kwiatowa 12", "Gdańsk", "80-180", "PL", "501502503"), **changes)
