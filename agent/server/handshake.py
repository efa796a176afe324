"""What both sides must show each other before the first request (threat model, rows 5, 9 and 12): pure functions."""

import hmac
import secrets

from shared_schema import MAX_MESSAGE_BYTES, MAX_ORDERS, MIN_PROTOCOL, PAGE_ROWS, PROTOCOL
from shared_schema.codes import ErrorCode
from shared_schema.errors import ErrorInfo
from shared_schema.handshake import Authenticate, Challenge, Hello, Limits, Ready
from shared_schema.proof import AGENT_ROLE, EXTENSION_ROLE, proof

from .errors import error_info
from .limits import REQUESTS_PER_10_S
from .pairings import Pairing

_NOBODY = secrets.token_bytes(32)
"""Stands in for the key of an unknown pairing, so that known and unknown ones take the same time."""


def challenge(agent_version: str) -> Challenge:
    """The first message, with a fresh nonce."""
    return Challenge(
        type="challenge",
        protocol=PROTOCOL,
        min_protocol=MIN_PROTOCOL,
        agent_version=agent_version,
        nonce=secrets.token_hex(32),
    )


def version_problem(hello: Hello) -> ErrorInfo | None:
    """Which side has to be updated, if any: the store updates the extension, the agent is updated by hand."""
    if hello.protocol < MIN_PROTOCOL:
        return error_info(ErrorCode.PROTOCOL_TOO_OLD, "update the extension")
    if hello.min_protocol > PROTOCOL:
        return error_info(ErrorCode.PROTOCOL_TOO_NEW, "update the agent")
    return None


def is_authentic(message: Authenticate, origin: str, agent_nonce: str, pairing: Pairing | None) -> bool:
    """Whether the client holds the pairing's key and speaks from the origin that was paired."""
    key = bytes.fromhex(pairing.key) if pairing else _NOBODY
    expected = proof(key, EXTENSION_ROLE, message.protocol, origin, agent_nonce, message.nonce)
    proven = hmac.compare_digest(expected.encode(), message.proof.encode())
    return proven and pairing is not None and pairing.origin == origin


def ready(message: Authenticate, agent_nonce: str, pairing: Pairing, methods: list[str]) -> Ready:
    """The agent's own proof, and what the client may ask for."""
    key = bytes.fromhex(pairing.key)
    return Ready(
        type="ready",
        proof=proof(key, AGENT_ROLE, message.protocol, pairing.origin, agent_nonce, message.nonce),
        methods=methods,
        limits=Limits(
            max_message_bytes=MAX_MESSAGE_BYTES,
            max_orders=MAX_ORDERS,
            page_rows=PAGE_ROWS,
            requests_per_10_s=REQUESTS_PER_10_S,
        ),
    )
