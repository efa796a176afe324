"""Pick-up points by their number (PNI): whether they exist, give parcels out, and how much they collect (contract, section 5)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from agent.shipping.model.failure import Note, ShippingError
from agent.shipping.ports import Clock
from shared_schema.codes import NoteCode

from .client import EnClient
from .soap import SoapFault, number

STAYS_FRESH: Final = timedelta(hours=12)
_ONLY_POSTS: Final = "NADAWCZA"


@dataclass(frozen=True, slots=True)
class Point:
    """What is known of a PNI; one that Poczta Polska does not list has `exists` False."""

    exists: bool
    only_posts: bool = False
    highest_cod_grosze: int | None = None

    def problem(self, pni: int, cod_grosze: int | None) -> Note | None:
        """Why a parcel cannot be collected there. A highest amount that is not told bars nothing."""
        if not self.exists:
            return Note(NoteCode.POINT_UNKNOWN, "point", {"point": str(pni)})
        if self.only_posts:
            return Note(NoteCode.POINT_ONLY_POSTS, "point", {"point": str(pni)})
        limit = self.highest_cod_grosze
        if cod_grosze is not None and limit is not None and cod_grosze > limit:
            return Note(NoteCode.COD_ABOVE_POINT, "point", {"point": str(pni), "limit_grosze": limit})
        return None


class PointBook:
    """Remembers points for half a day. Planning sees what earlier sending has learnt; sending asks for the rest."""

    def __init__(self, client: EnClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._known: dict[int, tuple[datetime, Point]] = {}

    @property
    def known(self) -> Mapping[int, Point]:
        """The points asked for within half a day."""
        now = self._clock.now()
        return {pni: point for pni, (asked, point) in self._known.items() if now - asked < STAYS_FRESH}

    async def learn(self, pnis: Iterable[int]) -> None:
        """Asks for those not known, in one call. Raises ShippingError when nobody answers.

        A fault is no statement about any point (an unknown PNI alone may cause one): the parcels are sent
        unchecked, and the service refuses those it must.
        """
        missing = sorted(set(pnis) - self.known.keys())
        if not missing:
            return
        try:
            answer = await self._client.call("getPlacowkaPocztowa", pni=missing)
        except ShippingError as error:
            if isinstance(error.__cause__, SoapFault):
                return
            raise
        now = self._clock.now()
        found = {
            number(each.get("id")): Point(
                exists=True,
                only_posts=(each.findtext("funkcja") or "").strip() == _ONLY_POSTS,
                highest_cod_grosze=number(each.findtext("maksymalnaKwotaPobrania")),
            )
            for each in answer.findall("placowka")
        }
        self._known.update({pni: (now, found.get(pni, Point(exists=False))) for pni in missing})
