"""Reading: the organization, progress, and what is repeated."""

from datetime import timedelta

import pytest

from agent.carriers.inpost.account import InpostAccount, open_account
from agent.shipping.model.failure import Note, ShippingError
from agent.shipping.model.plan import Choices
from agent.shipping.model.shipment import AccountReport, Progress
from shared_schema.codes import ErrorCode, NoteCode

from .scripted import (
    NOW,
    ORGANIZATION,
    PATH,
    Impatient,
    Responder,
    ScriptedShipx,
    StillClock,
    account_at,
    hangs_up,
    order,
    organization,
    says,
    says_nothing,
    settings,
    shipment,
)


def listed(*items: dict[str, object]) -> dict[str, object]:
    return {"href": f"http://x{PATH}?id=1", "count": len(items), "page": 1, "per_page": 100, "items": list(items)}


async def test_check_reports_the_account(account: InpostAccount, shipx: ScriptedShipx) -> None:
    shipx.answers = [says(200, organization(services=["inpost_locker_standard", "inpost_courier_c2c"]))]
    assert await account.check() == AccountReport(
        name="Sklep Testowy",
        services=("inpost_courier_c2c", "inpost_locker_standard"),
        cod_account_last4="7890",
        checked_at=NOW,
    )
    (seen,) = shipx.seen
    assert (seen.method, seen.path) == ("GET", f"/v1/organizations/{ORGANIZATION}")
    assert seen.headers["Authorization"] == "Bearer test.token"


async def test_check_warns_of_a_missing_bank_account(account: InpostAccount, shipx: ScriptedShipx) -> None:
    shipx.answers = [says(200, organization(bank_account_number=None))]
    report = await account.check()
    assert report.cod_account_last4 is None
    assert [note.code for note in report.warnings] == [NoteCode.COD_ACCOUNT_MISSING]


@pytest.mark.parametrize(
    ("point", "codes"),
    [
        (says(404, {"status": 404, "error": "resource_not_found"}), [NoteCode.DROPOFF_UNKNOWN]),
        (says(200, {"name": "KRA010", "status": "Operating", "functions": ["parcel_send"]}), []),
        (says(200, {"name": "KRA010", "status": "Disabled", "functions": ["parcel_send"]}), [NoteCode.DROPOFF_UNKNOWN]),
        (says(200, {"name": "KRA010", "functions": ["parcel_collect"]}), [NoteCode.DROPOFF_UNKNOWN]),
        (says(500, b""), []),
        (says(200, "<html>"), []),
    ],
)
async def test_check_looks_the_dropoff_point_up(
    url: str, shipx: ScriptedShipx, clock: StillClock, point: Responder, codes: list[NoteCode]
) -> None:
    shipx.answers = [says(200, organization()), point]
    account = account_at(url, clock, sending_method="parcel_locker", dropoff_point=" kra010 ")
    report = await account.check()
    await account.close()
    assert [note.code for note in report.warnings] == codes
    assert shipx.seen[1].path == "/points-host/v1/points/KRA010"


async def test_check_misses_the_dropoff_point(url: str, shipx: ScriptedShipx, clock: StillClock) -> None:
    shipx.answers = [says(200, organization())]
    account = account_at(url, clock, sending_method="parcel_locker")
    report = await account.check()
    await account.close()
    assert report.warnings == (Note(NoteCode.DROPOFF_MISSING, "settings.dropoff_point"),)


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (401, {"error": "token_invalid"}, ErrorCode.CREDENTIALS_REFUSED),
        (403, {"error": "forbidden"}, ErrorCode.CREDENTIALS_REFUSED),
        (404, {"error": "resource_not_found"}, ErrorCode.CREDENTIALS_REFUSED),
    ],
)
async def test_check_refused(account: InpostAccount, shipx: ScriptedShipx, status: int, body: object, code: ErrorCode) -> None:
    shipx.answers = [says(status, body)]
    with pytest.raises(ShippingError) as raised:
        await account.check()
    assert (raised.value.failure.code, raised.value.failure.outcome) == (code, "refused")
    assert len(shipx.seen) == 1


