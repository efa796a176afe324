"""Every word exists in both languages, and every code has words."""

import json
import re
from importlib.resources import files
from typing import get_args

import pytest

from agent.carriers.registry import CARRIERS
from agent.cli.exit_codes import ExitCode
from agent.shipping.model.failure import Failure
from agent.shipping.work.send import passes
from shared_schema.codes import ErrorCode, NoteCode
from shared_schema.jobs import ItemState
from shared_schema.orders import OrderState

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


@pytest.mark.parametrize("language", TEXTS)
def test_everything_an_order_waits_for_has_words(language: str) -> None:
    passing = {code for code in ErrorCode if passes(Failure(code, "not_sent", ""))}
    assert {f"waits_{code.value}" for code in passing} | {"waits_internal", "waits_other"} <= TEXTS[language].keys()


@pytest.mark.parametrize(("prefix", "values"), [("item", ItemState), ("status", OrderState)])
def test_every_state_has_words(prefix: str, values: object) -> None:
    assert {f"{prefix}_{each}" for each in get_args(values)} <= TEXTS["pl"].keys()


@pytest.mark.parametrize("language", TEXTS)
def test_every_field_a_carrier_needs_can_be_asked_for(language: str) -> None:
    fields = {name for kind in CARRIERS.values() for name, field in kind.settings.model_fields.items() if field.is_required()}
    secrets = {f"secret_{name}" for kind in CARRIERS.values() for name in kind.secrets}
    assert {f"ask_{name}" for name in fields | secrets} <= TEXTS[language].keys()
