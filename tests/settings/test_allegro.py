"""The settings' questions about Allegro: accounts connected one after the other, how each is, and one disconnected."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from agent.allegro.tokens import CLIENT_SECRET, TokenPair, tokens_of
from agent.demo.browser.polling import PATIENCE_S
from agent.demo.faults import Fault
from agent.log import setup_logging
from tests.settings.conftest import Home
from tests.settings.window import Window, open_window

SECOND = "76093512"


@pytest_asyncio.fixture
async def window(home: Home) -> AsyncIterator[Window]:
    home.world.allegro.add_seller(SECOND, "zuraw_outlet")
    async with open_window(home) as it:
        yield it


def first(home: Home) -> str:
    return home.world.allegro.options.user_id


def application(home: Home, **changes: str) -> dict[str, str]:
    options = home.world.allegro.options
    return {
        "environment": "production",
        "client_id": options.client_id,
        "application_name": options.application_name,
        "application_page": "",
        "secret": options.client_secret,
        **changes,
    }


async def ended(window: Window) -> Any:  # noqa: ANN401 - JSON
    """How the sign-in has ended."""
    async with asyncio.timeout(PATIENCE_S):
        while (now := await window.ask("allegro.state"))["phase"] == "waiting":
            pass
    return now


async def connected(home: Home, window: Window, user_id: str, **changes: str) -> Any:  # noqa: ANN401 - JSON
    """Somebody agrees on Allegro's page."""
    begun = await window.ask("allegro.begin", **application(home, **changes))
    assert home.world.allegro.approve(begun["code"], user_id)
    return await ended(window)


async def states(window: Window) -> dict[str, tuple[str, str | None]]:
    found = (await window.ask("allegro.accounts"))["accounts"]
    return {each["id"]: (each["state"], each["reason"]) for each in found}


async def listed(window: Window) -> list[str]:
    return [each["login"] for each in (await window.ask("overview"))["allegro"]["accounts"]]


async def test_two_accounts_are_connected_and_one_is_disconnected(home: Home, window: Window) -> None:
    assert await listed(window) == []
    assert await states(window) == {}
    told = await connected(home, window, first(home))
    assert (told["phase"], told["login"], told["again"]) == ("connected", home.world.allegro.options.login, False)
    told = await connected(home, window, SECOND, secret="")
    assert (told["phase"], told["login"], told["again"]) == ("connected", "zuraw_outlet", False)
    assert await listed(window) == [home.world.allegro.options.login, "zuraw_outlet"]
    assert await states(window) == {first(home): ("connected", None), SECOND: ("connected", None)}
    await window.ask("allegro.forget", id=first(home))
    assert await listed(window) == ["zuraw_outlet"]
    assert set(home.vault.secrets) >= {tokens_of(SECOND), CLIENT_SECRET}
    assert tokens_of(first(home)) not in home.vault.secrets
    assert await states(window) == {SECOND: ("connected", None)}


async def test_the_same_account_is_connected_anew_and_told_so(home: Home, window: Window) -> None:
    await connected(home, window, first(home))
    home.world.allegro.revoke_all_tokens(first(home))
    assert (await connected(home, window, first(home), secret=""))["again"] is True
    assert await listed(window) == [home.world.allegro.options.login]
    assert await states(window) == {first(home): ("connected", None)}


async def test_an_account_that_was_taken_back_at_allegro_has_to_be_connected_again(home: Home, window: Window) -> None:
    await connected(home, window, first(home))
    await connected(home, window, SECOND, secret="")
    home.world.allegro.revoke_all_tokens(SECOND)
    assert await states(window) == {first(home): ("connected", None), SECOND: ("again", "refused")}
    del home.vault.secrets[tokens_of(first(home))]
    assert await states(window) == {first(home): ("again", "missing"), SECOND: ("again", "refused")}


async def test_while_allegro_is_away_nobody_waits_and_nobody_is_told_to_connect_again(
    home: Home, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    await connected(home, window, first(home))
    await connected(home, window, SECOND, secret="")
    monkeypatch.setattr("agent.allegro.accounts.WITHIN_S", 0.3)
    home.world.allegro.faults.arm(Fault.NEVER_ANSWERS, path="/me$", times=None)
    async with asyncio.timeout(25):  # a call alone would go on for longer
        assert await states(window) == {first(home): ("unknown", "silent"), SECOND: ("unknown", "silent")}
    home.world.allegro.faults.clear()
    assert await states(window) == {first(home): ("connected", None), SECOND: ("connected", None)}


async def test_nothing_is_kept_before_somebody_has_agreed(home: Home, window: Window) -> None:
    config = home.config
    begun = await window.ask("allegro.begin", **application(home))
    assert CLIENT_SECRET not in home.vault.secrets
    assert home.world.allegro.deny(begun["code"])
    told = await ended(window)
    assert (told["phase"], bool(told["text"])) == ("failed", True)
    assert CLIENT_SECRET not in home.vault.secrets
    assert home.config == config


async def test_a_wrong_application_secret_is_not_kept(home: Home, window: Window) -> None:
    status, _ = await window.asked("allegro.begin", **application(home, secret="wrong"))
    assert status == 422
    assert CLIENT_SECRET not in home.vault.secrets
    await connected(home, window, first(home))
    status, _ = await window.asked("allegro.begin", **application(home, secret="wrong"))
    assert status == 422
    assert home.vault.secrets[CLIENT_SECRET] == home.world.allegro.options.client_secret
    assert await states(window) == {first(home): ("connected", None)}


@pytest.mark.parametrize(("changes", "field"), [({"client_id": ""}, "client_id"), ({"secret": ""}, "secret")])
async def test_what_is_missing_is_named(home: Home, window: Window, changes: dict[str, str], field: str) -> None:
    status, answer = await window.asked("allegro.begin", **application(home, **changes))
    assert (status, [each["field"] for each in answer["fields"]]) == (422, [field])


async def test_another_application_means_that_the_others_connect_again(home: Home, window: Window) -> None:
    """Nothing of them is deleted: with the application as it was they are as they were."""
    await connected(home, window, first(home))
    pair = TokenPair.model_validate_json(home.vault.secrets[tokens_of(first(home))])
    of_another = pair.model_copy(update={"client_id": "another-application"}).model_dump_json()
    home.vault.secrets[tokens_of(first(home))] = of_another
    await connected(home, window, SECOND, secret="")
    assert await states(window) == {first(home): ("again", "refused"), SECOND: ("connected", None)}
    assert home.vault.secrets[tokens_of(first(home))] == of_another


async def test_row_16_no_answer_no_log_and_no_file_holds_secret_or_token(home: Home, window: Window) -> None:
    setup_logging(home.folder, logging.DEBUG)
    try:
        await window.asked("allegro.begin", **application(home, secret="wrong-canary-secret"))
        await connected(home, window, first(home))
        await connected(home, window, SECOND, secret="")
        await states(window)
        await listed(window)
        pairs = [TokenPair.model_validate_json(home.vault.secrets[tokens_of(each)]) for each in (first(home), SECOND)]
        await window.ask("allegro.forget", id=first(home))
    finally:
        setup_logging(None)
    secrets = [each.get_secret_value() for pair in pairs for each in (pair.access_token, pair.refresh_token)]
    secrets += [home.world.allegro.options.client_secret, "wrong-canary-secret"]
    texts = [*window.heard, *(each.read_bytes().decode(errors="replace") for each in home.folder.rglob("*") if each.is_file())]
    assert len(window.heard) > 8
    assert [each for each in secrets if any(each in text for text in texts)] == []
