"""Accounts whose credentials were refused: known at once in memory, on disk as soon as the ledger takes it."""

import asyncio
from collections.abc import Mapping

from agent.shipping.ledger.stops import Stops
from agent.shipping.model.failure import Failure
from shared_schema.codes import ErrorCode


class StoppedAccounts:
    """No call is made with them, from the refusal on and after a restart, until a person has tested the account."""

    def __init__(self, stops: Stops) -> None:
        self._stops = stops
        self._reasons: dict[str, Failure] = {}
        self._unwritten: dict[str, Failure] = {}
        self._taking_turns = asyncio.Lock()
        self._read = False

    @property
    def reasons(self) -> Mapping[str, Failure]:
        """By account id, why; as far as it was read."""
        return self._reasons

    async def known(self) -> Mapping[str, Failure]:
        """The reasons, read before the first question, however early it comes. Raises LedgerUnavailable."""
        if not self._read:
            await self.read()
        return self._reasons

    def remember(self, account_id: str, failure: Failure) -> None:
        """The part of `stop` that cannot fail: holds at once, and is written by `write`. The first reason stays."""
        if account_id not in self._reasons:
            self._reasons[account_id] = self._unwritten[account_id] = failure

    async def stop(self, account_id: str, failure: Failure) -> None:
        """Remembers and writes it. Raises LedgerUnavailable; it holds all the same."""
        self.remember(account_id, failure)
        await self.write()

    async def write(self) -> None:
        """Writes the stops that are not on disk yet. Raises LedgerUnavailable; they hold all the same, and are written later."""
        async with self._taking_turns:
            await self._write()

    async def read(self) -> None:
        """Learns of accounts that were tested meanwhile, perhaps by another process; what is being stopped right now stays."""
        async with self._taking_turns:
            await self._write()
            known = await self._stops.all()
            self._reasons = {**known, **self._unwritten}
        self._read = True

    async def _write(self) -> None:
        for account_id, failure in list(self._unwritten.items()):
            await self._stops.stop(account_id, failure)
            del self._unwritten[account_id]


def account_stopped(account_id: str, why: Failure) -> Failure:
    """What is said to an order whose account is stopped."""
    return Failure(
        ErrorCode.ACCOUNT_STOPPED,
        "not_sent",
        "the carrier refused the account's credentials; nothing is sent until they are mended and tested",
        words=why.words,
        data={"account": account_id},
    )
