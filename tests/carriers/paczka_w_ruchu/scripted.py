"""A service on loopback that answers what it is told to and keeps what it was asked, and orders to send to it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from aiohttp import web
from aiohttp.test_utils import TestServer
from lxml import etree

from agent.carriers.paczka_w_ruchu.account import PaczkaWRuchuAccount, open_account
from agent.carriers.paczka_w_ruchu.mapping import make_draft
from agent.carriers.paczka_w_ruchu.points import Point, PointList, point_list
from agent.carriers.paczka_w_ruchu.settings import PaczkaWRuchuSettings
from agent.demo.pwr.dataset import dataset
from agent.demo.pwr.server import PwrServer
from agent.demo.pwr.xml import Row, element
from agent.shipping.model.order import Address, DeliveryMethod, Money, Order, PickupPoint
from agent.shipping.model.plan import Choices, Draft
from agent.shipping.model.shipment import Parcel
from tests.shipping.fakes import an_order

NAMESPACE = "https://91.242.220.103/WebServicePwR"
CREATE = "GenerateLabelBusinessPackListTwo"
KEY = "tajny klucz <&>"
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
ORLEN = DeliveryMethod("0d0d03f6-8a6f-44e2-9285-1e53220b0653", "ORLEN Paczka")
ORLEN_COD = DeliveryMethod("1d0d03f6-7055-4cde-b6e3-1e53220b0653", "ORLEN Paczka pobranie")
REFERENCE = "29738e61-0123456789ab"


class StillClock:
    """Time that stands until it is moved."""

    def __init__(self) -> None:
        self.moment = NOW

    def now(self) -> datetime:
        return self.moment

    async def sleep(self, seconds: float) -> None:
        raise AssertionError("nothing here waits")


@dataclass
class Scripted:
    """Answers by operation; what was asked is in `asked`, newest last."""

    answers: dict[str, web.Response | bytes] = field(default_factory=dict)
    asked: list[tuple[Mapping[str, str], bytes]] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        self.asked.append((dict(request.headers), body))
        answer = self.answers[request.headers["SOAPAction"].strip('"').rsplit("/", 1)[-1]]
        return answer if isinstance(answer, web.Response) else web.Response(body=answer, content_type="text/xml")

    @property
    def bodies(self) -> list[etree._Element]:
        return [etree.fromstring(body)[0][0] for _, body in self.asked]


async def start(script: Scripted) -> TestServer:
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", script.handle)
    server = TestServer(app)
    await server.start_server()
    return server


def envelope(operation: str, *content: str) -> bytes:
    response = element(f"{operation}Response", *content, xmlns=NAMESPACE)
    soap = "http://schemas.xmlsoap.org/soap/envelope/"
    return element("soap:Envelope", element("soap:Body", response), xmlns__soap=soap).encode()


def answer(operation: str, *rows: Row, table: str | None = None, label: str = "") -> bytes:
    file = element("LabelData", label) if label else ""
    return envelope(operation, element(f"{operation}Result", dataset(table or operation, rows)), file)


def settings(**changes: object) -> PaczkaWRuchuSettings:
    values: dict[str, object] = {
        "partner_id": " TEST000001 ",
        "sender_company": "Sklep Żuraw",
        "sender_street": "Malborska",
        "sender_building": "130",
        "sender_post_code": "30-624",
        "sender_city": "Kraków",
        "sender_phone": "+48 500 600 700",
        "sender_email": "sklep@example.com",
        "requests_per_minute": 6000,
    }
    return PaczkaWRuchuSettings.model_validate({**values, **changes})


def account_at(url: str, key: str = KEY, clock: StillClock | None = None, **changes: object) -> PaczkaWRuchuAccount:
    return open_account(
        "orlen", settings(**changes), {"partner_key": f" {key}\n"}, {"paczka_w_ruchu": url}, clock=clock or StillClock()
    )


def account_of(server: PwrServer, key: str | None = None, **changes: object) -> PaczkaWRuchuAccount:
    options = server.options
    return open_account(
        "orlen",
        settings(partner_id=options.partner_id, **changes),
        {"partner_key": key or options.partner_key},
        {"paczka_w_ruchu": server.url},
    )


def order(**changes: object) -> Order:
    values: dict[str, object] = {
        "seller_id": "1",
        "method": ORLEN,
        "point": PickupPoint("WS-100001-27-26", "ORLEN Paczka"),
        "recipient": Address("Żaneta", "Żuraw", "", "ul. Kwiatowa 12/5", "Kraków", "30-624", "PL", "+48 600 100 200"),
        "email": "8awgqyk6a5+cub31c122@allegromail.pl",
        "buyer_login": "kupujący_1",
        "total": Money(12999, "PLN"),
        "smart": False,
        "read_at": NOW,
    }
    return an_order(0x29738E61, **(values | changes))


def cod_order(**changes: object) -> Order:
    return order(method=ORLEN_COD, payment_type="CASH_ON_DELIVERY", **changes)


def at_point(code: str | None, **changes: object) -> Order:
    return order(point=None if code is None else PickupPoint(code, ""), **changes)


def point(code: str, **changes: object) -> Point:
    base = Point(code, int(code[3:9]), f"Ulica {code[3:9]}", (52.0, 21.0), open=True, full=False, cash_on_delivery=True)
    return replace(base, **changes)  # type: ignore[arg-type]  # the tests name fields of Point


def listed(*points: Point, read_at: datetime = NOW) -> PointList:
    return point_list({each.number: each for each in points}, read_at)


def draft(
    of: Order | None = None,
    points: PointList | None = None,
    size: str | None = None,
    now: datetime = NOW,
    chosen: str | None = None,
    **changes: object,
) -> Draft:
    return make_draft(of or order(), Choices(size, point=chosen), settings(**changes), points, now)


def pack(made: Draft) -> dict[str, str]:
    value = json.loads(made.request)["BusinessPack"]
    assert isinstance(value, dict)
    return value


def parcel(reference: str = REFERENCE, of: Order | None = None, *, auto_destination_change: bool = False) -> Parcel:
    return Parcel(reference, draft(of, auto_destination_change=auto_destination_change).request)
