"""The file: kept comments, atomic and private writing, noticing changes, a private home, one agent per home."""

import multiprocessing
import os
import stat
from pathlib import Path

import pytest

from agent.carriers.registry import CARRIERS
from agent.config.edit import add_account, remove_account, set_enabled, set_section
from agent.config.file import ConfigFile
from agent.config.home import HomeUnusable, home_folder, prepare_home
from agent.config.model import AccountConfig
from agent.config.problems import ConfigError
from agent.config.running import AlreadyRunning, note_port, noted_port, single_instance

COMMENTED = '# my shop\n[server]  # where\nport = 50000 # not the usual\n\n[station]\nname = "stół 1"\n'


def account(account_id: str = "inpost") -> AccountConfig:
    settings = CARRIERS["inpost"].settings.model_validate({"organization_id": 7008, "locker_size": "large"})
    return AccountConfig(id=account_id, carrier="inpost", name="Główne", settings=settings)


@pytest.fixture
def file(tmp_path: Path) -> ConfigFile:
    return ConfigFile(tmp_path / "home")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_an_account_is_added_switched_and_removed_and_comments_stay(file: ConfigFile) -> None:
    prepare_home(file.home)
    file.path.write_text(COMMENTED)
    for account_id in ("inpost", "inpost-2"):
        with file.edit() as document:
            add_account(document, account(account_id))
    with file.edit() as document:
        set_enabled(document, "inpost-2", False)
    config = file.read()
    assert [(each.id, each.enabled, each.settings) for each in config.accounts] == [
        ("inpost", True, account().settings),
        ("inpost-2", False, account().settings),
    ]
    text = file.path.read_text()
    assert text.startswith(COMMENTED)
    assert "c2c_size" not in text  # defaults are not written, so that a later default applies
    for account_id in ("inpost", "inpost-2"):
        with file.edit() as document:
            remove_account(document, account_id)
    assert file.path.read_text().strip() == COMMENTED.strip()


def test_accounts_written_as_an_array_can_be_edited(file: ConfigFile) -> None:
    prepare_home(file.home)
    file.path.write_text('accounts = [{id = "a", carrier = "inpost", name = "A", organization_id = 1}]\n')
    with file.edit() as document:
        add_account(document, account("b"))
    with file.edit() as document:
        remove_account(document, "a")
    assert [each.id for each in file.read().accounts] == ["b"]


def test_an_unknown_account_changes_nothing(file: ConfigFile) -> None:
    prepare_home(file.home)
    file.path.write_text(COMMENTED)
    with pytest.raises(KeyError), file.edit() as document:
        remove_account(document, "nobody")
    assert file.path.read_text() == COMMENTED


def test_a_section_is_written_key_by_key(file: ConfigFile) -> None:
    with file.edit() as document:
        set_section(document, "allegro", {"client_id": "abc", "application_name": "App"})
    with file.edit() as document:
        set_section(document, "allegro", {"client_id": None, "environment": "sandbox"})
    allegro = file.read().allegro
    assert (allegro.client_id, allegro.application_name, allegro.environment) == (None, "App", "sandbox")


def test_what_would_be_wrong_is_never_written(file: ConfigFile) -> None:
    with file.edit() as document:
        add_account(document, account())
    before = file.path.read_text()
    with pytest.raises(ConfigError), file.edit() as document:
        add_account(document, account())
    assert file.path.read_text() == before
    assert [each.name for each in file.home.iterdir() if each.name.startswith(".")] == []


def test_a_wrong_file_is_not_edited(file: ConfigFile) -> None:
    prepare_home(file.home)
    file.path.write_text("[server]\nport = 1\n")
    with pytest.raises(ConfigError), file.edit() as document:
        set_section(document, "server", {"port": 50000})
    assert file.path.read_text() == "[server]\nport = 1\n"


def test_a_preview_writes_nothing(file: ConfigFile) -> None:
    assert file.preview(lambda document: add_account(document, account())).accounts[0].id == "inpost"
    assert not file.path.exists()


def test_home_and_file_are_for_the_user_alone(file: ConfigFile) -> None:
    file.home.mkdir(mode=0o755)
    with file.edit() as document:
        set_section(document, "server", {"port": 50000})
    assert mode(file.home) == 0o700
    assert mode(file.path) == 0o600


def test_a_change_is_seen_once(file: ConfigFile) -> None:
    assert file.read().server.port == 47615
    assert file.read_if_changed() is None
    with file.edit() as document:
        set_section(document, "server", {"port": 50000})
    changed = file.read_if_changed()
    assert changed is not None
    assert changed.server.port == 50000
    assert file.read_if_changed() is None
    with file.edit():  # the same text: how a running agent hears of a new secret
        pass
    assert file.read_if_changed() is not None


def test_a_wrong_change_is_told_once(file: ConfigFile) -> None:
    file.read()
    prepare_home(file.home)
    file.path.write_text("[server]\nport = 1\n")
    with pytest.raises(ConfigError):
        file.read_if_changed()
    assert file.read_if_changed() is None


def test_bytes_that_are_no_utf8_are_named_with_their_line(file: ConfigFile) -> None:
    prepare_home(file.home)
    file.path.write_bytes(b"[station]\nname = '\xb3'\n")
    with pytest.raises(ConfigError) as caught:
        file.read()
    assert [(each.kind, each.line) for each in caught.value.problems] == [("not_utf8", 2)]


def test_home_comes_from_option_then_environment_then_platform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NADAJNIK_HOME", str(tmp_path / "b"))
    assert home_folder(tmp_path / "a") == (tmp_path / "a").resolve()
    assert home_folder(None) == (tmp_path / "b").resolve()
    monkeypatch.delenv("NADAJNIK_HOME")
    assert home_folder(None).name == "nadajnik"


def test_a_home_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HomeUnusable):
        prepare_home(tmp_path / "file")


def _second(home: Path, answers: "multiprocessing.Queue[str]") -> None:
    try:
        with single_instance(home):
            answers.put("runs")
    except AlreadyRunning:
        answers.put("already running")


def _ask_second(home: Path) -> str:
    context = multiprocessing.get_context("spawn")
    answers: multiprocessing.Queue[str] = context.Queue()
    process = context.Process(target=_second, args=(home, answers))
    process.start()
    answer = answers.get(timeout=30)
    process.join(30)
    return answer


@pytest.mark.skipif(os.name == "nt", reason="one way of locking is enough to be tested")
def test_one_agent_per_home(tmp_path: Path) -> None:
    with single_instance(tmp_path):
        note_port(tmp_path, 50001)
        assert noted_port(tmp_path) == 50001
        assert _ask_second(tmp_path) == "already running"
        assert noted_port(tmp_path) == 50001
    assert noted_port(tmp_path) is None
    assert _ask_second(tmp_path) == "runs"


def test_the_port_of_a_killed_agent_is_forgotten_by_the_next(tmp_path: Path) -> None:
    note_port(tmp_path, 50001)
    with single_instance(tmp_path):
        assert noted_port(tmp_path) is None
    (tmp_path / "agent.port").write_text("rubbish")
    assert noted_port(tmp_path) is None
