"""What one partner has at the service: options, parcels, protocols and pickups."""

import random
from dataclasses import dataclass, field

from agent.demo.pwr.answers import Answer, DataSet, outcome
from agent.demo.pwr.codes import SAVED, Rejection
from agent.demo.pwr.options import PwrOptions
from agent.demo.pwr.parcels import ParcelBook
from agent.demo.pwr.requests import PwrRequest
from agent.demo.pwr.xml import Row


@dataclass(frozen=True)
class Protocol:
    """A hand-over list."""

    code: str
    pack_codes: tuple[str, ...]


@dataclass(frozen=True)
class Pickup:
    """An ordered courier. Times are Polish local time, as they came."""

    number: str
    pack_codes: tuple[str, ...]
    ready: str
    until: str


@dataclass
class Account:
    """The state behind the operations."""

    options: PwrOptions
    book: ParcelBook
    protocols: list[Protocol] = field(default_factory=list)
    pickups: list[Pickup] = field(default_factory=list)
    refused_credentials: int = 0
    """How often a call came with a wrong pair."""

    def __post_init__(self) -> None:
        self.chance = random.Random(self.options.seed)  # noqa: S311 - order of rows, not a secret

    def row(self, code: int = SAVED, text: str | None = None) -> Row:
        """Return Err and ErrDes the way this account's answers write them."""
        return outcome(code, padded=self.options.padded_codes, text=text)

    def check_credentials(self, request: PwrRequest) -> None:
        """Raise Rejection unless the pair is right to the last character (section 3)."""
        names = request.operation.credentials
        if names is None:
            return
        partner_id, partner_key = (request.text(name) for name in names)
        if not partner_id:
            raise Rejection(100)
        if not partner_key:
            raise Rejection(101)
        if (partner_id, partner_key) != (self.options.partner_id, self.options.partner_key):
            self.refused_credentials += 1
            raise Rejection(200)


def give_partner_status(account: Account, request: PwrRequest) -> Answer:
    """Return the account's data; the fields are those that a public client reads (section 3)."""
    options = account.options
    facts = {
        "PaymentType": "PREPAID" if options.prepaid else "POSTPAID",
        "CompanyName": options.company_name,
        "FirstName": options.first_name,
        "LastName": options.last_name,
    }
    return DataSet([{**account.row(), **facts}])


def ping(account: Account, request: PwrRequest) -> Answer:
    """Return true."""
    return True
