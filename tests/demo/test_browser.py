import json
import shutil
import sys
from pathlib import Path

import psutil
import pytest

from agent.demo.browser import Browser, BrowserError, BrowserMissingError, BrowserOptions, Tab, browser
from agent.demo.browser.polling import poll
from agent.demo.browser.process import ChildProcess
from agent.demo.order_page import OrderPage

pytest_plugins = ["tests.e2e.browsers"]
pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

MANIFEST = {
    "manifest_version": 3,
    "name": "Throw-away",
    "version": "1.0",
    "permissions": ["downloads"],
    "background": {"service_worker": "background.js", "scripts": ["background.js"]},
    "content_scripts": [{"matches": ["https://salescenter.allegro.com/*"], "js": ["content.js"]}],
    "content_security_policy": {"extension_pages": "default-src 'none'; script-src 'self'"},
    "browser_specific_settings": {"gecko": {"id": "throw-away@nadajnik.invalid"}},
}
BACKGROUND = """
const life = String(Math.random());
const TEXT = "etykieta";
chrome.runtime.onInstalled.addListener(() => chrome.tabs.create({ url: chrome.runtime.getURL("page.html") }));
chrome.runtime.onMessage.addListener((message, sender, reply) => {
  if (message === "life") reply(life);
  if (message === "save") {
    const url = typeof URL.createObjectURL === "function"
      ? URL.createObjectURL(new Blob([TEXT], { type: "application/pdf" }))
      : `data:application/pdf;base64,${btoa(TEXT)}`;
    chrome.downloads.download({ url, filename: "etykiety/zamówienie 1.pdf" });
    reply("begun");
  }
});
"""
PAGE = """<!doctype html><meta charset="utf-8"><title>Own page</title><script src="page.js" defer></script>
<button id="press">Press</button><input id="field"><p id="seen"></p>"""
PAGE_SCRIPT = """
document.querySelector("#press").addEventListener("click", (event) => {
  document.querySelector("#seen").textContent = `trusted ${event.isTrusted}`;
});
"""
CONTENT = """
const host = document.createElement("span");
host.id = "host";
host.style.cssText = "position: fixed; top: 0; left: 0; width: 80px; height: 30px; z-index: 9";
const root = host.attachShadow({ mode: "closed" });
const button = document.createElement("button");
button.textContent = "Own";
button.style.cssText = "width: 40px; height: 30px";
button.addEventListener("click", (event) => { host.dataset.clicks = (host.dataset.clicks ?? "") + event.isTrusted; });
root.append(button);
document.documentElement.append(host);
"""
TRUSTED_BUTTON = """(() => {
  const button = document.createElement("button");
  button.id = "real";
  button.textContent = "Click";
  button.style.cssText = "display: block; margin-top: 3000px";
  button.addEventListener("click", (event) => { button.dataset.trusted = event.isTrusted; });
  document.body.replaceChildren(button);
})()"""


@pytest.fixture
def extension(tmp_path: Path) -> Path:
    folder = tmp_path / "extension"
    folder.mkdir()
    (folder / "manifest.json").write_text(json.dumps(MANIFEST))
    files = {"background.js": BACKGROUND, "page.html": PAGE, "page.js": PAGE_SCRIPT, "content.js": CONTENT}
    for name, text in files.items():
        (folder / name).write_text(text)
    return folder


async def test_a_click_on_an_element_far_down_the_page_is_real(module_browser: Browser, shop: OrderPage) -> None:
    tab = await module_browser.new_tab("https://evil.example/")
    await tab.evaluate(TRUSTED_BUTTON)
    await tab.click_element("#real")
    assert await tab.until("document.querySelector('#real').dataset.trusted") == "true"
    await tab.evaluate(f"{TRUSTED_BUTTON}, document.querySelector('#real').click()")
    assert await tab.evaluate("document.querySelector('#real').dataset.trusted") == "false"
    await tab.close()


