"""The Debian package, installed and removed by dpkg itself in a root of its own."""

import os
import subprocess
from pathlib import Path

import pytest

from release.notices import FILE_NAME
from tests.packages.installed import Installed, check_everything

NAMED = os.environ.get("NADAJNIK_DEB")
pytestmark = [
    pytest.mark.skipif(NAMED is None, reason="NADAJNIK_DEB names no package (make deb)"),
    pytest.mark.timeout(600),
]


def dpkg(root: Path, *words: str) -> str:
    """Dependencies are those of the machine, not of the empty root."""
    command = ["dpkg", f"--root={root}", "--force-not-root", "--force-depends", f"--log={root}/dpkg.log", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def files_of(root: Path) -> set[str]:
    paths = (path.relative_to(root) for path in root.rglob("*") if path.is_symlink() or not path.is_dir())
    return {str(path) for path in paths if not path.is_relative_to("var/lib/dpkg") and path.name != "dpkg.log"}


@pytest.mark.usefixtures("key_store")
async def test_it_is_installed_works_and_is_removed_without_a_trace(tmp_path: Path) -> None:
    root, folder = tmp_path / "root", tmp_path / "elsewhere"
    for each in (root / "var/lib/dpkg/info", root / "var/lib/dpkg/updates", folder):
        each.mkdir(parents=True)
    (root / "var/lib/dpkg/status").touch()
    dpkg(root, "--install", str(NAMED))
    assert "install ok installed" in dpkg(root, "--status", "nadajnik")
    assert (root / "usr/share/applications/nadajnik.desktop").is_file()
    said = (root / "usr/share/doc/nadajnik/copyright").read_text(encoding="utf-8")
    assert (root / "usr/lib/nadajnik/_internal" / FILE_NAME).read_text(encoding="utf-8") in said
    assert said.startswith("This is nadajnik")
    await check_everything(Installed([str(root / "usr/bin/nadajnik")], folder))
    dpkg(root, "--remove", "nadajnik")
    assert files_of(root) == set()
    assert not (root / "usr").exists()


def test_nothing_runs_as_root_while_it_is_installed(tmp_path: Path) -> None:
    subprocess.run(["dpkg-deb", "--control", str(NAMED), str(tmp_path)], check=True)
    assert {path.name for path in tmp_path.iterdir()} == {"control"}
