"""Keyboard and pointer input as WebDriver action sequences: pure functions."""

from agent.demo.browser.bidi import Json

# Code points the WebDriver standard gives to keys that type no character.
_NAMED_KEYS = {
    "Backspace": "\ue003",
    "Tab": "\ue004",
    "Enter": "\ue007",
    "Shift": "\ue008",
    "Control": "\ue009",
    "Alt": "\ue00a",
    "Escape": "\ue00c",
    "Space": "\ue00d",
    "PageUp": "\ue00e",
    "PageDown": "\ue00f",
    "End": "\ue010",
    "Home": "\ue011",
    "ArrowLeft": "\ue012",
    "ArrowUp": "\ue013",
    "ArrowRight": "\ue014",
    "ArrowDown": "\ue015",
    "Delete": "\ue017",
    "F5": "\ue035",
    "Meta": "\ue03d",
}


def type_actions(text: str) -> list[Json]:
    """Press and release one key per character; a line break becomes Enter."""
    keys = [_NAMED_KEYS["Enter"] if character == "\n" else character for character in text]
    steps = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
    return [{"type": "key", "id": "keyboard", "actions": steps}]


def chord_actions(chord: str) -> list[Json]:
    """Press ``Enter``, ``a`` or a chord such as ``Control+Shift+a``, and release in the opposite order.

    Raises:
        ValueError: a part is neither one character nor a known key name.
    """
    keys = [_key(name) for name in chord.split("+")]
    steps = [{"type": "keyDown", "value": key} for key in keys]
    steps += [{"type": "keyUp", "value": key} for key in reversed(keys)]
    return [{"type": "key", "id": "keyboard", "actions": steps}]


def click_actions(x: float, y: float, *, count: int = 1) -> list[Json]:
    """Move the mouse to a point of the viewport (CSS pixels) and click ``count`` times."""
    move: Json = {"type": "pointerMove", "x": round(x), "y": round(y), "origin": "viewport"}
    press: list[Json] = [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
    return [{"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": [move, *press * count]}]


def _key(name: str) -> str:
    if len(name) == 1:
        return name
    if name not in _NAMED_KEYS:
        raise ValueError(f"unknown key {name!r}; known: one character, or {', '.join(_NAMED_KEYS)}")
    return _NAMED_KEYS[name]
