"""A font with Polish letters for the labels of the stand-ins."""

from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

_FILES = (
    Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"),
    Path("/usr/share/fonts/dejavu/DejaVuSans.ttf"),
    Path("/usr/share/fonts/TTF/DejaVuSans.ttf"),
    Path("C:/Windows/Fonts/arial.ttf"),
    Path("/System/Library/Fonts/Supplemental/Arial.ttf"),
)
_WITHOUT_MARKS = str.maketrans("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "acelnoszzACELNOSZZ")


@cache
def label_font() -> str:
    """Register a font with Polish letters if this computer has one; the one that comes with reportlab lacks them."""
    for path in _FILES:
        if path.is_file():
            try:
                pdfmetrics.registerFont(TTFont("Label", str(path)))
            except TTFError:
                continue
            return "Label"
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    return "Vera"


def drawable(text: str, font: str) -> str:
    """Return the text as the font can draw it: without marks on letters where it lacks them."""
    return text if font == "Label" else text.translate(_WITHOUT_MARKS)
