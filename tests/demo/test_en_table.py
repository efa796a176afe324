"""The stand-in's table of the schema refuses what the original schema refuses, and nothing else."""

from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from agent.demo.en.schema_requests import check_request
from agent.demo.en.schema_shipments import SHIPMENT_TYPES
from agent.demo.en.soap import XSI_TYPE, SoapFault, attributes_of, operation_of, read_call
from tests.demo.en_caller import NAMESPACE, soap
from tests.demo.en_description import CONTRACT, SAMPLES, fits, schema

pytestmark = CONTRACT

EDGES = sorted(
    {edge + by for edge in (6, 10, 11, 20, 22, 25, 26, 32, 38, 40, 50, 54, 60, 63, 128, 255, 500) for by in (-1, 0, 1)}
)
VALUES = st.one_of(
    st.sampled_from(["", " ", "0", "1", "-1", "9", "10", "true", "S", "XL", "2XL", "GABARYT_A", "PRIORYTETOWA", "1.5", "SMS"]),
    st.sampled_from(["9999999", "10000000", "2147483647", "2147483648", "2026-11-24", "2026-02-30", "20261124", "MIASTO"]),
    st.sampled_from(EDGES).map("x".__mul__),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), max_size=30),
)
KINDS = sorted(
    {"przesylkaType"} | {name for name, each in SHIPMENT_TYPES.items() if (each.base or "").startswith(("prz", "poc"))}
)
ATTRIBUTES = sorted({name for each in SHIPMENT_TYPES.values() for name in each.attributes})
ELEMENTS = sorted({slot.name for each in SHIPMENT_TYPES.values() for place in each.places for slot in place})


def _bare(kind: str) -> bytes:
    """A shipment of this type with nothing but what must be there."""
    must = ['kategoria="EKONOMICZNA"', 'gabaryt="GABARYT_A"', 'wartosc="1"']
    known = SHIPMENT_TYPES[kind].attributes
    given = " ".join(each for each in must if known.get(each.split("=")[0], ("", False))[1])
    return soap("addShipment", f'<przesylki guid="{"G" * 32}" {given} xsi:type="n:{kind}"/>')


FULL = """<adres nazwa="A" kodPocztowy="80180"/><nadawca nazwa="B"/><relatedToAllegro id="1" channel="REST_API"/>
  <pobranie sposobPobrania="PRZEKAZ"/><potwierdzenieDoreczenia><sposob>SMS</sposob><kontakt>a</kontakt></potwierdzenieDoreczenia>
  <potwierdzenieOdbioru><ilosc>1</ilosc><sposobPotwierdzeniaOdbioru>DRUK_24</sposobPotwierdzeniaOdbioru></potwierdzenieOdbioru>
  <ubezpieczenie rodzaj="STANDARD" kwota="1"/><masa>1</masa><wartosc>1</wartosc><ostroznie>true</ostroznie>
  <ponadgabaryt>0</ponadgabaryt><format>S</format><numerPrzesylkiKlienta>a</numerPrzesylkiKlienta>
  <zwrotDokumentow>POCZTEX_KURIER</zwrotDokumentow><idDokumentyZwrotneAdresy>1</idDokumentyZwrotneAdresy>
  <epo xsi:type="n:EPOExtendedType"/><adresDlaZwrotu/><odbiorWSobote>1</odbiorWSobote><zasadySpecjalne>PODATKOWA</zasadySpecjalne>
  <zawartosc><zawartoscSpecjalna>OWADY</zawartoscSpecjalna></zawartosc>
  <sprawdzenieZawartosciPrzesylkiPrzezOdbiorce>1</sprawdzenieZawartosciPrzesylkiPrzezOdbiorce>
  <uiszczaOplate>ADRESAT</uiszczaOplate><doreczenieDoRakWlasnych>1</doreczenieDoRakWlasnych><punktOdbioru id="1"/>
  <punktNadania id="1"/><kopertaPocztex>1</kopertaPocztex><godzinaDoreczenia>DO_GODZ_8</godzinaDoreczenia>
  <doreczenieWeWskazanymDniu>2026-11-24</doreczenieWeWskazanymDniu><shipmentChannel>APM</shipmentChannel>
  <labelExpirationDate>2026-11-24</labelExpirationDate>"""
