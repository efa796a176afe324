"""Cash on delivery and insurance: the same clauses for every carrier, with real accounts at their stand-ins."""

from dataclasses import replace
from pathlib import Path

import pytest

from agent.demo.setup import NRB
from agent.shipping.model.failure import Note
from agent.shipping.model.order import DeliveryMethod, Money, Order, PickupPoint
from agent.shipping.model.plan import Choices, Draft
from agent.shipping.ports import CarrierAccount
from shared_schema.codes import NoteCode
from tests.carriers.four import four_accounts
from tests.shipping.fakes import an_order

METHODS = {
    "inpost": (DeliveryMethod("2488f7b7-5d1c-4d65-b85c-4cbcf253fd93", "Allegro Paczkomaty InPost"), "KRA010"),
    "poczta": (DeliveryMethod("1175efcd-15f3-4e97-8b15-258f5807b44e", "Kurier Pocztex pobranie"), None),
    "poczta-allegro": (DeliveryMethod("193d950b-0082-408f-9192-6081e5e7e7e2", "Allegro Kurier Pocztex pobranie"), None),
    "orlen": (DeliveryMethod("1d0d03f6-7055-4cde-b6e3-1e53220b0653", "ORLEN Paczka pobranie"), "155002"),
}
PAID = {"poczta-allegro": (DeliveryMethod("093d950b-8497-4cc7-aa2a-6081e5e7e7e2", "Allegro Kurier Pocztex"), None)}
"""Where a method that names the cash on delivery takes no parcel without it."""
WITH_COD_INSURED = "inpost"
"""The others take a cash on delivery without insurance."""
EVERY = pytest.mark.parametrize("account", METHODS)


def order(account: str, total: Money | None = Money(12_345, "PLN"), payment: str = "CASH_ON_DELIVERY") -> Order:  # noqa: B008  # frozen value
    method, point = (METHODS | PAID if payment == "ONLINE" else METHODS)[account]
    at = PickupPoint(point, point) if point else None
    return replace(an_order(1), method=method, point=at, payment_type=payment, total=total)


def problems(draft: Draft) -> list[NoteCode]:
    return [note.code for note in draft.problems]


def codes(notes: tuple[Note, ...]) -> list[NoteCode]:
    return [note.code for note in notes]


@EVERY
async def test_it_is_collected_by_the_payment_alone_and_to_the_grosz(account: str, tmp_path: Path) -> None:
    async with four_accounts(tmp_path) as accounts:
        for grosze in (100, 12_345, 110_010, 999_999):
            draft = accounts[account].draft(order(account, Money(grosze, "PLN")), Choices())
            assert (draft.cod_grosze, problems(draft)) == (grosze, [])
            assert NoteCode.COD_FROM_PAYMENT in codes(draft.why)
        # a name with "pobranie" is only a hint
        paid = accounts[account].draft(order(account, payment="ONLINE"), Choices())
        assert (paid.cod_grosze, paid.insurance_grosze) == (None, None)


@EVERY
@pytest.mark.parametrize(
    ("total", "problem"),
    [
        (Money(12_345, "CZK"), NoteCode.CURRENCY_NOT_PLN),
        (Money(12_345, "EUR"), NoteCode.CURRENCY_NOT_PLN),
        (None, NoteCode.AMOUNT_INVALID),
        (Money(0, "PLN"), NoteCode.AMOUNT_INVALID),
        (Money(10**9, "PLN"), NoteCode.AMOUNT_INVALID),
    ],
)
async def test_what_cannot_be_collected_is_refused(account: str, total: Money | None, problem: NoteCode, tmp_path: Path) -> None:
    async with four_accounts(tmp_path) as accounts:
        assert problem in problems(accounts[account].draft(order(account, total), Choices()))


async def test_the_account_to_collect_on_goes_along_only_where_the_service_takes_one(tmp_path: Path) -> None:
    async with four_accounts(tmp_path) as accounts:
        requests = {name: each.draft(order(name), Choices()).request for name, each in accounts.items()}
    assert {name for name, request in requests.items() if NRB in request} == {"poczta", "poczta-allegro"}


async def test_without_an_account_to_collect_on_nothing_is_posted(tmp_path: Path) -> None:
    async with four_accounts(tmp_path, poczta={"cod_account": ""}) as accounts:
        for name in ("poczta", "poczta-allegro"):
            assert problems(accounts[name].draft(order(name), Choices())) == [NoteCode.COD_ACCOUNT_NOT_SET]
            assert problems(accounts[name].draft(order(name, payment="ONLINE"), Choices())) == []


