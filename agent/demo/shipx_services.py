"""What ShipX sells: services, sizes and ways of posting (inpost-shipx.md, sections 3, 4 and 9)."""

from dataclasses import dataclass

from agent.demo.wire import JsonObject


@dataclass(frozen=True)
class Service:
    """One service. `method_prefix`: how the Allegro delivery method must begin, for the services of Allegro orders."""

    id: str
    name: str
    carrier: str
    templates: frozenset[str]
    sending_methods: frozenset[str]
    locker: bool = False
    takes_dimensions: bool = True
    cash_on_delivery: bool = True
    method_prefix: str | None = None
    has_a4_label: bool = True
    price_grosze: int = 1649

    @property
    def several_parcels(self) -> bool:
        """Whether one shipment may have more than one parcel."""
        return self.carrier == "inpost_courier"


_LOCKER_SIZES = frozenset({"small", "medium", "large"})
_LETTER_SIZES = frozenset({"letter_a", "letter_b", "letter_c"})
_ANYWHERE = frozenset({"parcel_locker", "dispatch_order", "pop", "any_point", "branch"})
_COURIER_ONLY = frozenset({"dispatch_order", "pop", "branch"})

SERVICES = {
    service.id: service
    for service in (
        Service("inpost_locker_standard", "Paczkomatowa standardowa", "inpost_locker", _LOCKER_SIZES, _ANYWHERE, locker=True),
        Service("inpost_locker_economy", "Paczkomatowa ekonomiczna", "inpost_locker", _LOCKER_SIZES, _ANYWHERE, locker=True),
        Service(
            "inpost_locker_allegro",
            "Allegro Paczkomaty",
            "inpost_locker",
            _LOCKER_SIZES,
            _ANYWHERE,
            locker=True,
            method_prefix="Allegro Paczkomaty",
        ),
        Service(
            "inpost_locker_pass_thru",
            "Podaj dalej",
            "inpost_locker",
            _LOCKER_SIZES,
            frozenset({"parcel_locker"}),
            locker=True,
        ),
        Service(
            "inpost_courier_standard",
            "Kurier standard",
            "inpost_courier",
            frozenset(),
            _COURIER_ONLY,
            has_a4_label=False,
            price_grosze=1899,
        ),
        Service(
            "inpost_courier_allegro",
            "Allegro Kurier24",
            "inpost_courier",
            frozenset(),
            _ANYWHERE,
            has_a4_label=False,
            method_prefix="Allegro Kurier24",
            price_grosze=1599,
        ),
        Service(
            "inpost_courier_c2c",
            "Kurier C2C",
            "inpost_courier",
            _LOCKER_SIZES | {"xlarge"},
            _ANYWHERE,
            has_a4_label=False,
            price_grosze=1999,
        ),
        Service(
            "inpost_letter_allegro",
            "Allegro miniKurier24",
            "inpost_letter",
            _LETTER_SIZES,
            _ANYWHERE,
            takes_dimensions=False,
            cash_on_delivery=False,
            method_prefix="Allegro miniKurier24",
            price_grosze=1099,
        ),
    )
}

SMART_SERVICES = ("inpost_locker_standard_smart", "inpost_locker_allegro_smart")

PREPAID_SERVICES = (
    "inpost_locker_standard",
    "inpost_locker_economy",
    "inpost_locker_allegro",
    "inpost_locker_pass_thru",
    "inpost_locker_standard_smart",
    "inpost_locker_allegro_smart",
    "inpost_courier_allegro",
    "inpost_courier_c2c",
    "inpost_letter_allegro",
)
"""What an account without any contract has: everything but inpost_courier_standard."""

# (length, width, height) in millimetres as the answer shows them, and kilograms.
TEMPLATE_SIZES: dict[str, tuple[int, int, int, int]] = {
    "small": (380, 640, 80, 25),
    "medium": (380, 640, 190, 25),
    "large": (380, 640, 410, 25),
    "xlarge": (500, 800, 500, 25),
    "letter_a": (380, 640, 80, 10),
    "letter_b": (380, 640, 190, 10),
    "letter_c": (600, 500, 500, 10),
}

# Largest sides in millimetres, sorted, and kilograms, for parcels given by their dimensions.
LOCKER_MAXIMUM = ((640, 410, 380), 25)
COURIER_MAXIMUM = ((3500, 2400, 2400), 50)

CARRIER_NAMES = {
    "inpost_locker": ("InPost Paczkomaty", "InPost Paczkomaty - Przesyłki paczkomatowe"),
    "inpost_courier": ("InPost Kurier", "InPost Express - Przesyłki kurierskie"),
    "inpost_letter": ("InPost Listy", "InPost Listy - Przesyłki listowe"),
}

SENDING_METHODS = {
    "parcel_locker": ("Nadanie w automacie Paczkomat", "Nadam przesyłkę w automacie Paczkomat"),
    "pop": ("Nadanie w POP", "Nadam przesyłkę w Punkcie Obsługi Przesyłek"),
    "branch": ("Nadanie w Oddziale", "Dostarczę przesyłkę do Oddziału InPost"),
    "dispatch_order": ("Odbiór przez kuriera", "Przesyłkę odbierze kurier InPost"),
    "any_point": ("Nadanie w dowolnym punkcie", "Nadam przesyłkę w dowolnym punkcie"),
}

STATUS_NAMES = (
    "created",
    "offers_prepared",
    "offer_selected",
    "confirmed",
    "dispatched_by_sender",
    "collected_from_sender",
    "taken_by_courier",
    "adopted_at_source_branch",
    "sent_from_source_branch",
    "out_for_delivery",
    "ready_to_pickup",
    "delivered",
    "returned_to_sender",
    "canceled",
)


def family(service_id: str) -> str:
    """Return the service a settled `_smart` or a point target came from."""
    if service_id == "inpost_locker_customer_service_point":
        return "inpost_locker_standard"
    return service_id.removesuffix("_smart")


def sending_method_bodies(service_id: str | None) -> list[JsonObject]:
    """Return the ways of posting, of one service or of all; an unknown service has none."""
    if service_id is None:
        chosen = frozenset(SENDING_METHODS)
    else:
        service = SERVICES.get(family(service_id))
        chosen = service.sending_methods if service else frozenset()
    return [
        {"id": key, "name": name, "description": description}
        for key, (name, description) in SENDING_METHODS.items()
        if key in chosen
    ]
