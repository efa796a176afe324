"""Tracking numbers on orders: what Allegro keeps, what it refuses, and doubles, which it would show to the buyer."""

import base64
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic

from agent.demo.allegro_errors import ABSENT
from agent.demo.allegro_form import iso
from agent.demo.allegro_methods import CARRIERS, number_fits_carrier, number_has_a_shape
from agent.demo.allegro_options import AllegroOptions
from agent.demo.wire import JsonObject


@dataclass
class NumberError(Exception):
    """Why a number is not taken; the fields become the error body."""

    status: int
    code: str
    message: str | None
    path: str | None = None
    metadata: object = ABSENT


@dataclass(frozen=True)
class TrackingNumber:
    """One number on one order. `by_carrier`: the carrier added it itself."""

    order_id: str
    carrier_id: str
    waybill: str
    carrier_name: str | None
    line_items: tuple[str, ...]
    created_at: str
    visible_at: float
    by_carrier: bool

    @property
    def id(self) -> str:
        """The identifier Allegro derives from carrier and number."""
        return base64.b64encode(f"{self.carrier_id}:{self.waybill}".encode()).decode()

    def body(self) -> JsonObject:
        """Return the entry as the order's list shows it."""
        named = {"carrierName": self.carrier_name} if self.carrier_name is not None else {}
        return {
            "id": self.id,
            "waybill": self.waybill,
            "carrierId": self.carrier_id,
            **named,
            "lineItems": [{"id": each} for each in self.line_items],
            "createdAt": self.created_at,
        }


class NumberBook:
    """All numbers on all orders."""

    def __init__(self, options: AllegroOptions) -> None:
        self._options = options
        self._entries: list[TrackingNumber] = []

    def of_order(self, order_id: str, *, visible_only: bool = False) -> list[TrackingNumber]:
        """Return the numbers of an order, oldest first, doubles included."""
        now = monotonic()
        return [each for each in self._entries if each.order_id == order_id and (not visible_only or each.visible_at <= now)]

    def doubled(self) -> list[tuple[str, str, str]]:
        """Return (order id, carrier id, number) of everything that stands more than once on its order."""
        counts = Counter((each.order_id, each.carrier_id, each.waybill) for each in self._entries)
        return [key for key, count in counts.items() if count > 1]

    def add_by_carrier(self, order: JsonObject, carrier_id: str, waybill: str) -> None:
        """Add what the carrier itself reports; a number already there stays one entry."""
        there = {(each.carrier_id, each.waybill) for each in self.of_order(order["id"])}
        if (carrier_id, waybill) not in there:
            self._add(order, carrier_id, waybill, None, _line_item_ids(order), by_carrier=True)

    def add_posted(self, order: JsonObject, body: JsonObject) -> TrackingNumber:
        """Add what a client posts. A repeated number becomes a second entry. Raises NumberError."""
        carrier_id, waybill, name = body.get("carrierId"), body.get("waybill"), body.get("carrierName")
        if not isinstance(carrier_id, str) or not isinstance(waybill, str) or not isinstance(name, str | None):
            raise NumberError(400, "ERROR", "Bad Request")
        if carrier_id not in CARRIERS:
            message = "Unrecognized value in the field: carrierId"
            raise NumberError(400, "CarrierIdValidationException", message, "carrierId", {})
        if not number_has_a_shape(waybill):
            raise NumberError(400, "WaybillValidationException", "Tracking number is invalid", "waybill", {})
        if not number_fits_carrier(carrier_id, waybill):
            message = "Provided waybill is not valid for this carrier"
            raise NumberError(400, "CarrierWaybillValidationException", message, None, [])
        if carrier_id == "OTHER" and name is not None and len(name) > 30:
            raise NumberError(422, "VALIDATION_ERROR", "carrierName is too long", "carrierName")
        chosen = self._chosen_items(order, body.get("lineItems"))
        self._check_limits(order["id"], waybill)
        # Allegro ignores the name of a carrier it knows.
        return self._add(order, carrier_id, waybill, name if carrier_id == "OTHER" else None, chosen, by_carrier=False)

    def remove(self, order: JsonObject, waybill: str) -> None:
        """Remove a number, as the seller can in the panel."""
        self._entries = [each for each in self._entries if (each.order_id, each.waybill) != (order["id"], waybill)]
        self._count_items(order)

    def _chosen_items(self, order: JsonObject, line_items: object) -> tuple[str, ...]:
        known = _line_item_ids(order)
        if not line_items:
            return known
        if not isinstance(line_items, list) or not all(isinstance(each, dict) for each in line_items):
            raise NumberError(400, "ERROR", "Bad Request")
        chosen = tuple(each.get("id") for each in line_items)
        if not set(chosen) <= set(known):
            raise NumberError(422, "VALIDATION_ERROR", "Line item does not belong to the order", "lineItems")
        return chosen

    def _check_limits(self, order_id: str, waybill: str) -> None:
        if len(self.of_order(order_id)) >= self._options.number_limit_per_order:
            message = "Maximum waybills assigned to order limit reached"
            raise NumberError(422, "WaybillsAssignedToOrderLimitReached", message)
        if len({each.order_id for each in self._entries if each.waybill == waybill} - {order_id}) >= (
            self._options.orders_limit_per_number
        ):
            raise NumberError(409, "CONFLICT", "Maximum waybill usage exceeded", "waybill")

    def _add(
        self,
        order: JsonObject,
        carrier_id: str,
        waybill: str,
        carrier_name: str | None,
        line_items: tuple[str, ...],
        *,
        by_carrier: bool,
    ) -> TrackingNumber:
        entry = TrackingNumber(
            order_id=order["id"],
            carrier_id=carrier_id,
            waybill=waybill,
            carrier_name=carrier_name,
            line_items=line_items,
            created_at=iso(datetime.now(UTC)),
            visible_at=monotonic() + self._options.numbers_lag_s,
            by_carrier=by_carrier,
        )
        self._entries.append(entry)
        self._count_items(order)
        return entry

    def _count_items(self, order: JsonObject) -> None:
        covered = {item for each in self.of_order(order["id"]) for item in each.line_items}
        everything = covered >= set(_line_item_ids(order))
        order["fulfillment"]["shipmentSummary"] = {"lineItemsSent": "ALL" if everything else "SOME" if covered else "NONE"}


def _line_item_ids(order: JsonObject) -> tuple[str, ...]:
    return tuple(item["id"] for item in order["lineItems"])
