"""A newer extension tells of a newer program: only a paired one, only what a store would take, and nothing else comes of it."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path

import aiohttp
import pytest

from agent import __version__
from agent.app import running
from agent.client import connect
from agent.newest_version import SEEN_FILE
from agent.server.address import COMMAND_LINE_ORIGIN, socket_url
from agent.server.pairings import COMMAND_LINE, Pairing, new_pairing
from agent.server.server import Server
from shared_schema.agent import AgentStatusResult
from shared_schema.request import NoParams
from tests.memory_vault import MemoryVault
from tests.server.running import FIREFOX_ORIGIN, Json, Peer, authenticate, pair

BROWSER = new_pairing("browser", "Firefox", FIREFOX_ORIGIN)


class Home:
    """One home folder with a paired browser, whose agent is started as often as a test likes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.vault = MemoryVault()
        self.vault.secrets["pairings"] = json.dumps([asdict(BROWSER)])

    @asynccontextmanager
    async def agent(self) -> AsyncIterator[Server]:
        async with running(self.folder, self.vault, port=0) as server:
            yield server

    async def newer(self, server: Server) -> str | None:
        async with connect(server.port, self.vault) as client:
            status = await client.call("agent.status", NoParams(), AgentStatusResult)
        assert status.agent_version == __version__
        return status.newer_version

    async def opened(self, server: Server, pairing: Pairing, **says: object) -> Json:
        """What the agent answers to a client's opening."""
        async with (
            aiohttp.ClientSession() as http,
            http.ws_connect(socket_url(server.port), origin=pairing.origin) as websocket,
        ):
            peer = Peer(websocket, pairing.origin)
            peer.challenge = await peer.receive()
            await peer.send({**authenticate(peer, pairing), **says})
            return await peer.receive()

    async def comes(self, server: Server, version: str) -> None:
        """The paired browser connects."""
        assert (await self.opened(server, BROWSER, extension_version=version))["type"] == "ready"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    (tmp_path / "config.toml").touch()
    return Home(tmp_path)


async def test_a_newer_extension_is_remembered_and_an_older_one_changes_nothing(home: Home) -> None:
    async with home.agent() as server:
        assert await home.newer(server) is None
        await home.comes(server, "0.0.9")
        await home.comes(server, __version__)
        assert await home.newer(server) is None
        await home.comes(server, "1.4.0")
        await home.comes(server, "1.10.0")
        await home.comes(server, "1.9.9")
        assert await home.newer(server) == "1.10.0"
    async with home.agent() as server:
        assert await home.newer(server) == "1.10.0"


@pytest.mark.parametrize("version", ["latest", "9.9.9rc1", "1.4.0-1", "9+x", "1.2.3.4.5", "9" * 10, "-", "..", "0" * 32])
async def test_what_no_store_would_take_is_no_version(home: Home, version: str) -> None:
    async with home.agent() as server:
        await home.comes(server, version)
        assert await home.newer(server) is None
    assert not (home.folder / SEEN_FILE).exists()


async def test_only_a_paired_browser_is_believed(home: Home) -> None:
    stranger = new_pairing("browser", "Firefox", FIREFOX_ORIGIN, BROWSER.pairing_id)
    async with home.agent() as server:
        command_line = Pairing(**json.loads(home.vault.secrets[COMMAND_LINE]))
        assert command_line.origin == COMMAND_LINE_ORIGIN
        answers = [
            await home.opened(server, stranger, extension_version="9.9.9"),
            await home.opened(server, BROWSER, extension_version="9.9.9\n"),
            await home.opened(server, command_line, extension_version="9.9.9"),
        ]
        assert [each["type"] for each in answers] == ["error", "error", "ready"]
        async with (
            aiohttp.ClientSession() as http,
            http.ws_connect(socket_url(server.port), origin=FIREFOX_ORIGIN) as websocket,
        ):
            peer = Peer(websocket, FIREFOX_ORIGIN)
            await peer.receive()
            await peer.send(pair(extension_version="9.9.9"))
            assert (await peer.receive())["error"]["code"] == "pairing_closed"
        assert await home.newer(server) is None


async def test_the_seller_may_not_want_to_hear_of_it(home: Home) -> None:
    async with home.agent() as server:
        await home.comes(server, "1.4.0")
        (home.folder / "config.toml").write_text("[interface]\nupdate_notice = false\n", encoding="utf-8")
        assert await home.newer(server) is None
        (home.folder / "config.toml").write_text("", encoding="utf-8")
        assert await home.newer(server) == "1.4.0"


@pytest.mark.parametrize("kept", ["0.0.1", __version__, "", "nonsense", "\udcff", "9" * 5000])
async def test_an_updated_program_and_a_damaged_file_say_nothing(home: Home, kept: str) -> None:
    (home.folder / SEEN_FILE).write_text(kept, encoding="utf-8", errors="surrogateescape")
    async with home.agent() as server:
        assert await home.newer(server) is None
        await home.comes(server, "1.4.0")
        assert await home.newer(server) == "1.4.0"


async def test_a_file_that_cannot_be_written_keeps_nobody_out(home: Home) -> None:
    (home.folder / SEEN_FILE).mkdir()
    async with home.agent() as server:
        await home.comes(server, "1.4.0")
        assert await home.newer(server) == "1.4.0"
