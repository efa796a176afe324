"""Fetches labels in calls of many, tells whose each one is, checks them, keeps them; with a form behind where one is needed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from functools import partial

from agent.shipping.label_files import count, merged, shows_other_number, split
from agent.shipping.ledger.changes import Facts
from agent.shipping.ledger.rows import Attempt
from agent.shipping.ledger.states import State
from agent.shipping.model.failure import Failure, Note, ShippingError
from agent.shipping.model.label import Label, unreadable
from agent.shipping.model.shipment import LabelPart
from agent.shipping.ports import CarrierAccount, Forms
from shared_schema.codes import ErrorCode, NoteCode

from .desk import Desk
from .points import Point, reach

log = logging.getLogger(__name__)

_ACCOUNT_WIDE = (ErrorCode.CREDENTIALS_REFUSED, ErrorCode.ACCOUNT_STOPPED)
_FORM_NOTES = (NoteCode.COD_FORM_MISSING, NoteCode.CUSTOMS_FORM_MISSING)

Calling = Callable[[], AbstractAsyncContextManager[None]]
"""To be put round every call to the carrier."""
Ask = Callable[[Sequence[str]], Awaitable[Sequence[LabelPart]]]
"""A call for printouts by shipment id."""


async def fetch(desk: Desk, account: CarrierAccount, calling: Calling, wanted: Sequence[Attempt]) -> dict[int, Failure]:
    """Fetches and keeps the labels of created attempts of one account; by attempt id, why some are not there yet.

    Those the common answer does not settle are asked for each by itself, so that one bad label never costs the others; no more
    of them wait for a turn than the account allows calls, so that parcels still to be created get theirs in between.
    Raises ShippingError when the account as a whole does not answer.
    """
    kept = await _together(desk, account, calling, wanted) if len(wanted) > 1 else set()
    failures: dict[int, Failure] = {}
    limit = asyncio.Semaphore(account.concurrency)

    async def alone(attempt: Attempt) -> None:
        async with limit:
            try:
                await _alone(desk, account, calling, attempt)
            except ShippingError as error:
                if error.failure.code in _ACCOUNT_WIDE:
                    raise
                failures[attempt.id] = error.failure

    ends = await asyncio.gather(*(alone(each) for each in wanted if each.id not in kept), return_exceptions=True)
    for end in ends:
        if end is not None:
            raise end
    return failures


async def _together(desk: Desk, account: CarrierAccount, calling: Calling, wanted: Sequence[Attempt]) -> set[int]:
    labels = await _asked(account.labels, calling, wanted)
    with_form = {each.id: each for each in wanted if each.id in labels and _missing_form(account, each)}
    forms: dict[int, Sequence[Label]] = {}
    for service in sorted({each.service or "" for each in with_form.values()}):
        if isinstance(account, Forms):
            of_it = [each for each in with_form.values() if each.service == service]
            forms |= await _asked(partial(account.forms, service), calling, of_it)
    kept: list[tuple[Attempt, Facts]] = []
    try:
        for attempt in wanted:
            if attempt.id in labels and (attempt.id not in with_form or attempt.id in forms):
                kept.append((attempt, await _kept(desk, attempt, [*labels[attempt.id], *forms.get(attempt.id, ())])))
    except ShippingError:
        await _tell(desk, kept)
        raise
    await _tell(desk, kept)
    return {attempt.id for attempt, _ in kept}


async def _alone(desk: Desk, account: CarrierAccount, calling: Calling, attempt: Attempt) -> None:
    labels = await _own(account.labels, calling, attempt)
    missing = _missing_form(account, attempt)
    if missing is None or not isinstance(account, Forms):
        return await _keep(desk, attempt, labels)
    try:
        labels = [*labels, *await _own(partial(account.forms, attempt.service or ""), calling, attempt)]
    except ShippingError as error:
        if error.failure.outcome != "refused" and error.failure.code is not ErrorCode.LABEL_UNREADABLE:
            raise
        # The label is good and is not lost for it; the person is told to look for the form at the carrier.
        log.warning("order %s: its form did not come: %s", attempt.order_id, error)
        return await _keep(desk, attempt, labels, missing)
    return await _keep(desk, attempt, labels)


def _missing_form(account: CarrierAccount, attempt: Attempt) -> Note | None:
    """What is said when the attempt's form does not come; None when it needs none."""
    return account.missing_form(attempt.service or "") if isinstance(account, Forms) else None


