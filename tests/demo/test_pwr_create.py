import httpx
import pytest

from agent.demo.pwr.options import PwrOptions
from agent.demo.pwr.server import PwrServer
from tests.demo.pwr_wire import COD, RETURN, PwrCaller, parcel

LONG = "x" * 80


async def test_a_saved_parcel(pwr: PwrCaller) -> None:
    answer = await pwr.create(parcel())
    assert answer.row == {
        "Err": "000",
        "ErrDes": "saved",
        "PackCode_RUCH": "2101066592589",
        "DestinationCode": "WS-100001-27-26",
        "DestinationId": "100001",
        "PackPrice": "999",
        "PackPaid": "true",
    }
    assert answer.tables == ["GenerateLabelBusinessPackListTwo"]
    [made] = pwr.server.parcels
    assert made.pack_code == "2101066592589"
    assert made.fields["EMail"] == "kod+1a2b@allegromail.pl"
    assert made.fields["LastName"] == "Brzęczyszczykiewicz"
    assert not made.billed_without_size


async def test_every_way_to_make_one(pwr: PwrCaller) -> None:
    flat = parcel()
    auto = {"AutoDestinationChange": "T"}
    phone = {"PhoneNumber": flat["PhoneNumber"]}
    without_label = phone | {name: text for name, text in flat.items() if name not in ("PhoneNumber", "PrintType")}
    for operation, fields, labelled in (
        ("GenerateBusinessPack", without_label, False),
        ("GenerateBusinessPackTwo", without_label | auto, False),
        ("GenerateLabelBusinessPack", flat, True),
        ("GenerateLabelBusinessPackTwo", flat | auto, True),
    ):
        answer = await pwr.call(operation, **fields)
        assert answer.codes == [0], operation
        assert answer.tables == [operation]
        assert (answer.file() is not None) is labelled
    answer = await pwr.call("GenerateLabelBusinessPackList", Format="EPL", BusinessPackList=[flat])
    assert answer.codes == [0]
    assert len(pwr.server.parcels) == 5


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"PhoneNumber": None}, 103),
        ({"PhoneNumber": " "}, 103),
        ({"DestinationCode": None}, 104),
        ({"LastName": None}, 105),
        ({"FirstName": None, "LastName": None, "CompanyName": "Firma"}, 0),
        ({"PrintAdress": None}, 107),
        ({"SenderEMail": ""}, 111),
        ({"SenderPhoneNumber": ""}, 112),
        ({"SenderCity": ""}, 113),
        ({"SenderStreetName": ""}, 114),
        ({"SenderBuildingNumber": ""}, 115),
        ({"SenderPostCode": ""}, 116),
        ({"SenderCompanyName": ""}, 117),
        ({"SenderCompanyName": "", "SenderFirstName": "Anna", "SenderLastName": "Nowak"}, 0),
        ({"PhoneNumber": "+48511222333"}, 133),
        ({"PhoneNumber": "511222333\u200b"}, 133),
        ({"PhoneNumber": "51122233"}, 133),
        ({"SenderPhoneNumber": "500 600 700"}, 133),
        ({"PostCode": "90361"}, 138),
        ({"PostCode": None}, 0),
        ({"SenderPostCode": "30624"}, 138),
        ({"BoxSize": "XL"}, 141),
        ({"BoxSize": "s"}, 141),
        ({"BoxSize": "STANDARD"}, 0),
        ({"PackValue": "12.50"}, 134),
        ({"CashOnDelivery": "true"}, 999),
        ({"CashOnDelivery": " T"}, 999),
        ({"PrintType": "4"}, 999),
        ({"ReturnQuantity": "12"}, 137),
        ({"ReturnAvailable": "T"}, 129),
    ],
)
async def test_what_is_wrong_has_a_code_and_makes_no_parcel(pwr: PwrCaller, changes: dict[str, str | None], code: int) -> None:
    answer = await pwr.create(parcel(**changes))
    assert answer.response.status_code == 200
    assert answer.codes == [code]
    assert len(pwr.server.parcels) == (1 if code == 0 else 0)
    if code:
        assert set(answer.row) == {"Err", "ErrDes"}
        assert answer.file() is None


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("FirstName", 30),
        ("LastName", 30),
        ("CompanyName", 70),
        ("EMail", 60),
        ("StreetName", 30),
        ("BuildingNumber", 10),
        ("FlatNumber", 10),
        ("City", 30),
        ("SenderEMail", 60),
        ("SenderCompanyName", 70),
        ("SenderStreetName", 30),
        ("SenderCity", 30),
        ("SenderOrders", 30),
    ],
)
async def test_texts_have_their_greatest_lengths(pwr: PwrCaller, name: str, most: int) -> None:
    assert await pwr.code_of(**{name: LONG[:most]}) == 0
    assert await pwr.code_of(**{name: LONG[: most + 1]}) == 999


