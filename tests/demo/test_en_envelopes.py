"""A bufor that is sent becomes an envelope, whole and once."""

from datetime import date, timedelta

import httpx

from agent.demo.en.options import EnOptions
from agent.demo.en.server import EnServer
from agent.demo.faults import Fault as Broken
from tests.demo.en_caller import OFFICE, EnCaller, errors, guid, pocztex, soap, unregistered
from tests.demo.worlds import answered


async def status(en: EnCaller, envelope: str) -> str | None:
    return (await en.call("getEnvelopeStatus", f"<idEnvelope>{envelope}</idEnvelope>")).findtext("envelopeStatus")


async def sent(en: EnCaller, bufor: int) -> str:
    answer = await en.call("sendEnvelope", f"<urzadNadania>{OFFICE}</urzadNadania><idBufor>{bufor}</idBufor>")
    assert errors(answer) == []
    return answer.findtext("idEnvelope") or ""


async def listed(en: EnCaller, start: date, end: date) -> list[str | None]:
    answer = await en.call("getEnvelopeList", f"<startDate>{start}</startDate><endDate>{end}</endDate>")
    return [each.get("idEnvelope") for each in answer.findall("envelopes")]


async def test_sending_ends_the_bufor(en: EnCaller) -> None:
    bufor = await en.bufor()
    keys = [*await en.added(bufor), guid(), guid()]
    await en.add(bufor, pocztex(keys[1], cod_grosze=8900), unregistered(keys[2]))
    envelope = await sent(en, bufor)
    answer = await en.call("getEnvelopeContentShort", f"<idEnvelope>{envelope}</idEnvelope>")
    found = [(each.get("guid"), each.get("numerNadania"), each.get("pobranie")) for each in answer]
    assert found == [(keys[0], en.number(keys[0]), None), (keys[1], en.number(keys[1]), "8900"), (keys[2], None, None)]
    assert {each.get("dataNadania") for each in answer} == {"2026-11-24"}
    again = await en.call("sendEnvelope", f"<idBufor>{bufor}</idBufor>")
    assert (errors(again), again.findtext("idEnvelope")) == (["Nie znaleziono zbioru"], None)
    assert len(en.server.bufors.envelopes) == 1


async def test_an_answer_that_was_lost_is_found_in_the_list(en: EnCaller) -> None:
    bufor = await en.bufor()
    await en.added(bufor)
    en.server.faults.arm(Broken.HTML_OK_AFTER, path="/sendEnvelope$")
    answer = await en.post(soap("sendEnvelope", f"<idBufor>{bufor}</idBufor>"), "sendEnvelope")
    assert answer.headers["Content-Type"].startswith("text/html")
    today = date.today()
    assert await listed(en, today, today) == ["743378"]
    assert await listed(en, today - timedelta(days=9), today - timedelta(days=1)) == []
    assert await listed(en, today + timedelta(days=1), today + timedelta(days=2)) == []


async def test_what_cannot_be_sent(en: EnCaller) -> None:
    bufor = await en.bufor()
    assert errors(await en.call("sendEnvelope", f"<idBufor>{bufor}</idBufor>")) == ["Zbiór nie zawiera przesyłek"]
    await en.added(bufor)
    wrong = f"<urzadNadania>260629</urzadNadania><idBufor>{bufor}</idBufor>"
    assert errors(await en.call("sendEnvelope", wrong)) == ["Niepoprawny urząd nadania"]
    assert len(await en.listed(bufor)) == 1


async def test_the_status_goes_on_by_itself(http: httpx.AsyncClient) -> None:
    async with EnServer(EnOptions(envelope_step_s=0.02)) as server:
        en = EnCaller(server, http)
        bufor = await en.bufor()
        await en.added(bufor)
        envelope = await sent(en, bufor)
        await answered(lambda: status(en, envelope), lambda found: found == "PRZYJETY")
        [letter] = await en.call("getEnvelopeContentShort", f"<idEnvelope>{envelope}</idEnvelope>")
        assert letter.get("status") == "POTWIERDZONA"


async def test_or_only_when_it_is_told_to(http: httpx.AsyncClient) -> None:
    async with EnServer(EnOptions(envelope_step_s=None)) as server:
        en = EnCaller(server, http)
        bufor = await en.bufor()
        await en.added(bufor)
        envelope = await sent(en, bufor)
        assert await status(en, envelope) == "WYSLANY"
        for name, shown in (("WALIDOWANY", "NIEPOTWIERDZONA"), ("BLEDNY", "NIEPOTWIERDZONA"), ("WYSLANY", "NOWA")):
            server.set_envelope_status(int(envelope), name)
            assert await status(en, envelope) == name
            [letter] = await en.call("getEnvelopeContentShort", f"<idEnvelope>{envelope}</idEnvelope>")
            assert letter.get("status") == shown


async def test_an_envelope_that_is_not_there(en: EnCaller) -> None:
    asked = "<idEnvelope>1</idEnvelope>"
    assert errors(await en.call("getEnvelopeStatus", asked)) == ["Nie znaleziono zbioru nadanego"]
    assert errors(await en.call("getAddresLabelCompact", asked)) == ["Nie znaleziono zbioru nadanego"]
    assert len(await en.call("getEnvelopeContentShort", asked)) == 0
