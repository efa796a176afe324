"""The checks of what is outside the program: printer, browsers, the services and the accounts there. Pure, as the others."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from statistics import median

from agent.shipping.ports import PASSWORD_WARN_DAYS
from shared_schema.codes import NoteCode

from .facts import AllegroFacts, CarrierFacts, Facts
from .finding import Finding, Verdict, local

SCOPES = ("allegro:api:orders:read", "allegro:api:orders:write", "allegro:api:profile:read")
"""What the program cannot do without (contract: allegro-rest, section 2.5)."""
LOGIN_LIFE = timedelta(days=90)
"""How long a refresh token can be used, at least (contract: allegro-rest, section 2.4)."""
LOGIN_ENDS_SOON = timedelta(days=14)
CLOCK_OFF_S = 60
CLOCK_WRONG_S = 300


def printer(facts: Facts) -> Iterator[Finding]:
    """Whether the printer that labels go to is there, as far as the system says."""
    found = facts.printer
    if found is not None:
        good = found.state in ("chosen", "found")
        state: Verdict = "broken" if found.state == "gone" else "good" if good else "attention"
        yield Finding("printer", state, found.state, {"name": found.name})


def browsers(facts: Facts) -> Iterator[Finding]:
    """Which extension is in which browser, and whether it is let onto the order pages."""
    if facts.browsers is None or facts.status is None:
        return
    if not facts.browsers:
        yield Finding("browsers", "attention", "none")
    for each in facts.browsers:
        data: dict[str, object] = {
            "browser": each.browser,
            "version": each.extension_version,
            "own": facts.status.agent_version,
            "connected_at": local(datetime.fromisoformat(each.connected_at)) if each.connected_at else None,
        }
        if each.connected_at is None:
            yield Finding("browsers", "attention", "silent", data)
        elif each.page_access is False:
            yield Finding("browsers", "broken", "no_access", data)
        elif each.extension_version != facts.status.agent_version:
            yield Finding("browsers", "good", "other_version", data)
        else:
            yield Finding("browsers", "good", "good" if each.page_access else "access_unknown", data)


def services(facts: Facts) -> Iterator[Finding]:
    """Whether the services can be reached, and the clock, by what most of them say."""
    for each in facts.services:
        if each.unreached is not None:
            yield Finding("services", "attention", "unreached", {"host": each.host, "kind": each.unreached})
    if facts.services and all(each.unreached is None for each in facts.services):
        yield Finding("services", "good", "good", {"count": len(facts.services)})
    told = [each.offset_s for each in facts.services if each.offset_s is not None]
    if told:
        seconds = round(median(told))
        far = abs(seconds)
        state: Verdict = "good" if far < CLOCK_OFF_S else "attention" if far < CLOCK_WRONG_S else "broken"
        case = "good" if state == "good" else "fast" if seconds > 0 else "slow"
        yield Finding("clock", state, case, {"seconds": far})
    elif facts.services:
        yield Finding("clock", "attention", "unknown")


def allegro(facts: Facts) -> Iterator[Finding]:
    """Whether each account is connected and answers, what it lets the program do, and for how long."""
    if not facts.sellers:
        yield Finding("allegro", "attention" if facts.status is None else "broken", "not_connected")
    answering = None if facts.status is None else {each.id for each in facts.status.sellers}
    stored = {each.seller_id: each for each in facts.allegro}
    for seller_id, login in facts.sellers.items():
        data: dict[str, object] = {"login": login}
        if answering is not None:
            there = seller_id in answering
            yield Finding("allegro", "good" if there else "broken", "good" if there else "missing", data)
        if seller_id in stored:
            yield from _tokens(stored[seller_id], data, facts)


def _tokens(stored: AllegroFacts, data: dict[str, object], facts: Facts) -> Iterator[Finding]:
    if stored.renewed_at is None:
        if facts.status is None:  # otherwise it is missing, which is told
            yield Finding("allegro", "attention", "no_tokens", data)
        return
    missing = [each for each in SCOPES if each not in stored.scopes] if stored.scopes else []
    if missing:
        yield Finding("allegro", "broken", "scopes", data | {"scopes": ", ".join(missing)})
    ends = stored.renewed_at + LOGIN_LIFE
    if ends <= facts.now:
        yield Finding("allegro", "broken", "ended", data | {"renewed_at": local(stored.renewed_at)})
    else:
        soon = ends - facts.now < LOGIN_ENDS_SOON
        case = "ends_soon" if soon else "lasts"
        yield Finding("allegro", "attention" if soon else "good", case, data | {"until": f"{ends:%Y-%m-%d}"})


def carriers(facts: Facts) -> Iterator[Finding]:
    """What each carrier has just said of its account, in the order of the settings."""
    by_id = {each.account_id: each for each in facts.carriers}
    for account_id in facts.accounts:
        if account_id in by_id:
            yield from _carrier(by_id[account_id])


def _carrier(found: CarrierFacts) -> Iterator[Finding]:
    data: dict[str, object] = {"id": found.account_id, "carrier": found.carrier}
    report = found.report
    if found.state == "failed":
        yield Finding("carriers", "broken", "failed", data, failure=found.failure)
    elif report is None or found.state != "answered":
        yield Finding("carriers", "broken" if found.state == "secret_missing" else "attention", found.state, data)
    else:
        data |= {"services": len(report.services) or None, "last4": report.cod_account_last4}
        if report.password_days is not None and report.password_days > PASSWORD_WARN_DAYS:
            data["days"] = report.password_days
        yield Finding("carriers", "good", "answered", data)
        for note in report.warnings:
            if note.code is not NoteCode.CREDENTIALS_EXPIRE:  # told with the accounts
                state: Verdict = "good" if note.code is NoteCode.COD_ACCOUNT_MISSING else "attention"
                yield Finding("carriers", state, "remark", data, note)
