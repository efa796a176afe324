"""Parcels: the exact call, one answer each, and a true outcome whatever happens on the wire."""

import base64
from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from agent.carriers.poczta_polska import client
from agent.carriers.poczta_polska.guid import guid_of
from agent.demo.en.options import EnOptions
from agent.demo.faults import Fault
from agent.shipping.model.failure import Failure, Note, ShippingError
from agent.shipping.model.order import PickupPoint
from agent.shipping.model.shipment import Created, Parcel
from agent.shipping.work.send import passes
from shared_schema.codes import ErrorCode, NoteCode
from tests.carriers.poczta_polska.world import Listening, StillClock, account_at, living, order, world

ALLEGRO = EnOptions(kind="allegro")
REFERENCE = "29738e61-000000000001"
ADD = "/addShipment$"
MAY_EXIST = [
    Fault.LOST_ANSWER,
    Fault.HALF_ANSWER,
    Fault.RESET_BEFORE,
    Fault.ERROR_BEFORE,
    Fault.ERROR_AFTER,
    Fault.HTML_OK,
    Fault.HTML_OK_AFTER,
    Fault.HTML_ERROR,
    Fault.EMPTY_ERROR,
    Fault.REDIRECT,
]


async def test_a_parcel_goes_into_our_bufor_of_the_day_with_its_guid() -> None:
    async with world(ALLEGRO) as it:
        answers = await it.account.create([await it.parcel(order("Allegro Kurier Pocztex"))])
        made = it.made()
        assert answers == {REFERENCE: Created(guid_of(REFERENCE), "pocztex_kurier", made.number)}
        [bufor] = [each for each in it.server.bufors.bufors.values() if made in each.shipments]
        assert (bufor.day.isoformat(), bufor.office, bufor.active) == ("2026-11-24", 260628, False)
        assert (bufor.description or "").startswith("Nadajnik ")
        operation, _, headers = it.wire.sent[-1]
        assert operation == "addShipment"
        assert headers["Content-Type"] == "text/xml; charset=utf-8"
        assert headers["SOAPAction"] == '"http://e-nadawca.poczta-polska.pl/addShipment"'
        assert headers["Authorization"] == "Basic " + base64.b64encode(b"sklep_zuraw:demo-en-password").decode()
        [item] = it.messages("addShipment")[0].findall("przesylki")
        assert item.get("{http://www.w3.org/2001/XMLSchema-instance}type", "").endswith(":pocztex2021KurierType")
        assert [str(child.tag) for child in item] == ["adres", "relatedToAllegro", "masa", "format", "zawartosc", "uiszczaOplate"]
        assert (item.get("guid"), item.get("opis")) == (guid_of(REFERENCE), f"{order().id} {REFERENCE}")
        assert it.messages("addShipment")[0].findtext("idBufor") == str(bufor.id)
        assert it.server.foreign_changes() == []


async def test_all_parcels_of_a_day_share_one_bufor_and_the_next_day_has_its_own() -> None:
    async with world() as it:
        parcel = await it.parcel(order())
        for number in range(3):
            await it.account.create([replace(parcel, reference=f"29738e61-{number:012d}")])
        it.clock.moment += timedelta(days=1)
        await it.account.create([replace(parcel, reference="29738e61-other")])
        ours = [each for each in it.server.bufors.bufors.values() if (each.description or "").startswith("Nadajnik")]
        assert [len(each.shipments) for each in ours] == [3, 1]
        assert it.operations().count("createEnvelopeBufor") == 2


async def test_a_second_station_finds_the_bufor_of_the_first() -> None:
    async with world() as it:
        parcel = await it.parcel(order())
        await it.account.create([parcel])
        other = account_at(it.server.url, False, it.clock, it.wire, "sklep_zuraw", "demo-en-password")
        await other.create([replace(parcel, reference="29738e61-other")])
        await other.close()
        assert it.operations().count("createEnvelopeBufor") == 1


async def test_cards_have_bufors_of_their_own() -> None:
    async with world(card=902002) as it:
        await it.account.create([await it.parcel(order())])
        [bufor] = [each for each in it.server.bufors.bufors.values() if (each.description or "").startswith("Nadajnik")]
        assert bufor.card_id == 902002


