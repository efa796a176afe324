"""One picture is taken as `make screenshots` takes them all, so that the target cannot rot."""

from pathlib import Path

import pytest
from PIL import Image

from . import first_run
from .camera import MOST_BYTES, Camera

pytestmark = [pytest.mark.browser, pytest.mark.asyncio]


async def test_the_first_run_is_pictured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NADAJNIK_LANG", "pl")
    taken: list[str] = []
    camera = Camera(tmp_path, first_run.PICTURES, taken.append)
    await first_run.walk(camera)
    camera.check()
    assert taken == list(first_run.PICTURES)
    for name in taken:
        file = tmp_path / f"{name}.png"
        assert file.stat().st_size < MOST_BYTES
        with Image.open(file) as picture:
            assert picture.width == first_run.WINDOW[0]
            assert len(picture.convert("RGB").getcolors(picture.width * picture.height) or []) > 10, f"{name} is empty"
    assert {each.name for each in tmp_path.iterdir()} == {f"{name}.png" for name in taken}
