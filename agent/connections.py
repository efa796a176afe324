"""The seller's accounts as they are configured now: opened once, opened anew when the configuration changes."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Literal

from agent.allegro.settings import AllegroSettings
from agent.carriers.registry import CARRIERS
from agent.config.file import ConfigFile
from agent.config.model import AccountConfig, AllegroSection, Config, PrintingSection
from agent.config.problems import ConfigError
from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.model.order import DeliveryMethod, ListedMethod, Order
from agent.shipping.model.shipment import RecentOrder, Sellers, TrackingNumber
from agent.shipping.ports import Cache, CarrierAccount, Marketplace, PasswordAccount, Withdrawal
from agent.vault import Vault, VaultError
from shared_schema.agent import AccountInfo
from shared_schema.codes import ErrorCode

log = logging.getLogger(__name__)

_NOT_CONNECTED = Failure(ErrorCode.NOT_CONFIGURED, "not_sent", "no Allegro account is connected")

_NO_ANSWER_YET = Failure(ErrorCode.CARRIER_TIMEOUT, "not_sent", "the carrier has not answered yet")

PREPARE_PATIENCE_S = 10.0
"""A carrier that is silent must not keep the orders of the others waiting."""

_UNREADY_FOR_S = 10.0
"""A carrier that did not answer is not asked again for every single order."""
_REFUSED_FOR_S = 2.0
"""Until the account is stopped for it; longer, and what is remembered would stop an account that has been tested since."""


class Connections:
    """Implements `ports.Accounts` and `ports.Marketplace` over whatever the configuration names at the moment of each call."""

    def __init__(self, file: ConfigFile, vault: Vault, cache_of: Callable[[str], Cache] | None = None) -> None:
        """`cache_of` an account's id gives its place for what it can read anew; without it nothing is kept."""
        self._file = file
        self._vault = vault
        self._cache_of = cache_of
        self._config = file.read()
        self._lock = asyncio.Lock()
        self._accounts: dict[str, CarrierAccount] | None = None
        self._unopened: dict[str, Failure] = {}
        self._unready: dict[str, tuple[float, Failure]] = {}
        self._preparing: dict[str, tuple[float, asyncio.Task[None]]] = {}
        self._marketplace: Marketplace | None = None
        self._retired: list[CarrierAccount | Marketplace] = []

    @property
    def config(self) -> Config:
        """The configuration last read."""
        return self._config

    def handover_times(self) -> dict[str, str]:
        """Enabled accounts that hand over by themselves, and when ("HH:MM" by this computer's clock)."""
        self._follow_file()
        return {each.id: each.handover_at for each in self._config.accounts if each.enabled and each.handover_at is not None}

    def printing(self) -> PrintingSection:
        """How this station prints labels."""
        self._follow_file()
        return self._config.printing

    def tells_of_updates(self) -> bool:
        """Whether the seller wants to hear of newer versions of the program."""
        self._follow_file()
        return self._config.interface.update_notice

    def ask_after_idle_minutes(self) -> int:
        """The seller's setting of the lock, 0 without it."""
        self._follow_file()
        return self._config.security.ask_after_idle_minutes

    def account_list(self, stopped: Collection[str], next_tries: Mapping[str, datetime]) -> list[AccountInfo]:
        """All configured accounts, for people."""
        return [
            AccountInfo(
                id=each.id,
                carrier=each.carrier,
                name=each.name,
                enabled=each.enabled,
                state=self._state(each.id, stopped, next_tries),
                next_try_at=next_tries[each.id].isoformat() if each.id in next_tries else None,
                expires_in_days=self._password_days(each.id),
                withdraws=isinstance((self._accounts or {}).get(each.id), Withdrawal),
            )
            for each in self._config.accounts
        ]

    def _password_days(self, account_id: str) -> int | None:
        """None as well after a change that is not followed yet: it may have been the password's."""
        if self._accounts is None or account_id not in self._accounts or self._file.changed():
            return None
        account = self._accounts[account_id]
        return account.password_days if isinstance(account, PasswordAccount) else None

    def missing_for(self, method: DeliveryMethod) -> str | None:
        """The name of the carrier without an enabled account that would ship the method; one that knows its id before others."""
        there = {each.carrier for each in self._config.accounts if each.enabled}
        found = {kind.name: kind.serves(method) for kind in CARRIERS.values() if kind.id not in there}
        return next((name for match in ("id", "name") for name, each in found.items() if each == match), None)

    def _state(
        self, account_id: str, stopped: Collection[str], waiting: Collection[str]
    ) -> Literal["untested", "ok", "waiting", "stopped"]:
        if account_id in stopped:
            return "stopped"
        if account_id in waiting:
            return "waiting"
        return "ok" if self._accounts and account_id in self._accounts else "untested"

    async def enabled(self, stopped: Collection[str]) -> tuple[Sequence[CarrierAccount], Mapping[str, Failure]]:
        """The enabled accounts in the file's order, and why some cannot plan now. No call is made with those stopped."""
        accounts = list((await self._current_accounts()).values())
        asked = [account for account in accounts if account.id not in stopped]
        # Each by its own wait: meanwhile somebody else may have begun to prepare the account anew.
        in_time = await asyncio.gather(*(self._prepared(account) for account in asked))
        late = {each.id: _NO_ANSWER_YET for each, done in zip(asked, in_time, strict=True) if not done}
        unready = {each.id: self._unready[each.id][1] for each in asked if each.id in self._unready}
        return accounts, {**self._unopened, **late, **unready}

    async def _prepared(self, account: CarrierAccount) -> bool:
        """Waits until the account is prepared (or known not to be), or its patience is used up; then it goes on by itself."""
        now = asyncio.get_running_loop().time()
        began, task = self._preparing.get(account.id, (now, None))
        if task is None or task.done():
            began, task = now, asyncio.create_task(self._prepare(account))
            self._preparing[account.id] = began, task
        await asyncio.wait([task], timeout=max(0.0, began + PREPARE_PATIENCE_S - now))
        return task.done()

    async def _prepare(self, account: CarrierAccount) -> None:
        clock = asyncio.get_running_loop().time
        known = self._unready.get(account.id)
        if known is not None:
            refused = known[1].code is ErrorCode.CREDENTIALS_REFUSED
            if clock() - known[0] < (_REFUSED_FOR_S if refused else _UNREADY_FOR_S):
                return
        try:
            await account.prepare()
            self._unready.pop(account.id, None)
        except ShippingError as error:
            self._unready[account.id] = (clock(), error.failure)
        except Exception:  # a defect of one carrier must not keep the other accounts from working
            log.exception("account %s could not be prepared", account.id)
            self._unready[account.id] = (clock(), Failure(ErrorCode.INTERNAL, "not_sent", "the account could not be prepared"))

    async def sellers(self) -> Sellers:
        """Whose Allegro accounts are connected."""
        return await (await self._current_marketplace()).sellers()

    async def orders(self, order_ids: Sequence[str], seller_id: str | None = None) -> AsyncIterator[Order | tuple[str, Failure]]:
        """Reads orders fresh."""
        marketplace = await self._current_marketplace()
        async for read in marketplace.orders(order_ids, seller_id):
            yield read

    async def owners(self, order_ids: Sequence[str]) -> Mapping[str, str]:
        """Whose the orders are."""
        return await (await self._current_marketplace()).owners(order_ids)

    async def numbers(self, seller_id: str, order_id: str) -> Sequence[TrackingNumber]:
        """The numbers on an order."""
        return await (await self._current_marketplace()).numbers(seller_id, order_id)

    async def recent(self, seller_id: str, since: datetime) -> AsyncIterator[RecentOrder]:
        """Orders that have numbers or are marked as sent."""
        marketplace = await self._current_marketplace()
        async for order in marketplace.recent(seller_id, since):
            yield order

    async def newest(self, count: int) -> Sequence[Order]:
        """The newest orders."""
        return await (await self._current_marketplace()).newest(count)

    async def delivery_methods(self) -> Sequence[ListedMethod]:
        """Allegro's delivery methods."""
        return await (await self._current_marketplace()).delivery_methods()

    async def carrier_ids(self, seller_id: str) -> frozenset[str]:
        """Allegro's carrier ids."""
        return await (await self._current_marketplace()).carrier_ids(seller_id)

    async def add_number(self, seller_id: str, order_id: str, carrier_id: str, carrier_name: str | None, number: str) -> None:
        """Adds a number to an order."""
        await (await self._current_marketplace()).add_number(seller_id, order_id, carrier_id, carrier_name, number)

    async def close(self) -> None:
        """Releases all connections, also those of accounts that were replaced."""
        preparing = [task for _, task in self._preparing.values()]
        for task in preparing:
            task.cancel()
        await asyncio.gather(*preparing, return_exceptions=True)
        open_now: list[CarrierAccount | Marketplace] = [*(self._accounts or {}).values(), *self._retired]
        if self._marketplace is not None:
            open_now.append(self._marketplace)
        await asyncio.gather(*(each.close() for each in open_now), return_exceptions=True)

    async def _current_marketplace(self) -> Marketplace:
        async with self._lock:
            self._follow_file()
            if self._marketplace is None:
                settings = _allegro_settings(self._config.allegro)
                if settings is None or not self._config.allegro.accounts:
                    raise ShippingError(_NOT_CONNECTED)
                from agent.allegro.accounts import open_accounts  # with the HTTP client, for who has connected Allegro

                sellers = [each.id for each in self._config.allegro.accounts]
                self._marketplace = open_accounts(settings, sellers, self._vault, self._config.endpoints)
            return self._marketplace

    async def _current_accounts(self) -> dict[str, CarrierAccount]:
        async with self._lock:
            self._follow_file()
            if self._accounts is None:
                self._accounts = {}
                self._unopened = {}
                for each in self._config.accounts:
                    if each.enabled:
                        await self._open(each, self._accounts)
            return self._accounts

    async def _open(self, account: AccountConfig, accounts: dict[str, CarrierAccount]) -> None:
        kind = CARRIERS[account.carrier]
        try:
            secrets = {name: await self._vault.get(secret_name(account.id, name)) for name in kind.secrets}
        except VaultError as error:
            log.warning("account %s: the key store cannot be read: %s", account.id, error.reason)
            self._unopened[account.id] = Failure(ErrorCode.KEYRING_LOCKED, "not_sent", "the key store cannot be read")
            return
        known = {name: secret for name, secret in secrets.items() if secret is not None}
        try:
            kept = {"cache": self._cache_of(account.id)} if kind.point_list and self._cache_of else {}
            accounts[account.id] = kind.open(account.id, account.settings, known, self._config.endpoints, **kept)
        except ShippingError as error:
            log.warning("account %s cannot be used: %s", account.id, error)
            self._unopened[account.id] = error.failure

    def _follow_file(self) -> None:
        try:
            changed = self._file.read_if_changed()
        except ConfigError as error:
            log.warning("the changed configuration is wrong and not used: %s", error)
            return
        if changed is None:
            return
        log.info("the configuration changed")
        self._config = changed
        self._vault.forget()
        # Calls may be under way on the old connections: they are released at the end.
        self._retired += [*(self._accounts or {}).values(), *([self._marketplace] if self._marketplace else [])]
        self._accounts = None
        self._unready = {}
        self._marketplace = None


def secret_name(account_id: str, secret: str) -> str:
    """Where the vault keeps a secret of a carrier account."""
    return f"accounts/{account_id}/{secret}"


def _allegro_settings(section: AllegroSection) -> AllegroSettings | None:
    if section.client_id is None or section.application_name is None:
        return None
    settings = AllegroSettings(
        environment=section.environment, client_id=section.client_id, application_name=section.application_name
    )
    page = section.application_page
    return settings.model_copy(update={"application_page": page}) if page else settings
