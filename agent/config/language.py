"""The language the seller chose, read without the rest of the configuration: every command needs it before it knows anything."""

import tomllib
from pathlib import Path

FILE_NAME = "config.toml"


def chosen_language(home: Path) -> str | None:
    """What `[interface] language` says; None without it, or while the file cannot be read. What is wrong there others tell."""
    try:
        section = tomllib.loads((home / FILE_NAME).read_text(encoding="utf-8")).get("interface")
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return None
    language = section.get("language") if isinstance(section, dict) else None
    return language if isinstance(language, str) else None
