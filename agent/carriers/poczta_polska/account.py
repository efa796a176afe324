"""An account of Elektroniczny Nadawca as the shipping domain knows it: the port, put together from the parts of this folder."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

import httpx

from agent.shipping.model.failure import Failure, Note, ShippingError
from agent.shipping.model.handover import HandedOver, HandOverStatus, OpenSet
from agent.shipping.model.order import DeliveryMethod, Order
from agent.shipping.model.plan import Choices, Draft
from agent.shipping.model.shipment import AccountReport, Created, LabelPart, ListedShipment, Parcel, Progress
from agent.shipping.ports import Clock, Match
from shared_schema.codes import ErrorCode, LabelFormat, NoteCode

from . import handover
from .bufors import bufor_for
from .client import EnClient
from .errors import NAME, errors_in, refused, with_outcome
from .facts import Facts, read_facts
from .finding import find_guids, list_shipments
from .guid import guid_of
from .labels import fetch_forms, fetch_labels, missing_form
from .mapping import Account, make_draft
from .methods import find_service
from .points import PointBook
from .services import OFFERED
from .settings import ALLEGRO, ORDINARY, SERVICE, AllegroSettings, OrdinarySettings
from .shipments import Answers, Request, add, not_sent, read_request
from .soap import Description
from .withdrawing import withdraw

FACTS_STAY_FRESH: Final = timedelta(minutes=30)
WARSAW: Final = ZoneInfo("Europe/Warsaw")


class EnAccount:
    """Implements `CarrierAccount`, `Forms`, `HandOver`, `PasswordAccount` and `Withdrawal`.

    Every call may raise ShippingError; one that only reads never has created anything.
    """

    def __init__(
        self, carrier: str, account_id: str, settings: OrdinarySettings | AllegroSettings, client: EnClient, clock: Clock
    ) -> None:
        self._carrier = carrier
        self._id = account_id
        self._settings = settings
        self._client = client
        self._clock = clock
        self._points = PointBook(client, clock)
        self._known: tuple[datetime, Facts, Description] | None = None
        self._reading = asyncio.Lock()

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
        facts = await self._read_facts()
        warnings = [*facts.problems(self._settings), *facts.password_warnings(self._today())]
        if not self._settings.cod_account:
            warnings.append(Note(NoteCode.COD_ACCOUNT_NOT_SET, "settings.cod_account"))
        office = facts.office(self._settings)
        card = facts.cards.get(self._settings.card) if self._settings.card is not None else None
        named = [facts.offices[office] if office is not None else "", card or ""]
        return AccountReport(
            name=", ".join(each for each in named if each),
            services=(),
            cod_account_last4=self._settings.cod_account[-4:] or None,
            checked_at=self._clock.now(),
            warnings=tuple(warnings),
            password_days=self.password_days,
        )

    async def setting_lists(self) -> Mapping[str, Mapping[int, str]]:
        """The contract's posting offices and cards."""
        facts = await self._read_facts()
        return {"office": facts.offices, "card": facts.cards}

    @property
    def password_days(self) -> int | None:
        """As the service said within the last half an hour of work."""
        return None if self._known is None else self._known[1].password_days(self._today())

    async def change_password(self, new: str) -> None:
        """One `changePassword` with the old password; an answer without errors means that it is changed."""
        body = (await self._client.description()).request("changePassword", newPassword=new)
        if errors := errors_in(await self._client.change("changePassword", body)):
            raise ShippingError(refused(errors))

    async def prepare(self) -> None:
        """Reads offices and cards, unless that was done within half an hour."""
        async with self._reading:
            if self._known is not None and timedelta(0) <= self._clock.now() - self._known[0] < FACTS_STAY_FRESH:
                return
            await self._read_facts()

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
        if self._known is None:
            raise RuntimeError("prepare() comes before draft()")
        _, facts, description = self._known
        return make_draft(order, choices, Account(self._settings, facts, self._points.known, description))

    async def create(self, parcels: Sequence[Parcel]) -> Mapping[str, Created | Failure]:
        """Sends the parcels into today's bufor, once. Points that nobody asked for yet are looked up before.

        Whatever fails before the parcels' own call is answered as `not_sent`.
        """
        requests = [read_request(parcel) for parcel in parcels]
        answers: Answers = {}
        for _, group in groupby(sorted(requests, key=_place), key=_place):
            answers |= await self._send(list(group))
        return answers

    async def _send(self, requests: Sequence[Request]) -> Answers:
        try:
            await self._points.learn(request.pni for request in requests if request.pni is not None)
            answers = self._unfit_points(requests)
            left = [request for request in requests if request.reference not in answers]
            if not left:
                return answers
            bufor = await bufor_for(self._client, self._today(), left[0].office, left[0].card)
        except ShippingError as error:
            return dict.fromkeys((request.reference for request in requests), not_sent(error))
        try:
            return answers | await add(self._client, bufor.id, left)
        except ShippingError as error:
            return answers | dict.fromkeys((request.reference for request in left), error.failure)

    def _unfit_points(self, requests: Sequence[Request]) -> Answers:
        answers: Answers = {}
        known = self._points.known
        for request in requests:
            point = known.get(request.pni) if request.pni is not None else None
            problem = point.problem(request.pni, request.cod_grosze) if point and request.pni is not None else None
            if problem is not None:
                message = "the parcel cannot be collected at the point"
                answers[request.reference] = Failure(ErrorCode.PLAN_HAS_PROBLEMS, "not_sent", message, problems=(problem,))
        return answers

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
        return await handover.open_sets(self._client, self._known[1].offices if self._known else {})

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

    async def _read_facts(self) -> Facts:
        facts = await read_facts(self._client)
        self._known = (self._clock.now(), facts, await self._client.description())
        return facts


def _place(request: Request) -> tuple[int, int]:
    """What decides on the bufor beside the day."""
    return request.office, request.card or 0


class _WallClock:
    """The computer's time and real waiting."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


def _open(
    carrier: str,
    account_id: str,
    settings: OrdinarySettings | AllegroSettings,
    secrets: Mapping[str, str],
    endpoints: Mapping[str, str],
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    clock: Clock | None = None,
) -> EnAccount:
    password = secrets.get("password", "")
    if not password:
        raise ShippingError(Failure(ErrorCode.CREDENTIALS_MISSING, "not_sent", "the Poczta Polska password is missing"))
    url = endpoints.get(carrier, SERVICE)
    client = EnClient(url, settings.login, password, transport=transport)
    return EnAccount(carrier, account_id, settings, client, clock or _WallClock())


open_ordinary = partial(_open, ORDINARY)
open_allegro = partial(_open, ALLEGRO)
"""Open an account: `(account_id, settings, secrets, endpoints)`. No I/O.

Raise ShippingError (`credentials_missing`) without a password. To be closed with `close`.
"""
