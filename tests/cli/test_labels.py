"""`nadajnik labels` with one format and with several: every file says in its name what it is."""

import json
from pathlib import Path

import pytest

from agent.app import running
from agent.cli.exit_codes import ExitCode
from agent.cli.labels import path_of
from agent.config.running import note_port
from agent.demo.allegro_orders import OrderKind, build_order
from agent.demo.setup import demo_secrets, write_config
from agent.demo.stand_ins import start_stand_ins
from agent.shipping.model.label import kind_of
from shared_schema.codes import LabelFormat
from tests.cli.conftest import Terminal


async def test_two_formats_are_two_files_beside_each_other(terminal: Terminal, tmp_path: Path) -> None:
    orders = [build_order(OrderKind.LOCKER, 1), build_order(OrderKind.ORLEN, 2)]
    async with start_stand_ins(orders) as world:
        write_config(terminal.home, world, orlen={"label_format": "ZPL"})
        terminal.vault.secrets.update(demo_secrets(world))
        async with running(terminal.home, terminal.vault, port=0, patience=0.05) as server:
            note_port(terminal.home, server.port)
            wanted = list(world.allegro.orders)
            assert (await terminal.run("ship", *wanted, "--yes")).exit_code == ExitCode.OK
            answer = await terminal.run("labels", *wanted, "-o", str(tmp_path / "dzis.pdf"), "--json")
            assert answer.exit_code == ExitCode.OK, answer.output
            told = json.loads(answer.stdout)
            both = [str(tmp_path / name) for name in ("dzis.pdf", "dzis.203dpi.zpl")]
            assert [(each["file"], each["format"], each["labels"]) for each in told["files"]] == [
                (both[0], "pdf", 1),
                (both[1], "zpl_203", 1),
            ]
            assert (told["file"], told["labels"], told["pages"], told["missing"]) == (both[0], 2, 2, [])
            assert [kind_of(Path(each).read_bytes()) for each in both] == ["pdf", "zpl"]
            said = await terminal.run("labels", wanted[1], "-o", str(tmp_path / "jedna.pdf"))
            assert str(tmp_path / "jedna.203dpi.zpl") in said.output.replace("\n", "")
            assert not (tmp_path / "jedna.pdf").exists()


@pytest.mark.parametrize(
    ("name", "kind", "alone", "written"),
    [
        ("etykiety", LabelFormat.PDF, True, "etykiety"),
        ("a.pdf", LabelFormat.PDF, True, "a.pdf"),
        ("a.zpl", LabelFormat.ZPL_300, True, "a.zpl"),
        ("a.ZPL", LabelFormat.ZPL_300, False, "a.300dpi.zpl"),
        ("a.pdf", LabelFormat.EPL, True, "a.epl"),
        ("a", LabelFormat.PDF, False, "a.pdf"),
    ],
)
def test_the_name_given_is_kept_as_long_as_it_is_true(name: str, kind: LabelFormat, alone: bool, written: str) -> None:
    assert path_of(Path(name), kind, alone=alone) == Path(written)
