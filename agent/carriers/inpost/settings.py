"""What the seller fills in for an InPost account. The settings form is made from this model, so the texts are Polish."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from .services import C2cSize, LetterSize, LockerSize, Service

_PARCEL = {"small": "A (8 × 38 × 64 cm)", "medium": "B (19 × 38 × 64 cm)", "large": "C (41 × 38 × 64 cm)"}
_SENDING = {
    "any_point": "dowolny Paczkomat lub punkt",
    "parcel_locker": "stały Paczkomat (podaj go niżej)",
    "pop": "PaczkoPunkt",
    "branch": "oddział",
    "dispatch_order": "odbiera kurier (Nadajnik nie zamawia podjazdu)",
}
_FORMATS = {
    "pdf": "PDF, każda drukarka",
    "zpl_203": "ZPL, drukarka Zebra 203 dpi",
    "zpl_300": "ZPL, drukarka Zebra 300 dpi",
    "epl": "EPL, starsze drukarki etykiet",
}
_SERVICES = {
    "inpost_locker_allegro": "Paczkomat InPost (Allegro)",
    "inpost_locker_standard": "Paczkomat InPost",
    "inpost_courier_allegro": "Kurier InPost (Allegro)",
    "inpost_courier_standard": "Kurier InPost",
    "inpost_courier_c2c": "Kurier InPost C2C",
    "inpost_letter_allegro": "Przesyłka listowa InPost (Allegro)",
}

PointName = Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^[A-Za-z0-9-]{0,20}$")]


class InpostSettings(BaseModel):
    """Everything but the token. Lengths are millimetres, masses grams, money grosze."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    organization_id: int = Field(
        ge=1,
        lt=2**62,
        title="Identyfikator organizacji",
        description="Liczba z Managera Paczek: Moje konto, zakładka API.",
    )
    locker_size: LockerSize = Field(
        default="small", title="Domyślny gabaryt: Paczkomat", json_schema_extra={"labels": {**_PARCEL}}
    )
    c2c_size: C2cSize = Field(
        default="small",
        title="Domyślny gabaryt: kurier bez umowy kurierskiej",
        json_schema_extra={"labels": {**_PARCEL, "xlarge": "D (50 × 50 × 80 cm)"}},
    )
    letter_size: LetterSize = Field(
        default="letter_a",
        title="Domyślny gabaryt: Allegro miniKurier24",
        json_schema_extra={"labels": {"letter_a": "List A", "letter_b": "List B", "letter_c": "List C"}},
    )
    length_mm: int = Field(default=400, ge=1, le=3500, title="Kurier: domyślna długość (mm)")
    width_mm: int = Field(default=300, ge=1, le=2400, title="Kurier: domyślna szerokość (mm)")
    height_mm: int = Field(default=200, ge=1, le=2400, title="Kurier: domyślna wysokość (mm)")
    weight_g: int = Field(default=2000, ge=10, le=50_000, title="Kurier: domyślna waga (g)")
    sending_method: Literal["any_point", "parcel_locker", "pop", "branch", "dispatch_order"] = Field(
        default="any_point",
        title="Sposób nadania",
        json_schema_extra={"labels": {**_SENDING}},
    )
    # Lockers are not offered for this service, and any_point is not named for it (contract, section 9).
    courier_sending_method: Literal["dispatch_order", "pop", "branch", "any_point"] = Field(
        default="dispatch_order",
        title="Sposób nadania: kurier z umową kurierską",
        json_schema_extra={"labels": {**_SENDING, "any_point": "dowolny punkt"}},
    )
    dropoff_point: PointName = Field(
        default="",
        title="Stały Paczkomat nadania",
        description="Na przykład KRA010. Wymagany, gdy wyżej jest stały Paczkomat; przy innych sposobach nie jest wysyłany.",
    )
    insurance_grosze: int | None = Field(
        default=None,
        ge=100,
        lt=1_000_000_000,
        title="Domyślne ubezpieczenie (grosze)",
        description="Puste = bez ubezpieczenia. Przy pobraniu ubezpieczenie jest zawsze co najmniej równe pobraniu.",
    )
    label_format: Literal["pdf", "zpl_203", "zpl_300", "epl"] = Field(
        default="pdf",
        title="Etykieta: format",
        description="Kurier z umową kurierską ma w ZPL tylko 203 dpi.",
        json_schema_extra={"labels": {**_FORMATS}},
    )
    label_paper: Literal["A6", "normal"] = Field(
        default="A6",
        title="Etykieta: papier (tylko PDF)",
        description="Etykiety kurierskie są zawsze A6.",
        json_schema_extra={"labels": {"A6": "A6, drukarka etykiet", "normal": "A4"}},
    )
    concurrency: int = Field(default=4, ge=1, le=10, title="Zapytania jednocześnie")
    # Three to four requests a second were fine for seconds; no limit is published (contract, section 11).
    requests_per_minute: int = Field(
        default=200,
        ge=6,
        le=6000,
        title="Zapytania na minutę",
        description=(
            "InPost nie podaje limitu. Trzy do czterech zapytań na sekundę działały w krótkich próbach; "
            "najostrożniejsza wartość to 60 na minutę i 2 zapytania jednocześnie."
        ),
    )
    methods: dict[str, Service] = Field(
        default_factory=dict,
        title="Własne przypisania metod dostawy",
        description="Identyfikator metody dostawy Allegro i usługa InPost; ma pierwszeństwo przed wbudowanymi.",
        json_schema_extra={"labels": {**_SERVICES}},
    )
