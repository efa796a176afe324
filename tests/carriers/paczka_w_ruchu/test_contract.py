"""Our bodies against the whole original description, and the contract's sample answers through our reading."""

from datetime import timedelta
from pathlib import Path

import pytest
from lxml import etree

from agent.carriers.paczka_w_ruchu.account import PaczkaWRuchuAccount
from agent.carriers.paczka_w_ruchu.dataset import fields, number, rows
from agent.carriers.paczka_w_ruchu.matching import pack_code_of
from agent.carriers.paczka_w_ruchu.service import description, read_answer
from agent.demo.pwr.server import PwrServer
from agent.shipping.model.failure import ShippingError
from agent.shipping.model.handover import PickupSlot
from agent.shipping.model.shipment import Parcel
from shared_schema.codes import ErrorCode

from .scripted import CREATE, NOW, Scripted, cod_order, draft, envelope, parcel

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "contracts" / "paczka-w-ruchu"
XML_SCHEMA = "{http://www.w3.org/2001/XMLSchema}"

pytestmark = [
    pytest.mark.contract,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="../shared/contracts is not there"),
]


@pytest.fixture(scope="module")
def original() -> etree.XMLSchema:
    """The schema of the original; a DataSet's inline schema is let be, requests have none."""
    schema = etree.parse(FOLDER / "WebServicePwR.reconstructed.wsdl").find(f".//{XML_SCHEMA}schema")
    assert schema is not None
    for reference in schema.findall(f".//{XML_SCHEMA}element[@ref]"):
        parent = reference.getparent()
        assert parent is not None
        parent.remove(reference)
    return etree.XMLSchema(etree.fromstring(etree.tostring(schema)))


def sample(name: str) -> bytes:
    return (FOLDER / name).read_bytes()


async def test_every_body_fits_the_original(account: PaczkaWRuchuAccount, script: Scripted, original: etree.XMLSchema) -> None:
    made = await description()
    key: dict[str, object] = {"PartnerID": "TEST000001", "PartnerKey": "k"}
    bodies = [
        made.envelope("GivePartnerStatus", key),
        made.envelope("GiveMeAllRUCHWithFilled", key),
        made.envelope("GetGeneratedParcels", {**key, "dateFrom": NOW, "dateTo": NOW}),
        made.envelope("PutCustomerPackCanceled", {**key, "PackCode": "2101066592589"}),
        made.envelope("LabelPrintDuplicateTwo", {**key, "PackCode": "2101066592589", "Format": "PDF10"}),
        made.envelope("LabelPrintDuplicateListTwo", {**key, "Format": "PDF", "PackCodeList": {"string": ["2101066592589"]}}),
    ]
    bodies += [
        made.envelope("GenerateProtocol", {**key, "parcels": {"unsignedLong": ["2101066592589", "2101066592596"]}}),
    ]
    script.answers["GetAvailablePickups"] = envelope(
        "GetAvailablePickups", "<GetAvailablePickupsResult><Err>0</Err></GetAvailablePickupsResult>"
    )
    assert await account.pickup_slots() == []
    script.answers["CallPickupNew"] = envelope(
        "CallPickupNew", "<CallPickupNewResult><Err>0</Err><Data>ZO1</Data></CallPickupNewResult>"
    )
    assert await account.order_pickup(PickupSlot(NOW, NOW + timedelta(hours=4), NOW), ["2101066592589"]) == "ZO1"
    script.answers[CREATE] = sample(f"{CREATE}.response-two-saved.synthetic.xml")
    insured = Parcel("29738e61-eeeeeeeeeeee", draft(cod_order(), insurance_grosze=20_000).request)
    await account.create([parcel(), parcel("29738e61-ffffffffffff", of=cod_order()), insured])
    bodies += [body for _, body in script.asked]
    for body in bodies:
        original.assertValid(etree.fromstring(body)[0][0])


