"""Keeps label files in the data folder, readable by the user alone; names are our own, never the carrier's."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from agent.config.file import replace
from agent.shipping.model.failure import ShippingError
from agent.shipping.model.label import Label
from shared_schema.codes import LabelFormat


class FolderLabelStore:
    """Files named by the reference and the format's suffix, `.pdf` or `.203dpi.zpl`. Implements `shipping.ports.LabelStore`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def keep(self, reference: str, labels: Sequence[Label]) -> None:
        """Writes each label durably and whole, or not at all. Raises OSError, for example when the disk is full."""
        await asyncio.to_thread(self._keep, reference, labels)

    async def read(self, reference: str) -> Sequence[Label]:
        """What is kept for the parcel; empty when there is nothing, or a file is damaged: then it is to be asked for again."""
        return await asyncio.to_thread(self._read, reference)

    def _path(self, reference: str, kind: LabelFormat) -> Path:
        return self._folder / f"{reference}.{kind.suffix}"

    def _keep(self, reference: str, labels: Sequence[Label]) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for label in labels:
            replace(self._path(reference, label.format), label.content)
        for other in set(LabelFormat) - {label.format for label in labels}:
            self._path(reference, other).unlink(missing_ok=True)

    def _read(self, reference: str) -> Sequence[Label]:
        kept = []
        for kind in LabelFormat:
            try:
                kept.append(Label(kind, self._path(reference, kind).read_bytes()))
            except FileNotFoundError:
                continue
            except ShippingError:
                return ()
        return tuple(kept)
