"""SOAP 1.1 as EN speaks it: reading a call, building an answer, a Fault (poczta-polska-en.md, sections 1 and 5)."""

from datetime import date
from decimal import Decimal

from lxml import etree

NAMESPACE = "http://e-nadawca.poczta-polska.pl"
_ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_PREFIXES = {"ns1": NAMESPACE}

XSI_TYPE = f"{{{_XSI}}}type"
XSI_ATTRIBUTES = frozenset({XSI_TYPE, f"{{{_XSI}}}schemaLocation"})

Value = str | int | date | Decimal | bool | None


class SoapFault(Exception):
    """The whole request is refused: nothing of it was done. `code` is `Client` or `Server`."""

    def __init__(self, message: str, code: str = "Client") -> None:
        super().__init__(message)
        self.code = code


def read_call(raw: bytes) -> etree._Element:
    """Return the element of the called operation. Raises SoapFault for anything that is not one SOAP 1.1 call."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True)
    try:
        root: etree._Element = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise SoapFault("Bad Request") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise SoapFault("DTD are not supported by SOAP")
    if root.tag != f"{{{_ENVELOPE}}}Envelope":
        raise SoapFault("Wrong Version", "VersionMismatch")
    body = root.find(f"{{{_ENVELOPE}}}Body")
    calls = [] if body is None else list(body)
    if len(calls) != 1:
        raise SoapFault("Body must hold one operation")
    return calls[0]


def operation_of(call: etree._Element) -> str:
    """Return the name of the called operation. Raises SoapFault when it is not in the service's namespace."""
    name = etree.QName(call)
    if name.namespace != NAMESPACE:
        raise SoapFault("Procedure not present")
    return name.localname


def attributes_of(element: etree._Element) -> dict[str, str]:
    """Return the attributes as text."""
    return {str(name): str(value) for name, value in element.attrib.items()}


def type_name(element: etree._Element) -> str | None:
    """Return the local name in `xsi:type`, None without one. Raises SoapFault when its prefix is not the service's."""
    written = element.get(XSI_TYPE)
    if written is None:
        return None
    prefix, _, name = written.strip().rpartition(":")
    if element.nsmap.get(prefix or None) != NAMESPACE:
        raise SoapFault(f"xsi:type of {element.tag} is not a type of {NAMESPACE}")
    return name


def node(name: str, *content: "etree._Element | Value", **attributes: Value) -> etree._Element:
    """Return an unqualified element: children or text, and the attributes that are not None."""
    element = etree.Element(name)
    for attribute, value in attributes.items():
        if value is not None:
            element.set(attribute, _written(value))
    for each in content:
        if isinstance(each, etree._Element):
            element.append(each)
        elif each is not None:
            element.text = _written(each)
    return element


def typed_node(name: str, kind: str, **attributes: Value) -> etree._Element:
    """Return an element with an `xsi:type` of the service."""
    element = etree.Element(name, nsmap=_PREFIXES)
    element.set(XSI_TYPE, f"ns1:{kind}")
    for attribute, value in attributes.items():
        if value is not None:
            element.set(attribute, _written(value))
    return element


def copied(element: etree._Element, name: str) -> etree._Element:
    """Return a copy under another name whose `xsi:type`s use the prefix of the answers."""
    kind = type_name(element)
    copy = node(name) if kind is None else typed_node(name, kind)
    for attribute, value in attributes_of(element).items():
        if attribute != XSI_TYPE:
            copy.set(attribute, value)
    copy.text = element.text if len(element) == 0 else None
    copy.extend(copied(child, str(child.tag)) for child in element)
    return copy


def answer(operation: str, *children: etree._Element) -> etree._Element:
    """Return the element that answers `operation`."""
    element = etree.Element(f"{{{NAMESPACE}}}{operation}Response", nsmap=_PREFIXES)
    element.extend(children)
    return element


def envelope(content: etree._Element) -> bytes:
    """Return the message around an answer."""
    root = etree.Element(f"{{{_ENVELOPE}}}Envelope", nsmap={"SOAP-ENV": _ENVELOPE, **_PREFIXES})
    etree.SubElement(root, f"{{{_ENVELOPE}}}Body").append(content)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def fault_message(message: str, code: str = "Server") -> bytes:
    """Return the message of a Fault."""
    fault = etree.Element(f"{{{_ENVELOPE}}}Fault")
    fault.extend([node("faultcode", f"SOAP-ENV:{code}"), node("faultstring", message)])
    return envelope(fault)


def _written(value: str | int | date | Decimal | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)
