"""What the seller fills in for an InPost account. The settings form is made from this model, so the texts are Polish."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from .services import C2cSize, LetterSize, LockerSize, Service

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
        default="small", title="Domyślny gabaryt: Paczkomat", description="small = A, medium = B, large = C."
    )
    c2c_size: C2cSize = Field(
        default="small",
        title="Domyślny gabaryt: kurier bez umowy kurierskiej",
        description="small = A, medium = B, large = C, xlarge = D.",
    )
    letter_size: LetterSize = Field(default="letter_a", title="Domyślny gabaryt: Allegro miniKurier24")
    length_mm: int = Field(default=400, ge=1, le=3500, title="Kurier: domyślna długość (mm)")
    width_mm: int = Field(default=300, ge=1, le=2400, title="Kurier: domyślna szerokość (mm)")
    height_mm: int = Field(default=200, ge=1, le=2400, title="Kurier: domyślna wysokość (mm)")
    weight_g: int = Field(default=2000, ge=10, le=50_000, title="Kurier: domyślna waga (g)")
    sending_method: Literal["any_point", "parcel_locker", "pop", "branch", "dispatch_order"] = Field(
        default="any_point",
        title="Sposób nadania",
        description=(
            "any_point = dowolny Paczkomat lub punkt, parcel_locker = stały Paczkomat (podaj go niżej), pop = PaczkoPunkt, "
            "branch = oddział, dispatch_order = odbiera kurier (nie zamawia podjazdu)."
        ),
    )
    # Lockers are not offered for this service, and any_point is not named for it (contract, section 9).
    courier_sending_method: Literal["dispatch_order", "pop", "branch", "any_point"] = Field(
        default="dispatch_order",
        title="Sposób nadania: kurier z umową kurierską",
        description="dispatch_order = odbiera kurier (nie zamawia podjazdu), pop = PaczkoPunkt.",
    )
    dropoff_point: PointName = Field(
        default="",
        title="Stały Paczkomat nadania",
        description="Na przykład KRA010. Wymagany przy sposobie nadania parcel_locker, przy innych nie jest wysyłany.",
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
        description=(
            "pdf = każda drukarka; zpl_203, zpl_300 = drukarka Zebra o tej rozdzielczości (kurier z umową ma "
            "tylko 203); epl = starsze drukarki etykiet."
        ),
    )
    label_paper: Literal["A6", "normal"] = Field(
        default="A6",
        title="Etykieta: papier (tylko pdf)",
        description="A6 = drukarka etykiet, normal = A4. Etykiety kurierskie są zawsze A6.",
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
    )
