"""The pair of tokens and its place in the vault."""

import hmac
from collections.abc import Awaitable
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, SecretStr, ValidationError, field_serializer, field_validator

from agent.shipping.model.failure import Failure
from shared_schema.codes import ErrorCode

from .errors import AllegroError
from .reading import section, text

CLIENT_SECRET = "allegro/client_secret"  # noqa: S105 - the name of the entry in the vault, not a secret

T = TypeVar("T")


def tokens_of(seller_id: str) -> str:
    """Where the vault keeps an account's tokens."""
    return f"allegro/tokens/{seller_id}"


class Secrets(Protocol):
    """The part of the vault used here; any exception of it becomes `KEYRING_LOCKED`."""

    async def get(self, name: str) -> str | None:
        """The secret, or None."""

    async def set(self, name: str, value: str) -> None:
        """Stores the secret durably before it returns."""

    async def delete(self, name: str) -> None:
        """Forgets the secret."""


class TokenPair(BaseModel):
    """An access token (12 h) and the refresh token (3 months, one use) that came with it.

    `client_id` is that of the application they were given to, empty where it is not known: no other one can renew them.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    access_token: SecretStr
    refresh_token: SecretStr
    expires_at: AwareDatetime
    scope: str = ""
    client_id: str = ""

    @field_validator("access_token", "refresh_token")
    @classmethod
    def _fits_a_header(cls, value: SecretStr) -> SecretStr:
        # A line break would end up in an exception of the HTTP library, with the token beside it.
        if not value.get_secret_value() or not all("!" <= character <= "~" for character in value.get_secret_value()):
            raise ValueError("not a token")
        return value

    @field_serializer("access_token", "refresh_token", when_used="json")
    def _open(self, value: SecretStr) -> str:
        return value.get_secret_value()

    def belongs_to(self, client_id: str) -> bool:
        """Whether the application can use and renew them."""
        return self.client_id in ("", client_id)

    def same_as(self, other: "TokenPair | None") -> bool:
        """Whether both are the same pair."""
        if other is None:
            return False
        mine, others = self.refresh_token.get_secret_value(), other.refresh_token.get_secret_value()
        return hmac.compare_digest(mine.encode(), others.encode()) and hmac.compare_digest(
            self.access_token.get_secret_value().encode(), other.access_token.get_secret_value().encode()
        )


def pair_of(body: object, now: datetime) -> TokenPair | None:
    """The pair in a token answer; None when something is missing. `expires_in` may be a number or digits."""
    fields = section(body)
    seconds = text(fields.get("expires_in"))
    try:
        return TokenPair(
            access_token=SecretStr(text(fields.get("access_token"))),
            refresh_token=SecretStr(text(fields.get("refresh_token"))),
            expires_at=now + timedelta(seconds=int(seconds) if seconds.isdecimal() else 0),
            scope=text(fields.get("scope")),
        )
    except (ValidationError, OverflowError, ValueError):
        return None


class TokenStore:
    """An account's pair as one JSON text in the vault, so that it changes as a whole. Every method may raise `AllegroError`."""

    def __init__(self, secrets: Secrets, seller_id: str) -> None:
        self._secrets = secrets
        self._name = tokens_of(seller_id)

    async def load(self) -> TokenPair | None:
        """The stored pair; None when there is none or it cannot be read."""
        stored = await _use(self._secrets.get(self._name))
        if stored is None:
            return None
        try:
            return TokenPair.model_validate_json(stored)
        except ValidationError:
            return None

    async def save(self, pair: TokenPair) -> None:
        """Replaces the stored pair."""
        await _use(self._secrets.set(self._name, pair.model_dump_json()))

    async def forget(self) -> None:
        """Deletes the stored pair."""
        await _use(self._secrets.delete(self._name))

    async def client_secret(self) -> SecretStr | None:
        """The registered application's secret; None when it has not been entered."""
        stored = await _use(self._secrets.get(CLIENT_SECRET))
        return SecretStr(stored) if stored else None


async def _use(call: Awaitable[T]) -> T:
    failed = ""
    try:
        return await call
    except Exception as error:  # the vault belongs to another package: whatever it raises, the key store cannot be used
        failed = type(error).__name__
    # Raised outside the handler, so that no text of the vault's exception travels with ours.
    raise AllegroError(Failure(ErrorCode.KEYRING_LOCKED, "not_sent", f"the key store cannot be used: {failed}"))
