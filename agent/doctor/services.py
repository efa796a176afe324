"""Are the services within reach, and does this computer's clock agree with theirs: asked without any credentials."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from urllib.parse import urlsplit

import httpx

from agent import __version__
from agent.allegro.settings import is_loopback, user_agent
from agent.carriers.registry import CARRIERS
from agent.config.model import Config

from .facts import ServiceFacts

ANSWER_S = 8.0


async def ask_services(config: Config) -> tuple[ServiceFacts, ...]:
    """One question to every service that is set up; what it answers is no matter, its `Date` is."""
    return tuple(await asyncio.gather(*(_ask(address, agent) for address, agent in _addresses(config).items())))


def _addresses(config: Config) -> Mapping[str, str]:
    """Addresses with the User-Agent each is asked by: Allegro turns away whoever does not name the registered application."""
    plain = f"Nadajnik/{__version__}"
    used = {key: plain for each in config.accounts if each.enabled for key in CARRIERS[each.carrier].endpoints}
    allegro = config.allegro.complete()
    if allegro is not None:
        named = user_agent(allegro.application_name, allegro.application_page)
        used = {"allegro_api": named, "allegro_auth": named, **used}
    return {config.endpoints[key]: agent for key, agent in used.items()}


async def _ask(address: str, agent: str) -> ServiceFacts:
    host = urlsplit(address).hostname or address
    began = monotonic()
    try:
        async with (
            httpx.AsyncClient(timeout=ANSWER_S, follow_redirects=False, trust_env=not is_loopback(address)) as http,
            asyncio.timeout(ANSWER_S),
        ):
            answer = await http.head(address, headers={"User-Agent": agent})
    except (httpx.HTTPError, TimeoutError) as error:
        return ServiceFacts(host, None, type(error).__name__)
    return ServiceFacts(host, offset_s(answer.headers.get("Date"), datetime.now(UTC), monotonic() - began), None)


def offset_s(date: str | None, now: datetime, took_s: float) -> float | None:
    """How far this clock is ahead of the server's, whose `Date` was written half way of `took_s` and has whole seconds."""
    try:
        theirs = parsedate_to_datetime(date or "")
    except ValueError:
        return None
    if theirs.tzinfo is None:
        return None
    return (now - theirs).total_seconds() - took_s / 2 - 0.5
