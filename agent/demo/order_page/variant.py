"""Which peculiarities of the real order page the stand-in shows."""

from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Variant:
    """Peculiarities of one page load; the address can change them with ``?demo=renamed,late:0``.

    Attributes:
        renamed: no readable class name at all (``renamed``).
        english: texts and aria-labels of the English panel (``english``).
        empty: a list without orders (``empty``).
        no_link: position in the order list given to the server of one order whose row lacks ``a[orderid]`` (``nolink:1``).
        late_ms: milliseconds until a list is complete; it appears in three parts (``late:1500``).
        page_size: orders per page of the list (``size:2``).
    """

    renamed: bool = False
    english: bool = False
    empty: bool = False
    no_link: int | None = None
    late_ms: int = 300
    page_size: int = 25

    def changed_by(self, words: str) -> "Variant":
        """Apply the comma-separated words of an address.

        Raises:
            ValueError: an unknown word, or a number that is missing, malformed or negative.
        """
        changes: dict[str, Any] = {}  # as dataclasses.replace takes them
        for word in filter(None, words.split(",")):
            name, _, number = word.partition(":")
            if word in {"renamed", "english", "empty"}:
                changes[word] = True
            elif name in _NUMBERS and number.isdecimal():
                changes[_NUMBERS[name]] = int(number)
            else:
                raise ValueError(f"unknown peculiarity {word!r}")
        return replace(self, **changes)


_NUMBERS = {"nolink": "no_link", "late": "late_ms", "size": "page_size"}