async def test_fifty_parcels_are_one_call_and_each_has_its_own_answer() -> None:
    async with world() as it:
        parcel = await it.parcel(order())
        references = [f"29738e61-{number:012d}" for number in range(50)]
        it.server.plan_refusal("Pole nazwa adresata nie może być puste", number=33602)
        answers = await it.account.create([replace(parcel, reference=each) for each in references])
        assert it.server.called("addShipment") == 1
        assert [each for each in references if isinstance(answers[each], Created)] == references[1:]
        refusal = answers[references[0]]
        assert isinstance(refusal, Failure)
        assert (refusal.code, refusal.outcome) == (ErrorCode.CARRIER_REFUSED, "refused")
        assert refusal.words is not None
        assert (refusal.words.code, refusal.words.text) == ("33602", "Pole nazwa adresata nie może być puste")


async def test_a_parcel_that_breaks_the_description_is_left_out_of_the_call_and_spoils_no_other() -> None:
    async with world() as it:
        parcel = await it.parcel(order())
        broken = Parcel("29738e61-broken", parcel.request.replace('"Gdańsk"', '" "'))
        answers = await it.account.create([broken, parcel])
        assert isinstance(answers[REFERENCE], Created)
        failure = answers["29738e61-broken"]
        assert isinstance(failure, Failure)
        assert (failure.code, failure.outcome) == (ErrorCode.PLAN_HAS_PROBLEMS, "not_sent")
        assert len(it.messages("addShipment")[0].findall("przesylki")) == 1


async def test_a_warning_beside_a_number_is_a_success() -> None:
    async with world() as it:
        it.server.plan_warning("Masa zostanie sprawdzona", number=4711)
        created = (await it.account.create([await it.parcel(order())]))[REFERENCE]
        assert isinstance(created, Created)
        assert created.tracking_number
        assert created.warnings == (Note(NoteCode.CARRIER_WARNING, None, {"code": "4711", "text": "Masa zostanie sprawdzona"}),)


async def test_81065_is_told_as_the_missing_point() -> None:
    async with world() as it:
        it.server.plan_refusal("Sposób dostawy Allegro wskazuje na odbiór w punkcie", number=81065)
        refusal = (await it.account.create([await it.parcel(order())]))[REFERENCE]
        assert isinstance(refusal, Failure)
        assert refusal.problems == (Note(NoteCode.POINT_MISSING, "point"),)


async def test_a_product_outside_the_contract_is_refused_in_the_carriers_words() -> None:
    async with world(EnOptions(products=("paczkaPocztowaType",))) as it:
        refusal = (await it.account.create([await it.parcel(order())]))[REFERENCE]
        assert isinstance(refusal, Failure)
        assert refusal.words is not None
        assert "nie znajduje się na umowie" in refusal.words.text


@pytest.mark.parametrize("fault", MAY_EXIST)
async def test_whatever_answers_the_creating_call_in_an_odd_way_leaves_the_outcome_unknown(fault: Fault) -> None:
    async with world() as it:
        parcel = await it.parcel(order())
        it.server.faults.arm(fault, method="POST", path=ADD)
        failure = (await it.account.create([parcel]))[REFERENCE]
        assert isinstance(failure, Failure)
        assert failure.outcome == "unknown"
        assert it.operations().count("addShipment") == 1


@pytest.mark.parametrize("fault", MAY_EXIST)
@pytest.mark.parametrize("operation", ["getEnvelopeBuforList", "createEnvelopeBufor"])
async def test_what_fails_before_the_parcels_own_call_has_certainly_sent_nothing(fault: Fault, operation: str) -> None:
    async with world() as it:
        parcel = await it.parcel(order())
        it.server.faults.arm(fault, method="POST", path=f"/{operation}$")
        failure = (await it.account.create([parcel]))[REFERENCE]
        assert isinstance(failure, Failure)
        assert failure.outcome == "not_sent"
        assert passes(failure)
        assert "addShipment" not in it.operations()
        created = (await it.account.create([parcel]))[REFERENCE]
        assert isinstance(created, Created)
        ours = [each for each in it.server.bufors.bufors.values() if (each.description or "").startswith("Nadajnik")]
        assert len(ours) == 1


async def test_nobody_listening_has_certainly_sent_nothing() -> None:
    async with world() as it:
        parcel = await it.parcel(order())
        await it.server.stop()
        failure = (await it.account.create([parcel]))[REFERENCE]
        assert isinstance(failure, Failure)
        assert (failure.code, failure.outcome) == (ErrorCode.CARRIER_UNAVAILABLE, "not_sent")


async def test_a_wrong_password_is_tried_once_and_refused() -> None:
    async with world() as it:
        parcel = await it.parcel(order())
        wrong = account_at(it.server.url, False, it.clock, it.wire, "sklep_zuraw", "wrong")
        failure = (await wrong.create([parcel, replace(parcel, reference="29738e61-2")]))[REFERENCE]
        await wrong.close()
        assert isinstance(failure, Failure)
        assert (failure.code, failure.outcome) == (ErrorCode.CREDENTIALS_REFUSED, "refused")
        assert len([call for call in it.server.calls if call.status == 401]) == 1


