"""Both accounts of Poczta Polska through the whole agent: order -> plan -> parcel -> number at Allegro -> label kept."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from agent.app import running
from agent.client import AgentClient, connect
from agent.demo.allegro_orders import OrderKind, build_order
from agent.demo.en.options import EnOptions
from agent.demo.en.server import EnServer
from agent.demo.memory_vault import MemoryVault
from agent.demo.setup import demo_secrets, write_config
from agent.demo.shipx_options import ShipxOptions
from agent.demo.stand_ins import StandIns, start_stand_ins
from shared_schema.values import JobItem
from tests.faults.shipping import create, items, plan, wait

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
    tmp_path: Path, *kinds: OrderKind, en: EnOptions | None = None, en_allegro: EnOptions | None = None, **poczta: int | str
) -> AsyncIterator[Running]:
    orders = [build_order(kind, number) for number, kind in enumerate(kinds, 1)]
    allegro_account = en_allegro or EnOptions(kind="allegro")
    async with start_stand_ins(
        orders, shipx=ShipxOptions(confirm_after_s=0.05), en=en or EnOptions(), en_allegro=allegro_account
    ) as world:
        home = tmp_path / "home"
        write_config(home, world, inpost={"requests_per_minute": 6000}, poczta={"requests_per_minute": 6000, **poczta})
        vault = MemoryVault(demo_secrets(world))
        assert world.en is not None
        assert world.en_allegro is not None
        async with running(home, vault, port=0, patience=PATIENCE) as server, connect(server.port, vault) as client:
            yield Running(world, client, home, world.en, world.en_allegro)


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
