"""The one way to this computer's printers, whatever its system."""

import sys

from agent.shipping.model.label import Label

from .cups import Cups
from .spooler import PrinterGone, Printers, Spooler
from .windows import WindowsSpooler

_SPOOLER: Spooler = WindowsSpooler() if sys.platform == "win32" else Cups()


async def printers() -> Printers:
    """Those there are now. Raises PrintingFailed."""
    return await _SPOOLER.printers()


async def print_file(printer: str, document: Label) -> None:
    """Sends one document. A name is used only if the list that was read just now has it (threat model, row 21).

    Raises PrinterGone and PrintingFailed.
    """
    if printer not in (await printers()).names:
        raise PrinterGone(printer)
    await _SPOOLER.submit(printer, document)
