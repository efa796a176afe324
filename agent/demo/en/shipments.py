"""A shipment as the client sent it, and what EN added (poczta-polska-en.md, sections 2 and 5)."""

from dataclasses import dataclass
from datetime import date

from lxml import etree

from agent.demo.en.schema_shipments import REGISTERED_TYPES
from agent.demo.en.soap import attributes_of, copied, type_name

PRODUCT_NAMES = {
    "przesylkaPoleconaKrajowaType": "Przesyłka polecona",
    "przesylkaFirmowaPoleconaType": "Przesyłka firmowa polecona (845)",
    "listWartosciowyKrajowyType": "List wartościowy",
    "paczkaPocztowaType": "Paczka pocztowa",
    "przesylkaPobraniowaType": "Przesyłka pobraniowa",
    "uslugaPaczkowaType": "Paczka 24/48",
    "paczkaZagranicznaType": "Paczka zagraniczna",
    "przesylkaPoleconaZagranicznaType": "Przesyłka polecona zagraniczna",
    "przesylkaBiznesowaType": "Pocztex Kurier 48 (852)",
    "pocztex2021KurierType": "Pocztex",
    "pocztex2021NaDzisType": "Pocztex na dziś",
    "przesylkaNierejestrowanaZNumeremType": "Przesyłka nierejestrowana z numerem",
    "przesylkaNierejestrowanaKrajowaType": "Przesyłka nierejestrowana",
    "listZwyklyType": "List zwykły",
    "listBiznesowyType": "List biznesowy",
}
_POINT_ELEMENTS = ("punktOdbioru", "urzadWydaniaEPrzesylki")


@dataclass(eq=False)
class Shipment:
    """One `przesylki`. `number` is the numerNadania; unregistered ones never have one."""

    element: etree._Element
    guid: str
    number: str | None = None
    listed_at: float = 0.0
    """Seconds on the monotonic clock from which getEnvelopeBufor shows it."""
    label_fetched: bool = False

    @property
    def kind(self) -> str:
        """The name of its type."""
        return type_name(self.element) or ""

    @property
    def product(self) -> str:
        """What the type is called in a contract."""
        return PRODUCT_NAMES[self.kind]

    @property
    def registered(self) -> bool:
        """Whether the type has numbers."""
        return self.kind in REGISTERED_TYPES

    def value(self, name: str) -> str | None:
        """Return an attribute, or the text of a child element, as Pocztex has it."""
        found = self.element.get(name)
        return self.element.findtext(name) if found is None else found

    def part(self, name: str) -> dict[str, str] | None:
        """Return the attributes of a child element, None without the element."""
        found = self.element.find(name)
        return None if found is None else attributes_of(found)

    @property
    def description(self) -> str | None:
        """Its `opis`, or the customer's own number: where a client puts the order."""
        return self.value("opis") or self.value("numerPrzesylkiKlienta")

    @property
    def email(self) -> str | None:
        """The receiver's e-mail byte for byte."""
        return (self.part("adres") or {}).get("email")

    @property
    def cod_grosze(self) -> int | None:
        """What to collect; None without COD, 0 when the amount is missing."""
        cod = self.part("pobranie")
        return None if cod is None else int(cod.get("kwotaPobrania", 0))

    @property
    def pni(self) -> int | None:
        """The point to collect it at, None for a delivery to the door."""
        point = next((part for name in _POINT_ELEMENTS if (part := self.part(name)) is not None), None)
        return None if point is None else int(point["id"])

    def plan_for(self, day: date) -> None:
        """Set the planned posting date."""
        self.element.set("planowanaDataNadania", day.isoformat())

    def render(self) -> etree._Element:
        """Return it as getEnvelopeBufor shows it."""
        shown = copied(self.element, "przesylka")
        shown.set("guid", self.guid)
        if self.number is not None:
            shown.set("numerNadania", self.number)
        return shown
