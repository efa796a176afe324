"""Chromium through chromedriver."""

import contextlib
import os
from pathlib import Path
from typing import ClassVar

import aiohttp
from tenacity import retry, retry_if_exception_type, stop_after_attempt

from agent.demo.browser.bidi import BidiConnection, Json
from agent.demo.browser.driver import Browser
from agent.demo.browser.errors import BrowserError
from agent.demo.browser.options import BrowserOptions
from agent.demo.browser.polling import PATIENCE_S, poll
from agent.demo.browser.process import ChildProcess, find_program

_PACKAGES = "apt-get install chromium chromium-driver"

# chromedriver holds each new target until a debugger lets it go, and sometimes forgets a service worker that is started
# for the second time: the extension's messages are then never answered. So service workers are not attached to at all.
_ATTACHING = {
    "autoAttach": True,
    "waitForDebuggerOnStart": True,
    "flatten": True,
    "filter": [{"type": kind, "exclude": True} for kind in ("service_worker", "browser", "tab")] + [{}],
}


class Chromium(Browser):
    """A Chromium browser; extensions live at ``chrome-extension://ID``."""

    name: ClassVar[str] = "chromium"
    unfinished_suffix: ClassVar[str] = ".crdownload"

    async def _start(self, profile: Path, stack: contextlib.AsyncExitStack) -> BidiConnection:
        binary = find_program(["chromium", "chromium-browser"], _PACKAGES)
        driver = find_program(["chromedriver"], _PACKAGES)
        child = await _start_driver(driver, self.options.language)
        stack.push_async_callback(child.stop)
        service = f"http://127.0.0.1:{child.listening}"
        wanted = capabilities(self.options, binary, profile, self.download_folder.resolve())
        session = await self._request("POST", f"{service}/session", wanted)
        stack.push_async_callback(self._end, f"{service}/session/{session['sessionId']}")
        bidi = await self._connect(session["capabilities"]["webSocketUrl"], stack)
        await bidi.send("goog:cdp.sendCommand", method="Target.setAutoAttach", params=_ATTACHING)
        return bidi

    async def extension_url(self, extension_id: str, path: str) -> str:
        """Address of a page of an installed extension."""
        return f"chrome-extension://{extension_id}/{path.lstrip('/')}"

    async def sleep_background(self, extension_id: str) -> None:
        """Close the extension's service worker and wait until it is gone; a page may have begun another one by then."""
        before = await self._workers(extension_id)
        for worker in before:
            await self.devtools("Target.closeTarget", targetId=worker)

        async def gone() -> bool:
            return not set(before) & set(await self._workers(extension_id))

        await poll(gone, PATIENCE_S, lambda: f"the service worker of {extension_id} does not end")

    async def devtools(self, method: str, /, **params: object) -> Json:
        """Send a DevTools protocol command to the browser and return its result."""
        result: Json = (await self._bidi.send("goog:cdp.sendCommand", method=method, params=params))["result"]
        return result

    async def _workers(self, extension_id: str) -> list[str]:
        targets = (await self.devtools("Target.getTargets"))["targetInfos"]
        ours = f"chrome-extension://{extension_id}/"
        return [t["targetId"] for t in targets if t["type"] == "service_worker" and t["url"].startswith(ours)]

    async def _request(self, method: str, url: str, body: Json | None = None) -> Json:
        async with self._http.request(method, url, json=body) as answer:
            value: Json = (await answer.json())["value"] or {}
        if answer.status >= 400:
            raise BrowserError(f"chromedriver: {value.get('error')}: {value.get('message')}")
        return value

    async def _end(self, session: str) -> None:
        # chromedriver answers when Chromium has ended; a browser that crashed before is no error here.
        with contextlib.suppress(aiohttp.ClientError, BrowserError):
            await self._request("DELETE", session)


def capabilities(options: BrowserOptions, binary: str, profile: Path, downloads: Path) -> Json:
    """Compose the session request for chromedriver."""
    width, height = options.window
    arguments = [
        "--disable-gpu",
        "--no-first-run",
        "--no-default-browser-check",
        "--no-proxy-server",
        "--disable-background-networking",
        "--disable-component-update",
        f"--user-data-dir={profile}",
        "--enable-unsafe-extension-debugging",  # with the pipe: what allows webExtension.install
        "--remote-debugging-pipe",
        f"--window-size={width},{height}",
        f"--lang={options.language}",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium's sandbox does not work for root
    if options.headless:
        arguments.append("--headless=new")
    if options.hosts:
        rules = ", ".join(f"MAP {host}:443 127.0.0.1:{port}" for host, port in options.hosts.items())
        arguments.append(f"--host-resolver-rules={rules}")
    if options.public_network:
        spaces = ",".join(f"127.0.0.1:{port}=public" for port in sorted(set(options.hosts.values())))
        arguments.append(f"--ip-address-space-overrides={spaces}")
    preferences = {
        "download.default_directory": str(downloads),
        "download.prompt_for_download": False,
        "intl.accept_languages": options.language,
    }
    chrome = {"binary": binary, "args": arguments, "prefs": preferences}
    always = {"webSocketUrl": True, "acceptInsecureCerts": True, "goog:chromeOptions": chrome}
    return {"capabilities": {"alwaysMatch": always}}


@retry(stop=stop_after_attempt(3), retry=retry_if_exception_type(BrowserError), reraise=True)
async def _start_driver(driver: str, language: str) -> ChildProcess:
    """Start chromedriver; it takes a free IPv6 port and ends when somebody has the same one for IPv4."""
    return await ChildProcess.start([driver, "--port=0"], r"started successfully on port (\d+)", {"LANGUAGE": language})
