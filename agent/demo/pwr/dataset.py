"""An ADO.NET DataSet on the wire: an inline schema and a diffgram (paczka-w-ruchu.md, section 6)."""

from collections.abc import Sequence

from agent.demo.pwr.xml import Row, Scalar, element, values

_MSDATA = "urn:schemas-microsoft-com:xml-msdata"
_DIFFGR = "urn:schemas-microsoft-com:xml-diffgram-v1"
_SCHEMA = "http://www.w3.org/2001/XMLSchema"


def dataset(table: str, rows: Sequence[Row]) -> str:
    """Return schema and diffgram of one table. Without rows there is no NewDataSet in the diffgram.

    A value that a row lacks is left out, as nulls are; its column stays in the schema.
    """
    columns: dict[str, Scalar] = {}
    for row in rows:
        for name, content in row.items():
            columns.setdefault(name, content)
    return _schema(table, columns) + _diffgram(table, rows)


def _schema(table: str, columns: Row) -> str:
    fields = "".join(element("xs:element", name=name, type=_type(content), minOccurs="0") for name, content in columns.items())
    row_type = element("xs:complexType", element("xs:sequence", fields))
    tables = element("xs:choice", element("xs:element", row_type, name=table), minOccurs="0", maxOccurs="unbounded")
    root = element(
        "xs:element",
        element("xs:complexType", tables),
        name="NewDataSet",
        msdata__IsDataSet="true",
        msdata__UseCurrentLocale="true",
    )
    return element("xs:schema", root, xmlns="", xmlns__xs=_SCHEMA, xmlns__msdata=_MSDATA, id="NewDataSet")


def _type(content: Scalar) -> str:
    return "xs:boolean" if isinstance(content, bool) else "xs:int" if isinstance(content, int) else "xs:string"


def _diffgram(table: str, rows: Sequence[Row]) -> str:
    written = "".join(
        element(table, values(row), diffgr__id=f"{table}{number + 1}", msdata__rowOrder=str(number))
        for number, row in enumerate(rows)
    )
    inner = element("NewDataSet", written, xmlns="") if rows else ""
    return element("diffgr:diffgram", inner, xmlns__msdata=_MSDATA, xmlns__diffgr=_DIFFGR)
