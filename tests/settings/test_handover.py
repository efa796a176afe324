"""Giving the day's parcels away from the settings: the same methods as the browsers', asked through the window."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio

from agent.cli.words import LANGUAGES, Words
from agent.demo.faults import Fault
from agent.demo.setup import ACCOUNT, ORLEN_ACCOUNT, POCZTA
from agent.shipping.pdf import page_count
from tests.cli.conftest import Terminal
from tests.settings.conftest import Home
from tests.settings.window import Window, open_window


@pytest_asyncio.fixture
async def window(packed: Home) -> AsyncIterator[Window]:
    async with open_window(packed) as it:
        yield it


def key() -> str:
    return str(uuid.uuid4())


async def account(window: Window, account_id: str = POCZTA) -> Any:  # noqa: ANN401 - JSON
    return next(each for each in (await window.ask("handover.list"))["accounts"] if each["id"] == account_id)


async def test_what_waits_is_listed_by_account(window: Window) -> None:
    accounts = {each["id"]: each for each in (await window.ask("handover.list"))["accounts"]}
    assert [(each["paper"], each["parcels"]) for each in accounts[POCZTA]["sets"]] == [("posting_book", 2)]
    assert [(each["paper"], each["parcels"]) for each in accounts[ORLEN_ACCOUNT]["sets"]] == [("protocol", 2)]
    assert accounts[ACCOUNT]["sets"] == []
    couriers = {each: accounts[each]["courier"] for each in (ACCOUNT, POCZTA, ORLEN_ACCOUNT)}
    assert couriers == {ACCOUNT: False, POCZTA: False, ORLEN_ACCOUNT: True}


async def test_a_set_of_an_earlier_day_is_marked_until_it_is_sent(packed: Home, window: Window) -> None:
    assert packed.world.en is not None
    [bufor] = [each for each in packed.world.en.bufors.bufors.values() if (each.description or "").startswith("Nadajnik")]
    bufor.day -= timedelta(days=1)
    accounts = (await window.ask("handover.list"))["accounts"]
    [waiting] = next(each["sets"] for each in accounts if each["id"] == POCZTA)
    assert waiting["earlier"]


async def test_a_set_is_sent_once_for_a_key_and_its_paper_opens_once(packed: Home, window: Window) -> None:
    assert packed.world.en is not None
    [waiting] = (await account(window))["sets"]
    wish = {"account_id": POCZTA, "set_id": waiting["set_id"], "key": key(), "again": False}
    sent = [await window.ask("handover.send", **wish) for _ in range(2)]
    assert sent[0] == sent[1]
    assert packed.world.en.called("sendEnvelope") == 1
    after = await account(window)
    assert after["sets"] == []
    [handed] = after["handed"]
    made = await window.ask("handover.book", account_id=POCZTA, handed_id=handed["handed_id"])
    async with httpx.AsyncClient(trust_env=False) as http:
        first, second = await http.get(made["address"]), await http.get(made["address"])
    assert page_count(first.content) == 1
    assert (first.headers["Content-Disposition"], second.status_code) == (f'attachment; filename="{made["filename"]}"', 404)
    assert (packed.folder / "handover" / f"{POCZTA}-{handed['handed_id']}.pdf").read_bytes() == first.content


async def test_an_account_that_does_not_answer_is_named_and_hides_no_other(packed: Home, window: Window) -> None:
    assert packed.world.en is not None
    packed.world.en.faults.arm(Fault.ERROR_BEFORE, method="POST", path=".*", times=None)
    accounts = {each["id"]: each for each in (await window.ask("handover.list"))["accounts"]}
    assert accounts[POCZTA]["failed"]
    assert accounts[ORLEN_ACCOUNT]["sets"]


async def test_a_lost_protocol_is_asked_for_again_only_when_that_is_wanted(packed: Home, window: Window) -> None:
    packed.world.pwr.faults.arm(Fault.LOST_ANSWER, method="POST", path="/GenerateProtocol$", times=1)
    accounts = {each["id"]: each for each in (await window.ask("handover.list"))["accounts"]}
    [waiting] = accounts[ORLEN_ACCOUNT]["sets"]
    wish = {"account_id": ORLEN_ACCOUNT, "set_id": waiting["set_id"]}
    status, answer = await window.asked("handover.send", **wish, key=key(), again=False)
    assert (status, bool(answer["text"])) == (422, True)
    accounts = {each["id"]: each for each in (await window.ask("handover.list"))["accounts"]}
    assert [each["unsure"] for each in accounts[ORLEN_ACCOUNT]["sets"]] == [True]
    assert (await window.asked("handover.send", **wish, key=key(), again=False))[0] == 422
    assert len(packed.world.pwr.protocols) == 1


async def test_a_second_courier_of_a_day_is_asked_about(packed: Home, window: Window) -> None:
    offer = await window.ask("pickup.slots", account_id=ORLEN_ACCOUNT)
    wish = {"account_id": ORLEN_ACCOUNT, "day": offer["slots"][0]["day"], "earlier": False}
    made = await window.ask("pickup.order", **wish, key=key(), again=False)
    assert made["pickup"]["number"] == packed.world.pwr.pickups[0].number
    assert (await window.ask("pickup.order", **wish, key=key(), again=False))["ask"] == "again"
    assert len(packed.world.pwr.pickups) == 1
    [told] = [each for each in (await window.ask("handover.list"))["accounts"] if each["id"] == ORLEN_ACCOUNT]
    assert [each["state"] for each in told["pickups"]] == ["ordered"]


@pytest.mark.parametrize("moment", ["25:00", "1530", "teraz"])
async def test_a_daily_time_that_is_none_is_not_kept(packed: Home, window: Window, moment: str) -> None:
    status, answer = await window.asked("handover.daily", account_id=POCZTA, moment=moment)
    assert (status, [each["field"] for each in answer["fields"]]) == (422, ["moment"])
    assert "handover_at" not in packed.config["accounts"][1]


async def test_the_daily_time_is_set_and_taken_back(packed: Home, window: Window) -> None:
    await window.ask("handover.daily", account_id=POCZTA, moment="15:30")
    assert packed.config["accounts"][1]["handover_at"] == "15:30"
    assert (await account(window))["daily"] == "15:30"
    await window.ask("handover.daily", account_id=POCZTA, moment="")
    assert "handover_at" not in packed.config["accounts"][1]


async def test_row_18_unknown_fields_and_accounts_are_refused(packed: Home, window: Window) -> None:
    assert packed.world.en is not None
    wish = {"account_id": "nobody", "set_id": "1", "key": key(), "again": False}
    assert (await window.asked("handover.send", **wish))[0] == 422
    assert (await window.asked("handover.send", **wish, amount=1))[0] == 422
    assert (await window.asked("handover.send", **{**wish, "key": "same"}))[0] == 422
    assert packed.world.en.called("sendEnvelope") == 0


async def test_the_history_says_that_it_was_done_in_the_settings(packed: Home, window: Window) -> None:
    [waiting] = (await account(window))["sets"]
    await window.ask("handover.send", account_id=POCZTA, set_id=waiting["set_id"], key=key(), again=False)
    terminal = Terminal(packed.folder)
    terminal.vault.secrets.update(packed.vault.secrets)
    shown = await asyncio.to_thread(terminal.call, "history", "--json")
    last = json.loads(shown.stdout)["history"][-1]
    assert (last["what"], last["client"]) == ("handed_over", "settings")
    assert last["client_name"] in [Words(each)("history_settings") for each in LANGUAGES]
