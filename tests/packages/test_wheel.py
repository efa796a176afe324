"""What `make package` makes, installed where no source is near."""

import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

import agent
from tests.packages.installed import Installed, check_everything, program_in

ROOT = Path(agent.__file__).parents[1]
pytestmark = pytest.mark.timeout(300)


def build(source: Path, into: Path, *words: str) -> None:
    """Without a network: the build's own tools are those of this environment."""
    run("-m", "build", "--no-isolation", "--outdir", str(into), *words, str(source))


def run(*words: str) -> None:
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    build(ROOT, folder)
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    [file] = built.glob("*.whl")
    return file


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment with the wheel; its dependencies are read from this one, the program's own code is not."""
    environment = tmp_path_factory.mktemp("venv")
    venv.create(environment, with_pip=False)
    run("-m", "pip", "--python", str(environment), "install", "--quiet", "--no-index", "--no-deps", str(wheel))
    [packages] = environment.glob("[Ll]ib/**/site-packages")
    others = [path for path in sys.path if path.endswith("site-packages")]
    (packages / "dependencies.pth").write_text("\n".join(others), encoding="utf-8")
    return environment


def names(wheel: Path) -> list[str]:
    with zipfile.ZipFile(wheel) as opened:
        return sorted(opened.namelist())


def test_every_file_of_the_program_is_in_the_wheel_and_no_other(wheel: Path) -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "agent", "shared_schema", "extension"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    wanted = [each for each in tracked if not each.startswith("shared_schema/examples/") and not each.endswith(".d.ts")]
    wanted = [f"agent/{each}" if each.startswith("extension/") else each for each in wanted]
    assert [each for each in names(wheel) if ".dist-info/" not in each] == sorted(wanted)


def test_a_wheel_made_from_the_source_package_is_the_same(built: Path, wheel: Path, tmp_path: Path) -> None:
    [source] = built.glob("*.tar.gz")
    with tarfile.open(source) as opened:
        opened.extractall(tmp_path, filter="data")
    [folder] = tmp_path.iterdir()
    build(folder, tmp_path / "again", "--wheel")
    [again] = (tmp_path / "again").iterdir()
    assert again.read_bytes() == wheel.read_bytes()


def test_a_package_index_would_take_both(built: Path) -> None:
    run("-m", "twine", "check", "--strict", *map(str, sorted(built.iterdir())))


@pytest.mark.usefixtures("key_store")
async def test_it_works_where_it_is_installed(installed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    program = Installed([program_in(installed)], folder)
    interpreter = Installed([str(Path(program_in(installed)).with_name(Path(sys.executable).name))], folder)
    where = await interpreter.call("-c", "import agent.extension_folder as it; print(it.__file__); print(it.FOLDER)")
    assert all(Path(line).is_relative_to(installed) for line in where.out.splitlines()), where.out + where.err
    await check_everything(program)


@pytest.mark.browser
async def test_the_demo_with_its_extension_works_where_it_is_installed(installed: Path, tmp_path: Path) -> None:
    shown = await Installed([program_in(installed)], tmp_path).call("demo", "--headless")
    assert shown.code == 0, shown.out + shown.err
    assert (tmp_path / "demo-output" / "labels.pdf").stat().st_size > 0
