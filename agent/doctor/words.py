"""A finding in words: for the person at the computer, and for a report that leaves it."""

from collections.abc import Mapping

from agent.cli.phrases import failure_text, note_text
from agent.cli.words import Words

from .finding import Finding

_LEAVES = frozenset({
    "browser", "carrier", "connected_at", "count", "day", "days", "free_mb", "host", "kind", "line", "made_at", "next_try", "own",
    "parcels", "read_at", "renewed_at", "scopes", "seconds", "seen_at", "services", "until", "version",
})  # fmt: skip
"""Data that say nothing of a person, a shop or an order. Whatever a check adds stays out of the report until it is named here."""
_NAMES_ACCOUNT = ("id", "account")
_NAMES_SELLER = ("login",)


def finding_text(words: Words, finding: Finding) -> str:
    """What was found, and what to do."""
    why = ""
    if finding.note is not None:
        why = note_text(words, str(finding.note.code), finding.note.path, finding.note.data)
    elif finding.failure is not None:
        why = failure_text(words, finding.failure)
    return words(finding.key, **finding.data, why=why)


def report_line(words: Words, finding: Finding, accounts: Mapping[str, str], sellers: Mapping[str, str]) -> str:
    """The same for a report: codes instead of others' words, `accounts` instead of the seller's names, `sellers` of logins."""
    data = {key: value for key, value in finding.data.items() if key in _LEAVES}
    named = {key: accounts.get(str(finding.data[key]), "?") for key in _NAMES_ACCOUNT if key in finding.data}
    named |= {key: sellers.get(str(finding.data[key]), "?") for key in _NAMES_SELLER if key in finding.data}
    about = finding.note or finding.failure
    text = words(finding.key, **data, **named, why=about.code.value if about else "")
    return (
        f"[{words(f'doctor_{finding.state}')}] {words(f'doctor_check_{finding.check}')} ({finding.check}.{finding.case}): {text}"
    )
