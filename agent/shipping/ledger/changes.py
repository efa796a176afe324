"""Changes of attempts: what may be written, and how a batch of them goes into one transaction with its history."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from sqlalchemy import ColumnElement, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.dml import ReturningUpdate

from agent.shipping.model.failure import Failure, Note

from . import history
from .job_rows import next_seqs
from .rows import Attempt, attempt_of, dump_failure, dump_notes
from .states import UNSENT, Event
from .tables import attempts


class Facts(TypedDict, total=False):
    """What may be written beside a state; a column left out stays as it is."""

    account_id: str
    carrier: str
    service: str
    cod_grosze: int | None
    intent_at: str
    shipment_id: str
    tracking_number: str
    looks: int
    next_try_at: str | None
    on_allegro: str
    label: str
    label_pages: int
    error: Failure | None
    number_error: Failure | None
    label_error: Failure | None
    warnings: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """An attempt after a change, and the number of that change within its job."""

    attempt: Attempt
    seq: int


@dataclass(frozen=True, slots=True)
class Move:
    """An event that is to move an attempt, and facts to be written with it; `seen` as in `Ledger.apply`."""

    attempt_id: int
    event: Event
    facts: Facts
    seen: Attempt | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A row to be changed where it is as `allowed` says, and `what` the history tells of it, if anything."""

    attempt_id: int
    what: str | None
    values: dict[str, object]
    facts: Facts
    allowed: Sequence[ColumnElement[bool]]
    client: str | None


async def write(connection: AsyncConnection, steps: Sequence[Step], stamp: str, station: str) -> list[Change | None]:
    """Makes the changes and tells the history of them, in the caller's transaction; None for a row that was not as allowed."""
    changed: dict[int, Attempt] = {}
    # Attempts before jobs, and each in one order everywhere: two stations must not wait for each other crosswise.
    for step in sorted(steps, key=lambda each: each.attempt_id):
        row = (await connection.execute(_statement(step, stamp))).one_or_none()
        if row is not None:
            changed[step.attempt_id] = attempt_of(row)
    counts = Counter(attempt.job_id for attempt in changed.values())
    seqs = {job_id: await next_seqs(connection, job_id, count) for job_id, count in sorted(counts.items())}
    changes: list[Change | None] = []
    told: list[history.Entry] = []
    for step in steps:
        attempt = changed.get(step.attempt_id)
        changes.append(None if attempt is None else Change(attempt, next(seqs[attempt.job_id])))
        if attempt is not None and step.what is not None:
            failure = step.facts.get("error") or step.facts.get("number_error") or step.facts.get("label_error")
            told.append(history.entry(step.what, attempt, stamp, station, step.client, failure))
    await history.write(connection, told)
    return changes


def _statement(step: Step, stamp: str) -> ReturningUpdate[tuple[object, ...]]:
    facts = step.facts
    values = {**step.values, **facts, "updated_at": stamp}
    if "error" in facts:
        values["error"] = dump_failure(facts["error"])
    if "number_error" in facts:
        values["number_error"] = dump_failure(facts["number_error"])
    if "label_error" in facts:
        values["label_error"] = dump_failure(facts["label_error"])
    if "warnings" in facts:
        values["warnings"] = dump_notes(facts["warnings"])
    return update(attempts).where(attempts.c.id == step.attempt_id, *step.allowed).values(values).returning(attempts)


def as_seen(seen: Attempt | None) -> list[ColumnElement[bool]]:
    """The row is where it was seen: same state, same intent; and as long as it is unsent, held by the same station."""
    if seen is None:
        return []
    same = [attempts.c.state == seen.state.value, attempts.c.intent_at.is_not_distinct_from(seen.intent_at)]
    return [*same, attempts.c.holder.is_not_distinct_from(seen.holder)] if seen.state in UNSENT else same
