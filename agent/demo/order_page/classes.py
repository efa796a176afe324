"""Machine-made class names, as the real page has them, with a few readable ones among them.

Source: contracts/allegro-order-page.md sections 2 and 3.
"""

import re

# What programs in the field rely on; everything else is hashed.
READABLE = frozenset(
    {
        "buyer-cancelled-information",
        "buyer-details",
        "buyer-note",
        "delivery-address",
        "delivery-name",
        "desktop__actions",
        "invoice-content",
        "order-content",
        "order-group-operation",
    }
)

_CLASS = re.compile(r"\.([a-z][a-z_-]+)")


def hashed(name: str, salt: str) -> str:
    """Turn a class name into one like ``_4f1c2a9b``; the page's ``dom.js`` computes the same (FNV-1a, 32 bits)."""
    value = 0x811C9DC5
    for byte in (salt + name).encode("ascii"):
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return f"_{value:08x}"


def hash_css(css: str, salt: str, *, keep_readable: bool) -> str:
    """Replace the class selectors of a style sheet by their hashed names."""

    def replaced(match: re.Match[str]) -> str:
        name = match[1]
        return f".{name}" if keep_readable and name in READABLE else f".{hashed(name, salt)}"

    return _CLASS.sub(replaced, css)
