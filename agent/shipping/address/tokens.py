"""From a typed line to tokens: numbers, words, names that contain a number, signs."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Literal

from .vocabulary import fold

Kind = Literal["name", "none", "post_code", "phone", "number", "word", "sign"]

_LETTER: Final = r"[^\W\d_]"
_END: Final = rf"(?!{_LETTER})"
_MONTHS: Final = "stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|wrze[śs]nia|pa[źz]dziernika|listopada|grudnia"
_UNITS: Final = (
    "armii|armi|pu[łl]ku|pu[łl]k|dywizji|brygady|batalionu|batalion|kompanii|korpusu|eskadry|[źz]r[óo]de[łl]|d[ęe]b[óo]w|"
    "krzy[żz]y|braci|stawy|staw[óo]w|lip|sosen|brz[óo]z|kolumn|studzienek|wieszcz[óo]w"
)
_PATTERN: Final = re.compile(
    rf"""
    (?P<name>
        (?<![\w/-])[0-9]{{1,2}}(?:\s?-?\s?(?:(?:s?t)?ego|go))?\.?[\s-]*(?:{_MONTHS}){_END}
      | (?<![\w/])[0-9]{{1,4}}\s?-?\s?leci(?:a|u){_END}
      | (?<![\w/-])[0-9]{{1,3}}(?:\.|-?\s?(?:go|tego|ej|tej|giej|szej|ciej))?\s+(?:{_UNITS}){_END}
      | (?<!\w)dywizjonu\s+[0-9]{{3}}(?![0-9])
      | (?<!\w)(?:1[0-9]|20)[0-9]{{2}}\s?(?:roku|r\.){_END}
      | (?<!\w)(?:jana\s+paw[łl]a|j\.?\s?p\.?)\s+2(?=[\s,]+(?:nr\.?\s*)?[0-9])
    )
  | (?P<none>(?<![\w/])b\.?\s?[/\\]?\s?n(?:r|umeru)?(?:\.|{_END})|(?<!\w)bez\s+(?:nr\.?|numeru){_END})
  | (?P<post_code>(?<![\w/-])(?:
        0[0-9]-[0-9]{{3}}(?![\w/-])
      | [0-9]{{2}}-[0-9]{{3}}(?=,?\s+{_LETTER}{{3}})
      | (?<=,\s)[0-9]{{2}}-[0-9]{{3}}(?![\w/-])
    ))
  | (?P<phone>(?<![\w/+-])(?:(?:\+|00)\s?48[\s-]?|48[\s-]?)?[0-9]{{3}}[\s-]?[0-9]{{3}}[\s-]?[0-9]{{3}}(?![\w/-]))
  | (?P<number>[0-9]+)
  | (?P<word>{_LETTER}+(?:['’`-]{_LETTER}+)*\.?)
  | (?P<sign>\S)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_DASHES: Final = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")
_SLASHES: Final = dict.fromkeys(map(ord, "⁄∕／＼\\"), "/")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the line. `key` is what the vocabulary calls it; `glued`: no space stands before it."""

    kind: Kind
    text: str
    start: int
    end: int
    key: str
    glued: bool


def tidy(text: str) -> str:
    """The line with plain spaces, dashes and slashes, without signs that cannot be seen."""
    composed = unicodedata.normalize("NFC", text).translate(_DASHES | _SLASHES)
    return " ".join("".join(sign if unicodedata.category(sign) != "Cf" else "" for sign in composed).split())


def tokens_of(line: str) -> list[Token]:
    """The tokens of a tidy line; every sign but spaces is in exactly one."""
    tokens: list[Token] = []
    for found in _PATTERN.finditer(line):
        kind = _KINDS[found.lastgroup or "sign"]
        glued = bool(tokens) and tokens[-1].end == found.start()
        tokens.append(Token(kind, found[0], found.start(), found.end(), fold(found[0]).rstrip("."), glued))
    return tokens


_KINDS: Final[dict[str, Kind]] = {
    "name": "name",
    "none": "none",
    "post_code": "post_code",
    "phone": "phone",
    "number": "number",
    "word": "word",
    "sign": "sign",
}
