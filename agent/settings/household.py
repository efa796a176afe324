"""What the questions of the settings pages are answered from."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import ValidationError

from agent.cli.failures import describe
from agent.cli.session import Session
from agent.cli.words import Language, Words, usual_language
from agent.config.file import ConfigFile
from agent.server.pairing_desk import PairingDesk
from agent.vault import Vault
from shared_schema.values import AccountInfo

from .asked import FieldError, NotDone, WrongField, wrong_fields


@dataclass(frozen=True, slots=True)
class Household:
    """The home of one agent, and what of the running agent the settings may touch."""

    home: Path
    vault: Vault
    desk: PairingDesk
    account_list: Callable[[], list[AccountInfo]]
    let_ship: Callable[[str], Awaitable[bool]]
    """Ends an account's stop after its credentials were accepted; whether it was stopped."""
    language: Language = field(default_factory=usual_language)

    @property
    def file(self) -> ConfigFile:
        """The configuration file."""
        return ConfigFile(self.home)

    @property
    def words(self) -> Words:
        """Words for people."""
        return Words(self.language)

    def wrong(self, error: ValidationError, inside: str = "") -> NotDone:
        """What is to be mended in the form; `inside` is put before the fields' paths."""
        fields = tuple(FieldError(inside + each.field, self._words_for(each)) for each in wrong_fields(error))
        return NotDone(self.words("settings_fields_wrong"), fields)

    def _words_for(self, wrong: WrongField) -> str:
        if wrong.said:
            return wrong.said
        key = f"settings_wrong_{wrong.kind}"
        known = self.words.word("settings_wrong", wrong.kind) != wrong.kind
        return self.words(key if known else "settings_wrong_other", **wrong.bounds)

    def not_done(self, error: Exception) -> NotDone:
        """An error in the words the command line has for it."""
        _, lines = describe(Session(home_option=self.home, language=self.language), error)
        return NotDone(" ".join(lines))
