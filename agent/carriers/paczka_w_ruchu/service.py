"""The service's description (our own compact WSDL): bodies are built by it, and checked against it before they are sent.

zeep orders and types the fields but checks neither lengths nor enumerations, so the schema is asked too. Answers are read
without zeep: it would build types from the schema that comes inside each answer.
"""

import functools
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from lxml import etree

from agent.carriers.common.zeep_import import load_zeep
from agent.shipping.model.failure import Failure, ShippingError
from shared_schema.codes import ErrorCode

if TYPE_CHECKING:
    import zeep

NAMESPACE: Final = "https://91.242.220.103/WebServicePwR"
"""A name, the same on every host; never an address (contract: paczka-w-ruchu.md, section 1)."""

Parameters = dict[str, object]

_WSDL = Path(__file__).with_name("service.wsdl")
_ELEMENT = re.compile(r"Element '(?:\{[^}]*\})?(\w+)'")
_XML_SCHEMA = "{http://www.w3.org/2001/XMLSchema}schema"


class Description(Protocol):
    """Builds request bodies."""

    def envelope(self, operation: str, parameters: Parameters) -> bytes:
        """A whole SOAP 1.1 message. Raises ShippingError (`not_sent`) for a body the service would not take."""


async def description() -> Description:
    """The description, read at its first use."""
    await load_zeep()
    return _read()


@functools.cache
def _read() -> Description:
    import zeep

    schema = etree.parse(_WSDL, _parser()).find(f".//{_XML_SCHEMA}")
    assert schema is not None  # noqa: S101 - the file is ours
    client = zeep.Client(str(_WSDL))  # zeep is typed in part
    return _Wsdl(client, etree.XMLSchema(etree.fromstring(etree.tostring(schema), _parser())))


class _Wsdl:
    def __init__(self, client: "zeep.Client", schema: etree.XMLSchema) -> None:
        self._client = client
        self._schema = schema

    def envelope(self, operation: str, parameters: Parameters) -> bytes:
        message = self._client.create_message(self._client.service, operation, **parameters)
        try:
            self._schema.assertValid(message[0][0])
        except etree.DocumentInvalid as error:
            # Only where it is wrong: the schema's own words repeat the value.
            where = _ELEMENT.search(str(error))
            text = f"the request {operation} does not fit the service: {where[1] if where else '?'}"
            raise ShippingError(Failure(ErrorCode.INTERNAL, "not_sent", text)) from None
        return etree.tostring(message, xml_declaration=True, encoding="utf-8")


def read_answer(content: bytes) -> etree._Element | None:
    """The one element in the body of a SOAP 1.1 message, None for anything else. No entities, nothing external, no DTD."""
    try:
        root = etree.fromstring(content, _parser())
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root.getroottree().docinfo.internalDTD is not None:
        return None
    body = root.find("{http://schemas.xmlsoap.org/soap/envelope/}Body")
    return body[0] if body is not None and len(body) == 1 else None


def _parser() -> etree.XMLParser:
    # huge_tree only lifts the bound of ten megabytes for one text, a file of labels: the client bounds the whole answer.
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, remove_comments=True, remove_pis=True
    )
