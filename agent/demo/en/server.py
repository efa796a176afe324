"""Poczta Polska's Elektroniczny Nadawca on a port of 127.0.0.1 (facts: poczta-polska-en.md).

One address takes every operation as a SOAP 1.1 call. Faults, `count` and the log know a call by the address with the
operation behind it, for example `/websrv/en.php/addShipment`. Shares no line with the product's client.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from aiohttp import web

from agent.demo.en.account import Account
from agent.demo.en.allegro_link import AllegroOrder
from agent.demo.en.bufor_operations import BuforOperations
from agent.demo.en.bufors import Bufors
from agent.demo.en.dictionaries import dictionary_operations
from agent.demo.en.envelope_operations import EnvelopeOperations
from agent.demo.en.errors import EnError, Refused
from agent.demo.en.foreign import ForeignBufor
from agent.demo.en.options import EnOptions
from agent.demo.en.print_operations import PrintOperations
from agent.demo.en.schema_requests import check_request
from agent.demo.en.shipment_operations import ShipmentOperations
from agent.demo.en.shipments import Shipment
from agent.demo.en.soap import NAMESPACE, SoapFault, answer, envelope, fault_message, operation_of, read_call
from agent.demo.serving import Refusal, StandInServer

PATH = "/websrv/en.php"


class EnServer(StandInServer):
    """The stand-in. `bufors` holds everything the account has."""

    def __init__(
        self,
        options: EnOptions | None = None,
        *,
        allegro_order: Callable[[str], AllegroOrder | None] | None = None,
        latency_s: float = 0.0,
    ) -> None:
        """`allegro_order` finds an order by the buyer's masked e-mail; without it no parcel can be linked to Allegro."""
        self.options = options or EnOptions()
        super().__init__(latency_s=latency_s, clock_offset_s=self.options.clock_offset_s)
        self.account = Account(self.options, self.today)
        last_number = 57_873_511 if self.options.kind == "ordinary" else 640_218_007  # no two contracts share a range
        self.bufors = Bufors(step_s=self.options.envelope_step_s, last_number=last_number)
        self._shipments = ShipmentOperations(self.options, self.bufors, allegro_order or (lambda email: None))
        self._prints = PrintOperations(self.options, self.bufors)
        self._operations = {
            **dictionary_operations(self.options),
            **self.account.operations(),
            **BuforOperations(self.options, self.account, self.bufors).operations(),
            **self._shipments.operations(),
            **self._prints.operations(),
            **EnvelopeOperations(self.bufors, self.today).operations(),
        }
        self._foreign = self._make_foreign_bufor() if self.options.foreign_shipments else None
        self.add_site("en", [web.post(PATH, self._serve)], self.options.port)

    @property
    def url(self) -> str:
        """The address of the service."""
        return self.site_url("en") + PATH

    def today(self) -> date:
        """Return the service's date."""
        return (datetime.now() + timedelta(seconds=self.clock_offset_s)).date()

    # Inspection and control ------------------------------------------------------------------------------

    def called(self, operation: str, status: int | None = None) -> int:
        """Return how often an operation was called, and answered with `status`."""
        return self.count("POST", f"/{operation}$", status)

    @property
    def shipments(self) -> list[Shipment]:
        """Everything that exists, sent or not, without the seller's own from the web page."""
        foreign = [] if self._foreign is None else self._foreign.bufor.shipments
        return [each for each in self.bufors if each not in foreign]

    def by_guid(self, guid: str) -> list[Shipment]:
        """Return every shipment with this guid; more than one is a doubled parcel."""
        return [each for each in self.shipments if each.guid == guid]

    def by_description(self, description: str) -> list[Shipment]:
        """Return every shipment with exactly this `opis` or numerPrzesylkiKlienta; more than one may be a doubled parcel."""
        return [each for each in self.shipments if description in (each.value("opis"), each.value("numerPrzesylkiKlienta"))]

    def by_email(self, email: str) -> list[Shipment]:
        """Return every shipment to exactly this e-mail."""
        return [each for each in self.shipments if each.email == email]

    def foreign_changes(self) -> list[str]:
        """Return in words what became of the bufor that the seller made in the web page; empty when it is untouched."""
        return [] if self._foreign is None else self._foreign.changes()

    def plan_warning(self, text: str, number: int = 99900, times: int = 1) -> None:
        """Let the next `times` good shipments be made with an `error` beside their number."""
        self._shipments.planned.extend([(EnError(number, text), True)] * times)

    def plan_refusal(self, text: str, number: int = 99901, times: int = 1) -> None:
        """Let the next `times` good shipments be refused with this error."""
        self._shipments.planned.extend([(EnError(number, text), False)] * times)

    def break_print(self, guid: str, *, broken: bool = True) -> None:
        """Let every printout of this guid fail, as one that is no longer offered does, or mend it."""
        (self._prints.broken.add if broken else self._prints.broken.discard)(guid)

    def set_envelope_status(self, envelope_id: int, status: str | None) -> None:
        """Put an envelope into a status for good, for example BLEDNY; None lets it go on by itself. Raises KeyError."""
        self.bufors.envelopes[envelope_id].fixed_status = status

    # What every answer and every call has ----------------------------------------------------------------

    def render_error(self, status: int) -> web.Response:
        """Return an error in EN's shape: a Fault, but no body at all for wrong credentials."""
        if status == 401:
            return web.Response(status=401, headers={"WWW-Authenticate": 'Basic realm="Elektroniczny Nadawca"'})
        return _message(fault_message("Internal Server Error"), status)

    def render_rate_limited(self, retry_after_s: int) -> web.Response:
        """Return a 429; the real service is not known to send any."""
        return web.Response(status=429, headers={"Retry-After": str(retry_after_s)})

    async def call_path(self, request: web.Request) -> str:
        """Return the address with the operation behind it; a body that is no call leaves the address alone."""
        try:
            return f"{request.path}/{operation_of(read_call(await request.read()))}"
        except SoapFault:
            return request.path

    async def guard(self, site: str, request: web.Request) -> None:
        """Check the login."""
        if not self.options.hello_checks_password and await self.call_path(request) == f"{PATH}/hello":
            return
        if not self.account.lets_in(request.headers.get("Authorization")):
            raise Refusal(self.render_error(401))

    async def _serve(self, request: web.Request) -> web.Response:
        try:
            call = read_call(await request.read())
            operation = operation_of(call)
            _check_headers(request, operation)
            check_request(operation, call)
            content = self._operations[operation](call)
        except Refused as refusal:
            content = answer(operation, refusal.error.render())
        except SoapFault as fault:
            return _message(fault_message(str(fault), fault.code), 500)
        return _message(envelope(content), 200)

    def _make_foreign_bufor(self) -> ForeignBufor:
        office, card = self.options.offices[0].number, self.options.cards[0].id
        return ForeignBufor(self.bufors, self.today(), office, card, self.options.foreign_shipments)


def _check_headers(request: web.Request, operation: str) -> None:
    if request.content_type != "text/xml":
        raise SoapFault("Content-Type must be text/xml")
    if request.headers.get("SOAPAction", "").strip('"') != f"{NAMESPACE}/{operation}":
        raise SoapFault("SOAPAction does not name the operation of the body")


def _message(body: bytes, status: int) -> web.Response:
    return web.Response(status=status, body=body, headers={"Content-Type": "text/xml; charset=utf-8"})
