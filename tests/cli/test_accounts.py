"""Connecting Allegro and a carrier, and letting a browser in: tested before anything is saved, secrets in the vault alone."""

import asyncio

import aiohttp
import pytest

from agent.cli.exit_codes import ExitCode
from agent.client import connect
from agent.config.file import ConfigFile
from agent.config.running import noted_port
from agent.demo.allegro_options import AllegroOptions
from agent.demo.en.options import EnOptions
from agent.demo.faults import Fault
from agent.demo.stand_ins import StandIns, start_stand_ins
from agent.server.address import CHROMIUM_ORIGIN, socket_url
from shared_schema import PROTOCOL
from shared_schema.pairing import PairingStateResult
from shared_schema.request import NoParams
from tests.cli.conftest import Shop, Terminal


def endpoints(world: StandIns) -> str:
    return (
        "[endpoints]\n"
        f'allegro_api = "{world.allegro.api_url}"\n'
        f'allegro_auth = "{world.allegro.auth_url}"\n'
        f'inpost = "{world.shipx.url}"\n'
        f'inpost_points = "{world.shipx.points_url}"\n'
    )


async def test_a_new_seller_connects_everything(terminal: Terminal) -> None:
    options = AllegroOptions(device_interval_s=1, auto_approve_after_polls=1)
    async with start_stand_ins(allegro=options) as world:
        terminal.home.mkdir()
        (terminal.home / "config.toml").write_text("# mine\n" + endpoints(world))
        login = await terminal.run(
            "allegro",
            "login",
            "--client-id",
            options.client_id,
            "--application-name",
            "Nadajnik",
            text=options.client_secret + "\n",
        )
        assert login.exit_code == ExitCode.OK, login.output
        organization = str(world.shipx.options.organization_id)
        added = await terminal.run(
            "account", "add", "inpost", "--organization-id", organization, "--token-stdin", text=world.shipx.options.token + "\n"
        )
        assert added.exit_code == ExitCode.OK, added.output
        assert world.shipx.options.organization_name in added.output
        assert (world.shipx.options.bank_account_number or "")[-4:] in added.output
        assert (world.shipx.options.bank_account_number or "")[:-4] not in added.output
        tested = await terminal.run("account", "test", "inpost")
        assert tested.exit_code == ExitCode.OK, tested.output
    text = (terminal.home / "config.toml").read_text()
    assert text.startswith("# mine")
    for secret in (options.client_secret, world.shipx.options.token):
        assert secret not in text + login.output + added.output + tested.output
        assert any(secret in each for each in terminal.vault.secrets.values())
    config = ConfigFile(terminal.home).read()
    assert [account.id for account in config.accounts] == ["inpost"]
    assert config.allegro.client_id == options.client_id


async def test_a_refused_token_is_not_saved(terminal: Terminal) -> None:
    async with start_stand_ins() as world:
        terminal.home.mkdir()
        (terminal.home / "config.toml").write_text(endpoints(world))
        added = await terminal.run("account", "add", "inpost", "--organization-id", "7008", "--token-stdin", text="wrong\n")
    assert added.exit_code == ExitCode.REFUSED, added.output
    assert ConfigFile(terminal.home).read().accounts == ()
    assert "wrong" not in terminal.vault.secrets.values()


async def test_an_account_is_listed_disabled_enabled_and_removed(shop: Shop) -> None:
    for command, expected in (("disable", False), ("enable", True)):
        result = await shop.terminal.run("account", command, "inpost")
        assert result.exit_code == ExitCode.OK, result.output
        account = ConfigFile(shop.terminal.home).read().account("inpost")
        assert account is not None
        assert account.enabled is expected
    listed = await shop.terminal.run("account", "list")
    assert "inpost" in listed.output
    removed = await shop.terminal.run("account", "remove", "inpost", "--yes")
    assert removed.exit_code == ExitCode.OK, removed.output
    assert ConfigFile(shop.terminal.home).read().accounts == ()


async def test_a_disabled_account_ships_nothing_in_the_running_agent(shop: Shop) -> None:
    await shop.terminal.run("account", "disable", "inpost")
    result = await shop.terminal.run("ship", shop.orders[0], "--yes", "--json")
    assert result.exit_code == ExitCode.SOME_NEED_FIXING, result.output
    assert shop.world.shipx.shipments == []


