"""What Allegro's answers mean: pure rules from a status and a body to a `Failure` (contract: sections 2, 4 and 6).

A read never creates anything, so its outcome is `not_sent`. A write that Allegro answered with a "no" is `refused`; one whose
answer did not arrive, or says nothing, is `unknown`. Messages are our own words and never quote the answer.
"""

import re

from agent.shipping.model.failure import Failure, Outcome, ShippingError, Words
from shared_schema.codes import ErrorCode

from .answers import Answer
from .reading import items, section, text

_LONG = re.compile(r"\S{25,}")

ACCOUNT_WIDE = frozenset(
    {
        ErrorCode.CREDENTIALS_MISSING,
        ErrorCode.CREDENTIALS_REFUSED,
        ErrorCode.KEYRING_LOCKED,
        ErrorCode.NOT_CONFIGURED,
        ErrorCode.ALLEGRO_BLOCKED,
    }
)
"""Failures that the next call would meet as well: whoever makes many calls stops at the first."""


class AllegroError(ShippingError):
    """Every failure of this package. `temporary` = the same call may succeed soon; `status` is None without an answer."""

    def __init__(self, failure: Failure, *, temporary: bool = False, status: int | None = None) -> None:
        super().__init__(failure)
        self.temporary = temporary
        self.status = status


class SignInRefused(AllegroError):
    """The user refused the application's access."""


class SignInExpired(AllegroError):
    """The device code ran out, was used or was never valid; signing in starts over."""


class NotSignedIn(AllegroError):
    """Nobody has signed in on this computer, or has signed out since."""


class CredentialsRefused(AllegroError):
    """The tokens or the application's id and secret are not taken any more; the user must sign in again."""


def words(body: object) -> Words | None:
    """Allegro's code and words, unchanged: the first of `errors`, or one bare object; None where there are none."""
    listed = items(section(body).get("errors"))
    first = section(listed[0]) if listed else section(body)
    code = text(first.get("code"))
    said = text(first.get("userMessage")) or text(first.get("message"))
    return Words("Allegro", code, said) if code or said else None


def auth_words(body: object) -> Words | None:
    """The words of an OAuth answer without the token that some of them quote ("Invalid refresh token: eyJ...")."""
    code = text(section(body).get("error"))
    said = _LONG.sub("…", text(section(body).get("error_description")).split(":")[0])
    return Words("Allegro", _LONG.sub("…", code), said) if code or said else None


def refusal(answer: Answer, *, write: bool, refused: ErrorCode = ErrorCode.ALLEGRO_REFUSED) -> AllegroError | None:
    """What an answer of the REST API means; None for a success. `refused` names the "no" to a write that Allegro read."""
    status = answer.status
    if answer.ok:
        return None
    lost: Outcome = "unknown" if write else "not_sent"
    if status == 429:
        return _error(ErrorCode.ALLEGRO_UNAVAILABLE, "not_sent", "too many calls", answer, temporary=True)
    if status >= 500 or status == 408:
        return _error(ErrorCode.ALLEGRO_UNAVAILABLE, lost, "Allegro failed", answer, temporary=True)
    if status == 401:
        return CredentialsRefused(
            Failure(ErrorCode.CREDENTIALS_REFUSED, "not_sent", "a fresh token was refused", auth_words(answer.body)),
            status=status,
        )
    accepted = 200 <= status < 300
    if answer.body is None and (answer.html or (status == 403 and not answer.empty)):
        outcome: Outcome = lost if accepted else "not_sent"
        return _error(ErrorCode.ALLEGRO_BLOCKED, outcome, "a page instead of an answer, likely Allegro's firewall", answer)
    if accepted or status < 400:
        return _error(ErrorCode.ALLEGRO_UNAVAILABLE, lost, "the answer cannot be read", answer)
    code = refused if write and status != 403 else ErrorCode.ALLEGRO_REFUSED
    return _error(code, "refused" if write else "not_sent", "Allegro refused the call", answer)


def no_answer(what: str, outcome: Outcome) -> AllegroError:
    """The call ended without an answer; `what` is the kind of the failure, for the log."""
    return AllegroError(Failure(ErrorCode.ALLEGRO_UNAVAILABLE, outcome, f"no answer: {what}"), temporary=True)


def unreadable(outcome: Outcome) -> AllegroError:
    """An answer that was accepted but lacks what it must hold."""
    return AllegroError(Failure(ErrorCode.ALLEGRO_UNAVAILABLE, outcome, "the answer cannot be read"))


def _error(code: ErrorCode, outcome: Outcome, message: str, answer: Answer, *, temporary: bool = False) -> AllegroError:
    said = words(answer.body)
    failure = Failure(
        code,
        outcome,
        f"{message}: HTTP {answer.status}",
        said,
        retry_after_s=answer.retry_after_s,
        data={"status": answer.status},
    )
    return AllegroError(failure, temporary=temporary, status=answer.status)
