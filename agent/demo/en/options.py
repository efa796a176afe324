"""What can be set on the stand-in of Elektroniczny Nadawca."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Office:
    """A posting office of the contract (urząd nadania)."""

    number: int
    name: str


@dataclass(frozen=True)
class Card:
    """One contract relation (karta)."""

    id: int
    description: str


ORDINARY_PRODUCTS = (
    "przesylkaPoleconaKrajowaType",
    "listWartosciowyKrajowyType",
    "paczkaPocztowaType",
    "przesylkaPobraniowaType",
    "uslugaPaczkowaType",
    "paczkaZagranicznaType",
    "przesylkaPoleconaZagranicznaType",
    "pocztex2021KurierType",
    "pocztex2021NaDzisType",
    "przesylkaNierejestrowanaKrajowaType",
    "listZwyklyType",
)
ALLEGRO_PRODUCTS = ("przesylkaPoleconaKrajowaType", "pocztex2021KurierType")


@dataclass(frozen=True)
class EnOptions:
    """The account and the habits of the stand-in. Times are seconds, money is grosze."""

    kind: Literal["ordinary", "allegro"] = "ordinary"
    """`allegro`: the contract takes only parcels linked to an Allegro order; `ordinary`: only others."""
    login: str = "sklep_zuraw"
    password: str = "demo-en-password"  # noqa: S105 - the stand-in's own, opens nothing
    login_blocked_after: int | None = 3
    """How many wrong passwords block the login, even for the right one; None never blocks."""
    hello_checks_password: bool = False
    """Whether `hello` needs the password is not known; a client that relies on it is caught."""
    password_expires_in_days: int = 30
    shortest_password: int = 1
    """What the service demands of a new password is not documented; one of fewer characters is refused."""
    offices: tuple[Office, ...] = (Office(260628, "UP Łódź 1"), Office(260629, "UP Łódź 2"))
    cards: tuple[Card, ...] = (Card(902001, "Umowa 123456/P"), Card(902002, "Umowa 654321/A"))
    """The first one is the active one."""
    products: tuple[str, ...] | None = None
    """Shipment types on the contract; None takes the usual ones of `kind`."""
    repeated_guid: Literal["doubles", "refused"] = "doubles"
    """What a guid sent again does is not known; `doubles`, the worst, makes a second shipment."""
    list_lag_s: float = 0.0
    """How long a new shipment is missing from getEnvelopeBufor."""
    envelope_step_s: float | None = 0.5
    """From one status of an envelope to the next; None leaves it WYSLANY until `set_envelope_status`."""
    one_bad_guid_empties_print: bool = True
    print_order: Literal["asked", "reversed"] = "asked"
    """Order of the pages when several labels are in one file; the real order is unknown."""
    label_page: Literal["A4", "A6"] = "A6"
    """A setting of the account; no request can choose it."""
    cod_forms: bool = True
    """Whether COD forms are printed; for which products the service has them is not documented."""
    foreign_shipments: int = 2
    """Shipments in the active bufor that the seller made in the web page; 0 leaves that bufor out."""
    clock_offset_s: float = 0
    port: int = 0

    @property
    def accepted_products(self) -> tuple[str, ...]:
        """The shipment types on the contract."""
        if self.products is not None:
            return self.products
        return ALLEGRO_PRODUCTS if self.kind == "allegro" else ORDINARY_PRODUCTS
