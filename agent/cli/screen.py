"""Consoles, and texts of others made harmless for a terminal."""

from typing import TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text


def console(stream: TextIO) -> Console:
    """A console without markup, emoji codes or highlighting; as wide as needed when the output is not a terminal."""
    width = None if stream.isatty() else 200
    return Console(file=stream, markup=False, emoji=False, highlight=False, width=width)


def plain(text: str, style: str = "") -> Text:
    """Text of a carrier, a buyer or a browser: control characters and escape sequences cannot reach the terminal."""
    return Text("".join(character if character.isprintable() else " " for character in text), style=style)


def progress_bar(screen: Console) -> Progress:
    """A bar with counts and time; silent when the standard error is not a terminal."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=screen, transient=True, disable=not screen.is_terminal)
