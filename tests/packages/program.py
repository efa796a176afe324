"""Which program is tested: the one built by `make bundle` where `NADAJNIK_PROGRAM` names it, else the one of this repository."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

_NAMED: Final = os.environ.get("NADAJNIK_PROGRAM")
BUILT: Final = Path(_NAMED).resolve() if _NAMED else None
COMMAND: Final[Sequence[str]] = (str(BUILT),) if BUILT else (sys.executable, "-m", "agent")
