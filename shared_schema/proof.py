"""How both sides prove possession of the pairing key: the text under the HMAC, the same in Python and in the extension."""

import hashlib
import hmac

EXTENSION_ROLE = "nadajnik extension"
AGENT_ROLE = "nadajnik agent"


def proof(key: bytes, role: str, protocol: int, origin: str, agent_nonce: str, client_nonce: str) -> str:
    """HMAC-SHA-256 as 64 hex digits over role, the client's protocol number, its origin and both nonces, one a line.

    Roles differ, so that one side's proof cannot be sent back as the other's; nonces are fresh on each connection, so that
    a recorded proof is worth nothing (threat model, rows 9 and 12).
    """
    text = "\n".join((role, str(protocol), origin, agent_nonce, client_nonce))
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
