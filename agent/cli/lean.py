"""What libraries load unasked, and a program that waits all day does without."""

import sys
from types import ModuleType
from typing import cast


def leave_out_what_nobody_uses() -> None:
    """Saves 10 MB; to be called before the first import of these libraries.

    Httpx brings its own command line where rich is installed, and does without it. SQLAlchemy's asyncio package imports the
    ORM's sessions only to hand them on; the ledger uses no ORM.
    """
    sys.modules.setdefault("httpx._main", cast("ModuleType", None))
    for name in ("session", "scoping"):
        whole = f"sqlalchemy.ext.asyncio.{name}"
        sys.modules.setdefault(whole, _Empty(whole))


class _Empty(ModuleType):
    """A module that has every name, and nothing behind it."""

    def __getattr__(self, name: str) -> None:
        if name.startswith("__"):  # asked for by the import itself
            raise AttributeError(name)
