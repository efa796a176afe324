"""A day at the packing table: pairing, the list, the plan, the result, and what may go wrong."""

import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from agent.config.file import ConfigFile
from agent.config.running import note_port
from agent.demo.allegro_orders import OrderKind, build_order
from agent.demo.browser import Tab
from agent.demo.clicks import BAR, SECONDS, open_list, set_port, tick, type_code, wait_for_connection, wait_for_state
from agent.demo.en.options import EnOptions
from agent.demo.faults import Fault
from agent.demo.pwr.options import PwrOptions
from agent.demo.shipx_options import ShipxOptions
from agent.demo.shop import DemoShop, open_shop
from agent.demo.stand_ins import start_stand_ins
from shared_schema.request import NoParams
from shared_schema.settings import SettingsOpenResult
from tests.e2e.steps import agree, create, plan_page, row_page, selection_page
from tests.settings.pages import go

from .camera import Camera
from .first_run import WINDOW

PICTURES = (
    "kod-parowania",
    "parowanie-w-przegladarce",
    "wpuscic-przegladarke",
    "konta-przewoznikow",
    "diagnostyka",
    "reguly",
    "lista-zamowien",
    "sprawdz-zanim-utworzysz",
    "inny-punkt",
    "wynik",
    "lista-po-nadaniu",
    "anuluj-przesylke",
    "druga-przesylka",
    "przekazanie",
    "nadaj",
    "przekazane",
    "podjazd-kuriera",
    "przesylki",
    "przewoznik-nie-odpowiada",
    "czy-paczka-powstala",
    "konto-zatrzymane",
    "diagnostyka-klopoty",
)
PAGE = (1280, 900)
LOW = (1280, 620)
TALL = (1280, 1100)
LOW_WINDOW = (1120, 560)
TALL_WINDOW = (1120, 960)
WHOLE_DIAGNOSIS = (1120, 1400)
LOOKS_S = 60 + SECONDS
"""InPost is looked at 10 and 60 seconds after a lost answer."""
CODE = "482913"
RULES = """
[[rules]]
name = "Kubki: gabaryt B"
when = { offer = ["7000000012"], items_from = 2, service = ["inpost_locker_allegro"] }
then = { size = "medium" }

[[rules]]
name = "Drogie ubezpieczamy"
when = { value_from_grosze = 50000 }
then = { insurance_grosze = 100000 }
"""
BOUGHT = datetime(2026, 11, 24, 6, 40, tzinfo=UTC)

LISTED = (
    OrderKind.LOCKER,
    OrderKind.POCZTEX,
    OrderKind.LANDLINE,
    OrderKind.ALLEGRO_DELIVERY,
    OrderKind.LOCKER_COD,
    OrderKind.ORLEN,
    OrderKind.ALLEGRO_POCZTEX_POINT,
    OrderKind.COURIER,
)
LATER = (OrderKind.LOCKER, OrderKind.COURIER, OrderKind.LOCKER, OrderKind.LOCKER, OrderKind.COURIER)
"""Two for the outage, one for the lost answer, two for the stopped account."""


async def walk(camera: Camera) -> None:
    """One shop, from the first pairing to the troubles."""
    with tempfile.TemporaryDirectory() as folder:
        async with packing_table(Path(folder), (*LISTED, *LATER)) as shop:
            await _pairing(shop, camera)
            await _settings(shop, camera)
            await _shipping(shop, camera)
            await _handing_over(shop, camera)
            await _troubles(shop, camera)


@asynccontextmanager
async def packing_table(folder: Path, kinds: Sequence[OrderKind]) -> AsyncIterator[DemoShop]:
    """A shop with these orders and an account of every kind, in which parcels come to their numbers at once."""
    orders = [build_order(kind, number, now=BOUGHT) for number, kind in enumerate(kinds, 1)]
    post, allegro_post = EnOptions(envelope_step_s=0), EnOptions(kind="allegro", envelope_step_s=0)
    orlen, shipx = PwrOptions(list_lag_s=0), ShipxOptions(confirm_after_s=0.1)
    home = folder / "home"
    home.mkdir(mode=0o700)
    (home / "rules.toml").write_text(RULES, encoding="utf-8")
    async with (
        start_stand_ins(orders, en=post, en_allegro=allegro_post, pwr=orlen, shipx=shipx) as world,
        open_shop(home, folder / "downloads", headless=True, world=world, orlen={}) as shop,
    ):
        with ConfigFile(home).edit() as document:
            # one after the other, so that numbers are given in the order of the list
            document["allegro"]["concurrency"] = document["accounts"][0]["concurrency"] = 1
        note_port(home, shop.port)
        yield shop


