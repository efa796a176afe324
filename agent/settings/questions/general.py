"""What belongs to no carrier: the station's name, the language, the lock, starting with the computer, copies of the ledger."""

import asyncio
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Literal

from pydantic import ValidationError

from agent.cli.words import LANGUAGE_VARIABLE, usual_language
from agent.config.edit import set_section
from agent.config.home import HomeUnusable
from agent.config.model import SecuritySection, StationSection
from agent.config.problems import ConfigError
from agent.desktop import autostart
from agent.ledger_access import backup_folder, ledger_file
from agent.settings.asked import Asked, Json, NotDone, Nothing, Question
from agent.settings.household import Household
from agent.shipping.ledger.backup import BackupFailed, copies, make
from shared_schema.agent import AgentUnlockResult
from shared_schema.request import NoParams


class Save(Asked):
    """The name of this packing station, the language (None is the computer's own), and the minutes of the lock, 0 without it."""

    station: str
    language: Literal["pl", "en"] | None
    ask_after_idle_minutes: int | float | None
    """As it stands in the field, a number or not."""


class Autostart(Asked):
    """On or off."""

    on: bool


class Updates(Asked):
    """Whether to tell of a newer version of the program."""

    on: bool


def questions(household: Household) -> Mapping[str, Question]:
    """`general.*`."""
    return {
        "general.read": Question(Nothing, partial(_read, household)),
        "general.save": Question(Save, partial(_save, household)),
        "general.unlock": Question(Nothing, partial(_unlock, household)),
        "general.autostart": Question(Autostart, partial(_autostart, household)),
        "general.updates": Question(Updates, partial(_updates, household)),
        "general.backup": Question(Nothing, partial(_backup, household)),
    }


async def _read(household: Household, _: Nothing) -> Json:
    """`language_given` is the one this computer's environment insists on, whatever is chosen here."""
    try:
        config = household.file.read()
    except (ConfigError, HomeUnusable) as error:
        raise household.not_done(error) from None
    folder = backup_folder(household.home)
    kept = await asyncio.to_thread(copies, folder)
    return {
        "station": config.station.name,
        "language": config.interface.language,
        "language_given": usual_language(household.home) if LANGUAGE_VARIABLE in os.environ else None,
        "ask_after_idle_minutes": config.security.ask_after_idle_minutes,
        "locked": household.locked(),
        "autostart": autostart.is_on(),
        "update_notice": config.interface.update_notice,
        "backup": None
        if config.ledger.url is not None
        else {"folder": str(folder), "count": len(kept), "last": kept[0].made_at.isoformat() if kept else None},
    }


async def _save(household: Household, asked: Save) -> Json:
    try:
        StationSection(name=asked.station)
        security = SecuritySection.model_validate({"ask_after_idle_minutes": asked.ask_after_idle_minutes})
        before = household.file.read().security
        with household.file.edit() as document:
            set_section(document, "station", {"name": asked.station})
            set_section(document, "interface", {"language": asked.language})
            if security != before:
                set_section(document, "security", security.model_dump())
    except ValidationError as error:
        raise household.wrong(error) from None
    except (ConfigError, HomeUnusable) as error:
        raise household.not_done(error) from None
    if security.ask_after_idle_minutes > 0 and before.ask_after_idle_minutes == 0:
        await _unlock(household, Nothing())  # whoever switches it on is there
    return {}


async def _unlock(household: Household, _: Nothing) -> Json:
    """A person is at this window: browsers may spend money again."""
    await household.call("agent.unlock", NoParams(), AgentUnlockResult)
    return {}


async def _autostart(household: Household, asked: Autostart) -> Json:
    try:
        await asyncio.to_thread(autostart.switch, asked.on)
    except OSError as error:
        raise NotDone(household.words("settings_autostart_failed", reason=error.strerror)) from None
    return {"on": autostart.is_on()}


async def _updates(household: Household, asked: Updates) -> Json:
    try:
        with household.file.edit() as document:
            set_section(document, "interface", {"update_notice": None if asked.on else False})
    except (ConfigError, HomeUnusable) as error:
        raise household.not_done(error) from None
    return {"on": asked.on}


async def _backup(household: Household, _: Nothing) -> Json:
    """Makes a copy now; the work goes on. A shared ledger is copied on its server."""
    try:
        config = household.file.read()
        if config.ledger.url is not None:
            raise NotDone(household.words("ledger_dump", url=config.ledger.url))
        made = await asyncio.to_thread(make, ledger_file(household.home), backup_folder(household.home), datetime.now(UTC))
    except (ConfigError, HomeUnusable, BackupFailed) as error:
        raise household.not_done(error) from None
    return {"file": str(made.path)}
