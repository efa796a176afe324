"""Our bufors among the seller's: one per account, day, office and card, told by their description (contract, section 2).

Nothing here empties, activates or changes a bufor, and none but ours is ever written to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from agent.shipping.model.failure import ShippingError

from .client import EnClient
from .errors import errors_in, refused, unreadable
from .soap import number

MARK: Final = "Nadajnik"


@dataclass(frozen=True, slots=True)
class Bufor:
    """A set of shipments that is not sent yet."""

    id: int
    day: date | None
    office: int | None
    description: str

    @property
    def ours(self) -> bool:
        """Whether this program made it, on whichever station."""
        return self.description.split(" ")[0] == MARK and self.day is not None and self.office is not None


def description(day: date, office: int, card: int | None) -> str:
    """The words a bufor is found again by."""
    return f"{MARK} {day.isoformat()} {office}" + (f" {card}" if card is not None else "")


async def all_bufors(client: EnClient) -> Sequence[Bufor]:
    """All unsent bufors of the account, the oldest first. Raises ShippingError."""
    answer = await client.call("getEnvelopeBuforList")
    listed = answer.findall("bufor")
    if not listed and (errors := errors_in(answer)):
        raise ShippingError(refused(errors))
    found = [_read(each.get("idBufor"), each.get("dataNadania"), each.get("urzadNadania"), each.get("opis")) for each in listed]
    return sorted((each for each in found if each is not None), key=lambda each: each.id)


async def our_bufors(client: EnClient) -> Sequence[Bufor]:
    """The unsent ones of ours. Raises ShippingError."""
    return [each for each in await all_bufors(client) if each.ours]


async def bufor_for(client: EnClient, day: date, office: int, card: int | None) -> Bufor:
    """The bufor of the day, made if it is not there. Raises ShippingError.

    It is looked for each time, since it may have been sent meanwhile; one whose making got lost is found by its description.
    """
    words = description(day, office, card)
    for bufor in await our_bufors(client):
        # Day and office are compared too: the seller can change them in the web page, the description stays.
        if bufor.description == words and bufor.day == day and bufor.office == office:
            return bufor
    asked: dict[str, object] = {"dataNadania": day, "urzadNadania": office, "active": False, "opis": words}
    if card is not None:
        asked["idKarta"] = card
    answer = await client.call("createEnvelopeBufor", bufor=asked)
    made = answer.find("createdBufor")
    if made is None and (errors := errors_in(answer)):
        raise ShippingError(refused(errors))
    bufor_id = None if made is None else number(made.get("idBufor"))
    if bufor_id is None:
        raise ShippingError(unreadable("no bufor in the answer", creating=False))
    return Bufor(bufor_id, day, office, words)


def _read(bufor_id: str | None, day: str | None, office: str | None, words: str | None) -> Bufor | None:
    found = number(bufor_id)
    try:
        when = date.fromisoformat((day or "").strip()[:10])
    except ValueError:
        when = None
    return None if found is None else Bufor(found, when, number(office), (words or "").strip())
