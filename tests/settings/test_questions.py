"""What the settings pages may ask, through HTTP, with the carriers' stand-ins behind it."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from agent.cli.words import Words
from agent.demo.setup import NRB
from tests.settings.conftest import Home
from tests.settings.window import Window, open_window

WORDS = Words("pl")


@pytest_asyncio.fixture
async def window(home: Home) -> AsyncIterator[Window]:
    async with open_window(home) as it:
        yield it


def inpost(home: Home, **changes: object) -> dict[str, Any]:
    options = home.world.shipx.options
    return {
        "id": None,
        "carrier": "inpost",
        "name": "InPost",
        "enabled": True,
        "settings": {"organization_id": options.organization_id},
        "secrets": {"token": options.token},
        **changes,
    }


def poczta(home: Home, **changes: object) -> dict[str, Any]:
    assert home.world.en is not None
    options = home.world.en.options
    settings = {"login": options.login, "office": options.offices[0].number}
    return {
        "id": None,
        "carrier": "poczta_polska",
        "name": "Poczta",
        "enabled": True,
        "settings": settings,
        "secrets": {"password": options.password},
        **changes,
    }


async def diagnosed(window: Window) -> Any:  # noqa: ANN401 - JSON
    """The whole diagnosis."""
    await window.ask("diagnosis.begin")
    while not (now := await window.ask("diagnosis.state"))["finished"]:
        pass
    return now


async def test_an_account_is_tried_and_saved(home: Home, window: Window) -> None:
    saved = await window.ask("accounts.save", **inpost(home))
    assert saved["id"] == "inpost"
    assert "Paczkomat InPost" in saved["report"]["services"]
    assert not [each for each in saved["report"]["services"] if "_" in each]
    assert home.config["accounts"][0]["organization_id"] == home.world.shipx.options.organization_id
    assert home.vault.secrets["accounts/inpost/token"] == home.world.shipx.options.token
    overview = await window.ask("overview")
    assert [(each["id"], each["secrets"]) for each in overview["accounts"]] == [("inpost", ["token"])]


async def test_a_second_account_of_a_carrier_gets_an_id_of_its_own(home: Home, window: Window) -> None:
    await window.ask("accounts.save", **inpost(home))
    assert (await window.ask("accounts.save", **inpost(home, name="Drugi")))["id"] == "inpost-2"


async def test_a_change_needs_no_password_and_keeps_comments(home: Home, window: Window) -> None:
    await window.ask("accounts.save", **inpost(home))
    path = home.folder / "config.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace('name = "InPost"', 'name = "InPost" # umowa z maja'), encoding="utf-8"
    )
    settings = {"organization_id": home.world.shipx.options.organization_id, "locker_size": "large"}
    await window.ask("accounts.save", **inpost(home, id="inpost", settings=settings, secrets={}))
    text = path.read_text(encoding="utf-8")
    assert "# umowa z maja" in text
    assert 'locker_size = "large"' in text
    await window.ask("accounts.save", **inpost(home, id="inpost", settings={**settings, "locker_size": "small"}, secrets={}))
    assert (await window.ask("overview"))["accounts"][0]["settings"]["locker_size"] == "small"


async def test_a_change_keeps_the_daily_time_of_handing_over(home: Home, window: Window) -> None:
    await window.ask("accounts.save", **inpost(home))
    await window.ask("handover.daily", account_id="inpost", moment="15:30")
    await window.ask("accounts.save", **inpost(home, id="inpost", name="Drugi"))
    assert (home.config["accounts"][0]["name"], home.config["accounts"][0]["handover_at"]) == ("Drugi", "15:30")


async def test_an_accepted_password_ends_an_unfinished_change_and_an_unanswered_one_does_not(home: Home, window: Window) -> None:
    assert home.world.en is not None
    candidate = "accounts/poczta_polska/password_next"
    await window.ask("accounts.save", **poczta(home))
    home.vault.secrets[candidate] = "perhaps"
    await home.world.en.stop()
    await window.ask("accounts.save", **poczta(home, id="poczta_polska", untested=True))
    assert candidate in home.vault.secrets
    await home.world.en.start()
    await window.ask("accounts.test", id="poczta_polska")
    assert candidate not in home.vault.secrets
    home.vault.secrets[candidate] = "perhaps"
    await window.ask("accounts.save", **poczta(home, id="poczta_polska"))
    assert candidate not in home.vault.secrets


async def test_row_16_no_answer_holds_a_secret(home: Home, window: Window) -> None:
    canary = home.world.shipx.options.token
    await window.ask("accounts.save", **inpost(home))
    await window.ask("accounts.test", id="inpost")
    await window.ask("overview")
    await diagnosed(window)
    await window.asked("accounts.save", **inpost(home, secrets={"token": "wrong-canary-token"}))
    assert len(window.heard) >= 6
    assert not any(canary in each or "wrong-canary-token" in each for each in window.heard)


async def test_the_contracts_offices_and_cards_are_listed_before_anything_is_kept(home: Home, window: Window) -> None:
    assert home.world.en is not None
    options = home.world.en.options
    lists = await window.ask("accounts.lists", **poczta(home, settings={"login": options.login}))
    assert [each["value"] for each in lists["office"]] == [each.number for each in options.offices]
    assert all(each["label"] for each in (*lists["office"], *lists["card"]))
    assert "accounts" not in home.config
    assert not any(name.startswith("accounts/") for name in home.vault.secrets)
    assert await window.ask("accounts.lists", **inpost(home)) == {}


async def test_a_kept_password_is_enough_for_the_lists_and_a_wrong_one_is_tried_once(home: Home, window: Window) -> None:
    assert home.world.en is not None
    await window.ask("accounts.save", **poczta(home))
    assert (await window.ask("accounts.lists", **poczta(home, id="poczta_polska", secrets={})))["office"]
    before = home.world.en.called("getUrzedyNadania")
    status, answer = await window.asked("accounts.lists", **poczta(home, secrets={"password": "wrong-canary"}))
    assert status == 422
    assert "wrong-canary" not in str(answer)
    assert home.world.en.called("getUrzedyNadania") == before + 1


async def test_a_locker_is_found_by_town_and_street(home: Home, window: Window) -> None:
    found = await window.ask("accounts.points", **inpost(home), text="Kraków")
    assert found["points"]
    assert all(each["code"] and each["address"] for each in found["points"])
    code = found["points"][0]["code"]
    [same] = (await window.ask("accounts.points", **inpost(home), text=code.lower()))["points"]
    assert same == found["points"][0]
    assert (await window.ask("accounts.points", **inpost(home), text="Nigdzie"))["points"] == []
    assert (await window.asked("accounts.points", **inpost(home), text=""))[0] == 422


async def test_refused_credentials_save_nothing(home: Home, window: Window) -> None:
    before = dict(home.vault.secrets)
    status, answer = await window.asked("accounts.save", **inpost(home, secrets={"token": "wrong"}))
    assert status == 422
    assert "InPost" in answer["text"]
    assert "accounts" not in home.config
    assert home.vault.secrets == before


async def test_a_wrong_field_is_named_and_its_value_is_not(home: Home, window: Window) -> None:
    status, answer = await window.asked("accounts.save", **poczta(home, settings={"login": "ja", "cod_account": "123"}))
    assert status == 422
    assert [each["field"] for each in answer["fields"]] == ["settings.cod_account"]
    status, answer = await window.asked("accounts.save", **inpost(home, settings={"organization_id": -7}))
    assert [(each["field"], each["text"]) for each in answer["fields"]] == [("settings.organization_id", "Za mało: najmniej 1.")]
    status, answer = await window.asked("accounts.save", **inpost(home, secrets={}))
    assert [each["field"] for each in answer["fields"]] == ["secrets.token"]


async def test_row_17_another_bank_account_is_confirmed_and_logged(
    home: Home, window: Window, caplog: pytest.LogCaptureFixture
) -> None:
    body = poczta(home)
    body["settings"]["cod_account"] = NRB
    assert await window.ask("accounts.save", **body) == {"ask": "cod_account", "cod_account": NRB}
    assert "accounts" not in home.config
    other = "83101010230000261395100000"
    assert (await window.ask("accounts.save", **body, cod_account=other))["ask"] == "cod_account"
    await window.ask("accounts.save", **body, cod_account=NRB)
    assert home.config["accounts"][0]["cod_account"] == NRB
    assert any(NRB[-4:] in each.getMessage() and NRB not in each.getMessage() for each in caplog.records)
    await window.ask("accounts.save", **{**body, "id": "poczta_polska"})  # the same one needs no second confirmation


async def test_a_silent_carrier_is_saved_only_when_that_is_wanted(home: Home, window: Window) -> None:
    from agent.demo.faults import Fault

    home.world.shipx.faults.arm(Fault.RESET_BEFORE, method="GET", path=".*", times=8)
    asked = await window.ask("accounts.save", **inpost(home))
    assert asked["ask"] == "untested"
    assert "accounts" not in home.config
    saved = await window.ask("accounts.save", **inpost(home), untested=True)
    assert saved["report"] is None
    assert home.config["accounts"][0]["id"] == "inpost"


async def test_an_account_is_switched_and_removed(home: Home, window: Window) -> None:
    await window.ask("accounts.save", **inpost(home))
    await window.ask("accounts.switch", id="inpost", enabled=False)
    assert (await window.ask("overview"))["accounts"][0]["enabled"] is False
    await window.ask("accounts.remove", id="inpost")
    assert (await window.ask("overview"))["accounts"] == []
    assert not any(name.startswith("accounts/") for name in home.vault.secrets)
    status, _ = await window.asked("accounts.test", id="inpost")
    assert status == 422


async def test_the_diagnosis_has_words_for_everything(window: Window) -> None:
    findings = (await diagnosed(window))["findings"]
    assert {each["state"] for each in findings} <= {"good", "attention", "broken"}
    assert all(each["text"] and each["check"] for each in findings)


async def test_a_report_is_given_when_the_diagnosis_is_over(home: Home, window: Window) -> None:
    status, answer = await window.asked("diagnosis.report")
    assert (status, answer["text"]) == (422, WORDS("report_not_yet"))
    await window.ask("accounts.save", **inpost(home, name="Sklep Canary Kowalski"))
    now = await diagnosed(window)
    assert now["done"] == now["of"] > 5
    text = (await window.ask("diagnosis.report"))["text"]
    assert WORDS("doctor_keyring_good") in text
    assert "inpost/1" in text
    assert "Kowalski" not in text
