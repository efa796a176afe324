"""Where the agent listens, and which origins are known before any pairing. Nothing here is a setting."""

HOST = "127.0.0.1"
"""A literal on purpose: the name for it may resolve to `::1`, where another program can hold the same port."""

DEFAULT_PORT = 47615
SOCKET_PATH = "/socket"
LABEL_PATH = "/labels"

CHROMIUM_ORIGIN = "chrome-extension://ealkenodmeccnmmleigaeoagmcgooacf"
"""Follows from the public key in the extension's manifest."""

COMMAND_LINE_ORIGIN = "nadajnik/command-line"
"""No browser can send it: an origin of a page or an extension always has a scheme."""


def authority(port: int) -> str:
    """The only `Host` header the agent answers."""
    return f"{HOST}:{port}"


def socket_url(port: int) -> str:
    """Address of the WebSocket."""
    return f"ws://{authority(port)}{SOCKET_PATH}"


def http_url(port: int, path: str) -> str:
    """Address of a path such as the one `labels.prepare` answers with."""
    return f"http://{authority(port)}{path}"
