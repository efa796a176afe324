"""Fetches a file the agent offers, and writes it."""

from pathlib import Path

from agent.shipping.model.label import kind_of
from shared_schema.codes import LabelFormat

from .exit_codes import CommandFailed, ExitCode
from .session import Session


async def download(session: Session, path: str, file: Path, kind: LabelFormat = LabelFormat.PDF) -> None:
    """Replaces the file. Raises `CommandFailed` when the agent gives none of that kind, or it cannot be written."""
    import httpx

    from agent.config.file import replace
    from agent.server.address import http_url

    from .talk import port_of

    # The agent is on this computer: a proxy of the environment has no business with buyers' addresses.
    async with httpx.AsyncClient(trust_env=False, timeout=60.0) as http:
        try:
            answer = await http.get(http_url(port_of(session), path))
        except httpx.HTTPError:
            raise CommandFailed(ExitCode.UNAVAILABLE, "labels_not_fetched") from None
    if answer.status_code != 200 or kind_of(answer.content) != kind.ending:
        raise CommandFailed(ExitCode.UNAVAILABLE, "labels_not_fetched")
    try:
        replace(file, answer.content)
    except OSError as error:
        raise CommandFailed(ExitCode.USAGE, "file_not_written", path=file, reason=error.strerror) from None