async def _asked(ask: Ask, calling: Calling, wanted: Sequence[Attempt]) -> Mapping[int, Sequence[Label]]:
    """What one call for all of them gave with certainty, by attempt id; nothing when it failed for them all."""
    by_number = {attempt.tracking_number or "": attempt for attempt in wanted}
    by_shipment = {attempt.shipment_id: attempt for attempt in wanted}
    try:
        async with calling():
            parts = await ask([attempt.shipment_id or "" for attempt in wanted])
    except ShippingError as error:
        if error.failure.code in _ACCOUNT_WIDE:
            raise
        log.warning("the printouts did not come together: %s", error)
        return {}
    reach(Point.LABEL_ARRIVED)
    found: dict[int, list[Label]] = {}
    for part in parts:
        try:
            for attempt, label in await _told(part, by_number, by_shipment):
                found.setdefault(attempt.id, []).append(label)
        except ShippingError as error:
            log.warning("a file of printouts was not readable: %s", error)
    return found


async def _told(
    part: LabelPart, by_number: Mapping[str, Attempt], by_shipment: Mapping[str | None, Attempt]
) -> Sequence[tuple[Attempt, Label]]:
    """Whose the labels in a file are; nobody's when there is a doubt. Raises ShippingError (`label_unreadable`)."""
    if part.shipment_id is None:
        return [(by_number[number], label) for number, label in (await split(part.label, by_number)).items()]
    attempt = by_shipment.get(part.shipment_id)
    if attempt is None or await shows_other_number(part.label, attempt.tracking_number or ""):
        return []
    return [(attempt, part.label)]


async def _own(ask: Ask, calling: Calling, attempt: Attempt) -> list[Label]:
    """What a call for this attempt alone gave. Raises ShippingError; for nothing, and for another's, too."""
    async with calling():
        parts = await ask([attempt.shipment_id or ""])
    reach(Point.LABEL_ARRIVED)
    for part in parts:
        named = part.shipment_id not in (None, attempt.shipment_id)
        if named or await shows_other_number(part.label, attempt.tracking_number or ""):
            raise unreadable("the label shows another number")
    if not parts:
        raise unreadable("the carrier sent no label")
    return [part.label for part in parts]


async def _keep(desk: Desk, attempt: Attempt, labels: Sequence[Label], missing: Note | None = None) -> None:
    await _tell(desk, [(attempt, await _kept(desk, attempt, labels, missing))])


async def _kept(desk: Desk, attempt: Attempt, labels: Sequence[Label], missing: Note | None = None) -> Facts:
    """Keeps the label; what is to be written about it."""
    files = await merged(labels)
    pages = sum([await count(each) for each in files])
    try:
        await desk.labels.keep(attempt.reference, files)
    except OSError as error:
        # The parcel is made and its number known; a full disk costs the label only until it is asked for again.
        raise ShippingError(Failure(ErrorCode.STORE_FAILED, "not_sent", f"the label cannot be kept: {error.strerror}")) from error
    reach(Point.LABEL_KEPT)
    facts: Facts = {"label": "ready", "label_pages": pages, "label_error": None}
    if missing or any(each.code in _FORM_NOTES for each in attempt.warnings):
        others = tuple(each for each in (await desk.current(attempt)).warnings if each.code not in _FORM_NOTES)
        facts["warnings"] = (*others, missing) if missing else others
    return facts


async def _tell(desk: Desk, kept: Sequence[tuple[Attempt, Facts]]) -> None:
    """Writes about the labels of one call in one transaction."""
    await desk.note_all(kept, "label")
    for _ in kept:
        reach(Point.LABEL_WRITTEN)


def has_label(attempt: Attempt) -> bool:
    """Whether a label can be asked for."""
    return attempt.state is State.CREATED and attempt.shipment_id is not None and attempt.tracking_number is not None
