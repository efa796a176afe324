"""Allegro's delivery methods and where each of them goes."""

from typing import Literal

from .base import WireModel
from .request import NoParams, Request


class MethodsList(Request):
    """Allegro's delivery methods, and which account ships each."""

    method: Literal["methods.list"]
    params: NoParams


class MethodInfo(WireModel):
    """A delivery method at Allegro and what becomes of its orders.

    `own`: by the seller's own map. `known`: by its id. `suggested`: by its name alone, so each order wants a look.
    `only_allegro`: only Allegro may ship it. `other_carrier`: of a carrier this program does not speak to. `unknown`: nobody's.
    """

    method: str
    name: str
    cash_on_delivery: bool
    sort: Literal["own", "known", "suggested", "only_allegro", "other_carrier", "unknown"]
    account: str | None


class MethodsListResult(WireModel):
    """Every delivery method Allegro lists, as it was read at `read_at`."""

    read_at: str
    methods: list[MethodInfo]
