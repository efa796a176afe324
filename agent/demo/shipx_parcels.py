"""Sizes and weights of parcels: what ShipX refuses and how it shows them (inpost-shipx.md, section 3)."""

import math
from typing import Protocol

from agent.demo.shipx_services import COURIER_MAXIMUM, LOCKER_MAXIMUM, TEMPLATE_SIZES, Service
from agent.demo.wire import JsonObject


class ProblemList(Protocol):
    """Takes refusals."""

    def add(self, path: str, key: str) -> None:
        """Add a key under a dotted path."""


def parcel_list(parcels: object) -> list[JsonObject]:
    """Return the parcels of a request that was taken: it may hold one object or a list."""
    return [parcels] if isinstance(parcels, dict) else parcels if isinstance(parcels, list) else []


def check_parcels(parcels: object, service: Service, problems: ProblemList) -> None:
    """Add everything wrong with the parcels of a request."""
    if not parcels or not isinstance(parcels, dict | list):
        problems.add("parcels", "required")
        return
    if isinstance(parcels, dict):
        _check_parcel(parcels, "parcels", service, problems)
        return
    if len(parcels) > (99 if service.several_parcels else 1):
        problems.add("parcels", "too_long")
    if not all(isinstance(parcel, dict) for parcel in parcels):
        problems.add("parcels", "invalid")
        return
    ids = [parcel.get("id") for parcel in parcels]
    for index, parcel in enumerate(parcels):
        if not isinstance(ids[index], str) or ids.count(ids[index]) > 1:
            problems.add(f"parcels.{index}.id", "required" if ids[index] is None else "invalid")
        _check_parcel(parcel, f"parcels.{index}", service, problems)


def _check_parcel(parcel: JsonObject, path: str, service: Service, problems: ProblemList) -> None:
    template = parcel.get("template")
    if template is not None:
        if not isinstance(template, str) or template not in service.templates:
            problems.add(f"{path}.template", "invalid")
        return
    if not service.takes_dimensions:
        problems.add(f"{path}.template", "required")
        return
    sides_maximum, weight_maximum = LOCKER_MAXIMUM if service.locker else COURIER_MAXIMUM
    sides = _measures(parcel.get("dimensions"), ("length", "width", "height"), f"{path}.dimensions", problems)
    if sides and any(side > most for side, most in zip(sorted(sides, reverse=True), sides_maximum, strict=True)):
        problems.add(f"{path}.dimensions.length", "too_big")
    weights = _measures(parcel.get("weight"), ("amount",), f"{path}.weight", problems)
    if weights and weights[0] > weight_maximum:
        problems.add(f"{path}.weight.amount", "too_big")
    for name, unit in (("dimensions", "mm"), ("weight", "kg")):
        given = parcel.get(name)
        if isinstance(given, dict) and given.get("unit", unit) != unit:
            problems.add(f"{path}.{name}.unit", "invalid")


def _measures(value: object, names: tuple[str, ...], path: str, problems: ProblemList) -> list[float]:
    if not isinstance(value, dict):
        problems.add(path, "required")
        return []
    measures = []
    for name in names:
        number = as_number(value.get(name))
        if value.get(name) is None:
            problems.add(f"{path}.{name}", "required")
        elif number is None:
            problems.add(f"{path}.{name}", "not_a_number")
        elif number <= 0:
            problems.add(f"{path}.{name}", "too_small")
        else:
            measures.append(number)
    return measures if len(measures) == len(names) else []


def as_number(value: object) -> float | None:
    """Return a number given as a JSON number or as a string; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def parcel_body(parcel: JsonObject, parcel_id: int, tracking_number: str | None) -> JsonObject:
    """Return a parcel as an answer shows it, templates with their measures."""
    template = parcel.get("template")
    if template is not None:
        length, width, height, weight = TEMPLATE_SIZES[template]
        dimensions: JsonObject = {"length": length, "width": width, "height": height, "unit": "mm"}
        amount: float | None = weight
    else:
        given = parcel["dimensions"]
        dimensions = {name: as_number(given[name]) for name in ("length", "width", "height")} | {"unit": "mm"}
        amount = as_number(parcel["weight"]["amount"])
    return {
        "id": parcel_id,
        "identify_number": parcel.get("id"),
        "tracking_number": tracking_number,
        "is_non_standard": bool(parcel.get("is_non_standard")),
        "template": template,
        "dimensions": dimensions,
        "weight": {"amount": amount, "unit": "kg"},
    }
