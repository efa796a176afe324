"""What can be set on the stand-in for Paczka w Ruchu."""

from dataclasses import dataclass
from enum import StrEnum


class Oddity(StrEnum):
    """How an answer can be unlike what the contract leads one to expect. The work is done all the same."""

    EMPTY_DATASET = "empty_dataset"
    """A DataSet without a single row."""
    OTHER_TABLE = "other_table"
    """The rows stand in a table named `Table1`."""
    UNKNOWN_SHAPE = "unknown_shape"
    """A DataSet with one row of columns that nobody knows."""
    NO_RESULT = "no_result"
    """The response element is empty."""
    NO_LABEL = "no_label"
    """The label file is missing although everything was saved (section 8, step 7)."""
    PDF_INSTEAD = "pdf_instead"
    """Labels are PDF whatever was asked for (section 8, step 8)."""


@dataclass(frozen=True)
class PwrOptions:
    """The account and the habits of the stand-in. Times are seconds, money is grosze."""

    partner_id: str = "TEST000001"
    partner_key: str = "demo-pwr-key"
    company_name: str = "Sklep Żuraw"
    first_name: str = "Żaneta"
    last_name: str = "Żuraw"
    prepaid: bool = False
    """No commercial agreement: PaymentType is PREPAID and new parcels have PackPaid false."""
    cash_on_delivery: bool = False
    """Whether the account still has COD; the service was withdrawn, without it a COD parcel is refused with 310."""
    insurance: bool = False
    """Whether the account has insurance; without it an insured parcel is refused with 311."""
    insurance_limit_grosze: int = 500_000
    returns: bool = False
    """Whether the account has returns; without it a return address is refused with 312."""
    label_ready_after_s: float | None = 0.0
    """From saving to the first reprint; before it 211. None: 211 until `route`."""
    status_lag_s: float = 0.0
    """How long a new parcel is unknown (205) to the status calls."""
    list_lag_s: float = 0.2
    """How long a new parcel is missing from GetGeneratedParcels; whether and how long it really is, is not known."""
    list_shows_sender_orders: bool = False
    """Whether GetGeneratedParcels has a column with the sender's own number; its real columns are not known."""
    rows_shuffled: bool = False
    """Whether the rows of a list call come in another order than they were asked in; no order is promised."""
    padded_codes: bool = True
    """Whether DataSets carry `000` or `0`; both occur."""
    destination_misspelt: bool = False
    """Whether statuses have the column `Destinstion`; both spellings occur."""
    strict: bool = True
    """Whether parameters out of order, unknown ones and a missing SOAPAction are faults; what the service does is not known."""
    clock_offset_s: float = 0
    seed: int = 20260901
    port: int = 0
