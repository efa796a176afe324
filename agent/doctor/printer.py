"""Which printer the system takes by default: what the system says, or that it does not say."""

import asyncio
import contextlib
import os
import re
import sys

from .facts import PrinterFacts

_NAMED = re.compile(r"^system default destination: (\S+)", re.MULTILINE)
_NONE = re.compile(r"no system default destination|no destinations|no default destination", re.IGNORECASE)


async def default_printer() -> PrinterFacts:
    """From CUPS (Linux, macOS) or the registry (Windows); nothing is printed."""
    if sys.platform == "win32":
        return await asyncio.to_thread(_windows)
    try:
        process = await asyncio.create_subprocess_exec(
            "lpstat",
            "-d",
            env={**os.environ, "LC_ALL": "C"},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
    except OSError:
        return PrinterFacts("unknown")
    try:
        told, _ = await process.communicate()
    except asyncio.CancelledError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        raise
    return said(told.decode(errors="replace"))


def said(text: str) -> PrinterFacts:
    """What `lpstat -d` told."""
    if found := _NAMED.search(text):
        return PrinterFacts("found", found[1])
    return PrinterFacts("none" if _NONE.search(text) else "unknown")


def _windows() -> PrinterFacts:
    """The value is `name,winspool,port`."""
    if sys.platform != "win32":
        raise NotImplementedError
    import winreg

    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, r"Software\Microsoft\Windows NT\CurrentVersion\Windows") as key:
            value, _ = winreg.QueryValueEx(key, "Device")
    except OSError:
        return PrinterFacts("unknown")
    name = str(value).partition(",")[0]
    return PrinterFacts("found", name) if name else PrinterFacts("none")
