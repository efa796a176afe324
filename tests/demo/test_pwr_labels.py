import io

import httpx
import pypdf
import pytest

from agent.demo.pwr.options import PwrOptions
from agent.demo.pwr.server import PwrServer
from tests.demo.pwr_wire import COD, PwrCaller, parcel


def pages(content: bytes | None) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content or b"")).pages]


def millimetres(content: bytes | None) -> tuple[int, int]:
    box = pypdf.PdfReader(io.BytesIO(content or b"")).pages[0].mediabox
    return round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)


@pytest.mark.parametrize(("label_format", "size"), [("PDF", (210, 297)), ("PDF10", (100, 150))])
async def test_a_pdf_has_a_page_for_each_saved_parcel(generous: PwrCaller, label_format: str, size: tuple[int, int]) -> None:
    bodies = [parcel(SenderOrders="N-1"), parcel(PhoneNumber="1"), parcel(SenderOrders="N-2", **COD)]
    answer = await generous.create(*bodies, label_format=label_format)
    label = answer.file()
    first, second = pages(label)
    assert millimetres(label) == size
    for text, made in zip((first, second), generous.server.parcels, strict=True):
        assert made.pack_code in text
        assert made.sender_orders in text
        assert made.location.code in text
    assert "129,99" in second
    assert "129,99" not in first
    assert "Żaneta" in first or "Zaneta" in first


@pytest.mark.parametrize(("print_type", "name", "street"), [("1", True, True), ("2", False, False), ("3", True, False)])
async def test_print_type_says_how_much_is_printed(pwr: PwrCaller, print_type: str, name: bool, street: bool) -> None:
    [text] = pages((await pwr.create(parcel(PrintType=print_type))).file())
    assert ("aneta" in text) is name
    assert ("uga 5" in text) is street


@pytest.mark.parametrize(("label_format", "start"), [("ZPL", b"^XA"), ("ZPL_300DPI", b"^XA"), ("EPL", b"N\n")])
async def test_printers_get_their_languages(pwr: PwrCaller, label_format: str, start: bytes) -> None:
    answer = await pwr.create(parcel(), parcel(), label_format=label_format)
    label = answer.file() or b""
    assert label.startswith(start)
    for made in pwr.server.parcels:
        assert label.count(made.pack_code.encode()) == 1


async def test_one_label_again(pwr: PwrCaller) -> None:
    code = await pwr.created()
    answer = await pwr.call("LabelPrintDuplicateTwo", PackCode=code, Format="PDF10")
    assert answer.text("Err") == "000"
    assert code in pages(answer.file("Label"))[0]
    assert millimetres(answer.file("Label")) == (100, 150)
    old = await pwr.call("LabelPrintDuplicate", PackCode=code)
    assert millimetres(old.file("Label")) == (210, 297)
    zpl = await pwr.call("LabelPrintDuplicateTwo", PackCode=code, Format="ZPL")
    assert (zpl.file("Label") or b"").startswith(b"^XA")


@pytest.mark.parametrize(("code", "expected"), [("", "106"), ("123", "209"), ("21010665925xx", "209"), ("2199999999999", "205")])
async def test_codes_that_are_no_parcel(pwr: PwrCaller, code: str, expected: str) -> None:
    answer = await pwr.call("LabelPrintDuplicateTwo", PackCode=code, Format="PDF")
    assert answer.text("Err") == expected
    assert answer.file("Label") is None


async def test_too_early_for_a_reprint(http: httpx.AsyncClient) -> None:
    async with PwrServer(PwrOptions(label_ready_after_s=None)) as server:
        caller = PwrCaller(server, http)
        first, second = await caller.created(), await caller.created()
        assert (await caller.call("LabelPrintDuplicateTwo", PackCode=first, Format="PDF")).text("Err") == "211"
        both = [first, second]
        answer = await caller.call("LabelPrintDuplicateListTwo", Format="PDF10", PackCodeList=both)
        assert (answer.codes, answer.file()) == ([211, 211], None)
        server.route(second)
        answer = await caller.call("LabelPrintDuplicateListTwo", Format="PDF10", PackCodeList=both)
        assert [(each["PackCode"], each["Err"]) for each in answer.rows] == [(first, "211"), (second, "000")]
        [page] = pages(answer.file())
        assert second in page


async def test_labels_end(pwr: PwrCaller) -> None:
    cancelled, archived = await pwr.created(), await pwr.created()
    pwr.server.set_status(cancelled, 201)
    pwr.server.set_status(archived, 888)
    codes = [cancelled, archived]
    assert (await pwr.call("LabelPrintDuplicateListTwo", Format="PDF", PackCodeList=codes)).codes == [212, 222]


async def test_at_most_fifty_labels_again(pwr: PwrCaller) -> None:
    code = await pwr.created()
    answer = await pwr.call("LabelPrintDuplicateListTwo", Format="ZPL", PackCodeList=[code] * 51)
    assert (answer.codes, answer.file()) == ([150], None)
    answer = await pwr.call("LabelPrintDuplicateList", Format="EPL", PackCodeList=[code] * 50)
    assert answer.codes == [0] * 50
