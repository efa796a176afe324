"""Row 20 of the threat model: a label is fetched once, soon, and as a download."""

import re

import pytest

from agent.server.address import CHROMIUM_ORIGIN
from agent.server.one_time_files import MAX_FILES, OneTimeFiles
from tests.server.raw import send
from tests.server.running import FIREFOX_ORIGIN, Clock, Running

PDF = b"%PDF-1.7 rest"


async def get(agent: Running, path: str, *headers: tuple[str, str], host: str | None = None) -> tuple[int, bytes]:
    reply = await send(
        agent.server.port,
        f"GET {path} HTTP/1.1",
        [("Host", host or f"127.0.0.1:{agent.server.port}"), ("Connection", "close"), *headers],
    )
    return reply.status, reply.body


async def test_row_20_once(agent: Running) -> None:
    path = agent.files.offer(PDF, "application/pdf", "labels-2026-01-01.pdf")
    assert re.fullmatch(r"/labels/[0-9a-f]{64}", path)

    assert await get(agent, path) == (200, PDF)
    assert await get(agent, path) == (404, b"")


async def test_row_20_within_a_minute(agent: Running) -> None:
    soon = agent.files.offer(PDF, "application/pdf", "a.pdf")
    late = agent.files.offer(PDF, "application/pdf", "a.pdf")
    agent.clock.now += 59.9
    assert await get(agent, soon) == (200, PDF)
    agent.clock.now += 0.1
    assert await get(agent, late) == (404, b"")


async def test_row_20_headers(agent: Running) -> None:
    path = agent.files.offer(PDF, "application/pdf", "labels.pdf")
    reply = await send(
        agent.server.port, f"GET {path} HTTP/1.1", [("Host", f"127.0.0.1:{agent.server.port}"), ("Connection", "close")]
    )

    headers = {name: value for name, value in reply.headers.items() if name not in ("date", "connection")}
    assert headers == {
        "content-type": "application/pdf",
        "content-disposition": 'attachment; filename="labels.pdf"',
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
        "cross-origin-resource-policy": "same-origin",
        "content-length": str(len(PDF)),
    }


async def test_row_20_a_refused_request_does_not_use_the_file_up(agent: Running) -> None:
    await agent.paired(FIREFOX_ORIGIN)
    path = agent.files.offer(PDF, "application/pdf", "a.pdf")
    agent.desk.open()

    assert await get(agent, path, host="evil.example") == (400, b"")
    for origin in ("https://evil.example", "null", "moz-extension://99999999-2222-3333-4444-555555555555"):
        assert await get(agent, path, ("Origin", origin)) == (403, b"")
    assert await get(agent, path, ("Origin", CHROMIUM_ORIGIN), ("Origin", CHROMIUM_ORIGIN)) == (403, b"")
    assert await get(agent, path, ("Origin", FIREFOX_ORIGIN)) == (200, PDF)


@pytest.mark.parametrize("token", ["0" * 64, "", "..%2f..%2fetc", "%00", "a/b"])
async def test_row_20_other_tokens_find_nothing(agent: Running, token: str) -> None:
    agent.files.offer(PDF, "application/pdf", "a.pdf")
    status, body = await get(agent, f"/labels/{token}")
    assert (status in (403, 404), body) == (True, b"")
    assert len(agent.files) == 1


@pytest.mark.parametrize(
    ("content", "content_type", "filename"),
    [
        (b"<html>gateway error</html>", "application/pdf", "a.pdf"),
        (b"", "application/pdf", "a.pdf"),
        (b" %PDF-1.7", "application/pdf", "a.pdf"),
        (PDF, "text/html", "a.html"),
        (b"<html>", "text/html", "a.pdf"),
        (PDF, "application/zpl", "a.zpl"),
        (PDF, "application/pdf", "a.zpl"),
        (PDF, "application/pdf", "a.exe"),
        (PDF, "application/pdf", "..\\..\\x.pdf"),
        (PDF, "application/pdf", "../x.pdf"),
        (PDF, "application/pdf", ".pdf"),
        (PDF, "application/pdf", 'a".pdf'),
        (PDF, "application/pdf", "a\r\nX: y.pdf"),
        (PDF, "application/pdf", "a.pdf\n"),
        (PDF, "application/pdf", "A.pdf"),
        (PDF, "application/pdf", "a" * 300 + ".pdf"),
    ],
)
def test_row_20_only_known_contents_under_our_own_names(content: bytes, content_type: str, filename: str) -> None:
    files = OneTimeFiles(Clock())
    with pytest.raises(ValueError, match=r"content|name"):
        files.offer(content, content_type, filename)
    assert len(files) == 0


@pytest.mark.parametrize(
    ("content", "content_type", "filename"),
    [(PDF, "application/pdf", "a.pdf"), (b"^XA^XZ", "application/zpl", "a.zpl"), (b"PK\x03\x04", "application/zip", "a.zip")],
)
def test_row_20_known_contents(content: bytes, content_type: str, filename: str) -> None:
    files = OneTimeFiles(Clock())
    assert files.take(files.offer(content, content_type, filename).removeprefix("/labels/")) is not None


def test_row_20_memory_is_limited_and_freed() -> None:
    clock = Clock()
    files = OneTimeFiles(clock)
    paths = [files.offer(PDF, "application/pdf", "a.pdf") for _ in range(MAX_FILES + 1)]
    assert len(files) == MAX_FILES
    assert len(set(paths)) == MAX_FILES + 1
    assert files.take(paths[0].removeprefix("/labels/")) is None
    clock.now += 60
    files.sweep()
    assert len(files) == 0
