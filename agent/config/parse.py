"""From the file's text to `Config`, or to every problem in it. No I/O but the computer's name."""

import json
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from agent.allegro.settings import DEFAULT_ENDPOINTS as ALLEGRO_ENDPOINTS
from agent.allegro.settings import AllegroSettings
from agent.carriers.registry import CARRIERS, CarrierKind

from .endpoints import safe_address, wrong_ledger_address
from .expected import problem_of, unknown_key
from .lines import line_of
from .model import (
    AccountConfig,
    AccountHeader,
    AllegroSection,
    Config,
    InterfaceSection,
    LedgerSection,
    PrintingSection,
    SecuritySection,
    ServerSection,
    StationSection,
)
from .problems import ConfigError, Key, Problem

SECTIONS: Mapping[str, type[BaseModel]] = {
    "server": ServerSection,
    "station": StationSection,
    "interface": InterfaceSection,
    "security": SecuritySection,
    "ledger": LedgerSection,
    "printing": PrintingSection,
    "allegro": AllegroSection,
}
SECRET_WORDS = ("token", "secret", "password", "haslo", "hasło")

Table = dict[str, Any]
Model = TypeVar("Model", bound=BaseModel)


def parse(text: str, file: Path, carriers: Mapping[str, CarrierKind] = CARRIERS) -> Config:
    """Reads the configuration. Raises `ConfigError` with all problems, each with its line."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(file, [syntax_problem(text, error)]) from None
    reader = _Reader(carriers)
    config = reader.config(content)
    if config is None:
        raise ConfigError(file, [_with_line(problem, text) for problem in reader.problems])
    return config


def syntax_problem(text: str, error: tomllib.TOMLDecodeError) -> Problem:
    """The parser says "(at line 3, column 7)", or "(at end of document)"."""
    words, _, place = str(error).partition(" (at line ")
    number = place.partition(",")[0]
    line = int(number) if number.isdigit() else max(1, len(text.splitlines()))
    return Problem("syntax", (), {"reason": words.removesuffix(" (at end of document)")}, line)


def _with_line(problem: Problem, text: str) -> Problem:
    return Problem(problem.kind, problem.path, problem.data, line_of(text, problem.path))


class _Reader:
    """Collects problems while it goes through the tables."""

    def __init__(self, carriers: Mapping[str, CarrierKind]) -> None:
        self.carriers = carriers
        self.problems: list[Problem] = []

    def config(self, content: Table) -> Config | None:
        self._unknown(content, {*SECTIONS, "endpoints", "accounts"}, ())
        server = self._section(content, "server", ServerSection)
        station = self._section(content, "station", StationSection)
        interface = self._section(content, "interface", InterfaceSection)
        security = self._section(content, "security", SecuritySection)
        ledger = self._section(content, "ledger", LedgerSection)
        self._ledger(ledger)
        printing = self._section(content, "printing", PrintingSection)
        allegro = self._section(content, "allegro", AllegroSection)
        self._allegro(allegro)
        accounts = self._accounts(content.get("accounts", []))
        endpoints = self._endpoints(self._table(content, "endpoints"), allegro)
        if self.problems or not (server and station and interface and security and ledger and printing and allegro):
            return None
        return Config(
            server=server,
            station=station,
            interface=interface,
            security=security,
            ledger=ledger,
            printing=printing,
            allegro=allegro,
            endpoints=endpoints,
            accounts=accounts,
        )

    def _table(self, content: Table, name: str) -> Table:
        table = content.get(name, {})
        if isinstance(table, dict):
            return table
        self.problems.append(Problem("not_a_table", (name,), {"name": name}))
        return {}

    def _section(self, content: Table, name: str, model: type[Model]) -> Model | None:
        return self._validate(model, self._table(content, name), (name,), model.model_fields)

    def _ledger(self, ledger: LedgerSection | None) -> None:
        address = ledger.url if ledger else None
        if address is not None and (kind := wrong_ledger_address(address)) is not None:
            self.problems.append(Problem(kind, ("ledger", "url")))

    def _allegro(self, allegro: AllegroSection | None) -> None:
        """Each value that is there is held against the rules of `AllegroSettings`; what is missing may come later."""
        try:
            AllegroSettings.model_validate(allegro.model_dump(exclude_none=True, exclude={"accounts"}) if allegro else {})
        except ValidationError as error:
            details = error.errors(include_url=False, include_input=False)
            self.problems += [problem_of(each, ("allegro",)) for each in details if each["type"] != "missing"]

    def _validate(self, model: type[Model], table: Table, path: tuple[Key, ...], allowed: Iterable[str]) -> Model | None:
        """Unknown keys are told apart by `allowed` and left out, so that each is reported once."""
        self._unknown(table, set(allowed), path)
        known = {key: value for key, value in table.items() if key in model.model_fields}
        try:
            # As JSON, so that a strict model takes an array for a tuple.
            return model.model_validate_json(json.dumps(known, default=str))
        except ValidationError as error:
            self.problems += [problem_of(detail, path) for detail in error.errors(include_url=False, include_input=False)]
            return None

    def _unknown(self, table: Table, allowed: set[str], path: tuple[Key, ...]) -> None:
        for key in table:
            if key in allowed:
                continue
            secret = any(word in key.lower() for word in SECRET_WORDS)
            self.problems.append(Problem("secret_in_file", (*path, key)) if secret else unknown_key(key, allowed, path))

    def _endpoints(self, table: Table, allegro: AllegroSection | None) -> Mapping[str, str]:
        defaults = dict(ALLEGRO_ENDPOINTS[allegro.environment if allegro else "production"])
        for carrier in self.carriers.values():
            defaults |= carrier.endpoints
        self._unknown(table, set(defaults), ("endpoints",))
        for key in defaults.keys() & table.keys():
            address = table[key]
            if isinstance(address, str) and safe_address(address):
                defaults[key] = address.rstrip("/")
            else:
                self.problems.append(Problem("address", ("endpoints", key)))
        return defaults

    def _accounts(self, tables: object) -> tuple[AccountConfig, ...]:
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            self.problems.append(Problem("not_tables", ("accounts",)))
            return ()
        accounts = [account for index, table in enumerate(tables) if (account := self._account(index, table)) is not None]
        seen: set[str] = set()
        for index, table in enumerate(tables):
            if (account_id := str(table.get("id"))) in seen:
                self.problems.append(Problem("duplicate_id", ("accounts", index, "id"), {"id": account_id}))
            seen.add(account_id)
        return tuple(accounts)

    def _account(self, index: int, table: Table) -> AccountConfig | None:
        path: tuple[Key, ...] = ("accounts", index)
        kind = self.carriers.get(str(table.get("carrier")))
        if kind is None:
            names = ", ".join(sorted(self.carriers))
            missing = "carrier" not in table
            where = path if missing else (*path, "carrier")
            data: dict[str, str | int] = {"key": "carrier", "choices": names}
            self.problems.append(Problem("missing" if missing else "not_one_of", where, data))
            return None
        allowed = {*AccountHeader.model_fields, *kind.settings.model_fields}
        header = self._validate(AccountHeader, table, path, allowed)
        own = {key: value for key, value in table.items() if key in kind.settings.model_fields}
        settings = self._validate(kind.settings, own, path, kind.settings.model_fields)
        if header is None or settings is None:
            return None
        return AccountConfig(**header.model_dump(), settings=settings)
