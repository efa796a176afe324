"""The diagnosis of a real home beside a real agent; it shows no secret and no person."""

import asyncio
import json
import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from agent.allegro.tokens import tokens_of
from agent.cli.exit_codes import ExitCode
from agent.cli.words import Words
from agent.config.running import noted_port
from agent.demo.faults import Fault
from agent.ledger_access import backup_folder, ledger_file
from agent.server.pairings import Pairing, new_pairing
from tests.cli.conftest import Shop, Terminal
from tests.cli.test_history import personal
from tests.cli.test_ledger_backup import until_copied
from tests.server.running import Peer, authenticate
from tests.shipping.test_backup import overwrite

WORDS = Words("en")
CREATE = r"/shipments$"


async def findings(terminal: Terminal) -> dict[str, list[tuple[str, str]]]:
    result = await terminal.run("doctor", "--json")
    found: dict[str, list[tuple[str, str]]] = {}
    for row in json.loads(result.stdout)["findings"]:
        found.setdefault(row["check"], []).append((row["state"], row["text"]))
    all_good = all(state == "good" for each in found.values() for state, _ in each)
    assert result.exit_code == (ExitCode.OK if all_good else ExitCode.SOME_NEED_FIXING), result.output
    return found


@pytest.fixture
def a_printer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """CUPS with one printer, which is the default one."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "lpstat").write_text('#!/bin/sh\necho "system default destination: Zebra_ZD421"\n')
    (folder / "lpstat").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return "Zebra_ZD421"


@pytest.fixture
def a_browser(terminal: Terminal) -> Pairing:
    """Paired before the agent is started."""
    pairing = new_pairing("browser", "Firefox 150", "moz-extension://0e8a2f4c-6b1d-4c3e-9f57-1a2b3c4d5e6f")
    terminal.vault.secrets["pairings"] = json.dumps([asdict(pairing)])
    return pairing


@asynccontextmanager
async def connected(shop: Shop, pairing: Pairing, **says: object) -> AsyncIterator[None]:
    """The browser's connection to the agent."""
    port = noted_port(shop.terminal.home)
    assert port is not None
    async with (
        aiohttp.ClientSession() as http,
        http.ws_connect(f"ws://127.0.0.1:{port}/socket", origin=pairing.origin) as websocket,
    ):
        peer = Peer(websocket, pairing.origin)
        peer.challenge = await peer.receive()
        await peer.send(authenticate(peer, pairing, **says))
        assert (await peer.receive())["type"] == "ready"
        yield


async def test_a_healthy_shop_is_told_so(a_printer: str, a_browser: Pairing, shop: Shop) -> None:
    await until_copied(shop.terminal, 1)
    await shop.terminal.run("ship", shop.orders[0], "--yes")
    async with connected(shop, a_browser, page_access=True):
        found = await findings(shop.terminal)
    assert {state for each in found.values() for state, _ in each} == {"good"}, found
    wanted = {"config", "keyring", "ledger", "backups", "disk", "printer", "agent", "browsers", "services", "clock", "allegro"}
    assert found.keys() == wanted | {"accounts", "carriers", "orders", "handover"}
    assert a_printer in found["printer"][0][1]
    assert "Firefox 150: extension 0.1.0, is let onto the order page" in found["browsers"][0][1]
    assert "signing in works" in found["carriers"][0][1]


async def test_a_browser_is_known_by_what_it_said_last(a_browser: Pairing, shop: Shop) -> None:
    assert [state for state, _ in (await findings(shop.terminal))["browsers"]] == ["attention"]
    async with connected(shop, a_browser, page_access=False):
        pass
    assert [state for state, _ in (await findings(shop.terminal))["browsers"]] == ["broken"]


async def test_what_the_services_say_is_told(shop: Shop) -> None:
    del shop.terminal.vault.secrets["accounts/inpost/token"]
    place = tokens_of(shop.world.allegro.options.user_id)
    tokens = json.loads(shop.terminal.vault.secrets[place])
    shop.terminal.vault.secrets[place] = json.dumps({**tokens, "scope": "allegro:api:orders:read"})
    found = await findings(shop.terminal)
    assert found["carriers"] == [("broken", WORDS("doctor_carriers_secret_missing", id="inpost"))]
    assert "allegro:api:orders:write, allegro:api:profile:read" in found["allegro"][1][1]
    assert found["services"] == [("good", WORDS("doctor_services_good", count=4))]
    assert found["clock"][0][0] == "good"
    await shop.world.shipx.stop()
    found = await findings(shop.terminal)
    assert {state for state, _ in found["services"]} == {"attention"}
    assert found["allegro"][0][0] == "good"


