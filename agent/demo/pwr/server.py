"""Paczka w Ruchu (ORLEN Paczka) on a port of 127.0.0.1: an ASP.NET service over SOAP (facts: paczka-w-ruchu.md).

Refuses in the body with HTTP 200 and a code; recognizes no repeated request. Shares no line with the product's client.
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace

from aiohttp import web

from agent.demo.pwr.account import Account, Pickup, Protocol, give_partner_status, ping
from agent.demo.pwr.answers import Answer, refused, render
from agent.demo.pwr.codes import Rejection
from agent.demo.pwr.creating import generate_list_with_labels, generate_one, generate_one_with_label
from agent.demo.pwr.handing_over import available_pickups, call_pickup, call_pickup_new, generate_protocol
from agent.demo.pwr.operations import OPERATIONS
from agent.demo.pwr.options import Oddity, PwrOptions
from agent.demo.pwr.parcels import Parcel, ParcelBook
from agent.demo.pwr.point_lists import locations_with_all_data, points_with_filled
from agent.demo.pwr.reprinting import duplicate_list, duplicate_one
from agent.demo.pwr.requests import PwrRequest, read_request
from agent.demo.pwr.soap import NAMESPACE, Message, SoapFault, Version, envelope, fault, read_message
from agent.demo.pwr.tracking import (
    cancel,
    generated_parcels,
    history_of_list,
    history_of_one,
    status_of_list,
    status_of_one,
)
from agent.demo.pwr.xml import element
from agent.demo.serving import StandInServer

PATH = "/WebServicePwR/WebServicePwR.asmx"
"""The path of the test system."""
PRODUCTION_PATH = "/WebServicePwRProd/WebServicePwR.asmx"

_HANDLERS: Mapping[str, Callable[[Account, PwrRequest], Answer]] = {
    "Ping": ping,
    "GivePartnerStatus": give_partner_status,
    "GenerateBusinessPack": generate_one,
    "GenerateBusinessPackTwo": generate_one,
    "GenerateLabelBusinessPack": generate_one_with_label,
    "GenerateLabelBusinessPackTwo": generate_one_with_label,
    "GenerateLabelBusinessPackList": generate_list_with_labels,
    "GenerateLabelBusinessPackListTwo": generate_list_with_labels,
    "LabelPrintDuplicate": duplicate_one,
    "LabelPrintDuplicateTwo": duplicate_one,
    "LabelPrintDuplicateList": duplicate_list,
    "LabelPrintDuplicateListTwo": duplicate_list,
    "PutCustomerPackCanceled": cancel,
    "GetGeneratedParcels": generated_parcels,
    "GiveMePackStatus": status_of_one,
    "GiveMePackStatusList": status_of_list,
    "GiveMePackStatusFullHistory": history_of_one,
    "GiveMePackStatusFullHistoryList": history_of_list,
    "GenerateProtocol": generate_protocol,
    "GetAvailablePickups": available_pickups,
    "CallPickup": call_pickup,
    "CallPickupNew": call_pickup_new,
    "GiveMeAllRUCHWithFilled": points_with_filled,
    "GiveMeAllRUCHWithFilledD1": points_with_filled,
    "GiveMeAllLocationWithAllData": locations_with_all_data,
    "GiveMeAllLocationWithAllDataWithZipCode": locations_with_all_data,
}


class PwrServer(StandInServer):
    """The stand-in. `parcels` holds everything that was made, oldest first.

    Faults, `calls` and `count` know a call by the path and its operation: `/…/WebServicePwR.asmx/GivePartnerStatus`.
    """

    def __init__(self, options: PwrOptions | None = None, *, latency_s: float = 0.0) -> None:
        self.options = options or PwrOptions()
        super().__init__(latency_s=latency_s, clock_offset_s=self.options.clock_offset_s)
        self._account = Account(self.options, ParcelBook(self.options))
        self._oddities: dict[str, deque[Oddity]] = {}
        self.add_site("pwr", [web.post(path, self._serve) for path in (PATH, PRODUCTION_PATH)], self.options.port)

    @property
    def url(self) -> str:
        """The whole address of the service, as a seller would set it."""
        return self.site_url("pwr") + PATH

    # Inspection and control ------------------------------------------------------------------------------

    @property
    def parcels(self) -> list[Parcel]:
        """Every parcel that was made, oldest first."""
        return self._account.book.parcels

    @property
    def protocols(self) -> list[Protocol]:
        """Every hand-over list."""
        return self._account.protocols

    @property
    def pickups(self) -> list[Pickup]:
        """Every courier that was ordered; a repeated order is there twice."""
        return self._account.pickups

    @property
    def refused_credentials(self) -> int:
        """How often a call came with a wrong PartnerID or PartnerKey."""
        return self._account.refused_credentials

    def parcel(self, pack_code: str) -> Parcel:
        """Return a parcel by its number. Raises KeyError."""
        for each in self.parcels:
            if each.pack_code == pack_code:
                return each
        raise KeyError(pack_code)

    def by_sender_orders(self, number: str) -> list[Parcel]:
        """Return every parcel with exactly this SenderOrders; more than one is a doubled parcel."""
        return [each for each in self.parcels if each.sender_orders == number]

    def doubled(self) -> list[str]:
        """Return every SenderOrders that stands on more than one living parcel."""
        return self._account.book.doubled()

    def change_key(self, partner_key: str) -> None:
        """Let another key be the right one from now on, as after a new password in the carrier's panel."""
        self.options = self._account.options = replace(self.options, partner_key=partner_key)

    def set_status(self, pack_code: str, status: int) -> None:
        """Move a parcel on, for example to 210 (posted) or to a number nobody knows."""
        self._account.book.move(self.parcel(pack_code), status)

    def route(self, pack_code: str) -> None:
        """Let the label be printed again from now on, whatever `label_ready_after_s` says."""
        self.parcel(pack_code).routed_at = 0

    def plan_answer(self, operation: str, oddity: Oddity, times: int = 1) -> None:
        """Let the next `times` answers of the operation be odd. The work is done all the same. Raises KeyError."""
        self._oddities.setdefault(OPERATIONS[operation].name, deque()).extend([oddity] * times)

    # What every answer and every call has ----------------------------------------------------------------

    def render_error(self, status: int) -> web.Response:
        """Return a SOAP 1.1 fault of the service itself."""
        return fault(Version.SOAP11, status, "Server was unable to process request.", client=False)

    def render_rate_limited(self, retry_after_s: int) -> web.Response:
        """Return a gateway's 429: the service is not known to limit anything."""
        page = "<html><head><title>429</title></head><body><h1>Too Many Requests</h1></body></html>"
        return web.Response(status=429, text=page, content_type="text/html", headers={"Retry-After": str(retry_after_s)})

    async def call_path(self, request: web.Request) -> str:
        """Add the operation to the path, all operations have the same; an unreadable message adds nothing."""
        try:
            return f"{request.path}/{read_message(await request.read()).operation}"
        except SoapFault:
            return request.path

    async def _serve(self, request: web.Request) -> web.Response:
        try:
            message = self._accepted(request, await request.read())
            call = read_request(message, strict=self.options.strict)
        except SoapFault as error:
            return fault(error.version, error.status, error.reason, client=True)
        operation = call.operation
        planned = self._oddities.get(operation.name)
        oddity = planned.popleft() if planned else None
        if oddity is Oddity.PDF_INSTEAD:
            call.texts["Format"] = "PDF"
        try:
            self._account.check_credentials(call)
            answer = _HANDLERS[operation.name](self._account, call)
        except Rejection as rejection:
            answer = refused(operation, rejection, padded=self.options.padded_codes)
        content = render(operation, answer, oddity)
        return envelope(message.version, 200, element(f"{operation.name}Response", content, xmlns=NAMESPACE))

    def _accepted(self, request: web.Request, raw: bytes) -> Message:
        """Return the message if media type and SOAPAction fit it. Raises SoapFault."""
        message = read_message(raw)
        version = message.version
        if request.content_type != version.content_type:
            raise SoapFault(f"Content type {request.content_type} does not fit.", status=415, version=version)
        if version is Version.SOAP11 and self.options.strict:
            action = request.headers.get("SOAPAction", "").strip('"')
            if action != f"{NAMESPACE}/{message.operation}":
                raise SoapFault(f"Server did not recognize the value of HTTP Header SOAPAction: {action}.", version=version)
        return message
