"""Labels: what is asked for, what is believed, and the good ones saved from a bad batch."""

import io
import zipfile

import pytest

from agent.carriers.inpost.account import InpostAccount
from agent.shipping.model.failure import ShippingError
from agent.shipping.model.label import Label
from agent.shipping.model.shipment import LabelPart
from shared_schema.codes import ErrorCode, LabelFormat

from .scripted import PATH, Responder, ScriptedShipx, StillClock, account_at, says

PDF = b"%PDF-1.4 one"
OTHER_PDF = b"%PDF-1.4 two"
ZPL = b"^XA^FD6^FS^XZ\n"
EPL = b'\nN\nB40,120,0,1,2,4,120,B,"6"\nP1\n'
TOO_EARLY = {
    "status": 400,
    "error": "invalid_action",
    "message": "shipment_status_incorrect",
    "details": {"action": "get_label", "shipment_status": "offer_selected", "shipment_id": 2},
}
A6 = [("format", "Pdf"), ("type", "A6")]


def label(content: bytes, label_format: LabelFormat = LabelFormat.PDF) -> Label:
    return Label(label_format, content)


def packed(*files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, content in enumerate(files):
            archive.writestr(f"../service-{number}.pdf", content)
    return buffer.getvalue()


async def failure_code(account: InpostAccount, *ids: str) -> ErrorCode:
    with pytest.raises(ShippingError) as raised:
        await account.labels(ids)
    return raised.value.failure.code


async def test_many_labels_are_one_call(account: InpostAccount, shipx: ScriptedShipx) -> None:
    shipx.answers = [says(200, PDF)]
    assert await account.labels(["1", "2", "0", "1"]) == [LabelPart(label(PDF))]
    (seen,) = shipx.seen
    assert (seen.method, seen.path) == ("GET", f"{PATH}/labels")
    assert seen.query == [("shipment_ids[]", "1"), ("shipment_ids[]", "2"), *A6]


async def test_one_label(account: InpostAccount, shipx: ScriptedShipx) -> None:
    shipx.answers = [says(200, PDF)]
    assert await account.labels(["1"]) == [LabelPart(label(PDF), "1")]
    assert (shipx.seen[0].path, shipx.seen[0].query) == ("/v1/shipments/1/label", A6)


async def test_normal_paper_is_never_demanded(url: str, shipx: ScriptedShipx, clock: StillClock) -> None:
    shipx.answers = [says(200, PDF)]
    account = account_at(url, clock, label_paper="normal")
    await account.labels(["1"])
    await account.close()
    assert shipx.seen[0].query == [("format", "Pdf")]


@pytest.mark.parametrize(
    ("label_format", "content", "query"),
    [
        ("zpl_203", ZPL, [("format", "Zpl"), ("type", "A6")]),
        ("zpl_300", ZPL, [("format", "Zpl"), ("type", "dpi300")]),
        ("epl", EPL, [("format", "Epl"), ("type", "A6")]),
    ],
)
async def test_printers_are_given_their_language_and_nothing_else(
    url: str, shipx: ScriptedShipx, clock: StillClock, label_format: str, content: bytes, query: list[tuple[str, str]]
) -> None:
    account = account_at(url, clock, label_format=label_format, label_paper="normal")
    shipx.answers = [says(200, content)]
    assert await account.labels(["1"]) == [LabelPart(label(content, LabelFormat(label_format)), "1")]
    assert shipx.seen[0].query == query
    for other in (PDF, b"<html>", b"", b'{"error": 1}', b"Not found", content[:-5], packed(content, PDF)):
        shipx.answers = [says(200, other)]
        assert await failure_code(account, "1") is ErrorCode.LABEL_UNREADABLE, other
    await account.close()


async def test_a_service_without_labels_of_300_dpi_gives_those_of_203(url: str, shipx: ScriptedShipx, clock: StillClock) -> None:
    account = account_at(url, clock, label_format="zpl_300")
    refused = says(400, {"error": "label_template_not_found"})
    shipx.answers = [refused, says(200, ZPL), says(200, ZPL)]
    parts = [*await account.labels(["1"]), *await account.labels(["2"])]
    assert [part.label.format for part in parts] == [LabelFormat.ZPL_203, LabelFormat.ZPL_300]
    await account.close()


async def test_mixed_services_come_as_a_zip(account: InpostAccount, shipx: ScriptedShipx) -> None:
    shipx.answers = [says(200, packed(PDF, OTHER_PDF))]
    assert await account.labels(["1", "2"]) == [LabelPart(label(PDF)), LabelPart(label(OTHER_PDF))]


@pytest.mark.parametrize("answer", [says(400, TOO_EARLY), says(200, "<html>")])
async def test_many_labels_that_do_not_come_are_no_reason_for_another_call(
    account: InpostAccount, shipx: ScriptedShipx, answer: Responder
) -> None:
    shipx.answers = [answer]
    with pytest.raises(ShippingError):
        await account.labels(["1", "2", "3"])
    assert len(shipx.seen) == 1


@pytest.mark.parametrize(
    ("answer", "calls"),
    [(says(401, {"error": "token_invalid"}), 1), (says(500, b""), 3), (says(429, b"", Retry_After="1"), 3)],
)
async def test_trouble_of_the_account_is_not_asked_for_again(
    account: InpostAccount, shipx: ScriptedShipx, answer: Responder, calls: int
) -> None:
    shipx.answers = [answer]
    with pytest.raises(ShippingError):
        await account.labels(["1", "2", "3"])
    assert len(shipx.seen) == calls


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (says(400, TOO_EARLY), ErrorCode.LABEL_NOT_READY),
        (
            says(400, {"error": "label_not_found", "details": {"label_available_from": "2026-11-26T12:00:00+01:00"}}),
            ErrorCode.LABEL_NOT_READY,
        ),
        (says(404, {"error": "resource_not_found"}), ErrorCode.SHIPMENT_NOT_FOUND_AT_CARRIER),
        (says(400, {"error": "label_generation_failed"}), ErrorCode.CARRIER_REFUSED),
        (says(200, "<html>Sorry</html>"), ErrorCode.LABEL_UNREADABLE),
        (says(200, b""), ErrorCode.LABEL_UNREADABLE),
        (says(200, b"PK\x03\x04 no zip at all"), ErrorCode.LABEL_UNREADABLE),
        (says(200, packed(PDF)[:-30]), ErrorCode.LABEL_UNREADABLE),
        (says(200, packed(PDF, b"<html>")), ErrorCode.LABEL_UNREADABLE),
        (says(200, packed(*[PDF] * 201)), ErrorCode.LABEL_UNREADABLE),
    ],
)
async def test_what_is_no_label(account: InpostAccount, shipx: ScriptedShipx, answer: Responder, code: ErrorCode) -> None:
    shipx.answers = [answer]
    assert await failure_code(account, "1") is code


async def test_a_zip_that_unpacks_to_far_too_much(account: InpostAccount, shipx: ScriptedShipx) -> None:
    half = b"%PDF-" + bytes(40 * 1024 * 1024)
    bomb = packed(half, half)
    assert len(bomb) < 1024 * 1024
    shipx.answers = [says(200, bomb)]
    assert await failure_code(account, "1") is ErrorCode.LABEL_UNREADABLE
