"""The extension's packages: what the browsers' stores take, and what is loaded by hand. `python -m release.extension`.

The folder `extension/` is what a browser loads; a package is a copy of it with the manifest that one browser understands.
The same sources give the same bytes, so that a store's reviewer, or anybody, can make the package again and compare.
"""

import json
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal

from agent import __version__

FOLDER: Final = Path(__file__).parents[1] / "extension"
MANIFEST: Final = "manifest.json"
KINDS: Final = frozenset({".js", ".html", ".css", ".json", ".png"})
"""What a browser loads; types for the checker stay at home."""

Target = Literal["chromium", "chromium-store", "firefox"]
FILE_NAMES: Final[Mapping[Target, str]] = {
    "chromium": f"nadajnik-chromium-{__version__}.zip",
    "chromium-store": f"nadajnik-chromium-store-{__version__}.zip",
    "firefox": f"nadajnik-firefox-{__version__}.xpi",
}
_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
Manifest = dict[str, Any]  # open JSON


def manifest_for(target: Target, manifest: Manifest) -> Manifest:
    """The manifest with the program's version, and without what the other browser alone understands.

    The public key pins the id of an extension that is loaded by hand. The Chrome Web Store refuses it ("key field is not allowed
    in manifest"), because it keeps the key itself.
    """
    own = {**manifest, "version": __version__}
    background = dict(manifest["background"])
    if target == "firefox":
        left_out = {"key", "minimum_chrome_version"}
        del background["service_worker"]
    else:
        left_out = {"browser_specific_settings"} | ({"key"} if target == "chromium-store" else set())
        del background["scripts"]
    return {name: value for name, value in {**own, "background": background}.items() if name not in left_out}


def files_of(folder: Path = FOLDER) -> list[Path]:
    """What a browser loads, in order."""
    return [path for path in sorted(folder.rglob("*")) if path.suffix in KINDS and path.is_file()]


def contents(target: Target, folder: Path = FOLDER) -> dict[str, bytes]:
    """The package's files by their names, in order."""
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files_of(folder)}
    manifest = manifest_for(target, json.loads(files[MANIFEST]))
    files[MANIFEST] = (json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode()
    return files


def pack(target: Target, into: Path) -> Path:
    """Writes the package into a folder and returns it; times, rights and order of the files are the same everywhere."""
    into.mkdir(parents=True, exist_ok=True)
    package = into / FILE_NAMES[target]
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
        for name, content in contents(target).items():
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.create_system = 3  # Unix, wherever it is made
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(entry, content)
    return package


def main() -> None:
    """Writes all packages into `dist`, or into the folder that is named."""
    into = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("dist")
    for target in FILE_NAMES:
        package = pack(target, into)
        print(f"{package}  {package.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
