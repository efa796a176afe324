"""Text on the printouts of the stand-ins: a font with Polish letters and numbers as people read them."""

from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

_FONT_FILES = (
    Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"),
    Path("/usr/share/fonts/dejavu/DejaVuSans.ttf"),
    Path("/usr/share/fonts/TTF/DejaVuSans.ttf"),
    Path("C:/Windows/Fonts/arial.ttf"),
    Path("/System/Library/Fonts/Supplemental/Arial.ttf"),
)
_WITHOUT_MARKS = str.maketrans("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "acelnoszzACELNOSZZ")


@cache
def print_font() -> str:
    """Register a font with Polish letters if this computer has one; the one that comes with reportlab lacks them."""
    for path in _FONT_FILES:
        if path.is_file():
            try:
                pdfmetrics.registerFont(TTFont("Label", str(path)))
            except TTFError:
                continue
            return "Label"
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    return "Vera"


def drawable(text: str, font: str) -> str:
    """Return the text as `font` can draw it."""
    return text if font == "Label" else text.translate(_WITHOUT_MARKS)


def spaced(number: str) -> str:
    """Return the number in groups of four, as people read it on a label."""
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))
