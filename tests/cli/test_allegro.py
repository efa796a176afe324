"""`nadajnik allegro`: accounts connected one after the other with the same application, listed, and disconnected."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
import tomlkit
from click.testing import Result

from agent.allegro.tokens import CLIENT_SECRET, TokenPair, tokens_of
from agent.cli.exit_codes import ExitCode
from agent.cli.words import Words
from agent.demo.allegro_options import AllegroOptions
from agent.demo.setup import write_config
from agent.demo.stand_ins import StandIns, start_stand_ins
from tests.cli.conftest import Shop, Terminal

FIRST, SECOND = "46968690", "76093512"
WORDS = Words("en")


@pytest.fixture
async def world(terminal: Terminal) -> AsyncIterator[StandIns]:
    """Nothing is connected yet."""
    async with start_stand_ins([], allegro=AllegroOptions(user_id=FIRST, login="zuraw", device_interval_s=1)) as world:
        world.allegro.add_seller(SECOND, "Zuraw_Outlet")
        write_config(terminal.home, world)
        path = terminal.home / "config.toml"
        document = tomlkit.parse(path.read_text(encoding="utf-8"))
        del document["allegro"]
        path.write_text(tomlkit.dumps(document), encoding="utf-8")
        yield world


async def login(terminal: Terminal, world: StandIns, user_id: str | None, *arguments: str, text: str = "") -> Result:
    """Somebody agrees on Allegro's page, or refuses (None)."""
    running = asyncio.create_task(terminal.run("allegro", "login", *arguments, text=text))
    while not world.allegro.pending_user_codes() and not running.done():  # noqa: ASYNC110 # the stand-in knows no subscribers
        await asyncio.sleep(0.01)
    for code in world.allegro.pending_user_codes():
        assert world.allegro.approve(code, user_id) if user_id else world.allegro.deny(code)
    return await running


async def first_login(terminal: Terminal, world: StandIns) -> Result:
    options = world.allegro.options
    application = ("--client-id", options.client_id, "--application-name", options.application_name, "--secret-stdin")
    return await login(terminal, world, FIRST, *application, text=options.client_secret + "\n")


async def accounts(terminal: Terminal) -> list[dict[str, object]]:
    result = await terminal.run("allegro", "list", "--json")
    assert result.exit_code == ExitCode.OK, result.output
    found: list[dict[str, object]] = json.loads(result.stdout)["accounts"]
    return found


async def test_two_accounts_are_connected_and_disconnected(terminal: Terminal, world: StandIns) -> None:
    first = await first_login(terminal, world)
    assert first.exit_code == ExitCode.OK, first.output
    assert WORDS("allegro_connected", login="zuraw", id=FIRST) in first.stderr
    second = await login(terminal, world, SECOND)
    assert second.exit_code == ExitCode.OK, second.output
    assert WORDS("allegro_code_of_whom", logins=f"zuraw ({FIRST})") in second.stderr
    assert await accounts(terminal) == [
        {"id": FIRST, "login": "zuraw", "credentials": True},
        {"id": SECOND, "login": "Zuraw_Outlet", "credentials": True},
    ]
    table = (await terminal.run("allegro", "list")).stdout
    assert "zuraw" in table
    assert SECOND in table
    refused = await terminal.run("allegro", "logout")
    assert refused.exit_code == ExitCode.USAGE
    assert f"zuraw ({FIRST}), Zuraw_Outlet ({SECOND})" in refused.stderr
    assert (await terminal.run("allegro", "logout", "nobody")).exit_code == ExitCode.NOT_CONFIGURED
    assert len(await accounts(terminal)) == 2
    assert (await terminal.run("allegro", "logout", "zuraw", "--forget-application")).exit_code == ExitCode.USAGE
    assert len(await accounts(terminal)) == 2
    done = await terminal.run("allegro", "logout", "zuraw_outlet")
    assert done.exit_code == ExitCode.OK, done.output
    assert set(terminal.vault.secrets) == {tokens_of(FIRST), CLIENT_SECRET}
    done = await terminal.run("allegro", "logout", "--forget-application")
    assert done.exit_code == ExitCode.OK, done.output
    assert await accounts(terminal) == []
    assert terminal.vault.secrets == {}
    assert (await terminal.run("allegro", "logout")).exit_code == ExitCode.NOT_CONFIGURED


async def test_an_account_is_named_by_its_number_too(terminal: Terminal, world: StandIns) -> None:
    await first_login(terminal, world)
    await login(terminal, world, SECOND)
    assert (await terminal.run("allegro", "logout", FIRST)).exit_code == ExitCode.OK
    assert [each["id"] for each in await accounts(terminal)] == [SECOND]


async def test_the_same_account_is_connected_anew(terminal: Terminal, world: StandIns) -> None:
    await first_login(terminal, world)
    before = terminal.vault.secrets[tokens_of(FIRST)]
    again = await login(terminal, world, FIRST)
    assert again.exit_code == ExitCode.OK, again.output
    assert WORDS("allegro_connected_again", login="zuraw", id=FIRST) in again.stderr
    assert len(await accounts(terminal)) == 1
    assert terminal.vault.secrets[tokens_of(FIRST)] != before


async def test_row_16_neither_secret_nor_tokens_are_told_or_written(terminal: Terminal, world: StandIns) -> None:
    told = [await first_login(terminal, world), await login(terminal, world, SECOND), await terminal.run("allegro", "list")]
    pairs = [TokenPair.model_validate_json(terminal.vault.secrets[tokens_of(each)]) for each in (FIRST, SECOND)]
    secrets = [each.get_secret_value() for pair in pairs for each in (pair.access_token, pair.refresh_token)]
    texts = [each.output for each in told]
    texts += [each.read_text(encoding="utf-8") for each in terminal.home.rglob("*") if each.is_file()]
    assert [each for each in (*secrets, world.allegro.options.client_secret) if any(each in text for text in texts)] == []


async def test_who_refuses_changes_nothing(terminal: Terminal, world: StandIns) -> None:
    await first_login(terminal, world)
    before = dict(terminal.vault.secrets)
    config = (terminal.home / "config.toml").read_bytes()
    refused = await login(terminal, world, None, "--application-page", "https://shop.example/")
    assert refused.exit_code == ExitCode.REFUSED, refused.output
    assert terminal.vault.secrets == before
    assert (terminal.home / "config.toml").read_bytes() == config


async def test_another_secret_is_kept_only_when_allegro_takes_it(terminal: Terminal, world: StandIns) -> None:
    await first_login(terminal, world)
    wrong = await login(terminal, world, SECOND, "--secret-stdin", text="wrong\n")
    assert wrong.exit_code == ExitCode.REFUSED, wrong.output
    assert terminal.vault.secrets[CLIENT_SECRET] == world.allegro.options.client_secret
    assert len(await accounts(terminal)) == 1


async def test_a_file_that_cannot_be_written_leaves_no_secret_behind(
    terminal: Terminal, world: StandIns, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("agent.config.file.replace", full)
    assert (await first_login(terminal, world)).exit_code == ExitCode.INTERNAL
    assert terminal.vault.secrets == {}


async def test_status_names_the_accounts(shop: Shop) -> None:
    result = await shop.terminal.run("status")
    assert WORDS("status_sellers", logins=shop.world.allegro.options.login) in result.stdout
    found = json.loads((await shop.terminal.run("status", "--json")).stdout)
    assert [each["login"] for each in found["sellers"]] == [shop.world.allegro.options.login]
