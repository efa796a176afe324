"""Both accounts of Poczta Polska through the whole agent: order -> plan -> parcel -> number at Allegro -> label kept."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from agent.app import running
from agent.cli.talk import ask
from agent.client import AgentClient, connect
from agent.connections import secret_name
from agent.demo.allegro_orders import OrderKind, build_order
from agent.demo.en.options import EnOptions
from agent.demo.en.server import EnServer
from agent.demo.faults import Fault
from agent.demo.memory_vault import MemoryVault
from agent.demo.setup import POCZTA, demo_secrets, write_config
from agent.demo.shipx_options import ShipxOptions
from agent.demo.stand_ins import StandIns, start_stand_ins
from shared_schema.agent import AgentStatusResult
from shared_schema.codes import ErrorCode, NoteCode
from shared_schema.jobs import JobItem
from shared_schema.request import NoParams
from tests.faults.shipping import POLL_S, create, items, plan, wait

PATIENCE = 0.03
ALLEGRO = (
    OrderKind.ALLEGRO_POCZTEX,
    OrderKind.ALLEGRO_POCZTEX_POINT,
    OrderKind.ALLEGRO_POCZTEX_COD,
    OrderKind.ALLEGRO_POCZTEX_POINT_COD,
    OrderKind.ALLEGRO_REGISTERED,
)
ORDINARY = (
    OrderKind.POCZTEX,
    OrderKind.POCZTEX_POINT,
    OrderKind.POCZTEX_COD,
    OrderKind.REGISTERED,
    OrderKind.PARCEL,
    OrderKind.PARCEL_COD,
)


@dataclass
class Running:
    """The agent in this process, the stand-ins, and a client."""

    world: StandIns
    client: AgentClient
    home: Path
    en: EnServer
    en_allegro: EnServer
    vault: MemoryVault
    port: int

    async def ship(self, *order_ids: str) -> list[JobItem]:
        job = await create(self.client, await plan(self.client, order_ids or list(self.world.allegro.orders)))
        await wait(self.client, job, seconds=60)
        return await items(self.client, job)

    def assert_whole(self, shipped: Sequence[JobItem]) -> None:
        """One parcel for each, its number once at Allegro, its label kept; nothing of the seller's own touched."""
        for item in shipped:
            assert (item.state, item.on_allegro, item.label, item.error) == ("created", "yes", "ready", None)
            assert [number.waybill for number in self.world.allegro.numbers(item.order_id)] == [item.tracking_number]
            assert len(list((self.home / "labels").glob(f"{item.order_id[:8]}-*.pdf"))) == 1
        made = [each for server in (self.en, self.en_allegro) for each in server.shipments]
        assert sorted(each.number or "" for each in made) == sorted(item.tracking_number or "" for item in shipped)
        assert self.en.foreign_changes() == self.en_allegro.foreign_changes() == []


@asynccontextmanager
async def shop(
    tmp_path: Path,
    *kinds: OrderKind,
    en: EnOptions | None = None,
    en_allegro: EnOptions | None = None,
    wrong_password: bool = False,
    **poczta: int | str,
) -> AsyncIterator[Running]:
    orders = [build_order(kind, number) for number, kind in enumerate(kinds, 1)]
    allegro_account = en_allegro or EnOptions(kind="allegro")
    async with start_stand_ins(
        orders, shipx=ShipxOptions(confirm_after_s=0.05), en=en or EnOptions(), en_allegro=allegro_account
    ) as world:
        home = tmp_path / "home"
        write_config(home, world, inpost={"requests_per_minute": 6000}, poczta={"requests_per_minute": 6000, **poczta})
        vault = MemoryVault(demo_secrets(world))
        if wrong_password:
            vault.secrets[secret_name(POCZTA, "password")] = "wrong"
        assert world.en is not None
        assert world.en_allegro is not None
        async with running(home, vault, port=0, patience=PATIENCE) as server, connect(server.port, vault) as client:
            yield Running(world, client, home, world.en, world.en_allegro, vault, server.port)


