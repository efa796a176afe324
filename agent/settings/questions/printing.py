"""Where this station's labels are printed: the printers there are, the one that is chosen, and a page to try one with."""

from collections.abc import Mapping
from functools import partial

from agent.config.edit import set_section
from agent.config.home import HomeUnusable
from agent.config.problems import ConfigError
from agent.printing.spooler import PrinterGone, PrintingFailed
from agent.printing.system import print_file, printers
from agent.printing.trial_page import trial_page
from agent.settings.asked import Asked, Json, NotDone, Nothing, Question
from agent.settings.household import Household
from shared_schema.codes import LabelFormat


class Save(Asked):
    """The printer for labels, empty for none; and whether a new job's labels are printed by themselves."""

    printer: str
    when_ready: bool


class Trial(Asked):
    """A page in the language that the printer speaks."""

    printer: str
    format: LabelFormat


def questions(household: Household) -> Mapping[str, Question]:
    """`printing.*`."""
    return {
        "printing.read": Question(Nothing, partial(_read, household)),
        "printing.save": Question(Save, partial(_save, household)),
        "printing.trial": Question(Trial, partial(_trial, household)),
    }


async def _read(household: Household, _: Nothing) -> Json:
    """`failed` tells, in words, why the system's printers are not known; the one that is chosen is in the list all the same."""
    try:
        printing = household.file.read().printing
    except (ConfigError, HomeUnusable) as error:
        raise household.not_done(error) from None
    names: tuple[str, ...] = ()
    default, failed = None, None
    try:
        found = await printers()
        names, default = found.names, found.default
    except PrintingFailed as error:
        failed = household.words("settings_printers_unknown", reason=error.reason)
    gone = bool(printing.printer) and printing.printer not in names
    return {
        "printers": [*names, printing.printer] if gone else list(names),
        "default": default,
        "printer": printing.printer,
        "gone": gone and failed is None,
        "when_ready": printing.print_when_ready,
        "failed": failed,
    }


async def _save(household: Household, asked: Save) -> Json:
    """A printer is chosen only if the system has it now."""
    try:
        if asked.printer not in ("", household.file.read().printing.printer):
            found = await _told(household, asked.printer)
            if asked.printer not in found:
                raise NotDone(household.words("settings_printer_gone", printer=asked.printer))
        with household.file.edit() as document:
            wanted = {"printer": asked.printer or None, "print_when_ready": True if asked.when_ready else None}
            set_section(document, "printing", wanted)
    except (ConfigError, HomeUnusable) as error:
        raise household.not_done(error) from None
    return {}


async def _told(household: Household, printer: str) -> tuple[str, ...]:
    try:
        return (await printers()).names
    except PrintingFailed as error:
        raise NotDone(household.words("settings_print_refused", printer=printer, reason=error.reason)) from None


async def _trial(household: Household, asked: Trial) -> Json:
    try:
        page = await trial_page(asked.format, household.file.read().station.name)
        await print_file(asked.printer, page)
    except (ConfigError, HomeUnusable) as error:
        raise household.not_done(error) from None
    except PrinterGone:
        raise NotDone(household.words("settings_printer_gone", printer=asked.printer)) from None
    except PrintingFailed as error:
        raise NotDone(household.words("settings_print_refused", printer=asked.printer, reason=error.reason)) from None
    return {}
