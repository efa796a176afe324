"""The hand-over protocol: a PDF with the parcels that are given away now (contract: paczka-w-ruchu.md, section 4).

The service has every parcel from the moment it was made; a protocol is a list of some. What becomes of a second one for the same
parcels nobody has described, so it is asked for once.
"""

from collections.abc import Sequence
from typing import Final

from agent.shipping.model.failure import ShippingError, Words
from agent.shipping.model.handover import ProtocolMade, SetError

from .client import PwrClient
from .codes import CREDENTIALS, refusal
from .dataset import OddDataSet, file, number, rows
from .errors import LONGEST_WORDS, unreadable
from .matching import PACK_CODES, pack_code_of
from .service import NAMESPACE
from .settings import NAME

_GONE: Final = frozenset({201, 213})
"""Withdrawn, or on its way already (contract, section 6): no protocol will ever have it."""


async def make_protocol(client: PwrClient, codes: Sequence[str]) -> ProtocolMade:
    """Asks for a protocol, once. Raises ShippingError, `unknown` when one may have been made."""
    response = await client.call("GenerateProtocol", writing=True, parcels={"unsignedLong": list(codes)})
    try:
        answered = rows(response, ("Err", *PACK_CODES))
    except OddDataSet as odd:
        raise ShippingError(unreadable(str(odd), writing=True)) from odd
    listed: list[str] = []
    gone: list[str] = []
    errors: list[SetError] = []
    for row in answered:
        err, text = number(row.get("Err")), row.get("ErrDes", "")
        if err in CREDENTIALS:
            raise ShippingError(refusal(err, text))
        code = pack_code_of(row)
        if code is not None and code in codes and (err == 0 or err in _GONE):
            (listed if err == 0 else gone).append(code)
        if err == 0:
            continue
        errors.append(SetError(None, code, Words(NAME, "" if err is None else str(err), text[:LONGEST_WORDS])))
    content = file(response.findtext(f"{{{NAMESPACE}}}LabelData"))
    return ProtocolMade((content,) if content else (), tuple(listed), tuple(gone), tuple(errors))
