"""Labels of the ShipX stand-in: real PDF, ZPL and EPL with the number as text (inpost-shipx.md, section 8)."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.pagesizes import A4, A6
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from agent.demo.print_text import drawable, print_font, spaced
from agent.demo.shipx_services import family
from agent.demo.shipx_shipments import Shipment


@dataclass(frozen=True)
class LabelFile:
    """One file as the label call sends it."""

    filename: str
    content_type: str
    content: bytes


def label_file(shipments: Sequence[Shipment], label_format: str, *, a6: bool) -> LabelFile:
    """Return the labels of confirmed shipments: one file for one service, otherwise a ZIP with a file per service.

    A service and its Smart variant count as one. `label_format` is `pdf`, `zpl` or `epl`; couriers have A6 only.
    """
    groups: dict[str, list[Shipment]] = {}
    for shipment in shipments:
        groups.setdefault(family(shipment.service), []).append(shipment)
    files = [
        _one_service(service, group, label_format, a6=a6 or not group[0].facts.has_a4_label) for service, group in groups.items()
    ]
    if len(files) == 1:
        return files[0]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in files:
            archive.writestr(each.filename, each.content)
    return LabelFile("labels.zip", "application/zip", buffer.getvalue())


def _one_service(service: str, shipments: Sequence[Shipment], label_format: str, *, a6: bool) -> LabelFile:
    if label_format == "pdf":
        return LabelFile(f"{service}.pdf", "application/pdf", _pdf(shipments, a6=a6))
    render, kind = (_zpl, "zpl") if label_format == "zpl" else (_epl, "epl")
    text = "".join(render(shipment, number) for shipment in shipments for number in shipment.tracking_numbers)
    return LabelFile(f"{service}.{kind}", "text/plain", text.encode())


def _pdf(shipments: Sequence[Shipment], *, a6: bool) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A6 if a6 else A4, pageCompression=1)
    canvas.setTitle("Etykiety InPost")
    for shipment in shipments:
        for number in shipment.tracking_numbers:
            _page(canvas, shipment, number or "", (A6 if a6 else A4)[1])
            canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _page(canvas: Canvas, shipment: Shipment, number: str, top: float) -> None:
    font = print_font()
    receiver, address = shipment.receiver, shipment.receiver.get("address") or {}
    name = " ".join(str(receiver[part]) for part in ("first_name", "last_name") if receiver.get(part))
    street = address.get("line1") or f"{address.get('street', '')} {address.get('building_number', '')}"
    cod = shipment.body.get("cod")
    lines = (
        ("InPost", 16),
        (shipment.service, 9),
        (f"Punkt: {shipment.custom_attributes['target_point']}" if shipment.facts.locker else "Kurier", 14),
        ("Odbiorca:", 8),
        (str(receiver.get("company_name") or "")[:26], 10),
        (name[:21], 10),
        (street.strip()[:56], 10),
        (f"{address.get('post_code', '')} {address.get('city', '')}".strip()[:23], 10),
        (f"Ref.: {shipment.reference or ''}", 8),
        (f"Pobranie: {cod['amount']} PLN" if cod else "", 12),
    )
    y = top - 12 * mm
    for text, size in lines:
        if text:
            canvas.setFont(font, size)
            canvas.drawString(8 * mm, y, drawable(text, font))
            y -= size + 3
    Code128(number, barHeight=18 * mm, barWidth=0.9).drawOn(canvas, 2 * mm, y - 20 * mm)
    canvas.setFont(font, 11)
    canvas.drawCentredString(A6[0] / 2, y - 26 * mm, spaced(number))


def _zpl(shipment: Shipment, number: str | None) -> str:
    return (
        f"^XA^CI28^FO40,40^A0N,40,40^FD{shipment.service}^FS"
        f"^FO40,120^BCN,120,Y,N,N^FD{number}^FS^FO40,320^A0N,30,30^FDRef.: {shipment.reference or ''}^FS^XZ\n"
    )


def _epl(shipment: Shipment, number: str | None) -> str:
    return f'\nN\nA40,40,0,3,1,1,N,"{shipment.service}"\nB40,120,0,1,2,4,120,B,"{number}"\nP1\n'
