"""The Debian package from the folder that `make bundle` built: `python -m release.deb`.

It holds no scripts: what belongs to a person (starting with the computer, pairings, data) is for the program itself to make and
to remove.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from agent import __version__
from release.notices import FILE_NAME

ROOT: Final = Path(__file__).parents[1]
BUNDLE: Final = ROOT / "dist" / "nadajnik"
PROGRAM: Final = Path("usr/lib/nadajnik")
_OURS: Final = ROOT / "release" / "linux"


def lay_out(root: Path, bundle: Path) -> None:
    """Puts every file where Debian wants it, below `root`."""
    shutil.copytree(bundle, root / PROGRAM, symlinks=True)
    command = root / "usr" / "bin" / "nadajnik"
    command.parent.mkdir()
    command.symlink_to(Path("..") / PROGRAM.relative_to("usr") / "nadajnik")
    _copy(_OURS / "nadajnik.desktop", root / "usr/share/applications/nadajnik.desktop")
    for icon in (ROOT / "extension" / "icons").glob("*.png"):
        _copy(icon, root / f"usr/share/icons/hicolor/{icon.stem}x{icon.stem}/apps/nadajnik.png")
    told = root / "usr/share/doc/nadajnik/copyright"
    told.parent.mkdir(parents=True)
    others = (root / PROGRAM / "_internal" / FILE_NAME).read_text(encoding="utf-8")
    told.write_text(
        (_OURS / "copyright").read_text(encoding="utf-8").format(version=__version__) + "\n" + others, encoding="utf-8"
    )
    for path in root.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)


def depends(root: Path) -> str:
    """The packages whose libraries the program uses, as Debian's own tool finds them; what is brought along is none of them."""
    program = root / PROGRAM
    inside = {path.parent for path in program.rglob("*.so*")}
    libraries = [path for path in program.rglob("*") if path.is_file() and not path.is_symlink() and _is_elf(path)]
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "debian" / "control"
        source.parent.mkdir()
        source.write_text("Source: nadajnik\n\nPackage: nadajnik\nArchitecture: any\n", encoding="utf-8")
        command = ["dpkg-shlibdeps", "-O", "--ignore-missing-info", "--warnings=0", *(f"-l{each}" for each in sorted(inside))]
        found = subprocess.run([*command, *map(str, libraries)], cwd=folder, capture_output=True, text=True, check=True).stdout
    return found.strip().removeprefix("shlibs:Depends=")


def control(root: Path, architecture: str) -> str:
    """The package's description."""
    size = sum(path.lstat().st_size for path in root.rglob("*"))
    template = (_OURS / "control").read_text(encoding="utf-8")
    return template.format(version=__version__, architecture=architecture, installed_kib=size // 1024, depends=depends(root))


def main() -> None:
    """Writes `dist/nadajnik_<version>_<architecture>.deb`."""
    architecture = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True).stdout.strip()
    package = ROOT / "dist" / f"nadajnik_{__version__}_{architecture}.deb"
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "root"
        (root / "DEBIAN").mkdir(parents=True)
        lay_out(root, BUNDLE)
        (root / "DEBIAN" / "control").write_text(control(root, architecture), encoding="utf-8")
        subprocess.run(["dpkg-deb", "--root-owner-group", "-Zzstd", "-z12", "--build", str(root), str(package)], check=True)
    print(f"{package.relative_to(ROOT)}  {package.stat().st_size // 1024**2} MB")


def _is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


if __name__ == "__main__":
    main()
