"""Whether a shipment fits the Allegro order it names (poczta-polska-en.md, section 6)."""

from collections.abc import Iterator
from typing import Protocol

from agent.demo.en import errors
from agent.demo.en.errors import EnError
from agent.demo.en.shipments import Shipment

_LETTERS = ("przesylkaPoleconaKrajowaType", "przesylkaFirmowaPoleconaType")


class AllegroOrder(Protocol):
    """What Poczta Polska knows about an Allegro order."""

    @property
    def order_id(self) -> str:
        """The order id."""

    @property
    def seller_id(self) -> str:
        """The seller's user id."""

    @property
    def method_id(self) -> str:
        """The id of the delivery method the buyer chose."""

    @property
    def method_name(self) -> str:
        """Its name."""

    @property
    def ready(self) -> bool:
        """Whether it is paid and passed on."""


def link_errors(shipment: Shipment, order: AllegroOrder | None) -> list[EnError]:
    """Return why the shipment is not a parcel of `order`, the order of the receiver's full masked e-mail."""
    related = shipment.part("relatedToAllegro") or {}
    expected = order and {
        "id": order.order_id,
        "sellerId": order.seller_id,
        "channel": "REST_API",
        "deliveryMethod": order.method_id,
    }
    if order is None or not order.ready or related != expected or not _is_of_poczta_polska(order.method_name):
        return [errors.NOT_LINKABLE]
    return list(_method_errors(shipment, order.method_name))


def _is_of_poczta_polska(method_name: str) -> bool:
    name = method_name.casefold()
    return name.startswith("allegro") and ("pocztex" in name or "polecona" in name)


def _method_errors(shipment: Shipment, method_name: str) -> Iterator[EnError]:
    name = method_name.casefold()
    if (shipment.kind in _LETTERS) != ("polecona" in name):
        yield errors.WRONG_PRODUCT
    to_a_point = "punkcie" in name or "automat" in name
    if to_a_point and shipment.pni is None:
        yield errors.POINT_MISSING
    if not to_a_point and shipment.pni is not None:
        yield errors.POINT_UNWANTED
    cod = shipment.cod_grosze is not None
    if "pobranie" in name and not cod:
        yield errors.COD_MISSING
    if "pobranie" not in name and cod:
        yield errors.COD_UNWANTED
