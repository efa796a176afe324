"""The ShipX services this product sends, and what each of them takes (contract: inpost-shipx.md, sections 3 and 4)."""

from collections.abc import Mapping
from typing import Final, Literal, get_args

Service = Literal[
    "inpost_locker_allegro",
    "inpost_locker_standard",
    "inpost_courier_allegro",
    "inpost_courier_standard",
    "inpost_courier_c2c",
    "inpost_letter_allegro",
]
SERVICES: tuple[Service, ...] = get_args(Service)
LockerSize = Literal["small", "medium", "large"]
C2cSize = Literal["small", "medium", "large", "xlarge"]
LetterSize = Literal["letter_a", "letter_b", "letter_c"]

TEMPLATES: Mapping[Service, tuple[str, ...]] = {
    "inpost_locker_allegro": get_args(LockerSize),
    "inpost_locker_standard": get_args(LockerSize),
    "inpost_courier_c2c": get_args(C2cSize),
    "inpost_letter_allegro": get_args(LetterSize),
}
"""Templates to choose from; a service that is not here is sent with dimensions and weight."""

WITHOUT_COD: frozenset[Service] = frozenset({"inpost_letter_allegro"})


def as_service(name: str) -> Service | None:
    """The service of that name."""
    return next((each for each in SERVICES if each == name), None)


def goes_to_point(service: Service) -> bool:
    """Whether the parcel goes to a locker or point: then `target_point` is sent and no address."""
    return service.startswith("inpost_locker_")


PLAIN_COLLECT: Final = "parcel_collect"
ALLEGRO_COLLECT: Final = "allegro_parcel_collect"


def collect_function(service: Service) -> str:
    """What a point is able to do where a parcel of this service can be collected (contract, section 10)."""
    return ALLEGRO_COLLECT if service == "inpost_locker_allegro" else PLAIN_COLLECT


def family(service: str) -> str:
    """The service without the Smart mark: InPost itself turns `inpost_locker_allegro` into `inpost_locker_allegro_smart`."""
    return service.removesuffix("_smart")
