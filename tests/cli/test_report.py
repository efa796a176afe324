"""The report a seller gives away: canaries planted wherever something private lies, and none of them in it."""

import asyncio
import json
import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import aiohttp
import pytest
import tomlkit

from agent.app import running
from agent.cli.exit_codes import ExitCode
from agent.client import connect
from agent.config.running import note_port
from agent.connections import secret_name
from agent.demo.faults import Fault
from agent.demo.setup import demo_secrets, write_config
from agent.demo.stand_ins import every_account
from agent.ledger_access import ledger_file
from shared_schema.request import NoParams
from shared_schema.settings import SettingsOpenResult
from tests.cli.conftest import Shop, Terminal
from tests.cli.test_history import personal

NAMES = {"inpost": "kowalski-inpost", "poczta": "poczta-kowalski", "poczta-allegro": "zofia-allegro", "orlen": "kowalski"}
"""Accounts that a seller named after people."""
PRIVATE = (
    "Kowalski", "Zofia", "Krańcowa", "Kleparz", "stanowisko Zofii", "zofia", "500100200", "500 100 200", "+48500100200",
    "zofia@example.com", "31-150", "Brother_Zofii", "jan-k", "canaryToken", "61109010140000071219812874", "2874",
    "Sklep Zofii", "zofia_kowalski_outlet", "76093512", "123456789012345678901234",
)  # fmt: skip


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path / "jan-kowalski" / "home")


@pytest.fixture
async def shop(terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Shop]:
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "lpstat").write_text("#!/bin/sh\necho 'system default destination: Brother_Zofii'\n")
    (folder / "lpstat").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    async with every_account() as world:
        world.allegro.add_seller("76093512", "zofia_kowalski_outlet")
        own = {"sender_company": "Sklep Zofii", "sender_street": "Krańcowa", "sender_phone": "500100200"}
        write_config(terminal.home, world, station="stanowisko Zofii", orlen={**own, "sender_email": "zofia@example.com"})
        path = terminal.home / "config.toml"
        config = tomlkit.parse(path.read_text(encoding="utf-8"))
        for account in config["accounts"]:
            account["id"], account["name"] = NAMES[account["id"]], "Zofia Kowalski"
        path.write_text(tomlkit.dumps(config), encoding="utf-8")
        for name, secret in demo_secrets(world).items():
            for old, new in NAMES.items():
                name = name.replace(f"accounts/{old}/", f"accounts/{new}/")
            terminal.vault.secrets[name] = secret
        async with running(terminal.home, terminal.vault, port=0, patience=0.05) as server:
            note_port(terminal.home, server.port)
            yield Shop(world, terminal, terminal.run)  # type: ignore[arg-type] # a coroutine is awaited like a future


async def plant(shop: Shop) -> None:
    """Real work with failures, then what others might have said, wherever it would be kept."""
    shop.world.shipx.faults.arm(Fault.RESET_BEFORE, method="POST", path=r"/shipments$")
    await shop.terminal.run("ship", *shop.orders, "--yes", "--accept")
    said = "Odbiorca Kowalski, ul. Krańcowa 3, 31-150 Kleparz, 500 100 200"
    words = {"name": "Zofia Kowalski", "code": "Krańcowa", "text": said}
    failure = {"code": "carrier_refused", "outcome": "refused", "message": "canaryToken", "words": words, "problems": []}
    stop = json.dumps({**failure, "code": "credentials_refused", "retry_after_s": None, "data": {"who": "Kowalski"}})

    def write() -> None:
        with closing(sqlite3.connect(ledger_file(shop.terminal.home), timeout=30)) as ledger, ledger:
            ledger.execute("UPDATE attempts SET error = ?", (json.dumps({**failure, "retry_after_s": None, "data": {}}),))
            station = ledger.execute("SELECT id FROM stations").fetchone()[0]
            ledger.execute("INSERT INTO stops VALUES (?, 'poczta-kowalski', ?, '2026-11-25T08:00:00.000+00:00')", (station, stop))

    await asyncio.to_thread(write)  # the agent of this very loop may be within a transaction
    logs = shop.terminal.home / "logs"
    logs.mkdir(exist_ok=True)
    (logs / "nadajnik.log").write_text(
        "2026-11-25 08:00:00,123 ERROR agent.shipping.work: Kowalski, Krańcowa 3, 500 100 200, zofia@example.com, canaryToken\n"
        "Traceback: ValueError: Zofia\n2026-11-25 08:00:01,123 WARNING agent.app: password=canaryToken\n"
        "2026-11-25 08:00:02,123 WARNING kowalski.zofia: canaryToken\n",
        encoding="utf-8",
    )
    await shop.terminal.vault.set(secret_name("kowalski-inpost", "token"), "canaryToken")
    await shop.terminal.vault.set(secret_name("zofia-allegro", "password"), "canaryTokenToo")


