"""An installed program seen from outside: nothing but its command, a home folder, a key store and stand-ins of the services."""

import asyncio
import contextlib
import json
import os
import re
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from yarl import URL

import agent
from agent import __version__
from agent.client import ClientError, connect
from agent.demo.setup import ACCOUNT, ORLEN_ACCOUNT, POCZTA, POCZTA_ALLEGRO, demo_secrets, write_config
from agent.demo.stand_ins import StandIns, every_account
from agent.demo.walkthrough import SHIPPED
from agent.ledger_access import LEDGER_FILE
from agent.settings.trial import LONGEST_S
from agent.shipping.ledger.integrity import check
from agent.shipping.ledger.schema import CURRENT
from agent.shipping.pdf import page_count
from agent.vault import vault_service
from agent.vault.keyring_vault import KeyringVault
from release.extension import files_of
from shared_schema.request import NoParams
from shared_schema.settings import SettingsOpenResult
from tests.older_ledger import make

ROOT = Path(agent.__file__).parents[1]
START_S = 60.0
"""Above the program's own limit."""

Json = dict[str, Any]  # of the settings


@dataclass(frozen=True)
class Answer:
    """What a command said."""

    code: int
    out: str
    err: str


@dataclass
class Installed:
    """`command` is the program; `folder` is empty, far from the repository, and the program's working directory."""

    command: Sequence[str]
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    ready_s: float = 0.0
    """Seconds from the start of the last agent to its first answer; for people, no test depends on it."""

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def vault(self) -> KeyringVault:
        return KeyringVault(vault_service(self.home))

    async def call(self, *words: str, language: str = "en") -> Answer:
        """Runs a command to its end."""
        process = await self._start(*words, NADAJNIK_LANG=language)
        out, err = await process.communicate()
        assert process.returncode is not None
        return Answer(process.returncode, out.decode(), err.decode())

    @contextlib.asynccontextmanager
    async def serving(self) -> AsyncIterator[int]:
        """`nadajnik run` until the block is left; its port. It is to end in good order by itself when told to."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        began = time.monotonic()
        process = await self._start("run", "--port", str(port))
        try:
            await self._ready(process, port, began)
            yield port
            stopped = await self.call("stop")
            assert stopped.code == 0, stopped.err
            _, err = await asyncio.wait_for(process.communicate(), START_S)
            assert process.returncode == 0, err.decode()
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGTERM)
                await process.wait()

    async def _start(self, *words: str, **more: str) -> asyncio.subprocess.Process:
        left_out = ("PYTHONPATH", "VIRTUAL_ENV", "LD_LIBRARY_PATH")
        inherited = {name: value for name, value in os.environ.items() if name not in left_out}
        return await asyncio.create_subprocess_exec(
            *self.command,
            *words,
            cwd=self.folder,
            env={**inherited, "NADAJNIK_HOME": str(self.home), "PYTHONUTF8": "1", **self.environment, **more},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    async def _ready(self, process: asyncio.subprocess.Process, port: int, began: float) -> None:
        while True:
            try:
                async with connect(port, self.vault):
                    self.ready_s = time.monotonic() - began
                    return
            except ClientError as error:
                if process.returncode is not None or time.monotonic() > began + START_S:
                    _, err = await process.communicate()
                    pytest.fail(f"the program does not serve ({error!r}): {err.decode()}")
                await asyncio.sleep(0.02)


async def check_everything(program: Installed) -> None:
    """From the first question to labels of every carrier. Whatever a package forgot to bring along shows here."""
    await _before_the_first_run(program)
    async with every_account() as world:
        await _connect(program, world)
        async with program.serving() as port:
            await _settings(program, port)
            await _ship(program, world)
            assert await _findings(program, "broken") == []
    await _restore_an_older_ledger(program)


async def _before_the_first_run(program: Installed) -> None:
    version = await program.call("--version")
    assert (version.code, version.out.strip()) == (0, f"nadajnik, version {__version__}"), version.err
    for language, word in (("pl", "Diagnostyka"), ("en", "Self-diagnosis")):
        assert word in (await program.call("--help", language=language)).out
    assert await _findings(program, "broken") == []
    assert not program.home.exists()


async def _connect(program: Installed, world: StandIns) -> None:
    hurry = {"requests_per_minute": 6000}
    write_config(program.home, world, inpost=hurry, poczta=hurry, orlen=hurry)
    for name, value in demo_secrets(world).items():
        await program.vault.set(name, value)
    for account in (ACCOUNT, POCZTA, POCZTA_ALLEGRO, ORLEN_ACCOUNT):
        tested = await program.call("account", "test", account)
        assert tested.code == 0, f"{account}: {tested.err}"


async def _settings(program: Installed, port: int) -> None:
    async with connect(port, program.vault) as client:
        address = (await client.call("settings.open", NoParams(), SettingsOpenResult)).address
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
        async with browser.get(address) as entered:
            assert entered.status == 200
        await _pages(browser, address)
        await _trial_parcel(browser, address)
        extension = Path((await _asked(browser, address, "overview"))["extension"])
        assert extension != ROOT / "extension"
        for path in files_of(ROOT / "extension"):
            assert extension.joinpath(path.relative_to(ROOT / "extension")).read_bytes() == path.read_bytes()


async def _pages(browser: aiohttp.ClientSession, address: str) -> None:
    pages = resources.files("agent.settings").joinpath("pages")
    own = {each.name: each.read_bytes() for each in pages.iterdir() if each.is_file()}
    for name, content in own.items():
        async with browser.get(re.sub(r"login\?.*", name, address)) as page:
            assert (page.status, await page.read()) == (200, content), name


async def _trial_parcel(browser: aiohttp.ClientSession, address: str) -> None:
    """The last of the first steps, as its page asks for it."""
    state = await _asked(browser, address, "trial.start")
    async with asyncio.timeout(LONGEST_S):
        while state["phase"] == "running":
            await asyncio.sleep(0.1)
            state = await _asked(browser, address, "trial.state")
    assert (state["phase"], state["label"]) == ("done", True), state
    async with browser.get((await _asked(browser, address, "trial.label"))["address"]) as label:
        assert page_count(await label.read()) == 1


async def _asked(browser: aiohttp.ClientSession, address: str, question: str) -> Json:
    headers = {"Origin": str(URL(address).origin())}
    async with browser.post(re.sub(r"login\?.*", f"api/{question}", address), json={}, headers=headers) as response:
        assert response.status == 200, await response.text()
        answer: Json = await response.json()
        return answer


async def _ship(program: Installed, world: StandIns) -> None:
    orders = [list(world.allegro.orders)[each] for each in SHIPPED]
    shipped = await program.call("ship", *orders, "--yes", "--accept", "--json")
    assert shipped.code == 0, shipped.out + shipped.err
    items = json.loads(shipped.out)["items"]
    assert [each["state"] for each in items] == ["created"] * len(orders)
    assert all(world.allegro.numbers(each) for each in orders)
    labels = program.folder / "labels.pdf"
    fetched = await program.call("labels", *orders, "-o", str(labels), "--json")
    assert fetched.code == 0, fetched.err
    assert page_count(labels.read_bytes()) >= len(orders)


async def _restore_an_older_ledger(program: Installed) -> None:
    older = program.folder / "older.sqlite"
    make(older, "0001")
    restored = await program.call("ledger", "restore", str(older))
    assert restored.code == 0, restored.err
    assert check(program.home / LEDGER_FILE) == CURRENT


async def _findings(program: Installed, state: str) -> list[str]:
    answer = await program.call("doctor", "--json")
    return [each["text"] for each in json.loads(answer.out)["findings"] if each["state"] == state]


def program_in(environment: Path) -> str:
    """The command of a virtual environment."""
    return str(environment / ("Scripts/nadajnik.exe" if sys.platform == "win32" else "bin/nadajnik"))
