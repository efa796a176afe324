import io
import zipfile

import pypdf

from agent.demo.allegro_orders import OrderKind, build_order
from agent.demo.shipx_options import PurchaseResult, ShipxOptions
from agent.demo.shipx_server import ShipxServer
from agent.demo.stand_ins import start_stand_ins
from tests.demo.worlds import ShipxCaller, courier, locker, wait_until


async def confirmed(shipx: ShipxCaller, *bodies: dict[str, object]) -> list[int]:
    made = [await shipx.created(body) for body in bodies]
    await wait_until(lambda: all(shipx.server.shipment(each).status == "confirmed" for each in made))
    return made


def query(ids: list[int], more: str = "format=Pdf&type=A6") -> str:
    return "&".join([*(f"shipment_ids[]={each}" for each in ids), more])


def pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def millimetres(content: bytes) -> tuple[int, int]:
    box = pypdf.PdfReader(io.BytesIO(content)).pages[0].mediabox
    return round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)


def number(shipx: ShipxCaller, shipment_id: int) -> str:
    return shipx.server.shipment(shipment_id).tracking_number or "none"


async def test_a_label_is_a_pdf_with_the_number_in_it(shipx: ShipxCaller) -> None:
    [made] = await confirmed(shipx, locker())
    kind, content = await shipx.download(f"/v1/shipments/{made}/label?format=pdf&type=A6")
    assert kind == "application/pdf"
    assert content.startswith(b"%PDF-")
    [text] = pages(content)
    assert number(shipx, made) in "".join(text.split())
    assert number(shipx, made) not in text, "people read it in groups"
    for part in ("KRA010", "nadajnik-0001", "inpost_locker_standard"):
        assert part in text
    assert millimetres(content) == (105, 148)


async def test_one_service_makes_one_file_with_a_page_each(shipx: ShipxCaller) -> None:
    made = await confirmed(shipx, *(locker(reference=f"ref-{each}") for each in range(3)))
    _, content = await shipx.download(f"{shipx.home}/shipments/labels?{query(made[::-1])}")
    assert ["ref-2" in text or "ref-1" in text or "ref-0" in text for text in pages(content)] == [True] * 3
    assert [number(shipx, each) in "".join(text.split()) for each, text in zip(made[::-1], pages(content), strict=True)]
    assert "ref-2" in pages(content)[0], "in the order they were asked for"


async def test_the_order_of_pages_can_be_turned(shipx: ShipxCaller) -> None:
    async with ShipxServer(ShipxOptions(confirm_after_s=0.01, label_order="reversed")) as server:
        caller = ShipxCaller(server, shipx.session)
        made = await confirmed(caller, locker(reference="ref-0"), locker(reference="ref-1"))
        _, content = await caller.download(f"{caller.home}/shipments/labels?{query(made)}")
        assert "ref-1" in pages(content)[0]


async def test_mixed_services_make_a_zip_but_smart_is_no_service_of_its_own(shipx: ShipxCaller) -> None:
    made = await confirmed(shipx, locker(), courier(), locker())
    kind, content = await shipx.download(f"{shipx.home}/shipments/labels?{query(made)}")
    assert kind == "application/zip"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = {name: len(pages(archive.read(name))) for name in archive.namelist()}
    assert names == {"inpost_locker_standard.pdf": 2, "inpost_courier_c2c.pdf": 1}

    orders = [build_order(OrderKind.LOCKER, 1), build_order(OrderKind.LOCKER_SMART, 2)]
    async with start_stand_ins(orders, shipx=ShipxOptions(confirm_after_s=0.01)) as world:
        caller = ShipxCaller(world.shipx, shipx.session)
        bodies = []
        for order in orders:
            body = locker(service="inpost_locker_allegro")
            body["receiver"] = body["receiver"] | {"email": order["buyer"]["email"]}
            bodies.append(body)
        family = await confirmed(caller, *bodies)
        assert {each.service for each in world.shipx.shipments} == {
            "inpost_locker_allegro",
            "inpost_locker_allegro_smart",
        }
        kind, content = await caller.download(f"{caller.home}/shipments/labels?{query(family)}")
        assert (kind, len(pages(content))) == ("application/pdf", 2)


async def test_before_it_is_bought_there_is_no_label(shipx: ShipxCaller) -> None:
    shipx.server.plan_purchase(PurchaseResult.NEVER)
    stuck = await shipx.created(locker())
    await wait_until(lambda: shipx.server.shipment(stuck).status == "offer_selected")
    status, answer = await shipx.call("GET", f"/v1/shipments/{stuck}/label?format=pdf")
    assert (status, answer["error"], answer["message"]) == (400, "invalid_action", "shipment_status_incorrect")
    assert answer["details"] == {"action": "get_label", "shipment_status": "offer_selected", "shipment_id": stuck}
    [good] = await confirmed(shipx, locker())
    assert (await shipx.call("GET", f"{shipx.home}/shipments/labels?{query([good, stuck])}"))[0] == 400
    assert (await shipx.call("GET", f"{shipx.home}/shipments/labels?{query([good, 1])}"))[0] == 404


async def test_limits_of_the_call(shipx: ShipxCaller) -> None:
    [made] = await confirmed(shipx, locker())
    path = f"{shipx.home}/shipments/labels?"
    assert (await shipx.call("GET", path + query([made] * 101)))[0] == 400
    assert (await shipx.call("GET", path + query([])))[0] == 400
    assert (await shipx.call("GET", path + query([made], "format=Doc")))[0] == 400
    assert len(pages((await shipx.download(path + query([made] * 100)))[1])) == 100


async def test_couriers_have_no_a4_labels(shipx: ShipxCaller) -> None:
    [parcel, box] = await confirmed(shipx, courier(), locker())
    status, answer = await shipx.call("GET", f"/v1/shipments/{parcel}/label?format=pdf&type=normal")
    assert (status, answer["error"]) == (400, "label_template_not_found")
    _, content = await shipx.download(f"/v1/shipments/{parcel}/label?format=pdf")
    assert millimetres(content) == (105, 148)
    _, content = await shipx.download(f"/v1/shipments/{box}/label?format=pdf")
    assert millimetres(content) == (210, 297)


async def test_printers_get_their_languages(shipx: ShipxCaller) -> None:
    [made] = await confirmed(shipx, locker())
    _, zpl = await shipx.download(f"/v1/shipments/{made}/label?format=Zpl")
    assert zpl.startswith(b"^XA")
    assert number(shipx, made).encode() in zpl
    _, epl = await shipx.download(f"/v1/shipments/{made}/label?format=epl")
    assert epl.startswith(b"\nN\n")