@pytest.mark.parametrize("fault", [Fault.LOST_ANSWER, Fault.HALF_ANSWER, Fault.ERROR_AFTER, Fault.HTML_OK_AFTER])
async def test_a_lost_parcel_is_found_in_our_bufor(fault: Fault) -> None:
    async with world() as it:
        parcel = await it.parcel(order())
        it.server.faults.arm(fault, method="POST", path=ADD)
        await it.account.create([parcel])
        found = await it.account.find({REFERENCE: it.clock.now()})
        assert found == {REFERENCE: Created(guid_of(REFERENCE), "", it.made().number)}


async def test_a_lost_parcel_whose_bufor_was_sent_is_found_in_the_envelopes() -> None:
    async with world() as it:
        it.clock.moment = it.clock.moment.replace(
            year=it.server.today().year, month=it.server.today().month, day=it.server.today().day
        )
        await it.account.create([await it.parcel(order())])
        made = it.made()
        [bufor] = [each for each in it.server.bufors.bufors.values() if made in each.shipments]
        it.server.bufors.send(bufor, it.server.today())
        found = await it.account.find({REFERENCE: it.clock.now(), "29738e61-never": it.clock.now()})
        assert found == {REFERENCE: Created(guid_of(REFERENCE), "", made.number)}


async def test_a_parcel_that_was_never_made_is_not_found_and_nothing_is_sent() -> None:
    async with world() as it:
        await it.account.create([await it.parcel(order())])
        before = it.operations().count("addShipment")
        assert await it.account.find({"29738e61-never": it.clock.now()}) == {}
        assert it.operations().count("addShipment") == before


@pytest.mark.parametrize("operation", ["getEnvelopeBuforList", "getEnvelopeBufor", "getEnvelopeList"])
async def test_a_look_that_could_not_see_everything_is_no_look(operation: str) -> None:
    async with world() as it:
        await it.account.create([await it.parcel(order())])
        it.server.faults.arm(Fault.ERROR_BEFORE, method="POST", path=f"/{operation}$")
        with pytest.raises(ShippingError) as caught:
            await it.account.find({"29738e61-never": it.clock.now()})
        assert caught.value.failure.outcome == "unknown"


async def test_everything_the_account_holds_is_listed_sent_or_not_and_the_sellers_own_too() -> None:
    async with world() as it:
        today = it.server.today()
        it.clock.moment = it.clock.moment.replace(year=today.year, month=today.month, day=today.day)
        parcel = await it.parcel(order())
        await it.account.create([parcel])
        sent = it.made().number
        [bufor] = [each for each in it.server.bufors.bufors.values() if it.made() in each.shipments]
        it.server.bufors.send(bufor, today)
        await it.account.create([replace(parcel, reference="29738e61-000000000002")])
        listed = await it.account.listed(it.clock.now())
        own = [each for each in listed if each.shipment_id in (guid_of(REFERENCE), guid_of("29738e61-000000000002"))]
        assert len(listed) == 4
        assert [(each.reference, each.live) for each in own] == [("29738e61-000000000002", True), ("", True)]
        assert own[1].tracking_number == sent
        assert all(each.created_at > it.clock.now() for each in own)


@pytest.mark.parametrize(
    ("pni", "code"),
    [("510007", NoteCode.POINT_ONLY_POSTS), ("238551", NoteCode.COD_ABOVE_POINT), ("999999", NoteCode.POINT_UNKNOWN)],
)
async def test_a_point_that_cannot_give_the_parcel_out_is_refused_before_sending(pni: str, code: NoteCode) -> None:
    method = "Odbiór w Punkcie Pocztex"
    async with world() as it:
        fine = await it.parcel(order(method))
        cod = {"payment_type": "CASH_ON_DELIVERY"} if code is NoteCode.COD_ABOVE_POINT else {}
        total = order().total
        assert total is not None
        asked = order(method, point=PickupPoint(pni, ""), total=replace(total, amount_grosze=20_000), **cod)
        bad = replace(await it.parcel(asked), reference="29738e61-bad")
        answers = await it.account.create([fine, bad])
        refusal = answers["29738e61-bad"]
        assert isinstance(refusal, Failure)
        assert (refusal.outcome, [each.code for each in refusal.problems]) == ("not_sent", [code])
        assert isinstance(answers[REFERENCE], Created)
        assert it.server.called("getPlacowkaPocztowa") == 1
        # From now on the plan itself knows it, without another call.
        assert [each.code for each in (await it.draft(asked)).problems] == [code]
        await it.account.create([replace(fine, reference="29738e61-again")])
        assert it.server.called("getPlacowkaPocztowa") == 1


