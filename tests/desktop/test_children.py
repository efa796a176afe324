"""Other commands of the program, started as processes of their own."""

from pathlib import Path

import pytest

from agent.desktop.children import start


def test_the_folder_the_program_was_started_in_lends_its_children_no_modules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "agent").mkdir()
    (tmp_path / "agent" / "__init__.py").touch()
    (tmp_path / "agent" / "__main__.py").write_text("raise SystemExit('a stranger')")
    monkeypatch.chdir(tmp_path)
    assert start(["--version"], tmp_path / "home").wait(timeout=60) == 0