async def test_check_of_an_answer_that_is_not_shipx(account: InpostAccount, shipx: ScriptedShipx) -> None:
    shipx.answers = [says(200, "<html>Welcome</html>")]
    with pytest.raises(ShippingError) as raised:
        await account.check()
    failure = raised.value.failure
    assert (failure.code, failure.outcome) == (ErrorCode.CARRIER_ANSWER_UNREADABLE, "not_sent")


async def test_prepare_reads_once_in_ten_minutes(account: InpostAccount, shipx: ScriptedShipx, clock: StillClock) -> None:
    shipx.answers = [says(200, organization())]
    await account.prepare()
    clock.pass_time(timedelta(minutes=9, seconds=59))
    await account.prepare()
    assert len(shipx.seen) == 1
    clock.pass_time(timedelta(seconds=1))
    await account.prepare()
    assert len(shipx.seen) == 2
    assert account.draft(order(), Choices()).problems == ()


def test_a_draft_needs_prepare() -> None:
    account = open_account("inpost", settings(), {"token": "t"}, {})
    with pytest.raises(RuntimeError):
        account.draft(order(), Choices())


@pytest.mark.parametrize("token", ["", "  ", "two words", "zażółć", "a\x00b"])
def test_a_token_that_is_none(token: str) -> None:
    with pytest.raises(ShippingError) as raised:
        open_account("inpost", settings(), {"token": token}, {})
    assert raised.value.failure.code is ErrorCode.CREDENTIALS_MISSING


async def test_reading_is_repeated_twice(account: InpostAccount, shipx: ScriptedShipx, clock: StillClock) -> None:
    shipx.answers = [hangs_up, says(503, b""), says(200, organization())]
    await account.prepare()
    assert len(shipx.seen) == 3
    assert len(clock.waited) == 2
    assert len({seen.headers["X-Request-ID"] for seen in shipx.seen}) == 3


async def test_reading_gives_up_after_three(account: InpostAccount, shipx: ScriptedShipx) -> None:
    shipx.answers = [says(500, b"")]
    with pytest.raises(ShippingError) as raised:
        await account.prepare()
    assert (raised.value.failure.code, raised.value.failure.outcome) == (ErrorCode.CARRIER_UNAVAILABLE, "not_sent")
    assert len(shipx.seen) == 3


async def test_reading_waits_as_long_as_asked_but_not_for_ever(
    account: InpostAccount, shipx: ScriptedShipx, clock: StillClock
) -> None:
    shipx.answers = [
        says(429, "error code: 1015", Retry_After="7"),
        says(429, "error code: 1015", Retry_After="7200"),
        says(200, organization()),
    ]
    await account.prepare()
    assert clock.waited == [7.0, 30.0]


async def test_reading_without_an_answer(url: str, shipx: ScriptedShipx, clock: StillClock) -> None:
    shipx.answers = [says_nothing]
    account = account_at(url, clock, transport=Impatient())
    with pytest.raises(ShippingError) as raised:
        await account.prepare()
    await account.close()
    assert (raised.value.failure.code, raised.value.failure.outcome) == (ErrorCode.CARRIER_TIMEOUT, "not_sent")
    assert len(shipx.seen) == 3


async def test_progress_asks_for_safe_ids_and_leaves_out_the_rest(account: InpostAccount, shipx: ScriptedShipx) -> None:
    confirmed = shipment(id=1, status="confirmed", tracking_number="664920617630552011718863")
    odd = shipment(id=2, status="a_status_of_tomorrow")
    foreign = shipment(id=99, status="confirmed", tracking_number="1")
    shipx.answers = [says(200, listed(confirmed, odd, foreign))]
    asked = ["1", "2", "3", "0", "word", str(2**63 - 1), "٣", "-4", "1"]
    assert await account.progress(asked) == (
        Progress("1", "inpost_locker_allegro", "664920617630552011718863"),
        Progress("2", "inpost_locker_allegro"),
    )
    (seen,) = shipx.seen
    assert (seen.method, seen.path) == ("GET", PATH)
    assert seen.query == [("id", "1,2,3"), ("per_page", "100")]


