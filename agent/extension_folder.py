"""Where the browser's extension lies that came with this program."""

from pathlib import Path
from typing import Final

_INSTALLED: Final = Path(__file__).with_name("extension")
FOLDER: Final = _INSTALLED if _INSTALLED.is_dir() else Path(__file__).parents[1] / "extension"
"""Beside the code in an installed program, beside its package in the repository."""
