"""From an order to what would be registered. Pure: no I/O, the same input gives the same request byte for byte."""

import hashlib
import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from agent.carriers.common.canonical import canonical
from agent.carriers.common.cod import whole_order_grosze
from agent.carriers.common.destination import say_why, wanted_point
from agent.carriers.common.insurance import insured_grosze, not_insured
from agent.carriers.common.names import fold
from agent.carriers.common.notes import Notes
from agent.carriers.common.receiving import nine_digits, too_long
from agent.shipping.address.receiver import read_receiver
from agent.shipping.model.order import Order
from agent.shipping.model.plan import Choices, Draft
from agent.shipping.model.receiver import Receiver
from shared_schema.codes import NoteCode

from .methods import match_method
from .points import WARSAW, Point, PointList, alternatives, full_code, last_renewal, point_number
from .settings import PaczkaWRuchuSettings

SERVICE: Final = "orlen_paczka"
SIZES: Final = ("s", "m", "l")
LIMITS_GROSZE: Final = (1, 999_999)
"""The field holds six digits."""
LATE: Final = timedelta(hours=1)
"""A list is old once the service has had a newer one for so long."""

_NAMES = (("FirstName", "first_name", 30), ("LastName", "last_name", 30), ("CompanyName", "company", 70))
LONGEST_EMAIL: Final = 60
LONGEST_TITLE: Final = 70
LONGEST_OWN_NUMBER: Final = 30


def make_draft(order: Order, choices: Choices, settings: PaczkaWRuchuSettings, points: PointList | None, now: datetime) -> Draft:
    """The draft for an order. Raises ValueError when the method is not ORLEN Paczka's and no service is chosen."""
    match = match_method(order.method, settings.methods)
    notes = Notes()
    if choices.service is not None:
        notes.because(NoteCode.SERVICE_CHOSEN, service=choices.service)
        if choices.service != SERVICE:
            notes.problem(NoteCode.SERVICE_UNKNOWN, "service", service=choices.service, choices=SERVICE)
    elif match is None:
        raise ValueError("not a delivery method of ORLEN Paczka")
    else:
        why = NoteCode.SERVICE_BY_NAME if match == "name" else NoteCode.SERVICE_BY_METHOD
        notes.because(why, method=order.method.name, service=SERVICE)
    fields, person = _receiver(order, choices, notes)
    pack = fields | _sender(settings)
    code = _destination(order, choices, settings, points, now, notes)
    if code is not None:
        pack["DestinationCode"] = code
    size = _size(choices, settings, notes)
    cod_grosze = whole_order_grosze(order, notes, limits=LIMITS_GROSZE) if order.cash_on_delivery else None
    pack |= {"BoxSize": size.upper(), "CashOnDelivery": "F", "Insurance": "F", "PrintAdress": "1", "PrintType": "1"}
    insurance_grosze = _insurance(choices, settings, cod_grosze, notes)
    if insurance_grosze is not None:
        pack |= {"Insurance": "T", "PackValue": str(insurance_grosze)}
    if cod_grosze is not None:
        title = transfer_title(f"Zamowienie {order.id} {order.buyer_login}")
        pack |= {"CashOnDelivery": "T", "AmountCashOnDelivery": str(cod_grosze), "TransferDescription": title}
    request = {"AutoDestinationChange": "T" if settings.auto_destination_change else "", "BusinessPack": pack}
    return Draft(
        service=SERVICE,
        size=size,
        sizes=SIZES,
        point=code,
        cod_grosze=cod_grosze,
        insurance_grosze=insurance_grosze,
        why=tuple(notes.why),
        problems=tuple(notes.problems),
        warnings=tuple(notes.warnings),
        request=canonical(request),
        receiver=person,
    )


def _insurance(choices: Choices, settings: PaczkaWRuchuSettings, cod_grosze: int | None, notes: Notes) -> int | None:
    """Newer agreements have none (contract, section 1): the settings say whether this one does, and anything else is left out."""
    if settings.insurance_grosze is None:
        not_insured(choices.insurance_grosze, SERVICE, notes)
        return None
    return insured_grosze(
        cod_grosze, settings.insurance_grosze, choices.insurance_grosze, notes, limits=LIMITS_GROSZE, with_cod=False
    )


def transfer_title(text: str) -> str:
    """A transfer title the service takes: letters without diacritics, digits and single spaces, at most 70."""
    return " ".join(re.sub(r"[^A-Za-z0-9]+", " ", fold(text)).split())[:LONGEST_TITLE].strip()


def sender_orders(reference: str) -> str:
    """Our own number on the parcel and its label: the attempt's reference, or a digest of one longer than the field."""
    return (
        reference if len(reference) <= LONGEST_OWN_NUMBER else hashlib.sha256(reference.encode()).hexdigest()[:LONGEST_OWN_NUMBER]
    )


