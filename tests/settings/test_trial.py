"""The trial parcel: shipped at stand-ins by a process of its own, and never with what the seller has set up."""

import asyncio
import sys
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from agent.settings import trial
from agent.settings.trial import LONGEST_S, Trial
from agent.shipping.pdf import page_count
from tests.demo.worlds import wait_until
from tests.settings.conftest import Home
from tests.settings.window import Window, open_window

pytestmark = pytest.mark.timeout(2 * LONGEST_S)

STEPS = ["services", "agent", "plan", "parcel", "number", "label"]


@pytest_asyncio.fixture
async def window(packed: Home) -> AsyncIterator[Window]:
    async with open_window(packed) as it:
        yield it


async def ended(window: Window) -> dict[str, object]:
    async with asyncio.timeout(LONGEST_S):
        while True:
            state: dict[str, object] = await window.ask("trial.state")
            if state["phase"] != "running":
                return state
            await asyncio.sleep(0.1)


async def test_row_13_a_trial_parcel_touches_nothing_of_the_sellers(packed: Home, window: Window) -> None:
    assert packed.world.en is not None
    secrets = dict(packed.vault.secrets)
    config = (packed.folder / "config.toml").read_bytes()
    made = len(packed.world.shipx.shipments), len(packed.world.pwr.parcels), len(packed.world.en.shipments)
    numbers = {each: packed.world.allegro.numbers(each) for each in packed.world.allegro.orders}
    assert (await window.ask("trial.state"))["label"] is False
    await window.ask("trial.start")
    state = await ended(window)
    assert (state["phase"], state["steps"], state["label"]) == ("done", STEPS, True)
    assert state["number"]
    assert (len(packed.world.shipx.shipments), len(packed.world.pwr.parcels), len(packed.world.en.shipments)) == made
    assert {each: packed.world.allegro.numbers(each) for each in packed.world.allegro.orders} == numbers
    assert packed.vault.secrets == secrets
    assert (packed.folder / "config.toml").read_bytes() == config
    told = await window.ask("trial.label")
    async with httpx.AsyncClient(trust_env=False) as http:
        first, second = await http.get(told["address"]), await http.get(told["address"])
    assert page_count(first.content) == 1
    assert second.status_code == 404


async def test_row_20_without_a_trial_parcel_there_is_no_label(window: Window) -> None:
    status, answer = await window.asked("trial.label")
    assert (status, bool(answer["text"])) == (422, True)


SCRIPTS = {
    "a program that fails": "import sys; print('{\"step\": \"services\"}', flush=True); sys.exit('no such module')",
    "a program that talks nonsense": "print('hello')",
    "a program that says nothing": "pass",
}


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
async def test_a_trial_that_fails_says_so_and_may_be_begun_again(
    packed: Home, window: Window, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    monkeypatch.setattr(trial, "command_that_tells", lambda *_: [sys.executable, "-c", script])
    for _ in range(2):
        await window.ask("trial.start")
        state = await ended(window)
        assert (state["phase"], state["label"]) == ("failed", False)
    assert state["why"] == ("no such module" if "sys.exit" in script else "")


async def test_there_is_one_trial_at_a_time(packed: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def command(*words: str) -> list[str]:
        calls.append(words)
        return [sys.executable, "-c", "input()"]

    monkeypatch.setattr(trial, "command_that_tells", command)
    it = Trial(packed.folder)
    it.start("pl")
    it.start("pl")
    await wait_until(lambda: it.progress.phase != "running", LONGEST_S)
    assert len(calls) == 1
    assert calls[0][:3] == ("--lang", "pl", "demo")
