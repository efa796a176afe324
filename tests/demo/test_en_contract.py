"""The stand-in takes the sample requests, and its answers fit the original description."""

from pathlib import Path

import httpx
import pytest
from lxml import etree

from agent.demo.en.options import EnOptions
from agent.demo.en.schema_requests import REQUESTS
from agent.demo.en.server import EnServer
from agent.demo.en.soap import operation_of, read_call
from tests.demo.en_caller import EnCaller, guid, letter, opened, pocztex, soap, unregistered
from tests.demo.en_description import CONTRACT, FOLDER, SAMPLES, fits, schema
from tests.demo.test_en_abroad import letter as letter_abroad
from tests.demo.test_en_abroad import parcel as parcel_abroad

pytestmark = CONTRACT


class AnyOrder:
    """The order that the Allegro samples name."""

    order_id = "29738e61-7f6a-11e8-ac45-09db60ede9d6"
    seller_id = "12345678"
    ready = True

    def __init__(self, method_id: str) -> None:
        self.method_id = method_id
        names = {
            "093d950b-8497-4cc7-aa2a-6081e5e7e7e2": "Allegro Kurier Pocztex",
            "128e2be0-a2b9-4793-aafd-ec5557273786": "Allegro Odbiór w Punkcie Pocztex pobranie",
        }
        self.method_name = names.get(method_id, "Allegro Przesyłka polecona")


class CheckedCaller(EnCaller):
    """Holds every answer against the schema and keeps the operations that were called."""

    async def call(self, operation: str, inner: str = "") -> etree._Element:
        answer = await super().call(operation, inner)
        assert fits(answer), (operation, schema().error_log)
        return answer


def sample(name: str) -> etree._Element:
    return read_call((FOLDER / "examples" / name).read_bytes())


async def prepared(en: EnCaller) -> None:
    """Make what the samples speak of: two bufors, two shipments in the first, an envelope."""
    first, _, third = await en.bufor(), await en.bufor(), await en.bufor()
    await en.add(first, *(letter(f"29DB9C04A90E5921C4A4BB38CD3C90B{number}") for number in "12"))
    await en.added(third)
    sent = await en.call("sendEnvelope", f"<idBufor>{third}</idBufor>")
    assert sent.findtext("idEnvelope") == "743378"


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name.removesuffix(".request.xml"))
async def test_every_sample_request_is_answered_and_the_answer_fits(path: Path, http: httpx.AsyncClient) -> None:
    call = read_call(path.read_bytes())
    operation, method = operation_of(call), call.find(".//relatedToAllegro")
    order = None if method is None else AnyOrder(method.get("deliveryMethod", ""))
    options = EnOptions(kind="ordinary" if order is None else "allegro", repeated_guid="refused")
    async with EnServer(options if order else EnOptions(), allegro_order=lambda email: order) as server:
        en = EnCaller(server, http)
        if order is None:
            await prepared(en)
        else:
            await en.bufor()
        answer = opened(await en.post(path.read_bytes(), operation))
    assert fits(answer), schema().error_log
    assert answer.findall(".//error") == []
    if operation == "addShipment":
        numbers = [each.get("numerNadania") for each in answer]
        assert all(numbers) or "nierejestrowana" in path.name, numbers