async def test_allegro_parcels_are_shipped_with_the_account_for_them(tmp_path: Path) -> None:
    async with shop(tmp_path, *ALLEGRO) as it:
        it.assert_whole(await it.ship())
        assert it.en.shipments == []
        for made in it.en_allegro.shipments:
            order = it.world.allegro.find_by_email(made.email or "")
            assert order is not None
            related = {
                "id": order.order_id,
                "sellerId": order.seller_id,
                "channel": "REST_API",
                "deliveryMethod": order.method_id,
            }
            assert made.part("relatedToAllegro") == related


async def test_the_ordinary_account_never_sees_the_masked_address(tmp_path: Path) -> None:
    async with shop(tmp_path, *ORDINARY) as it:
        it.assert_whole(await it.ship())
        assert it.en_allegro.shipments == []
        assert [made.email for made in it.en.shipments] == [None] * len(ORDINARY)
        assert [made.part("relatedToAllegro") for made in it.en.shipments] == [None] * len(ORDINARY)


async def test_abroad_is_planned_with_its_declaration_shipped_and_written_to_allegro(tmp_path: Path) -> None:
    async with shop(tmp_path, OrderKind.PARCEL_ABROAD, OrderKind.PARCEL_CUSTOMS, OrderKind.REGISTERED_ABROAD) as it:
        rows = await plan(it.client, list(it.world.allegro.orders))
        declared = [[note.data for note in row.problems if note.code is NoteCode.CUSTOMS_DECLARED] for row in rows]
        assert [[each["form"] for each in notes] for notes in declared] == [[], ["CN23"], ["CN22"]]
        assert all(row.status == "attention" for row in rows)
        shipped = await it.ship()
        it.assert_whole(shipped)
        assert [(item.tracking_number or "")[:2] for item in shipped] == ["CP", "CP", "RR"]


async def test_an_order_names_the_account_that_is_missing(tmp_path: Path) -> None:
    async with shop(tmp_path, OrderKind.POCZTEX, OrderKind.ALLEGRO_POCZTEX, OrderKind.LOCKER, OrderKind.PLAIN_LETTER) as it:
        config = (it.home / "config.toml").read_text(encoding="utf-8")
        ordinary = config.index('id = "poczta"')
        (it.home / "config.toml").write_text(config[:ordinary] + "enabled = false\n" + config[ordinary:], encoding="utf-8")
        first, second, third, letter = await plan(it.client, list(it.world.allegro.orders))
        assert first.error is not None
        assert first.error.code is ErrorCode.METHOD_WITHOUT_ACCOUNT
        assert first.error.data == {"method": "Kurier Pocztex", "missing": "Poczta Polska"}
        assert (second.error, third.error) == (None, None)
        assert letter.error is not None
        assert [each.code for each in letter.error.fields] == [NoteCode.UNREGISTERED_SHIPMENT]


async def status_when(client: AgentClient, holds: Callable[[AgentStatusResult], bool]) -> None:
    """Waits until the agent's status is as wanted."""
    async with asyncio.timeout(20):
        while not holds(await ask(client, "agent.status", NoParams(), AgentStatusResult)):  # noqa: ASYNC110  # as the page does
            await asyncio.sleep(POLL_S)


async def test_how_long_the_password_lasts_is_known_before_anything_is_planned(tmp_path: Path) -> None:
    async with shop(tmp_path, en=EnOptions(password_expires_in_days=5)) as it:
        wanted = {"inpost": None, "poczta": 5, "poczta-allegro": 30}
        await status_when(it.client, lambda status: {each.id: each.expires_in_days for each in status.accounts} == wanted)


async def test_a_wrong_password_is_tried_once_at_the_start_and_stops_the_account(tmp_path: Path) -> None:
    async with shop(tmp_path, OrderKind.POCZTEX, wrong_password=True) as it:
        await status_when(it.client, lambda status: [a.state for a in status.accounts if a.id == "poczta"] == ["stopped"])
        for _ in range(3):
            [row] = await plan(it.client, list(it.world.allegro.orders))
            assert row.digest is None
            assert row.error is not None
        assert len([call for call in it.en.calls if call.status == 401]) == 1
        assert row.error is not None
        assert row.error.code is ErrorCode.ACCOUNT_STOPPED


