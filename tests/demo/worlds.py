"""Small clients for the tests of the stand-ins: they speak raw HTTP, so nothing of the product's client is shared."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import aiohttp

from agent.demo.allegro_server import AllegroServer
from agent.demo.shipx_server import ShipxServer

T = TypeVar("T")
VENDOR = "application/vnd.allegro.public.v1+json"
USER_AGENT = "Nadajnik/1.2.3 (+https://example.com/nadajnik)"
Json = dict[str, Any]  # Any: bodies as they come from the wire


async def wait_until(condition: Callable[[], bool], deadline_s: float = 10) -> None:
    """Return once the condition holds; TimeoutError after the deadline."""
    async with asyncio.timeout(deadline_s):
        while not condition():  # noqa: ASYNC110 - the condition is any state of a stand-in
            await asyncio.sleep(0.01)


async def answered(ask: Callable[[], Awaitable[T]], good: Callable[[T], bool], deadline_s: float = 10) -> T:
    """Ask again until the answer is good and return it; TimeoutError after the deadline."""
    async with asyncio.timeout(deadline_s):
        while not good(answer := await ask()):  # noqa: ASYNC110 - only asking again shows the answer
            await asyncio.sleep(0.02)
        return answer


class AllegroCaller:
    """Calls the REST API with good headers unless a test replaces them (None leaves one out)."""

    def __init__(self, server: AllegroServer, session: aiohttp.ClientSession) -> None:
        self.server, self.session = server, session
        self.token = server.issue_tokens().access_token
        self.trace_id: str | None = None

    async def call(
        self, method: str, path: str, body: object = None, *, headers: dict[str, str | None] | None = None
    ) -> tuple[int, Json]:
        """Return status and body; an empty body is an empty object."""
        wanted: dict[str, str | None] = {
            "Authorization": f"Bearer {self.token}",
            "Accept": VENDOR,
            "User-Agent": USER_AGENT,
            **({"Content-Type": VENDOR} if body is not None else {}),
            **(headers or {}),
        }
        given = {name: value for name, value in wanted.items() if value is not None}
        missing = [name for name, value in wanted.items() if value is None]
        async with self.session.request(
            method, self.server.api_url + path, json=body, headers=given, skip_auto_headers=missing
        ) as answer:
            raw = await answer.read()
            self.trace_id = answer.headers.get("trace-id")
            return answer.status, await answer.json(content_type=None) if raw else {}


class ShipxCaller:
    """Calls ShipX with the right token unless a test replaces the headers."""

    def __init__(self, server: ShipxServer, session: aiohttp.ClientSession) -> None:
        self.server, self.session = server, session
        self.home = f"/v1/organizations/{server.options.organization_id}"

    async def call(
        self, method: str, path: str, body: object = None, *, headers: dict[str, str] | None = None
    ) -> tuple[int, Json]:
        """Return status and JSON body; an empty body is an empty object."""
        sent = {"Authorization": f"Bearer {self.server.options.token}", **(headers or {})}
        async with self.session.request(method, self.server.url + path, json=body, headers=sent) as answer:
            raw = await answer.read()
            return answer.status, await answer.json(content_type=None) if raw else {}

    async def download(self, path: str) -> tuple[str, bytes]:
        """Return content type and bytes of a 200."""
        sent = {"Authorization": f"Bearer {self.server.options.token}"}
        async with self.session.get(self.server.url + path, headers=sent) as answer:
            assert answer.status == 200, await answer.text()
            assert "Content-Length" not in answer.headers
            return answer.content_type, await answer.read()

    async def create(self, body: Json) -> tuple[int, Json]:
        """Post a shipment."""
        return await self.call("POST", f"{self.home}/shipments", body)

    async def created(self, body: Json) -> int:
        """Post a shipment that must be taken and return its id."""
        status, answer = await self.create(body)
        assert status == 201, answer
        return int(answer["id"])


def locker(**changes: object) -> Json:
    """Return a good request for a plain locker."""
    body: Json = {
        "service": "inpost_locker_standard",
        "receiver": {
            "first_name": "Żaneta",
            "last_name": "Brzęczyszczykiewicz",
            "email": "zaneta@example.com",
            "phone": "511222333",
        },
        "parcels": {"template": "small"},
        "custom_attributes": {"target_point": "KRA010", "sending_method": "any_point"},
        "reference": "nadajnik-0001",
    }
    return body | changes


def courier(**changes: object) -> Json:
    """Return a good request for the courier that every account has."""
    address = {"street": "Złota", "building_number": "7/9", "city": "Łódź", "post_code": "90-361", "country_code": "PL"}
    body = locker(service="inpost_courier_c2c", custom_attributes={"sending_method": "any_point"})
    body["receiver"] = body["receiver"] | {"address": address}
    body["parcels"] = {
        "dimensions": {"length": "400", "width": "300", "height": "150", "unit": "mm"},
        "weight": {"amount": "2.5", "unit": "kg"},
    }
    return body | changes
