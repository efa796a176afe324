"""Firefox, which speaks WebDriver BiDi itself: no driver program in between."""

import contextlib
import json
from pathlib import Path
from typing import Any, ClassVar

from agent.demo.browser.bidi import BidiConnection, Json
from agent.demo.browser.driver import Browser
from agent.demo.browser.errors import BrowserError
from agent.demo.browser.options import BrowserOptions
from agent.demo.browser.polling import PATIENCE_S, poll
from agent.demo.browser.process import ChildProcess, find_program

_END_SECONDS = 15


class Firefox(Browser):
    """A Firefox browser; extensions live at ``moz-extension://UUID``.

    Pages that an extension opens are ordinary tabs for BiDi: scripts, input and pictures work. Only *navigating* to
    ``moz-extension://`` is refused, unless Firefox was started with ``--remote-allow-system-access``, as it is here.
    """

    name: ClassVar[str] = "firefox"
    unfinished_suffix: ClassVar[str] = ".part"

    async def _start(self, profile: Path, stack: contextlib.AsyncExitStack) -> BidiConnection:
        binary = find_program(["firefox-esr", "firefox"], "apt-get install firefox-esr")
        wanted = preferences(self.options, self.download_folder.resolve())
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in wanted.items()]
        (profile / "user.js").write_text("".join(lines), encoding="utf-8")
        width, height = self.options.window
        command: list[str | Path] = [binary, "--no-remote", "--profile", profile, "--remote-debugging-port", "0"]
        command += ["--remote-allow-system-access", "--width", str(width), "--height", str(height)]
        command += ["--headless", "about:blank"] if self.options.headless else ["about:blank"]
        child = await ChildProcess.start(command, r"BiDi listening on (ws://\S+)")
        stack.push_async_callback(child.stop)
        bidi = await self._connect(f"{child.listening}/session", stack)
        await bidi.send("session.new", capabilities={"alwaysMatch": {"acceptInsecureCerts": True}})
        stack.push_async_callback(self._end, bidi, child)
        return bidi

    async def extension_url(self, extension_id: str, path: str) -> str:
        """Address of a page of an installed extension."""
        policy = f"WebExtensionPolicy.getByID({json.dumps(extension_id)})"
        uuid = await self.privileged(f"{policy}?.mozExtensionHostname ?? ''")
        if not uuid:
            raise BrowserError(f"no extension {extension_id} is installed")
        return f"moz-extension://{uuid}/{path.lstrip('/')}"

    async def sleep_background(self, extension_id: str) -> None:
        """Suspend the extension's background, as the idle timer would, until it is gone; a page may begin another one at once."""
        extension = f"WebExtensionPolicy.getByID({json.dumps(extension_id)}).extension"

        async def gone() -> bool:
            state = await self.privileged(f"{extension}.terminateBackground().then(() => String({extension}.backgroundState))")
            return bool(state != "running")

        await poll(gone, PATIENCE_S, lambda: f"the background of {extension_id} does not end")

    async def privileged(self, expression: str) -> Any:  # noqa: ANN401 - a script's plain value
        """Value (text, number, boolean) of an expression in Firefox's own window, beyond any page's rights."""
        tree = await self._bidi.send("browsingContext.getTree", **{"moz:scope": "chrome", "maxDepth": 0})
        target = {"context": tree["contexts"][0]["context"]}
        answer = await self._bidi.send("script.evaluate", target=target, expression=expression, awaitPromise=True)
        if answer["type"] == "exception":
            raise BrowserError(f"{answer['exceptionDetails']['text']} in: {expression}")
        return answer["result"].get("value")

    async def _end(self, bidi: BidiConnection, child: ChildProcess) -> None:
        # An orderly end writes the profile to disk; ChildProcess.stop follows for a browser that does not obey.
        with contextlib.suppress(BrowserError):
            await bidi.send("browser.close")
        await child.ended(_END_SECONDS)


def preferences(options: BrowserOptions, downloads: Path) -> Json:
    """Compose the preferences for the profile's ``user.js``.

    Raises:
        BrowserError: the mapped hosts do not share one port.
    """
    wanted: Json = {
        "browser.download.folderList": 2,
        "browser.download.dir": str(downloads),
        "browser.download.alwaysOpenPanel": False,
        "browser.shell.checkDefaultBrowser": False,
        "browser.aboutwelcome.enabled": False,
        "datareporting.policy.dataSubmissionEnabled": False,
        "intl.accept_languages": options.language,
        "intl.locale.requested": options.language,
        "network.proxy.type": 0,
        # Extensions are temporary; their storage and origin are to outlive the run when the profile does.
        "extensions.webextensions.keepStorageOnUninstall": True,
        "extensions.webextensions.keepUuidOnUninstall": True,
    }
    ports = set(options.hosts.values())
    if len(ports) > 1:
        raise BrowserError(f"Firefox sends port 443 of all mapped hosts to one port, not to {sorted(ports)}")
    for port in ports:
        wanted["network.dns.localDomains"] = ",".join(options.hosts)
        wanted["network.socket.forcePort"] = f"443={port}"
        if options.public_network:
            wanted["network.lna.address_space.public.override"] = f"127.0.0.1:{port}"
    if options.background_idle_ms is not None:
        wanted["extensions.background.idle.timeout"] = options.background_idle_ms
    if options.extension_uuids:
        wanted["extensions.webextensions.uuids"] = json.dumps(dict(options.extension_uuids))
    return wanted
