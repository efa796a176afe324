"""What is wrong with a configuration file: which line, which field, and what is expected there."""

from dataclasses import dataclass, field
from pathlib import Path

Key = str | int
Data = dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Problem:
    """One wrong place.

    `kind` names the words for people (`config_<kind>` in the texts of the command line), `data` fills their gaps, `path` is
    the field, for example `("accounts", 0, "name")`, `line` counts from 1 and is None only when the file says nothing there.
    """

    kind: str
    path: tuple[Key, ...] = ()
    data: Data = field(default_factory=dict)
    line: int | None = None

    @property
    def field_name(self) -> str:
        """The path as one would say it: `accounts[1].name`, counted from 1 like the tables in the file."""
        text = ""
        for key in self.path:
            text += f"[{key + 1}]" if isinstance(key, int) else f".{key}" if text else key
        return text


class ConfigError(Exception):
    """The file cannot be used; holds every problem found. Its English text is for the log."""

    def __init__(self, file: Path, problems: list[Problem]) -> None:
        self.file = file
        self.problems = problems
        super().__init__("; ".join(f"{file}:{p.line or 1}: {p.field_name or 'file'}: {p.kind} {p.data}" for p in problems))
