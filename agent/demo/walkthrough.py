"""`nadajnik demo`: shows the product at work with no account at all; clicks by itself where there is no screen."""

import asyncio
import json
import logging
import os
import shutil
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table

from agent.client import AgentClient
from agent.shipping.pdf import page_count, split_by_number
from shared_schema.jobs import JobItem, JobsGetParams, JobsGetResult, JobsListResult
from shared_schema.pairing import PairingAnswerParams, PairingAnswerResult, PairingStateResult
from shared_schema.request import NoParams

from .browser import BrowserError
from .clicks import BAR, SECONDS, open_list, pair, tick, wait_for_state
from .shop import DemoShop, open_shop

SHIPPED = (0, 5, *range(16, 22))
"""Which orders of the list are ticked: two of InPost's, and all those of Poczta Polska's two accounts and of ORLEN Paczka."""
CARRIER_IDS = {
    "inpost": "INPOST",
    "poczta_polska": "POCZTA_POLSKA",
    "poczta_polska_allegro": "POCZTA_POLSKA",
    "paczka_w_ruchu": "RUCH",
}
"""Under which of Allegro's carriers each carrier's numbers belong."""
PAIRING_POLL_S = 1.0
log = logging.getLogger(__name__)


def main(headless: bool, out: Path) -> int:
    """Runs the demo; 0 when everything was seen to work. Writes labels, report and screenshots into `out`."""
    console = Console(width=None if sys.stdout.isatty() else 120)
    screen = sys.platform != "linux" or "DISPLAY" in os.environ or "WAYLAND_DISPLAY" in os.environ
    try:
        return asyncio.run(_run(headless or not screen, out.resolve(), console))
    except (BrowserError, TimeoutError) as error:
        console.print(f"[red]The demo stopped: {error}[/red]")
        return 1
    except KeyboardInterrupt:
        return 0


async def _run(headless: bool, out: Path, console: Console) -> int:
    home, downloads = out / "home", out / "downloads"
    for folder in (home, downloads):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    console.print("Starting stand-ins for Allegro and the carriers, the agent, and the browser with the extension ...")
    async with open_shop(home, downloads, headless=headless) as shop:
        if headless:
            return await _click_through(shop, out, console)
        await _let_the_user_click(shop, console)
        return 0


async def _click_through(shop: DemoShop, out: Path, console: Console) -> int:
    tab = shop.browser.tab
    wanted = [shop.order_ids[each] for each in SHIPPED]
    count = len(wanted)
    with console.status("Pairing the browser with the agent"):
        await pair(shop)
    with console.status("Opening the order list"):
        await open_list(shop, tab)
        await tab.screenshot(out / "orders-before.png")
        for order_id in wanted:
            await tick(tab, order_id)
        await tab.until(f"document.querySelector('{BAR}').dataset.nadajnikSelected === '{count}'", SECONDS)
    with console.status("Planning, then creating the shipments"):
        await tab.click_in_shadow(BAR, '[data-action="bar-create"]')
        page = await shop.browser.find_tab("pages/shipments.html", SECONDS)
        await page.until(f"document.querySelectorAll('#plan-rows tr[data-order]').length === {count}", SECONDS)
        await page.until("document.querySelectorAll('#plan-rows tr[aria-busy=true]').length === 0", SECONDS)
        await page.screenshot(out / "plan.png")
        await page.evaluate("document.querySelectorAll('[data-gate]:not(:checked)').forEach((box) => box.click())")
        await page.until("!document.querySelector('#create').disabled", SECONDS)
        await page.click_element("#create")
        done = f"document.querySelectorAll('#job-rows tr[data-label=ready][data-allegro=yes]').length === {count}"
        await page.until(done, SECONDS)
        # The page asks how the job as a whole stands every two seconds; its rows are ahead of it.
        await page.until("document.querySelector('#job').dataset.state === 'finished'", SECONDS)
        await page.screenshot(out / "result.png")
    with console.status("Downloading the labels"):
        await page.click_element("#download")
        name = await shop.browser.wait_for_download(f"etykiety-{date.today():%Y-%m-%d}-{count}szt.pdf", SECONDS)
        shutil.copyfile(name, out / "labels.pdf")
    await tab.activate()
    for order_id in wanted:
        await wait_for_state(tab, order_id, "created")
    await tab.evaluate("scrollTo(0, 0)")
    await tab.screenshot(out / "orders-after.png")
    report = _report(shop, wanted, await _items(shop.client))
    (out / "report.json").write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    _print(report, name.name, console)
    return _verdict(report, out, console)


