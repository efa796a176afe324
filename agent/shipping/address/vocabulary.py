"""The words the grammar knows, all in lower case without diacritics and without a dot at the end."""

import unicodedata
from typing import Final


def fold(text: str) -> str:
    """Lower case without diacritics, single spaces: for comparing, never for sending."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l"))
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())


STREET: Final = frozenset({"ul", "ulica", "ulicy"})
"""Left out: a street without it is the same street."""

KINDS: Final = frozenset({"al", "aleja", "aleje", "os", "osiedle", "pl", "plac"})
"""Part of the name; alone they name no street."""

HOUSE: Final = frozenset({"nr", "no", "num", "numer", "dom", "domu"})
BUILDING: Final = frozenset({"bl", "blok", "bud", "budynek", "segm", "segment", "hala", "pawilon", "paw", "domek"})
STAIRCASE: Final = frozenset({"kl", "klatka"})
FLAT: Final = frozenset(
    {"m", "miesz", "mieszk", "mieszkanie", "mieszkania", "lok", "lokal", "lokalu", "ap", "apt", "apart", "apartament"}
)
FLAT_BEFORE_NUMBER: Final = frozenset({"nr", "numer", "uslugowy", "uzytkowy"})
NOT_A_LETTER: Final = frozenset("iozw")
"""Small words of one letter that are no part of a house number: "12 i 14"."""

NOTES: Final = frozenset(
    [
        "domofon",
        "domof",
        "kod",
        "tel",
        "telefon",
        "kom",
        "komorka",
        "wejscie",
        "wjazd",
        "wejsc",
        "pietro",
        "p",
        "parter",
        "brama",
        "bramka",
        "furtka",
        "prosze",
        "dzwonic",
        "zadzwonic",
        "dzwonek",
        "obok",
        "naprzeciw",
        "naprzeciwko",
        "przy",
        "kolo",
        "za",
        "od",
        "do",
        "w",
        "we",
        "na",
        "sklep",
        "firma",
        "biuro",
        "recepcja",
        "portiernia",
        "magazyn",
        "garaz",
        "ogrodzenie",
        "stary",
        "nowy",
        "nowe",
        "zielony",
        "bialy",
        "czerwony",
        "zolty",
        "niebieski",
        "prosba",
        "odbior",
        "kontakt",
        "winda",
        "poddasze",
        "suterena",
        "oficyna",
        "dzialka",
        "dz",
        "gmina",
        "gm",
        "woj",
        "wojewodztwo",
        "powiat",
        "pow",
        "uwaga",
        "poczta",
        "pok",
        "pokoj",
        "of",
        "seg",
        "rog",
    ]
)
"""Words that begin a remark when they stand after the house number."""

NOTHING: Final = frozenset({"", "-", "--", ".", "brak", "nie dotyczy", "n/d", "nd", "x", "xx", "xxx", "ul", "ul."})
"""What people type where a form wants a street and there is none."""

FIRMS: Final = frozenset(
    {
        *("fhu", "phu", "pphu", "ppuh", "firma", "spolka", "zaklad", "sklep", "hurtownia", "serwis", "hotel", "restauracja"),
        *("szkola", "przedszkole", "urzad", "apteka", "przychodnia"),
    }
)
PLOTS: Final = frozenset({"km", "dz", "dzialka", "dzialki"})
"""Words in front of the number that make the street's name doubtful: a firm's name, a plot of land."""

SQUARES: Final = frozenset({"rynek"})
"""Where neighbouring numbers are often one house."""

CITIES: Final = frozenset(
    fold(
        "Warszawa,Kraków,Łódź,Wrocław,Poznań,Gdańsk,Szczecin,Bydgoszcz,Lublin,Białystok,Katowice,Gdynia,Częstochowa,Radom,Toruń,"
        "Rzeszów,Sosnowiec,Kielce,Gliwice,Olsztyn,Zabrze,Bielsko-Biała,Bytom,Zielona Góra,Rybnik,Ruda Śląska,Opole,Tychy,"
        "Gorzów Wielkopolski,Elbląg,Dąbrowa Górnicza,Płock,Wałbrzych,Włocławek,Tarnów,Chorzów,Koszalin,Kalisz,Legnica"
    ).split(",")
)
"""Cities where a number without a street is no address."""
