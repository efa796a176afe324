"""Which rule decides on an order. Decides; no I/O."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from agent.shipping.model.names import folded
from agent.shipping.model.order import Order
from shared_schema.rules import Rule, RuleWhen

from .weight import parsed_weight_g


@dataclass(frozen=True, slots=True)
class Candidate:
    """An order with what it would be sent by without any rule; None where that is not known."""

    order: Order
    carrier: str | None
    service: str | None


def deciding_rule(rules: Sequence[Rule], candidate: Candidate) -> Rule | None:
    """The first rule whose conditions all hold; what cannot be known of an order does not hold."""
    return next((rule for rule in rules if holds(rule.when, candidate)), None)


def holds(when: RuleWhen, candidate: Candidate) -> bool:
    """Whether all the conditions hold for the order."""
    return all(condition(when, candidate) for condition in _CONDITIONS)


def names_method(rule: Rule, order: Order) -> bool:
    """Whether the rule names the order's delivery method by its id: the seller has then assigned it himself."""
    return rule.when.method is not None and _one_of(order.method.id, rule.when.method)


def _method(when: RuleWhen, candidate: Candidate) -> bool:
    method = candidate.order.method
    by_name = when.method_name is None or folded(when.method_name) in folded(method.name)
    return by_name and (when.method is None or _one_of(method.id, when.method))


def _way(when: RuleWhen, candidate: Candidate) -> bool:
    order = candidate.order
    return (
        (when.carrier is None or _one_of(candidate.carrier, when.carrier))
        and (when.service is None or _one_of(candidate.service, when.service))
        and (when.to is None or when.to == ("point" if order.point else "door"))
        and (when.cash_on_delivery is None or when.cash_on_delivery == order.cash_on_delivery)
    )


def _value(when: RuleWhen, candidate: Candidate) -> bool:
    total = candidate.order.total
    known = total.amount_grosze if total and total.currency == "PLN" else None
    return _within(known, when.value_from_grosze, when.value_to_grosze)


def _items(when: RuleWhen, candidate: Candidate) -> bool:
    quantities = [line.quantity for line in candidate.order.lines]
    known = sum(quantities) if quantities and all(quantities) else None
    return _within(known, when.items_from, when.items_to)


def _offers(when: RuleWhen, candidate: Candidate) -> bool:
    lines = candidate.order.lines
    offers = when.offer is None or (bool(lines) and all(_one_of(line.offer_id, when.offer) for line in lines))
    return offers and (
        when.external_id is None or (bool(lines) and all(_one_of(line.external_id, when.external_id) for line in lines))
    )


def _weight(when: RuleWhen, candidate: Candidate) -> bool:
    if when.weight_from_g is None and when.weight_to_g is None:
        return True
    return _within(parsed_weight_g(candidate.order.lines), when.weight_from_g, when.weight_to_g)


_CONDITIONS: tuple[Callable[[RuleWhen, Candidate], bool], ...] = (_method, _way, _value, _items, _offers, _weight)


def _one_of(value: str | None, wanted: Sequence[str]) -> bool:
    text = (value or "").strip().casefold()
    return bool(text) and text in {each.strip().casefold() for each in wanted}


def _within(known: int | None, low: int | None, high: int | None) -> bool:
    if low is None and high is None:
        return True
    return known is not None and (low is None or low <= known) and (high is None or known <= high)
