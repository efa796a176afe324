"""What Chromium and Firefox have in common: the life of a browser, its tabs, extensions and downloads."""

import contextlib
import json
import shutil
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

import aiohttp

from agent.demo.browser.bidi import BidiConnection, Json
from agent.demo.browser.errors import BrowserError
from agent.demo.browser.options import BrowserOptions
from agent.demo.browser.polling import PATIENCE_S, poll
from agent.demo.browser.process import require_display
from agent.demo.browser.tab import Tab


def _checked(extension: Path) -> Path:
    if not (extension / "manifest.json").is_file():
        raise BrowserError(f"{extension} is not an unpacked extension: it has no manifest.json")
    return extension.resolve()


class Browser(ABC):
    """A running browser; use as an async context manager, inside one event loop."""

    name: ClassVar[str]
    unfinished_suffix: ClassVar[str]

    def __init__(self, options: BrowserOptions | None = None) -> None:
        self.options = options or BrowserOptions()
        self.console: list[str] = []  # "level: text" of everything pages wrote to their console, and uncaught errors
        self._stack = contextlib.AsyncExitStack()

    async def __aenter__(self) -> Self:
        if not self.options.headless:
            require_display()
        async with contextlib.AsyncExitStack() as stack:
            folder = Path(tempfile.mkdtemp(prefix=f"nadajnik-{self.name}-"))
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
            self.download_folder = self.options.downloads or folder / "downloads"
            profile = self.options.profile or folder / "profile"
            for path in (self.download_folder, profile):
                path.mkdir(parents=True, exist_ok=True)
            self._http = await stack.enter_async_context(aiohttp.ClientSession())
            self._bidi = await self._start(profile.resolve(), stack)
            await self._bidi.send("session.subscribe", events=["log.entryAdded"])
            self.tab = (await self.tabs())[0]
            self._stack = stack.pop_all()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self.close()

    async def close(self) -> None:
        """End the browser, wait until its processes are gone and remove temporary folders. Safe to call twice."""
        await self._stack.aclose()

    async def tabs(self) -> list[Tab]:
        """All open tabs, extension pages included, oldest first."""
        tree = await self._bidi.send("browsingContext.getTree", maxDepth=0)
        return [Tab(self._bidi, context["context"], context["url"]) for context in tree["contexts"]]

    async def new_tab(self, url: str | None = None) -> Tab:
        """Open a tab in front of the others and load ``url`` in it."""
        created = await self._bidi.send("browsingContext.create", type="tab")
        tab = Tab(self._bidi, created["context"], "about:blank")
        if url is not None:
            await tab.goto(url)
        return tab

    async def find_tab(self, url_part: str, seconds: float = PATIENCE_S) -> Tab:
        """Wait for a loaded tab whose address contains ``url_part``, for example one that an extension opens.

        Raises:
            TimeoutError: naming the addresses that were open instead.
        """
        tabs: list[Tab] = []

        async def matching() -> Sequence[Tab]:
            tabs[:] = await self.tabs()
            return [tab for tab in tabs if url_part in tab.url]

        found = await poll(
            matching, seconds, lambda: f"no tab with {url_part!r} after {seconds} s; open: {[tab.url for tab in tabs]}"
        )
        loaded = f"document.readyState === 'complete' && location.href.includes({json.dumps(url_part)})"
        await found[0].until(loaded, seconds)
        return found[0]

    async def install(self, extension: Path) -> str:
        """Load an unpacked extension and return its id. Raises BrowserError when the browser refuses it."""
        data = {"type": "path", "path": str(_checked(extension))}
        installed: str = (await self._bidi.send("webExtension.install", extensionData=data))["extension"]
        return installed

    async def uninstall(self, extension_id: str) -> None:
        """Remove an extension that was loaded by ``install``."""
        await self._bidi.send("webExtension.uninstall", extension=extension_id)

    def downloads(self) -> list[Path]:
        """Finished downloads, by name; files still being written are left out."""
        files = {path for path in self.download_folder.rglob("*") if path.is_file()}
        unfinished = {path for path in files if path.name.endswith(self.unfinished_suffix)}
        begun = {path.with_name(path.name.removesuffix(self.unfinished_suffix)) for path in unfinished}
        return sorted(path for path in files - unfinished - begun if path.stat().st_size > 0)

    async def wait_for_download(self, name: str, seconds: float = PATIENCE_S) -> Path:
        """Wait for the finished download ``name``. Raises TimeoutError naming what arrived instead."""

        async def matching() -> Sequence[Path]:
            return [path for path in self.downloads() if path.name == name]

        found = await poll(
            matching,
            seconds,
            lambda: f"no download {name!r} after {seconds} s; there are {[path.name for path in self.downloads()]}",
        )
        return found[0]

    @abstractmethod
    async def extension_url(self, extension_id: str, path: str) -> str:
        """Address of a page of an installed extension; ``Tab.goto`` accepts it in both browsers."""

    @abstractmethod
    async def sleep_background(self, extension_id: str) -> None:
        """End the extension's background as the browser does after idle time, and wait until it is gone.

        Its sockets close; the next event from a page starts it again.
        """

    @abstractmethod
    async def _start(self, profile: Path, stack: contextlib.AsyncExitStack) -> BidiConnection:
        """Start the processes, put their end on ``stack`` and return the connection with a session begun."""

    async def _connect(self, url: str, stack: contextlib.AsyncExitStack) -> BidiConnection:
        bidi = await BidiConnection.open(self._http, url, self._on_event)
        stack.push_async_callback(bidi.close)
        return bidi

    def _on_event(self, event: Json) -> None:
        if event.get("method") == "log.entryAdded":
            self.console.append(f"{event['params'].get('level')}: {event['params'].get('text')}")
