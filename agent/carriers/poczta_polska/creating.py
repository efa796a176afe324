"""Parcels into today's bufors: points that nobody asked for yet are looked up before, then one call for each bufor."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import groupby

from agent.shipping.model.failure import Failure, ShippingError
from shared_schema.codes import ErrorCode

from .bufors import bufor_for
from .client import EnClient
from .points import Point, PointBook
from .shipments import Answers, Request, add, not_sent


async def create(client: EnClient, points: PointBook, requests: Sequence[Request], today: Callable[[], date]) -> Answers:
    """One answer per reference. Whatever fails before the parcels' own call is answered as `not_sent`."""
    answers: Answers = {}
    for _, group in groupby(sorted(requests, key=_place), key=_place):
        answers |= await _send(client, points, list(group), today)
    return answers


async def _send(client: EnClient, points: PointBook, requests: Sequence[Request], today: Callable[[], date]) -> Answers:
    try:
        await points.learn(request.pni for request in requests if request.pni is not None)
        answers = _unfit_points(points.known, requests)
        left = [request for request in requests if request.reference not in answers]
        if not left:
            return answers
        bufor = await bufor_for(client, today(), left[0].office, left[0].card)
    except ShippingError as error:
        return dict.fromkeys((request.reference for request in requests), not_sent(error))
    try:
        return answers | await add(client, bufor.id, left)
    except ShippingError as error:
        return answers | dict.fromkeys((request.reference for request in left), error.failure)


def _unfit_points(known: Mapping[int, Point], requests: Sequence[Request]) -> Answers:
    answers: Answers = {}
    for request in requests:
        point = known.get(request.pni) if request.pni is not None else None
        problem = point.problem(request.pni, request.cod_grosze) if point and request.pni is not None else None
        if problem is not None:
            message = "the parcel cannot be collected at the point"
            answers[request.reference] = Failure(ErrorCode.PLAN_HAS_PROBLEMS, "not_sent", message, problems=(problem,))
    return answers


def _place(request: Request) -> tuple[int, int]:
    """What decides on the bufor beside the day."""
    return request.office, request.card or 0
