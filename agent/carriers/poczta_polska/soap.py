"""SOAP as Elektroniczny Nadawca speaks it: requests built by zeep and held against our own description, answers read.

Answers are looked up by name, not through the description: the service adds to them, and a list that zeep does not
recognise would be an empty one without an error.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lxml import etree

if TYPE_CHECKING:
    import zeep

NAMESPACE: Final = "http://e-nadawca.poczta-polska.pl"
_ENVELOPE: Final = "http://schemas.xmlsoap.org/soap/envelope/"
_XSD: Final = "http://www.w3.org/2001/XMLSchema"
_XSI: Final = "http://www.w3.org/2001/XMLSchema-instance"

Fields = Mapping[str, object]


class UnfitRequest(ValueError):
    """A request that breaks the description. `places` names elements and attributes, never their values."""

    def __init__(self, places: Sequence[tuple[str, str | None]]) -> None:
        super().__init__("the request does not fit the description: " + ", ".join(f"{a}@{b}" if b else a for a, b in places))
        self.places = tuple(places)


class UnreadableAnswer(ValueError):
    """The bytes are no SOAP message with the expected answer."""


class SoapFault(Exception):
    """The service's own refusal of a whole request: its code and text."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(code)
        self.code = code
        self.text = text

    @property
    def by_service(self) -> bool:
        """Whether the service blames itself, so that the same request may be answered later."""
        return self.code.rpartition(":")[2].startswith("Server")


class Description:
    """The WSDL of this folder, loaded. Building a request takes a fraction of a millisecond and no I/O."""

    def __init__(self, client: "zeep.Client", schema: etree.XMLSchema) -> None:
        self._client = client
        self._schema = schema

    def request(self, operation: str, **arguments: object) -> bytes:
        """The message of a call, in the order and with the types of the description. Raises UnfitRequest."""
        from zeep.exceptions import ValidationError

        try:
            message: etree._Element = self._client.create_message(self._client.service, operation, **arguments)
        except ValidationError as error:
            raise UnfitRequest([((error.path or [operation])[-1], None)]) from None
        except (TypeError, ValueError):
            raise UnfitRequest([(operation, None)]) from None
        body = message.find(f"{{{_ENVELOPE}}}Body/*")
        if body is None or not self._schema.validate(etree.ElementTree(body)):
            raise UnfitRequest(_places(str(self._schema.error_log)))
        return etree.tostring(message, xml_declaration=True, encoding="utf-8")

    def shipment(self, kind: str, fields: Fields) -> object:
        """A `przesylki` of a concrete type: zeep would send a plain mapping without its type, silently."""
        try:
            return self._client.get_type(f"{{{NAMESPACE}}}{kind}")(**fields)
        except TypeError:
            raise UnfitRequest([(kind, None)]) from None


@cache
def description() -> Description:
    """The description; the first call reads the file, in a hundredth of a second once zeep is imported."""
    import zeep

    path = Path(__file__).with_name("en.wsdl")
    types = etree.parse(path, _parser()).find(f".//{{{_XSD}}}schema")
    if types is None:
        raise RuntimeError("en.wsdl holds no types")
    return Description(zeep.Client(str(path)), etree.XMLSchema(etree.fromstring(etree.tostring(types), _parser())))


def read_answer(content: bytes, operation: str) -> etree._Element:
    """The element that answers the operation. Raises SoapFault for a fault, UnreadableAnswer for anything else."""
    try:
        root: etree._Element = etree.fromstring(content, _parser())
    except (etree.XMLSyntaxError, ValueError):
        raise UnreadableAnswer("no XML") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableAnswer("a document type is not for SOAP")
    answer = root.find(f"{{{_ENVELOPE}}}Body/*") if root.tag == f"{{{_ENVELOPE}}}Envelope" else None
    if answer is None:
        raise UnreadableAnswer("no SOAP message")
    if answer.tag == f"{{{_ENVELOPE}}}Fault":
        raise SoapFault(answer.findtext("faultcode") or "Fault", answer.findtext("faultstring") or "")
    if answer.tag != f"{{{NAMESPACE}}}{operation}Response":
        raise UnreadableAnswer("the answer of another call")
    return answer


def kind_of(element: etree._Element) -> str:
    """The local name in `xsi:type`, empty without one."""
    return (element.get(f"{{{_XSI}}}type") or "").rpartition(":")[2].strip()


def number(text: str | None) -> int | None:
    """A whole number, None for anything else."""
    try:
        return int(text or "")
    except ValueError:
        return None


def _parser() -> etree.XMLParser:
    """Takes no entity, nothing from outside, and no document beyond libxml2's own limits."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _places(log: str) -> list[tuple[str, str | None]]:
    """Elements and attributes of schema errors; the rest of their text holds the values, which are a buyer's."""
    return [(each[1], each[2]) for each in re.finditer(r": Element '([^']+)'(?:, attribute '([^']+)')?", log)]
