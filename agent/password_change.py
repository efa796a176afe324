"""Changing a carrier account's password so that the valid one is never lost, whenever the program dies or an answer is lost.

The new password is in the key store before the carrier hears of it, beside the old one, and takes its place only after one
harmless call was made with it: wrong passwords lock a login, so nothing is tried twice. Until then both are kept.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Literal

from agent.carriers.registry import CARRIERS
from agent.config.model import AccountConfig
from agent.connections import secret_name
from agent.redaction import HIDDEN
from agent.shipping.model.failure import Failure, ShippingError
from agent.shipping.model.shipment import AccountReport
from agent.shipping.ports import CarrierAccount, PasswordAccount
from agent.vault import Vault

PASSWORD = "password"  # noqa: S105 - a name in the key store
CANDIDATE = "password_next"

Open = Callable[[str], CarrierAccount]
"""Opens the account with a password; no I/O."""


class CannotChange(Exception):
    """The carrier's interface changes no password."""


class NotBegun(Exception):
    """The carrier was asked nothing; `reason`, a key of the words for people, says why."""

    def __init__(
        self,
        reason: Literal[
            "passwords_differ", "password_unfit", "account_without_secret", "password_change_begun", "password_change_over"
        ],
    ) -> None:
        super().__init__(reason)
        self.reason = reason


class Unproven(Exception):
    """Both passwords are kept: the carrier did not take the new one, or did not say."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


def opening(account: AccountConfig, endpoints: Mapping[str, str]) -> Open:
    """How the account is opened. Raises CannotChange when its carrier knows no password."""
    kind = CARRIERS[account.carrier]
    if PASSWORD not in kind.secrets:
        raise CannotChange
    return lambda value: kind.open(account.id, account.settings, {PASSWORD: value}, endpoints)


def fits(new: str) -> bool:
    """Whether a password can be sent unambiguously: visible ASCII, blanks only inside. The carrier has rules of its own."""
    return bool(new) and new == new.strip() and new.isascii() and new.isprintable()


async def unfinished(vault: Vault, account_id: str) -> bool:
    """Whether a change was begun whose end is not known."""
    return await vault.get(secret_name(account_id, CANDIDATE)) is not None


async def change_password(vault: Vault, account_id: str, open_account: Open, new: str, again: str) -> AccountReport:
    """Changes the password at the carrier, then in the key store. `again` is `new` typed once more.

    What the account is with the new one. Raises NotBegun, ShippingError when nothing was changed, Unproven when that is not
    known, CannotChange.
    """
    if await unfinished(vault, account_id):
        raise NotBegun("password_change_begun")
    old = await vault.get(secret_name(account_id, PASSWORD))
    if old is None:
        raise NotBegun("account_without_secret")
    if new != again:
        raise NotBegun("passwords_differ")
    if new == old or not fits(new):
        raise NotBegun("password_unfit")
    account = open_account(old)
    try:
        if not isinstance(account, PasswordAccount):
            raise CannotChange
        await vault.set(secret_name(account_id, CANDIDATE), new)
        try:
            await account.change_password(new)
        except ShippingError as error:
            if error.failure.outcome != "unknown":
                await vault.delete(secret_name(account_id, CANDIDATE))
                raise ShippingError(_without(new, error.failure)) from None
    finally:
        await account.close()
    return await _prove(vault, account_id, open_account, new)


def _without(secret: str, failure: Failure) -> Failure:
    """A carrier may repeat what it did not take."""
    said = failure.words
    return failure if said is None else replace(failure, words=replace(said, text=said.text.replace(secret, HIDDEN)))


async def prove(vault: Vault, account_id: str, open_account: Open) -> AccountReport:
    """Makes one call with the new password of an unfinished change; when it is accepted, it becomes the password.

    Raises Unproven, and then nothing has changed; NotBegun when no change is unfinished.
    """
    new = await vault.get(secret_name(account_id, CANDIDATE))
    if new is None:
        raise NotBegun("password_change_over")
    return await _prove(vault, account_id, open_account, new)


async def _prove(vault: Vault, account_id: str, open_account: Open, new: str) -> AccountReport:
    account = open_account(new)
    try:
        report = await account.check()
    except ShippingError as error:
        raise Unproven(error.failure) from error
    finally:
        await account.close()
    await _keep(vault, account_id, new)
    return report


async def _keep(vault: Vault, account_id: str, proven: str) -> None:
    await vault.set(secret_name(account_id, PASSWORD), proven)
    await drop_unfinished(vault, account_id)


async def adopt(vault: Vault, account_id: str, open_account: Open, new: str) -> AccountReport:
    """Keeps a password that was changed elsewhere, after one call with it. Raises ShippingError, CannotChange."""
    account = open_account(new)
    try:
        if not isinstance(account, PasswordAccount):
            raise CannotChange
        report = await account.check()
    finally:
        await account.close()
    await _keep(vault, account_id, new)
    return report


async def drop_unfinished(vault: Vault, account_id: str) -> None:
    """Drops the new password of an unfinished change: another one has been proven."""
    await vault.delete(secret_name(account_id, CANDIDATE))
