"""Which service addresses are safe to send credentials to."""

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
    return parts.scheme == "https" or (parts.scheme == "http" and _is_this_computer(parts.hostname))


def _is_this_computer(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
