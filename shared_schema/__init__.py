"""The messages between the extension and the agent: the one authority on the protocol. Imports nothing of ours."""

PROTOCOL = 2
"""Number of this protocol; raised by any change."""

MIN_PROTOCOL = 2
"""The oldest protocol this side still speaks; raised when something is removed, renamed or changes its meaning."""

MAX_MESSAGE_BYTES = 256 * 1024
MAX_ORDERS = 1_000
"""Orders in one request."""

MAX_PARCELS = 20
"""Parcels of one order in one request."""

PAGE_ROWS = 100
"""Rows in one answer that is read page by page, so that it stays far below `MAX_MESSAGE_BYTES`."""

MAX_TRIED = 300
"""Orders rules are tried on: three calls to Allegro."""

MAX_DAYS = 30
"""How far back a comparison may look; no list of the other side reaches further at 300 parcels a day."""
