"""What belongs to no carrier: station, language, starting with the computer, copies of the ledger."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from agent.cli.session import Session
from agent.cli.words import usual_language
from agent.config.edit import set_section
from agent.config.file import ConfigFile
from tests.settings.conftest import Home
from tests.settings.window import Window, open_window


@pytest.fixture(autouse=True)
def own_desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    monkeypatch.delenv("NADAJNIK_LANG", raising=False)
    monkeypatch.delenv("LANG", raising=False)


@pytest_asyncio.fixture
async def window(home: Home) -> AsyncIterator[Window]:
    async with open_window(home) as it:
        yield it


async def test_the_language_is_chosen_for_pages_tray_and_commands(home: Home, window: Window) -> None:
    session = Session(home_option=home.folder)
    assert session.words("tray_quit") == "Zakończ"
    await window.ask("general.save", station="stół 2", language="en", ask_after_idle_minutes=0)
    assert (home.config["interface"]["language"], home.config["station"]["name"]) == ("en", "stół 2")
    assert session.words("tray_quit") == "Quit"
    overview = await window.ask("overview")
    assert (overview["language"], overview["station"]) == ("en", "stół 2")
    fields = {each["name"]: each for each in overview["carriers"][0]["fields"]}
    assert fields["organization_id"]["title"] == "Organisation id"
    await window.ask("general.save", station="stół 2", language=None, ask_after_idle_minutes=0)
    assert (await window.ask("overview"))["language"] == "pl"


async def test_the_environments_language_comes_first_and_is_told(
    home: Home, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    await window.ask("general.save", station="s", language="en", ask_after_idle_minutes=0)
    assert (await window.ask("general.read"))["language_given"] is None
    monkeypatch.setenv("NADAJNIK_LANG", "pl")
    assert usual_language(home.folder) == "pl"
    told = await window.ask("general.read")
    assert (told["language"], told["language_given"]) == ("en", "pl")


@pytest.mark.parametrize(
    "text", ["[interface]\nlanguage = 7\n", "interface = 3\n", "[interface\n", "[interface]\nlanguage = 'de'\n"]
)
def test_a_file_with_a_wrong_language_has_the_computers(tmp_path: Path, text: str) -> None:
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    assert usual_language(tmp_path) == "pl"


async def test_a_station_needs_a_name(home: Home, window: Window) -> None:
    before = home.config["station"]["name"]
    status, answer = await window.asked("general.save", station="", language=None, ask_after_idle_minutes=0)
    assert (status, [each["field"] for each in answer["fields"]]) == (422, ["name"])
    assert home.config["station"]["name"] == before


async def test_row_30_starting_with_the_computer_is_switched_for_this_user(window: Window, tmp_path: Path) -> None:
    entry = tmp_path / "xdg" / "autostart" / "nadajnik.desktop"
    assert (await window.ask("general.read"))["autostart"] is False
    assert (await window.ask("general.autostart", on=True))["on"] is True
    assert entry.exists()
    assert (await window.ask("general.autostart", on=False))["on"] is False
    assert not entry.exists()


async def test_a_switch_that_fails_says_so(window: Window, tmp_path: Path) -> None:
    (tmp_path / "xdg").write_text("a file where the folder belongs", encoding="utf-8")
    status, answer = await window.asked("general.autostart", on=True)
    assert (status, bool(answer["text"])) == (422, True)


async def test_a_copy_is_made_now_and_told(home: Home, window: Window) -> None:
    async def told() -> dict[str, object]:
        backup: dict[str, object] = (await window.ask("general.read"))["backup"]
        return backup

    made = Path((await window.ask("general.backup"))["file"])
    assert made.read_bytes().startswith(b"SQLite format 3")
    assert made.parent == Path(str((await told())["folder"]))
    assert (await told())["last"] is not None


async def test_a_copy_that_cannot_be_made_says_so(home: Home, window: Window) -> None:
    folder = home.folder / "backups"
    for each in folder.glob("*"):
        each.unlink()
    folder.rmdir()
    folder.write_text("a file where the folder belongs", encoding="utf-8")
    status, answer = await window.asked("general.backup")
    assert (status, bool(answer["text"])) == (422, True)


async def test_row_25_the_lock_is_switched_on_here_and_opened_here(home: Home, window: Window) -> None:
    async def told() -> tuple[int, bool]:
        read = await window.ask("general.read")
        return read["ask_after_idle_minutes"], read["locked"]

    assert await told() == (0, False)
    assert "security" not in home.config
    wish = {"station": "s", "language": None}
    await window.ask("general.save", **wish, ask_after_idle_minutes=30)
    assert home.config["security"]["ask_after_idle_minutes"] == 30
    assert await told() == (30, False), "whoever switches it on is there"
    for wrong in (-1, 1441, 1.5, None):
        status, answer = await window.asked("general.save", **wish, ask_after_idle_minutes=wrong)
        assert (status, [each["field"] for each in answer["fields"]]) == (422, ["ask_after_idle_minutes"])
    await window.ask("general.save", **wish, ask_after_idle_minutes=0)
    assert await told() == (0, False)


async def test_row_25_what_is_locked_since_the_start_is_opened_by_the_button(home: Home, window: Window) -> None:
    with ConfigFile(home.folder).edit() as document:
        set_section(document, "security", {"ask_after_idle_minutes": 30})
    assert (await window.ask("general.read"))["locked"] is True
    await window.ask("general.save", station="s", language=None, ask_after_idle_minutes=20)
    assert (await window.ask("general.read"))["locked"] is True
    await window.ask("general.unlock")
    assert (await window.ask("general.read"))["locked"] is False
