"""Requests as values: the parameters of a message, checked the way the service's deserializer checks them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from lxml import etree

from agent.demo.pwr.operations import FORMATS, OPERATIONS, PARCEL_FIELDS, Kind, Operation
from agent.demo.pwr.soap import NAMESPACE, Message, SoapFault
from agent.demo.pwr.times import from_wire


@dataclass
class PwrRequest:
    """One request. A text that was not sent is empty, as it is to the service; lists are empty likewise."""

    operation: Operation
    texts: dict[str, str] = field(default_factory=dict)
    times: dict[str, datetime] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)
    parcels: list[Mapping[str, str]] = field(default_factory=list)

    def text(self, name: str) -> str:
        """Return a text parameter."""
        return self.texts.get(name, "")


def read_request(message: Message, *, strict: bool) -> PwrRequest:
    """Return the parameters of a message. Raises SoapFault for what cannot be deserialized.

    `strict` makes faults of parameters out of contract order, unknown ones and those in another namespace, which
    otherwise are taken in any order or passed over without a word.
    """
    operation = OPERATIONS.get(message.operation)
    if operation is None:
        raise SoapFault(f"Server did not recognize the operation {message.operation}.", version=message.version)
    try:
        return _read(operation, message.body, strict=strict)
    except ValueError as error:
        raise SoapFault(f"Server was unable to read request. ---> {error}", version=message.version) from None


def _read(operation: Operation, body: etree._Element, *, strict: bool) -> PwrRequest:
    request = PwrRequest(operation)
    given = _children(body, operation.parameters, strict=strict)
    for name, kind in operation.parameters.items():
        node = given.get(name)
        if node is None:
            if kind in FORMATS or kind is Kind.TIME:
                raise ValueError(f"{name} is missing")
        elif kind is Kind.TEXT:
            request.texts[name] = node.text or ""
        elif kind in FORMATS:
            request.texts[name] = _format(node.text or "", kind)
        elif kind is Kind.TIME:
            request.times[name] = from_wire(node.text or "")
        elif kind is Kind.PARCELS:
            request.parcels = [_parcel(each, strict=strict) for each in _entries(node, kind, strict=strict)]
        else:
            request.lists[name] = [_entry(each, kind) for each in _entries(node, kind, strict=strict)]
    return request


def _children(parent: etree._Element, known: Mapping[str, Kind], *, strict: bool) -> dict[str, etree._Element]:
    """Return the known children by name."""
    found: dict[str, etree._Element] = {}
    order = list(known)
    last = -1
    for node in parent:
        name = etree.QName(node)
        if name.namespace != NAMESPACE or name.localname not in known:
            if strict:
                raise ValueError(f"unexpected element {name.text}")
            continue
        place = order.index(name.localname)
        if strict and place <= last:
            raise ValueError(f"element {name.localname} is out of order")
        last = place
        found.setdefault(name.localname, node)
    return found


def _entries(node: etree._Element, kind: Kind, *, strict: bool) -> list[etree._Element]:
    """Return the entries of a list; the element of an entry has the name of its kind."""
    entries = [each for each in node if each.tag == f"{{{NAMESPACE}}}{kind.value}"]
    if strict and len(entries) < len(node):
        raise ValueError(f"a list holds something else than {kind.value}")
    return entries


def _entry(node: etree._Element, kind: Kind) -> str:
    text = node.text or ""
    if kind is Kind.NUMBERS and not (text.isascii() and text.isdigit() and int(text) < 2**64):
        raise ValueError(f"'{text}' is not a valid unsignedLong")
    return text


def _format(text: str, kind: Kind) -> str:
    if text not in FORMATS[kind]:
        raise ValueError(f"Instance validation error: '{text}' is not a valid value for {kind.value}.")
    return text


def _parcel(node: etree._Element, *, strict: bool) -> Mapping[str, str]:
    return {name: each.text or "" for name, each in _children(node, PARCEL_FIELDS, strict=strict).items()}
