"""A small client for the tests of the stand-in for Paczka w Ruchu: hand-built SOAP over raw HTTP."""

import base64
import html
from collections.abc import Iterable, Mapping, Sequence
from xml.etree import ElementTree

import httpx

from agent.demo.pwr.server import PwrServer

NAMESPACE = "https://91.242.220.103/WebServicePwR"
SOAP11 = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP12 = "http://www.w3.org/2003/05/soap-envelope"
TYPES = {SOAP11: "text/xml", SOAP12: "application/soap+xml"}

Value = str | Sequence[str] | Sequence[Mapping[str, str]]
Row = dict[str, str]

PARCEL = {
    "DestinationCode": "WS-100001-27-26",
    "BoxSize": "S",
    "CashOnDelivery": "F",
    "Insurance": "F",
    "EMail": "kod+1a2b@allegromail.pl",
    "FirstName": "Żaneta",
    "LastName": "Brzęczyszczykiewicz",
    "StreetName": "Długa",
    "BuildingNumber": "5",
    "City": "Łódź",
    "PostCode": "90-361",
    "PhoneNumber": "511222333",
    "SenderEMail": "sklep@example.com",
    "SenderCompanyName": "Sklep Żuraw",
    "SenderStreetName": "Malborska",
    "SenderBuildingNumber": "130",
    "SenderCity": "Kraków",
    "SenderPostCode": "30-624",
    "SenderPhoneNumber": "500600700",
    "SenderOrders": "N-0001",
    "PrintAdress": "1",
    "PrintType": "1",
}
COD = {"CashOnDelivery": "T", "AmountCashOnDelivery": "12999", "TransferDescription": "Zamowienie 1"}
RETURN = {
    "ReturnCompanyName": "Sklep",
    "ReturnStreetName": "Malborska",
    "ReturnBuildingNumber": "130",
    "ReturnCity": "Kraków",
    "ReturnPostCode": "30-624",
}
_ORDER = """
    DestinationCode AlternativeDestinationCode BoxSize PackValue CashOnDelivery AmountCashOnDelivery Insurance EMail
    FirstName LastName CompanyName StreetName BuildingNumber FlatNumber City PostCode PhoneNumber SenderEMail
    SenderFirstName SenderLastName SenderCompanyName SenderStreetName SenderBuildingNumber SenderFlatNumber SenderCity
    SenderPostCode SenderPhoneNumber SenderOrders ReturnDestinationCode ReturnEMail ReturnFirstName ReturnLastName
    ReturnCompanyName ReturnStreetName ReturnBuildingNumber ReturnFlatNumber ReturnCity ReturnPostCode ReturnPhoneNumber
    ReturnPack TransferDescription PrintAdress ReturnAvailable ReturnQuantity PrintType
"""


def parcel(**changes: str | None) -> dict[str, str]:
    """Return the fields of a good parcel in wire order; None leaves a field out."""
    fields = {**PARCEL, **changes}
    return {name: value for name in _ORDER.split() if (value := fields.get(name)) is not None}


def body(operation: str, parameters: Mapping[str, Value], version: str = SOAP11) -> bytes:
    """Return a request as bytes."""
    inner = "".join(_written(name, value) for name, value in parameters.items())
    return (
        f'<?xml version="1.0" encoding="utf-8"?><e:Envelope xmlns:e="{version}"><e:Body>'
        f'<{operation} xmlns="{NAMESPACE}">{inner}</{operation}></e:Body></e:Envelope>'
    ).encode()


def _written(name: str, value: Value) -> str:
    if isinstance(value, str):
        return f"<{name}>{html.escape(value)}</{name}>"
    entry = {"BusinessPackList": "BusinessPack", "parcels": "unsignedLong"}.get(name, "string")
    entries = (_written(entry, each) if isinstance(each, str) else _record(entry, each) for each in value)
    return f"<{name}>{''.join(entries)}</{name}>"