async def from_the_page(shop: Shop, port: int) -> str:
    """What the page copies, asked for as the page asks."""
    async with connect(port, shop.terminal.vault) as client:
        address = (await client.call("settings.open", NoParams(), SettingsOpenResult)).address
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http, http.get(address) as opened:
        base = str(opened.url.origin())

        async def ask(question: str) -> dict[str, object]:
            async with http.post(f"{base}/ui/api/diagnosis.{question}", json={}, headers={"Origin": base}) as response:
                answer: dict[str, object] = await response.json()
                return answer

        await ask("begin")
        while not (await ask("state"))["finished"]:
            pass
        return str((await ask("report"))["text"])


async def test_no_secret_no_person_and_no_order_is_in_the_report(shop: Shop, tmp_path: Path) -> None:
    await plant(shop)
    file = tmp_path / "report.txt"
    written = await shop.terminal.run("doctor", "--report", str(file))
    assert written.exit_code == ExitCode.SOME_NEED_FIXING, written.output
    printed = (await shop.terminal.run("doctor", "--report", "-")).stdout
    shown = (await shop.terminal.run("doctor")).stdout
    port = int((shop.terminal.home / "agent.port").read_text())
    copied = await from_the_page(shop, port)
    assert "Brother_Zofii" in shown  # the seller sees it, the report has it not
    assert "kowalski-inpost" in shown
    buyers = {text for order in shop.orders for text in personal(shop.world.allegro.orders[order]) if len(text) > 3}
    sellers = {secret for secret in shop.terminal.vault.secrets.values() if len(secret) > 5} | {str(shop.terminal.home)}
    with closing(sqlite3.connect(ledger_file(shop.terminal.home), timeout=30)) as ledger:
        numbers = {text for row in ledger.execute("SELECT tracking_number, reference FROM attempts") for text in row if text}
    for report in (file.read_text(encoding="utf-8"), printed, copied):
        planted = [*PRIVATE, *buyers, *sellers, *numbers, *shop.orders, shop.world.allegro.options.client_id]
        assert [each for each in planted if re.search(rf"(?<!\w){re.escape(each)}(?!\w)", report, re.IGNORECASE)] == []
        assert "allegro/2" in report
        for expected in (
            "inpost/1",
            ": memory\n",
            "carriers.",
            "accounts.stopped",
            "ERROR agent.shipping.work: 1",
            "WARNING agent.app: 1",
        ):
            assert expected in report


async def test_the_report_tells_the_errors_by_code(shop: Shop) -> None:
    shop.world.shipx.faults.arm(Fault.RESET_BEFORE, method="POST", path=r"/shipments$")
    await shop.terminal.run("ship", shop.orders[0], "--yes", "--accept")
    report = (await shop.terminal.run("doctor", "--report", "-")).stdout
    assert re.search(r"^shipment_not_found_at_carrier: 1 \(20", report, re.MULTILINE), report


async def test_a_report_that_cannot_be_written_says_so(terminal: Terminal, tmp_path: Path) -> None:
    result = await terminal.run("doctor", "--report", str(tmp_path / "missing" / "report.txt"))
    assert result.exit_code == ExitCode.UNAVAILABLE
    assert "No such file" in result.output
