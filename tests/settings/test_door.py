"""Who gets to the settings pages, and with what."""

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import aiohttp
import pytest
import pytest_asyncio

from agent.settings.door import Visit, refused
from agent.settings.server import SettingsServer
from agent.settings.tickets import MOST_SESSIONS, SESSION_S, TICKET_S, Tickets

OWN = "127.0.0.1:40000"


def visit(
    method: str = "POST", hosts: tuple[str, ...] = (OWN,), origin: str | None = f"http://{OWN}", site: str | None = "same-origin"
) -> Visit:
    return Visit("127.0.0.1", method, hosts, () if origin is None else (origin,), () if site is None else (site,))


@pytest.mark.parametrize("given", [visit(), visit("GET", origin=None, site="none"), visit("GET", origin=None, site=None)])
def test_the_pages_themselves_are_let_in(given: Visit) -> None:
    assert refused(given, OWN) is None


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (Visit("10.0.0.9", "GET", [OWN], [], []), "peer"),
        (visit(hosts=("evil.example",)), "host"),
        (visit(hosts=(OWN, "evil.example")), "host"),
        (visit(origin="http://127.0.0.1:40001"), "origin"),
        (visit(origin="null"), "origin"),
        (visit(origin=None), "origin"),
        (visit(site="same-site"), "origin"),
        (visit("GET", origin=None, site="cross-site"), "site"),
        (visit("GET", origin=None, site="same-site"), "site"),
    ],
)
def test_row_2_and_4_nobody_else_is(given: Visit, reason: str) -> None:
    assert refused(given, OWN) == reason


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_row_28_a_ticket_is_good_once() -> None:
    tickets = Tickets()
    ticket = tickets.offer()
    session = tickets.redeem(ticket)
    assert session is not None
    assert tickets.holds(session)
    assert tickets.redeem(ticket) is None
    assert tickets.redeem("") is None
    assert not tickets.holds(ticket)
    assert not tickets.holds(None)


def test_row_28_a_ticket_is_good_for_half_a_minute_and_a_session_for_a_day() -> None:
    clock = Clock()
    tickets = Tickets(clock)
    early, late = tickets.offer(), tickets.offer()
    session = tickets.redeem(early)
    clock.now = TICKET_S
    assert tickets.redeem(late) is None
    assert tickets.holds(session)
    clock.now = SESSION_S
    assert not tickets.holds(session)


def test_many_windows_end_the_oldest() -> None:
    tickets = Tickets()
    sessions = [tickets.redeem(tickets.offer()) for _ in range(MOST_SESSIONS + 1)]
    assert [tickets.holds(each) for each in sessions] == [False, *[True] * MOST_SESSIONS]


@pytest_asyncio.fixture
async def server() -> AsyncIterator[SettingsServer]:
    it = SettingsServer(dict)
    yield it
    await it.stop()


def client() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))


async def test_row_28_without_a_session_nothing_is_shown(server: SettingsServer) -> None:
    address = await server.entrance()
    base = f"http://{urlsplit(address).netloc}"
    async with client() as stranger:
        for path in ("/ui/", "/ui/main.js", "/ui/nothing.js", "/", "/socket", "/ui/login?t=", "/ui/login?t=guessed"):
            async with stranger.get(base + path) as answer:
                assert (answer.status, await answer.read()) == (403, b""), path
        async with stranger.post(f"{base}/ui/api/overview", json={}, headers={"Origin": base}) as answer:
            assert answer.status == 403


async def test_row_28_the_address_lets_one_window_in_and_its_headers_are_strict(server: SettingsServer) -> None:
    address = await server.entrance()
    async with client() as window, client() as second:
        async with window.get(address) as answer:
            assert answer.status == 200
            assert answer.url.path == "/ui/"
            assert answer.history[0].headers["Set-Cookie"].endswith("; HttpOnly; Path=/ui/; SameSite=Strict")
            assert "Server" not in answer.headers
            assert answer.headers["Cache-Control"] == "no-store"
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "frame-ancestors 'none'" in policy
            assert "unsafe" not in policy
        async with second.get(address) as answer:
            assert answer.status == 403
        async with window.get(str(answer.url.with_path("/ui/../ui/server.py"))) as answer:
            assert answer.status == 404


async def test_row_2_another_pages_question_is_not_heard(server: SettingsServer) -> None:
    address = await server.entrance()
    async with client() as window:
        async with window.get(address) as answer:
            base = str(answer.url.origin())
        for headers in ({"Origin": "http://127.0.0.1:1"}, {"Origin": base, "Host": "evil.example"}, {}):
            async with window.post(f"{base}/ui/api/overview", json={}, headers=headers) as answer:
                assert answer.status == 403
        async with window.post(f"{base}/ui/api/overview", data="{}", headers={"Origin": base}) as answer:
            assert answer.status == 404  # there is no such question here; the session was good


async def test_two_windows_at_the_first_moment_share_one_port(server: SettingsServer) -> None:
    first, second = await asyncio.gather(server.entrance(), server.entrance())
    assert urlsplit(first).netloc == urlsplit(second).netloc
