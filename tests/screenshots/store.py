"""What the browsers' stores show beside the extension: its pages and its buttons, all in the one size they take."""

import tempfile
from pathlib import Path

from agent.demo.allegro_orders import OrderKind
from agent.demo.clicks import SECONDS, pair, wait_for_state
from tests.e2e.steps import agree, create, row_page, selection_page

from .camera import Camera
from .shop import extension_page, packing_table

PICTURES = ("plan", "wynik", "lista", "druga-przesylka", "przekazanie")
SIZE = (1280, 800)
ORDERS = (
    OrderKind.LOCKER,
    OrderKind.LANDLINE,
    OrderKind.POCZTEX,
    OrderKind.LOCKER_COD,
    OrderKind.ORLEN,
    OrderKind.ALLEGRO_POCZTEX_POINT,
    OrderKind.COURIER,
)


async def walk(camera: Camera) -> None:
    """From the plan to the hand-over."""
    with tempfile.TemporaryDirectory() as folder:
        async with packing_table(Path(folder), ORDERS) as shop:
            await pair(shop)
            tab = shop.browser.tab
            page = await selection_page(shop, tab, *shop.order_ids)
            await camera.take(page, "plan", size=SIZE)
            await agree(page)
            await create(page)
            await page.until("document.querySelector('#job').dataset.state === 'finished'", SECONDS)
            await camera.take(page, "wynik", size=SIZE)
            await page.close()

            await tab.activate()
            await wait_for_state(tab, shop.order_ids[0], "created")
            await camera.take(tab, "lista", size=SIZE, clock=False)
            again = await row_page(shop, tab, shop.order_ids[0])
            await camera.take(again, "druga-przesylka", size=SIZE)
            await again.close()

            page = await extension_page(shop, "pages/shipments.html?view=handover")
            await page.until("document.querySelectorAll('#handover-sets > li').length === 4", SECONDS)
            await camera.take(page, "przekazanie", size=SIZE)
