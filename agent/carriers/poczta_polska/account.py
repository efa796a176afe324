"""An account of Elektroniczny Nadawca as the shipping domain knows it: the port, put together from the parts of this folder."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from agent.carriers.common.fresh import KeptFresh
from agent.shipping.model.failure import Failure, Note, ShippingError
from agent.shipping.model.handover import HandedOver, HandOverStatus, OpenSet
from agent.shipping.model.order import DeliveryMethod, Order
from agent.shipping.model.plan import Choices, Draft
from agent.shipping.model.shipment import AccountReport, Created, LabelPart, ListedShipment, Parcel, Progress
from agent.shipping.ports import Clock, Match
from shared_schema.codes import LabelFormat

from . import handover
from .client import EnClient
from .creating import create
from .errors import errors_in, refused, with_outcome
from .facts import read_known
from .finding import find_guids, list_shipments
from .guid import guid_of
from .labels import fetch_forms, fetch_labels, missing_form
from .mapping import Account, make_draft
from .methods import find_service
from .points import PointBook
from .services import OFFERED
from .settings import NAME, AnySettings
from .shipments import read_request
from .withdrawing import withdraw

FACTS_STAY_FRESH: Final = timedelta(minutes=30)
WARSAW: Final = ZoneInfo("Europe/Warsaw")


class EnAccount:
    """Implements `CarrierAccount`, `Forms`, `HandOver`, `PasswordAccount` and `Withdrawal`.

    Every call may raise ShippingError; one that only reads never has created anything.
    """

    def __init__(self, carrier: str, account_id: str, settings: AnySettings, client: EnClient, clock: Clock) -> None:
        self._carrier = carrier
        self._id = account_id
        self._settings = settings
        self._client = client
        self._clock = clock
        self._points = PointBook(client, clock)
        self._known = KeptFresh(partial(read_known, client), clock.now, FACTS_STAY_FRESH)

    @property
    def id(self) -> str:
        """The account's id in the configuration."""
        return self._id

    @property
    def carrier(self) -> str:
        """`poczta_polska` or `poczta_polska_allegro`."""
        return self._carrier

    @property
    def carrier_name(self) -> str:
        """`Poczta Polska`."""
        return NAME

    @property
    def max_parcels_per_call(self) -> int:
        """As set by the seller."""
        return self._settings.batch_size

    @property
    def max_ids_per_call(self) -> int:
        """As many labels as parcels."""
        return self._settings.batch_size

    @property
    def lookup_pauses_s(self) -> tuple[float, ...]:
        """How soon a new shipment is listed is not documented, and a call of fifty may be at work for a while."""
        return (10.0, 60.0, 180.0)

    @property
    def concurrency(self) -> int:
        """One: shipments created at once have been given doubled numbers (contract, section 2, Limits)."""
        return 1

    @property
    def requests_per_minute(self) -> int:
        """As set by the seller."""
        return self._settings.requests_per_minute

    @property
    def allegro_carrier_ids(self) -> tuple[str, ...]:
        """`POCZTA_POLSKA`, for letters and Pocztex alike."""
        return ("POCZTA_POLSKA",)

    @property
    def numbers_are_ids(self) -> bool:
        """No: labels are asked for by guid."""
        return False

    async def check(self) -> AccountReport:
        """Reads offices, cards and the password's end; a call that is known to need the password comes first."""
        facts = (await self._known.read()).facts
        return facts.report(self._settings, self._clock.now(), self._today())

    async def setting_lists(self) -> Mapping[str, Mapping[int, str]]:
        """The contract's posting offices and cards."""
        facts = (await self._known.read()).facts
        return {"office": facts.offices, "card": facts.cards}

    @property
    def password_days(self) -> int | None:
        """As the service said within the last half an hour of work."""
        known = self._known.last
        return None if known is None else known.facts.password_days(self._today())

    async def change_password(self, new: str) -> None:
        """One `changePassword` with the old password; an answer without errors means that it is changed."""
        body = (await self._client.description()).request("changePassword", newPassword=new)
        if errors := errors_in(await self._client.change("changePassword", body)):
            raise ShippingError(refused(errors))

    async def prepare(self) -> None:
        """Reads offices and cards, unless that was done within half an hour."""
        await self._known.renew()

    def matches(self, method: DeliveryMethod) -> Match | None:
        """By the seller's own map, the known UUIDs, then the name; an Allegro account only takes Allegro's methods."""
        found = find_service(method, self._settings.payer, self._settings.methods)
        return None if found is None else found[1]

    @property
    def services(self) -> tuple[str, ...]:
        """Those an account with this payer may post."""
        return OFFERED[self._settings.payer]

    def draft(self, order: Order, choices: Choices) -> Draft:
        """What would be sent. Raises RuntimeError without an earlier `prepare`."""
        known = self._known.last
        if known is None:
            raise RuntimeError("prepare() comes before draft()")
        return make_draft(order, choices, Account(self._settings, known.facts, self._points.known, known.description))

    async def create(self, parcels: Sequence[Parcel]) -> Mapping[str, Created | Failure]:
        """Sends the parcels into today's bufor, once. Points that nobody asked for yet are looked up before.

        Whatever fails before the parcels' own call is answered as `not_sent`.
        """
        return await create(self._client, self._points, [read_request(parcel) for parcel in parcels], self._today)

    async def find(self, sent: Mapping[str, datetime]) -> Mapping[str, Created]:
        """Looks in our bufors and the envelopes since then. Raises with outcome `unknown` whenever it cannot be sure."""
        if not sent:
            return {}
        guids = {guid_of(reference): reference for reference in sent}
        start = min(sent.values()).astimezone(WARSAW).date() - timedelta(days=1)
        try:
            found = await find_guids(self._client, guids.keys(), start, self._today())
        except ShippingError as error:
            raise with_outcome(error, "unknown") from error
        return {guids[guid]: created for guid, created in found.items()}

    async def listed(self, since: datetime) -> Sequence[ListedShipment]:
        """Everything in unsent bufors, and in the envelopes since the day before."""
        start = since.astimezone(WARSAW).date() - timedelta(days=1)
        return await list_shipments(self._client, start, self._today(), WARSAW)

    async def progress(self, shipment_ids: Sequence[str]) -> Sequence[Progress]:
        """The number comes with the answer; this is for a shipment that was found without one."""
        today = self._today()
        found = await find_guids(self._client, set(shipment_ids), today - timedelta(days=7), today)
        return [Progress(each.shipment_id, each.service, each.tracking_number) for each in found.values()]

    async def labels(self, shipment_ids: Sequence[str]) -> Sequence[LabelPart]:
        """The labels in the format that is set; those that cannot be had are missing."""
        guids = list(dict.fromkeys(shipment_ids))
        return await fetch_labels(self._client, guids, LabelFormat(self._settings.label_format)) if guids else ()

    def missing_form(self, service: str) -> Note | None:
        """Of the blankiet pobrania, or the customs declaration."""
        return missing_form(service)

    async def forms(self, service: str, shipment_ids: Sequence[str]) -> Sequence[LabelPart]:
        """The forms as PDF, whatever the labels are; those that cannot be had are missing."""
        guids = list(dict.fromkeys(shipment_ids))
        return await fetch_forms(self._client, service, guids) if guids else ()

    async def open_sets(self) -> Sequence[OpenSet]:
        """Our bufors with parcels in them."""
        await self.prepare()
        known = self._known.last
        return await handover.open_sets(self._client, known.facts.offices if known else {})

    async def hand_over(self, set_id: str) -> HandedOver:
        """Sends a bufor of ours as a whole."""
        return await handover.hand_over(self._client, set_id, self._today())

    async def hand_over_status(self, handed_id: str) -> HandOverStatus:
        """How far the envelope has come."""
        return await handover.status_of(self._client, handed_id)

    async def posting_book(self, handed_id: str) -> bytes:
        """The envelope's posting book as PDF."""
        return await handover.posting_book(self._client, handed_id)

    async def withdraw(self, shipment_id: str, made_at: datetime) -> None:
        """Takes the shipment out of a bufor of ours, before that is sent."""
        await withdraw(self._client, shipment_id, made_at, self._clock.now(), WARSAW)

    async def close(self) -> None:
        """Closes the connections."""
        await self._client.close()

    def _today(self) -> date:
        return self._clock.now().astimezone(WARSAW).date()
