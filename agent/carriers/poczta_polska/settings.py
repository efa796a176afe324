"""What the seller fills in for an account. The settings form is made from these models, so the texts are Polish."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from .methods import Payer
from .nrb import nrb
from .services import AllegroService, Gabaryt, LetterSize, OrdinaryService, PocztexSize

_FORMATS = {
    "format_s": "Format S",
    "format_m": "Format M",
    "format_l": "Format L",
    "format_xl": "Format XL",
    "format_2xl": "Format 2XL",
}
_GABARYTY = {"gabaryt_a": "Gabaryt A", "gabaryt_b": "Gabaryt B"}
_ALLEGRO_SERVICES = {
    "pocztex_kurier": "Pocztex kurier",
    "pocztex_punkt": "Pocztex do punktu lub automatu",
    "list_polecony": "List polecony",
}
_SERVICES = {
    **_ALLEGRO_SERVICES,
    "pocztex_na_dzis": "Pocztex na dziś",
    "list_wartosciowy": "List wartościowy",
    "paczka_pocztowa": "Paczka pocztowa",
    "paczka_pobraniowa": "Paczka za pobraniem",
    "usluga_paczkowa": "Paczka 24/48",
    "paczka_zagraniczna": "Paczka zagraniczna",
    "list_polecony_zagraniczny": "List polecony zagraniczny",
}

# A value typed at the command line may have been taken for a number.
_Text = Annotated[str, BeforeValidator(lambda value: str(value) if isinstance(value, int) else value)]
Login = Annotated[_Text, StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=r"^[^:\s]+$")]
Nrb = Annotated[_Text, AfterValidator(lambda text: nrb(text) if text.strip() else "")]
Line = Annotated[_Text, StringConstraints(strip_whitespace=True, max_length=60)]
House = Annotated[_Text, StringConstraints(strip_whitespace=True, max_length=11)]
PostCode = Annotated[_Text, StringConstraints(strip_whitespace=True, pattern=r"^([0-9]{2}-?[0-9]{3})?$")]
HsNumber = Annotated[_Text, StringConstraints(strip_whitespace=True, pattern=r"^([0-9]{6,10})?$")]
Country = Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^[A-Za-z]{2}$")]
Mobile = Annotated[_Text, StringConstraints(strip_whitespace=True, pattern=r"^([0-9]{9})?$")]


class EnSettings(BaseModel):
    """What both kinds of account have; everything but the password. Masses are grams, money grosze."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    payer: ClassVar[Payer]

    login: Login = Field(title="Login", description="Ten sam, co na stronie Elektronicznego Nadawcy.")
    office: int | None = Field(
        default=None,
        ge=1,
        lt=2**31,
        title="Urząd nadania",
        description="Numer urzędu z umowy. Puste = jedyny urząd umowy; gdy jest ich kilka, trzeba wybrać.",
    )
    card: int | None = Field(
        default=None, ge=1, lt=2**31, title="Karta", description="Identyfikator karty umowy. Puste = karta aktywna."
    )
    category: Literal["EKONOMICZNA", "PRIORYTETOWA"] = Field(
        default="EKONOMICZNA",
        title="Domyślna kategoria listów i paczek",
        json_schema_extra={"labels": {"EKONOMICZNA": "ekonomiczna", "PRIORYTETOWA": "priorytetowa"}},
    )
    registered_letter: Literal["polecona", "firmowa"] = Field(
        default="polecona",
        title="Rodzaj przesyłki poleconej w umowie",
        json_schema_extra={
            "labels": {
                "polecona": "przesyłka polecona (format S, M, L)",
                "firmowa": "przesyłka firmowa polecona (gabaryt A, B)",
            }
        },
    )
    pocztex_size: PocztexSize = Field(
        default="format_s", title="Domyślny format: Pocztex", json_schema_extra={"labels": {**_FORMATS}}
    )
    letter_size: LetterSize = Field(
        default="format_s", title="Domyślny format: list polecony i wartościowy", json_schema_extra={"labels": {**_FORMATS}}
    )
    letter_gabaryt: Gabaryt = Field(
        default="gabaryt_a", title="Domyślny gabaryt: przesyłka firmowa polecona", json_schema_extra={"labels": {**_GABARYTY}}
    )
    pocztex_mass_g: int = Field(default=2000, ge=1, le=50_000, title="Domyślna masa: Pocztex (g)")
    letter_mass_g: int = Field(default=100, ge=1, le=2000, title="Domyślna masa: listy (g)")
    contents: Line = Field(
        default="zakupy internetowe", title="Zawartość: Pocztex i usługa paczkowa", description="Puste = bez opisu zawartości."
    )
    insurance_grosze: int | None = Field(
        default=None,
        ge=100,
        le=9_999_999,
        title="Domyślne ubezpieczenie (grosze)",
        description="Puste = bez ubezpieczenia. Dotyczy Pocztexu, paczki pocztowej i usługi paczkowej.",
    )
    cod_account: Nrb = Field(
        default="",
        title="Rachunek do pobrań",
        description="26 cyfr. Na ten rachunek Poczta Polska przekaże pieniądze kupujących.",
    )
    sender_name: Line = Field(default="", title="Nadawca: nazwa", description="Puste = dane nadawcy z konta u przewoźnika.")
    sender_street: Line = Field(default="", title="Nadawca: ulica")
    sender_house: House = Field(default="", title="Nadawca: numer domu")
    sender_flat: House = Field(default="", title="Nadawca: numer lokalu")
    sender_post_code: PostCode = Field(default="", title="Nadawca: kod pocztowy")
    sender_city: Line = Field(default="", title="Nadawca: miejscowość")
    sender_mobile: Mobile = Field(default="", title="Nadawca: telefon komórkowy (9 cyfr)")
    label_format: Literal["pdf", "zpl_203", "zpl_300"] = Field(
        default="pdf",
        title="Etykieta",
        description="Blankiet pobrania jest zawsze plikiem PDF.",
        json_schema_extra={
            "labels": {
                "pdf": "PDF, kartka lub etykieta jak w ustawieniach konta u przewoźnika",
                "zpl_203": "ZPL, drukarka Zebra 203 dpi",
                "zpl_300": "ZPL, drukarka Zebra 300 dpi",
            }
        },
    )
    batch_size: int = Field(
        default=50, ge=1, le=500, title="Przesyłek w jednym zapytaniu", description="Przewoźnik przyjmuje najwyżej 500."
    )
    requests_per_minute: int = Field(
        default=60, ge=6, le=6000, title="Zapytania na minutę", description="Przewoźnik nie podaje limitu."
    )

    @model_validator(mode="after")
    def _whole_sender(self) -> Self:
        if self.sender_name and not (self.sender_post_code and self.sender_city and (self.sender_street or self.sender_house)):
            raise ValueError("nadawca wymaga kodu pocztowego, miejscowości i ulicy albo numeru domu")
        return self


