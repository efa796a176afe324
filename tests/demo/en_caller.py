"""A raw SOAP client for the tests of the EN stand-in: bodies are written by hand, nothing of the product is shared."""

import io
import uuid
from base64 import b64decode

import httpx
import pypdf
from lxml import etree

from agent.demo.en.server import EnServer

NAMESPACE = "http://e-nadawca.poczta-polska.pl"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
OFFICE = 260628
MASKED = "8awgqyk6a5+cub31c122@allegromail.pl"
ADDRESS = (
    '<adres nazwa="Anna Żółć" ulica="Kwiatowa" numerDomu="12A" miejscowosc="Gdańsk" kodPocztowy="80180" email="{email}"'
    ' mobile="501502503"/>'
)


def guid() -> str:
    return uuid.uuid4().hex.upper()


def soap(operation: str, inner: str = "") -> bytes:
    """A whole message; `inner` is what stands in the operation's element."""
    return (
        f'<e:Envelope xmlns:e="{SOAP}" xmlns:xsi="{XSI}"><e:Body><n:{operation} xmlns:n="{NAMESPACE}">'
        f"{inner}</n:{operation}></e:Body></e:Envelope>"
    ).encode()


def letter(key: str, *, email: str = "anna@example.pl", more: str = "", attributes: str = 'format="S" masa="180"') -> str:
    """A registered letter; `more` stands behind the address."""
    return (
        f'<przesylki guid="{key}" kategoria="EKONOMICZNA" {attributes} xsi:type="n:przesylkaPoleconaKrajowaType">'
        f"{ADDRESS.format(email=email)}{more}</przesylki>"
    )


def pocztex(key: str, *, email: str = "anna@example.pl", related: str = "", cod_grosze: int | None = None, pni: int = 0) -> str:
    """A Pocztex parcel, to a point when there is a PNI."""
    cod = (
        ""
        if cod_grosze is None
        else f'<pobranie sposobPobrania="RACHUNEK_BANKOWY" kwotaPobrania="{cod_grosze}" nrb="61109010140000071219812874"/>'
    )
    point = f'<punktOdbioru id="{pni}"/>' if pni else ""
    return (
        f'<przesylki guid="{key}" opis="zam. 1001" xsi:type="n:pocztex2021KurierType">{ADDRESS.format(email=email)}{related}{cod}'
        f"<masa>2300</masa><format>M</format><zawartosc><zawartoscInna>książki</zawartoscInna></zawartosc>{point}</przesylki>"
    )


def unregistered(key: str) -> str:
    return f'<przesylki guid="{key}" ilosc="10" masa="50" xsi:type="n:przesylkaNierejestrowanaKrajowaType"/>'


class Fault(Exception):
    """The service refused the whole request."""


class EnCaller:
    """Calls the stand-in with the right login unless a test replaces it."""

    def __init__(self, server: EnServer, client: httpx.AsyncClient) -> None:
        self.server, self.client = server, client
        self.auth = (server.options.login, server.options.password)

    async def post(self, body: bytes, operation: str, **headers: str) -> httpx.Response:
        sent = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{NAMESPACE}/{operation}"', **headers}
        return await self.client.post(self.server.url, content=body, headers=sent, auth=self.auth)

    async def call(self, operation: str, inner: str = "") -> etree._Element:
        """The element that answers; Fault when there is one."""
        answer = await self.post(soap(operation, inner), operation)
        return opened(answer)

    async def bufor(self, *, active: bool = False, office: int = OFFICE, day: str = "2026-11-24", opis: str = "Nadajnik") -> int:
        """Make a bufor and return its id."""
        asked = f'<bufor dataNadania="{day}" urzadNadania="{office}" active="{str(active).lower()}" opis="{opis}"/>'
        created = (await self.call("createEnvelopeBufor", asked)).find("createdBufor")
        assert created is not None
        return int(created.get("idBufor", ""))

    async def add(self, bufor: int, *shipments: str) -> dict[str, tuple[str | None, list[str]]]:
        """Number and error texts by guid."""
        answer = await self.call("addShipment", "".join(shipments) + f"<idBufor>{bufor}</idBufor>")
        return {
            each.get("guid", ""): (each.get("numerNadania"), [error.get("errorDesc", "") for error in each])
            for each in answer.findall("retval")
        }

    async def added(self, bufor: int, count: int = 1) -> list[str]:
        """Add letters and return their guids."""
        guids = [guid() for _ in range(count)]
        answer = await self.add(bufor, *(letter(each) for each in guids))
        assert all(number and not errors for number, errors in answer.values())
        return guids

    async def listed(self, bufor: int) -> list[tuple[str | None, str | None]]:
        """Guid and number of everything in a bufor."""
        answer = await self.call("getEnvelopeBufor", f"<idBufor>{bufor}</idBufor>")
        return [(each.get("guid"), each.get("numerNadania")) for each in answer.findall("przesylka")]

    def number(self, key: str) -> str:
        """The number of the newest shipment with this guid."""
        return self.server.by_guid(key)[-1].number or ""


def opened(answer: httpx.Response) -> etree._Element:
    """What stands in the Body; Fault when it is one."""
    assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
    body = etree.fromstring(answer.content).find(f"{{{SOAP}}}Body")
    assert body is not None
    content = body[0]
    if content.tag == f"{{{SOAP}}}Fault":
        assert answer.status_code == 500
        raise Fault(content.findtext("faultstring"))
    assert answer.status_code == 200
    return content


def errors(answer: etree._Element) -> list[str]:
    """The texts of the answer's own errors."""
    return [each.get("errorDesc", "") for each in answer.findall("error")]


def pages(base64: str | None) -> list[str]:
    """The pages of a PDF as text without blanks."""
    return ["".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(b64decode(base64 or ""))).pages]
