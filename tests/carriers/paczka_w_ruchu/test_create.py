"""What goes out to the letter, and every kind of answer to it."""

import logging

import pytest
from aiohttp import web

from agent.carriers.paczka_w_ruchu import client
from agent.carriers.paczka_w_ruchu.account import PaczkaWRuchuAccount, open_account
from agent.carriers.paczka_w_ruchu.settings import NAME
from agent.demo.faults import Fault
from agent.demo.pwr.options import Oddity
from agent.demo.pwr.server import PwrServer
from agent.demo.pwr.xml import Row, element, value
from agent.shipping.model.failure import Failure, Note, ShippingError, Words
from agent.shipping.model.shipment import Created, Parcel
from shared_schema.codes import ErrorCode, NoteCode

from .scripted import (
    CREATE,
    KEY,
    NAMESPACE,
    REFERENCE,
    Scripted,
    account_at,
    account_of,
    answer,
    at_point,
    cod_order,
    parcel,
    settings,
)

NUMBER = "2101066592589"
SAVED: Row = {"Err": "000", "ErrDes": "saved", "PackCode_RUCH": NUMBER, "DestinationCode": "WS-100001-27-26", "PackPaid": True}


async def refusal(account: PaczkaWRuchuAccount, *parcels: Parcel) -> Failure:
    with pytest.raises(ShippingError) as caught:
        await account.create(parcels or [parcel()])
    return caught.value.failure


async def test_the_exact_request(account: PaczkaWRuchuAccount, script: Scripted) -> None:
    script.answers[CREATE] = answer(CREATE, SAVED)
    await account.create([parcel(of=cod_order())])
    headers, _ = script.asked[0]
    assert headers["SOAPAction"] == f'"{NAMESPACE}/{CREATE}"'
    assert headers["Content-Type"] == "text/xml; charset=utf-8"
    [call] = script.bodies
    assert call.tag == f"{{{NAMESPACE}}}{CREATE}"
    told = [(each.tag.removeprefix(f"{{{NAMESPACE}}}"), each.text or "") for each in call if len(each) == 0]
    assert told == [("PartnerID", "TEST000001"), ("PartnerKey", KEY), ("AutoDestinationChange", ""), ("Format", "PDF10")]
    [pack] = call[-1]
    assert [(each.tag.removeprefix(f"{{{NAMESPACE}}}"), each.text) for each in pack] == [
        ("DestinationCode", "WS-100001-27-26"),
        ("BoxSize", "M"),
        ("CashOnDelivery", "T"),
        ("AmountCashOnDelivery", "12999"),
        ("Insurance", "F"),
        ("EMail", "8awgqyk6a5+cub31c122@allegromail.pl"),
        ("FirstName", "Żaneta"),
        ("LastName", "Żuraw"),
        ("PhoneNumber", "600100200"),
        ("SenderEMail", "sklep@example.com"),
        ("SenderCompanyName", "Sklep Żuraw"),
        ("SenderStreetName", "Malborska"),
        ("SenderBuildingNumber", "130"),
        ("SenderCity", "Kraków"),
        ("SenderPostCode", "30-624"),
        ("SenderPhoneNumber", "500600700"),
        ("SenderOrders", REFERENCE),
        ("TransferDescription", "zamowienie 29738e61 7f6a 11e8 ac45 09db60ede9d6 kupujacy 1"),
        ("PrintAdress", "1"),
        ("PrintType", "1"),
    ]


async def test_leave_to_change_points_goes_out_only_if_every_plan_had_it(script: Scripted, account: PaczkaWRuchuAccount) -> None:
    script.answers[CREATE] = answer(CREATE, SAVED)
    with_leave = parcel(auto_destination_change=True)
    await account.create([with_leave])
    await account.create([with_leave, parcel("29738e61-ffffffffffff")])
    assert [call.findtext(f"{{{NAMESPACE}}}AutoDestinationChange") for call in script.bodies] == ["T", ""]


async def test_a_saved_parcel(account: PaczkaWRuchuAccount, script: Scripted) -> None:
    script.answers[CREATE] = answer(CREATE, SAVED)
    assert await account.create([parcel()]) == {REFERENCE: Created(NUMBER, "orlen_paczka", NUMBER)}
    [progress] = await account.progress([NUMBER])
    assert progress.tracking_number == NUMBER


