"""Labels, COD forms and posting books hold the numbers as text; a bad guid can spoil the whole printout."""

from base64 import b64decode

import httpx
import pytest

from agent.demo.en.options import EnOptions
from agent.demo.en.server import EnServer
from tests.demo.en_caller import EnCaller, Fault, errors, guid, letter, pages, pocztex, unregistered


def asked(guids: list[str], *, kind: str = "ADDRESS_LABEL", method: str = "ALL_PARCELS_IN_ONE_FILE", more: str = "") -> str:
    keys = "".join(f"<guid>{key}</guid>" for key in guids)
    return f"{keys}<type><kind>{kind}</kind><method>{method}</method>{more}</type>"


async def test_all_labels_in_one_file(en: EnCaller) -> None:
    keys = await en.added(await en.bufor(), 3)
    answer = await en.call("getPrintForParcel", asked(keys[::-1]))
    [result] = answer.findall("printResult")
    assert result.find("guid") is None
    for key, page in zip(keys[::-1], pages(result.findtext("print")), strict=True):
        assert en.number(key) in page
        assert "AnnaŻółć" in page or "AnnaZolc" in page


async def test_each_label_in_its_own_file(en: EnCaller) -> None:
    keys = await en.added(await en.bufor(), 2)
    answer = await en.call("getPrintForParcel", asked(keys, kind="ADDRESS_LABEL_BY_GUID", method="EACH_PARCEL_SEPARATELY"))
    results = {each.findtext("guid"): pages(each.findtext("print")) for each in answer.findall("printResult")}
    assert list(results) == keys
    for key in keys:
        [page] = results[key]
        assert en.number(key) in page


async def test_the_pages_can_come_in_another_order(http: httpx.AsyncClient) -> None:
    async with EnServer(EnOptions(print_order="reversed", kind="ordinary", label_page="A4")) as server:
        en = EnCaller(server, http)
        bufor = await en.bufor()
        keys = await en.added(bufor, 2)
        answer = await en.call("getPrintForParcel", asked(keys))
        first, second = pages(answer.findtext("printResult/print"))
        assert en.number(keys[1]) in first
        assert en.number(keys[0]) in second


@pytest.mark.parametrize(("resolution", "dots"), [("", 799), ("DPI_203", 799), ("DPI_300", 1181)])
async def test_zpl_comes_at_the_resolution_of_the_printer(en: EnCaller, resolution: str, dots: int) -> None:
    [key] = await en.added(await en.bufor())
    more = "<format>ZPL_FORMAT</format>" + (f"<resolution>{resolution}</resolution>" if resolution else "")
    answer = await en.call("getPrintForParcel", asked([key], method="EACH_PARCEL_SEPARATELY", more=more))
    zpl = b64decode(answer.findtext("printResult/print") or "").decode()
    assert zpl.startswith("^XA")
    assert f"^PW{dots}^" in zpl
    assert f"^FD{en.number(key)}^FS" in zpl


async def test_one_bad_guid_empties_the_printout(en: EnCaller) -> None:
    keys = await en.added(await en.bufor(), 2)
    en.server.break_print(keys[0])
    answer = await en.call("getPrintForParcel", asked(keys))
    assert answer.findall("printResult") == []
    assert [(each.get("errorNumber"), each.get("guid")) for each in answer.findall("error")] == [("501", keys[0])]
    assert (await en.call("getPrintForParcel", asked([keys[1]]))).find("printResult") is not None
    stranger = guid()
    answer = await en.call("getPrintForParcel", asked([keys[1], stranger]))
    assert [each.get("guid") for each in answer] == [stranger]
    en.server.break_print(keys[0], broken=False)
    assert errors(await en.call("getPrintForParcel", asked(keys))) == []


async def test_or_only_its_own(http: httpx.AsyncClient) -> None:
    async with EnServer(EnOptions(one_bad_guid_empties_print=False)) as server:
        en = EnCaller(server, http)
        keys = await en.added(await en.bufor(), 2)
        server.break_print(keys[0])
        answer = await en.call("getPrintForParcel", asked(keys))
        [page] = pages(answer.findtext("printResult/print"))
        assert en.number(keys[1]) in page
        assert [each.get("guid") for each in answer.findall("error")] == [keys[0]]


async def test_what_has_no_such_printout(en: EnCaller) -> None:
    bufor, letters = await en.bufor(), guid()
    await en.add(bufor, unregistered(letters))
    [key] = await en.added(bufor)
    for inner in (asked([letters]), asked([key], kind="WAYBILL"), asked([key], kind="COLLECT_ON_DELIVERY_FORM")):
        assert errors(await en.call("getPrintForParcel", inner)) == ["Wydruk nie jest dostępny dla przesyłki"]


