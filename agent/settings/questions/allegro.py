"""Connecting the Allegro account by the device flow: the page shows the code, the program waits for the seller's yes."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field, ValidationError
from tomlkit import TOMLDocument

from agent.allegro.marketplace import open_marketplace
from agent.allegro.oauth import DeviceCode, openable
from agent.allegro.settings import AllegroSettings
from agent.allegro.sign_in import SignIn, open_sign_in
from agent.allegro.tokens import CLIENT_SECRET, TOKENS
from agent.config.edit import set_section
from agent.config.home import HomeUnusable, prepare_home
from agent.config.problems import ConfigError
from agent.settings.asked import Asked, FieldError, Json, NotDone, Nothing, Question
from agent.settings.household import Household
from agent.shipping.model.failure import ShippingError
from agent.vault import VaultError

Text = Annotated[str, Field(max_length=300)]


class Begin(Asked):
    """The seller's own application. An empty `secret` is the one that is kept already."""

    environment: Literal["production", "sandbox"]
    client_id: Text
    application_name: Text
    application_page: Text
    secret: Text


@dataclass
class _Connecting:
    """One sign-in under way; `text` is why it failed."""

    phase: Literal["none", "waiting", "connected", "failed"] = "none"
    text: str = ""
    login: str = ""
    task: asyncio.Task[None] | None = field(default=None, repr=False)


def questions(household: Household) -> Mapping[str, Question]:
    """`allegro.*`."""
    desk = _Desk(household)
    return {
        "allegro.begin": Question(Begin, desk.begin),
        "allegro.state": Question(Nothing, desk.state),
        "allegro.cancel": Question(Nothing, desk.cancel),
        "allegro.forget": Question(Nothing, desk.forget),
    }


class _Desk:
    def __init__(self, household: Household) -> None:
        self._household = household
        self._now = _Connecting()

    async def begin(self, asked: Begin) -> Json:
        """Nothing is stored before Allegro has taken id and secret. A sign-in under way is given up."""
        await self.cancel(Nothing())
        household = self._household
        values = {key: value.strip() or None for key, value in asked.model_dump(exclude={"secret"}).items()}

        def change(document: TOMLDocument) -> None:
            set_section(document, "allegro", values)

        try:
            config = household.file.preview(change)
            settings = config.allegro.complete()
            if settings is None:
                text = household.words("settings_fields_wrong")
                missing = [key for key in ("client_id", "application_name") if values[key] is None]
                raise NotDone(text, tuple(FieldError(key, text) for key in missing))
            prepare_home(household.home)
            before = await household.vault.get(CLIENT_SECRET)
            if not asked.secret and before is None:
                text = household.words("settings_secret_missing")
                raise NotDone(text, (FieldError("secret", text),))
            if asked.secret:
                await household.vault.set(CLIENT_SECRET, asked.secret)
            sign_in = open_sign_in(settings, household.vault, config.endpoints)
            try:
                device = await sign_in.start()
            except BaseException:
                await sign_in.close()
                await self._put_back(before)
                raise
        except ValidationError as error:
            raise household.wrong(error) from None
        except (ConfigError, HomeUnusable, VaultError, ShippingError) as error:
            raise household.not_done(error) from None
        self._now = now = _Connecting("waiting")
        now.task = asyncio.create_task(self._finish(now, sign_in, device, settings, config.endpoints, before, change))
        link = device.verification_uri_complete
        return {"code": device.user_code, "link": link if openable(link) else None}

    async def state(self, _: Nothing) -> Json:
        """How the sign-in goes."""
        return {"phase": self._now.phase, "text": self._now.text, "login": self._now.login}

    async def cancel(self, _: Nothing) -> Json:
        """Gives up waiting; what was stored before stays."""
        task, self._now.task = self._now.task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        self._now = _Connecting()
        return {}

    async def forget(self, _: Nothing) -> Json:
        """Forgets the tokens on this computer; the link at Allegro itself only the seller can remove."""
        try:
            await self._household.vault.delete(TOKENS)
            with self._household.file.edit():  # tells the running parts
                pass
        except (ConfigError, HomeUnusable, VaultError) as error:
            raise self._household.not_done(error) from None
        return {}

    async def _finish(
        self,
        now: _Connecting,
        sign_in: SignIn,
        device: DeviceCode,
        settings: AllegroSettings,
        endpoints: Mapping[str, str],
        before: str | None,
        change: Callable[[TOMLDocument], None],
    ) -> None:
        household = self._household
        try:
            await sign_in.finish(device)
            marketplace = open_marketplace(settings, household.vault, endpoints)
            try:
                now.login = (await marketplace.seller()).login
            finally:
                await marketplace.close()
            with household.file.edit() as document:
                change(document)
            now.phase = "connected"
        except asyncio.CancelledError:
            await self._put_back(before)
            raise
        except Exception as error:  # a task nobody waits for: the page has to hear of every failure
            now.text = household.not_done(error).text
            now.phase = "failed"
            await self._put_back(before)
        finally:
            await sign_in.close()

    async def _put_back(self, secret: str | None) -> None:
        vault = self._household.vault
        await (vault.delete(CLIENT_SECRET) if secret is None else vault.set(CLIENT_SECRET, secret))