@pytest.mark.parametrize("code", ["006", "6", "008"])
async def test_saved_with_another_point_is_a_success_with_a_loud_warning(
    account: PaczkaWRuchuAccount, script: Scripted, code: str
) -> None:
    script.answers[CREATE] = answer(CREATE, {**SAVED, "Err": code, "DestinationCode": "LD-204418-L1-06"})
    created = (await account.create([parcel()]))[REFERENCE]
    assert isinstance(created, Created)
    assert created.tracking_number == NUMBER
    assert created.warnings == (
        Note(NoteCode.POINT_CHANGED_BY_CARRIER, "point", {"point": "LD-204418-L1-06", "asked": "100001"}),
    )


async def test_a_return_point_changed_is_no_concern_of_the_parcel(account: PaczkaWRuchuAccount, script: Scripted) -> None:
    script.answers[CREATE] = answer(CREATE, {**SAVED, "Err": "7"})
    assert await account.create([parcel()]) == {REFERENCE: Created(NUMBER, "orlen_paczka", NUMBER)}


async def test_other_route_parts_of_the_same_point_are_no_warning(account: PaczkaWRuchuAccount, script: Scripted) -> None:
    script.answers[CREATE] = answer(CREATE, {**SAVED, "Err": "006", "DestinationCode": "W1-813565-H1-33"})
    created = (await account.create([parcel(of=at_point("813565"))]))[REFERENCE]
    assert isinstance(created, Created)
    assert created.warnings == ()


async def test_a_number_beside_an_error_is_a_parcel_with_a_warning(account: PaczkaWRuchuAccount, script: Scripted) -> None:
    script.answers[CREATE] = answer(CREATE, {**SAVED, "Err": "555", "ErrDes": "inny kłopot", "PackPaid": False})
    created = (await account.create([parcel()]))[REFERENCE]
    assert isinstance(created, Created)
    assert [note.code for note in created.warnings] == [NoteCode.CARRIER_WARNING, NoteCode.PARCEL_UNPAID]
    assert created.warnings[0].data == {"code": 555, "text": "inny kłopot"}


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("206", Note(NoteCode.POINT_UNKNOWN, "point", {"code": 206})),
        ("310", Note(NoteCode.COD_NOT_IN_CONTRACT, "payment_type", {"code": 310})),
        ("311", Note(NoteCode.INSURANCE_NOT_IN_CONTRACT, "settings", {"code": 311})),
        ("318", Note(NoteCode.POINT_WITHOUT_COD, "point", {"code": 318})),
        ("115", Note(NoteCode.SENDER_REFUSED, "settings", {"code": 115})),
        ("0133", Note(NoteCode.PHONE_INVALID, "recipient.phone", {"code": 133})),
        ("999", None),
    ],
)
async def test_a_refused_parcel(account: PaczkaWRuchuAccount, script: Scripted, code: str, problem: Note | None) -> None:
    script.answers[CREATE] = answer(CREATE, {"Err": code, "ErrDes": "nie"})
    failure = (await account.create([parcel()]))[REFERENCE]
    assert isinstance(failure, Failure)
    assert (failure.code, failure.outcome) == (ErrorCode.CARRIER_REFUSED, "refused")
    assert failure.words == Words(NAME, str(int(code)), "nie")
    assert failure.problems == ((problem,) if problem else ())


@pytest.mark.parametrize("code", ["100", "101", "200"])
async def test_refused_credentials_refuse_the_whole_call(account: PaczkaWRuchuAccount, script: Scripted, code: str) -> None:
    script.answers[CREATE] = answer(CREATE, {"Err": code, "ErrDes": "incorrect PartnerID or PartnerKey"})
    failure = await refusal(account, parcel(), parcel("29738e61-ffffffffffff"))
    assert (failure.code, failure.outcome) == (ErrorCode.CREDENTIALS_REFUSED, "refused")
    assert [note.code for note in failure.problems] == [NoteCode.PARTNER_REFUSED]


async def test_odd_data_sets_are_told_apart_and_leave_the_outcome_open(shipping: PaczkaWRuchuAccount, server: PwrServer) -> None:
    said = {
        Oddity.EMPTY_DATASET: "the answer is an empty DataSet",
        Oddity.UNKNOWN_SHAPE: f"rows of an unknown shape: table {CREATE}, fields Kod, Opis",
        Oddity.NO_RESULT: "there is no result in the answer",
    }
    for oddity, text in said.items():
        server.plan_answer(CREATE, oddity)
        failure = await refusal(shipping)
        assert (failure.code, failure.outcome) == (ErrorCode.CARRIER_ANSWER_UNREADABLE, "unknown")
        assert failure.words == Words(NAME, "", text)


