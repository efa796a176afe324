"""The opening of a connection: who is there, pairing, and the proof of a pairing key."""

from typing import Annotated, Literal

from pydantic import Field

from .base import Nonce, PairingId, Proof, ShortText, Version, WireModel


class Hello(WireModel):
    """What both opening messages say of the client."""

    protocol: Annotated[int, Field(ge=1)]
    min_protocol: Annotated[int, Field(ge=1)]
    extension_version: Version


class Pair(Hello):
    """Asks for a pairing key; answered only while the user holds the pairing window open in the agent."""

    type: Literal["pair"]
    browser: ShortText
    code: Annotated[str, Field(min_length=1, max_length=64)]


class Authenticate(Hello):
    """Proves possession of the pairing key over both nonces; the key itself is not sent.

    `page_access`: whether the browser lets the extension onto Allegro's order pages; null where it does not say.
    """

    type: Literal["authenticate"]
    pairing_id: PairingId
    nonce: Nonce
    proof: Proof
    page_access: bool | None = None


class Challenge(WireModel):
    """The first message, sent at once; reveals nothing else."""

    type: Literal["challenge"]
    protocol: int
    min_protocol: int
    agent_version: Version
    nonce: Nonce


class Paired(WireModel):
    """The only time a key is ever sent. The agent closes the connection after it; the client comes back with `authenticate`."""

    type: Literal["paired"]
    pairing_id: PairingId
    key: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Limits(WireModel):
    """What the agent takes, so that the client need not find out by being refused."""

    max_message_bytes: int
    max_orders: int
    page_rows: int
    requests_per_10_s: int


class Ready(WireModel):
    """The agent's own proof; requests may follow. `methods` lists what this agent has for this client."""

    type: Literal["ready"]
    proof: Proof
    methods: list[str]
    limits: Limits
