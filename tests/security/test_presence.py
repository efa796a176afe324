"""Row 25 of the threat model: what spends money follows a person's act, and a computer left alone is locked."""

import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import aiohttp
import pytest

from agent.api.presence import Presence
from agent.app import running
from agent.cli.exit_codes import ExitCode
from agent.client import connect
from agent.config.edit import set_section
from agent.config.file import ConfigFile
from agent.config.running import note_port
from agent.demo.allegro_orders import OrderKind, build_order
from agent.demo.pwr.options import PwrOptions
from agent.demo.setup import ORLEN_ACCOUNT, demo_secrets, write_config
from agent.demo.shipx_options import ShipxOptions
from agent.demo.stand_ins import StandIns, start_stand_ins
from agent.server.address import CHROMIUM_ORIGIN, socket_url
from agent.server.dispatch import Client
from agent.server.errors import ApiError
from agent.server.pairings import PairingStore, new_pairing
from shared_schema.codes import ErrorCode
from tests.cli.conftest import Terminal
from tests.faults.shipping import create, plan, wait
from tests.memory_vault import MemoryVault
from tests.server.running import Clock, Json, Peer, authenticate, request

BROWSER = Client("0" * 16, "browser", CHROMIUM_ORIGIN)
COMMAND_LINE = Client("1" * 16, "command_line", "")
MINUTE_MS = 60_000


def refusal(act: Callable[[], None]) -> ErrorCode | None:
    try:
        act()
    except ApiError as error:
        return error.info.code
    return None


@pytest.mark.parametrize(
    ("acted_ms_ago", "code"),
    [(0, None), (MINUTE_MS, None), (MINUTE_MS + 1, ErrorCode.ACTION_TOO_OLD), (None, ErrorCode.ACTION_TOO_OLD)],
)
def test_row_25_a_click_is_good_for_a_minute(acted_ms_ago: int | None, code: ErrorCode | None) -> None:
    presence = Presence(lambda: 0)
    assert refusal(lambda: presence.admit(BROWSER, acted_ms_ago)) == code
    assert refusal(lambda: presence.admit(COMMAND_LINE, acted_ms_ago)) is None


def test_row_25_what_the_agent_waited_itself_counts_too() -> None:
    clock = Clock()
    presence = Presence(lambda: 0, (clock, clock))
    asked_at = presence.now()
    clock.now += 59
    assert refusal(lambda: presence.admit(BROWSER, 1000, asked_at)) is None
    clock.now += 1
    assert refusal(lambda: presence.admit(BROWSER, 1000, asked_at)) == ErrorCode.ACTION_TOO_OLD


def test_row_25_the_lock_falls_after_the_idle_minutes_and_a_person_opens_it() -> None:
    clock = Clock()
    minutes = 5
    presence = Presence(lambda: minutes, (clock, clock))
    assert presence.locked, "a start counts as locked: starting anew would unlock it otherwise"
    assert refusal(lambda: presence.admit(BROWSER, 0)) == ErrorCode.LOCKED
    assert presence.locked

    presence.unlock()
    clock.now += 299
    assert refusal(lambda: presence.admit(BROWSER, 0)) is None
    clock.now += 299
    assert not presence.locked, "the parcel of a moment ago was a person's"
    assert refusal(lambda: presence.admit(BROWSER, MINUTE_MS + 1)) == ErrorCode.ACTION_TOO_OLD
    assert refusal(lambda: presence.admit(COMMAND_LINE, None)) is None
    clock.now += 1
    assert presence.locked, "an old click is no person, and the command line may be a script"
    assert refusal(lambda: presence.admit(COMMAND_LINE, None)) is None

    minutes = 0
    assert not presence.locked
    assert refusal(lambda: presence.admit(BROWSER, 0)) is None


@pytest.mark.parametrize("still", [0, 1], ids=["asleep", "wall clock set back"])
def test_row_25_neither_sleep_nor_the_wall_clock_keeps_it_open(still: int) -> None:
    clocks = (Clock(), Clock())
    presence = Presence(lambda: 5, clocks)
    presence.unlock()
    clocks[1 - still].now += 300
    clocks[still].now -= 1000 * still
    assert presence.locked


@dataclass
class Shop:
    """A running agent with ORLEN orders, a browser at its socket, and its own clock."""

    world: StandIns
    folder: Path
    vault: MemoryVault
    port: int
    clock: Clock
    peer: Peer

    async def ask(self, method: str, **params: object) -> Json:
        """The result, or the error."""
        message = request(method, params)
        await self.peer.send(message)
        while (answer := await self.peer.receive()).get("id") != message["id"]:
            pass
        told: Json = answer["result"] if answer["type"] == "result" else answer["error"]
        return told

    async def planned(self, place: int) -> list[Json]:
        """What `shipments.create` is given for one of the orders."""
        async with connect(self.port, self.vault) as client:
            rows = await plan(client, [list(self.world.allegro.orders)[place]])
        nothing = {"size": None, "receiver": None, "service": None, "account": None, "insurance_grosze": None, "point": None}
        shipped = {"accepted": True, "confirmation": None, "parcels": 1}
        return [{**nothing, **shipped, "order_id": row.order_id, "digest": row.digest} for row in rows]

    async def settle(self, job_id: str) -> None:
        async with connect(self.port, self.vault) as client:
            await wait(client, job_id)

    def set_minutes(self, minutes: int) -> None:
        with ConfigFile(self.folder).edit() as document:
            set_section(document, "security", {"ask_after_idle_minutes": minutes})

    @property
    def parcels(self) -> int:
        return len(self.world.pwr.parcels)