async def test_a_table_of_another_name_is_read_all_the_same(account: PaczkaWRuchuAccount, script: Scripted) -> None:
    script.answers[CREATE] = answer(CREATE, SAVED, table="Table1")
    assert (await account.create([parcel()])).keys() == {REFERENCE}


async def test_a_parcel_that_is_said_to_be_saved_without_a_number_is_left_open(
    account: PaczkaWRuchuAccount, script: Scripted
) -> None:
    script.answers[CREATE] = answer(CREATE, {"Err": "000", "ErrDes": "saved"})
    assert await account.create([parcel()]) == {}


@pytest.mark.parametrize(
    "fault",
    [
        Fault.LOST_ANSWER,
        Fault.HALF_ANSWER,
        Fault.ERROR_AFTER,
        Fault.HTML_OK_AFTER,
        Fault.RESET_BEFORE,
        Fault.ERROR_BEFORE,
        Fault.HTML_OK,
        Fault.HTML_ERROR,
        Fault.EMPTY_ERROR,
        Fault.REDIRECT,
    ],
)
async def test_whatever_happens_to_the_answer_the_outcome_is_open_and_nothing_is_sent_again(
    shipping: PaczkaWRuchuAccount, server: PwrServer, fault: Fault
) -> None:
    server.faults.arm(fault, path=CREATE)
    assert (await refusal(shipping)).outcome == "unknown"
    assert len(server.calls) == 1


async def test_only_a_refused_connection_and_a_request_to_wait_prove_that_nothing_was_sent(server: PwrServer) -> None:
    account = account_of(server)
    server.faults.arm(Fault.RATE_LIMITED, path=CREATE, retry_after_s=7)
    failure = await refusal(account)
    assert (failure.outcome, failure.retry_after_s) == ("not_sent", 7.0)
    await server.stop()
    assert (await refusal(account)).outcome == "not_sent"
    await account.close()


async def test_a_message_the_service_does_not_take_is_a_refusal(account: PaczkaWRuchuAccount, script: Scripted) -> None:
    content = element("soap:Fault", value("faultcode", "soap:Client"), value("faultstring", "unable to read request"))
    soap = "http://schemas.xmlsoap.org/soap/envelope/"
    body = element("soap:Envelope", element("soap:Body", content), xmlns__soap=soap)
    script.answers[CREATE] = web.Response(status=500, text=body, content_type="text/xml")
    failure = await refusal(account)
    assert (failure.outcome, failure.words) == ("refused", Words(NAME, "Client", "unable to read request"))


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE a [<!ENTITY saved "000">]>' + answer(CREATE, SAVED),
        b"<a><b></a>",
        b"",
        answer("GivePartnerStatus", SAVED),
    ],
)
async def test_dangerous_and_foreign_answers_are_not_read(account: PaczkaWRuchuAccount, script: Scripted, content: bytes) -> None:
    script.answers[CREATE] = content
    assert (await refusal(account)).outcome == "unknown"


async def test_an_answer_without_end_is_not_read_to_its_end(
    account: PaczkaWRuchuAccount, script: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "MOST_BYTES", 1000)
    script.answers[CREATE] = answer(CREATE, {**SAVED, "ErrDes": "x" * 1000})
    assert (await refusal(account)).outcome == "unknown"


async def test_a_body_the_service_would_not_take_is_not_sent(account: PaczkaWRuchuAccount, script: Scripted) -> None:
    too_long = Parcel(REFERENCE, parcel().request.replace("Malborska", "M" * 31))
    failure = await refusal(account, too_long)
    assert (failure.code, failure.outcome) == (ErrorCode.INTERNAL, "not_sent")
    assert "SenderStreetName" in failure.message
    assert "MMM" not in failure.message
    assert script.asked == []


async def test_the_key_and_the_buyer_stay_out_of_the_log(
    script: Scripted, account: PaczkaWRuchuAccount, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    script.answers[CREATE] = answer(CREATE, SAVED)
    await account.create([parcel()])
    for secret in (KEY, "TEST000001", "allegromail", "600100200"):
        assert secret not in caplog.text


def test_an_account_without_a_key_is_not_opened() -> None:
    with pytest.raises(ShippingError) as caught:
        open_account("orlen", settings(), {"partner_key": "  "}, {})
    assert caught.value.failure.code is ErrorCode.CREDENTIALS_MISSING


def test_allegro_s_name_for_the_carrier_is_the_seller_s_choice() -> None:
    chosen = {"auto": ("ORLEN", "RUCH"), "RUCH": ("RUCH",), "OTHER": ()}
    for name, ids in chosen.items():
        assert account_at("http://127.0.0.1:1", allegro_carrier=name).allegro_carrier_ids == ids