async def test_a_part_that_takes_too_long_or_fails_stops_no_other(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(*_: object) -> None:
        await asyncio.Event().wait()

    async def broken(*_: object) -> None:
        raise RuntimeError("canary")

    monkeypatch.setattr("agent.doctor.read.ask_program", never)
    monkeypatch.setattr("agent.doctor.read.PROGRAM_S", 0.05)
    monkeypatch.setattr("agent.doctor.read.ask_services", broken)
    found = await findings(shop.terminal)
    assert found["agent"] == [("attention", WORDS("doctor_unread_late"))]
    assert found["services"] == [("attention", WORDS("doctor_unread_failed"))]
    assert found["carriers"][0][0] == "good"
    assert found["ledger"][0][0] == "good"


async def test_refused_credentials_are_not_tried_again(shop: Shop) -> None:
    shop.world.shipx.options = replace(shop.world.shipx.options, token="canary-other-token")
    await shop.terminal.run("ship", shop.orders[0], "--yes")
    assert (await findings(shop.terminal))["carriers"] == [("attention", WORDS("doctor_carriers_not_asked", id="inpost"))]


async def test_what_needs_a_person_is_named_with_what_to_do(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.doctor.checks.UNKNOWN_FOR", timedelta(0))
    monkeypatch.setattr("agent.doctor.checks.NUMBER_OWED_FOR", timedelta(0))
    lost, numberless = shop.orders[:2]
    shop.world.shipx.faults.arm(Fault.RESET_BEFORE, method="POST", path=CREATE)
    await shop.terminal.run("ship", lost, "--yes")
    shop.world.allegro.faults.arm(Fault.ERROR_BEFORE, method="POST", path=r"/checkout-forms/[^/]+/shipments$", times=1000)
    await shop.terminal.run("ship", numberless, "--yes")
    shop.world.shipx.options = replace(shop.world.shipx.options, token="canary-other-token")
    await shop.terminal.run("ship", shop.orders[2], "--yes")
    found = await findings(shop.terminal)
    orders = found["orders"]
    assert [state for state, _ in orders] == ["broken", "attention"]
    assert lost in orders[0][1]
    assert numberless in orders[1][1]
    assert found["accounts"][0][0] == "broken"
    assert "nadajnik account test inpost" in found["accounts"][0][1]


async def test_no_secret_and_no_person_is_in_it(shop: Shop) -> None:
    canary = "canary7f3c9dsecret"
    shop.terminal.vault.secrets["accounts/inpost/token"] = canary
    await shop.terminal.run("ship", *shop.orders, "--yes", "--accept")
    config = shop.terminal.home / "config.toml"
    output = (await shop.terminal.run("doctor")).output + (await shop.terminal.run("doctor", "--json")).output
    config.write_text(config.read_text() + f'\ntoken = "{canary}"\npassword = "{canary}"\n')
    wrong = await shop.terminal.run("doctor")
    config.write_text(f'token = "{canary}\n')
    output += wrong.output + (await shop.terminal.run("doctor")).output
    assert wrong.exit_code == ExitCode.SOME_NEED_FIXING
    assert str(config) in re.sub(r"\s*\n\s*", "", output)
    people = {text for order in shop.orders for text in personal(shop.world.allegro.orders[order])}
    secrets = [secret for secret in shop.terminal.vault.secrets.values() if len(secret) > 8]
    seller = [shop.world.allegro.options.client_id, canary]
    assert [text for text in [*people, *secrets, *seller] if re.search(rf"(?<!\w){re.escape(text)}(?!\w)", output)] == []


async def test_a_stopped_program_and_a_locked_key_store_are_told_apart(terminal: Terminal) -> None:
    terminal.home.mkdir()
    (terminal.home / "config.toml").write_text("[server]\nport = 1024\n")
    assert (await findings(terminal))["agent"][0][0] == "attention"
    terminal.vault.locked = True
    found = await findings(terminal)
    assert found["keyring"][0][0] == "broken"
    assert "agent" not in found


async def test_rules_that_cannot_be_used(terminal: Terminal) -> None:
    terminal.home.mkdir()
    (terminal.home / "rules.toml").write_text("[[rules]]\nname = 1\n")
    assert (await findings(terminal))["rules"] == [("broken", WORDS("doctor_rules_wrong", line=2))]


async def test_looking_changes_nothing(terminal: Terminal) -> None:
    assert await findings(terminal)
    assert not terminal.home.exists()
    terminal.home.mkdir()
    assert (await findings(terminal))["ledger"][0][0] == "good"
    assert list(terminal.home.iterdir()) == []


@pytest.mark.parametrize("damage", ["page", "gone"])
async def test_a_ledger_in_trouble(shop: Shop, tmp_path: Path, damage: str) -> None:
    await until_copied(shop.terminal, 1)
    home = tmp_path / "other"
    home.mkdir()
    path = ledger_file(home)
    if damage == "page":
        path.write_bytes(next(backup_folder(shop.terminal.home).glob("*.sqlite")).read_bytes())
        overwrite(path)
    else:
        backup_folder(shop.terminal.home).rename(backup_folder(home))
    other = Terminal(home, shop.terminal.vault)
    found = await findings(other)
    assert found["ledger"][0][0] == "broken"
    assert "nadajnik ledger restore latest" in found["ledger"][0][1]
