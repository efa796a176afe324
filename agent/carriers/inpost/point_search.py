"""Looks for lockers and points (contract: inpost-shipx.md, section 10): there is no search by words, only filters.

A name is asked for as it is, a post code for what is near it, anything else as a town with the rest of the words looked for
in its points. InPost compares towns itself, so they are sent as they were typed, Polish letters included.
"""

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Final

from agent.carriers.common.point_search import best, inexact, searchable, words
from agent.carriers.common.positions import Position, whole_metres
from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.model.points import FoundPoint
from shared_schema.codes import ErrorCode

from .answer import as_list, as_object, as_text
from .client import Query, ShipxClient
from .errors import from_answer, unreadable
from .points import point, takes_parcels

PER_PAGE: Final = 100
MOST_CALLS: Final = 30
"""One search asks no oftener; the largest town has about two and a half thousand points."""
MOST_WORDS_OF_A_TOWN: Final = 4

_POST_CODE = re.compile(r"(?<![\w-])([0-9]{2})-?([0-9]{3})(?![\w-])")
_NAME = re.compile(r"(?=.*[0-9])[A-Za-z]{3,}-?[0-9A-Za-z]+(?:-[0-9A-Za-z]+)*")

Body = Mapping[str, object]


class PointFinder:
    """One search: its calls are counted."""

    def __init__(self, client: ShipxClient, points_url: str, limit: int) -> None:
        self._client = client
        self._url = points_url
        self._limit = limit
        self._calls = 0

    async def by_text(self, text: str) -> tuple[FoundPoint, ...]:
        """The points that fit every word."""
        typed = text.replace(",", " ").split()
        if len(typed) == 1 and _NAME.fullmatch(typed[0]):
            found = await point(self._client, self._url, typed[0].upper())
            return () if found is None else (_found(found, None),)
        post_code = _POST_CODE.search(text)
        if post_code is not None:
            rest = words(text[: post_code.start()] + " " + text[post_code.end() :])
            return await self._near_post_code(f"{post_code[1]}-{post_code[2]}", rest)
        for town in _towns(typed):
            fit = [each async for each in self._fitting((("city", town),), words(text), None)]
            if fit:
                return best(fit, self._limit)
        return ()

    async def by_neighbour(self, name: str, text: str) -> tuple[FoundPoint, ...]:
        """The nearest to the point of that name, those alone that fit every word. Raises ShippingError `point_not_found`."""
        middle = await point(self._client, self._url, name.upper())
        here = None if middle is None else _position(middle)
        if middle is None or here is None:
            raise ShippingError(Failure(ErrorCode.POINT_NOT_FOUND, "not_sent", "there is no such InPost point to be near to"))
        query = (("relative_point", f"{here[0]},{here[1]}"),)
        own = as_text(middle.get("name"))
        found = [each async for each in self._fitting(query, words(text), here, besides=own)]
        return best(found, self._limit)

    async def _near_post_code(self, post_code: str, wanted: tuple[str, ...]) -> tuple[FoundPoint, ...]:
        """In InPost's order, the nearest first; should it not measure the way, those of the very post code."""
        for query in ((("relative_post_code", post_code),), (("post_code", post_code),)):
            found = [each async for each, _ in self._fitting(query, wanted, None)]
            if found:
                return tuple(found)
        return ()

    async def _fitting(
        self, query: Query, wanted: tuple[str, ...], here: Position | None, besides: str = ""
    ) -> AsyncIterator[tuple[FoundPoint, int]]:
        """Points with how inexactly they fit, until there are enough. A filter by distance that was not heeded gives none."""
        given = 0
        async for body in self._listed(query):
            if query[0][0].startswith("relative_") and body.get("distance") is None:
                return
            found = _found(body, here)
            partly = inexact(wanted, searchable(found.code, found.name, found.address))
            if partly is not None and found.code != besides:
                yield found, partly
                given += 1
                if given == self._limit:
                    return

    async def _listed(self, query: Query) -> AsyncIterator[Body]:
        seen, page = 0, 1
        while self._calls < MOST_CALLS:
            self._calls += 1
            paging = (("page", str(page)), ("per_page", str(PER_PAGE)))
            answer = await self._client.get(f"{self._url}/v1/points", (*query, *paging))
            if not answer.ok:
                raise ShippingError(from_answer(answer, writing=False))
            body = as_object(answer.json())
            if not isinstance(body.get("items"), list):
                raise ShippingError(unreadable(answer, writing=False, what="not a list of points"))
            items = as_list(body["items"])
            for item in items:
                if as_text(as_object(item).get("name")):
                    yield as_object(item)
            seen, page = seen + len(items), page + 1
            count = body.get("count")
            if not items or not isinstance(count, int) or seen >= count:
                return


def _towns(typed: list[str]) -> Iterator[str]:
    """What may be the town: everything, else the first or the last words, the more the better."""
    for size in range(min(len(typed), MOST_WORDS_OF_A_TOWN), 0, -1):
        for some in dict.fromkeys((tuple(typed[:size]), tuple(typed[-size:]))):
            if not any(sign.isdigit() for word in some for sign in word):
                yield " ".join(some)


def _found(body: Body, here: Position | None) -> FoundPoint:
    address = as_object(body.get("address"))
    payment = body.get("payment_available")
    return FoundPoint(
        code=as_text(body.get("name")),
        name=as_text(body.get("location_description")),
        address=", ".join(line for line in (as_text(address.get("line1")), as_text(address.get("line2"))) if line),
        open=(as_text(body.get("status")) or "Operating") == "Operating",
        cash_on_delivery=payment if isinstance(payment, bool) else None,
        sends=takes_parcels(body),
        distance_m=None if here is None else whole_metres(here, _position(body)),
    )


def _position(body: Body) -> Position | None:
    location = as_object(body.get("location"))
    latitude, longitude = location.get("latitude"), location.get("longitude")
    if isinstance(latitude, int | float) and isinstance(longitude, int | float):
        return latitude, longitude
    return None
