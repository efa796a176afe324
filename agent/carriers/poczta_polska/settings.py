"""What the seller fills in for an account; the form is made from these, its words are in `form.<language>.json`."""

from typing import Annotated, ClassVar, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from .methods import Payer
from .nrb import nrb
from .services import AllegroService, Gabaryt, LetterSize, OrdinaryService, PocztexSize

NAME: Final = "Poczta Polska"
ORDINARY: Final = "poczta_polska"
ALLEGRO: Final = "poczta_polska_allegro"
SECRETS: Final = ("password",)
SERVICE: Final = "https://e-nadawca.poczta-polska.pl/websrv/en.php"

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

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    payer: ClassVar[Payer]

    login: Login = Field(json_schema_extra={"group": "account"})
    office: int | None = Field(default=None, ge=1, lt=2**31, json_schema_extra={"group": "posting", "list": True})
    card: int | None = Field(default=None, ge=1, lt=2**31, json_schema_extra={"group": "posting", "list": True})
    category: Literal["EKONOMICZNA", "PRIORYTETOWA"] = Field(default="EKONOMICZNA", json_schema_extra={"group": "sizes"})
    registered_letter: Literal["polecona", "firmowa"] = Field(default="polecona", json_schema_extra={"group": "sizes"})
    pocztex_size: PocztexSize = Field(default="format_s", json_schema_extra={"group": "sizes"})
    letter_size: LetterSize = Field(default="format_s", json_schema_extra={"group": "sizes"})
    letter_gabaryt: Gabaryt = Field(
        default="gabaryt_a", json_schema_extra={"group": "sizes", "when": {"registered_letter": "firmowa"}}
    )
    pocztex_mass_g: int = Field(default=2000, ge=1, le=50_000, json_schema_extra={"group": "sizes"})
    letter_mass_g: int = Field(default=100, ge=1, le=2000, json_schema_extra={"group": "sizes"})
    contents: Line = Field(default="zakupy internetowe", json_schema_extra={"group": "posting"})
    insurance_grosze: int | None = Field(default=None, ge=100, le=9_999_999, json_schema_extra={"group": "money"})
    cod_account: Nrb = Field(default="", json_schema_extra={"group": "money"})
    sender_name: Line = Field(default="", json_schema_extra={"group": "sender"})
    sender_street: Line = Field(default="", json_schema_extra={"group": "sender"})
    sender_house: House = Field(default="", json_schema_extra={"group": "sender"})
    sender_flat: House = Field(default="", json_schema_extra={"group": "sender"})
    sender_post_code: PostCode = Field(default="", json_schema_extra={"group": "sender"})
    sender_city: Line = Field(default="", json_schema_extra={"group": "sender"})
    sender_mobile: Mobile = Field(default="", json_schema_extra={"group": "sender"})
    label_format: Literal["pdf", "zpl_203", "zpl_300"] = Field(default="pdf", json_schema_extra={"group": "labels"})
    batch_size: int = Field(default=50, ge=1, le=500, json_schema_extra={"group": "rare"})
    requests_per_minute: int = Field(default=60, ge=6, le=6000, json_schema_extra={"group": "rare"})

    @model_validator(mode="after")
    def _whole_sender(self) -> Self:
        if self.sender_name and not (self.sender_post_code and self.sender_city and (self.sender_street or self.sender_house)):
            raise ValueError("nadawca wymaga kodu pocztowego, miejscowości i ulicy albo numeru domu")
        return self


class OrdinarySettings(EnSettings):
    """An account that the seller pays for himself."""

    payer: ClassVar[Payer] = "seller"

    parcel_gabaryt: Gabaryt = Field(default="gabaryt_a", json_schema_extra={"group": "sizes"})
    parcel_mass_g: int = Field(default=1000, ge=1, le=30_000, json_schema_extra={"group": "sizes"})
    parcel_term: Literal["PACZKA_24", "PACZKA_48"] = Field(default="PACZKA_48", json_schema_extra={"group": "sizes"})
    parcel_abroad_mass_g: int = Field(default=1000, ge=1, le=20_000, json_schema_extra={"group": "abroad"})
    letter_abroad_mass_g: int = Field(default=250, ge=1, le=2000, json_schema_extra={"group": "abroad"})
    customs_contents: Literal["SPRZEDAZ_TOWARU", "PROBKA_HANDLOWA", "DOKUMENT"] = Field(
        default="SPRZEDAZ_TOWARU", json_schema_extra={"group": "abroad"}
    )
    customs_hs_number: HsNumber = Field(default="", json_schema_extra={"group": "abroad"})
    customs_origin: Country = Field(default="PL", json_schema_extra={"group": "abroad"})
    customs_item_mass_g: int = Field(default=100, ge=1, le=20_000, json_schema_extra={"group": "abroad"})
    same_day_area: Literal["MIASTO", "KRAJ"] = Field(default="MIASTO", json_schema_extra={"group": "sizes"})
    methods: dict[str, OrdinaryService] = Field(default_factory=dict, json_schema_extra={"group": "rare"})


class AllegroSettings(EnSettings):
    """An account for Allegro parcels: Allegro pays for them and settles with the seller."""

    payer: ClassVar[Payer] = "allegro"

    methods: dict[str, AllegroService] = Field(default_factory=dict, json_schema_extra={"group": "rare"})


AnySettings = OrdinarySettings | AllegroSettings
