"""What happens to a shipment after the POST was answered: offers, purchase, number (inpost-shipx.md, section 6)."""

import asyncio
import random
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from agent.demo.shipx_options import PurchaseResult, ShipxOptions
from agent.demo.shipx_shipments import Shipment
from agent.demo.wire import JsonObject

_OVER = ("canceled", "confirmed")


class Purchases:
    """Moves shipments through created, offers_prepared, offer_selected and confirmed, or leaves them stuck."""

    def __init__(self, options: ShipxOptions, on_confirmed: Callable[[Shipment], None]) -> None:
        self._options = options
        self._on_confirmed = on_confirmed
        self._planned: deque[PurchaseResult] = deque()
        self._outcome: dict[int, PurchaseResult] = {}
        self._random = random.Random(options.seed)  # noqa: S311 - numbers of a stand-in, not secrets
        self.balance_grosze = options.balance_grosze
        self.bank_account_number = options.bank_account_number

    def plan(self, result: PurchaseResult, times: int) -> None:
        """Let the next `times` shipments end like this instead of being bought."""
        self._planned.extend([result] * times)

    def begin(self, shipment: Shipment) -> None:
        """Start the life of a shipment on the running event loop; the calling answer still shows `created`."""
        if self._planned:
            self._outcome[shipment.id] = self._planned.popleft()
        whole = self._options.confirm_after_s
        if whole is None:
            return
        loop = asyncio.get_running_loop()
        loop.call_later(whole * 0.25, self._prepare, shipment)
        loop.call_later(whole * 0.5, self._select, shipment)
        loop.call_later(whole, self.buy, shipment)

    def _prepare(self, shipment: Shipment) -> None:
        if shipment.status == "created":
            shipment.status = "offers_prepared"
            unavailable = self._outcome.get(shipment.id) is PurchaseResult.OFFER_UNAVAILABLE
            shipment.offer_status = "unavailable" if unavailable else "available"

    def _select(self, shipment: Shipment) -> None:
        # Without `service` nobody selects: that is the offer mode.
        if shipment.status == "offers_prepared" and shipment.offer_status == "available" and shipment.body.get("service"):
            shipment.status = "offer_selected"
            shipment.offer_status = "selected"

    def buy(self, shipment: Shipment) -> None:
        """Try to buy now; the outcome is seen in the shipment. Undoes a cancellation unless the options forbid it."""
        if shipment.status == "confirmed" or (shipment.status == "canceled" and not self._options.cancel_is_undone):
            return
        if shipment.status == "canceled":
            shipment.status = "created"
        self._prepare(shipment)
        self._select(shipment)
        if shipment.status != "offer_selected" or shipment.body.get("only_choice_of_offer"):
            return
        shipment.bought_at = shipment.updated_at = _now(self._options)
        outcome = self._outcome.get(shipment.id) or self._own_outcome(shipment)
        if outcome is PurchaseResult.NEVER:
            return
        if outcome is not None:
            shipment.failure = _failure(outcome)
            return
        if self.balance_grosze is not None:
            self.balance_grosze -= shipment.facts.price_grosze
        self._confirm(shipment)

    def _own_outcome(self, shipment: Shipment) -> PurchaseResult | None:
        if shipment.body.get("cod") and self.bank_account_number is None:
            return PurchaseResult.COMPANY_DATA_MISSING
        if self.balance_grosze is not None and self.balance_grosze < shipment.facts.price_grosze:
            return PurchaseResult.DEBT_COLLECTION
        return None

    def _confirm(self, shipment: Shipment) -> None:
        shipment.status = "confirmed"
        shipment.offer_status = "bought"
        shipment.tracking_numbers = [self._number(shipment) for _ in shipment.parcels]
        self._on_confirmed(shipment)

    def _number(self, shipment: Shipment) -> str:
        start = "6" if shipment.facts.locker else "52"
        return start + "".join(self._random.choice("0123456789") for _ in range(24 - len(start)))


def _failure(outcome: PurchaseResult) -> JsonObject:
    if outcome is PurchaseResult.COMPANY_DATA_MISSING:
        message, details = "customer_lack_of_address_data", {"owner_email": "sprzedawca@example.com"}
    else:
        message, details = outcome.value, {}
    return {"status": 422, "error": outcome.value, "message": message, "details": details}


def _now(options: ShipxOptions) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=options.clock_offset_s)
