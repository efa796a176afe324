"""One function a check, from facts to findings. Pure; the words are `doctor_<check>_<case>` in the texts."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from agent.shipping.ledger.backup import STALE_AFTER
from agent.shipping.ledger.rows import Attempt
from agent.shipping.ledger.states import State
from agent.shipping.ports import PASSWORD_WARN_DAYS
from shared_schema.codes import ErrorCode

from . import outside
from .facts import Facts
from .finding import Finding, Verdict, local

POINTS_OLD_AFTER = timedelta(days=3)
UNKNOWN_FOR = timedelta(hours=1)
NUMBER_OWED_FOR = timedelta(minutes=10)
MEGABYTE = 1024 * 1024
LITTLE_SPACE_MB = 1000
NO_SPACE_MB = 100
NAMED = 20
"""Orders named in one finding; of more only the number is told."""


def config(facts: Facts) -> Iterator[Finding]:
    """Whether the configuration can be read."""
    wrong = facts.config
    if wrong is None:
        yield Finding("config", "good", "good")
    elif wrong.reason:
        yield Finding("config", "broken", "unreadable", {"path": wrong.path, "reason": wrong.reason})
    else:
        yield Finding("config", "broken", "wrong", {"path": wrong.path, "line": wrong.line, "field": wrong.field})


def rules(facts: Facts) -> Iterator[Finding]:
    """Whether the seller's rules, where there are any, can be used."""
    if facts.rules.problems:
        yield Finding("rules", "broken", "wrong", {"line": facts.rules.problems[0].line})
    elif facts.rules.rules:
        yield Finding("rules", "good", "good", {"count": len(facts.rules.rules)})


def keyring(facts: Facts) -> Iterator[Finding]:
    """Whether secrets can be kept and read."""
    yield Finding("keyring", "broken", facts.keyring) if facts.keyring else Finding("keyring", "good", "good")


def disk(facts: Facts) -> Iterator[Finding]:
    """Whether outcomes and labels can go on being written."""
    free_mb = facts.free_bytes // MEGABYTE
    state: Verdict = "good" if free_mb >= LITTLE_SPACE_MB else "attention" if free_mb >= NO_SPACE_MB else "broken"
    yield Finding("disk", state, "good" if state == "good" else "little", {"free_mb": free_mb})


def ledger(facts: Facts) -> Iterator[Finding]:
    """Whether the ledger is whole and can be reached."""
    if facts.ledger_state in ("good", "old", "none"):
        yield Finding("ledger", "good", facts.ledger_state, {"version": facts.ledger_version})
    elif facts.ledger_state is not None:
        yield Finding("ledger", "broken", facts.ledger_state, {"reason": facts.ledger_reason})


def backups(facts: Facts) -> Iterator[Finding]:
    """Whether there is a fresh copy, and the next one can be written."""
    found = facts.backups
    if found is None:
        return
    if not found.writable:
        yield Finding("backups", "attention", "unwritable")
    if found.newest is None:
        if facts.ledger_state != "none":
            yield Finding("backups", "attention", "missing")
    else:
        stale = facts.now - found.newest >= STALE_AFTER
        yield Finding("backups", "attention" if stale else "good", "stale" if stale else "good", {"made_at": local(found.newest)})


def agent(facts: Facts) -> Iterator[Finding]:
    """Whether the program runs and answers on its port, and is the newest one that is known of."""
    if facts.agent is not None:
        states: dict[str, Verdict] = {"running": "good", "not_running": "attention"}
        yield Finding("agent", states.get(facts.agent, "broken"), facts.agent)
    if facts.status is not None and facts.status.newer_version is not None:
        data: dict[str, object] = {"version": facts.status.newer_version, "own": facts.status.agent_version}
        yield Finding("agent", "attention", "newer", data)


def accounts(facts: Facts) -> Iterator[Finding]:
    """Accounts that make no calls, stopped until they are tested or waiting for their carrier; passwords that end soon."""
    stopped = facts.ledger.stopped if facts.ledger else ()
    waiting = [each for each in facts.status.accounts if each.state == "waiting"] if facts.status else []
    for account_id in stopped:
        yield Finding("accounts", "broken", "stopped", {"id": account_id})
    for each in waiting:
        next_try = local(datetime.fromisoformat(each.next_try_at)) if each.next_try_at else None
        yield Finding("accounts", "attention", "waiting", {"id": each.id, "next_try": next_try})
    ending = {account_id: days for account_id, days in _password_days(facts).items() if days <= PASSWORD_WARN_DAYS}
    for account_id, days in ending.items():
        yield Finding("accounts", "attention", "password", {"id": account_id, "days": days})
    if facts.ledger is not None and not stopped and not waiting and not ending:
        yield Finding("accounts", "good", "good")


