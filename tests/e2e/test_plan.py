"""The plan page: seen before anything is made, mended in the row, by mouse and by keyboard, in both browsers."""

from collections.abc import AsyncIterator
from copy import deepcopy
from pathlib import Path

import pytest
import pytest_asyncio

from agent.demo.allegro_orders import OrderKind, build_order, many_orders
from agent.demo.browser import BrowserMissingError, Tab
from agent.demo.clicks import SECONDS, pair
from agent.demo.shipx_options import ShipxOptions
from agent.demo.shop import DemoShop, open_shop
from agent.demo.stand_ins import every_account
from agent.demo.wire import JsonObject
from tests.e2e.steps import create, finished, numbers, plan_page, texts

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
MANY = 500

KINDS = {
    "green": OrderKind.LOCKER,
    "unsure": OrderKind.COURIER,
    "post_code": OrderKind.COURIER,
    "landline": OrderKind.LANDLINE,
    "sent": OrderKind.ALREADY_SENT,
    "cancelled": OrderKind.CANCELLED,
    "offer": OrderKind.LOCKER,
    "same_offer": OrderKind.LOCKER,
    "long": OrderKind.COURIER,
    "twin": OrderKind.COURIER,
    "other_twin": OrderKind.COURIER,
    "unknown": OrderKind.UNKNOWN_METHOD,
    "keyboard": OrderKind.COURIER,
    "taken_back": OrderKind.LOCKER,
    "elsewhere": OrderKind.LOCKER,
    "pocztex": OrderKind.POCZTEX_POINT,
}
ORDERS = {name: build_order(kind, number) for number, (name, kind) in enumerate(KINDS.items())}


def _to(name: str, **address: str) -> None:
    ORDERS[name]["delivery"]["address"] |= address


