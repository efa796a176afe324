"""The forms that are made from the carriers' settings models, and their words."""

import pytest
from pydantic import BaseModel, Field

from agent.carriers.registry import CARRIERS
from agent.cli.words import LANGUAGES, Language
from agent.settings.forms import GROUPS, form, words_of


@pytest.mark.parametrize("carrier", CARRIERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_and_choice_of_every_carrier_has_words(carrier: str, language: Language) -> None:
    model = CARRIERS[carrier].settings
    texts = words_of(model, language)
    fields = form(model, texts)
    assert {each["name"] for each in fields} == set(model.model_fields)
    for each in fields:
        name = str(each["name"])
        assert name in texts, name
        assert each["title"], name
        assert each["description"], name
        choices = {str(one["value"]): one["label"] for one in each.get("choices", [])}  # type: ignore[attr-defined] # JSON
        assert (each["kind"] in ("choice", "map")) == bool(choices), name
        assert all(label != value for value, label in choices.items()), name


@pytest.mark.parametrize("carrier", CARRIERS)
def test_no_words_are_left_over_and_both_languages_have_the_same(carrier: str) -> None:
    folder = CARRIERS[carrier].settings.__module__.rpartition(".")[0]
    models = [each.settings for each in CARRIERS.values() if each.settings.__module__.startswith(folder + ".")]
    polish, english = (words_of(models[0], language) for language in LANGUAGES)
    assert set(polish) == set(english) == {name for model in models for name in model.model_fields}
    labels = ({name: set(each.get("labels", ())) for name, each in texts.items()} for texts in (polish, english))  # type: ignore[call-overload] # JSON
    assert next(labels) == next(labels)


@pytest.mark.parametrize("carrier", CARRIERS)
def test_the_order_is_the_sellers(carrier: str) -> None:
    fields = form(CARRIERS[carrier].settings, {})
    groups = [GROUPS.index(str(each["group"])) for each in fields]
    assert groups == sorted(groups)
    assert fields[0]["required"]
    assert not any(each["required"] for each in fields if each["group"] == "rare")
    assert {each["kind"] for each in fields if str(each["name"]).endswith("_grosze")} <= {"money"}


@pytest.mark.parametrize("carrier", CARRIERS)
def test_what_a_field_waits_for_exists(carrier: str) -> None:
    fields = {str(each["name"]): each for each in form(CARRIERS[carrier].settings, {})}
    for each in fields.values():
        for other, value in each.get("when", {}).items():  # type: ignore[attr-defined] # JSON
            assert value in [one["value"] for one in fields[other]["choices"]]  # type: ignore[attr-defined] # JSON


def test_a_field_without_words_or_group_is_shown_last_by_its_name() -> None:
    class Settings(BaseModel):
        fresh: str = ""
        login: str = Field(json_schema_extra={"group": "account"})

    shown = form(Settings, {"login": {"title": "Login", "description": ""}})
    assert [(each["name"], each["title"], each["group"]) for each in shown] == [
        ("login", "Login", "account"),
        ("fresh", "fresh", "rare"),
    ]
