"""What an account is at InPost: the services of the contract, the COD bank account, the usual drop-off point."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

DropoffState = Literal["not_used", "unset", "fine", "missing", "unfit", "not_checked"]
"""`missing` = InPost has no such point; `unfit` = it has, but it does not take parcels now; `unset` = needed, not filled in."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What planning needs to know. Empty `services` means that InPost did not say."""

    name: str
    services: frozenset[str]
    cod_account_last4: str | None
    dropoff: DropoffState


def read_organization(body: Mapping[str, object], dropoff: DropoffState) -> Facts:
    """Reads `GET /v1/organizations/{id}`; of the bank account only the last four digits are kept."""
    services = body.get("services")
    account = body.get("bank_account_number")
    digits = "".join(sign for sign in account if sign.isalnum()) if isinstance(account, str) else ""
    return Facts(
        name=str(body.get("name") or ""),
        services=frozenset(str(service) for service in services) if isinstance(services, list) else frozenset(),
        cod_account_last4=digits[-4:] or None,
        dropoff=dropoff,
    )
