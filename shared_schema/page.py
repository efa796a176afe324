"""What the extension tells of the order page."""

from typing import Annotated, Literal

from pydantic import Field

from .base import Version, WireModel
from .request import Request


class PageReportParams(WireModel):
    """How many orders each witness found (contract: order page, sections 4.1 and 4.6)."""

    selectors_version: Version
    recognised: bool
    witnesses: Annotated[list[Annotated[int, Field(ge=0, le=10_000)]], Field(min_length=4, max_length=4)]


class PageReport(Request):
    """Leaves a line in the agent's log, so that a change of Allegro's page is seen in the field."""

    method: Literal["page.report"]
    params: PageReportParams


class PageReportResult(WireModel):
    """Noted."""
