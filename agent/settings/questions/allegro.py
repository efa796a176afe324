"""Connecting Allegro accounts by the device flow: the page shows the code, the program waits for the seller's yes."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from agent.allegro.accounts import NoneUsable
from agent.allegro.oauth import DeviceCode, openable
from agent.allegro.sign_in import SignIn, open_sign_in
from agent.allegro.tokens import CLIENT_SECRET
from agent.config.home import HomeUnusable, prepare_home
from agent.config.model import SellerId
from agent.config.problems import ConfigError
from agent.sellers import Application, disconnect
from agent.settings.asked import Asked, FieldError, Json, NotDone, Nothing, Question
from agent.settings.household import Household
from agent.shipping.model.failure import Failure, ShippingError
from agent.vault import VaultError
from shared_schema.codes import ErrorCode

Text = Annotated[str, Field(max_length=300)]

_STATES = {
    ErrorCode.CREDENTIALS_REFUSED: ("again", "refused"),
    ErrorCode.CREDENTIALS_MISSING: ("again", "missing"),
    ErrorCode.NOT_CONFIGURED: ("again", "missing"),
    ErrorCode.KEYRING_LOCKED: ("unknown", "keyring"),
}
"""What a failure says of an account, and the word for why; any other one is Allegro's, and passes."""


class Begin(Asked):
    """The seller's own application. An empty `secret` is the one that is kept already."""

    environment: Literal["production", "sandbox"]
    client_id: Text
    application_name: Text
    application_page: Text
    secret: Text


class Named(Asked):
    """Names a connected account."""

    id: SellerId


@dataclass
class _Connecting:
    """One sign-in under way; `text` is why it failed, `again` whether the account was connected before."""

    phase: Literal["none", "waiting", "connected", "failed"] = "none"
    text: str = ""
    login: str = ""
    again: bool = False
    task: asyncio.Task[None] | None = field(default=None, repr=False)


def questions(household: Household) -> Mapping[str, Question]:
    """`allegro.*`."""
    desk = _Desk(household)
    return {
        "allegro.accounts": Question(Nothing, desk.accounts),
        "allegro.begin": Question(Begin, desk.begin),
        "allegro.state": Question(Nothing, desk.state),
        "allegro.cancel": Question(Nothing, desk.cancel),
        "allegro.forget": Question(Named, desk.forget),
    }


class _Desk:
    def __init__(self, household: Household) -> None:
        self._household = household
        self._now = _Connecting()

    async def accounts(self, _: Nothing) -> Json:
        """How each connected account is: asked apart from the overview, because Allegro may take its time."""
        failures: Mapping[str, Failure] = {}
        every: Failure | None = None
        try:
            failures = (await self._household.sellers()).failures
        except NoneUsable as error:
            failures = error.failures
        except ShippingError as error:
            every = error.failure
        try:
            accounts = self._household.file.read().allegro.accounts
        except (ConfigError, HomeUnusable) as error:
            raise self._household.not_done(error) from None
        return {"accounts": [{"id": each.id, **_state(failures.get(each.id, every))} for each in accounts]}

    async def begin(self, asked: Begin) -> Json:
        """Nothing is stored before somebody has agreed at Allegro. A sign-in under way is given up."""
        await self.cancel(Nothing())
        household = self._household
        values = {key: value.strip() or None for key, value in asked.model_dump(exclude={"secret"}).items()}
        try:
            secret = asked.secret or await household.vault.get(CLIENT_SECRET)
            application = Application(values, secret or "")
            config = household.file.preview(application.write)
            settings = config.allegro.complete()
            if settings is None:
                text = household.words("settings_fields_wrong")
                missing = [key for key in ("client_id", "application_name") if values[key] is None]
                raise NotDone(text, tuple(FieldError(key, text) for key in missing))
            if not secret:
                text = household.words("settings_secret_missing")
                raise NotDone(text, (FieldError("secret", text),))
            prepare_home(household.home)
            sign_in = open_sign_in(settings, household.vault, config.endpoints, application.secret)
            try:
                device = await sign_in.start()
            except BaseException:
                await sign_in.close()
                raise
        except ValidationError as error:
            raise household.wrong(error) from None
        except (ConfigError, HomeUnusable, VaultError, ShippingError) as error:
            raise household.not_done(error) from None
        self._now = now = _Connecting("waiting")
        now.task = asyncio.create_task(self._finish(now, application, sign_in, device))
        link = device.verification_uri_complete
        return {"code": device.user_code, "link": link if openable(link) else None}

    async def state(self, _: Nothing) -> Json:
        """How the sign-in goes."""
        return {"phase": self._now.phase, "text": self._now.text, "login": self._now.login, "again": self._now.again}

    async def cancel(self, _: Nothing) -> Json:
        """Gives up waiting; what was stored before stays."""
        task, self._now.task = self._now.task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        self._now = _Connecting()
        return {}

    async def forget(self, asked: Named) -> Json:
        """Forgets one account on this computer; the link at Allegro itself only the seller can remove."""
        try:
            await disconnect(self._household.file, self._household.vault, asked.id)
        except (ConfigError, HomeUnusable, VaultError) as error:
            raise self._household.not_done(error) from None
        return {}

    async def _finish(self, now: _Connecting, application: Application, sign_in: SignIn, device: DeviceCode) -> None:
        household = self._household
        try:
            connected = await application.connected(household.file, household.vault, sign_in, device)
            now.login, now.again, now.phase = connected.seller.login, connected.again, "connected"
        except Exception as error:  # a task nobody waits for: the page has to hear of every failure
            now.text = household.not_done(error).text
            now.phase = "failed"
        finally:
            await sign_in.close()


def _state(failure: Failure | None) -> Json:
    """`reason` is told where there is something to tell."""
    state, reason = ("connected", None) if failure is None else _STATES.get(failure.code, ("unknown", "silent"))
    return {"state": state, "reason": reason}
