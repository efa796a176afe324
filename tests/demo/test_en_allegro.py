"""The account for Allegro parcels: what is linked to an order and what is not."""

from collections.abc import AsyncIterator

import httpx
import pytest

from agent.demo.allegro_methods import DeliveryMethod
from agent.demo.allegro_orders import OrderKind, build_order
from agent.demo.allegro_server import AllegroServer
from agent.demo.en.options import EnOptions
from agent.demo.en.server import EnServer
from agent.demo.wire import JsonObject
from tests.demo.en_caller import EnCaller, guid, letter, pocztex

COURIER = DeliveryMethod("093d950b-8497-4cc7-aa2a-6081e5e7e7e2", "Allegro Kurier Pocztex")
COURIER_COD = DeliveryMethod("193d950b-0082-408f-9192-6081e5e7e7e2", "Allegro Kurier Pocztex pobranie")
POINT = DeliveryMethod("5a000000-0000-4000-8000-000000000011", "Allegro Odbiór w Punkcie Pocztex")
LOCKER_COD = DeliveryMethod("5a000000-0000-4000-8000-000000000012", "Allegro Automat Pocztex pobranie")
POLECONA = DeliveryMethod("5a000000-0000-4000-8000-000000000028", "Allegro Przesyłka polecona")
MINI = DeliveryMethod("5a000000-0000-4000-8000-000000000029", "Allegro MiniPrzesyłka")
NOT_LINKABLE = "Nie udało się powiązać przesyłki z Allegro dla podanych atrybutów elementu relatedToAllegro"


def order_by(method: DeliveryMethod, number: int = 1) -> JsonObject:
    order = build_order(OrderKind.COURIER, number)
    order["delivery"]["method"] = {"id": method.id, "name": method.name}
    return order


class Shop:
    """Allegro's orders and the account that may post them."""

    def __init__(self, market: AllegroServer, en: EnCaller) -> None:
        self.market, self.en = market, en

    def related(self, order: JsonObject, **changes: str) -> str:
        facts = {
            "id": order["id"],
            "sellerId": self.market.options.user_id,
            "channel": "REST_API",
            "deliveryMethod": order["delivery"]["method"]["id"],
            **changes,
        }
        return "<relatedToAllegro " + " ".join(f'{name}="{value}"' for name, value in facts.items()) + "/>"

    async def post(self, shipment: str) -> tuple[str | None, list[str]]:
        [answer] = (await self.en.add(await self.en.bufor(), shipment)).values()
        return answer


@pytest.fixture
async def shop(http: httpx.AsyncClient) -> AsyncIterator[Shop]:
    market = AllegroServer()
    async with EnServer(EnOptions(kind="allegro"), allegro_order=market.find_by_email) as server:
        yield Shop(market, EnCaller(server, http))


@pytest.mark.parametrize(
    ("method", "cod_grosze", "pni"),
    [(COURIER, None, 0), (COURIER_COD, 8900, 0), (POINT, None, 414491), (LOCKER_COD, 8900, 10027341)],
)
async def test_a_parcel_that_fits_its_order(shop: Shop, method: DeliveryMethod, cod_grosze: int | None, pni: int) -> None:
    order = order_by(method)
    shop.market.add_order(order)
    parcel = pocztex(guid(), email=order["buyer"]["email"], related=shop.related(order), cod_grosze=cod_grosze, pni=pni)
    number, errors = await shop.post(parcel)
    assert number
    assert errors == []


async def test_a_letter_for_its_method(shop: Shop) -> None:
    order = order_by(POLECONA)
    shop.market.add_order(order)
    email, related = order["buyer"]["email"], shop.related(order)
    assert (await shop.post(letter(guid(), email=email, more=related)))[1] == []
    assert (await shop.post(pocztex(guid(), email=email, related=related)))[1] == [
        "Rodzaj przesyłki nie odpowiada sposobowi dostawy Allegro"
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "29738e61-7f6a-11e8-ac45-09db60ede9d6"},
        {"sellerId": "1"},
        {"channel": "WEB_API"},
        {"deliveryMethod": COURIER_COD.id},
    ],
)
async def test_what_names_another_order_is_not_linked(shop: Shop, changes: dict[str, str]) -> None:
    order = order_by(COURIER)
    shop.market.add_order(order)
    parcel = pocztex(guid(), email=order["buyer"]["email"], related=shop.related(order, **changes))
    assert await shop.post(parcel) == (None, [NOT_LINKABLE])


async def test_a_parcel_names_the_seller_of_its_order(shop: Shop) -> None:
    order = order_by(COURIER)
    shop.market.add_seller("77001122", "drugi_zuraw", [order])
    email, first, second = order["buyer"]["email"], shop.related(order), shop.related(order, sellerId="77001122")
    assert await shop.post(pocztex(guid(), email=email, related=first)) == (None, [NOT_LINKABLE])
    number, errors = await shop.post(pocztex(guid(), email=email, related=second))
    assert number
    assert errors == []


async def test_the_masked_e_mail_must_be_whole(shop: Shop) -> None:
    order = order_by(COURIER)
    shop.market.add_order(order)
    related, email = shop.related(order), order["buyer"]["email"]
    cut = email.split("+")[0] + "@allegromail.pl"
    assert await shop.post(pocztex(guid(), email=cut, related=related)) == (None, [NOT_LINKABLE])
    assert await shop.post(pocztex(guid(), email=email)) == (None, [NOT_LINKABLE])
    order["status"] = "CANCELLED"
    assert await shop.post(pocztex(guid(), email=email, related=related)) == (None, [NOT_LINKABLE])


async def test_methods_of_others_are_not_linked(shop: Shop) -> None:
    order = order_by(MINI)
    shop.market.add_order(order)
    parcel = letter(guid(), email=order["buyer"]["email"], more=shop.related(order))
    assert await shop.post(parcel) == (None, [NOT_LINKABLE])


@pytest.mark.parametrize(
    ("method", "cod_grosze", "pni", "text"),
    [
        (POINT, None, 0, "Sposób dostawy Allegro wskazuje na odbiór w punkcie, ale"),
        (COURIER, None, 414491, "Sposób dostawy Allegro nie wskazuje na odbiór w punkcie, a"),
        (COURIER_COD, None, 0, "Sposób dostawy Allegro przewiduje pobranie"),
        (COURIER, 8900, 0, "Sposób dostawy Allegro nie przewiduje pobrania"),
    ],
)
async def test_point_and_cod_follow_the_method(
    shop: Shop, method: DeliveryMethod, cod_grosze: int | None, pni: int, text: str
) -> None:
    order = order_by(method)
    shop.market.add_order(order)
    parcel = pocztex(guid(), email=order["buyer"]["email"], related=shop.related(order), cod_grosze=cod_grosze, pni=pni)
    number, [error] = await shop.post(parcel)
    assert number is None
    assert error.startswith(text)


async def test_parcels_without_an_order_are_for_the_other_account(shop: Shop) -> None:
    assert await shop.post(letter(guid())) == (None, [NOT_LINKABLE])
    order = order_by(POLECONA)
    shop.market.add_order(order)
    firm = letter(guid(), email=order["buyer"]["email"], more=shop.related(order), attributes='gabaryt="GABARYT_A"')
    firm = firm.replace("przesylkaPoleconaKrajowaType", "przesylkaFirmowaPoleconaType")
    number, [error] = await shop.post(firm)
    assert number is None
    assert error.startswith("Produkt ('Przesyłka firmowa polecona (845)')")
