"""Every body this carrier can send fits the original description as well as our own."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from agent.carriers import poczta_polska
from agent.carriers.poczta_polska.services import PRODUCTS
from agent.demo.en.options import EnOptions
from agent.shipping.model.shipment import Created
from tests.carriers.poczta_polska.world import abroad, body_of, order, world
from tests.demo.en_description import CONTRACT, fits, schema

pytestmark = CONTRACT

WSDL = Path(poczta_polska.__file__).with_name("en.wsdl")

ORDINARY = [
    "Kurier Pocztex",
    "Kurier Pocztex pobranie",
    "Odbiór w Punkcie Pocztex",
    "Pocztex na dziś",
    "List polecony",
    "List wartościowy",
    "Paczka pocztowa",
    "Paczka pocztowa pobranie",
    "Paczka48",
]
ABROAD = ["Paczka zagraniczna", "List polecony zagraniczny"]
ALLEGRO = ["Allegro Kurier Pocztex", "Allegro Kurier Pocztex pobranie", "Allegro Odbiór w Punkcie Pocztex pobranie",
           "Allegro Przesyłka polecona"]  # fmt: skip
SENDER = {
    "sender_name": "Sklep Żuraw",
    "sender_street": "Składowa",
    "sender_house": "5",
    "sender_post_code": "90-127",
    "sender_city": "Łódź",
}


@pytest.mark.parametrize("kind", ["ordinary", "allegro"])
@pytest.mark.parametrize("letter", ["polecona", "firmowa"])
async def test_every_message_fits_the_original(kind: str, letter: str) -> None:
    products = tuple(product.kind for product in PRODUCTS.values())
    options = EnOptions(kind="allegro" if kind == "allegro" else "ordinary", products=products)
    methods = ALLEGRO if kind == "allegro" else ORDINARY
    label_format = "pdf" if letter == "polecona" else "zpl_300"
    settings = {"card": 902001, "insurance_grosze": 50_000, "registered_letter": letter, "label_format": label_format, **SENDER}
    async with world(options, **settings) as it:
        orders = [order(each, email=f"kupujacy{index}+x@allegromail.pl") for index, each in enumerate(methods)]
        if kind == "ordinary":
            orders += [abroad(country, method) for country in ("CZ", "GB") for method in ABROAD]
        parcels = [replace(await it.parcel(each), reference=f"29738e61-{index}") for index, each in enumerate(orders)]
        answers = await it.account.create(parcels)
        assert [each for each in answers.values() if not isinstance(each, Created)] == []
        await it.account.labels([each.guid for each in it.server.shipments])
        with_cod = [each.guid for each in it.server.shipments if each.cod_grosze]
        assert len(await it.account.forms("paczka_pobraniowa", with_cod)) == len(with_cod)
        declared = [each.guid for each in it.server.shipments if each.element.find("deklaracjaCelna2") is not None]
        if declared:
            assert len(await it.account.forms("paczka_zagraniczna_clo", declared)) == len(declared)
        await it.account.find({"29738e61-never": it.clock.now()})
        await it.account.check()
        await it.account.change_password("Nowe haslo~2026")
        it.server.account.change_to(options.password)
        gone = it.server.shipments[-1].guid
        await it.account.withdraw(gone, it.clock.now())
        [open_set] = await it.account.open_sets()
        handed = await it.account.hand_over(open_set.id)
        await it.account.hand_over_status(handed.id)
        await it.account.posting_book(handed.id)
        await it.account.find({"29738e61-never": it.clock.now()})
    spoken = set(re.findall(r'<wsdl:operation name="(\w+)">\s*<soap:', WSDL.read_text(encoding="utf-8")))
    assert spoken - set(it.operations()) == set()
    for operation, content, _ in it.wire.sent:
        assert fits(body_of(content)), (operation, schema().error_log)


def test_the_original_refuses_what_we_would_not_send() -> None:
    inner = '<n:addShipment xmlns:n="http://e-nadawca.poczta-polska.pl"/>'
    assert not fits(etree.fromstring(inner))
