"""Creating a parcel: the request as it goes out, and the truth about what came of it."""

import socket

import pytest

from agent.carriers.inpost.account import InpostAccount
from agent.shipping.model.failure import Failure, Note, ShippingError
from agent.shipping.model.shipment import Created, Parcel
from shared_schema.codes import ErrorCode, NoteCode

from .scripted import (
    PATH,
    Impatient,
    Responder,
    ScriptedShipx,
    StillClock,
    account_at,
    body_of,
    hangs_up,
    says,
    says_nothing,
    shipment,
    stops_half_way,
)

REQUEST = '{"receiver":{"phone":"600100200"},"service":"inpost_locker_allegro"}'
PARCEL = Parcel("NAD-1", REQUEST)


async def failure_of(account: InpostAccount) -> Failure:
    with pytest.raises(ShippingError) as raised:
        await account.create([PARCEL])
    return raised.value.failure


async def test_posts_the_plan_with_our_reference(account: InpostAccount, shipx: ScriptedShipx) -> None:
    shipx.answers = [says(201, shipment())]
    answers = await account.create([PARCEL])
    assert answers == {"NAD-1": Created("14588109", "inpost_locker_allegro")}
    (seen,) = shipx.seen
    assert (seen.method, seen.path, seen.query) == ("POST", PATH, [])
    assert body_of(seen) == {
        "receiver": {"phone": "600100200"},
        "service": "inpost_locker_allegro",
        "reference": "NAD-1",
    }
    assert seen.headers["Authorization"] == "Bearer test.token"
    assert seen.headers["Content-Type"] == "application/json"
    assert seen.headers["X-User-Agent"] == "Nadajnik"
    assert seen.headers["Accept-Language"] == "keys"
    assert len(seen.headers["X-Request-ID"]) == 36


async def test_smart_is_the_same_service(account: InpostAccount, shipx: ScriptedShipx) -> None:
    shipx.answers = [says(201, shipment(service="inpost_locker_allegro_smart"))]
    assert await account.create([PARCEL]) == {"NAD-1": Created("14588109", "inpost_locker_allegro_smart")}


async def test_another_service_is_a_created_parcel_with_a_warning(account: InpostAccount, shipx: ScriptedShipx) -> None:
    point = "inpost_locker_customer_service_point"
    shipx.answers = [says(201, shipment(service=point))]
    created = (await account.create([PARCEL]))["NAD-1"]
    note = Note(NoteCode.SERVICE_CHANGED_BY_CARRIER, None, {"requested": "inpost_locker_allegro", "service": point})
    assert created == Created("14588109", point, None, (note,))


async def test_a_refused_parcel_names_the_fields_of_the_order(account: InpostAccount, shipx: ScriptedShipx) -> None:
    details = {"custom_attributes": [{"target_point": ["does_not_exist"]}], "receiver": [{"phone": ["invalid"]}]}
    body = {"status": 400, "error": "validation_failed", "message": "There are some errors.", "details": details}
    shipx.answers = [says(400, body)]
    failure = (await account.create([PARCEL]))["NAD-1"]
    assert isinstance(failure, Failure)
    assert (failure.code, failure.outcome) == (ErrorCode.CARRIER_REFUSED, "refused")
    assert [(note.code, note.path) for note in failure.problems] == [
        (NoteCode.POINT_UNKNOWN, "point"),
        (NoteCode.PHONE_INVALID, "recipient.phone"),
    ]
    assert failure.words is not None
    assert (failure.words.name, failure.words.code) == ("InPost", "validation_failed")
    assert "custom_attributes.target_point: does_not_exist" in failure.words.text


