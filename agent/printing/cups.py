"""Printing on Linux and macOS with the programs of CUPS, `lpstat` and `lp`: no shell, the document on the standard input."""

import asyncio
import contextlib
import os
import re
from typing import Final

from agent.shipping.model.label import Label

from .spooler import Printers, PrintingFailed

WITHIN_S = 20.0
_DEFAULT: Final = re.compile(r"system default destination: (\S+)")
_AS_IT_IS: Final = ("-o", "print-scaling=none", "-o", "number-up=1", "-o", "sides=one-sided")
"""Said each time, so that neither the queue's nor the user's own options scale a label: without the first, CUPS shrinks A6 to
91 % on a printer of 4 × 6 inch."""
_RAW: Final = ("-o", "raw")
_MOST_WORDS: Final = 200


class Cups:
    """Implements `Spooler`."""

    async def printers(self) -> Printers:
        """From `lpstat`; it says nothing at all where CUPS is not running, so that is asked for too."""
        return read_list(await _run({"LC_ALL": "C"}, "lpstat", "-r", "-d", "-e"))

    async def submit(self, printer: str, document: Label) -> None:
        """Without a name of a file, `lp` reads what is handed to it; its title tells nobody's name."""
        options = _AS_IT_IS if document.format.ending == "pdf" else _RAW
        await _run({}, "lp", "-d", printer, "-n", "1", "-t", "nadajnik", *options, handed=document.content)


def read_list(told: str) -> Printers:
    """What `lpstat -r -d -e` told: sentences, and names, which have no spaces in them. Raises PrintingFailed."""
    lines = told.splitlines()
    if any("scheduler is not running" in line for line in lines):
        raise PrintingFailed("scheduler is not running")
    default = next((found[1] for line in lines if (found := _DEFAULT.fullmatch(line.strip()))), None)
    names = {line.strip() for line in lines if line.strip() and " " not in line.strip()}
    return Printers(tuple(sorted(names | ({default} if default else set()))), default)


async def _run(variables: dict[str, str], *command: str, handed: bytes = b"") -> str:
    """What the program wrote. Raises PrintingFailed in its words when it is not there, says no, or does not come to an end."""
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            env={**os.environ, **variables},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
    except OSError as error:
        raise PrintingFailed(f"{command[0]}: {error.strerror}") from None
    try:
        async with asyncio.timeout(WITHIN_S):
            told, complaint = await process.communicate(handed)
    except TimeoutError:
        raise PrintingFailed(f"{command[0]}: no answer") from None
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if process.returncode:
        words = " ".join(complaint.decode(errors="replace").split())
        raise PrintingFailed(words[:_MOST_WORDS] or f"{command[0]}: {process.returncode}")
    return told.decode(errors="replace")
