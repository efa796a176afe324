"""The seller's clicks: real input at real places, in either browser."""

from agent.client import AgentClient
from shared_schema.pairing import PairingAnswerParams, PairingAnswerResult, PairingStateResult
from shared_schema.request import NoParams

from .browser import Tab
from .browser.polling import PATIENCE_S, poll
from .shop import DemoShop

HOST = 'span[data-nadajnik-order="{}"]'
BAR = "div[data-nadajnik-bar]"
SECONDS = PATIENCE_S
ASK_PAUSE_S = 0.5
"""Between two questions to the agent, which takes 30 in 10 seconds; Firefox may hold a connection back for longer than that."""


async def pair(shop: DemoShop) -> None:
    """Types port and code into the page that opened with the installation, and allows the browser at the command line."""
    tab = await shop.browser.find_tab("pages/pairing.html", SECONDS)
    await tab.activate()
    await tab.until("document.querySelector('#pair-port').value !== ''", SECONDS)
    await set_port(tab, shop.port)
    await wait_for_connection(tab, "not_paired")
    await type_code(tab, await shop.open_pairing())
    await allow(shop.client)
    await wait_for_connection(tab, "connected")
    await tab.close()


async def set_port(tab: Tab, port: int) -> None:
    """Types the agent's port into the pairing page."""
    await tab.evaluate("document.querySelector('details').open = true")
    await tab.click_element("#pair-port")
    await tab.press_key("Control+a")
    await tab.type_text(str(port))
    await tab.click_element("#port-button")


async def type_code(tab: Tab, code: str) -> None:
    """Types the code into the pairing page and sends it."""
    await tab.click_element("#pair-code")
    await tab.press_key("Control+a")
    await tab.type_text(code)
    await tab.click_element("#pair-button")


async def wait_for_connection(tab: Tab, state: str) -> None:
    """Waits until the extension's page says that the connection is in this state."""
    await tab.until(f"document.querySelector('#connection-state').dataset.state === '{state}'", SECONDS)


async def allow(client: AgentClient) -> None:
    """Waits for the browser that gave the right code, and lets it in."""

    async def asking() -> bool:
        return (await client.call("pairing.state", NoParams(), PairingStateResult)).state == "asking"

    await poll(asking, SECONDS, lambda: f"no browser asked to be paired within {SECONDS} s", pause_s=ASK_PAUSE_S)
    await client.call("pairing.answer", PairingAnswerParams(allow=True), PairingAnswerResult)


async def open_list(shop: DemoShop, tab: Tab) -> None:
    """Opens the order list and waits until every row has its button."""
    await tab.activate()
    await tab.goto(shop.list_address)
    await tab.until(f"document.querySelectorAll('span[data-nadajnik-order]').length === {len(shop.order_ids)}", SECONDS)


async def tick(tab: Tab, order_id: str) -> None:
    """Ticks the order's own checkbox in Allegro's list."""
    await tab.evaluate(
        "(() => { document.querySelectorAll('[data-demo-tick]').forEach((each) => each.removeAttribute('data-demo-tick'));"
        f" let row = document.querySelector('{HOST.format(order_id)}');"
        " while (!row.querySelector('input[type=checkbox]')) row = row.parentElement;"
        " row.querySelector('input[type=checkbox]').setAttribute('data-demo-tick', ''); })()"
    )
    await tab.click_element("[data-demo-tick]")


async def wait_for_state(tab: Tab, order_id: str, state: str) -> None:
    """Waits until the icon at the order shows the state."""
    await tab.until(f"document.querySelector('{HOST.format(order_id)}')?.dataset.nadajnikState === '{state}'", SECONDS)
