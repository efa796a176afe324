"""Pick-up points as checkout forms name them: lockers of InPost, points of Pocztex and of ORLEN Paczka."""

from agent.demo import allegro_methods as methods
from agent.demo.allegro_methods import DeliveryMethod
from agent.demo.en.points import POINTS as POCZTEX_POINTS
from agent.demo.points import ALLEGRO_LOCKERS, POINTS
from agent.demo.pwr.locations import LOCATIONS
from agent.demo.wire import JsonObject

_ORLEN_POINTS = tuple(each for each in LOCATIONS.values() if each.takes_parcels)


def pickup_point(number: int, method: DeliveryMethod) -> JsonObject:
    """Return the point of order `number`."""
    if method in (methods.ORLEN, methods.ORLEN_COD):
        return _orlen_point(number)
    point = POINTS[ALLEGRO_LOCKERS[number % len(ALLEGRO_LOCKERS)]]
    return {
        "id": point.name,
        "name": f"Paczkomat {point.name}",
        "description": point.description,
        "address": {
            "street": f"{point.street} {point.building_number}",
            "zipCode": point.post_code,
            "city": point.city,
            "countryCode": "PL",
        },
    }


def pocztex_point() -> JsonObject:
    """Return a point of Pocztex."""
    point = POCZTEX_POINTS[414491]
    return {
        "id": str(point.pni),
        "name": f"Pocztex {point.name}",
        "description": None,
        "address": {
            "street": f"{point.street} {point.house}",
            "zipCode": f"{point.post_code[:2]}-{point.post_code[2:]}",
            "city": point.city,
            "countryCode": "PL",
        },
    }


def _orlen_point(number: int) -> JsonObject:
    """A point of ORLEN Paczka in either shape that was seen: the full code, or the six digits alone."""
    location = _ORLEN_POINTS[number % len(_ORLEN_POINTS)]
    return {
        "id": location.psd if number % 3 == 0 else location.code,
        "name": f"ORLEN Paczka {location.psd}",
        "description": None,
        "address": {
            "street": f"{location.street} {location.building_number}",
            "zipCode": location.zip_code,
            "city": location.city,
            "countryCode": "PL",
        },
    }