async def test_labels_come_in_one_call_and_a_bad_one_costs_only_itself() -> None:
    async with world() as it:
        parcel = await it.parcel(order())
        references = [f"29738e61-{number:012d}" for number in range(3)]
        answers = await it.account.create([replace(parcel, reference=each) for each in references])
        guids = [each.shipment_id for each in answers.values() if isinstance(each, Created)]
        assert len(await it.account.labels(guids)) == 3
        assert it.server.called("getPrintForParcel") == 1
        it.server.break_print(guids[1])
        parts = await it.account.labels(guids)
        assert len(parts) == 2
        assert [(part.label.format, part.shipment_id) for part in parts] == [("pdf", guids[0]), ("pdf", guids[2])]
        with pytest.raises(ShippingError) as caught:
            await it.account.labels([guids[1]])
        assert caught.value.failure.code is ErrorCode.LABEL_NOT_READY
        assert it.server.foreign_changes() == []


async def answering(body: bytes, status: int = 200) -> TestServer:
    """A service that gives the same answer to everything."""

    async def handle(request: web.Request) -> web.Response:
        return web.Response(status=status, body=body, headers={"Content-Type": "text/xml; charset=utf-8"})

    app = web.Application()
    app.router.add_post("/{tail:.*}", handle)
    server = TestServer(app)
    await server.start_server()
    return server


def soap(inner: str, doctype: str = "") -> bytes:
    return (
        f'<?xml version="1.0"?>{doctype}<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>{inner}</e:Body>'
        "</e:Envelope>"
    ).encode()


BOMB = "<!DOCTYPE x [" + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(9)) + "]>"
OUTSIDE = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
LIST = '<n:getUrzedyNadaniaResponse xmlns:n="http://e-nadawca.poczta-polska.pl">{}</n:getUrzedyNadaniaResponse>'


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (soap(LIST.format("&a8;"), BOMB), "no "),
        (soap(LIST.format("&a;"), '<!DOCTYPE x [<!ENTITY a "ha">]>'), "document type"),
        (soap(LIST.format("&f;"), OUTSIDE), "document type"),
        (soap(LIST.replace("getUrzedyNadania", "getKarty").format("")), "another call"),
        (soap(""), "no SOAP message"),
        (b"<html/>", "no SOAP message"),
        (b"", "no XML"),
        (soap(LIST.format(" " * 20_000)), "too large"),
    ],
    ids=["bomb", "entity", "outside", "other", "empty", "html", "nothing", "large"],
)
async def test_row_22_an_answer_that_is_no_plain_soap_is_not_believed(
    body: bytes, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "MOST_BYTES", 10_000)
    server = await answering(body)
    account = account_at(str(server.make_url("/")), False, StillClock(), Listening(), "a", "b")
    try:
        with pytest.raises(ShippingError) as caught:
            await account.check()
        assert caught.value.failure.code is ErrorCode.CARRIER_ANSWER_UNREADABLE
        assert why in caught.value.failure.message
    finally:
        await account.close()
        await server.close()


async def test_a_namespaced_list_leaves_every_parcel_unknown_never_unsent() -> None:
    async with world() as it:
        parcel = await it.parcel(order(recipient=living()))
    inner = (
        '<n:addShipmentResponse xmlns:n="http://e-nadawca.poczta-polska.pl">'
        f'<n:retval guid="{guid_of(REFERENCE)}" numerNadania="00359007738057873511"/></n:addShipmentResponse>'
    )
    listed = soap(
        '<n:getEnvelopeBuforListResponse xmlns:n="http://e-nadawca.poczta-polska.pl"><bufor idBufor="1" dataNadania="2026-11-24" '
        'urzadNadania="260628" active="false" opis="Nadajnik 2026-11-24 260628"/></n:getEnvelopeBuforListResponse>'
    )

    async def handle(request: web.Request) -> web.Response:
        return web.Response(body=soap(inner) if "addShipment" in request.headers["SOAPAction"] else listed)

    app = web.Application()
    app.router.add_post("/{tail:.*}", handle)
    server = TestServer(app)
    await server.start_server()
    account = account_at(str(server.make_url("/")), False, StillClock(), Listening(), "a", "b")
    failure = (await account.create([parcel]))[REFERENCE]
    await account.close()
    await server.close()
    assert isinstance(failure, Failure)
    assert failure.outcome == "unknown"
