"""The configuration as frozen values."""

import socket
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, Strict, StringConstraints

from agent.allegro.settings import AllegroSettings
from agent.server.address import DEFAULT_PORT

SellerId = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,20}$")]
AccountId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,31}$")]


class Section(BaseModel):
    """A table of the file: immutable, unknown keys refused, no type conversion."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


def _station_name() -> str:
    return socket.gethostname()[:64] or "nadajnik"


class ServerSection(Section):
    """`[server]`: the port on 127.0.0.1. The extension expects the default one."""

    port: Annotated[int, Field(ge=1024, le=65535)] = DEFAULT_PORT


class StationSection(Section):
    """`[station]`: the packing station's name, shown beside what was shipped from it; the computer's name by default."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=64)] = Field(default_factory=_station_name)


class InterfaceSection(Section):
    """`[interface]`: the language of texts, without it that of the computer; whether the icon tells of what needs a person.

    `update_notice`: whether a newer version of the program is told of.
    """

    language: Literal["pl", "en"] | None = None
    notifications: bool = True
    update_notice: bool = True


class SecuritySection(Section):
    """`[security]`: after so many minutes without shipping from a browser a person unlocks it at this computer; 0 = never."""

    ask_after_idle_minutes: Annotated[int, Field(ge=0, le=24 * 60)] = 0


class LedgerSection(Section):
    """`[ledger]`: where the ledger is. By default a file in the home folder; several packing stations share a PostgreSQL.

    `url` is `postgresql://user@host:port/database`; its password is in the key store, never in the file.
    """

    url: str | None = None


class PrintingSection(Section):
    """`[printing]`: the printer this station's labels go to, empty for none; whether a new job's are printed by themselves."""

    printer: Annotated[str, StringConstraints(max_length=256, pattern=r"^[^\x00-\x1f\x7f]*$")] = ""
    print_when_ready: bool = False


class AllegroAccount(Section):
    """`[[allegro.accounts]]`: an Allegro account that has allowed the application. Its tokens are in the key store."""

    id: SellerId
    login: Annotated[str, StringConstraints(min_length=1, max_length=100)]


class AllegroSection(Section):
    """`[allegro]`: the application the seller registered at Allegro. Its secret is in the key store.

    `application_name` is the registered name and becomes the first word of the `User-Agent`; `application_page` is an
    address about the application that stands beside it. The rules of the values are those of `AllegroSettings`. One
    application serves all the seller's `accounts`.
    """

    environment: Literal["production", "sandbox"] = "production"
    client_id: str | None = None
    application_name: str | None = None
    application_page: str | None = None
    concurrency: int | None = None
    numbers_per_second: int | None = None
    accounts: Annotated[tuple[AllegroAccount, ...], Strict(strict=False)] = ()

    def complete(self) -> AllegroSettings | None:
        """The application as its client needs it, or None while client id or application name is missing."""
        if self.client_id is None or self.application_name is None:
            return None
        return AllegroSettings.model_validate(self.model_dump(exclude_none=True, exclude={"accounts"}))


class AccountHeader(Section):
    """What every `[[accounts]]` table has, whatever the carrier.

    `handover_at`, "HH:MM" by this computer's clock: from then on the day's sets are handed over by the program itself.
    """

    id: AccountId
    carrier: str
    name: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    enabled: bool = True
    handover_at: Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")] | None = None


class AccountConfig(AccountHeader):
    """A carrier account; `settings` is the carrier's own model, already validated."""

    settings: BaseModel


class Config(BaseModel):
    """The whole file. `endpoints` is complete: every service address by its key, defaults filled in."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True)

    server: ServerSection
    station: StationSection
    interface: InterfaceSection
    security: SecuritySection
    ledger: LedgerSection
    printing: PrintingSection
    allegro: AllegroSection
    endpoints: Mapping[str, str]
    accounts: tuple[AccountConfig, ...]

    def account(self, account_id: str) -> AccountConfig | None:
        """The account with this id, enabled or not."""
        return next((account for account in self.accounts if account.id == account_id), None)
