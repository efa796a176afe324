"""What can be set on the ShipX stand-in."""

from dataclasses import dataclass
from enum import StrEnum

from agent.demo.shipx_services import PREPAID_SERVICES


class PurchaseResult(StrEnum):
    """How InPost's own purchase of a created shipment can end besides success."""

    DEBT_COLLECTION = "debt_collection"
    """No money: the shipment stays in offer_selected for ever."""
    COMPANY_DATA_MISSING = "company_data_missing"
    """COD without a bank account: stays in offer_selected for ever."""
    OFFER_UNAVAILABLE = "offer_unavailable"
    """The offer is refused: stays in offers_prepared for ever."""
    NEVER = "never"
    """Nothing happens any more: stays in offer_selected without any transaction."""


@dataclass(frozen=True)
class ShipxOptions:
    """The account and the habits of the stand-in. Times are seconds, money is grosze."""

    token: str = "demo-shipx-token"  # noqa: S105 - the stand-in's own, opens nothing
    organization_id: int = 7008
    organization_name: str = "Sklep Żuraw"
    services: tuple[str, ...] = PREPAID_SERVICES
    courier_contract: bool = False
    """Adds inpost_courier_standard to `services`; without it that service is refused with missing_trucker_id."""
    bank_account_number: str | None = "61109010140000071219812874"
    balance_grosze: int | None = None
    """Money of a prepaid account; None never runs out."""
    confirm_after_s: float | None = 0.3
    """From the POST to `confirmed`; None leaves every shipment in `created` until `confirm`."""
    list_lag_s: float = 0.2
    """How long a new shipment is missing from every list; up to 5.4 s was observed."""
    label_order: str = "asked"
    """Order of the pages when several labels are in one file: `asked` or `reversed`; the real order is unknown."""
    dropoff_point_required: bool = True
    """Whether `parcel_locker` needs a drop-off point (InPost's form page says so, one client manages without)."""
    sending_methods_wrapped: bool = False
    """Whether GET sending_methods answers `{href, items}` instead of a bare list; both are documented."""
    cancel_is_undone: bool = True
    """Whether a purchase under way undoes a cancellation, as was seen."""
    requests_per_minute: int | None = None
    clock_offset_s: float = 0
    seed: int = 20260901
    port: int = 0
    port_points: int = 0