async def test_every_operation_answers_by_the_schema_whatever_it_is_asked(http: httpx.AsyncClient) -> None:
    async with EnServer() as server:
        en = CheckedCaller(server, http)
        bufor, keys, missing = await en.bufor(), [guid() for _ in range(4)], guid()
        items = [letter(keys[0]), pocztex(keys[1], cod_grosze=8900, pni=414491), unregistered(keys[2]), pocztex(keys[3], pni=1)]
        server.plan_warning("Uwaga")
        await en.add(bufor, *items)
        at, gone = f"<idBufor>{bufor}</idBufor>", "<idBufor>1</idBufor>"
        some = "".join(f"<guid>{key}</guid>" for key in [*keys[:2], missing])
        label = "<type><kind>ADDRESS_LABEL</kind><method>{}</method></type>"
        await en.call("hello", "<in>a</in>")
        for name in ("getUrzedyNadania", "getKarty", "getProfilList", "getPasswordExpiredDate", "getUbezpieczeniaInfo"):
            await en.call(name)
        for card in (902001, 1):
            await en.call("setAktywnaKarta", f"<idKarta>{card}</idKarta>")
        await en.call("getGuid", "<ilosc>3</ilosc>")
        await en.call("getPlacowkaPocztowa", "<pni>414491</pni><pni>10031188</pni><pni>1</pni>")
        await en.call("getEnvelopeBuforList")
        await en.call("createEnvelopeBufor", '<bufor dataNadania="2026-11-24" urzadNadania="1"/>')
        for where in (at, gone):
            await en.call("getEnvelopeBufor", where)
            for name in ("getAddresLabelByGuid", "getAddresLabelByGuidCompact", "getBlankietPobraniaByGuids"):
                await en.call(name, some + where)
        await en.call("getAddresLabelByGuidCompact", f"<guid>{keys[0]}</guid>{at}")
        for method in ("EACH_PARCEL_SEPARATELY", "ALL_PARCELS_IN_ONE_FILE"):
            await en.call("getPrintForParcel", some + label.format(method))
            await en.call("getPrintForParcel", f"<guid>{keys[0]}</guid>" + label.format(method))
        change = f'<bufor idBufor="{bufor}" dataNadania="2026-11-30" aktualizujPlanowanaDateNadaniaPrzesylek="true"/>'
        await en.call("updateEnvelopeBufor", change + '<bufor idBufor="1"/>')
        await en.call("getEnvelopeBufor", at)
        other = await en.bufor()
        await en.call("moveShipments", f"<idBuforFrom>{bufor}</idBuforFrom><idBuforTo>{other}</idBuforTo>{some}")
        await en.call("moveShipments", f"<idBuforFrom>1</idBuforFrom><idBuforTo>{other}</idBuforTo>{some}")
        for where in (at, gone):
            await en.call("clearEnvelopeByGuids", some + where)
        await en.added(bufor)
        for where in (at, at, gone):
            await en.call("sendEnvelope", where)
        for envelope in (743378, 1):
            asked = f"<idEnvelope>{envelope}</idEnvelope>"
            for name in (
                "getEnvelopeStatus",
                "getEnvelopeContentShort",
                "getOutboxBook",
                "getAddressLabel",
                "getAddresLabelCompact",
            ):
                await en.call(name, asked)
        await en.call("getEnvelopeList", "<startDate>2020-01-01</startDate><endDate>2099-01-01</endDate>")
        for where in (f"<idBufor>{other}</idBufor>", gone):
            await en.call("clearEnvelope", where)
        for password in ("", "inne"):
            await en.call("changePassword", f"<newPassword>{password}</newPassword>")
        assert {call.path.rpartition("/")[2] for call in server.calls} == set(REQUESTS)


async def test_known_errors_are_worded_as_recorded(en: EnCaller, http: httpx.AsyncClient) -> None:
    recorded = [
        each
        for name in ("addShipment.response.allegro-point-missing.xml", "addShipment.response.partial.xml")
        for each in sample(name).iter("error")
    ]
    expected = {(each.get("errorNumber"), each.get("errorDesc")) for each in recorded}
    nameless = letter(guid()).replace('nazwa="Anna Żółć" ', "")
    answer = await en.call("addShipment", nameless + f"<idBufor>{await en.bufor()}</idBufor>")
    found = {(each.get("errorNumber"), each.get("errorDesc")) for each in answer.iter("error")}
    point = AnyOrder("128e2be0-a2b9-4793-aafd-ec5557273786")
    async with EnServer(EnOptions(kind="allegro"), allegro_order=lambda email: point) as server:
        allegro = EnCaller(server, http)
        call = (FOLDER / "examples" / "addShipment.allegro-pocztex2021-point-cod.request.xml").read_bytes()
        await allegro.bufor()
        answer = opened(await allegro.post(call.replace(b'<punktOdbioru id="414491"/>', b""), "addShipment"))
        found |= {(each.get("errorNumber"), each.get("errorDesc")) for each in answer.iter("error")}
    assert found == expected


def test_the_operations_are_real() -> None:
    names = {
        each.get("name") for each in etree.parse(str(FOLDER / "en.wsdl")).iter("{http://schemas.xmlsoap.org/wsdl/}operation")
    }
    assert set(REQUESTS) <= names


def test_shipments_abroad_fit_the_original() -> None:
    key = "G" * 32
    for body in (parcel_abroad(key), letter_abroad(key), letter_abroad(key, "Niemcy", "")):
        assert fits(etree.fromstring(soap("addShipment", f"{body}<idBufor>1</idBufor>"))[0][0]), schema().error_log
    bad = parcel_abroad(key).replace("SPRZEDAZ_TOWARU", "ZAKUPY")
    assert not fits(etree.fromstring(soap("addShipment", bad))[0][0])