async def test_labels_of_a_bufor_only_while_it_is_one(en: EnCaller) -> None:
    bufor, other = await en.bufor(), await en.bufor()
    keys = await en.added(bufor, 2)
    inner = "".join(f"<guid>{key}</guid>" for key in keys)
    answer = await en.call("getAddresLabelByGuid", f"{inner}<idBufor>{bufor}</idBufor>")
    for key, content in zip(keys, answer.findall("content"), strict=True):
        assert (content.get("guid"), content.get("nrNadania")) == (key, en.number(key))
        assert en.number(key) in pages(content.findtext("pdfContent"))[0]
    compact = await en.call("getAddresLabelByGuidCompact", f"{inner}<idBufor>{bufor}</idBufor>")
    assert len(pages(compact.findtext("pdfContent"))) == 2
    assert len(errors(await en.call("getAddresLabelByGuidCompact", f"{inner}<idBufor>{other}</idBufor>"))) == 2
    await en.call("sendEnvelope", f"<idBufor>{bufor}</idBufor>")
    assert errors(await en.call("getAddresLabelByGuid", f"{inner}<idBufor>{bufor}</idBufor>")) == ["Nie znaleziono zbioru"]
    assert errors(await en.call("getPrintForParcel", asked(keys))) == [], "this one prints before and after"


async def test_labels_of_an_envelope(en: EnCaller) -> None:
    bufor = await en.bufor()
    keys = await en.added(bufor, 2)
    await en.add(bufor, unregistered(guid()))
    sent = (await en.call("sendEnvelope", f"<idBufor>{bufor}</idBufor>")).findtext("idEnvelope")
    answer = await en.call("getAddressLabel", f"<idEnvelope>{sent}</idEnvelope>")
    assert [each.get("guid") for each in answer.findall("content")] == keys
    answer = await en.call("getAddresLabelCompact", f"<idEnvelope>{sent}</idEnvelope>")
    assert len(pages(answer.findtext("pdfContent"))) == 2


async def test_cod_forms(en: EnCaller) -> None:
    bufor, keys = await en.bufor(), [guid(), guid()]
    await en.add(bufor, pocztex(keys[0], cod_grosze=12_905), letter(keys[1]))
    inner = "".join(f"<guid>{key}</guid>" for key in keys) + f"<idBufor>{bufor}</idBufor>"
    answer = await en.call("getBlankietPobraniaByGuids", inner)
    [content] = answer.findall("content")
    [page] = pages(content.findtext("pdfContent"))
    assert en.number(keys[0]) in page
    assert "129,05" in page
    assert [each.get("guid") for each in answer.findall("error")] == [keys[1]]
    answer = await en.call("getPrintForParcel", asked(keys[:1], kind="COLLECT_ON_DELIVERY_FORM"))
    assert en.number(keys[0]) in pages(answer.findtext("printResult/print"))[0]


async def test_the_posting_book_lists_every_number(en: EnCaller) -> None:
    bufor = await en.bufor()
    keys = await en.added(bufor, 45)
    await en.add(bufor, unregistered(guid()))
    sent = (await en.call("sendEnvelope", f"<idBufor>{bufor}</idBufor>")).findtext("idEnvelope")
    book = "".join(pages((await en.call("getOutboxBook", f"<idEnvelope>{sent}</idEnvelope>")).findtext("pdfContent")))
    assert [key for key in keys if en.number(key) not in book] == []
    assert "10szt." not in book
    inner = f"<idEnvelope>{sent}</idEnvelope><includeNierejestrowane>true</includeNierejestrowane>"
    assert "10szt." in "".join(pages((await en.call("getOutboxBook", inner)).findtext("pdfContent")))
    assert errors(await en.call("getOutboxBook", "<idEnvelope>1</idEnvelope>")) == ["Nie znaleziono zbioru nadanego"]


async def test_the_allegro_label_names_the_payer(http: httpx.AsyncClient) -> None:
    async with EnServer(EnOptions(kind="allegro")) as server:
        en = EnCaller(server, http)
        answer = await en.call("getAddresLabelByGuid", "".join(f"<guid>{each.guid}</guid>" for each in server.bufors))
        assert all("Opłaca:Allegro" in pages(each.findtext("pdfContent"))[0] for each in answer.findall("content"))
        assert len(answer) == 2


async def test_limits_of_the_call(en: EnCaller) -> None:
    with pytest.raises(Fault):
        await en.call("getPrintForParcel", asked([guid()] * 501))
    with pytest.raises(Fault):
        await en.call("getPrintForParcel", asked([]))
    with pytest.raises(Fault):
        await en.call("getPrintForParcel", asked([guid()], kind="LABEL"))
