"""The original description of EN, for the tests that compare with it."""

from functools import cache
from pathlib import Path

import pytest
from lxml import etree

FOLDER = Path(__file__).parents[3] / "shared" / "contracts" / "poczta-polska-en"
SAMPLES = sorted(FOLDER.glob("examples/*.request.xml"))
XSD = "{http://www.w3.org/2001/XMLSchema}schema"

CONTRACT = [
    pytest.mark.contract,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="../shared/contracts is not there"),
]


@cache
def schema() -> etree.XMLSchema:
    """The types of the description."""
    found = etree.parse(str(FOLDER / "en.wsdl")).find(f".//{XSD}")
    assert found is not None
    return etree.XMLSchema(etree.fromstring(etree.tostring(found)))


def fits(element: etree._Element) -> bool:
    """Whether the element of a request or an answer is valid."""
    return schema().validate(etree.ElementTree(element))
