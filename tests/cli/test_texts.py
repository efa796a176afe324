"""Every word exists in both languages, and every code has words."""

import json
import re
from importlib.resources import files

import pytest

from agent.cli.exit_codes import ExitCode
from shared_schema.codes import ErrorCode, NoteCode

TEXTS = {
    language: json.loads(files("agent.cli").joinpath("texts", f"{language}.json").read_text(encoding="utf-8"))
    for language in ("pl", "en")
}


def test_both_languages_have_the_same_texts() -> None:
    assert TEXTS["pl"].keys() == TEXTS["en"].keys()


@pytest.mark.parametrize("language", TEXTS)
def test_every_code_has_words(language: str) -> None:
    wanted = {f"error_{code.value}" for code in ErrorCode} | {f"note_{code.value}" for code in NoteCode}
    wanted |= {f"exit_{code.name.lower()}" for code in ExitCode}
    assert wanted <= TEXTS[language].keys()


def test_both_languages_fill_in_the_same_data() -> None:
    for key, text in TEXTS["pl"].items():
        assert sorted(set(re.findall(r"{(\w+)", text))) == sorted(set(re.findall(r"{(\w+)", TEXTS["en"][key]))), key