async def _pairing(shop: DemoShop, camera: Camera) -> None:
    page = await shop.browser.find_tab("pages/pairing.html", SECONDS)
    await page.activate()
    await page.until("document.querySelector('#pair-port').value !== ''", SECONDS)
    await set_port(page, shop.port)
    await wait_for_connection(page, "not_paired")
    await page.evaluate("document.querySelector('details').open = false")

    window = await settings_window(shop)
    await go(window, "browsers")
    await window.until("document.querySelector('.cards li')", SECONDS)  # the button is moved by the list above it
    await window.click_element("button.primary")
    code = await window.until("document.querySelector('.code')?.textContent", SECONDS)
    await window.evaluate(f"document.querySelector('.code').textContent = '{CODE}'")
    await camera.take(window, "kod-parowania", size=LOW_WINDOW)

    await page.activate()
    await page.evaluate(f"document.querySelector('#pair-code').value = '{CODE}'")
    await camera.take(page, "parowanie-w-przegladarce", size=PAGE)
    await type_code(page, code)
    await window.until("document.querySelector('dialog').open", SECONDS)
    await camera.take(window, "wpuscic-przegladarke", size=LOW_WINDOW)
    await window.click_element("#question-yes")
    await wait_for_connection(page, "connected")
    await page.close()
    await window.close()


async def _settings(shop: DemoShop, camera: Camera) -> None:
    window = await settings_window(shop)
    await go(window, "accounts")
    await window.click_element("[data-account] button")
    await window.until("document.querySelector('.result.good, .result.look')", SECONDS)
    await camera.take(window, "konta-przewoznikow", size=WINDOW)
    await go(window, "diagnosis")
    await window.until("document.querySelectorAll('.findings .badge').length > 5", SECONDS)
    await camera.take(window, "diagnostyka", size=TALL_WINDOW)
    await go(window, "rules")
    await window.until("document.querySelectorAll('main li').length >= 2", SECONDS)
    await camera.take(window, "reguly", size=(1120, 640))
    await window.close()


async def _shipping(shop: DemoShop, camera: Camera) -> None:
    wanted = shop.order_ids[: len(LISTED)]
    shop.page.orders = shop.page.orders[: len(LISTED)]
    tab = shop.browser.tab
    await open_list(shop, tab)
    for order_id in wanted:
        await tick(tab, order_id)
    await tab.until(f"document.querySelector('{BAR}').dataset.nadajnikSelected === '{len(wanted)}'", SECONDS)
    await camera.take(tab, "lista-zamowien", size=PAGE, clock=False)
    await tab.click_in_shadow(BAR, '[data-action="bar-create"]')
    page = await plan_page(shop, len(wanted))
    await camera.take(page, "sprawdz-zanim-utworzysz", size=TALL)
    row = f"#plan-rows tr[data-order='{wanted[0]}']"
    await page.click_element(f"{row} [data-key=edit]")
    await page.click_element(f"{row} [data-key=point-text]")
    await page.type_text("Kraków")
    await page.press_key("Enter")
    await page.until(f'document.querySelector("{row} .points button") !== null', SECONDS)
    await camera.take(page, "inny-punkt", size=(1280, 1220))
    await agree(page)
    await create(page)
    await page.until("document.querySelector('#job').dataset.state === 'finished'", SECONDS)
    await camera.take(page, "wynik", size=TALL)

    post = f"#job-rows tr[data-order='{wanted[1]}'] [data-withdraw]"
    await page.click_element(post)
    await page.until(f'document.querySelector("{post}").textContent.startsWith("Na pewno")', SECONDS)
    await camera.take(page, "anuluj-przesylke", size=LOW)
    await page.close()

    await tab.activate()
    for order_id in (wanted[0], wanted[1], wanted[-1]):
        await wait_for_state(tab, order_id, "created")
    await camera.take(tab, "lista-po-nadaniu", size=PAGE, clock=False)
    again = await row_page(shop, tab, wanted[0])
    await camera.take(again, "druga-przesylka", size=LOW)
    await again.close()


