"""What the seller fills in for an ORLEN Paczka account. The settings form is made from this model, so the texts are Polish."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from agent.carriers.common.phone import nine_digits

Size = Literal["s", "m", "l"]
Service = Literal["orlen_paczka"]
PostCode = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9]{2}-[0-9]{3}$")]
Text10 = Annotated[str, StringConstraints(strip_whitespace=True, max_length=10)]
Text30 = Annotated[str, StringConstraints(strip_whitespace=True, max_length=30)]
Text60 = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)]
Text70 = Annotated[str, StringConstraints(strip_whitespace=True, max_length=70)]


def _phone(text: str) -> str:
    digits = nine_digits(text)
    if digits is None:
        raise ValueError("telefon nadawcy to dziewięć cyfr, bez +48")
    return digits


class PaczkaWRuchuSettings(BaseModel):
    """Everything but the key. There is no bank account: the service has no field for it (contract, section 0)."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)

    partner_id: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)] = Field(
        title="PartnerID", description="Z wiadomości od ORLEN Paczki, która przyszła po podpisaniu umowy."
    )
    size: Size = Field(
        default="m",
        title="Domyślny gabaryt",
        description="s = 8 × 38 × 60 cm, m = 19 × 38 × 60 cm, l = 41 × 38 × 60 cm; do 20 kg. Gabaryt jest zawsze wysyłany.",
    )
    label_format: Literal["PDF10", "PDF", "ZPL", "ZPL_300DPI", "EPL"] = Field(
        default="PDF10",
        title="Etykieta",
        description=(
            "PDF10 = drukarka etykiet (10 × 15 cm), PDF = kartka A4, ZPL = drukarka Zebra 203 dpi, ZPL_300DPI = 300 dpi, "
            "EPL = starsze drukarki etykiet."
        ),
    )
    sender_company: Annotated[Text70, StringConstraints(min_length=1)] = Field(
        title="Nadawca: nazwa", description="Firma albo imię i nazwisko; tak podpisany jest nadawca na etykiecie."
    )
    sender_street: Annotated[Text30, StringConstraints(min_length=1)] = Field(title="Nadawca: ulica")
    sender_building: Annotated[Text10, StringConstraints(min_length=1)] = Field(title="Nadawca: numer domu")
    sender_flat: Text10 = Field(default="", title="Nadawca: numer lokalu")
    sender_post_code: PostCode = Field(title="Nadawca: kod pocztowy", description="Na przykład 00-950.")
    sender_city: Annotated[Text30, StringConstraints(min_length=1)] = Field(title="Nadawca: miejscowość")
    sender_phone: Annotated[str, AfterValidator(_phone)] = Field(title="Nadawca: telefon", description="Dziewięć cyfr.")
    sender_email: Annotated[Text60, StringConstraints(min_length=3, pattern="@")] = Field(title="Nadawca: e-mail")
    # Nothing asks for insurance with cash on delivery; an account without it answers 311, a value too high 135 (section 6).
    insurance_grosze: int | None = Field(
        default=None,
        ge=1,
        le=999_999,
        title="Ubezpieczenie (grosze)",
        description=(
            "Puste = bez ubezpieczenia. ORLEN Paczka wycofuje ubezpieczenia: podaj wartość tylko wtedy, gdy masz je w umowie, "
            "inaczej przesyłka zostanie odrzucona."
        ),
    )
    pickup_first_name: Text30 = Field(
        default="", title="Odbiór: imię", description="Kto wydaje paczki kurierowi. Potrzebne, gdy zamawiasz podjazd kuriera."
    )
    pickup_last_name: Text30 = Field(default="", title="Odbiór: nazwisko")
    auto_destination_change: bool = Field(
        default=False,
        title="Zmiana zamkniętego punktu",
        description=(
            "Włączona: gdy punkt jest zamknięty lub pełny, ORLEN Paczka sama wybiera inny; Nadajnik pokaże, który. "
            "Wyłączona: takiego zamówienia nie da się nadać, dopóki punkt nie działa."
        ),
    )
    allegro_carrier: Literal["auto", "ORLEN", "RUCH", "OTHER"] = Field(
        default="auto",
        title="Przewoźnik w Allegro",
        description="Pod jaką nazwą numer trafia do Allegro. auto = ORLEN, a gdy Allegro go nie ma, RUCH, na końcu OTHER.",
    )
    parcels_per_call: int = Field(
        default=50,
        ge=1,
        le=50,
        title="Paczki w jednym zapytaniu",
        description="50 = najszybciej. 1 = najostrożniej: odpowiedź mówi wtedy zawsze o jednej paczce.",
    )
    concurrency: int = Field(default=1, ge=1, le=5, title="Zapytania jednocześnie")
    # No limit is published anywhere (contract, section 4).
    requests_per_minute: int = Field(
        default=60, ge=6, le=6000, title="Zapytania na minutę", description="ORLEN Paczka nie podaje limitu."
    )
    methods: dict[str, Service] = Field(
        default_factory=dict,
        title="Własne przypisania metod dostawy",
        description="Identyfikator metody dostawy Allegro i usługa orlen_paczka; ma pierwszeństwo przed wbudowanymi.",
    )