def points(facts: Facts) -> Iterator[Finding]:
    """Whether the lists of points that orders are checked with are there, and not too old."""
    for each in facts.point_lists:
        if each.read_at is None:
            yield Finding("points", "attention", "missing", {"id": each.account_id})
        else:
            old = facts.now - each.read_at >= POINTS_OLD_AFTER
            data: dict[str, object] = {"id": each.account_id, "read_at": local(each.read_at)}
            yield Finding("points", "attention" if old else "good", "old" if old else "good", data)


def orders(facts: Facts) -> Iterator[Finding]:
    """Parcels that may or may not exist, and numbers that Allegro does not have."""
    if facts.ledger is None:
        return
    unknown = [each for each in facts.ledger.unsettled if each.state is not State.CREATED]
    created = [each for each in facts.ledger.unsettled if each.state is State.CREATED]
    old = [each for each in unknown if _age(each, facts.now) >= UNKNOWN_FOR]
    refused = [each for each in created if each.on_allegro == "failed"]
    owed = [each for each in created if each.on_allegro not in ("failed", "yes") and _age(each, facts.now) >= NUMBER_OWED_FOR]
    doubtful = [each for each in created if each.error is not None]
    if old:
        yield Finding("orders", "broken", "unknown", _named(old))
    if refused:
        yield Finding("orders", "attention", "number_refused", _named(refused))
    if owed:
        yield Finding("orders", "attention", "number_owed", _named(owed))
    if doubtful:
        yield Finding("orders", "attention", "withdrawal_unknown", _named(doubtful))
    if not old and not refused and not owed and not doubtful:
        yield Finding("orders", "good", "good")


def handover(facts: Facts) -> Iterator[Finding]:
    """Sets of earlier days that nobody handed over, and today's that the program could not."""
    if facts.status is None:
        return
    unsent = [each for each in facts.status.problems if each.code is ErrorCode.SETS_UNSENT]
    failed = [each for each in facts.status.problems if each.code is ErrorCode.DAILY_HAND_OVER_FAILED]
    for each in unsent:
        data: dict[str, object] = {
            "account": each.data.get("account_id"),
            "day": each.data.get("day"),
            "parcels": each.data.get("parcels"),
        }
        yield Finding("handover", "attention", "unsent", data)
    for each in failed:
        yield Finding("handover", "attention", "failed", {"account": each.data.get("account_id")})
    if not unsent and not failed:
        yield Finding("handover", "good", "good")


def stations(facts: Facts) -> Iterator[Finding]:
    """The other stations on the same ledger; one that is away and holds work is worth a look."""
    if facts.ledger is None:
        return
    for each in facts.ledger.stations:
        count = (facts.ledger.held or {}).get(each.id, 0)
        alone = not each.alive and count > 0
        data = {"name": each.name, "seen_at": local(each.seen_at), "count": count}
        yield Finding("stations", "attention" if alone else "good", "holds_work" if alone else "seen", data)


def unread(facts: Facts) -> Iterator[Finding]:
    """What could not be looked at."""
    for check, why in facts.unread.items():
        yield Finding(check, "attention", f"unread_{why}")


CHECKS: tuple[Callable[[Facts], Iterable[Finding]], ...] = (
    config,
    rules,
    keyring,
    ledger,
    backups,
    disk,
    outside.printer,
    agent,
    outside.browsers,
    outside.services,
    outside.allegro,
    accounts,
    outside.carriers,
    points,
    orders,
    handover,
    stations,
    unread,
)
"""In the order they are told; a new check is a function and a place here."""


def examine(facts: Facts) -> list[Finding]:
    """Every finding of every check."""
    return [finding for check in CHECKS for finding in check(facts)]


def _password_days(facts: Facts) -> dict[str, int]:
    """As the program knows it, or newer, as the carrier has just said."""
    known = {each.id: each.expires_in_days for each in facts.status.accounts} if facts.status else {}
    said = {each.account_id: each.report.password_days for each in facts.carriers if each.report and each.report.password_days}
    return {account_id: days for account_id, days in {**known, **said}.items() if days is not None}


def _age(attempt: Attempt, now: datetime) -> timedelta:
    return now - datetime.fromisoformat(attempt.intent_at or attempt.updated_at)


def _named(attempts: list[Attempt]) -> dict[str, object]:
    ids = list(dict.fromkeys(each.order_id for each in attempts))
    more = f" (+{len(ids) - NAMED})" if len(ids) > NAMED else ""
    return {"count": len(ids), "orders": ", ".join(ids[:NAMED]) + more}