class OrdinarySettings(EnSettings):
    """An account that the seller pays for himself."""

    payer: ClassVar[Payer] = "seller"

    parcel_gabaryt: Gabaryt = Field(
        default="gabaryt_a", title="Domyślny gabaryt: paczki", json_schema_extra={"labels": {**_GABARYTY}}
    )
    parcel_mass_g: int = Field(default=1000, ge=1, le=30_000, title="Domyślna masa: paczki (g)")
    parcel_term: Literal["PACZKA_24", "PACZKA_48"] = Field(
        default="PACZKA_48",
        title="Usługa paczkowa: termin",
        json_schema_extra={"labels": {"PACZKA_24": "Paczka 24", "PACZKA_48": "Paczka 48"}},
    )
    parcel_abroad_mass_g: int = Field(default=1000, ge=1, le=20_000, title="Domyślna masa: paczka zagraniczna (g)")
    letter_abroad_mass_g: int = Field(default=250, ge=1, le=2000, title="Domyślna masa: list polecony zagraniczny (g)")
    customs_contents: Literal["SPRZEDAZ_TOWARU", "PROBKA_HANDLOWA", "DOKUMENT"] = Field(
        default="SPRZEDAZ_TOWARU",
        title="Deklaracja celna: rodzaj zawartości",
        description="Dotyczy przesyłek poza Unię Europejską.",
        json_schema_extra={
            "labels": {"SPRZEDAZ_TOWARU": "sprzedaż towaru", "PROBKA_HANDLOWA": "próbka handlowa", "DOKUMENT": "dokument"}
        },
    )
    customs_hs_number: HsNumber = Field(
        default="",
        title="Deklaracja celna: numer taryfy celnej (HS)",
        description="6 do 10 cyfr. Dla towarów, których numeru nie ma w ofercie na Allegro.",
    )
    customs_origin: Country = Field(
        default="PL", title="Deklaracja celna: kraj pochodzenia towaru", description="Dwie litery, na przykład PL."
    )
    customs_item_mass_g: int = Field(
        default=100,
        ge=1,
        le=20_000,
        title="Deklaracja celna: masa netto jednej sztuki (g)",
        description="Zamówienie nie podaje masy towaru; każda deklaracja jest pokazywana do sprawdzenia.",
    )
    same_day_area: Literal["MIASTO", "KRAJ"] = Field(
        default="MIASTO",
        title="Pocztex na dziś: obszar",
        description="Format podaje się tylko dla miasta.",
        json_schema_extra={"labels": {"MIASTO": "miasto", "KRAJ": "kraj"}},
    )
    methods: dict[str, OrdinaryService] = Field(
        default_factory=dict,
        title="Własne przypisania metod dostawy",
        description="Identyfikator metody dostawy Allegro i usługa Poczty Polskiej; ma pierwszeństwo przed wbudowanymi.",
        json_schema_extra={"labels": {**_SERVICES}},
    )


class AllegroSettings(EnSettings):
    """An account for Allegro parcels: Allegro pays for them and settles with the seller."""

    payer: ClassVar[Payer] = "allegro"

    methods: dict[str, AllegroService] = Field(
        default_factory=dict,
        title="Własne przypisania metod dostawy",
        description="Identyfikator metody dostawy Allegro i usługa Poczty Polskiej; ma pierwszeństwo przed wbudowanymi.",
        json_schema_extra={"labels": {**_ALLEGRO_SERVICES}},
    )
