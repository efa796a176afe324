"""The history: everything that happened, with who did it, and nothing about the buyer."""

import csv
import json
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.cli.exit_codes import ExitCode
from agent.cli.history_csv import harmless
from agent.client import connect
from agent.config.running import noted_port
from agent.ledger_access import ledger_file
from agent.server.pairings import command_line_pairing, new_pairing
from agent.shipping.ledger.history import OTHER
from agent.shipping.ledger.rows import NewItem, Station
from agent.shipping.ledger.states import Event
from agent.shipping.ledger.store import Ledger
from agent.shipping.model.failure import Failure
from shared_schema.codes import ErrorCode
from shared_schema.jobs import JobsCancelParams, JobsCancelResult
from tests.cli.conftest import Shop, Terminal
from tests.cli.test_texts import TEXTS
from tests.faults.shipping import create, plan, wait

PERSONAL = ("email", "firstName", "lastName", "companyName", "phoneNumber", "number", "street", "login", "zipCode", "postCode")


def personal(form: object, key: str = "") -> Iterator[str]:
    """Every text of an order that says something about a person."""
    if isinstance(form, dict):
        for name, value in form.items():
            yield from personal(value, str(name))
    elif isinstance(form, list):
        for value in form:
            yield from personal(value, key)
    elif isinstance(form, str) and key in PERSONAL and len(form) > 2:
        yield form


async def rows_of(terminal: Terminal, *arguments: str) -> list[dict[str, str | None]]:
    result = await terminal.run("history", *arguments, "--json")
    assert result.exit_code == ExitCode.OK, result.output
    found = json.loads(result.stdout)["history"]
    assert isinstance(found, list)
    return found


async def test_everything_is_told_with_who_did_it_and_nothing_about_the_buyer(shop: Shop, tmp_path: Path) -> None:
    port = noted_port(shop.terminal.home)
    assert port is not None
    own = await command_line_pairing(shop.terminal.vault)
    assert own is not None
    await shop.terminal.run("ship", *shop.orders, "--yes", "--accept")
    first, second = shop.orders[:2]
    number = shop.world.allegro.numbers(first)[0].waybill
    await shop.terminal.run("ship", first, "--yes", "--again", number)
    await shop.terminal.run("labels", first, "-o", str(tmp_path / "labels.pdf"))
    async with connect(port, shop.terminal.vault) as client:
        wanted = await plan(client, [second])
        await shop.world.shipx.stop()
        waiting = await create(client, wanted)
        await wait(client, waiting, lambda job: job.waiting == 1)
        await client.call("jobs.cancel", JobsCancelParams(job_id=waiting, order_ids=None), JobsCancelResult)
        await shop.world.shipx.start()
    file = tmp_path / "history.csv"
    exported = await shop.terminal.run("history", "--csv", str(file))
    assert exported.exit_code == ExitCode.OK, exported.output
    table = await shop.terminal.run("history")
    rows = await rows_of(shop.terminal)

    told = [row["what"] for row in rows if row["order_id"] == first]
    assert {"asked", "intend", "number", "on_allegro", "label", "asked_again", "label_given"} <= set(told)
    for what in ("asked_again", "label_given", "cancel"):
        by_person = next(row for row in rows if row["what"] == what)
        assert (by_person["client"], by_person["client_name"]) == (own.pairing_id, "command line")
        assert by_person["station"] == "stanowisko 1"
    put = [row for row in rows if row["what"] == "on_allegro"]
    at_carrier = {str(each.tracking_number): str(each.id) for each in shop.world.shipx.shipments}
    assert {row["tracking_number"]: row["shipment_id"] for row in put} == at_carrier
    assert "wait" in [row["what"] for row in rows if row["order_id"] == second]

    everything = file.read_text(encoding="utf-8-sig") + table.output + json.dumps(rows, ensure_ascii=False)
    with closing(sqlite3.connect(ledger_file(shop.terminal.home))) as ledger:
        everything += "\n".join(ledger.iterdump())
    secrets = [secret for secret in shop.terminal.vault.secrets.values() if len(secret) > 8]
    people = {text for order in shop.orders for text in personal(shop.world.allegro.orders[order])}
    assert len(people) > 20
    assert [text for text in [*people, *secrets] if re.search(rf"(?<!\w){re.escape(text)}(?!\w)", everything)] == []


async def test_a_cancel_names_the_client_who_did_it(tmp_path: Path, terminal: Terminal) -> None:
    terminal.home.mkdir()
    browser = new_pairing("browser", "Firefox", "moz-extension://x", "0123456789abcdef")
    terminal.vault.secrets["pairings"] = json.dumps(
        [{name: getattr(browser, name) for name in ("pairing_id", "kind", "browser", "origin", "created_at", "key")}]
    )
    await filled(terminal, 3)
    rows = await rows_of(terminal)
    cancelled = [row for row in rows if row["what"] == "cancel"]
    assert [(row["client"], row["client_name"], row["code"]) for row in cancelled] == [
        ("0123456789abcdef", "Firefox", "cancelled_by_user")
    ] * 3
    assert {row["client_name"] for row in rows if row["client"] == "fedcba9876543210"} == {None}
    shown = await terminal.run("history")
    assert "stanowisko 1, Firefox" in shown.output
    assert "fedcba9876543210" in re.sub(r"\s", "", shown.output)
    terminal.vault.locked = True
    assert {row["client_name"] for row in await rows_of(terminal)} == {None}


