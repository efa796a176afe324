"""Every delivery method whose id is known belongs where the contract's tables say (allegro-delivery-methods.md, 2, 3 and 5)."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from agent.shipping.model.order import DeliveryMethod
from agent.shipping.model.plan import Choices
from agent.shipping.planning.delivery import sort_method
from tests.carriers.four import four_accounts
from tests.shipping.fakes import an_order

CONTRACTS = Path(__file__).parents[3] / "shared" / "contracts"

WHO_SHIPS = {
    "Allegro Paczkomaty InPost": ("known", "inpost", "inpost_locker_allegro"),
    "Allegro Kurier24 InPost": ("known", "inpost", "inpost_courier_allegro"),
    "Allegro Kurier24 InPost pobranie": ("known", "inpost", "inpost_courier_allegro"),
    "Allegro miniKurier24 InPost": ("known", "inpost", "inpost_letter_allegro"),
    "Allegro miniKurier24 InPost pobranie": ("known", "inpost", "inpost_letter_allegro"),
    "Allegro Kurier Pocztex": ("known", "poczta-allegro", "pocztex_kurier"),
    "Allegro Kurier Pocztex pobranie": ("known", "poczta-allegro", "pocztex_kurier"),
    "Allegro Odbiór w Punkcie Pocztex pobranie": ("known", "poczta-allegro", "pocztex_punkt"),
    "Kurier Pocztex": ("known", "poczta", "pocztex_kurier"),
    "Kurier Pocztex pobranie": ("known", "poczta", "pocztex_kurier"),
    "Odbiór w Punkcie Pocztex": ("known", "poczta", "pocztex_punkt"),
    "ORLEN Paczka": ("known", "orlen", "orlen_paczka"),
    "ORLEN Paczka pobranie": ("known", "orlen", "orlen_paczka"),
    "Allegro Odbiór w Punkcie ORLEN Paczka": ("only_allegro", None, None),
    "Allegro Kurier DPD pobranie (AD)": ("only_allegro", None, None),
    "Kurier DPD": ("other_carrier", None, None),
    "Kurier DPD pobranie": ("other_carrier", None, None),
    "Kurier DHL": ("other_carrier", None, None),
    "Kurier DHL pobranie": ("other_carrier", None, None),
}

BY_NAME = {
    "Allegro Paczkomaty InPost pobranie": ("suggested", "inpost", "inpost_locker_allegro"),
    "Paczkomaty 24/7": ("suggested", "inpost", "inpost_locker_standard"),
    "Kurier InPost": ("suggested", "inpost", "inpost_courier_c2c"),
    "Allegro Odbiór w Punkcie Pocztex": ("suggested", "poczta-allegro", "pocztex_punkt"),
    "Allegro Automat Pocztex": ("suggested", "poczta-allegro", "pocztex_punkt"),
    "Allegro Przesyłka polecona": ("suggested", "poczta-allegro", "list_polecony"),
    "List polecony priorytetowy": ("suggested", "poczta", "list_polecony"),
    "Paczka48": ("suggested", "poczta", "usluga_paczkowa"),
    "Paczka w RUCHu": ("suggested", "orlen", "orlen_paczka"),
    "Allegro Automat ORLEN Paczka": ("only_allegro", None, None),
    "Allegro One Box, One Kurier": ("only_allegro", None, None),
    "Automat DHL BOX 24/7 (AD)": ("only_allegro", None, None),
    "Allegro International Packeta": ("only_allegro", None, None),
    "Wysyłka z Polski do Czech - Packeta": ("only_allegro", None, None),
    "Dostawa rowerem": ("unknown", None, None),
    "": ("unknown", None, None),
}


async def sorted_as(methods: list[DeliveryMethod], home: Path) -> dict[str, tuple[str, str | None, str | None]]:
    async with four_accounts(home) as accounts:
        found: dict[str, tuple[str, str | None, str | None]] = {}
        for method in methods:
            where = sort_method(method, accounts.values())
            order = replace(an_order(1), method=method)
            service = where.account.draft(order, Choices()).service if where.account else None
            found[method.name] = (where.sort, where.account.id if where.account else None, service)
        return found


@pytest.mark.contract
@pytest.mark.skipif(not CONTRACTS.is_dir(), reason="../shared/contracts is not there")
async def test_every_known_method_is_sorted_as_the_contract_says(tmp_path: Path) -> None:
    text = (CONTRACTS / "allegro-api" / "delivery-methods-known.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    methods = [DeliveryMethod(row["delivery_method_id"], row["name"]) for row in rows]
    assert await sorted_as(methods, tmp_path) == WHO_SHIPS


async def test_a_name_alone_is_never_more_than_a_suggestion(tmp_path: Path) -> None:
    methods = [DeliveryMethod(f"5a000000-0000-4000-8000-{number:012d}", name) for number, name in enumerate(BY_NAME)]
    assert await sorted_as(methods, tmp_path) == BY_NAME
