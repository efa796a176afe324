"""Started from an icon on Windows a program has no standard streams at all."""

import sys
from pathlib import Path

import pytest

import agent
from tests.packages.conftest import key_store
from tests.packages.installed import Installed

__all__ = ["key_store"]

WITHOUT_STREAMS = (
    "import sys; sys.path.insert(0, {root!r}); sys.stdin = sys.stdout = sys.stderr = None;"
    " from agent.__main__ import main; main()"
)


@pytest.mark.usefixtures("key_store")
async def test_the_agent_serves_and_ends_without_any_stream(tmp_path: Path) -> None:
    root = str(Path(agent.__file__).parents[1])
    program = Installed([sys.executable, "-c", WITHOUT_STREAMS.format(root=root)], tmp_path)
    async with program.serving():
        second = await program.call("run")
    assert second.code == 5
    log = (program.home / "logs" / "nadajnik.log").read_text(encoding="utf-8")
    assert "Traceback" not in log
