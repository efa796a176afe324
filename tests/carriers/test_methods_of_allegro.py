"""Every delivery method whose id is known belongs where the contract's tables say (allegro-delivery-methods.md, 2, 3 and 5)."""

import csv
import re
from dataclasses import replace
from pathlib import Path

import pytest

from agent.shipping.model.order import DeliveryMethod
from agent.shipping.model.plan import Choices, Plan, Unshippable
from agent.shipping.planning.delivery import sort_method
from agent.shipping.planning.plan import make_plan
from shared_schema.codes import ErrorCode, NoteCode
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


UNSORTED = {
    "only_allegro": ErrorCode.METHOD_ONLY_ALLEGRO,
    "other_carrier": ErrorCode.METHOD_WITHOUT_ACCOUNT,
    "unknown": ErrorCode.METHOD_UNKNOWN,
}

needs_contracts = pytest.mark.skipif(not CONTRACTS.is_dir(), reason="../shared/contracts is not there")

Where = tuple[str, str | None, str | None]


async def sorted_as(methods: list[DeliveryMethod], home: Path) -> list[Where]:
    async with four_accounts(home) as accounts:
        found: list[Where] = []
        for method in methods:
            where = sort_method(method, accounts.values())
            order = replace(an_order(1), method=method)
            service = where.account.draft(order, Choices()).service if where.account else None
            found.append((where.sort, where.account.id if where.account else None, service))
        return found


def known_methods() -> list[DeliveryMethod]:
    text = (CONTRACTS / "allegro-api" / "delivery-methods-known.csv").read_text(encoding="utf-8")
    return [DeliveryMethod(row["delivery_method_id"], row["name"]) for row in csv.DictReader(text.splitlines())]


def by_name() -> list[DeliveryMethod]:
    return [DeliveryMethod(f"5a000000-0000-4000-8000-{number:012d}", name) for number, name in enumerate(BY_NAME)]


@pytest.mark.contract
@needs_contracts
async def test_every_known_method_is_sorted_as_the_contract_says(tmp_path: Path) -> None:
    methods = known_methods()
    found = await sorted_as(methods, tmp_path)
    assert [(method.name, where) for method, where in zip(methods, found, strict=True)] == [*WHO_SHIPS.items()]


@pytest.mark.contract
@needs_contracts
async def test_the_id_decides_whatever_the_method_is_called_by_then(tmp_path: Path) -> None:
    for name in ("Nowa nazwa", "Paczkomaty InPost", ""):
        renamed = [replace(method, id=method.id.upper(), name=name) for method in known_methods()]
        assert await sorted_as(renamed, tmp_path / f"as {name}") == [*WHO_SHIPS.values()]


@pytest.mark.contract
@needs_contracts
async def test_what_the_contract_forbids_is_nobodys_whatever_it_is_called(tmp_path: Path) -> None:
    text = (CONTRACTS / "allegro-delivery-methods.md").read_text(encoding="utf-8")
    forbidden = text.split("\n## 3.")[1].split("\nBeside these")[0]
    ids = re.findall(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", forbidden)
    assert len(ids) == 9
    methods = [DeliveryMethod(each, "Paczkomaty InPost") for each in ids]
    assert await sorted_as(methods, tmp_path) == [("only_allegro", None, None)] * 9


async def test_a_name_alone_is_never_more_than_a_suggestion(tmp_path: Path) -> None:
    assert await sorted_as(by_name(), tmp_path) == [*BY_NAME.values()]


async def test_nothing_that_is_known_by_its_name_or_not_at_all_ships_in_bulk(tmp_path: Path) -> None:
    """With every contract there can be: a suggestion wants a look, the rest is refused and says why."""
    async with four_accounts(tmp_path) as accounts:
        for method, (sort, _, _) in zip(by_name(), BY_NAME.values(), strict=True):
            made = make_plan(an_order(1, method=method), [*accounts.values()], {}, Choices())
            if isinstance(made, Plan):
                assert sort == "suggested", method
                assert made.needs_look
                assert NoteCode.METHOD_MATCHED_BY_NAME in [note.code for note in made.draft.warnings]
            else:
                assert made.failure.code == UNSORTED.get(sort, ErrorCode.PLAN_HAS_PROBLEMS), method


@pytest.mark.contract
@needs_contracts
async def test_a_known_method_is_planned_for_its_account_or_refused_for_its_reason(tmp_path: Path) -> None:
    async with four_accounts(tmp_path) as accounts:
        for method in known_methods():
            made = make_plan(an_order(1, method=method), [*accounts.values()], {}, Choices())
            sort, account, _ = WHO_SHIPS[method.name]
            assert made.account_id == account, method
            if isinstance(made, Unshippable):
                assert made.failure.code == UNSORTED.get(sort, ErrorCode.PLAN_HAS_PROBLEMS), method
            else:
                assert sort == "known", method
