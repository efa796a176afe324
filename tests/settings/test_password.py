"""Changing the password at Poczta Polska from the window: whatever becomes of the answer, a valid one is kept, none is told."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from agent.cli.words import LANGUAGES, Language, Words
from agent.client import connect
from agent.demo.browser.polling import PATIENCE_S
from agent.demo.en.options import EnOptions
from agent.demo.en.server import EnServer
from agent.demo.faults import Fault
from agent.demo.setup import ACCOUNT, POCZTA
from agent.log import setup_logging
from agent.password_change import CANDIDATE, PASSWORD
from tests.faults.shipping import create, plan, wait
from tests.settings.conftest import Home, post_home
from tests.settings.window import Window, open_window

OLD, NEW = EnOptions().password, "Nowe-haslo_2026"
CURRENT, NEXT = f"accounts/{POCZTA}/{PASSWORD}", f"accounts/{POCZTA}/{CANDIDATE}"
WORDS = Words("pl")


@dataclass
class Post:
    """A window, and what lies behind it."""

    home: Home
    window: Window
    server: EnServer

    async def change(self, new: str = NEW, again: str = NEW, account: str = POCZTA) -> tuple[int, Any]:
        return await self.window.asked("password.change", id=account, new=new, again=again)

    async def account(self) -> Any:  # noqa: ANN401 - JSON
        return next(each for each in (await self.window.ask("overview"))["accounts"] if each["id"] == POCZTA)

    def kept(self) -> tuple[str | None, str | None]:
        return self.home.vault.secrets.get(CURRENT), self.home.vault.secrets.get(NEXT)

    @property
    def refusals(self) -> int:
        return len([call for call in self.server.calls if call.status == 401])

    def logs(self) -> str:
        return "".join(each.read_text(encoding="utf-8") for each in (self.home.folder / "logs").glob("*"))


@pytest_asyncio.fixture
async def post(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Post]:
    monkeypatch.setenv("NADAJNIK_LANG", "pl")
    async with post_home(tmp_path / "home") as home, open_window(home) as window:
        assert home.world.en is not None
        setup_logging(home.folder)
        try:
            yield Post(home, window, home.world.en)
        finally:
            setup_logging(None)


async def test_a_new_password_is_changed_kept_and_used_without_the_old_one_being_asked(post: Post) -> None:
    status, answer = await post.change()
    assert status == 200
    assert answer["report"]["password_days"] == 30
    assert post.kept() == (NEW, None)
    assert post.server.account.password == NEW
    assert (await post.account())["password_days"] is None, "what was known is of the old one"
    async with connect(post.home.port, post.home.vault) as client:
        [row] = await plan(client, list(post.home.world.allegro.orders))
        assert row.error is None
    account = await post.account()
    assert (account["password_days"], account["password_soon"], account["password_unfinished"]) == (30, False, False)
    assert (await post.window.ask("accounts.test", id=POCZTA))["report"]["unanswered"] is None
    assert post.refusals == 0


async def test_how_long_the_password_lasts_is_told_with_the_accounts(post: Post) -> None:
    account = await post.account()
    assert (account["password_days"], account["password_soon"], account["password_unfinished"]) == (5, True, False)
    carriers = {each["id"]: each["changes_password"] for each in (await post.window.ask("overview"))["carriers"]}
    assert carriers == {"inpost": False, "poczta_polska": True, "poczta_polska_allegro": True, "paczka_w_ruchu": False}


@pytest.mark.parametrize(
    ("new", "again", "field", "key"),
    [
        (NEW, "Nowe-haslo_2027", "again", "passwords_differ"),
        (OLD, OLD, "new", "password_unfit"),
        ("żółwie-2026", "żółwie-2026", "new", "password_unfit"),
        ("", "", "new", "password_unfit"),
    ],
)
async def test_a_mistyped_password_is_mended_in_the_form_and_reaches_nobody(
    post: Post, new: str, again: str, field: str, key: str
) -> None:
    calls = len(post.server.calls)
    status, answer = await post.change(new, again)
    assert (status, answer["fields"]) == (422, [{"field": field, "text": WORDS(key)}])
    assert (post.kept(), len(post.server.calls)) == ((OLD, None), calls)


async def test_a_password_that_the_carrier_does_not_take_changes_nothing_and_its_words_are_told(post: Post) -> None:
    status, answer = await post.change("krotkie", "krotkie")
    assert (status, answer["fields"]) == (422, [])
    assert answer["text"] == WORDS("settings_password_refused", carrier_text="Nowe hasło '***' nie spełnia wymagań")
    assert post.kept() == (OLD, None)
    assert post.server.account.password == OLD


async def test_a_carrier_that_is_away_was_told_nothing(post: Post) -> None:
    await post.server.stop()
    status, answer = await post.change()
    assert (status, answer["text"]) == (422, WORDS("settings_password_not_sent"))
    assert post.kept() == (OLD, None)


async def test_a_password_that_was_changed_elsewhere_is_tried_once_and_entered_in_the_accounts_form(post: Post) -> None:
    post.server.account.change_to(NEW)
    status, answer = await post.change("Jeszcze-inne_2026", "Jeszcze-inne_2026")
    assert (status, answer["text"]) == (422, WORDS("settings_password_old_refused"))
    assert (post.kept(), post.refusals) == ((OLD, None), 1)
    account = await post.account()
    settings = {name: value for name, value in account["settings"].items() if value is not None}
    body = {"id": POCZTA, "carrier": account["carrier"], "name": account["name"], "enabled": True, "settings": settings}
    await post.window.ask("accounts.save", **body, secrets={"password": NEW})
    assert post.kept() == (NEW, None)
    assert post.server.called("changePassword") == 1


@pytest.mark.parametrize("fault", [Fault.LOST_ANSWER, Fault.HALF_ANSWER, Fault.ERROR_AFTER])
async def test_a_lost_answer_to_a_change_that_was_made_is_settled_by_one_call(post: Post, fault: Fault) -> None:
    post.server.faults.arm(fault, path="/changePassword$")
    status, answer = await post.change()
    assert (status, answer["report"]["unanswered"]) == (200, None)
    assert post.kept() == (NEW, None)
    assert (post.server.called("changePassword"), post.refusals) == (1, 0)


async def test_after_a_lost_change_that_was_not_made_the_old_password_is_tested_by_the_person(post: Post) -> None:
    post.server.faults.arm(Fault.ERROR_BEFORE, path="/changePassword$", status=500)
    assert await post.change() == (200, {"unproven": WORDS("settings_password_denied")})
    assert post.kept() == (OLD, NEW)
    assert (await post.account())["password_unfinished"]
    assert await post.change() == (200, {"unproven": WORDS("password_change_begun")}), "none is begun before the other is settled"
    assert post.server.called("changePassword") == 1
    await post.window.ask("accounts.test", id=POCZTA)
    assert post.kept() == (OLD, None)
    assert not (await post.account())["password_unfinished"]
    assert post.refusals == 1
    assert not post.server.account.blocked
    assert (await post.change())[0] == 200


async def test_after_two_lost_answers_the_new_password_is_tested_later_and_kept(post: Post) -> None:
    post.server.faults.arm(Fault.LOST_ANSWER, path="/changePassword$")
    post.server.faults.arm(Fault.LOST_ANSWER, path="/getUrzedyNadania$")
    assert await post.change() == (200, {"unproven": WORDS("settings_password_unproven")})
    assert post.kept() == (OLD, NEW)
    assert (await post.window.ask("password.prove", id=POCZTA))["report"]["unanswered"] is None
    assert post.kept() == (NEW, None)
    assert (post.server.called("changePassword"), post.refusals) == (1, 0)
    status, answer = await post.window.asked("password.prove", id=POCZTA)
    assert (status, answer["text"]) == (422, WORDS("password_change_over"))


async def test_an_account_that_a_job_was_stopped_with_meanwhile_ships_again_with_the_new_password(post: Post) -> None:
    orders = list(post.home.world.allegro.orders)
    async with connect(post.home.port, post.home.vault) as client:
        planned = await plan(client, orders)
        post.server.faults.arm(Fault.LOST_ANSWER, path="/changePassword$")
        post.server.faults.arm(Fault.LOST_ANSWER, path="/getUrzedyNadania$")
        assert "unproven" in (await post.change())[1]
        stopped = await wait(client, await create(client, planned))
        assert (stopped.created, stopped.to_fix) == (0, 1)
        assert (await post.account())["state"] == "stopped"
        assert (await post.window.ask("password.prove", id=POCZTA))["resumed"]
        async with asyncio.timeout(PATIENCE_S):  # noticed with the program's next beat
            while (await post.account())["state"] == "stopped":
                pass
        shipped = await wait(client, await create(client, await plan(client, orders)))
        assert shipped.created == 1
    assert (await post.account())["state"] == "ok"
    assert post.refusals == 1


async def test_a_test_of_the_old_password_waits_until_a_change_is_over(post: Post) -> None:
    held = post.server.faults.arm(Fault.NEVER_ANSWERS_AFTER, path="/changePassword$")
    changing = asyncio.create_task(post.change())
    await held.wait_hit()
    testing = asyncio.create_task(post.window.asked("accounts.test", id=POCZTA))
    second = asyncio.create_task(post.change("Jeszcze-inne_2026", "Jeszcze-inne_2026"))
    await asyncio.wait([testing, second], timeout=0.2)
    assert not testing.done()
    assert post.kept() == (OLD, NEW)
    held.release()
    assert [status for status, _ in await asyncio.gather(changing, testing, second)] == [200, 200, 200]
    assert post.kept() == ("Jeszcze-inne_2026", None)
    assert post.refusals == 0


async def test_an_account_without_a_password_and_one_that_is_gone_are_told(post: Post) -> None:
    status, answer = await post.change(account=ACCOUNT)
    assert (status, answer["text"]) == (422, WORDS("password_not_changeable", carrier="InPost"))
    status, answer = await post.change(account="nobody")
    assert (status, answer["text"]) == (422, WORDS("settings_account_gone"))
    del post.home.vault.secrets[CURRENT]
    status, answer = await post.change()
    assert (status, answer["text"]) == (422, WORDS("account_without_secret", id=POCZTA))


async def test_row_16_no_answer_and_no_log_holds_a_password(post: Post) -> None:
    await post.change(NEW, "Inne-haslo_2026")
    await post.change("krotkie", "krotkie")
    await post.window.asked("password.change", id=POCZTA, new=NEW * 20, again=[NEW])
    post.server.faults.arm(Fault.ERROR_BEFORE, path="/changePassword$", status=500)
    await post.change()
    await post.window.ask("accounts.test", id=POCZTA)
    await post.change()
    await post.window.ask("overview")
    assert post.kept() == (NEW, None)
    secrets = (OLD, NEW, "Inne-haslo_2026", "krotkie")
    assert len(post.window.heard) == 7
    logs = post.logs()
    assert "getUrzedyNadania: 401" in logs
    texts = [*post.window.heard, logs, (post.home.folder / "config.toml").read_text(encoding="utf-8")]
    assert not [each for each in secrets if any(each in text for text in texts)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_advice_names_the_settings(language: Language) -> None:
    words = Words(language)
    place = {"pl": "Przewoźnicy", "en": "Carriers"}[language]
    told = [
        words("doctor_accounts_password", id=POCZTA, days=5),
        words("notice_password", account=POCZTA, days=5),
        words("note_credentials_expire", days=5),
    ]
    assert [place in each for each in told] == [True, True, True]