def _record(name: str, fields: Mapping[str, str]) -> str:
    return f"<{name}>{''.join(_written(each, text) for each, text in fields.items())}</{name}>"


class Answer:
    """An answer taken apart. Everything is text, as on the wire."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.root = ElementTree.fromstring(response.content)

    @property
    def fault(self) -> str | None:
        """The reason of a SOAP fault."""
        for name in ("faultstring", f"{{{SOAP12}}}Text"):
            if (found := self.root.find(f".//{name}")) is not None:
                return found.text
        return None

    @property
    def tables(self) -> list[str]:
        """The table of every row."""
        return [each.tag for each in self._rows()]

    @property
    def rows(self) -> list[Row]:
        """The rows of a DataSet."""
        return [{cell.tag: cell.text or "" for cell in row} for row in self._rows()]

    def _rows(self) -> Iterable[ElementTree.Element]:
        found = self.root.find(".//NewDataSet")
        return found if found is not None else ()

    @property
    def row(self) -> Row:
        """The only row."""
        [row] = self.rows
        return row

    @property
    def codes(self) -> list[int]:
        """The code of every row."""
        return [int(each["Err"]) for each in self.rows]

    def text(self, name: str) -> str | None:
        """Return the first element of the service's namespace with this name."""
        return self.root.findtext(f".//{{{NAMESPACE}}}{name}")

    def records(self, name: str) -> list[Row]:
        """Return every element with this name as its children's texts."""
        plain = f"{{{NAMESPACE}}}"
        return [{child.tag.removeprefix(plain): child.text or "" for child in each} for each in self.root.iter(plain + name)]

    def file(self, name: str = "LabelData") -> bytes | None:
        """Return a file, None when it is missing."""
        text = self.text(name)
        return base64.b64decode(text) if text else None


class PwrCaller:
    """Calls the stand-in with its credentials."""

    def __init__(self, server: PwrServer, http: httpx.AsyncClient) -> None:
        self.server, self.http = server, http
        self.partner = {"PartnerID": server.options.partner_id, "PartnerKey": server.options.partner_key}

    async def post(
        self, content: bytes, action: str | None, version: str = SOAP11, *, content_type: str | None = None, url: str = ""
    ) -> httpx.Response:
        """Post bytes."""
        headers = {"Content-Type": f"{content_type or TYPES[version]}; charset=utf-8"}
        if action is not None and version == SOAP11:
            headers["SOAPAction"] = f'"{NAMESPACE}/{action}"'
        return await self.http.post(url or self.server.url, content=content, headers=headers)

    async def send(self, operation: str, parameters: Mapping[str, Value], version: str = SOAP11) -> Answer:
        """Send an operation with exactly these parameters."""
        return Answer(await self.post(body(operation, parameters, version), operation, version))

    async def call(self, operation: str, /, **parameters: Value) -> Answer:
        """Send an operation with the credentials first, where most operations have them."""
        return await self.send(operation, {**self.partner, **parameters})

    async def call_last(self, operation: str, /, **parameters: Value) -> Answer:
        """Send an operation with the credentials last, where a few operations have them."""
        return await self.send(operation, {**parameters, **self.partner})

    async def create(self, *parcels: Mapping[str, str], label_format: str = "PDF10", auto: str = "T") -> Answer:
        """Register parcels in one list call."""
        parameters: dict[str, Value] = {"AutoDestinationChange": auto, "Format": label_format, "BusinessPackList": parcels}
        return await self.call("GenerateLabelBusinessPackListTwo", **parameters)

    async def code_of(self, **changes: str | None) -> int:
        """Return the code that a changed parcel is answered with."""
        answer = await self.create(parcel(**changes))
        return int(answer.row["Err"])

    async def created(self, **changes: str | None) -> str:
        """Register a parcel that must be taken and return its number."""
        answer = await self.create(parcel(**changes))
        return answer.row["PackCode_RUCH"]
