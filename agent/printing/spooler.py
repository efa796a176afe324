"""What the printing of an operating system is asked for, and what may go wrong with it."""

from dataclasses import dataclass
from typing import Protocol

from agent.shipping.model.label import Label


@dataclass(frozen=True, slots=True)
class Printers:
    """The system's printers by name; the default one is among them, None where the system has none."""

    names: tuple[str, ...]
    default: str | None


class PrintingFailed(Exception):
    """The system did not tell its printers, or did not take the document; `reason` in its own words, one line."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class PrinterGone(Exception):
    """The system has no printer of that name (any more)."""

    def __init__(self, printer: str) -> None:
        super().__init__(printer)
        self.printer = printer


class Spooler(Protocol):
    """Both may raise PrintingFailed."""

    async def printers(self) -> Printers:
        """Those there are now; nothing is printed."""

    async def submit(self, printer: str, document: Label) -> None:
        """Hands one document to a printer of the list: PDF at its own size, a printer's language as it is.

        Returns when the system has taken it; whether the paper comes is between the system and the printer.
        """
