"""Device flow, tokens and refreshes of the Allegro stand-in, without HTTP (allegro-rest.md, section 2)."""

import base64
import secrets
from dataclasses import dataclass, field
from time import monotonic
from uuid import uuid4

from agent.demo.allegro_options import AllegroOptions
from agent.demo.wire import JsonObject, dump

USER_CODE_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"


class OAuthError(Exception):
    """Ends an OAuth call with 400 and this error."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(error)
        self.body: JsonObject = {"error": error, "error_description": description}


@dataclass(frozen=True)
class IssuedTokens:
    """A pair of tokens as the token endpoint gives them."""

    access_token: str
    refresh_token: str
    expires_in: int
    scope: str
    jti: str

    def body(self) -> JsonObject:
        """Return the answer of the token endpoint."""
        return {
            "access_token": self.access_token,
            "token_type": "bearer",
            "refresh_token": self.refresh_token,
            "expires_in": self.expires_in,
            "scope": self.scope,
            "allegro_api": True,
            "jti": self.jti,
        }


@dataclass(frozen=True)
class Grant:
    """What a token is good for: whose it is and what it may do."""

    user_id: str
    scopes: tuple[str, ...]


@dataclass
class _Device:
    device_code: str
    user_code: str
    scopes: tuple[str, ...]
    expires_at: float
    user_id: str
    next_poll_at: float = 0
    polls: int = 0
    answer: bool | None = None
    used: bool = False


@dataclass
class _Refresh:
    grant: Grant
    first_used_at: float | None = None


@dataclass
class OAuthDesk:
    """Hands out codes and tokens and remembers them."""

    options: AllegroOptions
    refreshes: int = 0
    """How many refreshes succeeded."""
    _devices: list[_Device] = field(default_factory=list)
    _access: dict[str, tuple[float, Grant]] = field(default_factory=dict)
    _refresh: dict[str, _Refresh] = field(default_factory=dict)

    # Device flow -----------------------------------------------------------------------------------------

    def start_device(self, scope: str | None, verification_uri: str) -> JsonObject:
        """Begin a device flow and return the answer of the device endpoint."""
        device = _Device(
            device_code=secrets.token_urlsafe(24),
            user_code="".join(secrets.choice(USER_CODE_ALPHABET) for _ in range(9)),
            scopes=self._granted(scope),
            expires_at=monotonic() + self.options.device_lifetime_s,
            user_id=self.options.user_id,
        )
        self._devices.append(device)
        return {
            "device_code": device.device_code,
            "expires_in": int(self.options.device_lifetime_s),
            "user_code": device.user_code,
            "interval": _whole(self.options.device_interval_s),
            "verification_uri": verification_uri,
            "verification_uri_complete": f"{verification_uri}?code={device.user_code}",
        }

    def decide(self, user_code: str, *, allow: bool, user_id: str | None = None) -> bool:
        """Answer for the seller, None for the first one; return whether such a code waits.

        Spaces as in XXX XXX XXX are ignored.
        """
        wanted = user_code.replace(" ", "").lower()
        for device in self._devices:
            if device.user_code == wanted and device.answer is None and monotonic() < device.expires_at:
                device.answer = allow
                device.user_id = user_id or self.options.user_id
                return True
        return False

    def pending_user_codes(self) -> list[str]:
        """Return the codes that wait for the user, oldest first."""
        return [device.user_code for device in self._devices if device.answer is None and not device.used]

    def poll_device(self, device_code: str) -> IssuedTokens:
        """Answer one poll; raise OAuthError while there is nothing to give."""
        device = next((each for each in self._devices if each.device_code == device_code), None)
        # Two shapes of this refusal were seen; a client meets both here.
        if device is None:
            raise OAuthError("Invalid device code", "Invalid device code")
        if device.used:
            raise OAuthError("invalid_request", "Invalid device code")
        now = monotonic()
        if now >= device.expires_at:
            raise OAuthError("expired_token", "Device code has expired.")
        too_early = now < device.next_poll_at
        device.next_poll_at = now + self.options.device_interval_s * 0.95  # timers of a client may run a little fast
        if too_early:
            raise OAuthError("slow_down", "Polling too often.")
        device.polls += 1
        automatic = self.options.auto_approve_after_polls
        if device.answer is None and automatic is not None and device.polls >= automatic:
            device.answer = True
        if device.answer is None:
            raise OAuthError("authorization_pending", "User has not authorized the device code yet.")
        if not device.answer:
            raise OAuthError("access_denied", "User has refused the application.")
        device.used = True
        return self.issue(Grant(device.user_id, device.scopes))

    # Tokens ----------------------------------------------------------------------------------------------

    def issue(self, grant: Grant) -> IssuedTokens:
        """Return a new pair."""
        jti = str(uuid4())
        tokens = IssuedTokens(
            access_token=_jwt({"user_name": grant.user_id, "scope": list(grant.scopes), "jti": jti}),
            refresh_token=_jwt({"user_name": grant.user_id, "ati": jti, "jti": str(uuid4())}),
            expires_in=self.options.access_token_lifetime_s,
            scope=" ".join(grant.scopes),
            jti=jti,
        )
        self._access[tokens.access_token] = (monotonic() + tokens.expires_in, grant)
        self._refresh[tokens.refresh_token] = _Refresh(grant)
        return tokens

    def refresh(self, token: str) -> IssuedTokens:
        """Exchange a refresh token for a new pair of its seller; a used one works for `refresh_overlap_s` after its first use."""
        known = self._refresh.get(token)
        now = monotonic()
        used_up = known and known.first_used_at and now - known.first_used_at > self.options.refresh_overlap_s
        if known is None or used_up:
            raise OAuthError("invalid_grant", f"Invalid refresh token: {token[:5]}.....")
        if known.first_used_at is None:
            known.first_used_at = now
        self.refreshes += 1
        return self.issue(known.grant)

    def grant_of(self, access_token: str) -> Grant | None:
        """Return what a living access token is good for, None for any other text."""
        expires_at, grant = self._access.get(access_token, (0.0, None))
        return grant if monotonic() < expires_at else None

    def expire_access_tokens(self, user_id: str | None = None) -> None:
        """Let every access token end now, the seller's or, with None, everybody's; refresh tokens stay good."""
        self._access = {token: known for token, known in self._access.items() if user_id not in (None, known[1].user_id)}

    def revoke_all(self, user_id: str | None = None) -> None:
        """Do what a changed password does: end every token of both kinds, the seller's or, with None, everybody's."""
        self.expire_access_tokens(user_id)
        self._refresh = {token: known for token, known in self._refresh.items() if user_id not in (None, known.grant.user_id)}

    def _granted(self, scope: str | None) -> tuple[str, ...]:
        ticked = self.options.ticked_scopes
        return tuple(each for each in ticked if each in scope.split()) if scope else ticked


def _whole(seconds: float) -> float | int:
    return int(seconds) if float(seconds).is_integer() else seconds


def _jwt(claims: JsonObject) -> str:
    """Return something with the look and the length of a JWT; nobody here signs or checks it."""
    parts = [dump({"alg": "RS256", "typ": "JWT"}).encode(), dump(claims).encode(), secrets.token_bytes(256)]
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)
