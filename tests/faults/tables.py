"""The two tables for people: what went wrong, and what it came to."""

from collections.abc import Iterable

from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from tests.faults.person import Result

WIDTH = 120
COLUMNS = ("duplicates", "losses", "numbers", "silent errors", "finished")


def table(title: str, rows: Iterable[tuple[str, str, Result]]) -> Table:
    """One row for each trouble and carrier."""
    made = Table(title=title, caption="numbers: doubled or missing at Allegro", title_justify="left", box=box.SIMPLE_HEAD)
    made.add_column("trouble", no_wrap=True)
    made.add_column("carrier", no_wrap=True)
    for column in COLUMNS:
        made.add_column(column, justify="right")
    for trouble, carrier, result in rows:
        made.add_row(trouble, carrier, *cells(result), style=None if result.good else "bold red")
    return made


def cells(result: Result) -> tuple[str, ...]:
    """A result's columns."""
    counts = (result.duplicates, result.losses, result.numbers, result.silent)
    return (*map(str, counts), "yes" if result.finished else "NO")


def wide_console() -> Console:
    """A console on which no row is broken, also where the output goes to a file."""
    console = Console()
    return console if console.width >= WIDTH else Console(width=WIDTH)


def progress(console: Console) -> Progress:
    """How far it is."""
    return Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console)