async def test_a_missing_element_and_a_script_error_are_named(module_browser: Browser, shop: OrderPage) -> None:
    tab = await module_browser.new_tab("https://evil.example/")
    with pytest.raises(TimeoutError, match="#nothing"):
        await tab.click_element("#nothing", seconds=0.1)
    with pytest.raises(BrowserError, match="undefinedName"):
        await tab.evaluate("undefinedName.x")
    with pytest.raises(TimeoutError, match=r"1 === 2.*False"):
        await tab.until("1 === 2", seconds=0.1)
    with pytest.raises(BrowserError):
        await tab.goto("https://nowhere.invalid/")
    await tab.close()


async def test_an_extension_page_is_found_and_driven(module_browser: Browser, extension: Path, tmp_path: Path) -> None:
    installed = await module_browser.install(extension)
    opened = await module_browser.find_tab("page.html")
    await opened.click_element("#press")
    assert await opened.until("document.querySelector('#seen').textContent") == "trusted true"
    await opened.click_element("#field")
    await opened.type_text("Łódź 12\u00a0a")
    assert await opened.evaluate("document.querySelector('#field').value") == "Łódź 12\u00a0a"
    await opened.press_key("Control+a")
    await opened.press_key("Delete")
    assert await opened.evaluate("document.querySelector('#field').value") == ""
    picture = await opened.screenshot(tmp_path / "new folder" / "page.png", full=True)
    assert picture.read_bytes().startswith(b"\x89PNG")
    again = await module_browser.new_tab(await module_browser.extension_url(installed, "page.html?second"))
    assert (await again.evaluate("location.href")).endswith("/page.html?second")
    await _tidy(module_browser, installed, opened, again)


async def test_a_closed_shadow_root_of_a_content_script_is_reached(
    module_browser: Browser, shop: OrderPage, extension: Path
) -> None:
    installed = await module_browser.install(extension)
    own = await module_browser.find_tab("page.html")
    tab = await module_browser.new_tab(shop.url())
    await tab.until("document.querySelector('#host')")
    assert await tab.evaluate("document.querySelector('#host').shadowRoot") is None
    assert await tab.evaluate_in_shadow("#host", "(root) => root.querySelector('button').textContent") == "Own"
    await tab.click_in_shadow("#host", "button")
    await tab.until("document.querySelector('#host').dataset.clicks === 'true'")
    await tab.click_in_host("#host", 20, 15)
    await tab.until("document.querySelector('#host').dataset.clicks === 'truetrue'")
    await tab.click_in_host("#host", 70, 15)  # beside the button
    assert await tab.evaluate("document.querySelector('#host').dataset.clicks") == "truetrue"
    await _tidy(module_browser, installed, own, tab)


async def test_a_download_of_the_extension_lands_under_its_name(module_browser: Browser, extension: Path) -> None:
    installed = await module_browser.install(extension)
    own = await module_browser.find_tab("page.html")
    assert await own.evaluate("chrome.runtime.sendMessage('save')") == "begun"
    label = await module_browser.wait_for_download("zamówienie 1.pdf")
    assert label.read_bytes() == b"etykieta"
    assert label.parent.name == "etykiety"
    assert module_browser.downloads() == [label]
    with pytest.raises(TimeoutError, match=r"zamówienie 1\.pdf"):
        await module_browser.wait_for_download("other.pdf", seconds=0.1)
    await _tidy(module_browser, installed, own)


async def test_the_background_ends_and_wakes_as_a_new_one(module_browser: Browser, extension: Path) -> None:
    installed = await module_browser.install(extension)
    own = await module_browser.find_tab("page.html")
    first = await own.evaluate("chrome.runtime.sendMessage('life')")
    assert await own.evaluate("chrome.runtime.sendMessage('life')") == first
    await module_browser.sleep_background(installed)
    assert await own.evaluate("chrome.runtime.sendMessage('life')") != first
    await _tidy(module_browser, installed, own)


async def test_console_output_of_pages_is_kept(module_browser: Browser, shop: OrderPage) -> None:
    tab = await module_browser.new_tab("https://evil.example/")
    await tab.evaluate("console.error('something to see')")
    await tab.until("true")
    assert any("something to see" in line for line in module_browser.console)
    await tab.close()


