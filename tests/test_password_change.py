"""Changing a carrier's password: wherever the program dies and whatever is lost, the valid password is still in the key store."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

import pytest

from agent.carriers.poczta_polska.opening import open_ordinary
from agent.carriers.poczta_polska.settings import OrdinarySettings
from agent.carriers.registry import CARRIERS
from agent.config.model import AccountConfig
from agent.connections import secret_name
from agent.demo.en.options import EnOptions
from agent.demo.en.server import EnServer
from agent.demo.faults import Fault
from agent.password_change import (
    CANDIDATE,
    PASSWORD,
    CannotChange,
    NotBegun,
    Unproven,
    adopt,
    change_password,
    fits,
    opening,
    prove,
    unfinished,
)
from agent.shipping.model.failure import ShippingError
from agent.shipping.ports import CarrierAccount, PasswordAccount
from shared_schema.codes import ErrorCode
from tests.memory_vault import MemoryVault

ID = "poczta"
OLD, NEW = EnOptions().password, "Nowe-haslo_2026"
CURRENT, NEXT = secret_name(ID, PASSWORD), secret_name(ID, CANDIDATE)


class Died(BaseException):
    """The program ended here."""


class MortalVault(MemoryVault):
    """Dies before or after the write with the given number; 0 never."""

    def __init__(self, last: int, *, after: bool) -> None:
        super().__init__()
        self.left, self.after = last, after
        self.secrets[CURRENT] = OLD

    async def set(self, name: str, value: str) -> None:
        self._count(begins=True)
        await super().set(name, value)
        self._count(begins=False)

    async def delete(self, name: str) -> None:
        self._count(begins=True)
        await super().delete(name)
        self._count(begins=False)

    def _count(self, *, begins: bool) -> None:
        self.left -= begins
        if self.left == 0 and begins is not self.after:
            self.left = -1
            raise Died


@dataclass
class Seller:
    """The stand-in, and a key store that has the old password."""

    server: EnServer
    vault: MortalVault = field(default_factory=lambda: MortalVault(0, after=False))

    def open(self, password: str) -> CarrierAccount:
        settings = OrdinarySettings.model_validate({"login": self.server.options.login})
        return open_ordinary(ID, settings, {PASSWORD: password}, {"poczta_polska": self.server.url})

    async def change(self, new: str = NEW) -> None:
        await change_password(self.vault, ID, self.open, new, new)

    @property
    def kept(self) -> Mapping[str, str | None]:
        return {name: self.vault.secrets.get(name) for name in (CURRENT, NEXT)}

    @property
    def refusals(self) -> int:
        return len([call for call in self.server.calls if call.status == 401])


@pytest.fixture
async def seller() -> AsyncIterator[Seller]:
    async with EnServer(EnOptions(shortest_password=8)) as server:
        yield Seller(server)


async def test_the_new_password_is_proven_once_and_then_kept(seller: Seller) -> None:
    await seller.change()
    assert seller.kept == {CURRENT: NEW, NEXT: None}
    assert (seller.server.called("changePassword"), seller.refusals) == (1, 0)
    assert seller.server.account.password == NEW


async def test_a_password_that_the_carrier_does_not_take_changes_nothing(seller: Seller) -> None:
    with pytest.raises(ShippingError) as caught:
        await seller.change("krotkie")
    assert (caught.value.failure.code, caught.value.failure.outcome) == (ErrorCode.CARRIER_REFUSED, "refused")
    assert caught.value.failure.words is not None
    assert caught.value.failure.words.text == "Nowe hasło '***' nie spełnia wymagań"
    assert seller.kept == {CURRENT: OLD, NEXT: None}


@pytest.mark.parametrize(
    ("new", "again", "reason"),
    [
        (NEW, "Nowe-haslo_2027", "passwords_differ"),
        (OLD, OLD, "password_unfit"),
        ("żółwie-2026", "żółwie-2026", "password_unfit"),
    ],
)
async def test_a_mistyped_password_reaches_nobody(seller: Seller, new: str, again: str, reason: str) -> None:
    with pytest.raises(NotBegun, match=reason):
        await change_password(seller.vault, ID, seller.open, new, again)
    assert (seller.kept, seller.server.calls) == ({CURRENT: OLD, NEXT: None}, [])


async def test_a_change_is_not_begun_without_the_old_password_nor_finished_twice(seller: Seller) -> None:
    with pytest.raises(NotBegun, match="password_change_over"):
        await prove(seller.vault, ID, seller.open)
    del seller.vault.secrets[CURRENT]
    with pytest.raises(NotBegun, match="account_without_secret"):
        await seller.change()
    assert seller.server.calls == []


async def test_a_lost_answer_is_settled_by_one_call_with_the_new_password(seller: Seller) -> None:
    seller.server.faults.arm(Fault.LOST_ANSWER, path="/changePassword$")
    await seller.change()
    assert seller.kept == {CURRENT: NEW, NEXT: None}
    assert (seller.server.called("changePassword"), seller.refusals) == (1, 0)


async def test_a_change_that_may_have_got_lost_keeps_both_and_tries_the_new_one_once(seller: Seller) -> None:
    seller.server.faults.arm(Fault.ERROR_BEFORE, path="/changePassword$", status=500)
    with pytest.raises(Unproven):
        await seller.change()
    assert seller.kept == {CURRENT: OLD, NEXT: NEW}
    assert (seller.server.called("changePassword"), seller.refusals) == (1, 1)
    assert not seller.server.account.blocked


async def test_a_change_whose_proof_gets_no_answer_keeps_both_and_is_finished_later(seller: Seller) -> None:
    seller.server.faults.arm(Fault.LOST_ANSWER, path="/getUrzedyNadania$")
    with pytest.raises(Unproven):
        await seller.change()
    assert seller.kept == {CURRENT: OLD, NEXT: NEW}
    assert await unfinished(seller.vault, ID)
    with pytest.raises(NotBegun, match="password_change_begun"):
        await seller.change("Jeszcze-inne_2026")
    await prove(seller.vault, ID, seller.open)
    assert seller.kept == {CURRENT: NEW, NEXT: None}
    assert (seller.server.called("changePassword"), seller.refusals) == (1, 0)


async def test_a_wrong_old_password_is_tried_once(seller: Seller) -> None:
    seller.server.account.change_to("changed on the web page")
    with pytest.raises(ShippingError) as caught:
        await seller.change()
    assert caught.value.failure.code is ErrorCode.CREDENTIALS_REFUSED
    assert seller.kept == {CURRENT: OLD, NEXT: None}
    assert seller.refusals == 1
    await adopt(seller.vault, ID, seller.open, "changed on the web page")
    assert seller.kept == {CURRENT: "changed on the web page", NEXT: None}


async def test_a_carrier_that_is_not_there_was_told_nothing(seller: Seller) -> None:
    await seller.server.stop()
    with pytest.raises(ShippingError) as caught:
        await seller.change()
    assert caught.value.failure.outcome == "not_sent"
    assert seller.kept == {CURRENT: OLD, NEXT: None}


async def test_a_key_store_that_takes_nothing_keeps_the_carrier_from_hearing_of_it(seller: Seller) -> None:
    seller.vault.locked = True
    with pytest.raises(Exception, match="key store"):
        await seller.change()
    assert seller.server.called("changePassword") == 0


@pytest.mark.parametrize("fault", [None, Fault.LOST_ANSWER, Fault.ERROR_BEFORE])
@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("write", [1, 2, 3])
async def test_wherever_the_program_dies_the_valid_password_is_kept(
    seller: Seller, write: int, after: bool, fault: Fault | None
) -> None:
    seller.vault = MortalVault(write, after=after)
    if fault is not None:
        seller.server.faults.arm(fault, path="/changePassword$", status=500)
    with contextlib.suppress(Died, Unproven):
        await seller.change()
    valid = seller.server.account.password
    assert valid in seller.kept.values()
    if await unfinished(seller.vault, ID) and valid == NEW:
        await prove(seller.vault, ID, seller.open)
        assert seller.kept == {CURRENT: NEW, NEXT: None}
    assert seller.refusals <= 1
    assert not seller.server.account.blocked


async def test_a_cancelled_change_keeps_both(seller: Seller) -> None:
    seller.server.faults.arm(Fault.NEVER_ANSWERS, path="/changePassword$")
    task = asyncio.create_task(seller.change())
    async with asyncio.timeout(20):
        while not await unfinished(seller.vault, ID):  # noqa: ASYNC110  # a key store tells nobody of its changes
            await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert seller.kept == {CURRENT: OLD, NEXT: NEW}


async def test_a_carrier_without_a_change_of_password_says_so(seller: Seller) -> None:
    kind = CARRIERS["inpost"]
    settings = kind.settings.model_validate({"organization_id": 1})
    with pytest.raises(CannotChange):
        opening(AccountConfig(id=ID, carrier="inpost", name="InPost", settings=settings), {})

    def opened(secret: str) -> CarrierAccount:
        return kind.open(ID, settings, {"token": secret}, kind.endpoints)

    with pytest.raises(CannotChange):
        await change_password(seller.vault, ID, opened, NEW, NEW)
    assert seller.kept == {CURRENT: OLD, NEXT: None}


@pytest.mark.parametrize("carrier", CARRIERS)
def test_the_carriers_that_know_a_password_are_those_that_change_it(carrier: str) -> None:
    kind = CARRIERS[carrier]
    settings = kind.settings.model_construct(login="sklep", organization_id=1, partner_id="PWR0000001")
    opened = kind.open(ID, settings, dict.fromkeys(kind.secrets, "x"), kind.endpoints)
    assert isinstance(opened, PasswordAccount) is (PASSWORD in kind.secrets)


@pytest.mark.parametrize(
    ("password", "good"),
    [
        ("Dobre-1", True),
        ("z odstępem", False),
        ("z blank", True),
        (" x", False),
        ("x ", False),
        ("", False),
        ("a\tb", False),
        ("żółw", False),
    ],
)
def test_only_what_reaches_the_carrier_unchanged_is_sent(password: str, good: bool) -> None:
    assert fits(password) is good
