"""Labels in ZPL and EPL: taken apart into the jobs of single labels, read, put together. Nothing is drawn."""

import re
from collections.abc import Sequence
from typing import Final

_ZPL_JOB: Final = re.compile(rb"\^XA.*?\^XZ", re.DOTALL)
_ZPL_FIELD: Final = re.compile(rb"\^FD(.*?)\^FS", re.DOTALL)
_EPL_END: Final = re.compile(rb"^P\d+(?:,\d+)?\r?(?:\n|\Z)", re.MULTILINE)
_EPL_FIELD: Final = re.compile(rb'"([^"\r\n]*)"')
_EPL_BEGIN: Final = re.compile(rb"^N\r?$", re.MULTILINE)


def jobs(language: str, content: bytes) -> list[bytes] | None:
    """The single labels of a `zpl` or `epl` file; None when something stands between them that may belong to any."""
    return _zpl_jobs(content) if language == "zpl" else _epl_jobs(content)


def texts(language: str, content: bytes) -> list[str]:
    """What each label shows as text, without white space, one line a field: graphics and positions are no text."""
    field = _ZPL_FIELD if language == "zpl" else _EPL_FIELD
    return [
        "\n".join("".join(each.decode("utf-8", "replace").split()) for each in field.findall(job))
        for job in jobs(language, content) or [content]
    ]


def joined(language: str, contents: Sequence[bytes]) -> bytes:
    """One file that prints all of them, in the given order. Each EPL job begins after an empty line, as its printers want it."""
    before = b"\n" if language == "epl" else b""
    return b"".join(before + each.strip() + b"\n" for each in contents)


def _zpl_jobs(content: bytes) -> list[bytes] | None:
    return None if _ZPL_JOB.sub(b"", content).strip() else _ZPL_JOB.findall(content)


def _epl_jobs(content: bytes) -> list[bytes] | None:
    """What is set before the first label holds for the later ones too, so jobs stand alone only if all set the same."""
    found: list[bytes] = []
    start = 0
    for end in _EPL_END.finditer(content):
        found.append(content[start : end.end()])
        start = end.end()
    settings = {tuple(_EPL_BEGIN.split(job, maxsplit=1)[0].split()) for job in found}
    return found if len(settings) == 1 and not content[start:].strip() else None
