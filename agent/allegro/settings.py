"""What the seller configures for Allegro, and where Allegro's two services are."""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator

from agent import __version__

PRODUCT_PAGE = "https://nadajnik.example/"
"""Placeholder of the product's public page, sent to Allegro in every User-Agent: the page of the release goes here."""

DEFAULT_ENDPOINTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "production": {"allegro_api": "https://api.allegro.pl", "allegro_auth": "https://allegro.pl"},
        "sandbox": {
            "allegro_api": "https://api.allegro.pl.allegrosandbox.pl",
            "allegro_auth": "https://allegro.pl.allegrosandbox.pl",
        },
    }
)
"""Base addresses by environment; `/auth/oauth/...` is appended to `allegro_auth` (contract: section 1)."""

_NOT_IN_NAME = re.compile(r"[^A-Za-z0-9!#$%&'*+.^_`|~-]")
_PAGE = re.compile(r"[!-'*-~]+")  # visible ASCII without the parentheses that enclose it


def ascii_name(application_name: str) -> str:
    """The registered application name as the User-Agent needs it: spaces as hyphens, ł as l, nothing that is no token."""
    joined = "-".join(application_name.replace("ł", "l").replace("Ł", "L").split())
    return _NOT_IN_NAME.sub("", unicodedata.normalize("NFKD", joined))


def user_agent(application_name: str, page: str, version: str = __version__) -> str:
    """`Name/1.2.3 (+https://page)`; Allegro blocks applications whose calls do not carry their registered name so (section 1)."""
    return f"{ascii_name(application_name)}/{version} (+{page})"


class AllegroSettings(BaseModel):
    """The application that the seller's accounts have allowed; its secret is not here but in the vault.

    `application_name` is the name under which the seller registered the application at Allegro; `application_page` an https
    page about it. `concurrency` bounds parallel reading of orders; `numbers_per_second` keeps below Allegro's limit of 50
    calls a second on an order's shipments.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    environment: Literal["production", "sandbox"] = "production"
    client_id: str = Field(min_length=1, max_length=200, pattern=r"^[!-9;-~]+$")
    application_name: str = Field(min_length=1, max_length=200)
    application_page: str = Field(default=PRODUCT_PAGE, max_length=300)
    concurrency: int = Field(default=8, ge=1, le=32)
    numbers_per_second: int = Field(default=40, ge=1, le=50)

    @field_validator("application_name")
    @classmethod
    def _name_has_letters(cls, value: str) -> str:
        if not re.search(r"[A-Za-z0-9]", ascii_name(value)):
            raise ValueError("the name needs a Latin letter or a digit")
        return value

    @field_validator("application_page")
    @classmethod
    def _page_is_https(cls, value: str) -> str:
        if not _PAGE.fullmatch(value) or urlsplit(value).scheme != "https" or not urlsplit(value).hostname:
            raise ValueError("an https address is needed")
        return value


def checked_endpoint(endpoints: Mapping[str, str], name: str) -> str:
    """The base address without a slash at its end. ValueError unless it is https, or http on this computer (the stand-ins)."""
    address = endpoints[name].rstrip("/")
    parts = urlsplit(address)
    if parts.scheme == "https" and parts.hostname:
        return address
    if parts.scheme == "http" and is_loopback(address):
        return address
    raise ValueError(f"{name} must be an https address")


def is_loopback(address: str) -> bool:
    """Whether the address names this computer."""
    return urlsplit(address).hostname in {"127.0.0.1", "localhost", "::1"}
