"""Commands, groups and options whose help is a key of the texts, and the options every command has."""

import importlib
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, TypeVar

import click

from .exit_codes import ExitCode
from .failures import tell
from .session import Session, session_of
from .words import LANGUAGES, Language

Function = TypeVar("Function", bound=Callable[..., object])

help_settings = {"help_option_names": ["-h", "--help"]}


class Option(click.Option):
    """`help` is the key of a text."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The record with the text in the session's language."""
        record = super().get_help_record(ctx)
        if record is None or self.help is None:
            return record
        words = session_of(ctx).words
        return record[0], record[1].replace(self.help, words(self.help), 1)


def run_told(ctx: click.Context, function: Callable[[Session], object]) -> object:
    """Runs it for the session; every failure becomes words and an exit code."""
    session = session_of(ctx)
    try:
        return function(session)
    except (click.ClickException, click.exceptions.Exit):
        raise
    except (KeyboardInterrupt, click.Abort):
        session.say("interrupted")
        ctx.exit(ExitCode.INTERRUPTED)
    except Exception as error:  # nobody is shown a traceback: the unforeseen is logged, redacted
        ctx.exit(tell(session, error))


class Command(click.Command):
    """`help` is the key of a text; failures become words and an exit code."""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The text in the session's language."""
        _write(session_of(ctx).words(self.help or ""), formatter)

    def invoke(self, ctx: click.Context) -> object:
        """Runs the command; every failure ends with its exit code."""
        return run_told(ctx, lambda _: super(Command, self).invoke(ctx))


class Group(click.Group):
    """A group whose commands are imported when called. `table` maps a name to `module:attribute`; the help is `help_<name>`.

    Those in `internal` are called by the program itself and not listed.
    """

    def __init__(self, *, table: dict[str, str], internal: Collection[str] = (), **options: Any) -> None:  # noqa: ANN401 - click's
        super().__init__(**options)
        self.table = table
        self.internal = internal

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the table's order, which is the order of use."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Imports the command."""
        if cmd_name not in self.table:
            return None
        module, _, attribute = self.table[cmd_name].partition(":")
        found = getattr(importlib.import_module(module, "agent.cli"), attribute)
        return found if isinstance(found, click.Command) else None

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The text in the session's language."""
        _write(session_of(ctx).words(self.help or ""), formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Names and texts alone, so that help imports no command."""
        words = session_of(ctx).words
        prefix = "help_" if self.name in (None, "nadajnik") else f"help_{self.name}_"
        with formatter.section(words("help_commands")):
            keys = {name: prefix + name.replace("-", "_") for name in self.table if name not in self.internal}
            formatter.write_dl([(name, words(key).splitlines()[0]) for name, key in keys.items()])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The exit codes."""
        words = session_of(ctx).words
        with formatter.section(words("help_exit_codes")):
            formatter.write_dl([(str(code.value), words(f"exit_{code.name.lower()}")) for code in ExitCode])


def _write(text: str, formatter: click.HelpFormatter) -> None:
    formatter.write_paragraph()
    with formatter.indentation():
        for paragraph in text.split("\n"):
            formatter.write_text(paragraph)


def _set_home(ctx: click.Context, _: click.Parameter, value: Path | None) -> None:
    if value is not None:
        session_of(ctx).home_option = value


def _set_language(ctx: click.Context, _: click.Parameter, value: Language | None) -> None:
    if value is not None:
        session_of(ctx).language_option = value


def option(*names: str, help: str, **settings: Any) -> Callable[[Function], Function]:  # noqa: ANN401 - as click takes them
    """An option whose `help` is the key of a text."""
    return click.option(*names, cls=Option, help=help, **settings)


def common_options(function: Function) -> Function:
    """`--home` and `--lang`, accepted before and after the command's name."""
    home = click.Path(file_okay=False, path_type=Path)
    function = option("--lang", help="option_lang", type=click.Choice(LANGUAGES), is_eager=True, expose_value=False,
                      callback=_set_language)(function)  # fmt: skip
    return option("--home", help="option_home", type=home, expose_value=False, callback=_set_home)(function)


def choice_options(function: Function) -> Function:
    """What may be chosen for the orders: `--size`, `--service`, `--account`, `--insurance`, `--parcels`, `--point`."""
    names = {"point": "CODE", "parcels": "N", "insurance": "ZL", "account": "ID", "service": "SERVICE", "size": "SIZE"}
    for name, value in names.items():
        function = option(f"--{name}", help=f"option_{name}", multiple=True, metavar=f"[ORDER=]{value}")(function)
    return function


def command(name: str, help_key: str | None = None) -> Callable[[Callable[..., None]], click.Command]:
    """Makes a function taking the `Session` first into a command whose help is `help_<name>`."""

    def make(function: Callable[..., None]) -> click.Command:
        def callback(*arguments: object, **values: object) -> None:
            function(session_of(click.get_current_context()), *arguments, **values)

        callback.__click_params__ = getattr(function, "__click_params__", [])  # type: ignore[attr-defined] # click's own place
        settings = {"cls": Command, "help": help_key or f"help_{name}", "context_settings": help_settings}
        made: click.Command = click.command(name, **settings)(common_options(callback))  # type: ignore[call-overload] # from a dict
        return made

    return make