async def filled(terminal: Terminal, count: int, now: datetime | None = None) -> None:
    """A ledger where one browser asked for orders and another stopped them."""
    ledger = await Ledger.open(f"sqlite+aiosqlite:///{ledger_file(terminal.home)}", Station("id", "stanowisko 1"))
    moment = now or datetime.now(UTC)
    items = [NewItem(f"{number:08x}-8a1f-11f1-ac45-09db60ede9d6", "0" * 16, None, False, None) for number in range(count)]
    await ledger.add_job("11111111-7f6a-41e8-ac45-09db60ede9d6", "fedcba9876543210", "1", items, moment)
    stopped = Failure(ErrorCode.CANCELLED_BY_USER, "not_sent", "stopped")
    await ledger.cancel("11111111-7f6a-41e8-ac45-09db60ede9d6", moment, stopped, "0123456789abcdef")
    await ledger.close()


async def test_the_file_opens_in_a_polish_spreadsheet(terminal: Terminal, tmp_path: Path) -> None:
    """A byte order mark, semicolons, a header in words, moments with their offset; more rows than one page."""
    terminal.home.mkdir()
    terminal.language = "pl"
    await filled(terminal, 700)
    file = tmp_path / "historia.csv"
    result = await terminal.run("history", "--csv", str(file))
    assert result.exit_code == ExitCode.OK, result.output
    assert "1400" in result.output
    raw = file.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\r\n") == 1401
    with file.open(encoding="utf-8-sig", newline="") as opened:
        header, *lines = csv.reader(opened, delimiter=";")
    assert header[:3] == ["Kiedy", "Stanowisko", "Przez"]
    assert len({line[7] for line in lines}) == 700
    assert all(datetime.fromisoformat(line[0]).utcoffset() is not None for line in lines)
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+48", "'+48"),
        ("-1", "'-1"),
        ("@SUM", "'@SUM"),
        ("\t=1", "'\t=1"),
        ("620000000000000000000017", "'620000000000000000000017"),
        ("1234567890", "1234567890"),
        ("stanowisko = 1", "stanowisko = 1"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula_or_a_rounded_number(text: str, expected: str) -> None:
    assert harmless(text) == expected


async def test_a_station_named_like_a_formula_is_exported_as_text(terminal: Terminal, tmp_path: Path) -> None:
    terminal.home.mkdir()
    (terminal.home / "config.toml").write_text("[station]\nname = '=cmd|calc'\n")
    ledger = await Ledger.open(f"sqlite+aiosqlite:///{ledger_file(terminal.home)}", Station("id", "=cmd|calc"))
    await ledger.add_job(
        "11111111-7f6a-41e8-ac45-09db60ede9d6", "c", "1", [NewItem("a", "0", None, False, None)], datetime.now(UTC)
    )
    await ledger.close()
    await terminal.run("history", "--csv", str(tmp_path / "h.csv"))
    assert ";'=cmd|calc;" in (tmp_path / "h.csv").read_text(encoding="utf-8-sig")


async def test_orders_and_days_are_chosen(terminal: Terminal) -> None:
    terminal.home.mkdir()
    await filled(terminal, 2, datetime(2026, 11, 24, 23, 30).astimezone())
    chosen = "00000001-8a1f-11f1-ac45-09db60ede9d6"
    assert {row["order_id"] for row in await rows_of(terminal, chosen)} == {chosen}
    assert len(await rows_of(terminal, "--since", "2026-11-24")) == 4
    assert len(await rows_of(terminal, "--since", "2026-11-24T23:31")) == 0
    assert len(await rows_of(terminal, "--since", "2026-11-25")) == 0
    assert (await terminal.run("history", "--since", "yesterday")).exit_code == ExitCode.USAGE


async def test_the_day_begins_at_local_midnight(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half past midnight in Poland is the day before in UTC."""
    monkeypatch.setenv("TZ", "Europe/Warsaw")
    time.tzset()
    try:
        terminal.home.mkdir()
        await filled(terminal, 1, datetime(2026, 11, 23, 23, 30, tzinfo=UTC))
        assert len(await rows_of(terminal, "--since", "2026-11-24")) == 2
        assert "2026-11-24 00:30:00" in (await terminal.run("history")).output
        assert len(await rows_of(terminal, "--since", "2026-11-24 00:31")) == 0
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize("statement", ["UPDATE history SET what = 'x'", "DELETE FROM history"])
async def test_the_database_refuses_to_change_what_was_written(terminal: Terminal, statement: str) -> None:
    terminal.home.mkdir()
    await filled(terminal, 1)
    refused = pytest.raises(sqlite3.IntegrityError, match="append-only")
    with closing(sqlite3.connect(ledger_file(terminal.home))) as connection, refused:
        connection.execute(statement)
    assert len(await rows_of(terminal)) == 2


def test_a_file_that_cannot_be_written_is_told(terminal: Terminal, tmp_path: Path) -> None:
    terminal.home.mkdir()
    assert terminal.call("history", "--csv", str(tmp_path / "no" / "h.csv")).exit_code == ExitCode.USAGE
    assert terminal.call("history").exit_code == ExitCode.NOT_CONFIGURED
    assert list(terminal.home.iterdir()) == []


@pytest.mark.parametrize("language", TEXTS)
def test_every_event_has_words(language: str) -> None:
    wanted = {f"history_{each.value}" for each in Event} | {f"history_{each}" for each in OTHER}
    assert wanted <= TEXTS[language].keys()
