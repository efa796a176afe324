"""One line of the diagnosis, as a value; the words for it are elsewhere."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from agent.shipping.model.failure import Failure, Note

Verdict = Literal["good", "attention", "broken"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`note` and `failure` are somebody else's remark, told in the gap `why` of the text."""

    check: str
    state: Verdict
    case: str
    data: dict[str, object] = field(default_factory=dict)
    note: Note | None = None
    failure: Failure | None = None

    @property
    def key(self) -> str:
        """Of its text."""
        return f"doctor_{self.case}" if self.case.startswith("unread_") else f"doctor_{self.check}_{self.case}"


def local(moment: datetime) -> str:
    """The moment as people here read it."""
    return f"{moment.astimezone():%Y-%m-%d %H:%M}"