@pytest.mark.parametrize(
    ("account", "service"),
    [
        ("inpost", "inpost_letter_allegro"),
        ("poczta", "list_polecony"),
        ("poczta", "list_wartosciowy"),
        ("poczta-allegro", "list_polecony"),
    ],
)
async def test_a_service_that_forbids_it_is_refused_with_the_reason(account: str, service: str, tmp_path: Path) -> None:
    async with four_accounts(tmp_path) as accounts:
        draft = accounts[account].draft(order(account), Choices(service=service))
        refused = [note for note in draft.problems if note.code is NoteCode.COD_NOT_ALLOWED]
        assert [(note.path, note.data["service"]) for note in refused] == [("payment_type", service)]


async def test_a_postal_parcel_collected_is_another_product(tmp_path: Path) -> None:
    async with four_accounts(tmp_path) as accounts:
        chosen = Choices(service="paczka_pocztowa")
        assert accounts["poczta"].draft(order("poczta"), chosen).service == "paczka_pobraniowa"
        assert accounts["poczta"].draft(order("poczta", payment="ONLINE"), chosen).service == "paczka_pocztowa"
        # as the row shows it, it can be chosen too
        assert accounts["poczta"].draft(order("poczta"), Choices(service="paczka_pobraniowa")).problems == ()


@pytest.mark.parametrize("account", ["inpost", "poczta", "poczta-allegro"])
async def test_insurance_is_never_below_what_is_collected(account: str, tmp_path: Path) -> None:
    async with four_accounts(tmp_path) as accounts:

        def insured(chosen: int | None, payment: str = "CASH_ON_DELIVERY") -> int | None:
            draft = accounts[account].draft(order(account, payment=payment), Choices(insurance_grosze=chosen))
            assert draft.problems == ()
            return draft.insurance_grosze

        assert insured(10_000) == 12_345
        assert insured(50_000) == 50_000
        assert insured(10_000, "ONLINE") == 10_000
        assert insured(0, "ONLINE") is None
        assert insured(0) == (12_345 if account == WITH_COD_INSURED else None)


async def test_the_default_insurance_is_raised_too_and_a_chosen_one_goes_before_it(tmp_path: Path) -> None:
    async with four_accounts(tmp_path, poczta={"insurance_grosze": 5_000}) as accounts:
        poczta = accounts["poczta"]
        assert poczta.draft(order("poczta"), Choices()).insurance_grosze == 12_345
        assert poczta.draft(order("poczta", payment="ONLINE"), Choices()).insurance_grosze == 5_000
        chosen = poczta.draft(order("poczta", payment="ONLINE"), Choices(insurance_grosze=60_000))
        assert chosen.insurance_grosze == 60_000
        assert NoteCode.INSURANCE_CHOSEN in codes(chosen.why)
        assert poczta.draft(order("poczta", payment="ONLINE"), Choices(insurance_grosze=0)).insurance_grosze is None
        assert NoteCode.AMOUNT_INVALID in problems(poczta.draft(order("poczta"), Choices(insurance_grosze=99_999_999)))


@pytest.mark.parametrize(("account", "service"), [("orlen", None), ("poczta", "list_polecony")])
async def test_what_cannot_be_insured_says_so_and_goes_without(account: str, service: str | None, tmp_path: Path) -> None:
    async with four_accounts(tmp_path) as accounts:
        draft = accounts[account].draft(order(account, payment="ONLINE"), Choices(service=service, insurance_grosze=50_000))
        assert draft.insurance_grosze is None
        assert NoteCode.INSURANCE_NOT_TAKEN in codes(draft.warnings)


@EVERY
async def test_services_can_be_chosen_and_others_are_refused_by_name(account: str, tmp_path: Path) -> None:
    async with four_accounts(tmp_path) as accounts:
        shipping: CarrierAccount = accounts[account]
        strange = replace(order(account, payment="ONLINE"), method=DeliveryMethod("new", "Dostawa rowerem"))
        for service in shipping.services:
            draft = shipping.draft(strange, Choices(service=service))
            assert NoteCode.SERVICE_UNKNOWN not in problems(draft)
            assert draft.service == service
            assert NoteCode.SERVICE_CHOSEN in codes(draft.why)
        assert NoteCode.SERVICE_UNKNOWN in problems(shipping.draft(strange, Choices(service="teleport")))
        with pytest.raises(ValueError, match="not a delivery method"):
            shipping.draft(strange, Choices())
