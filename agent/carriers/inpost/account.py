"""An InPost account as the shipping domain knows it: the port, put together from the parts of this folder."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

import httpx

from agent.carriers.common.fresh import KeptFresh
from agent.shipping.model.failure import Failure, Note, ShippingError
from agent.shipping.model.handover import ProtocolMade
from agent.shipping.model.order import DeliveryMethod, Order
from agent.shipping.model.plan import Choices, Draft
from agent.shipping.model.points import FoundPoints
from agent.shipping.model.shipment import AccountReport, Created, LabelPart, ListedShipment, Parcel, Progress
from agent.shipping.ports import Clock, Match
from agent.wall_clock import WallClock
from shared_schema.codes import ErrorCode, LabelFormat, NoteCode

from .answer import as_id, as_list, as_object, safe_id
from .client import ShipxClient
from .errors import from_answer, searching, unreadable
from .facts import Facts, read_organization
from .finding import find_references
from .labels import LabelDesk
from .listing import list_shipments
from .mapping import make_draft, offered, requested_service, with_reference
from .methods import find_service
from .point_search import PointFinder
from .points import check_dropoff
from .protocol import make_protocol
from .settings import DEFAULT_ENDPOINTS, NAME, InpostSettings
from .shipments import read_created, read_progress
from .target_points import PointBook

CARRIER: Final = "inpost"
FACTS_STAY_FRESH: Final = timedelta(minutes=10)
MOST_IDS: Final = 100


class InpostAccount:
    """Implements `CarrierAccount`, `PointCheck`, `PointSearch` and `HandOverProtocol`.

    Every call may raise ShippingError; reading has never created anything.
    """

    def __init__(
        self,
        account_id: str,
        settings: InpostSettings,
        client: ShipxClient,
        endpoints: Mapping[str, str],
        clock: Clock,
    ) -> None:
        self._id = account_id
        self._settings = settings
        self._client = client
        self._clock = clock
        self._points_url = endpoints["inpost_points"].rstrip("/")
        base_url = endpoints["inpost"].rstrip("/")
        self._organization_url = f"{base_url}/v1/organizations/{settings.organization_id}"
        self._shipments_url = f"{self._organization_url}/shipments"
        label_format = LabelFormat(settings.label_format)
        small_paper = settings.label_paper == "A6"
        self._labels = LabelDesk(client, base_url, settings.organization_id, label_format, small_paper=small_paper)
        self._points = PointBook(client, self._points_url, clock)
        self._facts = KeptFresh(self._read_facts, clock.now, FACTS_STAY_FRESH)

    @property
    def id(self) -> str:
        """The account's id in the configuration."""
        return self._id

    @property
    def carrier(self) -> str:
        """`inpost`."""
        return CARRIER

    @property
    def carrier_name(self) -> str:
        """`InPost`."""
        return NAME

    @property
    def max_parcels_per_call(self) -> int:
        """One: InPost's batches answer later and elsewhere, so a lost answer could not be told apart."""
        return 1

    @property
    def max_ids_per_call(self) -> int:
        """A page of the list and a call for labels both hold a hundred."""
        return MOST_IDS

    @property
    def lookup_pauses_s(self) -> tuple[float, ...]:
        """A new shipment is missing from lists for up to 5.4 s; two looks a minute apart (contract, section 7)."""
        return (10.0, 60.0)

    @property
    def concurrency(self) -> int:
        """As set by the seller; kept by the client too."""
        return self._settings.concurrency

    @property
    def requests_per_minute(self) -> int:
        """As set by the seller; kept by the client too, for every single request."""
        return self._settings.requests_per_minute

    @property
    def allegro_carrier_ids(self) -> tuple[str, ...]:
        """`INPOST`, for every ShipX number."""
        return ("INPOST",)

    @property
    def numbers_are_ids(self) -> bool:
        """A shipment has an id of its own; its number does not tell it."""
        return False

    async def check(self) -> AccountReport:
        """Reads the organization: proves token and organization id together. Planning uses what it read."""
        facts = await self._facts.read()
        warnings = [] if facts.cod_account_last4 else [Note(NoteCode.COD_ACCOUNT_MISSING)]
        if facts.dropoff == "unset":
            warnings.append(Note(NoteCode.DROPOFF_MISSING, "settings.dropoff_point"))
        elif facts.dropoff in ("missing", "unfit"):
            data: dict[str, str | int | bool | None] = {"point": self._settings.dropoff_point}
            warnings.append(Note(NoteCode.DROPOFF_UNKNOWN, "settings.dropoff_point", data))
        return AccountReport(
            name=facts.name,
            services=tuple(sorted(facts.services)),
            cod_account_last4=facts.cod_account_last4,
            checked_at=self._clock.now(),
            warnings=tuple(warnings),
        )

    async def prepare(self) -> None:
        """Reads the organization and checks the drop-off point, unless that was done within ten minutes."""
        await self._facts.renew()

    def matches(self, method: DeliveryMethod) -> Match | None:
        """By the seller's own map, the known UUIDs, then the name."""
        found = find_service(method, self._settings.methods)
        return None if found is None else found[1]

    @property
    def services(self) -> tuple[str, ...]:
        """Those of the contract; all of them before `prepare`."""
        return offered(self._facts.last)

    def draft(self, order: Order, choices: Choices) -> Draft:
        """What would be sent. Raises RuntimeError without an earlier `prepare`."""
        facts = self._facts.last
        if facts is None:
            raise RuntimeError("prepare() comes before draft()")
        return make_draft(order, choices, self._settings, facts, self._points.known)

    async def learn_point(self, code: str) -> None:
        """Asks once a day for each point, for some at the same time."""
        await self._points.learn(code)

    async def search_points(self, text: str, limit: int, near: str | None = None) -> FoundPoints:
        """Asks InPost now; nothing is kept."""
        finder = PointFinder(self._client, self._points_url, limit)
        found = await finder.by_text(text) if near is None else await finder.by_neighbour(near, text)
        return FoundPoints(found, self._clock.now())

    async def create(self, parcels: Sequence[Parcel]) -> Mapping[str, Created | Failure]:
        """Sends one parcel, once. A refusal of this parcel is its answer; everything else that went wrong is raised."""
        (parcel,) = parcels
        answer = await self._client.post(self._shipments_url, with_reference(parcel.request, parcel.reference))
        if not answer.ok:
            failure = from_answer(answer, writing=True)
            if failure.code is not ErrorCode.CARRIER_REFUSED:
                raise ShippingError(failure)
            return {parcel.reference: failure}
        created = read_created(as_object(answer.json()), requested_service(parcel.request))
        if created is None:
            raise ShippingError(unreadable(answer, writing=True, what="no shipment id"))
        return {parcel.reference: created}

    async def find(self, sent: Mapping[str, datetime]) -> Mapping[str, Created]:
        """Looks through the list of shipments since then. Raises with outcome `unknown` whenever it cannot be sure."""
        try:
            return await find_references(self._client, self._shipments_url, self._clock, sent)
        except ShippingError as error:
            raise searching(error) from error

    async def listed(self, since: datetime) -> Sequence[ListedShipment]:
        """Everything in the list since then; InPost leaves cancelled shipments out of it."""
        return await list_shipments(self._client, self._shipments_url, self._clock, since)

    async def progress(self, shipment_ids: Sequence[str]) -> Sequence[Progress]:
        """Reads up to a hundred shipments at once. An id that cannot be InPost's is left out like one it does not know."""
        ids = _at_most_a_page(shipment_ids)
        if not ids:
            return ()
        answer = await self._client.get(self._shipments_url, (("id", ",".join(ids)), ("per_page", str(MOST_IDS))))
        if not answer.ok:
            raise ShippingError(from_answer(answer, writing=False))
        items = as_object(answer.json()).get("items")
        if not isinstance(items, list):
            raise ShippingError(unreadable(answer, writing=False, what="not a list of shipments"))
        listed = (read_progress(as_object(item)) for item in as_list(items))
        return tuple(progress for progress in listed if progress is not None and progress.shipment_id in ids)

    async def labels(self, shipment_ids: Sequence[str]) -> Sequence[LabelPart]:
        """The labels in the format that is set, a part per service or per shipment; raises when one cannot be had."""
        ids = _at_most_a_page(shipment_ids)
        return await self._labels.fetch(ids) if ids else ()

    async def protocol(self, shipment_ids: Sequence[str]) -> ProtocolMade:
        """The printouts for the courier, as many as InPost gives for the services in it."""
        return await make_protocol(self._client, self._organization_url, shipment_ids)

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.close()

    async def _read_facts(self) -> Facts:
        answer = await self._client.get(self._organization_url)
        if not answer.ok:
            raise ShippingError(from_answer(answer, writing=False))
        body = as_object(answer.json())
        if as_id(body.get("id")) != str(self._settings.organization_id):
            raise ShippingError(unreadable(answer, writing=False, what="not the organization asked for"))
        return read_organization(body, await check_dropoff(self._client, self._points_url, self._settings))


def open_account(
    account_id: str,
    settings: InpostSettings,
    secrets: Mapping[str, str],
    endpoints: Mapping[str, str],
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    clock: Clock | None = None,
) -> InpostAccount:
    """Opens an account; `endpoints` replace the default ones by key. No I/O.

    Raises ShippingError (`credentials_missing`) without a usable token. To be closed with `close`.
    """
    token = secrets.get("token", "").strip()
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        raise ShippingError(Failure(ErrorCode.CREDENTIALS_MISSING, "not_sent", "the InPost token is missing or no token"))
    time = clock or WallClock()
    client = ShipxClient(
        token,
        time,
        transport=transport,
    )
    return InpostAccount(account_id, settings, client, {**DEFAULT_ENDPOINTS, **endpoints}, time)


def _at_most_a_page(shipment_ids: Sequence[str]) -> Sequence[str]:
    """Each id once; ids that would spoil the whole call left out. Raises ValueError for more than a hundred."""
    if len(shipment_ids) > MOST_IDS:
        raise ValueError("more than 100 shipments in one call")
    return tuple(dict.fromkeys(shipment_id for shipment_id in shipment_ids if safe_id(shipment_id)))
