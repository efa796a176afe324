"""Looks up a locker or point by its name (contract: inpost-shipx.md, section 10)."""

import logging
from collections.abc import Mapping
from urllib.parse import quote

from agent.shipping.model.failure import ShippingError
from shared_schema.codes import ErrorCode

from .answer import as_list, as_object, as_text
from .client import ShipxClient
from .errors import from_answer, unreadable
from .facts import DropoffState
from .problems import error_key
from .settings import InpostSettings

_log = logging.getLogger(__name__)


async def point(client: ShipxClient, points_url: str, name: str) -> Mapping[str, object] | None:
    """The point as InPost describes it, None when there is no such point. Raises ShippingError when InPost cannot say."""
    answer = await client.get(f"{points_url}/v1/points/{quote(name, safe='')}")
    if answer.status == 404 and error_key(answer.json()):
        return None
    if not answer.ok:
        raise ShippingError(from_answer(answer, writing=False, not_found=ErrorCode.NOT_FOUND))
    body = as_object(answer.json())
    if as_text(body.get("name")).upper() != name.upper():
        raise ShippingError(unreadable(answer, writing=False, what="not the point asked for"))
    return body


async def check_dropoff(client: ShipxClient, points_url: str, settings: InpostSettings) -> DropoffState:
    """What is known of the usual drop-off point. Never raises for a service of points that is down: `not_checked`."""
    if settings.sending_method != "parcel_locker":
        return "not_used"
    if not settings.dropoff_point:
        return "unset"
    try:
        found = await point(client, points_url, settings.dropoff_point)
    except ShippingError as error:
        _log.warning("The drop-off point could not be checked: %s", error)
        return "not_checked"
    if found is None:
        return "missing"
    return "fine" if takes_parcels(found) else "unfit"


def takes_parcels(body: Mapping[str, object]) -> bool:
    """Whether the point works and takes parcels from senders; what InPost leaves out counts for the point."""
    status = as_text(body.get("status")) or "Operating"
    functions = as_list(body.get("functions"))
    sends = {"parcel_send", "allegro_parcel_send"}.intersection(str(name) for name in functions)
    return status == "Operating" and (not functions or bool(sends))
