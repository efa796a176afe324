"""Allegro's OAuth: the device flow and the refresh (contract: section 2). Transport and rules; stores nothing."""

import base64
import logging
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

import httpx
from pydantic import BaseModel, ConfigDict, SecretStr

from agent.shipping.model.failure import Failure
from agent.shipping.ports import Clock
from shared_schema.codes import ErrorCode

from .answers import Answer, read_answer, receive
from .errors import (
    AllegroError,
    CredentialsRefused,
    NotSignedIn,
    SignInExpired,
    SignInRefused,
    auth_words,
    no_answer,
    refusal,
    unreadable,
)
from .reading import section, text
from .tokens import TokenPair, TokenStore, pair_of

OPENABLE_HOSTS: Final = frozenset({"allegro.pl", "allegro.pl.allegrosandbox.pl"})
DEVICE_GRANT: Final = "urn:ietf:params:oauth:grant-type:device_code"
SLOW_DOWN_S: Final = 5
_log = logging.getLogger(__name__)


class DeviceCode(BaseModel):
    """A sign-in that was started: show `user_code`, open `verification_uri_complete` if `openable`, then poll."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    device_code: SecretStr
    user_code: str
    verification_uri_complete: str
    expires_at: datetime
    interval_s: int


def openable(link: str) -> bool:
    """Whether a link of Allegro's answer may be opened in the user's browser: https, on one of two hosts, nothing odd."""
    if not all("!" <= character <= "~" and character != "\\" for character in link):
        return False
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    # The whole network location is compared, so a port, a user name or a longer host never passes.
    return parts.scheme == "https" and parts.netloc.lower() in OPENABLE_HOSTS


def shown_code(user_code: str) -> str:
    """The user's code in groups of three: `ehxroj2jz` -> `ehx roj 2jz`."""
    plain = "".join(character for character in user_code if character.isalnum())
    return " ".join(plain[start : start + 3] for start in range(0, len(plain), 3))


def device_code_of(body: object, now: datetime) -> DeviceCode | None:
    """The started sign-in; None when the answer lacks something. The numbers come as integers or as digits."""
    fields = section(body)
    device, user = text(fields.get("device_code")), text(fields.get("user_code"))
    if not device or not user:
        return None
    return DeviceCode(
        device_code=SecretStr(device),
        user_code=shown_code(user),
        verification_uri_complete=text(fields.get("verification_uri_complete")),
        expires_at=now + timedelta(seconds=_seconds(fields.get("expires_in"), 3600, 86400)),
        interval_s=_seconds(fields.get("interval"), 5, 300),
    )


def _seconds(value: object, default: int, most: int) -> int:
    digits = text(value)
    number = int(digits) if digits.isdecimal() and len(digits) < 9 else 0
    return min(number, most) if number > 0 else default


class OAuth:
    """Calls the token service as the registered application. Every method may raise `AllegroError`, always `not_sent`."""

    def __init__(self, http: httpx.AsyncClient, auth_url: str, client_id: str, store: TokenStore, clock: Clock) -> None:
        self._http = http
        self._url = auth_url
        self.client_id = client_id
        self._store = store
        self._clock = clock

    async def start(self) -> DeviceCode:
        """Begins the device flow."""
        answer = await self._post("/auth/oauth/device", {"client_id": self.client_id})
        if answer.status in {400, 401} and answer.body is not None:
            raise _refused(answer, "the application's id or secret was refused")
        device = device_code_of(answer.body, self._clock.now()) if answer.ok else None
        if device is None:
            raise refusal(answer, write=False) or unreadable("not_sent")
        return device

    async def poll(self, device: DeviceCode) -> TokenPair:
        """Waits for the user, asking not more often than Allegro allows; short failures of Allegro are sat out.

        Raises `SignInRefused` or `SignInExpired`; safe to cancel. The pair is given once, so store it at once.
        """
        interval = float(device.interval_s)
        while True:
            await self._clock.sleep(interval)
            if self._clock.now() >= device.expires_at:
                raise SignInExpired(Failure(ErrorCode.CREDENTIALS_MISSING, "not_sent", "the time to sign in ran out"))
            form = {"grant_type": DEVICE_GRANT, "device_code": device.device_code.get_secret_value()}
            try:
                answer = await self._post("/auth/oauth/token", form)
            except AllegroError as error:
                if not error.temporary:
                    raise
                continue
            code = text(section(answer.body).get("error"))
            if answer.ok:
                return self._pair(answer)
            if answer.status == 429:
                interval = max(interval, min(answer.retry_after_s or interval + SLOW_DOWN_S, 60.0))
            elif answer.status == 400 and code == "slow_down":
                interval += SLOW_DOWN_S
            elif answer.status < 500 and not (answer.status == 400 and code == "authorization_pending"):
                raise _ended(answer, code)

    async def refresh(self, pair: TokenPair) -> TokenPair:
        """A new pair. Asked a second time when the answer was lost: a used refresh token works for 60 s more (section 2.4)."""
        form = {"grant_type": "refresh_token", "refresh_token": pair.refresh_token.get_secret_value()}
        try:
            answer = await self._post("/auth/oauth/token", form)
        except AllegroError as error:
            if not error.temporary:
                raise
            answer = await self._post("/auth/oauth/token", form)
        if answer.status in {400, 401} and answer.body is not None:
            raise _refused(answer, "the refresh token was refused")
        if not answer.ok:
            raise refusal(answer, write=False) or unreadable("not_sent")
        return self._pair(answer)

    def _pair(self, answer: Answer) -> TokenPair:
        pair = pair_of(answer.body, self._clock.now())
        if pair is None:
            raise unreadable("not_sent")
        return pair.model_copy(update={"client_id": self.client_id})

    async def _post(self, path: str, form: dict[str, str]) -> Answer:
        secret = await self._store.client_secret()
        if secret is None:
            raise NotSignedIn(Failure(ErrorCode.CREDENTIALS_MISSING, "not_sent", "the application's secret is not stored"))
        basic = base64.b64encode(f"{self.client_id}:{secret.get_secret_value()}".encode()).decode()
        headers = {"Authorization": f"Basic {basic}", "Accept": "application/json"}
        try:
            request = self._http.build_request("POST", self._url + path, data=form, headers=headers)
            response, content = await receive(self._http, request)
        except httpx.HTTPError as error:
            kind = type(error).__name__
        else:
            return read_answer(response, content, self._clock.now())
        raise no_answer(kind, "not_sent")


def _refused(answer: Answer, message: str) -> CredentialsRefused:
    failure = Failure(ErrorCode.CREDENTIALS_REFUSED, "not_sent", message, auth_words(answer.body))
    return CredentialsRefused(failure, status=answer.status)


def _ended(answer: Answer, code: str) -> AllegroError:
    """Why polling is over. A used or wrong code has been seen as `invalid_request` too, so any other 400 means: start over."""
    if answer.status == 400 and code == "access_denied":
        failure = Failure(ErrorCode.CREDENTIALS_REFUSED, "not_sent", "the user refused", auth_words(answer.body))
        return SignInRefused(failure, status=answer.status)
    if answer.status == 401:
        return _refused(answer, "the application's id or secret was refused")
    if answer.status == 400 and not answer.html:
        failure = Failure(ErrorCode.CREDENTIALS_MISSING, "not_sent", "the device code is not valid", auth_words(answer.body))
        return SignInExpired(failure, status=answer.status)
    return refusal(answer, write=False) or unreadable("not_sent")