# Points ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "auto", "expected", "point"),
    [
        ("WS-100001-27-26", "", 0, "WS-100001-27-26"),
        ("XX-813565-00-00", "", 6, "W1-813565-H1-33"),
        ("WS-813565-H1-33", "", 6, "W1-813565-H1-33"),
        ("WS-100001", "T", 6, "WS-100001-27-26"),
        ("LD-204417-L1-05", "T", 6, "LD-204418-L1-06"),
        ("LD-204417-L1-05", "", 206, None),
        ("LD-204417-L1-05", "F", 206, None),
        ("PO-310220-P4-02", "T", 6, "PO-310221-P4-03"),
        ("PO-310220-P4-02", "", 206, None),
        ("KA-530115-S1-01", "T", 206, None),
        ("XX-999999-00-00", "T", 206, None),
        ("155002", "T", 206, None),
        ("KRA010", "T", 206, None),
    ],
)
async def test_a_destination_is_found_changed_or_unknown(
    pwr: PwrCaller, code: str, auto: str, expected: int, point: str | None
) -> None:
    answer = await pwr.create(parcel(DestinationCode=code), auto=auto)
    assert answer.codes == [expected]
    assert answer.row.get("DestinationCode") == point
    assert [each.location.code for each in pwr.server.parcels] == ([point] if point else [])


async def test_the_alternative_point_takes_what_the_first_cannot(pwr: PwrCaller) -> None:
    fields = parcel(DestinationCode="LD-204417-L1-05", AlternativeDestinationCode="KR-155002-K2-11")
    row = (await pwr.create(fields, auto="")).row
    assert (row["Err"], row["DestinationCode"]) == ("006", "KR-155002-K2-11")


async def test_a_changed_return_point_is_saved_too(generous: PwrCaller) -> None:
    assert await generous.code_of(**RETURN, ReturnDestinationCode="WS-116263-C3-01") == 0
    assert await generous.code_of(**RETURN, ReturnDestinationCode="XX-116263-00-00") == 7
    changed = {"DestinationCode": "XX-100001-00-00", "ReturnDestinationCode": "XX-116263-00-00"}
    assert await generous.code_of(**RETURN, **changed) == 8
    assert await generous.code_of(**RETURN, ReturnDestinationCode="XX-999999-00-00") == 207
    assert [each.code for each in generous.server.parcels] == [0, 7, 8]


@pytest.mark.parametrize(
    ("missing", "code"),
    [
        ("ReturnCity", 123),
        ("ReturnStreetName", 124),
        ("ReturnBuildingNumber", 125),
        ("ReturnPostCode", 126),
        ("ReturnCompanyName", 127),
    ],
)
async def test_a_return_address_is_whole_or_absent(generous: PwrCaller, missing: str, code: int) -> None:
    assert await generous.code_of(**{**RETURN, missing: ""}) == code


