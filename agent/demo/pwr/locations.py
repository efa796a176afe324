"""Pickup points of the stand-in and how a DestinationCode finds one (paczka-w-ruchu.md, section 7). Places are ours."""

import re
from dataclasses import dataclass

_CODE = re.compile(r"[A-Z0-9]{2}-(\d{6})(-[A-Z0-9]{2}-[A-Z0-9]{2})?")


@dataclass(frozen=True)
class Location:
    """One point. `code` is the full code of today; only its PSD, the six digits, stays for ever."""

    code: str
    street: str
    building_number: str
    zip_code: str
    city: str
    province: str
    kind: str = "APM"
    """APM machine, PKN petrol station, PPP and PPK partner points."""
    latitude: str = "52.2297"
    longitude: str = "21.0122"
    open: bool = True
    full: bool = False
    cash_on_delivery: bool = True
    neighbour: str | None = None
    """PSD of the point that takes the parcels of this one while it is closed or full."""

    @property
    def psd(self) -> str:
        """The point's number."""
        return self.code[3:9]

    @property
    def takes_parcels(self) -> bool:
        """Whether a parcel can be sent there now."""
        return self.open and not self.full


LOCATIONS: dict[str, Location] = {
    each.psd: each
    for each in (
        Location("WS-100001-27-26", "Prosta", "7", "00-838", "Warszawa", "mazowieckie", "PPP"),
        Location("BD-158471-NN-14", "Gdańska", "22", "85-006", "Bydgoszcz", "kujawsko-pomorskie", "PKN", "53.1270", "18.0050"),
        Location("WS-116263-C3-01", "Żelazna", "51", "00-841", "Warszawa", "mazowieckie"),
        # Was WS-813565-H1-33: first letters and route change in time, old codes stay on old orders.
        Location("W1-813565-H1-33", "Puławska", "145", "02-715", "Warszawa", "mazowieckie"),
        Location("KR-155002-K2-11", "Królewska", "57", "30-081", "Kraków", "małopolskie", "PPK", "50.0700", "19.9200"),
        Location("LD-204417-L1-05", "Piotrkowska", "270", "90-361", "Łódź", "łódzkie", open=False, neighbour="204418"),
        Location("LD-204418-L1-06", "Piotrkowska", "255", "90-456", "Łódź", "łódzkie"),
        Location("PO-310220-P4-02", "Głogowska", "18", "60-702", "Poznań", "wielkopolskie", full=True, neighbour="310221"),
        Location("PO-310221-P4-03", "Grunwaldzka", "108", "60-166", "Poznań", "wielkopolskie", cash_on_delivery=False),
        Location("GD-420007-G2-09", "Grunwaldzka", "141", "80-264", "Gdańsk", "pomorskie", cash_on_delivery=False),
        Location("KA-530115-S1-01", "Gajowa", "27", "43-340", "Kozy", "śląskie", open=False),
    )
}
"""Every point by its PSD; closed, full and COD-less ones among them."""


@dataclass(frozen=True)
class Destination:
    """A point found; `changed` when its code is not the one that was asked for."""

    location: Location
    changed: bool


def find_destination(code: str, alternative: str = "", *, auto_change: bool) -> Destination | None:
    """Return the point for a code, or None when the service would not know it.

    Other letters or route parts than today's, `XX-<PSD>-00-00` and the short `WS-<PSD>` find the point and change the
    code. A closed or full point is replaced by the alternative, or with `auto_change` by its neighbour.
    """
    wanted = _known(code)
    if wanted and wanted.takes_parcels:
        return Destination(wanted, wanted.code != code)
    second = _known(alternative)
    if second and second.takes_parcels:
        return Destination(second, changed=True)
    neighbour = LOCATIONS.get(wanted.neighbour or "") if wanted and auto_change else None
    return Destination(neighbour, changed=True) if neighbour else None


def _known(code: str) -> Location | None:
    match = _CODE.fullmatch(code)
    return LOCATIONS.get(match[1]) if match else None
