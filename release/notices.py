"""What the built program brings along of others: names, licences, and the texts that are to be passed on with them.

All of it is read from what is installed where the program is built.
"""

import os
import platform
import re
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from importlib.metadata import Distribution, PackagePath, distributions
from pathlib import Path
from typing import Final

FILE_NAME: Final = "THIRD-PARTY-NOTICES.txt"
_TEXT: Final = re.compile(r"licen[cs]e|copying|^(?:notice|authors|copyright)", re.IGNORECASE)
_CODE: Final = frozenset({".py", ".pyc", ".pyi"})
_COMMON: Final = Path("/usr/share/common-licenses")
"""Debian's copies, for what names a licence and does not carry its text."""
_COPIES: Final[Mapping[str, tuple[str, ...]]] = {"LGPL-3": ("LGPL-3", "GPL-3")}
"""The one is written as an addition to the other."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing of others; `texts` by their file names."""

    name: str
    licence: str
    homepage: str = ""
    summary: str = ""
    texts: tuple[tuple[str, str], ...] = ()


def notices(files: Iterable[str]) -> list[Notice]:
    """Python and the installed distributions to which at least one of the files belongs, by name."""
    used = {os.path.realpath(each) for each in files}
    found = []
    for each in distributions():
        own = {file for file in each.files or [] if os.path.realpath(file.locate()) in used}
        if own:
            found.append(_notice(each, own))
    return [_python(), *sorted(found, key=lambda notice: notice.name.lower())]


def document(all_of_them: Iterable[Notice]) -> str:
    """A list, then each with its texts; a text that several carry is there once."""
    entries = list(all_of_them)
    parts = ["This program contains software of others, each under its own terms.\n"]
    parts += [f"{each.name}: {each.licence}" for each in entries]
    at: dict[str, str] = {}
    for each in entries:
        parts.append("\n" + "=" * 80)
        parts += [line for line in (each.name, each.summary, each.homepage, f"Licence: {each.licence}") if line]
        for title, text in each.texts:
            known = at.setdefault(text, each.name)
            parts.append(f"\n--- {title}\n\n{text.strip()}" if known == each.name else f"\n--- {title}: as above, at {known}")
    return "\n".join(parts) + "\n"


def _notice(distribution: Distribution, own: Set[PackagePath]) -> Notice:
    return Notice(
        name=f"{distribution.name} {distribution.version}",
        licence=_licence(distribution),
        homepage=_homepage(distribution),
        summary=next(_field(distribution, "Summary"), ""),
        texts=tuple(_texts(distribution, own)),
    )


def _field(distribution: Distribution, name: str) -> Iterator[str]:
    return (str(each).strip() for each in distribution.metadata.get_all(name, []))


def _licence(distribution: Distribution) -> str:
    """As its metadata names it; the older field may hold a whole text, which is no name."""
    for stated in (*_field(distribution, "License-Expression"), *_field(distribution, "License")):
        if stated and "\n" not in stated:
            return stated
    named = [each.rpartition(" :: ")[2] for each in _field(distribution, "Classifier") if each.startswith("License ::")]
    return " / ".join(named) or "not named by its metadata"


def _homepage(distribution: Distribution) -> str:
    links = {
        label.lower(): address for label, _, address in (each.partition(", ") for each in _field(distribution, "Project-URL"))
    }
    named = [links[each] for each in ("homepage", "home", "source", "source code", "repository") if each in links]
    return next(iter([*_field(distribution, "Home-page"), *named, *links.values()]), "")


def _texts(distribution: Distribution, own: Set[PackagePath]) -> Iterator[tuple[str, str]]:
    """Those of the whole, and of files that are there; a font's licence says nothing where the font is left out."""
    carried = [each for each in distribution.files or [] if _is_text(each) and (".dist-info" in each.parts[0] or each in own)]
    for each in carried:
        yield each.as_posix(), _read(Path(each.locate()))
    for name, copies in _COPIES.items():
        if not carried and _licence(distribution).startswith(name) and _COMMON.is_dir():
            yield from ((each, (_COMMON / each).read_text(encoding="utf-8")) for each in copies)


def _read(path: Path) -> str:
    """Older texts are not in UTF-8; for those, what Western Europe wrote in before keeps the © of their authors."""
    content = path.read_bytes()
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _is_text(file: PackagePath) -> bool:
    return file.suffix not in _CODE and (file.parts[1:2] == ("licenses",) or _TEXT.search(file.name) is not None)


def _python() -> Notice:
    places = (Path(folder) / "LICENSE.txt" for folder in (sysconfig.get_path("stdlib"), sys.base_prefix))
    texts = tuple((each.name, each.read_text(encoding="utf-8")) for each in places if each.is_file())[:1]
    return Notice(f"Python {platform.python_version()}", "PSF-2.0", "https://www.python.org", texts=texts)
