"""Pairing as the command line sees it: open the window, see who asks, decide, list, remove."""

from agent.server.dispatch import Client, Handler
from agent.server.errors import ApiError, error_info
from agent.server.pairing_desk import PairingDesk
from agent.server.pairings import Pairing, Visit
from agent.vault import VaultError
from shared_schema.codes import ErrorCode
from shared_schema.pairing import (
    PairedInfo,
    PairingAnswer,
    PairingAnswerResult,
    PairingInfo,
    PairingList,
    PairingListResult,
    PairingOpen,
    PairingOpenResult,
    PairingRemove,
    PairingRemoveResult,
    PairingState,
    PairingStateResult,
)


def _info(pairing: Pairing, visit: Visit | None) -> PairedInfo:
    return PairedInfo(
        pairing_id=pairing.pairing_id,
        browser=pairing.browser,
        origin=pairing.origin,
        created_at=pairing.created_at,
        connected_at=visit.connected_at if visit else None,
        extension_version=visit.extension_version if visit else None,
        page_access=visit.page_access if visit else None,
    )


def pairing_handlers(desk: PairingDesk) -> dict[str, Handler]:
    """Handlers of all `pairing.*` methods."""

    async def open_window(client: Client, request: PairingOpen) -> PairingOpenResult:
        code = desk.open()
        return PairingOpenResult(code=code, expires_in_s=desk.window.seconds_left)

    async def state(client: Client, request: PairingState) -> PairingStateResult:
        asker = desk.window.asker
        asking = (
            PairingInfo(pairing_id=asker.pairing_id, browser=asker.browser, origin=asker.origin, created_at=asker.created_at)
            if asker
            else None
        )
        return PairingStateResult(state=desk.window.phase, asking=asking)

    async def answer(client: Client, request: PairingAnswer) -> PairingAnswerResult:
        await desk.answer(request.params.allow)
        return PairingAnswerResult()

    async def list_all(client: Client, request: PairingList) -> PairingListResult:
        return PairingListResult(pairings=[_info(one, desk.pairings.last_visit(one.pairing_id)) for one in desk.pairings.all()])

    async def remove(client: Client, request: PairingRemove) -> PairingRemoveResult:
        try:
            outcome = await desk.pairings.remove(request.params.pairing_id)
        except VaultError as error:
            raise ApiError(error_info(ErrorCode.KEYRING_LOCKED, error.advice)) from None
        if outcome == "kept":
            raise ApiError(error_info(ErrorCode.NOT_ALLOWED, "the command line's own pairing cannot be removed"))
        return PairingRemoveResult(removed=outcome == "removed")

    return {
        "pairing.open": open_window,
        "pairing.state": state,
        "pairing.answer": answer,
        "pairing.list": list_all,
        "pairing.remove": remove,
    }
