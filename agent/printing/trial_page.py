"""A small page to try a printer with: the station's name, and a line of 50 mm to hold a ruler to. It needs no words."""

import ctypes
import io
import unicodedata
from typing import Final

from agent.shipping.model.label import Label
from agent.shipping.pdf import in_pdf_thread
from shared_schema.codes import LabelFormat

_WIDTH_MM: Final = 105.0
_HEIGHT_MM: Final = 148.0
_EDGE_MM: Final = 5.0
RULER_MM: Final = 50.0
_POINTS: Final = 72 / 25.4
_DOTS_A_MM: Final = {LabelFormat.ZPL_203: 8, LabelFormat.ZPL_300: 11.8, LabelFormat.EPL: 8}


async def trial_page(kind: LabelFormat, station: str) -> Label:
    """A6 as PDF, or as much in a printer's language. Letters are plain ones: the fonts every printer has know no others."""
    lines = ["Nadajnik", _plain(station), f"{RULER_MM:.0f} mm"]
    if kind is LabelFormat.PDF:
        return Label(kind, await in_pdf_thread(_pdf, lines))
    ruler = round(RULER_MM * _DOTS_A_MM[kind])
    text = _epl(lines, ruler) if kind is LabelFormat.EPL else _zpl(lines, ruler)
    return Label(kind, text.encode("ascii"))


def _plain(text: str) -> str:
    """Without marks on letters, and without the signs that mean something to a printer."""
    bare = unicodedata.normalize("NFKD", text.translate(str.maketrans("łŁ", "lL"))).encode("ascii", "ignore").decode()
    return "".join(each if each.isalnum() or each in " .,:/()+-" else "-" for each in bare)


def _zpl(lines: list[str], ruler: int) -> str:
    fields = "".join(f"^FO40,{40 + 60 * row}^A0N,40,40^FD{line}^FS" for row, line in enumerate(lines))
    return f"^XA{fields}^FO40,{60 + 60 * len(lines)}^GB{ruler},4,4^FS^XZ\n"


def _epl(lines: list[str], ruler: int) -> str:
    fields = "".join(f'A40,{40 + 60 * row},0,4,1,1,N,"{line}"\n' for row, line in enumerate(lines))
    return f"\nN\n{fields}LO40,{60 + 60 * len(lines)},{ruler},4\nP1\n"


def _pdf(lines: list[str]) -> bytes:
    from pypdfium2 import PdfDocument, raw

    document = PdfDocument.new()
    try:
        page = document.new_page(_WIDTH_MM * _POINTS, _HEIGHT_MM * _POINTS)
        edge, ruler = _EDGE_MM * _POINTS, RULER_MM * _POINTS
        boxes = [
            (edge, edge, page.get_width() - 2 * edge, page.get_height() - 2 * edge),
            (3 * edge, page.get_height() / 2, ruler, 0.01),
        ]
        for box in boxes:
            drawn = raw.FPDFPageObj_CreateNewRect(*box)
            raw.FPDFPageObj_SetStrokeWidth(drawn, 1)
            raw.FPDFPath_SetDrawMode(drawn, 0, True)
            raw.FPDFPage_InsertObject(page, drawn)
        for row, line in enumerate(lines):
            text = raw.FPDFPageObj_NewTextObj(document, b"Helvetica", 18)
            letters = ctypes.create_string_buffer(f"{line}\0".encode("utf-16-le"))
            raw.FPDFText_SetText(text, ctypes.cast(letters, raw.FPDF_WIDESTRING))
            raw.FPDFPageObj_Transform(text, 1, 0, 0, 1, 3 * edge, page.get_height() - 4 * edge - 30 * row)
            raw.FPDFPage_InsertObject(page, text)
        page.gen_content()
        buffer = io.BytesIO()
        document.save(buffer)
        return buffer.getvalue()
    finally:
        document.close()
