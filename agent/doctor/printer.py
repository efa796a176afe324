"""Which printer labels go to, as far as the system says: the one chosen for this station, else the system's default one."""

from agent.printing.spooler import PrintingFailed
from agent.printing.system import printers

from .facts import PrinterFacts


async def printer_facts(chosen: str) -> PrinterFacts:
    """`chosen` is empty where no printer is chosen. Nothing is printed."""
    try:
        found = await printers()
    except PrintingFailed:
        return PrinterFacts("unknown")
    if chosen:
        return PrinterFacts("chosen" if chosen in found.names else "gone", chosen)
    return PrinterFacts("found", found.default) if found.default else PrinterFacts("none")
