"""What the seller fills in for an ORLEN Paczka account; the form is made from this, its words are in `form.<language>.json`."""

from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

NAME: Final = "ORLEN Paczka"
SECRETS: Final = ("partner_key",)
DEFAULT_ENDPOINTS: Final[Mapping[str, str]] = {
    "paczka_w_ruchu": "https://api.orlenpaczka.pl/WebServicePwRProd/WebServicePwR.asmx"
}
POINT_LIST: Final = "points"
"""Its name in the account's cache."""

Size = Literal["s", "m", "l"]
Service = Literal["orlen_paczka"]
PostCode = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9]{2}-[0-9]{3}$")]
Text10 = Annotated[str, StringConstraints(strip_whitespace=True, max_length=10)]
Text30 = Annotated[str, StringConstraints(strip_whitespace=True, max_length=30)]
Text60 = Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)]
Text70 = Annotated[str, StringConstraints(strip_whitespace=True, max_length=70)]


def _phone(text: str) -> str:
    from agent.carriers.common.phone import read_phone  # with the world's numbering plans

    phone = read_phone(text)
    if phone is None or phone.nine_digits is None or not phone.alone:
        raise ValueError("telefon nadawcy to dziewięć cyfr, bez +48")
    return phone.nine_digits


class PaczkaWRuchuSettings(BaseModel):
    """Everything but the key. There is no bank account: the service has no field for it (contract, section 0)."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True, defer_build=True)

    partner_id: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)] = Field(
        json_schema_extra={"group": "account"}
    )
    size: Size = Field(default="m", json_schema_extra={"group": "sizes"})
    label_format: Literal["PDF10", "PDF", "ZPL", "ZPL_300DPI", "EPL"] = Field(
        default="PDF10", json_schema_extra={"group": "labels"}
    )
    sender_company: Annotated[Text70, StringConstraints(min_length=1)] = Field(json_schema_extra={"group": "sender"})
    sender_street: Annotated[Text30, StringConstraints(min_length=1)] = Field(json_schema_extra={"group": "sender"})
    sender_building: Annotated[Text10, StringConstraints(min_length=1)] = Field(json_schema_extra={"group": "sender"})
    sender_flat: Text10 = Field(default="", json_schema_extra={"group": "sender"})
    sender_post_code: PostCode = Field(json_schema_extra={"group": "sender"})
    sender_city: Annotated[Text30, StringConstraints(min_length=1)] = Field(json_schema_extra={"group": "sender"})
    sender_phone: Annotated[str, AfterValidator(_phone)] = Field(json_schema_extra={"group": "sender"})
    sender_email: Annotated[Text60, StringConstraints(min_length=3, pattern="@")] = Field(json_schema_extra={"group": "sender"})
    # Nothing asks for insurance with cash on delivery; an account without it answers 311, a value too high 135 (section 6).
    insurance_grosze: int | None = Field(default=None, ge=1, le=999_999, json_schema_extra={"group": "money"})
    pickup_first_name: Text30 = Field(default="", json_schema_extra={"group": "posting"})
    pickup_last_name: Text30 = Field(default="", json_schema_extra={"group": "posting"})
    auto_destination_change: bool = Field(default=False, json_schema_extra={"group": "posting"})
    allegro_carrier: Literal["auto", "ORLEN", "RUCH", "OTHER"] = Field(default="auto", json_schema_extra={"group": "rare"})
    parcels_per_call: int = Field(default=50, ge=1, le=50, json_schema_extra={"group": "rare"})
    concurrency: int = Field(default=1, ge=1, le=5, json_schema_extra={"group": "rare"})
    # No limit is published anywhere (contract, section 4).
    requests_per_minute: int = Field(default=60, ge=6, le=6000, json_schema_extra={"group": "rare"})
    methods: dict[str, Service] = Field(default_factory=dict, json_schema_extra={"group": "rare"})
