"""Fetches labels in calls of many, tells by the printed number which page is whose, checks them and keeps them."""

import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager

from agent.shipping.ledger.changes import Facts
from agent.shipping.ledger.rows import Attempt
from agent.shipping.ledger.states import State
from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.pdf import UnreadablePdf, in_pdf_thread, merge, page_count, shows_other_number, split_by_number
from agent.shipping.ports import CarrierAccount
from shared_schema.codes import ErrorCode

from .desk import Desk
from .points import Point, reach

log = logging.getLogger(__name__)

_ACCOUNT_WIDE = (ErrorCode.CREDENTIALS_REFUSED, ErrorCode.ACCOUNT_STOPPED)

Calling = Callable[[], AbstractAsyncContextManager[None]]
"""To be put round every call to the carrier."""


async def fetch(desk: Desk, account: CarrierAccount, calling: Calling, wanted: Sequence[Attempt]) -> dict[int, Failure]:
    """Fetches and keeps the labels of created attempts of one account; by attempt id, why some are not there yet.

    Those the common answer does not settle are asked for one by one, so that one bad label never costs the others.
    Raises ShippingError when the account as a whole does not answer.
    """
    kept = await _together(desk, account, calling, wanted) if len(wanted) > 1 else set()
    failures: dict[int, Failure] = {}
    for attempt in wanted:
        if attempt.id not in kept:
            try:
                await _alone(desk, account, calling, attempt)
            except ShippingError as error:
                if error.failure.code in _ACCOUNT_WIDE:
                    raise
                failures[attempt.id] = error.failure
    return failures


async def _together(desk: Desk, account: CarrierAccount, calling: Calling, wanted: Sequence[Attempt]) -> set[int]:
    by_number = {attempt.tracking_number or "": attempt for attempt in wanted}
    try:
        async with calling():
            parts = await account.labels([attempt.shipment_id or "" for attempt in wanted])
        reach(Point.LABEL_ARRIVED)
        found: dict[str, list[bytes]] = {}
        for part in parts:
            for number, content in (await in_pdf_thread(split_by_number, part.content, by_number)).items():
                found.setdefault(number, []).append(content)
    except UnreadablePdf as error:
        log.warning("labels of %s were not readable together: %s", account.id, error)
        return set()
    except ShippingError as error:
        if error.failure.code in _ACCOUNT_WIDE:
            raise
        log.warning("labels of %s did not come together: %s", account.id, error)
        return set()
    kept: list[tuple[Attempt, Facts]] = []
    try:
        for number, contents in found.items():
            kept.append((by_number[number], await _keep(desk, by_number[number], contents)))
    except ShippingError:
        await _tell(desk, kept)
        raise
    await _tell(desk, kept)
    return {by_number[number].id for number in found}


async def _alone(desk: Desk, account: CarrierAccount, calling: Calling, attempt: Attempt) -> None:
    async with calling():
        parts = await account.labels([attempt.shipment_id or ""])
    reach(Point.LABEL_ARRIVED)
    contents = [part.content for part in parts]
    try:
        for content in contents:
            if await in_pdf_thread(shows_other_number, content, attempt.tracking_number or ""):
                raise ShippingError(_unreadable("the label shows another number"))
        if not contents:
            raise ShippingError(_unreadable("the carrier sent no label"))
        await _tell(desk, [(attempt, await _keep(desk, attempt, contents))])
    except UnreadablePdf as error:
        raise ShippingError(_unreadable(str(error))) from error


async def _keep(desk: Desk, attempt: Attempt, contents: Sequence[bytes]) -> Facts:
    """Keeps the label; what is to be written about it."""
    content = contents[0] if len(contents) == 1 else await in_pdf_thread(merge, contents)
    pages = await in_pdf_thread(page_count, content)
    try:
        await desk.labels.keep(attempt.reference, content)
    except OSError as error:
        # The parcel is made and its number known; a full disk costs the label only until it is asked for again.
        raise ShippingError(Failure(ErrorCode.STORE_FAILED, "not_sent", f"the label cannot be kept: {error.strerror}")) from error
    reach(Point.LABEL_KEPT)
    return {"label": "ready", "label_pages": pages, "label_error": None}


async def _tell(desk: Desk, kept: Sequence[tuple[Attempt, Facts]]) -> None:
    """Writes about the labels of one call in one transaction."""
    await desk.note_all(kept, "label")
    for _ in kept:
        reach(Point.LABEL_WRITTEN)


def has_label(attempt: Attempt) -> bool:
    """Whether a label can be asked for."""
    return attempt.state is State.CREATED and attempt.shipment_id is not None and attempt.tracking_number is not None


def _unreadable(message: str) -> Failure:
    return Failure(ErrorCode.LABEL_UNREADABLE, "not_sent", message)
