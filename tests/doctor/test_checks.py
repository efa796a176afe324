"""Every check over invented facts: good, attention, broken, and words for each in both languages."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest

from agent.cli.words import LANGUAGES, Language, Words
from agent.doctor.checks import NAMED, examine
from agent.doctor.facts import (
    AgentState,
    AllegroFacts,
    BackupFacts,
    CarrierFacts,
    Facts,
    LedgerFacts,
    LedgerState,
    PointListFacts,
    PrinterFacts,
    ServiceFacts,
    WrongPlace,
)
from agent.doctor.finding import Finding
from agent.doctor.outside import SCOPES
from agent.doctor.report import report
from agent.doctor.services import offset_s
from agent.doctor.words import finding_text, report_line
from agent.shipping.ledger.rows import Attempt
from agent.shipping.ledger.states import State
from agent.shipping.ledger.stations import SeenStation
from agent.shipping.model.failure import Failure, Note
from agent.shipping.model.failure import Words as ServiceWords
from agent.shipping.model.shipment import AccountReport
from agent.shipping.work.withdraw import UNSURE
from shared_schema.agent import AccountInfo, AgentStatusResult, SellerInfo
from shared_schema.codes import ErrorCode, NoteCode
from shared_schema.pairing import PairedInfo
from tests.account_info import account_info

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
GIGABYTE = 1024**3
SELLERS = {"1": "canary-login", "2": "canary-outlet"}


def status(*accounts: AccountInfo, sellers: Collection[str] = ("1",)) -> AgentStatusResult:
    return AgentStatusResult(
        agent_version="0.1.0",
        newer_version=None,
        station="s",
        sellers=[SellerInfo(id=each, login=SELLERS[each]) for each in sellers],
        accounts=list(accounts),
        stations=[],
        running_jobs=0,
        problems=[],
        findings=0,
        paused=False,
        locked=False,
        printer=None,
    )


GOOD = Facts(
    now=NOW,
    config=None,
    keyring=None,
    free_bytes=10 * GIGABYTE,
    ledger_state="good",
    ledger_version="0002",
    ledger=LedgerFacts(held={}),
    backups=BackupFacts(NOW - timedelta(hours=3), writable=True),
    agent="running",
    status=status(),
    sellers={"1": SELLERS["1"]},
)


def attempt(number: int, state: State, ago: timedelta, on_allegro: str = "none") -> Attempt:
    at = (NOW - ago).isoformat(timespec="milliseconds")
    return Attempt(
        id=number, job_id="j", position=0, seller_id="1", order_id=f"order-{number}", parcel_number=1, reference=f"r{number}",
        state=state, digest="d", size=None, accepted=False, confirmation=None, account_id="inpost", carrier="inpost", service="s",
        cod_grosze=None, intent_at=at, shipment_id=None, tracking_number=None, looks=0, next_try_at=None, on_allegro=on_allegro,
        label="none", label_pages=0, error=None, number_error=None, label_error=None, warnings=(), station="s", holder="h",
        created_at=at, updated_at=at,
    )  # fmt: skip


def of(check: str, facts: Facts) -> list[tuple[str, str]]:
    """What a check finds. Every finding met here has words in both languages that its data fills."""
    found = [each for each in examine(facts) if each.check == check]
    for each in found:
        for language in LANGUAGES:
            words = Words(language)
            assert "—" not in finding_text(words, each)
            assert words(f"doctor_check_{check}")
    return [(each.state, each.case) for each in found]


def with_ledger(**content: object) -> Facts:
    return replace(GOOD, ledger=replace(LedgerFacts(held={}), **content))  # type: ignore[arg-type] # fields by name


def test_when_all_is_well_nothing_else_is_said() -> None:
    assert {each.state for each in examine(GOOD)} == {"good"}
    for check in ("config", "keyring", "ledger", "backups", "disk", "agent", "allegro", "accounts", "orders"):
        assert of(check, GOOD) == [("good", "running" if check == "agent" else "good")]


@pytest.mark.parametrize("reason", ["missing", "locked", "plain_text", "silent"])
def test_the_key_store(reason: str) -> None:
    assert of("keyring", replace(GOOD, keyring=reason)) == [("broken", reason)]


@pytest.mark.parametrize(
    ("wrong", "case"),
    [(WrongPlace(Path("c"), 3, "server.port"), "wrong"), (WrongPlace(Path("c"), reason="no rights"), "unreadable")],
)
def test_the_configuration(wrong: WrongPlace, case: str) -> None:
    assert of("config", Facts(NOW, wrong, None, GIGABYTE)) == [("broken", case)]


@pytest.mark.parametrize(
    ("free_mb", "expected"),
    [(1000, ("good", "good")), (999, ("attention", "little")), (100, ("attention", "little")), (99, ("broken", "little"))],
)
def test_the_disk(free_mb: int, expected: tuple[str, str]) -> None:
    assert of("disk", replace(GOOD, free_bytes=free_mb * 1024**2)) == [expected]


@pytest.mark.parametrize("state", ["missing", "damaged", "too_new", "unavailable"])
def test_a_ledger_that_cannot_be_used(state: LedgerState) -> None:
    assert of("ledger", replace(GOOD, ledger_state=state, ledger_reason="why", ledger=None)) == [("broken", state)]


@pytest.mark.parametrize("state", ["none", "old"])
def test_a_ledger_the_next_start_makes_or_mends(state: LedgerState) -> None:
    assert of("ledger", replace(GOOD, ledger_state=state, ledger=None)) == [("good", state)]


@pytest.mark.parametrize(
    ("hours", "writable", "expected"),
    [
        (47, True, [("good", "good")]),
        (48, True, [("attention", "stale")]),
        (None, True, [("attention", "missing")]),
        (1, False, [("attention", "unwritable"), ("good", "good")]),
    ],
)
def test_copies(hours: int | None, writable: bool, expected: list[tuple[str, str]]) -> None:
    newest = None if hours is None else NOW - timedelta(hours=hours)
    assert of("backups", replace(GOOD, backups=BackupFacts(newest, writable))) == expected


def test_a_server_makes_its_own_copies() -> None:
    assert of("backups", replace(GOOD, backups=None)) == []


@pytest.mark.parametrize(
    ("state", "verdict"),
    [
        ("running", "good"),
        ("not_running", "attention"),
        ("stranger", "broken"),
        ("silent", "broken"),
        ("version", "broken"),
        ("other_home", "broken"),
    ],
)
def test_the_program(state: AgentState, verdict: str) -> None:
    assert of("agent", replace(GOOD, agent=state, status=None)) == [(verdict, state)]


def test_a_newer_program_is_worth_a_look() -> None:
    facts = replace(GOOD, status=status().model_copy(update={"newer_version": "1.4.0"}))
    assert of("agent", facts) == [("good", "running"), ("attention", "newer")]
    [newer] = [each for each in examine(facts) if each.case == "newer"]
    for text in (finding_text(Words("pl"), newer), report_line(Words("pl"), newer, {}, {})):
        assert "1.4.0" in text
        assert "0.1.0" in text


def test_allegro_is_connected_or_not() -> None:
    assert of("allegro", replace(GOOD, status=status(sellers=()))) == [("broken", "missing")]
    assert of("allegro", replace(GOOD, sellers={}, status=status(sellers=()))) == [("broken", "not_connected")]
    assert of("allegro", replace(GOOD, sellers={}, agent="not_running", status=None)) == [("attention", "not_connected")]


def test_every_allegro_account_is_told_of_by_itself() -> None:
    stored = (AllegroFacts("1", SCOPES, NOW), AllegroFacts("2", SCOPES[:1], NOW - timedelta(days=91)))
    found = [each for each in examine(replace(GOOD, sellers=SELLERS, allegro=stored)) if each.check == "allegro"]
    assert [(each.data["login"], each.case) for each in found] == [
        ("canary-login", "good"),
        ("canary-login", "lasts"),
        ("canary-outlet", "missing"),
        ("canary-outlet", "scopes"),
        ("canary-outlet", "ended"),
    ]


def test_the_report_names_allegro_accounts_by_their_place() -> None:
    facts = replace(GOOD, sellers=SELLERS, allegro=(AllegroFacts("1", SCOPES, NOW), AllegroFacts("2", SCOPES[:1], NOW)))
    words = Words("en")
    text = report(words, Path("nowhere"), facts, examine(facts))
    assert words("doctor_allegro_good", login="allegro/1") in text
    assert words("doctor_allegro_missing", login="allegro/2") in text
    assert "canary" not in text
    assert "allegro 2" in text


@pytest.mark.parametrize(("days", "told"), [(None, ("good", "good")), (8, ("good", "good")), (7, ("attention", "password"))])
def test_a_password_that_ends_within_a_week(days: int | None, told: tuple[str, str]) -> None:
    account = account_info(id="p", expires_in_days=days)
    assert of("accounts", replace(with_ledger(), status=status(account))) == [told]


def test_accounts_that_make_no_calls() -> None:
    waiting = account_info(id="b", state="waiting", next_try_at="2026-11-24T12:05:00+00:00")
    facts = replace(with_ledger(stopped=("a",)), status=status(waiting))
    assert of("accounts", facts) == [("broken", "stopped"), ("attention", "waiting")]


@pytest.mark.parametrize(
    ("hours", "expected"), [(71, ("good", "good")), (72, ("attention", "old")), (None, ("attention", "missing"))]
)
def test_lists_of_points(hours: int | None, expected: tuple[str, str]) -> None:
    kept = PointListFacts("orlen", None if hours is None else NOW - timedelta(hours=hours))
    assert of("points", replace(GOOD, point_lists=(kept,))) == [expected]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (attempt(1, State.UNKNOWN, timedelta(minutes=59)), ("good", "good")),
        (attempt(1, State.UNKNOWN, timedelta(minutes=60)), ("broken", "unknown")),
        (attempt(1, State.SENDING, timedelta(hours=2)), ("broken", "unknown")),
        (attempt(1, State.CREATED, timedelta(minutes=1), "waiting"), ("good", "good")),
        (attempt(1, State.CREATED, timedelta(minutes=10), "waiting"), ("attention", "number_owed")),
        (attempt(1, State.CREATED, timedelta(0), "failed"), ("attention", "number_refused")),
        (replace(attempt(1, State.CREATED, timedelta(hours=1), "yes"), error=UNSURE), ("attention", "withdrawal_unknown")),
    ],
)
def test_orders_nobody_is_sure_of(found: Attempt, expected: tuple[str, str]) -> None:
    assert of("orders", with_ledger(unsettled=(found,))) == [expected]


def test_many_orders_are_counted_and_the_first_named() -> None:
    facts = with_ledger(unsettled=tuple(attempt(number, State.UNKNOWN, timedelta(days=1)) for number in range(NAMED + 5)))
    [finding] = [each for each in examine(facts) if each.check == "orders"]
    assert finding.data["count"] == NAMED + 5
    assert str(finding.data["orders"]).endswith("order-19 (+5)")


@pytest.mark.parametrize(
    ("state", "verdict"),
    [("chosen", "good"), ("gone", "broken"), ("found", "good"), ("none", "attention"), ("unknown", "attention")],
)
def test_the_printer(state: Literal["chosen", "gone", "found", "none", "unknown"], verdict: str) -> None:
    assert of("printer", replace(GOOD, printer=PrinterFacts(state, "Zebra"))) == [(verdict, state)]


@pytest.mark.parametrize(
    ("connected", "version", "access", "expected"),
    [
        (None, None, None, ("attention", "silent")),
        ("2026-11-24T11:00:00+00:00", "0.1.0", True, ("good", "good")),
        ("2026-11-24T11:00:00+00:00", "0.1.0", None, ("good", "access_unknown")),
        ("2026-11-24T11:00:00+00:00", "0.0.9", True, ("good", "other_version")),
        ("2026-11-24T11:00:00+00:00", "0.0.9", False, ("broken", "no_access")),
    ],
)
def test_a_browser(connected: str | None, version: str | None, access: bool | None, expected: tuple[str, str]) -> None:
    browser = PairedInfo(
        pairing_id="0" * 16,
        browser="Firefox 150",
        origin="o",
        created_at="c",
        connected_at=connected,
        extension_version=version,
        page_access=access,
    )
    assert of("browsers", replace(GOOD, browsers=(browser,))) == [expected]


def test_no_browser() -> None:
    assert of("browsers", replace(GOOD, browsers=())) == [("attention", "none")]


@pytest.mark.parametrize(
    ("offsets", "expected"),
    [
        ((1.0, -0.4), ("good", "good")),
        ((59.0, 3600.0, 59.0), ("good", "good")),  # one server is wrong, not this computer
        ((61.0, 61.0, None), ("attention", "fast")),
        ((-301.0, -301.0), ("broken", "slow")),
        ((None,), ("attention", "unknown")),
    ],
)
def test_the_clock(offsets: tuple[float | None, ...], expected: tuple[str, str]) -> None:
    assert of("clock", replace(GOOD, services=tuple(ServiceFacts("host", each, None) for each in offsets))) == [expected]


def test_a_server_out_of_reach() -> None:
    facts = replace(GOOD, services=(ServiceFacts("a", 0.0, None), ServiceFacts("b", None, "ConnectError")))
    assert of("services", facts) == [("attention", "unreached")]
    assert of("services", replace(GOOD, services=facts.services[:1])) == [("good", "good")]


@pytest.mark.parametrize(
    ("date", "expected"),
    [("Tue, 24 Nov 2026 11:59:30 GMT", 30.0), ("Tue, 24 Nov 2026 12:00:29 GMT", -29.0), ("yesterday", None), (None, None)],
)
def test_how_far_the_clock_is_off(date: str | None, expected: float | None) -> None:
    assert offset_s(date, NOW + timedelta(seconds=1), 1.0) == (None if expected is None else pytest.approx(expected))


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0, ("good", "lasts")), (75, ("good", "lasts")), (77, ("attention", "ends_soon")), (90, ("broken", "ended"))],
)
def test_how_long_allegro_stays_connected(days: int, expected: tuple[str, str]) -> None:
    stored = AllegroFacts("1", SCOPES, NOW - timedelta(days=days))
    assert of("allegro", replace(GOOD, allegro=(stored,))) == [("good", "good"), expected]


def test_rights_that_allegro_did_not_give() -> None:
    stored = AllegroFacts("1", SCOPES[:1], NOW)
    assert of("allegro", replace(GOOD, allegro=(stored,))) == [("good", "good"), ("broken", "scopes"), ("good", "lasts")]


def test_an_account_without_tokens_while_the_program_is_away() -> None:
    away = replace(GOOD, agent="not_running", status=None, allegro=(AllegroFacts("1"),))
    assert of("allegro", away) == [("attention", "no_tokens")]


@pytest.mark.parametrize(
    ("state", "verdict"),
    [("late", "attention"), ("not_asked", "attention"), ("secret_missing", "broken"), ("failed", "broken")],
)
def test_a_carrier_that_says_nothing_good(state: Literal["failed", "late", "secret_missing", "not_asked"], verdict: str) -> None:
    failure = Failure(ErrorCode.CREDENTIALS_REFUSED, "not_sent", "no") if state == "failed" else None
    found = CarrierFacts("p", "Poczta Polska", state, failure=failure)
    assert of("carriers", replace(GOOD, accounts={"p": "poczta_polska"}, carriers=(found,))) == [(verdict, state)]


def test_what_a_carrier_says_of_its_account() -> None:
    notes = (Note(NoteCode.COD_ACCOUNT_MISSING), Note(NoteCode.DROPOFF_MISSING), Note(NoteCode.CREDENTIALS_EXPIRE))
    report = AccountReport("P", ("a", "b"), None, NOW, notes, password_days=3)
    facts = replace(
        with_ledger(), accounts={"p": "poczta_polska"}, carriers=(CarrierFacts("p", "Poczta Polska", "answered", report),)
    )
    assert of("carriers", facts) == [("good", "answered"), ("good", "remark"), ("attention", "remark")]
    assert of("accounts", facts) == [("attention", "password")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_others_said_stays_out_of_the_report(language: Language) -> None:
    said = Failure(
        ErrorCode.CARRIER_REFUSED, "refused", "canary", ServiceWords("canary", "canary", "canary"), data={"a": "canary"}
    )
    note = Note(NoteCode.OFFICE_MISSING, "settings.office", {"choices": "canary"})
    for found in (
        Finding("carriers", "broken", "failed", {"id": "canary"}, failure=said),
        Finding("carriers", "attention", "remark", {"id": "canary"}, note=note),
    ):
        assert "canary" in finding_text(Words(language), found)
        line = report_line(Words(language), found, {"canary": "inpost/1"}, {})
        assert "canary" not in line
        assert "inpost/1" in line


@pytest.mark.parametrize("why", ["late", "failed"])
def test_what_could_not_be_looked_at(why: Literal["late", "failed"]) -> None:
    assert of("services", replace(GOOD, unread={"services": why})) == [("attention", f"unread_{why}")]


@pytest.mark.parametrize(
    ("alive", "count", "expected"),
    [(True, 5, ("good", "seen")), (False, 0, ("good", "seen")), (False, 1, ("attention", "holds_work"))],
)
def test_other_stations(alive: bool, count: int, expected: tuple[str, str]) -> None:
    other = SeenStation("h", "stanowisko 2", NOW - timedelta(hours=1), alive)
    assert of("stations", with_ledger(stations=(other,), held={"h": count})) == [expected]