def _receiver(order: Order, choices: Choices, notes: Notes) -> tuple[dict[str, str], Receiver]:
    """Names, e-mail and phone. The buyer's address is optional and not sent: the parcel goes to a point."""
    read = read_receiver(order.recipient, choices.correction).receiver
    person = Receiver(first_name=read.first_name, last_name=read.last_name, company=read.company, phone=read.phone)
    given = {"FirstName": person.first_name, "LastName": person.last_name, "CompanyName": person.company}
    fields = {name: value for name, value in given.items() if value}
    if "CompanyName" not in fields and not ("FirstName" in fields and "LastName" in fields):
        notes.problem(NoteCode.NAME_MISSING, "recipient.last_name")
    for name, path, limit in _NAMES:
        too_long(fields.get(name, ""), limit, f"recipient.{path}", notes)
    # Byte for byte: without the part after the plus Allegro does not count the parcel for the seller (contract, section 5).
    if order.email.strip():
        fields["EMail"] = order.email
    else:
        notes.problem(NoteCode.EMAIL_MISSING, "email")
    if len(order.email) > LONGEST_EMAIL:
        notes.problem(NoteCode.TOO_LONG, "email", limit=LONGEST_EMAIL)
    phone = nine_digits(person.phone, mobile_only=True, notes=notes)
    if phone is None:
        return fields, person
    return {**fields, "PhoneNumber": phone}, replace(person, phone=phone)


def _sender(settings: PaczkaWRuchuSettings) -> dict[str, str]:
    fields = {
        "SenderEMail": settings.sender_email,
        "SenderCompanyName": settings.sender_company,
        "SenderStreetName": settings.sender_street,
        "SenderBuildingNumber": settings.sender_building,
        "SenderFlatNumber": settings.sender_flat,
        "SenderCity": settings.sender_city,
        "SenderPostCode": settings.sender_post_code,
        "SenderPhoneNumber": settings.sender_phone,
    }
    return {name: value for name, value in fields.items() if value}


def _destination(
    order: Order, choices: Choices, settings: PaczkaWRuchuSettings, points: PointList | None, now: datetime, notes: Notes
) -> str | None:
    wanted = (wanted_point(order, choices, notes) or "").strip()
    if not wanted:
        return None
    psd = point_number(wanted)
    if psd is None:
        notes.problem(NoteCode.POINT_OF_OTHER_CARRIER, "point", point=wanted)
        return None
    say_why(wanted, order, choices, notes, lambda one, other: point_number(one) == point_number(other))
    if points is None:
        notes.remark(NoteCode.POINT_NOT_CHECKED, "point", point=wanted)
        return full_code(wanted)
    if points.read_at < last_renewal(now - LATE):
        hours = int((now - points.read_at).total_seconds() // 3600)
        notes.remark(NoteCode.POINTS_ARE_OLD, "point", hours=hours, listed_at=_listed_at(points))
    point = points.points.get(psd)
    if point is None:
        notes.warning(NoteCode.POINT_UNKNOWN, "point", point=wanted)
        return full_code(wanted)
    _check(point, order, settings, points, notes)
    return point.code


def _check(point: Point, order: Order, settings: PaczkaWRuchuSettings, points: PointList, notes: Notes) -> None:
    data: dict[str, str] = {"point": point.code, "listed_at": _listed_at(points)}
    cash_on_delivery = order.cash_on_delivery
    if not point.takes_parcels or (cash_on_delivery and not point.cash_on_delivery):
        data["alternatives"] = alternatives(point, points.points, cash_on_delivery)
    if not point.takes_parcels:
        code = NoteCode.POINT_FULL if point.open else NoteCode.POINT_CLOSED
        # With the seller's leave the service chooses another point itself, which is worth a look and no obstacle.
        (notes.warning if settings.auto_destination_change else notes.problem)(code, "point", **data)
    if cash_on_delivery and not point.cash_on_delivery:
        notes.problem(NoteCode.POINT_WITHOUT_COD, "point", **data)


def _listed_at(points: PointList) -> str:
    """When the list was read, as people in Poland say it."""
    return f"{points.read_at.astimezone(WARSAW):%d.%m, %H:%M}"


def _size(choices: Choices, settings: PaczkaWRuchuSettings, notes: Notes) -> str:
    if choices.size is None:
        notes.because(NoteCode.SIZE_DEFAULT, size=settings.size)
        return settings.size
    if choices.size not in SIZES:
        notes.problem(NoteCode.SIZE_UNKNOWN, "size", size=choices.size)
    else:
        notes.because(NoteCode.SIZE_CHOSEN, size=choices.size)
    return choices.size
