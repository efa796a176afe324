"""The report of a comparison, the same on the terminal and in a file: what differs, and what to do."""

import io
from collections.abc import Iterator, Sequence
from datetime import datetime

from rich.console import RenderableType
from rich.table import Table

from shared_schema.reconcile import Finding, ReconcileSummary

from .phrases import error_text, printable
from .screen import console, plain
from .words import Words

_STYLES = {"costs_money": "bold red", "look": "yellow", "information": "dim"}


def report(words: Words, summary: ReconcileSummary, findings: Sequence[Finding]) -> Iterator[RenderableType]:
    """The parts of the report, one below the other."""
    counts = {"attempts": summary.attempts, "parcels": summary.parcels, "orders": summary.orders}
    yield plain(words("reconcile_compared", days=summary.days, at=_local(summary.started_at), **counts))
    for side in summary.unread:
        name = side.account or "Allegro"
        why = error_text(words, side.error) if side.error else words("reconcile_no_list")
        yield plain(words("reconcile_unread", side=name, why=why), "yellow")
    for weight, style in _STYLES.items():
        of_weight = [each for each in findings if each.weight == weight]
        if of_weight:
            yield plain(words(f"reconcile_{weight}", count=len(of_weight)), style)
            yield _table(words, of_weight)
    if not findings:
        yield plain(words("reconcile_nothing"), "green")
    if any(each.mending == "possible" for each in findings):
        yield plain(words("reconcile_mend"))


def report_text(words: Words, summary: ReconcileSummary, findings: Sequence[Finding]) -> str:
    """The report as it is kept in a file."""
    buffer = io.StringIO()
    screen = console(buffer)
    for part in report(words, summary, findings):
        screen.print(part)
    return buffer.getvalue()


def _table(words: Words, findings: Sequence[Finding]) -> Table:
    table = Table(show_lines=True)
    for name in ("finding", "order", "number", "to_do"):
        table.add_column(words(f"column_{name}"), no_wrap=name in ("order", "number"), overflow="fold")
    for each in findings:
        table.add_row(plain(_what(words, each)), plain(_order(each)), plain(_number(words, each)), plain(_to_do(words, each)))
    return table


def _local(moment: str) -> str:
    return f"{datetime.fromisoformat(moment).astimezone():%Y-%m-%d %H:%M}"


def _what(words: Words, finding: Finding) -> str:
    gaps = {**finding.data, "account": finding.account, "state": words.word("item", str(finding.data.get("state")))}
    return printable(words(f"finding_{finding.code}", **gaps))


def _order(finding: Finding) -> str:
    prefix = finding.data.get("order_prefix")
    return finding.order_id or (f"{prefix}-…" if prefix else "-")


def _number(words: Words, finding: Finding) -> str:
    if finding.tracking_number is not None:
        return finding.tracking_number
    return words("reconcile_shipment", id=finding.shipment_id) if finding.shipment_id else "-"


def _to_do(words: Words, finding: Finding) -> str:
    mending = [] if finding.mending == "no" else [words(f"mending_{finding.mending}")]
    by_hand = [words(f"finding_{finding.code}_do")] if finding.mending in ("no", "failed") else []
    return " ".join(mending + by_hand)