@pytest.mark.parametrize(("answer", "code", "reply"), [("t\n", ExitCode.OK, "paired"), ("\n", ExitCode.NOT_CONFIRMED, "error")])
async def test_row_08_a_browser_is_named_and_let_in_only_on_the_users_word(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, answer: str, code: ExitCode, reply: str
) -> None:
    """The harmless answer is the one Enter gives."""
    monkeypatch.setattr("agent.server.pairing.secrets.randbelow", lambda limit: 123456)
    shop.terminal.on_terminal = True
    shop.terminal.language = "pl"
    port = noted_port(shop.terminal.home)
    assert port is not None
    command = asyncio.ensure_future(shop.terminal.run("pair", text=answer))
    async with asyncio.timeout(20), connect(port, shop.terminal.vault) as seller, aiohttp.ClientSession() as http:
        while (await seller.call("pairing.state", NoParams(), PairingStateResult)).state != "open":  # noqa: ASYNC110  # polled, as the command itself does
            await asyncio.sleep(0.4)
        async with http.ws_connect(socket_url(port), origin=CHROMIUM_ORIGIN) as browser:
            await browser.receive_json()
            opening = {"type": "pair", "protocol": PROTOCOL, "min_protocol": PROTOCOL, "extension_version": "0.1.0"}
            await browser.send_json({**opening, "browser": "Chromium", "code": "123456"})
            received = await browser.receive_json()
        result = await command
    assert received["type"] == reply
    assert result.exit_code == code, result.output
    assert CHROMIUM_ORIGIN in result.output
    assert received.get("key", "no key") not in result.output


@pytest.mark.parametrize("kind", ["ordinary", "allegro"])
async def test_poczta_polska_is_tried_before_it_is_saved_and_says_what_to_choose(terminal: Terminal, kind: str) -> None:
    nrb = "61109010140000071219812874"
    carrier = "poczta_polska_allegro" if kind == "allegro" else "poczta_polska"
    options = EnOptions(kind="allegro" if kind == "allegro" else "ordinary", password_expires_in_days=3)
    async with start_stand_ins(en=options) as world:
        assert world.en is not None
        terminal.home.mkdir()
        (terminal.home / "config.toml").write_text(f'[endpoints]\n{carrier} = "{world.en.url}"\n')
        chosen = ["account", "add", carrier, "--set", f"login={options.login}", "--set", f"cod_account={nrb}", "--token-stdin"]
        wrong = await terminal.run(*chosen, text="wrong\n")
        assert wrong.exit_code != ExitCode.OK
        assert ConfigFile(terminal.home).read().accounts == ()
        assert len([call for call in world.en.calls if call.status == 401]) == 1
        added = await terminal.run(*chosen, text=options.password + "\n")
        assert added.exit_code == ExitCode.OK, added.output
    for said in ("260628 (UP Łódź 1)", "260629 (UP Łódź 2)", nrb[-4:], "in days: 3"):
        assert said in added.output
    assert nrb[:-4] not in added.output
    [account] = ConfigFile(terminal.home).read().accounts
    assert account.carrier == carrier
    assert options.password not in (terminal.home / "config.toml").read_text()


async def test_row_17_a_mistyped_account_number_is_refused_and_not_repeated(terminal: Terminal) -> None:
    wrong = "61109010140000071219812875"
    chosen = ["account", "add", "poczta_polska", "--set", "login=a", "--set", f"cod_account={wrong}", "--token-stdin"]
    added = await terminal.run(*chosen, text="x\n")
    assert added.exit_code == ExitCode.USAGE
    assert "suma kontrolna" in added.output
    assert wrong not in added.output


def orlen_settings(world: StandIns) -> list[str]:
    values = {
        "partner_id": world.pwr.options.partner_id,
        "sender_company": "Sklep Żuraw",
        "sender_street": "Malborska",
        "sender_building": "130",
        "sender_post_code": "30-624",
        "sender_city": "Kraków",
        "sender_phone": "500600700",
        "sender_email": "sklep@example.com",
    }
    return [part for key, value in values.items() for part in ("--set", f"{key}={value}")]


async def test_orlen_paczka_is_added_even_if_it_cannot_be_checked_now(terminal: Terminal) -> None:
    async with start_stand_ins() as world:
        terminal.home.mkdir()
        (terminal.home / "config.toml").write_text(f'[endpoints]\npaczka_w_ruchu = "{world.pwr.url}"\n')
        add = ["account", "add", "paczka_w_ruchu", "--token-stdin", *orlen_settings(world)]
        refused = await terminal.run(*add, text="wrong\n")
        assert refused.exit_code == ExitCode.REFUSED, refused.output
        assert "PartnerKey" in refused.output
        assert ConfigFile(terminal.home).read().accounts == ()
        key = world.pwr.options.partner_key
        added = await terminal.run(*add, text=key + "\n")
        assert added.exit_code == ExitCode.OK, added.output
        assert world.pwr.options.company_name in added.output
        world.pwr.faults.arm(Fault.LOST_ANSWER, path="GivePartnerStatus")
        unchecked = await terminal.run(*add, text=key + "\n")
        assert unchecked.exit_code == ExitCode.OK, unchecked.output
        assert "first shipment" in unchecked.output
    assert [account.id for account in ConfigFile(terminal.home).read().accounts] == ["paczka_w_ruchu", "paczka_w_ruchu-2"]
    assert key not in (terminal.home / "config.toml").read_text() + added.output + unchecked.output
