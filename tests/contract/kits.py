"""The carriers that go through the shared troubles: one explicit table."""

from collections.abc import Mapping

from .inpost import INPOST
from .kit import Kit
from .paczka_w_ruchu import PACZKA_W_RUCHU
from .poczta_polska import POCZTA_POLSKA, POCZTA_POLSKA_ALLEGRO

KITS: Mapping[str, Kit] = {
    "inpost": INPOST,
    "poczta_polska": POCZTA_POLSKA,
    "poczta_polska_allegro": POCZTA_POLSKA_ALLEGRO,
    "paczka_w_ruchu": PACZKA_W_RUCHU,
}
"""By their id in the registry."""
