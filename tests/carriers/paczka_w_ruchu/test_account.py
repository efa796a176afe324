"""Trying the credentials, the list of points, labels, and the search for what was lost."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pypdfium2
import pytest
from aiohttp import web

from agent.carriers.paczka_w_ruchu import client, listing
from agent.carriers.paczka_w_ruchu.account import PaczkaWRuchuAccount
from agent.carriers.paczka_w_ruchu.finding import find_references
from agent.carriers.paczka_w_ruchu.points import last_renewal
from agent.demo.faults import Fault
from agent.demo.pwr.locations import LOCATIONS
from agent.demo.pwr.options import Oddity, PwrOptions
from agent.demo.pwr.server import PwrServer
from agent.demo.pwr.xml import element, value
from agent.shipping.model.failure import Failure, Note, ShippingError
from agent.shipping.model.plan import Choices
from agent.shipping.model.shipment import Created, Parcel
from agent.shipping.pdf import page_count, page_texts
from shared_schema.codes import ErrorCode, NoteCode

from .scripted import (
    CREATE,
    NOW,
    REFERENCE,
    Scripted,
    StillClock,
    account_of,
    answer,
    at_point,
    cod_order,
    envelope,
    order,
    parcel,
)

STATUS = "GivePartnerStatus"
POINTS = "GiveMeAllRUCHWithFilled"
REFERENCES = [f"29738e61-{index:012x}" for index in range(3)]
UNCHECKED = (Note(NoteCode.CREDENTIALS_NOT_CHECKED),)


# The credentials ---------------------------------------------------------------------------------------------


async def test_accepted_credentials(shipping: PaczkaWRuchuAccount, server: PwrServer) -> None:
    report = await shipping.check()
    assert (report.name, report.warnings, report.unanswered) == (server.options.company_name, (), None)
    assert report.cod_account_last4 is None


async def test_a_prepaid_account_is_shown_as_such() -> None:
    async with PwrServer(PwrOptions(prepaid=True)) as server:
        account = account_of(server)
        assert (await account.check()).warnings == (Note(NoteCode.ACCOUNT_PREPAID),)
        await account.close()


@pytest.mark.parametrize("code", ["100", "101", "200", "0200"])
async def test_only_these_codes_refuse(account: PaczkaWRuchuAccount, script: Scripted, code: str) -> None:
    script.answers[STATUS] = answer(STATUS, {"Err": code, "ErrDes": "nie"}, table="PartnerStatus")
    with pytest.raises(ShippingError) as caught:
        await account.check()
    assert caught.value.failure.code is ErrorCode.CREDENTIALS_REFUSED


@pytest.mark.parametrize("content", [answer(STATUS, {"Err": "999"}), answer(STATUS), answer(STATUS, {"Kod": "1"}), b"<html/>"])
async def test_anything_else_is_saved_with_a_warning(account: PaczkaWRuchuAccount, script: Scripted, content: bytes) -> None:
    script.answers[STATUS] = content
    report = await account.check()
    assert (report.warnings, report.unanswered) == (UNCHECKED, None)


FAULT = element("soap:Fault", value("faultcode", "soap:Client"), value("faultstring", "Server did not recognize SOAPAction"))
NO_SUCH_OPERATION = element(
    "soap:Envelope", element("soap:Body", FAULT), xmlns__soap="http://schemas.xmlsoap.org/soap/envelope/"
).encode()


@pytest.mark.parametrize(
    "said",
    [
        web.Response(status=500, body=NO_SUCH_OPERATION, content_type="text/xml"),
        NO_SUCH_OPERATION,
        web.Response(status=404, text="not here"),
        web.Response(status=401, text="who?"),
        answer("Ping", {"Err": "200"}),
    ],
)
async def test_a_service_without_this_operation_refuses_nobody(
    account: PaczkaWRuchuAccount, script: Scripted, said: web.Response | bytes
) -> None:
    script.answers[STATUS] = said
    report = await account.check()
    # An address that is nobody's, or asks for another password, proves nothing of this service.
    assert (report.warnings, report.unanswered is not None) == (UNCHECKED, isinstance(said, web.Response) and said.status != 500)
    assert len(script.asked) == 1


async def test_the_first_row_that_has_a_code_counts_whatever_its_table(account: PaczkaWRuchuAccount, script: Scripted) -> None:
    named = {"Err": "000", "CompanyName": "Sklep", "PaymentType": "prepaid"}
    script.answers[STATUS] = answer(STATUS, {"Other": "1"}, named, {"Err": "200"}, table="Nobody_knows")
    report = await account.check()
    assert (report.name, report.warnings) == ("Sklep", (Note(NoteCode.ACCOUNT_PREPAID),))


async def test_a_check_that_takes_too_long_is_silence(
    server: PwrServer, shipping: PaczkaWRuchuAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "WHOLE_CALL_S", 0.1)
    server.faults.arm(Fault.NEVER_ANSWERS, path=STATUS)
    report = await shipping.check()
    assert report.warnings == UNCHECKED
    assert report.unanswered is not None
    assert report.unanswered.code is ErrorCode.CARRIER_TIMEOUT


async def test_silence_is_saved_with_a_warning_and_known_as_silence(server: PwrServer) -> None:
    account = account_of(server)
    for fault in (Fault.ERROR_BEFORE, Fault.RESET_BEFORE, Fault.HTML_ERROR):
        server.faults.arm(fault, path=STATUS)
        report = await account.check()
        assert report.warnings == UNCHECKED
        assert report.unanswered is not None
    await account.close()


# The list of points ------------------------------------------------------------------------------------------


async def test_the_list_is_read_once_a_day_and_used_old(server: PwrServer) -> None:
    clock = StillClock()
    account = account_of(server)
    account._clock = account._points._clock = clock
    await account.prepare()
    await account.prepare()
    assert server.count("POST", POINTS) == 1
    closed = account.draft(at_point("204417"), Choices())
    assert [note.code for note in closed.problems] == [NoteCode.POINT_CLOSED]
    assert "LD-204418-L1-06" in str(closed.problems[0].data["alternatives"])
    clock.moment += timedelta(days=2)
    server.faults.arm(Fault.ERROR_BEFORE, path=POINTS)
    await account.prepare()  # reads beside the work
    reading = account._points._reading
    assert reading is not None
    await reading
    old = account.draft(at_point("155002"), Choices())
    assert (old.point, old.problems) == ("KR-155002-K2-11", ())
    assert Note(NoteCode.POINTS_ARE_OLD, "point", {"hours": 48, "listed_at": "20.11, 10:30"}) in old.why
    await account.prepare()
    assert account._points._reading is None, "not tried again at once"
    clock.moment += timedelta(minutes=11)
    await account.prepare()
    assert account._points._reading is not None
    await account._points._reading
    assert server.count("POST", POINTS) == 3
    assert NoteCode.POINTS_ARE_OLD not in [note.code for note in account.draft(order(), Choices()).why]
    await account.close()


async def test_a_list_that_takes_long_is_not_waited_for(
    shipping: PaczkaWRuchuAccount, server: PwrServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "FIRST_LIST_S", 0.05)
    held = server.faults.arm(Fault.NEVER_ANSWERS, path=POINTS)
    await shipping.prepare()
    assert shipping.draft(at_point("155002"), Choices()).point == "XX-155002-00-00"
    held.release()
    reading = shipping._points._reading
    assert reading is not None
    await reading
    assert shipping.draft(at_point("155002"), Choices()).point == "KR-155002-K2-11"


async def test_without_any_list_planning_goes_on(shipping: PaczkaWRuchuAccount, server: PwrServer) -> None:
    server.faults.arm(Fault.LOST_ANSWER, path=POINTS)
    await shipping.prepare()
    made = shipping.draft(at_point("155002"), Choices())
    assert (made.point, made.problems) == ("XX-155002-00-00", ())


async def test_a_list_refused_for_the_credentials_stops_the_account(server: PwrServer) -> None:
    account = account_of(server, key="another")
    with pytest.raises(ShippingError) as caught:
        await account.prepare()
    assert caught.value.failure.code is ErrorCode.CREDENTIALS_REFUSED
    await account.close()


async def test_every_point_of_the_list_is_read(shipping: PaczkaWRuchuAccount) -> None:
    await shipping.prepare()
    assert shipping._points.points is not None
    read = shipping._points.points.points
    assert {each.code for each in read.values()} == {each.code for each in LOCATIONS.values()}
    assert (read[310220].full, read[530115].open, read[420007].cash_on_delivery) == (True, False, False)
    assert read[204417].near == (204418,)


@pytest.mark.parametrize("data", ["", element("PointPwR", value("PSD", "x"))])
async def test_a_list_without_points_is_none(account: PaczkaWRuchuAccount, script: Scripted, data: str) -> None:
    script.answers[POINTS] = envelope(POINTS, element(f"{POINTS}Result", value("Err", 0), element("Data", data)))
    await account.prepare()
    assert NoteCode.POINT_NOT_CHECKED in [note.code for note in account.draft(order(), Choices()).why]


def test_the_list_is_renewed_at_six_in_poland() -> None:
    assert last_renewal(datetime(2026, 11, 20, 4, 59, tzinfo=UTC)) == datetime(2026, 11, 19, 5, tzinfo=UTC)
    assert last_renewal(datetime(2026, 11, 20, 5, 0, tzinfo=UTC)) == datetime(2026, 11, 20, 5, tzinfo=UTC)
    assert last_renewal(datetime(2026, 7, 20, 5, 0, tzinfo=UTC)) == datetime(2026, 7, 20, 4, tzinfo=UTC)


# Labels ------------------------------------------------------------------------------------------------------


async def made(account: PaczkaWRuchuAccount, references: Sequence[str] = REFERENCES) -> list[str]:
    points = ("WS-100001-27-26", "WS-116263-C3-01", "LD-204418-L1-06")
    answers = await account.create([parcel(each, at_point(code)) for each, code in zip(references, points, strict=False)])
    created = [answers[each] for each in references]
    assert all(isinstance(each, Created) for each in created), created
    return [each.shipment_id for each in created if isinstance(each, Created)]


async def test_labels_that_came_with_their_parcels_are_not_asked_for(shipping: PaczkaWRuchuAccount, server: PwrServer) -> None:
    codes = await made(shipping)
    parts = await shipping.labels(codes)
    assert [page_count(part.label.content) for part in parts] == [1, 1, 1]
    assert [code in page_texts(part.label.content)[0] for code, part in zip(codes, parts, strict=True)] == [True] * 3
    assert server.count("POST", "LabelPrintDuplicate") == 0
    again = await shipping.labels(codes)
    assert [page_count(part.label.content) for part in again] == [3]
    assert server.count("POST", "/LabelPrintDuplicateListTwo$") == 1


async def test_a_number_that_is_none_of_theirs_does_not_spoil_the_call(shipping: PaczkaWRuchuAccount, server: PwrServer) -> None:
    codes = await made(shipping)
    assert await shipping.labels(["RR123456785PL"]) == ()
    assert len(await shipping.labels([*codes, "RR123456785PL"])) == 3
    assert server.count("POST", "LabelPrintDuplicate") == 0


async def test_a_single_label_is_asked_for_alone(shipping: PaczkaWRuchuAccount, server: PwrServer) -> None:
    [code] = await made(shipping, REFERENCES[:1])
    for _ in range(2):
        [part] = await shipping.labels([code])
        assert code in page_texts(part.label.content)[0]
    assert server.count("POST", "/LabelPrintDuplicateTwo$") == 1


async def label_failure(account: PaczkaWRuchuAccount, codes: Sequence[str]) -> ErrorCode:
    with pytest.raises(ShippingError) as caught:
        await account.labels(codes)
    assert caught.value.failure.outcome != "unknown"
    return caught.value.failure.code


@pytest.mark.parametrize("count", [1, 2])
async def test_labels_that_are_not_given(count: int) -> None:
    async with PwrServer(PwrOptions(label_ready_after_s=None, list_lag_s=0)) as server:
        account = account_of(server)
        server.plan_answer(CREATE, Oddity.NO_LABEL)
        codes = await made(account, REFERENCES[:count])
        assert await label_failure(account, codes) is ErrorCode.LABEL_NOT_READY
        for code in codes:
            server.route(code)
        for operation in ("LabelPrintDuplicateTwo", "LabelPrintDuplicateListTwo"):
            server.plan_answer(operation, Oddity.NO_LABEL)
        assert await label_failure(account, codes) is ErrorCode.LABEL_NOT_READY
        for code in codes:
            server.set_status(code, 888)
        assert await label_failure(account, codes) is ErrorCode.LABEL_EXPIRED
        server.change_key("another")
        assert await label_failure(account, codes) is ErrorCode.CREDENTIALS_REFUSED
        await account.close()


async def test_a_file_that_is_no_pdf_is_not_kept(account: PaczkaWRuchuAccount, script: Scripted) -> None:
    operation = "LabelPrintDuplicateTwo"
    bundle = element(f"{operation}Result", value("Err", "000"), value("Label", "XlhBXlhaCg=="))  # ^XA^XZ
    script.answers[operation] = envelope(operation, bundle)
    assert await label_failure(account, ["2101066592589"]) is ErrorCode.LABEL_UNREADABLE


@pytest.mark.parametrize(("paper", "width_mm"), [("PDF10", 100), ("PDF", 210)])
async def test_paper_as_set(server: PwrServer, paper: str, width_mm: int) -> None:
    account = account_of(server, label_format=paper)
    [code] = await made(account, REFERENCES[:1])
    for _ in range(2):
        [part] = await account.labels([code])
        width, _ = pypdfium2.PdfDocument(part.label.content)[0].get_size()
        assert round(width / 72 * 25.4) == width_mm
    await account.close()


# The search for what was lost --------------------------------------------------------------------------------


async def lost(account: PaczkaWRuchuAccount, server: PwrServer, references: Sequence[str]) -> dict[str, datetime]:
    server.faults.arm(Fault.LOST_ANSWER, path=CREATE)
    with pytest.raises(ShippingError):
        await account.create([parcel(each) for each in references])
    return dict.fromkeys(references, datetime.now(UTC))


@pytest.mark.parametrize("shows", [True, False])
async def test_found_by_our_number_in_the_list_or_on_the_label(shows: bool) -> None:
    async with PwrServer(PwrOptions(list_lag_s=0, list_shows_sender_orders=shows, rows_shuffled=True)) as server:
        account = account_of(server)
        await made(account, ["aaaaaaaa-000000000000"])
        sent = await lost(account, server, REFERENCES)
        found = await account.find({**sent, "bbbbbbbb-000000000000": datetime.now(UTC)})
        assert found.keys() == set(REFERENCES)
        for reference, created in found.items():
            assert created.tracking_number == created.shipment_id
            assert server.parcel(created.shipment_id).sender_orders == reference
        assert (server.count("POST", "LabelPrintDuplicate") == 0) is shows
        await account.close()


async def test_a_parcel_somebody_else_made_in_the_same_minute_is_not_taken_for_ours(
    shipping: PaczkaWRuchuAccount, server: PwrServer
) -> None:
    await made(shipping, ["aaaaaaaa-000000000000"])
    assert await shipping.find({REFERENCE: datetime.now(UTC)}) == {}


async def test_two_parcels_with_our_number_decide_nothing(shipping: PaczkaWRuchuAccount, server: PwrServer) -> None:
    sent = await lost(shipping, server, [REFERENCE])
    await lost(shipping, server, [REFERENCE])
    assert len(server.by_sender_orders(REFERENCE)) == 2
    assert await shipping.find(sent) == {}


async def test_what_cannot_be_read_decides_nothing(shipping: PaczkaWRuchuAccount, server: PwrServer) -> None:
    sent = await lost(shipping, server, [REFERENCE])
    for oddity in (Oddity.EMPTY_DATASET, Oddity.UNKNOWN_SHAPE, Oddity.NO_RESULT):
        server.plan_answer("GetGeneratedParcels", oddity)
        assert await shipping.find(sent) == {}
    server.plan_answer("LabelPrintDuplicateListTwo", Oddity.NO_LABEL)
    assert await shipping.find(sent) == {}
    assert (await shipping.find(sent)).keys() == {REFERENCE}


async def test_a_list_that_does_not_come_leaves_the_outcome_open(shipping: PaczkaWRuchuAccount, server: PwrServer) -> None:
    sent = await lost(shipping, server, [REFERENCE])
    server.faults.arm(Fault.ERROR_BEFORE, path="GetGeneratedParcels")
    with pytest.raises(ShippingError) as caught:
        await shipping.find(sent)
    assert caught.value.failure.outcome == "unknown"


async def test_the_list_is_asked_for_the_minutes_round_the_intent_in_polish_time(
    account: PaczkaWRuchuAccount, script: Scripted
) -> None:
    script.answers["GetGeneratedParcels"] = answer("GetGeneratedParcels")
    assert await find_references(account._client, account._labels, {REFERENCE: NOW}) == {}
    [call] = script.bodies
    assert [each.text for each in call][2:] == ["2026-11-20T10:15:00", "2026-11-20T10:50:00"]


@pytest.mark.parametrize(("insurance", "limit", "code"), [(False, 500_000, "311"), (True, 19_999, "135"), (True, 500_000, None)])
async def test_insurance_as_the_agreement_has_it(insurance: bool, limit: int, code: str | None) -> None:
    async with PwrServer(PwrOptions(insurance=insurance, insurance_limit_grosze=limit)) as server:
        account = account_of(server)
        made = account.draft(order(), Choices())
        assert made.insurance_grosze is None
        await account.close()
        account = account_of(server, insurance_grosze=20_000)
        answers = await account.create([Parcel(REFERENCE, account.draft(order(), Choices()).request)])
        said = answers[REFERENCE]
        assert (said.words.code if isinstance(said, Failure) and said.words else None) == code
        assert len(server.parcels) == (code is None)
        await account.close()


async def test_cash_on_delivery_arrives_in_grosze() -> None:
    async with PwrServer(PwrOptions(cash_on_delivery=True)) as server:
        account = account_of(server)
        assert (await account.create([parcel(of=cod_order())])).keys() == {REFERENCE}
        assert server.parcels[0].cash_on_delivery_grosze == 12999
        await account.close()
