"""Labels, COD forms and posting books with the numbers as text (poczta-polska-en.md, section 3)."""

import io
from collections.abc import Sequence

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.pagesizes import A4, A5, A6
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from agent.demo.en.bufors import Envelope
from agent.demo.en.shipments import Shipment
from agent.demo.print_text import drawable, print_font, spaced

_PAGES = {"A4": A4, "A6": A6}


def labels_pdf(shipments: Sequence[Shipment], *, page: str, payer: str) -> bytes:
    """Return one page per shipment. `page` is `A4` or `A6`."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=_PAGES[page])
    canvas.setTitle("Nalepki adresowe")
    for shipment in shipments:
        number = shipment.number or ""
        lines = [
            ("Poczta Polska", 14),
            (shipment.product, 11),
            (f"Odbiór w punkcie {shipment.pni}" if shipment.pni is not None else "", 11),
            *((line, 10) for line in _address_lines(shipment)),
            (f"Pobranie: {_zloty(shipment.cod_grosze)}" if shipment.cod_grosze else "", 12),
            (shipment.description or "", 8),
            (f"Opłaca: {payer}", 8),
        ]
        y = _lines(canvas, lines, _PAGES[page][1] - 12 * mm)
        Code128(number, barHeight=18 * mm, barWidth=0.9).drawOn(canvas, 2 * mm, y - 20 * mm)
        canvas.setFont(print_font(), 11)
        canvas.drawCentredString(A6[0] / 2, y - 26 * mm, spaced(number))
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def labels_zpl(shipments: Sequence[Shipment], *, dpi: int) -> bytes:
    """Return one ZPL label per shipment, 100 mm wide at this resolution."""
    width = round(100 / 25.4 * dpi)
    return "".join(
        f"^XA^CI28^PW{width}^FO40,40^A0N,40,40^FD{shipment.product}^FS"
        f"^FO40,120^BY2^BCN,{dpi // 2},Y,N,N^FD{shipment.number}^FS"
        f"^FO40,{dpi + 120}^A0N,30,30^FD{shipment.description or ''}^FS^XZ\n"
        for shipment in shipments
    ).encode()


def cod_forms_pdf(shipments: Sequence[Shipment]) -> bytes:
    """Return one COD form (blankiet pobrania) per page."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(A5[1], A5[0]))
    canvas.setTitle("Blankiety pobrania")
    for shipment in shipments:
        cod = shipment.part("pobranie") or {}
        lines = [
            ("Blankiet pobrania", 14),
            (f"Numer nadania: {shipment.number}", 11),
            (f"Kwota: {_zloty(shipment.cod_grosze)}", 11),
            (f"Rachunek: {cod.get('nrb', '')}", 11),
            (f"Tytułem: {cod.get('tytulem', '')}", 11),
        ]
        _lines(canvas, lines, A5[0] - 15 * mm)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def customs_pdf(shipments: Sequence[Shipment]) -> bytes:
    """Return one customs declaration per page."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(A5[1], A5[0]))
    canvas.setTitle("Deklaracje celne")
    for shipment in shipments:
        rows = shipment.element.findall("deklaracjaCelna2/szczegolyZawartosciPrzesylki")
        lines = [
            (f"Deklaracja celna {shipment.element.findtext('deklaracjaCelna2/rodzaj')}", 14),
            (f"Numer nadania: {shipment.number}", 11),
            *((f"{each.findtext('ilosc')} x {each.findtext('okreslenieZawartosci')}", 10) for each in rows),
        ]
        _lines(canvas, lines, A5[0] - 15 * mm)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def posting_book_pdf(envelope: Envelope, *, unregistered: bool) -> bytes:
    """Return the posting book: one line per shipment, unregistered ones on demand."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.setTitle("Książka nadawcza")
    rows = [each for each in envelope.bufor.shipments if each.registered or unregistered]
    head = f"Książka nadawcza, zbiór {envelope.id}, urząd {envelope.bufor.office}, {envelope.bufor.day}"
    for start in range(0, len(rows) or 1, 40):
        lines = [(head, 12)]
        for position, shipment in enumerate(rows[start : start + 40], start + 1):
            address = shipment.part("adres") or {}
            shown = shipment.number or f"{shipment.product}, {shipment.value('ilosc') or '1'} szt."
            lines.append((f"{position}. {shown}  {address.get('nazwa', '')[:30]}  {address.get('miejscowosc', '')[:20]}", 10))
        _lines(canvas, lines, A4[1] - 20 * mm)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _lines(canvas: Canvas, lines: Sequence[tuple[str, int]], y: float) -> float:
    font = print_font()
    for text, size in lines:
        if text:
            canvas.setFont(font, size)
            canvas.drawString(8 * mm, y, drawable(text, font))
            y -= size + 4
    return y


def _address_lines(shipment: Shipment) -> list[str]:
    address = shipment.part("adres") or {}
    house = "/".join(address[part] for part in ("numerDomu", "numerLokalu") if address.get(part))
    return [
        address.get("nazwa", "")[:40],
        address.get("nazwa2", "")[:40],
        f"{address.get('ulica', '')} {house}".strip()[:56],
        f"{address.get('kodPocztowy', '')} {address.get('miejscowosc', '')}".strip()[:40],
    ]


def _zloty(grosze: int | None) -> str:
    return f"{(grosze or 0) // 100},{(grosze or 0) % 100:02d} zł"
