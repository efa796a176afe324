"""Allegro's list of delivery methods, kept in the home folder with the moment it was read."""

import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from agent.config.file import replace
from agent.shipping.model.failure import ShippingError
from agent.shipping.model.order import DeliveryMethod, ListedMethod

log = logging.getLogger(__name__)

FILE_NAME = "delivery-methods.json"
STAYS_FRESH = timedelta(days=1)


class MethodList(NamedTuple):
    """The methods as they were at `read_at`."""

    read_at: datetime
    methods: tuple[ListedMethod, ...]


class KeptMethods:
    """Asks Allegro once a day; while it does not answer, the list that is kept goes on being used, as old as it is."""

    def __init__(
        self, home: Path, read: Callable[[], Awaitable[Sequence[ListedMethod]]], now: Callable[[], datetime] | None = None
    ) -> None:
        self._path = home / FILE_NAME
        self._read = read
        self._now = now or (lambda: datetime.now(UTC))

    async def get(self) -> MethodList:
        """The list. Raises ShippingError when Allegro does not give it and none is kept."""
        kept = self._kept()
        if kept is not None and timedelta(0) <= self._now() - kept.read_at < STAYS_FRESH:
            return kept
        try:
            found = MethodList(self._now(), tuple(await self._read()))
        except ShippingError as error:
            if kept is None:
                raise
            log.warning("the delivery methods cannot be read, those of %s are used: %s", kept.read_at, error)
            return kept
        self._keep(found)
        return found

    def _kept(self) -> MethodList | None:
        """None for a missing file, and for one that is not ours."""
        try:
            content = json.loads(self._path.read_text(encoding="utf-8"))
            methods = tuple(
                ListedMethod(DeliveryMethod(str(each["id"]), str(each["name"])), each["cash_on_delivery"] is True)
                for each in content["methods"]
            )
            read_at = datetime.fromisoformat(content["read_at"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return MethodList(read_at, methods) if methods and read_at.tzinfo else None

    def _keep(self, found: MethodList) -> None:
        rows = [
            {"id": each.method.id, "name": each.method.name, "cash_on_delivery": each.cash_on_delivery} for each in found.methods
        ]
        content = {"read_at": found.read_at.isoformat(), "methods": rows}
        try:
            replace(self._path, json.dumps(content, ensure_ascii=False, indent=1).encode())
        except OSError as error:
            log.warning("the delivery methods cannot be kept: %s", error)
