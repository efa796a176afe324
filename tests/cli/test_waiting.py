"""A carrier that does not answer, from the command line: nobody is kept waiting, everything is said, and it can be stopped."""

import asyncio
import json
from dataclasses import replace
from datetime import datetime

import pytest

from agent.cli import shipping
from agent.cli.exit_codes import ExitCode
from agent.cli.phrases import account_text, item_text, next_try, station_text, when
from agent.cli.shipping import Patience
from agent.cli.tables import remarks
from agent.cli.words import Words
from shared_schema.agent import AccountInfo, StationInfo
from shared_schema.codes import ErrorCode
from shared_schema.earlier import Earlier
from shared_schema.errors import ErrorInfo
from shared_schema.jobs import Elsewhere, JobItem, JobSummary
from shared_schema.plans import PlanRow
from tests.cli.conftest import Shop

SECONDS = 20.0
PAUSE_S = 0.3
"""Between two questions of a person who is curious: the agent bounds connections and questions."""


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pauses of the agent under test are short as well."""
    monkeypatch.setattr(shipping, "WAITING_S", 0.5)


async def ship_during_outage(shop: Shop, *orders: str) -> dict[str, object]:
    """Ships while nobody answers for InPost; the command's output."""
    planned = await shop.terminal.run("plan", *orders)
    assert planned.exit_code == ExitCode.OK, planned.output
    await shop.world.shipx.stop()
    async with asyncio.timeout(SECONDS):
        shipped = await shop.terminal.run("ship", *orders, "--yes", "--json")
    assert shipped.exit_code == ExitCode.SOME_NEED_FIXING, shipped.output
    output: dict[str, object] = json.loads(shipped.stdout)
    return output


async def until_created(shop: Shop, order: str) -> None:
    async with asyncio.timeout(SECONDS):
        while True:
            status = await shop.terminal.run("status", order, "--json")
            if status.exit_code == ExitCode.OK and json.loads(status.stdout)["orders"][0]["state"] == "created":
                return
            await asyncio.sleep(PAUSE_S)


async def test_the_command_ends_the_agent_goes_on_and_a_stopped_order_stays_stopped(shop: Shop) -> None:
    first, second = shop.orders[:2]
    output = await ship_during_outage(shop, first, second)
    items = output["items"]
    assert isinstance(items, list)
    assert output["state"] in ("waiting", "running")  # a try may have begun since
    for item in items:
        assert (item["state"], item["carrier"]) in {(state, "inpost") for state in ("waiting", "queued", "sending")}

    job = str(output["job_id"])
    async with asyncio.timeout(SECONDS):
        while (cancelled := await shop.terminal.run("cancel", job, first, "--json")).exit_code != ExitCode.OK:  # noqa: ASYNC110  # asked like a person asks
            await asyncio.sleep(PAUSE_S)  # a try may be under way
    assert json.loads(cancelled.stdout)["stopped"] == 1
    again = await shop.terminal.run("cancel", job, first)
    assert again.exit_code == ExitCode.SOME_NEED_FIXING

    await shop.world.shipx.start()
    await until_created(shop, second)
    assert len(shop.world.shipx.shipments) == 1
    nothing = await shop.terminal.run("cancel", job)
    assert nothing.exit_code == ExitCode.SOME_NEED_FIXING
    async with asyncio.timeout(SECONDS):
        while not shop.world.allegro.numbers(second):  # noqa: ASYNC110  # the stand-in knows no subscribers
            await asyncio.sleep(0)
    assert [len(shop.world.allegro.numbers(each)) for each in (first, second)] == [0, 1]


async def test_it_is_said_in_words_what_waits_and_how_to_stop_it(shop: Shop) -> None:
    shop.terminal.language = "pl"
    await shop.terminal.run("plan", shop.orders[0])
    await shop.world.shipx.stop()
    shipped = await shop.terminal.run("ship", shop.orders[0], "--yes")
    assert shipped.exit_code == ExitCode.SOME_NEED_FIXING
    assert "czeka: 1" in shipped.output
    assert "nadajnik cancel " in shipped.output
    assert "próbuje dalej sam" in shipped.output
    async with asyncio.timeout(SECONDS):
        while shop.orders[0] not in (status := await shop.terminal.run("status")).output:  # noqa: ASYNC110  # asked like a person asks
            await asyncio.sleep(PAUSE_S)  # a try may be under way
    assert status.exit_code == ExitCode.OK
    assert "przewoźnik nie odpowiada" in status.output
    assert "następna próba" in status.output


