"""Which walks there are, and which pictures each promises."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from . import first_run, shop, store, tray
from .camera import Camera

GUIDE_FOLDER = "pl"
STORE_FOLDER = "store"


@dataclass(frozen=True, slots=True)
class Walk:
    """A way through the product, with pictures taken on it; they lie in this folder of `docs/images`."""

    pictures: tuple[str, ...]
    run: Callable[[Camera], Awaitable[None]]
    folder: str = GUIDE_FOLDER


WALKS = {
    "first-run": Walk(first_run.PICTURES, first_run.walk),
    "shop": Walk(shop.PICTURES, shop.walk),
    "tray": Walk(tray.PICTURES, tray.walk),
    "store": Walk(store.PICTURES, store.walk, STORE_FOLDER),
}
