"""Labels and protocols of the stand-in: real PDF, ZPL and EPL with the parcel's number as text."""

import io
from collections.abc import Sequence

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from agent.demo.print_text import drawable, print_font
from agent.demo.pwr.parcels import Parcel

_TEN_BY_FIFTEEN = (100 * mm, 150 * mm)


def label_file(parcels: Sequence[Parcel], label_format: str) -> bytes:
    """Return the labels in one file, a page or a print job each. `label_format` is one of operations.FORMATS."""
    match label_format:
        case "PDF":
            return _pdf(parcels, A4)
        case "PDF10":
            return _pdf(parcels, _TEN_BY_FIFTEEN)
        case "EPL":
            return "".join(_epl(each) for each in parcels).encode()
        case "ZPL_300DPI":
            return "".join(_zpl(each, dots_per_mm=12) for each in parcels).encode()
        case _:
            return "".join(_zpl(each, dots_per_mm=8) for each in parcels).encode()


def protocol_file(code: str, parcels: Sequence[Parcel]) -> bytes:
    """Return the hand-over list as PDF."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    lines = [(f"Protokół przekazania {code}", 14), *((each.pack_code, 10) for each in parcels)]
    y = 0.0
    for text, size in lines:
        if y < 20 * mm:
            if y:
                canvas.showPage()
            y = A4[1] - 20 * mm
        _write(canvas, 20 * mm, y, text, size)
        y -= size + 6
    canvas.save()
    return buffer.getvalue()


def _pdf(parcels: Sequence[Parcel], page: tuple[float, float]) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=page)
    canvas.setTitle("Etykiety ORLEN Paczka")
    for parcel in parcels:
        _page(canvas, parcel, page[1])
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _page(canvas: Canvas, parcel: Parcel, top: float) -> None:
    amount = parcel.cash_on_delivery_grosze
    lines = (
        ("ORLEN Paczka", 16),
        (f"Punkt: {parcel.location.code}", 14),
        *((line, 10) for line in _receiver(parcel)),
        (f"Nr zam.: {parcel.sender_orders}", 8),
        (f"Pobranie: {amount // 100},{amount % 100:02d} zł" if amount else "", 12),
    )
    y = top - 12 * mm
    for text, size in lines:
        if text:
            _write(canvas, 8 * mm, y, text, size)
            y -= size + 3
    Code128(parcel.pack_code, barHeight=18 * mm, barWidth=0.9).drawOn(canvas, 8 * mm, y - 20 * mm)
    _write(canvas, 8 * mm, y - 26 * mm, parcel.pack_code, 11)


def _receiver(parcel: Parcel) -> list[str]:
    """Return the receiver's lines; PrintType 2 is anonymous, 3 shows names only (section 5)."""
    given = parcel.fields
    if given.get("PrintType") == "2":
        return []
    name = f"{given.get('FirstName', '')} {given.get('LastName', '')}".strip()
    names = [name, given.get("CompanyName", "")]
    if given.get("PrintType") == "3":
        return names
    street = f"{given.get('StreetName', '')} {given.get('BuildingNumber', '')}".strip()
    return [*names, street, f"{given.get('PostCode', '')} {given.get('City', '')}".strip()]


def _write(canvas: Canvas, x: float, y: float, text: str, size: int) -> None:
    font = print_font()
    canvas.setFont(font, size)
    canvas.drawString(x, y, drawable(text, font))


def _zpl(parcel: Parcel, *, dots_per_mm: int) -> str:
    left, height = 5 * dots_per_mm, 15 * dots_per_mm
    return (
        f"^XA^CI28^PW{100 * dots_per_mm}^FO{left},{left}^A0N,40,40^FD{parcel.location.code}^FS"
        f"^FO{left},{3 * left}^BCN,{height},Y,N,N^FD{parcel.pack_code}^FS"
        f"^FO{left},{8 * left}^A0N,30,30^FD{parcel.sender_orders}^FS^XZ\n"
    )


def _epl(parcel: Parcel) -> str:
    return (
        f'N\nA40,40,0,3,1,1,N,"{parcel.location.code}"\nB40,120,0,1,2,4,120,B,"{parcel.pack_code}"\n'
        f'A40,300,0,2,1,1,N,"{parcel.sender_orders}"\nP1\n'
    )
