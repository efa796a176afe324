"""`nadajnik account password`: typed twice, changed at the carrier, known to the running agent; and how long passwords last."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from agent.app import running
from agent.cli.exit_codes import ExitCode
from agent.cli.talk import ask
from agent.client import AgentClient, connect
from agent.config.running import note_port
from agent.connections import secret_name
from agent.demo.allegro_orders import OrderKind, build_order
from agent.demo.en.options import EnOptions
from agent.demo.en.server import EnServer
from agent.demo.faults import Fault
from agent.demo.setup import POCZTA, demo_secrets, write_config
from agent.demo.stand_ins import start_stand_ins
from agent.log import setup_logging
from shared_schema.agent import AgentStatusResult
from shared_schema.request import NoParams
from tests.cli.conftest import Terminal
from tests.faults.shipping import plan

CURRENT = secret_name(POCZTA, "password")
NEW = "Nowe-haslo_2026"
CHANGE = ("account", "password", POCZTA)


@dataclass
class Post:
    """A seller with an account at Poczta Polska, whose agent runs."""

    terminal: Terminal
    server: EnServer
    client: AgentClient
    order_id: str

    @property
    def secrets(self) -> dict[str, str]:
        return self.terminal.vault.secrets

    @property
    def refusals(self) -> int:
        return len([call for call in self.server.calls if call.status == 401])

    async def days(self) -> int | None:
        status = await ask(self.client, "agent.status", NoParams(), AgentStatusResult)
        return next(each.expires_in_days for each in status.accounts if each.id == POCZTA)


@pytest.fixture
async def post(terminal: Terminal) -> AsyncIterator[Post]:
    order = build_order(OrderKind.POCZTEX, 1)
    async with start_stand_ins([order], en=EnOptions(password_expires_in_days=5)) as world:
        assert world.en is not None
        write_config(terminal.home, world)
        terminal.vault.secrets.update(demo_secrets(world))
        async with running(terminal.home, terminal.vault, port=0, patience=0.05) as server:
            note_port(terminal.home, server.port)
            setup_logging(terminal.home)
            async with connect(server.port, terminal.vault) as client:
                order_id = str(order["id"])
                [row] = await plan(client, [order_id])
                assert row.error is None
                try:
                    yield Post(terminal, world.en, client, order_id)
                finally:
                    setup_logging(None)


async def test_a_new_password_is_used_by_the_running_agent_and_shown_nowhere(post: Post) -> None:
    assert await post.days() == 5
    result = await post.terminal.run(*CHANGE, text=f"{NEW}\n{NEW}\n")
    assert result.exit_code == ExitCode.OK, result.output
    assert post.secrets[CURRENT] == post.server.account.password == NEW
    [row] = await plan(post.client, [post.order_id])
    assert row.error is None
    assert await post.days() == 30
    assert "valid for days: 30" in result.output
    assert post.refusals == 0
    home = post.terminal.home
    texts = [result.output, *(each.read_text(encoding="utf-8") for each in (home / "logs").glob("*"))]
    assert all(NEW not in each for each in [*texts, (home / "config.toml").read_text(encoding="utf-8")])


@pytest.mark.parametrize("typed", [f"{NEW}\nother\n", f"{EnOptions().password}\n{EnOptions().password}\n", "żółw\nżółw\n", "\n"])
async def test_a_mistyped_password_changes_nothing(post: Post, typed: str) -> None:
    result = await post.terminal.run(*CHANGE, text=typed)
    assert result.exit_code == ExitCode.USAGE, result.output
    assert post.server.called("changePassword") == 0
    assert post.secrets[CURRENT] == post.server.account.password


async def test_after_a_lost_change_the_next_run_finishes_it_without_asking(post: Post) -> None:
    post.server.faults.arm(Fault.LOST_ANSWER, path="/changePassword$")
    post.server.faults.arm(Fault.LOST_ANSWER, path="/getUrzedyNadania$")
    lost = await post.terminal.run(*CHANGE, text=f"{NEW}\n{NEW}\n")
    assert lost.exit_code == ExitCode.UNAVAILABLE, lost.output
    assert f"nadajnik account password {POCZTA}" in lost.output
    assert post.secrets[CURRENT] != NEW
    again = await post.terminal.run(*CHANGE)
    assert again.exit_code == ExitCode.OK, again.output
    assert post.secrets[CURRENT] == post.server.account.password == NEW
    assert post.server.called("changePassword") == 1


async def test_after_a_change_that_did_not_happen_testing_the_old_password_ends_it(post: Post) -> None:
    post.server.faults.arm(Fault.ERROR_BEFORE, path="/changePassword$", status=500)
    lost = await post.terminal.run(*CHANGE, text=f"{NEW}\n{NEW}\n")
    assert lost.exit_code == ExitCode.REFUSED, lost.output
    assert secret_name(POCZTA, "password_next") in post.secrets
    tested = await post.terminal.run("account", "test", POCZTA)
    assert tested.exit_code == ExitCode.OK, tested.output
    assert secret_name(POCZTA, "password_next") not in post.secrets
    assert post.secrets[CURRENT] == post.server.account.password
    assert post.refusals == 1


async def test_a_password_changed_on_the_web_page_is_tested_and_kept_and_the_account_ships_again(post: Post) -> None:
    post.server.account.change_to(NEW)
    refused = await post.terminal.run("account", "test", POCZTA)
    assert refused.exit_code == ExitCode.REFUSED, refused.output
    kept = await post.terminal.run(*CHANGE, "--changed", text=f"{NEW}\n")
    assert kept.exit_code == ExitCode.OK, kept.output
    assert post.secrets[CURRENT] == NEW
    [row] = await plan(post.client, [post.order_id])
    assert row.error is None
    assert post.server.called("changePassword") == 0


async def test_a_carrier_without_a_change_of_password_says_so(post: Post) -> None:
    result = await post.terminal.run("account", "password", "inpost", text="a\na\n")
    assert result.exit_code == ExitCode.REFUSED, result.output
    assert "InPost" in result.output
    unknown = await post.terminal.run("account", "password", "nobody")
    assert unknown.exit_code == ExitCode.NOT_CONFIGURED, unknown.output


async def test_days_until_the_password_ends_are_told_wherever_accounts_are(post: Post) -> None:
    listed = await post.terminal.run("account", "list", "--json")
    rows = {each["id"]: each["expires_in_days"] for each in json.loads(listed.stdout)["accounts"]}
    assert rows == {"inpost": None, POCZTA: 5}
    assert "days: 5" in (await post.terminal.run("account", "list")).output
    tested = await post.terminal.run("account", "test", POCZTA)
    assert "ends in days: 5" in tested.output
    doctor = await post.terminal.run("doctor", "--json")
    findings = [each for each in json.loads(doctor.stdout)["findings"] if each["check"] == "accounts"]
    assert [each["state"] for each in findings] == ["attention"]
    assert "ends in days: 5" in findings[0]["text"]


async def test_without_a_running_agent_the_list_says_nothing_of_passwords(terminal: Terminal) -> None:
    async with start_stand_ins([], en=EnOptions()) as world:
        write_config(terminal.home, world)
        listed = await terminal.run("account", "list", "--json")
    assert {each["expires_in_days"] for each in json.loads(listed.stdout)["accounts"]} == {None}


async def test_removing_an_account_removes_an_unfinished_change_too(post: Post) -> None:
    post.secrets[secret_name(POCZTA, "password_next")] = NEW
    removed = await post.terminal.run("account", "remove", POCZTA, "--yes")
    assert removed.exit_code == ExitCode.OK, removed.output
    assert NEW not in post.secrets.values()
