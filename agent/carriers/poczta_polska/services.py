"""The products of Poczta Polska that this program sends, and what each takes (contract: poczta-polska-en.md, section 5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

AllegroService = Literal["pocztex_kurier", "pocztex_punkt", "list_polecony"]
OrdinaryService = Literal[
    "pocztex_kurier",
    "pocztex_punkt",
    "pocztex_na_dzis",
    "list_polecony",
    "list_wartosciowy",
    "paczka_pocztowa",
    "usluga_paczkowa",
    "paczka_zagraniczna",
    "list_polecony_zagraniczny",
]
Service = OrdinaryService
Family = Literal["pocztex", "letter", "parcel"]

PocztexSize = Literal["format_s", "format_m", "format_l", "format_xl", "format_2xl"]
LetterSize = Literal["format_s", "format_m", "format_l"]
Gabaryt = Literal["gabaryt_a", "gabaryt_b"]

POCZTEX_SIZES: Final = ("format_s", "format_m", "format_l", "format_xl", "format_2xl")
LETTER_SIZES: Final = ("format_s", "format_m", "format_l")
GABARYTY: Final = ("gabaryt_a", "gabaryt_b")


OFFERED: Final[Mapping[str, tuple[Service, ...]]] = {"allegro": get_args(AllegroService), "seller": get_args(OrdinaryService)}
"""What a seller chooses from, by who pays."""


@dataclass(frozen=True, slots=True)
class Product:
    """A type of Elektroniczny Nadawca. A point or a machine is the same to it: `to_point`."""

    kind: str
    family: Family
    sizes: tuple[str, ...]
    to_point: bool = False
    cod: bool = False
    insurance: bool = False
    abroad: bool = False


PRODUCTS: Final[Mapping[str, Product]] = {
    "pocztex_kurier": Product("pocztex2021KurierType", "pocztex", POCZTEX_SIZES, cod=True, insurance=True),
    "pocztex_punkt": Product("pocztex2021KurierType", "pocztex", POCZTEX_SIZES, to_point=True, cod=True, insurance=True),
    "pocztex_na_dzis": Product("pocztex2021NaDzisType", "pocztex", POCZTEX_SIZES, cod=True, insurance=True),
    "list_polecony": Product("przesylkaPoleconaKrajowaType", "letter", LETTER_SIZES),
    "list_polecony_firmowy": Product("przesylkaFirmowaPoleconaType", "letter", GABARYTY),
    "list_wartosciowy": Product("listWartosciowyKrajowyType", "letter", LETTER_SIZES),
    "paczka_pocztowa": Product("paczkaPocztowaType", "parcel", GABARYTY, insurance=True),
    "paczka_pobraniowa": Product("przesylkaPobraniowaType", "parcel", GABARYTY, cod=True),
    "usluga_paczkowa": Product("uslugaPaczkowaType", "parcel", GABARYTY, cod=True, insurance=True),
    "paczka_zagraniczna": Product("paczkaZagranicznaType", "parcel", (), abroad=True),
    "list_polecony_zagraniczny": Product("przesylkaPoleconaZagranicznaType", "letter", (), abroad=True),
}
"""By our name of the service. Two more than a seller chooses from: the contract decides on the registered letter
(`list_polecony` or `list_polecony_firmowy`), the payment on the parcel (`paczka_pocztowa` or `paczka_pobraniowa`)."""


def service_of(kind: str) -> str:
    """The service a shipment of this type may be, empty for types that are not ours."""
    return next((name for name, product in PRODUCTS.items() if product.kind == kind), "")
