"""An ORLEN Paczka account as the shipping domain knows it: the port, put together from the parts of this folder."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

import httpx

from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.model.handover import PickupSlot, ProtocolMade
from agent.shipping.model.order import DeliveryMethod, Order
from agent.shipping.model.plan import Choices, Draft
from agent.shipping.model.points import FoundPoints
from agent.shipping.model.shipment import AccountReport, Created, LabelPart, Parcel, Progress
from agent.shipping.ports import Cache, Clock, Match
from agent.wall_clock import WallClock
from shared_schema.codes import ErrorCode

from . import pickup
from .client import PwrClient
from .creating import registrations
from .finding import find_references
from .labels import MOST_CODES, LabelDesk
from .listing import PointKeeper
from .mapping import SERVICE, make_draft
from .matching import is_pack_code
from .methods import match_method
from .points import point_number, search
from .protocol import make_protocol
from .settings import DEFAULT_ENDPOINTS, NAME, PaczkaWRuchuSettings
from .status import check_partner
from .withdrawing import withdraw

CARRIER: Final = "paczka_w_ruchu"


class PaczkaWRuchuAccount:
    """Implements `CarrierAccount`, `HandOverProtocol`, `CourierPickup`, `PointSearch` and `Withdrawal`.

    Every call may raise ShippingError; one that only reads never has created anything.
    """

    def __init__(
        self, account_id: str, settings: PaczkaWRuchuSettings, client: PwrClient, clock: Clock, cache: Cache | None
    ) -> None:
        self._id = account_id
        self._settings = settings
        self._client = client
        self._clock = clock
        self._labels = LabelDesk(client, settings.label_format)
        self._points = PointKeeper(client, clock, cache)

    @property
    def id(self) -> str:
        """The account's id in the configuration."""
        return self._id

    @property
    def carrier(self) -> str:
        """`paczka_w_ruchu`."""
        return CARRIER

    @property
    def carrier_name(self) -> str:
        """`ORLEN Paczka`, as it is called today."""
        return NAME

    @property
    def max_parcels_per_call(self) -> int:
        """As set by the seller; the service takes up to fifty (contract, section 4)."""
        return self._settings.parcels_per_call

    @property
    def max_ids_per_call(self) -> int:
        """As many labels as the service gives at once."""
        return MOST_CODES

    @property
    def lookup_pauses_s(self) -> tuple[float, ...]:
        """Whether and how long a new parcel is missing from the list is not known; its label may need some tens of seconds."""
        return (10.0, 60.0, 120.0)

    @property
    def concurrency(self) -> int:
        """As set by the seller; one by default, so that a wrong PartnerKey is tried by one call and not by several at once."""
        return self._settings.concurrency

    @property
    def requests_per_minute(self) -> int:
        """As set by the seller."""
        return self._settings.requests_per_minute

    @property
    def allegro_carrier_ids(self) -> tuple[str, ...]:
        """`ORLEN` where Allegro lists it, else `RUCH`, unless the seller chose (contract, section 9)."""
        chosen = self._settings.allegro_carrier
        return ("ORLEN", "RUCH") if chosen == "auto" else () if chosen == "OTHER" else (chosen,)

    @property
    def numbers_are_ids(self) -> bool:
        """The thirteen digits are everything a parcel is known by."""
        return True

    async def check(self) -> AccountReport:
        """Tries PartnerID and PartnerKey. Raises only when they are refused: nothing else keeps an account from being saved."""
        return await check_partner(self._client, self._clock.now())

    async def prepare(self) -> None:
        """Reads the list of points once a day; planning works with an old one, and without. Raises for refused credentials."""
        await self._points.renew()

    def matches(self, method: DeliveryMethod) -> Match | None:
        """By the seller's own map, the known UUIDs, then the name."""
        return match_method(method, self._settings.methods)

    @property
    def services(self) -> tuple[str, ...]:
        """There is one."""
        return (SERVICE,)

    def draft(self, order: Order, choices: Choices) -> Draft:
        """What would be sent."""
        return make_draft(order, choices, self._settings, self._points.points, self._clock.now())

    async def search_points(self, text: str, limit: int, near: str | None = None) -> FoundPoints:
        """Looks through the list of points, the one kept from an earlier day while the service does not answer."""
        await self._points.renew()
        points = self._points.points
        if points is None:
            raise ShippingError(Failure(ErrorCode.CARRIER_UNAVAILABLE, "not_sent", "the list of points could not be read yet"))
        psd = None if near is None else point_number(near)
        place = None if psd is None else points.points.get(psd)
        if near is not None and place is None:
            raise ShippingError(Failure(ErrorCode.POINT_NOT_FOUND, "not_sent", "the point to be near to is not in the list"))
        # A town's worth of points takes a noticeable moment.
        return FoundPoints(await asyncio.to_thread(search, points, text, limit, place), points.read_at)

    async def create(self, parcels: Sequence[Parcel]) -> Mapping[str, Created | Failure]:
        """Registers up to fifty parcels, once. Those whose row cannot be told with certainty are left out."""
        requests = {parcel.reference: json.loads(parcel.request) for parcel in parcels}
        return await registrations(self._client, self._labels, requests, self._settings.label_format)

    async def find(self, sent: Mapping[str, datetime]) -> Mapping[str, Created]:
        """Looks through what was made in the minutes round the intents. Leaves out whatever is not certain."""
        try:
            return await find_references(self._client, self._labels, sent)
        except ShippingError as error:
            if error.failure.code is ErrorCode.CARRIER_REFUSED:
                return {}
            raise ShippingError(replace(error.failure, outcome="unknown")) from error

    async def listed(self, since: datetime) -> None:
        """There is none to compare with: the list of a period has fields nobody has described (contract, section 8)."""

    async def progress(self, shipment_ids: Sequence[str]) -> Sequence[Progress]:
        """A parcel has its number from the first moment; nothing has to be asked."""
        return tuple(Progress(each, SERVICE, each) for each in shipment_ids)

    async def labels(self, shipment_ids: Sequence[str]) -> Sequence[LabelPart]:
        """The labels that came with the parcels, or were asked for again; those that cannot be had are missing."""
        if len(shipment_ids) > MOST_CODES:
            raise ValueError("more than 50 labels in one call")
        # A number typed by a person may be no number of theirs, and would spoil the whole call.
        codes = tuple(each for each in dict.fromkeys(shipment_ids) if is_pack_code(each))
        return await self._labels.fetch(codes) if codes else ()

    async def protocol(self, shipment_ids: Sequence[str]) -> ProtocolMade:
        """A protocol of these parcels, made once."""
        return await make_protocol(self._client, [each for each in dict.fromkeys(shipment_ids) if is_pack_code(each)])

    async def pickup_slots(self) -> Sequence[PickupSlot]:
        """When a courier can come to the sender's address."""
        return await pickup.available(self._client, self._settings, self._clock.now())

    async def order_pickup(self, slot: PickupSlot, shipment_ids: Sequence[str]) -> str:
        """Orders a courier to the sender's address, once."""
        codes = [each for each in dict.fromkeys(shipment_ids) if is_pack_code(each)]
        return await pickup.order(self._client, self._settings, slot, codes)

    async def withdraw(self, shipment_id: str, made_at: datetime) -> None:
        """Cancels the parcel, before it is handed over."""
        await withdraw(self._client, shipment_id)

    async def close(self) -> None:
        """Closes the connections."""
        await self._points.close()
        await self._client.close()


def open_account(
    account_id: str,
    settings: PaczkaWRuchuSettings,
    secrets: Mapping[str, str],
    endpoints: Mapping[str, str],
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    clock: Clock | None = None,
    cache: Cache | None = None,
) -> PaczkaWRuchuAccount:
    """Opens an account; `endpoints` replace the default one by key, `cache` keeps the list of points. No I/O.

    Raises ShippingError (`credentials_missing`) without a PartnerKey; its shape is nobody's to judge. To be closed with `close`.
    """
    key = secrets.get("partner_key", "").strip()
    if not key:
        raise ShippingError(Failure(ErrorCode.CREDENTIALS_MISSING, "not_sent", "the PartnerKey of ORLEN Paczka is missing"))
    url = {**DEFAULT_ENDPOINTS, **endpoints}["paczka_w_ruchu"]
    client = PwrClient(url, settings.partner_id, key, transport)
    return PaczkaWRuchuAccount(account_id, settings, client, clock or WallClock(), cache)
