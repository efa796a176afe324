"""The door to one carrier account: every call goes through it, waits there as long as it must, and is learned from."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.model.shipment import Created
from agent.shipping.ports import CarrierAccount
from shared_schema.codes import ErrorCode

from .desk import Desk
from .gate import Gate
from .stopped_accounts import account_stopped


class Door:
    """Knows whether the account may be called now; creating parcels asks `shut` itself, inside its turn."""

    def __init__(self, desk: Desk, account: CarrierAccount) -> None:
        self.account = account
        self.gate = Gate(account.concurrency, account.requests_per_minute, desk.patience)
        self._desk = desk
        self.follow_stops()

    def use(self, account: CarrierAccount) -> None:
        """Goes on with the account as it is configured now."""
        if account is not self.account:
            self.gate.doubt()
        self.account = account

    def follow_stops(self) -> None:
        """Makes no more calls, or calls again, as the desk knows by now: another call than a lane's may have been refused."""
        why = self._desk.stopped.reasons.get(self.account.id)
        if why != self.gate.stopped:
            self.gate.stop(why)

    def shut(self) -> Failure | None:
        """Why nothing may be created at this account now."""
        self.follow_stops()
        if self.gate.stopped is not None:
            return account_stopped(self.account.id, self.gate.stopped)
        return self.gate.outage.failure if self.gate.outage is not None else None

    def pause_s(self) -> float | None:
        """While the whole account is out, its attempts wait for the account's next try."""
        return self.gate.next_try_s() if self.gate.outage is not None else None

    @asynccontextmanager
    async def calling(self) -> AsyncIterator[None]:
        """Round a call that creates nothing: waits until it may be made, and learns from how it ends.

        Raises ShippingError when the account makes no calls: no outage, but a person ends that.
        """
        async with self.gate.slot(), self._learning():
            yield

    @asynccontextmanager
    async def calling_at_once(self) -> AsyncIterator[None]:
        """The same for a person who waits: for a turn, but for no outage to end."""
        async with self.gate.turn(), self._learning():
            yield

    @asynccontextmanager
    async def _learning(self) -> AsyncIterator[None]:
        self.follow_stops()
        if self.gate.stopped is not None:
            raise ShippingError(account_stopped(self.account.id, self.gate.stopped))
        try:
            yield
        except ShippingError as error:
            await self.consider(error.failure)
            raise
        self.gate.answered()

    def learn(self, answers: Sequence[Created | Failure]) -> None:
        """One failure of a whole call counts once, however many parcels were in it. Writes nothing: the outcomes come first."""
        for failure in {id(each): each for each in answers if isinstance(each, Failure)}.values():
            self._take_note(failure, creating=True)
        if any(isinstance(each, Created) for each in answers):
            self.gate.answered(creating=True)

    async def consider(self, failure: Failure) -> None:
        """Learns from a failed call that creates nothing; refused credentials stop the account, on disk."""
        self._take_note(failure)
        await self._desk.stopped.write()

    def _take_note(self, failure: Failure, creating: bool = False) -> None:
        self.gate.consider(failure, creating)
        if self.gate.stopped is not None:
            self._desk.stopped.remember(self.account.id, self.gate.stopped)

    def stop_of(self, error: ShippingError) -> Failure | None:
        """What an order is told whose account makes no calls until it was tested; None for a failure of any other kind."""
        if error.failure.code is ErrorCode.CREDENTIALS_REFUSED:
            return account_stopped(self.account.id, error.failure)
        return error.failure if error.failure.code is ErrorCode.ACCOUNT_STOPPED else None

    async def probe(self) -> None:
        """Asks a carrier that did not answer something harmless, so that no parcel is at stake in finding out."""
        await self.gate.due()
        try:
            async with self.gate.turn():
                if self.gate.stopped is not None:
                    return
                unanswered = (await self.account.check()).unanswered
        except ShippingError as error:
            await self.consider(error.failure)
        else:
            if unanswered is not None:
                await self.consider(unanswered)
            else:
                self.gate.answered()