async def test_progress_of_nothing_asks_nothing(account: InpostAccount, shipx: ScriptedShipx) -> None:
    assert await account.progress(["0"]) == ()
    assert shipx.seen == []


async def test_a_failed_purchase_is_told_by_the_last_transaction(account: InpostAccount, shipx: ScriptedShipx) -> None:
    details = {
        "status": 422,
        "error": "company_data_missing",
        "message": "customer_lack_of_address_data",
        "details": {"owner_email": "owner@example.com"},
    }
    failed = {"status": "failure", "details": details}
    cod = {"amount": 12.5, "currency": "PLN"}
    shipx.answers = [says(200, listed(shipment(status="offer_selected", cod=cod, transactions=[failed])))]
    (progress,) = await account.progress(["14588109"])
    stalled = progress.stalled
    assert stalled is not None
    assert (stalled.code, stalled.outcome) == (ErrorCode.PURCHASE_FAILED, "unknown")
    assert stalled.words is not None
    assert (stalled.words.code, stalled.words.text) == ("company_data_missing", "customer_lack_of_address_data")
    assert [note.code for note in stalled.problems] == [NoteCode.COD_ACCOUNT_MISSING]
    assert "owner@example.com" not in repr(stalled)


async def test_a_purchase_that_went_through_later_is_not_stalled(account: InpostAccount, shipx: ScriptedShipx) -> None:
    history = [{"status": "failure", "details": {"error": "debt_collection"}}, {"status": "success", "details": {}}]
    shipx.answers = [says(200, listed(shipment(transactions=history)))]
    (progress,) = await account.progress(["14588109"])
    assert progress.stalled is None


async def test_a_tracking_number_settles_it_whatever_stands_beside(account: InpostAccount, shipx: ScriptedShipx) -> None:
    history = [{"status": "failure", "details": {"error": "debt_collection"}}]
    shipx.answers = [says(200, listed(shipment(status="other", tracking_number="123", transactions=history)))]
    assert await account.progress(["14588109"]) == (Progress("14588109", "inpost_locker_allegro", "123"),)


async def test_no_offer_to_buy_is_stalled(account: InpostAccount, shipx: ScriptedShipx) -> None:
    reason = {"key": "parcels_size_invalid", "message": "Too large."}
    gone = {"status": "unavailable", "unavailability_reasons": [reason]}
    shipx.answers = [
        says(200, listed(shipment(status="offers_prepared", offers=[gone]))),
        says(200, listed(shipment(status="offers_prepared", offers=[gone, {"status": "available"}]))),
    ]
    (progress,) = await account.progress(["14588109"])
    assert progress.stalled is not None
    assert progress.stalled.words is not None
    assert progress.stalled.words.text == "parcels_size_invalid: Too large."
    (progress,) = await account.progress(["14588109"])
    assert progress.stalled is None


async def test_progress_of_an_answer_that_is_no_list(account: InpostAccount, shipx: ScriptedShipx) -> None:
    shipx.answers = [says(200, "<html>")]
    with pytest.raises(ShippingError) as raised:
        await account.progress(["1"])
    assert raised.value.failure.code is ErrorCode.CARRIER_ANSWER_UNREADABLE


def test_what_the_account_says_of_itself() -> None:
    account = open_account("inpost-2", settings(concurrency=3, requests_per_minute=90), {"token": "t"}, {})
    assert (account.id, account.carrier, account.carrier_name) == ("inpost-2", "inpost", "InPost")
    assert (account.max_ids_per_call, account.concurrency, account.requests_per_minute) == (100, 3, 90)
    assert account.lookup_pauses_s == (10.0, 60.0)
    assert account.allegro_carrier_ids == ("INPOST",)