WHOLE = soap(
    "addShipment",
    f'<przesylki guid="{"G" * 32}" xsi:type="n:pocztex2021KurierType">{FULL}</przesylki><idBufor>1</idBufor>',
)
SETTLED = [
    *("", " ", "a", "0", "1", "-1", "9", "10", "+5", "1.5", "1e3", ".5", "true", "TRUE", "9999999", "10000000", "2147483648"),
    *("2026-11-24", "2026-02-30", "20261124", "KRAJ", "S", "M", "L", "XL", "2XL", "XS", "GABARYT_A", "PRIORYTETOWA", "SMS"),
    *("DRUK_24", "POCZTEX_KURIER", "SADOWA_KARNA", "NADAWCA", "PO_GODZ_17", "COURIER", "ZYWE_ROSLINY", "MS", "PACZKA_48"),
    *("GABARYT_G5", "HANDLOWA", "TELEFAX", "RACHUNEK_BANKOWY", "PARTNER_SHIPMENT_POINT", "LIST_POLECONY_EKONOMICZNY"),
    *("x" * edge for edge in EDGES),
]


def agree(call: etree._Element) -> tuple[bool, str]:
    """Whether the table and the schema say the same, and what the table says."""
    try:
        check_request(operation_of(call), call)
    except SoapFault as fault:
        return not fits(call), str(fault)
    return fits(call), "taken"


def test_the_whole_of_pocztex_is_known() -> None:
    assert agree(read_call(WHOLE)) == (True, "taken")


@pytest.mark.parametrize("message", [WHOLE, *map(_bare, KINDS)], ids=["whole", *KINDS])
def test_every_value_has_the_limits_of_the_schema(message: bytes) -> None:
    call, wrong = read_call(message), []
    for element in call.iter():
        before = attributes_of(element)
        for name in ATTRIBUTES:
            for value in SETTLED:
                element.set(name, value)
                if not (found := agree(call))[0]:
                    wrong.append((element.tag, name, value, found[1]))
                if "no attribute" in found[1] or "neither" in found[1]:
                    break  # whatever the value
            if name in before:
                element.set(name, before[name])
            else:
                del element.attrib[name]
        if len(element) == 0 and element.text:
            text = element.text
            for value in SETTLED:
                element.text = value
                if not (found := agree(call))[0]:
                    wrong.append((element.tag, "", value, found[1]))
            element.text = text
    assert wrong == []


def test_every_element_has_its_place() -> None:
    call, wrong = read_call(WHOLE), []
    for element in [each for each in call.iter() if each is not call]:
        parent = element.getparent()
        assert parent is not None
        at = parent.index(element)
        for place in range(len(parent)):
            parent.insert(place, element)
            if not (found := agree(call))[0]:
                wrong.append((element.tag, place, found[1]))
        parent.remove(element)
        if not (found := agree(call))[0]:
            wrong.append((element.tag, -1, found[1]))
        parent.insert(at, element)
    assert wrong == []


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_our_table_refuses_what_the_schema_refuses_and_nothing_else(data: st.DataObject) -> None:
    call = read_call(data.draw(st.sampled_from([*(path.read_bytes() for path in SAMPLES), *map(_bare, KINDS * 2)])))
    for _ in range(data.draw(st.integers(0, 3))):
        _spoil(call, data)
    call = read_call(_wrapped(call))
    agreed, said = agree(call)
    assert agreed, (said, schema().error_log, etree.tostring(call, encoding="unicode"))


def _spoil(call: etree._Element, data: st.DataObject) -> None:
    """Change one thing, somewhere."""
    elements = [each for each in call.iter() if each is not call]
    if not elements:
        return
    chosen = data.draw(st.sampled_from(elements))
    parent = chosen.getparent()
    assert parent is not None
    names = [name for name in attributes_of(chosen) if name != XSI_TYPE]
    changes = ["add attribute", "add element", "remove", "repeat", "move", "rename"]
    changes += ["change attribute", "drop attribute"] if names else []
    changes += ["text"] if len(chosen) == 0 else []
    match data.draw(st.sampled_from(changes)):
        case "change attribute":
            chosen.set(data.draw(st.sampled_from(names)), data.draw(VALUES))
        case "drop attribute":
            del chosen.attrib[data.draw(st.sampled_from(names))]
        case "add attribute":
            chosen.set(data.draw(st.sampled_from(ATTRIBUTES)), data.draw(VALUES))
        case "add element":
            added = etree.Element(data.draw(st.sampled_from(ELEMENTS)))
            added.text = data.draw(VALUES)
            chosen.insert(data.draw(st.integers(0, 5)), added)
        case "text":
            chosen.text = data.draw(VALUES)
        case "remove":
            parent.remove(chosen)
        case "repeat":
            parent.insert(parent.index(chosen), deepcopy(chosen))
        case "move":
            parent.insert(data.draw(st.integers(0, 3)), chosen)
        case "rename":
            chosen.tag = data.draw(st.sampled_from([*ELEMENTS, "guid", "idBufor", f"{{{NAMESPACE}}}adres"]))


def _wrapped(element: etree._Element) -> bytes:
    envelope = etree.fromstring(b'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body/></e:Envelope>')
    copy = etree.fromstring(etree.tostring(element, with_tail=False))
    envelope[0].append(copy)
    return etree.tostring(envelope)