@asynccontextmanager
async def a_shop(folder: Path, monkeypatch: pytest.MonkeyPatch, count: int = 2) -> AsyncIterator[Shop]:
    clock = Clock()
    monkeypatch.setattr("agent.app.Presence", partial(Presence, clocks=(clock, clock)))
    orders = [build_order(OrderKind.ORLEN, number) for number in range(1, count + 1)]
    async with start_stand_ins(orders, shipx=ShipxOptions(), pwr=PwrOptions(list_lag_s=0)) as world:
        write_config(folder, world, orlen={})
        vault = MemoryVault()
        vault.secrets.update(demo_secrets(world))
        pairing = new_pairing("browser", "Chromium", CHROMIUM_ORIGIN)
        pairings = PairingStore(vault)
        await pairings.load()
        await pairings.add(pairing)
        async with running(folder, vault, port=0, patience=0.03) as server, aiohttp.ClientSession() as http:
            note_port(folder, server.port)
            peer = Peer(await http.ws_connect(socket_url(server.port), origin=CHROMIUM_ORIGIN), CHROMIUM_ORIGIN)
            peer.challenge = await peer.receive()
            await peer.send(authenticate(peer, pairing))
            peer.ready = await peer.receive()
            yield Shop(world, folder, vault, server.port, clock, peer)


def key() -> str:
    return str(uuid.uuid4())


async def test_row_25_an_old_click_ships_nothing_and_a_known_key_gives_its_job_however_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_shop(tmp_path, monkeypatch) as shop:
        wish = {"key": key(), "seller_id": None, "items": await shop.planned(0)}
        for late in ({"acted_ms_ago": MINUTE_MS + 1}, {"acted_ms_ago": None}, {}):
            assert (await shop.ask("shipments.create", **wish, **late))["code"] == "action_too_old"
        assert (await shop.ask("jobs.list"))["jobs"] == []

        job = (await shop.ask("shipments.create", **wish, acted_ms_ago=900))["job"]
        await shop.settle(job["job_id"])
        shop.set_minutes(5)
        shop.clock.now += 8 * 3600
        for late in ({"acted_ms_ago": 8 * 3_600_000}, {"acted_ms_ago": None}):
            again = (await shop.ask("shipments.create", **wish, **late))["job"]
            assert (again["job_id"], again["created"]) == (wish["key"], 1)
        assert shop.parcels == 1
        assert len((await shop.ask("jobs.list"))["jobs"]) == 1


async def test_row_25_while_it_is_locked_only_spending_waits_for_a_person(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with a_shop(tmp_path, monkeypatch) as shop:
        first, second = await shop.planned(0), await shop.planned(1)
        job = (await shop.ask("shipments.create", key=key(), seller_id=None, items=first, acted_ms_ago=0))["job"]
        shop.set_minutes(5)
        assert (await shop.ask("agent.status"))["locked"] is False, "somebody shipped just now"
        shop.clock.now += 300
        wish = {"key": key(), "seller_id": None, "items": second, "acted_ms_ago": 0}
        assert (await shop.ask("shipments.create", **wish))["code"] == "locked"

        await shop.settle(job["job_id"])
        order_id = first[0]["order_id"]
        assert (await shop.ask("agent.status"))["locked"] is True
        assert (await shop.ask("orders.status", order_ids=[order_id]))["orders"][0]["state"] == "created"
        assert (await shop.ask("labels.prepare", order_ids=[order_id]))["labels"] == 1
        assert (await shop.ask("jobs.get", job_id=job["job_id"], offset=0, limit=1))["job"]["created"] == 1
        assert (await shop.ask("agent.unlock"))["code"] == "not_allowed", "only at this computer"
        assert shop.parcels == 1

        shop.set_minutes(0)
        assert (await shop.ask("shipments.create", **wish))["job"]["job_id"] == wish["key"]
        await shop.settle(str(wish["key"]))
        assert shop.parcels == 2


async def test_row_25_handing_over_and_the_courier_ask_for_a_person_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with a_shop(tmp_path, monkeypatch) as shop:
        async with connect(shop.port, shop.vault) as client:
            await wait(client, await create(client, await plan(client, list(shop.world.allegro.orders))))
        shop.set_minutes(5)
        [waiting] = (await shop.ask("handover.list"))["sets"]
        day = (await shop.ask("pickup.slots", account_id=ORLEN_ACCOUNT))["slots"][0]["day"]
        wishes = {
            "handover.send": {"account_id": ORLEN_ACCOUNT, "set_id": waiting["set_id"], "key": key(), "again": False},
            "pickup.order": {"account_id": ORLEN_ACCOUNT, "key": key(), "day": day, "earlier": False, "again": False},
        }
        for method, wish in wishes.items():
            assert (await shop.ask(method, **wish))["code"] == "action_too_old", method
            assert (await shop.ask(method, **wish, acted_ms_ago=1))["code"] == "locked", method
        listed = await shop.ask("handover.list")
        assert (listed["handed"], listed["pickups"]) == ([], [])

        terminal = Terminal(shop.folder, shop.vault)
        for said in ("Sending is unlocked.", "Sending was not locked."):
            result = await terminal.run("unlock")
            assert (result.exit_code, said in result.output) == (ExitCode.OK, True)
        first = {method: await shop.ask(method, **wish, acted_ms_ago=1) for method, wish in wishes.items()}
        assert "code" not in first["handover.send"]
        assert "code" not in first["pickup.order"]
        shop.clock.now += 3600
        for method, wish in wishes.items():
            assert await shop.ask(method, **wish, acted_ms_ago=3_600_000) == first[method], method
        listed = await shop.ask("handover.list")
        assert (len(listed["handed"]), len(listed["pickups"])) == (1, 1)