async def test_a_kept_profile_remembers_and_nothing_else_stays(browser_name: str, shop: OrderPage, tmp_path: Path) -> None:
    options = BrowserOptions(hosts=shop.hosts, profile=tmp_path / "profile", downloads=tmp_path / "downloads")
    before = set(psutil.Process().children())
    async with browser(browser_name, options) as first:
        await first.tab.goto(shop.url("/orders/settings"))
        await first.tab.evaluate("localStorage.setItem('kept', 'yes')")
        assert first.download_folder == tmp_path / "downloads"
        roots = set(psutil.Process().children()) - before
        started = {child.pid for root in roots for child in [root, *root.children(recursive=True)]}
        assert len(started) > 1
    await poll(lambda: _none_lives(started), 5, lambda: f"still running, of {started}")
    async with browser(browser_name, options) as second:
        await second.tab.goto(shop.url("/orders/settings"))
        assert await second.tab.evaluate("localStorage.getItem('kept')") == "yes"
    async with browser(browser_name, BrowserOptions(hosts=shop.hosts)) as third:
        temporary = third.download_folder.parent
        assert temporary.is_dir()
        await third.tab.goto(shop.url("/orders/settings"))
        assert await third.tab.evaluate("localStorage.getItem('kept')") is None
    assert not temporary.exists()


async def test_a_missing_browser_and_a_missing_display_are_said_in_plain_words(
    browser_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    with pytest.raises(BrowserMissingError, match="display"):
        async with browser(browser_name, BrowserOptions(headless=False)):
            pass
    monkeypatch.setenv("PATH", "")
    with pytest.raises(BrowserMissingError, match="apt-get install"):
        async with browser(browser_name):
            pass


async def test_commands_after_the_browser_has_ended_say_so(browser_name: str) -> None:
    async with browser(browser_name) as ended:
        tab = ended.tab
    with pytest.raises(BrowserError, match="gone"):
        await tab.evaluate("1")


async def test_firefox_takes_a_fixed_origin(shop: OrderPage, extension: Path) -> None:
    uuid = "11111111-2222-4333-8444-555555555555"
    options = BrowserOptions(hosts=shop.hosts, extension_uuids={"throw-away@nadajnik.invalid": uuid})
    async with browser("firefox", options) as firefox:
        installed = await firefox.install(extension)
        assert installed == "throw-away@nadajnik.invalid"
        assert await firefox.extension_url(installed, "/page.html") == f"moz-extension://{uuid}/page.html"
        assert (await firefox.find_tab("page.html")).url == f"moz-extension://{uuid}/page.html"


async def test_a_folder_without_a_manifest_and_an_unknown_browser_are_refused(module_browser: Browser, tmp_path: Path) -> None:
    with pytest.raises(BrowserError, match=r"manifest\.json"):
        await module_browser.install(tmp_path)
    with pytest.raises(BrowserError, match="netscape"):
        browser("netscape")


async def test_a_program_that_ends_early_tells_its_last_words() -> None:
    with pytest.raises(BrowserError, match="cannot open the port"):
        await ChildProcess.start([sys.executable, "-c", "print('cannot open the port')"], r"port (\d+)")


async def _none_lives(pids: set[int]) -> bool:
    """Whether all have ended; those that init has not yet buried count as ended."""
    return not [process for process in psutil.process_iter(["status"]) if process.pid in pids and _lives(process)]


def _lives(process: psutil.Process) -> bool:
    return bool(process.info["status"] != psutil.STATUS_ZOMBIE)


async def _tidy(running: Browser, extension_id: str, *tabs: Tab) -> None:
    await running.uninstall(extension_id)
    still_open = set(await running.tabs())  # an extension's own tabs close with it
    for tab in tabs:
        if tab in still_open:
            await tab.close()
    shutil.rmtree(running.download_folder)
    running.download_folder.mkdir()
