"""From a clean machine to four parcels: installed by pipx, set up through the window alone, shipped from the order list.

Prepared is only what no seller ever does: where the services are. Everything else is typed and clicked into the real window.
"""

import asyncio
import base64
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
import tomlkit

from agent.allegro.tokens import TokenPair, tokens_of
from agent.config.file import ConfigFile
from agent.demo.allegro_options import AllegroOptions
from agent.demo.allegro_orders import OrderKind, build_order
from agent.demo.browser import BrowserMissingError, BrowserOptions, browser
from agent.demo.clicks import SECONDS, set_port, type_code, wait_for_connection
from agent.demo.en.options import EnOptions
from agent.demo.memory_vault import MemoryVault
from agent.demo.order_page import OrderPage
from agent.demo.pwr.options import PwrOptions
from agent.demo.setup import write_config
from agent.demo.shipx_options import ShipxOptions
from agent.demo.shop import DemoAgent, DemoShop
from agent.demo.stand_ins import StandIns, start_stand_ins
from agent.shipping.pdf import page_count
from agent.vault import vault_service
from agent.vault.keyring_vault import KeyringVault
from tests.desktop.screen import DEADLINE_S, PANEL, SIZE, Screen, screen, until
from tests.desktop.web_view import WebView, environment, web_view
from tests.e2e.steps import agree, create, selection_page
from tests.faults.processes import free_port
from tests.packages.first_run import (
    LOCKER,
    OFFICES,
    ORLEN_SENDER,
    POST_SENDER,
    add_inpost,
    add_orlen,
    add_post,
    add_post_allegro,
    check_connections,
    connect_allegro,
    extension_folder,
    let_browser_in,
    look_round,
)
from tests.packages.program import BUILT
from tests.packages.test_wheel import ROOT, build

pytestmark = [pytest.mark.browser]

