"""The home folder's own facts."""

from pathlib import Path

import pytest

from agent.config.home import station_id


def test_a_station_keeps_its_id_and_a_copy_on_another_computer_gets_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = station_id(tmp_path)
    assert station_id(tmp_path) == first
    monkeypatch.setattr("socket.gethostname", lambda: "another")
    second = station_id(tmp_path)
    assert second != first
    assert station_id(tmp_path) == second


@pytest.mark.parametrize("content", ["", "something else", "\xff"])
def test_a_damaged_station_file_is_made_anew(tmp_path: Path, content: str) -> None:
    (tmp_path / "station.id").write_text(content, encoding="latin-1")
    assert station_id(tmp_path) == station_id(tmp_path)
