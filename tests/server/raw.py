"""HTTP spoken by hand, because a library would tidy up the headers under test."""

import asyncio
from dataclasses import dataclass

HANDSHAKE = (
    ("Connection", "Upgrade"),
    ("Upgrade", "websocket"),
    ("Sec-WebSocket-Version", "13"),
    ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
)


@dataclass(frozen=True)
class Reply:
    """The head of the answer, and its body as far as the length goes."""

    status: int
    headers: dict[str, str]
    body: bytes


async def send(port: int, request_line: str, headers: list[tuple[str, str]]) -> Reply:
    """Sends one request with exactly these headers."""
    lines = [request_line, *(f"{name}: {value}" for name, value in headers), "", ""]
    return await send_bytes(port, "\r\n".join(lines).encode())


async def send_bytes(port: int, data: bytes) -> Reply:
    """Sends the bytes and reads one answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        async with asyncio.timeout(10):
            writer.write(data)
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            status_line, *lines = head.strip().split("\r\n")
            headers = {name.lower(): value.strip() for name, value in (line.split(":", 1) for line in lines)}
            body = b"" if status_line.split()[1] == "101" else await reader.read()
        return Reply(int(status_line.split()[1]), headers, body)
    finally:
        writer.close()


async def knock(port: int, origins: list[str], *, host: str | None = None, path: str = "/socket") -> Reply:
    """A WebSocket handshake with these Origin headers."""
    headers = [("Host", host or f"127.0.0.1:{port}"), *HANDSHAKE, *(("Origin", origin) for origin in origins)]
    return await send(port, f"GET {path} HTTP/1.1", headers)
