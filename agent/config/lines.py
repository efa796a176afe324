"""Finds the line a field stands on, with the standard parser alone.

A prefix of whole lines of a valid file is itself valid unless it ends inside a value; so a field stands on the line after
the last valid prefix that did not have it yet.
"""

import tomllib
from collections.abc import Sequence

from .problems import Key


def line_of(text: str, path: Sequence[Key]) -> int | None:
    """The line (from 1) where the field at `path` begins, or the nearest table around it; None when there is neither.

    `text` must be valid TOML. Takes time in the square of the file's length, so it is for error messages only.
    """
    lines = text.splitlines(keepends=True)
    wanted = tuple(path)
    while wanted:
        last_valid = 0
        for count in range(1, len(lines) + 1):
            try:
                content = tomllib.loads("".join(lines[:count]))
            except tomllib.TOMLDecodeError:
                continue
            if _has(content, wanted):
                return last_valid + 1
            last_valid = count
        wanted = wanted[:-1]
    return None


def _has(content: object, path: tuple[Key, ...]) -> bool:
    for key in path:
        if isinstance(key, int):
            if not isinstance(content, list) or key >= len(content):
                return False
            content = content[key]
        else:
            if not isinstance(content, dict) or key not in content:
                return False
            content = content[key]
    return True
