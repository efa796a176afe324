"""Corrected receivers from the command line to the carrier: what is proposed, what is sent, what is remembered, and where."""

import json
import stat
from pathlib import Path

import pytest

from agent.cli.exit_codes import ExitCode
from agent.demo.wire import JsonObject
from tests.cli.conftest import Shop

COURIER = "Allegro Kurier24 InPost"


def address_of(shop: Shop, order: str) -> JsonObject:
    address = shop.world.allegro.orders[order]["delivery"]["address"]
    assert isinstance(address, dict)
    return address


def couriers(shop: Shop) -> list[str]:
    """Two orders for InPost's courier."""
    forms = shop.world.allegro.orders
    ready = [
        each for each, form in forms.items() if form["status"] == "READY_FOR_PROCESSING" and not form["delivery"]["cancellation"]
    ]
    one = next(each for each in ready if forms[each]["delivery"]["method"]["name"] == COURIER)
    other = next(each for each in ready if each != one and forms[each]["payment"]["type"] == "ONLINE")
    forms[other]["delivery"] = {**forms[one]["delivery"], "address": dict(address_of(shop, one))}
    return [one, other]


async def plan(shop: Shop, *arguments: str) -> list[JsonObject]:
    result = await shop.terminal.run("plan", *arguments, "--json")
    assert result.exit_code in (ExitCode.OK, ExitCode.SOME_NEED_FIXING), result.output
    rows: list[JsonObject] = json.loads(result.stdout)["plan"]
    return rows


def sent(shop: Shop) -> list[tuple[str, str]]:
    addresses = [each.body["receiver"]["address"] for each in shop.world.shipx.shipments]
    return [(each.get("street", ""), each.get("building_number", "")) for each in addresses]


async def test_a_doubtful_address_is_proposed_corrected_sent_and_remembered(shop: Shop) -> None:
    order = couriers(shop)[0]
    address_of(shop, order)["street"] = "Zmyślona 12 5"
    shop.terminal.language = "pl"
    shown = (await shop.terminal.run("plan", order)).output
    assert "Zmyślona" in shown
    assert "--fix" in shown

    (row,) = await plan(shop, order)
    assert (row["status"], row["receiver"]["sure"], row["receiver"]["given_street"]) == ("attention", False, "Zmyślona 12 5")
    assert [row["receiver"][name] for name in ("street", "house", "flat")] == ["Zmyślona", "12", "5"]

    (fixed,) = await plan(shop, order, "--fix", f"{order}.house=125", "--fix", "flat=")
    assert (fixed["status"], fixed["receiver"]["sure"], fixed["receiver"]["corrected"]) == ("ready", True, "now")
    (again,) = await plan(shop, order)
    assert (again["digest"], again["receiver"]["corrected"]) == (fixed["digest"], "before")
    assert "receiver_as_before" in [each["code"] for each in again["why"]]

    result = await shop.terminal.run("ship", order, "--yes", "--json")
    assert result.exit_code == ExitCode.OK, result.output
    assert sent(shop) == [("Zmyślona", "125")]

    kept = shop.terminal.home / "corrections.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    told = b"".join(path.read_bytes() for path in shop.terminal.home.rglob("*") if path.is_file() and path != kept)
    assert b"125" in kept.read_bytes()
    assert "Zmyślona".encode() not in told


async def test_a_correction_holds_for_the_same_receiver_only(shop: Shop) -> None:
    one, other = couriers(shop)[:2]
    for each in (one, other):
        address_of(shop, each)["street"] = "Zmyślona 12 5"
    await plan(shop, one, "--fix", "house=125", "--fix", "flat=")
    (row,) = await plan(shop, other)
    assert (row["receiver"]["house"], row["receiver"]["corrected"]) == ("125", "before")

    address_of(shop, one)["street"] = "Zmyślona 12 6"
    (moved,) = await plan(shop, one)
    assert (moved["status"], moved["receiver"]["flat"], moved["receiver"]["corrected"]) == ("attention", "6", "no")

    await plan(shop, other, "--fix", "forget")
    (forgotten,) = await plan(shop, other)
    assert (forgotten["status"], forgotten["receiver"]["corrected"]) == ("attention", "no")


async def test_two_orders_of_one_receiver_are_each_sent_as_corrected(shop: Shop) -> None:
    one, other = couriers(shop)[:2]
    for each in (one, other):
        address_of(shop, each)["street"] = "Zmyślona"
    fixes = ("--fix", f"{one}.street=Zmyślona 1", "--fix", f"{other}.street=Zmyślona 2")
    result = await shop.terminal.run("ship", one, other, *fixes, "--yes", "--json")
    assert result.exit_code == ExitCode.OK, result.output
    assert sorted(sent(shop)) == [("Zmyślona", "1"), ("Zmyślona", "2")]


async def test_corrections_come_from_a_file_too(shop: Shop, tmp_path: Path) -> None:
    order = couriers(shop)[0]
    file = tmp_path / "fixes.json"
    file.write_text(json.dumps({order: {"phone": "600 100 201", "city": "Łódź"}, "x": {}}), encoding="utf-8")
    (row,) = await plan(shop, order, "--fixes", str(file))
    assert (row["receiver"]["phone"], row["receiver"]["city"]) == ("600100201", "Łódź")


@pytest.mark.parametrize("fix", ["house", "colour=red", "7b3c1e90-aa11-11ef-9c2d-0242ac120002.house=1", "house=1\n2"])
async def test_what_is_no_correction_is_told_before_anything_is_asked(shop: Shop, fix: str) -> None:
    result = await shop.terminal.run("plan", shop.orders[0], "--fix", fix)
    assert result.exit_code == ExitCode.USAGE


async def test_a_file_without_corrections_is_told(shop: Shop, tmp_path: Path) -> None:
    file = tmp_path / "fixes.json"
    file.write_text("[]", encoding="utf-8")
    assert (await shop.terminal.run("plan", shop.orders[0], "--fixes", str(file))).exit_code == ExitCode.USAGE