async def _handing_over(shop: DemoShop, camera: Camera) -> None:
    window = await settings_window(shop)
    await go(window, "handover")
    await window.until("document.querySelectorAll('.sets li').length >= 4", SECONDS)
    await camera.take(window, "przekazanie", size=TALL_WINDOW)
    await window.close()

    page = await extension_page(shop, "pages/shipments.html?view=handover")
    await page.until("document.querySelectorAll('#handover-sets > li').length === 4", SECONDS)
    await camera.take(page, "nadaj", size=LOW)
    for _ in range(2):
        card = "#handover-sets > li:first-child"
        before = await page.evaluate("document.querySelectorAll('#handover-sets > li').length")
        await page.click_element(f"{card} [data-send]")
        await page.until(f"document.querySelector('{card}[data-phase=asked]')", SECONDS)
        await page.click_element(f"{card} [data-send]")
        await page.until(f"document.querySelectorAll('#handover-sets > li').length === {before - 1}", SECONDS)
    await camera.take(page, "przekazane", size=PAGE)
    await page.click_element("[data-pickup-slots]")
    await page.until("document.querySelector('[data-pickup-order]')", SECONDS)
    await camera.take(page, "podjazd-kuriera", size=PAGE)
    await page.goto(await shop.browser.extension_url(shop.extension_id, "pages/shipments.html"))
    await page.until("document.querySelectorAll('#accounts li').length === 4", SECONDS)
    await camera.take(page, "przesylki", size=PAGE)
    await page.close()


async def _troubles(shop: DemoShop, camera: Camera) -> None:
    orders = list(shop.world.allegro.orders.values())[len(LISTED) :]
    ids = [each["id"] for each in orders]
    shop.page.orders = orders
    shipx = shop.world.shipx

    page = await _ready(shop, *ids[:2])
    await shipx.stop()
    await page.click_element("#create")
    await page.until("document.querySelectorAll('#job-rows tr[data-state=waiting]').length === 2", SECONDS)
    await page.until("document.querySelector('#job').dataset.state === 'waiting'", SECONDS)
    await camera.take(page, "przewoznik-nie-odpowiada", size=LOW)
    await page.click_element("#cancel")
    await page.until("document.querySelector('#job').dataset.state === 'finished'", SECONDS)
    await shipx.start()
    await page.close()

    shipx.faults.arm(Fault.RESET_BEFORE, method="POST", path=r"/shipments$", times=1)
    page = await _ready(shop, ids[2])
    await page.click_element("#create")
    await page.until("document.querySelector('#job-rows form.decision')", LOOKS_S)
    await camera.take(page, "czy-paczka-powstala", size=LOW)
    await page.close()

    page = await _ready(shop, *ids[3:])
    shipx.options = replace(shipx.options, token="another")
    await page.click_element("#create")
    await page.until("document.querySelectorAll('#job-rows tr[data-state=refused]').length === 2", SECONDS)
    await page.until("document.querySelector('#problems [data-code=account_stopped]')", SECONDS)
    await camera.take(page, "konto-zatrzymane", size=LOW)

    window = await settings_window(shop)
    await go(window, "diagnosis")
    await window.until("document.querySelector('.findings [data-state=broken]')", SECONDS)
    await window.until("!document.querySelector('.findings').hasAttribute('aria-busy')", SECONDS)
    await camera.take(window, "diagnostyka-klopoty", size=WHOLE_DIAGNOSIS)


async def _ready(shop: DemoShop, *order_ids: str) -> Tab:
    """The plan of these orders, agreed to."""
    page = await selection_page(shop, shop.browser.tab, *order_ids)
    await agree(page)
    await page.until("!document.querySelector('#create').disabled", SECONDS)
    return page


async def settings_window(shop: DemoShop) -> Tab:
    """The settings, on their first place."""
    address = (await shop.client.call("settings.open", NoParams(), SettingsOpenResult)).address
    window = await shop.browser.new_tab(address)
    await window.until("document.querySelector('.first li')", SECONDS)
    return window


async def extension_page(shop: DemoShop, path: str) -> Tab:
    """One of the extension's own pages."""
    return await shop.browser.new_tab(await shop.browser.extension_url(shop.extension_id, path))