ICON = "Qt Selection Owner for nadajnik"
TITLE = 16
"""Pixels of the title bar that are enough to take hold of it."""
KINDS = (OrderKind.LOCKER, OrderKind.POCZTEX, OrderKind.ALLEGRO_POCZTEX, OrderKind.ORLEN)
"""One order for each kind of account, in the order in which they are added."""
ORLEN_FIELDS = (
    "SenderCompanyName",
    "SenderStreetName",
    "SenderBuildingNumber",
    "SenderPostCode",
    "SenderCity",
    "SenderPhoneNumber",
    "SenderEMail",
)


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The command as pipx leaves it, with the extra that the guide names; or the built program that is tested."""
    if BUILT is not None:
        yield BUILT
        return
    pipx = shutil.which("pipx")
    assert pipx is not None, "not installed: pipx (make .make/desktop)"
    dist = tmp_path_factory.mktemp("dist")
    build(ROOT, dist, "--wheel")
    [wheel] = dist.glob("*.whl")
    with tempfile.TemporaryDirectory(prefix="nadajnik-pipx-") as folder:  # near to a gigabyte: not for pytest to keep
        own = {name: str(Path(folder, name)) for name in ("PIPX_HOME", "PIPX_BIN_DIR", "PIPX_MAN_DIR")}
        command = [pipx, "install", "--python", sys.executable, f"{wheel}[desktop]"]
        done = subprocess.run(command, env={**os.environ, **own}, cwd=dist, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        yield Path(own["PIPX_BIN_DIR"], "nadajnik")


@asynccontextmanager
async def services() -> AsyncIterator[StandIns]:
    """What the seller has contracts with; every secret is found again wherever it is left."""

    def canary() -> str:
        return f"kanarek{secrets.token_hex(8)}"

    async with start_stand_ins(
        [build_order(kind, number) for number, kind in enumerate(KINDS, 1)],
        allegro=AllegroOptions(client_secret=canary(), device_interval_s=1),
        shipx=ShipxOptions(token=canary()),
        en=EnOptions(login="sklep_zwykle", password=canary()),
        en_allegro=EnOptions(kind="allegro", login="sklep_allegro", password=canary()),
        pwr=PwrOptions(partner_key=canary()),
    ) as world:
        yield world


@asynccontextmanager
async def started(program: Path, folder: Path, shown: Screen) -> AsyncIterator[WebView]:
    """The program without any argument, until the block is left; the window that it opens by itself, beside its icon."""
    left_out = ("PYTHONPATH", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "NADAJNIK_HOME")
    inherited = {name: value for name, value in os.environ.items() if name not in left_out}
    port, temporary = free_port(), folder / "temporary"
    temporary.mkdir()
    own = {**shown.environment, **environment(port), "NADAJNIK_LANG": "pl", "TMPDIR": str(temporary)}
    with (folder / "said.txt").open("wb") as said:
        process = subprocess.Popen(  # noqa: ASYNC220 - back at once
            [program], env={**inherited, **own}, cwd=temporary, stdout=said, stderr=said
        )
    try:
        await asyncio.to_thread(until, lambda: ICON in shown.run("xwininfo", "-root", "-children"), "the icon")
        async with web_view(shown, port) as view:
            yield view
        process.terminate()
        assert await asyncio.to_thread(process.wait, DEADLINE_S) == 0
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait, DEADLINE_S)


@pytest.mark.usefixtures("key_store")
async def test_a_seller_sets_everything_up_in_the_window_and_ships_with_every_account(program: Path, tmp_path: Path) -> None:
    home = Path(os.environ["XDG_DATA_HOME"], "nadajnik")
    with screen() as shown:
        async with services() as world:
            prepare(home, world)
            async with started(program, tmp_path, shown) as view:
                whole_on_the_screen(view)
                await connect_allegro(view, world)
                await add_inpost(view, world)
                await add_post(view, world)
                await add_post_allegro(view, world)
                await add_orlen(view, world)
                await check_connections(view, "InPost", "Poczta Polska", "Poczta Polska (Allegro)", "ORLEN Paczka")
                extension = await extension_folder(view)
                assert extension.is_relative_to(program.resolve().parents[0 if BUILT else 1])
                async with order_list(home, world, tmp_path, extension) as shop:
                    await pair(shop, view)
                    page = await selection_page(shop, shop.browser.tab, *world.allegro.orders)
                    await agree(page)
                    await create(page)
                await look_round(view)
                await asyncio.to_thread(shown.picture, tmp_path / "screen.png")
            sent_as_typed(world)
            numbers_at_allegro(world)
            labels_kept(home)
            nothing_elsewhere(home)
            await secrets_in_no_file(home, world, tmp_path)


def whole_on_the_screen(view: WebView) -> None:
    """Its title can be taken hold of, and the last button is above the panel."""
    left, top, width, height = view.extent()
    assert left >= 0
    assert top >= TITLE
    assert left + width <= SIZE[0]
    assert top + height <= SIZE[1] - PANEL


def sent_as_typed(world: StandIns) -> None:
    """One parcel for each account, with the sizes, offices and senders that were typed into the window."""
    assert world.en is not None
    assert world.en_allegro is not None
    [locker] = world.shipx.shipments
    assert locker.body["parcels"] == {"template": "medium"}
    assert locker.body["custom_attributes"]["sending_method"] == "parcel_locker"
    assert locker.body["custom_attributes"]["dropoff_point"] == LOCKER
    [ordinary] = world.en.shipments
    assert ordinary.value("format") == "M"
    assert ordinary.part("nadawca") == {
        "nazwa": POST_SENDER["nazwa"],
        "ulica": POST_SENDER["ulica"],
        "numerDomu": POST_SENDER["numer domu"],
        "kodPocztowy": POST_SENDER["kod pocztowy"].replace("-", ""),
        "miejscowosc": POST_SENDER["miejscowość"],
        "kraj": "Polska",
    }
    [allegro] = world.en_allegro.shipments
    assert (allegro.value("format"), allegro.part("nadawca")) == ("L", None)
    for server, shipment, office in ((world.en, ordinary, OFFICES[0]), (world.en_allegro, allegro, OFFICES[1])):
        assert [each.office for each in server.bufors.bufors.values() if shipment in each.shipments] == [office]
    [orlen] = world.pwr.parcels
    assert orlen.fields["BoxSize"] == "L"
    assert [orlen.fields[each] for each in ORLEN_FIELDS] == list(ORLEN_SENDER.values())


def numbers_at_allegro(world: StandIns) -> None:
    """Each order has the number of its own parcel, under its carrier."""
    assert world.en is not None
    assert world.en_allegro is not None
    made = [
        ("INPOST", world.shipx.shipments[0].tracking_number),
        ("POCZTA_POLSKA", world.en.shipments[0].number),
        ("POCZTA_POLSKA", world.en_allegro.shipments[0].number),
        ("RUCH", world.pwr.parcels[0].pack_code),
    ]
    told = [[(each.carrier_id, each.waybill) for each in world.allegro.numbers(order)] for order in world.allegro.orders]
    assert told == [[each] for each in made]


def labels_kept(home: Path) -> None:
    """A page each, in the folder that the icon's menu opens."""
    assert [page_count(each.read_bytes()) for each in (home / "labels").rglob("*.pdf")] == [1] * len(KINDS)


