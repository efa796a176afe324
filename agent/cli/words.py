"""Words for people, in Polish or English, from `texts/<language>.json`."""

import json
import os
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Literal, cast

Language = Literal["pl", "en"]
LANGUAGES: tuple[Language, ...] = ("pl", "en")
LANGUAGE_VARIABLE = "NADAJNIK_LANG"


class _Gaps(dict[str, object]):
    """A gap nothing is known for is shown as an ellipsis instead of failing while an error is being told."""

    def __missing__(self, key: str) -> str:
        return "…"


class Words:
    """The texts of one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._texts = _texts(language)

    def __call__(self, key: str, **data: object) -> str:
        """The text with its gaps filled. Raises KeyError for a key that does not exist: tests hold the keys."""
        return self._texts[key].format_map(_Gaps(data))

    def code(self, kind: Literal["error", "note"], code: str, data: Mapping[str, object]) -> str:
        """The words of an error or a note; the bare code when a newer agent sends one that is not known here."""
        text = self._texts.get(f"{kind}_{code}")
        return text.format_map(_Gaps(data)) if text else code

    def word(self, kind: str, value: str) -> str:
        """A state or another closed value, for example `state_created`; the value itself when it is not known."""
        return self._texts.get(f"{kind}_{value}", value)

    def money(self, amount_grosze: int) -> str:
        """An amount in złoty: `1234,50 zł`, in English `PLN 1234.50`."""
        whole, rest = divmod(amount_grosze, 100)
        return f"{whole},{rest:02} zł" if self.language == "pl" else f"PLN {whole}.{rest:02}"


def usual_language() -> Language:
    """From `NADAJNIK_LANG`, else English for an English `LANG`, else Polish."""
    chosen = os.environ.get(LANGUAGE_VARIABLE, "")
    if chosen in LANGUAGES:
        return chosen
    return "en" if os.environ.get("LANG", "").startswith("en") else "pl"


@lru_cache(maxsize=2)
def _texts(language: Language) -> dict[str, str]:
    text = files("agent.cli").joinpath("texts", f"{language}.json").read_text(encoding="utf-8")
    return cast("dict[str, str]", json.loads(text))
