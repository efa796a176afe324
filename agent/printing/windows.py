"""Printing on Windows: a printer's language as a raw document of the spooler, PDF by the program that is set for PDF files.

NEVER RUN BY ANY TEST: the tests run on Linux. Whatever is changed here has to be tried by hand on Windows.
"""

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from agent.shipping.model.label import Label

from .spooler import Printers, PrintingFailed

_KEPT_S: Final = 600.0
"""The other program reads the file at its own time and tells nobody; an hour's labels are not left lying about."""


class WindowsSpooler:
    """Implements `Spooler`."""

    async def printers(self) -> Printers:
        """Those of this computer and those of the network this user is connected to."""
        return await asyncio.to_thread(_printers)

    async def submit(self, printer: str, document: Label) -> None:
        """PDF is given to the shell's `printto`, at the size that program prints with."""
        if document.format.ending == "pdf":
            await asyncio.to_thread(_print_pdf, printer, document.content)
        else:
            await asyncio.to_thread(_print_raw, printer, document.content)


def _printers() -> Printers:
    if sys.platform != "win32":
        raise NotImplementedError
    import pywintypes
    import win32print

    try:
        flags = win32print.PRINTER_ENUM_LOCAL | win32print.PRINTER_ENUM_CONNECTIONS
        names = tuple(sorted(name for _, _, name, _ in win32print.EnumPrinters(flags)))
    except pywintypes.error as error:
        raise PrintingFailed(str(error.strerror)) from None
    try:
        default = win32print.GetDefaultPrinter()
    except (pywintypes.error, RuntimeError):
        default = None
    return Printers(names, default if default in names else None)


def _print_raw(printer: str, content: bytes) -> None:
    if sys.platform != "win32":
        raise NotImplementedError
    import pywintypes
    import win32print

    try:
        handle = win32print.OpenPrinter(printer)
        try:
            win32print.StartDocPrinter(handle, 1, ("nadajnik", None, "RAW"))
            win32print.WritePrinter(handle, content)
            win32print.EndDocPrinter(handle)
        finally:
            win32print.ClosePrinter(handle)
    except pywintypes.error as error:
        raise PrintingFailed(str(error.strerror)) from None


def _print_pdf(printer: str, content: bytes) -> None:
    if sys.platform != "win32":
        raise NotImplementedError
    if '"' in printer:
        raise PrintingFailed("the printer's name cannot be given to another program")
    folder = Path(tempfile.gettempdir()) / "nadajnik-print"
    try:
        folder.mkdir(exist_ok=True)
        for old in folder.glob("*.pdf"):
            if time.time() - old.stat().st_mtime > _KEPT_S:
                old.unlink(missing_ok=True)
        handle, name = tempfile.mkstemp(".pdf", dir=folder)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.startfile(name, "printto", f'"{printer}"')  # noqa: S606 - a name of the system's own list, and no shell
    except OSError as error:
        raise PrintingFailed(str(error.strerror)) from None
