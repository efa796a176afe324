"""The report a seller gives to whoever helps: what there is, what was found, which errors there were. No secret, no person."""

import platform
import re
import sys
from collections import Counter
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from agent import __version__
from agent.cli.words import Words
from agent.log import FILE_NAME
from agent.redaction import redact
from shared_schema import PROTOCOL

from .facts import Facts
from .finding import Finding, local
from .words import report_line

LIBRARIES = ("aiohttp", "httpx", "zeep", "lxml", "pydantic", "sqlalchemy", "keyring", "PySide6", "pywebview", "pystray")
_LOGGED = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ (WARNING|ERROR|CRITICAL) (agent(?:\.[a-z_]+)*|asyncio): ", re.MULTILINE)
"""Of a line of the log its level and the part of the program; never what it says."""


def report(words: Words, home: Path, facts: Facts, findings: Sequence[Finding]) -> str:
    """Plain text. Orders, names, addresses, folders and what others said are left out."""
    lines = [
        words("report_title", version=__version__, at=local(facts.now)),
        "",
        *_system(words, facts),
        "",
        *(report_line(words, each, _numbered(facts), _sellers(facts)) for each in findings),
        "",
        words("report_errors"),
        *(_errors(facts) or [words("report_none")]),
        "",
        words("report_log"),
        *(_log(home) or [words("report_none")]),
    ]
    return redact("\n".join(lines)) + "\n"


def _numbered(facts: Facts) -> dict[str, str]:
    """Accounts by their carrier and place in the settings: a seller may have named them after anybody."""
    numbers: Counter[str] = Counter()
    named = {}
    for account_id, carrier in facts.accounts.items():
        numbers[carrier] += 1
        named[account_id] = f"{carrier}/{numbers[carrier]}"
    return named


def _sellers(facts: Facts) -> dict[str, str]:
    """Allegro accounts by their place in the settings."""
    return {login: f"allegro/{number}" for number, login in enumerate(facts.sellers.values(), 1)}


def _system(words: Words, facts: Facts) -> list[str]:
    built = words("report_built" if getattr(sys, "frozen", False) else "report_from_python")
    counted = {"allegro": len(facts.sellers), **Counter(facts.accounts.values())}
    accounts = ", ".join(f"{kind} {count}" for kind, count in counted.items() if count)
    return [
        f"{platform.system()} {platform.release()} {platform.machine()}, Python {platform.python_version()}, {built}",
        ", ".join(f"{each} {found}" for each in LIBRARIES if (found := _version(each))),
        words("report_protocol", protocol=PROTOCOL, ledger=facts.ledger_version or facts.ledger_state),
        words("report_keyring", backend=facts.backend),
        words("report_accounts", accounts=accounts),
    ]


def _version(library: str) -> str | None:
    try:
        return version(library)
    except PackageNotFoundError:
        return None


def _errors(facts: Facts) -> list[str]:
    return [f"{each.code}: {each.count} ({each.last_at[:16]}Z)" for each in (facts.ledger.errors if facts.ledger else ())]


def _log(home: Path) -> list[str]:
    try:
        text = (home / "logs" / FILE_NAME).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    counted = Counter(_LOGGED.findall(text))
    return [f"{level} {part}: {count}" for (level, part), count in counted.most_common()]
