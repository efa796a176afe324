"""Every command there is explains itself, in both languages."""

from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from agent.cli.root import root


def _paths(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    context = click.Context(group)
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        if isinstance(found, click.Group):
            yield from _paths(found, (*path, name))
        else:
            yield (*path, name)


def test_what_the_program_calls_by_itself_is_not_listed() -> None:
    listed = CliRunner().invoke(root, ["--help"], prog_name="nadajnik").output
    assert "  tray  " in listed
    assert "key-store" not in listed


@pytest.mark.parametrize("language", ["pl", "en"])
@pytest.mark.parametrize("path", list(_paths(root)), ids=" ".join)
def test_every_command_tells_what_it_does(path: tuple[str, ...], language: str) -> None:
    told = CliRunner().invoke(root, [*path, "--help"], prog_name="nadajnik", env={"NADAJNIK_LANG": language})
    assert told.exit_code == 0, told.exception
    assert told.output.startswith("Usage: nadajnik")
    assert len(told.output.split("Options:")[0].splitlines()) > 2, "nothing but how it is called"
