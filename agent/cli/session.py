"""What every command is given: where home is, which words to use, and the doors to the outside, replaceable in tests."""

import sys
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .words import Language, Words, usual_language

if TYPE_CHECKING:
    from rich.console import Console

    from agent.config.file import ConfigFile
    from agent.vault import Vault


def _keyring(home: Path) -> "Vault":
    from agent.vault import vault_service
    from agent.vault.keyring_vault import KeyringVault

    return KeyringVault(vault_service(home))


def _on_terminal() -> bool:
    return sys.stdin.isatty()


@dataclass
class Session:
    """One run of the command line. Modules that take long to import are imported by the property that needs them."""

    home_option: Path | None = None
    language_option: Language | None = None
    port: int | None = None
    open_vault: Callable[[Path], "Vault"] = _keyring
    open_browser: Callable[[str], bool] = webbrowser.open
    on_terminal: Callable[[], bool] = _on_terminal
    """Whether questions can be asked."""

    @property
    def language(self) -> Language:
        """The option, else what the settings of this home say now."""
        from agent.config.home import home_folder

        return self.language_option or usual_language(home_folder(self.home_option))

    @property
    def words(self) -> Words:
        """The texts in the chosen language."""
        return Words(self.language)

    @cached_property
    def home(self) -> Path:
        """The home folder; not created by asking for it."""
        from agent.config.home import home_folder

        return home_folder(self.home_option)

    @property
    def config_file(self) -> "ConfigFile":
        """`config.toml` of this home."""
        from agent.config.file import ConfigFile

        return ConfigFile(self.home)

    @cached_property
    def vault(self) -> "Vault":
        """The secrets of this home; one object, so that nothing is asked of the key store twice."""
        return self.open_vault(self.home)

    @property
    def out(self) -> "Console":
        """The standard output; markup is off, because texts of others are shown."""
        from .screen import console

        return console(sys.stdout)

    @property
    def err(self) -> "Console":
        """The standard error: progress, questions, failures."""
        from .screen import console

        return console(sys.stderr)

    def say(self, key: str, /, **data: object) -> None:
        """A notice for a person, on the standard error, so that the standard output stays for results."""
        click.echo(self.words(key, **data), err=True)


def session_of(context: click.Context) -> Session:
    """The session of this run, made at the first use unless the caller of the command line gave one."""
    root = context.find_root()
    if not isinstance(root.obj, Session):
        root.obj = Session()
    return root.obj
