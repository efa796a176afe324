"""The lists of pickup points (paczka-w-ruchu.md, section 7)."""

from agent.demo.pwr.account import Account
from agent.demo.pwr.answers import Answer, DataSet, PwrResponse
from agent.demo.pwr.locations import LOCATIONS, Location
from agent.demo.pwr.requests import PwrRequest
from agent.demo.pwr.xml import Row, element, values


def points_with_filled(account: Account, request: PwrRequest) -> Answer:
    """Return every point with its state and, while it takes no parcels, another one nearby."""
    return PwrResponse(0, data="".join(element("PointPwR", _point(each)) for each in LOCATIONS.values()))


def locations_with_all_data(account: Account, request: PwrRequest) -> Answer:
    """Return every point as rows; needs no credentials. The real columns are not known, these are PointPwR's."""
    with_zip_code = request.operation.name.endswith("WithZipCode")
    return DataSet([_location_row(each, with_zip_code=with_zip_code) for each in LOCATIONS.values()])


def _point(location: Location) -> str:
    before: Row = {
        "DestinationCode": location.code,
        "StreetName": location.street,
        "BuilingNumber": location.building_number,
        "City": location.city,
        "District": "",
        "Latitude": location.latitude,
        "Longitude": location.longitude,
        "Province": location.province,
        "CashOnDelivery": location.cash_on_delivery,
        "OpeningHours": "PN-ND 00:00-24:00",
        "Location": "",
        "PSD": int(location.psd),
        "Aviable": "T" if location.open else "F",
        "PointType": location.kind,
        "Filled": location.full,
    }
    after: Row = {
        "BuildingNumber": location.building_number,
        "Available": location.open,
        "ZipCode": location.zip_code,
    }
    return values(before) + element("Suggestions", _suggestion(location)) + values(after)


def _suggestion(location: Location) -> str:
    neighbour = LOCATIONS.get(location.neighbour or "")
    if neighbour is None:
        return ""
    facts: Row = {"DestinationCode": neighbour.code, "PSD": int(neighbour.psd), "Distance": "0.35"}
    return element("PointPwRSuggestion", values(facts))


def _location_row(location: Location, *, with_zip_code: bool) -> Row:
    row: Row = {
        "DestinationCode": location.code,
        "StreetName": location.street,
        "BuildingNumber": location.building_number,
        "City": location.city,
        "Latitude": location.latitude,
        "Longitude": location.longitude,
        "Province": location.province,
        "CashOnDelivery": location.cash_on_delivery,
        "PSD": int(location.psd),
        "PointType": location.kind,
        "Available": location.open,
    }
    return {**row, "ZipCode": location.zip_code} if with_zip_code else row
