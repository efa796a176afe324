"""The file of corrected receivers: private, whole or untouched, and forgetful."""

import json
import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.correction_file import CorrectionFile
from agent.shipping.model.receiver import Correction

FLAT = Correction(house="12", flat="")


async def test_what_is_kept_is_there_for_the_next_process_and_for_nobody_else(tmp_path: Path) -> None:
    path = tmp_path / "home" / "corrections.json"
    await CorrectionFile(path).keep({"input:a": FLAT, "order:b": Correction(phone="600100200")})
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    again = CorrectionFile(path)
    assert await again.read("input:a") == FLAT
    await again.keep({"input:a": None})
    assert await CorrectionFile(path).read("input:a") is None
    assert await CorrectionFile(path).read("order:b") == Correction(phone="600100200")
    assert [each.name for each in path.parent.iterdir()] == ["corrections.json"]


async def test_nothing_to_keep_writes_nothing(tmp_path: Path) -> None:
    await CorrectionFile(tmp_path / "corrections.json").keep({"order:a": None})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("key", "days"), [("input:a", 180), ("plan:a", 14)])
async def test_old_corrections_are_not_used_and_go_with_the_next_writing(tmp_path: Path, key: str, days: int) -> None:
    path = tmp_path / "corrections.json"

    def aged(days: float) -> CorrectionFile:
        written = (datetime.now(UTC) - timedelta(days=days)).isoformat()
        path.write_text(json.dumps({key: {"at": written, "correction": {"house": "1"}}}), encoding="utf-8")
        return CorrectionFile(path)

    assert await aged(days - 1).read(key) is not None
    kept = aged(days + 1)
    assert await kept.read(key) is None
    await kept.keep({"input:b": FLAT})
    assert list(json.loads(path.read_text(encoding="utf-8"))) == ["input:b"]


async def test_a_damaged_file_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "corrections.json"
    path.write_text('{"input:a": {"at": "Jan Kowalski"}}', encoding="utf-8")
    kept = CorrectionFile(path)
    assert await kept.read("input:a") is None
    await kept.keep({"input:b": FLAT})
    assert {each.name for each in tmp_path.iterdir()} == {"corrections.json", "corrections.unreadable"}


async def test_a_full_disk_leaves_the_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "corrections.json"
    kept = CorrectionFile(path)
    await kept.keep({"input:a": FLAT})

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            await kept.keep({"input:b": FLAT})
    assert await kept.read("input:b") is None
    assert await CorrectionFile(path).read("input:a") == FLAT
    assert [each.name for each in tmp_path.iterdir()] == ["corrections.json"]
