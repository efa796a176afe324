"""Whether the service knows PartnerID and PartnerKey (contract: paczka-w-ruchu.md, section 3)."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from agent.shipping.model.failure import Failure, Note, ShippingError
from agent.shipping.model.shipment import AccountReport
from shared_schema.codes import ErrorCode, NoteCode

from .client import PwrClient
from .codes import CREDENTIALS, refusal
from .dataset import OddDataSet, number, rows
from .mapping import SERVICE
from .settings import NAME

_SILENT: Final = (ErrorCode.CARRIER_UNAVAILABLE, ErrorCode.CARRIER_TIMEOUT)


async def check_partner(client: PwrClient, now: datetime) -> AccountReport:
    """Refused only on 100, 101 and 200, accepted on 0; anything else is a report that says so and keeps nobody from saving."""
    unchecked = AccountReport(NAME, (SERVICE,), None, now, (Note(NoteCode.CREDENTIALS_NOT_CHECKED),))
    try:
        [row, *_] = rows(await client.call("GivePartnerStatus"), ("Err",))
    except OddDataSet:
        return unchecked
    except ShippingError as error:
        return replace(unchecked, unanswered=_silence(error.failure))
    code = number(row.get("Err"))
    if code in CREDENTIALS:
        raise ShippingError(refusal(code, row.get("ErrDes", "")))
    if code != 0:
        return unchecked
    person = f"{row.get('FirstName', '')} {row.get('LastName', '')}".strip()
    prepaid = row.get("PaymentType", "").upper() == "PREPAID"
    return AccountReport(
        name=row.get("CompanyName") or person or NAME,
        services=(SERVICE,),
        cod_account_last4=None,
        checked_at=now,
        warnings=(Note(NoteCode.ACCOUNT_PREPAID),) if prepaid else (),
    )


def _silence(failure: Failure) -> Failure | None:
    """The failure when nobody answered; a service that refuses this very call is there all the same."""
    return failure if failure.code in _SILENT else None
