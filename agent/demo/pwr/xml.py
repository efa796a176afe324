"""Writing XML: small functions that return text."""

import html
from collections.abc import Mapping

Scalar = str | int | bool
Row = Mapping[str, Scalar]
"""One row of a DataSet; the type of a value becomes the type of its column."""


def text_of(value: Scalar) -> str:
    """Return a value as XML Schema writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def element(tag: str, /, *content: str, **attributes: str) -> str:
    """Return an element around finished XML. In attribute names `__` stands for the colon."""
    written = "".join(f' {key.replace("__", ":")}="{html.escape(value)}"' for key, value in attributes.items())
    inner = "".join(content)
    return f"<{tag}{written}>{inner}</{tag}>" if inner else f"<{tag}{written}/>"


def value(name: str, content: Scalar) -> str:
    """Return an element with a value in it."""
    return element(name, html.escape(text_of(content), quote=False))


def values(row: Row) -> str:
    """Return one element for each value."""
    return "".join(value(name, content) for name, content in row.items())
