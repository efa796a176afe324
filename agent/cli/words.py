"""Words for people, in Polish or English, from `texts/<language>.json`."""

import json
import os
import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Literal, cast

from agent.config.language import chosen_language

Language = Literal["pl", "en"]
LANGUAGES: tuple[Language, ...] = ("pl", "en")
LANGUAGE_VARIABLE = "NADAJNIK_LANG"


_GAP = re.compile(r"\{(\w+)\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*\{\w+\}[^\[\]]*)\]")


def fill(template: str, data: Mapping[str, object]) -> str:
    """Puts values into `{name}`; a part in square brackets is left out when a value in it is missing, as in the extension."""

    def given(name: str) -> bool:
        return data.get(name) not in (None, "")

    def optional(part: re.Match[str]) -> str:
        return part[1] if all(given(gap[1]) for gap in _GAP.finditer(part[1])) else ""

    kept = _OPTIONAL.sub(optional, template)
    return _GAP.sub(lambda gap: str(data[gap[1]]) if given(gap[1]) else "—", kept).strip()


class Words:
    """The texts of one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._texts = _texts(language)

    def __call__(self, key: str, /, **data: object) -> str:
        """The text with its gaps filled. Raises KeyError for a key that does not exist: tests hold the keys."""
        return fill(self._texts[key], data)

    def code(self, kind: Literal["error", "note"], code: str, data: Mapping[str, object]) -> str:
        """The words of an error or a note; the bare code when a newer agent sends one that is not known here.

        An amount `x_grosze` in the data fills the gap `x` as money.
        """
        money = {key.removesuffix("_grosze"): self.money(value) for key, value in data.items()
                 if key.endswith("_grosze") and isinstance(value, int)}  # fmt: skip
        template = self._texts.get(f"{kind}_{code}")
        return fill(template, {**data, **money}) if template else code

    def waiting(self, code: str, **data: object) -> str:
        """Why an order of which nothing was sent waits."""
        return fill(self._texts.get(f"waits_{code}", self._texts["waits_other"]), data)

    def word(self, kind: str, value: str) -> str:
        """A state or another closed value, for example `state_created`; the value itself when it is not known."""
        return self._texts.get(f"{kind}_{value}", value)

    def money(self, amount_grosze: int) -> str:
        """An amount in złoty: `1234,50 zł`, in English `PLN 1234.50`."""
        whole, rest = divmod(amount_grosze, 100)
        return f"{whole},{rest:02} zł" if self.language == "pl" else f"PLN {whole}.{rest:02}"


def usual_language(home: Path) -> Language:
    """From `NADAJNIK_LANG`, else as the home's settings say, else English for an English `LANG`, else Polish."""
    for chosen in (os.environ.get(LANGUAGE_VARIABLE), chosen_language(home)):
        if chosen in LANGUAGES:
            return chosen
    return "en" if os.environ.get("LANG", "").startswith("en") else "pl"


@lru_cache(maxsize=2)
def _texts(language: Language) -> dict[str, str]:
    text = files("agent.cli").joinpath("texts", f"{language}.json").read_text(encoding="utf-8")
    return cast("dict[str, str]", json.loads(text))
