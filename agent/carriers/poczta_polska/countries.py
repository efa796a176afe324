"""Destinations abroad: their Polish names, and which of them need a customs declaration. Pure."""

from collections.abc import Mapping
from typing import Final

NAMES: Final[Mapping[str, str]] = {
    "AD": "Andora", "AE": "Zjednoczone Emiraty Arabskie", "AL": "Albania", "AM": "Armenia", "AR": "Argentyna",
    "AT": "Austria", "AU": "Australia", "AZ": "Azerbejdżan", "BA": "Bośnia i Hercegowina", "BE": "Belgia",
    "BG": "Bułgaria", "BR": "Brazylia", "CA": "Kanada", "CH": "Szwajcaria", "CL": "Chile", "CN": "Chiny",
    "CY": "Cypr", "CZ": "Czechy", "DE": "Niemcy", "DK": "Dania", "EE": "Estonia", "EG": "Egipt", "ES": "Hiszpania",
    "FI": "Finlandia", "FO": "Wyspy Owcze", "FR": "Francja", "GB": "Wielka Brytania", "GE": "Gruzja", "GI": "Gibraltar",
    "GL": "Grenlandia", "GR": "Grecja", "HK": "Hongkong", "HR": "Chorwacja", "HU": "Węgry", "IE": "Irlandia",
    "IL": "Izrael", "IN": "Indie", "IS": "Islandia", "IT": "Włochy", "JP": "Japonia", "KR": "Korea Południowa",
    "KZ": "Kazachstan", "LI": "Liechtenstein", "LT": "Litwa", "LU": "Luksemburg", "LV": "Łotwa", "MA": "Maroko",
    "MC": "Monako", "MD": "Mołdawia", "ME": "Czarnogóra", "MK": "Macedonia Północna", "MT": "Malta", "MX": "Meksyk",
    "NL": "Holandia", "NO": "Norwegia", "NZ": "Nowa Zelandia", "PT": "Portugalia", "RO": "Rumunia", "RS": "Serbia",
    "SA": "Arabia Saudyjska", "SE": "Szwecja", "SG": "Singapur", "SI": "Słowenia", "SK": "Słowacja", "SM": "San Marino",
    "TH": "Tajlandia", "TR": "Turcja", "TW": "Tajwan", "UA": "Ukraina", "US": "Stany Zjednoczone", "VA": "Watykan",
    "VN": "Wietnam", "ZA": "Republika Południowej Afryki",
}  # fmt: skip
"""The service takes a country by its Polish name (contract, section 5); which names it knows is not documented."""

_EU: Final = frozenset(
    ("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MC", "MT",
     "NL", "PL", "PT", "RO", "SE", "SI", "SK")
)  # fmt: skip
"""The customs territory of the Union: Article 4 of Regulation (EU) No 952/2013, Monaco by its paragraph 2."""

_APART: Final[Mapping[str, tuple[str, ...]]] = {
    "DE": ("27498", "78266"),  # Heligoland, Büsingen
    "ES": ("35", "38", "51", "52"),  # the Canary Islands, Ceuta, Melilla
    "FI": ("22",),  # the Åland Islands
    "FR": ("97", "984", "986", "987", "988"),  # overseas
    "GR": ("63086",),  # Mount Athos
    "IT": ("22061", "23041"),  # Campione d'Italia, Livigno
}
"""Post codes of member states' parts outside that territory (the same article) or outside the common system of VAT (Article 6
of Directive 2006/112/EC): goods that are sent there are declared too."""


def needs_declaration(country: str, post_code: str) -> bool:
    """Whether goods sent there are declared to customs. Northern Ireland counts as the United Kingdom: one form too many."""
    digits = "".join(each for each in post_code if each.isdigit())
    return country not in _EU or digits.startswith(_APART.get(country, ()))