# Money -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, 0),
        ({"AmountCashOnDelivery": None}, 120),
        ({"TransferDescription": None}, 121),
        ({"AmountCashOnDelivery": "129.99"}, 130),
        ({"AmountCashOnDelivery": "129,99"}, 130),
        ({"AmountCashOnDelivery": "999999"}, 0),
        ({"AmountCashOnDelivery": "1000000"}, 130),
        ({"AmountCashOnDelivery": "-1"}, 130),
        ({"AmountCashOnDelivery": "0"}, 140),
        ({"TransferDescription": "Zam. 1/2"}, 131),
        ({"TransferDescription": "Zamówienie"}, 131),
        ({"TransferDescription": LONG[:70]}, 0),
        ({"TransferDescription": LONG[:71]}, 136),
        ({"DestinationCode": "GD-420007-G2-09"}, 318),
    ],
)
async def test_cash_on_delivery(generous: PwrCaller, changes: dict[str, str | None], code: int) -> None:
    assert await generous.code_of(**{**COD, **changes}) == code
    collected = [str(each.cash_on_delivery_grosze) for each in generous.server.parcels]
    assert collected == ([changes.get("AmountCashOnDelivery", "12999")] if code == 0 else [])


async def test_a_point_without_cod_takes_other_parcels(generous: PwrCaller) -> None:
    assert await generous.code_of(DestinationCode="GD-420007-G2-09") == 0
    assert generous.server.parcels[0].cash_on_delivery_grosze is None


async def test_an_account_without_rights_is_told_so(pwr: PwrCaller) -> None:
    assert await pwr.code_of(**COD) == 310
    assert await pwr.code_of(Insurance="T", PackValue="10000") == 311
    assert await pwr.code_of(**RETURN) == 312
    assert pwr.server.parcels == []


async def test_insurance(generous: PwrCaller) -> None:
    assert await generous.code_of(Insurance="T", PackValue="500000") == 0
    assert await generous.code_of(Insurance="T", PackValue="500001") == 135
    assert await generous.code_of(Insurance="T") == 134


async def test_no_size_is_taken_and_costs_more(pwr: PwrCaller) -> None:
    rows = (await pwr.create(parcel(BoxSize="STANDARD"), parcel(BoxSize=""), parcel(BoxSize=None))).rows
    prices = [int(each["PackPrice"]) for each in rows]
    assert prices[1] == prices[2] > prices[0]
    assert [each.billed_without_size for each in pwr.server.parcels] == [False, True, True]


# Lists -----------------------------------------------------------------------------------------------------


async def test_one_bad_parcel_does_not_stop_the_others(pwr: PwrCaller) -> None:
    answer = await pwr.create(parcel(SenderOrders="N-1"), parcel(PhoneNumber="1"), parcel(SenderOrders="N-3"))
    assert answer.codes == [0, 133, 0]
    assert [each.sender_orders for each in pwr.server.parcels] == ["N-1", "N-3"]
    assert answer.file()


async def test_fifty_are_taken_and_fifty_one_are_not(pwr: PwrCaller) -> None:
    answer = await pwr.create(*[parcel()] * 51)
    assert answer.codes == [150]
    assert pwr.server.parcels == []
    answer = await pwr.create(*[parcel()] * 50, label_format="ZPL")
    assert answer.codes == [0] * 50
    assert len({each["PackCode_RUCH"] for each in answer.rows}) == 50


async def test_an_empty_list_has_no_rows(pwr: PwrCaller) -> None:
    answer = await pwr.create()
    assert answer.fault is None
    assert answer.rows == []


async def test_the_same_request_again_is_a_second_parcel(pwr: PwrCaller) -> None:
    first, second = await pwr.created(), await pwr.created()
    await pwr.created(SenderOrders="N-0002")
    assert first != second
    assert [each.pack_code for each in pwr.server.by_sender_orders("N-0001")] == [first, second]
    assert pwr.server.doubled() == ["N-0001"]
    pwr.server.set_status(first, 201)
    assert pwr.server.doubled() == []


async def test_rows_may_come_in_another_order(http: httpx.AsyncClient) -> None:
    async with PwrServer(PwrOptions(rows_shuffled=True)) as server:
        caller = PwrCaller(server, http)
        rows = (await caller.create(*[parcel()] * 20, label_format="ZPL")).rows
        codes = [each["PackCode_RUCH"] for each in rows]
        assert codes != sorted(codes)
        assert sorted(codes) == [each.pack_code for each in server.parcels]
        again = await caller.call("LabelPrintDuplicateListTwo", Format="ZPL", PackCodeList=sorted(codes))
        assert [each["PackCode"] for each in again.rows] != sorted(codes)
