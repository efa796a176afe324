"""Bufors: one's own, the seller's, and what may happen to what lies in them."""

import httpx
import pytest

from agent.demo.en.options import EnOptions
from agent.demo.en.server import EnServer
from tests.demo.en_caller import OFFICE, EnCaller, errors, guid, letter, pocztex, unregistered


async def test_a_bufor_is_made_and_found_again(en: EnCaller) -> None:
    first, second = await en.bufor(), await en.bufor(opis="drugi", office=260629, day="2026-11-25")
    assert first != second
    found = {each.get("idBufor"): each for each in await en.call("getEnvelopeBuforList")}
    bufor = found[str(second)]
    facts = [bufor.get(name) for name in ("dataNadania", "urzadNadania", "active", "opis")]
    assert facts == ["2026-11-25", "260629", "false", "drugi"]
    assert bufor.findtext("idKarta") == "902001"
    assert len(found) == 3, "the seller's own is there too"


async def test_several_at_once_and_each_refused_on_its_own(en: EnCaller) -> None:
    asked = (
        f'<bufor dataNadania="2026-11-24" urzadNadania="{OFFICE}"><idKarta>902002</idKarta></bufor>'
        '<bufor dataNadania="2026-11-24" urzadNadania="1"/>'
        f'<bufor urzadNadania="{OFFICE}"/>'
        f'<bufor dataNadania="2026-11-24" urzadNadania="{OFFICE}"><idKarta>1</idKarta></bufor>'
    )
    answer = await en.call("createEnvelopeBufor", asked)
    assert [each.findtext("idKarta") for each in answer.findall("createdBufor")] == ["902002"]
    assert errors(answer) == ["Niepoprawny urząd nadania", "Brak daty nadania", "Nie znaleziono karty"]


async def test_the_sellers_bufor_is_the_active_one_and_takes_what_names_none(en: EnCaller) -> None:
    assert en.server.foreign_changes() == []
    await en.call("addShipment", letter(guid()))
    assert [change.split(":")[0] for change in en.server.foreign_changes()] == ["shipments"]


@pytest.mark.parametrize(
    ("operation", "inner", "changed"),
    [
        ("clearEnvelope", "", "shipments"),
        ("clearEnvelope", "<idBufor>260627801</idBufor>", "shipments"),
        ("sendEnvelope", "", "it was sent or deleted"),
        ("updateEnvelopeBufor", '<bufor idBufor="260627801" dataNadania="2027-01-02"/>', "day"),
        ("createEnvelopeBufor", f'<bufor dataNadania="2026-11-24" urzadNadania="{OFFICE}" active="true"/>', "active"),
    ],
)
async def test_whatever_is_done_to_it_is_seen(en: EnCaller, operation: str, inner: str, changed: str) -> None:
    await en.call(operation, inner)
    assert [change.split(":")[0] for change in en.server.foreign_changes()] == [changed]
    assert en.server.called(operation) == 1


async def test_own_work_leaves_it_alone(en: EnCaller) -> None:
    bufor = await en.bufor()
    [key, other] = await en.added(bufor, 2)
    await en.call("clearEnvelopeByGuids", f"<guid>{key}</guid><idBufor>{bufor}</idBufor>")
    await en.call("sendEnvelope", f"<idBufor>{bufor}</idBufor>")
    assert en.server.foreign_changes() == []
    assert [each.guid for each in en.server.shipments] == [other]


async def test_only_ones_own_shipments_are_removed(en: EnCaller) -> None:
    bufor = await en.bufor()
    [first, second] = await en.added(bufor, 2)
    stranger = guid()
    asked = f"<guid>{first}</guid><guid>{stranger}</guid><idBufor>{bufor}</idBufor>"
    answer = await en.call("clearEnvelopeByGuids", asked)
    assert [each.get("guid") for each in answer.findall("error")] == [stranger]
    assert [key for key, _ in await en.listed(bufor)] == [second]


async def test_shipments_are_moved_and_what_was_not_is_named(en: EnCaller) -> None:
    origin, target = await en.bufor(), await en.bufor()
    [key] = await en.added(origin)
    stranger = guid()
    asked = f"<idBuforFrom>{origin}</idBuforFrom><idBuforTo>{target}</idBuforTo><guid>{key}</guid><guid>{stranger}</guid>"
    answer = await en.call("moveShipments", asked)
    assert [each.text for each in answer.findall("notMovedGuid")] == [stranger]
    assert (await en.listed(origin), await en.listed(target)) == ([], [(key, en.number(key))])


async def test_a_new_date_with_new_plans_ends_what_has_a_label(en: EnCaller) -> None:
    bufor = await en.bufor()
    [labelled, plain] = await en.added(bufor, 2)
    number = en.number(labelled)
    await en.call("getAddresLabelByGuid", f"<guid>{labelled}</guid><idBufor>{bufor}</idBufor>")
    change = f'<bufor idBufor="{bufor}" dataNadania="2026-11-30" aktualizujPlanowanaDateNadaniaPrzesylek='
    assert not errors(await en.call("updateEnvelopeBufor", f'{change}"false"/>'))
    assert dict(await en.listed(bufor))[labelled] == number
    assert not errors(await en.call("updateEnvelopeBufor", f'{change}"true"/>'))
    [(new_guid, new_number), (kept, _)] = await en.listed(bufor)
    assert kept == plain
    assert new_guid != labelled
    assert new_number != number
    assert en.server.by_guid(labelled) == []
    assert {each.value("planowanaDataNadania") for each in en.server.shipments} == {"2026-11-30"}
    wrong = f'<bufor idBufor="1"/><bufor idBufor="{bufor}" urzadNadania="1"/>'
    assert errors(await en.call("updateEnvelopeBufor", wrong)) == ["Nie znaleziono zbioru", "Niepoprawny urząd nadania"]


async def test_the_content_comes_back_as_it_was_sent(en: EnCaller) -> None:
    bufor, keys = await en.bufor(), [guid(), guid()]
    await en.add(bufor, pocztex(keys[0], cod_grosze=8900), unregistered(keys[1]))
    [parcel, letters] = await en.call("getEnvelopeBufor", f"<idBufor>{bufor}</idBufor>")
    assert parcel.findtext("masa") == "2300"
    assert parcel.find("pobranie").get("kwotaPobrania") == "8900"  # type: ignore[union-attr] # None would fail as well
    assert parcel.get("numerNadania") == en.number(keys[0])
    assert (letters.get("guid"), letters.get("numerNadania")) == (keys[1], None)


async def test_a_new_shipment_can_be_missing_from_the_list_for_a_while(http: httpx.AsyncClient) -> None:
    async with EnServer(EnOptions(list_lag_s=3600)) as server:
        en = EnCaller(server, http)
        bufor = await en.bufor()
        [key] = await en.added(bufor)
        assert await en.listed(bufor) == []
        server.by_guid(key)[0].listed_at -= 3600
        assert await en.listed(bufor) == [(key, en.number(key))]


async def test_a_bufor_that_is_not_there(en: EnCaller) -> None:
    for operation, inner in (
        ("getEnvelopeBufor", "<idBufor>1</idBufor>"),
        ("sendEnvelope", "<idBufor>1</idBufor>"),
        ("clearEnvelope", "<idBufor>1</idBufor>"),
        ("clearEnvelopeByGuids", f"<guid>{guid()}</guid><idBufor>1</idBufor>"),
    ):
        assert errors(await en.call(operation, inner)) == ["Nie znaleziono zbioru"]
    [(number, texts)] = (await en.add(1, letter(guid()))).values()
    assert (number, texts) == (None, ["Nie znaleziono zbioru"])
