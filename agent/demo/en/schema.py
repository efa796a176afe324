"""Checks a request against tables of types; a violation refuses the whole request (poczta-polska-en.md, section 4).

Tables are written in a short notation, items apart by blanks: `masa?` is an optional `masa` of the type `masaType`,
`wartosc!` a required attribute, `adres?:adresType` names the type, `{1-500}` counts, `(a|b)?` is a choice.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lxml import etree

from agent.demo.en.soap import XSI_ATTRIBUTES, SoapFault, attributes_of, type_name

_ITEM = re.compile(r"(?P<name>\w+)(?P<count>[?*+!]|\{\d+-\d+\})?(?::(?P<type>\w+))?")
_COUNTS: dict[str, tuple[int, int | None]] = {"": (1, 1), "?": (0, 1), "*": (0, None), "+": (1, None)}


@dataclass(frozen=True)
class SimpleType:
    """A text: `fits` looks at it after its blanks were collapsed where the type says so."""

    fits: Callable[[str], bool]
    collapse: bool = False

    def takes(self, text: str) -> bool:
        """Whether the text is one of this type's."""
        return self.fits(" ".join(text.split()) if self.collapse else text)


@dataclass(frozen=True)
class _Slot:
    name: str
    type: str
    least: int
    most: int | None


@dataclass(frozen=True)
class ComplexType:
    """An element's children in their order, each place a choice of one or more, and its attributes."""

    places: tuple[tuple[_Slot, ...], ...]
    attributes: Mapping[str, tuple[str, bool]]
    """Attribute -> its type and whether it must be there."""
    base: str | None
    abstract: bool


Types = Mapping[str, SimpleType | ComplexType]


def complex_type(elements: str = "", attributes: str = "", *, base: str | None = None, abstract: bool = False) -> ComplexType:
    """Return a type written in the notation above; what `base` has comes first."""
    return ComplexType(
        places=tuple(_place(item) for item in elements.split()),
        attributes={slot.name: (slot.type, must) for slot, must in map(_attribute, attributes.split())},
        base=base,
        abstract=abstract,
    )


def _place(item: str) -> tuple[_Slot, ...]:
    inner, closing, count = item.removeprefix("(").partition(")")
    slots = tuple(_slot(each) for each in inner.split("|"))
    if not closing or count != "?":
        return slots
    return tuple(_Slot(slot.name, slot.type, 0, slot.most) for slot in slots)


def _slot(item: str) -> _Slot:
    match = _ITEM.fullmatch(item)
    if match is None:
        raise ValueError(item)
    count = match["count"] or ""
    if count.startswith("{"):
        least, most = (int(number) for number in count[1:-1].split("-"))
        return _Slot(match["name"], match["type"] or match["name"] + "Type", least, most)
    return _Slot(match["name"], match["type"] or match["name"] + "Type", *_COUNTS[count.replace("!", "")])


def _attribute(item: str) -> tuple[_Slot, bool]:
    return _slot(item), "!" in item


def check(element: etree._Element, declared: str, types: Types, where: str = "") -> None:
    """Raise SoapFault at the first place where `element` is not of the type `declared` or one derived from it."""
    where = f"{where}/{etree.QName(element).localname}"
    name = type_name(element) or declared
    found = types.get(name)
    if found is None or not _derives(name, declared, types):
        raise SoapFault(f"{where}: {name} does not stand in for {declared}")
    if isinstance(found, SimpleType):
        _check_text(element, found, where)
        return
    if found.abstract:
        raise SoapFault(f"{where}: {name} is abstract, xsi:type is missing")
    lineage = _lineage(found, types)
    _check_attributes(element, lineage, types, where)
    places = [place for each in lineage for place in each.places]
    text = "".join([element.text or "", *(child.tail or "" for child in element)])
    if text if not places else text.strip():
        raise SoapFault(f"{where}: text where none may stand")
    _check_children(element, places, types, where)


def _derives(name: str, declared: str, types: Types) -> bool:
    while name != declared:
        found = types.get(name)
        if not isinstance(found, ComplexType) or found.base is None:
            return False
        name = found.base
    return True


def _lineage(found: ComplexType, types: Types) -> list[ComplexType]:
    base = types[found.base] if found.base else None
    return [*(_lineage(base, types) if isinstance(base, ComplexType) else []), found]


def _check_text(element: etree._Element, found: SimpleType, where: str) -> None:
    if len(element) or set(element.attrib) - XSI_ATTRIBUTES:
        raise SoapFault(f"{where}: a plain value has neither children nor attributes")
    if not found.takes(element.text or ""):
        raise SoapFault(f"{where}: the value is not allowed here")


def _check_attributes(element: etree._Element, lineage: list[ComplexType], types: Types, where: str) -> None:
    allowed = {name: each for kind in lineage for name, each in kind.attributes.items()}
    for name, value in attributes_of(element).items():
        if name in XSI_ATTRIBUTES:
            continue
        if name not in allowed:
            raise SoapFault(f"{where}: there is no attribute {name}")
        found = types[allowed[name][0]]
        if not isinstance(found, SimpleType) or not found.takes(value):
            raise SoapFault(f"{where}/@{name}: the value is not allowed here")
    for name, (_, must) in allowed.items():
        if must and name not in element.attrib:
            raise SoapFault(f"{where}: the attribute {name} is missing")


def _check_children(element: etree._Element, places: list[tuple[_Slot, ...]], types: Types, where: str) -> None:
    rest = list(element)
    for place in places:
        chosen = next((slot for slot in place if rest and rest[0].tag == slot.name), None)
        if chosen is None:
            if all(slot.least for slot in place):
                raise SoapFault(f"{where}: {' or '.join(slot.name for slot in place)} is missing")
            continue
        count = 0
        while rest and rest[0].tag == chosen.name and (chosen.most is None or count < chosen.most):
            check(rest.pop(0), chosen.type, types, where)
            count += 1
    if rest:
        raise SoapFault(f"{where}: {rest[0].tag} is not expected here")
