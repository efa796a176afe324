"""Browsers: let in by a code shown here, listed, removed."""

from collections.abc import Mapping
from functools import partial

from agent.server.errors import ApiError
from agent.settings.asked import Asked, Json, NotDone, Nothing, Question
from agent.settings.household import Household
from agent.vault import VaultError


class Answer(Asked):
    """Whether the browser that gave the right code is let in."""

    allow: bool


class Remove(Asked):
    """Names a pairing."""

    pairing_id: str


def questions(household: Household) -> Mapping[str, Question]:
    """`pairing.*`."""
    return {
        "pairing.open": Question(Nothing, partial(_open, household)),
        "pairing.state": Question(Nothing, partial(_state, household)),
        "pairing.answer": Question(Answer, partial(_answer, household)),
        "pairing.list": Question(Nothing, partial(_list, household)),
        "pairing.remove": Question(Remove, partial(_remove, household)),
    }


async def _open(household: Household, _: Nothing) -> Json:
    return {"code": household.desk.open(), "expires_in_s": household.desk.window.seconds_left}


async def _state(household: Household, _: Nothing) -> Json:
    window = household.desk.window
    asker = window.asker
    asking = None if asker is None else {"browser": asker.browser, "origin": asker.origin}
    return {"phase": window.phase, "asking": asking, "expires_in_s": window.seconds_left}


async def _answer(household: Household, asked: Answer) -> Json:
    try:
        await household.desk.answer(asked.allow)
    except ApiError as error:
        raise NotDone(household.words.code("error", error.info.code, error.info.data)) from None
    return {}


async def _list(household: Household, _: Nothing) -> Json:
    browsers = [each for each in household.desk.pairings.all() if each.kind == "browser"]
    return {
        "pairings": [{"pairing_id": each.pairing_id, "browser": each.browser, "created_at": each.created_at} for each in browsers]
    }


async def _remove(household: Household, asked: Remove) -> Json:
    try:
        outcome = await household.desk.pairings.remove(asked.pairing_id)
    except VaultError as error:
        raise household.not_done(error) from None
    return {"removed": outcome == "removed"}
