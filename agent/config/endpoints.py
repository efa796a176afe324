"""Which addresses are safe to send credentials to, and which may stand in the file."""

import ipaddress
from urllib.parse import urlsplit


def safe_address(address: str) -> bool:
    """Whether it is a plain `https` address, or `http` on the computer itself, without user, query or fragment."""
    try:
        parts = urlsplit(address)
        port_is_valid = parts.port is None or parts.port > 0
    except ValueError:
        return False
    if not parts.hostname or not port_is_valid or parts.username or parts.password or parts.query or parts.fragment:
        return False
    if any(character.isspace() for character in address):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_this_computer(parts.hostname))


def wrong_ledger_address(address: str) -> str | None:
    """Why the text is no address of a shared ledger, as a kind of `Problem`; None when it is one."""
    try:
        parts = urlsplit(address)
        port_is_valid = parts.port is None or parts.port > 0
    except ValueError:
        return "ledger_address"
    if parts.password is not None:
        return "ledger_password"
    whole = parts.hostname and parts.path.strip("/") and port_is_valid and not parts.query and not parts.fragment
    return None if parts.scheme == "postgresql" and whole else "ledger_address"


def is_this_computer(host: str) -> bool:
    """Whether the host is a loopback address, so that nothing on the network can listen."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
