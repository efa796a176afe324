"""What the seller fills in for an InPost account; the form is made from this, its words are in `form.<language>.json`."""

from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from .services import C2cSize, LetterSize, LockerSize, Service

NAME: Final = "InPost"
SECRETS: Final = ("token",)
DEFAULT_ENDPOINTS: Final[Mapping[str, str]] = {
    "inpost": "https://api-shipx-pl.easypack24.net",
    "inpost_points": "https://api.inpost.pl",
}

PointName = Annotated[str, StringConstraints(strip_whitespace=True, to_upper=True, pattern=r"^[A-Za-z0-9-]{0,20}$")]


class InpostSettings(BaseModel):
    """Everything but the token. Lengths are millimetres, masses grams, money grosze."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    organization_id: int = Field(ge=1, lt=2**62, json_schema_extra={"group": "account"})
    locker_size: LockerSize = Field(default="small", json_schema_extra={"group": "sizes"})
    c2c_size: C2cSize = Field(default="small", json_schema_extra={"group": "sizes"})
    letter_size: LetterSize = Field(default="letter_a", json_schema_extra={"group": "sizes"})
    length_mm: int = Field(default=400, ge=1, le=3500, json_schema_extra={"group": "sizes"})
    width_mm: int = Field(default=300, ge=1, le=2400, json_schema_extra={"group": "sizes"})
    height_mm: int = Field(default=200, ge=1, le=2400, json_schema_extra={"group": "sizes"})
    weight_g: int = Field(default=2000, ge=10, le=50_000, json_schema_extra={"group": "sizes"})
    sending_method: Literal["any_point", "parcel_locker", "pop", "branch", "dispatch_order"] = Field(
        default="any_point", json_schema_extra={"group": "posting"}
    )
    dropoff_point: PointName = Field(
        default="", json_schema_extra={"group": "posting", "when": {"sending_method": "parcel_locker"}, "points": "sends"}
    )
    # Lockers are not offered for this service, and any_point is not named for it (contract, section 9).
    courier_sending_method: Literal["dispatch_order", "pop", "branch", "any_point"] = Field(
        default="dispatch_order", json_schema_extra={"group": "posting"}
    )
    insurance_grosze: int | None = Field(default=None, ge=100, lt=1_000_000_000, json_schema_extra={"group": "money"})
    label_format: Literal["pdf", "zpl_203", "zpl_300", "epl"] = Field(default="pdf", json_schema_extra={"group": "labels"})
    label_paper: Literal["A6", "normal"] = Field(
        default="A6", json_schema_extra={"group": "labels", "when": {"label_format": "pdf"}}
    )
    concurrency: int = Field(default=4, ge=1, le=10, json_schema_extra={"group": "rare"})
    # Three to four requests a second were fine for seconds; no limit is published (contract, section 11).
    requests_per_minute: int = Field(default=200, ge=6, le=6000, json_schema_extra={"group": "rare"})
    methods: dict[str, Service] = Field(default_factory=dict, json_schema_extra={"group": "rare"})
