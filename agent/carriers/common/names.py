"""Names: of delivery methods, made comparable; of people, firms and streets, made shorter as a proposal."""

import re
import unicodedata
from typing import Final

from agent.shipping.model.names import folded as fold

__all__ = ["abbreviated", "fold", "not_latin"]

_SHORTER: Final = {
    "spółka z ograniczoną odpowiedzialnością": "sp. z o.o.",
    "spółka z o.o.": "sp. z o.o.",
    "spółka komandytowa": "sp.k.",
    "spółka akcyjna": "S.A.",
    "spółka cywilna": "s.c.",
    "spółka jawna": "sp.j.",
    "przedsiębiorstwo handlowo-usługowe": "P.H.U.",
    "przedsiębiorstwo produkcyjno-handlowo-usługowe": "P.P.H.U.",
    "przedsiębiorstwo": "P.",
    "firma handlowa": "F.H.",
    "zakład usługowy": "Z.U.",
    "gospodarstwo rolne": "G.R.",
    "szkoła podstawowa": "SP",
    "urząd miasta": "UM",
    "osiedle": "os.",
    "aleja": "al.",
    "aleje": "al.",
    "plac": "pl.",
    "generała": "gen.",
    "księdza": "ks.",
    "kardynała": "kard.",
    "świętego": "św.",
    "świętej": "św.",
    "marszałka": "marsz.",
    "profesora": "prof.",
    "doktora": "dr.",
    "pułkownika": "płk.",
    "majora": "mjr.",
    "kapitana": "kpt.",
    "bohaterów": "Boh.",
    "powstańców": "Powst.",
    "wojska polskiego": "WP",
    "wielkopolski": "Wlkp.",
    "wielkopolska": "Wlkp.",
    "mazowiecki": "Maz.",
    "mazowiecka": "Maz.",
}
_LONGEST_FIRST: Final = sorted(_SHORTER, key=len, reverse=True)


def abbreviated(text: str, limit: int) -> str | None:
    """The text within the limit by abbreviations in use, then by initials but for the last word; None when that is not enough.

    Only ever a proposal for a person to accept.
    """
    short = text
    for words in _LONGEST_FIRST:
        if len(short) <= limit:
            return short
        short = re.sub(rf"\b{re.escape(words)}(?!\w)", _SHORTER[words], short, flags=re.IGNORECASE)
    *before, last = short.split() or [""]
    for place, word in enumerate(before):
        if len(" ".join((*before, last))) <= limit:
            break
        if len(word) > 3 and word.isalpha():
            before[place] = f"{word[0]}."
    short = " ".join((*before, last))
    return short if short != text and len(short) <= limit else None


def not_latin(text: str) -> str:
    """The letters of other scripts, each once: labels print Latin ones only (contract: inpost-shipx.md, section 3)."""
    return "".join(dict.fromkeys(sign for sign in text if sign.isalpha() and not unicodedata.name(sign, "").startswith("LATIN")))
