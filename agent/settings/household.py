"""What the questions of the settings pages are answered from."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from agent.cli.failures import describe
from agent.cli.phrases import error_text
from agent.cli.session import Session
from agent.cli.words import Language, Words, usual_language
from agent.config.file import ConfigFile
from agent.server.address import COMMAND_LINE_ORIGIN
from agent.server.dispatch import Client, Handler
from agent.server.errors import ApiError
from agent.server.one_time_files import OneTimeFiles
from agent.server.pairing_desk import PairingDesk
from agent.server.pairings import SETTINGS_WINDOW
from agent.shipping.model.shipment import Sellers
from agent.vault import Vault
from shared_schema.agent import AccountInfo
from shared_schema.base import WireModel
from shared_schema.methods import METHODS

from .asked import FieldError, NotDone, WrongField, wrong_fields

_CLIENT = Client(SETTINGS_WINDOW, "command_line", COMMAND_LINE_ORIGIN)

Result = TypeVar("Result", bound=WireModel)


@dataclass(frozen=True, slots=True)
class Household:
    """The home of one agent, and what of the running agent the settings may touch."""

    home: Path
    vault: Vault
    desk: PairingDesk
    account_list: Callable[[], list[AccountInfo]]
    sellers: Callable[[], Awaitable[Sellers]]
    """Whose Allegro accounts can be used, as `ports.Marketplace.sellers`."""
    let_ship: Callable[[str], Awaitable[bool]]
    """Ends an account's stop after its credentials were accepted; whether it was stopped."""
    handlers: Mapping[str, Handler] = field(repr=False)
    """The agent's methods: what the pages let a person do is done by the same ones as for the browsers."""
    locked: Callable[[], bool]
    """Whether browsers are refused what spends money."""
    files: OneTimeFiles
    file_address: Callable[[str], str]
    """The whole address of a file offered once."""
    hands_over: Callable[[], Awaitable[list[str]]]
    """The accounts that give parcels to their carriers in sets, or make a protocol of them."""
    newer_version: Callable[[], str | None]
    """A newer version of the program to tell of."""
    turns: Mapping[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock), repr=False)
    """By account's id: who asks its carrier something now."""

    @property
    def language(self) -> Language:
        """As it is chosen now."""
        return usual_language(self.home)

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
        _, lines = describe(Session(home_option=self.home, language_option=self.language), error)
        return NotDone(" ".join(lines))

    def offered(self, pdf: bytes, filename: str) -> str:
        """An address the PDF can be fetched from, once, within a minute."""
        return self.file_address(self.files.offer(pdf, "application/pdf", filename, owner=SETTINGS_WINDOW))

    async def call(self, method: str, params: WireModel, result: type[Result]) -> Result:
        """One of the agent's methods. Raises NotDone in the words of its error."""
        request = METHODS[method].request.model_validate({"type": "request", "id": "1", "method": method, "params": params})
        try:
            answer = await self.handlers[method](_CLIENT, request)
        except ApiError as error:
            raise NotDone(error_text(self.words, error.info), code=error.info.code) from None
        if not isinstance(answer, result):
            raise TypeError(f"{method} answered with {type(answer).__name__}")
        return answer
