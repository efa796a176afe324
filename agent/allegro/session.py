"""Keeps one pair of tokens usable: renewed ahead of its end, by one refresh at a time, stored before it is used."""

import asyncio
import logging
from datetime import timedelta

from agent.shipping.model.failure import Failure
from agent.shipping.ports import Clock
from shared_schema.codes import ErrorCode

from .errors import AllegroError, CredentialsRefused, NotSignedIn
from .oauth import OAuth
from .tokens import TokenPair, TokenStore

AHEAD = timedelta(minutes=5)
"""A pair is renewed when less than this is left of its access token."""

_log = logging.getLogger(__name__)


class Session:
    """The tokens of the connected account.

    The vault is the truth and is read for every call, so a sign-in or sign-out counts at once; `generation` grows whenever a
    pair stands there that this session did not make.
    """

    def __init__(self, oauth: OAuth, store: TokenStore, clock: Clock) -> None:
        self._oauth = oauth
        self._store = store
        self._clock = clock
        self._lock = asyncio.Lock()
        self._known: TokenPair | None = None
        self._unsaved: TokenPair | None = None
        self._dead: TokenPair | None = None
        self._tasks: set[asyncio.Task[TokenPair]] = set()
        self.generation = 0

    async def pair(self) -> TokenPair:
        """A pair good for a call. Raises `NotSignedIn`, `CredentialsRefused` or another `AllegroError`."""
        if self._unsaved is not None:
            return await self.renewed(None)
        pair = await self._stored()
        left = pair.expires_at - self._clock.now()
        if left > AHEAD:
            return pair
        try:
            return await self.renewed(pair)
        except AllegroError as error:
            if error.temporary and left > timedelta(0):
                return pair
            raise

    async def renewed(self, stale: TokenPair | None) -> TokenPair:
        """A pair other than `stale`: the one another call has got meanwhile, or a new one.

        Runs to its end even when the caller is cancelled, because a pair that Allegro gave and nobody stored is lost.
        """
        task = asyncio.create_task(self._renew(stale))
        self._tasks.add(task)
        task.add_done_callback(self._finished)
        return await asyncio.shield(task)

    def refuse(self, pair: TokenPair) -> None:
        """Notes that Allegro does not take a fresh pair: no more calls with it, until another one stands in the vault."""
        self._dead = pair

    async def close(self) -> None:
        """Waits for a refresh under way."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _renew(self, stale: TokenPair | None) -> TokenPair:
        async with self._lock:
            if self._unsaved is not None:  # the vault failed at the last refresh: nothing else counts until it is stored
                return await self._keep(self._unsaved)
            stored = await self._stored()
            if not stored.same_as(stale) and stored.expires_at - self._clock.now() > AHEAD:
                return stored
            try:
                self._unsaved = await self._oauth.refresh(stored)
            except CredentialsRefused:
                self.refuse(stored)
                raise
            _log.info("Allegro's tokens were renewed")
            return await self._keep(self._unsaved)

    async def _stored(self) -> TokenPair:
        stored = await self._store.load()
        if stored is None:
            raise NotSignedIn(Failure(ErrorCode.CREDENTIALS_MISSING, "not_sent", "nobody is signed in to Allegro"))
        if not stored.belongs_to(self._oauth.client_id):
            failure = Failure(ErrorCode.CREDENTIALS_REFUSED, "not_sent", "the stored tokens were given to another application")
            raise CredentialsRefused(failure)
        if stored.same_as(self._dead):
            raise CredentialsRefused(Failure(ErrorCode.CREDENTIALS_REFUSED, "not_sent", "the stored tokens were refused before"))
        if not stored.same_as(self._known):
            self._known = stored
            self.generation += 1
        return stored

    async def _keep(self, pair: TokenPair) -> TokenPair:
        await self._store.save(pair)
        self._known, self._unsaved = pair, None
        return pair

    def _finished(self, task: asyncio.Task[TokenPair]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # looked at, so that asyncio does not report it when the caller was cancelled
