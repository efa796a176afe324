"""The table of handlers against the table of methods: none without the other."""

from typing import cast

from agent.api.context import Context
from agent.api.pairing import pairing_handlers
from agent.api.table import shipping_handlers
from agent.demo.memory_vault import MemoryVault
from agent.server.pairing_desk import PairingDesk
from agent.server.pairings import PairingStore
from shared_schema.methods import METHODS


def test_every_method_has_a_handler_and_every_handler_a_method() -> None:
    shipping = shipping_handlers(cast(Context, object()))
    pairing = pairing_handlers(PairingDesk(PairingStore(MemoryVault())))
    assert not shipping.keys() & pairing.keys()
    assert shipping.keys() | pairing.keys() == METHODS.keys()