async def test_an_empty_refusal_is_a_refusal(account: InpostAccount, shipx: ScriptedShipx) -> None:
    shipx.answers = [says(400, b"")]
    failure = (await account.create([PARCEL]))["NAD-1"]
    assert isinstance(failure, Failure)
    assert (failure.code, failure.outcome) == (ErrorCode.CARRIER_REFUSED, "refused")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (says(500, {"status": 500, "error": "internal_server_error"}), ErrorCode.CARRIER_UNAVAILABLE),
        (says(503, b""), ErrorCode.CARRIER_UNAVAILABLE),
        (says(502, "<html>Bad gateway</html>"), ErrorCode.CARRIER_UNAVAILABLE),
        (says(408, b""), ErrorCode.CARRIER_TIMEOUT),
        (says(200, "<html>Hello</html>"), ErrorCode.CARRIER_ANSWER_UNREADABLE),
        (says(201, b""), ErrorCode.CARRIER_ANSWER_UNREADABLE),
        (says(201, {"status": "created"}), ErrorCode.CARRIER_ANSWER_UNREADABLE),
        (says(201, {"id": True}), ErrorCode.CARRIER_ANSWER_UNREADABLE),
        (says(201, b'{"id": 14588109, "sta'), ErrorCode.CARRIER_ANSWER_UNREADABLE),
        (says(307, b"", Location="/elsewhere"), ErrorCode.CARRIER_ANSWER_UNREADABLE),
        (hangs_up, ErrorCode.CARRIER_UNAVAILABLE),
        (stops_half_way, ErrorCode.CARRIER_UNAVAILABLE),
    ],
)
async def test_after_sending_nobody_knows_and_nothing_is_repeated(
    account: InpostAccount, shipx: ScriptedShipx, answer: Responder, code: ErrorCode
) -> None:
    shipx.answers = [answer]
    failure = await failure_of(account)
    assert (failure.code, failure.outcome) == (code, "unknown")
    assert len(shipx.seen) == 1


async def test_no_answer_in_time_is_unknown(url: str, shipx: ScriptedShipx, clock: StillClock) -> None:
    shipx.answers = [says_nothing]
    account = account_at(url, clock, transport=Impatient())
    failure = await failure_of(account)
    await account.close()
    assert (failure.code, failure.outcome) == (ErrorCode.CARRIER_TIMEOUT, "unknown")
    assert len(shipx.seen) == 1


async def test_a_refused_connection_sent_nothing(clock: StillClock) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        account = account_at(f"http://127.0.0.1:{taken.getsockname()[1]}", clock)
        failure = await failure_of(account)
        await account.close()
    assert (failure.code, failure.outcome) == (ErrorCode.CARRIER_UNAVAILABLE, "not_sent")


@pytest.mark.parametrize(
    ("answer", "code", "outcome"),
    [
        (says(401, {"error": "token_invalid"}), ErrorCode.CREDENTIALS_REFUSED, "refused"),
        (says(401, b""), ErrorCode.CREDENTIALS_REFUSED, "refused"),
        (says(403, {"error": "forbidden"}), ErrorCode.CREDENTIALS_REFUSED, "refused"),
        (says(404, {"error": "resource_not_found"}), ErrorCode.CREDENTIALS_REFUSED, "refused"),
        (says(403, "<html>Blocked</html>"), ErrorCode.CARRIER_UNAVAILABLE, "not_sent"),
        (says(429, "error code: 1015", Retry_After="17"), ErrorCode.CARRIER_UNAVAILABLE, "not_sent"),
    ],
)
async def test_what_concerns_the_whole_account_is_raised(
    account: InpostAccount, shipx: ScriptedShipx, answer: Responder, code: ErrorCode, outcome: str
) -> None:
    shipx.answers = [answer]
    failure = await failure_of(account)
    assert (failure.code, failure.outcome) == (code, outcome)
    assert len(shipx.seen) == 1


async def test_the_rate_limit_says_how_long_to_wait(account: InpostAccount, shipx: ScriptedShipx) -> None:
    shipx.answers = [says(429, "error code: 1015", Retry_After="17")]
    failure = await failure_of(account)
    assert failure.retry_after_s == 17
    assert failure.words is not None
    assert failure.words.text == "error code: 1015"


async def test_an_exception_holds_no_token_and_no_buyer(account: InpostAccount, shipx: ScriptedShipx) -> None:
    shipx.answers = [says(500, {"error": "jan@example.com", "message": "jan@example.com"})]
    with pytest.raises(ShippingError) as raised:
        await account.create([PARCEL])
    assert "test.token" not in str(raised.value)
    assert "jan@example.com" not in str(raised.value)


async def test_one_parcel_in_a_call(account: InpostAccount, shipx: ScriptedShipx) -> None:
    assert account.max_parcels_per_call == 1
    with pytest.raises(ValueError, match="too many values"):
        await account.create([PARCEL, Parcel("NAD-2", REQUEST)])
    assert shipx.seen == []