async def test_every_sample_request_of_ours_fits_our_own_description() -> None:
    """The compact description must not be narrower than the contract's samples where both speak of the same."""
    made = await description()
    for name in ("GivePartnerStatus", "GetGeneratedParcels", "LabelPrintDuplicateTwo", "LabelPrintDuplicateListTwo"):
        call = read_answer(sample(f"{name}.request.xml"))
        assert call is not None
        parameters: dict[str, object] = {}
        for each in call:
            texts = [item.text or "" for item in each]
            parameters[etree.QName(each).localname] = {"string": texts} if texts else each.text or ""
        again = read_answer(made.envelope(name, parameters))
        assert again is not None
        assert [(each.tag, each.text) for each in again.iter() if len(each) == 0] == [
            (each.tag, each.text) for each in call.iter() if len(each) == 0
        ]


async def test_two_saved_to_one_point_without_readable_labels_stay_open(account: PaczkaWRuchuAccount, script: Scripted) -> None:
    script.answers[CREATE] = sample(f"{CREATE}.response-two-saved.synthetic.xml")
    assert await account.create([parcel(), parcel("29738e61-ffffffffffff")]) == {}


async def test_a_wrong_key(account: PaczkaWRuchuAccount, script: Scripted) -> None:
    script.answers[CREATE] = sample(f"{CREATE}.response-wrong-key.synthetic.xml")
    script.answers["LabelPrintDuplicateTwo"] = sample("LabelPrintDuplicateTwo.response-wrong-key.synthetic.xml")
    for call in (account.create([parcel()]), account.labels(["2101066592589"])):
        with pytest.raises(ShippingError) as caught:
            await call
        assert caught.value.failure.code is ErrorCode.CREDENTIALS_REFUSED
        assert caught.value.failure.outcome == "refused"


async def test_labels(account: PaczkaWRuchuAccount, script: Scripted) -> None:
    both = ["2101066592589", "2101066592596"]
    script.answers["LabelPrintDuplicateTwo"] = sample("LabelPrintDuplicateTwo.response-ok.synthetic.xml")
    script.answers["LabelPrintDuplicateListTwo"] = sample("LabelPrintDuplicateListTwo.response-ok.synthetic.xml")
    for codes in (both[:1], both):
        [part] = await account.labels(codes)
        assert part.label.content.startswith(b"%PDF-1.4")
    script.answers["LabelPrintDuplicateListTwo"] = sample("LabelPrintDuplicateListTwo.response-too-early.synthetic.xml")
    with pytest.raises(ShippingError) as caught:
        await account.labels(both)
    assert caught.value.failure.code is ErrorCode.LABEL_NOT_READY


def test_the_recorded_row() -> None:
    content = sample("GenerateBusinessPack.response-saved.recorded.soap12.xml")
    soap11 = content.replace(b"http://www.w3.org/2003/05/soap-envelope", b"http://schemas.xmlsoap.org/soap/envelope/")
    response = read_answer(soap11)
    assert response is not None
    [row] = rows(response, ("Err",))
    assert (number(row["Err"]), pack_code_of(row), row["DestinationCode"]) == (0, "2101066592589", "BD-158471-NN-14")
    assert fields(response).keys() == {"GenerateBusinessPackResult"}


async def test_the_stand_in_takes_what_we_send(shipping: PaczkaWRuchuAccount, server: PwrServer) -> None:
    """It is strict about order and names, and shares no line with the client."""
    assert (await shipping.create([parcel()])).keys() == {parcel().reference}
    assert server.options.strict


async def test_the_sample_answer_of_a_parcel_posted_already(account: PaczkaWRuchuAccount, script: Scripted) -> None:
    script.answers["PutCustomerPackCanceled"] = sample("PutCustomerPackCanceled.response-too-late.synthetic.xml")
    with pytest.raises(ShippingError) as caught:
        await account.withdraw("2101066592589", NOW)
    assert caught.value.failure.code is ErrorCode.WITHDRAWAL_REFUSED
