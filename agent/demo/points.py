"""Lockers and points known to both stand-ins, and the points resource of ShipX.

Names follow the carrier's pattern; places are ours. Shape and functions: inpost-shipx.md, section 10.
"""

import math
from dataclasses import dataclass

from agent.demo.wire import JsonObject

_ALLEGRO_FUNCTIONS = (
    "allegro_courier_send",
    "allegro_letter_send",
    "allegro_parcel_collect",
    "allegro_parcel_send",
)
_PLAIN_FUNCTIONS = ("parcel", "parcel_collect", "parcel_send", "standard_courier_send")


@dataclass(frozen=True)
class Point:
    """One locker or service point."""

    name: str
    street: str
    building_number: str
    post_code: str
    city: str
    description: str | None = "obok sklepu"
    types: tuple[str, ...] = ("parcel_locker",)
    functions: tuple[str, ...] = (*_ALLEGRO_FUNCTIONS, *_PLAIN_FUNCTIONS)

    @property
    def is_service_point(self) -> bool:
        """Whether a person serves it (PaczkoPunkt) and not a machine."""
        return "pop" in self.types


_POP = ("parcel_locker_superpop", "pop")

POINTS: dict[str, Point] = {
    point.name: point
    for point in (
        Point("KRA010", "Pawia", "5", "31-154", "Kraków", "przy dworcu"),
        Point("KRA012", "Królewska", "57", "30-081", "Kraków"),
        Point("KRA05M", "Bronowicka", "19", "30-084", "Kraków", None),
        Point("WAW01M", "Marszałkowska", "104/122", "00-017", "Warszawa"),
        Point("WAW22N", "Świętokrzyska", "31", "00-049", "Warszawa", "stacja paliw"),
        Point("WAW390", "Puławska", "145", "02-715", "Warszawa"),
        Point("POZ08A", "Grunwaldzka", "108", "60-166", "Poznań", "stacja paliw"),
        Point("POZ14H", "Głogowska", "18", "60-702", "Poznań"),
        Point("WRO03N", "Legnicka", "58", "54-204", "Wrocław", None),
        Point("GDA07M", "Grunwaldzka", "141", "80-264", "Gdańsk"),
        Point("LOD22A", "Piotrkowska", "270", "90-361", "Łódź"),
        Point("KZY01A", "Gajowa", "27", "43-340", "Kozy"),
        Point("BBI02A", "Żywiecka", "21", "43-300", "Bielsko-Biała"),
        Point("LUB05A", "Lipowa", "13", "20-020", "Lublin"),
        Point("POP-KRA228", "Dietla", "50", "31-039", "Kraków", "sklep spożywczy", _POP),
        Point("POP-ZGR1", "Długa", "29", "95-100", "Zgierz", "kiosk", _POP),
        # A locker that takes no Allegro parcels: the refusal is invalid_box_machine_function.
        Point("GLI99X", "Zwycięstwa", "10", "44-100", "Gliwice", functions=_PLAIN_FUNCTIONS),
        # A locker nothing can be collected from, only posted.
        Point("SZC88S", "Wyszyńskiego", "3", "70-200", "Szczecin", functions=("parcel_send", "allegro_parcel_send")),
    )
}

_TOWNS = {
    "Kraków": (50.06, 19.94),
    "Warszawa": (52.23, 21.01),
    "Poznań": (52.41, 16.93),
    "Wrocław": (51.11, 17.04),
    "Gdańsk": (54.35, 18.65),
    "Łódź": (51.76, 19.46),
    "Zgierz": (51.86, 19.41),
}
_ELSEWHERE = (50.0, 19.0)


def _position(point: Point) -> tuple[float, float]:
    """Latitude and longitude; the points of a town lie a few hundred metres apart."""
    north, east = _TOWNS.get(point.city, _ELSEWHERE)
    return north + list(POINTS).index(point.name) * 0.003, east


def _metres(one: tuple[float, float], other: tuple[float, float]) -> int:
    return round(math.hypot((one[0] - other[0]) * 111_000, (one[1] - other[1]) * 70_000))


ALLEGRO_LOCKERS = tuple(
    point.name for point in POINTS.values() if "allegro_parcel_collect" in point.functions and not point.is_service_point
)


def point_body(point: Point, base_url: str, distance_m: int | None = None) -> JsonObject:
    """Return the point as the points resource shows it; the way is told only to those who ask from where."""
    latitude, longitude = _position(point)
    return {
        "href": f"{base_url}/v1/points/{point.name}",
        "name": point.name,
        "type": list(point.types),
        "status": "Operating",
        "location": {"longitude": longitude, "latitude": latitude},
        "location_type": "Outdoor",
        "location_date": None,
        "location_description": point.description,
        "location_description_1": None,
        "location_description_2": None,
        "distance": distance_m,
        "opening_hours": "24/7",
        "address": {
            "line1": f"{point.street} {point.building_number}",
            "line2": f"{point.post_code} {point.city}",
        },
        "address_details": {
            "city": point.city,
            "province": None,
            "post_code": point.post_code,
            "street": point.street,
            "building_number": point.building_number,
            "flat_number": None,
        },
        "phone_number": None,
        "payment_point_descr": None,
        "functions": sorted(point.functions),
        "partner_id": 0,
        "is_next": False,
        "payment_available": True,
        "payment_type": {"0": "Payments are not supported"},
        "virtual": "0",
        "recommended_low_interest_box_machines_list": None,
        "apm_doubled": None,
        "location_247": True,
        "operating_hours_extended": {"customer": None},
        "agency": None,
        "image_url": None,
        "easy_access_zone": True,
        "air_index_level": None,
        "physical_type_mapped": "003",
        "physical_type_description": None,
    }


def points_page(
    base_url: str,
    *,
    names: list[str],
    types: list[str],
    functions: list[str],
    city: str | None,
    post_code: str | None,
    relative_point: tuple[float, float] | None = None,
    relative_post_code: str | None = None,
    page: int,
    per_page: int,
) -> JsonObject:
    """Return the list of points that fit every given filter, the nearest first when asked from where.

    An empty filter fits everything. A post code lies where the first point of its first two digits does; one without any
    is not known and gives nothing.
    """
    middle = relative_point
    if relative_post_code is not None:
        same = [each for each in POINTS.values() if each.post_code[:2] == relative_post_code[:2]]
        middle = _position(same[0]) if same else None
    fitting = [
        point
        for point in POINTS.values()
        if (not names or point.name in names)
        and (not types or set(types) & set(point.types))
        and set(functions) <= set(point.functions)
        and (city is None or point.city.casefold() == city.casefold())
        and (post_code is None or point.post_code == post_code)
        and (relative_post_code is None or middle is not None)
    ]
    ways = {each.name: None if middle is None else _metres(middle, _position(each)) for each in fitting}
    fitting.sort(key=lambda each: ways[each.name] or 0)
    shown = fitting[(page - 1) * per_page : page * per_page]
    return {
        "href": f"{base_url}/v1/points",
        "count": len(fitting),
        "page": page,
        "per_page": per_page if fitting else 0,
        "total_pages": max(1, -(-len(fitting) // per_page)),
        "items": [point_body(point, base_url, ways[point.name]) for point in shown],
    }