async def _items(client: AgentClient) -> list[JobItem]:
    jobs = (await client.call("jobs.list", NoParams(), JobsListResult)).jobs
    answer = await client.call("jobs.get", JobsGetParams(job_id=jobs[0].job_id, offset=0, limit=100), JobsGetResult)
    return answer.items


def _report(shop: DemoShop, wanted: Sequence[str], items: Sequence[JobItem]) -> list[dict[str, object]]:
    """One object an order, in the list's order; `on_allegro`, number and carrier, is read at the stand-in, not believed."""
    by_order = {item.order_id: item for item in items}
    return [
        {
            "order_id": order_id,
            "carrier": by_order[order_id].carrier,
            "service": by_order[order_id].service,
            "tracking_number": by_order[order_id].tracking_number,
            "on_allegro": [(number.carrier_id, number.waybill) for number in shop.world.allegro.numbers(order_id)]
            == [(CARRIER_IDS.get(by_order[order_id].carrier or ""), by_order[order_id].tracking_number)],
            "label_pages": by_order[order_id].label_pages,
        }
        for order_id in wanted
    ]


def _print(report: Sequence[dict[str, object]], label_file: str, console: Console) -> None:
    table = Table(title="Shipped")
    for column in ("order", "carrier", "service", "tracking number", "on Allegro", "label file"):
        table.add_column(column, no_wrap=column != "label file")
    for row in report:
        answer = "yes" if row["on_allegro"] else "NO"
        table.add_row(
            str(row["order_id"])[:8], str(row["carrier"]), str(row["service"]), str(row["tracking_number"]), answer, label_file
        )
    console.print(table)


def _verdict(report: Sequence[dict[str, object]], out: Path, console: Console) -> int:
    content = (out / "labels.pdf").read_bytes()
    pages, numbers = page_count(content), [str(row["tracking_number"]) for row in report]
    in_order = pages == len(report) and list(split_by_number(content, numbers)) == numbers
    good = all(row["on_allegro"] and row["tracking_number"] and row["label_pages"] for row in report)
    if not (good and in_order):
        console.print("[red]Something is missing: see report.json.[/red]")
        return 1
    console.print(f"{len(report)} parcels, {pages} labels in the order of the list.")
    console.print(f"See labels.pdf, report.json and the screenshots in {out.name}/")
    return 0


async def _let_the_user_click(shop: DemoShop, console: Console) -> None:
    await shop.browser.tab.goto(shop.list_address)
    tab = await shop.browser.new_tab()
    await tab.goto(await shop.browser.extension_url(shop.extension_id, "pages/pairing.html"))
    console.print(f"1. In the tab with the pairing page set the port to [bold]{shop.port}[/bold], below the code.")
    await _pair_the_user(shop, console)
    console.print("3. Paired. Go to the order list, tick some orders and press the green button.")
    console.print("Close this with Ctrl+C.")
    await asyncio.Event().wait()


async def _pair_the_user(shop: DemoShop, console: Console) -> None:
    """Shows a code, and a new one each time the old one's two minutes are over; lets the demo's own browser in unasked."""
    while True:
        code = await shop.open_pairing()
        console.print(f"2. Type the code [bold]{code}[/bold] there.")
        state = "open"
        while state == "open":
            await asyncio.sleep(PAIRING_POLL_S)
            state = (await shop.client.call("pairing.state", NoParams(), PairingStateResult)).state
        if state == "asking":
            await shop.client.call("pairing.answer", PairingAnswerParams(allow=True), PairingAnswerResult)
            return
