"""Gathers the reasons, problems and warnings of one draft."""

from dataclasses import dataclass, field

from agent.shipping.model.failure import Note
from shared_schema.codes import NoteCode


@dataclass(slots=True)
class Notes:
    """Three lists that the parts of the mapping add to; `path` names the field of the order or of the settings."""

    why: list[Note] = field(default_factory=list)
    problems: list[Note] = field(default_factory=list)
    warnings: list[Note] = field(default_factory=list)

    def because(self, code: NoteCode, **data: str | int | bool | None) -> None:
        """Adds a reason."""
        self.why.append(Note(code, None, data))

    def remark(self, code: NoteCode, path: str | None, **data: str | int | bool | None) -> None:
        """Adds what is good to know and asks for nothing."""
        self.why.append(Note(code, path, data))

    def problem(self, code: NoteCode, path: str | None, **data: str | int | bool | None) -> None:
        """Adds what makes the order unshippable."""
        self.problems.append(Note(code, path, data))

    def warning(self, code: NoteCode, path: str | None, **data: str | int | bool | None) -> None:
        """Adds what wants a person's look."""
        self.warnings.append(Note(code, path, data))