async def test_status_without_orders_names_a_stopped_account_until_it_was_tested(shop: Shop) -> None:
    await shop.terminal.run("plan", shop.orders[0])
    right = shop.world.shipx.options
    shop.world.shipx.options = replace(right, token="another")  # the stand-in's own
    await shop.terminal.run("ship", shop.orders[0], "--yes")
    status = await shop.terminal.run("status")
    assert status.exit_code == ExitCode.SOME_NEED_FIXING
    assert "nadajnik account test inpost" in status.output
    told = json.loads((await shop.terminal.run("status", "--json")).stdout)
    assert [each["state"] for each in told["accounts"]] == ["stopped"]

    refused = await shop.terminal.run("account", "test", "inpost")
    assert refused.exit_code == ExitCode.REFUSED
    shop.world.shipx.options = right
    tested = await shop.terminal.run("account", "test", "inpost")
    assert tested.exit_code == ExitCode.OK, tested.output
    async with asyncio.timeout(SECONDS):
        while (await shop.terminal.run("status")).exit_code != ExitCode.OK:  # noqa: ASYNC110  # asked like a person asks
            await asyncio.sleep(PAUSE_S)
    shipped = await shop.terminal.run("ship", shop.orders[0], "--yes", "--json")
    assert shipped.exit_code == ExitCode.OK, shipped.output


async def test_what_is_no_job_is_a_usage_error_and_an_unknown_one_is_said(shop: Shop) -> None:
    assert (await shop.terminal.run("cancel", "zlecenie")).exit_code == ExitCode.USAGE
    unknown = await shop.terminal.run("cancel", "11111111-7f6a-41e8-ac45-09db60ede9d6")
    assert unknown.exit_code == ExitCode.UNAVAILABLE


def job(state: str, waiting: int, working: int = 0) -> JobSummary:
    values = {
        "job_id": "J",
        "created_at": "",
        "total": 3,
        "created": 3 - waiting - working,
        "to_fix": 0,
        "on_allegro": 0,
        "undecided": 0,
    }
    return JobSummary.model_validate({**values, "state": state, "working": working, "waiting": waiting, "labels": 0, "seq": 1})


def test_a_short_wait_is_waited_for_and_an_outage_is_not() -> None:
    patience = Patience()
    assert not patience.is_over(job("running", 0, working=3), 0)
    assert not patience.is_over(job("waiting", 3), 1)
    assert not patience.is_over(job("running", 0, working=3), 1.3)  # a try of a moment
    assert patience.is_over(job("waiting", 3), 1.6)
    assert not patience.is_over(job("waiting", 2), 1.7)  # one was done: the outage is over, or never was
    assert patience.is_over(job("waiting", 2), 2.2)
    assert not patience.is_over(job("running", 0, working=2), 9)
    assert patience.is_over(job("running", 0, working=2), 2 + shipping.STILL_S)


SEEN_AT = "2026-11-20T09:35:00+00:00"
UNAVAILABLE = ErrorInfo(
    code=ErrorCode.CARRIER_UNAVAILABLE, message="", outcome="not_sent", fields=[], carrier=None, retry_after_s=None, data={}
)
ITEM = JobItem(
    order_id="29738e61-8a1f-11f1-ac45-09db60ede9d6",
    position=0,
    parcel=1,
    parcels=1,
    state="waiting",
    account="inpost",
    carrier="inpost",
    service=None,
    tracking_number=None,
    on_allegro="none",
    label="none",
    label_pages=0,
    cod_grosze=None,
    error=UNAVAILABLE,
    warnings=[],
    next_try_at="2099-01-01T10:00:00+00:00",
    elsewhere=None,
)


def test_another_station_and_the_next_try_are_told_by_this_computers_clock() -> None:
    words = Words("pl")
    assert when(words, datetime.now().astimezone().replace(hour=10, minute=35).isoformat()) == "o 10:35"
    assert f"następna próba {when(words, '2099-01-01T10:00:00+00:00')}" in item_text(words, ITEM)
    assert next_try(words, SEEN_AT) == "następna próba za chwilę"
    dead = ITEM.model_copy(update={"elsewhere": Elsewhere(station="stół 2", seen_at=SEEN_AT, alive=False)})
    assert f"stół 2, ostatnio widziane {when(words, SEEN_AT)}" in item_text(words, dead)
    assert "niczego nie wyśle drugi raz" in item_text(words, dead)
    silent = StationInfo(name="stół 2", seen_at=SEEN_AT, alive=False, this=False)
    assert station_text(words, silent) == f"nie odpowiada, ostatnio widziane {when(words, SEEN_AT)}"
    account = AccountInfo(
        id="inpost-2",
        carrier="inpost",
        name="",
        enabled=True,
        state="waiting",
        next_try_at=ITEM.next_try_at,
        expires_in_days=None,
        withdraws=False,
    )
    assert "następna próba 2099" in account_text(words, account)


def test_a_plan_names_the_station_that_works_on_an_earlier_shipment() -> None:
    words = Words("pl")
    earlier = Earlier(
        source="ledger",
        carrier="inpost",
        tracking_number=None,
        state="sending",
        created_at=SEEN_AT,
        station="stół 2",
        station_seen_at=SEEN_AT,
    )
    row = PlanRow(
        order_id=ITEM.order_id,
        status="attention",
        digest="d" * 16,
        account="inpost",
        carrier="inpost",
        service=None,
        method="",
        offer=None,
        size=None,
        sizes=[],
        point=None,
        recipient="",
        receiver=None,
        parcels=1,
        cod_grosze=None,
        insurance_grosze=None,
        why=[],
        problems=[],
        error=None,
        earlier=[earlier],
        confirmation="c" * 16,
    )
    assert f"sending (stół 2, ostatnio widziane {when(words, SEEN_AT)})" in remarks(words, row)
