"""What the service checks about the fields of one parcel, without looking at points (sections 5 and 6)."""

import re
from collections.abc import Callable, Iterator, Mapping

from agent.demo.pwr.codes import UNDOCUMENTED, Rejection
from agent.demo.pwr.options import PwrOptions

Fields = Mapping[str, str]

_NAMES = {"FirstName": 30, "LastName": 30, "CompanyName": 70}
_ADDRESS = {"StreetName": 30, "BuildingNumber": 10, "FlatNumber": 10, "City": 30}
_LENGTHS = {
    **{
        f"{party}{name}": most for party in ("", "Sender", "Return") for name, most in {**_NAMES, **_ADDRESS, "EMail": 60}.items()
    },
    "SenderOrders": 30,
    "ReturnAvailable": 1,
}
_MISSING_SENDER = {
    "SenderEMail": 111,
    "SenderPhoneNumber": 112,
    "SenderCity": 113,
    "SenderStreetName": 114,
    "SenderBuildingNumber": 115,
    "SenderPostCode": 116,
}
_MISSING_RETURN = {"ReturnCity": 123, "ReturnStreetName": 124, "ReturnBuildingNumber": 125, "ReturnPostCode": 126}
_FLAGS = ("CashOnDelivery", "Insurance")
_BOX_SIZES = ("", "S", "M", "L", "MINI", "STANDARD")


def check_fields(fields: Fields, options: PwrOptions) -> None:
    """Raise Rejection with the first thing wrong. Which of several the real service names first is not known."""

    def given(name: str) -> str:
        text = fields.get(name, "")
        return text if text.strip() else ""

    for code in _missing(given):
        raise Rejection(code)
    _check_shapes(given)
    _check_money(given, options)
    _check_return(given)
    for name, most in _LENGTHS.items():
        if len(fields.get(name, "")) > most:
            raise Rejection(UNDOCUMENTED, f"{name} > {most}")


def is_named(given: Callable[[str], str], party: str = "") -> bool:
    """Return whether a party has first and last name or a company."""
    return bool((given(f"{party}FirstName") and given(f"{party}LastName")) or given(f"{party}CompanyName"))


def _missing(given: Callable[[str], str]) -> Iterator[int]:
    if not given("PhoneNumber"):
        yield 103
    if not given("DestinationCode"):
        yield 104
    if not is_named(given):
        yield 105
    if given("PrintAdress") not in ("1", "2"):
        yield 107
    yield from (code for name, code in _MISSING_SENDER.items() if not given(name))
    if not is_named(given, "Sender"):
        yield 117


def _check_shapes(given: Callable[[str], str]) -> None:
    for name in ("PhoneNumber", "SenderPhoneNumber", "ReturnPhoneNumber"):
        if given(name) and not re.fullmatch(r"[0-9]{9}", given(name)):
            raise Rejection(133)
    for name in ("PostCode", "SenderPostCode", "ReturnPostCode"):
        if given(name) and not re.fullmatch(r"[0-9]{2}-[0-9]{3}", given(name)):
            raise Rejection(138)
    if given("BoxSize") not in _BOX_SIZES:
        raise Rejection(141)
    if given("PrintType") not in ("", "1", "2", "3"):
        raise Rejection(UNDOCUMENTED, "PrintType")
    for name in _FLAGS:
        # What becomes of `true` is not known: made without COD it would be a parcel given away.
        if given(name) not in ("", "T", "F"):
            raise Rejection(UNDOCUMENTED, name)


def _check_money(given: Callable[[str], str], options: PwrOptions) -> None:
    amount, value, title = given("AmountCashOnDelivery"), given("PackValue"), given("TransferDescription")
    cash_on_delivery, insured = given("CashOnDelivery") == "T", given("Insurance") == "T"
    if cash_on_delivery and not amount:
        raise Rejection(120)
    if cash_on_delivery and not title:
        raise Rejection(121)
    if amount and not _is_money(amount):
        raise Rejection(130)
    if not re.fullmatch(r"[A-Za-z0-9 ]*", title):
        raise Rejection(131)
    if (value or insured) and not _is_money(value):
        raise Rejection(134)
    if insured and int(value) > options.insurance_limit_grosze:
        raise Rejection(135)
    if len(title) > 70:
        raise Rejection(136)
    if cash_on_delivery and int(amount) == 0:
        raise Rejection(140)
    if cash_on_delivery and not options.cash_on_delivery:
        raise Rejection(310)
    if insured and not options.insurance:
        raise Rejection(311)


def _is_money(text: str) -> bool:
    """Return whether a text is an amount in grosze: up to six digits and nothing else."""
    return bool(re.fullmatch(r"[0-9]{1,6}", text))


def _check_return(given: Callable[[str], str]) -> None:
    """Refuse a return address that is filled in half."""
    names = ("ReturnDestinationCode", "ReturnFirstName", "ReturnLastName", "ReturnCompanyName", *_MISSING_RETURN)
    if any(given(name) for name in names):
        for name, code in _MISSING_RETURN.items():
            if not given(name):
                raise Rejection(code)
        if not is_named(given, "Return"):
            raise Rejection(127)
    if given("ReturnAvailable") == "T" and not given("ReturnQuantity"):
        raise Rejection(129)
    if given("ReturnQuantity") and not re.fullmatch(r"[0-9]", given("ReturnQuantity")):
        raise Rejection(137)