_to("unsure", street="3 Maja 12 5 domofon 17")
_to("post_code", zipCode="6016")
_to("long", street="Polna 3", firstName="Świętosława", lastName="Kowalska-Źrebak")
_to("keyboard", street="Polna 3", zipCode="6016", lastName="Nowak")
ORDERS["taken_back"]["status"] = "CANCELLED"
ORDERS["same_offer"]["lineItems"] = ORDERS["offer"]["lineItems"]
_to("twin", street="os. Złotej Jesieni 11 48 kod 17", lastName="Nowak")
ORDERS["other_twin"]["delivery"]["address"] = ORDERS["twin"]["delivery"]["address"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shop(browser_name: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[DemoShop]:
    """Orders that show everything a plan can say, and 500 more."""
    folder: Path = tmp_path_factory.mktemp(browser_name)
    orders: list[JsonObject] = [*deepcopy(list(ORDERS.values())), *many_orders(MANY)]
    try:
        async with (
            every_account(orders, shipx=ShipxOptions(confirm_after_s=0.1)) as world,
            open_shop(folder / "home", folder / "downloads", headless=True, browser_name=browser_name, world=world) as it,
        ):
            await pair(it)
            yield it
    except BrowserMissingError as error:
        pytest.fail(str(error), pytrace=False)


@pytest_asyncio.fixture(loop_scope="module", autouse=True)
async def no_page_left(shop: DemoShop) -> AsyncIterator[None]:
    """Pages that a test leaves open do not spoil the next one."""
    yield
    for tab in await shop.browser.tabs():
        if "extension://" in tab.url:
            await tab.close()


async def start_page(shop: DemoShop) -> Tab:
    page = await shop.browser.new_tab()
    await page.set_viewport(1280, 900)
    await page.goto(await shop.browser.extension_url(shop.extension_id, "pages/shipments.html"))
    return page


async def planned(shop: DemoShop, *order_ids: str) -> Tab:
    """The plan of the orders, pasted."""
    page = await start_page(shop)
    await page.evaluate(f"document.querySelector('#pasted').value = {' '.join(order_ids)!r}")
    await page.click_element("#plan-pasted")
    page = await plan_page(shop, len(order_ids))
    await page.until("document.querySelector('#plan').dataset.complete === 'yes'", SECONDS)
    return page


def order(name: str) -> str:
    order_id: str = ORDERS[name]["id"]
    return order_id


def row(name: str, inner: str = "") -> str:
    return f"#plan-rows tr[data-order='{order(name)}'] {inner}".strip()


async def until_colour(page: Tab, name: str, colour: str) -> None:
    await page.until(f'document.querySelector("{row(name)}").matches("[data-colour={colour}][aria-busy=false]")', SECONDS)


async def focused(page: Tab) -> list[str | None]:
    """The order and the control that have the focus."""
    at: list[str | None] = await page.evaluate(
        "((at) => [at.closest('[data-order]')?.dataset.order, at.dataset.key ?? at.id])(document.activeElement)"
    )
    return at


async def press_until(page: Tab, key: str, is_there: str, most: int = 80) -> None:
    """Presses the key until the expression about the element with the focus is true."""
    for _ in range(most):
        if await page.evaluate(f"((at) => {is_there})(document.activeElement)"):
            return
        await page.press_key(key)
    raise AssertionError(f"never reached by {key}: {is_there}")


def receivers(shop: DemoShop, name: str) -> list[JsonObject]:
    """What InPost got as the receiver of the order's parcels."""
    email = ORDERS[name]["buyer"]["email"]
    return [each.receiver for each in shop.world.shipx.shipments if each.receiver_email == email]


async def test_a_post_code_is_mended_in_the_row_and_sent_so(shop: DemoShop) -> None:
    page = await planned(shop, order("green"), order("post_code"), order("unsure"))
    listed = await page.evaluate("[...document.querySelectorAll('#plan-rows tr')].map((each) => each.dataset.order)")
    assert await page.evaluate("document.querySelector('#create').textContent") == "Utwórz zielone (1)"
    await page.click_element(row("post_code", "[data-key=field-post_code]"))
    await page.press_key("Control+a")
    await page.type_text("60-166")
    await page.press_key("Enter")
    await until_colour(page, "post_code", "green")
    assert await focused(page) == [order("post_code"), "edit"]
    assert await page.evaluate("[...document.querySelectorAll('#plan-rows tr')].map((each) => each.dataset.order)") == listed
    assert await page.evaluate("document.querySelector('#create').textContent") == "Utwórz zielone (2)"
    assert "Zielone" in await page.evaluate("document.querySelector('#plan-news').textContent")
    await page.click_element(row("green", "[data-gate=include]"))
    await create(page)
    assert [each["address"]["post_code"] for each in receivers(shop, "post_code")] == ["60-166"]
    assert numbers(shop, order("green")) == numbers(shop, order("unsure")) == []


async def test_a_proposal_is_agreed_to_with_one_click(shop: DemoShop) -> None:
    page = await planned(shop, order("unsure"))
    assert "„3 Maja 12 5 domofon 17”" in (await texts(page, row("unsure", ".given")))[0]
    await page.click_element(row("unsure", "[data-key=agree]"))
    await until_colour(page, "unsure", "green")
    assert await focused(page) == [order("unsure"), "edit"]
    assert await page.evaluate("document.querySelector('#create').textContent") == "Utwórz zielone (1)"
    await create(page)
    assert [each["address"]["street"] for each in receivers(shop, "unsure")] == ["3 Maja"]


async def test_a_shorter_name_is_taken_with_one_click(shop: DemoShop) -> None:
    page = await planned(shop, order("long"))
    shorter = (await texts(page, row("long", ".proposal span")))[0].split("„")[1].rstrip("”")
    assert shorter == "Ś. Kowalska-Źrebak"
    await page.click_element(row("long", "button[data-key^=shorter]"))
    await page.until(
        f'document.querySelector("{row("long")}").matches("[aria-busy=false]:not(:has(button[data-key^=shorter]))")', SECONDS
    )
    await page.evaluate(f'document.querySelector("{row("long", "[data-key=edit]")}").click()')
    read = [
        await page.evaluate(f'document.querySelector("{row("long", f"[data-key=field-{each}]")}").value')
        for each in ("first_name", "last_name")
    ]
    assert " ".join(read) == shorter


async def test_filters_count_and_show(shop: DemoShop) -> None:
    names = ("green", "landline", "cancelled", "offer", "twin")
    page = await planned(shop, *map(order, names))
    visible = (
        "[...document.querySelectorAll('#plan-rows tr')].filter((each) => each.getClientRects().length > 0)"
        ".map((each) => each.dataset.order)"
    )
    assert await texts(page, ".filters button span:last-child") == ["Wszystkie (5)", "Zielone (2)", "Żółte (1)", "Czerwone (2)"]
    await page.click_element("#filter-red")
    await page.until(f"{visible}.join() === '{order('landline')},{order('cancelled')}'")
    await page.until("document.querySelector('#plan-total').textContent.includes('ukryte przez filtr: 2')")
    await page.click_element(row("landline", "[data-key=field-phone]"))
    await page.press_key("Control+a")
    await page.type_text("600 100 200")
    await page.press_key("Enter")
    await until_colour(page, "landline", "green")
    assert await page.evaluate(visible) == [order("landline"), order("cancelled")], "what was mended stays in sight"
    await page.click_element("#filter-red")
    await page.until(f"{visible}.join() === '{order('cancelled')}'")
    await page.click_element("#filter-all")
    await page.click_element("#plan-search")
    await page.type_text("nowak")
    await page.until(f"{visible}.join() === '{order('twin')}'")
    await page.type_text(" zzz")
    await page.until("!document.querySelector('#plan-none').hidden")


async def test_amber_is_created_after_a_look_only_and_red_never(shop: DemoShop) -> None:
    page = await planned(shop, order("cancelled"), order("sent"), order("twin"))
    assert await page.evaluate("document.querySelector('#create').disabled") is True
    assert await page.evaluate(f'document.querySelectorAll("{row("cancelled", "[data-gate]")}").length') == 0
    asked = await page.evaluate(f'document.querySelector("{row("twin", ".gate.accepted")}").textContent')
    assert asked.startswith("Obejrzane, utwórz: ")
    assert "coś jeszcze" in asked
    assert numbers(shop, order("sent"))[0] in (await texts(page, row("sent", ".gate.again")))[0]
    assert await page.evaluate("[...document.querySelectorAll('[data-gate]')].some((box) => box.checked)") is False
    await page.click_element(row("twin", "[data-gate=accepted]"))
    await page.until("document.querySelector('#create').textContent === 'Utwórz zielone i obejrzane (1)'", SECONDS)
    sent = numbers(shop, order("sent"))
    await create(page)
    assert len(numbers(shop, order("twin"))) == 1
    assert numbers(shop, order("sent")) == sent
    assert numbers(shop, order("cancelled")) == []


async def test_a_correction_is_seen_at_the_receivers_other_orders(shop: DemoShop) -> None:
    """The program remembers it for him: what is shown is what would be sent."""
    page = await planned(shop, order("other_twin"), order("green"), order("twin"))
    await page.click_element(row("other_twin", "[data-key=agree]"))
    await until_colour(page, "other_twin", "green")
    await page.until(f'document.querySelector("{row("twin", ".why [data-code=receiver_as_before]")}")', SECONDS)
    await page.evaluate(f'document.querySelector("{row("green", "[data-gate=include]")}").click()')
    await create(page)
    assert len(numbers(shop, order("other_twin"))) == 1


async def test_always_so_for_this_offer(shop: DemoShop) -> None:
    page = await planned(shop, order("offer"), order("same_offer"))
    small = f'document.querySelector("{row("same_offer", "[data-size]")}").value'
    assert await page.evaluate(small) == "small"
    await page.evaluate(
        f'(() => {{ const at = document.querySelector("{row("offer", "[data-size]")}"); at.focus(); at.value = "large";'
        ' at.dispatchEvent(new Event("change", { bubbles: true })); })()'
    )
    await until_colour(page, "offer", "green")
    assert await focused(page) == [order("offer"), "size"]
    told = (await texts(page, row("offer", ".always span")))[0]
    assert "Kubek" in told or "Filtr" in told or "Klocki" in told or "Ładowarka" in told
    assert "Gabaryt C" in told
    await page.click_element(row("offer", "[data-key=always]"))
    await page.until(f'document.querySelector("{row("offer", "[data-said]")}")', SECONDS)
    for name in ("offer", "same_offer"):
        await page.until(f'document.querySelector("{row(name, ".why [data-code=rule_decided]")}")', SECONDS)
        assert await page.evaluate(f'document.querySelector("{row(name, "[data-size]")}").value') == "large"
    await page.until("!document.querySelector('#create').disabled", SECONDS)
    await page.click_element("#create")
    await finished(page)
    assert [len(numbers(shop, order(name))) for name in ("offer", "same_offer")] == [1, 1]


async def test_service_insurance_and_parcels_are_chosen_in_the_row(shop: DemoShop) -> None:
    page = await planned(shop, order("unknown"))
    await until_colour(page, "unknown", "red")
    await page.click_element(row("unknown", "[data-key=edit]"))
    way = row("unknown", "[data-key=way]")
    await page.evaluate(
        f'(() => {{ const at = document.querySelector("{way}"); at.focus(); at.value = "poczta pocztex_kurier";'
        ' at.dispatchEvent(new Event("change", { bubbles: true })); })()'
    )
    await page.until(f'!document.querySelector("{row("unknown")}").matches("[data-colour=red], [aria-busy=true]")', SECONDS)
    assert await focused(page) == [order("unknown"), "way"]
    for key, typed, said in (("insurance", "250,50", "ubezpieczenie 250,50\xa0zł"), ("parcels", "2", "paczek: 2")):
        await page.click_element(row("unknown", f"[data-key={key}]"))
        await page.press_key("Control+a")
        await page.type_text(typed)
        await page.press_key("Enter")
        amounts = f'document.querySelector("{row("unknown", ".amounts")}")'
        await page.until(f"{amounts}.textContent.includes('{said}') && {amounts}.closest('tr').ariaBusy === 'false'")
        assert await focused(page) == [order("unknown"), key]
    await page.evaluate("document.querySelectorAll('[data-gate]:not(:checked)').forEach((box) => box.click())")
    await create(page)
    assert len(numbers(shop, order("unknown"))) == 2


async def test_another_point_is_looked_for_and_chosen_by_keyboard(shop: DemoShop) -> None:
    page = await planned(shop, order("elsewhere"), order("pocztex"))
    before = (await texts(page, row("elsewhere", ".shipping")))[0]
    assert "POP-ZGR1" not in before
    await page.click_element(row("elsewhere", "[data-key=edit]"))
    await page.click_element(row("elsewhere", "[data-key=point-text]"))
    await page.type_text("zgierz")
    await page.press_key("Enter")
    chosen = row("elsewhere", "[data-key=point-POP-ZGR1]")
    await page.until(f'document.querySelector("{chosen}") !== null', SECONDS)
    [words] = await texts(page, chosen)
    assert all(each in words for each in ("POP-ZGR1", "Długa 29", "Zgierz", "czynny"))
    await press_until(page, "Tab", "at.dataset.key === 'point-POP-ZGR1'")
    await page.press_key("Enter")
    await until_colour(page, "elsewhere", "amber")
    assert await focused(page) == [order("elsewhere"), "point-POP-ZGR1"]
    assert await page.evaluate(f'document.querySelector("{chosen}").ariaPressed') == "true"
    assert "POP-ZGR1" in (await texts(page, row("elsewhere", ".shipping")))[0]
    axe = AXE.read_text(encoding="utf-8")
    await page.evaluate(f"(() => {{ {axe}\n return 0 }})()")
    violations = await page.evaluate("axe.run().then((it) => it.violations.map((each) => [each.id, each.nodes[0].html]))")
    assert violations == []
    await page.click_element(row("pocztex", "[data-key=edit]"))
    await page.click_element(row("pocztex", "[data-key=point-search]"))
    field = row("pocztex", "[data-key=point-text]")
    await page.until(f"""document.querySelector("{field}").ariaLabel.startsWith('Kod punktu')""", SECONDS)
    await page.type_text("10027341")
    await page.press_key("Enter")
    await until_colour(page, "pocztex", "amber")
    await page.evaluate("document.querySelectorAll('[data-gate]:not(:checked)').forEach((box) => box.click())")
    await create(page)
    email = ORDERS["elsewhere"]["buyer"]["email"]
    sent = [each.body["custom_attributes"]["target_point"] for each in shop.world.shipx.shipments if each.receiver_email == email]
    assert sent == ["POP-ZGR1"]
    assert len(numbers(shop, order("pocztex"))) == 1


async def test_what_was_mended_at_allegro_is_checked_again_in_its_row(shop: DemoShop) -> None:
    page = await planned(shop, order("green"), order("taken_back"))
    await until_colour(page, "taken_back", "red")
    assert await page.evaluate(f'document.querySelector("{row("taken_back", "[data-key=edit]")}")') is None
    shop.world.allegro.orders[order("taken_back")]["status"] = "READY_FOR_PROCESSING"
    await page.click_element(row("taken_back", "[data-key=check]"))
    await until_colour(page, "taken_back", "green")
    assert await focused(page) == [order("taken_back"), "edit"]


async def test_the_whole_way_by_keyboard(shop: DemoShop) -> None:
    page = await start_page(shop)
    await page.until("document.querySelector('#start').hidden === false", SECONDS)
    await press_until(page, "Tab", "at.id === 'pasted'")
    await page.evaluate(f"document.querySelector('#pasted').value = {order('keyboard')!r}")
    await page.press_key("Tab")
    await page.press_key("Enter")
    await page.until("document.querySelector('#plan').dataset.complete === 'yes'", SECONDS)
    assert await page.evaluate("document.activeElement.tagName") == "H1"
    await press_until(page, "Tab", "at.dataset.key === 'field-post_code'")
    await page.press_key("Control+a")
    await page.type_text("60-166")
    await page.press_key("Enter")
    await until_colour(page, "keyboard", "green")
    assert await focused(page) == [order("keyboard"), "edit"]
    await press_until(page, "Tab", "at.matches('summary')")
    await page.press_key("Enter")
    await page.until(f'document.querySelector("{row("keyboard", "details")}").open', SECONDS)
    await press_until(page, "Shift+Tab", "at.matches('.skip')")
    await page.press_key("Enter")
    await press_until(page, "Tab", "at.id === 'create'", most=3)
    await page.press_key("Enter")
    await finished(page)
    assert [each["address"]["post_code"] for each in receivers(shop, "keyboard")] == ["60-166"]


async def test_everybody_can_use_it_at_200_percent(shop: DemoShop, tmp_path: Path) -> None:
    """axe finds nothing, and nothing has to be scrolled sideways, with every kind of row and an editor open."""
    page = await planned(shop, *map(order, ("green", "landline", "sent", "cancelled", "long", "unknown")))
    await page.evaluate(f'document.querySelector("{row("green", "[data-key=edit]")}").click()')
    axe = AXE.read_text(encoding="utf-8")
    await page.evaluate(f"(() => {{ {axe}\n return 0 }})()")
    for width, height in ((1280, 900), (640, 450)):
        await page.set_viewport(width, height)
        await page.screenshot(tmp_path / f"{width}.png", full=True)
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        violations = await page.evaluate(
            "axe.run().then((it) => it.violations.map((each) => [each.id, each.nodes.map((node) => node.html)]))"
        )
        assert violations == [], width
    unnamed = await page.evaluate(
        "[...document.querySelectorAll('#plan-rows :is(button, select, input:not([type=checkbox]))')]"
        ".filter((each) => !each.ariaLabel.includes('zamówienie')).length"
    )
    assert unnamed == 0


async def test_five_hundred_rows_are_built_once_and_changed_one_by_one(shop: DemoShop) -> None:
    wanted = list(shop.world.allegro.orders)[len(ORDERS) :]
    assert len(wanted) == MANY
    page = await planned(shop, *wanted)
    await page.evaluate("[...document.querySelectorAll('#plan-rows tr')].forEach((each, index) => { each.madeAs = index; })")
    changed = f"#plan-rows tr[data-order='{wanted[400]}']"
    await page.evaluate(
        f'(() => {{ const at = document.querySelector("{changed} [data-size]"); at.focus(); at.value = "large";'
        ' at.dispatchEvent(new Event("change", { bubbles: true })); })()'
    )
    await page.until(f'document.querySelector("{changed}").getAttribute("aria-busy") === "false"', SECONDS)
    assert await focused(page) == [wanted[400], "size"]
    rows = "[...document.querySelectorAll('#plan-rows tr')]"
    assert await page.evaluate(f"{rows}.every((each, index) => each.madeAs === index)")
    assert await page.evaluate(f"{rows}.map((each) => each.dataset.order)") == wanted
    assert await page.evaluate(f'document.querySelector("{changed} [data-size]").value') == "large"
