"""The seller's rules through the window: read, checked, tried over recent orders, kept with the file's comments."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.settings.conftest import Home
from tests.settings.window import Window, open_window

POCZTEX = {"name": "Pocztex w M", "when": {"service": ["pocztex_kurier"]}, "then": {"size": "format_m"}}


@pytest_asyncio.fixture
async def window(packed: Home) -> AsyncIterator[Window]:
    async with open_window(packed) as it:
        yield it


async def test_rules_are_kept_beside_what_stands_in_the_file(packed: Home, window: Window) -> None:
    file = packed.folder / "rules.toml"
    file.write_text(
        '# drogie\n[[rules]]\nname = "Drogie"\nwhen = { value_from_grosze = 50000 }\nthen = { insurance_grosze = 100000 }\n'
    )
    kept = await window.ask("rules.get")
    [dear] = kept["rules"]
    assert dear == {"name": "Drogie", "when": {"value_from_grosze": 50000}, "then": {"insurance_grosze": 100000}}
    saved = await window.ask("rules.save", revision=kept["revision"], rules=[POCZTEX, dear])
    assert (await window.ask("rules.get")) == {"revision": saved["revision"], "rules": [POCZTEX, dear], "problems": []}
    assert "# drogie" in file.read_text()
    status, refused = await window.asked("rules.save", revision=kept["revision"], rules=[])
    assert (status, "gdzie indziej" in refused["text"] or "elsewhere" in refused["text"]) == (422, True)
    assert len((await window.ask("rules.get"))["rules"]) == 2


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        ({"name": "", "when": {}, "then": {"size": "small"}}, "name"),
        ({"name": "x", "when": {"items_from": "dwa"}, "then": {"size": "small"}}, "when.items_from"),
        ({"name": "x", "when": {"items_from": 3, "items_to": 2}, "then": {"size": "small"}}, "when"),
        ({"name": "x", "when": {}, "then": {}}, "then"),
    ],
)
async def test_what_is_wrong_with_a_rule_is_told_at_its_field(window: Window, rule: dict[str, object], field: str) -> None:
    status, answer = await window.asked("rules.check", rule=rule)
    assert (status, [each["field"] for each in answer["fields"]]) == (422, [field])
    assert answer["fields"][0]["text"]
    assert (await window.ask("rules.check", rule=POCZTEX))["rule"] == POCZTEX


async def test_a_dry_run_says_what_would_change_and_keeps_nothing(packed: Home, window: Window) -> None:
    tried = await window.ask("rules.try", rules=[POCZTEX])
    assert (tried["orders"], tried["sizes"]) == (4, 2)
    assert {(each["rule"], each["before"]["size"], each["after"]["size"]) for each in tried["changes"]} == {
        ("Pocztex w M", "format_s", "format_m")
    }
    assert not (packed.folder / "rules.toml").exists()


async def test_an_account_that_is_gone_is_named(window: Window) -> None:
    gone = {"name": "x", "when": {}, "then": {"account": "dhl"}}
    kept = await window.ask("rules.get")
    status, answer = await window.asked("rules.save", revision=kept["revision"], rules=[gone])
    assert (status, "then.account" in answer["text"]) == (422, True)


async def test_a_broken_file_is_told_by_line_and_left_alone(packed: Home, window: Window) -> None:
    file = packed.folder / "rules.toml"
    file.write_text('[[rules]]\nname = "x"\nthen = { colour = "red" }\n')
    kept = await window.ask("rules.get")
    assert kept["rules"] == []
    assert "3" in kept["problems"][0]
    status, _ = await window.asked("rules.save", revision=kept["revision"], rules=[POCZTEX])
    assert status == 422
    assert "colour" in file.read_text()


async def test_delivery_methods_have_names(window: Window) -> None:
    methods = (await window.ask("methods.list"))["methods"]
    assert all(each["name"] and each["method"] for each in methods)
    assert len(methods) > 10