def nothing_elsewhere(home: Path) -> None:
    """What the program keeps is in its home, where `uninstall` finds it; the rest is not the program's."""
    theirs = {"keyrings", "pki", "chromium", "openbox"}
    files = [each for each in Path(os.environ["HOME"]).rglob("*") if each.is_file() and not each.is_relative_to(home)]
    assert [each for each in files if theirs.isdisjoint(each.parts)] == []


async def secrets_in_no_file(home: Path, world: StandIns, folder: Path) -> None:
    """Neither typed ones nor Allegro's tokens: not in the home, the log, the key store's own file, the browser's profile."""
    assert world.en is not None
    assert world.en_allegro is not None
    kept = await KeyringVault(vault_service(home)).get(tokens_of(world.allegro.options.user_id))
    assert kept is not None
    tokens = TokenPair.model_validate_json(kept)
    post = [each.options for each in (world.en, world.en_allegro)]
    typed = [world.allegro.options.client_secret, world.shipx.options.token, world.pwr.options.partner_key]
    typed += [each.password for each in post]
    basic = [base64.b64encode(f"{each.login}:{each.password}".encode()).decode() for each in post]
    issued = [each.get_secret_value() for each in (tokens.access_token, tokens.refresh_token)]
    canaries = [each.encode() for each in (*typed, *basic, *issued)]
    files = [each for each in folder.rglob("*") if each.is_file() and not each.is_symlink()]
    assert home / "config.toml" in files
    assert [each for each in files if any(canary in each.read_bytes() for canary in canaries)] == []


@asynccontextmanager
async def order_list(home: Path, world: StandIns, folder: Path, extension: Path) -> AsyncIterator[DemoShop]:
    """The seller's browser with the extension of this folder, and Allegro's order list."""
    orders = list(world.allegro.orders.values())
    async with OrderPage(orders) as page:
        options = BrowserOptions(hosts=page.hosts, downloads=folder / "downloads", profile=folder / "profile")
        try:
            async with browser("chromium", options) as opened:
                extension_id = await opened.install(extension)
                served = DemoAgent(home, MemoryVault())  # never started: the installed program is what serves
                served.port = ConfigFile(home).read().server.port
                yield DemoShop(world, page, opened, extension_id, served)
        except BrowserMissingError as error:
            pytest.fail(str(error), pytrace=False)


async def pair(shop: DemoShop, view: WebView) -> None:
    """The code that the window shows, typed into the page that opened with the extension's installation."""
    tab = await shop.browser.find_tab("pages/pairing.html", SECONDS)
    await tab.until("document.querySelector('#pair-port').value !== ''", SECONDS)
    await set_port(tab, shop.port)
    await wait_for_connection(tab, "not_paired")
    await let_browser_in(view, partial(type_code, tab))
    await wait_for_connection(tab, "connected")
    await tab.close()


def prepare(home: Path, world: StandIns) -> None:
    """The services' addresses; a port of its own, because a program of somebody else may listen at the usual one."""
    write_config(home, world)
    document = tomlkit.parse((home / "config.toml").read_text(encoding="utf-8"))
    prepared = {"server": {"port": free_port()}, "endpoints": document["endpoints"]}
    (home / "config.toml").write_text(tomlkit.dumps(prepared), encoding="utf-8")
