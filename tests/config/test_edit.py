"""Changes to the document of the configuration."""

from pathlib import Path

import pytest
import tomlkit

from agent.config.edit import add_account, replace_account
from agent.config.model import AccountConfig
from agent.config.parse import parse

FILE = """
# umowy
[[accounts]]
id = "a" # pierwsze
carrier = "inpost"
name = "A"
organization_id = 7
locker_size = "large"
"""


def account(text: str = FILE, **changes: object) -> AccountConfig:
    [it] = parse(text, Path("config.toml")).accounts
    return it.model_copy(update=changes)


@pytest.mark.parametrize("moment", [None, "15:30"])
def test_what_is_written_is_read_again(moment: str | None) -> None:
    wanted = account(handover_at=moment, enabled=False, name="B")
    added, replaced = tomlkit.document(), tomlkit.parse(FILE)
    add_account(added, wanted)
    replace_account(replaced, wanted)
    for document in (added, replaced):
        assert account(tomlkit.dumps(document)) == wanted
    assert '# umowy\n[[accounts]]\nid = "a" # pierwsze\n' in tomlkit.dumps(replaced)


def test_the_daily_time_and_a_setting_are_taken_back() -> None:
    document = tomlkit.parse(FILE + 'handover_at = "15:30"\n')
    plain = account(settings=account(FILE.replace('locker_size = "large"\n', "")).settings)
    replace_account(document, plain)
    assert account(tomlkit.dumps(document)) == plain
    assert "handover_at" not in tomlkit.dumps(document)
