"""The seller's accounts at Allegro, as the domain's `Marketplace` port: an order is read, and reported, where it belongs."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing
from datetime import datetime
from itertools import chain, zip_longest

from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.model.order import ListedMethod, Order
from agent.shipping.model.shipment import RecentOrder, Seller, Sellers, TrackingNumber
from shared_schema.codes import ErrorCode

from .marketplace import AllegroMarketplace, open_marketplace
from .settings import AllegroSettings
from .tokens import Secrets

MOST_REMEMBERED = 20_000
"""Orders of which it is known whose they are; with one account nothing has to be remembered."""

_OF_OTHERS = Failure(ErrorCode.ORDER_OF_OTHER_SELLER, "not_sent", "the order's Allegro account is not connected")


WITHIN_S = 8.0
"""So long an account may take to say whose it is; whoever asks shows it to a person."""

_LATE = Failure(ErrorCode.ALLEGRO_UNAVAILABLE, "not_sent", "no answer within the time to say whose the account is")


class NoneUsable(ShippingError):
    """No account can be used; `failures` says why, by seller id, and `failure` is the first."""

    def __init__(self, failures: Mapping[str, Failure]) -> None:
        super().__init__(next(iter(failures.values())))
        self.failures = failures


class AllegroAccounts:
    """Implements `agent.shipping.ports.Marketplace` over the connected accounts, by seller id; there is one at least."""

    def __init__(self, accounts: Mapping[str, AllegroMarketplace]) -> None:
        self._accounts = dict(accounts)
        self._owners: dict[str, str] = {}
        self._latest = ""
        """Where an order was found last."""

    async def sellers(self) -> Sellers:
        """Who they are, each asked once after a sign-in, side by side and for a short time. Raises NoneUsable."""
        answers = dict(zip(self._accounts, await asyncio.gather(*map(_seller, self._accounts.values())), strict=True))
        found = tuple(each for each in answers.values() if isinstance(each, Seller))
        failures = {seller_id: each for seller_id, each in answers.items() if isinstance(each, Failure)}
        if not found:
            raise NoneUsable(failures)
        return Sellers(found, failures)

    async def orders(
        self, order_ids: Sequence[str], seller_id: str | None = None
    ) -> AsyncGenerator[Order | tuple[str, Failure], None]:
        """Each distinct id exactly once.

        Without `seller_id` an order of an unknown account is looked for in the lists of all of them and then by itself, first
        where the last one was found.
        """
        left = dict.fromkeys(order_ids)
        if seller_id is None and len(self._accounts) > 1:
            async with aclosing(self._listed([each for each in left if each not in self._owners])) as listed:
                async for order in listed:
                    del left[order.id]
                    yield order
        failures: dict[str, Failure] = {}
        for account_id, wanted in self._places(list(left), seller_id):
            asked = [each for each in wanted if each in left]
            if not asked:
                continue
            async with aclosing(self._accounts[account_id].orders(asked)) as reading:
                async for read in reading:
                    if isinstance(read, Order):
                        del left[read.id]
                        self._remember(read.id, account_id)
                        yield read
                    elif read[0] not in failures or failures[read[0]].code is ErrorCode.ORDER_NOT_FOUND:
                        # "not found" by one account says less than that another one could not be asked
                        failures[read[0]] = read[1]
        for order_id in left:
            yield order_id, failures.get(order_id, _OF_OTHERS)

    async def _listed(self, order_ids: Sequence[str]) -> AsyncGenerator[Order, None]:
        """Orders found in the accounts' lists: a whole page of one account's costs the others two calls, not one for each."""
        left = dict.fromkeys(order_ids)
        for account_id in self._latest_first():
            with contextlib.suppress(ShippingError):  # asked for them one by one it says so
                async with aclosing(self._accounts[account_id].listed(list(left))) as listed:
                    async for order in listed:
                        del left[order.id]
                        self._remember(order.id, account_id)
                        yield order

    async def owners(self, order_ids: Sequence[str]) -> Mapping[str, str]:
        """The seller's id by order, without those that no account has."""
        if len(self._accounts) == 1:
            return dict.fromkeys(order_ids, next(iter(self._accounts)))
        unknown = [each for each in order_ids if each not in self._owners]
        async with aclosing(self.orders(unknown)) as reading:
            async for _ in reading:  # remembered as it is read
                pass
        return {each: self._owners[each] for each in order_ids if each in self._owners}

    async def numbers(self, seller_id: str, order_id: str) -> Sequence[TrackingNumber]:
        """The tracking numbers on the order now."""
        return await self._of(seller_id).numbers(order_id)

    async def recent(self, seller_id: str, since: datetime) -> AsyncGenerator[RecentOrder, None]:
        """The account's orders bought since then that have a number or are marked as sent; raises while it is walked."""
        async with aclosing(self._of(seller_id).recent(since)) as reading:
            async for order in reading:
                yield order

    async def newest(self, count: int) -> Sequence[Order]:
        """At most `count` of the newest orders of all accounts together, so many of each at most."""
        found = [await account.newest(count) for account in self._accounts.values()]
        return [each for each in chain.from_iterable(zip_longest(*found)) if each is not None][:count]

    async def delivery_methods(self) -> Sequence[ListedMethod]:
        """Every delivery method of the Polish marketplace, as the first account that can be used is told."""
        *others, last = self._accounts.values()
        for account in others:
            with contextlib.suppress(ShippingError):
                return await account.delivery_methods()
        return await last.delivery_methods()

    async def carrier_ids(self, seller_id: str) -> frozenset[str]:
        """The carrier ids Allegro takes now."""
        return await self._of(seller_id).carrier_ids()

    async def add_number(self, seller_id: str, order_id: str, carrier_id: str, carrier_name: str | None, number: str) -> None:
        """Adds a number; cannot be undone. The failure's `outcome` tells whether it may be there all the same."""
        await self._of(seller_id).add_number(order_id, carrier_id, carrier_name, number)

    async def close(self) -> None:
        """Releases the connections of all accounts."""
        for account in self._accounts.values():
            await account.close()

    def _of(self, seller_id: str) -> AllegroMarketplace:
        if seller_id not in self._accounts:
            raise ShippingError(_OF_OTHERS)
        return self._accounts[seller_id]

    def _places(self, order_ids: Sequence[str], seller_id: str | None) -> Iterator[tuple[str, list[str]]]:
        """Which account to ask for which orders, one after the other; what was found is not asked for again."""
        if seller_id is not None:
            if seller_id in self._accounts:
                yield seller_id, list(order_ids)
            return
        owners = {each: self._owners.get(each) for each in order_ids}
        for account_id in self._accounts:
            yield account_id, [each for each in order_ids if owners[each] == account_id]
        for account_id in self._latest_first():
            yield account_id, [each for each in order_ids if owners[each] != account_id]

    def _latest_first(self) -> list[str]:
        return sorted(self._accounts, key=lambda each: each != self._latest)

    def _remember(self, order_id: str, account_id: str) -> None:
        if len(self._accounts) == 1:
            return
        self._owners[order_id] = self._latest = account_id
        if len(self._owners) > MOST_REMEMBERED:
            del self._owners[next(iter(self._owners))]


async def _seller(account: AllegroMarketplace) -> Seller | Failure:
    try:
        async with asyncio.timeout(WITHIN_S):
            return await account.seller()
    except ShippingError as error:
        return error.failure
    except TimeoutError:
        return _LATE


def open_accounts(
    settings: AllegroSettings, seller_ids: Sequence[str], vault: Secrets, endpoints: Mapping[str, str]
) -> AllegroAccounts:
    """Makes the accounts without any call; arguments as for `open_marketplace`."""
    return AllegroAccounts({each: open_marketplace(settings, each, vault, endpoints) for each in seller_ids})
