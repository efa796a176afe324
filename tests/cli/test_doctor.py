"""The diagnosis of a real home beside a real agent; it shows no secret and no person."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from agent.cli.exit_codes import ExitCode
from agent.demo.faults import Fault
from agent.ledger_access import backup_folder, ledger_file
from tests.cli.conftest import Shop, Terminal
from tests.cli.test_history import personal
from tests.cli.test_ledger_backup import until_copied
from tests.shipping.test_backup import overwrite

CREATE = r"/shipments$"


async def findings(terminal: Terminal) -> dict[str, list[tuple[str, str]]]:
    result = await terminal.run("doctor", "--json")
    found: dict[str, list[tuple[str, str]]] = {}
    for row in json.loads(result.stdout)["findings"]:
        found.setdefault(row["check"], []).append((row["state"], row["text"]))
    all_good = all(state == "good" for each in found.values() for state, _ in each)
    assert result.exit_code == (ExitCode.OK if all_good else ExitCode.SOME_NEED_FIXING), result.output
    return found


async def test_a_healthy_shop_is_told_so(shop: Shop) -> None:
    await until_copied(shop.terminal, 1)
    await shop.terminal.run("ship", shop.orders[0], "--yes")
    found = await findings(shop.terminal)
    assert {state for each in found.values() for state, _ in each} == {"good"}
    wanted = {"config", "keyring", "ledger", "backups", "disk", "agent", "allegro", "accounts", "orders", "handover"}
    assert found.keys() == wanted


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
