"""What can be set on the Allegro stand-in."""

from dataclasses import dataclass

ORDERS_READ = "allegro:api:orders:read"
ORDERS_WRITE = "allegro:api:orders:write"
PROFILE_READ = "allegro:api:profile:read"
ALL_SCOPES = (ORDERS_READ, ORDERS_WRITE, PROFILE_READ)


@dataclass(frozen=True)
class AllegroOptions:
    """The registered application, its first seller and the limits of the stand-in. Times are seconds.

    `application_name` is the name the application is registered under; the User-Agent must begin with it.
    """

    client_id: str = "demo-client"
    client_secret: str = "demo-secret"  # noqa: S105 - the stand-in's own, opens nothing
    application_name: str = "Nadajnik"
    user_id: str = "46968690"
    login: str = "sklep_zuraw"
    company_name: str = "Sklep Żuraw"
    ticked_scopes: tuple[str, ...] = ALL_SCOPES
    device_interval_s: float = 5
    device_lifetime_s: float = 3600
    auto_approve_after_polls: int | None = None
    """Approve a device code by itself at its n-th poll; None waits for `approve`."""
    access_token_lifetime_s: int = 43199
    refresh_overlap_s: float = 60
    """How long a used refresh token still works after its first use."""
    number_limit_per_order: int = 10
    """The real limit is not published."""
    orders_limit_per_number: int = 20
    numbers_lag_s: float = 0
    """How long a posted number is missing from the order's list."""
    port_api: int = 0
    port_auth: int = 0
    clock_offset_s: float = 0
