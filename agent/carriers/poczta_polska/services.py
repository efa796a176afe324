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
Form = Literal["COLLECT_ON_DELIVERY_FORM", "CUSTOMS_DECLARATION"]

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
    """A type of Elektroniczny Nadawca. A point or a machine is the same to it: `to_point`.

    `form`: what is printed beside its label.
    """

    kind: str
    family: Family
    sizes: tuple[str, ...]
    to_point: bool = False
    cod: bool = False
    insurance: bool = False
    abroad: bool = False
    form: Form | None = None


PRODUCTS: Final[Mapping[str, Product]] = {
    "pocztex_kurier": Product("pocztex2021KurierType", "pocztex", POCZTEX_SIZES, cod=True, insurance=True),
    "pocztex_punkt": Product("pocztex2021KurierType", "pocztex", POCZTEX_SIZES, to_point=True, cod=True, insurance=True),
    "pocztex_na_dzis": Product("pocztex2021NaDzisType", "pocztex", POCZTEX_SIZES, cod=True, insurance=True),
    "list_polecony": Product("przesylkaPoleconaKrajowaType", "letter", LETTER_SIZES),
    "list_polecony_firmowy": Product("przesylkaFirmowaPoleconaType", "letter", GABARYTY),
    "list_wartosciowy": Product("listWartosciowyKrajowyType", "letter", LETTER_SIZES),
    "paczka_pocztowa": Product("paczkaPocztowaType", "parcel", GABARYTY, insurance=True),
    "paczka_pobraniowa": Product("przesylkaPobraniowaType", "parcel", GABARYTY, cod=True, form="COLLECT_ON_DELIVERY_FORM"),
    "usluga_paczkowa": Product("uslugaPaczkowaType", "parcel", GABARYTY, cod=True, insurance=True),
    "paczka_zagraniczna": Product("paczkaZagranicznaType", "parcel", (), abroad=True),
    "paczka_zagraniczna_clo": Product("paczkaZagranicznaType", "parcel", (), abroad=True, form="CUSTOMS_DECLARATION"),
    "list_polecony_zagraniczny": Product("przesylkaPoleconaZagranicznaType", "letter", (), abroad=True),
    "list_polecony_zagraniczny_clo": Product(
        "przesylkaPoleconaZagranicznaType", "letter", (), abroad=True, form="CUSTOMS_DECLARATION"
    ),
}
"""By our name of the service. Four more than a seller chooses from: the contract decides on the registered letter
(`list_polecony` or `list_polecony_firmowy`), the payment on the parcel (`paczka_pocztowa` or `paczka_pobraniowa`), the
destination on the declaration to customs (`_clo`). All other products with COD were made for it without paper."""


def service_of(kind: str) -> str:
    """The service a shipment of this type is; empty for types that are not ours, and where it may be one of several."""
    names = [name for name, product in PRODUCTS.items() if product.kind == kind]
    return names[0] if len(names) == 1 else ""
