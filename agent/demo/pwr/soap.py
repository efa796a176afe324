"""SOAP 1.1 and 1.2 envelopes: what comes in is taken apart with care, what goes out is written as ASP.NET writes it."""

import html
from dataclasses import dataclass
from enum import Enum

from aiohttp import web
from lxml import etree

from agent.demo.pwr.xml import element

NAMESPACE = "https://91.242.220.103/WebServicePwR"
"""The service's name in every message, on whatever host it runs (paczka-w-ruchu.md, section 1)."""


class Version(Enum):
    """A SOAP version by the namespace of its envelope."""

    SOAP11 = "http://schemas.xmlsoap.org/soap/envelope/"
    SOAP12 = "http://www.w3.org/2003/05/soap-envelope"

    @property
    def content_type(self) -> str:
        """The media type of its messages."""
        return "text/xml" if self is Version.SOAP11 else "application/soap+xml"


class SoapFault(Exception):
    """A message that the service cannot take; ends in a fault and an HTTP error, never in a row with a code."""

    def __init__(self, reason: str, *, status: int = 500, version: Version = Version.SOAP11) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
        self.version = version


@dataclass(frozen=True)
class Message:
    """An envelope taken apart: the element in its body, named after the operation."""

    version: Version
    operation: str
    body: etree._Element


def read_message(raw: bytes) -> Message:
    """Take an envelope apart. Raises SoapFault. Entities are not expanded, nothing is fetched, a DTD is refused."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise SoapFault("Server was unable to process request. ---> Data at the root level is invalid.", status=400) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise SoapFault("Server was unable to process request. ---> DTD is prohibited in this XML document.", status=400)
    version = next((each for each in Version if root.tag == f"{{{each.value}}}Envelope"), None)
    if version is None:
        raise SoapFault("Possible SOAP version mismatch: Envelope namespace was unexpected.")
    body = root.find(f"{{{version.value}}}Body")
    if body is None or len(body) != 1:
        raise SoapFault("Server was unable to read request. ---> The body holds no operation.", version=version)
    name = etree.QName(body[0])
    if name.namespace != NAMESPACE:
        raise SoapFault(f"Server did not recognize the request element {name.text}.", version=version)
    return Message(version, name.localname, body[0])


def envelope(version: Version, status: int, *content: str) -> web.Response:
    """Return finished XML in an envelope."""
    text = element(
        "soap:Envelope",
        element("soap:Body", *content),
        xmlns__soap=version.value,
        xmlns__xsi="http://www.w3.org/2001/XMLSchema-instance",
        xmlns__xsd="http://www.w3.org/2001/XMLSchema",
    )
    body = f'<?xml version="1.0" encoding="utf-8"?>{text}'.encode()
    return web.Response(status=status, body=body, headers={"Content-Type": f"{version.content_type}; charset=utf-8"})


def fault(version: Version, status: int, reason: str, *, client: bool) -> web.Response:
    """Return a fault; `client`: the message is to blame, not the service."""
    reason = html.escape(reason, quote=False)
    if version is Version.SOAP11:
        parts = (
            element("faultcode", "soap:Client" if client else "soap:Server"),
            element("faultstring", reason),
            element("detail"),
        )
    else:
        parts = (
            element("soap:Code", element("soap:Value", "soap:Sender" if client else "soap:Receiver")),
            element("soap:Reason", element("soap:Text", reason, xml__lang="en")),
            element("soap:Detail"),
        )
    return envelope(version, status, element("soap:Fault", *parts))
