"""A ShipX of prepared answers on loopback, a clock that never waits, and orders to ship."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import httpx
from aiohttp import web
from aiohttp.test_utils import TestServer

from agent.carriers.inpost.account import InpostAccount, open_account
from agent.carriers.inpost.settings import InpostSettings
from agent.shipping.model.order import Address, DeliveryMethod, Money, Order, PickupPoint
from tests.shipping.fakes import an_order

TOKEN = "test.token"
ORGANIZATION = 7008
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
PATH = f"/v1/organizations/{ORGANIZATION}/shipments"
Responder = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Seen:
    """One request as it arrived."""

    method: str
    path: str
    query: list[tuple[str, str]]
    headers: Mapping[str, str]
    body: bytes


@dataclass
class ScriptedShipx:
    """Gives the prepared answers one after the other, the last one for ever; remembers every request."""

    answers: list[Responder] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        query = [(name, value) for name, value in request.query.items()]
        self.seen.append(Seen(request.method, request.path, query, dict(request.headers), await request.read()))
        responder = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return await responder(request)


def says(status: int, body: object, **headers: str) -> Responder:
    """An answer with JSON, or with a text or bytes as they are."""

    async def respond(request: web.Request) -> web.StreamResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if isinstance(body, bytes):
            return web.Response(status=status, body=body, headers=named)
        if isinstance(body, str):
            return web.Response(status=status, text=body, headers=named)
        return web.json_response(body, status=status, headers=named)

    return respond


async def hangs_up(request: web.Request) -> web.StreamResponse:
    """The request was read whole; then the connection is cut."""
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def stops_half_way(request: web.Request) -> web.StreamResponse:
    """Half of the promised body, then the connection is cut."""
    response = web.StreamResponse(status=201, headers={"Content-Length": "200"})
    await response.prepare(request)
    await response.write(b'{"id": 14588109, "sta')
    assert request.transport is not None
    request.transport.close()
    return response


async def says_nothing(request: web.Request) -> web.StreamResponse:
    """Waits until the client leaves."""
    await asyncio.Event().wait()
    return web.Response()


class StillClock:
    """A clock that stands; waiting is noted and takes no time."""

    def __init__(self, now: datetime = NOW) -> None:
        self.moment = now
        self.waited: list[float] = []

    def now(self) -> datetime:
        return self.moment

    async def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)

    def pass_time(self, span: timedelta) -> None:
        self.moment += span


class Impatient(httpx.AsyncHTTPTransport):
    """Real connections with a read timeout of 50 ms."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.extensions = {**request.extensions, "timeout": {"connect": 5.0, "read": 0.05, "write": 5.0, "pool": 5.0}}
        return await super().handle_async_request(request)


async def start(script: ScriptedShipx) -> TestServer:
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", script.handle)
    server = TestServer(app)
    await server.start_server()
    return server


def settings(**changes: object) -> InpostSettings:
    return InpostSettings.model_validate({"organization_id": ORGANIZATION, "requests_per_minute": 6000, **changes})


def account_at(
    url: str,
    clock: StillClock,
    transport: httpx.AsyncBaseTransport | None = None,
    **changes: object,
) -> InpostAccount:
    endpoints = {"inpost": url, "inpost_points": f"{url}/points-host"}
    return open_account("inpost", settings(**changes), {"token": TOKEN}, endpoints, transport=transport, clock=clock)


def organization(**changes: object) -> dict[str, object]:
    body: dict[str, object] = {
        "id": ORGANIZATION,
        "name": "Sklep Testowy",
        "bank_account_number": "PL 11 2222 3333 4444 5555 6666 7890",
        "services": [
            "inpost_locker_standard",
            "inpost_locker_allegro",
            "inpost_courier_allegro",
            "inpost_courier_c2c",
            "inpost_letter_allegro",
        ],
    }
    return body | changes


def order(**changes: object) -> Order:
    values: dict[str, object] = {
        "seller_id": "1",
        "method": DeliveryMethod("2488f7b7-5d1c-4d65-b85c-4cbcf253fd93", "Allegro Paczkomaty InPost"),
        "point": PickupPoint("KRA010", "Paczkomat KRA010"),
        "recipient": Address("Jan", "Kowalski", "", "ul. Kwiatowa 12/5", "Kraków", "30-624", "PL", "+48 600 100 200"),
        "email": "8awgqyk6a5+cub31c122@allegromail.pl",
        "total": Money(12990, "PLN"),
        "smart": True,
        "read_at": NOW,
    }
    return an_order(0x29738E61, **(values | changes))


def courier_order(**changes: object) -> Order:
    method = DeliveryMethod("5d9c7838-e05f-4dec-afdd-58e884170ba7", "Allegro Kurier24 InPost")
    return order(method=method, point=None, **changes)


def shipment(**changes: object) -> dict[str, object]:
    body: dict[str, object] = {
        "id": 14588109,
        "status": "created",
        "tracking_number": None,
        "service": "inpost_locker_allegro",
        "reference": "NAD-1",
        "cod": {"amount": None, "currency": None},
        "offers": [],
        "transactions": [],
    }
    return body | changes


def body_of(seen: Seen) -> dict[str, object]:
    value = json.loads(seen.body)
    assert isinstance(value, dict)
    return value
