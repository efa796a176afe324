"""Fetches a PDF the agent offers, and writes it."""

from pathlib import Path

from .exit_codes import CommandFailed, ExitCode
from .session import Session


async def download(session: Session, path: str, file: Path) -> None:
    """Replaces the file. Raises `CommandFailed` when the agent does not give it or it cannot be written."""
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
    if answer.status_code != 200 or not answer.content.startswith(b"%PDF-"):
        raise CommandFailed(ExitCode.UNAVAILABLE, "labels_not_fetched")
    try:
        replace(file, answer.content)
    except OSError as error:
        raise CommandFailed(ExitCode.USAGE, "file_not_written", path=file, reason=error.strerror) from None