async def test_one_selection_mixes_carriers_and_both_accounts(tmp_path: Path) -> None:
    async with shop(tmp_path, OrderKind.LOCKER, *ALLEGRO, OrderKind.COURIER_COD, *ORDINARY, OrderKind.PLAIN_LETTER) as it:
        shipped = await it.ship()
        assert len(shipped) == len(ALLEGRO) + len(ORDINARY) + 2
        assert [(each.state, each.on_allegro, each.label) for each in shipped] == [("created", "yes", "ready")] * len(shipped)
        assert it.world.allegro.doubled_numbers() == []


async def test_an_unregistered_letter_says_why_and_reaches_nobody(tmp_path: Path) -> None:
    async with shop(tmp_path, OrderKind.PLAIN_LETTER) as it:
        [row] = await plan(it.client, list(it.world.allegro.orders))
        assert row.digest is None
        assert row.error is not None
        assert row.error.code is ErrorCode.PLAN_HAS_PROBLEMS
        assert it.en.called("addShipment") == 0


@pytest.mark.parametrize("fault", [Fault.LOST_ANSWER, Fault.HALF_ANSWER, Fault.ERROR_AFTER, Fault.HTML_OK_AFTER])
async def test_row_13_a_whole_batch_whose_answer_was_lost_is_found_by_guid(tmp_path: Path, fault: Fault) -> None:
    async with shop(tmp_path, *ALLEGRO) as it:
        it.en_allegro.faults.arm(fault, method="POST", path="/addShipment$")
        shipped = await it.ship()
        it.assert_whole(shipped)
        assert any(NoteCode.FOUND_AFTER_LOST_ANSWER in [note.code for note in item.warnings] for item in shipped)


@pytest.mark.parametrize("fault", [Fault.RESET_BEFORE, Fault.ERROR_BEFORE, Fault.HTML_OK, Fault.EMPTY_ERROR, Fault.REDIRECT])
async def test_row_13_a_parcel_that_may_exist_and_cannot_be_found_is_not_sent_again(tmp_path: Path, fault: Fault) -> None:
    async with shop(tmp_path, OrderKind.ALLEGRO_POCZTEX) as it:
        it.en_allegro.faults.arm(fault, method="POST", path="/addShipment$")
        [item] = await it.ship()
        assert it.en_allegro.called("addShipment") == 1
        assert it.en_allegro.shipments == []
        assert item.state == "unknown"
        assert item.error is not None
        assert item.error.code is ErrorCode.SHIPMENT_NOT_FOUND_AT_CARRIER


async def test_one_401_stops_the_account_for_the_whole_batch_and_the_login_is_not_locked(tmp_path: Path) -> None:
    async with shop(tmp_path, *[OrderKind.ALLEGRO_POCZTEX] * 20, batch_size=2) as it:
        rows = await plan(it.client, list(it.world.allegro.orders))
        it.en_allegro.account.blocked = True
        job = await create(it.client, rows)
        await wait(it.client, job)
        codes = {item.error.code for item in await items(it.client, job) if item.error}
        assert codes == {ErrorCode.CREDENTIALS_REFUSED, ErrorCode.ACCOUNT_STOPPED}
        assert len([call for call in it.en_allegro.calls if call.status == 401]) == 1


async def test_a_label_that_fails_for_one_parcel_costs_the_others_nothing(tmp_path: Path) -> None:
    async with shop(tmp_path, *ALLEGRO) as it:
        it.en_allegro.faults.arm(Fault.HTML_OK, method="POST", path="/getPrintForParcel$", times=2)
        it.assert_whole(await it.ship())


async def test_many_parcels_are_a_call_for_each_batch_one_for_its_labels_and_one_bufor(tmp_path: Path) -> None:
    async with shop(tmp_path, *[OrderKind.ALLEGRO_POCZTEX] * 60, batch_size=20) as it:
        it.assert_whole(await it.ship())
        called = it.en_allegro.called
        assert (called("addShipment"), called("getPrintForParcel"), called("createEnvelopeBufor")) == (3, 3, 1)
