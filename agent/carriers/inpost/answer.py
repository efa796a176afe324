"""An HTTP answer of InPost, read whole, and careful looks into its JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers (names in lower case) and the whole body, whatever it is."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    def json(self) -> object:
        """The body as JSON; None when it is none (HTML, half an answer, empty)."""
        try:
            value: object = json.loads(self.content)
        except (ValueError, RecursionError):
            return None
        return value

    @property
    def ok(self) -> bool:
        """Whether the status says success."""
        return 200 <= self.status < 300


def as_object(value: object) -> Mapping[str, object]:
    """The value when it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


def as_list(value: object) -> list[object]:
    """The value when it is a JSON array, else an empty one."""
    return value if isinstance(value, list) else []


def as_text(value: object) -> str:
    """The value when it is a string, else an empty one."""
    return value if isinstance(value, str) else ""


def as_id(value: object) -> str | None:
    """A ShipX id as text; None for anything but a whole number above 0."""
    if isinstance(value, bool):
        return None
    text = str(value) if isinstance(value, int | str) else ""
    return text if safe_id(text) else None


def safe_id(text: str) -> bool:
    """Whether an id may stand in the `id` filter: one odd id makes the WHOLE list fail (contract, section 7)."""
    # Eighteen digits stay far below 2^63, near which InPost refuses as well.
    return text.isascii() and text.isdigit() and not text.startswith("0") and len(text) <= 18
